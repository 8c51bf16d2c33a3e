//! Accounts at this desk: made and changed by an administrator.

pub(crate) mod confirm;
mod me;
mod passkeys;
mod password;
mod second_factor;
mod sessions;
mod sign_in;
pub(crate) mod tokens;
mod totp;

use std::collections::BTreeSet;

use fanal_protocol::Code;
use fanal_store::{AccountRow, Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use me::Me;
pub use passkeys::{PasskeyAsked, PasskeyShown, PasskeyWanted, WhichPasskey};
pub use password::{PasswordChanged, PasswordOrder};
pub use second_factor::{CodeOrder, RecoveryCodes, TotpBegun};
pub use sessions::{Access, SessionShown, StepUp, SteppedUp, TokenShown, WhichSession};
pub use sign_in::{SecondFactor, SignIn, SignedIn};
pub use tokens::{TOKEN_DAYS, TokenOrder, TokenTold};

use crate::caller::{Caller, name_of};
use crate::desk::Desk;
use crate::error::{Result, invalid, not_found, problem};
use password::{hash_password, must_be_long};

/// How the secret of a session begins; tokens begin otherwise.
const SESSION_PREFIX: &str = "session_";

/// A new account. No Debug: a password goes into no log.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// Its name: letters, digits, `-`, `_`, `.`.
    pub name: String,
    /// What it may do: `analyst`, `reviewer`, `coordinator`, `admin`.
    pub rights: BTreeSet<String>,
    /// The password; made up if absent, and then told once.
    #[serde(default)]
    pub password: Option<String>,
}

/// Names an account.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichAccount {
    /// Its name.
    pub name: String,
}

/// Changes an account.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeAccount {
    /// Its name.
    pub name: String,
    /// All that it may do from now on.
    #[serde(default)]
    pub rights: Option<BTreeSet<String>>,
    /// May it sign in?
    #[serde(default)]
    pub disabled: Option<bool>,
}

/// An account as it is told.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct AccountShown {
    /// Its name.
    pub name: String,
    /// What it may do.
    pub rights: Vec<String>,
    /// May not sign in.
    pub disabled: bool,
    /// It came back with a backup, and waits until an administrator says that it counts still. [BAK-9]
    #[serde(default)]
    pub to_confirm: bool,
    /// A second factor is asked of it.
    #[serde(default)]
    pub second_factor: bool,
    /// Made up just now; shown this once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

impl std::fmt::Debug for AccountShown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountShown")
            .field("name", &self.name)
            .field("rights", &self.rights)
            .field("disabled", &self.disabled)
            .finish_non_exhaustive()
    }
}

impl Desk {
    /// Makes an account; the first one of all needs nobody's leave.
    pub async fn add_account(&self, caller: &Caller, new: &NewAccount) -> Result<AccountShown> {
        caller.needs(Right::Admin)?;
        caller.needs_proof(self.now())?;
        self.put_account(caller.account(), new).await
    }

    /// The account that set-up makes; refuses once there is one.
    pub async fn add_first_account(&self, new: &NewAccount) -> Result<AccountShown> {
        if !self.read().await?.accounts().await?.is_empty() {
            return Err(problem(
                Code::Conflict,
                "there are accounts already: an administrator adds more",
            ));
        }
        self.put_account("init", new).await
    }

    async fn put_account(&self, who: &str, new: &NewAccount) -> Result<AccountShown> {
        if !is_name(&new.name) {
            return Err(invalid(
                "an account's name has 1 to 40 letters, digits, `-`, `_` or `.`",
            ));
        }
        let rights = rights_of(&new.rights)?;
        let made_up = new.password.is_none();
        let password = new.password.clone();
        let password = password.unwrap_or_else(|| self.make_up_password());
        must_be_long(&password)?;
        let turn = self.attempts().queues().own_turn().await?;
        let hash = hash_password(turn, password.clone(), self.random::<16>()).await?;
        let mut unit = self.begin().await?;
        if unit.account(&new.name).await?.is_some() {
            return Err(problem(
                Code::Conflict,
                format!("account `{}` exists", new.name),
            ));
        }
        let row = AccountRow {
            name: new.name.clone(),
            rights,
            password: hash,
            created: self.now(),
            disabled: false,
        };
        unit.put_account(&row).await?;
        unit.put_audit(self.now(), who, "account.add", &new.name, "done")
            .await?;
        unit.commit().await?;
        Ok(AccountShown {
            password: made_up.then_some(password),
            ..shown(&row, false)
        })
    }

    /// Lets an account sign in no more, and ends its tokens and sessions at once. An administrator
    /// remains.
    pub async fn disable_account(
        &self,
        caller: &Caller,
        order: &WhichAccount,
    ) -> Result<AccountShown> {
        let order = ChangeAccount {
            name: order.name.clone(),
            rights: None,
            disabled: Some(true),
        };
        self.change_account(caller, &order).await
    }

