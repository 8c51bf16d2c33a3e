//! Nothing acknowledged is lost: crashes, restarts, long streams, lines that break, both databases.

use fanal_desk::ReviseOrder;
use fanal_protocol::{SightingVerdict, Timestamp};
use fanal_store::{DraftRow, DraftState};
use fanal_tests::federation::{Federation, Ordering as _, federation, share};

use crate::cast::{holders, named, revise, three};

/// [RST-1] A unit of work that was not committed leaves nothing; what was acknowledged is there.
#[tokio::test]
async fn after_a_crash_everything_acknowledged_is_there_and_nothing_half_done() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let id = ancolie
        .shares(share("amber", "kept.example").to(&["lumbre"]))
        .await;
    let waiting = ancolie
        .shares(share("clear", "waiting.example").consent("public"))
        .await;
    fed.sync_all().await;
    let half = DraftRow {
        id: fanal_protocol::BulletinId::from_random([9; 16]),
        author: "ancolie-analyst".into(),
        state: DraftState::Draft,
        reviewer: None,
        updated: Timestamp::from_unix(0),
        body: b"half".to_vec(),
    };
    let mut unit = ancolie.store().begin().await.unwrap();
    unit.put_draft(&half).await.unwrap();
    unit.put_audit(fed.now(), "nobody", "half.done", "x", "done")
        .await
        .unwrap();
    drop(unit);
    let streams = ancolie.serves(lumbre).await.unwrap();
    for node in fed.all() {
        node.start_again().await;
    }
    let mut unit = ancolie.store().read().await.unwrap();
    assert!(unit.draft(half.id).await.unwrap().is_none());
    let trail = unit.audit(0, 1_000).await.unwrap();
    assert!(trail.iter().all(|line| line.act != "half.done"));
    drop(unit);
    assert_eq!(
        ancolie.serves(lumbre).await.unwrap().text,
        streams.text,
        "every byte that was served"
    );
    assert!(lumbre.holds(id).await);
    assert_eq!(lumbre.knows("kept.example").await, 1);
    let published = ancolie.approves(waiting).await.unwrap().published;
    assert!(
        published.is_some(),
        "what waited still waits, and is approved"
    );
    fed.sync_all().await;
    assert_eq!(lumbre.knows("waiting.example").await, 1);
}

/// [STR-10] What the pulling desk says that it has taken was durable before: a crash right after the
/// round loses nothing of it, and the origin's receipt stands.
#[tokio::test]
async fn a_receipt_leaves_after_the_purge_is_durable() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let id = ancolie.shares(share("green", "gone.example")).await;
    fed.sync_all().await;
    ancolie.withdraws(&id.to_string()).await;
    lumbre.pull(ancolie).await;
    lumbre.start_again().await;
    ancolie.pull(lumbre).await;
    let receipts = ancolie.watches(&id.to_string()).await.receipts;
    assert_eq!(receipts[lumbre.id()], fanal_store::Answer::Purged);
    assert!(!lumbre.holds(id).await);
    assert_eq!(lumbre.knows("gone.example").await, 0);
}

async fn many(fed: &Federation, count: usize) {
    let ancolie = fed.desk("ancolie");
    let (desk, analyst) = (ancolie.desk(), ancolie.caller("analyst").await);
    for n in 0..count {
        let order = share("green", &format!("host-{n}.example"));
        desk.share(&analyst, &order).await.unwrap();
    }
}

/// [SYN-8] [SYN-11]
#[tokio::test]
async fn a_long_stream_is_taken_in_parts_and_a_line_that_breaks_loses_nothing() {
    /// A range has 2,048 at most.
    const COUNT: usize = 2_100;
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    many(&fed, COUNT).await;
    fed.wire.break_after_ranges(1);
    let round = lumbre.try_pull(ancolie).await.unwrap();
    assert!(
        round.failed.is_some() && round.taken < COUNT,
        "{}",
        round.taken
    );
    lumbre.start_again().await;
    fed.wire.stop_breaking();
    let round = lumbre.pull(ancolie).await;
    assert_eq!((round.refused, round.faults.len()), (0, 0));
    let status = |node: &fanal_tests::federation::Node| {
        let desk = node.desk();
        async move { desk.health().await.unwrap().bulletins }
    };
    assert_eq!(status(lumbre).await, u64::try_from(COUNT).unwrap());
    for n in [0, 2_047, 2_048, COUNT - 1] {
        assert_eq!(lumbre.knows(&format!("host-{n}.example")).await, 1, "{n}");
    }
    // And on, by a relay.
    fed.wire.take_down(ancolie.id());
    qasaba.pull(lumbre).await;
    assert_eq!(status(qasaba).await, u64::try_from(COUNT).unwrap());

    let before = fed.wire.requests();
    let round = qasaba.pull(lumbre).await;
    let settled = if round.unchanged {
        round
    } else {
        qasaba.pull(lumbre).await
    };
    assert!(settled.unchanged && settled.requests == 1);
    let spent = fed.wire.requests();
    assert!(qasaba.pull(lumbre).await.unchanged);
    assert_eq!(
        fed.wire.requests() - spent,
        1,
        "nothing new costs one request; {before}"
    );
}

