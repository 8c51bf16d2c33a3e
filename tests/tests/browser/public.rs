//! The public site of an invented desk on a socket, as its own code makes it, with as much in it as a year brings.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use fanal_protocol::checkpoint::{Checkpoint, sign_checkpoint};
use fanal_protocol::tree::root_of;
use fanal_protocol::{
    BulletinId, Digest, KeyRecord, NetworkId, Pap, Publication, Role, SecretKey, StreamName,
    StreamRef, Timestamp,
};
use fanal_public::{
    Channel, Limits, Log, NetworkDesk, NetworkItem, NetworkShelf, Published, Reach, Shelf,
    ShelfItem, Site, Taxii, Tree, Withdrawn, build, router, serve_plain,
};
use fanal_stix::{Kind, Value, pattern_for};
use serde_json::json;
use serde_json::value::RawValue;
use tokio::sync::watch;

/// Where the link leads by which readers leave.
pub(crate) const AWAY: &str = "https://neutral.example/";

pub(crate) struct Public {
    pub(crate) address: SocketAddr,
    pub(crate) tree: Arc<Tree>,
    _keep: watch::Sender<Arc<Tree>>,
}

impl Public {
    /// The whole address of a page.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Every page, each kind with something in it, in a language.
    pub(crate) fn pages(lang: &str) -> Vec<String> {
        let below = if lang == "en" {
            String::new()
        } else {
            format!("/{lang}")
        };
        let (short, long, gone) = (id(3), id(LONG), id(GONE));
        let pages = [
            "/".to_owned(),
            "/b/".into(),
            format!("/b/{short}"),
            format!("/b/{long}"),
            format!("/b/{gone}"),
            "/feed/".into(),
            "/network/feed/".into(),
            "/withdrawn".into(),
            "/verify".into(),
            "/about".into(),
            "/contact".into(),
            "/status".into(),
            "/nothing-here".into(),
        ];
        pages
            .into_iter()
            .map(|page| format!("{below}{page}"))
            .collect()
    }
}

/// A bulletin with more values than a page shows, and one that was taken back.
const LONG: u8 = 5;
const GONE: u8 = 200;
/// Bulletins of the desk.
const MANY: u8 = 52;

/// What desks write about, each in its language.
const TITLES: [(&str, &str, &str, &str); 5] = [
    (
        "en",
        "Parcel text messages with a fake payment page",
        "Text messages announce a parcel. The link asks for a card number and for the code of the bank.\n\nNo delivery \
         service asks for a code.",
        "phishing",
    ),
    (
        "fr",
        "Application de calculatrice qui écoute et transmet",
        "L’application se présente comme une calculatrice et transmet messages et position.",
        "stalkerware",
    ),
    (
        "ar",
        "صفحة دخول مزيفة لبريد مؤسسات المجتمع المدني",
        "تصل رسالة تطلب تحديث كلمة السر، وتقود إلى صفحة تشبه صفحة البريد.",
        "phishing",
    ),
    (
        "es",
        "Enlaces de un programa espía enviados a periodistas",
        "Mensajes personales con un enlace que solo se abre una vez.",
        "spyware",
    ),
    (
        "en",
        "Sites that imitate a ministry and ask for documents",
        "The pages ask for scans of identity papers.",
        "phishing",
    ),
];

fn id(number: u8) -> BulletinId {
    BulletinId::from_random([number; 16])
}

fn digest(number: u8) -> Digest {
    Digest::from_bytes([number; 32])
}

fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

const NOW: i64 = 1_795_323_600;

fn indicator(kind: Kind, text: &str, (number, nth): (u8, usize)) -> (String, Box<RawValue>) {
    let value = Value::parse(kind, text).unwrap();
    let pattern = pattern_for(&value);
    let uuid = format!("indicator--{number:08x}-0000-4000-8000-{nth:012x}");
    let object = json!({
        "type": "indicator", "spec_version": "2.1", "id": uuid,
        "created": "2026-11-20T00:00:00.000Z", "modified": "2026-11-20T00:00:00.000Z",
        "valid_from": "2026-11-20T00:00:00Z", "pattern_type": "stix", "pattern": pattern,
    });
    (uuid, RawValue::from_string(object.to_string()).unwrap())
}

fn publication(number: u8) -> Publication {
    let (lang, title, summary, category) = TITLES[usize::from(number) % TITLES.len()];
    let count = if number == LONG {
        600
    } else {
        3 + usize::from(number) % 9
    };
    let mut objects = Vec::new();
    let mut roles = BTreeMap::new();
    for nth in 0..count {
        let (kind, text, role) = match nth % 4 {
            0 => (
                Kind::DomainName,
                format!("wave-{nth}.case-{number}.example"),
                Role::C2,
            ),
            1 => (
                Kind::Url,
                format!("https://case-{number}.example/login/{nth}"),
                Role::Delivery,
            ),
            2 => (
                Kind::Ipv4,
                format!("192.0.2.{}", (nth + usize::from(number)) % 250),
                Role::C2,
            ),
            _ => (
                Kind::Sha256,
                format!("{:064x}", nth * 1_000 + usize::from(number)),
                Role::Payload,
            ),
        };
        let (id, object) = indicator(kind, &text, (number, nth));
        roles.insert(id, role);
        objects.push(object);
    }
    Publication {
        title: title.to_owned(),
        summary: Some(summary.to_owned()),
        lang: Some(lang.to_owned()),
        category: Some(category.to_owned()),
        date: Timestamp::from_unix(NOW - i64::from(number) * 6 * 86_400).day(),
        pap: Some(if number % 7 == 0 {
            Pap::Amber
        } else {
            Pap::Clear
        }),
        may_alert_perpetrator: number % 11 == 1,
        source: (number % 4 == 0).then(|| "Example Lab, 2026".to_owned()),
        licence: (number % 4 == 0).then(|| "CC-BY-4.0".to_owned()),
        objects,
        roles,
    }
}

