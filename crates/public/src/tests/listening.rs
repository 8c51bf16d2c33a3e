use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use super::shelves::*;
use crate::{Limits, router, serve_plain};

struct Listening {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

async fn listening(limits: Limits) -> Listening {
    let (sender, site) = watch::channel(Arc::new(shelf().built()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let ended = tokio::spawn(async move {
        serve_plain(listener, router(site), limits, async move {
            let _ = stopped.await;
        })
        .await;
        drop(sender);
    });
    Listening {
        address,
        stop,
        ended,
    }
}

async fn all_of(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn one_connection_answers_many_requests() {
    let site = listening(Limits::default()).await;
    let mut stream = TcpStream::connect(site.address).await.unwrap();
    stream
        .write_all(b"GET /withdrawn HTTP/1.1\r\nhost: x\r\n\r\nHEAD / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let answers = all_of(&mut stream).await;
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 2, "{answers}");
    assert_eq!(answers.matches("</html>").count(), 1);
    site.stop.send(()).unwrap();
    site.ended.await.unwrap();
}

#[tokio::test]
async fn who_sends_nothing_or_half_a_request_is_let_go() {
    let limits = Limits {
        head: Duration::from_millis(50),
        ..Limits::default()
    };
    let site = listening(limits).await;
    for sent in [
        &b""[..],
        b"GET / HTTP/1.1\r\nhos",
        b"GET /withdrawn HTTP/1.1\r\nhost: x\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(site.address).await.unwrap();
        stream.write_all(sent).await.unwrap();
        // Ends only if the other side closes.
        let _ = all_of(&mut stream).await;
    }
    drop(site.stop);
    site.ended.await.unwrap();
}

#[tokio::test]
async fn too_large_a_head_is_refused() {
    let site = listening(Limits::default()).await;
    let mut stream = TcpStream::connect(site.address).await.unwrap();
    let head = format!(
        "GET / HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n",
        "a".repeat(32 << 10)
    );
    let _ = stream.write_all(head.as_bytes()).await;
    let answer = all_of(&mut stream).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
        "{answer}"
    );
    drop(site.stop);
    site.ended.await.unwrap();
}

#[tokio::test]
async fn who_comes_when_all_places_are_taken_waits_for_one() {
    let limits = Limits {
        connections: 1,
        ..Limits::default()
    };
    let site = listening(limits).await;
    let mut first = TcpStream::connect(site.address).await.unwrap();
    first
        .write_all(b"GET /withdrawn HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    let mut byte = [0];
    first.read_exact(&mut byte).await.unwrap();
    let mut second = TcpStream::connect(site.address).await.unwrap();
    second
        .write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let waiting =
        tokio::time::timeout(Duration::from_millis(50), second.read_exact(&mut byte)).await;
    assert!(waiting.is_err());
    drop(first);
    assert!(all_of(&mut second).await.contains("200 OK"));
    drop(site.stop);
    site.ended.await.unwrap();
}

#[tokio::test]
async fn stopping_closes_idle_connections_and_the_port() {
    let site = listening(Limits::default()).await;
    let mut idle = TcpStream::connect(site.address).await.unwrap();
    idle.write_all(b"GET /withdrawn HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    let mut byte = [0];
    idle.read_exact(&mut byte).await.unwrap();
    site.stop.send(()).unwrap();
    site.ended.await.unwrap();
    assert!(all_of(&mut idle).await.contains("</html>"));
    assert!(TcpStream::connect(site.address).await.is_err());
}
