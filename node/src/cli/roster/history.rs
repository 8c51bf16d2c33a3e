//! `fanal roster history`: every version, the newest first.

use fanal_api::Nothing;
use fanal_desk::VersionShown;

use crate::cli::{Invocation, Result};
use crate::render::{Outcome, Page};

pub(super) async fn run(here: &Invocation) -> Result {
    let versions: Vec<VersionShown> = here.call("roster-history", &Nothing {}).await?;
    let mut page = Page::new();
    for version in &versions {
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
    Outcome::of("roster-history", &versions, page)
}
