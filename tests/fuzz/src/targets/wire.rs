//! What peers say to each other: questions and answers, ranges of entries, whole rounds.

use fanal_peer::{pin_of, read_range_body};
use fanal_protocol::limits::{
    DECOMPRESSED_BYTES, ENVELOPE_BYTES, RANGE_BYTES, RANGE_ENTRIES, REQUEST_BYTES,
};
use fanal_protocol::wire::{
    Entry, Head, HeadsAnswer, HeadsRequest, RangeRequest, read_entries, write_entries,
};
use fanal_protocol::{Digest, Problem, StreamRef, json};
use fanal_sync::{Place, digest_of_entry, open_entry, open_head};
use rustls::pki_types::CertificateDer;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::round;
use crate::world::{DESKS, desk, stage};
use crate::{Corpora, Verdict};

/// What is read as a message is written, and read as the same.
fn message<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Verdict {
    let Ok(read) = json::read::<T>(bytes) else {
        return Verdict::Refused;
    };
    let written = serde_json::to_vec(&read).expect("a message can be written");
    let again: T = json::read(&written).expect("what was written is read");
    assert_eq!(serde_json::to_vec(&again).unwrap(), written);
    Verdict::Taken
}

/// Questions, answers and refusals of the peer protocol.
pub(super) fn messages(bytes: &[u8]) -> Verdict {
    let small = bytes.len() <= REQUEST_BYTES;
    assert!(small, "an input of {} bytes", bytes.len());
    message::<HeadsRequest>(bytes)
        .or(message::<HeadsAnswer>(bytes))
        .or(message::<RangeRequest>(bytes))
        .or(message::<Problem>(bytes))
}

pub(super) fn messages_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let network = stage().network;
    let stream = format!(r#"{{"origin":"bor","name":"green/{network}","epoch":1}}"#);
    let digest = Digest::from_bytes([3; 32]);
    let envelope = String::from_utf8(stage().roster.bytes().to_vec()).unwrap();
    let checkpoint = serde_json::to_string(&round::note(DESKS[1], 3)).unwrap();
    [
        format!(r#"{{"network":"{network}","roster":1}}"#),
        format!(r#"{{"network":"{network}","known":"{digest}","roster":18446744073709551615}}"#),
        format!(r#"{{"network":"{network}","stream":{stream},"from":0,"to":2048}}"#),
        format!(r#"{{"digest":"{digest}","roster":2,"rosters":[{envelope}],"heartbeats":[{{}}]}}"#),
        format!(
            r#"{{"digest":"{digest}","roster":2,"heads":[{{"stream":{stream},"checkpoint":{checkpoint}}}]}}"#
        ),
        r#"{"code":"policy.member","text":"this desk is not an active member here"}"#.to_owned(),
    ]
    .map(String::into_bytes)
    .into()
}

fn is_bounded(entries: &[Entry], most: usize) {
    assert!(entries.len() as u64 <= RANGE_ENTRIES);
    let size = |entry: &Entry| match entry {
        Entry::Envelope(bytes) => bytes.len(),
        Entry::Tombstone { .. } => 64,
        Entry::NotHeld(_) => 32,
    };
    assert!(entries.iter().all(|entry| size(entry) <= ENVELOPE_BYTES));
    assert!(entries.iter().map(size).sum::<usize>() <= most);
}

/// Frames are their own bytes.
pub(super) fn frames(bytes: &[u8]) -> Verdict {
    let Ok(entries) = read_entries(bytes) else {
        return Verdict::Refused;
    };
    is_bounded(&entries, bytes.len());
    assert_eq!(write_entries(&entries), bytes, "one range, two texts");
    Verdict::of(!entries.is_empty())
}

pub(super) fn frames_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let entries = [
        Entry::Envelope(b"{}".to_vec()),
        Entry::Tombstone {
            digest: Digest::from_bytes([1; 32]),
            retraction: Digest::from_bytes([2; 32]),
        },
        Entry::NotHeld(Digest::from_bytes([3; 32])),
    ];
    let mut seeds: Vec<Vec<u8>> = (0..=entries.len())
        .map(|end| write_entries(&entries[..end]))
        .collect();
    seeds.push(vec![3; 37].repeat(40));
    seeds
}

/// The body of a range, compressed: what it becomes is bounded, and says the same uncompressed.
pub(super) fn range(bytes: &[u8]) -> Verdict {
    let read = read_range_body(bytes, true);
    if let Ok(entries) = &read {
        is_bounded(entries, DECOMPRESSED_BYTES);
        let plain = write_entries(entries);
        assert!(plain.len() <= RANGE_BYTES + ENVELOPE_BYTES + (1 << 20));
    }
    let packed = zstd::bulk::compress(bytes, 1).unwrap();
    let (plain, unpacked) = (
        read_range_body(bytes, false),
        read_range_body(&packed, true),
    );
    match (&plain, &unpacked) {
        (Ok(one), Ok(two)) => assert!(one == two, "compression changed a range"),
        (Err(_), Err(_)) => {}
        _ => panic!("compression changed whether a range is taken"),
    }
    Verdict::of(read.is_ok()).or(Verdict::of(plain.is_ok()))
}

pub(super) fn range_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds = frames_seeds(corpora);
    let long = write_entries(&vec![Entry::Envelope(b"indicator ".repeat(200)); 20]);
    seeds.push(zstd::bulk::compress(&long, 3).unwrap());
    // Grows four thousand times: a small bomb, since a bomb that is caught costs its limit.
    seeds.push(zstd::bulk::compress(&vec![0; 1 << 20], 3).unwrap());
    // RFC 8878 3.1.1.1.2: a frame that asks for a window of 2^31.
    seeds.push(vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00]);
    let packed: Vec<Vec<u8>> = seeds[..4]
        .iter()
        .map(|plain| zstd::bulk::compress(plain, 3).unwrap())
        .collect();
    seeds.extend(packed);
    seeds
}

/// One entry of a stream, signed by its origin whatever it says: the digest does not depend on whether
/// it is taken.
pub(super) fn entry(payload: &[u8]) -> Verdict {
    let stage = stage();
    let stream = StreamRef {
        origin: desk(DESKS[1]),
        name: fanal_protocol::StreamName::Green(stage.network),
        epoch: 1,
    };
    let entry = Entry::Envelope(round::signed(DESKS[1], payload));
    let digest = digest_of_entry(&entry).expect("it is an envelope");
    let place = Place {
        stream: &stream,
        at: 7,
    };
    match open_entry(place, &entry, &stage.world()) {
        Ok(checked) => {
            assert_eq!(checked.digest(), digest);
            Verdict::Taken
        }
        Err(refused) => {
            assert!(refused.digest.is_none_or(|named| named == digest));
            assert!(
                refused.text.len() < 1000,
                "a refusal of {} bytes",
                refused.text.len()
            );
            Verdict::Refused
        }
    }
}

pub(super) fn entry_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds = round::payloads();
    seeds.extend(corpora.payloads("statement"));
    seeds
}

