//! Attacks on desks: each test says what must hold, and fails where it does not.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use async_trait::async_trait;
use fanal_desk::{Line, ReviseOrder, RosterChange, WithdrawOrder};
use fanal_policy::RosterState;
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{Body, BulletinId, DeskId, Opened, Problem, StreamName};
use fanal_tests::federation::{
    Forger, Node, Ordering as _, Wired, federation, green, retraction, says, share,
};

const VALUE: &str = "evil-lantern.net";

fn days(fed: &fanal_tests::federation::Federation, days: i64) -> fanal_protocol::Timestamp {
    fed.now().plus_days(days)
}

#[tokio::test]
async fn narrowed_is_served_no_more() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let [ancolie, _lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", VALUE)).await;
    ancolie
        .revises(ReviseOrder {
            bulletin: id.to_string(),
            label: Some("amber".into()),
            to: Some(vec!["lumbre".into()]),
            ..ReviseOrder::default()
        })
        .await;
    let served = ancolie.serves(qasaba).await.unwrap();
    assert!(
        !served.text.contains(VALUE),
        "the old GREEN revision is still served"
    );
}

#[tokio::test]
async fn text_that_was_revised_out_is_served_no_more() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, lumbre] = fed.desks();
    let id = ancolie
        .shares(share("green", VALUE).titled("Sent to Sara by mistake"))
        .await;
    ancolie
        .revises(ReviseOrder {
            bulletin: id.to_string(),
            title: Some("A phishing page".into()),
            ..ReviseOrder::default()
        })
        .await;
    let served = ancolie.serves(lumbre).await.unwrap();
    assert!(
        !served.text.contains("Sara"),
        "the superseded revision is still served"
    );
}

#[tokio::test]
async fn what_waits_for_review_can_be_taken_back() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, _] = fed.desks();
    let id = ancolie
        .shares(share("clear", VALUE).consent("public"))
        .await;
    let caller = ancolie.caller("analyst").await;
    let order = WithdrawOrder {
        bulletin: id.to_string(),
        reason: "consent".into(),
        confirm: true,
        to_delete: false,
    };
    let told = ancolie
        .desk()
        .withdraw(&caller, &order)
        .await
        .map(drop)
        .map_err(|e| e.code());
    let approved = ancolie.approves(id).await;
    assert!(
        told.is_ok() && approved.is_err() && !ancolie.shelf().await.contains(VALUE),
        "withdrawal: {told:?}; approved afterwards: {}; public: {}",
        approved.is_ok(),
        ancolie.shelf().await.contains(VALUE)
    );
}

#[tokio::test]
async fn a_consent_that_ended_ends_the_publication() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, _] = fed.desks();
    let mut order = share("clear", VALUE).consent("public");
    order.consent_until = Some(days(&fed, 1));
    let id = ancolie.shares(order).await;
    ancolie.approves(id).await.unwrap();
    let before = ancolie.desk().public_fingerprint().await.unwrap();
    fed.pass_days(2).await;
    ancolie.desk().do_due().await.unwrap();
    let after = ancolie.desk().public_fingerprint().await.unwrap();
    assert!(
        !ancolie.shelf().await.contains(VALUE),
        "on the shelf after the consent ended"
    );
    assert_ne!(before, after, "the site would not be built anew");
}

#[tokio::test]
async fn what_is_kept_no_more_is_public_no_more_and_can_be_withdrawn() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, lumbre] = fed.desks();
    let order = share("clear", VALUE)
        .consent("public")
        .not_before(days(&fed, 1))
        .retained_until(days(&fed, 3));
    let id = ancolie.shares(order).await;
    ancolie.approves(id).await.unwrap();
    fed.pass_days(2).await;
    ancolie.desk().do_due().await.unwrap();
    fed.sync_all().await;
    assert!(ancolie.shelf().await.contains(VALUE));
    fed.pass_days(2).await;
    ancolie.desk().keep_retention().await.unwrap();
    let caller = ancolie.caller("analyst").await;
    let review = ancolie.desk().show_review(&caller, id).await;
    let shelf = ancolie.shelf().await.contains(VALUE);
    let order = WithdrawOrder {
        bulletin: id.to_string(),
        reason: "consent".into(),
        confirm: true,
        to_delete: false,
    };
    let told = ancolie
        .desk()
        .withdraw(&caller, &order)
        .await
        .map(drop)
        .map_err(|e| e.to_string());
    let _ = lumbre;
    assert!(
        review.is_err() && !shelf && told.is_ok(),
        "record with content: {}; on the shelf: {shelf}; withdrawal: {told:?}",
        review.is_ok()
    );
}

