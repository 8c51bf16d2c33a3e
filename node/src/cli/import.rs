//! `fanal import`: share a file that somebody else published or handed over; a parcel is taken.

use fanal_protocol::Label;

use super::compose::{Marking, send};
use super::{Invocation, Result, input};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A file, or `-` for standard input; a parcel of another desk is taken as `fanal parcel take`
    #[arg(value_name = "FILE|-")]
    file: String,
    /// How to read it: stix, stalkerware, csv, list, text [default: guessed]
    #[arg(long)]
    format: Option<String>,
    #[command(flatten)]
    marking: Marking,
}

/// What is CLEAR and names its source was published by it.
const PUBLISHED: &str = "not-needed:already-public";

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let path = std::path::Path::new(&args.file);
    if super::parcel::is_parcel(path) {
        return super::parcel::take(path, here).await;
    }
    let read = match args.file.as_str() {
        "-" => input::standard_input()?,
        path => input::file(std::path::Path::new(path))?,
    };
    let mut order = args.marking.order();
    let clear = order.label.as_deref().and_then(Label::read) == Some(Label::Clear);
    let assumed = order.consent.is_none() && clear && order.source.is_some();
    if assumed {
        order.consent = Some(PUBLISHED.into());
    }
    order.content = read.content;
    order.file_name = read.file_name;
    order.format = args.format;
    let outcome = send(here, order).await?;
    Ok(if assumed {
        let text = format!("taken as `--consent {PUBLISHED}`: it is CLEAR and its source is named");
        outcome.warns("consent.assumed", text)
    } else {
        outcome
    })
}
