use proptest::prelude::*;

use super::proof::{ranges_for_consistency, ranges_for_inclusion};
use super::*;

fn digests(count: u64) -> Vec<[u8; 32]> {
    (0..count)
        .map(|n| Sha256::digest(n.to_be_bytes()).into())
        .collect()
}

fn tree(count: u64) -> MemoryTree {
    digests(count).iter().collect()
}

/// The definition of RFC 6962, section 2.1, word by word.
fn root_by_definition(digests: &[[u8; 32]]) -> Hash {
    match digests {
        [] => empty_root(),
        [one] => leaf_hash(one),
        many => {
            let k = many.len().next_power_of_two() / 2;
            node_hash(
                &root_by_definition(&many[..k]),
                &root_by_definition(&many[k..]),
            )
        }
    }
}

fn flip(hash: &mut Hash, bit: usize) {
    hash[bit / 8 % 32] ^= 1 << (bit % 8);
}

#[test]
fn the_root_of_nothing_is_the_hash_of_nothing() {
    let expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(data_encoding::HEXLOWER.encode(&empty_root()), expected);
    assert_eq!(Frontier::default().root(), empty_root());
    assert_eq!(root_of(&[]), empty_root());
}

#[test]
fn a_frontier_has_the_root_of_the_definition_at_every_size() {
    let all = digests(300);
    let memory: MemoryTree = all.iter().collect();
    let mut frontier = Frontier::default();
    for size in 0..=300 {
        let expected = root_by_definition(&all[..size]);
        assert_eq!(frontier.size(), size as u64);
        assert_eq!(frontier.root(), expected, "size {size}");
        assert_eq!(root_of(&all[..size]), expected, "size {size}");
        assert_eq!(root_at(size as u64, &memory), Ok(expected), "size {size}");
        if let Some(next) = all.get(size) {
            frontier.push(next);
        }
    }
}

#[test]
fn a_frontier_survives_being_written_and_goes_on() {
    let all = digests(100);
    for size in 0..100 {
        let mut frontier = Frontier::default();
        frontier.extend(&all[..size]);
        let bytes = frontier.to_bytes();
        assert_eq!(bytes.len(), 8 + 32 * size.count_ones() as usize);
        let mut read = Frontier::from_bytes(&bytes).unwrap();
        assert_eq!(read, frontier);
        read.extend(&all[size..]);
        assert_eq!(read.root(), root_of(&all));
    }
}

#[test]
fn a_frontier_of_the_wrong_length_is_refused() {
    let mut frontier = Frontier::default();
    frontier.extend(&digests(5));
    let bytes = frontier.to_bytes();
    for length in 0..bytes.len() {
        assert!(
            Frontier::from_bytes(&bytes[..length]).is_err(),
            "{length} bytes"
        );
    }
    assert!(Frontier::from_bytes(&[bytes.as_slice(), &[0]].concat()).is_err());
    assert!(Frontier::from_bytes(&[bytes.as_slice(), &[0; 32]].concat()).is_err());
    assert!(Frontier::from_bytes(&[7, 0, 0, 0, 0, 0, 0, 0]).is_err());
}

#[test]
fn a_frontier_larger_than_any_tree_is_refused() {
    let largest = [MAX_SIZE.to_be_bytes().as_slice(), &[0; 63 * 32]].concat();
    let mut frontier = Frontier::from_bytes(&largest).unwrap();
    frontier.push(&[0; 32]);
    assert_eq!(frontier.size(), MAX_SIZE + 1);
    assert!(Frontier::from_bytes(&frontier.to_bytes()).is_err());
    assert!(Frontier::from_bytes(&[[0xff; 8].as_slice(), &[0; 64 * 32]].concat()).is_err());
}

#[test]
fn every_leaf_of_every_small_tree_is_proven() {
    let all = digests(70);
    for size in 1..=70 {
        let memory = tree(size);
        let root = memory.frontier().root();
        for (index, digest) in (0..size).zip(&all) {
            let proof = prove_inclusion(index, size, &memory).unwrap();
            assert_eq!(
                verify_inclusion(&leaf_hash(digest), index, size, &proof, &root),
                Ok(())
            );
            let sorted: BTreeMap<_, _> = nodes_for_inclusion(index, size)
                .unwrap()
                .into_iter()
                .map(|n| (n, memory.hash(n).unwrap()))
                .collect();
            assert_eq!(prove_inclusion(index, size, &sorted), Ok(proof));
        }
    }
}