#[tokio::test]
async fn relabelled_is_public_no_more() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, _] = fed.desks();
    let id = ancolie
        .shares(share("clear", VALUE).consent("public"))
        .await;
    ancolie.approves(id).await.unwrap();
    ancolie
        .revises(ReviseOrder {
            bulletin: id.to_string(),
            label: Some("amber".into()),
            to: Some(vec!["lumbre".into()]),
            consent: Some("named".into()),
            ..ReviseOrder::default()
        })
        .await;
    assert!(
        !ancolie.shelf().await.contains(VALUE),
        "AMBER by now, and public still"
    );
}

#[tokio::test]
async fn an_approval_is_of_what_was_read() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, _] = fed.desks();
    let id = ancolie
        .shares(share("clear", VALUE).consent("public"))
        .await;
    let reviewer = ancolie.caller("reviewer").await;
    let read = ancolie.desk().show_review(&reviewer, id).await.unwrap();
    ancolie
        .revises(ReviseOrder {
            bulletin: id.to_string(),
            title: Some("Sara Haddad was attacked".into()),
            ..ReviseOrder::default()
        })
        .await;
    // The reviewer approves the page that is still open.
    let approved = ancolie.desk().approve(&reviewer, id, read.draft).await;
    assert!(
        approved.is_err() || !ancolie.shelf().await.contains("Sara"),
        "read `{}`, published another text",
        read.item.title
    );
}

#[tokio::test]
async fn what_had_to_wait_comes_later() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, lumbre] = fed.desks();
    let id = ancolie.shares(share("amber", VALUE).to(&["lumbre"])).await;
    // Nobody was heard for long: AMBER waits.
    fed.clock.advance(8 * 86_400);
    lumbre.pull(ancolie).await;
    assert!(!lumbre.holds(id).await);
    fed.pass_seconds(60).await;
    fed.sync_all().await;
    assert!(
        lumbre.holds(id).await,
        "what waited for the heartbeat never comes"
    );
}

/// A member whose relay says of every envelope that it is not here.
struct Withholding(Wired);

#[async_trait]
impl Line for Withholding {
    async fn heads(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.0.heads(peer, request).await
    }
    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.0.hint(peer, request).await
    }
    async fn range(&self, peer: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem> {
        let entries = self.0.range(peer, request).await?;
        let digest = |entry: &Entry| fanal_sync::digest_of_entry(entry).unwrap();
        Ok(entries
            .iter()
            .map(|entry| Entry::NotHeld(digest(entry)))
            .collect())
    }
}

#[tokio::test]
async fn a_relay_cannot_keep_a_withdrawal_from_anybody() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", VALUE)).await;
    fed.sync_all().await;
    assert!(qasaba.holds(id).await);
    ancolie.withdraws(&id.to_string()).await;
    lumbre.pull(ancolie).await;
    let line = Withholding(qasaba.line());
    qasaba
        .desk()
        .pull(fed.network, lumbre.id(), &line)
        .await
        .unwrap();
    // The honest origin is reachable again, as often as anybody likes.
    fed.sync_all().await;
    fed.sync_all().await;
    assert!(
        !qasaba.holds(id).await,
        "the retraction was suppressed for good"
    );
}

