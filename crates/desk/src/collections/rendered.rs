//! A bulletin as STIX objects, exactly as an export writes it; as many as fit are kept at hand, locked.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use fanal_policy::Withheld;
use fanal_protocol::{Code, Digest};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::{Result, problem};

/// Bytes of rendered bulletins that are kept at hand: a hundred thousand objects, some 80 MB, fit. What does
/// not is opened and written anew for each page.
const AT_HAND_BYTES: usize = 96 << 20;

/// Bytes that an object takes beside its own: id, version, place.
const BYTES_BESIDE: usize = 200;

/// A bundle, taken apart.
pub(super) struct Rendered {
    /// By id.
    pub(super) objects: Vec<Object>,
    bytes: usize,
}

/// One object of it.
pub(super) struct Object {
    id: Box<str>,
    pub(super) json: Bytes,
}

/// What of an object says which one it is.
#[derive(Deserialize)]
pub(super) struct Named<'a> {
    #[serde(borrow)]
    pub(super) id: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) created: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(super) modified: Option<Cow<'a, str>>,
}

impl Named<'_> {
    /// Its version as it is written, if it has one.
    pub(super) fn version(&self) -> Option<&str> {
        self.modified.as_deref().or(self.created.as_deref())
    }
}

impl Rendered {
    /// Takes a bundle apart. The objects are the very bytes of it.
    pub(super) fn of(bundle: Vec<u8>) -> Result<Self> {
        let bundle = Bytes::from(bundle);
        #[derive(Deserialize)]
        struct Bundle<'a> {
            #[serde(borrow, default)]
            objects: Vec<&'a RawValue>,
        }
        let unreadable = |error: serde_json::Error| {
            problem(
                Code::Broken,
                format!("a bundle cannot be taken apart: {error}"),
            )
        };
        let parsed: Bundle<'_> = serde_json::from_slice(&bundle).map_err(unreadable)?;
        let mut objects = Vec::with_capacity(parsed.objects.len());
        for raw in parsed.objects {
            let named: Named<'_> = serde_json::from_str(raw.get()).map_err(unreadable)?;
            objects.push(Object {
                id: named.id.into(),
                json: bundle.slice_ref(raw.get().as_bytes()),
            });
        }
        objects.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(Self {
            objects,
            bytes: bundle.len(),
        })
    }

    pub(super) fn object(&self, id: &str) -> Option<&Object> {
        let at = self.objects.binary_search_by(|object| (*object.id).cmp(id));
        self.objects.get(at.ok()?)
    }
}

/// What was rendered, as far as it fits. Each is opened by a permit for that very revision, made for the page
/// that it goes into, and by nothing else; what is in no index any more has no place here.
#[derive(Default)]
pub(super) struct Shelf(Mutex<Held>);

#[derive(Default)]
struct Held {
    by_digest: HashMap<Digest, Row>,
    /// Which one was used when: the first is the first to go.
    by_use: BTreeMap<u64, Digest>,
    uses: u64,
    bytes: usize,
}

struct Row {
    /// None of what is in an index, and is not at hand.
    locked: Option<(Arc<Withheld<Rendered>>, usize)>,
    used: u64,
}

impl Shelf {
    pub(super) fn get(&self, digest: Digest) -> Option<Arc<Withheld<Rendered>>> {
        let mut held = self.held();
        let (locked, _) = held.by_digest.get(&digest)?.locked.as_ref()?;
        let found = Arc::clone(locked);
        held.touch(digest);
        Some(found)
    }

    /// Puts it there in place of what was not used for longest, if an index knows it still.
    pub(super) fn put(&self, digest: Digest, locked: &Arc<Withheld<Rendered>>, bytes: usize) {
        let mut held = self.held();
        if bytes > AT_HAND_BYTES || !held.by_digest.contains_key(&digest) {
            return;
        }
        held.drop_bytes(digest);
        while held.bytes.saturating_add(bytes) > AT_HAND_BYTES {
            let Some((_, oldest)) = held.by_use.pop_first() else {
                break;
            };
            held.drop_bytes(oldest);
        }
        held.keep(digest, locked, bytes);
    }

    /// An index is going to know it; it is put there if there is room, and in nobody's place.
    pub(super) fn admit(&self, digest: Digest, locked: &Arc<Withheld<Rendered>>, bytes: usize) {
        let mut held = self.held();
        held.drop_bytes(digest);
        let empty = Row {
            locked: None,
            used: 0,
        };
        held.by_digest.insert(digest, empty);
        if held.bytes.saturating_add(bytes) <= AT_HAND_BYTES {
            held.keep(digest, locked, bytes);
        }
    }

