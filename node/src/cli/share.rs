//! `fanal share`: compose, preview, send.

use super::compose::{Marking, send};
use super::kinds::Kinds;
use super::{Invocation, Result, input};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A file, `-` for standard input, or values in any defanged spelling
    #[arg(required = true, value_name = "FILE|-|VALUE")]
    what: Vec<String>,
    /// How to read it: misp, stix, spyguard, stalkerware, threatfox, urlhaus, otx, kev, csv, list, text
    /// [default: guessed]
    #[arg(long)]
    format: Option<String>,
    #[command(flatten)]
    kinds: Kinds,
    #[command(flatten)]
    marking: Marking,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let read = input::read(&args.what)?;
    let mut order = args.marking.order();
    args.kinds.put_into(&mut order);
    order.content = read.content;
    order.file_name = read.file_name;
    order.format = args.format.or(read.format);
    Ok(send(here, order).await?.noting(read.note))
}
