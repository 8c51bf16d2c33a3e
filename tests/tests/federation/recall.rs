//! Withdrawing, narrowing, revising: what goes, where, and what stays.

use std::collections::BTreeMap;

use fanal_desk::ReviseOrder;
use fanal_protocol::wire::Entry;
use fanal_protocol::{BulletinId, Code, StreamName};
use fanal_store::Answer;
use fanal_tests::federation::{Federation, Forger, Node, Ordering as _, says, share};

use crate::cast::{five, holders, named, publishes, revise, three};

/// The value, title and id's content are nowhere at this desk, by no road of its people or its line.
pub(crate) async fn is_gone_from(fed: &Federation, node: &Node, words: &[&str]) {
    let held = node.everything().await;
    for word in words {
        assert!(!held.contains(word), "{} still shows `{word}`", node.id());
    }
    for peer in fed.all().iter().filter(|peer| peer.id() != node.id()) {
        let served = node.serves(peer).await.unwrap();
        for word in words {
            assert!(
                !served.text.contains(word),
                "{} still serves `{word}` to {}",
                node.id(),
                peer.id()
            );
        }
    }
}

/// [POL-1] [RST-6] [SYN-12]
#[tokio::test]
async fn a_withdrawal_purges_everywhere_and_every_receipt_is_counted() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie
        .shares(share("green", "gone.example").titled("Gone soon"))
        .await;
    let other = ancolie.shares(share("green", "stays.example")).await;
    fed.sync_all().await;
    assert_eq!(holders(&fed, id).await, named(&["lumbre", "qasaba"]));

    let asked = ancolie.withdraws(&id.to_string()).await;
    assert_eq!(
        (asked.state.as_str(), asked.desks, asked.answered),
        ("withdrawn", 2, 0)
    );
    is_gone_from(&fed, ancolie, &["gone.example", "Gone soon"]).await;
    fed.sync_all().await;
    let done = ancolie.watches(&id.to_string()).await;
    let purged = BTreeMap::from([
        (lumbre.id().clone(), Answer::Purged),
        (qasaba.id().clone(), Answer::Purged),
    ]);
    assert_eq!((done.answered, done.receipts), (2, purged));
    for node in fed.all() {
        is_gone_from(&fed, node, &["gone.example", "Gone soon"]).await;
        assert_eq!(node.knows("gone.example").await, 0);
        assert_eq!(node.knows("stays.example").await, 1);
    }
    for (node, to) in [(ancolie, lumbre), (lumbre, qasaba), (qasaba, lumbre)] {
        assert!(
            node.serves(to).await.unwrap().tombstones() >= 1,
            "{} serves a tombstone",
            node.id()
        );
    }
    assert!(holders(&fed, other).await.len() == 2);
    let caller = ancolie.caller("analyst").await;
    let again = fanal_desk::WithdrawOrder {
        bulletin: id.to_string(),
        reason: "consent".into(),
        confirm: true,
        to_delete: false,
    };
    let refused = ancolie.desk().withdraw(&caller, &again).await.map(drop);
    assert_eq!(refused.map_err(|e| e.code()), Err(Code::PolicyWithdrawn));
}

#[tokio::test]
async fn a_desk_that_was_away_purges_at_its_next_contact_and_one_that_never_had_it_says_so() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    fed.wire.take_down(qasaba.id());
    let id = ancolie.shares(share("green", "gone.example")).await;
    fed.sync_all().await;
    fed.wire.take_down(lumbre.id());
    ancolie.withdraws(&id.to_string()).await;
    fed.sync_all().await;
    assert_eq!(
        lumbre.knows("gone.example").await,
        1,
        "it does not know yet"
    );
    assert_eq!(ancolie.watches(&id.to_string()).await.answered, 0);

    fed.wire.bring_up(qasaba.id());
    fed.sync_all().await;
    let shown = ancolie.watches(&id.to_string()).await;
    assert_eq!(shown.receipts[qasaba.id()], Answer::NotHeld);
    fed.wire.bring_up(lumbre.id());
    lumbre.pull(ancolie).await;
    assert_eq!(
        lumbre.knows("gone.example").await,
        0,
        "at its first contact"
    );
    fed.sync_all().await;
    let shown = ancolie.watches(&id.to_string()).await;
    assert_eq!(
        (shown.answered, shown.receipts[lumbre.id()]),
        (2, Answer::Purged)
    );
    assert!(!qasaba.everything().await.contains("gone.example"));
}

