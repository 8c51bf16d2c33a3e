//! Pages go packed to a browser that asks for it: on a slow line they are a third as long. [CSL-34]
//!
//! What is packed tells by its length what repeats in it (BREACH): a page holds the token of its forms beside words that
//! others wrote. Nobody can have another's browser ask for such a page over and over: the cookie is `SameSite=Strict`, a
//! request that another site made gets its page as it is, and the length of each packed page has a random part.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use fanal_ambient::{Entropy, random};
use fanal_picture::gzip;

/// Below this there is nothing to be won.
const LEAST: usize = 1 << 10;
/// Letters of the random part, at most.
const MOST_LETTERS: usize = 64;

/// Does the browser ask for it, and say of no other site that it made the request?
pub(crate) fn is_asked(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let reads_gzip = text(header::ACCEPT_ENCODING).is_some_and(|codings| {
        codings.split(',').any(|coding| {
            let (coding, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let is_zero = weight.split('=').nth(1).is_some_and(|weight| {
                let weight = weight.trim();
                weight.starts_with('0') && !weight.contains(|digit| ('1'..='9').contains(&digit))
            });
            coding.trim().eq_ignore_ascii_case("gzip") && !is_zero
        })
    });
    // Typed, or chosen among bookmarks, is `none`.
    let is_typed = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site == "none");
    reads_gzip && (is_typed || !crate::csrf::is_from_elsewhere(headers))
}

/// The same answer, packed, if it is words.
pub(crate) async fn pack(response: Response, entropy: &dyn Entropy) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_words = ["text/html", "text/css", "text/javascript"]
        .iter()
        .any(|words| kind.starts_with(words));
    if !is_words || response.headers().contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    parts
        .headers
        .insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if bytes.len() < LEAST {
        return Response::from_parts(parts, Body::from(bytes));
    }
    let packed = gzip(&bytes, &random_letters(entropy));
    parts.headers.remove(header::CONTENT_LENGTH);
    parts
        .headers
        .insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    Response::from_parts(parts, Body::from(packed))
}

/// None to all of them, each number as often.
fn random_letters(entropy: &dyn Entropy) -> String {
    let [byte] = random::<1>(entropy);
    "x".repeat(usize::from(byte) % MOST_LETTERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        is_asked(&headers)
    }

    /// [CSL-34]
    #[test]
    fn a_page_is_packed_for_who_asks_and_never_for_another_site() {
        let gzip = ("accept-encoding", "gzip, deflate, br");
        assert!(asked(&[gzip]));
        assert!(asked(&[gzip, ("sec-fetch-site", "none")]));
        assert!(asked(&[gzip, ("sec-fetch-site", "same-origin")]));
        assert!(asked(&[("accept-encoding", "br;q=0, GZIP;q=0.5")]));
        for site in ["cross-site", "same-site", "else"] {
            assert!(!asked(&[gzip, ("sec-fetch-site", site)]), "{site}");
        }
        let host = ("host", "desk.example");
        assert!(!asked(&[gzip, host, ("origin", "https://evil.example")]));
        for codings in ["", "br", "gzip;q=0", "gzip; q=0.000", "xgzip"] {
            assert!(!asked(&[("accept-encoding", codings)]), "{codings}");
        }
        assert!(!asked(&[]));
    }
}
