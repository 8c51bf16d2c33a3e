//! Keeps the collections in step with what the desk holds: what is new gets its moment, what went is
//! revoked. Nothing here lets anything out: each page asks for itself.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::io::Read;
use std::sync::Arc;

use fanal_formats::{Scratch, Settings, report_id, writer};
use fanal_policy::{Keeping, Question, Withheld, decide};
use fanal_protocol::{Code, Digest, Kind, Label, NetworkId};
use fanal_store::{
    BulletinRow, CollectedRow, CollectionKey, Filter, NewObject, ObjectKey, State, Unit,
};

use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

use super::bundle::{Piece, each_piece};
use super::index::{Entry, Index, Lying, Part, Place, Source};
use super::inert::{Kept, is_as_written_here};
use super::rendered::{Named, Rendered};
use super::{CollectionName, Collections, Root};
use crate::desk::{Desk, Membership};
use crate::error::{DeskError, Result, problem};
use crate::export::item_of;
use crate::inbox::Content;
use crate::objects::is_made_here;
use crate::unused::unused;

/// Objects that get their moment in one unit of work: others write in between.
const AT_ONCE: usize = 10_000;

/// What a collection had before a look at everything.
enum Before {
    /// As the database says.
    Rows(Vec<(ObjectKey, i64)>),
    /// As the index says that is served until then.
    Index(Arc<Index>),
}

impl Before {
    /// The keys of what is not in this index any more.
    fn without(self, now: &Index, unit: &dyn Unit, collection: CollectionKey) -> Vec<ObjectKey> {
        let went = |added: i64| !now.has_moment(added);
        match self {
            Self::Rows(rows) => {
                let rows = rows.into_iter().filter(|(_, added)| went(*added));
                rows.map(|(key, _)| key).collect()
            }
            Self::Index(before) => {
                let mut keys = Vec::new();
                for part in before.parts().filter(|part| went(part.added)) {
                    let id = part.id.to_string();
                    keys.push(unit.object_key(collection, &id, &part.version()));
                    // What has no version of its own is known without one.
                    if part.stamp == part.added {
                        keys.push(unit.object_key(collection, &id, ""));
                    }
                }
                keys
            }
        }
    }
}

/// An object that wants to be in a collection.
struct Wanted {
    id: Box<str>,
    version: Option<Box<str>>,
    kept: Option<Vec<u8>>,
}

impl Wanted {
    fn of(json: &[u8], is_own: impl Fn(&str) -> bool) -> serde_json::Result<Self> {
        let named: Named<'_> = serde_json::from_slice(json)?;
        let kept = Kept::of(json, is_own);
        Ok(Self {
            version: named.version().map(Into::into),
            id: named.id.into(),
            kept: kept.map(|kept| kept.to_bytes()),
        })
    }

    fn key(&self, unit: &dyn Unit, collection: CollectionKey) -> ObjectKey {
        let version = self.version.as_deref().unwrap_or_default();
        unit.object_key(collection, &self.id, version)
    }

    fn part(self, added: i64) -> Arc<Part> {
        Part::new(&self.id, self.version.as_deref(), added)
    }
}

impl Collections {
    /// Takes in what is new and lets go of what went, in every network.
    pub async fn catch_up(&self) -> Result<()> {
        let _only_one = self.keeping.lock().await;
        let standing = self.desk.standing();
        for (network, membership) in &standing.networks {
            self.catch_up_with(*network, membership).await?;
        }
        self.forget_what_went();
        Ok(())
    }

