//! Attacks on the listener before a request is read: handshakes, bytes, frames, patience.

use std::time::Duration;

use fanal_protocol::limits::CONNECTIONS_PER_PEER;
use fanal_protocol::wire::{HEADS_PATH, TURNED_ALPN};
use rustls::version::{TLS12, TLS13};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::attack::{Attack, Mark, attack};
use super::caller::{Caller, PREFACE, is_closed_within, is_let_in};
use super::{Siege, tls};
use crate::running::Member;

/// Longer than the longest patience of the listener that is tried here.
const LONG: Duration = Duration::from_secs(50);

pub(super) const ATTACKS: &[Attack] = &[
    attack!(
        "a stranger shows a key of its own",
        "SYN-2",
        Mark::TurnedAway("unknown_pin"),
        |siege| {
            let stranger = Member::invented("stranger", None);
            let mut stream = siege.caller(&stranger).dial().await.unwrap();
            assert!(!is_let_in(&mut stream).await);
        }
    ),
    attack!(
        "a stranger turns the parts around",
        "SYN-14",
        Mark::TurnedAway("unknown_pin"),
        |siege| {
            let stranger = siege.caller(&Member::invented("stranger", None));
            let mut config = stranger.config(&TLS13);
            config.alpn_protocols = vec![TURNED_ALPN.to_vec()];
            if let Ok(mut stream) = stranger.dial_with(config).await {
                assert!(!is_let_in(&mut stream).await);
            }
        }
    ),
    attack!(
        "a member asks on a line on which it has to answer",
        "SYN-14",
        Mark::TurnedAway("malformed"),
        |siege| {
            let nyx = siege.caller(&siege.nyx);
            let mut config = nyx.config(&TLS13);
            config.alpn_protocols = vec![TURNED_ALPN.to_vec()];
            let mut stream = nyx.dial_with(config).await.unwrap();
            stream.write_all(PREFACE).await.unwrap();
            let asked = frame(HEADERS, END_HEADERS, 1, &request());
            let _ = stream.write_all(&asked).await;
            let body = serde_json::to_vec(&nyx.heads()).unwrap();
            let _ = stream.write_all(&frame(DATA, END_STREAM, 1, &body)).await;
            let mut told = Vec::new();
            let read = tokio::time::timeout(LONG, stream.read_to_end(&mut told)).await;
            assert!(read.is_ok(), "the line stays open");
            let network = nyx.network().to_string();
            let told = String::from_utf8_lossy(&told);
            assert!(
                !told.contains(&network) && !told.contains("digest"),
                "{told}"
            );
        }
    ),
    attack!(
        "somebody shows no certificate",
        "SYN-1",
        Mark::TurnedAway("bad_handshake"),
        |siege| {
            let config = tls::calling(None, &TLS13);
            if let Ok(mut stream) = siege.caller(&siege.luz).dial_with(config).await {
                assert!(!is_let_in(&mut stream).await);
            }
        }
    ),
    attack!(
        "a member speaks TLS 1.2",
        "SYN-1",
        Mark::TurnedAway("bad_handshake"),
        |siege| {
            let luz = siege.caller(&siege.luz);
            assert!(luz.dial_with(luz.config(&TLS12)).await.is_err());
        }
    ),
    attack!(
        "a member does not offer h2",
        "SYN-1",
        Mark::TurnedAway("bad_handshake"),
        |siege| {
            let luz = siege.caller(&siege.luz);
            let mut config = luz.config(&TLS13);
            config.alpn_protocols = vec![b"http/1.1".to_vec()];
            if let Ok(mut stream) = luz.dial_with(config).await {
                assert!(!is_let_in(&mut stream).await);
            }
        }
    ),
    attack!(
        "somebody speaks HTTP without TLS",
        "SYN-1",
        Mark::TurnedAway("bad_handshake"),
        |siege| {
            let mut socket = siege.caller(&siege.luz).socket().await.unwrap();
            socket
                .write_all(b"POST /sync/v1/heads HTTP/1.1\r\n\r\n")
                .await
                .unwrap();
            assert!(is_closed_within(&mut socket, LONG).await);
        }
    ),
    attack!(
        "a ClientHello of 16 MB comes in",
        "SYN-7",
        Mark::TurnedAway("bad_handshake"),
        |siege| {
            let mut socket = siege.caller(&siege.luz).socket().await.unwrap();
            // One handshake message that claims 2^24 bytes, in records of 16 KiB.
            let mut record = vec![22, 3, 1, 0x40, 0x00];
            record.extend_from_slice(&[1, 0xff, 0xff, 0xff]);
            record.resize(5 + 0x4000, 0);
            for _ in 0..1_024 {
                if socket.write_all(&record).await.is_err() {
                    break;
                }
            }
            assert!(is_closed_within(&mut socket, LONG).await);
        }
    ),
    attack!(
        "a member opens more connections than it has places",
        "SYN-7",
        Mark::TurnedAway("crowded"),
        |siege| {
            let nyx = siege.caller(&siege.nyx);
            let mut open = Vec::new();
            for _ in 0..=CONNECTIONS_PER_PEER {
                open.push(nyx.dial().await.unwrap());
            }
            let mut last = open.pop().unwrap();
            assert!(is_closed_within(&mut last, LONG).await);
        }
    ),
    attack!(
        "a member speaks no HTTP/2 after the handshake",
        "SYN-5",
        Mark::TurnedAway("malformed"),
        |siege| {
            let mut stream = siege.caller(&siege.luz).dial().await.unwrap();
            stream.write_all(&[0xff; 64]).await.unwrap();
            assert!(is_closed_within(&mut stream, LONG).await);
        }
    ),
    attack!(
        "a member sends a header without an end (CONTINUATION)",
        "SYN-7",
        Mark::TurnedAway("malformed"),
        |siege| {
            let mut stream = siege.caller(&siege.luz).dial().await.unwrap();
            stream.write_all(PREFACE).await.unwrap();
            stream
                .write_all(&frame(HEADERS, 0, 1, &request()))
                .await
                .unwrap();
            // A literal field of 1000 bytes each time, and never END_HEADERS.
            let field = [&[0x00, 1, b'x', 0x7f, 0xe9, 0x06][..], &[b'y'; 1_000]].concat();
            for _ in 0..10_000 {
                if stream
                    .write_all(&frame(CONTINUATION, 0, 1, &field))
                    .await
                    .is_err()
                {
                    break;
                }
            }
            assert!(is_closed_within(&mut stream, LONG).await);
        }
    ),
    attack!(
        "a member opens requests and takes them back at once (CVE-2023-44487)",
        "SYN-7",
        Mark::TurnedAway("malformed"),
        |siege| {
            let mut stream = siege.caller(&siege.luz).dial().await.unwrap();
            stream.write_all(PREFACE).await.unwrap();
            for at in 0..5_000_u32 {
                let open = frame(HEADERS, END_HEADERS, 2 * at + 1, &request());
                let reset = frame(RST_STREAM, 0, 2 * at + 1, &8_u32.to_be_bytes());
                if stream.write_all(&[open, reset].concat()).await.is_err() {
                    break;
                }
            }
            assert!(is_closed_within(&mut stream, LONG).await);
        }
    ),
    attack!(
        "a member sends frames larger than it may",
        "SYN-7",
        Mark::TurnedAway("malformed"),
        |siege| {
            let mut stream = siege.caller(&siege.luz).dial().await.unwrap();
            stream.write_all(PREFACE).await.unwrap();
            let large = frame(DATA, 0, 1, &vec![0; 0x00ff_0000]);
            let _ = stream.write_all(&large).await;
            assert!(is_closed_within(&mut stream, LONG).await);
        }
    ),
];

