//! Hosts file: `0.0.0.0 evil.example`. Domains only, in ASCII.

use std::fmt::Write as _;

use super::{Export, Item, Settings, Tally, Tier, block, vocabulary};

pub(super) fn write(items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    let mut tally = Tally::default();
    let domains = block::domains(items, settings, &mut tally);
    let mut text = String::new();
    for line in vocabulary::header(items, settings, domains.len()) {
        let _ = writeln!(text, "# {line}");
    }
    for domain in &domains {
        let _ = writeln!(text, "0.0.0.0 {domain}");
    }
    Export {
        bytes: text.into_bytes(),
        media_type: "text/plain; charset=utf-8",
        file_name: match settings.tier {
            Tier::Strict => "hosts.txt",
            Tier::Full => "hosts-full.txt",
        },
        announced: domains.len(),
        left_out: tally.finish(),
        beside: Vec::new(),
    }
}