    /// Takes in what is published now: a bundle, byte for byte as the public site has it. Its objects are put away in
    /// this place, until something else is published. [TAX-15]
    pub async fn publish(
        &self,
        bundle: impl Read + Send + 'static,
        place: Arc<dyn Scratch>,
    ) -> Result<()> {
        let _only_one = self.keeping.lock().await;
        let name = CollectionName::Public;
        let there_was = self.before(name).await?;
        let reports = self.own_reports().await?;
        let (sender, mut pieces) = mpsc::channel(1);
        let reading = spawn_blocking(move || {
            each_piece(bundle, &mut |piece: Piece| {
                let kept = place.keep(piece.bytes.clone());
                let sent = sender.blocking_send((piece, kept));
                sent.map_err(|_| "nobody takes the objects any more")
            })
        });
        let (mut entries, mut put_away) = (Vec::new(), Vec::new());
        while let Some((piece, kept)) = pieces.recv().await {
            let wanted = self.wanted_of(&piece, &reports).await?;
            let parts = self.with_moments(name, wanted).await?;
            let number = u32::try_from(put_away.len()).map_err(|_| unreadable("too long"))?;
            for (part, range) in parts.into_iter().zip(piece.objects) {
                let lying = Lying::of(number, range).ok_or_else(|| unreadable("too long"))?;
                entries.push(Entry {
                    part,
                    place: Place::Public(lying),
                });
            }
            put_away.push(kept);
        }
        reading.await.map_err(unreadable)?.map_err(unreadable)?;
        let index = Index::of_public(put_away, entries);
        self.put_with_what_went(name, there_was, index).await
    }

    async fn wanted_of(&self, piece: &Piece, reports: &BTreeSet<String>) -> Result<Vec<Wanted>> {
        let unit = self.desk.read().await?;
        // [TAX-6] Others' objects are published under the ids that their makers gave them.
        let is_own = |id: &str| reports.contains(id) || is_made_here(&*unit, id);
        let objects = piece.objects.iter();
        let objects = objects.filter_map(|range| piece.bytes.get(range.clone()));
        let wanted = objects.map(|json| Wanted::of(json, is_own).map_err(unreadable));
        wanted.collect()
    }

    /// The ids of the reports that stand for publications, those that were taken back among them.
    async fn own_reports(&self) -> Result<BTreeSet<String>> {
        let mut unit = self.desk.read().await?;
        let mut reports = BTreeSet::new();
        let filter = Filter {
            kind: Some(Kind::Publication),
            origin: Some(self.desk.id().clone()),
            purged_too: true,
            ..Filter::default()
        };
        for network in self.desk.standing().networks.keys() {
            for row in unit.bulletins(*network, &filter).await? {
                reports.insert(report_id(row.reference.id));
            }
        }
        Ok(reports)
    }

    async fn catch_up_with(&self, network: NetworkId, membership: &Membership) -> Result<()> {
        let names = CollectionName::of(Root::Network(network));
        let mut there_was = BTreeMap::new();
        for name in names {
            there_was.insert(name, self.before(name).await?);
        }
        let mut rows = self.rows(network).await?;
        for (name, there_was) in there_was {
            let Some(label) = name.label() else {
                continue;
            };
            let rows = rows.remove(&label).unwrap_or_default();
            if self.is_up_to_date(name, &rows).await? {
                continue;
            }
            let mut sources = self.sources_held(name);
            let mut now = Vec::with_capacity(rows.len());
            for row in rows {
                let source = match sources.remove(&row.digest) {
                    Some(source) => Some(source),
                    None => self.new_source(name, membership, &row).await?,
                };
                now.extend(source);
            }
            self.put_with_what_went(name, there_was, Index::new(now, Vec::new()))
                .await?;
        }
        Ok(())
    }

    /// Nothing came or went, here or in another process of the desk.
    async fn is_up_to_date(&self, name: CollectionName, rows: &[BulletinRow]) -> Result<bool> {
        let Ok(index) = self.index(name) else {
            return Ok(false);
        };
        let held = index.sources.iter().map(|source| source.digest);
        if !held.eq(rows.iter().map(|row| row.digest)) {
            return Ok(false);
        }
        let mut unit = self.desk.read().await?;
        Ok(unit.collected(name.key(), true).await?.len() == index.gone())
    }

