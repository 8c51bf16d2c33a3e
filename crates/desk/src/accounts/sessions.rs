//! Sessions: short, known to the person, ended by them; bound to nothing that tells of a place. [ACC-4]

use data_encoding::BASE64URL_NOPAD;
use fanal_protocol::{Code, Timestamp};
use fanal_store::{Right, SessionRow, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SESSION_PREFIX, WhichAccount};
use crate::caller::{Caller, PROOF_MINUTES, Proof};
use crate::desk::{Desk, sha256};
use crate::error::{Result, invalid, not_found, problem};

/// Hours that a session lives at most: a long working day.
pub(super) const SESSION_HOURS: i64 = 12;
/// Minutes that it lives unused: who was called away from a shared machine.
const IDLE_MINUTES: i64 = 30;
/// Minutes between password and second factor.
pub(super) const HALF_MINUTES: i64 = 5;
/// Its use is noted once in so many seconds: not every page is a write.
const SEEN_SECONDS: i64 = 60;
/// Sessions of one account; the oldest ends for the next.
const SESSIONS: usize = 16;
/// Hours after which what is left of a session that ended by itself is forgotten: so long a form of it may
/// bring its draft along to the sign-in.
const FORGOTTEN_HOURS: i64 = 24;

/// Proves again that it is you: by password, or by a code of the second factor. No Debug: it goes into
/// no log.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StepUp {
    /// The password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// What the authenticator shows, or a recovery code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// Until when a proof counts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SteppedUp {
    /// Acts that ask for it are done until then.
    pub until: Timestamp,
}

/// A session as its person sees it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SessionShown {
    /// To end it by.
    pub id: String,
    /// Made at.
    pub made: Timestamp,
    /// Used last, to the minute.
    pub seen: Timestamp,
    /// The one that asks.
    pub this: bool,
}

/// A token of a program as its person sees it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TokenShown {
    /// To end it by.
    pub id: String,
    /// What it is for, in words.
    pub purpose: String,
    /// Ends at; never, if it is the one of this machine's command line.
    pub expires: Option<Timestamp>,
    /// It publishes, widens and signs without asking anybody.
    pub proves: bool,
}

/// Names a session or a token by its id.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichSession {
    /// As it is listed; `others` means all sessions but this one.
    pub id: String,
}

/// What speaks for an account.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Access {
    /// Who is signed in.
    pub sessions: Vec<SessionShown>,
    /// The tokens of programs.
    pub tokens: Vec<TokenShown>,
}

/// Ends the tokens of an account, but for the one without an end: that is of the machine's owner, who could make it
/// again. How many.
pub(super) async fn end_tokens(unit: &mut dyn Unit, account: &str) -> Result<u64> {
    let mut ended = 0;
    for token in unit.tokens_of(account).await? {
        if token.expires.is_some() {
            ended += u64::from(unit.delete_token(token.hash).await?);
        }
    }
    Ok(ended)
}

impl Desk {
    /// Who a session's secret speaks for. Its use is noted, to the minute.
    pub async fn session_caller(&self, secret: &str) -> Result<Caller> {
        let refused = || problem(Code::AccountUnknown, "this session is over: sign in again");
        let now = self.now();
        let mut unit = self.read().await?;
        self.must_be_open(unit.as_mut()).await?;
        let row = unit.session(sha256(secret.as_bytes())).await?;
        let row = row.filter(|row| row.open && lives(row, now));
        let row = row.ok_or_else(refused)?;
        let account = unit.account(&row.account).await?;
        let account = account.filter(|it| !it.disabled).ok_or_else(refused)?;
        drop(unit);
        if row.seen.plus_seconds(SEEN_SECONDS) <= now {
            let mut unit = self.begin().await?;
            unit.see_session(row.hash, now).await?;
            unit.commit().await?;
        }
        let proof = Proof::Until(row.proved.plus_seconds(PROOF_MINUTES * 60));
        Ok(Caller::by_session(
            account.name,
            account.rights,
            proof,
            row.hash,
        ))
    }

