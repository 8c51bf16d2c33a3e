//! One's own account, as its person sees it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::names;
use super::sign_in::is_asked;
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::Result;

/// One's own account.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Me {
    /// Its name.
    pub account: String,
    /// What it may do, as it asks now.
    pub rights: Vec<String>,
    /// A second factor is asked of it.
    pub second_factor: bool,
    /// Recovery codes that are left.
    pub recovery_left: usize,
    /// A fresh password or second factor stands behind it: acts that reach far are done.
    pub proved: bool,
}

impl Desk {
    /// The caller's own account.
    pub async fn show_me(&self, caller: &Caller) -> Result<Me> {
        let factor = self.read().await?.second_factor(caller.account()).await?;
        Ok(Me {
            account: caller.account().to_owned(),
            rights: names(caller.rights()),
            second_factor: is_asked(factor.as_ref()),
            recovery_left: factor.map_or(0, |row| row.recovery.len()),
            proved: caller.is_proved_at(self.now()),
        })
    }
}
