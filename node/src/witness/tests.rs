//! A witness as C2SP has it, in this process: it holds a size and a root, and signs what grows out of them.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use fanal_protocol::SecretKey;
use fanal_protocol::checkpoint::{Checkpoint, parse_foreign, sign_checkpoint, verify_cosignatures};
use fanal_protocol::note::{KeyName, Note};
use fanal_protocol::tree::{Hash, root_of, verify_consistency};

use super::*;

#[derive(Default)]
struct Held {
    size: u64,
    root: Option<Hash>,
    requests: Vec<String>,
}

#[derive(Clone)]
struct Stand {
    held: Arc<Mutex<Held>>,
    signs_with: u8,
}

const ORIGIN: &str = "fanal/v1/net/luz/1/clear";

fn key_of(seed: u8) -> CosignerKey {
    let name: KeyName = "witness.example".parse().unwrap();
    CosignerKey::new(name, SecretKey::from_seed(&[seed; 32]).public())
}

async fn add_checkpoint(State(stand): State<Stand>, body: String) -> (StatusCode, String) {
    let mut held = stand.held.lock().unwrap();
    held.requests.push(body.clone());
    let (head, note) = body.split_once("\n\n").unwrap();
    let mut lines = head.lines();
    let old: u64 = lines
        .next()
        .unwrap()
        .strip_prefix("old ")
        .unwrap()
        .parse()
        .unwrap();
    let note = Note::parse(note).unwrap();
    let text = note.unverified_text();
    let checkpoint = parse_foreign(text).unwrap();
    assert_eq!(checkpoint.origin, ORIGIN);
    if old != held.size {
        return (StatusCode::CONFLICT, format!("{}\n", held.size));
    }
    if let Some(root) = held.root {
        let decode = |line: &str| {
            data_encoding::BASE64
                .decode(line.as_bytes())
                .unwrap()
                .try_into()
                .unwrap()
        };
        let proof: Vec<Hash> = lines.map(decode).collect();
        let grows = verify_consistency(old, checkpoint.size, &proof, &root, &checkpoint.root);
        if grows.is_err() {
            return (StatusCode::UNPROCESSABLE_ENTITY, String::new());
        }
    }
    (held.size, held.root) = (checkpoint.size, Some(checkpoint.root));
    (StatusCode::OK, cosignature(stand.signs_with, text))
}

fn cosignature(seed: u8, text: &str) -> String {
    let time: u64 = 1_795_323_601;
    let signature = SecretKey::from_seed(&[seed; 32])
        .sign(format!("cosignature/v1\ntime {time}\n{text}").as_bytes());
    let bytes = [key_of(1).hint().as_slice(), &time.to_be_bytes(), &signature].concat();
    format!(
        "\u{2014} witness.example {}\n",
        data_encoding::BASE64.encode(&bytes)
    )
}

async fn witness(signs_with: u8) -> (Witness, Arc<Mutex<Held>>) {
    let held = Arc::new(Mutex::new(Held::default()));
    let stand = Stand {
        held: Arc::clone(&held),
        signs_with,
    };
    let app = Router::new()
        .route("/add-checkpoint", post(add_checkpoint))
        .with_state(stand);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    (Witness::new(url, key_of(1)), held)
}

fn log(entries: u8, first: u8) -> Log {
    let leaves: Vec<Digest> = (0..entries)
        .map(|n| Digest::from_bytes([n.wrapping_add(first); 32]))
        .collect();
    let head = Checkpoint {
        origin: ORIGIN.into(),
        size: u64::from(entries),
        root: root_of(leaves.iter().map(Digest::as_bytes)),
        time: 1_795_323_600,
    };
    let note = sign_checkpoint(&head, SecretKey::from_seed(&[9; 32]).signing_key()).unwrap();
    Log {
        epoch: 1,
        checkpoint: note.to_string(),
        leaves,
    }
}

fn signed_by_witness(checkpoint: &str) -> usize {
    let note = Note::parse(checkpoint).unwrap();
    verify_cosignatures(&note, &[key_of(1)]).unwrap().len()
}

// [PUB-12]
#[tokio::test]
async fn a_witness_cosigns_each_checkpoint_that_grows_out_of_the_last() {
    let (witness, held) = witness(1).await;
    let mut cosigning = Cosigning::of(vec![witness], None);
    for size in [3, 3, 8, 13] {
        let log = log(size, 0);
        let cosigned = cosigning.cosigned(&log).await;
        assert!(cosigned.starts_with(&log.checkpoint));
        assert_eq!(signed_by_witness(&cosigned), 1, "{size}");
    }
    // What is sent is the checkpoint with a proof: hashes and sizes.
    let requests = held.lock().unwrap().requests.clone();
    assert_eq!(requests.len(), 5, "the same checkpoint is not sent twice");
    for request in requests {
        let (proof, checkpoint) = request.split_once("\n\n").unwrap();
        assert!(proof.lines().skip(1).all(|line| line.len() == 44));
        assert_eq!(checkpoint.lines().count(), 6);
    }
}

// [PUB-12]
#[tokio::test]
async fn a_witness_signs_no_log_that_was_changed_or_went_back() {
    let (witness, _) = witness(1).await;
    let mut cosigning = Cosigning::of(vec![witness], None);
    assert_eq!(signed_by_witness(&cosigning.cosigned(&log(8, 0)).await), 1);
    for other in [log(13, 100), log(5, 0)] {
        let checkpoint = cosigning.cosigned(&other).await;
        assert_eq!(checkpoint, other.checkpoint, "goes out without it");
    }
}

// [PUB-12]
#[tokio::test]
async fn a_line_that_the_witness_did_not_sign_is_not_taken_and_silence_delays_nothing() {
    let (liar, _) = witness(2).await;
    let silent = Witness::new("http://127.0.0.1:1".into(), key_of(1));
    let mut cosigning = Cosigning::of(vec![liar, silent], None);
    let log = log(3, 0);
    assert_eq!(cosigning.cosigned(&log).await, log.checkpoint);
}

#[test]
fn a_size_that_a_witness_names_is_digits_alone() {
    assert_eq!(size_of("13\n"), Some(13));
    for other in [
        "",
        "+5",
        "-1",
        " 5",
        "5 6",
        "0x5",
        "99999999999999999999",
        "٣",
    ] {
        assert_eq!(size_of(other), None, "{other:?}");
    }
}
