//! A public feed in a folder, made by the site's own code of published lists, if they are there, and of invented ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fanal_formats::{Options, read};
use fanal_protocol::checkpoint::{Checkpoint, sign_checkpoint};
use fanal_protocol::tree::root_of;
use fanal_protocol::{
    BulletinId, Digest, NetworkId, Pap, Publication, Role, SecretKey, StreamName, StreamRef,
    Timestamp,
};
use fanal_public::{
    Log, NetworkDesk, NetworkItem, NetworkShelf, Published, Reach, Shelf, ShelfItem, Site, Tree,
    Withdrawn, build,
};
use fanal_stix::{Kind, Value, pattern_for};
use serde_json::json;
use serde_json::value::RawValue;

use crate::surroundings::root;
use crate::tools::variable;

/// Lists as they are published: names of files in the folder of real data.
const SETS: [&str; 3] = [
    "stalkerware/ioc.yaml",
    "amnesty/2021-12-16_cytrox/cytrox.stix2",
    "amnesty/2024-12-16_serbia_novispy/novispy.stix2",
];
/// A rule as somebody wrote it.
pub(crate) const YARA: &str = "rule fanal_example\n{\n    strings:\n        $a = \"fanal example\"\n    condition:\n        $a\n}\n";
/// What the hash databases list: SHA-256 and MD5 of this.
pub(crate) const SAMPLE: &[u8] = b"a sample that never was malware\n";
/// Its MD5: `md5sum` says so.
const SAMPLE_MD5: &str = "3ea901ee7ff434ec8718dc4319388220";

pub(crate) struct Feed {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) tree: Tree,
    pub(crate) site: Site,
    /// Older checkpoints of the log, oldest first, and the newest.
    pub(crate) checkpoints: Vec<String>,
    /// The bulletin with a family.
    pub(crate) family: BulletinId,
}

pub(crate) fn feed_key() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

fn checkpoint_key() -> SecretKey {
    SecretKey::from_seed(&[2; 32])
}

impl Feed {
    pub(crate) fn published() -> Self {
        Self::published_at("https://luz.example")
    }

    /// With this address in what people copy.
    pub(crate) fn published_at(base_url: &str) -> Self {
        Self::made(base_url, now(), None)
    }

    /// As a mirror has it that stopped so many days ago.
    pub(crate) fn of_days_ago(days: i64) -> Self {
        Self::made("https://luz.example", now().plus_days(-days), None)
    }

    /// With the feed of its network beside its own.
    pub(crate) fn with_network() -> Self {
        Self::made("https://luz.example", now(), Some(network()))
    }

    fn made(base_url: &str, made: Timestamp, network: Option<NetworkShelf>) -> Self {
        let site = site(base_url);
        let items = items();
        let leaves: Vec<Digest> = (0..items.len() as u64 + 300).map(leaf).collect();
        let sizes = [1, 2, 7, 256, 257, leaves.len()];
        let checkpoints: Vec<String> = sizes
            .iter()
            .map(|size| checkpoint(&site, &leaves[..*size]))
            .collect();
        let shelf = Shelf {
            site: site.clone(),
            items,
            network,
            closed: Vec::new(),
            withdrawn: withdrawn(),
            log: Log {
                epoch: 1,
                checkpoint: checkpoints.last().unwrap().clone(),
                leaves,
            },
            made,
        };
        let sign = |message: &[u8]| feed_key().sign(message);
        let tree = build(&shelf, &sign, None).unwrap();
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        for (path, file) in tree.iter() {
            let name = if path.ends_with('/') {
                format!("{path}index.html")
            } else {
                path.to_owned()
            };
            let path = folder.path().join(name.trim_start_matches('/'));
            // `/b/` is a folder, and `/b/ID` a file in it.
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, file.bytes().unwrap()).unwrap();
        }
        Self {
            folder,
            tree,
            site,
            checkpoints,
            family: bulletin_id(1),
        }
    }

    /// Signed by the same desk, of a log that nobody else was shown.
    pub(crate) fn checkpoint_of_another_log(&self, size: u64) -> String {
        let leaves: Vec<Digest> = (0..size).map(|number| leaf(number + 1_000_000)).collect();
        checkpoint(&self.site, &leaves)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("feed").join(name)
    }

    pub(crate) fn text(&self, path: &str) -> String {
        let file = self.tree.file(path).unwrap();
        String::from_utf8(file.bytes().unwrap().to_vec()).unwrap()
    }

    /// A file of the network's feed.
    pub(crate) fn file_of_network(&self, name: &str) -> PathBuf {
        self.folder.path().join("network/feed").join(name)
    }

    /// How many values the index announces of a file.
    pub(crate) fn announced(&self, name: &str) -> usize {
        self.announced_at("/feed/", name)
    }

    /// The same of the network's feed.
    pub(crate) fn announced_by_network(&self, name: &str) -> usize {
        self.announced_at("/network/feed/", name)
    }

    fn announced_at(&self, feed: &str, name: &str) -> usize {
        let page = self.text(feed);
        let mut files = page.split("<p class=\"file\">");
        let file = files.find(|file| file.starts_with(&format!("<a href=\"{feed}{name}\"")));
        let told = file.unwrap().split("<span class=\"meta\">").nth(1).unwrap();
        told.split(' ').next().unwrap().parse().unwrap()
    }
}

