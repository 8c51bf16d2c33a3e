//! Records of consent.

use super::samples::{at, begin, id};
use crate::{ConsentId, ConsentRow, Store, StoreError};

fn record(n: u8, alias: &str) -> ConsentRow {
    ConsentRow {
        id: ConsentId::from_random([n; 16]),
        alias: alias.into(),
        updated: at(i64::from(n)),
        body: format!("{{\"heard_by\":\"{n}\"}}").into_bytes(),
    }
}

pub async fn a_record_of_consent_comes_back_by_alias_and_by_id(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.put_consent(&record(1, "Sara")).await.unwrap();
    let changed = ConsentRow {
        body: b"{}".to_vec(),
        updated: at(9),
        ..record(1, "Sara")
    };
    unit.put_consent(&changed).await.unwrap();
    unit.commit().await.unwrap();
    let mut unit = store.read().await.unwrap();
    assert!(unit.consent("Sara").await.unwrap() == Some(changed.clone()));
    assert!(unit.consent_by_id(changed.id).await.unwrap() == Some(changed));
    assert!(unit.consent("sara").await.unwrap().is_none());
    let other = ConsentId::from_random([2; 16]);
    assert!(unit.consent_by_id(other).await.unwrap().is_none());
}

pub async fn records_of_consent_are_listed_by_alias(store: &dyn Store) {
    let mut unit = begin(store).await;
    for (n, alias) in [(1, "c"), (2, "a"), (3, "b")] {
        unit.put_consent(&record(n, alias)).await.unwrap();
    }
    let listed = unit.consents().await.unwrap();
    let aliases: Vec<&str> = listed.iter().map(|row| row.alias.as_str()).collect();
    assert_eq!(aliases, ["a", "b", "c"]);
}

pub async fn another_record_of_an_alias_is_a_conflict(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.put_consent(&record(1, "Sara")).await.unwrap();
    let refused = unit.put_consent(&record(2, "Sara")).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))));
}

pub async fn what_rests_on_a_record_is_known_from_both_sides(store: &dyn Store) {
    let mut unit = begin(store).await;
    let (sara, omar) = (record(1, "Sara"), record(2, "Omar"));
    unit.put_consent(&sara).await.unwrap();
    unit.put_consent(&omar).await.unwrap();
    for n in 1..=3 {
        unit.rest_on(id(n), Some(sara.id)).await.unwrap();
    }
    unit.rest_on(id(2), Some(omar.id)).await.unwrap();
    unit.rest_on(id(3), None).await.unwrap();
    assert_eq!(unit.resting_on(sara.id).await.unwrap(), [id(1)]);
    assert_eq!(unit.resting_on(omar.id).await.unwrap(), [id(2)]);
    let mut under = unit.consents_under(&[id(1), id(2), id(3)]).await.unwrap();
    under.sort_by_key(|(own, _)| *own);
    let mut expected = vec![(id(1), sara), (id(2), omar)];
    expected.sort_by_key(|(own, _)| *own);
    assert!(under == expected);
}
