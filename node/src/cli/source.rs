//! `fanal source`: what the configuration names to be fetched by schedule, asked now.

use fanal_desk::{SourceAsked, WhichSource};

use super::{Invocation, Result};
use crate::render::{Outcome, Page, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Ask a source now, in its turn; the node has to run
    Fetch {
        /// Its name: `[sources.NAME]` in `fanal.toml`; `fanal status` lists them
        name: String,
    },
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let What::Fetch { name } = args.what;
    let which = WhichSource { name };
    let asked: SourceAsked = here
        .call_telling("asking the source", "source-fetch", &which)
        .await?;
    let mut page = Page::new();
    page.line(asked.source.in_words(&asked.name));
    if asked.under_way {
        page.line("It is asked still, or waits for its turn: `fanal status` says how it ends.");
    }
    let is_whole = !asked.under_way && asked.source.refused == 0;
    let code = if is_whole { exit::DONE } else { exit::PARTLY };
    Ok(Outcome::of("source-fetch", &asked, page)?.exits(code))
}
