//! Protected words.

use super::samples::{at, begin, id};
use crate::{ProtectedRow, Store};

fn word(n: u32) -> ProtectedRow {
    ProtectedRow {
        id: id(n),
        label: format!("case {n}"),
        since: at(i64::from(n)),
    }
}

pub async fn a_protected_word_is_known_by_its_forms_alone(store: &dyn Store) {
    let mut unit = begin(store).await;
    assert_eq!(unit.protected_marks().await.unwrap().longest(), 0);
    let forms = ["dupont ines".to_owned(), "inesdupont".to_owned()];
    unit.protect(&word(1), &forms, 2).await.unwrap();
    unit.protect(&word(2), &["refuge".to_owned()], 1)
        .await
        .unwrap();
    unit.commit().await.unwrap();
    let marks = store.read().await.unwrap().protected_marks().await.unwrap();
    assert_eq!(marks.longest(), 2);
    for known in ["dupont ines", "inesdupont", "refuge"] {
        assert!(marks.has(known), "{known}");
    }
    for unknown in ["ines", "ines dupont", "refug", ""] {
        assert!(!marks.has(unknown), "{unknown}");
    }
}

pub async fn protected_words_are_listed_by_label_and_let_go(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.protect(&word(2), &["b".to_owned()], 1).await.unwrap();
    unit.protect(&word(1), &["a".to_owned(), "c".to_owned()], 1)
        .await
        .unwrap();
    assert!(unit.protected().await.unwrap() == [word(1), word(2)]);
    assert!(unit.unprotect(id(1)).await.unwrap());
    assert!(!unit.unprotect(id(1)).await.unwrap());
    assert!(unit.protected().await.unwrap() == [word(2)]);
    let marks = unit.protected_marks().await.unwrap();
    assert!(!marks.has("a") && !marks.has("c") && marks.has("b"));
}

pub async fn a_form_of_two_protected_words_stays_for_the_other(store: &dyn Store) {
    let mut unit = begin(store).await;
    for n in 1..=2 {
        unit.protect(&word(n), &["same".to_owned()], 1)
            .await
            .unwrap();
    }
    assert!(unit.unprotect(id(1)).await.unwrap());
    assert!(unit.protected_marks().await.unwrap().has("same"));
}
