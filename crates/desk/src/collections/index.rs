//! What is in a collection, by moment and by id. It holds no content but what is inert, and knows where the public
//! bytes lie.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use fanal_formats::Kept;
use fanal_protocol::{Digest, Reference};

use super::object_id::ObjectId;
use super::query::{ObjectFilter, moment_of, shortest, written};

/// Entries that one page looks at, at most: a filter that lets little through gives short pages, never
/// slow ones.
const MOST_LOOKED_AT: usize = 20_000;

/// One version of an object.
#[derive(Debug)]
pub(super) struct Part {
    /// Its id.
    pub(super) id: ObjectId,
    /// Its version as a moment.
    pub(super) stamp: i64,
    /// Its version as it is written, where that is not how its moment is written.
    spelling: Option<Box<str>>,
    /// When it came into the collection.
    pub(super) added: i64,
}

impl Part {
    /// What has no version has the moment at which it came. Source: TAXII 2.1, 3.4.1.
    pub(super) fn new(id: &str, version: Option<&str>, added: i64) -> Arc<Self> {
        let moment = || written(added);
        let version = version.map_or_else(moment, str::to_owned);
        let stamp = moment_of(&version).unwrap_or(added);
        Arc::new(Self {
            id: ObjectId::of(id),
            stamp,
            spelling: (shortest(stamp) != version).then(|| version.into()),
            added,
        })
    }

    /// Its version, as it is written.
    pub(super) fn version(&self) -> String {
        let spelling = self.spelling.as_deref();
        spelling.map_or_else(|| shortest(self.stamp), str::to_owned)
    }
}

/// A revision of a bulletin that objects come from.
pub(super) struct Source {
    pub(super) reference: Reference,
    pub(super) digest: Digest,
    pub(super) parts: Vec<Arc<Part>>,
}

/// Where the bytes of an entry are.
pub(super) enum Place {
    /// In any of these bulletins, by their place in the index.
    Held(Vec<u32>),
    /// Put away: it is public.
    Public(Lying),
    /// Here: it says that an object was withdrawn, and nothing else.
    Gone(Box<str>),
}

/// Where public bytes lie among what is put away.
#[derive(Clone, Copy, Default)]
pub(super) struct Lying {
    piece: u32,
    begins: u32,
    length: u32,
}

impl Lying {
    /// A part of a piece; none if the piece is of 4 GB or more.
    pub(super) fn of(piece: u32, range: Range<usize>) -> Option<Self> {
        Some(Self {
            piece,
            begins: u32::try_from(range.start).ok()?,
            length: u32::try_from(range.len()).ok()?,
        })
    }
}

pub(super) struct Entry {
    pub(super) part: Arc<Part>,
    pub(super) place: Place,
}

/// May the reader see an entry?
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    Yes,
    No,
    /// Nobody asked yet: whoever asks, asks again.
    Unknown,
}

/// A page of entries, by their place in the index.
pub(super) struct Walked {
    pub(super) found: Vec<u32>,
    /// There is more after `last`.
    pub(super) more: bool,
    /// The moment up to which everything was looked at.
    pub(super) last: i64,
}

#[derive(Default)]
pub(super) struct Index {
    pub(super) sources: Vec<Source>,
    /// The public bytes. They go with the index.
    put_away: Vec<Box<dyn Kept>>,
    /// By moment.
    entries: Vec<Entry>,
    /// Places of entries by id, then version, then moment.
    by_id: Vec<u32>,
    /// By place: it is the only version of its object, so that nobody has to look for others.
    alone: Vec<bool>,
}

impl Index {
    /// Puts entries in order. Of one version of an object there is one entry.
    pub(super) fn new(sources: Vec<Source>, mut others: Vec<Entry>) -> Self {
        let mut held: Vec<(Arc<Part>, u32)> = Vec::new();
        for (source, number) in sources.iter().zip(0..) {
            held.extend(source.parts.iter().map(|part| (Arc::clone(part), number)));
        }
        held.sort_by_key(|(part, _)| part.added);
        let mut entries: Vec<Entry> = Vec::with_capacity(held.len() + others.len());
        for (part, number) in held {
            match entries.last_mut() {
                Some(Entry {
                    part: same,
                    place: Place::Held(sources),
                }) if same.added == part.added => sources.push(number),
                Some(_) | None => entries.push(Entry {
                    part,
                    place: Place::Held(vec![number]),
                }),
            }
        }
        entries.append(&mut others);
        entries.sort_by_key(|entry| entry.part.added);
        let mut by_id: Vec<u32> = (0..).take(entries.len()).collect();
        by_id.sort_by(|one, other| {
            let part = |at: &u32| part_at(&entries, *at).map(|p| (&p.id, p.stamp, p.added));
            part(one).cmp(&part(other))
        });
        let alone = alone(&entries, &by_id);
        Self {
            sources,
            put_away: Vec::new(),
            entries,
            by_id,
            alone,
        }
    }

