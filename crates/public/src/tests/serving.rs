use std::sync::{Arc, LazyLock};

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, Response, StatusCode};
use bytes::Bytes;
use tokio::sync::watch;
use tower::ServiceExt as _;

use super::shelves::*;
use crate::file::{Caching, Draft, TEXT};
use crate::tree::{Collector, DoorDraft};
use crate::{Tree, router};

/// One site, made once: every path of it is asked.
fn tree() -> Arc<Tree> {
    static MADE: LazyLock<Arc<Tree>> = LazyLock::new(|| {
        let leaves = (0..=255).map(digest).collect();
        let story = shelf()
            .publishing(0, publication("Zero", &["zero.example"]))
            .publishing(1, publication("One", &["one.example"]))
            .withdrawing(5, "2026-11-21")
            .with_leaves(leaves);
        Arc::new(story.built())
    });
    Arc::clone(&MADE)
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

async fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    ask_of(tree(), method, path, headers).await
}

pub(super) async fn ask_of(
    tree: Arc<Tree>,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let (_sender, site) = watch::channel(tree);
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response: Response<Body> = router(site)
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: to_bytes(body, usize::MAX).await.unwrap(),
    }
}

async fn get(path: &str) -> Answer {
    ask("GET", path, &[]).await
}

#[tokio::test]
async fn every_path_is_served_as_it_stands_in_the_tree() {
    for (path, file) in tree().iter() {
        let answer = get(path).await;
        assert_eq!(answer.status, file.status(), "{path}");
        assert_eq!(answer.body, file.bytes().unwrap(), "{path}");
        assert_eq!(
            answer.header("content-type"),
            Some(file.media_type()),
            "{path}"
        );
        assert_eq!(
            answer.header("content-length"),
            Some(file.size().to_string().as_str()),
            "{path}"
        );
        assert_eq!(
            answer.header("etag").is_some(),
            answer.status == StatusCode::OK,
            "{path}"
        );
    }
}

