use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::tree::{self, MemoryTree};

fn tree(count: u64) -> MemoryTree {
    let digests: Vec<[u8; 32]> = (0..count)
        .map(|n| tree::leaf_hash(&[n.to_le_bytes()[0]; 32]))
        .collect();
    digests.iter().collect()
}

fn paths(tiles: impl Iterator<Item = Tile>) -> Vec<String> {
    tiles.map(|tile| tile.to_string()).collect()
}

/// A client that holds tile files, nothing else.
struct Shelf {
    size: u64,
    files: BTreeMap<String, Vec<u8>>,
}

impl NodeSource for Shelf {
    fn hash(&self, node: Node) -> Option<Hash> {
        let tile = Tile::holding(node, self.size)?;
        tile.hash_of(node, self.files.get(&tile.to_string())?)
    }
}

fn shelf(memory: &MemoryTree) -> Shelf {
    let size = memory.frontier().size();
    let files = tiles_of(size)
        .map(|tile| (tile.to_string(), tile.bytes(memory).unwrap()))
        .collect();
    Shelf { size, files }
}

#[test]
fn paths_are_those_of_the_standard() {
    for (level, index, width, path) in [
        (0, 0, 256, "tile/0/000"),
        (0, 0, 1, "tile/0/000.p/1"),
        (1, 999, 255, "tile/1/999.p/255"),
        (0, 1000, 256, "tile/0/x001/000"),
        (0, 1_234_067, 256, "tile/0/x001/x234/067"),
        (2, 1_234_067, 17, "tile/2/x001/x234/067.p/17"),
    ] {
        let tile = Tile::new(level, index, width).unwrap();
        assert_eq!(tile.to_string(), path);
        assert_eq!(path.parse(), Ok(tile));
    }
}

#[test]
fn what_is_not_the_path_of_a_tile_is_refused() {
    for bad in [
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/x001",
        "tile/0/1000",
        "tile/00/000",
        "tile/+0/000",
        "tile/0/+00",
        "tile/-1/000",
        "tile/8/000",
        "tile/63/000",
        "tile/256/000",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/00",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/257",
        "tile/0/000.p/65537",
        "tile/0/000.p/1.p/1",
        "tile/0/x001.p/5/000",
        "tile/0/000/",
        "/tile/0/000",
        "tile//000",
        "tile/0/../000",
        "tile/0/\u{661}00",
        "tile/entries/000",
        "tile/7/128",
        "tile/7/000",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert_eq!(bad.parse::<Tile>(), Err(NotATilePath), "{bad:?}");
    }
    let long = format!("tile/0/{}000", "x000/".repeat(100_000));
    assert_eq!(long.parse::<Tile>(), Err(NotATilePath));
}

#[test]
fn the_example_of_the_standard_has_its_tiles() {
    let tiles: Vec<Tile> = tiles_of(70_000).collect();
    let of_level = |level, partial| {
        tiles
            .iter()
            .filter(move |t| t.level() == level && t.is_partial() == partial)
    };
    assert_eq!(of_level(0, false).count(), 273);
    assert_eq!(
        of_level(0, true).map(Tile::width).collect::<Vec<_>>(),
        [112]
    );
    assert_eq!(of_level(1, false).count(), 1);
    assert_eq!(of_level(1, true).map(Tile::width).collect::<Vec<_>>(), [17]);
    assert_eq!(of_level(2, true).map(Tile::width).collect::<Vec<_>>(), [1]);
    assert_eq!(tiles.len(), 277);
    assert_eq!(paths(tiles_of(256)), ["tile/0/000", "tile/1/000.p/1"]);
}

#[test]
fn small_trees_have_few_tiles() {
    assert_eq!(paths(tiles_of(0)), [""; 0]);
    assert_eq!(paths(tiles_of(1)), ["tile/0/000.p/1"]);
    assert_eq!(paths(tiles_of(255)), ["tile/0/000.p/255"]);
    assert_eq!(
        paths(tiles_of(257)),
        ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]
    );
}

#[test]
fn a_grown_tree_names_only_its_new_tiles() {
    assert_eq!(
        paths(tiles_between(255, 256)),
        ["tile/0/000", "tile/1/000.p/1"]
    );
    assert_eq!(paths(tiles_between(256, 257)), ["tile/0/001.p/1"]);
    assert_eq!(
        paths(tiles_between(256, 600)),
        ["tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"]
    );
    assert_eq!(paths(tiles_between(600, 600)), [""; 0]);
    assert_eq!(paths(tiles_between(600, 10)), [""; 0]);
}

