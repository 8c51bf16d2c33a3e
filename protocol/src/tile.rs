//! Hash tiles of the public log: their paths, which ones a tree has, their bytes. C2SP tlog-tiles.
//!
//! Entry bundles do not exist here: the log shows hashes, never entries. [R4]

use std::fmt;
use std::str::FromStr;

use crate::tree::{Hash, MAX_SIZE, Node, NodeSource, ProofError, node_hash};

/// Hashes in a full tile.
pub const TILE_WIDTH: u16 = 256;
/// Bytes in a full tile.
pub const TILE_BYTES: usize = 256 * 32;
/// Levels of the tree in one tile.
const HEIGHT: u8 = 8;
/// The highest level of tiles that a tree of [`MAX_SIZE`] has.
const TOP_LEVEL: u8 = 7;
/// The longest path, with room.
const PATH_BYTES: usize = 64;

/// Up to 256 neighbouring hashes of the tree, eight levels apart from those of the next tile up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    level: u8,
    index: u64,
    width: u16,
}

/// A text that is not the path of a hash tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the path of a hash tile, like `tile/0/x001/234.p/56`")]
pub struct NotATilePath;

impl Tile {
    /// The tile with this many hashes; none if no tree has it.
    pub fn new(level: u8, index: u64, width: u16) -> Option<Self> {
        let hashes = index
            .checked_mul(TILE_WIDTH.into())?
            .checked_add(width.into())?;
        let exists = level <= TOP_LEVEL
            && (1..=TILE_WIDTH).contains(&width)
            && hashes <= MAX_SIZE >> (level * HEIGHT);
        exists.then_some(Self {
            level,
            index,
            width,
        })
    }

    /// The tile that a tree of `size` entries has in this place, full or not.
    pub fn in_tree(level: u8, index: u64, size: u64) -> Option<Self> {
        if level > TOP_LEVEL {
            return None;
        }
        let hashes =
            (size >> (level * HEIGHT)).checked_sub(index.checked_mul(TILE_WIDTH.into())?)?;
        Self::new(
            level,
            index,
            u16::try_from(hashes).unwrap_or(TILE_WIDTH).min(TILE_WIDTH),
        )
    }

    /// The tile from which a tree of `size` entries tells the hash of this subtree.
    pub fn holding(node: Node, size: u64) -> Option<Self> {
        let complete_subtrees = size.checked_shr(node.level.into())?;
        if node.index >= complete_subtrees {
            return None;
        }
        let first = node.index << (node.level % HEIGHT);
        Self::in_tree(node.level / HEIGHT, first / u64::from(TILE_WIDTH), size)
    }

    /// 0 for the tiles of leaves.
    pub const fn level(&self) -> u8 {
        self.level
    }

    /// Position among the tiles of its level.
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// How many hashes it holds, 1 to 256.
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Does it hold fewer hashes than it one day will?
    pub const fn is_partial(&self) -> bool {
        self.width < TILE_WIDTH
    }

    /// The subtrees whose hashes it holds, in order.
    pub fn nodes(&self) -> impl Iterator<Item = Node> + use<> {
        let (level, first) = (self.level * HEIGHT, self.index * u64::from(TILE_WIDTH));
        (first..first + u64::from(self.width)).map(move |index| Node { level, index })
    }

    /// Its bytes: the hashes one after the other.
    pub fn bytes(&self, source: &impl NodeSource) -> Result<Vec<u8>, ProofError> {
        let mut bytes = Vec::with_capacity(usize::from(self.width) * 32);
        for node in self.nodes() {
            bytes.extend(source.hash(node).ok_or(ProofError::Missing(node))?);
        }
        Ok(bytes)
    }

    /// The hash of a subtree inside this tile, from the tile's bytes; none if it is not inside, or the
    /// bytes are not as many as the tile has.
    pub fn hash_of(&self, node: Node, bytes: &[u8]) -> Option<Hash> {
        let (hashes, left_over) = bytes.as_chunks::<32>();
        let fits = left_over.is_empty() && hashes.len() == usize::from(self.width);
        if !fits || node.level / HEIGHT != self.level {
            return None;
        }
        let count = 1_u64.checked_shl((node.level % HEIGHT).into())?;
        let start = node
            .index
            .checked_mul(count)?
            .checked_sub(self.index * u64::from(TILE_WIDTH))?;
        let end = start.checked_add(count)?;
        let mut row = hashes
            .get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)?
            .to_vec();
        while let [_, _, ..] = row.as_slice() {
            let (pairs, _) = row.as_chunks::<2>();
            row = pairs
                .iter()
                .map(|[left, right]| node_hash(left, right))
                .collect();
        }
        row.first().copied()
    }
}

/// All tiles of a tree of this size, level by level, the partial one of each level last.
pub fn tiles_of(size: u64) -> impl Iterator<Item = Tile> {
    tiles_between(0, size)
}

/// The tiles that a tree has at size `new` and had not at size `old`: what a public shelf has to write.
/// None at all for a size beyond [`MAX_SIZE`].
pub fn tiles_between(old: u64, new: u64) -> impl Iterator<Item = Tile> {
    let levels = if new > MAX_SIZE {
        0..0
    } else {
        0..TOP_LEVEL + 1
    };
    levels.flat_map(move |level| {
        let (had, has) = (old >> (level * HEIGHT), new >> (level * HEIGHT));
        let first = had / u64::from(TILE_WIDTH);
        let end = if has > had {
            has.div_ceil(TILE_WIDTH.into())
        } else {
            first
        };
        (first..end).filter_map(move |index| Tile::in_tree(level, index, new))
    })
}

impl fmt::Display for Tile {
    /// Its path: `tile/0/x001/x234/067.p/12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/{}/", self.level)?;
        let mut groups = vec![self.index % 1000];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(rest % 1000);
            rest /= 1000;
        }
        let last = groups.len() - 1;
        for (position, group) in groups.iter().rev().enumerate() {
            let (before, after) = if position < last {
                ("x", "/")
            } else {
                ("", "")
            };
            write!(f, "{before}{group:03}{after}")?;
        }
        if self.is_partial() {
            write!(f, ".p/{}", self.width)
        } else {
            Ok(())
        }
    }
}

impl FromStr for Tile {
    type Err = NotATilePath;

    fn from_str(path: &str) -> Result<Self, NotATilePath> {
        if path.len() > PATH_BYTES {
            return Err(NotATilePath);
        }
        // Read loosely, then compare: each tile has one path.
        read_path(path)
            .filter(|tile| tile.to_string() == path)
            .ok_or(NotATilePath)
    }
}

fn read_path(path: &str) -> Option<Tile> {
    let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let (index, width) = match rest.split_once(".p/") {
        Some((index, width)) => (index, width.parse().ok()?),
        None => (rest, TILE_WIDTH),
    };
    let index = index.split('/').try_fold(0_u64, |sum, group| {
        let group: u16 = group.strip_prefix('x').unwrap_or(group).parse().ok()?;
        sum.checked_mul(1000)?.checked_add(group.into())
    })?;
    Tile::new(level.parse().ok()?, index, width)
}

#[cfg(test)]
mod tests;