#[tokio::test]
async fn a_relay_that_has_not_heard_of_the_withdrawal_cannot_bring_it_back() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", "gone.example")).await;
    lumbre.pull(ancolie).await;
    fed.wire.cut(ancolie.id(), lumbre.id());
    ancolie.withdraws(&id.to_string()).await;
    qasaba.pull(ancolie).await;
    qasaba.pull(lumbre).await;
    assert!(!qasaba.holds(id).await);
    lumbre.pull(qasaba).await;
    assert_eq!(
        lumbre.knows("gone.example").await,
        0,
        "it hears of it by the other relay"
    );
    assert!(!lumbre.holds(id).await);
}

/// [PUB-5] [STM-11]
#[tokio::test]
async fn a_withdrawn_publication_leaves_the_shelf_every_file_and_every_desk() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let order = share("green", "gone.example")
        .titled("Gone soon")
        .consent("public");
    let id = ancolie.shares(order).await;
    fed.sync_all().await;
    let widened = ReviseOrder {
        label: Some("clear".into()),
        ..revise(id)
    };
    ancolie.revises(widened).await;
    let published = ancolie.approves(id).await.unwrap().published.unwrap();
    fed.sync_all().await;
    assert_eq!(lumbre.knows("gone.example").await, 2);
    assert!(ancolie.shelf().await.contains("gone.example"));

    fed.pass_seconds(60).await;
    let asked = ancolie.withdraws(&id.to_string()).await;
    assert!(asked.public);
    let shelf = ancolie.shelf().await;
    assert!(!shelf.contains("gone.example") && !shelf.contains("Gone soon"));
    assert!(
        shelf.contains(&format!("withdrawn {published} 2026-11-22T00:00:00Z")),
        "{shelf}"
    );
    assert!(!shelf.contains("consent"), "no public reason");
    fed.sync_all().await;
    for node in fed.all() {
        is_gone_from(&fed, node, &["gone.example", "Gone soon"]).await;
    }
    let done = ancolie.watches(&id.to_string()).await;
    assert_eq!((done.desks, done.answered), (2, 2));
}

#[tokio::test]
async fn what_was_published_at_once_can_be_withdrawn_and_watched_by_its_own_name() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let (id, published) =
        publishes(ancolie, share("clear", "gone.example").consent("public")).await;
    fed.sync_all().await;
    let asked = ancolie.withdraws(&id.to_string()).await;
    assert_eq!((asked.desks, asked.public), (2, true), "two desks have it");
    fed.sync_all().await;
    for which in [id, published] {
        let done = ancolie.watches(&which.to_string()).await;
        assert_eq!((done.desks, done.answered), (2, 2), "{which}");
    }
}

/// [REC-15] Promise 5: nobody's ledger says that it has it.
#[tokio::test]
async fn a_withdrawal_reaches_who_had_it_from_a_relay_and_left_the_group() {
    let fed = five().await;
    let [ancolie, lumbre, qasaba, _, _] = fed.desks();
    fed.wire.cut(ancolie.id(), qasaba.id());
    let order = share("green", "relayed.example").to(&["group:stalkerware"]);
    let withdrawn = ancolie.shares(order).await;
    let order = share("green", "narrowed.example").to(&["group:stalkerware"]);
    let narrowed = ancolie.shares(order).await;
    lumbre.pull(ancolie).await;
    qasaba.pull(lumbre).await;
    assert!(qasaba.holds(withdrawn).await && qasaba.holds(narrowed).await);
    let out = fanal_desk::RosterChange {
        leave_groups: [(qasaba.id().clone(), ["stalkerware".parse().unwrap()].into())].into(),
        ..fanal_desk::RosterChange::default()
    };
    fed.change_roster(&out).await;
    let narrower = ReviseOrder {
        to: Some(vec!["lumbre".into()]),
        ..revise(narrowed)
    };
    assert_eq!(
        ancolie.revises(narrower).await.recalled_from,
        [qasaba.id().clone()]
    );
    ancolie.withdraws(&withdrawn.to_string()).await;
    fed.wire.mend(ancolie.id(), qasaba.id());
    fed.sync_all().await;
    is_gone_from(&fed, qasaba, &["relayed.example", "narrowed.example"]).await;
    for id in [withdrawn, narrowed] {
        let watched = ancolie.watches(&id.to_string()).await;
        assert_eq!(watched.receipts[qasaba.id()], Answer::Purged);
    }
    // Who came into no group since it was there is told nothing.
    let mirador = "direct/mirador".parse::<StreamName>().unwrap();
    let mut unit = ancolie.store().read().await.unwrap();
    let rows = unit.streams(fed.network).await.unwrap();
    assert!(!rows.iter().any(|row| row.stream.name == mirador));
}

