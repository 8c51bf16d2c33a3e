use fanal_protocol::Code;
use fanal_protocol::limits::{CONNECTIONS_PER_PEER, REQUEST_BYTES, REQUESTS_PER_MINUTE};
use fanal_protocol::wire::{HEADS_PATH, HINT_PATH, RANGE_PATH};
use http_body_util::{BodyExt as _, Full};
use rustls::client::Resumption;
use rustls::{HandshakeKind, NamedGroup};
use tokio::io::AsyncWriteExt as _;

use super::*;
use crate::answer::{PROBLEM_TYPE, answer};
use crate::listener::{Line, Room};
use crate::verifier::DeskVerifier;

#[tokio::test]
async fn a_member_gets_through() {
    let scene = scene().await;
    assert_eq!(scene.heads().await.unwrap().digest, nothing_new().digest);
}

#[tokio::test]
async fn the_key_exchange_is_post_quantum() {
    let scene = scene().await;
    let stream = dial(scene.door.address, config_of(LAGOS, identity(KIVU).pin()))
        .await
        .unwrap();
    let group = stream.get_ref().1.negotiated_key_exchange_group().unwrap();
    assert_eq!(group.name(), NamedGroup::X25519MLKEM768);
}

#[tokio::test]
async fn a_key_that_is_not_in_the_roster_is_refused_and_counted() {
    let mut scene = scene().await;
    let stranger = PeerClient::new(identity(STRANGER), scene.lagos_members.clone(), None);
    let answer = soon(stranger.heads(&desk_id("kivu"), &ask_heads(scene.id))).await;
    assert!(
        matches!(&answer, Err(PeerError::Refused(problem)) if problem.code == Code::PolicyMember),
        "{answer:?}"
    );
    let pin = Some(identity(STRANGER).pin());
    assert_eq!(
        scene.door.refusal().await,
        Refusal {
            kind: RefusalKind::UnknownPin,
            pin
        }
    );
}

// [SYN-1]
#[tokio::test]
async fn a_client_without_a_certificate_is_refused() {
    let mut scene = scene().await;
    let provider = tls::provider();
    let verifier = DeskVerifier::new(BTreeSet::from([identity(KIVU).pin()]), &provider);
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let mut stream = dial(scene.door.address, config).await.unwrap();
    assert!(!is_let_in(&mut stream).await);
    assert_eq!(scene.door.refusal().await.kind, RefusalKind::BadHandshake);
}

// [SYN-1]
#[tokio::test]
async fn tls_1_2_is_refused() {
    let mut scene = scene().await;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let pins = BTreeSet::from([identity(KIVU).pin()]);
    let mut config = ClientConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(DeskVerifier::new(pins, &provider)))
        .with_client_auth_cert(
            vec![identity(LAGOS).certificate()],
            identity(LAGOS).key().into(),
        )
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    assert!(dial(scene.door.address, config).await.is_err());
    assert_eq!(scene.door.refusal().await.kind, RefusalKind::BadHandshake);
}

// [SYN-1]
#[tokio::test]
async fn who_does_not_speak_http_2_is_refused() {
    let mut scene = scene().await;
    let mut config = config_of(LAGOS, identity(KIVU).pin());
    config.alpn_protocols.clear();
    let mut stream = dial(scene.door.address, config).await.unwrap();
    assert!(!is_let_in(&mut stream).await);
    assert_eq!(scene.door.refusal().await.kind, RefusalKind::BadHandshake);
}

// [SYN-1]
#[tokio::test]
async fn sessions_are_never_resumed_however_hard_the_client_tries() {
    let mut scene = scene().await;
    let mut config = config_of(LAGOS, identity(KIVU).pin());
    config.resumption = Resumption::in_memory_sessions(32);
    config.enable_early_data = true;
    let config = Arc::new(config);
    for _ in 0..3 {
        let mut stream = dial(scene.door.address, config.clone()).await.unwrap();
        assert!(is_let_in(&mut stream).await);
        assert_eq!(
            stream.get_ref().1.handshake_kind(),
            Some(HandshakeKind::Full)
        );
        assert_eq!(stream.get_ref().1.tls13_tickets_received(), 0);
    }
    scene.door.put(scene.network.expel("lagos"));
    let mut stream = dial(scene.door.address, config).await.unwrap();
    assert!(!is_let_in(&mut stream).await);
    assert_eq!(scene.door.refusal().await.kind, RefusalKind::UnknownPin);
}

