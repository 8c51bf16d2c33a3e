//! The JSON that SpyGuard and TinyCheck fetch by their watchers (server/backend/watchers.py): what to know, and what
//! to forget. They take what matches their own expressions and drop the rest in silence, so it is left out here and
//! counted.

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::Label;
use fanal_stix::{Kind, Value};
use serde::Serialize;

use super::{Export, Gone, Item, LeftOut, Settings, Tally, sorted, sorted_values};
use crate::guard::guarded;

#[derive(Serialize)]
struct Watched<'a> {
    iocs: Vec<Ioc<'a>>,
    to_delete: Vec<Deleted>,
}

#[derive(Serialize)]
struct Ioc<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    tag: &'a str,
    tlp: &'static str,
    value: String,
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Deleted {
    #[serde(rename = "type")]
    kind: &'static str,
    value: String,
}

pub(super) fn write(items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    let mut tally = Tally::default();
    let mut iocs: BTreeMap<(&'static str, String), (Label, &str)> = BTreeMap::new();
    for item in sorted(items) {
        for listed in sorted_values(item) {
            match place(&listed.value) {
                Err(reason) => tally.add(reason),
                Ok(place) => {
                    let before = iocs.get(&place).copied();
                    if before.is_some() {
                        tally.add(LeftOut::Repeated);
                    }
                    let (label, tag) = before.unwrap_or((item.label, tag(item.category)));
                    iocs.insert(place, (label.max(item.label), tag));
                }
            }
        }
    }
    let to_delete = to_delete(settings.withdrawn, &iocs);
    let iocs: Vec<Ioc<'_>> = iocs
        .into_iter()
        .map(|((kind, value), (label, tag))| Ioc {
            kind,
            tag,
            tlp: tlp(label),
            value,
        })
        .collect();
    let announced = iocs.len();
    // Text keys and texts: it cannot fail.
    let mut bytes = serde_json::to_vec_pretty(&Watched { iocs, to_delete }).unwrap_or_default();
    bytes.push(b'\n');
    Export {
        bytes,
        media_type: "application/json",
        file_name: "spyguard.json",
        announced,
        left_out: tally.finish(),
        beside: Vec::new(),
    }
}

/// What the analysts said to delete by value, unless another bulletin lists it: a watcher deletes last. [R5]
fn to_delete<V>(withdrawn: &[Gone], listed: &BTreeMap<(&'static str, String), V>) -> Vec<Deleted> {
    let places = withdrawn
        .iter()
        .flat_map(|gone| &gone.to_delete)
        .filter_map(|value| place(value).ok())
        .filter(|place| !listed.contains_key(place));
    let deleted: BTreeSet<Deleted> = places
        .map(|(kind, value)| Deleted { kind, value })
        .collect();
    deleted.into_iter().collect()
}

/// Type and spelling as SpyGuard's definitions have them.
fn place(value: &Value) -> Result<(&'static str, String), LeftOut> {
    let (kind, text) = (value.kind(), value.text().to_lowercase());
    match kind {
        Kind::DomainName if guarded(&text).is_some() => Err(LeftOut::Guarded),
        Kind::DomainName if is_domain(&text) => Ok(("domain", text)),
        Kind::Ipv4 if text.contains('/') => Ok(("cidr", text)),
        Kind::Ipv4 => Ok(("ip4addr", text)),
        Kind::Ipv6 if !text.contains('/') => Ok(("ip6addr", text)),
        Kind::CertificateSha1 => Ok(("sha1cert", text)),
        Kind::DomainName | Kind::Ipv6 => Err(LeftOut::Spelling),
        Kind::Url
        | Kind::EmailAddress
        | Kind::Md5
        | Kind::Sha1
        | Kind::Sha256
        | Kind::Sha512
        | Kind::CertificateMd5
        | Kind::CertificateSha256
        | Kind::AppId
        | Kind::ProcessName
        | Kind::FileName
        | Kind::FilePath
        | Kind::ConfigurationProfileId
        | Kind::AndroidProperty => Err(LeftOut::NoPlace(kind)),
    }
}

/// Labels of letters and digits with single hyphens inside, `xn--` before them or not; letters alone in the last.
fn is_domain(name: &str) -> bool {
    let Some((rest, last)) = name.rsplit_once('.') else {
        return false;
    };
    let is_label = |label: &str| {
        let label = label.strip_prefix("xn--").unwrap_or(label);
        let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
        label.split('-').all(part)
    };
    (2..=63).contains(&last.len())
        && last.bytes().all(|b| b.is_ascii_lowercase())
        && rest.split('.').all(is_label)
}

/// SpyGuard knows the four names of TLP 1.0. AMBER+STRICT has none of them: the next stricter one keeps it, AMBER
/// would let it go further.
const fn tlp(label: Label) -> &'static str {
    match label {
        Label::Clear => "white",
        Label::Green => "green",
        Label::Amber => "amber",
        Label::AmberStrict | Label::Red => "red",
    }
}

fn tag(category: Option<&str>) -> &'static str {
    match category {
        Some("stalkerware") => "stalkerware",
        Some("spyware") => "spyware",
        Some("targeted" | "apt") => "apt",
        Some("fraud" | "scam") => "cybercrime",
        _ => "malicious",
    }
}
