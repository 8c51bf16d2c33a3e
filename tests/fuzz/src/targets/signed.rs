//! What is signed: envelopes, statements, rosters and their chain.

use data_encoding::BASE64;
use fanal_protocol::tree::{MemoryTree, prove_inclusion};
use fanal_protocol::{
    Digest, Envelope, KeyPurpose, Opened, Roster, STATEMENT_TYPE, Statement, VerifiedRoster,
    claimed_origin, digest_of, limits,
};
use serde_json::json;

use super::round;
use crate::world::{
    DESKS, desk, feed_key, first_roster, next_roster, reads_roster, signed_by_coordinators, stage,
    statement_key,
};
use crate::{Corpora, Verdict};

/// An envelope comes back as it was, with the digest that it had; nobody's signature counts for us.
pub(super) fn envelope(bytes: &[u8]) -> Verdict {
    let origin = claimed_origin(bytes);
    let key = statement_key(DESKS[1]).public();
    let opened = Opened::open(bytes, &desk(DESKS[1]), &[key]);
    let Ok(envelope) = Envelope::parse(bytes) else {
        assert!(origin.is_none() && opened.is_err());
        return Verdict::Refused;
    };
    let again = Envelope::parse(&envelope.to_bytes()).expect("what was written is read");
    assert!(
        again == envelope,
        "an envelope changed by being written down"
    );
    assert_eq!(again.digest(), envelope.digest());
    assert_eq!(
        envelope.digest(),
        digest_of(envelope.payload_type(), envelope.payload())
    );
    assert!((1..=limits::SIGNATURES).contains(&envelope.signatures().len()));
    assert!(envelope.payload().len() < bytes.len());
    Verdict::Taken
}

pub(super) fn envelope_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds = corpora.vectors("statement");
    seeds.extend(corpora.vectors("roster"));
    seeds.push(signed_by_coordinators(b"{}".to_vec()));
    seeds
}

/// A payload that is taken can be signed again, and says the same.
pub(super) fn statement(payload: &[u8]) -> Verdict {
    let key = statement_key(DESKS[1]);
    let sign = |payload: &[u8]| {
        let purpose = KeyPurpose::Statement;
        Envelope::sign(STATEMENT_TYPE, payload.to_vec(), &key, purpose).to_bytes()
    };
    let bytes = sign(payload);
    let origin = claimed_origin(&bytes).unwrap_or_else(|| desk(DESKS[1]));
    let Ok(opened) = Opened::open(&bytes, &origin, &[key.public()]) else {
        return Verdict::Refused;
    };
    assert_eq!(opened.bytes(), bytes);
    assert_eq!(opened.digest(), digest_of(STATEMENT_TYPE, payload));
    assert!(opened.header().streams.len() <= limits::AUDIENCE);
    let rewritten = |opened: Opened| {
        let header = opened.header().clone();
        let statement = Statement::new(header, opened.into_body()).expect("it holds its own rules");
        statement.sign(&key).expect("what was read can be signed")
    };
    let header = opened.header().clone();
    let once = rewritten(opened);
    let reread = Opened::open(once.bytes(), &origin, &[key.public()]).expect("it is read again");
    assert!(*reread.header() == header, "a header changed");
    let digest = once.digest();
    assert_eq!(rewritten(reread).digest(), digest, "a body changed");
    Verdict::Taken
}

pub(super) fn statement_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    corpora.payloads("statement")
}

/// A roster is written as it was read.
pub(super) fn roster(payload: &[u8]) -> Verdict {
    let Some(roster) = reads_roster(payload) else {
        return Verdict::Refused;
    };
    assert!(roster.desks.len() <= limits::DESKS);
    assert!(roster.coordinators.len() <= limits::COORDINATORS);
    let written = roster.to_payload().expect("it holds its own rules");
    assert_eq!(Roster::read_unverified(&written).as_ref(), Ok(&roster));
    Verdict::Taken
}

pub(super) fn roster_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds = corpora.payloads("roster");
    seeds.push(serde_json::to_vec(&first_roster()).unwrap());
    seeds
}

