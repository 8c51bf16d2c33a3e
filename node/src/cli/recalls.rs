//! `fanal recalls`: all that this desk took back, and who has not purged it yet.

use fanal_api::Nothing;
use fanal_desk::RecallProgress;

use super::{Invocation, Result};
use crate::render::{Outcome, Page, names};

#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) async fn run(_args: Args, here: &Invocation) -> Result {
    let recalls: Vec<RecallProgress> = here.call("recalls", &Nothing {}).await?;
    let mut page = Page::new();
    for one in &recalls {
        page.heading(&one.reference);
        page.pair("asked", one.asked.to_string());
        page.pair("purged", format!("{} of {}", one.purged, one.all));
        let waiting = Some(names(&one.waiting)).filter(|_| !one.waiting.is_empty());
        page.pair_if("no answer from", waiting);
        let refused = Some(names(&one.refused)).filter(|_| !one.refused.is_empty());
        page.pair_if("refused by", refused);
    }
    if recalls.is_empty() {
        page.line("Nothing was taken back.");
    }
    Outcome::of("recalls", &recalls, page)
}
