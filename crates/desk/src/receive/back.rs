//! What of this desk's own comes back to it after a restore is held to what it was held to before: AMBER to who was
//! in the group, a publication to the bulletin that it was made of, a bulletin to the end of the yes in it.
//! [STR-14] [STR-15]

use std::collections::{BTreeSet, HashMap};

use fanal_policy::{Facts, Keeping, Question, decide};
use fanal_protocol::{
    Body, Bulletin, BulletinId, Claim, Digest, Kind, Label, NetworkId, Opened, Publication,
    Reference,
};
use fanal_store::{BulletinRow, DraftState, Due, DueKind, Filter, State, Unit};

use crate::consent::Ended;
use crate::desk::{Desk, Membership};
use crate::draft::{Draft, Held};
use crate::error::Result;
use crate::grant::{as_public, granted_among};
use crate::had::members_then;
use crate::inbox::Content;
use crate::publish::{facts_of_publication, words_if_published, words_of};

/// The author of records whose author is not known any more.
pub(super) const UNKNOWN: &str = "before the restore";
/// Days in which a person may still say something of a publication whose bulletin is not known.
const DAYS_ALONE: i64 = 7;

/// What a publication may have been made of.
enum Source {
    /// A record of this desk's own.
    Record(BulletinId),
    /// A revision of another desk's bulletin, which let this one publish it.
    Granted(Reference, Digest, Box<Bulletin>),
}

impl Desk {
    /// The facts of what this desk signed and lost: what only it knew counts against it.
    pub(super) async fn as_far_as_known(
        &self,
        unit: &mut dyn Unit,
        opened: &Opened,
        mut facts: Facts,
    ) -> Result<Facts> {
        let header = opened.header();
        facts.members_when_signed =
            members_then(unit, header.network, &header.streams, header.issued).await?;
        if matches!(opened.body(), Body::Publication(_)) {
            // Until it is known on whose yes it rests, it rests on none. [R3]
            facts.consent = Some(Claim::NotAsked);
        }
        Ok(facts)
    }

    /// After what came is stored: these are one's own. Publications find their bulletins, and what ends by its
    /// time is due again. [STR-15]
    pub(super) async fn settle_own(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        own: &BTreeSet<Reference>,
    ) -> Result<()> {
        let network = membership.roster.network();
        let mut publications = ids(unit, &alone_key(network)).await?;
        let before = publications.clone();
        let mut without = ids(unit, &without_key(network)).await?;
        for reference in own {
            match unit.bulletin(network, reference).await? {
                Some(row) if row.state == State::Purged => {}
                Some(row) if row.kind == Kind::Publication => {
                    publications.insert(reference.id);
                }
                Some(_) => {
                    without.insert(reference.id);
                    self.wake_own(unit, membership, reference).await?;
                }
                None => {}
            }
        }
        let without: BTreeSet<BulletinId> = self
            .still_without(unit, network, without)
            .await?
            .into_iter()
            .map(|own| own.id)
            .collect();
        put_ids(unit, &without_key(network), &without).await?;
        let still = self.find_bulletins(unit, membership, publications).await?;
        for id in still.difference(&before) {
            tracing::warn!("a publication came back without the bulletin that it was made of");
            let due = Due {
                at: self.now().plus_days(DAYS_ALONE),
                kind: DueKind::Source,
                reference: self.own_reference(*id),
            };
            unit.put_due(network, &due).await?;
        }
        put_ids(unit, &alone_key(network), &still).await
    }

    /// Bulletins that came back, say that somebody agreed, and rest on no record: the ledger of the backup does
    /// not know whose yes it was. [STR-16]
    pub(crate) async fn without_record(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
    ) -> Result<Vec<Reference>> {
        let came_back = ids(unit, &without_key(network)).await?;
        self.still_without(unit, network, came_back).await
    }

    /// A person said anew what was agreed to, of something that rests on no record.
    pub(crate) async fn said_anew(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        id: BulletinId,
    ) -> Result<()> {
        let key = without_key(network);
        let mut without = ids(unit, &key).await?;
        if without.remove(&id) {
            put_ids(unit, &key, &without).await?;
        }
        Ok(())
    }