    /// One of what is public alone.
    pub(super) fn of_public(put_away: Vec<Box<dyn Kept>>, entries: Vec<Entry>) -> Self {
        Self {
            put_away,
            ..Self::new(Vec::new(), entries)
        }
    }

    /// The bytes of what is public.
    pub(super) fn read(&self, lying: Lying) -> io::Result<Bytes> {
        let place = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let piece = self.put_away.get(place(lying.piece));
        let piece = piece.ok_or(io::ErrorKind::NotFound)?;
        let mut bytes = vec![0; place(lying.length)];
        let mut read = 0;
        while let Some(rest) = bytes.get_mut(read..).filter(|rest| !rest.is_empty()) {
            match piece.read_at(place(lying.begins) + read, rest)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => read += count,
            }
        }
        Ok(bytes.into())
    }

    /// The same, with these among them.
    pub(super) fn and(self, mut others: Vec<Entry>) -> Self {
        if others.is_empty() {
            return self;
        }
        let Self {
            sources,
            put_away,
            entries,
            ..
        } = self;
        let public = entries.into_iter().filter(|entry| match &entry.place {
            // These are made of the sources again.
            Place::Held(_) => false,
            Place::Public(_) | Place::Gone(_) => true,
        });
        others.extend(public);
        Self {
            put_away,
            ..Self::new(sources, others)
        }
    }

    /// How many withdrawals it tells of.
    pub(super) fn gone(&self) -> usize {
        self.entries.len() - self.parts().count()
    }

    /// Every version of every object that is there: no withdrawals.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Part> {
        let there = self
            .entries
            .iter()
            .filter(|entry| !matches!(entry.place, Place::Gone(_)));
        there.map(|entry| &*entry.part)
    }

    pub(super) fn entry(&self, at: u32) -> Option<&Entry> {
        self.entries.get(usize::try_from(at).ok()?)
    }

    /// Every version of an object, oldest version first.
    pub(super) fn versions_of(&self, id: &ObjectId) -> &[u32] {
        let id_at = |at: &u32| part_at(&self.entries, *at).map(|part| &part.id);
        let from = self.by_id.partition_point(|at| id_at(at) < Some(id));
        let to = self.by_id.partition_point(|at| id_at(at) <= Some(id));
        self.by_id.get(from..to).unwrap_or_default()
    }

    fn is_alone(&self, place: u32) -> bool {
        let place = usize::try_from(place).ok();
        place.is_some_and(|place| self.alone.get(place) == Some(&true))
    }

    /// Is the object there, in any version that is no withdrawal?
    pub(super) fn has(&self, id: &str) -> bool {
        let mut versions = self.versions_of(&ObjectId::of(id)).iter();
        versions.any(|at| {
            self.entry(*at)
                .is_some_and(|entry| !matches!(entry.place, Place::Gone(_)))
        })
    }

    /// Is this very version there?
    pub(super) fn has_moment(&self, added: i64) -> bool {
        let found = self
            .entries
            .binary_search_by_key(&added, |entry| entry.part.added);
        found.is_ok()
    }

    /// The next entries after a moment that the filter and the reader's sight let through.
    pub(super) fn walk(
        &self,
        after: i64,
        limit: usize,
        filter: &ObjectFilter,
        see: &mut dyn FnMut(&Entry) -> Sight,
    ) -> Walked {
        if filter.other_stix {
            return Walked::nothing(after);
        }
        if filter.ids.is_empty() {
            let from = self
                .entries
                .partition_point(|entry| entry.part.added <= after);
            let all = (0..self.entries.len()).skip(from);
            let all = all.filter_map(|at| u32::try_from(at).ok());
            return self.walk_these(all, after, limit, filter, see);
        }
        let mut named: Vec<u32> = Vec::new();
        for id in &filter.ids {
            named.extend(self.versions_of(&ObjectId::of(id)));
        }
        named.sort_unstable();
        named.dedup();
        let later = |at: &u32| self.entry(*at).is_some_and(|e| e.part.added > after);
        self.walk_these(named.into_iter().filter(later), after, limit, filter, see)
    }

    fn walk_these(
        &self,
        places: impl Iterator<Item = u32>,
        after: i64,
        limit: usize,
        filter: &ObjectFilter,
        see: &mut dyn FnMut(&Entry) -> Sight,
    ) -> Walked {
        let mut walked = Walked::nothing(after);
        for (place, looked_at) in places.zip(0..) {
            let Some(entry) = self.entry(place) else {
                continue;
            };
            let passes = self.passes(place, entry, filter, see);
            let full = walked.found.len() >= limit;
            if (passes && full) || looked_at >= MOST_LOOKED_AT {
                walked.more = true;
                break;
            }
            if passes {
                walked.found.push(place);
            }
            if !full {
                walked.last = entry.part.added;
            }
        }
        walked
    }

    fn passes(
        &self,
        place: u32,
        entry: &Entry,
        filter: &ObjectFilter,
        see: &mut dyn FnMut(&Entry) -> Sight,
    ) -> bool {
        let object_type = entry.part.id.object_type();
        if !filter.types.is_empty() && filter.types.iter().all(|wanted| wanted != object_type) {
            return false;
        }
        see(entry) != Sight::No && self.is_of_version(place, entry, filter, see)
    }

    fn is_of_version(
        &self,
        place: u32,
        entry: &Entry,
        filter: &ObjectFilter,
        see: &mut dyn FnMut(&Entry) -> Sight,
    ) -> bool {
        let wanted = &filter.versions;
        if wanted.all || wanted.at.contains(&entry.part.stamp) {
            return true;
        }
        if self.is_alone(place) {
            return wanted.last || wanted.first;
        }
        // Of what the reader sees: else a gap would tell of what it does not.
        let versions = self.versions_of(&entry.part.id);
        let mut seen = |at: &&u32| {
            self.entry(**at)
                .is_some_and(|other| see(other) != Sight::No)
        };
        (wanted.last && versions.iter().rev().find(&mut seen) == Some(&place))
            || (wanted.first && versions.iter().find(&mut seen) == Some(&place))
    }
}

