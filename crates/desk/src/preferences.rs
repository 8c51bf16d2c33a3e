//! The language that an account prefers, for its pages and for what it is told.

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid};
use crate::notify::Preferences;

impl Desk {
    /// The language that the caller chose, BCP 47.
    pub async fn language_of(&self, caller: &Caller) -> Result<Option<String>> {
        let lang = self.show_preferences(caller).await?.lang;
        Ok(Some(lang).filter(|lang| !lang.is_empty()))
    }

    /// Chooses it; all other wishes stay as they are.
    pub async fn set_language(&self, caller: &Caller, lang: &str) -> Result<()> {
        if lang.is_empty() {
            return Err(invalid("that is no name of a language"));
        }
        let wishes = Preferences {
            lang: lang.to_owned(),
            ..self.show_preferences(caller).await?
        };
        self.set_preferences(caller, &wishes).await.map(drop)
    }
}
