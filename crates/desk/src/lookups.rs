//! External lists kept as look-up material: another licence, another trust. A check asks them and says so; nothing
//! else does, and nothing of them is ever shared, exported, published or a source to compose from. [R6] [IMP-4]

mod parts;

use std::collections::{BTreeMap, HashSet};

use fanal_formats::{Format, Options, Reading};
use fanal_protocol::{Code, Problem, Timestamp};
use fanal_stix::Value;
use fanal_store::{IndexKey, LookUpRow, Right};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid, not_found, problem};

pub use self::parts::LookUpPart;

/// Lists that one desk keeps.
const MAX_LISTS: usize = 100;
/// Values looked up in one go.
const AT_ONCE: usize = 16_384;
/// Seconds between two fetches of one list: publishers ask for five minutes at least.
const BETWEEN_FETCHES: i64 = 3_600;
/// The longest name of a list.
const NAME_CHARS: usize = 40;

/// A list to be kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LookUpOrder {
    /// This desk's own word for it; a list of this name is replaced.
    pub name: String,
    /// The text of the file.
    pub content: String,
    /// The file's name.
    pub file_name: Option<String>,
    /// The format, if it is not to be guessed.
    pub format: Option<String>,
    /// Who publishes it.
    pub source: Option<String>,
    /// Its licence.
    pub licence: Option<String>,
    /// Where it was fetched, and is fetched again.
    pub address: Option<String>,
    /// Parts to be put, in place of those of their words: the events of a feed. Then there is no `content`.
    pub parts: Vec<LookUpPart>,
    /// The words of all parts that the list is made of from now on: the others are forgotten.
    pub made_of: Option<Vec<String>>,
    /// Keep, too, what its source gives as context only (MISP's `to_ids` is not set).
    pub take_context: bool,
}

/// Names a list.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichLookUp {
    /// Its name here.
    pub name: String,
}

/// A list that is kept.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct LookUpShown {
    /// Its name here.
    pub name: String,
    /// Who publishes it.
    pub source: Option<String>,
    /// Its licence.
    pub licence: Option<String>,
    /// As what it was read.
    pub format: String,
    /// Values in it.
    pub values: usize,
    /// Rows that were not taken.
    pub refused: usize,
    /// Values that its source gives as context only, and that are not kept.
    #[serde(default)]
    pub context: usize,
    /// What its source gives as context only is kept, too.
    #[serde(default)]
    pub takes_context: bool,
    /// When it was put here.
    pub fetched: Timestamp,
    /// Where it was fetched, and is fetched again.
    pub address: Option<String>,
    /// Its parts, each with the mark of its version.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, String>,
}

/// A hit in a list of others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ListedIn {
    /// The list's name here.
    pub list: String,
    /// Who publishes it.
    pub source: Option<String>,
    /// Its licence.
    pub licence: Option<String>,
    /// The day when it was put here.
    pub fetched: String,
}

/// What is noted of a list.
#[derive(Clone, Serialize, Deserialize)]
struct Noted {
    source: Option<String>,
    licence: Option<String>,
    format: String,
    values: usize,
    refused: usize,
    #[serde(default)]
    context: usize,
    #[serde(default)]
    takes_context: bool,
    fetched: Timestamp,
    #[serde(default)]
    address: Option<String>,
    /// Of a part: which version of it this is.
    #[serde(default)]
    mark: Option<String>,
}

impl Desk {
    /// Keeps a list, in place of the one of its name.
    pub async fn add_look_up(&self, caller: &Caller, order: &LookUpOrder) -> Result<LookUpShown> {
        caller.needs(Right::Analyst)?;
        self.keep_look_up(caller.account(), order).await
    }

    /// The lists that came from an address and may be fetched again, without their content.
    pub async fn look_ups_to_fetch(&self) -> Result<Vec<LookUpOrder>> {
        let mut due = Vec::new();
        for row in self.read().await?.look_ups().await? {
            if parts::is_part(&row.name) {
                continue;
            }
            let noted = noted_in(&row)?;
            let is_old = noted.fetched.plus_seconds(BETWEEN_FETCHES) <= self.now();
            if noted.address.is_some() && is_old {
                due.push(LookUpOrder {
                    name: row.name,
                    format: Some(noted.format),
                    source: noted.source,
                    licence: noted.licence,
                    address: noted.address,
                    take_context: noted.takes_context,
                    ..LookUpOrder::default()
                });
            }
        }
        Ok(due)
    }