// [SYN-3]
#[tokio::test]
async fn an_open_connection_ends_when_its_desk_is_expelled_and_the_next_request_is_refused() {
    let mut scene = scene().await;
    let mut stream = dial(scene.door.address, config_of(LAGOS, identity(KIVU).pin()))
        .await
        .unwrap();
    assert!(is_let_in(&mut stream).await);
    scene.heads().await.unwrap();
    scene.door.put(scene.network.expel("lagos"));
    closed(&mut stream).await;
    assert!(matches!(scene.heads().await, Err(PeerError::Refused(_))));
}

#[tokio::test]
async fn an_open_connection_ends_when_its_desk_is_suspended() {
    let mut scene = scene().await;
    let mut stream = dial(scene.door.address, config_of(LAGOS, identity(KIVU).pin()))
        .await
        .unwrap();
    assert!(is_let_in(&mut stream).await);
    let roster = scene.network.held.take().unwrap();
    assert!(
        scene
            .door
            .members
            .put(roster, BTreeSet::from([desk_id("lagos")]))
    );
    closed(&mut stream).await;
}

#[tokio::test]
async fn a_change_of_roster_leaves_the_connections_of_members_alone() {
    let mut scene = scene().await;
    let mut stream = dial(scene.door.address, config_of(LAGOS, identity(KIVU).pin()))
        .await
        .unwrap();
    assert!(is_let_in(&mut stream).await);
    scene.door.put(scene.network.sign());
    scene.door.put(scene.network.expel("kivu"));
    scene.heads().await.unwrap();
    stream
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        .await
        .unwrap();
    assert!(is_let_in(&mut stream).await);
}

// [SYN-3]
#[tokio::test]
async fn a_held_open_hint_ends_at_expulsion() {
    let mut scene = scene().await;
    let (kivu, asked) = (desk_id("kivu"), ask_heads(scene.id));
    let expulsion = scene.network.expel("lagos");
    let (answer, ()) = soon(async {
        tokio::join!(scene.lagos.hint(&kivu, &asked), async {
            assert_eq!(scene.door.hints.recv().await, Some("begun"));
            assert!(scene.door.members.put(expulsion, BTreeSet::new()));
            assert_eq!(scene.door.hints.recv().await, Some("dropped"));
        })
    })
    .await;
    assert!(answer.is_err(), "{answer:?}");
}

#[tokio::test]
async fn a_handshake_that_takes_its_time_blocks_nobody() {
    let scene = scene().await;
    let mut slow = Vec::new();
    for _ in 0..20 {
        slow.push(TcpStream::connect(scene.door.address).await.unwrap());
    }
    scene.heads().await.unwrap();
    drop(slow);
}

#[tokio::test(start_paused = true)]
async fn a_handshake_that_never_comes_is_cut_off() {
    let mut scene = scene().await;
    let mut silent = TcpStream::connect(scene.door.address).await.unwrap();
    assert_eq!(silent.read(&mut [0; 1]).await.unwrap(), 0);
    let refusal = Refusal {
        kind: RefusalKind::BadHandshake,
        pin: None,
    };
    assert_eq!(scene.door.refusals.recv().await, Some(refusal));
}

#[tokio::test]
async fn one_peer_has_so_many_connections_and_no_more() {
    let mut scene = scene().await;
    let config = Arc::new(config_of(LAGOS, identity(KIVU).pin()));
    let mut open = Vec::new();
    for _ in 0..CONNECTIONS_PER_PEER {
        let mut stream = dial(scene.door.address, config.clone()).await.unwrap();
        assert!(is_let_in(&mut stream).await);
        open.push(stream);
    }
    let mut one_more = dial(scene.door.address, config).await.unwrap();
    assert!(!is_let_in(&mut one_more).await);
    let pin = Some(identity(LAGOS).pin());
    assert_eq!(
        scene.door.refusal().await,
        Refusal {
            kind: RefusalKind::Crowded,
            pin
        }
    );
}

