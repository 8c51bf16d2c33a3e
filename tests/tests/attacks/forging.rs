//! Statements that claim more than their signer may say.

use fanal_desk::RosterChange;
use fanal_policy::RosterState;
use fanal_protocol::{Body, BulletinId, Opened, StreamName};
use fanal_tests::federation::{Forger, federation, green, retraction, says, share};

use crate::VALUE;
use crate::withholding::Withholding;

#[tokio::test]
async fn a_heartbeat_of_another_roster_does_not_vouch_for_this_one() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .desk("eve")
        .coordinators(2)
        .await;
    let [ancolie, _, qasaba, _] = fed.desks();
    let expel = RosterChange {
        status: [("eve".parse().unwrap(), fanal_protocol::DeskStatus::Expelled)].into(),
        ..RosterChange::default()
    };
    fed.change_roster(&expel).await;
    fed.pass_days(20).await;
    // Who stands between passes heartbeats on, and keeps the roster back.
    let beats: Vec<Vec<u8>> = ancolie
        .store()
        .read()
        .await
        .unwrap()
        .heartbeats(fed.network)
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.bytes)
        .collect();
    qasaba
        .desk()
        .accept_heartbeats(fed.network, &beats)
        .await
        .unwrap();
    let (_, membership) = qasaba.desk().membership(None).unwrap();
    assert_ne!(
        membership.state(fed.now()),
        RosterState::Current,
        "version {} counts as fresh by heartbeats that name a newer one",
        membership.roster.version()
    );
}

#[tokio::test]
async fn one_desk_does_not_make_us_sign_without_end() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .desk("eve")
        .await;
    let [ancolie, lumbre, qasaba, eve] = fed.desks();
    use fanal_protocol::SightingVerdict::{FalsePositive, Seen};
    let id = ancolie.shares(share("green", VALUE)).await;
    fed.sync_all().await;
    let which = format!("ancolie/{id}");
    for desk in [lumbre, qasaba, eve] {
        desk.sights(&which, Seen).await.unwrap();
    }
    fed.sync_all().await;
    let entries = |served: fanal_tests::federation::Served| served.entries.len();
    let before = entries(ancolie.serves(qasaba).await.unwrap());
    for _ in 0..50 {
        eve.sights(&which, FalsePositive).await.unwrap();
        eve.sights(&which, Seen).await.unwrap();
    }
    ancolie.pull(eve).await;
    let after = entries(ancolie.serves(qasaba).await.unwrap());
    assert!(
        after < before + 10,
        "eve's 100 sightings became {} counts for everybody",
        after - before
    );
}

#[tokio::test]
async fn a_proof_of_two_revisions_keeps_no_content() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, lumbre] = fed.desks();
    let name = StreamName::Green(fed.network);
    let one = says(
        lumbre,
        [1; 16],
        1,
        name.clone(),
        fed.now(),
        green("Sara Haddad, once"),
    );
    let two = says(
        lumbre,
        [1; 16],
        2,
        name.clone(),
        fed.now(),
        green("Sara Haddad, twice"),
    );
    let back = retraction([1; 16], [one.digest(), two.digest()].into());
    let back = says(lumbre, [2; 16], 3, name.clone(), fed.now(), back);
    let line = Forger::of(lumbre, name, &[one, two, back], fed.now());
    ancolie
        .desk()
        .pull(fed.network, lumbre.id(), &line)
        .await
        .unwrap();
    let proofs = ancolie
        .store()
        .read()
        .await
        .unwrap()
        .proofs(fed.network)
        .await
        .unwrap();
    let readable = proofs.iter().any(|(_, proof, _)| {
        fanal_protocol::Envelope::parse(proof)
            .is_ok_and(|envelope| String::from_utf8_lossy(envelope.payload()).contains("Sara"))
    });
    assert!(
        !readable,
        "after the withdrawal the content stands in `proofs`, unsealed"
    );
}

/// [SYN-18]
#[tokio::test]
async fn who_fills_the_proofs_against_itself_keeps_out_none_against_another() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let name = StreamName::Green(fed.network);
    for (node, contents) in [(lumbre, 102), (qasaba, 2)] {
        let one_id = |salt: u8| {
            let title = format!("Content {salt}");
            says(node, [1; 16], salt, name.clone(), fed.now(), green(&title))
        };
        let log: Vec<Opened> = (0..contents).map(one_id).collect();
        let line = Forger::of(node, name.clone(), &log, fed.now());
        let desk = ancolie.desk();
        desk.pull(fed.network, node.id(), &line).await.unwrap();
    }
    let mut unit = ancolie.store().read().await.unwrap();
    let proofs = unit.proofs(fed.network).await.unwrap();
    let against = |desk: &str| {
        let named = format!("\"origin\":\"{desk}\"");
        let names = |proof: &[u8]| String::from_utf8_lossy(proof).contains(&named);
        proofs.iter().filter(|(_, proof, _)| names(proof)).count()
    };
    assert_eq!((against("lumbre"), against("qasaba")), (100, 1));
}

#[tokio::test]
async fn nothing_counts_before_a_checkpoint_covers_it() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, lumbre] = fed.desks();
    let name = StreamName::Green(fed.network);
    let one = says(
        lumbre,
        [1; 16],
        1,
        name.clone(),
        fed.now(),
        green("In no log"),
    );
    let mut line = Forger::of(lumbre, name, &[one], fed.now());
    // The root is nobody's: these entries lead to no signed root, and the line breaks after the first range.
    (line.size, line.root) = (3_000, [5; 32]);
    ancolie
        .desk()
        .pull(fed.network, lumbre.id(), &line)
        .await
        .unwrap();
    assert!(
        !ancolie.holds(BulletinId::from_random([1; 16])).await,
        "shown although no checkpoint covers it"
    );
}

