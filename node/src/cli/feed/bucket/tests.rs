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
    /// What every PUT is answered with, if not with success.
    refuses: Option<StatusCode>,
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
    if let Some(status) = stored.refuses {
        return status;
    }
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
    let before = bucket.before(false).await.unwrap();
    let site = [piece("b/1", "one"), piece("feed/SHA256SUMS", "list")];
    let kept = bucket.keep_in_step("memory", &site, &before).await.unwrap();
    assert_eq!((kept.written, kept.deleted), (2, 0));
    let there = [
        "site/public/.fanal-files",
        "site/public/b/1",
        "site/public/feed/SHA256SUMS",
    ];
    assert_eq!(names(&stored), there);

    let before = bucket.before(false).await.unwrap();
    stored.lock().unwrap().changes = 0;
    let kept = bucket.keep_in_step("memory", &site, &before).await.unwrap();
    assert_eq!((kept.written, kept.deleted), (0, 0));
    assert_eq!(stored.lock().unwrap().changes, 2, "the list alone");

    let before = bucket.before(false).await.unwrap();
    let fewer = [piece("feed/SHA256SUMS", "other")];
    let kept = bucket
        .keep_in_step("memory", &fewer, &before)
        .await
        .unwrap();
    assert_eq!((kept.written, kept.deleted), (1, 1));
    assert_eq!(names(&stored), [there[0], there[2]]);
    assert_eq!(stored.lock().unwrap().objects[there[2]].1, "text/plain");
}

/// [PUB-22] A bucket that takes nothing, and one that is not there, keeps nothing that changed; [PUB-26] a list that
/// is gone is no empty place.
#[tokio::test]
async fn a_bucket_that_refuses_to_be_written_keeps_nothing_of_before() {
    let (bucket, stored) = bucket().await;
    let old = [piece("b/x", "content"), piece("feed/SHA256SUMS", "l")];
    let before = bucket.before(false).await.unwrap();
    bucket.keep_in_step("m", &old, &before).await.unwrap();
    let new = [piece("b/x", "withdrawn"), piece("b/y", "new")];
    for status in [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN] {
        stored.lock().unwrap().refuses = Some(status);
        let before = bucket.before(true).await.unwrap();
        assert!(bucket.keep_in_step("m", &new, &before).await.is_err());
        assert_eq!(names(&stored), ["site/public/.fanal-files"], "{status}");
    }
    stored.lock().unwrap().refuses = None;
    let before = bucket.before(true).await.unwrap();
    bucket.keep_in_step("m", &new, &before).await.unwrap();
    let text = |name: &str| stored.lock().unwrap().objects[name].0.clone();
    assert_eq!(text("site/public/b/x"), "withdrawn");

    let gone = |name: &str| drop(stored.lock().unwrap().objects.remove(name));
    gone("site/public/.fanal-files");
    let refused = bucket.before(true).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
    assert!(
        bucket.before(false).await.is_ok(),
        "there is no sign of a site"
    );
    let before = bucket.before(false).await.unwrap();
    bucket.keep_in_step("m", &old, &before).await.unwrap();
    gone("site/public/.fanal-files");
    let refused = bucket.before(false).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict, "a site is there");
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

/// Asks the server as boto3 does: what is there, with its media type and when it was written.
const LIST: &str = r#"
import boto3, sys
s3 = boto3.client("s3", endpoint_url=sys.argv[1], region_name="garage",
    aws_access_key_id="key", aws_secret_access_key="secret")
if sys.argv[2] == "make":
    s3.create_bucket(Bucket="site", CreateBucketConfiguration={"LocationConstraint": "garage"})
for one in s3.list_objects_v2(Bucket="site").get("Contents", []):
    head = s3.head_object(Bucket="site", Key=one["Key"])
    print(one["Key"], head["ContentType"], head["LastModified"].timestamp(), one["ETag"])
"#;

/// A server that speaks S3, as a process of its own.
struct Server {
    process: std::process::Child,
    python: std::path::PathBuf,
    endpoint: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// None where the tools are not installed: that fails in CI.
    fn start() -> Option<Self> {
        use std::process::{Command, Stdio};
        let venv = crate::config::environment("FANAL_TEST_VENV");
        let Some(venv) = venv else {
            let in_ci = crate::config::environment("CI").is_some();
            assert!(!in_ci, "FANAL_TEST_VENV is not set");
            println!("left out: a real S3 server (FANAL_TEST_VENV is not set)");
            return None;
        };
        let mut folder = venv;
        folder.push("-s3");
        let python = std::path::Path::new(&folder).join("bin/python");
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let process = Command::new(&python)
            .args(["-m", "moto.server", "-H", "127.0.0.1", "-p"])
            .arg(address.port().to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; run tests/install", python.display()));
        let server = Self {
            process,
            python,
            endpoint: format!("http://{address}"),
        };
        let up = (0..600).any(|_| {
            let is_up = std::net::TcpStream::connect(address).is_ok();
            if !is_up {
                let _ = Command::new("sleep").arg("0.1").status();
            }
            is_up
        });
        assert!(up, "the S3 server does not start");
        Some(server)
    }

    /// What is in the bucket, one line an object.
    fn has(&self, what: &str) -> Vec<String> {
        let answer = std::process::Command::new(&self.python)
            .args(["-c", LIST, &self.endpoint, what])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&answer.stderr).into_owned();
        assert!(answer.status.success(), "{told}");
        let lines = String::from_utf8(answer.stdout).unwrap();
        lines.lines().map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn a_real_s3_server_is_kept_in_step_and_only_what_changed_is_written() {
    let Some(server) = Server::start() else {
        return;
    };
    assert_eq!(server.has("make"), Vec::<String>::new());
    let keys = ("key".to_owned(), Zeroizing::new("secret".to_owned()));
    let bucket = Bucket::open("s3://site/public/", &server.endpoint, "garage", keys, None).unwrap();
    let before = bucket.before(false).await.unwrap();
    let site = [
        piece("b/1", "one"),
        piece("b/2", "two"),
        piece("feed/SHA256SUMS", "list"),
    ];
    let kept = bucket.keep_in_step("memory", &site, &before).await.unwrap();
    assert_eq!((kept.written, kept.deleted), (3, 0));
    let first = server.has("list");
    assert_eq!(first.len(), 4, "{first:?}");
    assert!(
        first
            .iter()
            .any(|line| line.starts_with("public/feed/SHA256SUMS text/plain"))
    );

    // One changed, one is gone: the third is not touched, as the server's own date tells.
    let before = bucket.before(false).await.unwrap();
    let next = [piece("b/1", "one"), piece("feed/SHA256SUMS", "other")];
    let kept = bucket.keep_in_step("memory", &next, &before).await.unwrap();
    assert_eq!((kept.written, kept.deleted), (1, 1));
    let second = server.has("list");
    let line = |lines: &[String], key: &str| {
        let found = lines.iter().find(|line| line.starts_with(key));
        found.cloned().unwrap_or_default()
    };
    assert_eq!(line(&second, "public/b/1 "), line(&first, "public/b/1 "));
    assert_ne!(
        line(&second, "public/feed/SHA256SUMS "),
        line(&first, "public/feed/SHA256SUMS ")
    );
    assert_eq!(line(&second, "public/b/2 "), "", "{second:?}");
}