    /// Changes what an account may do, or whether it may sign in. An administrator remains.
    pub async fn change_account(
        &self,
        caller: &Caller,
        order: &ChangeAccount,
    ) -> Result<AccountShown> {
        caller.needs(Right::Admin)?;
        caller.needs_proof(self.now())?;
        let rights = order.rights.as_ref().map(rights_of).transpose()?;
        let mut unit = self.begin().await?;
        let row = unit.account(&order.name).await?;
        let before = row.ok_or_else(|| not_found("account"))?;
        let after = AccountRow {
            rights: rights.unwrap_or_else(|| before.rights.clone()),
            disabled: order.disabled.unwrap_or(before.disabled),
            ..before.clone()
        };
        if administrates(&before) && !administrates(&after) {
            another_administrates(unit.as_mut(), &before).await?;
        }
        unit.put_account(&after).await?;
        if order.disabled.is_some() {
            confirm::is_settled(unit.as_mut(), &after.name).await?;
        }
        if after.disabled {
            unit.delete_tokens(Some(&after.name)).await?;
            unit.delete_sessions(Some(&after.name)).await?;
        }
        for (act, done) in [
            ("account.disable", after.disabled && !before.disabled),
            ("account.enable", before.disabled && !after.disabled),
            ("account.rights", after.rights != before.rights),
        ] {
            if done {
                unit.put_audit(self.now(), caller.account(), act, &after.name, "done")
                    .await?;
            }
        }
        let factor = unit.second_factor(&after.name).await?;
        let waits = confirm::to_confirm(unit.as_mut()).await?;
        unit.commit().await?;
        Ok(AccountShown {
            to_confirm: waits.contains(&after.name),
            ..shown(&after, sign_in::is_asked(factor.as_ref()))
        })
    }

    /// For somebody who lost password or authenticator: another password, told once; the second factor,
    /// the sessions and the tokens of programs end.
    pub async fn reset_account(
        &self,
        caller: &Caller,
        order: &WhichAccount,
    ) -> Result<AccountShown> {
        caller.needs(Right::Admin)?;
        caller.needs_proof(self.now())?;
        let password = self.make_up_password();
        let turn = self.attempts().queues().own_turn().await?;
        let hash = hash_password(turn, password.clone(), self.random::<16>()).await?;
        let mut unit = self.begin().await?;
        let row = unit.account(&order.name).await?;
        let mut row = row.ok_or_else(|| not_found("account"))?;
        row.password = hash;
        unit.put_account(&row).await?;
        unit.delete_second_factor(&row.name).await?;
        passkeys::forget_passkeys(unit.as_mut(), &row.name).await?;
        unit.delete_sessions(Some(&row.name)).await?;
        sessions::end_tokens(unit.as_mut(), &row.name).await?;
        let act = "account.reset";
        unit.put_audit(self.now(), caller.account(), act, &row.name, "done")
            .await?;
        unit.commit().await?;
        Ok(AccountShown {
            password: Some(password),
            ..shown(&row, false)
        })
    }

    /// All accounts.
    pub async fn list_accounts(&self, caller: &Caller) -> Result<Vec<AccountShown>> {
        caller.needs(Right::Admin)?;
        let mut unit = self.read().await?;
        let mut told = Vec::new();
        let waits = confirm::to_confirm(unit.as_mut()).await?;
        for row in unit.accounts().await? {
            let factor = unit.second_factor(&row.name).await?;
            told.push(AccountShown {
                to_confirm: waits.contains(&row.name),
                ..shown(&row, sign_in::is_asked(factor.as_ref()))
            });
        }
        Ok(told)
    }
}

fn administrates(row: &AccountRow) -> bool {
    !row.disabled && row.rights.contains(&Right::Admin)
}

async fn another_administrates(unit: &mut dyn Unit, row: &AccountRow) -> Result<()> {
    let accounts = unit.accounts().await?;
    let another = |other: &AccountRow| administrates(other) && other.name != row.name;
    if accounts.iter().any(another) {
        return Ok(());
    }
    let text = "this is the last administrator: make another one first";
    Err(problem(Code::Conflict, text))
}

fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    (1..=40).contains(&text.len()) && text.chars().all(plain)
}

fn shown(row: &AccountRow, second_factor: bool) -> AccountShown {
    AccountShown {
        name: row.name.clone(),
        rights: names(&row.rights),
        disabled: row.disabled,
        to_confirm: false,
        second_factor,
        password: None,
    }
}

fn names(rights: &BTreeSet<Right>) -> Vec<String> {
    rights
        .iter()
        .map(|right| name_of(*right).to_owned())
        .collect()
}

fn rights_of(texts: &BTreeSet<String>) -> Result<BTreeSet<Right>> {
    texts.iter().map(|text| right_of(text)).collect()
}

fn right_of(text: &str) -> Result<Right> {
    [
        Right::Analyst,
        Right::Reviewer,
        Right::Coordinator,
        Right::Admin,
    ]
    .into_iter()
    .find(|right| name_of(*right) == text)
    .ok_or_else(|| {
        invalid(format!(
            "`{text}` is no right: analyst, reviewer, coordinator, admin"
        ))
    })
}