    /// What is held and not hidden, by label, oldest first.
    async fn rows(&self, network: NetworkId) -> Result<BTreeMap<Label, Vec<BulletinRow>>> {
        let mut unit = self.desk.read().await?;
        // [SYN-23]
        let unused = unused(unit.as_mut(), network).await?;
        let mut rows = unit.bulletins(network, &Filter::default()).await?;
        rows.retain(|row| !unused.contains(&row.reference.origin));
        rows.reverse();
        let mut by_label: BTreeMap<Label, Vec<BulletinRow>> = BTreeMap::new();
        for row in rows {
            let is_shown = row.facts.as_ref().is_some_and(|facts| !facts.withdrawn);
            if is_shown && row.state == State::Held {
                by_label.entry(row.label).or_default().push(row);
            }
        }
        Ok(by_label)
    }

    /// What the index holds already: it is not opened again.
    fn sources_held(&self, name: CollectionName) -> HashMap<Digest, Source> {
        let Ok(index) = self.index(name) else {
            return HashMap::new();
        };
        let held = index.sources.iter().map(|source| {
            let copy = Source {
                reference: source.reference.clone(),
                digest: source.digest,
                parts: source.parts.clone(),
            };
            (source.digest, copy)
        });
        held.collect()
    }

    /// A bulletin that is new: opened for the index, and closed again.
    async fn new_source(
        &self,
        name: CollectionName,
        membership: &Membership,
        row: &BulletinRow,
    ) -> Result<Option<Source>> {
        let mut unit = self.desk.read().await?;
        let road = Keeping::Index;
        let content = self
            .desk
            .content_by(unit.as_mut(), membership, row, |facts, world| {
                decide(Question::Keep { facts, road }, world)
            })
            .await;
        drop(unit);
        let Ok(content) = content else {
            // It may not be kept, or went this very moment: then it is in no index.
            return Ok(None);
        };
        let Ok(rendered) = render(&self.desk, row, &content) else {
            tracing::error!(digest = %row.digest, "a bulletin cannot be written as STIX: TAXII goes without it");
            return Ok(None);
        };
        let report = report_id(row.reference.id);
        let wanted = rendered.objects.iter().map(|object| {
            let is_as_made = is_as_written_here(&object.json);
            Wanted::of(&object.json, |id| id == report || is_as_made).map_err(unreadable)
        });
        let parts = self
            .with_moments(name, wanted.collect::<Result<_>>()?)
            .await?;
        if let Some(facts) = &row.facts {
            // Whoever asks first finds it written; locked, as it is for everybody. [TAX-3]
            let bytes = rendered.bytes();
            let locked = Arc::new(Withheld::new(facts.object.clone(), rendered));
            self.rendered.admit(row.digest, &locked, bytes);
        }
        Ok(Some(Source {
            reference: row.reference.clone(),
            digest: row.digest,
            parts,
        }))
    }

    async fn with_moments(
        &self,
        name: CollectionName,
        wanted: Vec<Wanted>,
    ) -> Result<Vec<Arc<Part>>> {
        let collection = name.key();
        let mut parts = Vec::with_capacity(wanted.len());
        let mut wanted = wanted.into_iter().peekable();
        while wanted.peek().is_some() {
            let some: Vec<Wanted> = wanted.by_ref().take(AT_ONCE).collect();
            let mut unit = self.desk.begin().await?;
            let objects: Vec<NewObject> = some
                .iter()
                .map(|object| NewObject {
                    key: object.key(&*unit, collection),
                    kept: object.kept.clone(),
                    is_gone: false,
                })
                .collect();
            let moments = unit
                .collect(collection, self.moment_in(name), &objects)
                .await?;
            unit.commit().await?;
            let pairs = some.into_iter().zip(moments);
            parts.extend(pairs.map(|(object, added)| object.part(added)));
        }
        Ok(parts)
    }

    /// What the collection has: told by the database the first time, by the index before afterwards.
    /// Asked for before the desk's bulletins are: what comes in between did not go.
    async fn before(&self, name: CollectionName) -> Result<Before> {
        if let Ok(index) = self.index(name) {
            return Ok(Before::Index(index));
        }
        let mut unit = self.desk.read().await?;
        let rows = unit.collected(name.key(), false).await?;
        let rows = rows.iter().map(|row| (row.key, row.added));
        Ok(Before::Rows(rows.collect()))
    }

