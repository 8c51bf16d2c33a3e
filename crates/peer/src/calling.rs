//! A desk that nobody can call calls the others, and answers them on the lines that it holds
//! open. [SYN-14]

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use fanal_protocol::wire::TURNED_ALPN;
use fanal_protocol::{Address, DeskEntry, TlsPin};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::SocksV5;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tower::ServiceExt as _;

use crate::client::{CONNECT, CONNECT_BY_TOR, Road, road};
use crate::listener::{Line, Room, talk};
use crate::membership::Membership;
use crate::verifier::pin_of;
use crate::{Members, NodeIdentity, PeerError, PeerService, Tor, tls};

/// After a line broke that had stood.
const AGAIN: Duration = Duration::from_secs(2);
/// A line that lasted so long had stood.
const STOOD: Duration = Duration::from_secs(10);
/// The longest pause between two attempts.
const PATIENCE: Duration = Duration::from_mins(5);

/// What every line needs.
struct Calling {
    identity: NodeIdentity,
    tor: Option<Tor>,
    room: Arc<Room>,
}

/// Holds a line open to every desk that can be called, for as long as this desk's own entry names
/// no address; until `shutdown` comes back.
pub async fn call_in(
    identity: &NodeIdentity,
    members: Arc<Members>,
    service: Arc<dyn PeerService>,
    tor: Option<Tor>,
    shutdown: impl Future<Output = ()>,
) {
    let (stop, open) = watch::channel(());
    let mut changes = members.changes();
    let calling = Arc::new(Calling {
        identity: identity.clone(),
        tor,
        room: Arc::new(Room::new(members, service, open)),
    });
    let mut shutdown = pin!(shutdown);
    let mut tasks = JoinSet::new();
    let mut lines: BTreeMap<Callee, AbortHandle> = BTreeMap::new();
    loop {
        let wanted = callees(&changes.borrow_and_update(), &identity.pin());
        lines.retain(|callee, task| {
            let stays = wanted.contains(callee);
            if !stays {
                task.abort();
            }
            stays
        });
        for callee in wanted {
            let calling = calling.clone();
            lines
                .entry(callee.clone())
                .or_insert_with(|| tasks.spawn(async move { keep(&calling, &callee).await }));
        }
        tokio::select! {
            () = &mut shutdown => break,
            told = changes.changed() => if told.is_err() { break },
        }
    }
    drop(stop);
    tasks.shutdown().await;
}

/// A desk that can be called: one line serves all networks that it shares with this one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Callee {
    tls: BTreeSet<TlsPin>,
    addresses: Vec<Address>,
}

pub(crate) fn callees(membership: &Membership, own: &TlsPin) -> BTreeSet<Callee> {
    let mut callees = BTreeSet::new();
    for roster in membership.rosters() {
        // Who is suspended, by itself or by others, would be turned away, and turns us away.
        let counts = |desk: &&DeskEntry| {
            let mut pins = desk.tls.iter();
            pins.any(|pin| membership.peer(pin, roster.network()).is_some())
        };
        let mut active = roster.active().filter(counts);
        let unreachable = active.any(|desk| desk.tls.contains(own) && desk.addresses.is_empty());
        if unreachable {
            let others = roster
                .active()
                .filter(counts)
                .filter(|desk| !desk.tls.contains(own) && !desk.addresses.is_empty());
            callees.extend(others.map(|desk| Callee {
                tls: desk.tls.clone(),
                addresses: desk.addresses.clone(),
            }));
        }
    }
    callees
}

/// Calls, answers, and calls again; what does not come about is tried less and less often.
async fn keep(calling: &Calling, callee: &Callee) {
    let mut pause = AGAIN;
    loop {
        match dial(calling, callee).await {
            Ok((stream, pin)) => {
                let begun = Instant::now();
                if let Some(line) = Line::open(&calling.room, pin) {
                    talk(stream, Arc::new(line)).await;
                }
                // Who takes the call and hangs up at once is not called every two seconds.
                pause = if begun.elapsed() < STOOD {
                    (pause * 2).min(PATIENCE)
                } else {
                    AGAIN
                };
            }
            Err(error) => {
                tracing::debug!(%error, "a desk could not be called");
                pause = (pause * 2).min(PATIENCE);
            }
        }
        sleep(pause).await;
    }
}

async fn dial(
    calling: &Calling,
    callee: &Callee,
) -> Result<(TlsStream<TcpStream>, TlsPin), PeerError> {
    let mut last = PeerError::Unreachable {
        why: "it has no address",
    };
    for address in &callee.addresses {
        match dial_address(calling, callee, address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

async fn dial_address(
    calling: &Calling,
    callee: &Callee,
    address: &Address,
) -> Result<(TlsStream<TcpStream>, TlsPin), PeerError> {
    let broken = |why| PeerError::Unreachable { why };
    let (by, _) = road(calling.tor.as_ref(), address, "/")?;
    let late = |_| broken("no answer in time");
    let socket = match (by, &calling.tor) {
        (Road::Tor, Some(tor)) => timeout(CONNECT_BY_TOR, through(tor, address))
            .await
            .map_err(late)??,
        (Road::Clear | Road::Tor, _) => timeout(CONNECT, TcpStream::connect(address.as_str()))
            .await
            .map_err(late)?
            .map_err(|_| broken("no connection"))?,
    };
    let _ = socket.set_nodelay(true);
    let mut config = tls::client_config(&calling.identity, callee.tls.clone())?;
    config.alpn_protocols = vec![TURNED_ALPN.to_vec()];
    // Not sent, not looked at: the pin says who it is.
    let nobody = ServerName::try_from("desk.invalid").map_err(PeerError::broken)?;
    let handshake = TlsConnector::from(Arc::new(config)).connect(nobody, socket);
    let stream = timeout(CONNECT_BY_TOR, handshake)
        .await
        .map_err(late)?
        .map_err(|_| broken("the TLS handshake failed"))?;
    let session = stream.get_ref().1;
    if session.alpn_protocol() != Some(TURNED_ALPN) {
        return Err(broken("it does not take calls of desks without an address"));
    }
    let certificate = session.peer_certificates().and_then(<[_]>::first);
    let pin = certificate
        .and_then(|certificate| pin_of(certificate).ok())
        .ok_or_else(|| broken("the TLS handshake failed"))?;
    Ok((stream, pin))
}

/// The proxy resolves the name, this node asks nobody. [SYN-4]
async fn through(tor: &Tor, address: &Address) -> Result<TcpStream, PeerError> {
    let uri = |host: &Address| {
        format!("http://{host}")
            .parse::<http::Uri>()
            .map_err(PeerError::broken)
    };
    let proxy = SocksV5::new(uri(&tor.proxy)?, HttpConnector::new()).local_dns(false);
    let connected = proxy.oneshot(uri(address)?).await;
    connected
        .map(hyper_util::rt::TokioIo::into_inner)
        .map_err(|_| PeerError::Unreachable {
            why: "no connection",
        })
}