/// [REC-15] [STM-4] A person's no does not fail because many had it.
#[tokio::test]
async fn a_withdrawal_that_takes_more_streams_than_a_statement_may_name_is_said_in_several() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let order = share("amber", "gone.example").to(&["lumbre"]);
    let id = ancolie.shares(order).await;
    let reference = fanal_protocol::Reference {
        origin: ancolie.id().clone(),
        id,
    };
    let mut unit = ancolie.store().begin().await.unwrap();
    let held = unit.statements_of(fed.network, &reference).await.unwrap();
    let told: Vec<fanal_store::Disclosure> = (0..260)
        .map(|n| fanal_store::Disclosure {
            reference: reference.clone(),
            digest: held[0].digest,
            desk: format!("gone-{n}").parse().unwrap(),
            label: Some(fanal_protocol::Label::Amber),
            road: Some(fanal_store::Road::Sync),
            at: fed.now(),
        })
        .collect();
    unit.put_disclosures(fed.network, &told).await.unwrap();
    unit.commit().await.unwrap();
    ancolie.withdraws(&id.to_string()).await;
    let mut unit = ancolie.store().read().await.unwrap();
    let mut words = std::collections::BTreeSet::new();
    let mut ends = 0;
    for row in unit.streams(fed.network).await.unwrap() {
        if matches!(&row.stream.name, StreamName::Direct(desk) if desk.as_str().starts_with("gone-"))
        {
            let entries = unit
                .entries(fed.network, &row.stream, 0, row.size)
                .await
                .unwrap();
            assert_eq!(entries.len(), 1);
            ends += 1;
            for entry in entries {
                let fanal_store::StoredEntry::Held(digest, ..) = entry else {
                    panic!("a retraction");
                };
                words.insert(digest);
            }
        }
    }
    assert_eq!((ends, words.len()), (260, 2));
}

/// One retraction goes down every stream that had the thing: whoever reads two of them purges once, and
/// its answer stays.
#[tokio::test]
async fn a_desk_that_hears_a_retraction_by_two_streams_answers_once() {
    let fed = five().await;
    let [ancolie, lumbre, qasaba, ..] = fed.all() else {
        return;
    };
    let order = share("amber", "gone.example").to(&["lumbre", "group:stalkerware"]);
    let id = ancolie.shares(order).await;
    fed.sync_all().await;
    assert_eq!(holders(&fed, id).await, named(&["lumbre", "qasaba"]));
    ancolie.withdraws(&id.to_string()).await;
    fed.sync_all().await;
    let receipts = ancolie.watches(&id.to_string()).await.receipts;
    assert_eq!(receipts[lumbre.id()], Answer::Purged);
    assert_eq!(receipts[qasaba.id()], Answer::Purged);
}

#[tokio::test]
async fn only_the_origin_revises_and_withdraws() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let id = ancolie.shares(share("green", "theirs.example")).await;
    fed.sync_all().await;
    let order = ReviseOrder {
        title: Some("Mine now".into()),
        ..revise(id)
    };
    assert_eq!(
        lumbre.try_revise(order).await.map(drop),
        Err(Code::PolicyOrigin)
    );
    let caller = lumbre.caller("analyst").await;
    let order = fanal_desk::WithdrawOrder {
        bulletin: id.to_string(),
        reason: "consent".into(),
        confirm: true,
        to_delete: false,
    };
    let refused = lumbre.desk().withdraw(&caller, &order).await.map(drop);
    assert_eq!(refused.map_err(|e| e.code()), Err(Code::PolicyOrigin));
    assert!(ancolie.holds(id).await && lumbre.holds(id).await);
}

