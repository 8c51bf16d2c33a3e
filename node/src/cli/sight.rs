//! `fanal sight`: tell a bulletin's origin what was seen; it alone hears of it.

use std::path::PathBuf;

use fanal_desk::{FoundValue, SightFoundOrder, SightOrder, Sighted, SightedFound};
use fanal_protocol::{Code, Problem, SightingVerdict};

use super::compose::page_of_state;
use super::{Invocation, Result, input};
use crate::render::{Outcome, Page, confirmed, count, exit, show_preview};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Seen with somebody here
    Seen(Of),
    /// It is harmless
    FalsePositive(Of),
    /// It is not in use any more
    Expired(Of),
    /// Tell the origins of indicators that MVT or SpyGuard matched
    ///
    /// Of `alerts.json` and `*_detected.json` only the matched indicators are read, on this machine; all else is
    /// the person's device, and goes nowhere. Values that are not known here are dropped.
    Import {
        /// alerts.json or *_detected.json of MVT, alerts.json of SpyGuard; `-` for standard input
        #[arg(value_name = "FILE|-")]
        file: PathBuf,
        /// The origins may say who saw it
        #[arg(long)]
        named: bool,
        /// Only show who would be told
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, clap::Args)]
struct Of {
    /// DESK/ID, or a beginning of the id that fits one only
    id: String,
    /// Which of its values, if one only
    #[arg(long)]
    value: Option<String>,
    /// The origin may say who saw it
    #[arg(long)]
    named: bool,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.what {
        What::Seen(of) => tell(SightingVerdict::Seen, of, here).await,
        What::FalsePositive(of) => tell(SightingVerdict::FalsePositive, of, here).await,
        What::Expired(of) => tell(SightingVerdict::Expired, of, here).await,
        What::Import {
            file,
            named,
            dry_run,
        } => {
            let read = if file.as_os_str() == "-" {
                input::standard_input()?
            } else {
                input::file(&file)?
            };
            tell_found(&read, named, dry_run, here).await
        }
    }
}

async fn tell(verdict: SightingVerdict, of: Of, here: &Invocation) -> Result {
    let named = of.named;
    let order = SightOrder {
        bulletin: of.id,
        verdict,
        value: of.value,
        named,
    };
    let sighted: Sighted = here.call("sight", &order).await?;
    let page = page_of_state(&format!(
        "{} hears of it, and nobody else, {}.",
        sighted.told,
        by_name(named)
    ));
    Outcome::of("sight", &sighted, page)
}

const fn by_name(named: bool) -> &'static str {
    if named {
        "by name"
    } else {
        "without your name in what it tells others"
    }
}

/// Reads the report here, and hands on the matched values alone. [IMP-3]
pub(super) async fn tell_found(
    read: &input::Input,
    named: bool,
    dry_run: bool,
    here: &Invocation,
) -> Result {
    let options = fanal_formats::Options {
        file_name: read.file_name.as_deref(),
        ..Default::default()
    };
    let format = fanal_formats::sniff(read.content.as_bytes(), read.file_name.as_deref());
    if !format.is_of_device() {
        let text = format!(
            "this looks like {}, not like what MVT or SpyGuard found",
            format.title()
        );
        let hint = "alerts.json or *_detected.json of MVT, alerts.json of SpyGuard; lists go by `fanal import`";
        return Err(Problem::new(Code::VerifyFormat, text).with_hint(hint));
    }
    let reading = fanal_formats::read(Some(format), read.content.as_bytes(), &options)
        .map_err(|fault| Problem::new(Code::VerifyFormat, fault.to_string()))?;
    let values = reading.indicators.iter().map(|found| FoundValue {
        value: found.value.text().to_owned(),
        kind: Some(found.value.kind().as_str().to_owned()),
    });
    let mut order = SightFoundOrder {
        values: values.collect(),
        named,
        dry_run,
    };
    if here.asks() && !dry_run {
        order.dry_run = true;
        let preview: SightedFound = here.call("sight-found", &order).await?;
        show_preview(&page(&preview, &order), here.manner);
        if !preview.told.is_empty() && !confirmed("Tell them?")? {
            let page = page_of_state("Nobody was told.");
            return Outcome::of("sight-found", &preview, page).map(|it| it.exits(exit::REFUSED));
        }
        order.dry_run = false;
    }
    let told: SightedFound = here.call("sight-found", &order).await?;
    let code = if !told.not_told.is_empty() {
        exit::PARTLY
    } else if told.told.is_empty() {
        exit::UNKNOWN
    } else {
        exit::DONE
    };
    Outcome::of("sight-found", &told, page(&told, &order)).map(|it| it.exits(code))
}

fn page(found: &SightedFound, order: &SightFoundOrder) -> Page {
    let mut page = Page::new();
    for one in &found.told {
        page.line(format!("{}  {}  {}", one.label, one.reference, one.title));
        page.line(format!("    {}", one.values.join(", ")));
    }
    for not in &found.not_told {
        page.line(format!("not told: {}  {}", not.reference, not.because.text));
    }
    let matched = count(found.looked_up, "matched value", "matched values");
    let hears = if order.dry_run { "would hear" } else { "hears" };
    page.line(match found.told.len() {
        0 => format!("{matched}, none of them shared with this desk: nobody hears of it."),
        number => format!(
            "{matched}; the origin of {} {hears} of it, {}.",
            count(number, "bulletin", "bulletins"),
            by_name(order.named)
        ),
    });
    if found.unknown > 0 {
        let unknown = count(found.unknown, "value is", "values are");
        page.line(format!("{unknown} not known here, and not kept."));
    }
    page
}
