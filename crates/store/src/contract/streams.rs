//! Heads and positions.

use fanal_protocol::{Digest, GroupId, StreamName, StreamRef};

use super::samples::{begin, bulletin, desk, digest, network, peek, reference, stored, stream};
use crate::{Place, Store, StoreError, StoredEntry, StreamRow};

fn head(stream: StreamRef, size: u64) -> StreamRow {
    StreamRow {
        network: network(1),
        stream,
        size,
        proven: size / 2,
        root: digest(7),
        frontier: vec![1, 2, 3],
        checkpoint: format!("fanal/v1\n{size}\n"),
    }
}

pub async fn a_head_comes_back_as_it_was_put(store: &dyn Store) {
    let mut unit = begin(store).await;
    let of = stream("kivu");
    assert_eq!(unit.stream(network(1), &of).await.unwrap(), None);
    for size in [0, 5, 9] {
        unit.put_stream(&head(of.clone(), size)).await.unwrap();
        assert_eq!(
            unit.stream(network(1), &of).await.unwrap(),
            Some(head(of.clone(), size))
        );
    }
    assert_eq!(unit.stream(network(2), &of).await.unwrap(), None);
    let next_epoch = StreamRef { epoch: 2, ..of };
    assert_eq!(unit.stream(network(1), &next_epoch).await.unwrap(), None);
}

pub async fn heads_are_listed_in_the_order_of_streams(store: &dyn Store) {
    let group: GroupId = "river".parse().unwrap();
    let names = [
        StreamName::Direct(desk("lagos")),
        StreamName::GroupAmber(group.clone()),
        StreamName::Clear,
        StreamName::GroupGreen(group),
        StreamName::Green(network(1)),
    ];
    let mut heads: Vec<StreamRow> = names
        .into_iter()
        .map(|name| {
            head(
                StreamRef {
                    origin: desk("kivu"),
                    name,
                    epoch: 1,
                },
                1,
            )
        })
        .collect();
    heads.push(head(
        StreamRef {
            epoch: 10,
            ..stream("kivu")
        },
        1,
    ));
    heads.push(head(
        StreamRef {
            epoch: 2,
            ..stream("kivu")
        },
        1,
    ));
    heads.push(head(stream("accra"), 1));
    let mut unit = begin(store).await;
    for row in &heads {
        unit.put_stream(row).await.unwrap();
    }
    heads.sort_by(|a, b| a.stream.cmp(&b.stream));
    assert_eq!(unit.streams(network(1)).await.unwrap(), heads);
    assert_eq!(unit.streams(network(2)).await.unwrap(), []);
}

pub async fn a_stream_without_a_head_is_not_listed(store: &dyn Store) {
    let mut unit = begin(store).await;
    let places = [Place::NotHeld(digest(1))];
    unit.append(network(1), &stream("kivu"), 0, &places)
        .await
        .unwrap();
    assert_eq!(
        unit.stream(network(1), &stream("kivu")).await.unwrap(),
        None
    );
    assert_eq!(unit.streams(network(1)).await.unwrap(), []);
}

/// What stands there, without opening it.
fn shape(entry: &StoredEntry) -> Place {
    match entry {
        StoredEntry::Held(digest, ..) => Place::Held(*digest),
        StoredEntry::Tombstone(digest, retraction) => Place::Tombstone(*digest, *retraction),
        StoredEntry::NotHeld(digest) => Place::NotHeld(*digest),
    }
}

async fn shapes(store: &dyn Store, stream: &StreamRef) -> Vec<Place> {
    let entries = begin(store)
        .await
        .entries(network(1), stream, 0, 1000)
        .await
        .unwrap();
    entries.iter().map(shape).collect()
}

async fn appended(store: &dyn Store, stream: &StreamRef, from: u64, places: &[Place]) {
    let mut unit = begin(store).await;
    unit.append(network(1), stream, from, places).await.unwrap();
    unit.commit().await.unwrap();
}

