//! Drafts.

use fanal_stix::Kind;

use super::samples::{at, begin, id};
use crate::{DraftFilter, DraftRow, DraftState, DraftsCounted, IndexKey, Store};

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

fn domain(text: &str) -> IndexKey {
    (Kind::DomainName, text.to_owned())
}

/// What a seal adds to a body.
const SEAL: u64 = 40;

pub async fn drafts_are_counted_by_state_author_and_moment(store: &dyn Store) {
    let mut unit = begin(store).await;
    let states = [
        DraftState::Draft,
        DraftState::Draft,
        DraftState::Waiting,
        DraftState::Sheet,
    ];
    for (n, state) in (1..).zip(states) {
        let long = DraftRow {
            body: vec![b' '; 1_000],
            ..draft(n, state)
        };
        unit.put_draft(&long).await.unwrap();
    }
    let other = DraftRow {
        author: "bruno".into(),
        body: vec![],
        ..draft(5, DraftState::Draft)
    };
    unit.put_draft(&other).await.unwrap();
    let counted = |count: u64, bytes: u64| DraftsCounted {
        count,
        bytes: bytes + count * SEAL,
    };
    let drafts = DraftFilter::of(&[DraftState::Draft]);
    let of = |author: &str| DraftFilter {
        author: Some(author.to_owned()),
        ..drafts.clone()
    };
    let since = DraftFilter {
        since: Some(at(-2)),
        ..DraftFilter::default()
    };
    for (which, expected) in [
        (DraftFilter::default(), counted(5, 4_000)),
        (drafts.clone(), counted(3, 2_000)),
        (
            DraftFilter::of(&[DraftState::Waiting, DraftState::Sheet]),
            counted(2, 2_000),
        ),
        (of("amina"), counted(2, 2_000)),
        (of("bruno"), counted(1, 0)),
        (of("nobody"), counted(0, 0)),
        // The first is of second -1, the second of the very moment.
        (since, counted(1, 1_000)),
    ] {
        assert_eq!(
            unit.count_drafts(&which).await.unwrap(),
            expected,
            "{which:?}"
        );
    }
}

pub async fn lines_of_drafts_come_page_by_page_without_gap_or_double(store: &dyn Store) {
    let mut unit = begin(store).await;
    for n in 1..=5 {
        // Several of one second: the id says which comes first.
        let row = DraftRow {
            updated: at(i64::from(n / 3)),
            ..draft(n, DraftState::Waiting)
        };
        unit.put_draft(&row).await.unwrap();
    }
    unit.put_draft(&draft(6, DraftState::Sent)).await.unwrap();
    let waiting = DraftFilter::of(&[DraftState::Waiting]);
    let all = unit.draft_lines(&waiting, None, 100).await.unwrap();
    let mut expected: Vec<_> = (1..=5).map(|n| (at(i64::from(n / 3)), id(n))).collect();
    expected.sort_unstable();
    let places: Vec<_> = all.iter().map(crate::DraftLine::place).collect();
    assert_eq!(places, expected);
    let (mut paged, mut behind) = (Vec::new(), None);
    loop {
        let page = unit.draft_lines(&waiting, behind, 2).await.unwrap();
        assert!(page.len() <= 2);
        let Some(last) = page.last() else { break };
        behind = Some(last.place());
        paged.extend(page);
    }
    assert_eq!(paged, all);
    let first = &all[0];
    assert_eq!(
        (first.author.as_str(), first.state),
        ("amina", DraftState::Waiting)
    );
}

/// [RST-5]
pub async fn a_draft_is_found_by_the_values_that_it_holds(store: &dyn Store) {
    let mut unit = begin(store).await;
    for n in 1..=3 {
        unit.put_draft(&draft(n, DraftState::Draft)).await.unwrap();
    }
    let (one, both) = (domain("one.example"), domain("both.example"));
    let held = [one.clone(), both.clone(), both.clone()];
    unit.put_draft_values(id(1), "green", &held).await.unwrap();
    unit.put_draft_values(id(2), "green", std::slice::from_ref(&both))
        .await
        .unwrap();
    unit.put_draft_values(id(3), "amber", std::slice::from_ref(&both))
        .await
        .unwrap();
    let url = (Kind::Url, "one.example".to_owned());
    for (alike, asked, mut expected) in [
        ("green", vec![one.clone()], vec![id(1)]),
        ("green", vec![both.clone(), one.clone()], vec![id(1), id(2)]),
        ("amber", vec![both.clone(), one], vec![id(3)]),
        ("red", vec![both.clone()], vec![]),
        ("green", vec![url, domain("none.example")], vec![]),
        ("green", vec![], vec![]),
    ] {
        let mut found = unit.drafts_with(alike, &asked).await.unwrap();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{alike} {asked:?}");
    }
    // Nothing of it is in the index of bulletins.
    let held = unit.probe(super::samples::network(1), &[both], 1).await;
    assert!(held.unwrap().is_empty());
}

/// [RST-5]
pub async fn a_draft_that_is_put_again_is_found_by_none_of_its_values(store: &dyn Store) {
    let mut unit = begin(store).await;
    for n in 1..=3 {
        unit.put_draft(&draft(n, DraftState::Draft)).await.unwrap();
        let held = [domain("old.example")];
        unit.put_draft_values(id(n), "green", &held).await.unwrap();
    }
    // One without any value is noted all the same.
    unit.put_draft_values(id(3), "green", &[]).await.unwrap();
    unit.put_draft(&draft(1, DraftState::Returned))
        .await
        .unwrap();
    unit.delete_draft(id(2)).await.unwrap();
    let found = unit.drafts_with("green", &[domain("old.example")]).await;
    assert_eq!(found.unwrap(), []);
    let unknown = DraftFilter {
        without_values: true,
        ..DraftFilter::default()
    };
    let lines = unit.draft_lines(&unknown, None, 10).await.unwrap();
    assert_eq!(
        lines.iter().map(|line| line.id).collect::<Vec<_>>(),
        [id(1)]
    );
    assert_eq!(unit.count_drafts(&unknown).await.unwrap().count, 1);
}
