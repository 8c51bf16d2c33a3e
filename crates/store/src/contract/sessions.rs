//! Sessions and second factors.

use zeroize::Zeroizing;

use super::samples::{at, begin, digest};
use crate::{SecondFactorRow, SessionRow, Store};

fn session(n: u32, account: &str) -> SessionRow {
    SessionRow {
        hash: digest(n),
        account: account.into(),
        open: true,
        made: at(i64::from(n)),
        seen: at(i64::from(n) + 10),
        proved: at(i64::from(n) + 5),
    }
}

fn factor(account: &str) -> SecondFactorRow {
    SecondFactorRow {
        account: account.into(),
        secret: Zeroizing::new(vec![7; 20]),
        confirmed: false,
        last_step: None,
        recovery: vec![digest(1), digest(2)],
    }
}

pub async fn a_session_is_found_by_its_hash_only(store: &dyn Store) {
    let mut unit = begin(store).await;
    let half = SessionRow {
        open: false,
        ..session(2, "amina")
    };
    unit.put_session(&session(1, "amina")).await.unwrap();
    unit.put_session(&half).await.unwrap();
    let one = unit.session(digest(1)).await.unwrap();
    assert_eq!(one, Some(session(1, "amina")));
    assert_eq!(unit.session(digest(2)).await.unwrap(), Some(half));
    assert_eq!(unit.session(digest(3)).await.unwrap(), None);
    let again = unit.put_session(&session(1, "bruno")).await;
    assert!(again.is_err(), "a session is never taken over");
}

pub async fn sessions_of_an_account_come_oldest_first(store: &dyn Store) {
    let mut unit = begin(store).await;
    for (n, name) in [(3, "amina"), (1, "amina"), (2, "bruno")] {
        unit.put_session(&session(n, name)).await.unwrap();
    }
    let held = unit.sessions_of("amina").await.unwrap();
    assert_eq!(held, [session(1, "amina"), session(3, "amina")]);
}

pub async fn use_and_proof_of_a_session_are_noted_and_wake_none_that_ended(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.put_session(&session(1, "amina")).await.unwrap();
    unit.see_session(digest(1), at(70)).await.unwrap();
    unit.prove_session(digest(1), at(80)).await.unwrap();
    let marked = SessionRow {
        seen: at(70),
        proved: at(80),
        ..session(1, "amina")
    };
    assert_eq!(unit.session(digest(1)).await.unwrap(), Some(marked));
    assert!(unit.delete_session(digest(1)).await.unwrap());
    assert!(!unit.delete_session(digest(1)).await.unwrap());
    unit.see_session(digest(1), at(90)).await.unwrap();
    unit.prove_session(digest(1), at(90)).await.unwrap();
    assert_eq!(unit.session(digest(1)).await.unwrap(), None);
}

pub async fn sessions_end_for_one_account_or_for_all(store: &dyn Store) {
    let mut unit = begin(store).await;
    for (n, name) in [(1, "amina"), (2, "amina"), (3, "bruno"), (4, "zoe")] {
        unit.put_session(&session(n, name)).await.unwrap();
    }
    assert_eq!(unit.delete_sessions(Some("amina")).await.unwrap(), 2);
    let other = unit.session(digest(3)).await.unwrap();
    assert_eq!(other, Some(session(3, "bruno")));
    assert_eq!(unit.delete_sessions(None).await.unwrap(), 2);
    assert_eq!(unit.delete_sessions(None).await.unwrap(), 0);
}

pub async fn sessions_that_are_over_are_forgotten(store: &dyn Store) {
    let mut unit = begin(store).await;
    let idle = SessionRow {
        made: at(100),
        seen: at(101),
        ..session(1, "amina")
    };
    let old = SessionRow {
        made: at(1),
        seen: at(900),
        ..session(2, "amina")
    };
    let fresh = SessionRow {
        made: at(100),
        seen: at(900),
        ..session(3, "amina")
    };
    for row in [&idle, &old, &fresh] {
        unit.put_session(row).await.unwrap();
    }
    assert_eq!(unit.forget_sessions(at(100), at(500)).await.unwrap(), 2);
    assert_eq!(unit.sessions_of("amina").await.unwrap(), [fresh]);
}

pub async fn a_second_factor_comes_back_as_it_was_put(store: &dyn Store) {
    let mut unit = begin(store).await;
    assert!(unit.second_factor("amina").await.unwrap().is_none());
    unit.put_second_factor(&factor("amina")).await.unwrap();
    assert!(unit.second_factor("amina").await.unwrap() == Some(factor("amina")));
    let used = SecondFactorRow {
        confirmed: true,
        last_step: Some(55_000_000),
        recovery: vec![digest(2)],
        ..factor("amina")
    };
    unit.put_second_factor(&used).await.unwrap();
    assert!(unit.second_factor("amina").await.unwrap() == Some(used));
    assert!(unit.second_factor("bruno").await.unwrap().is_none());
}

pub async fn a_second_factor_that_was_removed_is_gone(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.put_second_factor(&factor("amina")).await.unwrap();
    assert!(unit.delete_second_factor("amina").await.unwrap());
    assert!(!unit.delete_second_factor("amina").await.unwrap());
    assert!(unit.second_factor("amina").await.unwrap().is_none());
}