#[tokio::test]
async fn nobody_makes_tombstones_of_anothers_statements() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    ancolie.shares(share("green", VALUE)).await;
    let name = StreamName::Green(fed.network);
    let served = ancolie.serves(qasaba).await.unwrap();
    let theirs = served
        .entries
        .iter()
        .find(|(stream, _)| stream.name == name)
        .unwrap();
    let theirs = fanal_sync::digest_of_entry(&theirs.1).unwrap();
    let line = Withholding(lumbre.line());
    lumbre
        .desk()
        .pull(fed.network, ancolie.id(), &line)
        .await
        .unwrap();
    let evil = says(
        qasaba,
        [7; 16],
        7,
        name.clone(),
        fed.now(),
        retraction([8; 16], [theirs].into()),
    );
    let line = Forger::of(qasaba, name, &[evil], fed.now());
    lumbre
        .desk()
        .pull(fed.network, qasaba.id(), &line)
        .await
        .unwrap();
    let served = lumbre.serves(qasaba).await.unwrap();
    assert_eq!(
        served.tombstones(),
        0,
        "qasaba's retraction made a tombstone of ancolie's statement"
    );
}

/// The slip of a request with another text in its entry, unsigned by whom it names.
fn changed_slip(slip: &str, from: &str, to: &str) -> String {
    use data_encoding::BASE64URL_NOPAD;
    let (prefix, rest) = slip.split_once(':').unwrap();
    let (entry, signature) = rest.split_once('.').unwrap();
    let entry = String::from_utf8(BASE64URL_NOPAD.decode(entry.as_bytes()).unwrap()).unwrap();
    assert!(entry.contains(from), "{entry}");
    let entry = BASE64URL_NOPAD.encode(entry.replace(from, to).as_bytes());
    format!("{prefix}:{entry}.{signature}")
}

#[tokio::test]
async fn who_carries_a_request_changes_nothing_in_it() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .coordinators(1)
        .await;
    let [ancolie, lumbre] = fed.desks();
    let eve = fed.stranger("eve", 77).await;
    let request = eve.ask_to_join(ancolie).await;
    let (pin, other) = (
        eve.desk().tls_pin().to_string(),
        lumbre.desk().tls_pin().to_string(),
    );
    let coordinator = ancolie.caller("coordinator").await;
    let unsigned = request.slip.split_once('.').unwrap().0.to_owned();
    for slip in [changed_slip(&request.slip, &pin, &other), unsigned] {
        let slip = fanal_desk::Slip { slip };
        let vouched = ancolie
            .desk()
            .vouch(
                &coordinator,
                &slip,
                "we met",
                &std::collections::BTreeMap::new(),
            )
            .await;
        assert_eq!(
            vouched.map_err(|e| e.code()),
            Err(fanal_protocol::Code::VerifySignature)
        );
        let change = RosterChange {
            admit: vec![slip.slip],
            ..RosterChange::default()
        };
        let drafted = ancolie.desk().draft_roster(&coordinator, &change).await;
        assert_eq!(
            drafted.map(drop).map_err(|e| e.code()),
            Err(fanal_protocol::Code::VerifySignature)
        );
    }
    ancolie
        .desk()
        .vouch(
            &coordinator,
            &request,
            "we met",
            &std::collections::BTreeMap::new(),
        )
        .await
        .unwrap();
}

#[tokio::test]
async fn vouches_without_end_take_no_room_without_end() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, lumbre] = fed.desks();
    let name = StreamName::Green(fed.network);
    let vouches: Vec<Opened> = (0..100_u8)
        .map(|at| {
            let vouch = fanal_protocol::Vouch {
                desk: format!("desk-{at}").parse().unwrap(),
                key: lumbre.desk().keys().statement.public(),
                how: "we met".into(),
            };
            says(
                lumbre,
                [at; 16],
                at,
                name.clone(),
                fed.now(),
                Body::Vouch(vouch),
            )
        })
        .collect();
    let line = Forger::of(lumbre, name, &vouches, fed.now());
    ancolie
        .desk()
        .pull(fed.network, lumbre.id(), &line)
        .await
        .unwrap();
    let caller = ancolie.caller("coordinator").await;
    let shown = ancolie.desk().show_roster(&caller).await.unwrap();
    assert_eq!(shown.requests.len(), 64);
    let requested = |name: &str| shown.requests.iter().any(|id| id.as_str() == name);
    assert!(
        requested("desk-99") && !requested("desk-0"),
        "the oldest go first"
    );
}

#[tokio::test]
async fn a_heartbeat_of_a_newer_roster_makes_this_one_stale_at_once() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .coordinators(2)
        .await;
    let [ancolie, _, qasaba] = fed.desks();
    fed.pass_days(1).await;
    let change = RosterChange {
        days: Some(30),
        ..RosterChange::default()
    };
    fed.change_roster(&change).await;
    fed.pass_days(1).await;
    let beats = ancolie
        .store()
        .read()
        .await
        .unwrap()
        .heartbeats(fed.network)
        .await
        .unwrap();
    let beats: Vec<Vec<u8>> = beats.into_iter().map(|row| row.bytes).collect();
    let state = || qasaba.desk().membership(None).unwrap().1.state(fed.now());
    assert_eq!(state(), RosterState::Current);
    qasaba
        .desk()
        .accept_heartbeats(fed.network, &beats)
        .await
        .unwrap();
    assert_eq!(state(), RosterState::Stale);
    let chain = ancolie.caller("coordinator").await;
    let chain = ancolie.desk().roster_chain(&chain).await.unwrap();
    qasaba.take_roster(&chain).await;
    assert_eq!(state(), RosterState::Current);
}
