//! `fanal audit`: who did what, without content.

use clap::Subcommand;
use fanal_api::AuditOrder;
use fanal_desk::AuditShown;

use super::{Invocation, Result};
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Show the trail, up to a thousand lines
    Show(Show),
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The first number
    #[arg(long, default_value_t = 0)]
    from: u64,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let Act::Show(show) = args.act;
    let lines: Vec<AuditShown> = here.call("audit", &AuditOrder { from: show.from }).await?;
    let mut page = Page::new();
    let rows: Vec<[String; 6]> = lines
        .iter()
        .map(|line| {
            let (number, at) = (line.number.to_string(), line.at.to_string());
            [
                number,
                at,
                line.who.clone(),
                line.act.clone(),
                line.object.clone(),
                line.result.clone(),
            ]
        })
        .collect();
    page.table(["NUMBER", "AT", "WHO", "ACT", "OBJECT", "RESULT"], &rows);
    Outcome::of("audit", &lines, page)
}