#[tokio::test]
async fn a_desk_that_left_the_group_hears_of_the_withdrawal() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .group("salud", &["ancolie", "lumbre", "qasaba"])
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie
        .shares(share("amber", VALUE).to(&["group:salud"]))
        .await;
    fed.sync_all().await;
    assert!(lumbre.holds(id).await && qasaba.holds(id).await);
    let leave = RosterChange {
        leave_groups: [(
            lumbre.id().clone(),
            BTreeSet::from(["salud".parse().unwrap()]),
        )]
        .into(),
        ..RosterChange::default()
    };
    let draft = fed.change_roster(&leave).await;
    for node in fed.all() {
        node.take_roster(&draft.envelope).await;
    }
    let shown = ancolie.withdraws(&id.to_string()).await;
    fed.sync_all().await;
    let reference = fanal_protocol::Reference {
        origin: ancolie.id().clone(),
        id,
    };
    let row = lumbre
        .store()
        .read()
        .await
        .unwrap()
        .bulletin(fed.network, &reference)
        .await
        .unwrap()
        .unwrap();
    assert!(
        row.state == fanal_store::State::Purged,
        "lumbre keeps the content for good; the origin waits for {:?} only",
        shown.receipts.keys().collect::<Vec<_>>()
    );
}

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
async fn what_quotes_a_withdrawn_bulletin_stops() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let source = ancolie.shares(share("green", VALUE)).await;
    fed.sync_all().await;
    let mut order = share("green", "derived-lantern.net");
    order.refers_to = vec![format!("ancolie/{source}")];
    lumbre.shares(order).await;
    ancolie.withdraws(&source.to_string()).await;
    lumbre.pull(ancolie).await;
    let served = lumbre.serves(qasaba).await.unwrap();
    assert!(
        !served.text.contains("derived-lantern"),
        "derived content still moves"
    );
}

#[tokio::test]
async fn values_of_others_narrower_bulletins_are_not_composed_wider() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let [ancolie, lumbre, _] = fed.desks();
    ancolie.shares(share("amber", VALUE).to(&["lumbre"])).await;
    fed.sync_all().await;
    assert_eq!(lumbre.knows(VALUE).await, 1);
    assert!(
        lumbre.try_share(share("green", VALUE)).await.is_err(),
        "AMBER became GREEN by pasting it"
    );
}

#[tokio::test]
async fn an_administrator_learns_nothing_of_what_was_withdrawn() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, _] = fed.desks();
    let id = ancolie.shares(share("amber", VALUE).to(&["lumbre"])).await;
    fed.sync_all().await;
    assert!(ancolie.list_as("admin", true).await.is_empty());
    ancolie.withdraws(&id.to_string()).await;
    let admin = ancolie.caller("admin").await;
    let shown = ancolie.desk().show_bulletin(&admin, &id.to_string()).await;
    assert!(
        ancolie.list_as("admin", true).await.is_empty() && shown.is_err(),
        "label and recipients: {:?}",
        shown.map(|shown| (shown.line.label, shown.sent_to)).ok()
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

/// A relay that lets time pass before it answers: meanwhile the caller hears from the origin.
struct Slow<'a> {
    line: Wired,
    caller: &'a Node,
    origin: &'a Node,
}

#[async_trait]
impl Line for Slow<'_> {
    async fn heads(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.line.heads(peer, request).await
    }
    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.line.hint(peer, request).await
    }
    async fn range(&self, peer: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem> {
        let _ = self.caller.try_pull(self.origin).await;
        self.line.range(peer, request).await
    }
}

