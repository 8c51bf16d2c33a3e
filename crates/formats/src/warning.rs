//! Warning lists (MISP's, CIRCL's): names and addresses of which many things go wrong when they are called
//! malicious. A hit is a warning, not a verdict. The guard of common sites is the subset that is built in. [IMP-5]

mod networks;
mod php;

use std::collections::{BTreeSet, HashSet};

use fanal_stix::{Kind, Value};
use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use serde::Deserialize;
use url::Url;

use self::networks::Networks;
use crate::shown::shown;

/// The largest list: the longest public one has 1 MB.
const MAX_BYTES: usize = 16 << 20;
/// The most entries.
const MAX_ENTRIES: usize = 200_000;
/// Compiled expressions of a list, together.
const REGEX_BYTES: usize = 8 << 20;

/// One list.
pub struct WarningList {
    name: String,
    description: String,
    version: u64,
    /// The kinds that it speaks of; none: all.
    kinds: Option<BTreeSet<Kind>>,
    entries: usize,
    refused: Vec<String>,
    matcher: Matcher,
}

enum Matcher {
    /// The text itself.
    Exact(HashSet<String>),
    /// The name, and all below it.
    Names(HashSet<String>),
    /// A part of the text.
    Parts(Option<Regex>),
    /// Addresses in networks.
    Networks(Networks),
    /// Expressions, compiled together, and each as it is written.
    Expressions(RegexSet, Vec<String>),
}

/// Why a list is not taken. The person who brought it must act.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadWarningList {
    /// Too much of it.
    #[error("{0} bytes, at most {MAX_BYTES}")]
    TooLarge(usize),
    /// Not a warning list.
    #[error("not a warning list: {0}")]
    NotOne(String),
    /// [IMP-13] Its expressions take too much memory, all together.
    #[error("its expressions are too large once compiled: together at most {REGEX_BYTES} bytes")]
    TooLargeCompiled,
    /// A kind of match that nobody knows here.
    #[error("a list of the type `{0}` is not read here: string, substring, hostname, cidr, regex")]
    UnknownType(String),
}

#[derive(Deserialize)]
struct Raw {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    version: u64,
    #[serde(rename = "type")]
    kind: String,
    list: Vec<String>,
    #[serde(default)]
    matching_attributes: Vec<String>,
}

impl WarningList {
    /// Reads a list. Entries that cannot be used are left out, and told by [`WarningList::refused`].
    pub fn parse(bytes: &[u8]) -> Result<Self, BadWarningList> {
        if bytes.len() > MAX_BYTES {
            return Err(BadWarningList::TooLarge(bytes.len()));
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let raw: Raw = serde_json::from_slice(bytes)
            .map_err(|error| BadWarningList::NotOne(shown(&error.to_string())))?;
        if raw.list.len() > MAX_ENTRIES {
            let text = format!("{} entries, at most {MAX_ENTRIES}", raw.list.len());
            return Err(BadWarningList::NotOne(text));
        }
        let mut refused = Vec::new();
        let (entries, matcher) = match raw.kind.as_str() {
            "string" => texts(&raw.list, Matcher::Exact),
            "hostname" => texts(&raw.list, Matcher::Names),
            "substring" => parts(&raw.list, &mut refused),
            "cidr" => networks(&raw.list, &mut refused),
            "regex" => expressions(&raw.list, &mut refused)?,
            other => return Err(BadWarningList::UnknownType(shown(other))),
        };
        Ok(Self {
            name: shown(&raw.name),
            description: crate::shown::shortened(&raw.description, 200),
            version: raw.version,
            kinds: kinds_of(&raw.matching_attributes),
            entries,
            refused,
            matcher,
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same list under another name: that of who brings it, whatever it calls itself.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..self
        }
    }

    /// What it says of itself.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Its version.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// Entries that are used.
    #[expect(
        clippy::len_without_is_empty,
        reason = "a list without entries is a list"
    )]
    pub const fn len(&self) -> usize {
        self.entries
    }

    /// Entries that cannot be used, each with the reason.
    pub fn refused(&self) -> &[String] {
        &self.refused
    }

    /// Does it speak of anything that this project has values of?
    pub fn applies(&self) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| !kinds.is_empty())
    }

    /// The entry that this value meets.
    pub fn hit(&self, value: &Value) -> Option<String> {
        let kinds = self.kinds.as_ref();
        if kinds.is_some_and(|kinds| !kinds.contains(&value.kind())) {
            return None;
        }
        let text = value.text().to_lowercase();
        match &self.matcher {
            Matcher::Exact(entries) => {
                let name = host_of(value).unwrap_or_default();
                // Some write a leading dot, and mean what lies below too.
                let below = above(&name).find(|name| entries.contains(&format!(".{name}")));
                entries
                    .get(&text)
                    .cloned()
                    .or_else(|| below.map(str::to_owned))
            }
            Matcher::Names(entries) => {
                let name = host_of(value)?;
                let met = above(&name).find(|name| {
                    entries.contains(*name) || entries.contains(&format!(".{name}"))
                })?;
                Some(met.to_owned())
            }
            Matcher::Parts(parts) => {
                let found = parts.as_ref()?.find(&text)?;
                Some(found.as_str().to_owned())
            }
            Matcher::Networks(networks) => networks.holding(&address_of(value)?),
            Matcher::Expressions(set, written) => {
                let first = set.matches(value.text()).iter().next()?;
                written.get(first).cloned()
            }
        }
    }
}

