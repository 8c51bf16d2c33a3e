//! Export for tools, and the shelf of what is published. Each item has its permit. [R3]

mod agreed;
mod published;
mod vetoed;

use std::collections::BTreeSet;

use fanal_formats::{
    BLOCK_LISTS, Export, Exporting, Issuer, Item, Listed, Settings, Tier, WRITERS, writer,
};
use fanal_policy::{ExportTo, Question, decide};
use fanal_protocol::{Code, Label, Reference, Timestamp};
use fanal_store::{BulletinRow, Filter, Right, Stance, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use published::{ClosedLog, Published, PublishedItem, Withdrawn};

use self::agreed::Agreed;
use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, invalid, not_found, problem};
use crate::inbox::Content;
use crate::unused::unused;

/// The languages that files have words in.
const LANGS: [&str; 4] = ["en", "fr", "es", "ar"];

/// What to export.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExportOrder {
    /// The name of a writer, as `stix`, `mvt`, `misp`, `hosts`, `csv`, `native`, or `evidence`; an unknown one is answered with the
    /// list.
    pub format: String,
    /// One bulletin; else all that this desk marked "use", and its own, and, in a list that blocks, the values that
    /// desks of two organisations hold.
    pub bulletin: Option<String>,
    /// No label stricter than this; by default AMBER, since a file is easily passed on.
    pub up_to: Option<String>,
    /// Lists that block: every role instead of `c2` and `delivery`.
    pub full: bool,
    /// Tables begin with a byte order mark, which Excel wants.
    pub byte_order_mark: bool,
    /// Only what came, or was made here, since then.
    pub since: Option<Timestamp>,
    /// Language of the words around the content, where a format has some; the desk's, if it is not said.
    pub lang: Option<String>,
}

/// A file.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Exported {
    /// A name for it.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// Its text.
    pub content: String,
    /// Indicators that a reader of the format finds in it.
    pub announced: usize,
    /// What was left out: why, how many.
    pub left_out: Vec<(String, usize)>,
    /// Bulletins in it.
    pub bulletins: usize,
    /// The strictest label in it.
    pub label: Option<Label>,
    /// Further files of a format that is a folder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<ExportedFile>,
}

/// A further file of a format that is a folder.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ExportedFile {
    /// Its name in the folder.
    pub file_name: String,
    /// Its text.
    pub content: String,
}

/// A format that is of this program, beside those that others read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OwnFormat {
    /// Statements as they were signed.
    Native,
    /// What one bulletin rests on.
    Evidence,
}

const OWN_FORMATS: [(&str, OwnFormat); 2] = [
    ("native", OwnFormat::Native),
    ("evidence", OwnFormat::Evidence),
];

/// The name of each format in which a file leaves, as an order says it.
pub fn export_formats() -> impl Iterator<Item = &'static str> {
    let own = OWN_FORMATS.iter().map(|(name, _)| *name);
    WRITERS.iter().map(|writer| writer.name).chain(own)
}

