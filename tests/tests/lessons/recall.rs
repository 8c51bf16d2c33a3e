//! Deletions that did not reach everybody, and deletions that nobody asked for.

use async_trait::async_trait;
use fanal_desk::{Line, ReviseOrder};
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{DeskId, Digest, Label, Problem, json};
use fanal_store::{Answer, Stance};
use fanal_tests::federation::{Ordering as _, Wired, share};

use crate::cast::{is_served, publishes, revise, three, two};

/// "This is by design": deletions were not passed on. Here a withdrawal is a statement like any other,
/// with a receipt from each desk.
#[tokio::test]
async fn misp_4681_misp_8977_misp_8350_a_withdrawal_reaches_every_copy() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie
        .shares(share("green", "lure.example").titled("A lure"))
        .await;
    fed.sync_all().await;
    ancolie.withdraws(&id.to_string()).await;
    // By a relay, too: its origin is away.
    lumbre.pull(ancolie).await;
    fed.wire.cut(ancolie.id(), qasaba.id());
    qasaba.pull(lumbre).await;
    for node in fed.all() {
        assert_eq!(node.knows("lure.example").await, 0, "{}", node.id());
        assert!(!node.everything().await.contains("A lure"), "{}", node.id());
    }
    fed.wire.mend(ancolie.id(), qasaba.id());
    fed.sync_all().await;
    let receipts = ancolie.watches(&id.to_string()).await.receipts;
    assert_eq!(receipts.len(), 2);
    assert!(
        receipts.values().all(|answer| *answer == Answer::Purged),
        "{receipts:?}"
    );
}

/// Published by accident, it stayed "indefinitely".
#[tokio::test]
async fn misp_7409_an_accidental_publication_goes_from_the_public_too() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    let public = publishes(ancolie, share("clear", "oops.example").consent("public")).await;
    fed.sync_all().await;
    assert!(ancolie.shelf().await.contains("oops.example"));
    assert_eq!(lumbre.knows("oops.example").await, 1);
    ancolie.withdraws(&public.to_string()).await;
    fed.sync_all().await;
    assert!(!ancolie.shelf().await.contains("oops.example"));
    assert_eq!(lumbre.knows("oops.example").await, 0);
}

/// Who made the audience smaller left the copies where they were.
#[tokio::test]
async fn misp_4784_narrowing_recalls_it_from_those_who_lose_it() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", "wide.example")).await;
    fed.sync_all().await;
    let narrower = ReviseOrder {
        label: Some("amber".into()),
        to: Some(vec!["lumbre".into()]),
        ..revise(id)
    };
    let revised = ancolie.revises(narrower).await;
    assert_eq!(revised.recalled_from, [qasaba.id().clone()]);
    fed.sync_all().await;
    assert_eq!(qasaba.knows("wide.example").await, 0);
    assert_eq!(lumbre.knows("wide.example").await, 1);
    assert!(!is_served(&fed, qasaba, "wide.example").await);
}

/// Values that a feed no longer had stayed with its readers.
#[tokio::test]
async fn misp_5949_what_is_gone_is_in_no_file_for_tools_either() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    let order = fanal_desk::ShareOrder {
        pap: Some("clear".into()),
        ..share("green", "gone.example")
    };
    let id = ancolie.shares(order).await;
    fed.sync_all().await;
    lumbre
        .takes_stance(&format!("ancolie/{id}"), Stance::Use)
        .await;
    let formats = || fanal_formats::WRITERS.iter().map(|writer| writer.name);
    for format in formats().chain(["native"]) {
        let file = lumbre.exports(format).await;
        // For people it is written so that it is no link; for scanners of files there is nothing.
        let names_it = file.contains("gone.example") || file.contains("gone[.]example");
        let has_no_place = ["native", "clamav-md5", "clamav-sha", "yara"].contains(&format);
        assert!(has_no_place || names_it, "{format}");
    }
    ancolie.withdraws(&id.to_string()).await;
    fed.sync_all().await;
    for format in formats() {
        let file = lumbre.exports(format).await;
        let names_it = file.contains("gone.example") || file.contains("gone[.]example");
        assert!(!names_it, "{format}");
    }
    assert_eq!(lumbre.exports("native").await, "");
}

/// A label that was taken off stayed on at others: two colours at once. Here a marking has one label,
/// and it comes whole with each revision.
#[tokio::test]
async fn misp_2223_misp_7481_a_bulletin_has_one_label() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    let id = ancolie.shares(share("green", "v.example")).await;
    fed.sync_all().await;
    for (label, expected) in [
        ("amber", Label::Amber),
        ("amber+strict", Label::AmberStrict),
    ] {
        let change = ReviseOrder {
            label: Some(label.into()),
            to: Some(vec!["lumbre".into()]),
            ..revise(id)
        };
        ancolie.revises(change).await;
        fed.sync_all().await;
        let shown = lumbre.shows(&format!("ancolie/{id}")).await.unwrap();
        assert_eq!(shown.line.label, expected);
    }
    let two = [
        r#"{"label":"TLP:GREEN","label":"TLP:RED"}"#,
        r#"{"label":["TLP:GREEN","TLP:RED"]}"#,
        r#"{"label":"TLP:GREEN TLP:RED"}"#,
        r#"{"label":null}"#,
        r"{}",
    ];
    for text in two {
        assert!(
            json::read::<fanal_protocol::Marking>(text.as_bytes()).is_err(),
            "{text}"
        );
    }
}