/// Until a checkpoint covers them, nothing is done or shown because of entries that came.
#[tokio::test]
async fn nothing_of_a_stream_counts_before_its_checkpoint_is_reached() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, lumbre] = fed.desks();
    let big = "x".repeat(1_500_000);
    for n in 0..8 {
        let order = fanal_desk::ShareOrder {
            content: format!("host-{n}.example"),
            ..share("green", "")
        };
        // Eight megabytes are one range: this is two.
        let order = fanal_desk::ShareOrder {
            content: bundle_of(n, &big),
            ..order
        };
        ancolie.shares(order).await;
    }
    fed.wire.break_after_ranges(1);
    let round = lumbre.try_pull(ancolie).await.unwrap();
    assert!(round.failed.is_some());
    assert!(
        lumbre.list_as("analyst", true).await.is_empty(),
        "shown before it is proven"
    );
    assert_eq!(lumbre.knows("host-0.example").await, 0);
    fed.wire.stop_breaking();
    lumbre.pull(ancolie).await;
    assert_eq!(lumbre.list_as("analyst", true).await.len(), 8);
    assert_eq!(lumbre.knows("host-7.example").await, 1);
}

fn bundle_of(n: usize, filler: &str) -> String {
    format!(
        r#"{{"type":"bundle","id":"bundle--5c9a0f3e-6f5e-4b7a-9f0a-0a8f5d2c1b{n:02}","objects":[{{"type":"indicator","spec_version":"2.1","id":"indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a{n:02}","created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z","valid_from":"2026-01-02T03:04:05.678Z","pattern":"[domain-name:value = 'host-{n}.example']","pattern_type":"stix","description":"{filler}"}}]}}"#
    )
}

/// The whole story, on whichever database.
async fn story(fed: Federation) {
    let [ancolie, lumbre, qasaba] = fed.desks();
    let order = share(
        "amber",
        "hxxps://secure-login[.]example/verify\nsecure-login[.]example",
    )
    .to(&["lumbre"])
    .titled("Fake log-in page")
    .consent("named");
    assert_eq!(ancolie.previews(&order).await, [lumbre.id().clone()]);
    let id = ancolie.shares(order).await;
    fed.sync_all().await;
    assert_eq!(holders(&fed, id).await, named(&["lumbre"]));
    assert_eq!(lumbre.knows("https://secure-login.example/verify").await, 1);
    assert_eq!(qasaba.knows("secure-login.example").await, 0);
    lumbre
        .sights(&id.to_string(), SightingVerdict::Seen)
        .await
        .unwrap();
    fed.sync_all().await;
    assert_eq!(ancolie.shows(&id.to_string()).await.unwrap().seen, Some(1));

    let until = fed.now().plus_seconds(120);
    let widened = ReviseOrder {
        label: Some("clear".into()),
        consent: Some("public".into()),
        not_before: Some(until),
        ..revise(id)
    };
    assert_eq!(ancolie.revises(widened).await.state, "waiting");
    assert_eq!(ancolie.approves(id).await.unwrap().state, "approved");
    fed.pass_seconds(119).await;
    fed.do_due().await;
    assert!(!ancolie.shelf().await.contains("secure-login"));
    fed.pass_seconds(1).await;
    fed.do_due().await;
    assert!(ancolie.shelf().await.contains("secure-login.example"));
    fed.wire.cut(ancolie.id(), qasaba.id());
    fed.sync_all().await;
    assert!(
        qasaba.knows("secure-login.example").await >= 1,
        "by a relay"
    );
    for node in fed.all() {
        node.start_again().await;
    }
    fed.wire.mend(ancolie.id(), qasaba.id());
    ancolie.withdraws(&id.to_string()).await;
    fed.sync_all().await;
    let done = ancolie.watches(&id.to_string()).await;
    assert_eq!((done.desks, done.answered), (2, 2));
    for node in fed.all() {
        assert_eq!(node.knows("secure-login.example").await, 0, "{}", node.id());
        assert!(
            !node.everything().await.contains("secure-login"),
            "{}",
            node.id()
        );
        assert!(
            !node.shelf().await.contains("secure-login"),
            "{}",
            node.id()
        );
    }
    fed.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_story_over_sqlite() {
    story(three().await).await;
}

/// Needs `FANAL_TEST_POSTGRES`, as the store's own tests do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_story_over_postgres() {
    let desks = federation().desk("ancolie").desk("lumbre").desk("qasaba");
    story(desks.coordinators(3).threshold(2).on_postgres().await).await;
}

/// [R8] A database in memory has one connection: no use case may ask for a second while it has one.
#[tokio::test]
async fn no_use_case_holds_a_unit_of_work_while_it_waits_for_another() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let [ancolie, lumbre] = fed.desks();
    let id = ancolie
        .shares(share("clear", "one.example").consent("public"))
        .await;
    ancolie
        .shares(share("amber", "two.example").to(&["lumbre"]))
        .await;
    fed.sync_all().await;
    assert!(ancolie.everything().await.contains("one.example"));
    ancolie.approves(id).await.unwrap();
    fed.sync_all().await;
    assert!(lumbre.everything().await.contains("two.example"));
    assert_eq!(lumbre.knows("one.example").await, 1);
}
