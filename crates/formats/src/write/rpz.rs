//! DNS response policy zone (draft-vixie-dnsop-dns-rpz): the name, and all below it, do not exist. Names are relative,
//! so that the zone may be called as its reader likes.

use std::fmt::Write as _;

use super::{Export, Item, LeftOut, Settings, Tally, Tier, block, vocabulary};

/// The reader's zone name, with its dot, comes behind each name; together they have 253 characters at most.
const LONGEST_NAME: usize = 180;

pub(super) fn write(items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    let mut tally = Tally::default();
    let mut domains = block::domains(items, settings, &mut tally);
    domains.retain(|domain| {
        let fits = domain.len() <= LONGEST_NAME && !is_trigger(domain);
        if !fits {
            tally.add(LeftOut::Spelling);
        }
        fits
    });
    let mut text = String::new();
    for line in vocabulary::header(items, settings, domains.len()) {
        let _ = writeln!(text, "; {line}");
    }
    // Asked again each hour, tried again after ten minutes, dropped after two weeks without an answer.
    let _ = writeln!(
        text,
        "$TTL 300\n@ SOA localhost. hostmaster.localhost. {} 3600 600 1209600 300\n@ NS localhost.",
        settings.serial
    );
    for domain in &domains {
        let _ = writeln!(text, "{domain} CNAME .\n*.{domain} CNAME .");
    }
    Export {
        bytes: text.into_bytes(),
        media_type: "text/dns; charset=utf-8",
        file_name: match settings.tier {
            Tier::Strict => "rpz.zone",
            Tier::Full => "rpz-full.zone",
        },
        announced: domains.len(),
        left_out: tally.finish(),
        beside: Vec::new(),
    }
}

/// Names below these are no names to a policy zone, but networks and name servers: `8.0.0.0.10.rpz-ip` would hide
/// whatever has an address there.
fn is_trigger(domain: &str) -> bool {
    let last = domain.trim_end_matches('.').rsplit('.').next();
    last.is_some_and(|label| label.to_ascii_lowercase().starts_with("rpz-"))
}
