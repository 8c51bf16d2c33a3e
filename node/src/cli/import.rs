//! `fanal import`: share a file, or what a TAXII server has, that somebody else published or handed
//! over; a parcel is taken.

mod feed;
mod taxii;

use std::path::{Path, PathBuf};

use fanal_desk::ShareOrder;
use fanal_protocol::Label;

use super::compose::{Marking, send};
use super::kinds::Kinds;
use super::{Invocation, Result, input, usage};
use crate::fetch::Fetch;
use crate::misp_feed::{Place, is_feed};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A file, `-` for standard input, an https address, or the folder or address of a MISP feed; a parcel of
    /// another desk is taken as `fanal parcel take`, findings of MVT or SpyGuard as `fanal sight import`; `taxii`,
    /// and the address of a server
    #[arg(value_name = "FILE|DIR|ADDRESS|-|taxii")]
    file: String,
    /// After `taxii`: the https address of a server, of an API root or of a collection
    address: Option<String>,
    /// How to read it: misp, stix, spyguard, stalkerware, threatfox, urlhaus, otx, kev, csv, list, text
    /// [default: guessed, and shown]
    #[arg(long)]
    format: Option<String>,
    /// Take as signs what the source gives as context only (MISP's `to_ids` false)
    #[arg(long)]
    take_context: bool,
    #[command(flatten)]
    kinds: Kinds,
    #[command(flatten)]
    server: taxii::Asked,
    #[command(flatten)]
    marking: Marking,
}

/// What is CLEAR and names its source was published by it.
const PUBLISHED: &str = "not-needed:already-public";

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let (mut order, assumed) = order_of(args.marking);
    order.join_known = !args.server.again;
    order.take_context = args.take_context;
    args.kinds.put_into(&mut order);
    if let Some(address) = &args.address {
        if args.file != "taxii" {
            return Err(usage("one file at a time; an address stands after `taxii`"));
        }
        return taxii::run(address, args.server, order, here).await;
    }
    order.format = args.format;
    let path = PathBuf::from(&args.file);
    if path.is_dir() {
        // A stick: the one parcel on it, unless the folder is a feed.
        if let (false, Some(parcel)) = (path.join("manifest.json").is_file(), parcel_in(&path)?) {
            return super::parcel::take(&parcel, here).await;
        }
        return feed::import(&Place::Folder(path), order, here).await;
    }
    if is_feed(&args.file) {
        let place = Place::address(&args.file, Fetch::of(&here.configuration()?));
        return feed::import(&place, order, here).await;
    }
    if super::parcel::is_parcel(&path) {
        return super::parcel::take(&path, here).await;
    }
    let read = match args.file.as_str() {
        "-" => input::standard_input()?,
        address if Fetch::is_address(address) => input::fetched(here, address).await?,
        path => input::file(Path::new(path))?,
    };
    // What was found on a person's device is read on this machine: no more than what matched leaves this process.
    if is_of_device(&order, &read) {
        return super::sight::tell_found(&read, false, order.dry_run, here).await;
    }
    order.content = read.content;
    order.file_name = read.file_name;
    let outcome = send(here, order).await?.noting(read.note);
    Ok(if assumed {
        let text = format!("taken as `--consent {PUBLISHED}`: it is CLEAR and its source is named");
        outcome.warns("consent.assumed", text)
    } else {
        outcome
    })
}

/// The parcel of a folder that has one alone.
fn parcel_in(folder: &Path) -> Result<Option<PathBuf>> {
    let wrong = |error: std::io::Error| usage(format!("`{}`: {error}", folder.display()));
    let mut parcels = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        if path.is_file() && super::parcel::is_parcel(&path) {
            parcels.push(path);
        }
    }
    match parcels.len() {
        0 | 1 => Ok(parcels.pop()),
        more => {
            let text = format!("`{}` has {more} parcels: name one", folder.display());
            Err(usage(text))
        }
    }
}

fn is_of_device(order: &ShareOrder, read: &input::Input) -> bool {
    let said = order.format.as_deref().map(str::parse);
    let format = match said {
        Some(Ok(format)) => format,
        Some(Err(_)) => return false,
        None => fanal_formats::sniff(read.content.as_bytes(), read.file_name.as_deref()),
    };
    format.is_of_device()
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
