//! `fanal explain`: why a desk gets a bulletin, or does not: the code that decides, in words.

use fanal_desk::{ExplainOrder, Explanations};
use fanal_protocol::DeskId;

use super::{Invocation, Result};
use crate::render::{Outcome, Page, outlook};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// DESK/ID, or a beginning of the id that fits one only
    id: String,
    /// For this desk [default: for each]
    #[arg(long)]
    desk: Option<DeskId>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let order = ExplainOrder {
        bulletin: args.id,
        desk: args.desk,
    };
    let explained: Explanations = here.call("explain", &order).await?;
    Outcome::of("explain", &explained, page(&explained)).map(|it| it.listing("desks"))
}

fn page(explained: &Explanations) -> Page {
    let mut page = Page::new();
    page.heading(&explained.reference);
    for desk in &explained.desks {
        page.line(format!("  {}", desk.sentence));
        let code = desk
            .code
            .map_or_else(String::new, |code| format!(" ({code})"));
        page.line(format!("    rule {}: {}{code}", desk.rule, desk.words));
    }
    page.append(outlook(&explained.outlook));
    page
}
