//! `fanal hold`: keep one of this desk's own from ending by its time.

use fanal_desk::{HoldOrder, HoldShown};

use super::{Invocation, Result};
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// An id of this desk's own, or a beginning of it
    id: String,
    /// Why, for your own people; nothing of a case
    #[arg(long, required_unless_present = "release")]
    why: Option<String>,
    /// Let it go
    #[arg(long, conflicts_with = "why")]
    release: bool,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let order = HoldOrder {
        bulletin: args.id,
        why: args.why.unwrap_or_default(),
        release: args.release,
    };
    let shown: HoldShown = here.call("hold", &order).await?;
    let mut page = Page::new();
    page.pair("bulletin", &shown.reference);
    page.pair("state", if shown.held { "held" } else { "let go" });
    page.line("A person's withdrawal of consent goes before any hold.");
    Outcome::of("hold", &shown, page)
}
