//! Warning lists: what goes wrong when it is called malicious. A hit is shown, and decides nothing. [IMP-5]

use std::sync::{Arc, PoisonError, RwLock};

use fanal_formats::{Guarded, WarningList};
use fanal_protocol::Code;
use fanal_stix::{Kind, Value};
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, sha256};
use crate::error::{Result, invalid, not_found, problem};

/// The setting with the names of the lists.
const NAMES: &str = "warning-lists";
/// Lists that one desk keeps: the public collection has some 120.
const MAX_LISTS: usize = 400;
/// Hits that are shown of one order.
const MAX_SHOWN: usize = 100;

/// The lists as they were read last, and what the names of that moment were.
pub(crate) type Held = RwLock<(Vec<u8>, Arc<Vec<WarningList>>)>;

/// A list to be kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WarningListOrder {
    /// The text of its `list.json`.
    pub content: String,
}

/// Names a list.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichWarningList {
    /// Its name.
    pub name: String,
}

/// A list that is kept.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WarningListShown {
    /// Its name: what it calls itself, or that of the source that brings it.
    pub name: String,
    /// What it says of itself.
    pub description: String,
    /// Its version.
    pub version: u64,
    /// Entries that are used.
    pub entries: usize,
    /// Entries that cannot be used, with the reason.
    pub refused: Vec<String>,
    /// Does it speak of anything that values here are?
    pub applies: bool,
}

/// A value that a list warns of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Warned {
    /// The value, defanged.
    pub value: String,
    /// The list.
    pub list: String,
    /// The entry that it meets.
    pub entry: String,
    /// It is the guard that is built in: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<Guard>,
}

/// Why the guard that is built in knows a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// A site that people need.
    CommonSite,
    /// A platform that many share.
    SharedPlatform,
    /// A public suffix: everybody's.
    PublicSuffix,
}

impl From<Guarded> for Guard {
    fn from(why: Guarded) -> Self {
        match why {
            Guarded::CommonSite => Self::CommonSite,
            Guarded::SharedPlatform => Self::SharedPlatform,
            Guarded::PublicSuffix => Self::PublicSuffix,
        }
    }
}

/// What the names stand for: each with the digest of its list, so that a change is seen by every process.
type Names = Vec<(String, String)>;

fn setting_of(name: &str) -> String {
    format!("warning-list/{}", sha256(name.as_bytes()))
}

impl Desk {
    /// Keeps a list, in place of the one of its name.
    pub async fn add_warning_list(
        &self,
        caller: &Caller,
        order: &WarningListOrder,
    ) -> Result<WarningListShown> {
        caller.needs(Right::Analyst)?;
        self.keep_warning_list(caller.account(), (read(order)?, None), order)
            .await
    }

    /// The list of a source: under the source's name, whatever it calls itself from one time to the next, so that
    /// what comes replaces what came. [IMP-15]
    pub(crate) async fn keep_warning_list_of(
        &self,
        who: &str,
        source: &str,
        order: &WarningListOrder,
    ) -> Result<WarningListShown> {
        let list = read(order)?;
        let own = list.name().to_owned();
        self.keep_warning_list(who, (list.named(source), Some(&own)), order)
            .await
    }

    /// `before`: the name that the list of this source was kept under before it had the source's.
    async fn keep_warning_list(
        &self,
        who: &str,
        (list, before): (WarningList, Option<&str>),
        order: &WarningListOrder,
    ) -> Result<WarningListShown> {
        let bytes = order.content.as_bytes();
        if list.name().is_empty() {
            return Err(invalid("the list has no name"));
        }
        let mut unit = self.begin().await?;
        let mut names = names(unit.as_mut()).await?;
        let is_new = !names.iter().any(|(name, _)| name == list.name());
        if let Some(before) = before.filter(|before| is_new && *before != list.name()) {
            names.retain(|(name, _)| name != before);
            unit.delete_setting(&setting_of(before)).await?;
        }
        names.retain(|(name, _)| name != list.name());
        if names.len() >= MAX_LISTS {
            let text = format!("{MAX_LISTS} warning lists are kept: remove one first");
            return Err(problem(Code::LimitSize, text));
        }
        names.push((list.name().to_owned(), sha256(bytes).to_string()));
        names.sort();
        unit.put_setting(&setting_of(list.name()), bytes).await?;
        put_names(unit.as_mut(), &names).await?;
        unit.put_audit(self.now(), who, "warning_list.add", "list", "done")
            .await?;
        unit.commit().await?;
        Ok(shown(&list))
    }

