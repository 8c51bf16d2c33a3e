//! Mail: encrypted on the way, or not at all. [NOT-4]

use std::net::IpAddr;

use fanal_desk::{Notification, Undelivered};

use crate::{Roads, message, no, smtp, socks, tls};

pub(crate) async fn send(
    roads: &Roads,
    to: &str,
    message: &Notification,
) -> Result<(), Undelivered> {
    let Some(server) = &roads.mail else {
        return Err(no("no mail server is set"));
    };
    let local = is_this_machine(&server.host);
    let proxy = roads.socks5.filter(|_| !local);
    let stream = socks::connect(proxy, &server.host, server.port).await?;
    let tls = tls::config(roads).map_err(|error| no(error.to_string()))?;
    let mail = message::written(&server.from, to, message);
    smtp::deliver(stream, server, tls, !local, (to, &mail)).await
}

/// A server on this machine's own loopback: nobody stands in between.
pub(crate) fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|it: IpAddr| it.is_loopback())
}
