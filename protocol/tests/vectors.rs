//! Golden vectors of other projects, read from the data folder.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod data;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, VerifyingKey};
use fanal_protocol::checkpoint::{self, Checkpoint};
use fanal_protocol::note::{self, Note, VerifierKey};
use fanal_protocol::{Envelope, PublicKey, digest_of, pae, tree};
use serde::Deserialize;

/// 32 bytes, as our types demand. Some cases have others.
fn hash(base64: &str) -> Option<[u8; 32]> {
    BASE64.decode(base64).unwrap().try_into().ok()
}

/// Some cases of consistency have the words "don't care" for a root, one of them to be accepted (size 1
/// to size 1, both roots the same): padded, they are roots like others.
fn padded(base64: &str) -> [u8; 32] {
    let mut bytes = BASE64.decode(base64).unwrap();
    bytes.resize(32, 0);
    bytes.try_into().unwrap()
}

fn hashes(proof: Option<&[String]>) -> Option<Vec<[u8; 32]>> {
    proof
        .unwrap_or_default()
        .iter()
        .map(|text| hash(text))
        .collect()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InclusionCase {
    leaf_idx: u64,
    tree_size: u64,
    root: String,
    leaf_hash: String,
    proof: Option<Vec<String>>,
    want_err: bool,
}

#[test]
fn real_data_inclusion_proofs_are_judged_as_transparency_dev_judges_them() {
    let Some(text) = data::read("inclusion proofs", "vectors/merkle/inclusion.json") else {
        return;
    };
    let cases: BTreeMap<String, InclusionCase> = serde_json::from_str(&text).unwrap();
    assert_eq!(cases.len(), 98);
    for (name, case) in cases {
        // A hash that is not 32 bytes long has no place in our types: refused at the edge.
        let parts = (
            hash(&case.leaf_hash),
            hashes(case.proof.as_deref()),
            hash(&case.root),
        );
        let accepted = match parts {
            (Some(leaf), Some(proof), Some(root)) => {
                tree::verify_inclusion(&leaf, case.leaf_idx, case.tree_size, &proof, &root).is_ok()
            }
            _ => false,
        };
        assert_eq!(accepted, !case.want_err, "{name}");
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConsistencyCase {
    size1: u64,
    size2: u64,
    root1: String,
    root2: String,
    proof: Option<Vec<String>>,
    want_err: bool,
}

#[test]
fn real_data_consistency_proofs_are_judged_as_transparency_dev_judges_them() {
    let Some(text) = data::read("consistency proofs", "vectors/merkle/consistency.json") else {
        return;
    };
    let cases: BTreeMap<String, ConsistencyCase> = serde_json::from_str(&text).unwrap();
    assert_eq!(cases.len(), 98);
    for (name, case) in cases {
        let accepted = hashes(case.proof.as_deref()).is_some_and(|proof| {
            let (old, new) = (padded(&case.root1), padded(&case.root2));
            tree::verify_consistency(case.size1, case.size2, &proof, &old, &new).is_ok()
        });
        assert_eq!(accepted, !case.want_err, "{name}");
    }
}

#[derive(Deserialize)]
struct NoteCase {
    verifier_key: String,
    note: String,
}

#[test]
fn real_data_the_signed_note_of_c2sp_verifies() {
    let Some(text) = data::read("signed note", "vectors/c2sp/signed-note.json") else {
        return;
    };
    let case: NoteCase = serde_json::from_str(&text).unwrap();
    let key: VerifierKey = case.verifier_key.parse().unwrap();
    assert_eq!(key.to_string(), case.verifier_key);
    let read = Note::parse(&case.note).unwrap();
    assert_eq!(read.to_string(), case.note);
    assert_eq!(
        note::verify(&read, &[key]).unwrap().text,
        "This is an example message.\n"
    );
}

#[test]
fn real_data_the_checkpoint_of_c2sp_is_read_as_foreign() {
    let Some(text) = data::read("checkpoint", "vectors/c2sp/checkpoint.txt") else {
        return;
    };
    let note = Note::parse(&text).unwrap();
    assert_eq!(note.to_string(), text);
    // Its key is not published, so its signature is not checked.
    let foreign = checkpoint::parse_foreign(note.unverified_text()).unwrap();
    assert_eq!(foreign.origin, "example.com/behind-the-sofa");
    assert_eq!(foreign.size, 20_852_163);
    assert_eq!(
        foreign.root,
        hash("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=").unwrap()
    );
    assert!(foreign.extensions.is_empty());
    assert!(
        Checkpoint::parse(note.unverified_text()).is_err(),
        "ours carry a time line"
    );
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wycheproof {
    number_of_tests: usize,
    test_groups: Vec<WycheproofGroup>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WycheproofGroup {
    public_key: WycheproofKey,
    tests: Vec<WycheproofCase>,
}

#[derive(Deserialize)]
struct WycheproofKey {
    pk: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WycheproofCase {
    tc_id: usize,
    comment: String,
    flags: Vec<String>,
    msg: String,
    sig: String,
    result: String,
}

/// What every room of ours does with a key and a signature.
fn accepts(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (
        VerifyingKey::try_from(key),
        Signature::from_slice(signature),
    ) else {
        return false;
    };
    let accepted = key.verify_strict(message, &signature).is_ok();
    let ours = PublicKey::new(key).is_ok_and(|key| key.verifies(message, &signature.to_bytes()));
    assert_eq!(ours, accepted, "our key judges as the library does");
    accepted
}

#[test]
fn real_data_wycheproof_signatures_are_judged_without_exception() {
    let Some(text) = data::read("wycheproof", "vectors/wycheproof/ed25519_test.json") else {
        return;
    };
    let file: Wycheproof = serde_json::from_str(&text).unwrap();
    let mut count = 0;
    for group in &file.test_groups {
        let key = HEXLOWER.decode(group.public_key.pk.as_bytes()).unwrap();
        for case in &group.tests {
            let decode = |hex: &str| HEXLOWER.decode(hex.as_bytes()).unwrap();
            let accepted = accepts(&key, &decode(&case.msg), &decode(&case.sig));
            let expected = match case.result.as_str() {
                "valid" => true,
                "invalid" => false,
                other => panic!("result `{other}` needs a decision"),
            };
            assert_eq!(
                accepted, expected,
                "{} {} {:?}",
                case.tc_id, case.comment, case.flags
            );
            count += 1;
        }
    }
    assert_eq!(count, file.number_of_tests);
    assert_eq!(count, 151);
}

#[derive(Deserialize)]
struct SpeccheckCase {
    message: String,
    pub_key: String,
    signature: String,
}

#[test]
fn real_data_speccheck_edge_cases_are_judged_as_pinned() {
    let Some(text) = data::read("speccheck", "vectors/ed25519-speccheck/cases.json") else {
        return;
    };
    let cases: Vec<SpeccheckCase> = serde_json::from_str(&text).unwrap();
    let row: String = cases
        .iter()
        .map(|case| {
            let decode = |hex: &str| HEXLOWER.decode(hex.as_bytes()).unwrap();
            let accepted = accepts(
                &decode(&case.pub_key),
                &decode(&case.message),
                &decode(&case.signature),
            );
            if accepted { 'V' } else { 'X' }
        })
        .collect();
    // The row of strict verifiers. Accepted is case 3 alone: key and R of mixed order, where the
    // cofactored and the cofactorless equation both hold. All desks must accept the same
    // signatures: if an update of the library changes this row, evidence forks.
    assert_eq!(row, "XXXVXXXXXXXX");
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DsseCase {
    #[serde(rename = "payload_utf8")]
    payload: String,
    payload_type: String,
    #[serde(rename = "pae_utf8")]
    pae: String,
    envelope: serde_json::Value,
}

#[test]
fn real_data_the_dsse_example_is_encoded_and_read() {
    let Some(text) = data::read("dsse", "vectors/dsse/hello-world.json") else {
        return;
    };
    let case: DsseCase = serde_json::from_str(&text).unwrap();
    assert_eq!(
        pae(&case.payload_type, case.payload.as_bytes()),
        case.pae.as_bytes()
    );
    // Its signature is of another algorithm (ECDSA) that has 64 bytes too: read, never counted.
    let envelope = Envelope::parse(case.envelope.to_string().as_bytes()).unwrap();
    assert_eq!(envelope.payload(), case.payload.as_bytes());
    assert_eq!(
        envelope.digest(),
        digest_of(&case.payload_type, case.payload.as_bytes())
    );
    assert_eq!(envelope.signatures().len(), 1);
}
