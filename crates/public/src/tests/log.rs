use std::collections::BTreeMap;

use fanal_protocol::checkpoint::{Checkpoint, open_checkpoint, sign_checkpoint};
use fanal_protocol::note::VerifierKey;
use fanal_protocol::tile::{Tile, tiles_of};
use fanal_protocol::tree::{Hash, Node, NodeSource, root_at, root_of};
use fanal_protocol::{Digest, SecretKey};

use super::shelves::*;
use crate::{Broken, ClosedLog, Log, Tree, build};

fn with_leaves(count: u32) -> Tree {
    shelf().with_leaves((0..count).map(leaf).collect()).built()
}

fn leaf(number: u32) -> Digest {
    use sha2::Digest as _;
    Digest::from_bytes(sha2::Sha256::digest(number.to_be_bytes()).into())
}

/// What a reader has who knows addresses and nothing else.
struct Reader<'a> {
    tree: &'a Tree,
    below: &'a str,
    size: u64,
}

impl NodeSource for Reader<'_> {
    fn hash(&self, node: Node) -> Option<Hash> {
        let tile = Tile::holding(node, self.size)?;
        let path = format!("{}{tile}", self.below);
        let bytes = self.tree.file(&path).map(|file| file.bytes().unwrap());
        tile.hash_of(node, &bytes.or_else(|| self.tree.earlier_tile(&path))?)
    }
}

// [PUB-6]
#[test]
fn checkpoint_and_tiles_tell_the_same_root_at_every_size() {
    for size in [0, 1, 255, 256, 257, 1000] {
        let tree = with_leaves(size);
        let origin = site().log_origin(1);
        let key = VerifierKey::new(origin.parse().unwrap(), checkpoint_key().public());
        let checkpoint = open_checkpoint(text(&tree, "/log/checkpoint"), &key, &origin).unwrap();
        assert_eq!(checkpoint.size, u64::from(size));
        let reader = Reader {
            tree: &tree,
            below: "/log/",
            size: checkpoint.size,
        };
        assert_eq!(
            root_at(checkpoint.size, &reader),
            Ok(checkpoint.root),
            "{size}"
        );
    }
}

// [PUB-6]
#[test]
fn the_tiles_are_those_of_the_size_and_no_entry_is_served() {
    let tree = with_leaves(1000);
    let served: Vec<&str> = tree
        .iter()
        .map(|(path, _)| path)
        .filter(|path| path.starts_with("/log/tile/"))
        .collect();
    let mut wanted: Vec<String> = tiles_of(1000).map(|tile| format!("/log/{tile}")).collect();
    wanted.sort();
    assert_eq!(served, wanted);
    let lengths: BTreeMap<&str, usize> = tree
        .iter()
        .map(|(path, file)| (path, file.size()))
        .collect();
    assert_eq!(lengths["/log/tile/0/000"], 8192);
    assert_eq!(lengths["/log/tile/1/000.p/3"], 96);
    assert_eq!(files_with(&tree, "tile/entries"), Vec::<String>::new());
}

#[test]
fn a_reader_with_an_older_checkpoint_still_gets_its_tiles() {
    let (older, tree) = (with_leaves(300), with_leaves(1000));
    for tile in tiles_of(300).filter(Tile::is_partial) {
        let path = format!("/log/{tile}");
        assert!(tree.file(&path).is_none());
        assert_eq!(
            tree.earlier_tile(&path).as_ref(),
            Some(&older.file(&path).unwrap().bytes().unwrap()),
            "{path}"
        );
    }
    for path in [
        "/log/tile/0/003.p/233",
        "/log/tile/0/004.p/1",
        "/log/tile/0/000.p/256",
        "/log/tile/entries/000",
        "/log/tile/0/0",
    ] {
        assert_eq!(tree.earlier_tile(path), None, "{path}");
    }
}

/// A log of an epoch that is over, signed by this key.
fn over(epoch: u32, size: u32, key: &SecretKey) -> Log {
    let leaves: Vec<Digest> = (0..size).map(leaf).collect();
    let checkpoint = Checkpoint {
        origin: site().log_origin(epoch),
        size: size.into(),
        root: root_of(leaves.iter().map(Digest::as_bytes)),
        time: 1_795_305_600,
    };
    let note = sign_checkpoint(&checkpoint, key.signing_key()).unwrap();
    Log {
        epoch,
        checkpoint: note.to_string(),
        leaves,
    }
}

/// [PUB-25]
#[test]
fn a_reader_with_a_checkpoint_of_an_epoch_that_is_over_still_verifies_it() {
    let replaced = SecretKey::from_seed(&[77; 32]);
    let keys = [checkpoint_key().public(), replaced.public()];
    let (site, mut shelf) = (
        site(),
        shelf().with_leaves((7..9).map(leaf).collect()).told(),
    );
    for (epoch, size, key) in [(3, 300, &checkpoint_key()), (4, 1, &replaced)] {
        let log = over(epoch, size, key);
        shelf
            .closed
            .push(ClosedLog::new(&site, log, &keys).unwrap());
    }
    let tree = build(&shelf, &sign, None).unwrap();
    for (epoch, size, key) in [(3, 300, checkpoint_key()), (4, 1, replaced)] {
        let (origin, below) = (site.log_origin(epoch), format!("/log/{epoch}/"));
        let vkey = VerifierKey::new(origin.parse().unwrap(), key.public());
        let note = text(&tree, &format!("{below}checkpoint"));
        let closed = open_checkpoint(note, &vkey, &origin).unwrap();
        assert_eq!(closed.size, size);
        let kept = Reader {
            tree: &tree,
            below: &below,
            size,
        };
        assert_eq!(root_at(size, &kept), Ok(closed.root), "{epoch}");
        let told = text(&tree, "/.well-known/fanal.json");
        assert!(
            told.contains(&vkey.to_string()) && told.contains(&origin),
            "{told}"
        );
        assert!(text(&tree, "/verify").contains(&format!("{below}checkpoint")));
    }
    // One that was kept when that log was shorter, and one that is another's.
    let then = Reader {
        tree: &tree,
        below: "/log/3/",
        size: 257,
    };
    let root = |size: u32| {
        root_of(
            (0..size)
                .map(leaf)
                .collect::<Vec<_>>()
                .iter()
                .map(Digest::as_bytes),
        )
    };
    assert_eq!(root_at(257, &then), Ok(root(257)));
    assert_ne!(root_at(257, &then), Ok(root(256)));
    for path in ["/log/5/checkpoint", "/log/4/tile/0/000.p/2"] {
        assert!(
            tree.file(path).is_none() && tree.earlier_tile(path).is_none(),
            "{path}"
        );
    }
}

/// [PUB-25]
#[test]
fn a_closed_log_that_does_not_hold_together_is_none() {
    let (site, key) = (site(), checkpoint_key());
    let refused = |log: Log| ClosedLog::new(&site, log, &[key.public()]).err();
    assert!(refused(over(3, 5, &key)).is_none());
    let mut shorter = over(3, 5, &key);
    shorter.leaves.pop();
    assert!(matches!(
        refused(shorter),
        Some(Broken::OtherTree {
            checkpoint: 5,
            leaves: 4
        })
    ));
    let other = Log {
        epoch: 4,
        ..over(3, 5, &key)
    };
    assert!(matches!(refused(other), Some(Broken::Checkpoint(_))));
    assert!(matches!(
        refused(over(3, 5, &feed_key())),
        Some(Broken::Checkpoint(_))
    ));
    assert!(ClosedLog::new(&site, over(3, 5, &key), &[]).is_err());
}
