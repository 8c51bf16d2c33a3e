//! Real TLS over loopback sockets: networks, desks, and strangers.

mod client;
mod identity;
mod listener;
mod membership;
mod turned;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::num::{NonZeroU8, NonZeroU64};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{
    Coordinator, DeskEntry, DeskId, DeskStatus, Digest, Envelope, KeyPurpose, KeyRecord, NetworkId,
    Problem, ROSTER_TYPE, Roster, Rules, SecretKey, StreamName, StreamRef, TlsPin, VerifiedRoster,
};
use fanal_sync::VerifiedPeer;
use rustls::ClientConfig;
use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::{
    Members, NodeIdentity, PeerClient, PeerError, PeerService, Refusal, RefusalKind, Tor, serve,
    tls,
};

/// Long enough for a busy machine; nothing here takes it when all is well.
const SOON: Duration = Duration::from_secs(20);

/// Waits for something that has to happen.
async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(SOON, future)
        .await
        .expect("it never happened")
}

fn identity(n: u8) -> NodeIdentity {
    NodeIdentity::from_seed(&[n; 32]).unwrap()
}

fn desk_id(name: &str) -> DeskId {
    name.parse().unwrap()
}

/// A network whose one coordinator signs whatever the test tells.
struct Network {
    roster: Roster,
    held: Option<Arc<VerifiedRoster>>,
}

fn federation() -> Network {
    let key = SecretKey::from_seed(&[250; 32]).public();
    let roster = Roster {
        v: 1,
        network: None,
        version: NonZeroU64::MIN,
        previous: None,
        name: "lamps".into(),
        issued: "2026-01-01T00:00:00Z".parse().unwrap(),
        expires: "2027-01-01T00:00:00Z".parse().unwrap(),
        threshold: NonZeroU8::MIN,
        coordinators: vec![Coordinator {
            name: "wren".into(),
            key,
            heartbeat: None,
            desk: None,
        }],
        desks: Vec::new(),
        rules: Rules::default(),
    };
    Network { roster, held: None }
}

impl Network {
    fn named(mut self, name: &str) -> Self {
        self.roster.name = name.into();
        self
    }

    /// A desk with the keys of this number.
    fn desk(mut self, name: &str, n: u8) -> Self {
        let key = |place: u8| KeyRecord {
            key: SecretKey::from_seed(&[n ^ (place << 6); 32]).public(),
            from: self.roster.issued,
            until: None,
            revoked: false,
        };
        self.roster.desks.push(DeskEntry {
            id: desk_id(name),
            name: name.into(),
            addresses: Vec::new(),
            signing: vec![key(1)],
            checkpoint: vec![key(2)],
            feed: Vec::new(),
            tls: BTreeSet::from([identity(n).pin()]),
            sealing: Vec::new(),
            groups: BTreeSet::new(),
            status: DeskStatus::Active,
            parent: None,
            jurisdiction: None,
            mandatory_reporting: None,
            one_person: false,
            freezes: Vec::new(),
            retracted: BTreeSet::new(),
        });
        self
    }

    fn entry(&mut self, name: &str) -> &mut DeskEntry {
        self.roster
            .desks
            .iter_mut()
            .find(|desk| desk.id.as_str() == name)
            .unwrap()
    }

    /// Where the desk that came last listens.
    fn at(mut self, address: &impl ToString) -> Self {
        let last = self.roster.desks.last_mut().unwrap();
        last.addresses.push(address.to_string().parse().unwrap());
        self
    }

    fn expel(&mut self, name: &str) -> Arc<VerifiedRoster> {
        self.entry(name).status = DeskStatus::Expelled;
        self.sign()
    }

    /// The next version, as it now is.
    fn sign(&mut self) -> Arc<VerifiedRoster> {
        if let Some(held) = &self.held {
            self.roster.network = Some(held.network());
            self.roster.previous = Some(held.digest());
            self.roster.version = held.roster().version.checked_add(1).unwrap();
        }
        let coordinator = SecretKey::from_seed(&[250; 32]);
        let payload = self.roster.to_payload().unwrap();
        let bytes =
            Envelope::sign(ROSTER_TYPE, payload, &coordinator, KeyPurpose::Coordinator).to_bytes();
        let next = match &self.held {
            None => VerifiedRoster::found(&bytes),
            Some(held) => held.succeed(&bytes),
        };
        let next = Arc::new(next.unwrap());
        self.held = Some(next.clone());
        next
    }
}

fn members(roster: &Arc<VerifiedRoster>) -> Arc<Members> {
    let members = Members::nobody();
    assert!(members.put(roster.clone(), BTreeSet::new()));
    Arc::new(members)
}

fn ask_heads(network: NetworkId) -> HeadsRequest {
    HeadsRequest {
        network,
        known: None,
        roster: 1,
    }
}

fn ask_range(network: NetworkId, to: u64) -> RangeRequest {
    let stream = StreamRef {
        origin: desk_id("kivu"),
        name: StreamName::Clear,
        epoch: 0,
    };
    RangeRequest {
        network,
        stream,
        from: 0,
        to,
    }
}

fn nothing_new() -> HeadsAnswer {
    let digest = Digest::from_bytes([7; 32]);
    HeadsAnswer {
        digest,
        roster: 1,
        rosters: vec![],
        heartbeats: vec![],
        heads: vec![],
    }
}

/// Tells, when dropped, that it was.
struct Dropped(mpsc::UnboundedSender<&'static str>);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.send("dropped");
    }
}

