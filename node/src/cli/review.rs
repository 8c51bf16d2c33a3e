//! `fanal review`: a second person looks before anything becomes public.

use std::collections::BTreeMap;

use clap::Subcommand;
use fanal_api::{Nothing, WhichDraft};
use fanal_desk::{ApproveForOrder, Approved, ApprovedFor, ReviewItem, ReviewShown, ReviewsOrder};
use fanal_protocol::{BulletinId, Label};

use super::compose::{findings, hints, key_and_reason, page_of_state, texts};
use super::show::{values, word};
use super::{Invocation, Result};
use crate::render::{Outcome, Page, confirmed, exit, outlook, show_preview};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// What waits, what was approved and waits for its embargo or its hour, drafts
    List,
    /// One item, with all that a reviewer has to see
    Show(Which),
    /// Approve; it becomes public at the hour at which this desk publishes, once its embargo is over
    Approve(Approve),
    /// Approve exactly what is held here of another desk's bulletin, so that it may publish it
    Endorse(Endorse),
    /// Send it back to its author
    Return(Return),
}

#[derive(Debug, clap::Args)]
struct Endorse {
    /// The other desk's bulletin: DESK/ID
    bulletin: String,
}

#[derive(Debug, clap::Args)]
struct Which {
    /// The item's id
    id: BulletinId,
}

#[derive(Debug, clap::Args)]
struct Approve {
    /// The item's id
    id: BulletinId,
    /// Answer to a finding of the privacy check: why it is kept
    #[arg(long, value_name = "KEY=REASON", value_parser = key_and_reason)]
    because: Vec<(String, String)>,
}

#[derive(Debug, clap::Args)]
struct Return {
    /// The item's id
    id: BulletinId,
    /// What its author should mend
    #[arg(long)]
    note: String,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::List => {
            let items = all(here).await?;
            Outcome::of("reviews", &items, list(&items))
        }
        Act::Show(which) => {
            let shown = show(which.id, here).await?;
            Outcome::of("review", &shown, page(&shown))
        }
        Act::Approve(args) => approve(args, here).await,
        Act::Endorse(which) => approve_for(which.bulletin, here).await,
        Act::Return(back) => {
            let order = WhichDraft {
                note: Some(back.note),
                ..which(back.id)
            };
            let nothing: Nothing = here.call("return", &order).await?;
            Outcome::of("return", &nothing, page_of_state("Returned to its author."))
        }
    }
}

/// Page by page, so that no answer is long however much waits.
async fn all(here: &Invocation) -> Result<Vec<ReviewItem>> {
    let mut items: Vec<ReviewItem> = Vec::new();
    loop {
        let order = ReviewsOrder {
            behind: items.last().map(ReviewItem::place),
            ..ReviewsOrder::default()
        };
        let page: Vec<ReviewItem> = here.call("reviews", &order).await?;
        if page.is_empty() {
            return Ok(items);
        }
        items.extend(page);
    }
}

pub(super) async fn show(id: BulletinId, here: &Invocation) -> Result<ReviewShown> {
    here.call("review", &which(id)).await
}

/// The draft, and nothing said of it.
pub(super) fn which(id: BulletinId) -> WhichDraft {
    WhichDraft {
        id,
        note: None,
        draft: None,
        because: BTreeMap::new(),
    }
}

async fn approve(args: Approve, here: &Invocation) -> Result {
    let shown = show(args.id, here).await?;
    if here.asks() {
        show_preview(&page(&shown), here.manner);
        if !confirmed("Approve it?")? {
            return Outcome::of("review", &shown, page_of_state("Not approved."))
                .map(|it| it.exits(exit::REFUSED));
        }
    }
    let which = WhichDraft {
        draft: Some(shown.draft),
        because: args.because.into_iter().collect(),
        ..which(args.id)
    };
    let approved: Approved = here.call("approve", &which).await?;
    let text = match (&approved.published, approved.not_before) {
        (Some(public), _) => format!("Published as {public}."),
        (None, Some(at)) => format!("Approved; it becomes public at {at}."),
        (None, None) => "Approved.".into(),
    };
    Outcome::of("approve", &approved, page_of_state(&text))
}

async fn approve_for(bulletin: String, here: &Invocation) -> Result {
    let order = ApproveForOrder {
        bulletin,
        read: None,
    };
    let shown: ApprovedFor = here.call("approve-for", &order).await?;
    if here.asks() {
        show_preview(&page_for(&shown), here.manner);
        if !confirmed("Approve that its desk makes this public?")? {
            return Outcome::of("approve-for", &shown, page_of_state("Not approved."))
                .map(|it| it.exits(exit::REFUSED));
        }
    }
    let order = ApproveForOrder {
        read: Some(shown.read),
        ..order
    };
    let approved: ApprovedFor = here.call("approve-for", &order).await?;
    let text = format!(
        "{} is told, and may make this public and nothing else.",
        approved.author
    );
    Outcome::of("approve-for", &approved, page_of_state(&text))
}

fn page_for(shown: &ApprovedFor) -> Page {
    let mut page = Page::new();
    page.heading(format!("{} wants to make this public", shown.author));
    page.append(texts(&shown.texts, true));
    page.append(values(&shown.values));
    page.gap();
    page.append(findings(&shown.findings));
    page
}

fn list(items: &[ReviewItem]) -> Page {
    let mut page = Page::new();
    if items.is_empty() {
        page.line("Nothing waits.");
        return page;
    }
    let rows: Vec<[String; 6]> = items
        .iter()
        .map(|item| {
            let mut state = word(&item.state);
            if item.yours_to_approve && state == "waiting" {
                state.push_str(" for you");
            }
            let id = item.id.to_string();
            [
                item.since.date(),
                item.label.clone(),
                state,
                item.author.clone(),
                id,
                item.title.clone(),
            ]
        })
        .collect();
    page.table(["SINCE", "LABEL", "STATE", "AUTHOR", "ID", "TITLE"], &rows);
    page
}

pub(super) fn page(shown: &ReviewShown) -> Page {
    let mut page = Page::new();
    let item = &shown.item;
    page.heading(format!("{}  {}", item.label, item.title));
    page.pair("id", item.id.to_string());
    page.pair("author", &item.author);
    page.pair(
        "state",
        format!("{} since {}", word(&item.state), item.since),
    );
    page.pair_if("sent back", shown.note.as_ref());
    page.pair_if(
        "granted by",
        shown.granted_by.as_ref().map(ToString::to_string),
    );
    page.pair("consent", word(&shown.consent));
    page.pair_if("not before", item.not_before.map(|at| at.to_string()));
    page.pair_if("summary", shown.summary.as_ref());
    page.pair_if("also please", shown.also_please.as_ref());
    page.append(texts(&shown.texts, item.label == Label::Clear.as_str()));
    page.append(values(&shown.values));
    page.gap();
    page.append(findings(&shown.findings));
    page.append(hints(&shown.hints));
    for (key, reason) in &shown.answers {
        page.pair("answered", format!("{key}: {reason}"));
    }
    page.append(outlook(&shown.outlook));
    if let Some(desk) = &shown.approved_by {
        page.pair(
            "approved by",
            format!("a reviewer of {desk}, word for word"),
        );
    } else if !item.yours_to_approve {
        page.pair(
            "note",
            "not yours to approve: nobody approves their own, and it takes a reviewer",
        );
    }
    page
}
