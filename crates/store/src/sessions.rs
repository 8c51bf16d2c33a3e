//! Sessions of people who signed in, and the second factors that they sign in with.

use async_trait::async_trait;
use fanal_protocol::{Digest, Timestamp};
use zeroize::Zeroizing;

use crate::Result;

/// A session, known by the SHA-256 of its secret only. Nothing in it tells of a place: no address, no
/// browser, no machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SessionRow {
    /// SHA-256 of the secret.
    pub hash: Digest,
    /// Whose.
    pub account: String,
    /// The second factor was given, or none is asked; until then it is good for nothing else.
    pub open: bool,
    /// Made at.
    pub made: Timestamp,
    /// Used last, to the minute.
    pub seen: Timestamp,
    /// The person proved last at this moment that it is them.
    pub proved: Timestamp,
}

/// What an account signs in with beside its password. No Debug: it holds a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactorRow {
    /// Whose.
    pub account: String,
    /// Shared with the person's authenticator; sealed at rest.
    pub secret: Zeroizing<Vec<u8>>,
    /// The person showed once that the authenticator has it; until then it is not asked for.
    pub confirmed: bool,
    /// The last step whose code was taken: no code counts twice.
    pub last_step: Option<i64>,
    /// SHA-256 of the recovery codes that are left.
    pub recovery: Vec<Digest>,
}

/// Sessions, by hash.
#[async_trait]
pub trait Sessions {
    /// One session.
    async fn session(&mut self, hash: Digest) -> Result<Option<SessionRow>>;

    /// Those of an account, oldest first.
    async fn sessions_of(&mut self, account: &str) -> Result<Vec<SessionRow>>;

    /// Puts a new one.
    async fn put_session(&mut self, row: &SessionRow) -> Result<()>;

    /// It was used at this moment; a session that ended meanwhile stays ended.
    async fn see_session(&mut self, hash: Digest, at: Timestamp) -> Result<()>;

    /// The person proved at this moment that it is them; a session that ended stays ended.
    async fn prove_session(&mut self, hash: Digest, at: Timestamp) -> Result<()>;

    /// Ends one; whether it was there.
    async fn delete_session(&mut self, hash: Digest) -> Result<bool>;

    /// Ends those of an account (or of all); how many.
    async fn delete_sessions(&mut self, account: Option<&str>) -> Result<u64>;

    /// Forgets those that were made, or used last, before these moments; how many.
    async fn forget_sessions(&mut self, made: Timestamp, seen: Timestamp) -> Result<u64>;
}

/// Second factors, by account.
#[async_trait]
pub trait SecondFactors {
    /// That of an account; in a unit that writes, nobody else reads it until the commit.
    async fn second_factor(&mut self, account: &str) -> Result<Option<SecondFactorRow>>;

    /// Puts or replaces it.
    async fn put_second_factor(&mut self, row: &SecondFactorRow) -> Result<()>;

    /// Removes it; whether it was there.
    async fn delete_second_factor(&mut self, account: &str) -> Result<bool>;
}