#[test]
fn every_pair_of_small_trees_is_proven_consistent() {
    let memory = tree(70);
    for new in 1..=70 {
        for old in 1..=new {
            let proof = prove_consistency(old, new, &memory).unwrap();
            let (old_root, new_root) = (
                root_at(old, &memory).unwrap(),
                root_at(new, &memory).unwrap(),
            );
            assert_eq!(
                verify_consistency(old, new, &proof, &old_root, &new_root),
                Ok(()),
                "{old} to {new}"
            );
            let needed: BTreeMap<_, _> = nodes_for_consistency(old, new)
                .unwrap()
                .into_iter()
                .map(|n| (n, memory.hash(n).unwrap()))
                .collect();
            assert_eq!(prove_consistency(old, new, &needed), Ok(proof));
        }
    }
}

#[test]
fn a_log_that_rewrote_an_entry_cannot_prove_consistency() {
    let mut rewritten = digests(40);
    let honest: MemoryTree = rewritten[..20].iter().collect();
    rewritten[7] = [0; 32];
    let forked: MemoryTree = rewritten.iter().collect();
    let proof = prove_consistency(20, 40, &forked).unwrap();
    let refused = verify_consistency(
        20,
        40,
        &proof,
        &honest.frontier().root(),
        &forked.frontier().root(),
    );
    assert_eq!(refused, Err(ProofError::WrongRoot));
}

#[test]
fn an_inner_node_is_not_an_entry() {
    let all = digests(2);
    let root = root_of(&all);
    assert_ne!(leaf_hash(&leaf_hash(&all[0])), root);
    assert_eq!(
        verify_inclusion(&root, 0, 2, &[], &root),
        Err(ProofError::WrongLength(0))
    );
}

#[test]
fn sizes_beyond_any_tree_are_refused() {
    let memory = tree(3);
    for size in [MAX_SIZE + 1, u64::MAX - 1, u64::MAX] {
        let too_large = ProofError::TooLarge(size);
        assert_eq!(root_at(size, &memory), Err(too_large));
        assert_eq!(prove_inclusion(0, size, &memory), Err(too_large));
        assert_eq!(nodes_for_inclusion(size - 1, size), Err(too_large));
        assert_eq!(prove_consistency(3, size, &memory), Err(too_large));
        assert_eq!(
            verify_inclusion(&[0; 32], 0, size, &[], &[0; 32]),
            Err(too_large)
        );
        assert_eq!(
            verify_consistency(3, size, &[], &[0; 32], &[0; 32]),
            Err(too_large)
        );
        assert_eq!(
            verify_consistency(size, size, &[], &[0; 32], &[0; 32]),
            Err(too_large)
        );
    }
}

#[test]
fn the_largest_tree_is_walked_without_overflow() {
    for index in [0, 1, MAX_SIZE / 2, MAX_SIZE - 2, MAX_SIZE - 1] {
        let depth = ranges_for_inclusion(index, MAX_SIZE).unwrap().len();
        let zeros = vec![[0; 32]; depth];
        assert_eq!(
            verify_inclusion(&[0; 32], index, MAX_SIZE, &zeros, &[0; 32]),
            Err(ProofError::WrongRoot)
        );
        assert!(nodes_for_inclusion(index, MAX_SIZE).unwrap().len() < 64 * 64);
    }
    for old in [1, 2, MAX_SIZE / 2, MAX_SIZE / 2 + 1, MAX_SIZE - 1] {
        let depth = ranges_for_consistency(old, MAX_SIZE).unwrap().len();
        assert!(depth <= MAX_PROOF_HASHES);
        let zeros = vec![[0; 32]; depth];
        assert_eq!(
            verify_consistency(old, MAX_SIZE, &zeros, &[0; 32], &[0; 32]),
            Err(ProofError::WrongRoot)
        );
    }
    assert_eq!(
        verify_consistency(MAX_SIZE, MAX_SIZE, &[], &[0; 32], &[0; 32]),
        Ok(())
    );
}

#[test]
fn an_entry_outside_the_tree_is_refused() {
    let outside = |index, size| Err(ProofError::OutOfRange { index, size });
    for (index, size) in [(0, 0), (3, 3), (u64::MAX, 3)] {
        assert_eq!(
            verify_inclusion(&[0; 32], index, size, &[], &[0; 32]),
            outside(index, size)
        );
        assert_eq!(
            prove_inclusion(index, size, &tree(3)).map(|_| ()),
            outside(index, size)
        );
    }
}

