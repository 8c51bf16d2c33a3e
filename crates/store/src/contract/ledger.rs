//! Disclosures, awaited receipts, sightings.

use fanal_protocol::{Label, SightingVerdict};

use super::samples::{at, begin, bulletin, desk, digest, id, network, reference, stored};
use crate::{
    Answer, AwaitedRow, Disclosure, Filter, Gone, NewStatement, Road, SightingRow, Store,
    StoreError,
};

fn disclosed(statement: &NewStatement, to: &str, seconds: i64) -> Disclosure {
    Disclosure {
        reference: statement.reference.clone(),
        digest: statement.digest,
        desk: desk(to),
        at: at(seconds),
        label: Some(Label::Green),
        road: Some(Road::Sync),
    }
}

pub async fn disclosures_tell_who_got_any_revision(store: &dyn Store) {
    let (first, second) = (bulletin("kivu", 1), bulletin("kivu", 1).revised(2));
    let other = bulletin("kivu", 2);
    let rows = [
        disclosed(&second, "lagos", 30),
        disclosed(&first, "lagos", 10),
        disclosed(&first, "zagreb", 20),
        disclosed(&other, "zagreb", 40),
    ];
    stored(store, &[first, second, other]).await;
    let mut unit = begin(store).await;
    unit.put_disclosures(network(1), &rows).await.unwrap();
    let [a, b, c, d] = rows;
    let of = unit
        .disclosures(network(1), &reference("kivu", 1))
        .await
        .unwrap();
    assert_eq!(of, [b, c.clone(), a]);
    let to = unit
        .disclosures_to(network(1), &desk("zagreb"))
        .await
        .unwrap();
    assert_eq!(to, [c, d]);
    assert_eq!(
        unit.disclosures_to(network(2), &desk("zagreb"))
            .await
            .unwrap(),
        []
    );
    assert_eq!(
        unit.disclosures(network(1), &reference("kivu", 9))
            .await
            .unwrap(),
        []
    );
}

pub async fn the_same_disclosure_again_changes_nothing(store: &dyn Store) {
    let statement = bulletin("kivu", 1);
    let (once, again) = (
        disclosed(&statement, "lagos", 1),
        disclosed(&statement, "lagos", 2),
    );
    stored(store, &[statement]).await;
    let mut unit = begin(store).await;
    unit.put_disclosures(network(1), &[once.clone(), again.clone()])
        .await
        .unwrap();
    unit.put_disclosures(network(1), &[again]).await.unwrap();
    assert_eq!(
        unit.disclosures(network(1), &reference("kivu", 1))
            .await
            .unwrap(),
        [once]
    );
}

pub async fn what_is_not_stored_cannot_have_been_disclosed(store: &dyn Store) {
    let mut unit = begin(store).await;
    let row = disclosed(&bulletin("kivu", 1), "lagos", 1);
    let refused = unit.put_disclosures(network(1), &[row]).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
}

pub async fn disclosures_outlive_a_purge(store: &dyn Store) {
    let statement = bulletin("kivu", 1);
    let row = disclosed(&statement, "lagos", 1);
    stored(store, &[statement]).await;
    let mut unit = begin(store).await;
    unit.put_disclosures(network(1), std::slice::from_ref(&row))
        .await
        .unwrap();
    unit.purge(network(1), &reference("kivu", 1), digest(9))
        .await
        .unwrap();
    assert_eq!(
        unit.disclosures(network(1), &reference("kivu", 1))
            .await
            .unwrap(),
        [row]
    );
}

fn awaited(n: u32, from: &str) -> AwaitedRow {
    AwaitedRow {
        retraction: digest(100 + n),
        reference: reference("kivu", n),
        desk: desk(from),
        answer: Answer::Waiting,
        asked: at(i64::from(n)),
        answered: None,
    }
}

pub async fn a_withdrawal_is_followed_until_all_answered(store: &dyn Store) {
    let rows = [
        awaited(1, "lagos"),
        awaited(1, "zagreb"),
        awaited(2, "lagos"),
    ];
    let mut unit = begin(store).await;
    unit.await_receipts(network(1), &rows).await.unwrap();
    assert!(
        unit.put_answer(digest(101), &desk("lagos"), Answer::Purged, at(50))
            .await
            .unwrap()
    );
    let answered = AwaitedRow {
        answer: Answer::Purged,
        answered: Some(at(50)),
        ..awaited(1, "lagos")
    };
    let one = unit
        .awaited(network(1), Some(&reference("kivu", 1)))
        .await
        .unwrap();
    assert_eq!(one, [answered.clone(), awaited(1, "zagreb")]);
    let all = unit.awaited(network(1), None).await.unwrap();
    assert_eq!(all, [answered, awaited(1, "zagreb"), awaited(2, "lagos")]);
    assert_eq!(unit.awaited(network(2), None).await.unwrap(), []);
}

