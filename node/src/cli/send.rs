//! `fanal send`: a draft that was kept, or returned and mended.

use fanal_api::{WhichDraft, Word};
use fanal_protocol::BulletinId;

use super::compose::{page_of_state, state_in_words};
use super::{Invocation, Result, review};
use crate::render::{Outcome, confirmed, exit, show_preview};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The draft's id
    id: BulletinId,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let shown = review::show(args.id, here).await?;
    if here.asks() {
        show_preview(&review::page(&shown), here.manner);
        if !confirmed("Send it?")? {
            return Outcome::of("review", &shown, page_of_state("Not sent."))
                .map(|it| it.exits(exit::REFUSED));
        }
    }
    let which = WhichDraft {
        draft: Some(shown.draft),
        ..review::which(args.id)
    };
    let word: Word = here.call("send", &which).await?;
    let page = page_of_state(&format!("{}: {}", state_in_words(&word.state), args.id));
    let code = if word.state == "waiting" {
        exit::WAITS
    } else {
        exit::DONE
    };
    Outcome::of("send", &word, page).map(|it| it.exits(code))
}
