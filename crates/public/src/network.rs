//! The feed of the whole network: what its desks publish and agreed to have put together here, under `/network/feed/`.
//! Each entry names its desk and can be checked by that desk's own signature. Who may stand in it is decided elsewhere:
//! whoever fills the shelf holds a permit for each item. [PUB-14] [PUB-15]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use fanal_formats::{By, Issuer, Settings, Tier};
use fanal_protocol::{BulletinId, DeskId, Digest, KeyRecord, NetworkId, Timestamp};
use fanal_stix::Value;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::files::{Entry, FeedFile, put_bytes};
use crate::serial::Serial;
use crate::shelf::{Shelf, ShelfItem, Withdrawn};
use crate::sums::Sign;
use crate::tree::Collector;
use crate::view::View;
use crate::{Broken, address, changes, files, freshness, pages, serial, sums};

/// What the desks of the network publish that agreed to it, at one moment.
pub struct NetworkShelf {
    /// The network's name for people.
    pub name: String,
    /// The desks that agreed and are in, by their short names.
    pub desks: Vec<NetworkDesk>,
    /// What they publish, in the order in which it became known here. Of an id that two desks use, whoever fills
    /// the shelf leaves out what the later says; this holds to it too, as far as what is here tells who is later.
    pub items: Vec<NetworkItem>,
    /// What they took back, with the desk.
    pub withdrawn: Vec<(DeskId, Withdrawn)>,
}

/// A desk of the feed.
pub struct NetworkDesk {
    /// Its short name.
    pub id: DeskId,
    /// Its name for people.
    pub name: String,
    /// The organisation that it belongs to: two desks of one count once.
    pub organisation: String,
    /// The keys of its statements, with their times.
    pub keys: Vec<KeyRecord>,
}

/// What one desk published. It has no `Debug`: content does not end in logs. [R3]
pub struct NetworkItem {
    /// The desk.
    pub origin: DeskId,
    /// What was read of it.
    pub item: Arc<ShelfItem>,
    /// The statement as the desk signed it.
    pub envelope: Vec<u8>,
}

#[derive(Serialize)]
struct Desks<'a> {
    fanal: u32,
    network: NetworkId,
    name: &'a str,
    roster: RosterSaid,
    desks: Vec<DeskSaid<'a>>,
}

#[derive(Serialize)]
struct RosterSaid {
    version: u64,
    digest: Digest,
}

#[derive(Serialize)]
struct DeskSaid<'a> {
    id: &'a DeskId,
    name: &'a str,
    statement: &'a [KeyRecord],
    bulletins: Vec<String>,
}

/// Writes the feed; its serial.
pub(crate) fn put(
    out: &mut Collector<'_>,
    shelf: &Shelf,
    network: &NetworkShelf,
    sign: Sign<'_>,
    before: Option<Serial>,
) -> Result<Serial, Broken> {
    let site = &shelf.site;
    let items = first_of_each(network);
    let withdrawn = withdrawn(network);
    let days = items.iter().map(|one| one.item.date);
    let date = days.chain(withdrawn.iter().map(|gone| gone.date)).max();
    let date = date.unwrap_or(Timestamp::from_unix(0)).day();
    let agreed_on = agreed_on(network, &items)?;
    let signers = signers(shelf, network);
    let desks = desks_file(shelf, network, &items);

    let said = String::from_utf8_lossy(&desks);
    let content = items.iter().map(|one| one.item.as_ref());
    let says = serial::says(site, content, &withdrawn, &[&network.name, &said]);
    let serial = Serial::of(says, shelf.made, before);
    let issuer = format!("fanal/v1/{}/{}/network", site.network, site.desk);
    let settings = Settings {
        title: &network.name,
        date,
        tier: Tier::Strict,
        byte_order_mark: false,
        issuer: Issuer {
            id: &issuer,
            name: &site.desk_name,
            // The pages of a bulletin are at its own desk.
            base_url: None,
            contact: site.contact.as_deref(),
            lang: &site.lang,
        },
        serial: serial.number,
        withdrawn: &withdrawn,
        vetoed: &[],
        agreed_on: &agreed_on,
    };
    let entries: Vec<Entry<'_>> = items
        .iter()
        .filter_map(|one| {
            let (id, name) = signers.get(&one.origin)?;
            let by = By { id, name };
            let item = one.item.as_ref();
            Some(Entry { item, by: Some(by) })
        })
        .collect();
    // The pages of a bulletin are at its own desk.
    let mut feed = files::put(out, &entries, &settings, &mut |_, _, _| ())?;
    let came: Vec<_> = items.iter().map(|one| one.item.came()).collect();
    feed.extend(changes::put(out, &came, &withdrawn));
    feed.push(plain(out, "desks.json", "application/json", desks));
    feed.push(plain(
        out,
        "statements.jsonl",
        "application/jsonl",
        statements(&items),
    ));
    feed.push(freshness::put(out, shelf, serial.number, Some("network")));
    sums::put(out, shelf, sign, &feed, (date, "network/SHA256SUMS"))?;
    for view in View::all(site) {
        let page = pages::network(&view, network, &feed, date);
        out.put_page(&view, address::FEED, page);
    }
    Ok(serial)
}

fn plain(
    out: &mut Collector<'_>,
    name: &str,
    media_type: &'static str,
    bytes: Vec<u8>,
) -> FeedFile {
    FeedFile {
        name: name.to_owned(),
        file: put_bytes(out, name, media_type, bytes),
        told: None,
    }
}

