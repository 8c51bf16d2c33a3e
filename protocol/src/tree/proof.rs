//! Proofs that an entry is in a tree, and that a tree began as a smaller one: made and checked.

use super::{
    Hash, MAX_PROOF_HASHES, Node, NodeSource, ProofError, node_hash, pieces, range_hash,
    refuse_too_large,
};

/// Proves that the tree of `size` entries holds the leaf at `index`: siblings from the leaf upwards.
/// RFC 6962, section 2.1.1.
pub fn prove_inclusion(
    index: u64,
    size: u64,
    source: &impl NodeSource,
) -> Result<Vec<Hash>, ProofError> {
    ranges_for_inclusion(index, size)?
        .into_iter()
        .map(|(start, end)| range_hash(source, start, end))
        .collect()
}

/// The subtrees whose hashes [`prove_inclusion`] asks for.
pub fn nodes_for_inclusion(index: u64, size: u64) -> Result<Vec<Node>, ProofError> {
    Ok(ranges_for_inclusion(index, size)?
        .into_iter()
        .flat_map(|(start, end)| pieces(start, end))
        .collect())
}

/// Checks that the tree with this root holds this leaf at `index`. RFC 9162, section 2.1.3.2.
///
/// The size must come from where the root does, a signed checkpoint: a proof alone does not bind it.
pub fn verify_inclusion(
    leaf_hash: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    refuse_out_of_range(index, size)?;
    refuse_too_long(proof)?;
    let wrong_length = ProofError::WrongLength(proof.len());
    let mut climb = Climb {
        index,
        last: size - 1,
    };
    let mut hash = *leaf_hash;
    for sibling in proof {
        hash = match climb.up().ok_or(wrong_length)? {
            Side::Left => node_hash(sibling, &hash),
            Side::Right => node_hash(&hash, sibling),
        };
    }
    if !climb.is_at_root() {
        return Err(wrong_length);
    }
    if hash == *root {
        Ok(())
    } else {
        Err(ProofError::WrongRoot)
    }
}

/// Proves that the tree of `new` entries begins with the tree of `old`. RFC 6962, section 2.1.2.
pub fn prove_consistency(
    old: u64,
    new: u64,
    source: &impl NodeSource,
) -> Result<Vec<Hash>, ProofError> {
    ranges_for_consistency(old, new)?
        .into_iter()
        .map(|(start, end)| range_hash(source, start, end))
        .collect()
}

/// The subtrees whose hashes [`prove_consistency`] asks for.
pub fn nodes_for_consistency(old: u64, new: u64) -> Result<Vec<Node>, ProofError> {
    Ok(ranges_for_consistency(old, new)?
        .into_iter()
        .flat_map(|(start, end)| pieces(start, end))
        .collect())
}

/// Checks that the tree of `new` entries begins with the tree of `old`. RFC 9162, section 2.1.4.2.
///
/// There is no proof from the empty tree: whoever held nothing has nothing to compare.
pub fn verify_consistency(
    old: u64,
    new: u64,
    proof: &[Hash],
    old_root: &Hash,
    new_root: &Hash,
) -> Result<(), ProofError> {
    refuse_not_grown(old, new)?;
    refuse_too_long(proof)?;
    let wrong_length = ProofError::WrongLength(proof.len());
    if old == new {
        return match (proof.is_empty(), old_root == new_root) {
            (true, true) => Ok(()),
            (true, false) => Err(ProofError::WrongRoot),
            (false, _) => Err(wrong_length),
        };
    }
    // The walk begins at the largest subtree that ends where the old tree ends. Where that is the
    // whole old tree, its hash is the old root, which the proof leaves out.
    let level = old.trailing_zeros();
    let (start, rest) = if old.is_power_of_two() {
        (old_root, proof)
    } else {
        proof.split_first().ok_or(wrong_length)?
    };
    let mut climb = Climb {
        index: (old - 1) >> level,
        last: (new - 1) >> level,
    };
    let (mut old_hash, mut new_hash) = (*start, *start);
    for sibling in rest {
        match climb.up().ok_or(wrong_length)? {
            Side::Left => {
                old_hash = node_hash(sibling, &old_hash);
                new_hash = node_hash(sibling, &new_hash);
            }
            Side::Right => new_hash = node_hash(&new_hash, sibling),
        }
    }
    if !climb.is_at_root() {
        return Err(wrong_length);
    }
    if old_hash == *old_root && new_hash == *new_root {
        Ok(())
    } else {
        Err(ProofError::WrongRoot)
    }
}

/// On which side of the path the next hash of a proof stands.
enum Side {
    Left,
    Right,
}

/// The way from a subtree to the root, level by level (`fn` and `sn` of RFC 9162).
struct Climb {
    /// Position of the path's subtree on this level.
    index: u64,
    /// Position of the last subtree on this level.
    last: u64,
}

impl Climb {
    /// One hash of the proof further up; none at the root.
    fn up(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let is_right_child = self.index & 1 == 1;
        let side = if is_right_child || self.index == self.last {
            // A last subtree without sibling moves up alone until it is a right child.
            while self.index & 1 == 0 && self.index != 0 {
                self.rise();
            }
            Side::Left
        } else {
            Side::Right
        };
        self.rise();
        Some(side)
    }

    const fn rise(&mut self) {
        self.index >>= 1;
        self.last >>= 1;
    }

    const fn is_at_root(&self) -> bool {
        self.last == 0
    }
}

/// The entries from `.0` up to, not including, `.1`.
pub(super) type Range = (u64, u64);

/// The ranges beside the path from a leaf to the root, from the leaf upwards.
pub(super) fn ranges_for_inclusion(index: u64, size: u64) -> Result<Vec<Range>, ProofError> {
    refuse_out_of_range(index, size)?;
    let mut beside = Vec::new();
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + half(end - start);
        if index < middle {
            beside.push((middle, end));
            end = middle;
        } else {
            beside.push((start, middle));
            start = middle;
        }
    }
    beside.reverse();
    Ok(beside)
}

/// The ranges beside the way from the old tree's right edge to the new root, upwards.
pub(super) fn ranges_for_consistency(old: u64, new: u64) -> Result<Vec<Range>, ProofError> {
    refuse_not_grown(old, new)?;
    let mut beside = Vec::new();
    let (mut start, mut end) = (0, new);
    while end != old {
        let middle = start + half(end - start);
        if old <= middle {
            beside.push((middle, end));
            end = middle;
        } else {
            beside.push((start, middle));
            start = middle;
        }
    }
    // A range that starts at 0 is the old tree itself: the verifier holds its root.
    if start != 0 {
        beside.push((start, end));
    }
    beside.reverse();
    Ok(beside)
}

/// The largest power of two below `length`, which is at least 2.
const fn half(length: u64) -> u64 {
    1 << (length - 1).ilog2()
}

fn refuse_out_of_range(index: u64, size: u64) -> Result<(), ProofError> {
    refuse_too_large(size)?;
    if index < size {
        Ok(())
    } else {
        Err(ProofError::OutOfRange { index, size })
    }
}

fn refuse_not_grown(old: u64, new: u64) -> Result<(), ProofError> {
    refuse_too_large(old)?;
    refuse_too_large(new)?;
    if old > new {
        return Err(ProofError::Shrinks { old, new });
    }
    if old == 0 {
        Err(ProofError::FromEmpty)
    } else {
        Ok(())
    }
}

const fn refuse_too_long(proof: &[Hash]) -> Result<(), ProofError> {
    if proof.len() > MAX_PROOF_HASHES {
        Err(ProofError::WrongLength(proof.len()))
    } else {
        Ok(())
    }
}