pub async fn entries_come_back_in_order_as_they_stand(store: &dyn Store) {
    let held = bulletin("kivu", 1);
    let places = [
        Place::NotHeld(digest(1)),
        Place::Held(held.digest),
        Place::Tombstone(digest(2), digest(3)),
        Place::Tombstone(digest(4), Digest::from_bytes([0; 32])),
    ];
    let mut unit = begin(store).await;
    unit.put_statements(&[held]).await.unwrap();
    unit.append(network(1), &stream("kivu"), 0, &places)
        .await
        .unwrap();
    unit.commit().await.unwrap();
    assert_eq!(shapes(store, &stream("kivu")).await, places);
    let mut unit = begin(store).await;
    let entries = unit
        .entries(network(1), &stream("kivu"), 1, 3)
        .await
        .unwrap();
    assert_eq!(entries.iter().map(shape).collect::<Vec<_>>(), places[1..3]);
    if let Some(StoredEntry::Held(_, facts, envelope)) = entries.into_iter().next() {
        assert!(*facts == bulletin("kivu", 1).facts);
        assert_eq!(peek(envelope), bulletin("kivu", 1).bytes);
    }
    assert!(
        unit.entries(network(1), &stream("kivu"), 4, u64::MAX)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        unit.entries(network(1), &stream("lagos"), 0, 9)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        unit.entries(network(2), &stream("kivu"), 0, 9)
            .await
            .unwrap()
            .is_empty()
    );
}

pub async fn digests_come_back_in_order(store: &dyn Store) {
    let places: Vec<Place> = (0..3000).map(|n| Place::NotHeld(digest(n))).collect();
    appended(store, &stream("kivu"), 0, &places).await;
    let mut unit = begin(store).await;
    let all = unit
        .digests(network(1), &stream("kivu"), 0, u64::MAX)
        .await
        .unwrap();
    assert_eq!(all, (0..3000).map(digest).collect::<Vec<_>>());
    let some = unit
        .digests(network(1), &stream("kivu"), 2998, 2999)
        .await
        .unwrap();
    assert_eq!(some, [digest(2998)]);
    for (wanted, at) in [
        (digest(0), Some(0)),
        (digest(2998), Some(2998)),
        (digest(3000), None),
    ] {
        let found = unit.position_of(network(1), &stream("kivu"), wanted).await;
        assert_eq!(found.unwrap(), at);
    }
    let elsewhere = unit
        .position_of(network(1), &stream("goma"), digest(0))
        .await;
    assert_eq!(elsewhere.unwrap(), None);
}

pub async fn a_position_that_exists_is_a_conflict(store: &dyn Store) {
    appended(store, &stream("kivu"), 0, &[Place::NotHeld(digest(1))]).await;
    let mut unit = begin(store).await;
    let again = [Place::NotHeld(digest(2))];
    let refused = unit.append(network(1), &stream("kivu"), 0, &again).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
}

pub async fn a_stream_grows_without_gaps(store: &dyn Store) {
    let mut unit = begin(store).await;
    let late = [Place::NotHeld(digest(2))];
    let refused = unit.append(network(1), &stream("kivu"), 1, &late).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
    drop(unit);
    appended(store, &stream("kivu"), 0, &[]).await;
    appended(store, &stream("kivu"), 0, &[Place::NotHeld(digest(1))]).await;
    appended(store, &stream("kivu"), 1, &late).await;
    let expected = [digest(1), digest(2)].map(Place::NotHeld);
    assert_eq!(shapes(store, &stream("kivu")).await, expected);
}

pub async fn what_is_said_to_be_held_has_to_be(store: &dyn Store) {
    let mut unit = begin(store).await;
    let refused = unit
        .append(network(1), &stream("kivu"), 0, &[Place::Held(digest(1))])
        .await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
}