#[tokio::test]
async fn shutdown_ends_held_open_hints_and_closes_the_door() {
    let mut scene = scene().await;
    let (kivu, asked) = (desk_id("kivu"), ask_heads(scene.id));
    let close = scene.door.close.take().unwrap();
    let (answer, ()) = soon(async {
        tokio::join!(scene.lagos.hint(&kivu, &asked), async {
            assert_eq!(scene.door.hints.recv().await, Some("begun"));
            close.send(()).unwrap();
            assert_eq!((&mut scene.door.served).await.unwrap(), Ok(()));
        })
    })
    .await;
    assert!(
        matches!(&answer, Err(PeerError::Refused(problem)) if problem.code == Code::Busy),
        "{answer:?}"
    );
    assert!(TcpStream::connect(scene.door.address).await.is_err());
}

/// A client that sends what it likes.
struct Rude(reqwest::Client, SocketAddr);

impl Rude {
    fn to(door: &Door) -> Self {
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(config_of(LAGOS, identity(KIVU).pin()))
            .no_proxy()
            .http2_prior_knowledge()
            .build()
            .unwrap();
        Self(client, door.address)
    }

    fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.1)
    }

    async fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> (u16, Problem) {
        let response = soon(self.0.post(self.url(path)).body(body).send())
            .await
            .unwrap();
        assert_eq!(response.headers()["content-type"], PROBLEM_TYPE);
        let status = response.status().as_u16();
        (status, soon(response.json()).await.unwrap())
    }
}

// [SYN-7]
#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let mut scene = scene().await;
    let (status, problem) = Rude::to(&scene.door)
        .post(HEADS_PATH, vec![b' '; REQUEST_BYTES + 1])
        .await;
    assert_eq!((status, problem.code), (413, Code::LimitSize));
    assert_eq!(scene.door.refusal().await.kind, RefusalKind::Oversize);
}

// [SYN-7]
#[tokio::test]
async fn a_body_that_does_not_say_how_large_it_is_is_refused_too() {
    let mut scene = scene().await;
    let line = Arc::new(line(&scene));
    let endless = Endless;
    let request = http::Request::post(HEADS_PATH).body(endless).unwrap();
    let response = soon(answer(&line, request)).await.unwrap();
    assert_eq!(response.status(), 413);
    assert_eq!(scene.door.refusal().await.kind, RefusalKind::Oversize);
}

