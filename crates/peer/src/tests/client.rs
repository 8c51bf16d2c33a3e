use std::convert::Infallible;

use fanal_protocol::Code;
use fanal_protocol::limits::{DECOMPRESSED_BYTES, RANGE_ENTRIES};
use fanal_protocol::wire::write_entries;
use http::Response;
use http_body_util::Full;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::AsyncWriteExt as _;
use tokio_rustls::TlsAcceptor;

use super::*;

fn entries() -> Vec<Entry> {
    let envelope = |n: u8| Entry::Envelope(br#"{"payload":"#.repeat(usize::from(n) * 50));
    let mut entries: Vec<_> = (1..100).map(envelope).collect();
    entries.push(Entry::NotHeld(Digest::from_bytes([5; 32])));
    entries
}

#[tokio::test]
async fn a_compressed_range_comes_back_as_it_was() {
    let scene = scene().await;
    for sent in [entries(), vec![Entry::Envelope(b"short".to_vec())], vec![]] {
        *scene.door.desk.entries.lock().unwrap() = sent.clone();
        let range = soon(
            scene
                .lagos
                .range(&desk_id("kivu"), &ask_range(scene.id, RANGE_ENTRIES)),
        )
        .await;
        assert!(range.unwrap() == sent);
    }
}

#[tokio::test]
async fn a_large_range_that_does_not_compress_comes_whole() {
    let scene = scene().await;
    let mut state = 1_u64;
    let noise = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    });
    let sent = vec![Entry::Envelope(noise.take(500_000).flatten().collect())];
    scene.door.desk.entries.lock().unwrap().clone_from(&sent);
    let range = soon(scene.lagos.range(&desk_id("kivu"), &ask_range(scene.id, 1))).await;
    assert!(range.unwrap() == sent);
}

#[tokio::test]
async fn a_desk_says_no_in_words_fit_for_a_terminal() {
    let scene = scene().await;
    let rude = Problem::new(Code::PolicyRoster, "stale\u{1b}[2J").with_hint("later\n");
    *scene.door.desk.problem.lock().unwrap() = Some(rude);
    let plain = Problem::new(Code::PolicyRoster, "stale[2J").with_hint("later");
    assert_eq!(scene.heads().await.unwrap_err(), PeerError::Refused(plain));
}

#[tokio::test]
async fn another_key_than_the_rosters_is_not_talked_to() {
    let (listener, address) = socket().await;
    let mut network = federation()
        .desk("lagos", LAGOS)
        .desk("kivu", KIVU)
        .at(&address);
    let roster = network.sign();
    let mut door = open(listener, STRANGER, &roster);
    let lagos = PeerClient::new(identity(LAGOS), members(&roster), None);
    let answer = soon(lagos.heads(&desk_id("kivu"), &ask_heads(roster.network()))).await;
    let what = "it shows another key than the roster's".to_owned();
    assert_eq!(answer.unwrap_err(), PeerError::Misbehaved { what });
    assert_eq!(door.refusal().await.kind, RefusalKind::BadHandshake);
}

#[tokio::test]
async fn the_next_address_is_tried_when_one_fails() {
    let (nobody, dead) = socket().await;
    drop(nobody);
    let (listener, address) = socket().await;
    let mut network = federation()
        .desk("lagos", LAGOS)
        .desk("kivu", KIVU)
        .at(&dead)
        .at(&address);
    let roster = network.sign();
    let _door = open(listener, KIVU, &roster);
    let lagos = PeerClient::new(identity(LAGOS), members(&roster), None);
    soon(lagos.heads(&desk_id("kivu"), &ask_heads(roster.network())))
        .await
        .unwrap();
}