/// A name and what lies above it, the name first.
fn above(name: &str) -> impl Iterator<Item = &str> {
    let first = (!name.is_empty()).then_some(name);
    std::iter::successors(first, |name| name.split_once('.').map(|(_, rest)| rest))
}

fn host_of(value: &Value) -> Option<String> {
    match value.kind() {
        Kind::DomainName => Some(value.text().to_owned()),
        Kind::Url => Some(Url::parse(value.text()).ok()?.host_str()?.to_owned()),
        Kind::EmailAddress => Some(value.text().rsplit_once('@')?.1.to_owned()),
        Kind::Ipv4
        | Kind::Ipv6
        | Kind::Md5
        | Kind::Sha1
        | Kind::Sha256
        | Kind::Sha512
        | Kind::AppId
        | Kind::CertificateMd5
        | Kind::CertificateSha1
        | Kind::CertificateSha256
        | Kind::ProcessName
        | Kind::FileName
        | Kind::FilePath
        | Kind::ConfigurationProfileId
        | Kind::AndroidProperty => None,
    }
}

fn address_of(value: &Value) -> Option<String> {
    let is_address = matches!(value.kind(), Kind::Ipv4 | Kind::Ipv6);
    let host = if is_address {
        value.text().to_owned()
    } else {
        host_of(value)?
    };
    Some(host.trim_matches(['[', ']']).to_owned())
}

fn entry(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    (!text.is_empty()).then_some(text)
}

fn texts(list: &[String], matcher: fn(HashSet<String>) -> Matcher) -> (usize, Matcher) {
    let entries: HashSet<String> = list.iter().filter_map(|text| entry(text)).collect();
    (entries.len(), matcher(entries))
}

fn parts(list: &[String], refused: &mut Vec<String>) -> (usize, Matcher) {
    let entries: BTreeSet<String> = list.iter().filter_map(|text| entry(text)).collect();
    if entries.is_empty() {
        return (0, Matcher::Parts(None));
    }
    let escaped: Vec<String> = entries.iter().map(|text| regex::escape(text)).collect();
    let built = RegexBuilder::new(&escaped.join("|"))
        .size_limit(4 * REGEX_BYTES)
        .build();
    match built {
        Ok(regex) => (entries.len(), Matcher::Parts(Some(regex))),
        Err(error) => {
            refused.push(format!("all entries: {}", shown(&error.to_string())));
            (0, Matcher::Parts(None))
        }
    }
}

fn networks(list: &[String], refused: &mut Vec<String>) -> (usize, Matcher) {
    let mut networks = Networks::default();
    let mut count = 0;
    for (index, text) in list.iter().enumerate() {
        if networks.add(text.trim()) {
            count += 1;
        } else {
            refused.push(format!(
                "entry {} `{}`: no address or network",
                index + 1,
                shown(text)
            ));
        }
    }
    (count, Matcher::Networks(networks))
}

/// Compiled in one, so that one bound holds for all of them. [IMP-13]
fn expressions(
    list: &[String],
    refused: &mut Vec<String>,
) -> Result<(usize, Matcher), BadWarningList> {
    let (mut expressions, mut written) = (Vec::new(), Vec::new());
    for (index, text) in list.iter().enumerate() {
        match php::translated(text) {
            Ok(expression) => {
                expressions.push(expression);
                written.push(shown(text));
            }
            Err(why) => {
                refused.push(format!("entry {} `{}`: {why}", index + 1, shown(text)));
            }
        }
    }
    let set = RegexSetBuilder::new(&expressions)
        .size_limit(REGEX_BYTES)
        .build()
        .map_err(|_| BadWarningList::TooLargeCompiled)?;
    Ok((written.len(), Matcher::Expressions(set, written)))
}

/// The kinds behind MISP's types; none, if the list names no types.
fn kinds_of(attributes: &[String]) -> Option<BTreeSet<Kind>> {
    if attributes.is_empty() {
        return None;
    }
    let kinds = |word: &str| -> &'static [Kind] {
        match word {
            "domain" | "hostname" | "hostname|port" => &[Kind::DomainName],
            "domain|ip" => &[Kind::DomainName, Kind::Ipv4, Kind::Ipv6],
            "url" | "uri" | "link" => &[Kind::Url],
            "ip-src" | "ip-dst" | "ip-src|port" | "ip-dst|port" => &[Kind::Ipv4, Kind::Ipv6],
            "email" | "email-src" | "email-dst" => &[Kind::EmailAddress],
            "md5" | "filename|md5" => &[Kind::Md5],
            "sha1" | "filename|sha1" => &[Kind::Sha1],
            "sha256" | "filename|sha256" => &[Kind::Sha256],
            "sha512" | "filename|sha512" => &[Kind::Sha512],
            "filename" => &[Kind::FileName],
            "x509-fingerprint-md5" => &[Kind::CertificateMd5],
            "x509-fingerprint-sha1" => &[Kind::CertificateSha1],
            "x509-fingerprint-sha256" => &[Kind::CertificateSha256],
            "mobile-application-id" => &[Kind::AppId],
            _ => &[],
        }
    };
    Some(
        attributes
            .iter()
            .flat_map(|word| kinds(word))
            .copied()
            .collect(),
    )
}

#[cfg(test)]
mod tests;
