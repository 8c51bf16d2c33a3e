//! What is sealed: age files, keys as people write them, parcels, RED.

use std::io::Read as _;

use fanal_ambient::SeededEntropy;
use fanal_protocol::{
    Envelope, KeyPurpose, Label, Manifest, PARCEL_TYPE, Parcel, Part, RED_TYPE, Red, SecretKey,
    StreamName, StreamRef, wire::Entry, wire::Head,
};
use fanal_seal::{Identity, OpenReader, Recipient, SealWriter, open, seal, seal_padded};
use serde_json::json;

use super::round;
use crate::world::{DESKS, desk, moment, stage, statement_key};
use crate::{Corpora, Verdict};

fn identity() -> Identity {
    Identity::from_bytes(&[11; 32])
}

/// The same bytes every time.
const fn chance() -> SeededEntropy {
    SeededEntropy::from_seed(7)
}

/// A file opens whole and piece by piece, as the same, or in neither way.
pub(super) fn age(bytes: &[u8]) -> Verdict {
    let with = [identity()];
    let opened = open(bytes, &with);
    let piecewise = OpenReader::begin(bytes, &with).and_then(|mut reader| {
        let mut content = Vec::new();
        reader.read_to_end(&mut content)?;
        Ok(content)
    });
    match (&opened, &piecewise) {
        (Ok(whole), Ok(pieces)) => assert!(**whole == *pieces, "one file, two contents"),
        (Err(_), Err(_)) => {}
        (Ok(_), Err(_)) | (Err(_), Ok(_)) => panic!("a file opens in one way alone"),
    }
    Verdict::of(opened.is_ok())
}

pub(super) fn age_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let mine = identity().recipient();
    let other = Identity::from_bytes(&[12; 32]).recipient();
    let piecewise = |length: usize| {
        let mut writer = SealWriter::begin(Vec::new(), &[mine], &chance()).unwrap();
        std::io::Write::write_all(&mut writer, &vec![b'x'; length]).unwrap();
        writer.finish().unwrap()
    };
    let short = seal(b"evil.example", &[mine], &chance()).unwrap();
    let with_other = |stanza: &str| {
        let line = short.windows(3).position(|three| three == b"---").unwrap();
        [&short[..line], stanza.as_bytes(), &short[line..]].concat()
    };
    vec![
        short.clone(),
        seal(b"", &[mine], &chance()).unwrap(),
        seal(b"for two", &[other, mine], &chance()).unwrap(),
        seal_padded(b"padded", &[mine], 1024..=4096, &chance()).unwrap(),
        piecewise(100),
        // A whole chunk, and one byte in the chunk behind it.
        piecewise((64 << 10) + 1),
        with_other(
            "-> scrypt bBjlhJVYZeE4aqUdmtRHfw 18\nZV/AhotwSGqaPCU43cepl4WYUouAa17a3xpu4G2yi5k\n",
        ),
        with_other(
            "-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        ),
        with_other("-> grease\n\n"),
    ]
}

/// A key has one text, and whatever point it is, it is sealed to or refused.
pub(super) fn recipient(bytes: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let mut verdict = Verdict::Refused;
    if let Ok(read) = text.parse::<Recipient>() {
        assert_eq!(read.to_string(), text, "one key, two texts");
        let _sealed = seal(b"x", &[read], &chance());
        verdict = Verdict::Taken;
    }
    if let Ok(read) = Identity::parse(&text) {
        let written = read.to_secret_text();
        assert!(
            written.eq_ignore_ascii_case(text.trim()),
            "one key, two texts"
        );
        verdict = Verdict::Taken;
    }
    if let Ok(keys) = Identity::read_file(&text) {
        assert!((1..=text.lines().count()).contains(&keys.len()));
        verdict = Verdict::Taken;
    }
    let mut key = [0; 32];
    for (to, from) in key.iter_mut().zip(bytes) {
        *to = *from;
    }
    let own = Identity::from_bytes(&key);
    let again = Identity::parse(&own.to_secret_text()).expect("what is written is read");
    assert_eq!(again.recipient(), own.recipient());
    let written = own.recipient().to_string();
    assert_eq!(written.parse().ok(), Some(own.recipient()));
    verdict
}