/// What is asked for once is shown first: nothing happens before the second click.
#[tokio::test]
async fn a_withdrawal_that_is_not_confirmed_takes_nothing_back() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let id = ancolie
        .shares(share("amber", "a.example").to(&["lumbre"]))
        .await;
    fed.sync_all().await;
    let caller = ancolie.caller("analyst").await;
    let order = fanal_desk::WithdrawOrder {
        bulletin: id.to_string(),
        reason: "error".into(),
        confirm: false,
        to_delete: false,
    };
    let shown = ancolie.desk().withdraw(&caller, &order).await.unwrap();
    assert_eq!((shown.state.as_str(), shown.desks), ("asked", 1));
    fed.sync_all().await;
    assert!(ancolie.holds(id).await && lumbre.holds(id).await);
}

/// A retraction goes where the thing went, and tells nobody else that there was something.
#[tokio::test]
async fn the_retraction_of_amber_is_told_to_its_readers_alone() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id: BulletinId = ancolie
        .shares(share("amber", "a.example").to(&["lumbre"]))
        .await;
    fed.sync_all().await;
    ancolie.withdraws(&id.to_string()).await;
    fed.sync_all().await;
    assert_eq!(ancolie.watches(&id.to_string()).await.answered, 1);
    for peer in [ancolie, lumbre] {
        let served = peer.serves(qasaba).await.unwrap();
        assert!(
            !served.text.contains(&id.to_string()),
            "{} tells of it",
            peer.id()
        );
        let direct = |entry: &(fanal_protocol::StreamRef, Entry)| matches!(&entry.0.name, StreamName::Direct(reader) if reader == lumbre.id());
        assert!(!served.entries.iter().any(direct));
    }
}

/// People type the beginning of an id, with or without its desk.
#[tokio::test]
async fn a_bulletin_is_found_by_the_beginning_of_its_id() {
    let fed = three().await;
    let [ancolie, ..] = fed.desks::<3>();
    let id = ancolie
        .shares(share("green", "lure.example"))
        .await
        .to_string();
    let short: String = id.chars().take(6).collect();
    for which in [
        short.clone(),
        format!("ancolie/{short}"),
        format!("ancolie/{id}"),
    ] {
        let shown = ancolie.shows(&which).await.unwrap();
        assert_eq!(shown.line.reference, format!("ancolie/{id}"), "{which}");
    }
    assert!(ancolie.shows(&format!("lumbre/{short}")).await.is_err());
}