#[tokio::test]
async fn an_address_of_ipv6_is_reached() {
    let Ok(listener) = TcpListener::bind("[::1]:0").await else {
        return;
    };
    let address = listener.local_addr().unwrap();
    let roster = federation()
        .desk("lagos", LAGOS)
        .desk("kivu", KIVU)
        .at(&address)
        .sign();
    let _door = open(listener, KIVU, &roster);
    let lagos = PeerClient::new(identity(LAGOS), members(&roster), None);
    soon(lagos.heads(&desk_id("kivu"), &ask_heads(roster.network())))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_desk_that_nobody_can_reach_is_unreachable() {
    let (nobody, dead) = socket().await;
    drop(nobody);
    let roster = federation()
        .desk("silent", 5)
        .desk("kivu", KIVU)
        .at(&dead)
        .sign();
    let lagos = PeerClient::new(identity(LAGOS), members(&roster), None);
    for name in ["silent", "kivu"] {
        let answer = soon(lagos.heads(&desk_id(name), &ask_heads(roster.network()))).await;
        assert!(
            matches!(answer, Err(PeerError::Unreachable { .. })),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn a_desk_that_is_out_is_not_asked_and_a_call_to_it_ends() {
    let mut scene = scene().await;
    let (kivu, asked) = (desk_id("kivu"), ask_heads(scene.id));
    let expulsion = scene.network.expel("kivu");
    let (answer, ()) = soon(async {
        tokio::join!(scene.lagos.hint(&kivu, &asked), async {
            assert_eq!(scene.door.hints.recv().await, Some("begun"));
            assert!(scene.lagos_members.put(expulsion, BTreeSet::new()));
        })
    })
    .await;
    assert_eq!(answer.unwrap_err(), PeerError::NotMember(kivu.clone()));
    assert_eq!(scene.heads().await.unwrap_err(), PeerError::NotMember(kivu));
    assert_eq!(soon(scene.door.hints.recv()).await, Some("dropped"));
}

#[tokio::test]
async fn a_desk_with_new_keys_is_held_to_the_new_ones() {
    let mut scene = scene().await;
    scene.heads().await.unwrap();
    scene.network.entry("kivu").tls = BTreeSet::from([identity(77).pin()]);
    let roster = scene.network.sign();
    assert!(scene.lagos_members.put(roster, BTreeSet::new()));
    assert!(matches!(
        scene.heads().await,
        Err(PeerError::Misbehaved { .. })
    ));
}

/// A desk with the right key that answers what the protocol does not have.
async fn liar<B>(
    answer: impl Fn() -> Response<B> + Send + Sync + 'static,
) -> (PeerClient, NetworkId)
where
    B: hyper::body::Body<Data = bytes::Bytes, Error = Infallible> + Send + 'static,
{
    let (listener, address) = socket().await;
    let roster = federation()
        .desk("lagos", LAGOS)
        .desk("kivu", KIVU)
        .at(&address)
        .sign();
    let config = tls::server_config(&identity(KIVU), members(&roster)).unwrap();
    let (acceptor, answer) = (TlsAcceptor::from(Arc::new(config)), Arc::new(answer));
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let Ok(stream) = acceptor.accept(socket).await else {
                continue;
            };
            let answer = answer.clone();
            let service = service_fn(move |_| std::future::ready(Ok::<_, Infallible>(answer())));
            let builder = http2::Builder::new(TokioExecutor::new());
            tokio::spawn(builder.serve_connection(TokioIo::new(stream), service));
        }
    });
    (
        PeerClient::new(identity(LAGOS), members(&roster), None),
        roster.network(),
    )
}

async fn range_of_liar(
    headers: &'static [(&'static str, &'static str)],
    status: u16,
    body: Vec<u8>,
) -> PeerError {
    let (lagos, network) = liar(move || {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        response.body(Full::from(body.clone())).unwrap()
    })
    .await;
    let range = soon(lagos.range(&desk_id("kivu"), &ask_range(network, 2))).await;
    range.map(|entries| entries.len()).unwrap_err()
}

fn misbehaved(error: PeerError) -> String {
    match error {
        PeerError::Misbehaved { what } => what,
        PeerError::Unreachable { .. }
        | PeerError::Refused(_)
        | PeerError::NotMember(_)
        | PeerError::Misconfigured(_)
        | PeerError::Broken(_) => panic!("{error:?}"),
    }
}

const AS_ZSTD: &[(&str, &str)] = &[("content-encoding", "zstd")];

// [SYN-7]
#[tokio::test]
async fn a_decompression_bomb_is_refused() {
    let bomb = zstd::bulk::compress(&vec![0; DECOMPRESSED_BYTES + 1], 19).unwrap();
    let what = misbehaved(range_of_liar(AS_ZSTD, 200, bomb).await);
    assert!(what.contains("decompresses to more than"), "{what}");
}

// [SYN-7]
#[tokio::test]
async fn an_answer_that_is_too_long_is_refused_before_it_is_read() {
    let what = misbehaved(range_of_liar(&[], 200, vec![0; DECOMPRESSED_BYTES + 1]).await);
    assert!(what.contains("an answer of more than"), "{what}");
}

#[tokio::test]
async fn an_answer_without_an_end_is_refused() {
    let (lagos, network) = liar(|| Response::new(Endless)).await;
    let range = soon(lagos.range(&desk_id("kivu"), &ask_range(network, 2))).await;
    assert!(misbehaved(range.map(|entries| entries.len()).unwrap_err()).contains("more than"));
    let heads = soon(lagos.heads(&desk_id("kivu"), &ask_heads(network))).await;
    assert!(misbehaved(heads.unwrap_err()).contains("more than"));
}

#[tokio::test]
async fn heads_are_not_compressed_and_have_no_members_of_their_own() {
    for (headers, body) in [(AS_ZSTD, "{}"), (&[], r#"{"more":1}"#), (&[], "[]")] {
        let (lagos, network) = liar(move || {
            let response = headers
                .iter()
                .fold(Response::builder(), |r, (k, v)| r.header(*k, *v));
            response.body(Full::from(body)).unwrap()
        })
        .await;
        misbehaved(
            soon(lagos.heads(&desk_id("kivu"), &ask_heads(network)))
                .await
                .unwrap_err(),
        );
    }
}

#[tokio::test]
async fn more_entries_than_were_asked_for_are_refused() {
    let three = write_entries(&vec![Entry::Envelope(b"{}".to_vec()); 3]);
    let what = misbehaved(range_of_liar(&[], 200, three).await);
    assert!(what.contains("more entries"), "{what}");
}

#[tokio::test]
async fn other_encodings_broken_frames_redirects_and_bare_statuses_are_refused() {
    misbehaved(range_of_liar(&[("content-encoding", "gzip")], 200, vec![]).await);
    misbehaved(range_of_liar(&[], 200, vec![9, 0, 0, 0, 0]).await);
    misbehaved(range_of_liar(AS_ZSTD, 200, b"not zstd".to_vec()).await);
    misbehaved(range_of_liar(&[("location", "https://127.0.0.1:1/")], 307, vec![]).await);
    misbehaved(range_of_liar(&[], 502, b"<html>".to_vec()).await);
    misbehaved(range_of_liar(&[], 500, vec![b' '; 1 << 20]).await);
}

#[tokio::test]
async fn the_name_of_a_desks_host_does_not_stand_in_the_first_packet() {
    let (listener, address) = socket().await;
    let host = format!("localhost:{}", address.port());
    let roster = federation()
        .desk("lagos", LAGOS)
        .desk("kivu", KIVU)
        .at(&host)
        .sign();
    let config = tls::server_config(&identity(KIVU), members(&roster)).unwrap();
    let lagos = PeerClient::new(identity(LAGOS), members(&roster), None);
    let (kivu, asked) = (desk_id("kivu"), ask_heads(roster.network()));
    let (_, name) = soon(async {
        tokio::join!(lagos.heads(&kivu, &asked), async {
            let (socket, _) = listener.accept().await.unwrap();
            let stream = TlsAcceptor::from(Arc::new(config))
                .accept(socket)
                .await
                .unwrap();
            stream.get_ref().1.server_name().map(str::to_owned)
        })
    })
    .await;
    assert_eq!(name, None);
}

const ONION: &str = "fanalfanalfanalfanalfanalfanalfanalfanalfanalfanalfanald.onion";

/// 30 lines of SOCKS5: tells which name it was asked for, and leads to `to`, whatever the name.
async fn socks5(to: SocketAddr) -> (Tor, mpsc::UnboundedReceiver<String>) {
    let (listener, address) = socket().await;
    let (asked, names) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let asked = asked.clone();
            tokio::spawn(async move {
                let methods = usize::from({
                    assert_eq!(near.read_u8().await?, 5);
                    near.read_u8().await?
                });
                near.read_exact(&mut vec![0; methods]).await?;
                near.write_all(&[5, 0]).await?;
                let mut head = [0; 4];
                near.read_exact(&mut head).await?;
                assert_eq!(head[..3], [5, 1, 0]);
                let length = match head[3] {
                    1 => 4,
                    3 => usize::from(near.read_u8().await?),
                    kind => panic!("address of kind {kind}"),
                };
                let mut name = vec![0; length];
                near.read_exact(&mut name).await?;
                let port = near.read_u16().await?;
                let name = match head[3] {
                    3 => String::from_utf8(name).unwrap(),
                    _ => format!("{name:?}"),
                };
                let _ = asked.send(format!("{name}:{port}"));
                near.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
                let mut far = TcpStream::connect(to).await?;
                tokio::io::copy_bidirectional(&mut near, &mut far).await
            });
        }
    });
    (
        Tor {
            proxy: address.to_string().parse().unwrap(),
            only: false,
        },
        names,
    )
}

