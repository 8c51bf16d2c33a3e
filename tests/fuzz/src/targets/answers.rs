//! What others answer when this desk asks them: TAXII servers, witnesses, mirrors of a feed, feeds of MISP.

use std::sync::OnceLock;

use data_encoding::{BASE64, HEXLOWER};
use fanal_desk::{Freshness, LogKey, verify_growth};
use fanal_formats::FeedDigests;
use fanal_protocol::checkpoint::{
    Checkpoint, CosignerKey, cosignature_in, sign_checkpoint, verify_cosignatures,
};
use fanal_protocol::note::{KeyName, Note};
use fanal_protocol::tile::Tile;
use fanal_protocol::tree::{MemoryTree, NodeSource as _, root_of};
use fanal_protocol::{Digest, Timestamp};
use fanal_taxii::{Mark, Page, collection_at, collections_of, roots_of};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use url::Url;

use super::log::line;
use crate::choices::Choices;
use crate::world::{DESKS, NOW, checkpoint_key, moment, stage};
use crate::{Corpora, Verdict};

/// Bytes of a witness's answer that are read.
const WITNESS_BYTES: usize = 16 << 10;

/// The answer of a TAXII server, as each thing that may have been asked for: no address of it leads to another server,
/// and going on comes to an end.
pub(super) fn taxii_answer(bytes: &[u8]) -> Verdict {
    let address = Url::parse("https://feed.example/taxii2/root/").unwrap();
    let page = Page::read(bytes, Some("2026-01-02T03:04:05.678901Z".to_owned()));
    if let Ok(page) = &page {
        assert!(page.bytes() <= bytes.len());
        goes_on(page);
    }
    let roots = roots_of(&address, bytes);
    for root in roots.iter().flatten() {
        assert!(is_of(&address, root), "{root} is another server's");
    }
    let collections = collections_of(&address, bytes);
    for told in collections.iter().flatten() {
        let below = told
            .address
            .strip_prefix("https://feed.example/taxii2/root/collections/");
        let below = below.expect("a collection lies below its root");
        assert_eq!(below, format!("{}/", told.id));
    }
    let one = collection_at(&address, bytes);
    assert!(
        one.as_ref()
            .is_ok_and(|told| told.address == address.as_str())
            || one.is_err()
    );
    Verdict::of(page.is_ok() || roots.is_ok() || collections.is_ok() || one.is_ok())
}

fn is_of(server: &Url, named: &Url) -> bool {
    named.origin() == server.origin() && named.username().is_empty() && named.password().is_none()
}

/// The same page again and again: it is the last one, or a fault, or another mark each time.
fn goes_on(page: &Page) {
    let mut mark = Mark {
        added_after: Some("2026-01-01T00:00:00Z".to_owned()),
        ..Mark::default()
    };
    // The first time nothing came before it.
    for before in [&[][..], page.objects(), page.objects(), page.objects()] {
        let Ok(behind) = page.mark_behind(mark.clone(), before) else {
            assert!(page.has_more());
            return;
        };
        let kept = serde_json::to_string(&behind).unwrap();
        assert_eq!(
            serde_json::from_str::<Mark>(&kept).ok().as_ref(),
            Some(&behind)
        );
        if !page.has_more() {
            assert!(behind.next.is_none() && behind.newest.is_none());
            return;
        }
        assert_ne!(behind, mark);
        mark = behind;
    }
    panic!("the same page four times, and no end");
}

pub(super) fn taxii_answer_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds = [
        r#"{"more":true,"next":"abc","objects":[{"type":"url","id":"url--1"},[],null]}"#,
        r#"{"more":true,"objects":[{}]}"#,
        r#"{"objects":[{}],"more":false,"next":""}"#,
        r#"{"more":true}"#,
        r#"{"title":"x","api_roots":["https://feed.example/r/","/q/","s/","//feed.example:443/x"],"default":"/q/"}"#,
        r#"{"api_roots":["https://other.example/r/"],"versions":["application/taxii+json;version=2.1"]}"#,
        r#"{"api_roots":["https://a:b@feed.example/r/"]}"#,
        r#"{"title":"r","versions":["application/taxii+json;version=2.1"],"max_content_length":1}"#,
        r#"{"collections":[{"id":"91a7b528-80eb-42ed-a74d-c6fbd5a26116","title":"t","can_read":true,"can_write":false}]}"#,
        r#"{"collections":[{"id":"../x"}]}"#,
        r#"{"id":"91a7b528-80eb-42ed-a74d-c6fbd5a26116","title":"t","can_read":true}"#,
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    seeds.extend(corpora.files("stix-examples", "json").into_iter().take(4));
    seeds
}

/// The log's head that a witness is asked to sign.
fn head() -> &'static str {
    static HEAD: OnceLock<String> = OnceLock::new();
    HEAD.get_or_init(|| checkpoint_of(3, root_of([[1; 32], [2; 32], [3; 32]].iter())))
}

fn checkpoint_of(size: u64, root: [u8; 32]) -> String {
    let checkpoint = Checkpoint {
        origin: line(),
        size,
        root,
        time: NOW,
    };
    let note = sign_checkpoint(&checkpoint, checkpoint_key(DESKS[1]).signing_key());
    note.unwrap().to_string()
}

