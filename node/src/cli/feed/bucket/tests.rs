//! A bucket in this process: it keeps what is put, and counts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;

use super::super::plan::tests::piece;
use super::*;

#[derive(Default)]
struct Stored {
    objects: BTreeMap<String, (String, String)>,
    changes: usize,
}

type Shared = Arc<Mutex<Stored>>;

fn is_signed(headers: &HeaderMap) -> bool {
    let signed = headers
        .get("authorization")
        .and_then(|value| value.to_str().ok());
    signed.is_some_and(|value| value.starts_with("AWS4-HMAC-SHA256 Credential=key/"))
}

async fn read(
    State(stored): State<Shared>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> (StatusCode, String) {
    assert!(is_signed(&headers));
    match stored.lock().unwrap().objects.get(&key) {
        Some((text, _)) => (StatusCode::OK, text.clone()),
        None => (StatusCode::NOT_FOUND, String::new()),
    }
}

async fn write(
    State(stored): State<Shared>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    assert!(is_signed(&headers));
    let kind = headers["content-type"].to_str().unwrap().to_owned();
    let text = String::from_utf8(body.to_vec()).unwrap();
    let mut stored = stored.lock().unwrap();
    stored.objects.insert(key, (text, kind));
    stored.changes += 1;
    StatusCode::OK
}

async fn remove(State(stored): State<Shared>, Path(key): Path<String>) -> StatusCode {
    let mut stored = stored.lock().unwrap();
    stored.objects.remove(&key);
    stored.changes += 1;
    StatusCode::NO_CONTENT
}

async fn bucket() -> (Bucket, Shared) {
    let stored = Shared::default();
    let routes = get(read).put(write).delete(remove);
    let app = Router::new()
        .route("/{*key}", routes)
        .with_state(Arc::clone(&stored));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let keys = ("key".to_owned(), Zeroizing::new("secret".to_owned()));
    (
        Bucket::open("s3://site/public/", &endpoint, "garage", keys, None).unwrap(),
        stored,
    )
}

fn names(stored: &Shared) -> Vec<String> {
    stored.lock().unwrap().objects.keys().cloned().collect()
}

#[tokio::test]
async fn only_what_changed_goes_into_the_bucket_and_what_is_gone_leaves_it() {
    let (bucket, stored) = bucket().await;
    let before = bucket.before().await.unwrap();
    let site = [piece("b/1", "one"), piece("feed/SHA256SUMS", "list")];
    let kept = bucket.keep_in_step("memory", &site, &before).await.unwrap();
    assert_eq!((kept.written, kept.deleted), (2, 0));
    let there = [
        "site/public/.fanal-files",
        "site/public/b/1",
        "site/public/feed/SHA256SUMS",
    ];
    assert_eq!(names(&stored), there);

    let before = bucket.before().await.unwrap();
    stored.lock().unwrap().changes = 0;
    let kept = bucket.keep_in_step("memory", &site, &before).await.unwrap();
    assert_eq!((kept.written, kept.deleted), (0, 0));
    assert_eq!(stored.lock().unwrap().changes, 2, "the list alone");

    let before = bucket.before().await.unwrap();
    let fewer = [piece("feed/SHA256SUMS", "other")];
    let kept = bucket
        .keep_in_step("memory", &fewer, &before)
        .await
        .unwrap();
    assert_eq!((kept.written, kept.deleted), (1, 1));
    assert_eq!(names(&stored), [there[0], there[2]]);
    assert_eq!(stored.lock().unwrap().objects[there[2]].1, "text/plain");
}

#[tokio::test]
async fn what_is_no_bucket_is_refused_before_anything_is_sent() {
    let keys = || ("key".to_owned(), Zeroizing::new("secret".to_owned()));
    for (address, endpoint) in [
        ("s3://", "https://s3.example"),
        ("bucket", "https://s3.example"),
        ("s3://bucket", "ftp://s3.example"),
        ("s3://bucket", "nonsense"),
    ] {
        assert!(
            Bucket::open(address, endpoint, "r", keys(), None).is_err(),
            "{address} {endpoint}"
        );
    }
}
