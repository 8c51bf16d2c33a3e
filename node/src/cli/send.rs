//! `fanal send`: a draft that was kept, or returned and mended.

use fanal_api::{WhichDraft, Word};
use fanal_protocol::BulletinId;

use super::compose::{page_of_state, state_in_words};
use super::{Invocation, Result};
use crate::render::{Outcome, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The draft's id
    id: BulletinId,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let word: Word = here
        .call(
            "send",
            &WhichDraft {
                id: args.id,
                note: None,
                draft: None,
            },
        )
        .await?;
    let page = page_of_state(&format!("{}: {}", state_in_words(&word.state), args.id));
    let code = if word.state == "waiting" {
        exit::WAITS
    } else {
        exit::DONE
    };
    Outcome::of("send", &word, page).map(|it| it.exits(code))
}
