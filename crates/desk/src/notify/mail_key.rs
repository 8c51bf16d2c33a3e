//! The OpenPGP key that an account's mail is encrypted to: a person's, or that of the list whose address the
//! account has. [NOT-7]

use fanal_protocol::{Code, Timestamp};
use fanal_store::Unit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Post;
use super::post::Undelivered;
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid, problem};

/// Longest key that is kept.
const KEY_BYTES: usize = 256 << 10;

/// The key to encrypt one's own mail to.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailKeyOrder {
    /// The public key, armoured.
    pub key: String,
}

/// A key, as its person compares it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MailKeyShown {
    /// In groups of four.
    pub fingerprint: String,
    /// Not taken any more from then on: mail does not go then, in clear neither.
    pub ends: Option<Timestamp>,
}

/// How it stands with one's key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MailKeyState {
    /// None: what goes says nothing but numbers, in clear.
    None,
    /// Mail is encrypted to it.
    Good(MailKeyShown),
    /// Mail does not go, and why.
    Bad(String),
}

impl Desk {
    /// How it stands with the caller's own key, as of now.
    pub async fn show_mail_key(&self, caller: &Caller, post: &dyn Post) -> Result<MailKeyState> {
        let mut unit = self.read().await?;
        let Some(held) = of(unit.as_mut(), caller.account()).await? else {
            return Ok(MailKeyState::None);
        };
        Ok(match post.read_key(&held, self.now()) {
            Ok(read) => MailKeyState::Good(MailKeyShown {
                fingerprint: read.fingerprint,
                ends: read.ends,
            }),
            Err(Undelivered(why)) => MailKeyState::Bad(why),
        })
    }

    /// Encrypts the caller's mail to this key from now on, if it can be. Who changes where mail can be read
    /// proves who they are.
    pub async fn set_mail_key(
        &self,
        caller: &Caller,
        armoured: &str,
        post: &dyn Post,
    ) -> Result<MailKeyShown> {
        caller.needs_proof(self.now())?;
        if armoured.len() > KEY_BYTES {
            return Err(problem(
                Code::LimitSize,
                format!("a key has at most {KEY_BYTES} bytes"),
            ));
        }
        let read = post.read_key(armoured, self.now());
        let read = read.map_err(|Undelivered(why)| invalid(why))?;
        let mut unit = self.begin().await?;
        unit.put_setting(&key(caller.account()), armoured.as_bytes())
            .await?;
        let (who, act) = (caller.account(), "notify.key");
        unit.put_audit(self.now(), who, act, who, "done").await?;
        unit.commit().await?;
        Ok(MailKeyShown {
            fingerprint: read.fingerprint,
            ends: read.ends,
        })
    }

    /// The caller's mail is encrypted to no key any more.
    pub async fn remove_mail_key(&self, caller: &Caller) -> Result<()> {
        caller.needs_proof(self.now())?;
        let mut unit = self.begin().await?;
        unit.delete_setting(&key(caller.account())).await?;
        let (who, act) = (caller.account(), "notify.key_remove");
        unit.put_audit(self.now(), who, act, who, "done").await?;
        unit.commit().await?;
        Ok(())
    }
}

/// The armoured key of an account.
pub(super) async fn of(unit: &mut dyn Unit, account: &str) -> Result<Option<String>> {
    let stored = unit.setting(&key(account)).await?;
    let Some(bytes) = stored else {
        return Ok(None);
    };
    // A key that cannot be read is no leave to write in clear.
    let text = String::from_utf8(bytes.to_vec());
    let broken = |_| problem(Code::Broken, "the mail key of an account is no text");
    Ok(Some(text.map_err(broken)?))
}

fn key(account: &str) -> String {
    format!("account.{account}.mail_key")
}