/// A head as a peer tells it: it opens only if the stream's origin signed it for this stream.
pub(super) fn head(bytes: &[u8]) -> Verdict {
    let Ok(head) = json::read::<Head>(bytes) else {
        return Verdict::Refused;
    };
    let Ok(open) = open_head(&head, &stage().world()) else {
        return Verdict::Refused;
    };
    assert_eq!(
        (&open.stream, &open.text),
        (&head.stream, &head.checkpoint),
        "another head came out than went in"
    );
    assert!(open.text.contains(&format!("\n{}\n", open.size)));
    Verdict::Taken
}

pub(super) fn head_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let network = stage().network;
    let head = |name: &str, size: u64, of: &str| {
        let checkpoint = serde_json::to_string(&round::note(of, size)).unwrap();
        format!(
            r#"{{"stream":{{"origin":"{name}","name":"green/{network}","epoch":1}},"checkpoint":{checkpoint}}}"#
        )
        .into_bytes()
    };
    vec![
        head(DESKS[1], 3, DESKS[1]),
        head(DESKS[2], 0, DESKS[2]),
        head(DESKS[1], 3, DESKS[2]),
    ]
}

/// A certificate has one pin or none, whatever its names and dates say.
pub(super) fn certificate(der: &[u8]) -> Verdict {
    let certificate = CertificateDer::from(der);
    let pin = pin_of(&certificate);
    assert_eq!(pin.is_ok(), pin_of(&certificate).is_ok());
    Verdict::of(pin.is_ok())
}

pub(super) fn certificate_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    // RFC 8410: PKCS#8 of an Ed25519 key, so that the seeds are the same every time.
    let mut key = vec![
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04,
        0x20,
    ];
    key.extend([9; 32]);
    let key = rcgen::KeyPair::try_from(key).unwrap();
    let names = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut parameters = rcgen::CertificateParams::new(names).unwrap();
        parameters.serial_number = Some(7_u64.into());
        parameters.self_signed(&key).unwrap().der().to_vec()
    };
    vec![
        names(&["node"]),
        names(&[]),
        names(&["a.example", "192.0.2.1"]),
    ]
}
