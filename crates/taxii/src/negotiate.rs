//! Media types: what a client reads, and what it sends. Source: TAXII 2.1, 1.6.8; RFC 9110, 12.5.1.

use http::{HeaderMap, header};

const TYPE: &str = "application/taxii+json";
const VERSION: &str = "2.1";

/// Does the client read what this server writes? Without a word it reads anything.
pub(crate) fn is_read(headers: &HeaderMap) -> bool {
    let mut ranges = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .filter(|range| !range.is_empty())
        .peekable();
    ranges.peek().is_none() || ranges.any(accepts)
}

/// Is the body TAXII of this version, or of none that it names?
pub(crate) fn is_sent(headers: &HeaderMap) -> bool {
    let sent = headers.get(header::CONTENT_TYPE);
    sent.and_then(|value| value.to_str().ok())
        .is_some_and(is_taxii)
}

/// Is this media type TAXII of this version, or of none that it names?
pub fn is_taxii(kind: &str) -> bool {
    let (kind, parameters) = taken_apart(kind);
    kind.eq_ignore_ascii_case(TYPE) && says_our_version(&parameters)
}

/// Does this range of an `Accept` take what this server writes?
pub fn accepts(range: &str) -> bool {
    let (kind, parameters) = taken_apart(range);
    let is_refused = parameters
        .iter()
        .any(|(name, value)| name == "q" && value.parse() == Ok(0.0_f32));
    if is_refused {
        return false;
    }
    match kind.to_ascii_lowercase().as_str() {
        TYPE => says_our_version(&parameters),
        "*/*" | "application/*" => true,
        _ => false,
    }
}

fn says_our_version(parameters: &[(String, String)]) -> bool {
    let mut versions = parameters.iter().filter(|(name, _)| name == "version");
    versions.all(|(_, value)| value == VERSION)
}

/// The type, and its parameters with their names in small letters.
fn taken_apart(text: &str) -> (&str, Vec<(String, String)>) {
    let mut parts = text.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    let parameters = parts
        .filter_map(|part| part.split_once('='))
        .map(|(name, value)| {
            let value = value.trim().trim_matches('"');
            (name.trim().to_ascii_lowercase(), value.to_owned())
        });
    (kind, parameters.collect())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail loudly")]
mod tests {
    use super::*;

    fn with(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    // [TAX-7]
    #[test]
    fn what_fits_is_never_refused() {
        for accept in [
            "application/taxii+json",
            "application/taxii+json;version=2.1",
            "application/taxii+json; version=2.1",
            "Application/TAXII+JSON ; Version=\"2.1\"",
            "text/html, application/taxii+json;q=0.3;version=2.1",
            "*/*",
            "application/*;q=0.1",
            "application/taxii+json;version=2.0, application/taxii+json;version=2.1",
            "",
        ] {
            assert!(is_read(&with(header::ACCEPT, accept)), "{accept}");
        }
        assert!(is_read(&HeaderMap::new()));
        for sent in [
            "application/taxii+json",
            "application/taxii+json; version=2.1",
        ] {
            assert!(is_sent(&with(header::CONTENT_TYPE, sent)), "{sent}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for accept in [
            "application/json",
            "text/html",
            "application/taxii+json;version=2.0",
            "application/taxii+json;version=2.1;q=0",
            "application/vnd.oasis.taxii+json",
            "application/stix+json;version=2.1",
        ] {
            assert!(!is_read(&with(header::ACCEPT, accept)), "{accept}");
        }
        for sent in ["application/json", "application/taxii+json;version=2.0", ""] {
            assert!(!is_sent(&with(header::CONTENT_TYPE, sent)), "{sent}");
        }
        assert!(!is_sent(&HeaderMap::new()));
    }
}
