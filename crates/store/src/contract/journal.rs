//! The audit trail, refusals, and what is due.

use fanal_protocol::{Code, Digest, Kind, StreamName};
use sha2::{Digest as _, Sha256};

use super::samples::{at, begin, desk, digest, network, reference};
use crate::{Direction, Due, DueKind, RefusalRow, Store, What};

pub async fn audit_lines_are_numbered_from_one(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.put_audit(at(1), "amina", "send", "b1", "done")
        .await
        .unwrap();
    unit.put_audit(at(2), "node", "sync", "kivu", "peer.unreachable")
        .await
        .unwrap();
    let lines = unit.audit(1, 10).await.unwrap();
    let numbers: Vec<u64> = lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [1, 2]);
    let second = lines.last().unwrap();
    let words = (&*second.who, &*second.act, &*second.object, &*second.result);
    assert_eq!(
        (second.at, words),
        (at(2), ("node", "sync", "kivu", "peer.unreachable"))
    );
    assert_eq!(unit.audit(2, 10).await.unwrap(), lines[1..]);
    assert_eq!(unit.audit(1, 1).await.unwrap(), lines[..1]);
    assert_eq!(unit.audit(3, 10).await.unwrap(), []);
}

pub async fn audit_lines_of_an_act_come_newest_first(store: &dyn Store) {
    let mut unit = begin(store).await;
    for (n, act) in ["a.b", "a.c", "a%", "a.b", "é.b"].into_iter().enumerate() {
        let at = at(i64::try_from(n).unwrap());
        unit.put_audit(at, "amina", act, "b1", "done")
            .await
            .unwrap();
    }
    for (act, from, limit, expected) in [
        ("", None, 9, vec![5, 4, 3, 2, 1]),
        ("", Some(3), 2, vec![3, 2]),
        ("a.", None, 9, vec![4, 2, 1]),
        ("a.b", Some(3), 9, vec![1]),
        ("a.", None, 1, vec![4]),
        ("a%", None, 9, vec![3]),
        ("é", None, 9, vec![5]),
        ("b", None, 9, vec![]),
        ("", Some(0), 9, vec![]),
    ] {
        let lines = unit.audit_of(act, from, limit).await.unwrap();
        let numbers: Vec<u64> = lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, expected, "{act} {from:?} {limit}");
    }
}

pub async fn audit_lines_are_a_chain_that_anyone_can_check(store: &dyn Store) {
    for n in 0..3 {
        let mut unit = begin(store).await;
        unit.put_audit(at(n), "amina \"é\"", "send", "b1", "done")
            .await
            .unwrap();
        unit.commit().await.unwrap();
    }
    let mut hash = Digest::from_bytes([0; 32]);
    for line in begin(store).await.audit(1, 10).await.unwrap() {
        let text = serde_json::to_string(&(
            line.number,
            line.at,
            &line.who,
            &line.act,
            &line.object,
            &line.result,
        ));
        let link = Sha256::new()
            .chain_update(hash.as_bytes())
            .chain_update(text.unwrap());
        hash = Digest::from_bytes(link.finalize().into());
        assert_eq!(line.hash, hash);
    }
}

fn refusal(seconds: i64) -> RefusalRow {
    RefusalRow {
        direction: Direction::Given,
        peer: Some(desk("kivu")),
        stream: Some((desk("lagos"), StreamName::Clear)),
        what: What::Statement(Kind::Bulletin),
        code: Code::PolicyLabel,
        text: "AMBER from a relay".into(),
        first: None,
        of: Some(digest(1)),
        at: at(seconds),
        count: 1,
    }
}

pub async fn the_same_refusal_within_an_hour_counts_up(store: &dyn Store) {
    let mut unit = begin(store).await;
    for seconds in [0, 10, 3000] {
        unit.put_refusal(network(1), &refusal(seconds))
            .await
            .unwrap();
    }
    let counted = RefusalRow {
        count: 3,
        ..refusal(3000)
    };
    assert_eq!(unit.refusals(network(1), 0, 10).await.unwrap(), [counted]);
}

