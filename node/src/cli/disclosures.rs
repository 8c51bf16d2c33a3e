//! `fanal disclosures`, `fanal blast-radius`: who was sent what, and what a desk still holds of it.

use fanal_api::Which;
use fanal_desk::{BlastOrder, BlastRadius, Disclosed};
use fanal_protocol::DeskId;

use super::show::answer_in_words;
use super::{Invocation, Result};
use crate::render::{Outcome, Page, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// DESK/ID, or a beginning of the id that fits one only
    id: String,
}

#[derive(Debug, clap::Args)]
pub(super) struct BlastArgs {
    /// The desk
    desk: DeskId,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let ledger: Disclosed = here
        .call("disclosures", &Which { bulletin: args.id })
        .await?;
    let code = if ledger.overdue + ledger.refused > 0 {
        exit::PARTLY
    } else {
        exit::DONE
    };
    Outcome::of("disclosures", &ledger, page(&ledger)).map(|it| it.exits(code))
}

pub(super) async fn blast(args: BlastArgs, here: &Invocation) -> Result {
    let order = BlastOrder { desk: args.desk };
    let radius: BlastRadius = here.call("blast-radius", &order).await?;
    let mut page = Page::new();
    for (label, count) in &radius.by_label {
        page.pair(label, count.to_string());
    }
    page.pair("purged", radius.purged.to_string());
    let rows: Vec<[String; 4]> = radius
        .holds
        .iter()
        .map(|held| {
            let label = held
                .label
                .map_or_else(|| "unknown".into(), |l| l.to_string());
            [
                held.reference.clone(),
                label,
                held.since.to_string(),
                held.state.clone(),
            ]
        })
        .collect();
    page.gap();
    page.table(["BULLETIN", "LABEL", "SINCE", "STATE"], &rows);
    page.line("What other desks passed on to it stands in their ledgers.");
    Outcome::of("blast-radius", &radius, page).map(|it| it.listing("holds"))
}

fn page(ledger: &Disclosed) -> Page {
    let mut page = Page::new();
    page.pair("bulletin", &ledger.reference);
    let rows: Vec<[String; 5]> = ledger
        .sent
        .iter()
        .map(|sent| {
            let label = sent.label.map_or_else(String::new, |l| l.to_string());
            let road = sent.road.map_or("", fanal_store::Road::as_str);
            [
                sent.at.to_string(),
                sent.desk.to_string(),
                sent.revision.to_string(),
                label,
                road.into(),
            ]
        })
        .collect();
    page.table(["SENT", "TO", "REVISION", "LABEL", "ROAD"], &rows);
    if !ledger.recalls.is_empty() {
        page.heading(format!(
            "Taken back: {} of {} answered, {} overdue, {} refused",
            ledger.answered,
            ledger.recalls.len(),
            ledger.overdue,
            ledger.refused
        ));
        for recall in &ledger.recalls {
            let late = if recall.overdue { " (overdue)" } else { "" };
            let answer = answer_in_words(recall.answer);
            page.pair(recall.desk.as_str(), format!("{answer}{late}"));
        }
    }
    page
}