/// Each waits until the node has lost its patience.
pub(super) const SLOW: &[Attack] = &[
    attack!(
        "somebody connects and says nothing",
        "SYN-7",
        Mark::TurnedAway("bad_handshake"),
        |siege| {
            let mut socket = siege.caller(&siege.luz).socket().await.unwrap();
            assert!(is_closed_within(&mut socket, LONG).await);
        }
    ),
    attack!(
        "somebody sends a ClientHello a byte at a time",
        "SYN-7",
        Mark::TurnedAway("bad_handshake"),
        |siege| {
            let mut socket = siege.caller(&siege.luz).socket().await.unwrap();
            let (mut reading, mut writing) = socket.split();
            let dripping = async {
                for byte in [22, 3, 1, 2, 0].into_iter().chain(std::iter::repeat(0)) {
                    if writing.write_all(&[byte]).await.is_err() {
                        std::future::pending::<()>().await;
                    }
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            };
            tokio::select! {
                () = dripping => {}
                closed = is_closed_within(&mut reading, LONG) => assert!(closed),
            }
        }
    ),
    attack!(
        "a member connects and asks nothing",
        "SYN-7",
        Mark::Cut("honest lines are quiet too, and end so"),
        |siege| {
            let mut stream = siege.caller(&siege.nyx).dial().await.unwrap();
            stream.write_all(PREFACE).await.unwrap();
            assert!(is_closed_within(&mut stream, LONG).await);
        }
    ),
    attack!(
        "a member sends its request a byte a second",
        "SYN-7",
        Mark::TurnedAway("malformed"),
        |siege| {
            let drip = http_body(Duration::from_secs(1));
            let told = siege.caller(&siege.nyx).post(HEADS_PATH, drip).await;
            if let Ok((status, _)) = told {
                assert_eq!(status, 400);
            }
        }
    ),
    attack!(
        "a member begins an answer and never ends it",
        "SYN-11",
        Mark::Cut("the round tells people that the peer was not reached"),
        |siege| {
            let silent = super::Reply::silent(b"{\"digest\":".to_vec());
            siege
                .slow_liar
                .say(super::Script::new(silent.clone(), move |_| silent.clone()));
            let round = siege.pull("nyx").await;
            assert_eq!(round["failed"]["code"], "peer.unreachable", "{round}");
        }
    ),
];

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const CONTINUATION: u8 = 9;
const END_HEADERS: u8 = 4;
const END_STREAM: u8 = 1;

/// A frame of RFC 9113, section 4.1.
fn frame(kind: u8, flags: u8, stream: u32, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend_from_slice(&[kind, flags]);
    frame.extend_from_slice(&stream.to_be_bytes());
    frame.extend_from_slice(body);
    frame
}

/// `POST /sync/v1/heads` in HPACK, without any table (RFC 7541, appendix A).
fn request() -> Vec<u8> {
    let path = HEADS_PATH.as_bytes();
    let mut block = vec![0x83, 0x87, 0x04, u8::try_from(path.len()).unwrap()];
    block.extend_from_slice(path);
    block.extend_from_slice(&[0x01, 1, b'x']);
    block
}

/// A request body of one space each time.
fn http_body(every: Duration) -> reqwest::Body {
    struct Drip(std::pin::Pin<Box<tokio::time::Sleep>>, Duration);
    impl hyper::body::Body for Drip {
        type Data = bytes::Bytes;
        type Error = std::convert::Infallible;
        fn poll_frame(
            mut self: std::pin::Pin<&mut Self>,
            context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<hyper::body::Frame<bytes::Bytes>, Self::Error>>>
        {
            std::task::ready!(self.0.as_mut().poll(context));
            self.0 = Box::pin(tokio::time::sleep(self.1));
            let space = hyper::body::Frame::data(bytes::Bytes::from_static(b" "));
            std::task::Poll::Ready(Some(Ok(space)))
        }
    }
    reqwest::Body::wrap(Drip(Box::pin(tokio::time::sleep(every)), every))
}

/// A connection that is let in, with its settings exchanged.
pub(super) async fn open_connection(
    caller: &Caller,
) -> tokio_rustls::client::TlsStream<tokio::net::TcpStream> {
    let mut stream = caller.dial().await.unwrap();
    stream.write_all(PREFACE).await.unwrap();
    assert!(is_let_in(&mut stream).await);
    stream
}

/// Silent connections by the thousand; those that the system takes.
pub(super) async fn silent_connections(siege: &Siege, count: usize) -> Vec<tokio::net::TcpStream> {
    let caller = siege.caller(&siege.nyx);
    let mut open = Vec::new();
    for _ in 0..count / 100 {
        let mut some = tokio::task::JoinSet::new();
        for _ in 0..100 {
            let caller = caller.clone();
            some.spawn(async move { caller.socket().await });
        }
        while let Some(socket) = some.join_next().await {
            open.extend(socket.unwrap());
        }
    }
    open
}