impl Walked {
    const fn nothing(after: i64) -> Self {
        Self {
            found: Vec::new(),
            more: false,
            last: after,
        }
    }
}

fn part_at(entries: &[Entry], at: u32) -> Option<&Part> {
    let entry = entries.get(usize::try_from(at).ok()?)?;
    Some(&entry.part)
}

/// Which entries have no other version beside them; `by_id` has those of one object side by side.
fn alone(entries: &[Entry], by_id: &[u32]) -> Vec<bool> {
    let mut alone = vec![true; entries.len()];
    let id = |at: u32| part_at(entries, at).map(|part| &part.id);
    for (one, other) in by_id.iter().zip(by_id.iter().skip(1)) {
        if id(*one) != id(*other) {
            continue;
        }
        for at in [one, other] {
            let flag = usize::try_from(*at).ok();
            if let Some(flag) = flag.and_then(|at| alone.get_mut(at)) {
                *flag = false;
            }
        }
    }
    alone
}

#[cfg(test)]
mod tests {
    use super::super::Versions;
    use super::*;

    fn public(id: &str, version: i64, added: i64) -> Entry {
        Entry {
            part: Part::new(id, Some(&written(version)), added),
            place: Place::Public(Lying::default()),
        }
    }

    fn index() -> Index {
        let entries = [
            public("malware--1", 1, 10),
            public("tool--1", 1, 11),
            public("malware--1", 3, 20),
            public("malware--1", 2, 30),
            public("tool--2", 1, 31),
        ];
        Index::new(Vec::new(), entries.into())
    }

    fn moments(index: &Index, after: i64, limit: usize, filter: &ObjectFilter) -> (Vec<i64>, bool) {
        moments_of(index, after, limit, filter, &mut |_| Sight::Yes)
    }

    fn moments_of(
        index: &Index,
        after: i64,
        limit: usize,
        filter: &ObjectFilter,
        see: &mut dyn FnMut(&Entry) -> Sight,
    ) -> (Vec<i64>, bool) {
        let walked = index.walk(after, limit, filter, see);
        let found = walked.found.iter().filter_map(|at| index.entry(*at));
        (found.map(|entry| entry.part.added).collect(), walked.more)
    }

