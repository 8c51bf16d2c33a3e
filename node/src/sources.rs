//! What the node fetches by schedule: the sources of its configuration, and look-up lists that came from an address.
//! One at a time, in a task of its own, so that a slow server keeps nothing else waiting. [IMP-11]

mod ask;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use fanal_desk::{AskSources, Desk, LookUpOrder, LookUpShown};
use fanal_protocol::{Code, Problem};
use tokio::sync::{mpsc, oneshot, watch};

use crate::config::Config;
use crate::config::sources::Source;
use crate::fetch::Fetch;
use crate::home::Home;
use crate::misp_feed::{Keeper, Place, is_feed};

/// Seconds between two questions to one source, whatever its schedule: publishers ask for as much.
const BETWEEN: i64 = 300;

/// The longest that one source or list is asked: after that the others have their turn.
const LONGEST: Duration = Duration::from_hours(1);

/// How long a program that wants a source asked waits for the answer: less than whoever calls us does.
pub(crate) const PATIENCE: Duration = Duration::from_mins(5);

/// How long a person in front of a browser waits: then the page says that it goes on.
pub(crate) const PATIENCE_OF_A_READER: Duration = Duration::from_secs(15);

/// What there is to do.
#[derive(Debug)]
pub(crate) enum Errand {
    /// Look-up lists that came from an address.
    LookUps,
    /// The source with this number.
    Source(usize),
    /// The source of this name, for somebody who waits to hear how it went. [IMP-16]
    Wanted(String, oneshot::Sender<Result<(), Problem>>),
}

/// The way to the task that runs errands.
pub(crate) struct Wanting {
    pub(crate) errands: mpsc::Sender<Errand>,
    /// How long it is waited for.
    pub(crate) patience: Duration,
}

#[async_trait]
impl AskSources for Wanting {
    async fn ask(&self, name: &str) -> Result<bool, Problem> {
        let (tell, told) = oneshot::channel();
        let errand = Errand::Wanted(name.to_owned(), tell);
        self.errands.try_send(errand).map_err(|_| {
            let text = "too much waits to be fetched: try again later";
            Problem::new(Code::LimitRate, text)
        })?;
        match tokio::time::timeout(self.patience, told).await {
            Ok(Ok(ended)) => ended.map(|()| true),
            Ok(Err(_)) => Err(Problem::new(Code::PeerUnreachable, "the node is ending")),
            Err(_) => Ok(false),
        }
    }
}

/// The sources of a node, in the order of their numbers.
#[derive(Clone, Default)]
pub(crate) struct Sources {
    dir: PathBuf,
    list: Vec<(String, Source)>,
}

impl Sources {
    /// Of this configuration; files are taken from the node's folder.
    pub(crate) fn of(home: &Home, config: &Config) -> Self {
        let list = config.sources.iter();
        Self {
            dir: home.dir.clone(),
            list: list
                .map(|(name, one)| (name.clone(), one.clone()))
                .collect(),
        }
    }

    fn names(&self) -> Vec<&str> {
        self.list.iter().map(|(name, _)| name.as_str()).collect()
    }
}

/// Runs errands until the node ends.
pub(crate) async fn run_errands(
    desk: Desk,
    sources: Sources,
    fetch: Fetch,
    mut errands: mpsc::Receiver<Errand>,
    stopping: watch::Receiver<bool>,
) {
    if let Err(error) = desk.keep_notes_of_sources(&sources.names()).await {
        tracing::error!(code = %error.code(), "what is known of the sources could not be kept");
    }
    loop {
        let mut stopped = stopping.clone();
        let errand = tokio::select! {
            errand = errands.recv() => errand,
            _ = stopped.wait_for(|stop| *stop) => return,
        };
        let Some(errand) = errand else { return };
        let work = async {
            match errand {
                Errand::LookUps => fetch_look_ups(&desk, &fetch).await,
                Errand::Source(number) => {
                    if let Some((name, source)) = sources.list.get(number) {
                        // Why not is noted, and told to whoever asks for the status.
                        let _ = ask_source(&desk, &fetch, &sources.dir, name, source).await;
                    }
                }
                Errand::Wanted(name, tell) => {
                    let ended = match sources.list.iter().find(|(one, _)| *one == name) {
                        Some((name, source)) => {
                            ask_source(&desk, &fetch, &sources.dir, name, source).await
                        }
                        None => Err(Problem::new(Code::NotFound, "no such source here")),
                    };
                    // Nobody may wait any more.
                    let _ = tell.send(ended);
                }
            }
        };
        tokio::select! {
            () = work => {}
            _ = stopped.wait_for(|stop| *stop) => return,
        }
    }
}

