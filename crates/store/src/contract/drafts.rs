//! Drafts.

use super::samples::{at, begin, id};
use crate::{DraftRow, DraftState, Store};

fn draft(n: u32, state: DraftState) -> DraftRow {
    DraftRow {
        id: id(n),
        author: "amina".into(),
        state,
        reviewer: None,
        updated: at(-i64::from(n)),
        body: format!("{{\"title\":\"draft {n}\"}}").into_bytes(),
    }
}

pub async fn a_draft_comes_back_as_it_was_put(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.put_draft(&draft(1, DraftState::Draft)).await.unwrap();
    assert!(unit.draft(id(1)).await.unwrap() == Some(draft(1, DraftState::Draft)));
    let reviewer = Some("bruno".to_owned());
    let changed = DraftRow {
        reviewer,
        body: vec![],
        ..draft(1, DraftState::Returned)
    };
    unit.put_draft(&changed).await.unwrap();
    assert!(unit.draft(id(1)).await.unwrap() == Some(changed));
    assert!(unit.draft(id(2)).await.unwrap().is_none());
}

pub async fn drafts_are_listed_by_state_oldest_first(store: &dyn Store) {
    let mut unit = begin(store).await;
    for (n, state) in [
        (1, DraftState::Draft),
        (2, DraftState::Waiting),
        (3, DraftState::Draft),
    ] {
        unit.put_draft(&draft(n, state)).await.unwrap();
    }
    let ids = |rows: Vec<DraftRow>| -> Vec<_> { rows.into_iter().map(|row| row.id).collect() };
    assert_eq!(ids(unit.drafts(None).await.unwrap()), [id(3), id(2), id(1)]);
    assert_eq!(
        ids(unit.drafts(Some(DraftState::Draft)).await.unwrap()),
        [id(3), id(1)]
    );
    assert_eq!(ids(unit.drafts(Some(DraftState::Sent)).await.unwrap()), []);
}

pub async fn a_deleted_draft_is_gone(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.put_draft(&draft(1, DraftState::Draft)).await.unwrap();
    unit.delete_draft(id(1)).await.unwrap();
    unit.delete_draft(id(2)).await.unwrap();
    assert!(unit.draft(id(1)).await.unwrap().is_none());
}
