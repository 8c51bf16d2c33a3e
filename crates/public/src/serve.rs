//! Answering readers: look the path up, compare the tag, send what lies ready. No cookie, and no word about who asked.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header,
};
use bytes::Bytes;
use futures::stream::{self, Stream};
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use crate::file::{Caching, File, OCTETS, TEXT};
use crate::tree::Tree;

/// The site as a router of its own, to serve alone or to merge with others. It always shows the newest tree.
pub fn router(site: watch::Receiver<Arc<Tree>>) -> Router {
    Router::new().fallback_service(Door { site })
}

/// One service for every path: the tree is the routing table.
#[derive(Clone)]
struct Door {
    site: watch::Receiver<Arc<Tree>>,
}

impl<B> tower::Service<Request<B>> for Door {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let tree = Arc::clone(&self.site.borrow());
        ready(Ok(answer(&tree, &request)))
    }
}

fn answer<B>(tree: &Tree, request: &Request<B>) -> Response<Body> {
    let is_head = match *request.method() {
        Method::GET => false,
        Method::HEAD => true,
        _ => {
            let door = tree.door(request.uri().path());
            let mut response = door.map_or_else(bare, |door| {
                whole(&door.not_allowed, request.headers(), false)
            });
            let allowed = HeaderValue::from_static("GET, HEAD");
            response.headers_mut().insert(header::ALLOW, allowed);
            return response;
        }
    };
    let path = request.uri().path();
    if let Some(file) = tree.file(path) {
        return whole(file, request.headers(), is_head);
    }
    if let Some(bytes) = tree.earlier_tile(path) {
        let headers = headers(OCTETS, Caching::Forever, bytes.len());
        return response(StatusCode::OK, headers, bytes, is_head);
    }
    folder(tree, path).unwrap_or_else(|| {
        tree.door(path).map_or_else(bare, |door| {
            whole(&door.not_found, request.headers(), is_head)
        })
    })
}

/// Of a tree without a door: there is none.
fn bare() -> Response<Body> {
    let headers = headers(TEXT, Caching::Never, 0);
    response(StatusCode::NOT_FOUND, headers, Bytes::new(), true)
}

/// A file, or the word that the reader's copy is still good.
fn whole(file: &File, asked: &HeaderMap, is_head: bool) -> Response<Body> {
    let packed = file.zstd_size().filter(|_| reads_zstd(asked));
    let etag = packed.map_or(&file.etag, |_| &file.etag_zstd);
    let mut headers = headers(file.media_type, file.caching, packed.unwrap_or(file.size()));
    if file.zstd_size().is_some() {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if file.status == StatusCode::OK {
        headers.insert(header::ETAG, etag.clone());
        if has_copy(asked, etag) {
            headers.remove(header::CONTENT_LENGTH);
            return response(StatusCode::NOT_MODIFIED, headers, Bytes::new(), true);
        }
    }
    if file.status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(SOON));
    }
    if packed.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
    }
    let packed = packed.is_some();
    if is_head {
        return response(file.status, headers, Bytes::new(), true);
    }
    if let Some(bytes) = file.ready(packed) {
        return response(file.status, headers, bytes, false);
    }
    let mut response = Response::new(Body::from_stream(parts(file, packed)));
    *response.status_mut() = file.status;
    *response.headers_mut() = headers;
    response
}

/// A large file part by part: each is read beside the other answers, which wait for no disk.
fn parts(file: &File, packed: bool) -> impl Stream<Item = io::Result<Bytes>> + use<> {
    stream::unfold(file.parts(packed), |mut parts| async move {
        let next = spawn_blocking(move || parts.next().map(|part| (part, parts)));
        // A read that ends in no result breaks the answer off before its length.
        next.await.ok().flatten()
    })
}

/// `/feed` leads to `/feed/`.
fn folder(tree: &Tree, path: &str) -> Option<Response<Body>> {
    let (known, _) = tree.files.get_key_value(&format!("{path}/"))?;
    let mut headers = headers(TEXT, Caching::Briefly, 0);
    headers.insert(header::LOCATION, HeaderValue::try_from(known).ok()?);
    Some(response(
        StatusCode::PERMANENT_REDIRECT,
        headers,
        Bytes::new(),
        true,
    ))
}

fn response(status: StatusCode, headers: HeaderMap, bytes: Bytes, is_head: bool) -> Response<Body> {
    let body = if is_head {
        Body::empty()
    } else {
        Body::from(bytes)
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

fn headers(media_type: &'static str, caching: Caching, length: usize) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(MOST_HEADERS);
    for (name, value) in &SAFE {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, caching.header());
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers
}

/// Seconds until it is worth asking again for a site that is being made.
const SOON: u16 = 5;
/// Room for all headers of an answer, reserved at once.
const MOST_HEADERS: usize = 14;
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
frame-ancestors 'none'";
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), \
encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), interest-cohort=(), magnetometer=(), microphone=(), \
midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), sync-xhr=(), usb=(), \
xr-spatial-tracking=()";

/// On every answer, whatever it is.
static SAFE: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
];

/// Does the reader name Zstandard, and not to forbid it?
fn reads_zstd(asked: &HeaderMap) -> bool {
    let lines = asked
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|offer| {
        let (coding, weight) = offer.split_once(';').unwrap_or((offer, ""));
        coding.trim().eq_ignore_ascii_case("zstd") && !is_zero(weight)
    })
}

/// `q=0`, `q=0.0` and so on.
fn is_zero(weight: &str) -> bool {
    let value = weight
        .trim()
        .strip_prefix("q=")
        .or_else(|| weight.trim().strip_prefix("Q="));
    value.is_some_and(|value| value.trim().parse() == Ok(0.0_f32))
}

/// Is the tag among those that the reader has? Compared weakly, as RFC 9110 (13.1.2) asks.
fn has_copy(asked: &HeaderMap, etag: &HeaderValue) -> bool {
    let Ok(ours) = etag.to_str() else {
        return false;
    };
    let lines = asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|theirs| theirs == "*" || theirs.strip_prefix("W/").unwrap_or(theirs) == ours)
}
