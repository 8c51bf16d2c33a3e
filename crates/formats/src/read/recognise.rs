//! From one cell, line or word to one value.

use std::net::Ipv4Addr;

use fanal_stix::{Kind, Value};

use super::note::{Reason, WhyRefused};

/// The value that a text is, where nobody said of which kind; any defanged spelling.
pub(super) fn recognised(raw: &str) -> Option<Value> {
    let text = Value::refanged(raw);
    let Some(value) = Value::guess(&text) else {
        // Who defangs a name says that it is one, whatever its ending.
        let defanged = text.len() < raw.trim().len() && raw.contains(['[', '(', '{']);
        return defanged
            .then(|| Value::parse(Kind::DomainName, &text).ok())
            .flatten();
    };
    let is_sure = value.kind() != Kind::Url || text.contains("://") || has_plain_host(&text);
    is_sure.then_some(value)
}

/// URLs without scheme need a host that looks like one: `12.5/3` and `14:30` are addresses to URL parsers only.
fn has_plain_host(text: &str) -> bool {
    let host = text.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let last = host.rsplit('.').next().unwrap_or_default();
    text.starts_with('[')
        || host.parse::<Ipv4Addr>().is_ok()
        || last.chars().next().is_some_and(char::is_alphabetic)
}

/// The value of a text that is said to be a `kind`. Among network kinds the text has the last word: URLs stand in
/// columns of domains, and hosts with a port in columns of URLs.
pub(super) fn parsed(kind: Kind, raw: &str) -> Result<Value, Reason> {
    let not_it = |bad: fanal_stix::BadValue| WhyRefused::NotOfKind.says(bad.to_string());
    if !is_network(kind) && kind != Kind::EmailAddress {
        return Value::parse(kind, raw).map_err(not_it);
    }
    let text = Value::refanged(raw);
    let name = text.strip_prefix("*.").unwrap_or(&text);
    Value::parse(kind, name).or_else(|bad| {
        let other = recognised(&text).filter(|value| is_network(value.kind()) && is_network(kind));
        other.ok_or_else(|| not_it(bad))
    })
}

/// Domains, URLs and addresses.
pub(crate) const fn is_network(kind: Kind) -> bool {
    matches!(kind, Kind::DomainName | Kind::Url | Kind::Ipv4 | Kind::Ipv6)
}