/// [SYN-19] However often it comes again, an hour is held by itself: the measure of one counts none of another.
pub async fn the_same_refusal_in_the_next_hour_stands_by_itself(store: &dyn Store) {
    let mut unit = begin(store).await;
    for seconds in [0, 3000, 3599, 3600, 6000, 7200] {
        unit.put_refusal(network(1), &refusal(seconds))
            .await
            .unwrap();
    }
    let of = |seconds, count| RefusalRow {
        count,
        ..refusal(seconds)
    };
    assert_eq!(
        unit.refusals(network(1), 0, 10).await.unwrap(),
        [of(7200, 1), of(6000, 2), of(3599, 3)]
    );
    let kivu = desk("kivu");
    for (from, expected) in [(0, 6), (3600, 3), (7200, 1)] {
        let count = unit.count_refused_bytes(network(1), Direction::Given, &kivu, at(from));
        assert_eq!(count.await.unwrap(), expected, "{from}");
    }
}

/// [SYN-19]
pub async fn of_refusals_that_count_up_the_first_and_the_newest_words_stay(store: &dyn Store) {
    let mut unit = begin(store).await;
    for (seconds, text) in [(0, "one"), (1, "two"), (2, "three")] {
        let row = RefusalRow {
            text: text.into(),
            ..refusal(seconds)
        };
        unit.put_refusal(network(1), &row).await.unwrap();
    }
    let counted = RefusalRow {
        text: "three".into(),
        first: Some("one".into()),
        count: 3,
        ..refusal(2)
    };
    assert_eq!(unit.refusals(network(1), 0, 10).await.unwrap(), [counted]);
}

pub async fn another_refusal_stands_by_itself(store: &dyn Store) {
    let others = [
        RefusalRow {
            at: at(3600),
            ..refusal(0)
        },
        RefusalRow {
            direction: Direction::Received,
            ..refusal(2)
        },
        RefusalRow {
            peer: None,
            ..refusal(3)
        },
        RefusalRow {
            stream: None,
            ..refusal(4)
        },
        RefusalRow {
            code: Code::VerifyTime,
            ..refusal(5)
        },
        RefusalRow {
            what: What::Statement(Kind::Retraction),
            ..refusal(5)
        },
        RefusalRow {
            what: What::Entry,
            ..refusal(5)
        },
        RefusalRow {
            what: What::Connection,
            ..refusal(5)
        },
        RefusalRow {
            of: None,
            ..refusal(6)
        },
    ];
    let mut unit = begin(store).await;
    unit.put_refusal(network(1), &refusal(0)).await.unwrap();
    for row in &others {
        unit.put_refusal(network(1), row).await.unwrap();
    }
    unit.put_refusal(network(2), &refusal(7)).await.unwrap();
    let newest = unit.refusals(network(1), 0, 100).await.unwrap();
    let mut expected = vec![others[0].clone()];
    expected.extend(others[1..].iter().rev().cloned());
    expected.push(refusal(0));
    assert_eq!(newest, expected);
    assert_eq!(
        unit.refusals(network(1), 0, 2).await.unwrap(),
        expected[..2]
    );
    assert_eq!(unit.refusals(network(2), 0, 2).await.unwrap(), [refusal(7)]);
}

/// [SYN-21]
pub async fn who_is_refused_much_hides_no_other_refusal(store: &dyn Store) {
    let mut unit = begin(store).await;
    let earlier = RefusalRow {
        peer: Some(desk("bor")),
        ..refusal(0)
    };
    unit.put_refusal(network(1), &earlier).await.unwrap();
    let noise: Vec<RefusalRow> = (1..=9)
        .map(|n| RefusalRow {
            direction: Direction::Received,
            of: Some(digest(n)),
            ..refusal(n.into())
        })
        .collect();
    for row in &noise {
        unit.put_refusal(network(1), row).await.unwrap();
    }
    let given = refusal(20);
    unit.put_refusal(network(1), &given).await.unwrap();
    let shown = unit.refusals(network(1), 2, 10).await.unwrap();
    let expected = [&given, &noise[8], &noise[7], &earlier].map(Clone::clone);
    assert_eq!(shown, expected);
    assert_eq!(
        unit.refusals(network(1), 2, 3).await.unwrap(),
        expected[..3]
    );
}

