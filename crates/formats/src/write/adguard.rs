//! Filter list for AdGuard, Pi-hole and uBlock: `||evil.example^`, the name and all below it.

use std::fmt::Write as _;

use super::{Export, Item, Settings, Tally, Tier, block, vocabulary};
use crate::shown::one_line;

pub(super) fn write(items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    let mut tally = Tally::default();
    let domains = block::domains(items, settings, &mut tally);
    let mut text = String::new();
    // The first line is the title for the programs that show one; `Expires` tells when to ask again.
    let _ = writeln!(text, "! Title: {}", one_line(settings.title));
    let _ = writeln!(text, "! Expires: 1 day");
    if let Some(base) = settings.issuer.base_url {
        let _ = writeln!(text, "! Homepage: {}", one_line(base));
    }
    let _ = writeln!(text, "! Version: {}", settings.serial);
    for line in vocabulary::header(items, settings, domains.len())
        .iter()
        .skip(1)
    {
        let _ = writeln!(text, "! {line}");
    }
    for domain in &domains {
        let _ = writeln!(text, "||{domain}^");
    }
    Export {
        bytes: text.into_bytes(),
        media_type: "text/plain; charset=utf-8",
        file_name: match settings.tier {
            Tier::Strict => "adguard.txt",
            Tier::Full => "adguard-full.txt",
        },
        announced: domains.len(),
        left_out: tally.finish(),
        beside: Vec::new(),
    }
}
