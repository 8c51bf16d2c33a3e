//! Units of work.

use super::samples::{at, begin, bulletin, digest, network, stored, stream};
use crate::{Place, Store, StoreError};

pub async fn a_dropped_unit_leaves_no_trace(store: &dyn Store) {
    stored(store, &[bulletin("kivu", 1)]).await;
    let mut unit = begin(store).await;
    unit.put_setting("key", b"value").await.unwrap();
    unit.put_statements(&[bulletin("kivu", 2), bulletin("newcomer", 3)])
        .await
        .unwrap();
    unit.append(
        network(7),
        &stream("newcomer"),
        0,
        &[Place::NotHeld(digest(1))],
    )
    .await
    .unwrap();
    unit.put_audit(at(0), "amina", "send", "b1", "done")
        .await
        .unwrap();
    drop(unit);
    let mut unit = begin(store).await;
    assert_eq!(unit.setting("key").await.unwrap(), None);
    assert_eq!(unit.counts().await.unwrap(), (1, 0));
    assert_eq!(unit.audit(1, 9).await.unwrap(), []);
    // Numbers that the dropped unit gave to names must not be remembered either.
    unit.put_statements(&[bulletin("newcomer", 3)])
        .await
        .unwrap();
    unit.append(
        network(7),
        &stream("newcomer"),
        0,
        &[Place::NotHeld(digest(1))],
    )
    .await
    .unwrap();
    unit.put_audit(at(0), "amina", "send", "b1", "done")
        .await
        .unwrap();
    unit.commit().await.unwrap();
    let mut unit = begin(store).await;
    assert_eq!(unit.counts().await.unwrap(), (2, 0));
    assert_eq!(
        unit.digests(network(7), &stream("newcomer"), 0, 9)
            .await
            .unwrap(),
        [digest(1)]
    );
}

pub async fn a_call_that_is_abandoned_leaves_no_trace(store: &dyn Store) {
    let many: Vec<_> = (0..600).map(|n| bulletin("kivu", n)).collect();
    for polls in [1, 2, 3, 5, 8, 13, 21, 34] {
        let mut unit = begin(store).await;
        let mut call = unit.put_statements(&many);
        poll_so_often(&mut call, polls).await;
        drop(call);
        drop(unit);
    }
    assert_eq!(begin(store).await.counts().await.unwrap(), (0, 0));
    stored(store, &many).await;
    assert_eq!(begin(store).await.counts().await.unwrap(), (600, 0));
}

/// Lets a call come so far and no farther.
async fn poll_so_often(call: &mut (impl Future + Unpin), mut polls: u32) {
    std::future::poll_fn(|context| {
        let done = std::pin::Pin::new(&mut *call).poll(context).is_ready();
        polls = polls.saturating_sub(1);
        if done || polls == 0 {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}

pub async fn a_unit_with_an_abandoned_call_cannot_be_committed(store: &dyn Store) {
    let many: Vec<_> = (0..600).map(|n| bulletin("kivu", n)).collect();
    let mut unit = begin(store).await;
    let mut call = unit.put_statements(&many);
    poll_so_often(&mut call, 3).await;
    drop(call);
    let refused = unit.commit().await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
    assert_eq!(begin(store).await.counts().await.unwrap(), (0, 0));
}

pub async fn a_unit_in_which_a_call_failed_cannot_be_committed(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.put_setting("key", b"value").await.unwrap();
    let refused = unit
        .append(network(1), &stream("kivu"), 5, &[Place::NotHeld(digest(1))])
        .await;
    assert!(refused.is_err());
    let refused = unit.commit().await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
    assert_eq!(begin(store).await.setting("key").await.unwrap(), None);
}

pub async fn what_is_committed_is_there_for_readers_and_writers(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.put_setting("key", b"value").await.unwrap();
    unit.commit().await.unwrap();
    let written = Some(b"value".to_vec());
    for mut unit in [store.read().await.unwrap(), begin(store).await] {
        let value = unit
            .setting("key")
            .await
            .unwrap()
            .map(|value| value.to_vec());
        assert_eq!(value, written);
    }
}

pub async fn a_reader_sees_one_state_whatever_is_written_meanwhile(store: &dyn Store) {
    stored(store, &[bulletin("kivu", 1)]).await;
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.counts().await.unwrap(), (1, 0));
    let mut writer = begin(store).await;
    writer.put_statements(&[bulletin("kivu", 2)]).await.unwrap();
    assert_eq!(reader.counts().await.unwrap(), (1, 0));
    writer.commit().await.unwrap();
    assert_eq!(reader.counts().await.unwrap(), (1, 0));
    drop(reader);
    assert_eq!(store.read().await.unwrap().counts().await.unwrap(), (2, 0));
}

/// Adds one to a list that is there, or is not there yet.
async fn one_more(store: &dyn Store) {
    let mut unit = begin(store).await;
    let mut list = unit.setting("list").await.unwrap().unwrap_or_default();
    list.push(b'+');
    unit.put_setting("list", &list).await.unwrap();
    unit.commit().await.unwrap();
}

/// Waits for all of them, each in its turn.
async fn together(mut all: Vec<impl Future<Output = ()> + Unpin>) {
    std::future::poll_fn(|context| {
        all.retain_mut(|one| std::pin::Pin::new(one).poll(context).is_pending());
        if all.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}

/// [RST-10]
pub async fn units_that_write_take_turns(store: &dyn Store) {
    together((0..8).map(|_| Box::pin(one_more(store))).collect()).await;
    let list = begin(store).await.setting("list").await.unwrap().unwrap();
    assert_eq!(list.as_slice(), b"++++++++");
}

/// [RST-10]
pub async fn whoever_writes_reads_while_many_wait_to_write(store: &dyn Store) {
    let mut writer = begin(store).await;
    writer.put_setting("key", b"value").await.unwrap();
    let mut waiting: Vec<_> = (0..16).map(|_| Box::pin(one_more(store))).collect();
    std::future::poll_fn(|context| {
        for one in &mut waiting {
            assert!(one.as_mut().poll(context).is_pending());
        }
        std::task::Poll::Ready(())
    })
    .await;
    let mut reader = store.read().await.unwrap();
    assert_eq!(reader.setting("key").await.unwrap(), None);
    drop(reader);
    writer.commit().await.unwrap();
    together(waiting).await;
    let list = begin(store).await.setting("list").await.unwrap().unwrap();
    assert_eq!(list.len(), 16);
}

pub async fn what_a_reader_writes_is_never_kept(store: &dyn Store) {
    let mut reader = store.read().await.unwrap();
    // It may refuse, or forget.
    let _ = reader.put_setting("key", b"value").await;
    let _ = reader.commit().await;
    assert_eq!(begin(store).await.setting("key").await.unwrap(), None);
}
