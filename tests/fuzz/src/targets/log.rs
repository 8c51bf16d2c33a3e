//! The log: checkpoints as signed notes, tiles, the growing edge of a tree, proofs.

use fanal_protocol::checkpoint::{
    Checkpoint, CosignerKey, open_checkpoint, parse_foreign, sign_checkpoint, verify_cosignatures,
};
use fanal_protocol::note::{KeyName, Note, VerifierKey};
use fanal_protocol::tile::{TILE_WIDTH, Tile};
use fanal_protocol::tree::{Frontier, MAX_SIZE, empty_root, verify_consistency, verify_inclusion};

use crate::choices::Choices;
use crate::world::{DESKS, NOW, checkpoint_key, stage};
use crate::{Corpora, Verdict};

pub(super) fn line() -> String {
    format!("fanal/v1/{}/{}/1/clear", stage().network, DESKS[1])
}

/// A note is its own bytes; a checkpoint is its own text; a checkpoint opens under its own name only.
pub(super) fn checkpoint(bytes: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let foreign = parse_foreign(&text);
    let read = Checkpoint::parse(&text);
    if let Ok(checkpoint) = &read {
        assert_eq!(checkpoint.to_string(), text, "one checkpoint, two texts");
        assert!(foreign.is_ok());
    }
    let name: KeyName = line().parse().unwrap();
    let key = checkpoint_key(DESKS[1]);
    let verifier = VerifierKey::new(name.clone(), key.public());
    let cosigner = CosignerKey::new(name, key.public());
    if let Ok(opened) = open_checkpoint(bytes, &verifier, &line()) {
        assert_eq!(opened.origin, line());
        let signed = sign_checkpoint(&opened, key.signing_key()).expect("what was read is signed");
        assert_eq!(
            open_checkpoint(signed.to_string(), &verifier, &line()),
            Ok(opened)
        );
    }
    for text in [
        VerifierKey::from_text(&text),
        CosignerKey::from_text(&text).map(String::from),
    ]
    .into_iter()
    .flatten()
    {
        assert!(!text.is_empty());
    }
    let Ok(note) = Note::parse(bytes) else {
        return Verdict::of(foreign.is_ok());
    };
    assert_eq!(note.to_string().as_bytes(), bytes, "one note, two texts");
    if let Ok(found) = verify_cosignatures(&note, std::slice::from_ref(&cosigner)) {
        assert!(found.len() <= note.signatures().len());
    }
    Verdict::Taken
}

/// A key that is read is written as it was.
trait FromText: Sized {
    fn from_text(text: &str) -> Option<String>;
}

impl<K: std::str::FromStr + std::fmt::Display> FromText for K {
    fn from_text(text: &str) -> Option<String> {
        let written = text.trim_end().parse::<K>().ok()?.to_string();
        assert_eq!(written, text.trim_end(), "one key, two texts");
        Some(written)
    }
}

pub(super) fn checkpoint_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let own = Checkpoint {
        origin: line(),
        size: 0,
        root: empty_root(),
        time: NOW,
    };
    let key = checkpoint_key(DESKS[1]);
    let signed = sign_checkpoint(&own, key.signing_key()).unwrap();
    let verifier = VerifierKey::new(line().parse().unwrap(), key.public());
    let mut seeds = corpora.vectors("checkpoint");
    seeds.extend(corpora.files("vectors/c2sp", "txt"));
    seeds.extend([
        own.to_string().into_bytes(),
        signed.to_string().into_bytes(),
        verifier.to_string().into_bytes(),
    ]);
    seeds
}

/// A path names one tile, a tile has one path and as many hashes as it says.
pub(super) fn tile(bytes: &[u8]) -> Verdict {
    let (path, hashes) = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &bytes[..0]),
    };
    let Some(tile) = std::str::from_utf8(path)
        .ok()
        .and_then(|path| path.parse::<Tile>().ok())
    else {
        return Verdict::Refused;
    };
    assert_eq!(tile.to_string().as_bytes(), path, "one tile, two paths");
    assert!((1..=TILE_WIDTH).contains(&tile.width()));
    assert_eq!(tile.nodes().count(), usize::from(tile.width()));
    for node in tile.nodes() {
        let found = tile.hash_of(node, hashes);
        assert_eq!(
            found.is_some(),
            hashes.len() == usize::from(tile.width()) * 32
        );
    }
    Verdict::Taken
}

pub(super) fn tile_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let paths = [
        "tile/0/000.p/2",
        "tile/0/x001/234.p/56",
        "tile/1/x001/x234/067",
        "tile/8/000",
    ];
    let mut seeds: Vec<Vec<u8>> = paths.iter().map(|path| path.as_bytes().to_vec()).collect();
    seeds.push([b"tile/0/000.p/2\n".as_slice(), &[7; 64]].concat());
    seeds
}

/// The edge of a tree is its own bytes; a proof is refused or taken, whatever numbers it comes with.
pub(super) fn tree(bytes: &[u8]) -> Verdict {
    let frontier = Frontier::from_bytes(bytes);
    if let Ok(frontier) = &frontier {
        assert_eq!(frontier.to_bytes(), bytes);
        if frontier.size() < MAX_SIZE {
            let mut longer = frontier.clone();
            longer.push(&[7; 32]);
            assert_eq!(longer.size(), frontier.size() + 1);
            assert_ne!(longer.root(), frontier.root());
        }
    }
    let mut choices = Choices::of(bytes);
    let (first, second) = (choices.number(), choices.number());
    let (old, new) = (choices.array(), choices.array());
    let (proof, _) = choices.rest().as_chunks::<32>();
    let included = verify_inclusion(&old, first, second, proof, &new);
    let grown = verify_consistency(first, second, proof, &old, &new);
    if included.is_ok() {
        assert!(first < second && second <= MAX_SIZE);
    }
    if grown.is_ok() {
        assert!(first <= second && second <= MAX_SIZE);
    }
    Verdict::of(frontier.is_ok() || included.is_ok() || grown.is_ok())
}

pub(super) fn tree_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    let mut frontier = Frontier::default();
    for at in 0..20 {
        if at % 4 == 3 {
            seeds.push(frontier.to_bytes());
        }
        frontier.push(&[at; 32]);
    }
    let numbers = |a: u64, b: u64| [a.to_be_bytes(), b.to_be_bytes()].concat();
    for (a, b) in [
        (0, 1),
        (3, 7),
        (7, 7),
        (MAX_SIZE - 1, MAX_SIZE),
        (u64::MAX, u64::MAX),
    ] {
        seeds.push([numbers(a, b), vec![1; 32 * 5]].concat());
    }
    seeds
}
