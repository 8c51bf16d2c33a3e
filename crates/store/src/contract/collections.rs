//! Collections.

use super::samples::begin;
use crate::{NewObject, Store};

const GREEN: [u8; 16] = [1; 16];
const AMBER: [u8; 16] = [2; 16];

fn object(key: u8) -> NewObject {
    NewObject {
        key: [key; 16],
        kept: None,
        is_gone: false,
    }
}

pub async fn objects_of_a_collection_come_one_after_the_other(store: &dyn Store) {
    let mut unit = begin(store).await;
    let three = [object(3), object(1), object(2)];
    let first = unit.collect(GREEN, 1_000, &three).await.unwrap();
    assert_eq!(first, [1_000, 1_001, 1_002]);
    // A clock that stands, or goes back, puts nothing before what was there.
    let more = unit.collect(GREEN, 5, &[object(4)]).await.unwrap();
    assert_eq!(more, [1_003]);
    let later = unit.collect(GREEN, 2_000, &[object(5)]).await.unwrap();
    assert_eq!(later, [2_000]);
    let rows = unit.collected(GREEN, false).await.unwrap();
    let order: Vec<(u8, i64)> = rows.iter().map(|row| (row.key[0], row.added)).collect();
    let expected = [(3, 1_000), (1, 1_001), (2, 1_002), (4, 1_003), (5, 2_000)];
    assert_eq!(order, expected);
}

pub async fn the_same_object_again_keeps_its_moment(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.collect(GREEN, 10, &[object(1)]).await.unwrap();
    let both = [object(2), object(1), object(2)];
    let again = unit.collect(GREEN, 20, &both).await.unwrap();
    assert_eq!(again, [20, 10, 20]);
    let other = unit.collect(AMBER, 15, &[object(1)]).await.unwrap();
    assert_eq!(other, [15], "each collection for itself");
}

pub async fn what_was_taken_out_does_not_come_back_at_its_old_moment(store: &dyn Store) {
    let mut unit = begin(store).await;
    let kept = NewObject {
        kept: Some(b"what is kept".to_vec()),
        ..object(2)
    };
    unit.collect(GREEN, 10, &[object(1), kept]).await.unwrap();
    let out = unit.uncollect(GREEN, &[[2; 16], [9; 16]]).await.unwrap();
    assert_eq!(out.len(), 1);
    assert_eq!((out[0].key, out[0].added), ([2; 16], 11));
    assert_eq!(out[0].kept.as_deref(), Some(&b"what is kept"[..]));
    assert!(unit.uncollect(AMBER, &[[1; 16]]).await.unwrap().is_empty());
    let again = unit.collect(GREEN, 10, &[object(2)]).await.unwrap();
    assert_eq!(again, [12]);
}

pub async fn what_is_gone_is_told_apart(store: &dyn Store) {
    let mut unit = begin(store).await;
    let gone = NewObject {
        kept: Some(b"an id".to_vec()),
        is_gone: true,
        ..object(2)
    };
    unit.collect(GREEN, 10, &[object(1), gone]).await.unwrap();
    let there = unit.collected(GREEN, false).await.unwrap();
    assert_eq!(there.len(), 1);
    assert!(!there[0].is_gone);
    let gone = unit.collected(GREEN, true).await.unwrap();
    assert_eq!((gone[0].key, gone[0].is_gone), ([2; 16], true));
    assert_eq!(gone[0].kept.as_deref(), Some(&b"an id"[..]));
    assert!(unit.collected(AMBER, true).await.unwrap().is_empty());
}

pub async fn an_object_is_known_by_collection_id_and_version(store: &dyn Store) {
    let unit = begin(store).await;
    let key = unit.object_key(GREEN, "malware--1", "2026");
    assert_eq!(key, unit.object_key(GREEN, "malware--1", "2026"));
    assert_ne!(key, unit.object_key(AMBER, "malware--1", "2026"));
    assert_ne!(key, unit.object_key(GREEN, "malware--2", "2026"));
    assert_ne!(key, unit.object_key(GREEN, "malware--1", "2027"));
}

pub async fn of_many_objects_those_that_are_there_are_told(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.collect(GREEN, 10, &[object(1), object(2)])
        .await
        .unwrap();
    unit.collect(AMBER, 10, &[object(3)]).await.unwrap();
    let keys = [[1; 16], [2; 16], [3; 16], [4; 16]];
    let there = unit.collected_among(GREEN, &keys).await.unwrap();
    assert_eq!(there, [[1; 16], [2; 16]].into());
    let there = unit.collected_among(AMBER, &keys).await.unwrap();
    assert_eq!(there, [[3; 16]].into());
}