    /// Puts what was fetched again in place of what was; a list that was removed meanwhile stays away.
    pub async fn refresh_look_up(&self, order: &LookUpOrder) -> Result<LookUpShown> {
        let lists = self.read().await?.look_ups().await?;
        if !lists.iter().any(|row| row.name == order.name) {
            return Err(not_found("look-up list"));
        }
        self.keep_look_up("node", order).await
    }

    /// The same, for what the configuration names: its operator answers for it. [IMP-11]
    pub(crate) async fn keep_look_up(&self, who: &str, order: &LookUpOrder) -> Result<LookUpShown> {
        if !order.parts.is_empty() || order.made_of.is_some() {
            return self.keep_parts(who, order).await;
        }
        let name = name_of(&order.name)?;
        let (keys, mut noted) = read(order)?;
        noted.fetched = self.now();
        let mut unit = self.begin().await?;
        let lists = unit.look_ups().await?;
        has_room(&lists, &name)?;
        for row in lists.iter().filter(|row| parts::is_of(row, &name)) {
            unit.delete_look_up(&row.name).await?;
        }
        let row = row_of(name, &noted)?;
        unit.put_look_up(&row, &keys).await?;
        // The name of a list is no secret between accounts, and is no id: the trail says how many are kept.
        unit.put_audit(self.now(), who, "look_up.add", "list", "done")
            .await?;
        unit.commit().await?;
        Ok(shown(&row.name, &noted, BTreeMap::new()))
    }

    /// The lists that are kept.
    pub async fn list_look_ups(&self, caller: &Caller) -> Result<Vec<LookUpShown>> {
        caller
            .needs(Right::Analyst)
            .or_else(|_| caller.needs(Right::Reviewer))?;
        let rows = self.read().await?.look_ups().await?;
        rows.iter()
            .filter(|row| !parts::is_part(&row.name))
            .map(|row| {
                Ok(shown(
                    &row.name,
                    &noted_in(row)?,
                    parts::marks_of(&rows, &row.name)?,
                ))
            })
            .collect()
    }

    /// Forgets a list.
    pub async fn remove_look_up(&self, caller: &Caller, which: &WhichLookUp) -> Result<()> {
        caller.needs(Right::Analyst)?;
        let mut unit = self.begin().await?;
        // A part has no name of its own at the doors.
        if parts::is_part(&which.name) || !unit.delete_look_up(&which.name).await? {
            return Err(not_found("look-up list"));
        }
        for row in unit.look_ups().await? {
            if parts::is_of(&row, &which.name) {
                unit.delete_look_up(&row.name).await?;
            }
        }
        unit.put_audit(
            self.now(),
            caller.account(),
            "look_up.remove",
            "list",
            "done",
        )
        .await?;
        Ok(unit.commit().await?)
    }

    /// In which lists each of these stands, by its place among them; the value itself or what contains it.
    pub(crate) async fn listed(&self, values: &[Value]) -> Result<BTreeMap<usize, Vec<ListedIn>>> {
        let mut unit = self.read().await?;
        let rows = unit.look_ups().await?;
        let mut listed: BTreeMap<usize, Vec<ListedIn>> = BTreeMap::new();
        if rows.is_empty() {
            return Ok(listed);
        }
        let mut lists = BTreeMap::new();
        for row in rows.iter().filter(|row| !parts::is_part(&row.name)) {
            lists.insert(row.name.clone(), listed_in(&row.name, &noted_in(row)?));
        }
        let mut first = 0;
        for some in values.chunks(AT_ONCE) {
            let mut keys: Vec<IndexKey> = Vec::new();
            let mut of: Vec<usize> = Vec::new();
            for (at, value) in (first..).zip(some) {
                keys.extend(value.probe_keys());
                of.resize(keys.len(), at);
            }
            first += some.len();
            for hit in unit.look_up(&keys).await? {
                let Some((at, list)) = of.get(hit.key).zip(lists.get(parts::list_of(&hit.name)))
                else {
                    continue;
                };
                let known = listed.entry(*at).or_default();
                if !known.contains(list) {
                    known.push(list.clone());
                }
            }
        }
        Ok(listed)
    }
}