fn witness_key() -> CosignerKey {
    let name: KeyName = "witness.example".parse().unwrap();
    CosignerKey::new(name, checkpoint_key(DESKS[2]).public())
}

/// The line of a witness that signed the head at this moment.
fn cosigned(time: u64) -> String {
    let note = Note::parse(head()).unwrap();
    let message = format!("cosignature/v1\ntime {time}\n{}", note.unverified_text());
    let signature = checkpoint_key(DESKS[2]).sign(message.as_bytes());
    let bytes = [
        witness_key().hint().as_slice(),
        &time.to_be_bytes(),
        &signature,
    ]
    .concat();
    format!("\u{2014} witness.example {}\n", BASE64.encode(&bytes))
}

/// A line is taken over only if the witness signed this head; whatever stands beside it is left.
pub(super) fn witness(bytes: &[u8]) -> Verdict {
    let answer = String::from_utf8_lossy(&bytes[..bytes.len().min(WITNESS_BYTES)]);
    let key = witness_key();
    let found = cosignature_in(&answer, head(), &key);
    if let Some(found) = found {
        let note = Note::parse(format!("{}{found}\n", head())).expect("one more line");
        let known = std::slice::from_ref(&key);
        let holds = verify_cosignatures(&note, known).map(|all| all.len());
        assert_eq!(holds, Ok(1));
    }
    let time = Choices::of(bytes).number();
    let own = format!("{}\n{}", answer.replace('\u{2014}', "-"), cosigned(time));
    assert_eq!(
        cosignature_in(&own, head(), &key).is_some(),
        i64::try_from(time).is_ok()
    );
    Verdict::of(found.is_some())
}

pub(super) fn witness_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let good = cosigned(1_795_323_601);
    let other = good.replace("witness.example", "other.example");
    [
        good.clone(),
        format!("{other}{good}"),
        format!("{good}{good}"),
        good.trim_end().to_owned(),
        cosigned(u64::MAX),
        "\u{2014} witness.example AAAA\n".to_owned(),
        "12\n".to_owned(),
    ]
    .map(String::into_bytes)
    .into()
}

/// What a feed says of its freshness, once the list beside it is signed: it may follow itself, and is kept as it was
/// read. The list comes from a mirror too: before a separator it may be the input's own.
pub(super) fn freshness(bytes: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    if let Some((sums, file)) = text.split_once('\u{1e}') {
        let listed = Freshness::read(sums, file.as_bytes()).is_ok();
        assert!(!listed || sums.contains(Freshness::NAME));
    }
    let sums = format!(
        "{}  {}\n",
        HEXLOWER.encode(&Sha256::digest(bytes)),
        Freshness::NAME
    );
    let Ok(read) = Freshness::read(&sums, bytes) else {
        return Verdict::Refused;
    };
    assert!(read.follows(&read).is_ok(), "it cannot come after itself");
    let now = Timestamp::from_unix(NOW);
    assert_eq!(read.is_fresh_at(now).is_ok(), now <= read.valid_until);
    assert!(read.says().iter().all(|line| !line.is_empty()));
    let kept = serde_json::to_vec(&read).unwrap();
    assert_eq!(serde_json::from_slice::<Freshness>(&kept).ok(), Some(read));
    Verdict::Taken
}

pub(super) fn freshness_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let of = |feed: Option<&str>| {
        let mut value = json!({
            "fanal": 1, "network": stage().network.to_string(), "desk": DESKS[1], "made": moment(-3_600),
            "valid_until": moment(3 * 86_400), "serial": 7,
            "log": {"origin": line(), "size": 3, "root": Digest::from_bytes([7; 32]).to_string()},
        });
        if let Some(feed) = feed {
            value["feed"] = json!(feed);
        }
        value.to_string().into_bytes()
    };
    let file = of(None);
    let sums = format!(
        "{}  {}\n",
        HEXLOWER.encode(&Sha256::digest(&file)),
        Freshness::NAME
    );
    let listed = [sums.as_bytes(), b"\x1e", &file].concat();
    vec![file, of(Some("network")), listed, b"{\"fanal\":2}".to_vec()]
}

/// Entries of the log whose tiles a mirror has.
const ENTRIES: u64 = 300;
/// What was seen of the log before, and what is shown now.
const SEEN: [(u64, u64); 7] = [
    (1, 7),
    (5, 7),
    (7, 7),
    (0, 7),
    (3, 300),
    (256, 300),
    (299, 300),
];

struct Mirrored {
    /// Honest, by size.
    roots: Vec<[u8; 32]>,
    tree: MemoryTree,
}

fn mirrored() -> &'static Mirrored {
    static LOG: OnceLock<Mirrored> = OnceLock::new();
    LOG.get_or_init(|| {
        let leaf =
            |at: u64| *Digest::from_bytes(Sha256::digest(at.to_be_bytes()).into()).as_bytes();
        let leaves: Vec<[u8; 32]> = (0..ENTRIES).map(leaf).collect();
        let sizes = 0..=leaves.len();
        Mirrored {
            roots: sizes.map(|size| root_of(&leaves[..size])).collect(),
            tree: leaves.iter().collect(),
        }
    })
}