    async fn still_without(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        which: BTreeSet<BulletinId>,
    ) -> Result<Vec<Reference>> {
        let mut still = Vec::new();
        for id in which {
            let own = self.own_reference(id);
            let row = unit.bulletin(network, &own).await?;
            let claim = row.and_then(|row| row.facts?.consent);
            let somebody_agreed = matches!(claim, Some(Claim::Granted { .. }));
            if somebody_agreed && unit.consents_under(&[id]).await?.is_empty() {
                still.push(own);
            }
        }
        Ok(still)
    }

    /// Looks for the bulletins that these were made of; those are left of which nobody knows.
    async fn find_bulletins(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        publications: BTreeSet<BulletinId>,
    ) -> Result<BTreeSet<BulletinId>> {
        let network = membership.roster.network();
        let mut standing = Vec::new();
        for id in publications {
            let row = unit.bulletin(network, &self.own_reference(id)).await?;
            standing.extend(row.filter(|row| row.state != State::Purged));
        }
        let mut alone = BTreeSet::new();
        if standing.is_empty() {
            return Ok(alone);
        }
        let looking: BTreeSet<BulletinId> = standing.iter().map(|row| row.reference.id).collect();
        let mut sources = self.sources_by_words(unit, membership, &looking).await?;
        for row in standing {
            let Content::Publication(publication) = self.kept(unit, membership, &row).await? else {
                continue;
            };
            let words = words_of(&publication);
            let found = words.and_then(|words| sources.remove(&words));
            // Of two that say the same nobody knows which one it was.
            match found.and_then(|found| <[Source; 1]>::try_from(found).ok()) {
                Some([source]) => {
                    self.rest_on_source(unit, membership, (row, &publication), source)
                        .await?;
                }
                None => {
                    alone.insert(row.reference.id);
                }
            }
        }
        Ok(alone)
    }

    /// Everything of which nothing else than these is published, by what would be said of it in public.
    async fn sources_by_words(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        looking: &BTreeSet<BulletinId>,
    ) -> Result<HashMap<Digest, Vec<Source>>> {
        let network = membership.roster.network();
        let mut sources: HashMap<Digest, Vec<Source>> = HashMap::new();
        for row in unit.drafts(None).await? {
            let Ok(held) = self.own(unit, row.id).await else {
                continue;
            };
            let is_published = self.is_published(unit, network, &held, looking).await?;
            if is_published || !held.draft.is_of(network) {
                continue;
            }
            if let Ok(bulletin) = self.bulletin_of(unit, membership, &held).await
                && let Some(words) = words_if_published(&bulletin)
            {
                let of_these = sources.entry(words).or_default();
                of_these.push(Source::Record(held.row.id));
            }
        }
        let others = Filter {
            kind: Some(Kind::Bulletin),
            not_origin: Some(self.id().clone()),
            ..Filter::default()
        };
        let rows = unit.bulletins(network, &others).await?;
        for row in granted_among(unit, network, rows).await? {
            let source = &row.reference;
            if let Some(digest) = self.granted_now(unit, membership, source).await?
                && let Ok(Content::Bulletin(bulletin)) = self.kept(unit, membership, &row).await
                && let Some(words) = words_if_published(&as_public(&bulletin))
            {
                let of_these = sources.entry(words).or_default();
                // A record that took it up is the same thing.
                if of_these.is_empty() {
                    of_these.push(Source::Granted(row.reference.clone(), digest, bulletin));
                }
            }
        }
        Ok(sources)
    }

    async fn is_published(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        held: &Held,
        looking: &BTreeSet<BulletinId>,
    ) -> Result<bool> {
        let Some(id) = held.draft.published.filter(|id| !looking.contains(id)) else {
            return Ok(false);
        };
        let row = unit.bulletin(network, &self.own_reference(id)).await?;
        Ok(row.is_some_and(|row| row.state != State::Purged))
    }

