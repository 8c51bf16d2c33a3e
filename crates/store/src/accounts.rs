//! People's accounts at this desk, and the tokens that speak for them.

use std::collections::BTreeSet;

use async_trait::async_trait;
use fanal_protocol::{Digest, Timestamp};
use serde::{Deserialize, Serialize};

use crate::Result;

/// What an account may do; an administrator sees no content by that right alone.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Debug,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// Reads, checks, writes and sends within the desk's rules.
    Analyst,
    /// Approves what others wrote.
    Reviewer,
    /// Signs for the network.
    Coordinator,
    /// Accounts, configuration, backups.
    Admin,
}

/// An account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountRow {
    /// Its name.
    pub name: String,
    /// Its rights.
    pub rights: BTreeSet<Right>,
    /// Argon2id, as a PHC string.
    pub password: String,
    /// Made at.
    pub created: Timestamp,
    /// May not sign in.
    pub disabled: bool,
}

/// A token, known by its SHA-256 only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenRow {
    /// SHA-256 of the token.
    pub hash: Digest,
    /// For whom it speaks.
    pub account: String,
    /// What it is for, in words.
    pub purpose: String,
    /// The rights that it has, never more than the account's.
    pub rights: BTreeSet<Right>,
    /// Ends at.
    pub expires: Option<Timestamp>,
    /// It counts as a person who just proved that it is them: issued so, and only then.
    pub proves: bool,
}

/// Accounts and tokens.
#[async_trait]
pub trait Accounts {
    /// One account.
    async fn account(&mut self, name: &str) -> Result<Option<AccountRow>>;

    /// All, by name.
    async fn accounts(&mut self) -> Result<Vec<AccountRow>>;

    /// Puts or replaces one.
    async fn put_account(&mut self, row: &AccountRow) -> Result<()>;

    /// One token.
    async fn token(&mut self, hash: Digest) -> Result<Option<TokenRow>>;

    /// Puts a token.
    async fn put_token(&mut self, row: &TokenRow) -> Result<()>;

    /// Those of an account, in the order of their hashes.
    async fn tokens_of(&mut self, account: &str) -> Result<Vec<TokenRow>>;

    /// Ends one; whether it was there.
    async fn delete_token(&mut self, hash: Digest) -> Result<bool>;

    /// Ends the tokens of an account (or of all).
    async fn delete_tokens(&mut self, account: Option<&str>) -> Result<u64>;
}
