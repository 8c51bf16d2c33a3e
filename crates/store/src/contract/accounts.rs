//! Accounts and tokens.

use std::collections::BTreeSet;

use super::samples::{at, begin, digest};
use crate::{AccountRow, Right, Store, TokenRow};

fn account(name: &str) -> AccountRow {
    AccountRow {
        name: name.into(),
        rights: BTreeSet::from([Right::Analyst, Right::Coordinator]),
        password: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".into(),
        created: at(0),
        disabled: false,
    }
}

fn token(n: u32, account: &str) -> TokenRow {
    TokenRow {
        hash: digest(n),
        account: account.into(),
        purpose: "scripts".into(),
        rights: BTreeSet::from([Right::Analyst]),
        expires: Some(at(100)),
        proves: false,
    }
}

pub async fn an_account_comes_back_as_it_was_put(store: &dyn Store) {
    let mut unit = begin(store).await;
    assert_eq!(unit.account("amina").await.unwrap(), None);
    unit.put_account(&account("amina")).await.unwrap();
    assert_eq!(unit.account("amina").await.unwrap(), Some(account("amina")));
    let changed = AccountRow {
        disabled: true,
        rights: BTreeSet::new(),
        ..account("amina")
    };
    unit.put_account(&changed).await.unwrap();
    assert_eq!(unit.account("amina").await.unwrap(), Some(changed));
}

pub async fn accounts_are_listed_by_name(store: &dyn Store) {
    let mut unit = begin(store).await;
    for name in ["zoé", "Bruno", "amina"] {
        unit.put_account(&account(name)).await.unwrap();
    }
    let names: Vec<String> = unit
        .accounts()
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.name)
        .collect();
    assert_eq!(names, ["Bruno", "amina", "zoé"], "by the bytes of the name");
}

pub async fn a_token_is_found_by_its_hash_only(store: &dyn Store) {
    let mut unit = begin(store).await;
    unit.put_token(&token(1, "amina")).await.unwrap();
    let endless = TokenRow {
        expires: None,
        proves: true,
        ..token(2, "amina")
    };
    unit.put_token(&endless).await.unwrap();
    assert_eq!(
        unit.token(digest(1)).await.unwrap(),
        Some(token(1, "amina"))
    );
    assert_eq!(unit.token(digest(2)).await.unwrap(), Some(endless));
    assert_eq!(unit.token(digest(3)).await.unwrap(), None);
}

pub async fn tokens_of_an_account_are_listed_and_end_one_by_one(store: &dyn Store) {
    let mut unit = begin(store).await;
    for (n, name) in [(1, "amina"), (2, "bruno"), (3, "amina")] {
        unit.put_token(&token(n, name)).await.unwrap();
    }
    let mut held = unit.tokens_of("amina").await.unwrap();
    held.sort_by_key(|row| row.hash != digest(1));
    assert_eq!(held, [token(1, "amina"), token(3, "amina")]);
    assert!(unit.delete_token(digest(1)).await.unwrap());
    assert!(!unit.delete_token(digest(1)).await.unwrap());
    assert_eq!(unit.token(digest(1)).await.unwrap(), None);
    assert_eq!(unit.tokens_of("amina").await.unwrap(), [token(3, "amina")]);
}

pub async fn tokens_end_for_one_account_or_for_all(store: &dyn Store) {
    let mut unit = begin(store).await;
    for (n, name) in [(1, "amina"), (2, "amina"), (3, "bruno"), (4, "zoe")] {
        unit.put_token(&token(n, name)).await.unwrap();
    }
    assert_eq!(unit.delete_tokens(Some("amina")).await.unwrap(), 2);
    assert_eq!(unit.token(digest(2)).await.unwrap(), None);
    assert_eq!(
        unit.token(digest(3)).await.unwrap(),
        Some(token(3, "bruno"))
    );
    assert_eq!(unit.delete_tokens(None).await.unwrap(), 2);
    assert_eq!(unit.delete_tokens(None).await.unwrap(), 0);
}
