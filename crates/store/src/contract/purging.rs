//! What goes and what stays when content is destroyed.

use fanal_protocol::Digest;

use super::samples::{begin, bulletin, digest, domain, network, peek, reference, stored};
use crate::{State, Store};

fn digest_of(revision: u32) -> Digest {
    bulletin("kivu", 1).revised(revision).digest
}

pub async fn a_purge_leaves_digests_and_nothing_else(store: &dyn Store) {
    let first = bulletin("kivu", 1).revised(1).holding(&["evil.example"]);
    let second = bulletin("kivu", 1).revised(2).holding(&["evil.example"]);
    stored(
        store,
        &[
            first,
            second,
            bulletin("kivu", 2).holding(&["evil.example"]),
        ],
    )
    .await;
    let mut unit = begin(store).await;
    let gone = unit
        .purge(network(1), &reference("kivu", 1), digest(9))
        .await
        .unwrap();
    assert_eq!(gone, [digest_of(1), digest_of(2)]);
    unit.commit().await.unwrap();
    let mut unit = begin(store).await;
    for revision in [1, 2] {
        assert!(unit.envelope(digest_of(revision)).await.unwrap().is_none());
        let row = unit.statement(digest_of(revision)).await.unwrap().unwrap();
        assert_eq!(row.purged_by, Some(digest(9)));
    }
    let row = unit
        .bulletin(network(1), &reference("kivu", 1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.state, row.retain_until), (State::Purged, None));
    assert!(row.facts.is_none() && row.brief.is_none());
    let hits = unit
        .probe(network(1), &[domain("evil.example")], 9)
        .await
        .unwrap();
    assert_eq!(hits.len(), 1, "the other bulletin still holds the value");
    assert_eq!(unit.counts().await.unwrap(), (1, 1));
}

pub async fn a_purge_of_what_is_not_here_gives_nothing(store: &dyn Store) {
    stored(store, &[bulletin("kivu", 1)]).await;
    let mut unit = begin(store).await;
    for (n, origin, which) in [(1, "kivu", 2), (1, "lagos", 1), (2, "kivu", 1)] {
        let gone = unit
            .purge(network(n), &reference(origin, which), digest(9))
            .await
            .unwrap();
        assert_eq!(gone, []);
    }
    assert!(
        unit.envelope(bulletin("kivu", 1).digest)
            .await
            .unwrap()
            .is_some()
    );
}

pub async fn a_second_purge_keeps_the_first_retraction(store: &dyn Store) {
    stored(store, &[bulletin("kivu", 1)]).await;
    let mut unit = begin(store).await;
    for retraction in [8, 9] {
        let gone = unit
            .purge(network(1), &reference("kivu", 1), digest(retraction))
            .await
            .unwrap();
        assert_eq!(gone, [digest_of(1)]);
    }
    let row = unit.statement(digest_of(1)).await.unwrap().unwrap();
    assert_eq!(row.purged_by, Some(digest(8)));
}

pub async fn a_purged_statement_that_comes_again_stays_purged(store: &dyn Store) {
    stored(store, &[bulletin("kivu", 1)]).await;
    let mut unit = begin(store).await;
    unit.purge(network(1), &reference("kivu", 1), digest(9))
        .await
        .unwrap();
    let again = bulletin("kivu", 1).holding(&["evil.example"]);
    unit.put_statements(&[again]).await.unwrap();
    assert!(unit.envelope(digest_of(1)).await.unwrap().is_none());
    assert_eq!(
        unit.probe(network(1), &[domain("evil.example")], 1)
            .await
            .unwrap(),
        []
    );
    let row = unit
        .bulletin(network(1), &reference("kivu", 1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.state, State::Purged);
}

pub async fn a_newer_revision_of_a_purged_bulletin_is_held_again(store: &dyn Store) {
    stored(store, &[bulletin("kivu", 1)]).await;
    let mut unit = begin(store).await;
    unit.purge(network(1), &reference("kivu", 1), digest(9))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    stored(
        store,
        &[bulletin("kivu", 1).revised(2).holding(&["evil.example"])],
    )
    .await;
    let mut unit = begin(store).await;
    let row = unit
        .bulletin(network(1), &reference("kivu", 1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.state, row.revision), (State::Held, 2));
    assert_eq!(peek(row.brief.unwrap()).title, "revision 2");
    assert!(unit.envelope(digest_of(2)).await.unwrap().is_some());
    assert!(unit.envelope(digest_of(1)).await.unwrap().is_none());
    assert_eq!(
        unit.probe(network(1), &[domain("evil.example")], 1)
            .await
            .unwrap()
            .len(),
        1
    );
}

pub async fn purging_older_revisions_leaves_the_newest(store: &dyn Store) {
    let statement = |revision| {
        bulletin("kivu", 1)
            .revised(revision)
            .holding(&["evil.example"])
    };
    stored(store, &[statement(1), statement(2), statement(3)]).await;
    let mut unit = begin(store).await;
    let older = [digest_of(1), digest_of(2)];
    unit.purge_revisions(network(1), &reference("kivu", 1), &older, digest(9))
        .await
        .unwrap();
    unit.commit().await.unwrap();
    let mut unit = begin(store).await;
    for (revision, purged_by) in [(1, Some(digest(9))), (2, Some(digest(9))), (3, None)] {
        let row = unit.statement(digest_of(revision)).await.unwrap().unwrap();
        assert_eq!(row.purged_by, purged_by);
        let held = unit.envelope(digest_of(revision)).await.unwrap();
        assert_eq!(held.is_some(), purged_by.is_none());
    }
    let (_, envelope) = unit.envelope(digest_of(3)).await.unwrap().unwrap();
    assert_eq!(peek(envelope), statement(3).bytes);
    let row = unit
        .bulletin(network(1), &reference("kivu", 1))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.state, row.revision), (State::Held, 3));
    assert_eq!(peek(row.brief.unwrap()).title, "revision 3");
    assert_eq!(
        unit.probe(network(1), &[domain("evil.example")], 1)
            .await
            .unwrap()
            .len(),
        1
    );
}

pub async fn purging_the_revision_shown_hides_the_bulletin(store: &dyn Store) {
    let statement = |revision| {
        bulletin("kivu", 1)
            .revised(revision)
            .holding(&["evil.example"])
    };
    stored(store, &[statement(1), statement(2)]).await;
    let mut unit = begin(store).await;
    let newest = [digest_of(2)];
    unit.purge_revisions(network(1), &reference("kivu", 1), &newest, digest(9))
        .await
        .unwrap();
    let row = unit
        .bulletin(network(1), &reference("kivu", 1))
        .await
        .unwrap()
        .unwrap();
    assert!(row.state == State::Purged && row.brief.is_none() && row.facts.is_none());
    assert_eq!(
        unit.probe(network(1), &[domain("evil.example")], 1)
            .await
            .unwrap(),
        []
    );
    assert!(unit.envelope(digest_of(2)).await.unwrap().is_none());
    assert!(unit.envelope(digest_of(1)).await.unwrap().is_some());
}

pub async fn purging_revisions_of_what_is_not_here_changes_nothing(store: &dyn Store) {
    stored(store, &[bulletin("kivu", 1)]).await;
    let mut unit = begin(store).await;
    let others = [digest(1)];
    for n in [1, 2] {
        let reference = reference("kivu", n);
        unit.purge_revisions(network(1), &reference, &others, digest(9))
            .await
            .unwrap();
    }
    assert!(unit.envelope(digest_of(1)).await.unwrap().is_some());
}