/// Payloads, one a line, that all coordinators of the fuzzed network sign: whatever they say, versions
/// go up by one, each names the one before, and the network stays.
pub(super) fn roster_chain(input: &[u8]) -> Verdict {
    let mut held: Option<VerifiedRoster> = None;
    // Each line costs signatures: a chain of eight says all that a longer one does.
    for line in input.split(|byte| *byte == b'\n').take(8) {
        let bytes = signed_by_coordinators(line.to_vec());
        let next = match &held {
            None => VerifiedRoster::found(&bytes),
            Some(held) => held.succeed(&bytes),
        };
        let Ok(next) = next else { continue };
        let envelope = Envelope::parse(next.bytes()).unwrap();
        let keys: Vec<_> = next.coordinators.iter().map(|c| c.key).collect();
        assert!(envelope.count_signers(&keys) >= usize::from(next.threshold.get()));
        match &held {
            None => assert_eq!(next.version(), 1),
            Some(held) => {
                assert_eq!(next.version(), held.version() + 1);
                assert_eq!(next.previous, Some(held.digest()));
                assert_eq!(next.network(), held.network());
                assert!(held.desks.iter().all(|desk| next.desk(&desk.id).is_some()));
            }
        }
        held = Some(next);
    }
    Verdict::of(held.is_some())
}

pub(super) fn roster_chain_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let first = first_roster();
    let second = next_roster(&first, |next| {
        next["desks"][2]["status"] = json!("expelled")
    });
    let third = next_roster(&second, |next| next["threshold"] = json!(3));
    let chain = [&first, &second, &third].map(|roster| serde_json::to_vec(roster).unwrap());
    let skipping = [&first, &third].map(|roster| serde_json::to_vec(roster).unwrap());
    vec![chain.join(&b'\n'), skipping.join(&b'\n'), b"{}".to_vec()]
}

/// Any file that somebody hands over to be verified; a signed list of files too.
pub(super) fn verify(bytes: &[u8]) -> Verdict {
    let held = &stage().roster;
    let alone = fanal_desk::verify_file(bytes, None);
    let known = fanal_desk::verify_file(bytes, Some(held));
    let text = String::from_utf8_lossy(bytes);
    let (sums, signature) = text.split_once('\u{1e}').unwrap_or((&text, ""));
    let listed = fanal_desk::verify_sums(sums.as_bytes(), signature, held);
    if fanal_desk::verify_listed(sums, "hosts.txt", bytes).is_ok() {
        assert!(sums.contains("hosts.txt"));
    }
    if let Ok(verified) = &alone {
        let stands_alone = verified.what == "roster" || verified.what.starts_with("evidence");
        assert!(stands_alone, "`{}` stands by itself", verified.what);
    }
    Verdict::of(alone.is_ok() || known.is_ok() || listed.is_ok())
}

/// The file that proves this entry of a log of six.
fn evidence(index: usize) -> Vec<u8> {
    let statements: Vec<Vec<u8>> = round::payloads()
        .iter()
        .map(|payload| round::signed(DESKS[1], payload))
        .collect();
    let digest = |bytes: &Vec<u8>| Envelope::parse(bytes).unwrap().digest();
    let digests: Vec<Digest> = statements.iter().map(digest).collect();
    let tree: MemoryTree = digests.iter().map(Digest::as_bytes).collect();
    let size = u64::try_from(digests.len()).unwrap();
    let proof = prove_inclusion(u64::try_from(index).unwrap(), size, &tree).unwrap();
    let proof: Vec<String> = proof
        .into_iter()
        .map(|hash| Digest::from_bytes(hash).to_string())
        .collect();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let network = stage().network;
    json!({
        "fanal_evidence": 1, "statement": text(&statements[index]), "index": index, "proof": proof,
        "stream": {"origin": DESKS[1], "name": format!("green/{network}"), "epoch": 1},
        "checkpoint": round::note(DESKS[1], size), "rosters": [text(stage().roster.bytes())],
    })
    .to_string()
    .into_bytes()
}

pub(super) fn verify_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds = corpora.vectors("roster");
    seeds.extend(corpora.vectors("checkpoint"));
    seeds.push(stage().roster.bytes().to_vec());
    seeds.push(b"0000  hosts.txt\n\x1eAAAA".to_vec());
    let sums = format!("{}  freshness.json\n", "0".repeat(64));
    let signature = BASE64.encode(&feed_key(DESKS[1]).sign(sums.as_bytes()));
    seeds.push(format!("{sums}\u{1e}{signature}").into_bytes());
    seeds.extend([0, 5].map(evidence));
    seeds
}