/// [SYN-21]
pub async fn refused_bytes_are_found_and_counted_by_direction_and_peer(store: &dyn Store) {
    let mut unit = begin(store).await;
    let of_bor = RefusalRow {
        peer: Some(desk("bor")),
        ..refusal(3)
    };
    let without_bytes = RefusalRow {
        of: None,
        ..refusal(4)
    };
    let received = RefusalRow {
        direction: Direction::Received,
        ..refusal(5)
    };
    let other = RefusalRow {
        of: Some(digest(2)),
        count: 4,
        ..refusal(2)
    };
    for row in [&refusal(1), &other, &of_bor, &without_bytes, &received] {
        unit.put_refusal(network(1), row).await.unwrap();
    }
    let (given, kivu) = (Direction::Given, desk("kivu"));
    let found = unit.refused_bytes(network(1), given, &kivu, 9).await;
    assert_eq!(found.unwrap(), [other.clone(), refusal(1)]);
    let newest = unit.refused_bytes(network(1), given, &kivu, 1).await;
    assert_eq!(newest.unwrap(), [other]);
    for (from, expected) in [(1, 5), (2, 4), (3, 0)] {
        let count = unit
            .count_refused_bytes(network(1), given, &kivu, at(from))
            .await;
        assert_eq!(count.unwrap(), expected, "{from}");
    }
    for of in [network(1), network(2)] {
        let nobody = desk("nobody");
        let none = unit.refused_bytes(of, given, &nobody, 9).await;
        assert_eq!(none.unwrap(), []);
        let none = unit.count_refused_bytes(of, given, &nobody, at(0));
        assert_eq!(none.await.unwrap(), 0);
    }
}

pub async fn old_refusals_are_forgotten(store: &dyn Store) {
    let mut unit = begin(store).await;
    for seconds in [0, 4000, 8000] {
        unit.put_refusal(network(1), &refusal(seconds))
            .await
            .unwrap();
    }
    assert_eq!(unit.forget_refusals_before(at(4000)).await.unwrap(), 1);
    assert_eq!(
        unit.refusals(network(1), 0, 9).await.unwrap(),
        [refusal(8000), refusal(4000)]
    );
}

fn due(seconds: i64, kind: DueKind, n: u32) -> Due {
    Due {
        at: at(seconds),
        kind,
        reference: reference("kivu", n),
    }
}

pub async fn what_is_due_comes_earliest_first(store: &dyn Store) {
    let mut unit = begin(store).await;
    assert_eq!(unit.next_due().await.unwrap(), None);
    let (late, early, soon) = (
        due(30, DueKind::Purge, 1),
        due(10, DueKind::Publish, 2),
        due(20, DueKind::Expire, 1),
    );
    unit.put_due(network(1), &late).await.unwrap();
    unit.put_due(network(2), &early).await.unwrap();
    unit.put_due(network(1), &soon).await.unwrap();
    assert_eq!(unit.next_due().await.unwrap(), Some(at(10)));
    assert_eq!(unit.due_by(at(9)).await.unwrap(), []);
    let by_20 = [(network(2), early.clone()), (network(1), soon.clone())];
    assert_eq!(unit.due_by(at(20)).await.unwrap(), by_20);
    assert_eq!(unit.due_by(at(99)).await.unwrap().len(), 3);
}

pub async fn the_newest_moment_of_a_kind_and_bulletin_counts(store: &dyn Store) {
    let mut unit = begin(store).await;
    for seconds in [10, 30, 20] {
        unit.put_due(network(1), &due(seconds, DueKind::Purge, 1))
            .await
            .unwrap();
    }
    let only = (network(1), due(20, DueKind::Purge, 1));
    assert_eq!(unit.due_by(at(99)).await.unwrap(), [only]);
}

pub async fn what_is_done_is_not_due(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.put_due(network(1), &due(10, DueKind::Purge, 1))
        .await
        .unwrap();
    unit.put_due(network(1), &due(10, DueKind::Expire, 1))
        .await
        .unwrap();
    unit.delete_due(network(1), DueKind::Purge, &reference("kivu", 1))
        .await
        .unwrap();
    unit.delete_due(network(2), DueKind::Expire, &reference("kivu", 1))
        .await
        .unwrap();
    unit.delete_due(network(1), DueKind::Expire, &reference("lagos", 1))
        .await
        .unwrap();
    let left = (network(1), due(10, DueKind::Expire, 1));
    assert_eq!(unit.due_by(at(99)).await.unwrap(), [left]);
}
