//! Signing in: a password, then a second factor where the account has one. [ACC-1]

use fanal_protocol::{Code, Timestamp};
use fanal_store::{AccountRow, SecondFactorRow, SessionRow, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::password::{DECOY, verify_password};
use super::second_factor::{Given, place_of, use_code};
use super::sessions::{HALF_MINUTES, SESSION_HOURS, is_half};
use super::{is_name, names};
use crate::attempts::Lane;
use crate::desk::{Desk, sha256};
use crate::error::{Result, problem};

/// Signs in. No Debug: it goes into no log.
#[derive(Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The account.
    pub account: String,
    /// Its password.
    pub password: String,
    /// What the authenticator shows, or a recovery code, if it is given at once. With a recovery code
    /// nobody waits for what others tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// Gives the second factor. No Debug: it goes into no log.
#[derive(Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondFactor {
    /// As the sign-in told it.
    pub token: String,
    /// What the authenticator shows, or a recovery code.
    pub code: String,
}

/// A session, told once. No Debug: its secret goes into no log.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct SignedIn {
    /// Put it in `Authorization: Bearer`, or in a cookie.
    pub token: String,
    /// Whose.
    pub account: String,
    /// What it may do; nothing while the second factor is missing.
    pub rights: Vec<String>,
    /// Ends then at the latest; sooner if it is not used for half an hour.
    pub expires: Timestamp,
    /// The second factor is missing: give it with this token, and a session is the answer.
    pub second_factor: bool,
}

impl Desk {
    /// Signs in by password; the answer is a session, or what the second factor has to be given with.
    pub async fn sign_in(&self, order: &SignIn) -> Result<SignedIn> {
        // What cannot be a name counts as one: memory and the answer stay the same.
        let name = Some(order.account.as_str()).filter(|name| is_name(name));
        let name = name.unwrap_or_default();
        let lane = self.lane_of(name, order.code.as_deref()).await?;
        // A name that has to wait costs nobody a turn; whoever was in the queue before may have failed.
        self.attempts().may_try(&lane, self.now())?;
        let turn = self.attempts().queues().turn(&lane).await?;
        self.attempts().may_try(&lane, self.now())?;
        self.must_be_open(self.read().await?.as_mut()).await?;
        let account = self.read().await?.account(&order.account).await?;
        // An unknown name costs as much time as a wrong password.
        let (hash, known) = match &account {
            Some(row) if !row.disabled => (row.password.clone(), true),
            Some(_) | None => (DECOY.to_owned(), false),
        };
        let right = verify_password(turn, order.password.clone(), hash).await && known;
        let exists = account.is_some();
        let Some(account) = account.filter(|_| right) else {
            self.attempts().failed(&lane, self.now());
            // A name that is none may be a password in the wrong field: it is not written down.
            let object = if exists { name } else { "unknown" };
            return self.refuse_sign_in("account.sign_in", object).await;
        };
        self.attempts().succeeded(&lane);
        self.after_password(&account, order.code.as_deref()).await
    }

    /// Gives the second factor; the answer is a session, and what it was given with is over.
    pub async fn second_factor(&self, order: &SecondFactor) -> Result<SignedIn> {
        let mut unit = self.read().await?;
        self.must_be_open(unit.as_mut()).await?;
        let half = unit.session(sha256(order.token.as_bytes())).await?;
        let half = half.filter(|row| is_half(row, self.now()));
        let account = match &half {
            Some(row) => unit.account(&row.account).await?.filter(|it| !it.disabled),
            None => None,
        };
        drop(unit);
        let (Some(half), Some(account)) = (half, account) else {
            let text = "this sign-in is over: begin again with the password";
            return Err(problem(Code::AccountUnknown, text));
        };
        self.give_code(&account, &order.code, Some(half)).await
    }

    /// The lane of failures that an attempt counts in. A recovery code cannot be guessed: who has one
    /// need not wait for what strangers tried with the name. [ACC-3]
    async fn lane_of(&self, name: &str, code: Option<&str>) -> Result<Lane> {
        if let Some(code) = code {
            let factor = self.read().await?.second_factor(name).await?;
            let factor = factor.filter(|row| row.confirmed);
            if let Some(place) = factor.and_then(|row| place_of(&row, code)) {
                return Ok(Lane::Recovery(name.to_owned(), place.to_string()));
            }
        }
        Ok(Lane::Password(name.to_owned()))
    }

