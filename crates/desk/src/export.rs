//! Export for tools, and the shelf of what is published. Each item has its permit. [R3]

mod vetoed;

use fanal_formats::{BLOCK_LISTS, Export, Issuer, Item, Listed, Settings, Tier, WRITERS, writer};
use fanal_policy::{ExportTo, Question, decide};
use fanal_protocol::{
    BulletinId, Code, DeskId, Digest, Kind, Label, NetworkId, Publication, StreamName, Timestamp,
};
use fanal_store::{BulletinRow, Filter, Right, Stance, State, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{Result, invalid, problem};
use crate::inbox::Content;

/// The languages that files have words in.
const LANGS: [&str; 4] = ["en", "fr", "es", "ar"];

/// What to export.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExportOrder {
    /// The name of a writer, as `stix`, `mvt`, `misp`, `hosts`, `csv`, `native`, or `evidence`; an unknown one is answered with the
    /// list.
    pub format: String,
    /// One bulletin; else all that this desk marked "use", and its own.
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

/// What the public site may show: published bytes and nothing else.
pub struct Published {
    /// The items, oldest first.
    pub items: Vec<PublishedItem>,
    /// What was taken back.
    pub withdrawn: Vec<Withdrawn>,
    /// The epoch of the public log.
    pub epoch: u32,
    /// Its checkpoint.
    pub checkpoint: String,
    /// The digests in the public log.
    pub leaves: Vec<Digest>,
    /// The public logs of epochs that are over, as far as this desk has them, oldest first. [PUB-25]
    pub closed: Vec<ClosedLog>,
}

/// The public log of an epoch that is over.
pub struct ClosedLog {
    /// The epoch.
    pub epoch: u32,
    /// Its last checkpoint.
    pub checkpoint: String,
    /// The digests in it.
    pub leaves: Vec<Digest>,
}

/// One published thing.
pub struct PublishedItem {
    /// Its public id.
    pub id: BulletinId,
    /// Its digest.
    pub digest: Digest,
    /// The closed list of fields.
    pub publication: Publication,
    /// This desk vouches for it in block lists.
    pub confirmed: bool,
}

/// What remains of a withdrawn publication.
#[derive(Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// Its public id.
    pub id: BulletinId,
    /// The day on which it was withdrawn.
    pub date: Timestamp,
    /// The day on which it was published.
    pub published: Timestamp,
    /// Its values, where the analyst said that tools shall delete by value, for thirty days.
    pub to_delete: Vec<fanal_stix::Value>,
}

