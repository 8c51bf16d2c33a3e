//! Shelves that read like a story.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fanal_protocol::checkpoint::{Checkpoint, sign_checkpoint};
use fanal_protocol::tree::root_of;
use fanal_protocol::{BulletinId, Digest, NetworkId, Pap, Publication, Role, SecretKey, Timestamp};
use serde_json::value::RawValue;

use crate::{
    File, Log, NetworkShelf, Published, Reach, Shelf, ShelfItem, Site, Tree, Withdrawn, Workplace,
    build,
};

pub(super) fn feed_key() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

pub(super) fn checkpoint_key() -> SecretKey {
    SecretKey::from_seed(&[2; 32])
}

pub(super) fn sign(message: &[u8]) -> [u8; 64] {
    feed_key().sign(message)
}

pub(super) fn id(number: u8) -> BulletinId {
    BulletinId::from_random([number; 16])
}

pub(super) fn digest(number: u8) -> Digest {
    Digest::from_bytes([number; 32])
}

pub(super) fn day(text: &str) -> Timestamp {
    format!("{text}T00:00:00Z").parse().unwrap()
}

pub(super) fn site() -> Site {
    Site {
        base_url: Some("https://luz.example".to_owned()),
        title: "Luz warnings".to_owned(),
        desk: "luz".parse().unwrap(),
        desk_name: "Luz help desk".to_owned(),
        contact: Some("help@luz.example".to_owned()),
        reach: Reach::default(),
        taxii: None,
        leave_to: None,
        network: NetworkId::founded_by(digest(9)),
        // None of ours: the pages speak English.
        lang: "de".to_owned(),
        feed_key: feed_key().public(),
        checkpoint_key: checkpoint_key().public(),
        statement_keys: vec![SecretKey::from_seed(&[3; 32]).public()],
        roster_version: 7,
        roster_digest: digest(8),
        code: None,
    }
}

/// A publication that blocks `domains`.
pub(super) fn publication(title: &str, domains: &[&str]) -> Publication {
    let objects: Vec<Box<RawValue>> = domains
        .iter()
        .map(|domain| indicator(domain, &format!("[domain-name:value = '{domain}']"), ""))
        .collect();
    let roles = objects.iter().map(|object| (stix_id(object), Role::C2));
    Publication {
        title: title.to_owned(),
        summary: None,
        lang: None,
        category: None,
        date: day("2026-11-20"),
        pap: Some(Pap::Clear),
        may_alert_perpetrator: false,
        source: None,
        licence: None,
        roles: roles.collect::<BTreeMap<_, _>>(),
        objects,
    }
}

fn stix_id(object: &RawValue) -> String {
    let json: serde_json::Value = serde_json::from_str(object.get()).unwrap();
    json["id"].as_str().unwrap().to_owned()
}

/// One STIX indicator; its id follows from `seed`.
pub(super) fn indicator(seed: &str, pattern: &str, members: &str) -> Box<RawValue> {
    let id = stix_uuid(seed);
    let pattern = serde_json::to_string(pattern).unwrap();
    let object = format!(
        r#"{{"type":"indicator","spec_version":"2.1","id":"indicator--{id}","created":"2026-11-20T00:00:00.000Z","modified":"2026-11-20T00:00:00.000Z","valid_from":"2026-11-20T00:00:00Z","pattern_type":"stix","pattern":{pattern}{members}}}"#
    );
    RawValue::from_string(object).unwrap()
}

fn stix_uuid(seed: &str) -> String {
    use sha2::Digest as _;
    let mut hex = Digest::from_bytes(sha2::Sha256::digest(seed).into()).to_string();
    hex.truncate(30);
    for (at, mark) in [(8, "-"), (13, "-4"), (18, "-8"), (23, "-")] {
        hex.insert_str(at, mark);
    }
    hex
}

pub(super) struct Story {
    site: Site,
    published: Vec<Arc<ShelfItem>>,
    withdrawn: Vec<Withdrawn>,
    leaves: Vec<Digest>,
    network: Option<NetworkShelf>,
    time: i64,
}

pub(super) fn shelf() -> Story {
    Story {
        site: site(),
        published: Vec::new(),
        withdrawn: Vec::new(),
        leaves: Vec::new(),
        network: None,
        time: 1_795_323_600,
    }
}

impl Story {
    pub(super) fn with_site(mut self, change: impl FnOnce(&mut Site)) -> Self {
        change(&mut self.site);
        self
    }