    /// Puts an index in place of the one before, with a revoked version of everything that went. [R5]
    async fn put_with_what_went(
        &self,
        name: CollectionName,
        there_was: Before,
        index: Index,
    ) -> Result<()> {
        let collection = name.key();
        let went = there_was.without(&index, &*self.desk.read().await?, collection);
        if !went.is_empty() {
            self.revoke(name, &index, &went).await?;
        }
        let rows = self.desk.read().await?.collected(collection, true).await?;
        let (entries, back) = gone_entries(rows, name, &index);
        if !back.is_empty() {
            let mut unit = self.desk.begin().await?;
            unit.uncollect(collection, &back).await?;
            unit.commit().await?;
        }
        self.put_index(name, index.and(entries));
        Ok(())
    }

    async fn revoke(&self, name: CollectionName, index: &Index, went: &[ObjectKey]) -> Result<()> {
        let collection = name.key();
        let today = self.desk.now().day().unix().saturating_mul(1_000_000);
        let mut unit = self.desk.begin().await?;
        let mut gone = BTreeMap::new();
        for row in unit.uncollect(collection, went).await? {
            let Some(kept) = row.kept.as_deref().and_then(Kept::read) else {
                continue;
            };
            // Of an object that is there in another version, or in another bulletin, nothing went.
            if index.has(&kept.id) {
                continue;
            }
            let key = unit.object_key(collection, &kept.id, "withdrawn");
            let object = NewObject {
                key,
                kept: Some(kept.withdrawn(today).to_bytes()),
                is_gone: true,
            };
            gone.insert(key, object);
        }
        let gone: Vec<NewObject> = gone.into_values().collect();
        unit.collect(collection, self.moment_in(name), &gone)
            .await?;
        unit.commit().await?;
        Ok(())
    }

    fn forget_what_went(&self) {
        let mut held: HashSet<Digest> = HashSet::new();
        for network in self.desk.standing().networks.keys() {
            for name in CollectionName::of(Root::Network(*network)) {
                if let Ok(index) = self.index(name) {
                    held.extend(index.sources.iter().map(|source| source.digest));
                }
            }
        }
        self.rendered.keep_only(|digest| held.contains(&digest));
    }
}

/// The revoked versions of a collection; and the keys of those whose object is back, or is nobody's here to revoke.
fn gone_entries(
    rows: Vec<CollectedRow>,
    name: CollectionName,
    index: &Index,
) -> (Vec<Entry>, Vec<ObjectKey>) {
    let (mut entries, mut back) = (Vec::new(), Vec::new());
    let label = name.label().unwrap_or(Label::Red);
    for row in rows {
        let Some(kept) = row.kept.as_deref().and_then(Kept::read) else {
            back.push(row.key);
            continue;
        };
        if index.has(&kept.id) {
            back.push(row.key);
            continue;
        }
        let Some(text) = kept.revoked(label) else {
            continue;
        };
        entries.push(Entry {
            part: Part::new(&kept.id, Some(&kept.modified), row.added),
            place: Place::Gone(text.into()),
        });
    }
    (entries, back)
}

fn unreadable(error: impl fmt::Display) -> DeskError {
    problem(
        Code::Broken,
        format!("a bundle cannot be taken apart: {error}"),
    )
}

/// A bulletin by itself as an export writes it.
pub(super) fn render(desk: &Desk, row: &BulletinRow, content: &Content) -> Result<Rendered> {
    let stix = writer("stix").ok_or_else(|| problem(Code::Broken, "there is no writer of STIX"))?;
    let settings = Settings {
        title: "TAXII",
        date: desk.now().day(),
        tier: fanal_formats::Tier::Full,
        byte_order_mark: false,
        issuer: fanal_formats::Issuer::default(),
        serial: 0,
        withdrawn: &[],
        vetoed: &[],
        agreed_on: &[],
    };
    // Its objects say themselves until when they count.
    let item = item_of(row, content, None);
    Rendered::of(stix.write(&[item], &settings).bytes)
}