/// [REC-2] [SYN-10] A no to a retraction is an answer, and is shown as one that it is not gone there.
#[tokio::test]
async fn a_desk_that_refuses_a_retraction_is_shown_as_one_that_refused() {
    use sha2::Digest as _;
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", "kept.example")).await;
    fed.sync_all().await;
    ancolie.withdraws(&id.to_string()).await;
    qasaba.pull(ancolie).await;
    ancolie.pull(qasaba).await;
    let served = ancolie.serves(lumbre).await.unwrap();
    let retraction = served.entries.iter().find_map(|(_, entry)| match entry {
        Entry::Envelope(bytes) => {
            let envelope = fanal_protocol::Envelope::parse(bytes).unwrap();
            let payload: serde_json::Value = serde_json::from_slice(envelope.payload()).unwrap();
            (payload["kind"] == "retraction").then(|| bytes.clone())
        }
        Entry::Tombstone { .. } | Entry::NotHeld(_) => None,
    });
    let of: [u8; 32] = sha2::Sha256::digest(retraction.unwrap()).into();
    let refusal = |of: [u8; 32], n: u8| {
        let body = fanal_protocol::Refusal {
            of: fanal_protocol::Digest::from_bytes(of),
            sender: ancolie.id().clone(),
            stream: StreamName::Green(fed.network),
            code: Code::PolicyMember,
            roster: 1,
        };
        let to = StreamName::Direct(ancolie.id().clone());
        let body = fanal_protocol::Body::Refusal(body);
        says(lumbre, [n; 16], n, to, fed.now(), body)
    };
    let said = [refusal([3; 32], 1), refusal(of, 2)];
    let direct = StreamName::Direct(ancolie.id().clone());
    let refused = async || {
        let caller = ancolie.caller("analyst").await;
        let desk = ancolie.desk();
        let shown = desk.show_disclosures(&caller, &id.to_string()).await;
        let shown = shown.unwrap();
        (shown.refused, shown.answered)
    };
    for (count, expected) in [(1, (0, 1)), (2, (1, 2))] {
        let line = Forger::of(lumbre, direct.clone(), &said[..count], fed.now());
        let round = ancolie.desk().pull(fed.network, lumbre.id(), &line).await;
        assert_eq!(round.unwrap().failed, None);
        assert_eq!(refused().await, expected, "a no to something else is none");
        // [REC-2] A no is no receipt: the withdrawal stays open, and says so.
        let caller = ancolie.caller("analyst").await;
        let status = ancolie.desk().status(&caller).await.unwrap();
        assert_eq!(
            (status.open_withdrawals, status.refused_withdrawals),
            (1, expected.0)
        );
    }
    let shown = ancolie.watches(&id.to_string()).await;
    assert_eq!(shown.receipts[lumbre.id()], Answer::Refused);
    assert_eq!(
        (shown.desks, shown.answered),
        (2, 1),
        "who refused has not purged it"
    );
    fed.pass_days(5).await;
    let caller = ancolie.caller("analyst").await;
    let order = fanal_desk::BlastOrder {
        desk: lumbre.id().clone(),
    };
    let held = ancolie.desk().blast_radius(&caller, &order).await.unwrap();
    assert_eq!(held.holds.len(), 1, "it is counted among what it holds");
}

/// [REC-13] A hash in a question is told to everybody who is asked.
#[tokio::test]
async fn a_hash_that_is_asked_takes_consent_and_stands_in_the_ledger() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    let asks = || share("green", hash).asking_until(fed.now().plus_days(4));
    for (consent, code) in [
        ("refused", Code::PolicyConsentRefused),
        ("named", Code::PolicyConsentScope),
    ] {
        let refused = ancolie.try_share(asks().consent(consent)).await.map(drop);
        assert_eq!(refused, Err(code), "{consent}");
    }
    let id = ancolie.shares(asks().consent("network")).await;
    fed.sync_all().await;
    let caller = ancolie.caller("analyst").await;
    let told = ancolie
        .desk()
        .show_disclosures(&caller, &id.to_string())
        .await;
    let told: std::collections::BTreeSet<_> = told
        .unwrap()
        .sent
        .into_iter()
        .map(|sent| sent.desk)
        .collect();
    assert_eq!(told, named(&["lumbre", "qasaba"]));
    assert_eq!((lumbre.knows(hash).await, qasaba.knows(hash).await), (1, 1));
}

/// [SYN-10]
#[tokio::test]
async fn what_is_noted_of_refusals_is_forgotten_after_a_month() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let stream = StreamName::Direct(ancolie.id().clone());
    let ahead = fanal_tests::federation::green("From the future");
    let later = fed.now().plus_days(2);
    let said = says(lumbre, [7; 16], 7, stream.clone(), later, ahead);
    let line = Forger::of(lumbre, stream, &[said], fed.now());
    ancolie
        .desk()
        .pull(fed.network, lumbre.id(), &line)
        .await
        .unwrap();
    assert_eq!(ancolie.refused_from(lumbre).await, [Code::VerifyTime]);
    fed.pass_days(29).await;
    fed.do_due().await;
    ancolie.desk().keep_retention().await.unwrap();
    assert_eq!(ancolie.refused_from(lumbre).await.len(), 1);
    fed.pass_days(2).await;
    ancolie.desk().keep_retention().await.unwrap();
    assert_eq!(ancolie.refused_from(lumbre).await, [] as [Code; 0]);
}
