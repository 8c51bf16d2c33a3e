//! A page: what the reader may see now, opened with a permit of this moment. [TAX-3]

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use fanal_policy::{Permit, Question, Viewer, Withheld, decide};
use fanal_protocol::{Code, NetworkId, Reference};
use fanal_store::{BulletinRow, Unit};
use tokio::task::spawn_blocking;

use super::index::{Entry, Index, Part, Place, Sight, Source, Walked};
use super::keep::render;
use super::query::written;
use super::rendered::Rendered;
use super::{CollectionName, Collections, MOST_OBJECTS, Query, Reader, View};
use crate::caller::Caller;
use crate::desk::Membership;
use crate::error::{Result, invalid, not_found, problem};
use crate::inbox::open_content;
use crate::unused::unused;

/// Bytes of a page, about: the next object would go beyond. One object is always in it.
const PAGE_BYTES: usize = 8 << 20;
/// Objects whose bulletins are asked about together, however short the page.
const LOOKED_AHEAD: usize = 100;
/// Bulletins that hold one version of one object, and are asked about at once.
const ASKED_AT_ONCE: usize = 16;

/// Some objects of a collection, oldest first.
pub struct Page {
    /// The objects.
    pub objects: Vec<Listed>,
    /// Where to go on; none at the end.
    pub next: Option<String>,
    /// When the first of them came; of an empty page, the moment after which nothing came.
    pub first: String,
    /// When the last of them came; the same.
    pub last: String,
}

/// One object of a page. It has no Debug: content does not end in logs.
pub struct Listed {
    part: Arc<Part>,
    /// The object, if objects were asked for.
    pub json: Option<Bytes>,
}

impl Listed {
    /// Its id.
    pub fn id(&self) -> String {
        self.part.id.to_string()
    }

    /// Its version, as it is written.
    pub fn version(&self) -> String {
        self.part.version()
    }

    /// When it came into the collection, as it is written.
    pub fn added(&self) -> String {
        written(self.part.added)
    }
}

impl Collections {
    /// The next objects of a collection that this reader may see at this moment.
    pub async fn page(
        &self,
        reader: &Reader,
        name: CollectionName,
        view: View,
        query: &Query,
    ) -> Result<Page> {
        if query.limit == 0 {
            return Err(invalid("`limit` is at least 1"));
        }
        let after = self.begins_after(reader, name, view, query)?;
        let index = self.index(name)?;
        let mut page = match (reader, name) {
            (_, CollectionName::Public) => {
                let query = query.clone();
                // Beside the other answers, which wait for no disk.
                let page = spawn_blocking(move || public_page(&index, after, view, &query));
                let page = page.await.map_err(io::Error::other).and_then(|page| page);
                page.map_err(|error| {
                    let text = format!("the public collection cannot be read: {error}");
                    problem(Code::Broken, text)
                })?
            }
            (Reader::Account(caller), CollectionName::Held(network, _)) => {
                let (_, membership) = self.desk.membership(Some(network))?;
                // [STR-12] What others took back meanwhile would go into programs that nobody reaches.
                self.desk.must_have_heard(&membership)?;
                let looking = Looking::new(self, &index, &membership, network, caller).await?;
                looking.page(after, view, query).await?
            }
            (Reader::Account(_), CollectionName::Drafts(_)) | (Reader::Public, _) => {
                return Err(not_found("collection"));
            }
        };
        if page.more {
            let bound = query.bound(view);
            page.next = Some(self.cursors.written(reader, name, &bound, page.ends));
        }
        Ok(page.finish(query.added_after))
    }

    fn begins_after(
        &self,
        reader: &Reader,
        name: CollectionName,
        view: View,
        query: &Query,
    ) -> Result<i64> {
        match &query.next {
            None => Ok(query.added_after.unwrap_or(i64::MIN)),
            Some(next) => self.cursors.read(reader, name, &query.bound(view), next),
        }
    }
}

/// A page in the making.
struct Draft {
    objects: Vec<Listed>,
    more: bool,
    next: Option<String>,
    ends: i64,
}

impl Draft {
    fn of(walked: &Walked) -> Self {
        Self {
            objects: Vec::with_capacity(walked.found.len()),
            more: walked.more,
            next: None,
            ends: walked.last,
        }
    }

    /// Adds an object; false if the page is full, and ends before it.
    fn push(&mut self, entry: &Entry, json: Option<Bytes>, bytes: &mut usize) -> bool {
        *bytes = bytes.saturating_add(json.as_ref().map_or(0, Bytes::len));
        if *bytes > PAGE_BYTES && !self.objects.is_empty() {
            self.more = true;
            self.ends = entry.part.added.saturating_sub(1);
            return false;
        }
        self.objects.push(Listed {
            part: Arc::clone(&entry.part),
            json,
        });
        true
    }

