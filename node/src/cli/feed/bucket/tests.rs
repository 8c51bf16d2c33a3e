//! A bucket in this process: it keeps what is put, and counts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path as Key, State};
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
    let is_ours = |value: &str| {
        value.starts_with("AWS4-HMAC-SHA256 Credential=key/")
            && value.contains("/garage/s3/aws4_request,")
    };
    signed.is_some_and(is_ours) && !headers.contains_key("x-amz-security-token")
}

async fn read(
    State(stored): State<Shared>,
    Key(key): Key<String>,
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
    Key(key): Key<String>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, [(&'static str, &'static str); 1]) {
    assert!(is_signed(&headers));
    let header = |name: &str| headers[name].to_str().unwrap();
    let kind = format!("{} {}", header("content-type"), header("cache-control"));
    let text = String::from_utf8(body.to_vec()).unwrap();
    let mut stored = stored.lock().unwrap();
    let tag = [("etag", "\"of what was put\"")];
    if let Some(status) = stored.refuses {
        return (status, tag);
    }
    stored.objects.insert(key, (text, kind));
    stored.changes += 1;
    (StatusCode::OK, tag)
}

async fn remove(
    State(stored): State<Shared>,
    Key(key): Key<String>,
    headers: HeaderMap,
) -> StatusCode {
    assert!(is_signed(&headers));
    let mut stored = stored.lock().unwrap();
    stored.objects.remove(&key);
    stored.changes += 1;
    StatusCode::NO_CONTENT
}

fn keys() -> (String, Zeroizing<String>) {
    ("key".to_owned(), Zeroizing::new("secret".to_owned()))
}

fn open(endpoint: &str, socks5: Option<SocketAddr>) -> Bucket {
    Bucket::open("s3://site/public/", endpoint, "garage", keys(), socks5).unwrap()
}

async fn bucket() -> (Bucket, Shared) {
    let (address, stored) = server().await;
    (open(&format!("http://{address}"), None), stored)
}

async fn server() -> (SocketAddr, Shared) {
    let stored = Shared::default();
    let routes = get(read).put(write).delete(remove);
    let app = Router::new()
        .route("/{*key}", routes)
        .with_state(Arc::clone(&stored));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    (address, stored)
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
    assert_eq!(
        stored.lock().unwrap().objects[there[2]].1,
        "text/plain no-cache"
    );
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
    for (address, endpoint) in [
        ("s3://", "https://s3.example"),
        ("bucket", "https://s3.example"),
        ("s3://bucket", "ftp://s3.example"),
        ("s3://bucket", "nonsense"),
        ("s3://bucket", "https://s3.example/?x"),
        ("s3://..", "https://s3.example/path"),
        ("s3://bucket?x", "https://s3.example"),
        ("s3://bucket/a//b", "https://s3.example"),
        ("s3://bucket/../b", "https://s3.example"),
    ] {
        assert!(
            Bucket::open(address, endpoint, "r", keys(), None).is_err(),
            "{address} {endpoint}"
        );
    }
    for (id, region) in [
        ("key\n", "r"),
        ("", "r"),
        ("key", "r\u{e9}gion"),
        ("key", ""),
    ] {
        let keys = (id.to_owned(), Zeroizing::new("secret".to_owned()));
        let refused = Bucket::open("s3://bucket", "https://s3.example", region, keys, None);
        assert_eq!(
            refused.err().map(|problem| problem.code),
            Some(Code::UsageInvalid),
            "{id:?} {region:?}"
        );
    }
}

#[tokio::test]
async fn a_list_of_others_deletes_nothing_but_objects_behind_the_prefix() {
    let (bucket, stored) = bucket().await;
    let list = "m\n00  \n00  b//1\n00  b/./1\n00  b/1\n".to_owned();
    let key = "site/public/.fanal-files".to_owned();
    let object = (list, String::new());
    stored.lock().unwrap().objects.insert(key, object);
    let before = bucket.before(false).await.unwrap();
    let refused = bucket.keep_in_step("m", &[], &before).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
    assert_eq!(stored.lock().unwrap().changes, 2, "`b/1`, and the list");
}

