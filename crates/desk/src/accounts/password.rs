//! Passwords: how they are made up, hashed, verified and changed.

use argon2::password_hash::PasswordHasher as _;
use argon2::{Argon2, PasswordVerifier as _};
use data_encoding::BASE64URL_NOPAD;
use fanal_protocol::Code;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sessions::end_others;
use crate::attempts::{Lane, Turn};
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid, not_found, problem};

/// Shortest password that is taken.
const PASSWORD_CHARS: usize = 12;
/// Longest: nobody types more, and it is hashed whole.
const MOST_PASSWORD_CHARS: usize = 1_024;

/// Changes one's own password. No Debug: it goes into no log.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordOrder {
    /// The one that counts now.
    pub old: String,
    /// The one that shall count, at least 12 characters.
    pub new: String,
}

/// What a change of a password ended.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PasswordChanged {
    /// Other sessions that ended.
    pub sessions: u64,
    /// Tokens of programs, which go on: end them where they are not known.
    pub tokens: usize,
}

impl Desk {
    /// Changes one's own password; every other session of the account ends. [ACC-4]
    pub async fn change_password(
        &self,
        caller: &Caller,
        order: &PasswordOrder,
    ) -> Result<PasswordChanged> {
        must_be_long(&order.new)?;
        self.prove_by_password(caller, &order.old).await?;
        let turn = self.attempts().queues().own_turn().await?;
        let hash = hash_password(turn, order.new.clone(), self.random::<16>()).await?;
        let mut unit = self.begin().await?;
        let row = unit.account(caller.account()).await?;
        let mut row = row.ok_or_else(|| not_found("account"))?;
        row.password = hash;
        unit.put_account(&row).await?;
        let sessions = end_others(unit.as_mut(), caller).await?;
        let tokens = unit.tokens_of(&row.name).await?.len();
        let act = "account.password";
        unit.put_audit(self.now(), &row.name, act, &row.name, "done")
            .await?;
        unit.commit().await?;
        Ok(PasswordChanged { sessions, tokens })
    }

    /// The caller's own password; wrong ones count against the session, so that nobody outside can
    /// make a person wait who is in.
    pub(super) async fn prove_by_password(&self, caller: &Caller, password: &str) -> Result<()> {
        let lane = caller.session().map_or_else(
            || Lane::Password(caller.account().to_owned()),
            |session| Lane::Session(session.to_string()),
        );
        self.attempts().may_try(&lane, self.now())?;
        let turn = self.attempts().queues().turn(&lane).await?;
        self.attempts().may_try(&lane, self.now())?;
        let row = self.read().await?.account(caller.account()).await?;
        let row = row.ok_or_else(|| not_found("account"))?;
        if verify_password(turn, password.to_owned(), row.password).await {
            self.attempts().succeeded(&lane);
            return Ok(());
        }
        self.attempts().failed(&lane, self.now());
        Err(problem(Code::AccountProof, "the password is wrong"))
    }

    /// A password that nobody guesses, to be told once.
    pub(super) fn make_up_password(&self) -> String {
        BASE64URL_NOPAD.encode(&self.random::<15>())
    }
}

/// Refuses what is too short to be a password, or no text that somebody types.
pub(super) fn must_be_long(password: &str) -> Result<()> {
    let chars = password.chars().count();
    if chars < PASSWORD_CHARS {
        return Err(invalid(format!(
            "a password has at least {PASSWORD_CHARS} characters"
        )));
    }
    if chars > MOST_PASSWORD_CHARS {
        return Err(invalid(format!(
            "a password has at most {MOST_PASSWORD_CHARS} characters"
        )));
    }
    Ok(())
}

/// A hash of nothing that anybody knows, with the parameters that we use.
pub(super) const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$MDAwMDAwMDAwMDAwMDAwMA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Argon2id is meant to be slow: not on the threads that serve, and only in one's turn.
pub(super) async fn hash_password(turn: Turn, password: String, salt: [u8; 16]) -> Result<String> {
    let hashed = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
    });
    match hashed.await {
        Ok(Ok(hash)) => Ok(hash),
        Ok(Err(_)) | Err(_) => Err(problem(Code::Broken, "the password could not be hashed")),
    }
}

/// Is it the password of this hash?
pub(super) async fn verify_password(turn: Turn, password: String, hash: String) -> bool {
    let verified = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        argon2::PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        })
    });
    verified.await.unwrap_or(false)
}