    fn finish(self, asked: Option<i64>) -> Page {
        // An empty page tells the moment that was asked for: whoever goes on from there misses nothing.
        let empty = || written(asked.unwrap_or(0));
        let first = self.objects.first().map(Listed::added);
        let last = self.objects.last().map(Listed::added);
        Page {
            objects: self.objects,
            next: self.next,
            first: first.unwrap_or_else(empty),
            last: last.unwrap_or_else(empty),
        }
    }
}

const fn with_objects(view: View) -> bool {
    match view {
        View::Objects | View::Object => true,
        View::Manifest | View::Versions => false,
    }
}

/// The public collection is made of published bytes alone: each was decided when the shelf was filled.
fn public_page(index: &Index, after: i64, view: View, query: &Query) -> io::Result<Draft> {
    let limit = query.limit.min(MOST_OBJECTS);
    let walked = index.walk(after, limit, &query.filter, &mut |_| Sight::Yes);
    let mut draft = Draft::of(&walked);
    let mut bytes = 0;
    for entry in walked.found.iter().filter_map(|at| index.entry(*at)) {
        let json = match &entry.place {
            Place::Held(_) => continue,
            Place::Public(_) | Place::Gone(_) if !with_objects(view) => None,
            Place::Public(lying) => Some(index.read(*lying)?),
            Place::Gone(json) => Some(Bytes::copy_from_slice(json.as_bytes())),
        };
        if !draft.push(entry, json, &mut bytes) {
            break;
        }
    }
    Ok(draft)
}

/// One account looking at one collection: what was decided for this page, and nothing of another.
struct Looking<'a> {
    collections: &'a Collections,
    index: &'a Index,
    membership: &'a Membership,
    network: NetworkId,
    viewer: Viewer,
    is_staff: bool,
    unit: Box<dyn Unit>,
    /// By the bulletin's place in the index.
    decided: HashMap<u32, Option<(Permit, BulletinRow)>>,
    /// What was decided on and opened, locked, by the same place.
    at_hand: HashMap<u32, Arc<Withheld<Rendered>>>,
}

impl<'a> Looking<'a> {
    async fn new(
        collections: &'a Collections,
        index: &'a Index,
        membership: &'a Membership,
        network: NetworkId,
        caller: &Caller,
    ) -> Result<Self> {
        Ok(Self {
            collections,
            index,
            membership,
            network,
            viewer: caller.viewer(),
            is_staff: caller.is_staff(),
            unit: collections.desk.read().await?,
            decided: HashMap::new(),
            at_hand: HashMap::new(),
        })
    }

    async fn page(mut self, after: i64, view: View, query: &Query) -> Result<Draft> {
        let limit = query.limit.min(MOST_OBJECTS);
        let mut ahead = limit.max(LOOKED_AHEAD);
        let walked = loop {
            let (walked, unknown) = self.walk(after, limit, query);
            if unknown.is_empty() {
                break walked;
            }
            // Looks further ahead each time: whoever sees little gets a short page, not a thousand questions.
            let (_, unknown) = self.walk(after, ahead, query);
            self.decide(unknown).await?;
            ahead = ahead.saturating_mul(4);
        };
        let mut draft = Draft::of(&walked);
        let mut bytes = 0;
        for entry in walked.found.iter().filter_map(|at| self.index.entry(*at)) {
            let json = if with_objects(view) {
                Some(self.open(entry).await?)
            } else {
                None
            };
            if !draft.push(entry, json, &mut bytes) {
                break;
            }
        }
        Ok(draft)
    }

    /// A page, and the bulletins that nobody asked about yet.
    fn walk(&self, after: i64, limit: usize, query: &Query) -> (Walked, Vec<u32>) {
        let mut unknown = Vec::new();
        let mut see = |entry: &Entry| self.sees(entry, &mut unknown);
        let walked = self.index.walk(after, limit, &query.filter, &mut see);
        (walked, unknown)
    }