pub async fn a_purged_statement_is_a_tombstone_wherever_it_stands(store: &dyn Store) {
    let held = bulletin("kivu", 1).digest;
    stored(store, &[bulletin("kivu", 1)]).await;
    let direct = StreamRef {
        name: StreamName::Direct(desk("lagos")),
        ..stream("kivu")
    };
    for of in [&stream("kivu"), &direct] {
        appended(store, of, 0, &[Place::Held(held)]).await;
    }
    let mut unit = begin(store).await;
    unit.purge(network(1), &reference("kivu", 1), digest(9))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    for of in [&stream("kivu"), &direct] {
        assert_eq!(shapes(store, of).await, [Place::Tombstone(held, digest(9))]);
    }
}

pub async fn a_statement_that_comes_later_closes_the_gap(store: &dyn Store) {
    let late = bulletin("kivu", 1).digest;
    appended(store, &stream("kivu"), 0, &[Place::NotHeld(late)]).await;
    stored(store, &[bulletin("kivu", 1)]).await;
    assert_eq!(shapes(store, &stream("kivu")).await, [Place::Held(late)]);
}

pub async fn a_stream_shows_nothing_of_other_desks_or_networks(store: &dyn Store) {
    let (foreign, elsewhere) = (
        bulletin("lagos", 1),
        bulletin("kivu", 1).of_network(network(2)),
    );
    let places = [
        Place::NotHeld(foreign.digest),
        Place::NotHeld(elsewhere.digest),
    ];
    stored(store, &[foreign, elsewhere]).await;
    appended(store, &stream("kivu"), 0, &places).await;
    assert_eq!(shapes(store, &stream("kivu")).await, places);
}

pub async fn a_tail_that_did_not_prove_true_is_dropped(store: &dyn Store) {
    let places: Vec<Place> = (0..10).map(|n| Place::NotHeld(digest(n))).collect();
    appended(store, &stream("kivu"), 0, &places).await;
    appended(store, &stream("lagos"), 0, &places).await;
    let mut unit = begin(store).await;
    unit.truncate(network(1), &stream("kivu"), 4).await.unwrap();
    unit.truncate(network(1), &stream("accra"), 0)
        .await
        .unwrap();
    unit.append(
        network(1),
        &stream("kivu"),
        4,
        &[Place::NotHeld(digest(99))],
    )
    .await
    .unwrap();
    unit.commit().await.unwrap();
    let mut expected = places[..4].to_vec();
    expected.push(Place::NotHeld(digest(99)));
    assert_eq!(shapes(store, &stream("kivu")).await, expected);
    assert_eq!(shapes(store, &stream("lagos")).await, places);
}

pub async fn a_position_known_by_digest_can_be_settled(store: &dyn Store) {
    let places = [Place::NotHeld(digest(1)), Place::NotHeld(digest(2))];
    appended(store, &stream("kivu"), 0, &places).await;
    let mut unit = begin(store).await;
    for (known, retraction) in [(1, 8), (1, 9), (3, 9)] {
        unit.settle(network(1), &desk("kivu"), digest(known), digest(retraction))
            .await
            .unwrap();
    }
    unit.commit().await.unwrap();
    let expected = [
        Place::Tombstone(digest(1), digest(8)),
        Place::NotHeld(digest(2)),
    ];
    assert_eq!(shapes(store, &stream("kivu")).await, expected);
}

pub async fn settling_does_not_hide_what_is_held(store: &dyn Store) {
    let held = bulletin("kivu", 1).digest;
    stored(store, &[bulletin("kivu", 1)]).await;
    appended(store, &stream("kivu"), 0, &[Place::Held(held)]).await;
    let mut unit = begin(store).await;
    unit.settle(network(1), &desk("kivu"), held, digest(9))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    assert_eq!(shapes(store, &stream("kivu")).await, [Place::Held(held)]);
    // By another road: the place says that it is not held, the statement is here all the same.
    let late = bulletin("kivu", 2).digest;
    appended(store, &stream("kivu"), 1, &[Place::NotHeld(late)]).await;
    stored(store, &[bulletin("kivu", 2)]).await;
    let mut unit = begin(store).await;
    unit.settle(network(1), &desk("kivu"), late, digest(9))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    let expected = [held, late].map(Place::Held);
    assert_eq!(shapes(store, &stream("kivu")).await, expected);
}