    /// Was it the secret of a session that ended by itself, and not long ago? It opens nothing any more.
    pub async fn was_session(&self, secret: &str) -> Result<bool> {
        let row = self
            .read()
            .await?
            .session(sha256(secret.as_bytes()))
            .await?;
        Ok(row.is_some_and(|row| row.open))
    }

    /// Proves again that it is the person of the session. Tokens prove nothing: they were issued so or
    /// not. [ACC-5]
    pub async fn step_up(&self, caller: &Caller, order: &StepUp) -> Result<SteppedUp> {
        let Some(session) = caller.session() else {
            let text = "a token cannot prove who uses it: sign in";
            return Err(problem(Code::AccountProof, text));
        };
        match (&order.password, &order.code) {
            (Some(password), None) => self.prove_by_password(caller, password).await?,
            (None, Some(code)) => self.prove_by_code(caller, code).await?,
            (Some(_), Some(_)) | (None, None) => {
                return Err(invalid("give `password` or `code`, one of the two"));
            }
        }
        let now = self.now();
        let mut unit = self.begin().await?;
        unit.prove_session(session, now).await?;
        unit.commit().await?;
        let until = now.plus_seconds(PROOF_MINUTES * 60);
        Ok(SteppedUp { until })
    }

    /// Ends the session that asks.
    pub async fn end_session(&self, caller: &Caller) -> Result<()> {
        let Some(session) = caller.session() else {
            return Err(not_found("session"));
        };
        let mut unit = self.begin().await?;
        unit.delete_session(session).await?;
        let (name, act) = (caller.account(), "account.sign_out");
        unit.put_audit(self.now(), name, act, name, "done").await?;
        unit.commit().await?;
        Ok(())
    }

    /// The caller's own sessions.
    pub async fn list_sessions(&self, caller: &Caller) -> Result<Vec<SessionShown>> {
        self.sessions_shown(caller, caller.account()).await
    }

    /// The tokens that speak for the caller's account.
    pub async fn list_tokens(&self, caller: &Caller) -> Result<Vec<TokenShown>> {
        self.tokens_shown(caller.account()).await
    }

    /// What speaks for an account now, for who administrates the desk: since when, and nothing of from where.
    pub async fn list_access(&self, caller: &Caller, order: &WhichAccount) -> Result<Access> {
        caller.needs(Right::Admin)?;
        let row = self.read().await?.account(&order.name).await?;
        let row = row.ok_or_else(|| not_found("account"))?;
        Ok(Access {
            sessions: self.sessions_shown(caller, &row.name).await?,
            tokens: self.tokens_shown(&row.name).await?,
        })
    }

    /// Ends every session of an account, and every token of a program: a device was lost. The account may sign in
    /// again; how many ended.
    pub async fn end_access(&self, caller: &Caller, order: &WhichAccount) -> Result<u64> {
        caller.needs(Right::Admin)?;
        caller.needs_proof(self.now())?;
        let mut unit = self.begin().await?;
        let row = unit.account(&order.name).await?;
        let row = row.ok_or_else(|| not_found("account"))?;
        let mut ended = unit.delete_sessions(Some(&row.name)).await?;
        ended += end_tokens(unit.as_mut(), &row.name).await?;
        let act = "account.end_access";
        unit.put_audit(self.now(), caller.account(), act, &row.name, "done")
            .await?;
        unit.commit().await?;
        Ok(ended)
    }

    async fn sessions_shown(&self, caller: &Caller, account: &str) -> Result<Vec<SessionShown>> {
        let rows = self.read().await?.sessions_of(account).await?;
        let now = self.now();
        let rows = rows.into_iter().filter(|row| row.open && lives(row, now));
        Ok(rows
            .map(|row| SessionShown {
                id: id_of(row.hash),
                made: row.made,
                seen: row.seen,
                this: Some(row.hash) == caller.session(),
            })
            .collect())
    }