#[tokio::test]
async fn a_slow_relay_does_not_set_a_head_back() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    ancolie.shares(share("green", VALUE)).await;
    qasaba.pull(ancolie).await;
    fed.pass_seconds(60).await;
    ancolie.desk().refresh_checkpoints().await.unwrap();
    let id = ancolie
        .shares(share("clear", "public-lantern.net").consent("public"))
        .await;
    ancolie.approves(id).await.unwrap();
    lumbre.pull(ancolie).await;
    ancolie.shares(share("green", "second-lantern.net")).await;
    let line = Slow {
        line: qasaba.line(),
        caller: qasaba,
        origin: ancolie,
    };
    let _ = qasaba.desk().pull(fed.network, lumbre.id(), &line).await;
    let third = ancolie.shares(share("green", "third-lantern.net")).await;
    let told = qasaba
        .desk()
        .pull(fed.network, ancolie.id(), &qasaba.line())
        .await
        .map(drop);
    let again = qasaba
        .desk()
        .pull(fed.network, ancolie.id(), &qasaba.line())
        .await
        .map(drop);
    assert!(
        qasaba.holds(third).await,
        "the stream is stuck for good: {told:?}, then {again:?}"
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

#[tokio::test]
async fn passwords_are_not_guessed_at_the_door_without_end() {
    let fed = federation().desk("ancolie").await;
    let [ancolie] = fed.desks();
    let order = |password: &str| fanal_desk::SignIn {
        account: "ancolie-analyst".into(),
        password: password.into(),
        code: None,
    };
    let tries = async |password: &str| {
        ancolie
            .desk()
            .sign_in(&order(password))
            .await
            .map(drop)
            .map_err(|e| e.code())
    };
    for _ in 0..5 {
        assert_eq!(
            tries("wrong").await,
            Err(fanal_protocol::Code::AccountUnknown)
        );
    }
    let right = "password of analyst";
    assert_eq!(tries(right).await, Err(fanal_protocol::Code::LimitRate));
    fed.clock.advance(60);
    assert_eq!(tries(right).await, Ok(()), "nobody is locked out for ever");
    let reviewer = ancolie.caller("reviewer").await;
    let audit = ancolie.desk().list_audit(&reviewer, 0).await.unwrap();
    let failed = audit.iter().filter(|line| line.act == "account.sign_in");
    assert_eq!(
        failed
            .filter(|line| line.result == "account.unknown")
            .count(),
        5
    );
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once_and_an_administrator_remains() {
    let fed = federation().desk("ancolie").await;
    let [ancolie] = fed.desks();
    let admin = ancolie.caller("admin").await;
    let name = |part: &str| fanal_desk::WhichAccount {
        name: format!("ancolie-{part}"),
    };
    ancolie
        .desk()
        .disable_account(&admin, &name("analyst"))
        .await
        .unwrap();
    let token = ancolie.token("analyst");
    let code = fanal_protocol::Code::AccountUnknown;
    assert_eq!(
        ancolie
            .desk()
            .caller_by_token(token)
            .await
            .map(drop)
            .map_err(|e| e.code()),
        Err(code)
    );
    let order = fanal_desk::SignIn {
        account: "ancolie-analyst".into(),
        password: "password of analyst".into(),
        code: None,
    };
    assert_eq!(
        ancolie
            .desk()
            .sign_in(&order)
            .await
            .map(drop)
            .map_err(|e| e.code()),
        Err(code)
    );
    let last = ancolie.desk().disable_account(&admin, &name("admin")).await;
    assert_eq!(
        last.map(drop).map_err(|e| e.code()),
        Err(fanal_protocol::Code::Conflict)
    );
}

#[tokio::test]
async fn a_body_is_read_only_of_those_who_may_send_one() {
    let fed = federation().desk("ancolie").await;
    let [ancolie] = fed.desks();
    let large = "x".repeat(fanal_api::OPEN_BODY_BYTES + 1);
    let answer = ancolie.asks_with(None, "sign-in", large).await;
    assert_eq!((answer.status, answer.code().as_str()), (413, "limit.size"));
    let huge = "x".repeat(fanal_api::BODY_BYTES + 1);
    let answer = ancolie
        .asks_with(Some("nobody's"), "check", huge.clone())
        .await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (401, "account.unknown")
    );
    let answer = ancolie
        .asks_with(Some(ancolie.token("analyst")), "check", huge)
        .await;
    assert_eq!((answer.status, answer.code().as_str()), (413, "limit.size"));
}

#[tokio::test]
async fn a_desk_s_time_does_not_go_back() {
    let fed = federation().desk("ancolie").await;
    let [ancolie] = fed.desks();
    let before = ancolie.desk().now();
    fed.clock.advance(-3_600);
    assert_eq!(ancolie.desk().now(), before);
    fed.clock.advance(3_601);
    assert_eq!(ancolie.desk().now(), before.plus_seconds(1));
}
