//! `fanal inbox`: what came in, and what this desk does with it.

use clap::Subcommand;
use fanal_api::StanceOrder;
use fanal_desk::{ListLine, ListOrder};
use fanal_protocol::DeskId;
use fanal_store::Stance;

use super::{Invocation, Result, show};
use crate::render::{Outcome, Page, count};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// List bulletins
    List(List),
    /// Show one
    Show(show::Args),
    /// Take them into this desk's exports
    Use(Which),
    /// Detect, do not block
    Watch(Which),
    /// Not for us
    Dismiss(Which),
}

#[derive(Debug, clap::Args)]
struct List {
    /// new, use, watch, dismissed
    #[arg(long)]
    state: Option<String>,
    /// A label
    #[arg(long, value_name = "LABEL")]
    tlp: Option<String>,
    /// Of this desk
    #[arg(long, value_name = "DESK")]
    origin: Option<DeskId>,
    /// received, own, public [default: all]
    #[arg(long)]
    folder: Option<String>,
    /// What is urgent alone
    #[arg(long)]
    urgent: bool,
    /// Withdrawn ones too
    #[arg(long)]
    withdrawn: bool,
    /// At most so many
    #[arg(long, default_value_t = 200)]
    limit: u32,
}

#[derive(Debug, clap::Args)]
struct Which {
    /// DESK/ID, or a beginning of the id that fits one only
    #[arg(required = true)]
    ids: Vec<String>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::List(list) => run_list(list, here).await,
        Act::Show(which) => show::run(which, here).await,
        Act::Use(which) => take(which, Stance::Use, here).await,
        Act::Watch(which) => take(which, Stance::Watch, here).await,
        Act::Dismiss(which) => take(which, Stance::Dismissed, here).await,
    }
}

async fn run_list(list: List, here: &Invocation) -> Result {
    let order = ListOrder {
        state: list.state,
        label: list.tlp,
        origin: list.origin,
        folder: list.folder,
        withdrawn: list.withdrawn,
        limit: list.limit,
        category: None,
        text: None,
        questions: false,
        urgent: list.urgent,
        before: None,
    };
    let lines: Vec<ListLine> = here.call("list", &order).await?;
    Outcome::of("list", &lines, page(&lines))
}

async fn take(which: Which, stance: Stance, here: &Invocation) -> Result {
    let mut lines: Vec<ListLine> = Vec::new();
    for bulletin in which.ids {
        lines.push(
            here.call("stance", &StanceOrder { bulletin, stance })
                .await?,
        );
    }
    let page = page(&lines);
    match lines.as_slice() {
        [line] => Outcome::of("stance", line, page),
        _ => Outcome::of("stance", &lines, page),
    }
}

fn page(lines: &[ListLine]) -> Page {
    let mut page = Page::new();
    let rows: Vec<[String; 6]> = lines
        .iter()
        .map(|line| {
            let mut title = line.title.clone().unwrap_or_else(|| "(withdrawn)".into());
            if line.urgent {
                title.insert_str(0, "URGENT: ");
            }
            let state = match (line.state.as_str(), line.stance) {
                ("held", Stance::New) if line.own => "own".to_owned(),
                ("held", _) => show::word(&line.stance),
                (gone, _) => gone.to_owned(),
            };
            let number = line.indicators.to_string();
            [
                line.received.date(),
                line.label.to_string(),
                state,
                number,
                line.reference.clone(),
                title,
            ]
        })
        .collect();
    if rows.is_empty() {
        page.line("Nothing here.");
    } else {
        page.table(
            ["RECEIVED", "LABEL", "STATE", "VALUES", "REFERENCE", "TITLE"],
            &rows,
        );
        page.line(count(lines.len(), "bulletin", "bulletins"));
    }
    page
}
