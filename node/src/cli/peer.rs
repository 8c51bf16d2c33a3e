//! `fanal peer`: the other desks, and when they were heard last.

use clap::Subcommand;
use fanal_api::Nothing;
use fanal_desk::{PeerStatus, Status};

use super::show::word;
use super::{Invocation, Result};
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// List them
    List,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::List => {
            let status: Status = here.call("status", &Nothing {}).await?;
            let peers = status
                .network
                .map(|network| network.peers)
                .unwrap_or_default();
            let mut page = page(&peers);
            if peers.is_empty() {
                page.line("No other desk is in the roster.");
            }
            Outcome::of("peers", &peers, page)
        }
    }
}

/// The peers as a table.
pub(super) fn page(peers: &[PeerStatus]) -> Page {
    let mut page = Page::new();
    if peers.is_empty() {
        return page;
    }
    let rows: Vec<[String; 5]> = peers
        .iter()
        .map(|peer| {
            let contact = peer
                .contact
                .map_or_else(|| "never".to_owned(), |at| at.to_string());
            let road = if peer.reachable_by_us {
                "we call"
            } else {
                "it calls"
            };
            let trouble = match (peer.failures, peer.error) {
                (0, _) => String::new(),
                (failures, Some(code)) => format!("{failures} rounds failed: {code}"),
                (failures, None) => format!("{failures} rounds failed"),
            };
            [
                peer.desk.to_string(),
                word(&peer.status),
                road.into(),
                contact,
                trouble,
            ]
        })
        .collect();
    page.table(["DESK", "STATUS", "ROAD", "LAST CONTACT", "TROUBLE"], &rows);
    page
}
