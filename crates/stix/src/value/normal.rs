//! The normal form of each kind. Every function gives the text or what is wrong with it; each is
//! idempotent.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::{Kind, Value};

/// Networks wider than these would make half the internet an indicator; they are refused.
/// [`super::keys`] asks for every network from here down.
pub(super) const WIDEST_IPV4: u8 = 8;
pub(super) const WIDEST_IPV6: u8 = 16;

/// RFC 1035 section 2.3.4.
const MAX_DOMAIN: usize = 253;
const MAX_LABEL: usize = 63;

type Normal = Result<(Kind, String), &'static str>;

pub(super) fn read(kind: Kind, raw: &str) -> Normal {
    if raw.is_empty() {
        return Err("empty");
    }
    if raw.chars().any(char::is_control) {
        return Err("control characters");
    }
    match kind {
        Kind::DomainName => address(raw).unwrap_or_else(|| domain(raw).map(|text| (kind, text))),
        Kind::Url => url(raw).map(|text| (kind, text)),
        Kind::Ipv4 | Kind::Ipv6 => address(raw).unwrap_or(Err("no address or network")),
        Kind::EmailAddress => email(raw).map(|text| (kind, text)),
        Kind::Md5 | Kind::Sha1 | Kind::Sha256 | Kind::Sha512 => file_hash(raw),
        Kind::CertificateMd5 | Kind::CertificateSha1 | Kind::CertificateSha256 => {
            certificate_hash(raw)
        }
        Kind::AppId => app_id(raw).map(|text| (kind, text)),
        Kind::ProcessName
        | Kind::FileName
        | Kind::FilePath
        | Kind::ConfigurationProfileId
        | Kind::AndroidProperty => Ok((kind, raw.to_owned())),
    }
}

pub(super) fn guess(raw: &str) -> Option<Value> {
    let raw = raw.trim();
    if raw.len() > super::MAX_VALUE_BYTES || raw.chars().any(char::is_whitespace) {
        return None;
    }
    if raw.contains("://") {
        return Value::parse(Kind::Url, raw).ok();
    }
    let unbracketed = raw
        .strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'))
        .unwrap_or(raw);
    if let Some(Ok((kind, text))) = address(unbracketed) {
        return Some(Value::from_normal(kind, text));
    }
    if let Ok((kind, text)) = file_hash(raw) {
        return Some(Value::from_normal(kind, text));
    }
    if !raw.contains('/') && raw.contains('@') {
        return Value::parse(Kind::EmailAddress, raw).ok();
    }
    if raw.contains(['/', ':']) {
        return url_without_scheme(raw);
    }
    Value::parse(Kind::DomainName, raw)
        .ok()
        .filter(|value| is_registrable(&value.text))
}

/// `bit.ly/x` or `198.51.100.7:8080`, as people write them. Read as `http`; a check asks for
/// `https` as well.
fn url_without_scheme(raw: &str) -> Option<Value> {
    let value = Value::parse(Kind::Url, &format!("http://{raw}")).ok()?;
    let parsed = Url::parse(&value.text).ok()?;
    let plausible = match parsed.host()? {
        Host::Domain(name) => is_registrable(name),
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    };
    plausible.then_some(value)
}

/// Suffixes that no registry sells and that stand in real reports: examples (RFC 2606, RFC 6761)
/// and onion services (RFC 7686).
const SPECIAL_SUFFIXES: [&str; 4] = [".example", ".test", ".invalid", ".onion"];

/// Whether a name lies below a suffix of the public suffix list, or a special one.
fn is_registrable(name: &str) -> bool {
    if SPECIAL_SUFFIXES
        .iter()
        .any(|suffix| name.len() > suffix.len() && name.ends_with(suffix))
    {
        return true;
    }
    psl::suffix(name.as_bytes()).is_some_and(|suffix| suffix.is_known())
        && psl::domain(name.as_bytes()).is_some()
}

pub(super) fn domain(raw: &str) -> Result<String, &'static str> {
    let ascii = idna::domain_to_ascii(raw).map_err(|_| "not a name that IDNA allows")?;
    let name = ascii.strip_suffix('.').unwrap_or(&ascii);
    if name.len() > MAX_DOMAIN {
        return Err("longer than 253 characters");
    }
    if !name.split('.').all(is_label) {
        return Err(
            "a label that is empty, too long or has other characters than letters, digits, `-` and `_`",
        );
    }
    match name.rsplit_once('.') {
        None => Err("fewer than two labels"),
        Some((_, last)) if last.bytes().all(|b| b.is_ascii_digit()) => Err("ends in a number"),
        Some(_) => Ok(name.to_owned()),
    }
}

