//! A bulletin as STIX objects, exactly as an export writes it; the newest ones are kept at hand, locked.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use fanal_policy::Withheld;
use fanal_protocol::{Code, Digest};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::{Result, problem};

/// Bytes of rendered bulletins that are kept at hand: eight of the largest.
const AT_HAND_BYTES: usize = 32 << 20;

/// A bundle, taken apart.
pub(super) struct Rendered {
    /// By id.
    pub(super) objects: Vec<Object>,
    bytes: usize,
}

/// One object of it.
pub(super) struct Object {
    pub(super) id: Box<str>,
    pub(super) version: Option<Box<str>>,
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

impl Rendered {
    /// Takes a bundle apart. The objects are the very bytes of it.
    pub(super) fn of(bundle: Vec<u8>) -> Result<Self> {
        Self::of_bytes(&Bytes::from(bundle))
    }

    /// The same, sharing the bytes.
    pub(super) fn of_bytes(bundle: &Bytes) -> Result<Self> {
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
        let parsed: Bundle<'_> = serde_json::from_slice(bundle).map_err(unreadable)?;
        let mut objects = Vec::with_capacity(parsed.objects.len());
        for raw in parsed.objects {
            let named: Named<'_> = serde_json::from_str(raw.get()).map_err(unreadable)?;
            let version = named.modified.or(named.created);
            objects.push(Object {
                id: named.id.into(),
                version: version.map(Into::into),
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

/// What was rendered of late. Each is opened by a permit for that very revision, and by nothing else.
#[derive(Default)]
pub(super) struct Shelf(Mutex<VecDeque<(Digest, Arc<Withheld<Rendered>>, usize)>>);

impl Shelf {
    pub(super) fn get(&self, digest: Digest) -> Option<Arc<Withheld<Rendered>>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = held.iter().position(|(known, _, _)| *known == digest)?;
        let row = held.remove(at)?;
        let found = Arc::clone(&row.1);
        held.push_front(row);
        Some(found)
    }

    pub(super) fn put(&self, digest: Digest, locked: &Arc<Withheld<Rendered>>, bytes: usize) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|(known, _, _)| *known != digest);
        held.push_front((digest, Arc::clone(locked), bytes));
        let mut sum = 0_usize;
        held.retain(|(_, _, bytes)| {
            sum = sum.saturating_add(*bytes);
            sum <= AT_HAND_BYTES
        });
    }

    /// Forgets everything that is not among these: what was withdrawn stays in no memory. [TAX-6]
    pub(super) fn keep_only(&self, is_held: impl Fn(Digest) -> bool) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|(digest, _, _)| is_held(*digest));
    }
}

impl Rendered {
    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }
}
