//! Quotes, and facts that changed.

use super::samples::{begin, bulletin, network, reference, stored};
use crate::Store;

pub async fn quotes_are_known_from_both_sides_and_replaced(store: &dyn Store) {
    let mut unit = begin(store).await;
    let (one, two) = (reference("kivu", 1), reference("lagos", 2));
    let derived = reference("zagreb", 3);
    let both = [one.clone(), two.clone()];
    unit.put_quotes(network(1), &derived, &both).await.unwrap();
    unit.put_quotes(network(1), &two, std::slice::from_ref(&one))
        .await
        .unwrap();
    let mut quoting = unit.quoting(network(1), &one).await.unwrap();
    quoting.sort();
    assert_eq!(quoting, [two.clone(), derived.clone()]);
    let mut quoted = unit.quoted_by(network(1), &derived).await.unwrap();
    quoted.sort();
    assert_eq!(quoted, both);
    assert_eq!(unit.quoting(network(2), &one).await.unwrap(), []);
    unit.put_quotes(network(1), &derived, std::slice::from_ref(&two))
        .await
        .unwrap();
    assert_eq!(unit.quoting(network(1), &one).await.unwrap(), [two]);
    unit.put_quotes(network(1), &derived, &[]).await.unwrap();
    assert_eq!(unit.quoted_by(network(1), &derived).await.unwrap(), []);
}

pub async fn facts_that_changed_decide_in_lists_and_streams_alike(store: &dyn Store) {
    let (statement, other) = (bulletin("kivu", 1), bulletin("kivu", 2));
    let [(digest, reference), (of_other, _)] =
        [&statement, &other].map(|new| (new.digest, new.reference.clone()));
    stored(store, &[statement, other]).await;
    let mut unit = begin(store).await;
    let (mut facts, before) = unit.envelope(digest).await.unwrap().unwrap();
    assert!(!facts.withdrawn);
    facts.withdrawn = true;
    assert!(unit.put_facts(digest, &facts).await.unwrap());
    let (held, after) = unit.envelope(digest).await.unwrap().unwrap();
    assert!(held == facts && before.object() == after.object());
    let row = unit.bulletin(network(1), &reference).await;
    let row = row.unwrap().unwrap();
    assert!(row.facts == Some(facts) && row.brief.is_some());
    let (of_other, _) = unit.envelope(of_other).await.unwrap().unwrap();
    assert!(!of_other.withdrawn);
}

pub async fn what_is_purged_takes_no_other_facts(store: &dyn Store) {
    let statement = bulletin("kivu", 1);
    stored(store, std::slice::from_ref(&statement)).await;
    let mut unit = begin(store).await;
    let (facts, _) = unit.envelope(statement.digest).await.unwrap().unwrap();
    let retraction = bulletin("kivu", 9).digest;
    unit.purge(network(1), &statement.reference, retraction)
        .await
        .unwrap();
    assert!(!unit.put_facts(statement.digest, &facts).await.unwrap());
    assert!(unit.envelope(statement.digest).await.unwrap().is_none());
}