/// A desk that answers what it was given, and holds hints for ever.
struct Desk {
    /// Happens while a range is collected.
    meanwhile: Mutex<Option<Box<dyn FnOnce() + Send>>>,
    entries: Mutex<Vec<Entry>>,
    problem: Mutex<Option<Problem>>,
    refusals: mpsc::UnboundedSender<Refusal>,
    hints: mpsc::UnboundedSender<&'static str>,
}

#[async_trait]
impl PeerService for Desk {
    async fn heads(&self, caller: &VerifiedPeer, _: HeadsRequest) -> Result<HeadsAnswer, Problem> {
        assert_eq!(caller.desk().as_str(), "lagos");
        match self.problem.lock().unwrap().clone() {
            Some(problem) => Err(problem),
            None => Ok(nothing_new()),
        }
    }

    async fn range(&self, _: &VerifiedPeer, _: RangeRequest) -> Result<Vec<Entry>, Problem> {
        if let Some(happens) = self.meanwhile.lock().unwrap().take() {
            happens();
        }
        Ok(self.entries.lock().unwrap().clone())
    }

    async fn hint(&self, _: &VerifiedPeer, _: HeadsRequest) -> Result<HeadsAnswer, Problem> {
        let _dropped = Dropped(self.hints.clone());
        let _ = self.hints.send("begun");
        std::future::pending().await
    }

    fn refused(&self, what: Refusal) {
        let _ = self.refusals.send(what);
    }
}

/// A listening desk.
struct Door {
    address: SocketAddr,
    members: Arc<Members>,
    desk: Arc<Desk>,
    refusals: mpsc::UnboundedReceiver<Refusal>,
    hints: mpsc::UnboundedReceiver<&'static str>,
    close: Option<oneshot::Sender<()>>,
    served: tokio::task::JoinHandle<Result<(), PeerError>>,
}

impl Door {
    async fn refusal(&mut self) -> Refusal {
        soon(self.refusals.recv()).await.unwrap()
    }

    fn put(&self, roster: Arc<VerifiedRoster>) {
        assert!(self.members.put(roster, BTreeSet::new()));
    }
}

async fn socket() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Opens the door of the desk with the keys of this number.
fn open(listener: TcpListener, n: u8, roster: &Arc<VerifiedRoster>) -> Door {
    let (refusals, refused) = mpsc::unbounded_channel();
    let (hints, hinted) = mpsc::unbounded_channel();
    let (entries, problem) = (Mutex::default(), Mutex::default());
    let desk = Arc::new(Desk {
        meanwhile: Mutex::default(),
        entries,
        problem,
        refusals,
        hints,
    });
    let (close, closed) = oneshot::channel::<()>();
    let members = members(roster);
    let address = listener.local_addr().unwrap();
    let (inside, service) = (members.clone(), desk.clone());
    let served = tokio::spawn(async move {
        let closed = async { closed.await.unwrap_or_default() };
        serve(listener, &identity(n), inside, service, closed).await
    });
    Door {
        address,
        members,
        desk,
        refusals: refused,
        hints: hinted,
        close: Some(close),
        served,
    }
}

const KIVU: u8 = 1;
const LAGOS: u8 = 2;
const STRANGER: u8 = 3;

/// The usual scene: kivu listens, lagos asks; each holds the roster for itself.
struct Scene {
    network: Network,
    id: NetworkId,
    door: Door,
    lagos: PeerClient,
    lagos_members: Arc<Members>,
}

async fn scene() -> Scene {
    let (listener, address) = socket().await;
    let mut network = federation()
        .desk("lagos", LAGOS)
        .desk("kivu", KIVU)
        .at(&address);
    let roster = network.sign();
    let lagos_members = members(&roster);
    let lagos = PeerClient::new(identity(LAGOS), lagos_members.clone(), None);
    let door = open(listener, KIVU, &roster);
    Scene {
        id: roster.network(),
        network,
        door,
        lagos,
        lagos_members,
    }
}

impl Scene {
    async fn heads(&self) -> Result<HeadsAnswer, PeerError> {
        soon(self.lagos.heads(&desk_id("kivu"), &ask_heads(self.id))).await
    }
}

fn config_of(n: u8, pin: TlsPin) -> ClientConfig {
    tls::client_config(&identity(n), BTreeSet::from([pin])).unwrap()
}

/// A bare TLS connection.
async fn dial(
    address: SocketAddr,
    config: impl Into<Arc<ClientConfig>>,
) -> std::io::Result<TlsStream<TcpStream>> {
    let name = rustls::pki_types::ServerName::from(address.ip());
    let tcp = TcpStream::connect(address).await?;
    soon(TlsConnector::from(config.into()).connect(name, tcp)).await
}

/// Did the other end let it in? An HTTP/2 server speaks first.
async fn is_let_in(stream: &mut TlsStream<TcpStream>) -> bool {
    matches!(soon(stream.read(&mut [0; 9])).await, Ok(1..))
}

/// Waits until the other end closes.
async fn closed(stream: &mut TlsStream<TcpStream>) {
    while matches!(soon(stream.read(&mut [0; 64])).await, Ok(1..)) {}
}

/// A body that never ends and does not say so.
#[derive(Clone, Copy)]
struct Endless;

impl hyper::body::Body for Endless {
    type Data = bytes::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<bytes::Bytes>, Self::Error>>> {
        let piece = bytes::Bytes::from_static(&[b' '; 4096]);
        std::task::Poll::Ready(Some(Ok(hyper::body::Frame::data(piece))))
    }
}
