//! Lists that come in parts, as a feed in its events: each part is put, replaced and forgotten by itself, so that only
//! what changed is fetched. To whoever checks, and at every door, it is one list. [IMP-12]

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::Code;
use fanal_store::LookUpRow;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    LookUpOrder, LookUpShown, Noted, has_room, keys_in, name_of, noted_in, reading_of, row_of,
    shown,
};
use crate::desk::Desk;
use crate::error::{Result, invalid, problem};

/// Parts of one list: the largest public feeds have some thousand events.
const MAX_PARTS: usize = 20_000;
/// The longest word and the longest mark of a part.
const WORD_CHARS: usize = 100;
/// Stands between the names of a list and of its part, and in no list's name.
const BETWEEN: char = '/';
/// As what a list is shown that is made of parts.
const FORMAT: &str = "feed";

/// A part of a list.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LookUpPart {
    /// The list's own word for it: the id of an event.
    pub part: String,
    /// Which version of it this is: it is asked for again once that is another.
    pub mark: String,
    /// Its text.
    pub content: String,
}

/// Is this the name of a part?
pub(super) fn is_part(name: &str) -> bool {
    name.contains(BETWEEN)
}

/// The list that a row, or a part, belongs to.
pub(super) fn list_of(name: &str) -> &str {
    name.split(BETWEEN).next().unwrap_or(name)
}

/// Is it a part of this list?
pub(super) fn is_of(row: &LookUpRow, list: &str) -> bool {
    is_part(&row.name) && list_of(&row.name) == list
}

fn word_of(row: &LookUpRow) -> &str {
    row.name.split_once(BETWEEN).map_or("", |(_, word)| word)
}

/// The marks of a list's parts.
pub(super) fn marks_of(rows: &[LookUpRow], list: &str) -> Result<BTreeMap<String, String>> {
    rows.iter()
        .filter(|row| is_of(row, list))
        .map(|row| {
            let noted = noted_in(row)?;
            Ok((word_of(row).to_owned(), noted.mark.unwrap_or_default()))
        })
        .collect()
}

impl Desk {
    /// Puts parts, and forgets those that the list is not made of any more. Each part that cannot be read keeps its
    /// mark and holds nothing: it is asked for again once it is another.
    pub(super) async fn keep_parts(&self, who: &str, order: &LookUpOrder) -> Result<LookUpShown> {
        let name = name_of(&order.name)?;
        if !order.content.is_empty() {
            return Err(invalid("a list comes whole or in parts, not both"));
        }
        let mut unit = self.begin().await?;
        let rows = unit.look_ups().await?;
        has_room(&rows, &name)?;
        let mut held: BTreeMap<String, Noted> = BTreeMap::new();
        for row in rows.iter().filter(|row| is_of(row, &name)) {
            held.insert(word_of(row).to_owned(), noted_in(row)?);
        }
        for part in &order.parts {
            let word = plain(&part.part)?;
            let (keys, noted) = self.read_part(order, part)?;
            let row = row_of(format!("{name}{BETWEEN}{word}"), &noted)?;
            unit.put_look_up(&row, &keys).await?;
            held.insert(word.to_owned(), noted);
        }
        if let Some(made_of) = &order.made_of {
            let made_of: BTreeSet<&str> = made_of.iter().map(String::as_str).collect();
            for gone in held.keys().filter(|word| !made_of.contains(word.as_str())) {
                unit.delete_look_up(&format!("{name}{BETWEEN}{gone}"))
                    .await?;
            }
            held.retain(|word, _| made_of.contains(word.as_str()));
        }
        if held.len() > MAX_PARTS {
            let text = format!("a list has at most {MAX_PARTS} parts");
            return Err(problem(Code::LimitSize, text));
        }
        let noted = Noted {
            source: order.source.clone(),
            licence: order.licence.clone(),
            format: FORMAT.to_owned(),
            values: held.values().map(|part| part.values).sum(),
            refused: held.values().map(|part| part.refused).sum(),
            context: held.values().map(|part| part.context).sum(),
            takes_context: order.take_context,
            fetched: self.now(),
            address: order.address.clone(),
            mark: None,
        };
        let row = row_of(name.clone(), &noted)?;
        // What was a whole list of this name is one in parts now.
        unit.put_look_up(&row, &[]).await?;
        // Once for all parts: the trail is read by people.
        if order.made_of.is_some() {
            unit.put_audit(self.now(), who, "look_up.add", "list", "done")
                .await?;
        }
        unit.commit().await?;
        let parts = held
            .into_iter()
            .map(|(word, part)| (word, part.mark.unwrap_or_default()));
        Ok(shown(&name, &noted, parts.collect()))
    }

    pub(crate) async fn look_up_parts(&self, name: &str) -> Result<BTreeMap<String, String>> {
        marks_of(&self.read().await?.look_ups().await?, name)
    }

    fn read_part(
        &self,
        order: &LookUpOrder,
        part: &LookUpPart,
    ) -> Result<(Vec<fanal_store::IndexKey>, Noted)> {
        let file_name = format!("{}.json", part.part);
        let (keys, values, refused, context) =
            match reading_of(order, &part.content, Some(&file_name)) {
                Ok(reading) => {
                    let (values, refused) = (reading.indicators.len(), reading.refused.len());
                    (keys_in(&reading), values, refused, reading.context.len())
                }
                Err(_) => (Vec::new(), 0, 1, 0),
            };
        let noted = Noted {
            source: None,
            licence: None,
            format: FORMAT.to_owned(),
            values,
            refused,
            context,
            takes_context: order.take_context,
            fetched: self.now(),
            address: None,
            mark: Some(plain(&part.mark)?.to_owned()),
        };
        Ok((keys, noted))
    }
}

fn plain(word: &str) -> Result<&str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    if word.is_empty() || word.len() > WORD_CHARS || !word.chars().all(is_plain) {
        let text = format!("a part has a word and a mark of 1 to {WORD_CHARS} plain letters each");
        return Err(invalid(text));
    }
    Ok(word)
}