    /// The password is right. What else is asked?
    async fn after_password(&self, account: &AccountRow, code: Option<&str>) -> Result<SignedIn> {
        let factor = self.read().await?.second_factor(&account.name).await?;
        let asked = factor.as_ref().is_some_and(|row| row.confirmed);
        match code {
            Some(code) if asked => return self.give_code(account, code, None).await,
            Some(_) | None => {}
        }
        let mut unit = self.begin().await?;
        let told = self.new_session(unit.as_mut(), account, !asked).await?;
        unit.commit().await?;
        Ok(told)
    }

    /// Takes a code, and opens a session; half a one that it was given with ends.
    async fn give_code(
        &self,
        account: &AccountRow,
        code: &str,
        half: Option<SessionRow>,
    ) -> Result<SignedIn> {
        let lane = Lane::Code(account.name.clone());
        let factor = self.read().await?.second_factor(&account.name).await?;
        let is_recovery = factor.is_some_and(|row| place_of(&row, code).is_some());
        if !is_recovery {
            self.attempts().begin_try(&lane, self.now())?;
        }
        let mut unit = self.begin().await?;
        let Some(given) = use_code(unit.as_mut(), &account.name, code, self.now()).await? else {
            drop(unit);
            return self
                .refuse_sign_in("account.second_factor", &account.name)
                .await;
        };
        if let Some(half) = half
            && !unit.delete_session(half.hash).await?
        {
            let text = "this sign-in is over: begin again with the password";
            return Err(problem(Code::AccountUnknown, text));
        }
        if given == Given::Recovery {
            let act = "account.recovery";
            unit.put_audit(self.now(), &account.name, act, &account.name, "done")
                .await?;
        }
        let told = self.new_session(unit.as_mut(), account, true).await?;
        unit.commit().await?;
        self.attempts().succeeded(&lane);
        Ok(told)
    }

    /// A session, open or waiting for the second factor.
    pub(super) async fn new_session(
        &self,
        unit: &mut dyn Unit,
        account: &AccountRow,
        open: bool,
    ) -> Result<SignedIn> {
        let now = self.now();
        // The password was looked at a while ago, and may be another since.
        let is_same = |row: AccountRow| !row.disabled && row.password == account.password;
        if !unit.account(&account.name).await?.is_some_and(is_same) {
            let text = "this sign-in is over: begin again with the password";
            return Err(problem(Code::AccountUnknown, text));
        }
        self.make_room(unit, &account.name, open).await?;
        let token = self.session_secret();
        let row = SessionRow {
            hash: sha256(token.as_bytes()),
            account: account.name.clone(),
            open,
            made: now,
            seen: now,
            proved: now,
        };
        unit.put_session(&row).await?;
        if open {
            let act = "account.sign_in";
            unit.put_audit(now, &account.name, act, &account.name, "done")
                .await?;
        }
        let seconds = if open {
            SESSION_HOURS * 3_600
        } else {
            HALF_MINUTES * 60
        };
        Ok(SignedIn {
            token,
            account: account.name.clone(),
            rights: if open {
                names(&account.rights)
            } else {
                Vec::new()
            },
            expires: now.plus_seconds(seconds),
            second_factor: !open,
        })
    }

    async fn refuse_sign_in<T>(&self, act: &str, account: &str) -> Result<T> {
        let code = Code::AccountUnknown;
        let mut unit = self.begin().await?;
        unit.put_audit(self.now(), "node", act, account, code.as_str())
            .await?;
        unit.commit().await?;
        let text = if act == "account.sign_in" {
            "account or password is wrong"
        } else {
            "the code is wrong, or was used already"
        };
        Err(problem(code, text))
    }
}

/// Is a second factor asked of this account?
pub(super) fn is_asked(row: Option<&SecondFactorRow>) -> bool {
    row.is_some_and(|row| row.confirmed)
}
