//! What a server answers, taken apart: the client asks, and nothing here does. Source: TAXII 2.1, chapters 4 and 5.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use url::Url;

use crate::client::Fault;

/// A collection as its server tells it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Told {
    /// Its id.
    pub id: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// May this client read in it?
    #[serde(default)]
    pub can_read: bool,
    /// Where it is.
    #[serde(skip)]
    pub address: String,
}

/// Where an earlier call ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Mark {
    /// Everything up to this date came.
    #[serde(default)]
    pub added_after: Option<String>,
    /// In the midst of what came after it: the server's own word for where.
    #[serde(default)]
    pub next: Option<String>,
    /// The newest date that came so far.
    #[serde(default)]
    pub newest: Option<String>,
}

/// A page of a collection. It has no Debug: content does not end in logs.
#[derive(Deserialize)]
pub struct Page {
    #[serde(default)]
    more: bool,
    #[serde(default)]
    next: Option<String>,
    #[serde(default)]
    objects: Vec<Box<RawValue>>,
    /// When its last object was added, as the server says beside the body.
    #[serde(skip)]
    last: Option<String>,
}

#[derive(Deserialize)]
struct Roots {
    #[serde(default)]
    api_roots: Vec<String>,
    #[serde(default)]
    versions: Vec<String>,
}

#[derive(Deserialize)]
struct Collections {
    #[serde(default)]
    collections: Vec<Told>,
}

impl Page {
    /// Reads a body; `last` is what the server says beside it of its last object.
    pub fn read(body: &[u8], last: Option<String>) -> Result<Self, Fault> {
        let page: Self = read(body)?;
        let last = last.filter(|_| !page.objects.is_empty());
        Ok(Self { last, ..page })
    }

    /// Is there more behind it?
    pub const fn has_more(&self) -> bool {
        self.more
    }

    /// Bytes of its objects.
    pub fn bytes(&self) -> usize {
        self.objects.iter().map(|raw| raw.get().len()).sum()
    }

    /// Its objects, as they came.
    pub fn into_objects(self) -> Vec<Box<RawValue>> {
        self.objects
    }

    /// The same, while the page stays.
    pub fn objects(&self) -> &[Box<RawValue>] {
        &self.objects
    }

    /// Is it what came last before it? Nothing is no news either.
    fn is_again(&self, before: &[Box<RawValue>]) -> bool {
        let from = before.len().checked_sub(self.objects.len());
        let last = from.and_then(|from| before.get(from..));
        let texts = self.objects.iter().map(|one| one.get());
        last.is_some_and(|last| last.iter().map(|one| one.get()).eq(texts))
    }

    /// Where to go on behind it, after the mark that it was asked by and the objects that came before it; a fault if the
    /// server says that there is more and leads back to the same page. A word that stays the same from page to page is
    /// none: medallion remembers by itself how far it came.
    pub fn mark_behind(&self, asked: Mark, before: &[Box<RawValue>]) -> Result<Mark, Fault> {
        let newest = self.last.clone().or_else(|| asked.newest.clone());
        if !self.more {
            return Ok(Mark {
                added_after: newest.or(asked.added_after),
                ..Mark::default()
            });
        }
        let next = self.next.clone().filter(|next| !next.is_empty());
        let behind = if next.is_some() {
            Mark {
                added_after: asked.added_after.clone(),
                next,
                newest,
            }
        } else {
            // Without its word, the date of the last object says where to go on.
            Mark {
                added_after: newest,
                ..Mark::default()
            }
        };
        if behind == asked && (behind.next.is_none() || self.is_again(before)) {
            let text = "it says that there is more, and gives the same page again";
            return Err(Fault::Answer(text.into()));
        }
        Ok(behind)
    }
}

/// The roots that the answer of this address names: itself, if it is one, and those that it lists.
pub fn roots_of(address: &Url, body: &[u8]) -> Result<Vec<Url>, Fault> {
    let shown: Roots = read(body)?;
    let itself = (!shown.versions.is_empty()).then(|| Ok(address.clone()));
    let listed = shown.api_roots.iter().map(|root| beside(address, root));
    itself.into_iter().chain(listed).collect()
}

/// The collections that a root's answer names, each with its address.
pub fn collections_of(root: &Url, body: &[u8]) -> Result<Vec<Told>, Fault> {
    let list = collections_below(root)?;
    let mut told: Collections = read(body)?;
    for one in &mut told.collections {
        if !is_name(&one.id) {
            return Err(Fault::Answer("a collection's id is none".into()));
        }
        one.address = joined(&list, &format!("{}/", one.id))?.to_string();
    }
    Ok(told.collections)
}

/// The collection that answers at this address.
pub fn collection_at(address: &Url, body: &[u8]) -> Result<Told, Fault> {
    let one: Told = read(body)?;
    Ok(Told {
        address: address.to_string(),
        ..one
    })
}

/// Where a root lists its collections.
pub(crate) fn collections_below(root: &Url) -> Result<Url, Fault> {
    joined(root, "collections/")
}

/// Where a collection has its objects.
pub(crate) fn objects_below(server: &Url, collection: &str) -> Result<Url, Fault> {
    joined(&beside(server, collection)?, "objects/")
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(body).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Fault::Answer(place)
    })
}

/// An address that the server names: its own, or none.
fn beside(server: &Url, named: &str) -> Result<Url, Fault> {
    let url = joined(server, named)?;
    if url.origin() != server.origin() {
        let text = "it names another server: name that one yourself, if you trust it";
        return Err(Fault::Answer(text.into()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        let text = "it names an address with an account in it";
        return Err(Fault::Answer(text.into()));
    }
    Ok(url)
}

fn joined(url: &Url, tail: &str) -> Result<Url, Fault> {
    url.join(tail)
        .map_err(|_| Fault::Answer("it names an address that is none".into()))
}

/// Nothing that leads elsewhere when it stands in an address.
fn is_name(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=100).contains(&id.len()) && id.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    // [TAX-11]
    #[test]
    fn a_root_is_the_servers_own_and_without_an_account() {
        let server = Url::parse("https://feed.example/taxii2/").unwrap();
        let roots = |named: &str| {
            roots_of(
                &server,
                format!(r#"{{"api_roots":["{named}"]}}"#).as_bytes(),
            )
        };
        assert_eq!(roots("/r/").unwrap()[0].as_str(), "https://feed.example/r/");
        for bad in [
            "https://other.example/r/",
            "http://feed.example/r/",
            "https://ana:x@feed.example/r/",
            "//",
        ] {
            assert!(roots(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_id_of_a_collection_leads_nowhere_else() {
        assert!(is_name("91a7b528-80eb-42ed-a74d-c6fbd5a26116"));
        for bad in ["", "..", "a/b", "a?b", "http:", "%2e%2e", &"x".repeat(101)] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
