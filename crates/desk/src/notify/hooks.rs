//! Webhooks: rooms and programs that are told, set by an administrator.

use fanal_protocol::Code;
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Post;
use super::post::Undelivered;
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid, not_found, problem};

const HOOKS: &str = "notify.hooks";
/// Webhooks of one desk.
const MOST_HOOKS: usize = 8;
/// Shortest key that an HMAC is worth.
const SECRET_CHARS: usize = 16;

/// What the other side expects.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// JSON, signed by HMAC-SHA-256 with the secret and the time.
    #[default]
    Plain,
    /// An incoming webhook of Mattermost: `{"text"}`. Its address is the secret.
    Mattermost,
    /// `PUT .../send/m.room.message/ID` of Matrix; the secret is the access token.
    Matrix,
}

/// A webhook. No Debug: it has a secret, and its address may be one.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hook {
    /// What it is called here.
    pub name: String,
    /// `https://...`, on a host that the configuration lists.
    pub url: String,
    /// What the other side expects.
    #[serde(default)]
    pub shape: Shape,
    /// Signs, or opens the door.
    #[serde(default)]
    pub secret: String,
}

/// A webhook as it is told: without what is secret.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HookShown {
    /// What it is called here.
    pub name: String,
    /// The host that it is at.
    pub host: String,
    /// What the other side expects.
    pub shape: Shape,
}

/// Names a webhook.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichHook {
    /// What it is called here.
    pub name: String,
}

impl Desk {
    /// The webhooks.
    pub async fn list_hooks(&self, caller: &Caller) -> Result<Vec<HookShown>> {
        caller.needs(Right::Admin)?;
        let mut unit = self.read().await?;
        Ok(all(unit.as_mut()).await?.iter().map(shown).collect())
    }

    /// Puts or replaces one. The configuration decides which hosts may be called: an account alone sends
    /// nothing to places of its choice. [NOT-5]
    pub async fn put_hook(
        &self,
        caller: &Caller,
        hook: &Hook,
        post: &dyn Post,
    ) -> Result<HookShown> {
        caller.needs(Right::Admin)?;
        caller.needs_proof(self.now())?;
        let named = (1..=40).contains(&hook.name.len())
            && hook
                .name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        if !named {
            return Err(invalid(
                "a webhook's name has 1 to 40 letters, digits, `-` or `_`",
            ));
        }
        let keyed = hook.secret.chars().count() >= SECRET_CHARS;
        match hook.shape {
            Shape::Plain | Shape::Matrix if !keyed => {
                return Err(invalid(format!(
                    "its secret has at least {SECRET_CHARS} characters"
                )));
            }
            Shape::Plain | Shape::Matrix | Shape::Mattermost => {}
        }
        post.may_call(&hook.url)
            .map_err(|Undelivered(why)| invalid(why))?;
        let mut unit = self.begin().await?;
        let mut hooks = all(unit.as_mut()).await?;
        hooks.retain(|held| held.name != hook.name);
        if hooks.len() >= MOST_HOOKS {
            return Err(invalid(format!("a desk has at most {MOST_HOOKS} webhooks")));
        }
        hooks.push(hook.clone());
        self.keep_hooks(unit.as_mut(), caller, "notify.hook", &hooks, &hook.name)
            .await?;
        unit.commit().await?;
        Ok(shown(hook))
    }

    /// Removes one.
    pub async fn remove_hook(&self, caller: &Caller, which: &WhichHook) -> Result<()> {
        caller.needs(Right::Admin)?;
        let mut unit = self.begin().await?;
        let mut hooks = all(unit.as_mut()).await?;
        let before = hooks.len();
        hooks.retain(|held| held.name != which.name);
        if hooks.len() == before {
            return Err(not_found("webhook"));
        }
        let act = "notify.hook_remove";
        self.keep_hooks(unit.as_mut(), caller, act, &hooks, &which.name)
            .await?;
        unit.commit().await?;
        Ok(())
    }

    async fn keep_hooks(
        &self,
        unit: &mut dyn Unit,
        caller: &Caller,
        act: &str,
        hooks: &[Hook],
        name: &str,
    ) -> Result<()> {
        let bytes = serde_json::to_vec(hooks);
        let bytes = bytes.map_err(|error| problem(Code::Broken, error.to_string()))?;
        unit.put_setting(HOOKS, &bytes).await?;
        let who = caller.account();
        Ok(unit.put_audit(self.now(), who, act, name, "done").await?)
    }
}

pub(super) async fn all(unit: &mut dyn Unit) -> Result<Vec<Hook>> {
    let stored = unit.setting(HOOKS).await?;
    Ok(stored
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

fn shown(hook: &Hook) -> HookShown {
    let host = hook.url.split_once("://").map_or("", |(_, rest)| rest);
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    HookShown {
        name: hook.name.clone(),
        host: host.rsplit('@').next().unwrap_or_default().to_owned(),
        shape: hook.shape,
    }
}
