//! Tokens: what a program speaks with for an account.

use data_encoding::BASE64URL_NOPAD;
use fanal_protocol::{Code, Digest, Timestamp};
use fanal_store::{AccountRow, TokenRow, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SESSION_PREFIX, names};
use crate::caller::{Caller, Proof};
use crate::desk::{Desk, sha256};
use crate::error::{Result, invalid, not_found, problem};

/// Days that a token for a program lives unless it is said: a season.
pub const TOKEN_DAYS: u16 = 90;
/// Days that it may live: once a year somebody looks whether it is still needed.
const MOST_TOKEN_DAYS: u16 = 366;
/// Tokens and certificates of one account that end: more than anybody keeps in mind.
const TOKENS: usize = 32;

/// What a token is for.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TokenOrder {
    /// In words.
    pub purpose: String,
    /// Days that it lives, 1 to 366; 90 if nothing is said.
    pub days: Option<u16>,
    /// It may publish, widen, sign rosters and change keys without asking anybody. Only for a program
    /// that has to.
    pub proves: bool,
}

/// A token, told once. Its Debug does not repeat it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TokenTold {
    /// Put it in `Authorization: Bearer`.
    pub token: String,
    /// For whom it speaks.
    pub account: String,
    /// Its rights.
    pub rights: Vec<String>,
    /// Ends at.
    pub expires: Option<Timestamp>,
}

impl std::fmt::Debug for TokenTold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenTold")
            .field("account", &self.account)
            .field("rights", &self.rights)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// When what lives so many days ends: a season, if nothing is said; not after what makes it.
pub(crate) fn expiry_of(caller: &Caller, now: Timestamp, days: Option<u16>) -> Result<Timestamp> {
    let days = days.unwrap_or(TOKEN_DAYS);
    if !(1..=MOST_TOKEN_DAYS).contains(&days) {
        return Err(invalid(format!(
            "a token lives 1 to {MOST_TOKEN_DAYS} days"
        )));
    }
    let asked = now.plus_days(i64::from(days));
    Ok(caller.ends().map_or(asked, |end| end.min(asked)))
}

/// Has the account room for one more?
pub(crate) async fn room_for_token(
    unit: &mut dyn Unit,
    account: &str,
    now: Timestamp,
) -> Result<()> {
    let held = unit.tokens_of(account).await?;
    let lives = |end: Timestamp| now < end;
    if held
        .iter()
        .filter(|row| row.expires.is_some_and(lives))
        .count()
        < TOKENS
    {
        return Ok(());
    }
    let text = format!("an account has at most {TOKENS} tokens and certificates");
    Err(problem(Code::Conflict, text).hinted("end those that nobody needs first"))
}

impl Desk {
    /// A token for one's own account, for a program; it ends, as every secret that lies in a file
    /// should. [CLI-4]
    pub async fn issue_token(&self, caller: &Caller, order: &TokenOrder) -> Result<TokenTold> {
        // [ACC-5] It outlives the proof, and the session too; a token that proves nothing makes none. [ACC-6]
        caller.needs_proof(self.now())?;
        let expires = expiry_of(caller, self.now(), order.days)?;
        let account = self.read().await?.account(caller.account()).await?;
        let mut account = account.ok_or_else(|| not_found("account"))?;
        // What a token makes is no wider than that token.
        account
            .rights
            .retain(|right| caller.rights().contains(right));
        self.make_token(&account, &order.purpose, Some(expires), order.proves)
            .await
    }

    /// A lasting token for an account of this machine's owner: set-up and the local command line. It
    /// lies beside the database, and who can read it can read that too.
    pub async fn issue_local_token(&self, account: &str) -> Result<TokenTold> {
        let account = self.read().await?.account(account).await?;
        let account = account.ok_or_else(|| not_found("account"))?;
        self.make_token(&account, "local command line", None, true)
            .await
    }

    /// The oldest account that is not disabled, administrators first: for the machine's owner.
    pub async fn first_account(&self) -> Result<String> {
        let first = super::confirm::first(self.read().await?.as_mut()).await?;
        Ok(first.ok_or_else(|| not_found("account"))?.name)
    }

    /// The accounts that wait to be confirmed, for the machine's owner. [BAK-9]
    pub async fn accounts_to_confirm(&self) -> Result<Vec<String>> {
        let waiting = super::confirm::to_confirm(self.read().await?.as_mut()).await?;
        Ok(waiting.into_iter().collect())
    }

    /// Ends every token and every session of the caller's account.
    pub async fn sign_out(&self, caller: &Caller) -> Result<u64> {
        let mut unit = self.begin().await?;
        let account = caller.account();
        let tokens = unit.delete_tokens(Some(account)).await?;
        let sessions = unit.delete_sessions(Some(account)).await?;
        let act = "account.sign_out";
        unit.put_audit(self.now(), account, act, account, "done")
            .await?;
        unit.commit().await?;
        Ok(tokens + sessions)
    }

    /// Who a token, or the secret of a session, speaks for.
    pub async fn caller_by_token(&self, token: &str) -> Result<Caller> {
        if token.starts_with(SESSION_PREFIX) {
            return self.session_caller(token).await;
        }
        self.caller_by_row(sha256(token.as_bytes())).await
    }

    /// Who a token speaks for, by what is kept of it.
    pub(crate) async fn caller_by_row(&self, hash: Digest) -> Result<Caller> {
        let refused = || problem(Code::AccountUnknown, "this needs a valid token");
        let mut unit = self.read().await?;
        self.must_be_open(unit.as_mut()).await?;
        let row = unit.token(hash).await?.ok_or_else(refused)?;
        if row.expires.is_some_and(|end| end <= self.now()) {
            return Err(refused());
        }
        let account = unit.account(&row.account).await?;
        let account = account.filter(|it| !it.disabled).ok_or_else(refused)?;
        let rights = row.rights.intersection(&account.rights).copied().collect();
        let proof = if row.proves {
            Proof::Always
        } else {
            Proof::Never
        };
        Ok(Caller::by_token(account.name, rights, proof).ending(row.expires))
    }

    async fn make_token(
        &self,
        account: &AccountRow,
        purpose: &str,
        expires: Option<Timestamp>,
        proves: bool,
    ) -> Result<TokenTold> {
        let token = format!("fanal_{}", BASE64URL_NOPAD.encode(&self.random::<24>()));
        let row = TokenRow {
            hash: sha256(token.as_bytes()),
            account: account.name.clone(),
            purpose: purpose.chars().take(80).collect(),
            rights: account.rights.clone(),
            expires,
            proves,
        };
        let mut unit = self.begin().await?;
        if expires.is_some() {
            room_for_token(unit.as_mut(), &account.name, self.now()).await?;
        }
        unit.put_token(&row).await?;
        let (name, act) = (&account.name, "token.issue");
        unit.put_audit(self.now(), name, act, name, "done").await?;
        unit.commit().await?;
        Ok(TokenTold {
            token,
            account: account.name.clone(),
            rights: names(&account.rights),
            expires,
        })
    }
}
