//! Sign-ins of late: a client of Basic sends its password with every request, and to check one is slow
//! on purpose. What is remembered is the token of the sign-in, and the token is asked about each time:
//! it ends with the account, and by itself.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

/// Sign-ins that are remembered; more are forgotten together, and sign in again.
const MOST: usize = 256;

type Key = [u8; 32];

/// Tokens by account and password. They have no Debug, and are written nowhere.
#[derive(Default)]
pub(crate) struct Passwords(Mutex<HashMap<Key, String>>);

impl Passwords {
    pub(crate) fn token(&self, account: &str, password: &str) -> Option<String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&key(account, password)).cloned()
    }

    pub(crate) fn remember(&self, account: &str, password: &str, token: String) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key(account, password), token);
    }
}

fn key(account: &str, password: &str) -> Key {
    let mut hash = Sha256::new();
    hash.update(account.len().to_be_bytes());
    hash.update(account);
    hash.update(password);
    hash.finalize().into()
}