/// This machine's clock: the feed counts as fresh for three days from then.
#[expect(
    clippy::disallowed_methods,
    reason = "what the program verifies has to be fresh by the machine's clock"
)]
fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Timestamp::from_unix(since.unwrap().as_secs().cast_signed())
}

fn site(base_url: &str) -> Site {
    Site {
        base_url: Some(base_url.to_owned()),
        title: "Luz warnings".into(),
        desk: "luz".parse().unwrap(),
        desk_name: "Luz help desk".into(),
        contact: Some("help@luz.example".into()),
        reach: Reach::default(),
        taxii: None,
        leave_to: None,
        network: NetworkId::founded_by(Digest::from_bytes([9; 32])),
        lang: "en".into(),
        feed_key: feed_key().public(),
        checkpoint_key: checkpoint_key().public(),
        statement_keys: vec![SecretKey::from_seed(&[3; 32]).public()],
        roster_version: 7,
        roster_digest: Digest::from_bytes([8; 32]),
        code: None,
    }
}

fn checkpoint(site: &Site, leaves: &[Digest]) -> String {
    let stream = StreamRef {
        origin: site.desk.clone(),
        name: StreamName::Clear,
        epoch: 1,
    };
    let head = Checkpoint {
        origin: stream.checkpoint_origin(site.network),
        size: leaves.len() as u64,
        root: root_of(leaves.iter().map(Digest::as_bytes)),
        time: 1_795_323_600,
    };
    sign_checkpoint(&head, checkpoint_key().signing_key())
        .unwrap()
        .to_string()
}

fn leaf(number: u64) -> Digest {
    Digest::from_bytes(fanal_tests::federation::sha256(&number.to_be_bytes()))
}

