//! Mail: encrypted on the way, or not at all. [NOT-4]

use std::net::IpAddr;

use fanal_desk::{Notification, Undelivered};

use crate::{Roads, message, no, smtp, socks, tls};

pub(crate) async fn send(
    roads: &Roads,
    to: &str,
    key: Option<&str>,
    message: &Notification,
) -> Result<(), Undelivered> {
    let Some(server) = &roads.mail else {
        return Err(no("no mail server is set"));
    };
    // [NOT-7] Whoever has a key gets nothing in clear: before anybody is called.
    let mail = match key {
        Some(key) => sealed(&server.from, to, key, message)?,
        None => message::written(&server.from, to, message),
    };
    let local = is_this_machine(&server.host);
    let proxy = roads.socks5.filter(|_| !local);
    let stream = socks::connect(proxy, &server.host, server.port).await?;
    let tls = tls::config(roads).map_err(|error| no(error.to_string()))?;
    smtp::deliver(stream, server, tls, !local, (to, &mail)).await
}

#[cfg(feature = "openpgp")]
fn sealed(from: &str, to: &str, key: &str, message: &Notification) -> Result<String, Undelivered> {
    let key = crate::MailKey::read(key, message.at().unix()).map_err(|bad| no(bad.words()))?;
    let sealed = key.seal(message::inner(message).as_bytes());
    let sealed = sealed.ok_or_else(|| no("nothing could be encrypted to this key"))?;
    Ok(message::written_sealed(from, to, message, &sealed))
}

#[cfg(not(feature = "openpgp"))]
fn sealed(_: &str, _: &str, _: &str, _: &Notification) -> Result<String, Undelivered> {
    Err(no(fanal_desk::NO_OPENPGP))
}

/// A server on this machine's own loopback: nobody stands in between.
pub(crate) fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|it: IpAddr| it.is_loopback())
}