/// Each id is that of the desk that was known first with it, also when that took it back: what others say under it
/// neither replaces, removes nor revives anything.
fn owners(network: &NetworkShelf) -> BTreeMap<BulletinId, &DeskId> {
    let live = network.items.iter().map(|one| (one.item.id, &one.origin));
    let gone = network.withdrawn.iter().map(|(desk, gone)| (gone.id, desk));
    let mut owners = BTreeMap::new();
    for (id, desk) in live.chain(gone) {
        owners.entry(id).or_insert(desk);
    }
    owners
}

fn is_in(network: &NetworkShelf, desk: &DeskId) -> bool {
    network.desks.iter().any(|entry| entry.id == *desk)
}

/// What is published, each id once. Files have one order, whatever the caller's.
fn first_of_each(network: &NetworkShelf) -> Vec<&NetworkItem> {
    let owners = owners(network);
    let mut first: BTreeMap<BulletinId, &NetworkItem> = BTreeMap::new();
    for one in &network.items {
        let is_gone =
            |(desk, gone): &(DeskId, Withdrawn)| *desk == one.origin && gone.id == one.item.id;
        let is_own = owners.get(&one.item.id) == Some(&&one.origin);
        if is_own && is_in(network, &one.origin) && !network.withdrawn.iter().any(is_gone) {
            first.entry(one.item.id).or_insert(one);
        }
    }
    first.into_values().collect()
}

/// What was taken back by whose it was, each id once.
fn withdrawn(network: &NetworkShelf) -> Vec<Withdrawn> {
    let owners = owners(network);
    let mut gone: Vec<Withdrawn> = network
        .withdrawn
        .iter()
        .filter(|(desk, gone)| owners.get(&gone.id) == Some(&desk) && is_in(network, desk))
        .map(|(_, gone)| gone.clone())
        .collect();
    gone.sort_unstable();
    gone.dedup_by_key(|gone| gone.id);
    gone
}

/// The values that desks of two organisations publish. [PUB-4] Of all others a digest is remembered, and whose it is.
fn agreed_on(network: &NetworkShelf, items: &[&NetworkItem]) -> Result<Vec<Value>, Broken> {
    let organisation = |desk: &DeskId| {
        let entry = network.desks.iter().find(|entry| entry.id == *desk);
        entry.map(|entry| entry.organisation.as_str())
    };
    let mut said_by: HashMap<[u8; 16], &str> = HashMap::new();
    let (mut agreed_on, mut heard) = (BTreeSet::new(), BTreeSet::new());
    for one in items {
        let Some(by) = organisation(&one.origin) else {
            continue;
        };
        let mut opened = one.item.open()?;
        // [REC-8] Another desk may publish it by the leave of the first: the same words on another day.
        opened.publication.date = Timestamp::from_unix(0);
        let words = serde_json::to_vec(&opened.publication).unwrap_or_default();
        let words: [u8; 32] = Sha256::digest(&words).into();
        if !heard.insert(words) {
            continue;
        }
        for listed in opened.indicators {
            let first = said_by.entry(short(&listed.value)).or_insert(by);
            if *first != by {
                agreed_on.insert(listed.value);
            }
        }
    }
    Ok(agreed_on.into_iter().collect())
}

/// 128 bits of a digest: nobody finds two values that share them.
fn short(value: &Value) -> [u8; 16] {
    let said = format!("{} {}", value.kind().as_str(), value.text());
    let digest: [u8; 32] = Sha256::digest(said).into();
    digest.first_chunk().copied().unwrap_or_default()
}

/// How each desk is named in the files.
fn signers(shelf: &Shelf, network: &NetworkShelf) -> BTreeMap<DeskId, (String, String)> {
    let desks = network.desks.iter();
    desks
        .map(|desk| {
            let name = format!("{} ({})", desk.name, desk.id);
            (desk.id.clone(), (shelf.site.issuer_id(&desk.id), name))
        })
        .collect()
}

/// Whose feed it is, by which keys each statement is checked, and which bulletins are whose.
fn desks_file(shelf: &Shelf, network: &NetworkShelf, items: &[&NetworkItem]) -> Vec<u8> {
    let of = |desk: &DeskId| {
        let of_desk = items.iter().filter(|one| one.origin == *desk);
        of_desk.map(|one| one.item.id.to_string()).collect()
    };
    let mut desks: Vec<DeskSaid<'_>> = network
        .desks
        .iter()
        .map(|desk| DeskSaid {
            id: &desk.id,
            name: &desk.name,
            statement: &desk.keys,
            bulletins: of(&desk.id),
        })
        .collect();
    desks.sort_unstable_by_key(|desk| desk.id);
    let said = Desks {
        fanal: 1,
        network: shelf.site.network,
        name: &network.name,
        roster: RosterSaid {
            version: shelf.site.roster_version,
            digest: shelf.site.roster_digest,
        },
        desks,
    };
    // Text keys and values that serialise: it cannot fail.
    let mut bytes = serde_json::to_vec_pretty(&said).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// One envelope a line, as `fanal verify` reads them.
fn statements(items: &[&NetworkItem]) -> Vec<u8> {
    let lines = items
        .iter()
        .map(|one| [one.envelope.as_slice(), b"\n"].concat());
    lines.collect::<Vec<_>>().concat()
}