/// The public log of each epoch in which something was published, oldest first. [R9]
async fn public_logs(
    unit: &mut dyn Unit,
    network: NetworkId,
    desk: &DeskId,
) -> Result<Vec<ClosedLog>> {
    let mut logs = Vec::new();
    for row in unit.streams(network).await? {
        if row.stream.origin != *desk || row.stream.name != StreamName::Clear {
            continue;
        }
        let leaves = unit.digests(network, &row.stream, 0, row.proven).await?;
        logs.push(ClosedLog {
            epoch: row.stream.epoch,
            checkpoint: row.checkpoint,
            leaves,
        });
    }
    logs.sort_by_key(|log| log.epoch);
    Ok(logs)
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
        let rows: Vec<BulletinRow> = rows
            .into_iter()
            .filter(|row| row.label <= strictest)
            .filter(|row| order.since.is_none_or(|since| row.received >= since))
            .collect();
        let label = rows.iter().map(|row| row.label).max();
        if order.format == "native" {
            let by_name = order.bulletin.is_some();
            let exported = self
                .export_native(unit.as_mut(), &membership, &rows, label, by_name)
                .await?;
            drop(unit);
            self.note_export(caller, "native", exported.bulletins)
                .await?;
            return Ok(exported);
        }
        if order.format == "evidence" {
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
            let known: Vec<&str> = WRITERS.iter().map(|writer| writer.name).collect();
            return Err(invalid(format!(
                "`{}` is no format: {}, native, evidence",
                order.format,
                known.join(", ")
            )));
        };
        let vetoed = if BLOCK_LISTS.contains(&writer.name) {
            self.vetoed(unit.as_mut(), &membership, &rows).await?
        } else {
            Vec::new()
        };
        let mut contents = Vec::new();
        let mut without_permit = 0;
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
                Ok(content) => contents.push((row, content)),
                // Asked for by name, it is said why not; else the others are not kept from a tool.
                Err(error) if order.bulletin.is_some() || !is_a_no(&error) => return Err(error),
                Err(_) => without_permit += 1,
            }
        }
        let label = contents.iter().map(|(row, _)| row.label).max();
        let bulletins = contents.len();
        let items: Vec<Item<'_>> = contents
            .iter()
            .map(|(row, content)| item_of(row, content))
            .collect();
        let title = format!("Fanal: {}", self.profile().name);
        let issuer = format!("fanal/v1/{network}/{}", self.id());
        let tier = if order.full { Tier::Full } else { Tier::Strict };
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
        };
        let export = (writer.write)(&items, &settings);
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
        if let Some(which) = &order.bulletin {
            let reference = self.find(unit, membership, caller, which).await?;
            return Ok(unit
                .bulletin(network, &reference)
                .await?
                .into_iter()
                .collect());
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

    /// The shelf: each published thing is decided again, now. [R3]
    pub async fn published(&self) -> Result<Option<Published>> {
        let Ok((network, membership)) = self.membership(None) else {
            return Ok(None);
        };
        self.must_have_heard(&membership)?;
        let mut unit = self.read().await?;
        // [R9] The public log is that of the newest epoch in which something was published.
        let mut logs = public_logs(unit.as_mut(), network, self.id()).await?;
        let Some(ClosedLog {
            epoch,
            checkpoint,
            leaves,
        }) = logs.pop()
        else {
            return Ok(None);
        };
        let filter = Filter {
            kind: Some(Kind::Publication),
            origin: Some(self.id().clone()),
            purged_too: true,
            ..Filter::default()
        };
        let mut published = Published {
            items: Vec::new(),
            withdrawn: Vec::new(),
            epoch,
            checkpoint,
            leaves,
            closed: logs,
        };
        for mut row in unit.bulletins(network, &filter).await? {
            let away = self.put_away_at(unit.as_mut(), network, &row.reference);
            if let Some(at) = away.await? {
                let gone = self.gone(unit.as_mut(), &row, at.day()).await?;
                published.withdrawn.push(gone);
                continue;
            }
            // [R20] The record rules on the shelf too.
            if let Some(facts) = row.facts.as_mut() {
                self.follow_record(unit.as_mut(), facts).await?;
            }
            if row.state == State::Purged {
                let date = self.withdrawn_on(unit.as_mut(), &membership, &row).await?;
                let gone = self.gone(unit.as_mut(), &row, date).await?;
                published.withdrawn.push(gone);
                continue;
            }
            let content = self
                .content_by(unit.as_mut(), &membership, &row, |facts, world| {
                    decide(
                        Question::Export {
                            facts,
                            to: ExportTo::PublicFile,
                        },
                        world,
                    )
                })
                .await;
            match content {
                Ok(Content::Publication(publication)) => published.items.push(PublishedItem {
                    id: row.reference.id,
                    digest: row.digest,
                    publication: *publication,
                    // Published by two people of this desk: that is its "use".
                    confirmed: row.stance != Stance::Dismissed && row.stance != Stance::Watch,
                }),
                Ok(Content::Bulletin(_)) => {}
                Err(error) => {
                    tracing::info!(code = %error.code(), "a published item stays off the shelf");
                }
            }
        }
        published
            .items
            .sort_by_key(|item| (item.publication.date, item.id));
        published.withdrawn.sort_by_key(|gone| (gone.date, gone.id));
        Ok(Some(published))
    }

    /// Changes exactly when the public site may: the log's head, the roster, the stances; with the feed of the
    /// network, what other desks publish and who of them agrees.
    pub async fn public_fingerprint(&self, with_network: bool) -> Result<Digest> {
        let Ok((network, membership)) = self.membership(None) else {
            return Ok(crate::desk::sha256(b"none"));
        };
        let mut unit = self.read().await?;
        let rows = unit.streams(network).await?.into_iter();
        let public = rows
            .filter(|row| row.stream.origin == *self.id() && row.stream.name == StreamName::Clear);
        // [PUB-25] Logs of epochs that are over grow too, while this desk takes them back from others.
        let mut heads: Vec<(u32, String)> = public
            .map(|row| (row.stream.epoch, row.checkpoint))
            .collect();
        heads.sort_unstable();
        let head: String = heads.into_iter().map(|(_, head)| head).collect();
        let state = membership.state(self.now());
        let mut text = format!(
            "{head}\n{}\n{}\n",
            membership.roster.digest(),
            crate::roster::state_name(state)
        );
        let filter = Filter {
            kind: Some(Kind::Publication),
            origin: Some(self.id().clone()),
            ..Filter::default()
        };
        let world = membership.world(self.id(), self.now());
        for mut row in unit.bulletins(network, &filter).await? {
            if let Some(facts) = row.facts.as_mut() {
                self.follow_record(unit.as_mut(), facts).await?;
            }
            let shown = row.facts.as_ref().is_some_and(|facts| {
                let to = ExportTo::PublicFile;
                decide(Question::Export { facts, to }, &world).is_allowed()
            });
            let word = match (shown, row.stance) {
                (false, _) => "off",
                (true, Stance::Watch | Stance::Dismissed) => "unconfirmed",
                (true, Stance::New | Stance::Use) => "on",
            };
            text.push_str(&format!("{} {word}\n", row.reference.id));
        }
        let profile = self.said_to_everybody(unit.as_mut(), network).await?;
        text.push_str(&serde_json::to_string(&profile).unwrap_or_default());
        if with_network {
            text.push_str(&self.network_says(unit.as_mut(), &membership).await?);
        }
        Ok(crate::desk::sha256(text.as_bytes()))
    }

    async fn gone(
        &self,
        unit: &mut dyn Unit,
        row: &BulletinRow,
        date: Timestamp,
    ) -> Result<Withdrawn> {
        Ok(Withdrawn {
            id: row.reference.id,
            date,
            published: row.received.day().min(date),
            to_delete: self.to_delete(unit, row.reference.id).await?,
        })
    }

    pub(crate) async fn withdrawn_on(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        row: &BulletinRow,
    ) -> Result<Timestamp> {
        let statements = unit
            .statements_of(membership.roster.network(), &row.reference)
            .await?;
        let by = statements.iter().find_map(|statement| statement.purged_by);
        let day = match by {
            Some(retraction) => unit
                .statement(retraction)
                .await?
                .map(|statement| statement.issued.day()),
            None => None,
        };
        Ok(day.unwrap_or_else(|| row.received.day()))
    }
}

fn listed(content: &Content) -> Vec<Listed> {
    content
        .indicated()
        .into_iter()
        .map(|found| Listed {
            value: found.value,
            role: found.role,
            name: found.family,
            object_id: Some(found.object),
        })
        .collect()
}

pub(crate) fn item_of<'a>(row: &'a BulletinRow, content: &'a Content) -> Item<'a> {
    let indicators = listed(content);
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
