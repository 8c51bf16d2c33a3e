//! SOCKS5 (RFC 1928), as Tor speaks it: no log-in, and the proxy resolves the name.

use std::net::SocketAddr;

use fanal_desk::Undelivered;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::no;

/// A connection to a host, straight or through the proxy.
pub(crate) async fn connect(
    proxy: Option<SocketAddr>,
    host: &str,
    port: u16,
) -> Result<TcpStream, Undelivered> {
    let Some(proxy) = proxy else {
        let straight = TcpStream::connect((host, port)).await;
        return straight.map_err(|error| no(format!("the server is not reachable: {error}")));
    };
    let lost = |error: std::io::Error| no(format!("the SOCKS proxy does not answer: {error}"));
    let length = u8::try_from(host.len()).map_err(|_| no("the server's name is too long"))?;
    let mut stream = TcpStream::connect(proxy).await.map_err(lost)?;
    stream.write_all(&[5, 1, 0]).await.map_err(lost)?;
    let mut chosen = [0; 2];
    stream.read_exact(&mut chosen).await.map_err(lost)?;
    if chosen != [5, 0] {
        return Err(no("the SOCKS proxy asks for a log-in"));
    }
    let mut asked = vec![5, 1, 0, 3, length];
    asked.extend_from_slice(host.as_bytes());
    asked.extend_from_slice(&port.to_be_bytes());
    stream.write_all(&asked).await.map_err(lost)?;
    let mut head = [0; 4];
    stream.read_exact(&mut head).await.map_err(lost)?;
    let [version, reply, _, kind] = head;
    if version != 5 || reply != 0 {
        return Err(no("the SOCKS proxy does not reach the server"));
    }
    let bound = match kind {
        1 => 4,
        4 => 16,
        3 => usize::from(stream.read_u8().await.map_err(lost)?),
        _ => return Err(no("the SOCKS proxy answers what nobody understands")),
    };
    let mut rest = vec![0; bound + 2];
    stream.read_exact(&mut rest).await.map_err(lost)?;
    Ok(stream)
}
