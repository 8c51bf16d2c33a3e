//! `fanal clock`: how this desk's clock stands, and a person's word that it is right.

use clap::Subcommand;
use fanal_desk::{ClockOrder, ClockShown};

use super::{Invocation, Result};
use crate::render::{Outcome, Page, confirmed, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// The machine's clock, and what peers signed
    Show,
    /// Say that the machine's clock is right, although it leapt ahead
    Confirm,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let shown: ClockShown = here.call("clock", &ClockOrder::default()).await?;
    let is_asked = matches!(args.act, Act::Confirm);
    if !is_asked {
        return Outcome::of("clock", &shown, page(&shown));
    }
    let confirm =
        here.yes || (here.asks() && confirmed(&format!("Is it {} now (UTC)?", shown.shown))?);
    if !confirm {
        let mut page = page(&shown);
        page.line("Nothing changed: confirm with `--yes`.");
        return Outcome::of("clock", &shown, page).map(|it| it.exits(exit::REFUSED));
    }
    let shown: ClockShown = here.call("clock", &ClockOrder { confirm }).await?;
    Outcome::of("clock", &shown, page(&shown))
}

fn page(shown: &ClockShown) -> Page {
    let mut page = Page::new();
    page.pair("this machine", shown.shown.to_string());
    page.pair("counts as", shown.mark.to_string());
    page.pair_if(
        "half of the peers",
        shown.peers.map(|at| format!("{at} or later")),
    );
    if shown.paused {
        page.line(
            "The clock leapt ahead: nothing is published and nothing ends until it is confirmed.",
        );
        page.line("Set it right, or say that it is: fanal clock confirm");
    } else {
        page.line("The clock is believed.");
    }
    page
}