pub(super) fn recipient_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let secret = identity().to_secret_text();
    let public = identity().recipient().to_string();
    let file = format!("# made by hand\n\n{}\n", *secret);
    let mut seeds = [
        public.clone(),
        public.to_ascii_uppercase(),
        secret.to_string(),
        secret.to_ascii_lowercase(),
        file,
        // The point of no order, and one of a small one.
        "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdg8f0x".to_owned(),
        "age1".to_owned(),
        "1".to_owned(),
    ]
    .map(String::into_bytes)
    .to_vec();
    // Real ones stand in the cards of the vectors.
    for payload in corpora.payloads("statement") {
        let text = String::from_utf8_lossy(&payload).into_owned();
        if let Some(at) = text.find("age1") {
            let rest = text.get(at..).unwrap_or_default();
            let key = rest.split('"').next().unwrap_or_default();
            seeds.push(key.as_bytes().to_vec());
        }
    }
    seeds
}

fn manifest() -> Manifest {
    let network = stage().network.to_string();
    let salt = fanal_protocol::BulletinId::from_random([3; 16]).to_string();
    serde_json::from_value(json!({
        "v": 1, "network": network, "from": DESKS[1], "to": DESKS[0], "made": moment(-60), "salt": salt,
        "roster": 1, "body": "0".repeat(64),
        "holds": [{"stream": {"origin": DESKS[1], "name": "clear", "epoch": 1}, "size": 3}],
    }))
    .unwrap()
}

/// A parcel that is read is written and read as the same; its manifest is its maker's, or nobody's. What begins as
/// JSON is tried as a manifest that a member signed, too.
pub(super) fn parcel(bytes: &[u8]) -> Verdict {
    let key = statement_key(DESKS[1]);
    let keys = [key.public()];
    let signed = bytes.starts_with(b"{").then(|| with_manifest(bytes, &key));
    let is_signed = signed.is_some_and(|bytes| {
        let parcel = Parcel::read(&bytes).expect("frames of a parcel");
        parcel.manifest(&keys).is_ok()
    });
    let Ok(read) = Parcel::read(bytes) else {
        return Verdict::of(is_signed);
    };
    let claimed = read.claimed_maker();
    let known = read.manifest(&keys).ok().map(|(manifest, _)| manifest);
    if let Some(manifest) = &known {
        let said = (manifest.network, manifest.from.clone());
        assert_eq!(
            claimed,
            Some(said),
            "another maker than the one that signed"
        );
        assert!(read.digest().is_some());
    }
    let written = read
        .write(known.unwrap_or_else(manifest), &key)
        .expect("what was read is written");
    let again = Parcel::read(&written).expect("what was written is read");
    assert_eq!(again.rosters, read.rosters);
    assert_eq!(again.heartbeats, read.heartbeats);
    assert_eq!(again.heads, read.heads);
    assert!(again.parts == read.parts, "a part changed");
    assert!(again.manifest(&keys).is_ok());
    Verdict::Taken
}

/// A parcel with this manifest and nothing in it.
fn with_manifest(payload: &[u8], key: &SecretKey) -> Vec<u8> {
    let purpose = KeyPurpose::Statement;
    let envelope = Envelope::sign(PARCEL_TYPE, payload.to_vec(), key, purpose).to_bytes();
    let length = u32::try_from(envelope.len()).unwrap().to_be_bytes();
    [b"fanal-parcel-v1\n\x01", &length[..], &envelope, &[0; 5]].concat()
}

pub(super) fn parcel_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let key = statement_key(DESKS[1]);
    let stream = StreamRef {
        origin: desk(DESKS[1]),
        name: StreamName::Green(stage().network),
        epoch: 1,
    };
    let part = |from: Option<u64>| Part {
        stream: stream.clone(),
        from,
        entries: round::payloads()
            .iter()
            .take(2)
            .map(|payload| Entry::Envelope(round::signed(DESKS[1], payload)))
            .collect(),
    };
    let mut full = Parcel::default();
    full.rosters.push(stage().roster.bytes().to_vec());
    full.heartbeats.push(b"{}".to_vec());
    full.heads.push(Head {
        stream: stream.clone(),
        checkpoint: round::note(DESKS[1], 2),
    });
    full.parts.extend([part(Some(0)), part(None)]);
    let write = |parcel: &Parcel| parcel.write(manifest(), &key).unwrap();
    let empty = write(&Parcel::default());
    // With the digest of a parcel that holds nothing, so that it is taken as a manifest alone, too.
    let (payload, _) = Parcel::read(&empty)
        .and_then(|read| read.manifest(&[key.public()]))
        .unwrap();
    let payload = serde_json::to_vec(&payload).unwrap();
    let filled = [write(&full), vec![b'\n'; 40]].concat();
    vec![write(&full), filled, empty, payload]
}

