//! Look-up material.

use fanal_stix::Kind;

use super::samples::begin;
use crate::{IndexKey, LookUpHit, LookUpRow, Store};

fn list(name: &str, body: &[u8]) -> LookUpRow {
    LookUpRow {
        name: name.to_owned(),
        body: body.to_vec(),
    }
}

fn domain(text: &str) -> IndexKey {
    (Kind::DomainName, text.to_owned())
}

pub async fn a_look_up_list_is_found_by_each_of_its_values(store: &dyn Store) {
    let mut unit = begin(store).await;
    let shared = domain("both.example");
    let keys = [domain("a.example"), shared.clone(), shared.clone()];
    unit.put_look_up(&list("urlhaus", b"one"), &keys)
        .await
        .unwrap();
    unit.put_look_up(&list("kept", b"two"), std::slice::from_ref(&shared))
        .await
        .unwrap();
    let asked = [
        domain("none.example"),
        shared,
        domain("a.example"),
        (Kind::Url, "a.example".to_owned()),
    ];
    let hit = |key, name: &str| LookUpHit {
        key,
        name: name.to_owned(),
    };
    let expected = [hit(1, "kept"), hit(1, "urlhaus"), hit(2, "urlhaus")];
    assert_eq!(unit.look_up(&asked).await.unwrap(), expected);
    assert!(unit.look_up(&[]).await.unwrap().is_empty());
}

pub async fn a_look_up_list_is_replaced_as_a_whole(store: &dyn Store) {
    let mut unit = begin(store).await;
    let (old, new) = (domain("old.example"), domain("new.example"));
    unit.put_look_up(&list("l", b"one"), std::slice::from_ref(&old))
        .await
        .unwrap();
    unit.put_look_up(&list("l", b"two"), std::slice::from_ref(&new))
        .await
        .unwrap();
    assert!(unit.look_up(&[old]).await.unwrap().is_empty());
    assert_eq!(
        unit.look_up(std::slice::from_ref(&new))
            .await
            .unwrap()
            .len(),
        1
    );
    unit.note_look_up(&list("l", b"three")).await.unwrap();
    unit.note_look_up(&list("never there", b"x")).await.unwrap();
    let lists = unit.look_ups().await.unwrap();
    assert!(lists == [list("l", b"three")]);
    assert_eq!(unit.look_up(&[new]).await.unwrap().len(), 1);
}

pub async fn look_up_lists_are_listed_by_name_and_forgotten_in_full(store: &dyn Store) {
    let mut unit = begin(store).await;
    let key = domain("a.example");
    for name in ["b", "a", "c"] {
        unit.put_look_up(&list(name, name.as_bytes()), std::slice::from_ref(&key))
            .await
            .unwrap();
    }
    assert!(unit.delete_look_up("b").await.unwrap());
    assert!(!unit.delete_look_up("b").await.unwrap());
    let names: Vec<String> = unit
        .look_ups()
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.name)
        .collect();
    assert_eq!(names, ["a", "c"]);
    let hits = unit.look_up(&[key]).await.unwrap();
    assert_eq!(
        hits.into_iter().map(|hit| hit.name).collect::<Vec<_>>(),
        ["a", "c"]
    );
}

pub async fn a_look_up_list_of_thousands_is_held_whole(store: &dyn Store) {
    let mut unit = begin(store).await;
    let keys: Vec<IndexKey> = (0..5_000)
        .map(|n| domain(&format!("d{n}.example")))
        .collect();
    unit.put_look_up(&list("many", b""), &keys).await.unwrap();
    assert_eq!(unit.look_up(&keys).await.unwrap().len(), 5_000);
    // Nothing of it is in the index of bulletins.
    assert!(
        unit.probe(super::samples::network(1), &keys, 1)
            .await
            .unwrap()
            .is_empty()
    );
}
