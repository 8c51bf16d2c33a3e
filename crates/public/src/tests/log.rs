use std::collections::BTreeMap;

use fanal_protocol::Digest;
use fanal_protocol::checkpoint::open_checkpoint;
use fanal_protocol::note::VerifierKey;
use fanal_protocol::tile::{Tile, tiles_of};
use fanal_protocol::tree::{Hash, Node, NodeSource, root_at};

use super::shelves::*;
use crate::Tree;

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
    size: u64,
}

impl NodeSource for Reader<'_> {
    fn hash(&self, node: Node) -> Option<Hash> {
        let tile = Tile::holding(node, self.size)?;
        tile.hash_of(
            node,
            &self.tree.file(&format!("/log/{tile}"))?.bytes().unwrap(),
        )
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