fn is_label(label: &str) -> bool {
    (1..=MAX_LABEL).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

fn url(raw: &str) -> Result<String, &'static str> {
    let mut url = Url::parse(raw).map_err(|_| "not an absolute URL")?;
    if !matches!(url.scheme(), "http" | "https" | "ftp") {
        return Err("a scheme other than http, https and ftp");
    }
    let host = match url.host() {
        None => return Err("no host"),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => None,
        Some(Host::Domain(name)) => Some(domain(name)?),
    };
    if let Some(host) = host {
        url.set_host(Some(&host))
            .map_err(|_| "a host that no URL allows")?;
    }
    url.set_fragment(None);
    Ok(url.into())
}

/// An address or network of either family, or `None` when the text looks like neither.
fn address(raw: &str) -> Option<Normal> {
    let (address, length) = match raw.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (raw, None),
    };
    if let Ok(v4) = address.parse::<Ipv4Addr>() {
        return Some(
            prefix(length, WIDEST_IPV4, 32).map(|length| (Kind::Ipv4, ipv4_network(v4, length))),
        );
    }
    if let Ok(v6) = address.parse::<Ipv6Addr>() {
        return Some(
            prefix(length, WIDEST_IPV6, 128).map(|length| (Kind::Ipv6, ipv6_network(v6, length))),
        );
    }
    None
}

fn prefix(text: Option<&str>, widest: u8, longest: u8) -> Result<u8, &'static str> {
    let Some(text) = text else { return Ok(longest) };
    let length: u8 = text
        .parse()
        .map_err(|_| "a prefix length that is no number")?;
    match length {
        _ if length > longest => Err("a prefix length beyond the address"),
        _ if length < widest => Err("a network too wide to be an indicator"),
        _ => Ok(length),
    }
}

/// The network of that prefix length around an address; a single address is written without a
/// length.
pub(super) fn ipv4_network(address: Ipv4Addr, length: u8) -> String {
    if length >= 32 {
        return address.to_string();
    }
    let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
    format!("{}/{length}", Ipv4Addr::from_bits(address.to_bits() & mask))
}

/// As [`ipv4_network`].
pub(super) fn ipv6_network(address: Ipv6Addr, length: u8) -> String {
    if length >= 128 {
        return address.to_string();
    }
    let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
    format!("{}/{length}", Ipv6Addr::from_bits(address.to_bits() & mask))
}

fn email(raw: &str) -> Result<String, &'static str> {
    let bare = raw.strip_prefix("mailto:").unwrap_or(raw);
    let (local, host) = bare.rsplit_once('@').ok_or("no `@`")?;
    if local.is_empty() || local.chars().any(char::is_whitespace) {
        return Err("the part before `@` is empty or has blanks");
    }
    // Mail systems that tell upper from lower case in the local part are not met in practice.
    Ok(format!("{}@{}", local.to_lowercase(), domain(host)?))
}

fn hex(raw: &str) -> Result<String, &'static str> {
    if raw.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(raw.to_ascii_lowercase())
    } else {
        Err("not hexadecimal")
    }
}

fn file_hash(raw: &str) -> Normal {
    let text = hex(raw)?;
    match text.len() {
        32 => Ok((Kind::Md5, text)),
        40 => Ok((Kind::Sha1, text)),
        64 => Ok((Kind::Sha256, text)),
        128 => Ok((Kind::Sha512, text)),
        _ => Err("no hash has this length"),
    }
}

/// Fingerprints of certificates are often written with colons.
fn certificate_hash(raw: &str) -> Normal {
    let text = hex(&raw.replace(':', ""))?;
    match text.len() {
        32 => Ok((Kind::CertificateMd5, text)),
        40 => Ok((Kind::CertificateSha1, text)),
        64 => Ok((Kind::CertificateSha256, text)),
        _ => Err("no fingerprint has this length"),
    }
}

fn app_id(raw: &str) -> Result<String, &'static str> {
    if raw.chars().any(char::is_whitespace) {
        Err("blanks")
    } else {
        Ok(raw.to_owned())
    }
}
