//! Matching by keys: what is stored for an indicator, and what is asked when somebody checks a
//! value. A match is an equal key, so that any database index can find it.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::normal::{WIDEST_IPV4, WIDEST_IPV6, ipv4_network, ipv6_network};
use super::{Kind, Value};

/// One key of the index: a kind and a normal text of that kind.
pub type Key = (Kind, String);

/// How many parents of one name are asked for, counted from the registrable name. Deeper names are
/// made by generators; their operator holds the upper ones.
const MAX_PARENTS: usize = 16;

/// How many leading path segments of a URL are asked for.
const MAX_SEGMENTS: usize = 8;

/// IPv6 networks are asked for at every fourth bit, where they are delegated.
const NIBBLE: u8 = 4;

pub(super) fn index(value: &Value) -> Vec<Key> {
    let mut keys = Keys::starting_with(value);
    if value.kind == Kind::Ipv6
        && let Some((address, length)) = network::<Ipv6Addr>(&value.text, 128)
    {
        for part in split_to_nibble(address, length) {
            keys.add(Kind::Ipv6, part);
        }
    }
    keys.0
}

pub(super) fn probe(value: &Value) -> Vec<Key> {
    let mut keys = Keys::starting_with(value);
    match value.kind {
        Kind::DomainName => keys.add_parents(&value.text),
        Kind::Url => keys.add_url(&value.text),
        Kind::Ipv4 => keys.add_ipv4(&value.text),
        Kind::Ipv6 => keys.add_ipv6(&value.text),
        Kind::EmailAddress => {
            if let Some((_, host)) = value.text.rsplit_once('@') {
                keys.add_parents(host);
            }
        }
        Kind::Md5
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
        | Kind::AndroidProperty => {}
    }
    keys.0
}

/// How many parents of one name are stored as above it.
const MAX_ABOVE: usize = 8;

pub(super) fn below(value: &Value) -> Vec<Key> {
    let Some((kind, host)) = host_of(value) else {
        return Vec::new();
    };
    let mut keys = Keys(Vec::new());
    if value.kind == Kind::Url {
        keys.add(kind, something_on(&host));
    }
    if kind == Kind::DomainName {
        let mut parents = Keys(Vec::new());
        parents.add_parents(&host);
        // The registrable name first: it is what people cut a name down to.
        let above = parents.0.iter().rev().filter(|(_, name)| *name != host);
        for (_, name) in above.take(MAX_ABOVE) {
            keys.add(kind, something_on(name));
        }
    }
    keys.0
}

pub(super) fn above(value: &Value) -> Option<Key> {
    let (kind, host) = host_of(value)?;
    Some((kind, something_on(&host)))
}

/// No value is written so.
fn something_on(host: &str) -> String {
    format!("*.{host}")
}

/// The name or address that a value stands on; a network is none.
pub(super) fn host_of(value: &Value) -> Option<Key> {
    match value.kind {
        Kind::DomainName | Kind::Ipv4 | Kind::Ipv6 => {
            (!value.text.contains('/')).then(|| (value.kind, value.text.clone()))
        }
        Kind::Url => match Url::parse(&value.text).ok()?.host()? {
            Host::Domain(name) => Some((Kind::DomainName, name.to_owned())),
            Host::Ipv4(address) => Some((Kind::Ipv4, address.to_string())),
            Host::Ipv6(address) => Some((Kind::Ipv6, address.to_string())),
        },
        Kind::EmailAddress
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

/// Distinct keys in the order they were added.
struct Keys(Vec<Key>);

impl Keys {
    fn starting_with(value: &Value) -> Self {
        Self(vec![(value.kind, value.text.clone())])
    }

    fn add(&mut self, kind: Kind, text: String) {
        let key = (kind, text);
        if !self.0.contains(&key) {
            self.0.push(key);
        }
    }

    /// The name and its parents down to the registrable one; a public suffix itself has none.
    fn add_parents(&mut self, name: &str) {
        self.add(Kind::DomainName, name.to_owned());
        let Some(registrable) = psl::domain_str(name) else {
            return;
        };
        let parents = std::iter::successors(Some(name), |name| {
            name.split_once('.').map(|(_, parent)| parent)
        })
        .take_while(|parent| parent.len() >= registrable.len());
        let parents: Vec<&str> = parents.collect();
        for parent in parents.iter().rev().take(MAX_PARENTS).rev() {
            self.add(Kind::DomainName, (*parent).to_owned());
        }
    }

    fn add_url(&mut self, text: &str) {
        let Ok(mut url) = Url::parse(text) else {
            return;
        };
        // Credentials in front of a host are a lure, never part of what is indicated.
        let cleared = url.set_username("").is_ok() && url.set_password(None).is_ok();
        if !cleared {
            return;
        }
        self.add_both_schemes(&url);
        url.set_query(None);
        self.add_both_schemes(&url);
        let path = url.path().to_owned();
        let mut prefix = String::new();
        for segment in path.split('/').skip(1).take(MAX_SEGMENTS) {
            prefix.push('/');
            self.add_path(&mut url, &prefix);
            prefix.push_str(segment);
            self.add_path(&mut url, &prefix);
        }
        match url.host() {
            Some(Host::Domain(name)) => self.add_parents(name),
            Some(Host::Ipv4(address)) => self.add_ipv4(&address.to_string()),
            Some(Host::Ipv6(address)) => self.add_ipv6(&address.to_string()),
            None => {}
        }
    }

    fn add_path(&mut self, url: &mut Url, path: &str) {
        url.set_path(path);
        self.add_both_schemes(url);
    }

    fn add_both_schemes(&mut self, url: &Url) {
        self.add(Kind::Url, url.to_string());
        let other = match url.scheme() {
            "http" => "https",
            "https" => "http",
            _ => return,
        };
        let mut twin = url.clone();
        if twin.set_scheme(other).is_ok() {
            self.add(Kind::Url, twin.to_string());
        }
    }

    fn add_ipv4(&mut self, text: &str) {
        let Some((address, length)) = network::<Ipv4Addr>(text, 32) else {
            return;
        };
        for length in (WIDEST_IPV4..=length).rev() {
            self.add(Kind::Ipv4, ipv4_network(address, length));
        }
    }

    fn add_ipv6(&mut self, text: &str) {
        let Some((address, length)) = network::<Ipv6Addr>(text, 128) else {
            return;
        };
        self.add(Kind::Ipv6, ipv6_network(address, length));
        for length in (WIDEST_IPV6..=length)
            .rev()
            .filter(|length| length.is_multiple_of(NIBBLE))
        {
            self.add(Kind::Ipv6, ipv6_network(address, length));
        }
    }
}

fn network<A: std::str::FromStr>(text: &str, longest: u8) -> Option<(A, u8)> {
    match text.split_once('/') {
        Some((address, length)) => Some((address.parse().ok()?, length.parse().ok()?)),
        None => Some((text.parse().ok()?, longest)),
    }
}

/// A network between two nibbles as the networks of the next nibble, which is what a check asks
/// for; at most eight.
fn split_to_nibble(address: Ipv6Addr, length: u8) -> Vec<String> {
    let missing = (NIBBLE - length % NIBBLE) % NIBBLE;
    let finer = length + missing;
    let Some(step) = 1_u128.checked_shl(128 - u32::from(finer)) else {
        return Vec::new();
    };
    (0..1_u128 << missing)
        .filter_map(|part| address.to_bits().checked_add(part * step))
        .map(|bits| ipv6_network(Ipv6Addr::from_bits(bits), finer))
        .collect()
}
