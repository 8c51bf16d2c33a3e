//! `fanal sight`: tell a bulletin's origin what was seen; it alone hears of it.

use clap::ValueEnum;
use fanal_desk::{SightOrder, Sighted};
use fanal_protocol::SightingVerdict;

use super::compose::page_of_state;
use super::{Invocation, Result};
use crate::render::Outcome;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What it was
    verdict: Verdict,
    /// DESK/ID, or a beginning of the id that fits one only
    id: String,
    /// Which of its values, if one only
    #[arg(long)]
    value: Option<String>,
    /// The origin may say who saw it
    #[arg(long)]
    named: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Verdict {
    /// Seen with somebody here
    Seen,
    /// It is harmless
    FalsePositive,
    /// It is not in use any more
    Expired,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let verdict = match args.verdict {
        Verdict::Seen => SightingVerdict::Seen,
        Verdict::FalsePositive => SightingVerdict::FalsePositive,
        Verdict::Expired => SightingVerdict::Expired,
    };
    let order = SightOrder {
        bulletin: args.id,
        verdict,
        value: args.value,
        named: args.named,
    };
    let sighted: Sighted = here.call("sight", &order).await?;
    let who = if args.named {
        "by name"
    } else {
        "without your name in what it tells others"
    };
    let page = page_of_state(&format!(
        "{} hears of it, and nobody else, {who}.",
        sighted.told
    ));
    Outcome::of("sight", &sighted, page)
}