fn items() -> Vec<Arc<ShelfItem>> {
    let mut all = vec![invented(), family()];
    let folder =
        variable("FANAL_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let in_ci = variable("CI").as_deref() == Some("true");
    for set in SETS {
        match std::fs::read(folder.join(set)) {
            Ok(bytes) => all.push(listed(set, &bytes)),
            Err(error) if !in_ci => println!("left out: {set} ({error})"),
            Err(error) => panic!("{set}: {error}"),
        }
    }
    let item = |(number, publication)| {
        let published = Published {
            id: bulletin_id(number),
            digest: leaf(u64::from(number)),
            position: Some(u64::from(number)),
            publication,
            confirmed: true,
            inactive: BTreeSet::new(),
        };
        Arc::new(ShelfItem::new(published).unwrap())
    };
    (0_u8..).zip(all).map(item).collect()
}

const fn bulletin_id(number: u8) -> BulletinId {
    BulletinId::from_random([number; 16])
}

/// Two desks of two organisations publish the same list, one of them a family, too.
/// The same values, as another organisation says it: the same words would be one voice. [PUB-4]
fn in_other_words() -> Publication {
    Publication {
        title: "Seen by us too".to_owned(),
        ..invented()
    }
}

fn network() -> NetworkShelf {
    let desk = |name: &str| NetworkDesk {
        id: name.parse().unwrap(),
        name: format!("{name} help desk"),
        organisation: name.to_owned(),
        keys: Vec::new(),
    };
    let said = |by: &str, number: u8, publication| {
        let published = Published {
            id: bulletin_id(number),
            digest: leaf(u64::from(number)),
            position: None,
            publication,
            confirmed: false,
            inactive: BTreeSet::new(),
        };
        NetworkItem {
            origin: by.parse().unwrap(),
            item: Arc::new(ShelfItem::new(published).unwrap()),
            envelope: b"{}".to_vec(),
        }
    };
    NetworkShelf {
        name: "Lanterns".to_owned(),
        desks: vec![desk("sol"), desk("mar")],
        items: vec![
            said("sol", 101, invented()),
            said("mar", 102, in_other_words()),
            said("sol", 103, family()),
        ],
        withdrawn: withdrawn()
            .into_iter()
            .map(|gone| ("mar".parse().unwrap(), gone))
            .collect(),
    }
}

fn withdrawn() -> Vec<Withdrawn> {
    let day = now().day();
    let gone = |number, to_delete| Withdrawn {
        id: BulletinId::from_random([number; 16]),
        published: day.plus_days(-9),
        date: day.plus_days(-1),
        to_delete,
    };
    let value = Value::parse(Kind::DomainName, "gone.example").unwrap();
    vec![gone(200, vec![value]), gone(201, Vec::new())]
}

/// One value of every kind, a poisoned one, and a YARA rule.
fn invented() -> Publication {
    use sha2::Digest as _;
    let sha256: [u8; 32] = sha2::Sha256::digest(SAMPLE).into();
    let sha256 = Digest::from_bytes(sha256).to_string();
    let values = [
        (Kind::DomainName, "evil.example"),
        (Kind::DomainName, "bücher.example"),
        (Kind::DomainName, "signal.org"),
        (Kind::Url, "https://lure.example/login?id=1"),
        (Kind::Ipv4, "203.0.113.7"),
        (Kind::Ipv4, "203.0.113.0/24"),
        (Kind::Ipv6, "2001:db8::7"),
        (Kind::EmailAddress, "bank@phish.example"),
        (Kind::Md5, SAMPLE_MD5),
        (Kind::Sha1, "3395856ce81f2b7382dee72602f798b642f14140"),
        (Kind::Sha256, sha256.as_str()),
        (Kind::FileName, "it's.apk"),
    ];
    let mut objects: Vec<Box<RawValue>> = values
        .iter()
        .map(|(kind, text)| indicator(&Value::parse(*kind, text).unwrap()))
        .collect();
    let rule = json!({
        "type": "indicator", "spec_version": "2.1", "pattern_type": "yara", "pattern": YARA,
        "id": "indicator--0a1b2c3d-0000-4000-8000-000000000001",
        "created": "2026-11-20T00:00:00.000Z", "modified": "2026-11-20T00:00:00.000Z",
        "valid_from": "2026-11-20T00:00:00Z", "indicator_types": ["malicious-activity"],
    });
    objects.push(RawValue::from_string(rule.to_string()).unwrap());
    publication("Fake log-in page on evil.example", objects)
}

/// Two values of one family, as somebody brought them: a malware, what ties them to it, and labels. Its title would
/// be a formula.
fn family() -> Publication {
    let clear = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487";
    let object = |kind: &str, number: u32, more: serde_json::Value| {
        let mut object = json!({
            "type": kind, "spec_version": "2.1", "id": format!("{kind}--0a1b2c3d-0000-4000-8000-{number:012}"),
            "created": "2026-11-20T00:00:00.000Z", "modified": "2026-11-20T00:00:00.000Z",
            "object_marking_refs": [clear],
        });
        for (name, value) in more.as_object().unwrap() {
            object[name] = value.clone();
        }
        object
    };
    let malware = object(
        "malware",
        10,
        json!({ "name": "Lantern", "is_family": true, "malware_types": ["spyware"] }),
    );
    let mut objects = vec![malware.clone()];
    let patterns = [
        "[domain-name:value = 'family.example']",
        "[ipv4-addr:value = '198.51.100.23']",
    ];
    for (pattern, number) in patterns.into_iter().zip([11, 13]) {
        let indicator = object(
            "indicator",
            number,
            json!({ "pattern": pattern, "pattern_type": "stix", "valid_from": "2026-11-20T00:00:00Z",
                "indicator_types": ["malicious-activity"] }),
        );
        objects.push(object(
            "relationship",
            number + 1,
            json!({ "relationship_type": "indicates", "source_ref": indicator["id"], "target_ref": malware["id"] }),
        ));
        objects.push(indicator);
    }
    let raw = |object: serde_json::Value| RawValue::from_string(object.to_string()).unwrap();
    publication("=1+1", objects.into_iter().map(raw).collect())
}

/// A published list, as a desk would publish what it read.
fn listed(name: &str, bytes: &[u8]) -> Publication {
    let options = Options {
        file_name: Some(name),
        ..Options::default()
    };
    let reading = read(None, bytes, &options).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    let objects = reading
        .indicators
        .iter()
        .map(|found| indicator(&found.value));
    publication(
        Path::new(name).file_stem().unwrap().to_str().unwrap(),
        objects.collect(),
    )
}

fn publication(title: &str, objects: Vec<Box<RawValue>>) -> Publication {
    let id = |object: &RawValue| -> String {
        let object: serde_json::Value = serde_json::from_str(object.get()).unwrap();
        object["id"].as_str().unwrap().to_owned()
    };
    let roles = objects.iter().map(|object| id(object));
    let roles = roles.filter(|id| id.starts_with("indicator--"));
    let roles = roles.map(|id| (id, Role::C2));
    Publication {
        title: title.into(),
        summary: Some("What happened, <b>in words</b>.\nA second line.".into()),
        lang: None,
        category: Some("stalkerware".into()),
        date: now().day(),
        pap: Some(Pap::Clear),
        may_alert_perpetrator: false,
        source: Some("a list".into()),
        licence: Some("CC BY 4.0".into()),
        roles: roles.collect::<BTreeMap<_, _>>(),
        objects,
    }
}

fn indicator(value: &Value) -> Box<RawValue> {
    let bytes = format!("{value:?}");
    let digest = Digest::from_bytes(fanal_tests::federation::sha256(bytes.as_bytes()));
    let hex = digest.to_string();
    let uuid = format!(
        "{}-{}-4{}-8{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..15],
        &hex[15..18],
        &hex[18..30]
    );
    let object = json!({
        "type": "indicator", "spec_version": "2.1", "id": format!("indicator--{uuid}"),
        "created": "2026-11-20T00:00:00.000Z", "modified": "2026-11-20T00:00:00.000Z",
        "valid_from": "2026-11-20T00:00:00Z", "pattern_type": "stix", "pattern": pattern_for(value),
        "indicator_types": ["malicious-activity"],
    });
    RawValue::from_string(object.to_string()).unwrap()
}
