//! `fanal status`: one screen.

use std::time::Duration;

use fanal_api::Nothing;
use fanal_desk::{SiteCopy, Status};
use fanal_protocol::{Code, Problem};

use super::{Invocation, Result, peer};
use crate::render::{Outcome, Page, exit, names};

#[derive(Debug, clap::Args)]
pub(super) struct Args {}

/// Whoever asks without a word is a health check.
const HEALTHY_WITHIN: Duration = Duration::from_secs(4);

pub(super) async fn run(_: Args, here: &Invocation) -> Result {
    let asked = async {
        let status: Status = here.call("status", &Nothing {}).await?;
        let running = here.door().await?.is_remote();
        Ok::<_, Problem>((status, running))
    };
    let (status, running) = if here.manner.quiet {
        let late = |_| Problem::new(Code::Busy, "the node did not answer in time");
        let answered = tokio::time::timeout(HEALTHY_WITHIN, asked).await;
        answered.map_err(late)??
    } else {
        asked.await?
    };
    // [CLI-6] A container or a monitor asks with `--quiet`: is the node well?
    let code = if here.manner.quiet && !running {
        exit::FAILED
    } else {
        exit::DONE
    };
    Outcome::of("status", &status, page(&status, running)).map(|it| it.exits(code))
}

fn page(status: &Status, running: bool) -> Page {
    let mut page = Page::new();
    let node = if running {
        "the node runs"
    } else {
        "no node runs: start it with `fanal serve`"
    };
    page.heading(format!("{} ({})", status.name, status.desk));
    page.pair("node", format!("fanal {}, {node}", status.version));
    if let Some(network) = &status.network {
        let unheard = if network.unheard {
            "; no coordinator was heard for three days: soon AMBER and RED wait"
        } else {
            ""
        };
        let roster = format!(
            "{} ({}), ends {}{unheard}",
            network.roster, network.state, network.expires
        );
        page.pair("network", &network.name);
        page.pair("roster", roster);
    } else if status.networks.len() > 1 {
        let names = names(&status.networks);
        page.pair(
            "networks",
            format!("{names}; for the rest name one with --network"),
        );
    } else {
        let nothing = "none yet: `fanal roster found NAME` or `fanal roster join SLIP`".to_owned();
        let waiting = status
            .waiting_for_admission
            .map(|id| format!("waits for admission to {id}"));
        page.pair("network", waiting.unwrap_or(nothing));
    }
    page.pair("inbox", format!("{} new", status.inbox));
    page.pair("review", format!("{} waiting", status.reviews));
    page.pair("withdrawals", withdrawals(status));
    page.pair(
        "held",
        format!("{} bulletins, {} values", status.bulletins, status.values),
    );
    if let Some(returning) = status.network.as_ref().and_then(|it| it.returning.as_ref()) {
        let missing: Vec<_> = returning.unheard.iter().cloned().collect();
        let how = if returning.silent {
            "nothing leaves until it has heard"
        } else {
            "it goes on without"
        };
        page.pair("came back", format!("{how} {}", names(&missing)));
    }
    if status.clock_paused {
        page.pair(
            "clock",
            "it leapt ahead: nothing is published or ends; `fanal clock`",
        );
    }
    if !status.accounts_to_confirm.is_empty() {
        let waiting = names(&status.accounts_to_confirm);
        let how = "they came back with the backup, and wait: `fanal user enable NAME`";
        page.pair("accounts", format!("{waiting}: {how}"));
    }
    for (place, copy) in &status.copies {
        page.pair("public copy", copy_in_words(place, copy));
    }
    for (name, source) in &status.sources {
        page.pair("source", source.in_words(name));
    }
    let newest = status
        .backups
        .newest
        .as_ref()
        .map(|newest| newest.at.to_string());
    page.pair(
        "backup",
        newest.unwrap_or_else(|| "none yet: `fanal backup`".into()),
    );
    page.pair_if("wakes next", status.next_due.map(|at| at.to_string()));
    if let Some(network) = &status.network {
        page.gap();
        page.append(peer::page(&network.peers));
    }
    page
}

/// What was refused is no answer that may still come: it is said by itself. [REC-2]
fn withdrawals(status: &Status) -> String {
    let awaited = status
        .open_withdrawals
        .saturating_sub(status.refused_withdrawals);
    let awaited = format!("{awaited} receipts awaited");
    match status.refused_withdrawals {
        0 => awaited,
        refused => format!("{awaited}, {refused} refused: `fanal recalls` says by whom"),
    }
}

fn copy_in_words(place: &str, copy: &SiteCopy) -> String {
    match (copy.behind, copy.kept) {
        (Some(since), _) => format!(
            "{place} is behind since {since}, and may show what was withdrawn: {}",
            copy.why.as_deref().unwrap_or_default()
        ),
        (None, Some(at)) => format!("{place}, in step since {at}"),
        (None, None) => format!("{place}: nothing was written yet"),
    }
}
