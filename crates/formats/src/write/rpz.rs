//! DNS response policy zone (draft-vixie-dnsop-dns-rpz): the name, and all below it, do not exist. Names are relative,
//! so that the zone may be called as its reader likes.

use super::block::{Form, List};
use super::sorting::Scratch;
use super::vocabulary::commented;
use super::{Settings, Writing};

/// The reader's zone name, with its dot, comes behind each name; together they have 253 characters at most.
const LONGEST_NAME: usize = 180;

static RPZ: Form = Form {
    media_type: "text/dns; charset=utf-8",
    file_names: ["rpz.zone", "rpz-full.zone"],
    takes: |domain| domain.len() <= LONGEST_NAME && !is_trigger(domain),
    head,
    line: |out, name| writeln!(out, "{name} CNAME .\n*.{name} CNAME ."),
};

pub(super) fn begin<'s>(
    settings: &Settings<'s>,
    scratch: &'s dyn Scratch,
) -> Box<dyn Writing + 's> {
    List::begin(&RPZ, settings, scratch)
}

/// Asked again each hour, tried again after ten minutes, dropped after two weeks without an answer.
fn head(lines: &[String], settings: &Settings<'_>) -> String {
    format!(
        "{}$TTL 300\n@ SOA localhost. hostmaster.localhost. {} 3600 600 1209600 300\n@ NS localhost.\n",
        commented("; ", lines),
        settings.serial
    )
}

/// Names below these are no names to a policy zone, but networks and name servers: `8.0.0.0.10.rpz-ip` would hide
/// whatever has an address there.
fn is_trigger(domain: &str) -> bool {
    let last = domain.trim_end_matches('.').rsplit('.').next();
    last.is_some_and(|label| label.to_ascii_lowercase().starts_with("rpz-"))
}