// [SYN-5]
#[tokio::test]
async fn what_is_not_a_request_is_refused() {
    let mut scene = scene().await;
    let rude = Rude::to(&scene.door);
    let twice = format!(
        r#"{{"network":"{0}","network":"{0}","roster":1}}"#,
        scene.id
    );
    let more = format!(r#"{{"network":"{}","roster":1,"more":1}}"#, scene.id);
    for (path, body) in [
        (HEADS_PATH, "{}"),
        (HINT_PATH, &twice),
        (HEADS_PATH, &more),
        (RANGE_PATH, ""),
    ] {
        let (status, problem) = rude.post(path, body.to_owned()).await;
        assert_eq!((status, problem.code), (400, Code::UsageInvalid), "{body}");
        assert!(!problem.text.contains("network"), "{}", problem.text);
        assert_eq!(scene.door.refusal().await.kind, RefusalKind::Malformed);
    }
}

// [SYN-5]
#[tokio::test]
async fn there_are_three_calls_and_nothing_else() {
    let mut scene = scene().await;
    let rude = Rude::to(&scene.door);
    for path in [
        "/",
        "/sync/v1/",
        "/sync/v1/heads/",
        "/sync/v2/heads",
        "//sync/v1/heads",
    ] {
        assert_eq!(rude.post(path, "{}").await.0, 404, "{path}");
        assert_eq!(scene.door.refusal().await.kind, RefusalKind::NoSuchCall);
    }
    let response = soon(rude.0.get(rude.url(HEADS_PATH)).send()).await.unwrap();
    assert_eq!(response.status(), 404);
}

// [SYN-5]
#[tokio::test]
async fn a_member_of_one_network_is_nobody_in_another() {
    let scene = scene().await;
    let other = federation().named("other lamps").desk("mandalay", 9).sign();
    scene.door.put(other.clone());
    let body = serde_json::to_vec(&ask_heads(other.network())).unwrap();
    let (status, problem) = Rude::to(&scene.door).post(HEADS_PATH, body).await;
    assert_eq!((status, problem.code), (403, Code::PolicyMember));
    let nowhere = serde_json::to_vec(&ask_heads(NetworkId::founded_by(Digest::from_bytes(
        [0; 32],
    ))));
    let (status, same) = Rude::to(&scene.door)
        .post(HEADS_PATH, nowhere.unwrap())
        .await;
    assert_eq!(
        (status, same),
        (403, problem),
        "a network that is here is told from none"
    );
}

// [SYN-7]
#[tokio::test]
async fn a_peer_has_so_many_requests_a_minute() {
    let mut scene = scene().await;
    let rude = Rude::to(&scene.door);
    let mut refused = None;
    for _ in 0..2 * REQUESTS_PER_MINUTE {
        let (status, problem) = rude.post("/", "").await;
        if status != 404 {
            refused = Some((status, problem.code));
            break;
        }
    }
    assert_eq!(refused, Some((429, Code::LimitRate)));
    while scene.door.refusal().await.kind != RefusalKind::Rate {}
}

/// A connection of lagos that no task watches.
fn line(scene: &Scene) -> Line {
    let room = Arc::new(Room::new(
        scene.door.members.clone(),
        scene.door.desk.clone(),
        tokio::sync::watch::channel(()).1,
    ));
    Line::open(&room, identity(LAGOS).pin()).unwrap()
}

// [SYN-3]
#[tokio::test]
async fn every_request_asks_the_roster_again() {
    let mut scene = scene().await;
    let line = line(&scene);
    let body = serde_json::to_vec(&ask_heads(scene.id)).unwrap();
    let request = || {
        http::Request::post(HEADS_PATH)
            .body(Full::from(body.clone()))
            .unwrap()
    };
    assert_eq!(answer(&line, request()).await.unwrap().status(), 200);
    scene.door.put(scene.network.expel("lagos"));
    let response = answer(&line, request()).await.unwrap();
    assert_eq!(response.status(), 403);
    let problem = response.into_body().collect().await.unwrap().to_bytes();
    let problem: Problem = serde_json::from_slice(&problem).unwrap();
    assert_eq!(problem.code, Code::PolicyMember);
    soon(line.hung_up()).await;
    assert_eq!(scene.door.refusal().await.kind, RefusalKind::NotMember);
}

fn range_request(scene: &Scene) -> http::Request<Full<bytes::Bytes>> {
    let body = serde_json::to_vec(&ask_range(scene.id, 1)).unwrap();
    http::Request::post(RANGE_PATH)
        .body(Full::from(body))
        .unwrap()
}

// [SYN-3]
#[tokio::test]
async fn an_answer_that_is_ready_when_its_asker_is_put_out_does_not_leave() {
    let mut scene = scene().await;
    *scene.door.desk.entries.lock().unwrap() = vec![Entry::Envelope(b"not for lagos".to_vec())];
    let (expulsion, members) = (scene.network.expel("lagos"), scene.door.members.clone());
    let happens = move || assert!(members.put(expulsion, BTreeSet::new()));
    *scene.door.desk.meanwhile.lock().unwrap() = Some(Box::new(happens));
    let response = answer(&line(&scene), range_request(&scene)).await.unwrap();
    assert_eq!(response.status(), 403);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(!body.windows(9).any(|window| window == b"not for l"));
}

#[tokio::test]
async fn answers_that_are_not_read_hold_their_place() {
    let scene = scene().await;
    let line = line(&scene);
    let first = answer(&line, range_request(&scene)).await.unwrap();
    let second = answer(&line, range_request(&scene)).await.unwrap();
    assert_eq!(
        (first.status().as_u16(), second.status().as_u16()),
        (200, 200)
    );
    assert_eq!(
        answer(&line, range_request(&scene)).await.unwrap().status(),
        429
    );
    drop(first);
    assert_eq!(
        answer(&line, range_request(&scene)).await.unwrap().status(),
        200
    );
}
