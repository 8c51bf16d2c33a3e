//! Desks that nobody can call. [SYN-14]

use fanal_protocol::wire::TURNED_ALPN;

use super::*;
use crate::call_in;

/// Lagos listens; kivu names no address, and calls in.
struct Turned {
    network: Network,
    id: NetworkId,
    /// Of lagos.
    door: Door,
    lagos: PeerClient,
    kivu: Caller,
}

/// A desk that calls in.
struct Caller {
    members: Arc<Members>,
    desk: Arc<Desk>,
    _close: oneshot::Sender<()>,
    _refusals: mpsc::UnboundedReceiver<Refusal>,
    _hints: mpsc::UnboundedReceiver<&'static str>,
}

fn calls(n: u8, roster: &Arc<VerifiedRoster>) -> Caller {
    let (refusals, refused) = mpsc::unbounded_channel();
    let (hints, hinted) = mpsc::unbounded_channel();
    let desk = Arc::new(Desk {
        meanwhile: Mutex::default(),
        entries: Mutex::default(),
        problem: Mutex::default(),
        refusals,
        hints,
    });
    let (close, closed) = oneshot::channel::<()>();
    let members = members(roster);
    let (inside, service) = (members.clone(), desk.clone());
    tokio::spawn(async move {
        let closed = async { closed.await.unwrap_or_default() };
        call_in(&identity(n), inside, service, None, closed).await;
    });
    Caller {
        members,
        desk,
        _close: close,
        _refusals: refused,
        _hints: hinted,
    }
}

async fn turned() -> Turned {
    let (listener, address) = socket().await;
    let mut network = federation()
        .desk("kivu", KIVU)
        .desk("lagos", LAGOS)
        .at(&address);
    let roster = network.sign();
    let door = open(listener, LAGOS, &roster);
    let mut arrivals = door.members.callers().arrivals();
    let kivu = calls(KIVU, &roster);
    soon(arrivals.changed()).await.unwrap();
    Turned {
        id: roster.network(),
        lagos: PeerClient::new(identity(LAGOS), door.members.clone(), None),
        network,
        door,
        kivu,
    }
}

impl Turned {
    async fn heads(&self) -> Result<HeadsAnswer, PeerError> {
        soon(self.lagos.heads(&desk_id("kivu"), &ask_heads(self.id))).await
    }
}

#[tokio::test]
async fn a_desk_without_an_address_is_asked_on_the_line_that_it_holds_open() {
    let scene = turned().await;
    assert_eq!(scene.heads().await.unwrap().digest, nothing_new().digest);
    let sent = vec![Entry::Envelope(b"an envelope".repeat(9_000))];
    scene.kivu.desk.entries.lock().unwrap().clone_from(&sent);
    let range = soon(scene.lagos.range(&desk_id("kivu"), &ask_range(scene.id, 1))).await;
    assert!(range.unwrap() == sent);
    assert!(scene.lagos.called_in(scene.id, &desk_id("kivu")).is_some());
}

#[tokio::test]
async fn its_no_comes_through_as_a_no() {
    let scene = turned().await;
    let no = Problem::new(fanal_protocol::Code::PolicyRoster, "stale");
    *scene.kivu.desk.problem.lock().unwrap() = Some(no.clone());
    assert_eq!(scene.heads().await.unwrap_err(), PeerError::Refused(no));
}

#[tokio::test]
async fn the_line_of_a_desk_ends_when_it_is_expelled() {
    let mut scene = turned().await;
    let expelled = scene.network.expel("kivu");
    scene.door.put(expelled);
    assert_eq!(
        scene.heads().await.unwrap_err(),
        PeerError::NotMember(desk_id("kivu"))
    );
    soon(async {
        let pins = BTreeSet::from([identity(KIVU).pin()]);
        while scene.door.members.callers().line(&pins).is_some() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    // It may call again and again: it is a stranger now.
    assert_eq!(scene.door.refusal().await.kind, RefusalKind::UnknownPin);
}

#[tokio::test]
async fn whoever_called_answers_no_more_once_the_other_is_expelled() {
    let mut scene = turned().await;
    scene.heads().await.unwrap();
    let expelled = scene.network.expel("lagos");
    assert!(scene.kivu.members.put(expelled, BTreeSet::new()));
    // Lagos does not know yet, and asks.
    soon(async {
        while scene.heads().await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(matches!(
        scene.heads().await.unwrap_err(),
        PeerError::Unreachable { .. }
    ));
}

#[tokio::test]
async fn whoever_does_not_hold_the_pinned_key_is_told_nothing() {
    let (listener, address) = socket().await;
    let mut network = federation()
        .desk("kivu", KIVU)
        .desk("lagos", LAGOS)
        .at(&address);
    let roster = network.sign();
    let mut with_stranger = federation()
        .desk("kivu", KIVU)
        .desk("stranger", STRANGER)
        .at(&address);
    // A stranger listens at the address of lagos, and would let anybody in.
    let impostor = open(listener, STRANGER, &with_stranger.sign());
    let mut arrivals = impostor.members.callers().arrivals();
    let mut refusals = impostor.refusals;
    let _kivu = calls(KIVU, &roster);
    let refused = soon(refusals.recv()).await.unwrap();
    assert_eq!(refused.kind, RefusalKind::BadHandshake);
    assert!(!arrivals.has_changed().unwrap());
    arrivals.mark_unchanged();
}

#[tokio::test]
async fn a_stranger_cannot_call_in() {
    let mut scene = turned().await;
    let mut config = config_of(STRANGER, identity(LAGOS).pin());
    config.alpn_protocols = vec![TURNED_ALPN.to_vec()];
    let mut stream = dial(scene.door.address, config).await.unwrap();
    assert!(!is_let_in(&mut stream).await);
    assert_eq!(scene.door.refusal().await.kind, RefusalKind::UnknownPin);
}

#[tokio::test]
async fn a_desk_that_can_be_called_calls_nobody() {
    let (listener, address) = socket().await;
    let mut network = federation()
        .desk("kivu", KIVU)
        .at(&"127.0.0.1:9")
        .desk("lagos", LAGOS)
        .at(&address);
    let roster = network.sign();
    let door = open(listener, LAGOS, &roster);
    let mut arrivals = door.members.callers().arrivals();
    let kivu = calls(KIVU, &roster);
    // Its address goes: now it calls, and this is the first that lagos hears of it.
    network.entry("kivu").addresses.clear();
    let without = network.sign();
    door.put(without.clone());
    assert!(kivu.members.put(without, BTreeSet::new()));
    soon(arrivals.changed()).await.unwrap();
    let line = door
        .members
        .callers()
        .line(&BTreeSet::from([identity(KIVU).pin()]));
    assert_eq!(line.map(|(number, _)| number), Some(0));
}

#[test]
fn nobody_calls_a_suspended_desk_nor_while_it_is_suspended_itself() {
    let roster = federation()
        .desk("kivu", KIVU)
        .desk("lagos", LAGOS)
        .at(&"127.0.0.1:9")
        .sign();
    let members = members(&roster);
    let callees = || crate::calling::callees(&members.current(), &identity(KIVU).pin()).len();
    assert_eq!(callees(), 1);
    for suspended in ["lagos", "kivu"] {
        assert!(members.put(roster.clone(), BTreeSet::from([desk_id(suspended)])));
        assert_eq!(callees(), 0, "{suspended}");
    }
    assert!(members.put(roster, BTreeSet::new()));
    assert_eq!(callees(), 1);
}
