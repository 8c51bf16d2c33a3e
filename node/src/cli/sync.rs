//! `fanal sync`: a round with one peer or with all, now.

use fanal_desk::{SyncOrder, Synced};
use fanal_protocol::DeskId;

use super::{Invocation, Result};
use crate::render::{Outcome, Page, count, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// With this peer only
    #[arg(long, value_name = "DESK")]
    peer: Option<DeskId>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let order = SyncOrder { peer: args.peer };
    let synced: Synced = here.call_telling("asking peers", "sync", &order).await?;
    let code = exit_of(&synced);
    let outcome = Outcome::of("sync", &synced, page(&synced))?;
    let outcome = outcome.listing("rounds").exits(code);
    if synced.rounds.is_empty() {
        let text = "no other desk has an address: what they have comes when they call this one";
        return Ok(outcome.warns("nobody_called", text));
    }
    Ok(outcome)
}

fn exit_of(synced: &Synced) -> u8 {
    let failed = synced
        .rounds
        .iter()
        .filter(|round| round.failed.is_some())
        .count();
    let refused = synced.rounds.iter().any(|round| round.refused > 0);
    match (failed, synced.rounds.len()) {
        (0, _) if !refused => exit::DONE,
        (failed, all) if failed > 0 && failed == all => exit::UNREACHABLE,
        _ => exit::PARTLY,
    }
}

fn page(synced: &Synced) -> Page {
    let mut page = Page::new();
    if synced.rounds.is_empty() {
        page.line("No peer can be called from here.");
    }
    for round in &synced.rounds {
        let taken = count(round.taken, "statement", "statements");
        let requests = count(round.requests as usize, "request", "requests");
        let what = match (&round.failed, round.unchanged) {
            (Some(problem), _) => format!("failed: {problem}"),
            (None, true) => format!("nothing new ({requests})"),
            (None, false) => format!("{taken} taken, {} refused ({requests})", round.refused),
        };
        page.line(format!("{}: {what}", round.peer));
        for fault in &round.faults {
            page.line(format!("  {fault}"));
        }
    }
    page
}