/// The tiles of a log of this size, in order, with their honest bytes.
fn tiles(size: u64) -> Vec<(String, Vec<u8>)> {
    let paths: &[&str] = if size == ENTRIES {
        &["tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"]
    } else {
        &["tile/0/000.p/7"]
    };
    let honest = |path: &&str| {
        let tile: Tile = path.parse().unwrap();
        let hashes = tile.nodes().map(|node| mirrored().tree.hash(node).unwrap());
        ((*path).to_owned(), hashes.flatten().collect())
    };
    paths.iter().map(honest).collect()
}

/// Tiles as a mirror serves them: whatever they are, a log that does not begin with what was seen is never taken for
/// one that does.
pub(super) fn mirror_tiles(bytes: &[u8]) -> Verdict {
    let mut choices = Choices::of(bytes);
    let (old, new) = SEEN[usize::from(choices.below(7))];
    // There is one empty log.
    let is_forked = choices.byte() % 2 == 1 && old > 0;
    let served = choices.rest();
    let root = |size: u64| mirrored().roots[usize::try_from(size).unwrap()];
    let seen = if is_forked { [0x66; 32] } else { root(old) };
    let (newer, older) = (checkpoint_of(new, root(new)), checkpoint_of(old, seen));
    let mut at = 0;
    let places: Vec<(String, usize, usize)> = tiles(new)
        .into_iter()
        .map(|(path, honest)| {
            let from = at;
            at += honest.len();
            (path, from, at)
        })
        .collect();
    let read = |path: &str| {
        let (_, from, to) = places.iter().find(|(known, ..)| known == path)?;
        let rest = served.get(*from..)?;
        Some(rest.get(..to - from).unwrap_or(rest).to_vec())
    };
    let key = LogKey::Key(checkpoint_key(DESKS[1]).public());
    let grown = verify_growth((&newer, &older), &key, read);
    if is_forked {
        assert!(grown.is_err(), "another log was taken for this one");
    }
    Verdict::of(grown.is_ok())
}

pub(super) fn mirror_tiles_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let honest = |(at, (_, new)): (u8, &(u64, u64))| {
        let bytes: Vec<u8> = tiles(*new)
            .into_iter()
            .flat_map(|(_, bytes)| bytes)
            .collect();
        [0, 1].map(|is_forked| [&[at, is_forked], bytes.as_slice()].concat())
    };
    (0..).zip(&SEEN).flat_map(honest).collect()
}

/// The event that the digests are asked about.
const EVENT: &str = "5bad1b96-53bc-4148-87eb-50d50a016219";

/// `hashes.csv`, and behind a separator the file of an event: a list is read or not, and a file that holds nothing of
/// it is found out.
pub(super) fn feed_digests(bytes: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let (sums, file) = text.split_once('\u{1e}').unwrap_or((&text, "{}"));
    let Ok(digests) = FeedDigests::read(sums) else {
        return Verdict::Refused;
    };
    let held = digests.check(EVENT.parse().unwrap(), file);
    assert_eq!(digests.check(EVENT.parse().unwrap(), file), held);
    let row = format!(",{EVENT}");
    let is_named = sums.lines().any(|line| line.trim().ends_with(&row));
    if is_named && held.is_ok() {
        let empty = format!(r#"{{"Event":{{"uuid":"{EVENT}","info":"x","Attribute":[]}}}}"#);
        let cut = digests.check(EVENT.parse().unwrap(), &empty);
        assert!(cut.is_err(), "a file that was emptied passes");
    }
    Verdict::Taken
}

pub(super) fn feed_digests_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let sums = format!(
        "96119eb3210daa472225fbad69fa9770,{EVENT}\n2c3ccd32927839768639b88829a5c04a,{EVENT}\n\
         cdbb6afd0dc848770fc9061ee35b75ef,{EVENT}\n"
    );
    let event = format!(
        r#"{{"Event":{{"uuid":"{EVENT}","info":"x","Attribute":[{{"type":"domain","value":"evil.example","to_ids":true}}],
        "Object":[{{"name":"file","Attribute":[{{"type":"filename|md5","value":"a.exe|d41d8cd98f00","to_ids":"1"}}]}}]}}}}"#
    );
    let cut = event.replace("evil.example", "innocent.example");
    let mut seeds = vec![
        sums.clone().into_bytes(),
        format!("{sums}\u{1e}{event}").into_bytes(),
        format!("{sums}\u{1e}{cut}").into_bytes(),
        format!("\n {} , {EVENT} \r\n\u{1e}[{event}]", "ab".repeat(16)).into_bytes(),
        b"evil.example".to_vec(),
    ];
    seeds.extend(corpora.files("misp-feed", "csv"));
    let events = corpora.files("misp-feed", "json");
    seeds.extend(
        events
            .iter()
            .take(4)
            .map(|event| [b"\x1e", event.as_slice()].concat()),
    );
    seeds
}