/// Asks one source, and notes how it went. The log tells its name and numbers, never an address.
async fn ask_source(
    desk: &Desk,
    fetch: &Fetch,
    dir: &Path,
    name: &str,
    source: &Source,
) -> Result<(), Problem> {
    let asked = desk.source_noted(name).await.ok().and_then(|it| it.asked);
    if asked.is_some_and(|at| desk.now() < at.plus_seconds(BETWEEN)) {
        let text = "it was asked less than five minutes ago: its publisher is not asked more often";
        return Err(Problem::new(Code::LimitRate, text));
    }
    if desk.is_locked().await.unwrap_or(true) {
        return Err(Problem::new(Code::AccountLocked, "the desk is locked"));
    }
    let ended = in_time(ask::ask(desk, fetch, dir, name, source)).await;
    match &ended {
        Ok(refused) => tracing::info!(source = name, refused, "a source was asked"),
        Err(problem) => {
            tracing::warn!(source = name, code = %problem.code, "a source could not be asked");
        }
    }
    let noted = ended.as_ref().copied();
    let noted = noted.map_err(|problem| (problem.code, why(problem)));
    if let Err(error) = desk.note_asked(name, noted).await {
        tracing::error!(code = %error.code(), "how a source was asked could not be noted");
    }
    ended.map(drop)
}

/// [IMP-14] What is not done within an hour is given up; what was taken until then stays.
async fn in_time<T>(work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    tokio::time::timeout(LONGEST, work)
        .await
        .unwrap_or_else(|_| {
            let text = "it was not done within an hour";
            Err(Problem::new(Code::PeerUnreachable, text))
        })
}

/// What `fanal status` shows to all accounts: nothing of what came.
fn why(problem: &Problem) -> String {
    let is_of_the_road = matches!(
        problem.code,
        Code::PeerUnreachable
            | Code::UsageInvalid
            | Code::LimitSize
            | Code::LimitRate
            | Code::Misconfigured
            | Code::AccountUnknown
            | Code::PolicyRole
            | Code::NotFound
    );
    if is_of_the_road {
        return problem.text.clone();
    }
    let code = problem.code;
    format!("what came was not taken ({code}); the same by hand says why")
}

/// A list that cannot be fetched, or read, stays as it was.
async fn fetch_look_ups(desk: &Desk, fetch: &Fetch) {
    let due = match desk.look_ups_to_fetch().await {
        Ok(due) => due,
        Err(error) => {
            tracing::error!(code = %error.code(), "the look-up lists could not be read");
            return;
        }
    };
    for order in due {
        match in_time(fetch_look_up(desk, fetch, order)).await {
            Ok(values) => tracing::info!(values, "a look-up list was fetched again"),
            Err(problem) => {
                tracing::warn!(code = %problem.code, "a look-up list could not be fetched again");
            }
        }
    }
}

/// Replaces lists that are kept still; one that was removed meanwhile stays away.
struct AsBefore<'a>(&'a Desk);

impl Keeper for AsBefore<'_> {
    async fn put(&self, order: LookUpOrder) -> Result<LookUpShown, Problem> {
        let kept = self.0.refresh_look_up(&order).await;
        kept.map_err(|error| error.problem())
    }
}

async fn fetch_look_up(desk: &Desk, fetch: &Fetch, order: LookUpOrder) -> Result<usize, Problem> {
    let address = order.address.clone().unwrap_or_default();
    let keeper = AsBefore(desk);
    if is_feed(&address) {
        let place = Place::address(&address, fetch.clone());
        let held = desk.parts_of_look_up(&order.name).await;
        let held = held.map_err(|error| error.problem())?;
        let kept = place.open().await?.keep(&order, &held, &keeper).await?;
        return Ok(kept.shown.values);
    }
    let content = fetch.text(&address).await?;
    Ok(keeper.put(LookUpOrder { content, ..order }).await?.values)
}
