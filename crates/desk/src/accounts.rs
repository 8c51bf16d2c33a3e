//! Accounts at this desk: made by an administrator, signed in by password or token.

use std::collections::BTreeSet;

use argon2::password_hash::PasswordHasher as _;
use argon2::{Argon2, PasswordVerifier as _};
use data_encoding::BASE64URL_NOPAD;
use fanal_protocol::{Code, Timestamp};
use fanal_store::{AccountRow, Right, TokenRow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attempts::Turn;
use crate::caller::{Caller, name_of};
use crate::desk::{Desk, sha256};
use crate::error::{Result, invalid, not_found, problem};

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

/// An account as it is told.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct AccountShown {
    /// Its name.
    pub name: String,
    /// What it may do.
    pub rights: Vec<String>,
    /// May not sign in.
    pub disabled: bool,
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

/// A token, told once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
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

/// Signs in.
#[derive(Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The account.
    pub account: String,
    /// Its password.
    pub password: String,
}

/// Hours that a token from a password lives.
const SESSION_HOURS: i64 = 12;
/// Days that a token for a program lives unless it is said: a season.
pub const TOKEN_DAYS: u16 = 90;
/// Days that it may live: once a year somebody looks whether it is still needed.
const MOST_TOKEN_DAYS: u16 = 366;
/// Shortest password that is taken.
const PASSWORD_CHARS: usize = 12;