/// The line to a relay that says of every entry that it was taken back.
struct Burying(Wired);

#[async_trait]
impl Line for Burying {
    async fn heads(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.0.heads(peer, request).await
    }

    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.0.hint(peer, request).await
    }

    async fn range(&self, peer: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem> {
        let entries = self.0.range(peer, request).await?;
        let buried = |entry: &Entry| Entry::Tombstone {
            digest: fanal_sync::digest_of_entry(entry).unwrap(),
            retraction: Digest::from_bytes([9; 32]),
        };
        Ok(entries.iter().map(buried).collect())
    }
}

/// What was deleted elsewhere was deleted here, although that was switched off. Here nothing but its
/// origin's signed word deletes anything.
#[tokio::test]
async fn octi_6951_nothing_is_deleted_because_another_says_so() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", "stays.example")).await;
    fed.sync_all().await;
    lumbre.shares(share("green", "new.example")).await;
    let line = Burying(qasaba.line());
    qasaba
        .desk()
        .pull(fed.network, lumbre.id(), &line)
        .await
        .unwrap();
    assert!(qasaba.holds(id).await);
    let order = fanal_desk::WithdrawOrder {
        bulletin: format!("ancolie/{id}"),
        reason: "error".into(),
        confirm: true,
        to_delete: false,
    };
    let caller = lumbre.caller("analyst").await;
    assert!(lumbre.desk().withdraw(&caller, &order).await.is_err());
    fed.sync_all().await;
    assert!(qasaba.holds(id).await && ancolie.holds(id).await);
}

/// The same by readers: who holds the older revision keeps no copy of it once a later one is here, and who gets
/// the older one later keeps nothing of it. [REC-16]
#[tokio::test]
async fn octi_9700_octi_5141_what_a_revision_leaves_out_is_handed_on_by_nobody() {
    let fed = fanal_tests::federation::federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("mirador")
        .desk("qasaba")
        .await;
    let [ancolie, lumbre, mirador, qasaba] = fed.desks();
    let id = ancolie
        .shares(share("green", "v.example").titled("Seen with Sara"))
        .await;
    lumbre.pull(ancolie).await;
    mirador.pull(ancolie).await;
    let change = ReviseOrder {
        title: Some("Seen once".into()),
        ..revise(id)
    };
    ancolie.revises(change).await;
    lumbre.pull(ancolie).await;
    let served = lumbre.serves(qasaba).await.unwrap();
    assert!(served.text.contains("Seen once") && !served.text.contains("Sara"));
    let network = fed.network;
    let reference = fanal_protocol::Reference {
        origin: ancolie.id().clone(),
        id,
    };
    let envelopes = async |node: &fanal_tests::federation::Node| {
        let mut unit = node.store().read().await.unwrap();
        let rows = unit.statements_of(network, &reference).await.unwrap();
        let here = rows.iter().filter(|row| row.purged_by.is_none());
        here.map(|row| row.revision).collect::<Vec<_>>()
    };
    assert_eq!(envelopes(lumbre).await, [2]);
    // The other way round: the newer one first, then the older one from who was not told yet.
    qasaba.pull(lumbre).await;
    assert_eq!(envelopes(mirador).await, [1]);
    qasaba.pull(mirador).await;
    assert_eq!(envelopes(qasaba).await, [2]);
    let served = qasaba.serves(lumbre).await.unwrap();
    assert!(served.text.contains("Seen once") && !served.text.contains("Sara"));
    assert!(!qasaba.everything().await.contains("Sara"));
    // And nobody asks for it any more once the origin was heard.
    fed.sync_all().await;
    let mut unit = qasaba.store().read().await.unwrap();
    assert!(unit.wanting(network).await.unwrap().is_empty());
}

/// What was taken out of an object stayed at others. Here a revision is the whole of it, and the one
/// before is no longer served.
#[tokio::test]
async fn octi_9700_octi_5141_what_a_revision_leaves_out_is_gone() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    let id = ancolie
        .shares(share("green", "v.example").titled("Seen with Sara"))
        .await;
    fed.sync_all().await;
    let change = ReviseOrder {
        title: Some("Seen once".into()),
        ..revise(id)
    };
    ancolie.revises(change).await;
    fed.sync_all().await;
    for node in fed.all() {
        assert!(!node.everything().await.contains("Sara"), "{}", node.id());
    }
    assert!(!is_served(&fed, lumbre, "Sara").await);
    assert_eq!(
        lumbre
            .shows(&format!("ancolie/{id}"))
            .await
            .unwrap()
            .line
            .title
            .unwrap(),
        "Seen once"
    );
}