impl Desk {
    /// Writes a file for this desk's own tools.
    pub async fn export(&self, caller: &Caller, order: &ExportOrder) -> Result<Exported> {
        caller.needs(Right::Analyst)?;
        let (network, membership) = self.membership(None)?;
        self.must_have_heard(&membership)?;
        let strictest = match &order.up_to {
            None => Label::Amber,
            Some(text) => Label::read(text).ok_or_else(|| {
                invalid(format!(
                    "`{text}` is no TLP label: clear, green, amber, amber+strict, red"
                ))
            })?,
        };
        let lang = order.lang.as_ref().unwrap_or(&self.profile().lang);
        if order.lang.is_some() && !LANGS.contains(&lang.as_str()) {
            let text = format!("`{lang}` is none of {}", LANGS.join(", "));
            return Err(invalid(text));
        }
        let mut unit = self.read().await?;
        let rows = self
            .rows_to_export(unit.as_mut(), &membership, caller, order)
            .await?;
        let mut rows: Vec<BulletinRow> = rows
            .into_iter()
            .filter(|row| row.label <= strictest)
            .filter(|row| order.since.is_none_or(|since| row.received >= since))
            .collect();
        let label = rows.iter().map(|row| row.label).max();
        let own = OWN_FORMATS.iter().find(|(name, _)| *name == order.format);
        let own = own.map(|(_, own)| *own);
        if own == Some(OwnFormat::Native) {
            let by_name = order.bulletin.is_some();
            let exported = self
                .export_native(unit.as_mut(), &membership, &rows, label, by_name)
                .await?;
            drop(unit);
            self.note_export(caller, "native", exported.bulletins)
                .await?;
            return Ok(exported);
        }
        if own == Some(OwnFormat::Evidence) {
            let (Some(row), true) = (rows.first(), order.bulletin.is_some()) else {
                let text =
                    "evidence is of one bulletin, named, under no label stricter than asked for";
                return Err(invalid(text));
            };
            let exported = self.export_evidence(unit.as_mut(), &membership, row, lang);
            let exported = exported.await?;
            drop(unit);
            self.note_export(caller, "evidence", 1).await?;
            return Ok(exported);
        }
        let Some(writer) = writer(&order.format) else {
            let known: Vec<&str> = export_formats().collect();
            return Err(invalid(format!(
                "`{}` is no format: {}",
                order.format,
                known.join(", ")
            )));
        };
        let tier = if order.full { Tier::Full } else { Tier::Strict };
        let (mut vetoed, mut agreed) = (Vec::new(), Agreed::default());
        if BLOCK_LISTS.contains(&writer.name) {
            vetoed = self.vetoed(unit.as_mut(), &membership, &rows).await?;
            if order.bulletin.is_none() {
                let asked = (tier, strictest, order.since);
                agreed = self.agreed(unit.as_mut(), &membership, asked).await?;
            }
        }
        let whole: BTreeSet<Reference> = rows.iter().map(|row| row.reference.clone()).collect();
        let others = agreed.rows.into_iter();
        rows.extend(others.filter(|row| !whole.contains(&row.reference)));
        let title = format!("Fanal: {}", self.profile().name);
        let issuer = format!("fanal/v1/{network}/{}", self.id());
        let settings = Settings {
            title: &title,
            date: self.now().day(),
            tier,
            byte_order_mark: order.byte_order_mark,
            issuer: Issuer {
                id: &issuer,
                name: &self.profile().name,
                base_url: None,
                contact: None,
                lang,
            },
            // Grows with time, as the zones and rules that are made of it.
            serial: u32::try_from(self.now().unix()).unwrap_or(u32::MAX),
            withdrawn: &[],
            vetoed: &vetoed,
            agreed_on: &agreed.values,
        };
        rows.sort_by_key(|row| row.reference.id);
        let mut exporting = Exporting::begin(writer, &settings);
        let (mut label, mut bulletins, mut without_permit) = (agreed.label, 0, 0);
        // One after the other: of all that is exported, one bulletin is open.
        for row in &rows {
            let content = self
                .content_by(unit.as_mut(), &membership, row, |facts, world| {
                    decide(
                        Question::Export {
                            facts,
                            to: ExportTo::OwnDesk,
                        },
                        world,
                    )
                })
                .await;
            match content {
                Ok(content) => {
                    let mut item = item_of(row, &content, Some(self.now()));
                    // The file tells that all of those who agree know it: its head says the strictest of their labels.
                    item.label = agreed
                        .label
                        .map_or(item.label, |label| item.label.max(label));
                    if !whole.contains(&row.reference) {
                        let values = &agreed.values;
                        item.indicators
                            .retain(|listed| values.binary_search(&listed.value).is_ok());
                    }
                    exporting.take(&item);
                    label = label.max(Some(row.label));
                    bulletins += 1;
                }
                // Asked for by name, it is said why not; else the others are not kept from a tool.
                Err(error) if order.bulletin.is_some() || !is_a_no(&error) => return Err(error),
                Err(_) => without_permit += 1,
            }
        }
        let export = exporting.finish();
        drop(unit);
        self.note_export(caller, &order.format, bulletins).await?;
        let mut exported = exported(export, bulletins, label)?;
        exported
            .left_out
            .extend(left_without_permit(without_permit));
        Ok(exported)
    }

    /// Who took how much with them, in which format: for the whole desk to see.
    async fn note_export(&self, caller: &Caller, format: &str, bulletins: usize) -> Result<()> {
        let mut unit = self.begin().await?;
        let (act, object) = (format!("export.{format}"), format!("{bulletins} bulletins"));
        unit.put_audit(self.now(), caller.account(), &act, &object, "done")
            .await?;
        Ok(unit.commit().await?)
    }

    async fn rows_to_export(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        caller: &Caller,
        order: &ExportOrder,
    ) -> Result<Vec<BulletinRow>> {
        let network = membership.roster.network();
        // [SYN-23]
        let unused = unused(unit, network).await?;
        if let Some(which) = &order.bulletin {
            let reference = self.find(unit, membership, caller, which).await?;
            let row = unit.bulletin(network, &reference).await?;
            // A file of nothing would look like an answer.
            let row = row.filter(|row| row.facts.is_some());
            let row = row.ok_or_else(|| not_found("bulletin"))?;
            // What shows what a desk did is no file for tools.
            let is_proof = order.format == "evidence";
            if unused.contains(&row.reference.origin) && !is_proof {
                let text = format!("this desk stopped using `{}`", row.reference.origin);
                let hint = "`fanal peer resume DESK` uses it again";
                return Err(problem(Code::Conflict, text).hinted(hint));
            }
            return Ok(vec![row]);
        }
        let used = Filter {
            stance: Some(Stance::Use),
            ..Filter::default()
        };
        let own = Filter {
            origin: Some(self.id().clone()),
            ..Filter::default()
        };
        let mut rows = unit.bulletins(network, &used).await?;
        for row in unit.bulletins(network, &own).await? {
            if rows.iter().all(|other| other.reference != row.reference) {
                rows.push(row);
            }
        }
        // What is hidden, or whose source went, is in no file. [R22] [R23]
        rows.retain(|row| row.facts.as_ref().is_some_and(|facts| !facts.withdrawn));
        rows.retain(|row| !unused.contains(&row.reference.origin));
        rows.sort_by(|a, b| a.reference.cmp(&b.reference));
        Ok(rows)
    }

