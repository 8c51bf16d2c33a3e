//! Does a public log grow out of what was seen of it before? By two checkpoints, and the hashes between them. [PUB-16]

use fanal_protocol::checkpoint::{Checkpoint, CheckpointError, open_checkpoint};
use fanal_protocol::note::{KeyName, Note, VerifierKey};
use fanal_protocol::tile::Tile;
use fanal_protocol::tree::{Node, NodeSource, ProofError, prove_consistency, verify_consistency};
use fanal_protocol::{Code, Problem, PublicKey, VerifiedRoster};

use crate::verify::Verified;

/// Whose word on the checkpoints' key counts.
pub enum LogKey<'a> {
    /// The roster's.
    Roster(&'a VerifiedRoster),
    /// The reader's own.
    Key(PublicKey),
}

/// The tiles of a log of this size, wherever they are.
struct Tiles<F> {
    size: u64,
    read: F,
}

impl<F: Fn(&str) -> Option<Vec<u8>>> NodeSource for Tiles<F> {
    fn hash(&self, node: Node) -> Option<[u8; 32]> {
        let tile = Tile::holding(node, self.size)?;
        tile.hash_of(node, &(self.read)(&tile.to_string())?)
    }
}

/// Shows that the log of the newer checkpoint begins with that of the older one. `read` gives the bytes of a tile by
/// its path below the log's address, as `tile/0/000`.
pub fn verify_growth(
    (newer, older): (&str, &str),
    key: &LogKey<'_>,
    read: impl Fn(&str) -> Option<Vec<u8>>,
) -> Result<Verified, Problem> {
    let newer = opened(newer, key, "the newer checkpoint")?;
    let older = opened(older, key, "the older checkpoint")?;
    let (old, new) = (older.size, newer.size);
    let no = |text: String| Err(Problem::new(Code::VerifyLog, text));
    if older.origin != newer.origin {
        let text = format!("two logs: `{}` and `{}`", older.origin, newer.origin);
        return Err(Problem::new(Code::VerifyPlace, text));
    }
    if old > new {
        return no(format!("the log went back: {new} entries after {old}"));
    }
    // Everything begins with nothing: there is no proof of it.
    if old > 0 {
        let tiles = Tiles { size: new, read };
        let proof = prove_consistency(old, new, &tiles).map_err(|error| missing(&error))?;
        if verify_consistency(old, new, &proof, &older.root, &newer.root).is_err() {
            return no(format!(
                "the log of {new} entries does not begin with that of {old}: the desk, or who has its keys, shows \
                 different readers different things, or the tiles are not those of this log"
            ));
        }
    }
    Ok(Verified {
        what: "log".into(),
        by: newer.origin,
        says: vec![format!("{new} entries, the first {old} as seen before")],
    })
}

/// Verifies a checkpoint alone, by a key that the reader trusts or by the roster.
pub fn verify_head(text: &str, key: &LogKey<'_>) -> Result<Verified, Problem> {
    let head = opened(text, key, "the checkpoint")?;
    let root = data_encoding::BASE64.encode(&head.root);
    Ok(Verified {
        what: "checkpoint".into(),
        by: head.origin,
        says: vec![format!("{} entries, root {root}", head.size)],
    })
}

fn missing(error: &ProofError) -> Problem {
    let text = format!("the tiles are not complete: {error}");
    let hint = "fetch `/log/tile/` beside the newer checkpoint";
    Problem::new(Code::NotFound, text).with_hint(hint)
}

fn opened(text: &str, key: &LogKey<'_>, what: &str) -> Result<Checkpoint, Problem> {
    let malformed = |why: String| Problem::new(Code::VerifyFormat, format!("{what}: {why}"));
    let note = Note::parse(text).map_err(|error| malformed(error.to_string()))?;
    let line = note.unverified_text().lines().next().unwrap_or_default();
    let name: KeyName = line
        .parse()
        .map_err(|_| malformed("its name is malformed".into()))?;
    let keys = match key {
        LogKey::Key(key) => vec![*key],
        LogKey::Roster(roster) => {
            let desk = line.split('/').nth(3).unwrap_or_default();
            let desk = roster.desks.iter().find(|entry| entry.id.as_str() == desk);
            let records = desk.into_iter().flat_map(|desk| &desk.checkpoint);
            records.map(|record| record.key).collect()
        }
    };
    let mut last: Option<CheckpointError> = None;
    for key in keys {
        match open_checkpoint(text, &VerifierKey::new(name.clone(), key), line) {
            Ok(checkpoint) => return Ok(checkpoint),
            Err(error) => last = Some(error),
        }
    }
    let why = last.map_or_else(|| "no key for it".to_owned(), |error| error.to_string());
    Err(Problem::new(
        Code::VerifySignature,
        format!("{what}: {why}"),
    ))
}
