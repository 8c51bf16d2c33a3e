//! The growing edge of a tree, and a whole tree in memory.

use std::collections::BTreeMap;

use super::{Hash, MAX_SIZE, Node, NodeSource, empty_root, fold_edge, leaf_hash, node_hash};

/// The right edge of a growing tree: all that appending and the root need, in O(log n) memory.
///
/// Hashes of the complete subtrees from left (largest) to right: one for each 1 in the binary size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    edge: Vec<Hash>,
}

/// Bytes that no frontier was written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a frontier: `{0}` bytes do not fit its size")]
pub struct MalformedFrontier(usize);

impl Frontier {
    /// Entries so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends one entry.
    pub fn push(&mut self, digest: &[u8; 32]) {
        self.push_with(digest, |_, _| ());
    }

    /// Appends one entry and tells of each subtree that it completes, the leaf first: what a store
    /// has to write so that it can prove.
    pub fn push_with(&mut self, digest: &[u8; 32], mut completed: impl FnMut(Node, Hash)) {
        let mut node = Node {
            level: 0,
            index: self.size,
        };
        let mut hash = leaf_hash(digest);
        completed(node, hash);
        // An odd index has its left sibling at the end of the edge.
        while node.index & 1 == 1
            && let Some(left) = self.edge.pop()
        {
            hash = node_hash(&left, &hash);
            node = node.parent();
            completed(node, hash);
        }
        self.edge.push(hash);
        // Read sizes end at MAX_SIZE, so overflow is another 2^63 entries away.
        self.size += 1;
    }

    /// The root of the tree as it is now.
    pub fn root(&self) -> Hash {
        fold_edge(self.edge.iter().rev().copied()).unwrap_or_else(empty_root)
    }

    /// Size (8 bytes, big-endian), then the hashes of the edge.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.edge.iter().flatten());
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote; refuses any other length and sizes beyond [`MAX_SIZE`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MalformedFrontier> {
        let refused = MalformedFrontier(bytes.len());
        let (size, rest) = bytes.split_first_chunk().ok_or(refused)?;
        let size = u64::from_be_bytes(*size);
        let (edge, left_over) = rest.as_chunks::<32>();
        let fits =
            left_over.is_empty() && edge.len() == size.count_ones() as usize && size <= MAX_SIZE;
        if fits {
            Ok(Self {
                size,
                edge: edge.to_vec(),
            })
        } else {
            Err(refused)
        }
    }
}

impl<'a> Extend<&'a [u8; 32]> for Frontier {
    fn extend<I: IntoIterator<Item = &'a [u8; 32]>>(&mut self, digests: I) {
        for digest in digests {
            self.push(digest);
        }
    }
}

/// A whole tree in memory, for small logs and for tests: 64 bytes an entry and some.
#[derive(Debug, Clone, Default)]
pub struct MemoryTree {
    frontier: Frontier,
    nodes: BTreeMap<Node, Hash>,
}

impl MemoryTree {
    /// Appends one entry.
    pub fn push(&mut self, digest: &[u8; 32]) {
        self.frontier.push_with(digest, |node, hash| {
            self.nodes.insert(node, hash);
        });
    }

    /// Its growing edge, with size and root.
    pub const fn frontier(&self) -> &Frontier {
        &self.frontier
    }
}

impl<'a> FromIterator<&'a [u8; 32]> for MemoryTree {
    fn from_iter<I: IntoIterator<Item = &'a [u8; 32]>>(digests: I) -> Self {
        let mut tree = Self::default();
        for digest in digests {
            tree.push(digest);
        }
        tree
    }
}

impl NodeSource for MemoryTree {
    fn hash(&self, node: Node) -> Option<Hash> {
        self.nodes.hash(node)
    }
}