    pub(super) fn publishing(self, number: u8, publication: Publication) -> Self {
        self.publishing_with(number, publication, |_| ())
    }

    pub(super) fn publishing_with(
        self,
        number: u8,
        publication: Publication,
        change: impl FnOnce(&mut Published),
    ) -> Self {
        let place = Workplace::in_memory();
        self.publishing_all(&place, number, publication, change)
    }

    /// As `publishing`, with its words and values in this place.
    pub(super) fn publishing_at(
        self,
        place: &Workplace,
        number: u8,
        publication: Publication,
    ) -> Self {
        self.publishing_all(place, number, publication, |_| ())
    }

    fn publishing_all(
        mut self,
        place: &Workplace,
        number: u8,
        publication: Publication,
        change: impl FnOnce(&mut Published),
    ) -> Self {
        let mut published = Published {
            id: id(number),
            digest: digest(number),
            position: Some(self.leaves.len() as u64),
            publication,
            confirmed: true,
            inactive: BTreeSet::new(),
        };
        change(&mut published);
        self.leaves.push(digest(number));
        self.published
            .push(Arc::new(ShelfItem::put_at(place, published).unwrap()));
        self
    }

    pub(super) fn withdrawing(mut self, number: u8, date: &str) -> Self {
        self.leaves.push(digest(200 + number));
        self.withdrawn.push(Withdrawn {
            id: id(number),
            published: day("2026-11-20").min(day(date)),
            date: day(date),
            to_delete: Vec::new(),
        });
        self
    }

    /// As `withdrawing`, where the analyst said that tools shall delete the values.
    pub(super) fn deleting(mut self, number: u8, date: &str, domains: &[&str]) -> Self {
        self = self.withdrawing(number, date);
        let values = domains
            .iter()
            .map(|name| fanal_stix::Value::parse(fanal_stix::Kind::DomainName, name).unwrap());
        self.withdrawn.last_mut().unwrap().to_delete = values.collect();
        self
    }

    pub(super) fn with_network(mut self, network: NetworkShelf) -> Self {
        self.network = Some(network);
        self
    }

    pub(super) fn with_leaves(mut self, leaves: Vec<Digest>) -> Self {
        self.leaves = leaves;
        self
    }

    pub(super) fn at(mut self, time: i64) -> Self {
        self.time = time;
        self
    }

    pub(super) fn told(self) -> Shelf {
        let checkpoint = Checkpoint {
            origin: self.site.log_origin(1),
            size: self.leaves.len() as u64,
            root: root_of(self.leaves.iter().map(Digest::as_bytes)),
            time: self.time,
        };
        let note = sign_checkpoint(&checkpoint, checkpoint_key().signing_key()).unwrap();
        Shelf {
            site: self.site,
            items: self.published,
            network: self.network,
            withdrawn: self.withdrawn,
            log: Log {
                epoch: 1,
                checkpoint: note.to_string(),
                leaves: self.leaves,
            },
            closed: Vec::new(),
            made: Timestamp::from_unix(self.time),
        }
    }

    pub(super) fn built(self) -> Tree {
        build(&self.told(), &sign, None).unwrap()
    }
}

pub(super) fn text(tree: &Tree, path: &str) -> String {
    let file = tree
        .file(path)
        .unwrap_or_else(|| panic!("no file at {path}"));
    String::from_utf8(file.bytes().unwrap().to_vec()).unwrap()
}

pub(super) fn page_of(number: u8) -> String {
    format!("/b/{}", id(number))
}

/// The pages of the door, in every language.
pub(super) fn doors(tree: &Tree) -> impl Iterator<Item = (&str, &Arc<File>)> {
    let mut all = Vec::new();
    for door in &tree.doors {
        all.extend([("404", &door.not_found), ("405", &door.not_allowed)]);
    }
    all.into_iter()
}

/// Every file that holds these bytes, packed or not, the pages of the door too.
pub(super) fn files_with(tree: &Tree, needle: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (path, file) in tree.iter().chain(doors(tree)) {
        let unpacked = file
            .zstd()
            .unwrap()
            .map(|packed| zstd::bulk::decompress(&packed, 64 << 20).unwrap());
        let unpacked = unpacked.unwrap_or_default();
        let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(needle);
        if path.contains(needle) || holds(&file.bytes().unwrap()) || holds(&unpacked) {
            found.push(path.to_owned());
        }
    }
    found
}