    fn versions(versions: Versions) -> ObjectFilter {
        ObjectFilter {
            versions,
            ..ObjectFilter::default()
        }
    }

    #[test]
    fn without_a_word_the_newest_version_of_each_object_comes() {
        let found = moments(&index(), 0, 9, &ObjectFilter::default());
        assert_eq!(found, (vec![11, 20, 31], false));
    }

    #[test]
    fn versions_are_those_that_were_asked_for() {
        let none = Versions {
            last: false,
            ..Versions::default()
        };
        let all = versions(Versions {
            all: true,
            ..none.clone()
        });
        assert_eq!(moments(&index(), 0, 9, &all).0, [10, 11, 20, 30, 31]);
        let first = versions(Versions {
            first: true,
            ..none.clone()
        });
        assert_eq!(moments(&index(), 0, 9, &first).0, [10, 11, 31]);
        let second = versions(Versions {
            at: vec![2],
            ..none
        });
        assert_eq!(moments(&index(), 0, 9, &second).0, [30]);
    }

    #[test]
    fn pages_follow_each_other_without_gap_or_double() {
        let (first, more) = moments(&index(), 0, 2, &ObjectFilter::default());
        assert_eq!((first, more), (vec![11, 20], true));
        let (second, more) = moments(&index(), 20, 2, &ObjectFilter::default());
        assert_eq!((second, more), (vec![31], false));
        assert_eq!(
            moments(&index(), 31, 2, &ObjectFilter::default()),
            (vec![], false)
        );
    }

    #[test]
    fn ids_and_types_are_looked_for_together() {
        let filter = ObjectFilter {
            ids: vec!["malware--1".into(), "tool--2".into(), "tool--9".into()],
            types: vec!["tool".into()],
            ..ObjectFilter::default()
        };
        assert_eq!(moments(&index(), 0, 9, &filter).0, [31]);
    }

    #[test]
    fn what_is_not_seen_leaves_no_gap() {
        let mut see = |entry: &Entry| {
            if entry.part.added == 20 {
                Sight::No
            } else {
                Sight::Yes
            }
        };
        let found = moments_of(&index(), 0, 9, &ObjectFilter::default(), &mut see);
        assert_eq!(found.0, [11, 30, 31], "the newest version that is seen");
    }

    #[test]
    fn a_page_that_finds_little_ends_and_says_where() {
        let many = 0..i64::try_from(MOST_LOOKED_AT).unwrap_or(0) + 5;
        let entries = many.map(|at| public(&format!("tool--{at}"), 1, at + 1));
        let index = Index::new(Vec::new(), entries.collect());
        let filter = ObjectFilter {
            types: vec!["malware".into()],
            ..ObjectFilter::default()
        };
        let walked = index.walk(0, 10, &filter, &mut |_| Sight::Yes);
        assert!(walked.more && walked.found.is_empty());
        let rest = index.walk(walked.last, 10, &filter, &mut |_| Sight::Yes);
        assert!(!rest.more);
        assert_eq!(usize::try_from(walked.last), Ok(MOST_LOOKED_AT));
    }

    #[test]
    fn a_version_comes_back_as_it_was_written_and_an_ordinary_one_takes_no_text() {
        let moment = 1_800_000_000_120_000;
        for (version, is_ordinary) in [
            ("2027-01-15T08:00:00.120Z", true),
            ("2027-01-15T08:00:00.120456Z", true),
            ("2027-01-15T08:00:00.120000Z", false),
            ("2027-01-15T08:00:00Z", false),
            ("2027-01-15T08:00:00.1204567Z", false),
            ("once", false),
        ] {
            let part = Part::new("tool--1", Some(version), moment);
            assert_eq!(part.version(), version);
            assert_eq!(part.spelling.is_none(), is_ordinary, "{version}");
        }
        let part = Part::new("tool--1", None, moment);
        assert_eq!(part.version(), "2027-01-15T08:00:00.120000Z");
        assert_eq!((part.stamp, part.added), (moment, moment));
    }

    #[test]
    fn an_object_takes_little_memory_beside_its_bytes() {
        assert_eq!((size_of::<Part>(), size_of::<Entry>()), (56, 32));
    }
}