// [PUB-9]
#[tokio::test]
async fn a_site_that_is_being_made_asks_to_come_back_and_denies_nothing() {
    let tree = Arc::new(Tree::in_the_making());
    assert!(tree.is_in_the_making());
    assert!(!Tree::default().is_in_the_making());
    for path in ["/", "/feed/stix.json", "/b/", "/log/checkpoint", "/never"] {
        let answer = ask_of(Arc::clone(&tree), "GET", path, &[]).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(answer.header("retry-after"), Some("5"), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"), "{path}");
    }
    let answer = ask_of(tree, "POST", "/", &[]).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(get("/never").await.header("retry-after"), None);
}

// [PUB-8]
#[tokio::test]
async fn addresses_are_the_fixed_ones_and_what_no_build_makes_is_404() {
    let files = [
        "stix.json",
        "mvt.stix2",
        "misp/manifest.json",
        "spyguard.json",
        "hosts.txt",
        "domains.txt",
        "adguard.txt",
        "rpz.zone",
        "suricata.rules",
        "network.csv",
        "atom.xml",
        "feed.json",
        "misp/hashes.csv",
        "hosts-full.txt",
        "domains-full.txt",
        "adguard-full.txt",
        "rpz-full.zone",
        "clamav.hdb",
        "clamav.hsb",
        "rules.yar",
        "digest.md",
        "digest.html",
        "index.txt",
        "changes.csv",
        "freshness.json",
        "SHA256SUMS",
        "SHA256SUMS.sig",
        "SHA256SUMS.minisig",
    ];
    let fixed = [
        "/feed/",
        "/log/checkpoint",
        "/withdrawn",
        "/.well-known/fanal.json",
        "/.well-known/security.txt",
    ];
    let feed: Vec<String> = files.iter().map(|name| format!("/feed/{name}")).collect();
    let tree = tree();
    for (path, _) in tree.iter() {
        // Pages for people besides: the front page, how to verify, and their style; and all pages in other languages.
        let path = ["/fr", "/es", "/ar"]
            .iter()
            .find_map(|below| {
                path.strip_prefix(below)
                    .filter(|rest| rest.starts_with('/'))
            })
            .unwrap_or(path);
        let of_people = ["/", "/verify", "/about", "/contact", "/status"].contains(&path)
            || path.ends_with(".css")
            || path.ends_with(".png");
        let below = ["/b/", "/feed/b/", "/feed/misp/", "/log/tile/"]
            .iter()
            .any(|folder| path.starts_with(folder));
        let known = fixed.contains(&path) || feed.iter().any(|known| known == path);
        assert!(known || below || of_people, "{path}");
    }
    for path in fixed.iter().copied().chain(feed.iter().map(String::as_str)) {
        let answer = get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(tree.file(path).is_some(), "{path}");
    }
    assert_eq!(get("/feed/none.txt").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_answer_has_the_headers_that_protect_readers_and_no_cookie() {
    let tree = tree();
    let paths = tree.iter().map(|(path, _)| ("GET", path.to_owned()));
    let others = [
        ("GET", "/none"),
        ("POST", "/"),
        ("GET", "/feed"),
        ("GET", "/log/tile/0/000.p/7"),
        ("HEAD", "/"),
    ];
    for (method, path) in paths.chain(others.map(|(method, path)| (method, path.to_owned()))) {
        for headers in [
            &[][..],
            &[("if-none-match", "*"), ("accept-encoding", "zstd")],
        ] {
            let answer = ask(method, &path, headers).await;
            assert_eq!(
                answer.header("content-security-policy"),
                Some(
                    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                ),
                "{path}"
            );
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
            assert_eq!(
                answer.header("cross-origin-opener-policy"),
                Some("same-origin")
            );
            assert_eq!(
                answer.header("cross-origin-resource-policy"),
                Some("same-origin")
            );
            assert!(
                answer
                    .header("permissions-policy")
                    .unwrap()
                    .contains("geolocation=()")
            );
            assert!(
                answer.header("cache-control").is_some() && answer.header("set-cookie").is_none()
            );
            assert!(answer.header("server").is_none());
        }
    }
}

#[tokio::test]
async fn copies_may_be_kept_as_long_as_they_stay_true() {
    assert_eq!(
        get("/log/checkpoint").await.header("cache-control"),
        Some("no-cache")
    );
    assert_eq!(
        get("/feed/stix.json").await.header("cache-control"),
        Some("public, max-age=300")
    );
    let immutable = Some("public, max-age=31536000, immutable");
    assert_eq!(
        get("/log/tile/0/000").await.header("cache-control"),
        immutable
    );
    assert_eq!(
        get("/log/tile/0/000.p/7").await.header("cache-control"),
        immutable
    );
    assert_eq!(get("/none").await.header("cache-control"), Some("no-cache"));
}

#[tokio::test]
async fn a_reader_who_has_the_file_is_told_so() {
    let etag = get("/feed/stix.json")
        .await
        .header("etag")
        .unwrap()
        .to_owned();
    for tag in [
        etag.clone(),
        format!("W/{etag}"),
        format!("\"other\", {etag}"),
        "*".to_owned(),
    ] {
        let answer = ask("GET", "/feed/stix.json", &[("if-none-match", &tag)]).await;
        assert_eq!(answer.status, StatusCode::NOT_MODIFIED, "{tag}");
        assert!(answer.body.is_empty() && answer.header("content-length").is_none());
        assert_eq!(answer.header("etag"), Some(etag.as_str()));
    }
    let answer = ask("GET", "/feed/stix.json", &[("if-none-match", "\"other\"")]).await;
    assert_eq!(answer.status, StatusCode::OK);
    // The packed file is another representation.
    let answer = ask(
        "GET",
        "/feed/stix.json",
        &[("if-none-match", &etag), ("accept-encoding", "zstd")],
    )
    .await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn a_reader_of_zstandard_gets_the_file_packed() {
    let plain = get("/feed/stix.json").await;
    assert_eq!(
        (plain.header("content-encoding"), plain.header("vary")),
        (None, Some("accept-encoding"))
    );
    for offer in ["zstd", "gzip, deflate, br, zstd", "gzip;q=0.5, ZSTD;q=0.1"] {
        let packed = ask("GET", "/feed/stix.json", &[("accept-encoding", offer)]).await;
        assert_eq!(packed.header("content-encoding"), Some("zstd"), "{offer}");
        assert_eq!(packed.header("vary"), Some("accept-encoding"));
        assert_ne!(packed.header("etag"), plain.header("etag"));
        assert_eq!(
            packed.header("content-length"),
            Some(packed.body.len().to_string().as_str())
        );
        assert!(packed.body.len() < plain.body.len());
        assert_eq!(
            zstd::bulk::decompress(&packed.body, 1 << 20).unwrap(),
            plain.body
        );
    }
    for offer in ["gzip", "zstd;q=0", "zstd; q=0.000", "*", "zstdx", ""] {
        let answer = ask("GET", "/feed/stix.json", &[("accept-encoding", offer)]).await;
        assert_eq!(answer.header("content-encoding"), None, "{offer}");
    }
}

#[tokio::test]
async fn head_tells_all_but_the_file() {
    for path in [
        "/feed/stix.json",
        "/none",
        "/log/tile/0/000.p/7",
        &page_of(5),
    ] {
        let (head, get) = (ask("HEAD", path, &[]).await, get(path).await);
        assert!(head.body.is_empty());
        assert_eq!(
            (head.status, head.headers),
            (get.status, get.headers),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_on_a_page() {
    let withdrawn = get(&page_of(5)).await;
    assert_eq!(withdrawn.status, StatusCode::GONE);
    assert!(String::from_utf8_lossy(&withdrawn.body).contains("<h1>Withdrawn</h1>"));
    for path in [
        "/none",
        &page_of(77),
        "/b/../etc",
        "/feed/%73tix.json",
        "//",
        "/log/tile/entries/000",
    ] {
        let answer = get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(String::from_utf8_lossy(&answer.body).contains("<h1>Not found</h1>"));
        assert!(answer.header("etag").is_none());
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "ANY"] {
        let answer = ask(method, "/", &[]).await;
        assert_eq!(
            (answer.status, answer.header("allow")),
            (StatusCode::METHOD_NOT_ALLOWED, Some("GET, HEAD"))
        );
        assert!(String::from_utf8_lossy(&answer.body).contains("<h1>Read only</h1>"));
    }
}

#[tokio::test]
async fn a_question_mark_changes_nothing_and_a_folder_without_slash_is_found() {
    assert_eq!(get("/withdrawn?utm=1").await.status, StatusCode::OK);
    let answer = get("/feed").await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::PERMANENT_REDIRECT, Some("/feed/"))
    );
}

#[tokio::test]
async fn a_new_tree_is_served_at_once() {
    let (sender, site) = watch::channel(tree());
    let router = router(site);
    let ask = || {
        Request::builder()
            .uri(page_of(1))
            .body(Body::empty())
            .unwrap()
    };
    assert_eq!(
        router.clone().oneshot(ask()).await.unwrap().status(),
        StatusCode::OK
    );
    let after = shelf()
        .publishing(1, publication("One", &[]))
        .withdrawing(1, "2026-11-21")
        .built();
    sender.send(Arc::new(after)).unwrap();
    assert_eq!(
        router.oneshot(ask()).await.unwrap().status(),
        StatusCode::GONE
    );
}

/// What is too large to be kept twice is unpacked on its way, and is the same file.
#[tokio::test]
async fn a_large_file_is_unpacked_part_by_part_for_who_does_not_read_zstd() {
    let lines = (0..200_000).map(|n| format!("0.0.0.0 host-{n}.example\n"));
    let text: String = lines.collect();
    let page = |status| Draft::absent(status, String::new());
    let mut made = Collector::new(None);
    made.put(
        "/large.txt",
        Draft::new(TEXT, Caching::Briefly, text.clone().into_bytes()),
    );
    let door = DoorDraft {
        below: "",
        not_found: page(StatusCode::NOT_FOUND),
        not_allowed: page(StatusCode::METHOD_NOT_ALLOWED),
    };
    let tree = Arc::new(made.finish(vec![door], Vec::new()));
    let file = tree.file("/large.txt").unwrap();
    assert!(file.is_kept_packed_alone() && file.size() == text.len());
    let plain = ask_of(Arc::clone(&tree), "GET", "/large.txt", &[]).await;
    assert_eq!(plain.body, text.as_bytes());
    let length = text.len().to_string();
    assert_eq!(plain.header("content-length"), Some(length.as_str()));
    let head = ask_of(Arc::clone(&tree), "HEAD", "/large.txt", &[]).await;
    assert_eq!(
        (head.body.len(), head.header("content-length")),
        (0, Some(length.as_str()))
    );
    let zstd = [("accept-encoding", "zstd")];
    let packed = ask_of(Arc::clone(&tree), "GET", "/large.txt", &zstd).await;
    assert!(packed.body.len() < text.len() / 4);
    let file_again = tree.file("/large.txt").unwrap().bytes().unwrap();
    assert_eq!(file_again, text.as_bytes());
}