pub async fn an_answer_that_came_is_not_awaited_again(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.await_receipts(network(1), &[awaited(1, "lagos")])
        .await
        .unwrap();
    unit.put_answer(digest(101), &desk("lagos"), Answer::NotHeld, at(50))
        .await
        .unwrap();
    unit.await_receipts(network(1), &[awaited(1, "lagos")])
        .await
        .unwrap();
    let rows = unit.awaited(network(1), None).await.unwrap();
    assert_eq!(rows.first().map(|row| row.answer), Some(Answer::NotHeld));
    assert_eq!(rows.len(), 1);
}

pub async fn an_answer_that_nobody_awaits_is_told_so(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.await_receipts(network(1), &[awaited(1, "lagos")])
        .await
        .unwrap();
    for (retraction, from) in [(digest(101), "zagreb"), (digest(102), "lagos")] {
        let awaited = unit
            .put_answer(retraction, &desk(from), Answer::Purged, at(1))
            .await;
        assert!(!awaited.unwrap());
    }
    assert_eq!(
        unit.awaited(network(1), None).await.unwrap(),
        [awaited(1, "lagos")]
    );
}

pub async fn the_newest_sighting_of_a_desk_counts(store: &dyn Store) {
    let seen = |from: &str, verdict, named| SightingRow {
        reference: reference("kivu", 1),
        desk: desk(from),
        verdict,
        named,
        day: at(0).day(),
    };
    let first = seen("lagos", SightingVerdict::Seen, true);
    let second = seen("lagos", SightingVerdict::FalsePositive, false);
    let other = seen("accra", SightingVerdict::Expired, true);
    let mut unit = begin(store).await;
    for row in [&first, &second, &other] {
        unit.put_sighting(network(1), row).await.unwrap();
    }
    let rows = unit
        .sightings(network(1), &reference("kivu", 1))
        .await
        .unwrap();
    assert_eq!(rows, [other, second]);
    assert_eq!(
        unit.sightings(network(1), &reference("kivu", 2))
            .await
            .unwrap(),
        []
    );
    assert_eq!(
        unit.sightings(network(2), &reference("kivu", 1))
            .await
            .unwrap(),
        []
    );
}

/// The same order as any list of bulletins, so that it is turned page by page.
pub async fn what_was_taken_back_is_listed_by_whether_all_have_answered(store: &dyn Store) {
    let all: Vec<_> = (1..=5).map(|n| bulletin("kivu", n)).collect();
    stored(store, &all).await;
    let mut unit = begin(store).await;
    for n in 1..=4 {
        unit.purge(network(1), &reference("kivu", n), digest(100 + n))
            .await
            .unwrap();
    }
    let rows = [
        awaited(1, "lagos"),
        awaited(1, "zagreb"),
        awaited(2, "lagos"),
        awaited(3, "lagos"),
        // Narrowed, and still here: it is not gone.
        awaited(5, "lagos"),
    ];
    unit.await_receipts(network(1), &rows).await.unwrap();
    for (n, answer) in [
        (1, Answer::Purged),
        (2, Answer::NotHeld),
        (3, Answer::Refused),
    ] {
        let lagos = desk("lagos");
        let put = unit.put_answer(digest(100 + n), &lagos, answer, at(9));
        assert!(put.await.unwrap());
    }
    for (gone, behind, expected) in [
        (Gone::Here, None, vec![3, 1]),
        (Gone::Here, Some(3), vec![1]),
        (Gone::Everywhere, None, vec![4, 2]),
        (Gone::Everywhere, Some(4), vec![2]),
    ] {
        let filter = Filter {
            origin: Some(desk("kivu")),
            gone: Some(gone),
            before: behind.map(|n| (at(i64::from(n)), reference("kivu", n))),
            limit: 2,
            ..Filter::default()
        };
        let rows = unit.bulletins(network(1), &filter).await.unwrap();
        let ids: Vec<_> = rows.into_iter().map(|row| row.reference.id).collect();
        let expected: Vec<_> = expected.into_iter().map(id).collect();
        assert_eq!(ids, expected, "{gone:?} {behind:?}");
    }
}