// [SYN-4]
#[tokio::test]
async fn an_onion_address_without_a_proxy_is_not_even_looked_up() {
    // Names with a last dot are no addresses at all: the protocol refuses them.
    for name in [ONION.to_owned(), format!("x.{ONION}")] {
        let roster = federation()
            .desk("kivu", KIVU)
            .at(&format!("{name}:443"))
            .sign();
        let lagos = PeerClient::new(identity(LAGOS), members(&roster), None);
        let answer = soon(lagos.heads(&desk_id("kivu"), &ask_heads(roster.network()))).await;
        assert!(
            matches!(answer, Err(PeerError::Misconfigured(_))),
            "{answer:?}"
        );
        assert_eq!(
            lagos.pools_built(),
            0,
            "nothing that could connect was made"
        );
    }
}

// [SYN-4]
#[tokio::test]
async fn an_onion_address_goes_to_the_proxy_as_a_name() {
    let (listener, address) = socket().await;
    let onion = format!("{ONION}:9443");
    let roster = federation()
        .desk("lagos", LAGOS)
        .desk("kivu", KIVU)
        .at(&onion)
        .sign();
    let _door = open(listener, KIVU, &roster);
    let (tor, mut names) = socks5(address).await;
    let lagos = PeerClient::new(identity(LAGOS), members(&roster), Some(tor));
    soon(lagos.heads(&desk_id("kivu"), &ask_heads(roster.network())))
        .await
        .unwrap();
    assert_eq!(soon(names.recv()).await, Some(onion));
}

