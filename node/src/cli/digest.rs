//! `fanal digest`: what is new, in words to paste into a newsletter.

use std::path::PathBuf;

use fanal_desk::{ExportOrder, Exported};
use fanal_protocol::Timestamp;

use super::moment::{now, past};
use super::{Invocation, Result, export, usage};
use crate::render::{Outcome, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What was issued since then: `7d`, or a day; 31 days at most
    #[arg(long, value_name = "WHEN", default_value = "7d", value_parser = past)]
    since: Timestamp,
    /// en, fr, es, ar [default: the desk's]
    #[arg(long)]
    lang: Option<String>,
    /// Markdown, which mail takes as plain text too, or a page
    #[arg(long, value_enum, default_value = "md")]
    format: Format,
    /// No label stricter than this: a newsletter is public
    #[arg(long, value_name = "LABEL", default_value = "clear")]
    up_to: String,
    /// A file [default: standard output]
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// Markdown
    Md,
    /// HTML
    Html,
}

/// Days that a digest tells of at most.
const MOST_DAYS: i64 = 31;

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    if args.since < now().plus_days(-MOST_DAYS) {
        let text = format!("a digest tells of {MOST_DAYS} days at most");
        return Err(usage(text));
    }
    let format = match args.format {
        Format::Md => "digest-md",
        Format::Html => "digest-html",
    };
    let order = ExportOrder {
        format: format.to_owned(),
        up_to: Some(args.up_to),
        since: Some(args.since),
        lang: args.lang,
        ..ExportOrder::default()
    };
    let exported: Exported = here.call("export", &order).await?;
    let code = if exported.bulletins == 0 {
        exit::UNKNOWN
    } else {
        exit::DONE
    };
    let page = export::page(&exported);
    if let Some(path) = &args.output {
        let public = exported.label.is_none_or(export::is_public);
        export::write_whole(path, exported.content.as_bytes(), public)?;
        return Outcome::of("digest", &exported, page).map(|it| it.exits(code));
    }
    let content = exported.content.clone();
    Outcome::of("digest", &exported, page).map(|it| it.with_raw(content).exits(code))
}
