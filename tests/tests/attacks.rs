//! Attacks on desks: each test says what must hold, and fails where it does not.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use async_trait::async_trait;
use fanal_desk::{Line, ReviseOrder, RosterChange, WithdrawOrder};
use fanal_policy::RosterState;
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{DeskId, Problem};
use fanal_tests::federation::{Ordering as _, Wired, federation, share};

const VALUE: &str = "evil-lantern.example";

fn days(fed: &fanal_tests::federation::Federation, days: i64) -> fanal_protocol::Timestamp {
    fed.now().plus_days(days)
}

#[tokio::test]
async fn narrowed_is_served_no_more() {
    let fed = federation().desk("ancolie").desk("lumbre").desk("qasaba").await;
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
    assert!(!served.text.contains(VALUE), "the old GREEN revision is still served");
}

#[tokio::test]
async fn text_that_was_revised_out_is_served_no_more() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, lumbre] = fed.desks();
    let id = ancolie.shares(share("green", VALUE).titled("Sent to Sara by mistake")).await;
    ancolie
        .revises(ReviseOrder {
            bulletin: id.to_string(),
            title: Some("A phishing page".into()),
            ..ReviseOrder::default()
        })
        .await;
    let served = ancolie.serves(lumbre).await.unwrap();
    assert!(!served.text.contains("Sara"), "the superseded revision is still served");
}

#[tokio::test]
async fn what_waits_for_review_can_be_taken_back() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, _] = fed.desks();
    let id = ancolie.shares(share("clear", VALUE).consent("public")).await;
    let caller = ancolie.caller("analyst").await;
    let order = WithdrawOrder {
        bulletin: id.to_string(),
        reason: "consent".into(),
        confirm: true,
        to_delete: false,
    };
    let told = ancolie.desk().withdraw(&caller, &order).await.map(drop).map_err(|e| e.code());
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
    assert!(!ancolie.shelf().await.contains(VALUE), "on the shelf after the consent ended");
    assert_ne!(before, after, "the site would not be built anew");
}

#[tokio::test]
async fn what_is_kept_no_more_is_public_no_more_and_can_be_withdrawn() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, lumbre] = fed.desks();
    let order = share("clear", VALUE).consent("public").not_before(days(&fed, 1)).retained_until(days(&fed, 3));
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
    let told = ancolie.desk().withdraw(&caller, &order).await.map(drop).map_err(|e| e.to_string());
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
    let id = ancolie.shares(share("clear", VALUE).consent("public")).await;
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
    assert!(!ancolie.shelf().await.contains(VALUE), "AMBER by now, and public still");
}

#[tokio::test]
async fn an_approval_is_of_what_was_read() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, _] = fed.desks();
    let id = ancolie.shares(share("clear", VALUE).consent("public")).await;
    let reviewer = ancolie.caller("reviewer").await;
    let read = ancolie.desk().show_review(&reviewer, id).await.unwrap();
    ancolie
        .revises(ReviseOrder {
            bulletin: id.to_string(),
            title: Some("Sara Haddad was attacked".into()),
            ..ReviseOrder::default()
        })
        .await;
    // The reviewer approves the page that is still open: the call has no way to say which draft.
    let approved = ancolie.approves(id).await;
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
    assert!(lumbre.holds(id).await, "what waited for the heartbeat never comes");
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
        Ok(entries.iter().map(|entry| Entry::NotHeld(digest(entry))).collect())
    }
}

#[tokio::test]
async fn a_relay_cannot_keep_a_withdrawal_from_anybody() {
    let fed = federation().desk("ancolie").desk("lumbre").desk("qasaba").await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", VALUE)).await;
    fed.sync_all().await;
    assert!(qasaba.holds(id).await);
    ancolie.withdraws(&id.to_string()).await;
    lumbre.pull(ancolie).await;
    let line = Withholding(qasaba.line());
    qasaba.desk().pull(fed.network, lumbre.id(), &line).await.unwrap();
    // The honest origin is reachable again, as often as anybody likes.
    fed.sync_all().await;
    fed.sync_all().await;
    assert!(!qasaba.holds(id).await, "the retraction was suppressed for good");
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
    let id = ancolie.shares(share("amber", VALUE).to(&["group:salud"])).await;
    fed.sync_all().await;
    assert!(lumbre.holds(id).await && qasaba.holds(id).await);
    let leave = RosterChange {
        leave_groups: [(lumbre.id().clone(), BTreeSet::from(["salud".parse().unwrap()]))].into(),
        ..RosterChange::default()
    };
    let draft = fed.change_roster(&leave).await;
    for node in fed.all() {
        node.take_roster(&draft.envelope).await;
    }
    let shown = ancolie.withdraws(&id.to_string()).await;
    fed.sync_all().await;
    assert!(
        !lumbre.holds(id).await,
        "lumbre keeps it for good; the origin waits for {:?} only",
        shown.receipts.keys().collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_heartbeat_of_another_roster_does_not_vouch_for_this_one() {
    let fed = federation().desk("ancolie").desk("lumbre").desk("qasaba").desk("eve").coordinators(2).await;
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
    qasaba.desk().accept_heartbeats(fed.network, &beats).await.unwrap();
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
    let fed = federation().desk("ancolie").desk("lumbre").desk("qasaba").await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let source = ancolie.shares(share("green", VALUE)).await;
    fed.sync_all().await;
    let mut order = share("green", "derived-lantern.example");
    order.refers_to = vec![format!("ancolie/{source}")];
    lumbre.shares(order).await;
    ancolie.withdraws(&source.to_string()).await;
    lumbre.pull(ancolie).await;
    let served = lumbre.serves(qasaba).await.unwrap();
    assert!(!served.text.contains("derived-lantern"), "derived content still moves");
}

#[tokio::test]
async fn values_of_others_narrower_bulletins_are_not_composed_wider() {
    let fed = federation().desk("ancolie").desk("lumbre").desk("qasaba").await;
    let [ancolie, lumbre, _] = fed.desks();
    ancolie.shares(share("amber", VALUE).to(&["lumbre"])).await;
    fed.sync_all().await;
    assert_eq!(lumbre.knows(VALUE).await, 1);
    assert!(lumbre.try_share(share("green", VALUE)).await.is_err(), "AMBER became GREEN by pasting it");
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
    let fed = federation().desk("ancolie").desk("lumbre").desk("qasaba").desk("eve").await;
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
    assert!(after < before + 10, "eve's 100 sightings became {} counts for everybody", after - before);
}