// [SYN-4]
#[tokio::test]
async fn when_the_proxy_is_gone_onion_addresses_fail_and_nothing_else_is_tried() {
    let (listener, dead) = socket().await;
    drop(listener);
    let roster = federation()
        .desk("kivu", KIVU)
        .at(&format!("{ONION}:443"))
        .sign();
    let tor = Tor {
        proxy: dead.to_string().parse().unwrap(),
        only: false,
    };
    let lagos = PeerClient::new(identity(LAGOS), members(&roster), Some(tor));
    let answer = soon(lagos.heads(&desk_id("kivu"), &ask_heads(roster.network()))).await;
    assert!(
        matches!(answer, Err(PeerError::Unreachable { .. })),
        "{answer:?}"
    );
}

#[tokio::test]
async fn with_tor_only_clear_addresses_go_through_the_proxy_too() {
    let scene = scene().await;
    let (mut tor, mut names) = socks5(scene.door.address).await;
    for only in [false, true] {
        tor.only = only;
        let lagos = PeerClient::new(
            identity(LAGOS),
            scene.lagos_members.clone(),
            Some(tor.clone()),
        );
        soon(lagos.heads(&desk_id("kivu"), &ask_heads(scene.id)))
            .await
            .unwrap();
        assert_eq!(names.try_recv().is_ok(), only);
    }
}
