//! Against a server on this machine that speaks TLS with a certificate of its own.

use std::sync::Arc;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

/// In an answer: the request that it answers.
const ECHO: &str = "{request}";

/// Answers every request with these bytes; gives the fetcher that trusts it, and its port.
async fn server(answer: String) -> (Fetch, u16) {
    crate::local::use_provider();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()])
        .unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, answer) = (acceptor.clone(), answer.clone());
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    return;
                };
                let mut request = [0; 4_096];
                let read = stream.read(&mut request).await.unwrap_or_default();
                let said = String::from_utf8_lossy(request.get(..read).unwrap_or_default());
                let answer = answer.replace(ECHO, &said);
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    let certificate = Certificate::from_der(made.cert.der()).unwrap();
    let fetch = Fetch {
        of_tests: Some(certificate),
        ..Fetch::default()
    };
    (fetch, port)
}

fn ok(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

async fn refused(fetch: &Fetch, address: &str) -> Problem {
    fetch.get(address, 1 << 20).await.unwrap_err()
}

/// [IMP-6]
#[tokio::test]
async fn what_a_person_named_is_fetched_whole() {
    let (fetch, port) = server(ok("evil.example\n")).await;
    let bytes = fetch
        .get(&format!("https://localhost:{port}/list.txt"), 1 << 20)
        .await
        .unwrap();
    assert_eq!(bytes, b"evil.example\n");
}

/// [IMP-11]
#[tokio::test]
async fn the_key_of_a_publisher_is_told_where_its_file_is_and_is_nothing_but_a_key() {
    let echo = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{ECHO}");
    let (fetch, port) = server(echo).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key.txt");
    let address = format!("https://localhost:{port}/list.txt");
    std::fs::write(&file, "Auth-Key: secret-1\n").unwrap();
    let said = fetch.telling(&file).unwrap().text(&address).await.unwrap();
    assert!(said.contains("auth-key: secret-1\r\n"), "{said}");
    let said = fetch.text(&address).await.unwrap();
    assert!(!said.contains("auth-key"), "{said}");
    for wrong in [
        "secret-1",
        "Host: elsewhere",
        "X-Key: a\nX-Other: b",
        "Range: bytes=0-",
    ] {
        std::fs::write(&file, wrong).unwrap();
        let problem = fetch.telling(&file).err().unwrap();
        assert_eq!(problem.code, Code::Misconfigured, "{wrong}");
        assert!(!problem.text.contains("secret"), "{problem}");
    }
}

/// [IMP-6]
#[tokio::test]
async fn nothing_is_fetched_from_a_private_network() {
    let fetch = Fetch::default();
    for address in [
        "https://127.0.0.1/x",
        "https://10.1.2.3/x",
        "https://192.168.1.1:8443/",
        "https://169.254.169.254/latest",
        "https://[::1]/x",
        "https://[fd00::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://0x7f.1/x",
        "https://2130706433/x",
        // The name is resolved, and points inside.
        "https://localhost/x",
    ] {
        let problem = refused(&fetch, address).await;
        assert!(
            problem.text.contains("private network"),
            "{address}: {problem}"
        );
    }
}

/// [IMP-6]
#[tokio::test]
async fn only_https_without_passwords_is_fetched_and_onions_through_the_proxy_alone() {
    let fetch = Fetch::default();
    for address in [
        "http://feed.example/x",
        "ftp://feed.example/x",
        "file:///etc/passwd",
        "https://name:secret@feed.example/x",
        "not an address",
    ] {
        let problem = refused(&fetch, address).await;
        assert!(
            problem.code == Code::UsageInvalid && !problem.text.contains("secret"),
            "{problem}"
        );
    }
    let problem = refused(&fetch, "http://abc.onion/x").await;
    assert!(problem.text.contains("Tor"), "{problem}");
    let only = Fetch {
        tor_only: true,
        ..Fetch::default()
    };
    assert!(
        refused(&only, "https://feed.example/x")
            .await
            .text
            .contains("Tor")
    );
}

/// [IMP-6]
#[tokio::test]
async fn where_everything_goes_through_tor_nothing_goes_past_it() {
    // Nobody listens at the proxy's place: there is no other way out, and no name is asked for.
    let free = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let (of_server, port) = server(ok("x")).await;
    let fetch = Fetch {
        socks5: Some(free.to_string()),
        tor_only: true,
        header: None,
        of_tests: of_server.of_tests,
    };
    let problem = refused(&fetch, &format!("https://localhost:{port}/x")).await;
    assert_eq!(problem.code, Code::PeerUnreachable);
}

/// [IMP-6]
#[tokio::test]
async fn a_redirect_is_not_followed_and_what_stands_in_an_address_is_not_repeated() {
    let (fetch, port) = server("HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".into()).await;
    let problem = refused(
        &fetch,
        &format!("https://localhost:{port}/canary-key?auth=canary"),
    )
    .await;
    assert!(
        problem.text.contains("sends elsewhere") && !problem.text.contains("canary"),
        "{problem}"
    );
}

/// [IMP-6]
#[tokio::test]
async fn a_file_that_is_too_large_is_cut_off_whatever_it_claims() {
    let long = "x".repeat(2_000_000);
    let without_length = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{long}");
    for answer in [ok(&long), without_length] {
        let (fetch, port) = server(answer).await;
        let problem = refused(&fetch, &format!("https://localhost:{port}/x")).await;
        assert_eq!(problem.code, Code::LimitSize);
    }
}

#[tokio::test]
async fn an_answer_that_is_no_file_is_told_by_its_number() {
    let (fetch, port) =
        server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".into())
            .await;
    assert!(
        refused(&fetch, &format!("https://localhost:{port}/x"))
            .await
            .text
            .contains("404")
    );
}