/// What a person signs RED with.
fn person() -> SecretKey {
    SecretKey::from_seed(&[13; 32])
}

/// What a person signed as RED, and behind a newline the card that its desk signed: what opens is RED, of that desk,
/// for the people whom it names, and is written as it was read.
pub(super) fn red(bytes: &[u8]) -> Verdict {
    let key = person();
    let roster = &stage().roster;
    let open_sealed = |content: &[u8]| {
        let file = seal(content, &[identity().recipient()], &chance()).unwrap();
        fanal_desk::open_red(&file, &[identity()], roster, None, None)
    };
    let as_it_is = open_sealed(bytes);
    assert!(
        as_it_is.is_err(),
        "nobody signed this: {:?}",
        bytes.escape_ascii().to_string()
    );
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (payload, card) = match end {
        Some(end) => (&bytes[..end], bytes[end + 1..].to_vec()),
        None => (bytes, card(DESKS[1])),
    };
    let envelope = Envelope::sign(RED_TYPE, payload.to_vec(), &key, KeyPurpose::Person).to_bytes();
    let origin = fanal_protocol::claimed_origin(&envelope).unwrap_or_else(|| desk(DESKS[1]));
    let read = Red::open(&envelope, &origin, key.public()).ok();
    if let Some(read) = &read {
        assert_eq!(read.bulletin().marking.label, Label::Red);
        assert_eq!(read.header().origin, origin);
        let once = rewritten(read, &key);
        let reread = Red::open(&once, &origin, key.public()).expect("it is read again");
        assert!(reread.header() == read.header(), "a header changed");
        assert!(rewritten(&reread, &key) == once, "a bulletin changed");
    }
    let content = [envelope, round::signed(DESKS[1], &card)].join(&b'\n');
    let opened = open_sealed(&content).ok();
    if let Some(opened) = &opened {
        assert!(read.is_some(), "opened, and not to be read");
        assert!(
            opened.by.starts_with(&format!("{origin}/")),
            "{}",
            opened.by
        );
        assert!(!opened.people.is_empty());
        assert_eq!(opened.signs, key.public());
    }
    Verdict::of(read.is_some() || opened.is_some())
}

fn rewritten(red: &Red, key: &SecretKey) -> Vec<u8> {
    Red::sign(red.header().clone(), red.bulletin().clone(), key).expect("what was read is signed")
}

/// A statement of this kind of this desk, to the first of the three.
fn statement(name: &str, kind: &str, body: &serde_json::Value) -> Vec<u8> {
    let id = fanal_protocol::BulletinId::from_random([5; 16]).to_string();
    json!({
        "v": 1, "network": stage().network.to_string(), "kind": kind, "origin": name, "id": id, "revision": 1,
        "streams": [format!("direct/{}", DESKS[0])], "epoch": 1, "issued": moment(-60), "salt": id, "body": body,
    })
    .to_string()
    .into_bytes()
}

fn card(name: &str) -> Vec<u8> {
    let body = json!({
        "pseudonym": "wren", "key": identity().recipient().to_string(),
        "signs": person().public().to_string(),
    });
    statement(name, "contact-card", &body)
}

pub(super) fn red_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let body = json!({
        "kind": "report", "title": "a link", "summary": "in words",
        "marking": {"label": "TLP:RED", "audience": {"desks": [DESKS[0]], "people": [format!("{}/ana", DESKS[0])]}},
        "consent": {"state": "not_needed", "because": "no_beneficiary"}, "objects": [],
    });
    let red = |name: &str| statement(name, "bulletin", &body);
    vec![
        red(DESKS[1]),
        [red(DESKS[1]), card(DESKS[1])].join(&b'\n'),
        [red(DESKS[2]), card(DESKS[1])].join(&b'\n'),
        [red(DESKS[1]), red(DESKS[1])].join(&b'\n'),
        statement(DESKS[1], "contact-card", &json!({"pseudonym": "wren"})),
    ]
}
