//! Names that nobody may make others block: a hostile desk lists `signal.org` as a server of malware, and everybody
//! who trusts the list loses Signal. [SR-26]

use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

/// Why a name is guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarded {
    /// A site that people need, or a name below it.
    CommonSite,
    /// A platform on which strangers have names of their own: those may be listed, the platform may not.
    SharedPlatform,
    /// A public suffix: everybody's.
    PublicSuffix,
}

impl fmt::Display for Guarded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CommonSite => "a site that people need",
            Self::SharedPlatform => "a platform that many share",
            Self::PublicSuffix => "a public suffix",
        })
    }
}

/// Is this name guarded? `domain` is a normalised name, as [`fanal_stix::Value`] has it.
pub fn guarded(domain: &str) -> Option<Guarded> {
    let name = domain.trim_end_matches('.');
    let last = name.rsplit('.').next().unwrap_or(name);
    if LOCAL.contains(&last) {
        return Some(Guarded::CommonSite);
    }
    let apex = name.strip_prefix("www.").unwrap_or(name);
    if SHARED.contains(apex) {
        return Some(Guarded::SharedPlatform);
    }
    let is_suffix = psl::domain(name.as_bytes()).is_none();
    if is_suffix {
        return Some(Guarded::PublicSuffix);
    }
    // A name with an owner below a shared platform is the owner's, whatever the platform belongs to.
    let mut below = std::iter::successors(Some(name), |name| {
        name.split_once('.').map(|(_, rest)| rest)
    });
    below.find_map(|name| {
        if SHARED.contains(name) {
            Some(None)
        } else if SITES.contains(name) {
            Some(Some(Guarded::CommonSite))
        } else {
            None
        }
    })?
}

/// Names in homes and offices: the same one is something else in each (RFC 6761, RFC 6762, RFC 8375).
const LOCAL: [&str; 11] = [
    "local",
    "localhost",
    "localdomain",
    "lan",
    "home",
    "internal",
    "intranet",
    "corp",
    "private",
    "workgroup",
    "arpa",
];

static SITES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| names(include_str!("guard/common-sites.txt")));

static SHARED: LazyLock<HashSet<&str>> =
    LazyLock::new(|| names(include_str!("guard/shared-platforms.txt")));

fn names(list: &'static str) -> HashSet<&'static str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_that_people_need_is_guarded_with_all_below_it() {
        for name in [
            "signal.org",
            "chat.signal.org",
            "www.wikipedia.org",
            "wa.me",
            "google.com",
            "mail.google.com",
            "login.windows.net",
            "api.wordpress.org",
            "lh3.googleusercontent.com",
            "login.salesforce.com",
            "deb.debian.org",
            "fritz.box",
            "router.lan",
            "wpad.lan",
            "x.localhost",
            "1.1.1.1.in-addr.arpa",
        ] {
            assert_eq!(guarded(name), Some(Guarded::CommonSite), "{name}");
        }
    }

    #[test]
    fn a_platform_is_guarded_and_the_names_on_it_are_not() {
        for name in [
            "drive.google.com",
            "firebaseio.com",
            "www.wordpress.com",
            "duckdns.org",
        ] {
            assert_eq!(guarded(name), Some(Guarded::SharedPlatform), "{name}");
        }
        for name in [
            "evil.firebaseio.com",
            "evil.wordpress.com",
            "evil.duckdns.org",
            "signal.org.evil.example",
        ] {
            assert_eq!(guarded(name), None, "{name}");
        }
    }

    #[test]
    fn a_public_suffix_is_guarded() {
        for name in ["co.uk", "com", "github.io", "appspot.com"] {
            assert!(guarded(name).is_some(), "{name}");
        }
        assert_eq!(guarded("evil.co.uk"), None);
    }

    #[test]
    fn no_name_is_on_both_lists() {
        assert_eq!(SITES.intersection(&SHARED).count(), 0);
    }

    #[test]
    fn every_listed_name_is_in_normal_form() {
        use fanal_stix::{Kind, Value};
        for name in SITES.iter().chain(SHARED.iter()) {
            let value = Value::parse(Kind::DomainName, name).unwrap();
            assert_eq!(value.text(), *name);
        }
    }
}