    /// The lists that are kept.
    pub async fn list_warning_lists(&self, caller: &Caller) -> Result<Vec<WarningListShown>> {
        caller
            .needs(Right::Analyst)
            .or_else(|_| caller.needs(Right::Reviewer))?;
        let mut unit = self.read().await?;
        let lists = self.warning_lists(unit.as_mut()).await?;
        Ok(lists.iter().map(shown).collect())
    }

    /// Forgets a list.
    pub async fn remove_warning_list(
        &self,
        caller: &Caller,
        which: &WhichWarningList,
    ) -> Result<()> {
        caller.needs(Right::Analyst)?;
        let mut unit = self.begin().await?;
        let mut names = names(unit.as_mut()).await?;
        let before = names.len();
        names.retain(|(name, _)| *name != which.name);
        if names.len() == before {
            return Err(not_found("warning list"));
        }
        unit.delete_setting(&setting_of(&which.name)).await?;
        put_names(unit.as_mut(), &names).await?;
        unit.put_audit(
            self.now(),
            caller.account(),
            "warning_list.remove",
            "list",
            "done",
        )
        .await?;
        Ok(unit.commit().await?)
    }

    /// What the lists, and the guard that is built in, have to say of these values.
    pub(crate) async fn warned_of<'a>(
        &self,
        unit: &mut dyn Unit,
        values: impl Iterator<Item = &'a Value>,
    ) -> Result<Vec<Warned>> {
        let lists = self.warning_lists(unit).await?;
        let mut warned = Vec::new();
        for value in values {
            if let Some(why) = guarded(value) {
                warned.push(Warned {
                    value: value.defanged(),
                    list: "common sites".to_owned(),
                    entry: why.to_string(),
                    guard: Some(why.into()),
                });
            }
            for list in lists.iter() {
                if let Some(entry) = list.hit(value) {
                    warned.push(Warned {
                        value: value.defanged(),
                        list: list.name().to_owned(),
                        entry,
                        guard: None,
                    });
                }
            }
            if warned.len() >= MAX_SHOWN {
                break;
            }
        }
        warned.truncate(MAX_SHOWN);
        Ok(warned)
    }

    /// The lists, read anew where their names or contents changed: by whichever process of this desk.
    async fn warning_lists(&self, unit: &mut dyn Unit) -> Result<Arc<Vec<WarningList>>> {
        let stored = unit.setting(NAMES).await?;
        let stored = stored.map(|bytes| bytes.to_vec()).unwrap_or_default();
        {
            let held = self
                .warnings()
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            if held.0 == stored {
                return Ok(Arc::clone(&held.1));
            }
        }
        let mut lists = Vec::new();
        for (name, _) in names(unit).await? {
            let Some(bytes) = unit.setting(&setting_of(&name)).await? else {
                continue;
            };
            match WarningList::parse(&bytes) {
                Ok(list) => lists.push(list.named(&name)),
                Err(_) => tracing::warn!("a warning list that was kept cannot be read any more"),
            }
        }
        let lists = Arc::new(lists);
        let mut held = self
            .warnings()
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *held = (stored, Arc::clone(&lists));
        Ok(lists)
    }
}

fn guarded(value: &Value) -> Option<Guarded> {
    (value.kind() == Kind::DomainName)
        .then(|| fanal_formats::guarded(value.text()))
        .flatten()
}

/// Why the guard that is built in knows a value, if it does.
pub(crate) fn guard_of(value: &Value) -> Option<Guard> {
    guarded(value).map(Guard::from)
}

fn read(order: &WarningListOrder) -> Result<WarningList> {
    WarningList::parse(order.content.as_bytes())
        .map_err(|bad| problem(Code::VerifyFormat, bad.to_string()))
}

async fn names(unit: &mut dyn Unit) -> Result<Names> {
    let stored = unit.setting(NAMES).await?;
    Ok(stored
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

async fn put_names(unit: &mut dyn Unit, names: &Names) -> Result<()> {
    let bytes =
        serde_json::to_vec(names).map_err(|error| problem(Code::Broken, error.to_string()))?;
    Ok(unit.put_setting(NAMES, &bytes).await?)
}

fn shown(list: &WarningList) -> WarningListShown {
    WarningListShown {
        name: list.name().to_owned(),
        description: list.description().to_owned(),
        version: list.version(),
        entries: list.len(),
        refused: list.refused().to_vec(),
        applies: list.applies(),
    }
}