/// What stands in the environment is for other programs: their proxies, their endpoints, their tokens. The same test
/// runs again as a process of its own that has them.
#[tokio::test]
async fn nothing_is_taken_from_the_environment() {
    const AGAIN: &str = "FANAL_TEST_BUCKET_AGAIN";
    if crate::config::environment(AGAIN).is_some() {
        let (bucket, stored) = bucket().await;
        let before = bucket.before(false).await.unwrap();
        let site = [piece("b/1", "one")];
        let kept = bucket.keep_in_step("memory", &site, &before).await.unwrap();
        assert_eq!(kept.written, 1);
        assert_eq!(stored.lock().unwrap().changes, 3);
        return;
    }
    let mut again = std::process::Command::new(std::env::current_exe().unwrap());
    let name = "cli::feed::bucket::tests::nothing_is_taken_from_the_environment";
    again.args([name, "--exact"]).env(AGAIN, "1");
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        again.env(name, "http://127.0.0.1:9");
        again.env(name.to_lowercase(), "http://127.0.0.1:9");
    }
    for name in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT"] {
        again.env(name, "http://127.0.0.1:9");
    }
    for name in ["AWS_ACCESS_KEY_ID", "AWS_REGION", "AWS_SESSION_TOKEN"] {
        again.env(name, "other");
    }
    let done = again.output().unwrap();
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{told}");
    assert!(told.contains("1 passed"), "{told}");
}

/// A proxy that speaks SOCKS5 to one server, whatever is asked for; and what was asked for.
async fn proxy(to: SocketAddr) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let hears = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut line, _)) = listener.accept().await {
            // Version 5, without a password; connect (1) to a name (3).
            let mut greeting = [0; 3];
            line.read_exact(&mut greeting).await.unwrap();
            line.write_all(&[5, 0]).await.unwrap();
            let mut head = [0; 5];
            line.read_exact(&mut head).await.unwrap();
            assert_eq!(head[..4], [5, 1, 0, 3]);
            let mut name = vec![0; usize::from(head[4]) + 2];
            line.read_exact(&mut name).await.unwrap();
            name.truncate(usize::from(head[4]));
            hears.lock().unwrap().push(String::from_utf8(name).unwrap());
            line.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
                .await
                .unwrap();
            let mut server = tokio::net::TcpStream::connect(to).await.unwrap();
            tokio::spawn(async move {
                let _ = tokio::io::copy_bidirectional(&mut line, &mut server).await;
            });
        }
    });
    (address, asked)
}

/// By name, so that nobody but the proxy asks where it is; and never around a proxy that is away.
#[tokio::test]
async fn a_bucket_is_reached_through_the_proxy_alone() {
    let (address, stored) = server().await;
    let (way, asked) = proxy(address).await;
    let bucket = open("http://bucket.example", Some(way));
    let before = bucket.before(false).await.unwrap();
    let site = [piece("b/1", "one")];
    bucket.keep_in_step("memory", &site, &before).await.unwrap();
    assert_eq!(stored.lock().unwrap().changes, 3);
    let asked = asked.lock().unwrap().clone();
    assert!(!asked.is_empty() && asked.iter().all(|name| name == "bucket.example"));

    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = free.local_addr().unwrap();
    drop(free);
    stored.lock().unwrap().changes = 0;
    let bucket = open(&format!("http://{address}"), Some(nobody));
    let refused = bucket.before(false).await.unwrap_err();
    assert_eq!(refused.code, Code::PeerUnreachable);
    let refused = bucket.keep_in_step("m", &site, &Before::default()).await;
    assert_eq!(refused.unwrap_err().code, Code::PeerUnreachable);
    assert_eq!(stored.lock().unwrap().changes, 0);
}

/// A server that begins every answer so and never ends it; and how often it was asked.
async fn begins(answer: &'static str) -> (String, Arc<Mutex<usize>>) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::<Mutex<usize>>::default();
    let hears = Arc::clone(&asked);
    tokio::spawn(async move {
        let mut lines = Vec::new();
        while let Ok((mut line, _)) = listener.accept().await {
            let _ = line.read(&mut [0; 4096]).await;
            *hears.lock().unwrap() += 1;
            let _ = line.write_all(answer.as_bytes()).await;
            lines.push(line);
        }
    });
    (format!("http://{address}"), asked)
}

/// No answer is followed elsewhere or asked for again, and no more of it is read than is needed.
#[tokio::test]
async fn an_answer_that_is_no_success_is_told_at_once() {
    for (answer, status) in [
        (
            "HTTP/1.1 307 x\r\nlocation: /elsewhere\r\ncontent-length: 9999999999\r\n\r\n",
            "status 307",
        ),
        (
            "HTTP/1.1 301 x\r\ncontent-length: 9999999999\r\n\r\n",
            "status 301",
        ),
        (
            "HTTP/1.1 429 x\r\ncontent-length: 9999999999\r\n\r\n",
            "status 429",
        ),
        (
            "HTTP/1.1 503 x\r\ncontent-length: 9999999999\r\n\r\n",
            "status 503",
        ),
        (
            "HTTP/1.1 409 x\r\ncontent-length: 9999999999\r\n\r\n",
            "status 409",
        ),
        // What a bucket says of every object, and this one does not.
        (
            "HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n",
            "as none does",
        ),
    ] {
        let (endpoint, asked) = begins(answer).await;
        let bucket = open(&endpoint, None);
        let refused = bucket.before(false).await.unwrap_err();
        assert_eq!(refused.code, Code::PeerRefused, "{answer}");
        assert!(refused.text.contains(status), "{}", refused.text);
        assert_eq!(*asked.lock().unwrap(), 1, "{answer}");
        let refused = bucket.put_list("m").await.unwrap_err();
        assert_eq!(refused.code, Code::PeerRefused, "{answer}");
        assert!(refused.text.contains(status), "{}", refused.text);
        assert_eq!(*asked.lock().unwrap(), 2, "{answer}");
    }
    let (endpoint, asked) = begins("HTTP/1.1 200 x\r\ncontent-length: 67108865\r\n\r\n").await;
    let refused = open(&endpoint, None).before(false).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict, "a list that is too large");
    assert_eq!(*asked.lock().unwrap(), 1);
}

