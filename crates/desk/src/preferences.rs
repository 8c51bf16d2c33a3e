//! What an account prefers: the language of its pages.

use fanal_protocol::Code;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, problem};

/// Longest name of a language. BCP 47, section 4.4.1.
const LANG_CHARS: usize = 35;

#[derive(Default, Serialize, Deserialize)]
struct Preferences {
    #[serde(default)]
    lang: Option<String>,
}

impl Desk {
    /// The language that the caller chose, BCP 47.
    pub async fn language_of(&self, caller: &Caller) -> Result<Option<String>> {
        let stored = self.read().await?.setting(&name(caller)).await?;
        let read = stored.and_then(|bytes| serde_json::from_slice::<Preferences>(&bytes).ok());
        Ok(read.and_then(|preferences| preferences.lang))
    }

    /// Chooses it.
    pub async fn set_language(&self, caller: &Caller, lang: &str) -> Result<()> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if lang.is_empty() || lang.len() > LANG_CHARS || !lang.chars().all(plain) {
            return Err(problem(Code::UsageInvalid, "that is no name of a language"));
        }
        let preferences = Preferences {
            lang: Some(lang.to_owned()),
        };
        let bytes = serde_json::to_vec(&preferences)
            .map_err(|error| problem(Code::Broken, error.to_string()))?;
        let mut unit = self.begin().await?;
        unit.put_setting(&name(caller), &bytes).await?;
        unit.commit().await?;
        Ok(())
    }
}

fn name(caller: &Caller) -> String {
    format!("account.{}.preferences", caller.account())
}