pub async fn nobody_settles_what_is_anothers(store: &dyn Store) {
    appended(store, &stream("kivu"), 0, &[Place::NotHeld(digest(1))]).await;
    let mut unit = begin(store).await;
    for (net, origin) in [(1, "lagos"), (2, "kivu"), (1, "accra")] {
        unit.settle(network(net), &desk(origin), digest(1), digest(9))
            .await
            .unwrap();
    }
    unit.commit().await.unwrap();
    let expected = [Place::NotHeld(digest(1))];
    assert_eq!(shapes(store, &stream("kivu")).await, expected);
}

pub async fn a_head_is_not_set_back(store: &dyn Store) {
    let mut unit = begin(store).await;
    let of = stream("kivu");
    for size in [5, 5, 6] {
        unit.put_stream(&head(of.clone(), size)).await.unwrap();
    }
    let refused = unit.put_stream(&head(of, 5)).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
}

pub async fn what_is_wanted_is_told_newest_first(store: &dyn Store) {
    let by_another_road = bulletin("kivu", 1).digest;
    let places = [
        Place::NotHeld(digest(1)),
        Place::Refused(digest(2)),
        Place::Tombstone(digest(3), digest(9)),
        Place::NotHeld(by_another_road),
        Place::NotHeld(digest(4)),
        Place::NotHeld(digest(5)),
    ];
    appended(store, &stream("kivu"), 0, &places).await;
    appended(store, &stream("lagos"), 0, &[Place::Refused(digest(1))]).await;
    stored(store, &[bulletin("kivu", 1)]).await;
    let mut unit = begin(store).await;
    assert_eq!(
        unit.wanting(network(1)).await.unwrap(),
        [(stream("kivu"), 3)]
    );
    assert_eq!(unit.wanting(network(2)).await.unwrap(), []);
    let kivu = stream("kivu");
    let all = unit.gaps(network(1), &kivu, u64::MAX, 9).await.unwrap();
    assert_eq!(all, [(5, digest(5)), (4, digest(4)), (0, digest(1))]);
    let some = unit.gaps(network(1), &kivu, 5, 1).await.unwrap();
    assert_eq!(some, [(4, digest(4))]);
    let none = unit.gaps(network(1), &stream("lagos"), 9, 9).await.unwrap();
    assert_eq!(none, []);
}

pub async fn a_gap_is_filled_with_its_own_digest_only(store: &dyn Store) {
    let held = bulletin("kivu", 1).digest;
    let gaps = [held, digest(2), digest(3), digest(4)].map(Place::NotHeld);
    appended(store, &stream("kivu"), 0, &gaps).await;
    stored(store, &[bulletin("kivu", 1)]).await;
    let mut unit = begin(store).await;
    let of = stream("kivu");
    let fillings = [
        (0, Place::Held(held), true),
        (1, Place::Tombstone(digest(2), digest(9)), true),
        (1, Place::Tombstone(digest(2), digest(8)), false),
        (2, Place::Refused(digest(3)), true),
        (3, Place::Refused(digest(3)), false),
        (4, Place::Refused(digest(3)), false),
    ];
    for (at, place, done) in fillings {
        let filled = unit.fill(network(1), &of, at, &place).await.unwrap();
        assert_eq!(filled, done, "{place:?} at {at}");
    }
    let wanted = unit.gaps(network(1), &of, u64::MAX, 9).await.unwrap();
    assert_eq!(wanted, [(3, digest(4))]);
    unit.commit().await.unwrap();
    let expected = [
        Place::Held(held),
        Place::Tombstone(digest(2), digest(9)),
        Place::NotHeld(digest(3)),
        Place::NotHeld(digest(4)),
    ];
    assert_eq!(shapes(store, &stream("kivu")).await, expected);
}