impl Desk {
    /// Makes an account; the first one of all needs nobody's leave.
    pub async fn add_account(&self, caller: &Caller, new: &NewAccount) -> Result<AccountShown> {
        caller.needs(Right::Admin)?;
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
        let rights = new
            .rights
            .iter()
            .map(|text| right_of(text))
            .collect::<Result<BTreeSet<_>>>()?;
        let made_up = new.password.is_none();
        let password = new
            .password
            .clone()
            .unwrap_or_else(|| BASE64URL_NOPAD.encode(&self.random::<15>()));
        if password.chars().count() < PASSWORD_CHARS {
            return Err(invalid(format!(
                "a password has at least {PASSWORD_CHARS} characters"
            )));
        }
        let turn = self.attempts().turn().await?;
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
            ..shown(&row)
        })
    }

    /// Lets an account sign in no more, and ends its tokens at once. An administrator remains.
    pub async fn disable_account(
        &self,
        caller: &Caller,
        order: &WhichAccount,
    ) -> Result<AccountShown> {
        caller.needs(Right::Admin)?;
        let mut unit = self.begin().await?;
        let mut row = unit
            .account(&order.name)
            .await?
            .ok_or_else(|| not_found("account"))?;
        let administrates = |row: &AccountRow| !row.disabled && row.rights.contains(&Right::Admin);
        let accounts = unit.accounts().await?;
        let another = |other: &AccountRow| administrates(other) && other.name != row.name;
        if administrates(&row) && !accounts.iter().any(another) {
            let text = "this is the last administrator: make another one first";
            return Err(problem(Code::Conflict, text));
        }
        row.disabled = true;
        unit.put_account(&row).await?;
        unit.delete_tokens(Some(&row.name)).await?;
        let act = "account.disable";
        unit.put_audit(self.now(), caller.account(), act, &row.name, "done")
            .await?;
        unit.commit().await?;
        Ok(shown(&row))
    }

    /// All accounts.
    pub async fn list_accounts(&self, caller: &Caller) -> Result<Vec<AccountShown>> {
        caller.needs(Right::Admin)?;
        Ok(self
            .read()
            .await?
            .accounts()
            .await?
            .iter()
            .map(shown)
            .collect())
    }

    /// Signs in by password; the answer is a token for a working day.
    pub async fn sign_in(&self, order: &SignIn) -> Result<TokenTold> {
        // What cannot be a name counts as one: memory and the answer stay the same.
        let name = if is_name(&order.account) {
            order.account.as_str()
        } else {
            ""
        };
        let turn = self.attempts().turn().await?;
        self.attempts().may_try(name, self.now())?;
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
            self.attempts().failed(name, self.now());
            // A name that is none may be a password in the wrong field: it is not written down.
            let object = if exists { name } else { "unknown" };
            return self.refuse_sign_in(object).await;
        };
        self.attempts().succeeded(name);
        let expires = Some(self.now().plus_seconds(SESSION_HOURS * 3600));
        self.make_token(&account, "sign-in", expires).await
    }

    async fn refuse_sign_in(&self, account: &str) -> Result<TokenTold> {
        let code = Code::AccountUnknown;
        let mut unit = self.begin().await?;
        let act = "account.sign_in";
        unit.put_audit(self.now(), "node", act, account, code.as_str())
            .await?;
        unit.commit().await?;
        Err(problem(code, "account or password is wrong"))
    }

    /// A token for one's own account, for the command line or a program; it ends, as every secret that
    /// lies in a file should. [CLI-4]
    pub async fn issue_token(
        &self,
        caller: &Caller,
        purpose: &str,
        days: Option<u16>,
    ) -> Result<TokenTold> {
        let days = days.unwrap_or(TOKEN_DAYS);
        if !(1..=MOST_TOKEN_DAYS).contains(&days) {
            return Err(invalid(format!(
                "a token lives 1 to {MOST_TOKEN_DAYS} days"
            )));
        }
        let expires = self.now().plus_days(i64::from(days));
        let account = self
            .read()
            .await?
            .account(caller.account())
            .await?
            .ok_or_else(|| not_found("account"))?;
        self.make_token(&account, purpose, Some(expires)).await
    }

    /// A lasting token for an account of this machine's owner: set-up and the local command line. It
    /// lies beside the database, and who can read it can read that too.
    pub async fn issue_local_token(&self, account: &str) -> Result<TokenTold> {
        let account = self
            .read()
            .await?
            .account(account)
            .await?
            .ok_or_else(|| not_found("account"))?;
        self.make_token(&account, "local command line", None).await
    }

    /// The oldest account that is not disabled, administrators first: for the machine's owner.
    pub async fn first_account(&self) -> Result<String> {
        let mut accounts = self.read().await?.accounts().await?;
        accounts.retain(|row| !row.disabled);
        accounts.sort_by_key(|row| (!row.rights.contains(&Right::Admin), row.created));
        let first = accounts.into_iter().next();
        Ok(first.ok_or_else(|| not_found("account"))?.name)
    }

    /// Ends every token of the caller's account.
    pub async fn sign_out(&self, caller: &Caller) -> Result<u64> {
        let mut unit = self.begin().await?;
        let ended = unit.delete_tokens(Some(caller.account())).await?;
        unit.put_audit(
            self.now(),
            caller.account(),
            "account.sign_out",
            caller.account(),
            "done",
        )
        .await?;
        unit.commit().await?;
        Ok(ended)
    }

    /// Who a token speaks for.
    pub async fn caller_by_token(&self, token: &str) -> Result<Caller> {
        let refused = || problem(Code::AccountUnknown, "this needs a valid token");
        let mut unit = self.read().await?;
        self.must_be_open(unit.as_mut()).await?;
        let row = unit
            .token(sha256(token.as_bytes()))
            .await?
            .ok_or_else(refused)?;
        if row.expires.is_some_and(|end| end <= self.now()) {
            return Err(refused());
        }
        let account = unit
            .account(&row.account)
            .await?
            .filter(|account| !account.disabled)
            .ok_or_else(refused)?;
        let rights = row.rights.intersection(&account.rights).copied().collect();
        Ok(Caller::new(account.name, rights))
    }

    async fn make_token(
        &self,
        account: &AccountRow,
        purpose: &str,
        expires: Option<Timestamp>,
    ) -> Result<TokenTold> {
        let token = format!("fanal_{}", BASE64URL_NOPAD.encode(&self.random::<24>()));
        let row = TokenRow {
            hash: sha256(token.as_bytes()),
            account: account.name.clone(),
            purpose: purpose.chars().take(80).collect(),
            rights: account.rights.clone(),
            expires,
        };
        let mut unit = self.begin().await?;
        unit.put_token(&row).await?;
        unit.put_audit(
            self.now(),
            &account.name,
            "token.issue",
            &account.name,
            "done",
        )
        .await?;
        unit.commit().await?;
        Ok(TokenTold {
            token,
            account: account.name.clone(),
            rights: names(&account.rights),
            expires,
        })
    }
}

fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    (1..=40).contains(&text.len()) && text.chars().all(plain)
}

fn shown(row: &AccountRow) -> AccountShown {
    AccountShown {
        name: row.name.clone(),
        rights: names(&row.rights),
        disabled: row.disabled,
        password: None,
    }
}

fn names(rights: &BTreeSet<Right>) -> Vec<String> {
    rights
        .iter()
        .map(|right| name_of(*right).to_owned())
        .collect()
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

/// A hash of nothing that anybody knows, with the parameters that we use.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$MDAwMDAwMDAwMDAwMDAwMA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Argon2id is meant to be slow: not on the threads that serve, and only in one's turn.
async fn hash_password(turn: Turn, password: String, salt: [u8; 16]) -> Result<String> {
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

async fn verify_password(turn: Turn, password: String, hash: String) -> bool {
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