    async fn tokens_shown(&self, account: &str) -> Result<Vec<TokenShown>> {
        let rows = self.read().await?.tokens_of(account).await?;
        let rows = rows
            .into_iter()
            .filter(|row| row.expires.is_none_or(|end| self.now() < end));
        Ok(rows
            .map(|row| TokenShown {
                id: id_of(row.hash),
                purpose: row.purpose,
                expires: row.expires,
                proves: row.proves,
            })
            .collect())
    }

    /// Ends one of the caller's own sessions or tokens, or all sessions but the one that asks; how many.
    pub async fn end_one(&self, caller: &Caller, order: &WhichSession) -> Result<u64> {
        let mut unit = self.begin().await?;
        let others = order.id == "others";
        let mut ended = 0;
        for row in unit.sessions_of(caller.account()).await? {
            let meant = if others {
                Some(row.hash) != caller.session()
            } else {
                id_of(row.hash) == order.id
            };
            if meant {
                ended += u64::from(unit.delete_session(row.hash).await?);
            }
        }
        for row in unit.tokens_of(caller.account()).await? {
            if id_of(row.hash) == order.id {
                ended += u64::from(unit.delete_token(row.hash).await?);
            }
        }
        if ended == 0 && !others {
            return Err(not_found("session or token"));
        }
        let (name, act) = (caller.account(), "account.end_session");
        unit.put_audit(self.now(), name, act, name, "done").await?;
        unit.commit().await?;
        Ok(ended)
    }

    /// Forgets what is over, and ends the oldest session where one account has too many of this kind: what
    /// a password alone began ends nothing that a second factor opened. [ACC-7]
    pub(super) async fn make_room(
        &self,
        unit: &mut dyn Unit,
        account: &str,
        open: bool,
    ) -> Result<()> {
        let now = self.now();
        let long_ago = now.plus_seconds(-FORGOTTEN_HOURS * 3_600);
        unit.forget_sessions(long_ago, long_ago).await?;
        let mut living = Vec::new();
        for row in unit.sessions_of(account).await? {
            if !row.open && !is_half(&row, now) {
                unit.delete_session(row.hash).await?;
            } else if row.open == open && (lives(&row, now) || !open) {
                living.push(row.hash);
            }
        }
        let too_many = (living.len() + 1).saturating_sub(SESSIONS);
        for hash in living.into_iter().take(too_many) {
            unit.delete_session(hash).await?;
        }
        Ok(())
    }

    /// The secret of a new session.
    pub(super) fn session_secret(&self) -> String {
        let random = BASE64URL_NOPAD.encode(&self.random::<24>());
        format!("{SESSION_PREFIX}{random}")
    }
}

fn lives(row: &SessionRow, now: Timestamp) -> bool {
    now < row.made.plus_seconds(SESSION_HOURS * 3_600)
        && now < row.seen.plus_seconds(IDLE_MINUTES * 60)
}

/// Does it wait for its second factor, and may it still?
pub(super) fn is_half(row: &SessionRow, now: Timestamp) -> bool {
    !row.open && now < row.made.plus_seconds(HALF_MINUTES * 60)
}

/// Ends every session of the caller's account but the one that asks; how many.
pub(super) async fn end_others(unit: &mut dyn Unit, caller: &Caller) -> Result<u64> {
    let mut ended = 0;
    for held in unit.sessions_of(caller.account()).await? {
        if Some(held.hash) != caller.session() {
            ended += u64::from(unit.delete_session(held.hash).await?);
        }
    }
    Ok(ended)
}

/// A beginning of the hash: names it among a person's own, and is good for nothing else.
fn id_of(hash: fanal_protocol::Digest) -> String {
    hash.to_string().chars().take(12).collect()
}
