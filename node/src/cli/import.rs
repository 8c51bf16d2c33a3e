//! `fanal import`: share a file, or what a TAXII server has, that somebody else published or handed
//! over; a parcel is taken.

mod taxii;

use fanal_desk::ShareOrder;
use fanal_protocol::Label;

use super::compose::{Marking, send};
use super::{Invocation, Result, input, usage};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A file, or `-` for standard input; a parcel of another desk is taken as `fanal parcel take`;
    /// `taxii`, and the address of a server
    #[arg(value_name = "FILE|-|taxii")]
    file: String,
    /// After `taxii`: the https address of a server, of an API root or of a collection
    address: Option<String>,
    /// How to read it: stix, stalkerware, csv, list, text [default: guessed]
    #[arg(long)]
    format: Option<String>,
    #[command(flatten)]
    server: taxii::Asked,
    #[command(flatten)]
    marking: Marking,
}

/// What is CLEAR and names its source was published by it.
const PUBLISHED: &str = "not-needed:already-public";

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    if let Some(address) = &args.address {
        if args.file != "taxii" {
            return Err(usage("one file at a time; an address stands after `taxii`"));
        }
        let (order, _) = order_of(args.marking);
        return taxii::run(address, args.server, order, here).await;
    }
    let path = std::path::Path::new(&args.file);
    if super::parcel::is_parcel(path) {
        return super::parcel::take(path, here).await;
    }
    let read = match args.file.as_str() {
        "-" => input::standard_input()?,
        path => input::file(std::path::Path::new(path))?,
    };
    let (mut order, assumed) = order_of(args.marking);
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

/// The order, and whether its consent was assumed.
fn order_of(marking: Marking) -> (ShareOrder, bool) {
    let mut order = marking.order();
    let clear = order.label.as_deref().and_then(Label::read) == Some(Label::Clear);
    let assumed = order.consent.is_none() && clear && order.source.is_some();
    if assumed {
        order.consent = Some(PUBLISHED.into());
    }
    (order, assumed)
}
