//! The shelf: what is published, and what of it may stand in public now. [R3]

use fanal_policy::{ExportTo, Question, decide};
use fanal_protocol::{
    BulletinId, Code, DeskId, Digest, Kind, NetworkId, Publication, StreamName, Timestamp,
};
use fanal_store::{BulletinRow, Filter, Stance, State, Unit};
use tokio::sync::mpsc;

use crate::desk::{Desk, Membership};
use crate::error::{Result, problem};
use crate::inbox::Content;

/// Items that are read before the first of them was taken.
const AT_ONCE: usize = 8;

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
    /// The shelf: each published thing is decided again, now. [R3]
    pub async fn published(&self) -> Result<Option<Published>> {
        let (sender, mut receiver) = mpsc::channel(AT_ONCE);
        let taken = async {
            let mut items = Vec::new();
            while let Some(item) = receiver.recv().await {
                items.push(item);
            }
            items
        };
        let (published, items) = tokio::join!(self.published_to(sender), taken);
        let mut published = published?;
        if let Some(published) = &mut published {
            published.items = items;
            published
                .items
                .sort_by_key(|item| (item.publication.date, item.id));
        }
        Ok(published)
    }

    /// The same without the items: each is handed over as it is read, in any order. [PUB-27]
    pub async fn published_to(
        &self,
        shelf: mpsc::Sender<PublishedItem>,
    ) -> Result<Option<Published>> {
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
                Ok(Content::Publication(publication)) => {
                    let item = PublishedItem {
                        id: row.reference.id,
                        digest: row.digest,
                        publication: *publication,
                        // Published by two people of this desk: that is its "use".
                        confirmed: row.stance != Stance::Dismissed && row.stance != Stance::Watch,
                    };
                    let taken = shelf.send(item).await;
                    taken.map_err(|_| problem(Code::Broken, "what is published was not read"))?;
                }
                Ok(Content::Bulletin(_)) => {}
                Err(error) => {
                    tracing::info!(code = %error.code(), "a published item stays off the shelf");
                }
            }
        }
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
        // [PUB-30] `/about` says since when this desk keeps the code of practice.
        let accepted = self.code_kept().await?.and_then(|code| code.accepted);
        if let Some(at) = accepted {
            text.push_str(&format!("{at}\n"));
        }
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
