//! Rosters, heartbeats, proofs.

use std::num::{NonZeroU8, NonZeroU64};

use fanal_protocol::{
    Coordinator, Envelope, KeyPurpose, NetworkId, PublicKey, ROSTER_TYPE, Roster, Rules, SecretKey,
    VerifiedRoster,
};

use super::samples::{at, begin, network};
use crate::{HeartbeatRow, PROOFS_KEPT, Store, StoreError};

fn key(n: u8) -> SecretKey {
    SecretKey::from_seed(&[n; 32])
}

fn public(n: u8) -> PublicKey {
    key(n).public()
}

fn signed(name: &str, version: u64, before: Option<&VerifiedRoster>) -> Vec<u8> {
    let roster = Roster {
        v: 1,
        network: before.map(VerifiedRoster::network),
        version: NonZeroU64::new(version).unwrap(),
        previous: before.map(VerifiedRoster::digest),
        name: name.into(),
        issued: at(0),
        expires: at(1000),
        threshold: NonZeroU8::MIN,
        coordinators: vec![Coordinator {
            name: "Ada".into(),
            key: public(9),
            heartbeat: None,
            desk: None,
        }],
        desks: Vec::new(),
        rules: Rules::default(),
    };
    let payload = roster.to_payload().unwrap();
    Envelope::sign(ROSTER_TYPE, payload, &key(9), KeyPurpose::Coordinator).to_bytes()
}

fn first(name: &str) -> VerifiedRoster {
    VerifiedRoster::found(&signed(name, 1, None)).unwrap()
}

fn next(name: &str, before: &VerifiedRoster) -> VerifiedRoster {
    before
        .succeed(&signed(name, before.version() + 1, Some(before)))
        .unwrap()
}

pub async fn rosters_come_back_in_order_from_a_version_on(store: &dyn Store) {
    let one = first("circle");
    let two = next("circle", &one);
    let three = next("circle", &two);
    let mut unit = begin(store).await;
    for roster in [&two, &one, &three] {
        unit.put_roster(roster).await.unwrap();
    }
    let all = unit.rosters_from(one.network(), 0).await.unwrap();
    assert_eq!(all, [one.bytes(), two.bytes(), three.bytes()]);
    let later = unit.rosters_from(one.network(), 2).await.unwrap();
    assert_eq!(later, [two.bytes(), three.bytes()]);
    assert!(
        unit.rosters_from(one.network(), 4)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(unit.rosters_from(network(9), 0).await.unwrap().is_empty());
}

pub async fn the_newest_roster_of_each_network_is_given(store: &dyn Store) {
    let (one, other) = (first("circle"), first("other circle"));
    let two = next("circle", &one);
    let mut unit = begin(store).await;
    for roster in [&one, &other, &two] {
        unit.put_roster(roster).await.unwrap();
    }
    let mut newest = unit.newest_rosters().await.unwrap();
    newest.sort();
    let mut expected: Vec<(NetworkId, Vec<u8>)> = [&two, &other]
        .map(|roster| (roster.network(), roster.bytes().to_vec()))
        .into();
    expected.sort();
    assert_eq!(newest, expected);
}

pub async fn the_same_roster_again_changes_nothing(store: &dyn Store) {
    let one = first("circle");
    let mut unit = begin(store).await;
    unit.put_roster(&one).await.unwrap();
    unit.put_roster(&one).await.unwrap();
    assert_eq!(
        unit.rosters_from(one.network(), 0).await.unwrap(),
        [one.bytes()]
    );
}

pub async fn another_roster_of_a_version_is_a_conflict(store: &dyn Store) {
    let one = first("circle");
    let mut unit = begin(store).await;
    unit.put_roster(&one).await.unwrap();
    unit.put_roster(&next("circle", &one)).await.unwrap();
    let refused = unit.put_roster(&next("another circle", &one)).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
}

pub async fn a_proof_is_kept_once(store: &dyn Store) {
    let mut unit = begin(store).await;
    for (kind, proof) in [("roster", b"two"), ("roster", b"two"), ("stream", b"two")] {
        unit.put_proof(network(1), kind, proof, at(1))
            .await
            .unwrap();
    }
    let expected = ["roster", "stream"].map(|kind| (kind.to_owned(), b"two".to_vec(), at(1)));
    assert_eq!(unit.proofs(network(1)).await.unwrap(), expected);
    assert!(unit.proofs(network(2)).await.unwrap().is_empty());
}

pub async fn a_proof_is_known_by_network_and_kind(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.put_proof(network(1), "roster", b"two", at(1))
        .await
        .unwrap();
    assert!(unit.has_proof(network(1), "roster").await.unwrap());
    assert!(!unit.has_proof(network(1), "stream").await.unwrap());
    assert!(!unit.has_proof(network(2), "roster").await.unwrap());
}

pub async fn of_one_kind_so_many_proofs_are_kept(store: &dyn Store) {
    let mut unit = begin(store).await;
    for n in 0..=PROOFS_KEPT {
        unit.put_proof(network(1), "stream", n.to_string().as_bytes(), at(1))
            .await
            .unwrap();
    }
    unit.put_proof(network(1), "roster", b"one", at(1))
        .await
        .unwrap();
    let held = unit.proofs(network(1)).await.unwrap();
    assert_eq!(held.len(), PROOFS_KEPT + 1);
    assert!(
        held.iter().any(|(_, proof, _)| proof == b"0"),
        "the oldest stay"
    );
}

pub async fn the_newest_heartbeat_of_each_key_is_kept(store: &dyn Store) {
    let beat = |n, seconds| HeartbeatRow {
        key: public(n),
        issued: at(seconds),
        bytes: seconds.to_string().into_bytes(),
    };
    let mut unit = begin(store).await;
    for row in [beat(1, 10), beat(2, 5), beat(1, 9), beat(2, 6)] {
        unit.put_heartbeat(network(1), &row).await.unwrap();
    }
    let mut expected = [beat(1, 10), beat(2, 6)];
    expected.sort_by_key(|row| row.key);
    assert_eq!(unit.heartbeats(network(1)).await.unwrap(), expected);
    assert!(unit.heartbeats(network(2)).await.unwrap().is_empty());
}