fn has_room(rows: &[LookUpRow], name: &str) -> Result<()> {
    let lists = rows.iter().filter(|row| !parts::is_part(&row.name));
    if lists.count() >= MAX_LISTS && !rows.iter().any(|row| row.name == name) {
        let text = format!("{MAX_LISTS} lists are kept: remove one first");
        return Err(problem(Code::LimitSize, text));
    }
    Ok(())
}

fn row_of(name: String, noted: &Noted) -> Result<LookUpRow> {
    let body =
        serde_json::to_vec(noted).map_err(|error| problem(Code::Broken, error.to_string()))?;
    Ok(LookUpRow { name, body })
}

fn name_of(name: &str) -> Result<String> {
    let name = name.trim();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.chars().count() > NAME_CHARS || !name.chars().all(is_plain) {
        let text =
            format!("a list is named by 1 to {NAME_CHARS} letters, digits, `-`, `_` and `.`");
        return Err(invalid(text));
    }
    Ok(name.to_owned())
}

fn read(order: &LookUpOrder) -> Result<(Vec<IndexKey>, Noted)> {
    let reading = reading_of(order, &order.content, order.file_name.as_deref())?;
    if reading.indicators.is_empty() && !reading.context.is_empty() {
        let text = format!(
            "its source gives all {} values as context only, as nothing to look for",
            reading.context.len()
        );
        let hint = "keep them all the same: `--take-context`";
        return Err(Problem::new(Code::VerifyFormat, text)
            .with_hint(hint)
            .into());
    }
    if reading.indicators.is_empty() {
        let hint = "say how to read it with `--format`";
        let nothing = Problem::new(
            Code::VerifyFormat,
            "nothing in it was recognised as a value",
        );
        return Err(nothing.with_hint(hint).into());
    }
    let noted = Noted {
        source: order
            .source
            .clone()
            .or_else(|| reading.suggested_source.clone()),
        licence: order.licence.clone(),
        format: reading.format.as_str().to_owned(),
        values: reading.indicators.len(),
        refused: reading.refused.len(),
        context: reading.context.len(),
        takes_context: order.take_context,
        fetched: Timestamp::from_unix(0),
        address: order.address.clone(),
        mark: None,
    };
    Ok((keys_in(&reading), noted))
}

fn reading_of(order: &LookUpOrder, content: &str, file_name: Option<&str>) -> Result<Reading> {
    let format = match &order.format {
        Some(name) => Some(
            name.parse::<Format>()
                .map_err(|error| invalid(error.to_string()))?,
        ),
        None => None,
    };
    let options = Options {
        file_name,
        values_only: true,
        takes_context: order.take_context,
        ..Options::default()
    };
    let reading = fanal_formats::read(format, content.as_bytes(), &options)
        .map_err(|fault| problem(Code::VerifyFormat, fault.to_string()))?;
    crate::import::refuse_findings_of_a_device(&reading)?;
    if let Some(marking) = &reading.unreadable_marking {
        let text = format!("the file carries the marking `{marking}`, which this node cannot read");
        return Err(problem(Code::PolicyLabel, text));
    }
    Ok(reading)
}

fn keys_in(reading: &Reading) -> Vec<IndexKey> {
    let keys: HashSet<IndexKey> = reading
        .indicators
        .iter()
        .flat_map(|found| found.value.index_keys())
        .collect();
    keys.into_iter().collect()
}

fn noted_in(row: &LookUpRow) -> Result<Noted> {
    serde_json::from_slice(&row.body).map_err(|_| {
        problem(
            Code::Broken,
            "what is noted of a look-up list cannot be read",
        )
    })
}

fn shown(name: &str, noted: &Noted, parts: BTreeMap<String, String>) -> LookUpShown {
    LookUpShown {
        name: name.to_owned(),
        source: noted.source.clone(),
        licence: noted.licence.clone(),
        format: noted.format.clone(),
        values: noted.values,
        refused: noted.refused,
        context: noted.context,
        takes_context: noted.takes_context,
        fetched: noted.fetched,
        address: noted.address.clone(),
        parts,
    }
}

fn listed_in(name: &str, noted: &Noted) -> ListedIn {
    ListedIn {
        list: name.to_owned(),
        source: noted.source.clone(),
        licence: noted.licence.clone(),
        fetched: noted.fetched.date(),
    }
}