fn item(number: u8, position: Option<u64>) -> Arc<ShelfItem> {
    let published = Published {
        id: id(number),
        digest: digest(number),
        position,
        publication: publication(number),
        confirmed: number % 5 != 0,
        inactive: BTreeSet::new(),
    };
    Arc::new(ShelfItem::new(published).unwrap())
}

fn gone(number: u8) -> Withdrawn {
    let date = Timestamp::from_unix(NOW - i64::from(number - GONE) * 86_400).day();
    Withdrawn {
        id: id(number),
        published: date,
        date,
        to_delete: Vec::new(),
    }
}

fn network() -> NetworkShelf {
    let desk = |name: &str, full: &str| NetworkDesk {
        id: name.parse().unwrap(),
        name: full.to_owned(),
        organisation: name.to_owned(),
        keys: vec![KeyRecord {
            key: key(3).public(),
            from: Timestamp::from_unix(0),
            until: None,
            revoked: false,
        }],
    };
    let said = |by: &str, number: u8| NetworkItem {
        origin: by.parse().unwrap(),
        item: item(number, None),
        envelope: b"{}".to_vec(),
    };
    NetworkShelf {
        name: "Network of lanterns".into(),
        desks: vec![desk("luz", "Luz help desk"), desk("qasaba", "مكتب القصبة")],
        items: vec![said("luz", 2), said("qasaba", 101)],
        withdrawn: Vec::new(),
    }
}

fn site(base_url: &str) -> Site {
    let channel = |kind: &str, at: &str, traits: &[&str]| Channel {
        kind: kind.to_owned(),
        at: at.to_owned(),
        traits: traits.iter().map(|word| (*word).to_owned()).collect(),
    };
    Site {
        base_url: Some(base_url.to_owned()),
        title: "Luz: warnings for civil society".into(),
        desk: "luz".parse().unwrap(),
        desk_name: "Luz help desk".into(),
        contact: Some("help@luz.example".into()),
        reach: Reach {
            languages: ["ar", "en", "es", "fr"].map(str::to_owned).into(),
            hours: Some("Monday to Friday, 9:00 to 17:00 (UTC+1)".into()),
            channels: vec![
                channel("signal", "+00 000 000 000", &["end_to_end"]),
                channel(
                    "email",
                    "help@luz.example",
                    &["no_account_needed", "monitored"],
                ),
            ],
        },
        taxii: Some(Taxii {
            discovery: format!("{base_url}/taxii2/"),
            collection: "11111111-1111-4111-8111-111111111111".into(),
        }),
        leave_to: Some(AWAY.into()),
        network: NetworkId::founded_by(digest(9)),
        lang: "en".into(),
        feed_key: key(1).public(),
        checkpoint_key: key(2).public(),
        statement_keys: vec![key(3).public()],
        roster_version: 7,
        roster_digest: digest(8),
        code: Some((digest(5), None)),
    }
}

/// The site in English, with the others below their addresses, on a socket.
pub(crate) async fn public() -> Public {
    let items = (0..MANY).map(|nth| item(nth, Some(u64::from(nth))));
    public_with(items.collect()).await
}

/// The same of bulletins of which each has one of these texts wherever somebody writes; and their pages.
pub(crate) async fn public_saying(texts: &[&str]) -> (Public, Vec<String>) {
    let (mut items, mut pages) = (Vec::new(), Vec::new());
    for (number, text) in (0..MANY).zip(texts) {
        let said = Publication {
            title: (*text).to_owned(),
            summary: Some((*text).to_owned()),
            category: Some((*text).to_owned()),
            source: Some((*text).to_owned()),
            ..publication(number)
        };
        let published = Published {
            id: id(number),
            digest: digest(number),
            position: Some(u64::from(number)),
            publication: said,
            confirmed: true,
            inactive: BTreeSet::new(),
        };
        items.push(Arc::new(ShelfItem::new(published).unwrap()));
        pages.push(format!("/b/{}", id(number)));
    }
    (public_with(items).await, pages)
}

async fn public_with(items: Vec<Arc<ShelfItem>>) -> Public {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .unwrap();
    let address = listener.local_addr().unwrap();
    let site = site(&format!("http://{address}"));
    let leaves: Vec<Digest> = (0..MANY).map(digest).collect();
    let stream = StreamRef {
        origin: site.desk.clone(),
        name: StreamName::Clear,
        epoch: 1,
    };
    let checkpoint = Checkpoint {
        origin: stream.checkpoint_origin(site.network),
        size: leaves.len() as u64,
        root: root_of(leaves.iter().map(Digest::as_bytes)),
        time: NOW,
    };
    let note = sign_checkpoint(&checkpoint, key(2).signing_key()).unwrap();
    let shelf = Shelf {
        site,
        items,
        network: Some(network()),
        closed: Vec::new(),
        withdrawn: (GONE..GONE + 5).map(gone).collect(),
        log: Log {
            epoch: 1,
            checkpoint: note.to_string(),
            leaves,
        },
        made: Timestamp::from_unix(NOW),
    };
    let sign = |message: &[u8]| key(1).sign(message);
    let tree = Arc::new(build(&shelf, &sign, None).unwrap());
    let (keep, receiver) = watch::channel(Arc::clone(&tree));
    tokio::spawn(serve_plain(
        listener,
        router(receiver),
        Limits::default(),
        std::future::pending(),
    ));
    Public {
        address,
        tree,
        _keep: keep,
    }
}