    /// Forgets one.
    pub(super) fn forget(&self, digest: Digest) {
        let mut held = self.held();
        held.drop_bytes(digest);
        held.by_digest.remove(&digest);
    }

    /// Forgets everything that is not among these: what was withdrawn stays in no memory. [TAX-6]
    pub(super) fn keep_only(&self, is_held: impl Fn(Digest) -> bool) {
        let mut held = self.held();
        let known = held.by_digest.keys().copied();
        let gone: Vec<Digest> = known.filter(|digest| !is_held(*digest)).collect();
        for digest in gone {
            held.drop_bytes(digest);
            held.by_digest.remove(&digest);
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn keep(&mut self, digest: Digest, locked: &Arc<Withheld<Rendered>>, bytes: usize) {
        if let Some(row) = self.by_digest.get_mut(&digest) {
            row.locked = Some((Arc::clone(locked), bytes));
            self.bytes = self.bytes.saturating_add(bytes);
        }
        self.touch(digest);
    }

    fn touch(&mut self, digest: Digest) {
        self.uses = self.uses.wrapping_add(1);
        if let Some(row) = self.by_digest.get_mut(&digest) {
            self.by_use.remove(&row.used);
            row.used = self.uses;
            self.by_use.insert(self.uses, digest);
        }
    }

    fn drop_bytes(&mut self, digest: Digest) {
        if let Some(row) = self.by_digest.get_mut(&digest)
            && let Some((_, bytes)) = row.locked.take()
        {
            self.bytes = self.bytes.saturating_sub(bytes);
            self.by_use.remove(&row.used);
        }
    }
}

impl Rendered {
    /// Bytes in memory, about: the bundle, and what says which object is where in it.
    pub(super) fn bytes(&self) -> usize {
        self.bytes + self.objects.len() * BYTES_BESIDE
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail loudly")]
mod tests {
    use super::*;
    use crate::desk::sha256;

    fn digest(number: u8) -> Digest {
        sha256(&[number])
    }

    fn locked(number: u8) -> Arc<Withheld<Rendered>> {
        let rendered = Rendered {
            objects: Vec::new(),
            bytes: 0,
        };
        let object = fanal_policy::ObjectId {
            origin: "kivu".parse().unwrap(),
            id: fanal_protocol::BulletinId::from_random([number; 16]),
            revision: 1,
        };
        Arc::new(Withheld::new(object, rendered))
    }

    fn at_hand(shelf: &Shelf) -> Vec<u8> {
        let there = |number: &u8| shelf.get(digest(*number)).is_some();
        (0..10).filter(there).collect()
    }

    const HALF: usize = AT_HAND_BYTES / 2;

    // [TAX-6]
    #[test]
    fn what_is_in_no_index_is_not_at_hand_and_does_not_come_back() {
        let shelf = Shelf::default();
        shelf.put(digest(1), &locked(1), 10);
        assert!(at_hand(&shelf).is_empty(), "nobody admitted it");
        for number in 1..=3 {
            shelf.admit(digest(number), &locked(number), 10);
        }
        shelf.forget(digest(1));
        shelf.keep_only(|held| held == digest(2) || held == digest(1));
        assert_eq!(at_hand(&shelf), [2]);
        // A page that was being made meanwhile brings nothing back.
        shelf.put(digest(1), &locked(1), 10);
        shelf.put(digest(3), &locked(3), 10);
        assert_eq!(at_hand(&shelf), [2]);
    }

    #[test]
    fn what_was_not_used_for_longest_makes_room_and_the_bytes_stay_within_the_limit() {
        let shelf = Shelf::default();
        for number in 1..=3 {
            shelf.admit(digest(number), &locked(number), HALF);
        }
        assert_eq!(at_hand(&shelf), [1, 2], "the third had no room");
        assert!(shelf.get(digest(1)).is_some());
        shelf.put(digest(3), &locked(3), HALF);
        assert_eq!(at_hand(&shelf), [1, 3]);
        shelf.put(digest(2), &locked(2), AT_HAND_BYTES + 1);
        assert_eq!(at_hand(&shelf), [1, 3], "too large to be kept");
        shelf.put(digest(2), &locked(2), AT_HAND_BYTES);
        assert_eq!(at_hand(&shelf), [2]);
        shelf.keep_only(|_| false);
        let held = shelf.held();
        assert_eq!((held.bytes, held.by_use.len()), (0, 0));
    }
}