#[test]
fn a_log_that_got_shorter_is_refused() {
    let shrinks = ProofError::Shrinks { old: 4, new: 3 };
    assert_eq!(
        verify_consistency(4, 3, &[], &[0; 32], &[0; 32]),
        Err(shrinks)
    );
    assert_eq!(prove_consistency(4, 3, &tree(4)), Err(shrinks));
}

#[test]
fn nothing_is_proven_from_the_empty_tree() {
    for new in [0, 1, 5] {
        assert_eq!(
            prove_consistency(0, new, &tree(5)),
            Err(ProofError::FromEmpty)
        );
        let refused = verify_consistency(0, new, &[], &empty_root(), &empty_root());
        assert_eq!(refused, Err(ProofError::FromEmpty));
    }
}

#[test]
fn a_proof_longer_than_any_is_refused_before_hashing() {
    let long = vec![[0; 32]; 65];
    assert_eq!(
        verify_inclusion(&[0; 32], 0, MAX_SIZE, &long, &[0; 32]),
        Err(ProofError::WrongLength(65))
    );
    assert_eq!(
        verify_consistency(1, MAX_SIZE, &long, &[0; 32], &[0; 32]),
        Err(ProofError::WrongLength(65))
    );
}

#[test]
fn a_hash_that_the_source_lacks_is_named() {
    let refused = prove_inclusion(0, 4, &tree(3)).unwrap_err();
    assert_eq!(refused, ProofError::Missing(Node { level: 1, index: 1 }));
    assert_eq!(refused.to_string(), "no hash for subtree `1` at level `1`");
}

proptest! {
    #[test]
    fn an_inclusion_proof_verifies_until_any_bit_is_flipped(
        (index, size) in (1_u64..=600).prop_flat_map(|size| (0..size, Just(size))),
        part in any::<prop::sample::Index>(),
        bit in 0_usize..256,
    ) {
        let memory = tree(size);
        let mut root = memory.frontier().root();
        let mut leaf = memory.hash(Node { level: 0, index }).unwrap();
        let mut proof = prove_inclusion(index, size, &memory).unwrap();
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Ok(()));
        prop_assert!(verify_inclusion(&leaf, index ^ (1 << (bit % 64)), size, &proof, &root).is_err());
        match part.index(proof.len() + 2) {
            0 => flip(&mut root, bit),
            1 => flip(&mut leaf, bit),
            hash => flip(&mut proof[hash - 2], bit),
        }
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &proof, &root), Err(ProofError::WrongRoot));
    }

    #[test]
    fn a_consistency_proof_verifies_until_any_bit_is_flipped(
        (old, new) in (1_u64..=600).prop_flat_map(|new| (1..=new, Just(new))),
        part in any::<prop::sample::Index>(),
        bit in 0_usize..256,
    ) {
        let memory = tree(new);
        let mut old_root = root_at(old, &memory).unwrap();
        let mut new_root = memory.frontier().root();
        let mut proof = prove_consistency(old, new, &memory).unwrap();
        prop_assert_eq!(verify_consistency(old, new, &proof, &old_root, &new_root), Ok(()));
        match part.index(proof.len() + 2) {
            0 => flip(&mut old_root, bit),
            1 => flip(&mut new_root, bit),
            hash => flip(&mut proof[hash - 2], bit),
        }
        let refused = verify_consistency(old, new, &proof, &old_root, &new_root);
        prop_assert_eq!(refused, Err(ProofError::WrongRoot));
    }

    #[test]
    fn a_proof_with_a_hash_more_or_less_is_refused(
        (index, size) in (2_u64..=600).prop_flat_map(|size| (0..size, Just(size))),
    ) {
        let memory = tree(size);
        let root = memory.frontier().root();
        let leaf = memory.hash(Node { level: 0, index }).unwrap();
        let mut proof = prove_inclusion(index, size, &memory).unwrap();
        prop_assert!(verify_inclusion(&leaf, index, size, &proof[1..], &root).is_err());
        proof.push(root);
        prop_assert_eq!(
            verify_inclusion(&leaf, index, size, &proof, &root),
            Err(ProofError::WrongLength(proof.len()))
        );
    }

    #[test]
    fn hostile_numbers_never_panic(
        a in any::<u64>(), b in any::<u64>(), proof in prop::collection::vec(any::<Hash>(), 0..70), root in any::<Hash>(),
    ) {
        prop_assert!(verify_inclusion(&root, a, b, &proof, &root).is_err() || (b == 1 && proof.is_empty()));
        prop_assert!(verify_consistency(a, b, &proof, &root, &[0; 32]).is_err());
        let _ = nodes_for_inclusion(a, b);
        let _ = nodes_for_consistency(a, b);
    }
}
