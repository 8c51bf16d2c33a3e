//! `fanal status`: one screen.

use fanal_api::Nothing;
use fanal_desk::Status;

use super::{Invocation, Result, peer};
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) async fn run(_: Args, here: &Invocation) -> Result {
    let status: Status = here.call("status", &Nothing {}).await?;
    let running = here.door().await?.is_remote();
    Outcome::of("status", &status, page(&status, running))
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
        let roster = format!(
            "{} ({}), ends {}",
            network.roster, network.state, network.expires
        );
        page.pair("network", &network.name);
        page.pair("roster", roster);
    } else {
        let nothing = "none yet: `fanal roster found NAME` or `fanal roster join SLIP`".to_owned();
        let waiting = status
            .waiting_for_admission
            .map(|id| format!("waits for admission to {id}"));
        page.pair("network", waiting.unwrap_or(nothing));
    }
    page.pair("inbox", format!("{} new", status.inbox));
    page.pair("review", format!("{} waiting", status.reviews));
    page.pair(
        "withdrawals",
        format!("{} receipts awaited", status.open_withdrawals),
    );
    page.pair(
        "held",
        format!("{} bulletins, {} values", status.bulletins, status.values),
    );
    page.pair_if("wakes next", status.next_due.map(|at| at.to_string()));
    if let Some(network) = &status.network {
        page.gap();
        page.append(peer::page(&network.peers));
    }
    page
}
