//! `fanal peer`: the other desks, when they were heard last, and whether they are there now.

use std::cmp::Ordering;

use clap::Subcommand;
use fanal_api::Nothing;
use fanal_desk::{Has, PeerStatus, Spread, Status, Tried, TryOrder, UseOrder};
use fanal_protocol::DeskId;

use super::show::word;
use super::{Invocation, Result};
use crate::render::{Outcome, Page, count, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// List them
    List,
    /// Is it there, is it who the roster says, does it let us in, how fast is it?
    Test(Test),
    /// Eight words to read to each other, as `key words`
    Words(Test),
    /// Stop using what a desk says: no file for tools, no answer to them has it; it stays readable
    #[command(after_help = "Example:\n  fanal peer stop lumbre")]
    Stop(Test),
    /// Use again what a desk says
    #[command(after_help = "Example:\n  fanal peer resume lumbre")]
    Resume(Test),
    /// Who has whose newest GREEN, desk by desk
    Spread,
}

#[derive(Debug, clap::Args)]
struct Test {
    /// The desk
    desk: DeskId,
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
        Act::Spread => {
            let all: Vec<Spread> = here.call("spread", &Nothing {}).await?;
            Outcome::of("spread", &all, spread_page(&all))
        }
        Act::Stop(Test { desk }) => use_desk(desk, false, here).await,
        Act::Resume(Test { desk }) => use_desk(desk, true, here).await,
        Act::Words(Test { desk }) => super::key::words(desk, here).await,
        Act::Test(Test { desk }) => {
            let tried: Tried = here.call("peer-test", &TryOrder { desk }).await?;
            let code = tried
                .failed
                .as_ref()
                .map_or(exit::DONE, |problem| problem.code.exit());
            Outcome::of("peer-test", &tried, tried_page(&tried)).map(|it| it.exits(code))
        }
    }
}

async fn use_desk(desk: DeskId, used: bool, here: &Invocation) -> Result {
    let order = UseOrder { desk, used };
    let done: Nothing = here.call("peer-use", &order).await?;
    let mut page = Page::new();
    page.line(if used {
        format!("What {} says is used again.", order.desk)
    } else {
        format!(
            "What {} says is used no more: `fanal peer resume {}` ends that.",
            order.desk, order.desk
        )
    });
    Outcome::of("peer-use", &done, page)
}

/// Each desk with what it lacks; one that has all has one short line.
fn spread_page(all: &[Spread]) -> Page {
    let mut page = Page::new();
    for one in all {
        let version = one.roster.map_or_else(
            || "told nothing yet".to_owned(),
            |version| format!("roster {version}"),
        );
        page.heading(format!("{} ({version})", one.desk));
        let told = one.has.iter().filter_map(|of| {
            let words = match of.has {
                Has::Itself | Has::All => return None,
                Has::Behind { statements } => format!("{statements} behind"),
                Has::Untold => "did not say".to_owned(),
                Has::No { code } => format!("may have nothing ({code})"),
            };
            Some((of.origin.as_str(), words))
        });
        let told: Vec<_> = told.collect();
        if told.is_empty() {
            page.line("  has all that this desk knows of");
        }
        for (origin, words) in told {
            page.line(format!("  of {origin}: {words}"));
        }
    }
    page
}

/// One line for each step, as far as it came.
fn tried_page(tried: &Tried) -> Page {
    let mut page = Page::new();
    page.heading(format!("{} ({})", tried.name, tried.desk));
    let addresses: Vec<String> = tried.addresses.iter().map(ToString::to_string).collect();
    let where_to = if addresses.is_empty() {
        "none: it calls in when it runs".to_owned()
    } else {
        addresses.join(" ")
    };
    page.pair("address", where_to);
    page.pair_if("connected", tried.connected.map(yes_or_no));
    page.pair_if(
        "key",
        tried.pinned.map(|pinned| {
            if pinned {
                "the one in the roster"
            } else {
                "another than the roster's"
            }
            .to_owned()
        }),
    );
    let again = tried
        .again_ms
        .map_or_else(String::new, |took| format!(", then {took} ms"));
    page.pair_if(
        "answers",
        tried.first_ms.map(|took| format!("in {took} ms{again}")),
    );
    page.pair_if(
        "roster",
        tried
            .roster_there
            .map(|there| match there.cmp(&tried.roster_here) {
                Ordering::Equal => format!("{there}, as here"),
                Ordering::Less => format!("{there}, older than ours ({})", tried.roster_here),
                Ordering::Greater => format!("{there}, newer than ours ({})", tried.roster_here),
            }),
    );
    page.pair_if(
        "shows us",
        tried.streams.map(|it| count(it, "stream", "streams")),
    );
    if let Some(problem) = &tried.failed {
        page.line(format!(
            "It did not work: {} ({})",
            problem.text, problem.code
        ));
        if let Some(hint) = &problem.hint {
            page.line(format!("  hint: {hint}"));
        }
    }
    page
}

fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

fn rounds(failures: u32) -> String {
    count(
        usize::try_from(failures).unwrap_or(usize::MAX),
        "round",
        "rounds",
    )
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
                (0, _) if peer.unused => "not used here".to_owned(),
                (0, _) if peer.unheard => "nothing new signed for more than a day".to_owned(),
                (0, _) if peer.gaps > 0 => format!("{} entries missing", peer.gaps),
                (0, _) => String::new(),
                (failures, Some(code)) => format!("{} failed: {code}", rounds(failures)),
                (failures, None) => format!("{} failed", rounds(failures)),
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