/// Makes, as boto3 does, a bucket and a key that may write into it, and tells the key.
const MAKE: &str = r#"
import boto3, json, sys
def client(name, id, secret):
    return boto3.client(name, endpoint_url=sys.argv[1], region_name="garage",
        aws_access_key_id=id, aws_secret_access_key=secret)
iam = client("iam", "any", "any")
iam.create_user(UserName="node")
key = iam.create_access_key(UserName="node")["AccessKey"]
may = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
iam.put_user_policy(UserName="node", PolicyName="all",
    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [may]}))
client("s3", key["AccessKeyId"], key["SecretAccessKey"]).create_bucket(Bucket="site",
    CreateBucketConfiguration={"LocationConstraint": "garage"})
print(key["AccessKeyId"], key["SecretAccessKey"], sep="\n")
"#;
/// What `MAKE` asks for before the bucket: nobody can sign that yet.
const UNSIGNED: &str = "3";

/// Asks the server as boto3 does: what is there, with its headers and when it was written.
const LIST: &str = r#"
import boto3, sys
s3 = boto3.client("s3", endpoint_url=sys.argv[1], region_name="garage",
    aws_access_key_id=sys.argv[2], aws_secret_access_key=sys.argv[3])
for one in s3.list_objects_v2(Bucket="site").get("Contents", []):
    head = s3.head_object(Bucket="site", Key=one["Key"])
    print(one["Key"], head["ContentType"], head["CacheControl"],
        head["LastModified"].timestamp(), one["ETag"])
"#;

/// A server that speaks S3, as a process of its own. It looks at every signature.
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
            .env("INITIAL_NO_AUTH_ACTION_COUNT", UNSIGNED)
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

    fn tells(&self, script: &str, more: &[&str]) -> Vec<String> {
        let answer = std::process::Command::new(&self.python)
            .args(["-c", script, &self.endpoint])
            .args(more)
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&answer.stderr).into_owned();
        assert!(answer.status.success(), "{told}");
        let lines = String::from_utf8(answer.stdout).unwrap();
        lines.lines().map(str::to_owned).collect()
    }

    fn bucket(&self, id: &str, secret: &str) -> Bucket {
        let keys = (id.to_owned(), Zeroizing::new(secret.to_owned()));
        Bucket::open("s3://site/public/", &self.endpoint, "garage", keys, None).unwrap()
    }
}

#[tokio::test]
async fn a_real_s3_server_is_kept_in_step_and_only_what_changed_is_written() {
    let Some(server) = Server::start() else {
        return;
    };
    let [id, secret]: [String; 2] = server.tells(MAKE, &[]).try_into().unwrap();
    // What is in the bucket, one line an object.
    let has = || server.tells(LIST, &[&id, &secret]);
    let refused = server.bucket(&id, "other").before(false).await.unwrap_err();
    assert_eq!(refused.code, Code::PeerRefused);
    assert!(refused.text.contains("status 403"), "{}", refused.text);

    let bucket = server.bucket(&id, &secret);
    let before = bucket.before(false).await.unwrap();
    let site = [
        piece("b/1", "one"),
        piece("b/2", "two"),
        piece("feed/SHA256SUMS", "list"),
    ];
    let kept = bucket.keep_in_step("memory", &site, &before).await.unwrap();
    assert_eq!((kept.written, kept.deleted), (3, 0));
    let first = has();
    assert_eq!(first.len(), 4, "{first:?}");
    assert!(
        first
            .iter()
            .any(|line| line.starts_with("public/feed/SHA256SUMS text/plain no-cache "))
    );

    // One changed, one is gone: the third is not touched, as the server's own date tells.
    let before = bucket.before(false).await.unwrap();
    let next = [piece("b/1", "one"), piece("feed/SHA256SUMS", "other")];
    let kept = bucket.keep_in_step("memory", &next, &before).await.unwrap();
    assert_eq!((kept.written, kept.deleted), (1, 1));
    let second = has();
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
