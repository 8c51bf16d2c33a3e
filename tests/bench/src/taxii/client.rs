//! A client that costs little: one connection, one request after the other.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const MEDIA_TYPE: &str = "application/taxii+json;version=2.1";

pub(super) struct Client {
    stream: TcpStream,
    address: SocketAddr,
    login: String,
    buffer: Vec<u8>,
}

impl Client {
    pub(super) async fn open(address: SocketAddr, login: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let login = match login {
            "" => String::new(),
            login => format!("authorization: {login}\r\n"),
        };
        Ok(Self {
            stream,
            address,
            login,
            buffer: Vec::new(),
        })
    }

    pub(super) async fn get(&mut self, path: &str) -> Result<Vec<u8>> {
        self.ask("GET", path, "").await
    }

    pub(super) async fn post(&mut self, path: &str, body: &str) -> Result<Vec<u8>> {
        self.ask("POST", path, body).await
    }

    async fn ask(&mut self, method: &str, path: &str, body: &str) -> Result<Vec<u8>> {
        // Servers that close after each answer are called anew: that is how they are.
        if self.stream.peer_addr().is_err() {
            self.stream = TcpStream::connect(self.address).await?;
        }
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\naccept: {MEDIA_TYPE}\r\n\
             content-type: {MEDIA_TYPE}\r\n{}content-length: {length}\r\n\r\n{body}",
            self.login
        );
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let head = loop {
            if let Some(at) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("{method} {path}: no answer")
            }
        };
        let text = String::from_utf8_lossy(self.buffer.get(..head).unwrap_or_default());
        let text = text.to_ascii_lowercase();
        if !text.starts_with("http/1.1 20") && !text.starts_with("http/1.0 20") {
            bail!(
                "{method} {path}: {}",
                text.lines().next().unwrap_or_default()
            );
        }
        let closes = text.starts_with("http/1.0") || text.contains("connection: close");
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.context("no content-length")?.trim().parse()?;
        while self.buffer.len() < head + length {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("{method} {path}: cut off")
            }
        }
        if closes {
            self.stream = TcpStream::connect(self.address).await?;
        }
        Ok(self
            .buffer
            .get(head..head + length)
            .unwrap_or_default()
            .to_vec())
    }
}