    /// Native envelopes, one a line: what `fanal verify` reads.
    async fn export_native(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        rows: &[BulletinRow],
        label: Option<Label>,
        by_name: bool,
    ) -> Result<Exported> {
        let mut content = String::new();
        let (mut announced, mut without_permit) = (0_usize, 0);
        for row in rows {
            let Some((facts, sealed)) = unit.envelope(row.digest).await? else {
                continue;
            };
            let world = membership.world(self.id(), self.now());
            let permit = match decide(
                Question::Export {
                    facts: &facts,
                    to: ExportTo::OwnDesk,
                },
                &world,
            ) {
                fanal_policy::Decision::Allow(permit) => permit,
                fanal_policy::Decision::Deny(reason) if by_name => return Err(reason.into()),
                fanal_policy::Decision::Deny(_) => {
                    without_permit += 1;
                    continue;
                }
            };
            let bytes = sealed
                .release(&permit)
                .map(Vec::as_slice)
                .unwrap_or_default();
            content.push_str(std::str::from_utf8(bytes).unwrap_or_default());
            content.push('\n');
            let brief = row.brief.as_ref().and_then(|brief| brief.release(&permit));
            announced += brief.map_or(0, |brief| brief.indicators as usize);
        }
        Ok(Exported {
            file_name: "fanal.jsonl".into(),
            media_type: "application/jsonl".into(),
            content,
            announced,
            left_out: left_without_permit(without_permit).into_iter().collect(),
            bulletins: rows.len().saturating_sub(without_permit),
            label,
            beside: Vec::new(),
        })
    }
}

/// The values; at a moment, those whose time is not over then. [PUB-28]
fn listed(content: &Content, now: Option<Timestamp>) -> Vec<Listed> {
    let is_over = |until: Timestamp| now.is_some_and(|now| until <= now);
    let found = content.indicated().into_iter();
    found
        .filter(|found| !found.until.is_some_and(is_over))
        .map(|found| Listed {
            value: found.value,
            role: found.role,
            name: found.family,
            object_id: Some(found.object),
        })
        .collect()
}

/// What the writers of formats need of a bulletin: all of it, or what counts at a moment.
pub(crate) fn item_of<'a>(
    row: &'a BulletinRow,
    content: &'a Content,
    now: Option<Timestamp>,
) -> Item<'a> {
    let indicators = listed(content, now);
    let confirmed = row.stance == Stance::Use;
    match content {
        Content::Bulletin(bulletin) => Item {
            id: row.reference.id,
            title: &bulletin.title,
            summary: bulletin.summary.as_deref(),
            date: row.received,
            source: bulletin.source.as_deref(),
            licence: bulletin.licence.as_deref(),
            category: bulletin.category.as_deref(),
            lang: bulletin.lang.as_deref(),
            pap: bulletin.marking.pap,
            may_alert_perpetrator: bulletin.marking.may_alert_perpetrator,
            also_please: bulletin.marking.also_please.as_deref(),
            label: row.label,
            indicators,
            objects: &bulletin.objects,
            confirmed,
            by: None,
        },
        Content::Publication(publication) => Item {
            id: row.reference.id,
            title: &publication.title,
            summary: publication.summary.as_deref(),
            date: publication.date,
            source: publication.source.as_deref(),
            licence: publication.licence.as_deref(),
            category: publication.category.as_deref(),
            lang: publication.lang.as_deref(),
            pap: publication.pap,
            may_alert_perpetrator: publication.may_alert_perpetrator,
            also_please: None,
            label: row.label,
            indicators,
            objects: &publication.objects,
            confirmed,
            by: None,
        },
    }
}

fn exported(export: Export, bulletins: usize, label: Option<Label>) -> Result<Exported> {
    let text =
        |bytes| String::from_utf8(bytes).map_err(|_| problem(Code::Broken, "the file is not text"));
    let beside = export.beside.into_iter().map(|file| {
        Ok(ExportedFile {
            file_name: file.file_name,
            content: text(file.bytes)?,
        })
    });
    Ok(Exported {
        file_name: export.file_name.to_owned(),
        media_type: export.media_type.to_owned(),
        content: text(export.bytes)?,
        announced: export.announced,
        left_out: export
            .left_out
            .into_iter()
            .map(|(why, count)| (why.to_string(), count))
            .collect(),
        bulletins,
        label,
        beside: beside.collect::<Result<_>>()?,
    })
}

/// The policy's no to one bulletin, as opposed to what is broken.
fn is_a_no(error: &crate::error::DeskError) -> bool {
    error.code().as_str().starts_with("policy.")
}

fn left_without_permit(count: usize) -> Option<(String, usize)> {
    let why = "bulletins that may be in no file now (`fanal explain` tells why)";
    (count > 0).then(|| (why.to_owned(), count))
}