    /// The record of what another desk let this one publish was in no stream: it is made anew. [REC-8]
    async fn rest_on_source(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        public: (BulletinRow, &Publication),
        source: Source,
    ) -> Result<()> {
        let (held, bulletin) = match source {
            Source::Record(id) => {
                let held = self.own(unit, id).await?;
                let bulletin = self.bulletin_of(unit, membership, &held).await?;
                (held, bulletin)
            }
            Source::Granted(source, digest, bulletin) => {
                let bulletin = as_public(&bulletin);
                let guard = self.guard(unit).await?;
                let mut draft = Draft::new(bulletin.clone(), Label::Clear, guard);
                draft.granted = Some((source, digest));
                let mut held = self.new_record(UNKNOWN, draft);
                held.draft.network = Some(membership.roster.network());
                (held, bulletin)
            }
        };
        self.rest_on_bulletin(unit, membership, public, held, &bulletin)
            .await
    }

    /// From here on it goes as its bulletin does.
    async fn rest_on_bulletin(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        (row, publication): (BulletinRow, &Publication),
        mut held: Held,
        bulletin: &Bulletin,
    ) -> Result<()> {
        let network = membership.roster.network();
        let id = row.reference.id;
        let facts = self
            .facts_of_draft(unit, membership, &held, bulletin)
            .await?;
        let mut facts = facts_of_publication(facts, id, bulletin, publication.date);
        facts.withdrawn |= held.draft.stopped.is_some();
        unit.put_facts(row.digest, &facts).await?;
        if held.draft.consent.is_some() {
            unit.rest_on(id, held.draft.consent).await?;
        }
        held.draft.published = Some(id);
        let sent = !held.draft.roads.is_empty();
        held.draft.bulletin = held.draft.bulletin.take().filter(|_| !sent);
        held.row.state = DraftState::Sent;
        self.keep(unit, &mut held).await?;
        let own = self.own_reference(held.row.id);
        if held.draft.granted.is_some() {
            self.note_own_quotes(unit, membership, &[held]).await?;
        }
        unit.delete_due(network, DueKind::Publish, &own).await?;
        unit.delete_due(network, DueKind::Source, &row.reference)
            .await?;
        self.wake_own(unit, membership, &own).await
    }

    /// It is due when it ends: by its yes, by its time, or by the retention of what is public.
    async fn wake_own(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        own: &Reference,
    ) -> Result<()> {
        let at = match self.what_ended(unit, membership, own).await? {
            Ended::Yes | Ended::Time => self.now(),
            Ended::NotYet(Some(at)) => at,
            Ended::NotYet(None) => return Ok(()),
        };
        let due = Due {
            at,
            kind: DueKind::Expire,
            reference: own.clone(),
        };
        Ok(unit.put_due(membership.roster.network(), &due).await?)
    }

    /// The content of what is kept here, for the desk's own use cases.
    async fn kept(
        &self,
        unit: &mut dyn Unit,
        membership: &Membership,
        row: &BulletinRow,
    ) -> Result<Content> {
        self.content_by(unit, membership, row, |facts, world| {
            let road = Keeping::Index;
            decide(Question::Keep { facts, road }, world)
        })
        .await
    }
}

fn alone_key(network: NetworkId) -> String {
    format!("publications-alone/{network}")
}

fn without_key(network: NetworkId) -> String {
    format!("bulletins-without-record/{network}")
}

async fn ids(unit: &mut dyn Unit, key: &str) -> Result<BTreeSet<BulletinId>> {
    let stored = unit.setting(key).await?;
    Ok(stored
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default())
}

async fn put_ids(unit: &mut dyn Unit, key: &str, ids: &BTreeSet<BulletinId>) -> Result<()> {
    if ids.is_empty() {
        return Ok(unit.delete_setting(key).await?);
    }
    let bytes = serde_json::to_vec(ids).unwrap_or_default();
    Ok(unit.put_setting(key, &bytes).await?)
}
