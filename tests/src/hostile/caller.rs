//! A member that calls the node: with requests that the protocol has, with others, and with bytes.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use fanal_protocol::NetworkId;
use fanal_protocol::wire::{HEADS_PATH, HeadsAnswer, HeadsRequest, RangeRequest, TURNED_ALPN};
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::ServerName;
use rustls::version::TLS13;
use rustls::{ClientConfig, SupportedProtocolVersion};
use serde::Serialize;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::tls;
use crate::running::Member;

/// For what has to happen at once.
const SOON: Duration = Duration::from_secs(20);
/// The beginning of every HTTP/2 connection, with settings that ask for nothing (RFC 9113, 3.4).
pub(super) const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// One member's way to the node.
#[derive(Clone)]
pub struct Caller {
    node: SocketAddr,
    seed: [u8; 32],
    client: reqwest::Client,
    network: NetworkId,
}

impl Caller {
    /// This member, who calls that node.
    pub fn new(member: &Member, node: SocketAddr, network: NetworkId) -> Self {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::calling(Some(&member.tls_seed), &TLS13))
            .no_proxy()
            .http2_prior_knowledge()
            .timeout(SOON * 3)
            .build()
            .unwrap();
        Self {
            node,
            seed: member.tls_seed,
            client,
            network,
        }
    }

    /// The network that it asks about.
    pub const fn network(&self) -> NetworkId {
        self.network
    }

    /// Asks; the status and the body, or why there is none.
    pub async fn post(
        &self,
        path: &str,
        body: impl Into<reqwest::Body>,
    ) -> Result<(u16, Vec<u8>), String> {
        let url = format!("https://{}{path}", self.node);
        let sent = self.client.post(url).body(body).send().await;
        let answer = sent.map_err(|error| format!("{error:?}"))?;
        let status = answer.status().as_u16();
        let body = answer.bytes().await.map_err(|error| error.to_string())?;
        Ok((status, body.to_vec()))
    }

    /// Asks what the protocol has.
    pub async fn ask(
        &self,
        path: &str,
        request: &impl Serialize,
    ) -> Result<(u16, Vec<u8>), String> {
        self.post(path, serde_json::to_vec(request).unwrap()).await
    }

    /// The request for heads of somebody who knows nothing.
    pub const fn heads(&self) -> HeadsRequest {
        HeadsRequest {
            network: self.network,
            known: None,
            roster: 0,
        }
    }

    /// The request of somebody who has heard what there is now: a hint to it waits for news.
    pub async fn knowing(&self) -> HeadsRequest {
        let (status, told) = self.ask(HEADS_PATH, &self.heads()).await.unwrap();
        assert_eq!(status, 200);
        let told: HeadsAnswer = serde_json::from_slice(&told).unwrap();
        // Rosters come one by one: who has the newest is told no more of them.
        let current = HeadsRequest {
            roster: told.roster,
            ..self.heads()
        };
        let (_, told) = self.ask(HEADS_PATH, &current).await.unwrap();
        let told: HeadsAnswer = serde_json::from_slice(&told).unwrap();
        HeadsRequest {
            known: Some(told.digest),
            ..current
        }
    }

    /// Asks for entries `0..to` of a stream.
    pub async fn range(&self, stream: &str, to: u64) -> Result<(u16, Vec<u8>), String> {
        let (origin, rest) = stream.split_once(':').unwrap();
        let (name, epoch) = rest.rsplit_once('@').unwrap();
        let request = RangeRequest {
            network: self.network,
            stream: fanal_protocol::StreamRef {
                origin: origin.parse().unwrap(),
                name: name.parse().unwrap(),
                epoch: epoch.parse().unwrap(),
            },
            from: 0,
            to,
        };
        self.ask(fanal_protocol::wire::RANGE_PATH, &request).await
    }

    /// With any other method.
    pub async fn get(&self, path: &str) -> Result<u16, String> {
        let url = format!("https://{}{path}", self.node);
        let answer = self.client.get(url).send().await;
        Ok(answer.map_err(|error| error.to_string())?.status().as_u16())
    }

    /// With a header of this many bytes.
    pub async fn with_header(&self, path: &str, bytes: usize) -> Result<u16, String> {
        let url = format!("https://{}{path}", self.node);
        let request = self.client.post(url).header("x-more", "x".repeat(bytes));
        let answer = request.send().await.map_err(|error| error.to_string())?;
        Ok(answer.status().as_u16())
    }

    /// A socket without a word on it.
    pub async fn socket(&self) -> Option<TcpStream> {
        let dialled = timeout(Duration::from_millis(300), TcpStream::connect(self.node)).await;
        dialled.ok()?.ok()
    }

    /// A connection with this member's certificate.
    pub async fn dial(&self) -> std::io::Result<TlsStream<TcpStream>> {
        self.dial_with(tls::calling(Some(&self.seed), &TLS13)).await
    }

    /// Holds a line open on which the parts are turned, as a desk does that nobody can call, and answers
    /// all that is asked with a no: what comes back ends when the line does, and says when. [SYN-14]
    pub async fn holds_line(&self) -> tokio::task::JoinHandle<tokio::time::Instant> {
        let mut config = self.config(&TLS13);
        config.alpn_protocols = vec![TURNED_ALPN.to_vec()];
        let stream = self.dial_with(config).await.unwrap();
        tokio::spawn(async move {
            let no = service_fn(async |_: Request<Incoming>| {
                let answer = Response::builder().status(503).body(String::new());
                Ok::<_, Infallible>(answer.unwrap())
            });
            let builder = http2::Builder::new(TokioExecutor::new());
            let _ = builder.serve_connection(TokioIo::new(stream), no).await;
            tokio::time::Instant::now()
        })
    }

    /// A connection whose handshake this one decides.
    pub async fn dial_with(
        &self,
        config: impl Into<Arc<ClientConfig>>,
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let name = ServerName::from(self.node.ip());
        let dialled = async {
            let socket = TcpStream::connect(self.node).await?;
            TlsConnector::from(config.into())
                .connect(name, socket)
                .await
        };
        timeout(SOON, dialled)
            .await
            .unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()))
    }

    /// The handshake of this member, in that version.
    pub fn config(&self, version: &'static SupportedProtocolVersion) -> ClientConfig {
        tls::calling(Some(&self.seed), version)
    }
}

/// Does the node talk on this connection? In TLS 1.3 a refusal comes after the client is done.
pub(super) async fn is_let_in(stream: &mut TlsStream<TcpStream>) -> bool {
    let mut first = [0; 9];
    let read = timeout(SOON, stream.read_exact(&mut first)).await;
    matches!(read, Ok(Ok(_)))
}

/// Reads until the node closes; false if it does not within the time.
pub(super) async fn is_closed_within<S: tokio::io::AsyncRead + Unpin>(
    stream: &mut S,
    time: Duration,
) -> bool {
    let mut buffer = [0; 4096];
    let reading = async {
        loop {
            match stream.read(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
        }
    };
    timeout(time, reading).await.is_ok()
}
