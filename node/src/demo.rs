//! `fanal demo`: three desks on this machine live through one story, told as it happens.
//!
//! Everything under it is the real thing: real keys, mutual TLS, databases, policy. Only the
//! hostile member is played, by a listener that holds a valid certificate and lies.

mod cast;
mod data;
mod liar;
mod story;
mod wait;

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use fanal_protocol::{Code, Problem};
use serde_json::json;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::home::{Home, failed};
use cast::Cast;

/// What the demo is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct DemoArgs {
    /// End after the story, with its own check.
    pub once: bool,
    /// Where the desks live; a temporary directory, if absent.
    pub dir: Option<PathBuf>,
    /// Leave the directory behind.
    pub keep: bool,
    /// The first of the ports; free ones, if absent.
    pub port_base: Option<u16>,
    /// A directory of real bundles to be shared as well.
    pub data: Option<PathBuf>,
    /// One object on stdout once everything is up.
    pub json: bool,
    /// Nothing is narrated.
    pub quiet: bool,
}

/// Runs the demo.
pub(crate) async fn run(args: DemoArgs) -> Result<(), Problem> {
    QUIET.store(args.quiet, Ordering::Relaxed);
    let mut ends = Ends::listen()?;
    let (dir, temporary) = directory(&args)?;
    let outcome = play(&args, dir.clone(), &mut ends).await;
    if temporary && !args.keep {
        std::fs::remove_dir_all(&dir).map_err(|error| failed(&dir, &error))?;
    } else {
        tell(&format!("\nThe desks are kept in {}", dir.display()));
    }
    outcome
}

/// Ctrl-C, or what a script and a service manager send. Heard from the first moment on, so that the desks and
/// their keys go with the program whenever it ends.
struct Ends {
    interrupt: Signal,
    terminate: Signal,
}

impl Ends {
    fn listen() -> Result<Self, Problem> {
        let to = |kind| signal(kind).map_err(|e| Problem::new(Code::Broken, e.to_string()));
        Ok(Self {
            interrupt: to(SignalKind::interrupt())?,
            terminate: to(SignalKind::terminate())?,
        })
    }

    /// Waits until the end is asked for; at once, if that was before.
    async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// The desks gather and leave in every case: a node that still runs where the program ends would fall over it.
async fn play(args: &DemoArgs, dir: PathBuf, ends: &mut Ends) -> Result<(), Problem> {
    tell(
        "Fanal: three desks on this machine. All names and addresses are made up, nothing leaves loopback.\n",
    );
    let mut cast = Cast::gather(&Home::at(dir), args.port_base).await?;
    if args.json {
        let mut out = std::io::stdout();
        let line = serde_json::to_string(&described(&cast)).unwrap_or_default();
        writeln!(out, "{line}")
            .and_then(|()| out.flush())
            .map_err(|e| Problem::new(Code::Broken, e.to_string()))?;
    }
    let outcome = tokio::select! {
        outcome = tell_all(args, &mut cast) => outcome,
        () = ends.asked() => Ok(()),
    };
    cast.leave().await;
    outcome
}

/// The story, the real bundles where there are some, and then, unless it is told once, how to look around.
async fn tell_all(args: &DemoArgs, cast: &mut Cast) -> Result<(), Problem> {
    story::tell_story(cast).await?;
    if let Some(data) = &args.data {
        data::share_bundles(cast, data).await?;
    }
    if !args.once {
        tell(&log_ins(cast));
        tell("Ctrl-C ends it.");
        std::future::pending::<()>().await;
    }
    Ok(())
}

fn directory(args: &DemoArgs) -> Result<(PathBuf, bool), Problem> {
    let (dir, temporary) = match &args.dir {
        Some(dir) => (dir.clone(), false),
        None => {
            let name = format!("fanal-demo-{}", std::process::id());
            (std::env::temp_dir().join(name), true)
        }
    };
    if dir
        .read_dir()
        .is_ok_and(|mut entries| entries.next().is_some())
    {
        let text = format!("`{}` is not empty", dir.display());
        return Err(
            Problem::new(Code::Conflict, text).with_hint("name another directory with `--dir`")
        );
    }
    Home::at(&dir).make()?;
    Ok((dir, temporary))
}

fn described(cast: &Cast) -> serde_json::Value {
    let desks: Vec<serde_json::Value> = cast
        .desks
        .iter()
        .map(|player| {
            let listen = player.listen();
            let accounts: serde_json::Map<String, serde_json::Value> = player
                .accounts
                .iter()
                .map(|account| {
                    let told = json!({
                        "user": account.user, "password": account.password, "token": account.token,
                    });
                    (account.part.to_owned(), told)
                })
                .collect();
            json!({
                "name": player.profile.name,
                "dir": player.home.dir,
                "public": format!("http://{}", listen.public),
                "console": format!("http://{}/", listen.console),
                "api": format!("http://{}", listen.api),
                "sync": listen.sync.to_string(),
                "accounts": accounts,
            })
        })
        .collect();
    json!({ "network": cast.network.to_string(), "desks": desks })
}

fn log_ins(cast: &Cast) -> String {
    let mut text = String::from("\nLook around:\n");
    for player in &cast.desks {
        let listen = player.listen();
        text.push_str(&format!(
            "  {:<16} console http://{}/   public site http://{}/feed/   API http://{}\n",
            player.profile.name, listen.console, listen.public, listen.api
        ));
        text.push_str(&format!(
            "  {:<16} fanal --dir {} inbox list\n",
            "",
            player.home.dir.display()
        ));
        for account in &player.accounts {
            text.push_str(&format!(
                "  {:<16} {:<12} {} / {}\n",
                "", account.part, account.user, account.password
            ));
        }
    }
    text
}

/// Whether the one story of this process is told in silence.
static QUIET: AtomicBool = AtomicBool::new(false);

/// A line of the story.
pub(crate) fn tell(line: &str) {
    if QUIET.load(Ordering::Relaxed) {
        return;
    }
    static WARNED: Once = Once::new();
    if writeln!(std::io::stderr(), "{line}").is_err() {
        WARNED.call_once(|| tracing::warn!("nobody listens to the story"));
    }
}
