//! The Merkle tree of a stream (RFC 6962, SHA-256): hashes, the growing edge, both kinds of proof.
//!
//! The data of a leaf is the 32-byte digest of a statement, never the statement. [R7] What the
//! digests stand for, and where hashes are kept, is left to other rooms: a prover asks a
//! [`NodeSource`], a verifier needs nothing but the proof.

mod frontier;
mod proof;

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

pub use frontier::{Frontier, MalformedFrontier, MemoryTree};
pub use proof::{
    nodes_for_consistency, nodes_for_inclusion, prove_consistency, prove_inclusion,
    verify_consistency, verify_inclusion,
};

/// SHA-256 of a subtree.
pub type Hash = [u8; 32];

/// Entries that a tree can hold: what the signed integer of a database can count.
pub const MAX_SIZE: u64 = u64::MAX >> 1;

/// Hashes in a proof: one for each level that a tree can have, and one.
pub const MAX_PROOF_HASHES: usize = 64;

/// A proof that proves nothing, or a question that has no proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// No tree has so many entries.
    #[error("a tree of `{0}` entries is larger than any")]
    TooLarge(u64),
    /// The entry is not in a tree of this size.
    #[error("entry `{index}` is not in a tree of `{size}`")]
    OutOfRange {
        /// Which entry, counted from 0.
        index: u64,
        /// Entries in the tree.
        size: u64,
    },
    /// A log never gets shorter.
    #[error("a log of `{old}` entries cannot become one of `{new}`")]
    Shrinks {
        /// Entries before.
        old: u64,
        /// Entries after.
        new: u64,
    },
    /// Every tree grows from the empty one: there is nothing to prove.
    #[error("consistency with the empty tree proves nothing")]
    FromEmpty,
    /// More or fewer hashes than a proof of this shape has.
    #[error("a proof of `{0}` hashes has the wrong length")]
    WrongLength(usize),
    /// The hashes lead to another root.
    #[error("the proof leads to another root")]
    WrongRoot,
    /// The source does not hold a hash that the proof needs.
    #[error("no hash for subtree `{}` at level `{}`", .0.index, .0.level)]
    Missing(Node),
}

/// A complete subtree: 2^`level` entries, the `index`th of that size, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// 0 for a leaf.
    pub level: u8,
    /// Position among the subtrees of this level.
    pub index: u64,
}

impl Node {
    const fn parent(self) -> Self {
        Self {
            level: self.level + 1,
            index: self.index >> 1,
        }
    }
}

/// Whoever can tell the hashes of complete subtrees: a table, tiles, a tree in memory.
///
/// A store that has to wait for its rows asks [`nodes_for_inclusion`] or [`nodes_for_consistency`]
/// first, fetches those, and hands them over in a map.
pub trait NodeSource {
    /// The hash of this complete subtree, if it is held.
    fn hash(&self, node: Node) -> Option<Hash>;
}

impl NodeSource for BTreeMap<Node, Hash> {
    fn hash(&self, node: Node) -> Option<Hash> {
        self.get(&node).copied()
    }
}

/// The hash of the leaf that holds this digest.
pub fn leaf_hash(digest: &[u8; 32]) -> Hash {
    // The first byte keeps leaves and inner nodes apart: no node can be passed off as an entry.
    Sha256::new()
        .chain_update([0])
        .chain_update(digest)
        .finalize()
        .into()
}

/// The hash of a node over its two children.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new()
        .chain_update([1])
        .chain_update(left)
        .chain_update(right)
        .finalize()
        .into()
}

/// The root of the tree without entries: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// The root over these digests, in this order.
pub fn root_of<'a>(digests: impl IntoIterator<Item = &'a [u8; 32]>) -> Hash {
    let mut frontier = Frontier::default();
    frontier.extend(digests);
    frontier.root()
}

/// The root that the tree had when it held `size` entries.
pub fn root_at(size: u64, source: &impl NodeSource) -> Result<Hash, ProofError> {
    refuse_too_large(size)?;
    if size == 0 {
        Ok(empty_root())
    } else {
        range_hash(source, 0, size)
    }
}

/// The complete subtrees that make up a range whose start is a multiple of the largest of them,
/// from left (largest) to right.
fn pieces(start: u64, end: u64) -> impl DoubleEndedIterator<Item = Node> {
    let length = end - start;
    (0..63_u8)
        .rev()
        .filter(move |level| (length >> level) & 1 == 1)
        .map(move |level| {
            let before = (length >> level >> 1) << level << 1;
            Node {
                level,
                index: (start + before) >> level,
            }
        })
}

fn range_hash(source: &impl NodeSource, start: u64, end: u64) -> Result<Hash, ProofError> {
    let from_the_right: Vec<Hash> = pieces(start, end)
        .rev()
        .map(|node| source.hash(node).ok_or(ProofError::Missing(node)))
        .collect::<Result<_, _>>()?;
    Ok(fold_edge(from_the_right.into_iter()).unwrap_or_else(empty_root))
}

/// Joins the complete subtrees of an edge, given from right (smallest) to left.
fn fold_edge(from_the_right: impl Iterator<Item = Hash>) -> Option<Hash> {
    from_the_right.reduce(|right, left| node_hash(&left, &right))
}

const fn refuse_too_large(size: u64) -> Result<(), ProofError> {
    if size > MAX_SIZE {
        Err(ProofError::TooLarge(size))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
