//! `fanal roster history` and `diff`: every version, the newest first; what changed between two.

use fanal_api::Nothing;
use fanal_desk::VersionShown;

use crate::cli::{Invocation, Result, usage};
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Diff {
    /// The older version [default: the one before the newer]
    from: Option<u64>,
    /// The newer version [default: the one in force]
    to: Option<u64>,
}

pub(super) async fn run(here: &Invocation) -> Result {
    let versions: Vec<VersionShown> = here.call("roster-history", &Nothing {}).await?;
    let page = page(&versions);
    Outcome::of("roster-history", &versions, page)
}

pub(super) async fn diff(diff: &Diff, here: &Invocation) -> Result {
    let mut versions: Vec<VersionShown> = here.call("roster-history", &Nothing {}).await?;
    let newest = versions.first().map_or(0, |version| version.version);
    let to = diff.to.unwrap_or(newest);
    let from = diff.from.unwrap_or_else(|| to.saturating_sub(1));
    if to > newest || from >= to {
        let text = format!(
            "versions go from 1 to {newest}, the older one first: {from} to {to} is none of it"
        );
        return Err(usage(text));
    }
    versions.retain(|version| from < version.version && version.version <= to);
    let page = page(&versions);
    Outcome::of("roster-diff", &versions, page)
}

fn page(versions: &[VersionShown]) -> Page {
    let mut page = Page::new();
    for version in versions {
        page.heading(format!("version {}, {}", version.version, version.issued));
        page.pair("signed by", version.signed_by.join(", "));
        page.pair("ends", version.expires.to_string());
        for change in &version.changes {
            page.line(format!("  {change}"));
        }
        if version.version == 1 {
            page.line("  the network was founded");
        }
    }
    page
}
