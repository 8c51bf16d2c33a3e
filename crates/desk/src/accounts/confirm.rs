//! Accounts that came back with a backup: who was let go since would count again. They wait until an administrator
//! says of each that it counts still. [BAK-9]

use std::collections::BTreeSet;

use fanal_protocol::Code;
use fanal_store::{AccountRow, Right, Unit};

use crate::error::{Result, problem};

const TO_CONFIRM: &str = "accounts.to-confirm";

/// The account that speaks for this machine: the oldest that is not disabled, administrators first.
pub(crate) async fn first(unit: &mut dyn Unit) -> Result<Option<AccountRow>> {
    let mut accounts = unit.accounts().await?;
    accounts.retain(|row| !row.disabled);
    accounts.sort_by_key(|row| (!row.rights.contains(&Right::Admin), row.created));
    Ok(accounts.into_iter().next())
}

/// Lets every account wait but the one that speaks for this machine.
pub(crate) async fn let_all_wait(unit: &mut dyn Unit) -> Result<()> {
    let first = first(unit).await?.map(|row| row.name);
    let mut waiting = to_confirm(unit).await?;
    for row in unit.accounts().await? {
        if row.disabled || Some(&row.name) == first.as_ref() {
            continue;
        }
        waiting.insert(row.name.clone());
        let row = AccountRow {
            disabled: true,
            ..row
        };
        unit.put_account(&row).await?;
    }
    put(unit, &waiting).await
}

/// Those that wait.
pub(crate) async fn to_confirm(unit: &mut dyn Unit) -> Result<BTreeSet<String>> {
    let Some(stored) = unit.setting(TO_CONFIRM).await? else {
        return Ok(BTreeSet::new());
    };
    serde_json::from_slice(&stored)
        .map_err(|_| problem(Code::Broken, "which accounts wait cannot be read"))
}

/// Somebody said whether this one counts.
pub(crate) async fn is_settled(unit: &mut dyn Unit, name: &str) -> Result<()> {
    let mut waiting = to_confirm(unit).await?;
    if waiting.remove(name) {
        put(unit, &waiting).await?;
    }
    Ok(())
}

async fn put(unit: &mut dyn Unit, waiting: &BTreeSet<String>) -> Result<()> {
    if waiting.is_empty() {
        unit.delete_setting(TO_CONFIRM).await?;
        return Ok(());
    }
    let bytes = serde_json::to_vec(waiting).unwrap_or_default();
    Ok(unit.put_setting(TO_CONFIRM, &bytes).await?)
}
