//! No other site makes our forms: a token that only our own pages can know, and where the request
//! says it comes from.

use axum::http::{HeaderMap, header};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// The name of the field.
pub(crate) const FIELD: &str = "form";

/// The token of every form that is shown to the holder of this cookie.
pub(crate) fn token(cookie: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"fanal console form\0");
    hash.update(cookie.as_bytes());
    HEXLOWER.encode(&hash.finalize())
}

/// Does the form carry the token? Compared in a time that tells nothing of where they differ.
pub(crate) fn is_ours(cookie: &str, given: &str) -> bool {
    let expected = token(cookie);
    let differ = expected
        .bytes()
        .zip(given.bytes())
        .fold(0, |differ, (a, b)| differ | (a ^ b));
    !cookie.is_empty() && differ == 0 && expected.len() == given.len()
}

/// Does the browser say that another site made the request? Our pages send no referrer, so that a
/// browser may call their origin `null`: then it says so in `Sec-Fetch-Site`, or the token alone
/// decides.
pub(crate) fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site != "same-origin";
    }
    let origin = headers.get(header::ORIGIN).map(|value| value.to_str());
    match origin {
        None | Some(Ok("null")) => false,
        Some(Ok(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_none() || host != text(header::HOST.as_str())
        }
        Some(Err(_)) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        is_from_elsewhere(&headers)
    }

    #[test]
    fn a_request_of_another_site_is_told() {
        let host = ("host", "desk.example");
        assert!(from(&[("sec-fetch-site", "cross-site")]));
        assert!(from(&[("sec-fetch-site", "same-site"), host]));
        assert!(from(&[("origin", "https://evil.example"), host]));
        assert!(from(&[("origin", "https://desk.example:8443"), host]));
        assert!(!from(&[("origin", "https://desk.example"), host]));
        assert!(!from(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "null")
        ]));
        assert!(!from(&[host]));
    }

    #[test]
    fn a_token_belongs_to_one_cookie() {
        assert!(is_ours("a", &token("a")));
        assert!(!is_ours("a", &token("b")));
        assert!(!is_ours("a", ""));
        assert!(!is_ours("", &token("")));
    }
}