#[test]
fn hostile_sizes_have_no_tiles_and_the_largest_tree_has_some() {
    assert_eq!(tiles_of(u64::MAX).count(), 0);
    assert_eq!(tiles_of(MAX_SIZE + 1).count(), 0);
    assert_eq!(tiles_of(MAX_SIZE).next(), Tile::new(0, 0, 256));
    assert_eq!(tiles_between(MAX_SIZE - 1, MAX_SIZE).count(), 1);
    assert_eq!(
        Tile::in_tree(7, 0, MAX_SIZE).map(|tile| tile.width()),
        Some(127)
    );
    assert_eq!(Tile::in_tree(0, u64::MAX, MAX_SIZE), None);
    assert_eq!(Tile::new(0, u64::MAX / 256, 256), None);
    for level in [0, 7, 8, 62, 63, 64, 255] {
        assert_eq!(
            Tile::holding(
                Node {
                    level,
                    index: u64::MAX
                },
                MAX_SIZE
            ),
            None
        );
    }
}

#[test]
fn tiles_alone_are_enough_to_prove() {
    let memory = tree(70_000);
    let shelf = shelf(&memory);
    let root = memory.frontier().root();
    assert_eq!(tree::root_at(70_000, &shelf), Ok(root));
    for index in [0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999] {
        let proof = tree::prove_inclusion(index, 70_000, &shelf).unwrap();
        let leaf = memory.hash(Node { level: 0, index }).unwrap();
        assert_eq!(
            tree::verify_inclusion(&leaf, index, 70_000, &proof, &root),
            Ok(())
        );
    }
    for old in [1, 255, 256, 257, 65_535, 65_536, 65_537, 69_999, 70_000] {
        let proof = tree::prove_consistency(old, 70_000, &shelf).unwrap();
        let old_root = tree::root_at(old, &shelf).unwrap();
        assert_eq!(
            tree::verify_consistency(old, 70_000, &proof, &old_root, &root),
            Ok(())
        );
    }
}

#[test]
fn a_full_tile_hashes_to_the_node_above() {
    let memory = tree(512);
    let tile = Tile::in_tree(0, 1, 512).unwrap();
    let bytes = tile.bytes(&memory).unwrap();
    assert_eq!(bytes.len(), TILE_BYTES);
    let above = tree::node_hash(
        &tile.hash_of(Node { level: 7, index: 2 }, &bytes).unwrap(),
        &tile.hash_of(Node { level: 7, index: 3 }, &bytes).unwrap(),
    );
    assert_eq!(memory.hash(Node { level: 8, index: 1 }), Some(above));
}

#[test]
fn bytes_that_do_not_fit_the_tile_are_refused() {
    let memory = tree(3);
    let tile = Tile::in_tree(0, 0, 3).unwrap();
    let bytes = tile.bytes(&memory).unwrap();
    let node = Node { level: 1, index: 0 };
    assert_eq!(tile.hash_of(node, &bytes), memory.hash(node));
    assert_eq!(tile.hash_of(node, bytes.get(..95).unwrap()), None);
    assert_eq!(tile.hash_of(node, bytes.get(..64).unwrap()), None);
    assert_eq!(tile.hash_of(Node { level: 1, index: 1 }, &bytes), None);
    assert_eq!(tile.hash_of(Node { level: 8, index: 0 }, &bytes), None);
    assert_eq!(
        tile.hash_of(
            Node {
                level: 1,
                index: u64::MAX
            },
            &bytes
        ),
        None
    );
}

#[test]
fn a_tile_of_hashes_that_are_not_held_says_so() {
    let tile = Tile::in_tree(0, 0, 5).unwrap();
    assert_eq!(
        tile.bytes(&tree(4)),
        Err(ProofError::Missing(Node { level: 0, index: 4 }))
    );
}

proptest! {
    #[test]
    fn every_tile_is_read_back_from_its_path(level in 0_u8..=7, index in any::<u64>(), width in 1_u16..=256) {
        let index = index >> 9 >> (level * 8);
        if let Some(tile) = Tile::new(level, index, width) {
            prop_assert_eq!(tile.to_string().parse(), Ok(tile));
        }
    }

    #[test]
    fn writing_only_new_tiles_gives_every_tile(steps in prop::collection::vec(0_u64..700, 1..8)) {
        let mut written = std::collections::BTreeSet::new();
        let mut size = 0;
        for step in steps {
            written.extend(tiles_between(size, size + step));
            size += step;
            prop_assert!(tiles_of(size).all(|tile| written.contains(&tile)));
        }
    }
}