    /// What is withdrawn is told to those who are told so in lists. [POL-23]
    fn sees(&self, entry: &Entry, unknown: &mut Vec<u32>) -> Sight {
        let sources = match &entry.place {
            Place::Public(_) => return Sight::No,
            Place::Gone(_) if self.is_staff => return Sight::Yes,
            Place::Gone(_) => return Sight::No,
            Place::Held(sources) => sources,
        };
        let mut not_asked = Vec::new();
        for source in sources {
            match self.decided.get(source) {
                Some(Some(_)) => return Sight::Yes,
                Some(None) => {}
                None if not_asked.len() < ASKED_AT_ONCE => not_asked.push(*source),
                None => {}
            }
        }
        if not_asked.is_empty() {
            return Sight::No;
        }
        unknown.append(&mut not_asked);
        Sight::Unknown
    }

    /// Asks the policy about bulletins, as they are in the database now.
    async fn decide(&mut self, mut places: Vec<u32>) -> Result<()> {
        places.sort_unstable();
        places.dedup();
        let source = |at: &u32| Some((*at, self.source(*at)?));
        let sources: Vec<(u32, &Source)> = places.iter().filter_map(source).collect();
        let references: Vec<Reference> = sources
            .iter()
            .map(|(_, source)| source.reference.clone())
            .collect();
        // [SYN-23] At once, and not only with the next look at everything.
        let unused = unused(self.unit.as_mut(), self.network).await?;
        let rows = self.unit.bulletins_among(self.network, &references).await?;
        let mut rows: HashMap<Reference, BulletinRow> = rows
            .into_iter()
            .filter(|row| !unused.contains(&row.reference.origin))
            .map(|row| (row.reference.clone(), row))
            .collect();
        let desk = &self.collections.desk;
        let world = self.membership.world(desk.id(), desk.now());
        for (at, source) in sources {
            let row = rows.remove(&source.reference);
            if row.as_ref().is_none_or(|row| row.digest != source.digest) {
                // It went: it leaves the memory now, and not only with the next look at everything. [TAX-6]
                self.collections.rendered.forget(source.digest);
            }
            let allowed = row.and_then(|row| {
                // Another revision is another thing: the index will have it in a moment.
                let facts = row.facts.as_ref().filter(|_| row.digest == source.digest)?;
                let viewer = &self.viewer;
                let permit = decide(Question::Show { facts, viewer }, &world).permit();
                Some((permit.ok()?, row))
            });
            self.decided.insert(at, allowed);
        }
        for at in places {
            self.decided.entry(at).or_insert(None);
        }
        Ok(())
    }

    fn source(&self, at: u32) -> Option<&'a Source> {
        self.index.sources.get(usize::try_from(at).ok()?)
    }

    /// The bytes of an object, out of a bulletin for which there is a permit.
    async fn open(&mut self, entry: &Entry) -> Result<Bytes> {
        let sources = match &entry.place {
            // It is in the public collection alone.
            Place::Public(_) => return Err(not_found("object")),
            Place::Gone(json) => return Ok(Bytes::copy_from_slice(json.as_bytes())),
            Place::Held(sources) => sources,
        };
        let allowed = |at: &&u32| matches!(self.decided.get(*at), Some(Some(_)));
        let at = sources.iter().find(allowed).copied();
        if let Some(at) = at
            && !self.at_hand.contains_key(&at)
            && let Some(locked) = self.rendered(at).await?
        {
            self.at_hand.insert(at, locked);
        }
        let locked = at.and_then(|at| self.at_hand.get(&at));
        let permit = at.and_then(|at| self.decided.get(&at)?.as_ref());
        let opened = locked.zip(permit);
        let opened = opened.and_then(|(locked, (permit, _))| locked.release(permit));
        let object = opened.and_then(|rendered| rendered.object(&entry.part.id.to_string()));
        let json = object.map(|object| object.json.clone());
        // It went while the page was made.
        json.ok_or_else(|| problem(Code::Busy, "it changed meanwhile: ask again"))
    }

    async fn rendered(&mut self, at: u32) -> Result<Option<Arc<Withheld<Rendered>>>> {
        let Some(Some((permit, row))) = self.decided.get(&at) else {
            return Ok(None);
        };
        let at_hand = &self.collections.rendered;
        if let Some(locked) = at_hand.get(row.digest) {
            return Ok(Some(locked));
        }
        let Some((facts, sealed)) = self.unit.envelope(row.digest).await? else {
            return Ok(None);
        };
        let Some(bytes) = sealed.release(permit) else {
            return Ok(None);
        };
        let content = open_content(self.membership, &row.reference.origin, bytes)?;
        let rendered = render(&self.collections.desk, row, &content)?;
        let bytes = rendered.bytes();
        let locked = Arc::new(Withheld::new(facts.object.clone(), rendered));
        at_hand.put(row.digest, &locked, bytes);
        Ok(Some(locked))
    }
}
