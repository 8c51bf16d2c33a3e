//! A filter in memory that says what is certainly not in the index of values: a bulk check asks the
//! database for little more than what is there.
//!
//! It holds every key that was ever committed up to its generation, so it may say "perhaps" too often
//! and never too seldom; what was purged since stays in it and is asked for in vain. The number of the
//! generation stands in the database and grows with every commit that adds keys, whichever process
//! made it: a unit of work uses the filter only if it is as new as what the unit sees. It lives on
//! SQLite alone, where one unit writes at a time; on PostgreSQL such a number would make writers wait
//! for each other.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The key of a row of the index.
pub(crate) type RowKey = [u8; 16];

/// Keys that are asked for without a filter before making one is worth it: it reads the whole index.
const WORTH_IT: usize = 16_384;
/// Generations that wait for one before them: another process committed that one, and the filter is
/// of no use any more.
const MOST_WAITING: usize = 64;

/// The filter, once there is one.
#[derive(Default)]
pub(crate) struct Sieve {
    state: Mutex<State>,
    /// One at a time reads the whole index.
    pub(crate) making: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    filter: Option<Filter>,
    asked_without: usize,
}

struct Filter {
    generation: u64,
    keys: Bloom,
    /// Of commits that were heard of before the one before them.
    waiting: BTreeMap<u64, Vec<RowKey>>,
}

/// What the filter knows of some keys.
pub(crate) enum Passed {
    /// All others are not in the index.
    Only(Vec<RowKey>),
    /// Nothing: ask for all of them.
    All(Vec<RowKey>),
    /// Nothing, and so much was asked already that it is worth making one.
    MakeOne(Vec<RowKey>),
}

impl Sieve {
    /// Leaves out what is certainly not there at this generation.
    pub(crate) fn pass(&self, generation: u64, mut keys: Vec<RowKey>) -> Passed {
        let mut state = self.state();
        match &state.filter {
            Some(filter) if filter.generation >= generation => {
                keys.retain(|key| filter.keys.may_hold(key));
                Passed::Only(keys)
            }
            Some(_) | None => {
                state.asked_without = state.asked_without.saturating_add(keys.len());
                if state.asked_without < WORTH_IT {
                    Passed::All(keys)
                } else {
                    Passed::MakeOne(keys)
                }
            }
        }
    }

    /// Takes a filter of everything that a unit of this generation saw.
    pub(crate) fn put(&self, generation: u64, keys: Bloom) {
        let mut state = self.state();
        let is_newer = |filter: &Filter| filter.generation >= generation;
        if state.filter.as_ref().is_some_and(is_newer) {
            return;
        }
        state.asked_without = 0;
        state.filter = Some(Filter {
            generation,
            keys,
            waiting: BTreeMap::new(),
        });
    }

    /// A unit of this process committed these keys as this generation.
    pub(crate) fn committed(&self, generation: u64, keys: Vec<RowKey>) {
        let mut state = self.state();
        let Some(filter) = &mut state.filter else {
            return;
        };
        if generation > filter.generation {
            filter.waiting.insert(generation, keys);
        }
        while let Some(keys) = filter.waiting.remove(&(filter.generation + 1)) {
            filter.generation += 1;
            for key in &keys {
                filter.keys.add(key);
            }
        }
        if filter.waiting.len() > MOST_WAITING || filter.keys.is_crowded() {
            state.filter = None;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Bits of a block: one line of the processor's cache.
const BLOCK_BITS: usize = 512;
/// Bits of memory for each key: one stranger in a thousand passes.
const BITS_PER_KEY: usize = 16;
/// Bits that are set for each key.
const BITS_SET: u32 = 6;

/// A Bloom filter in blocks. Keys are bytes of a MAC: they need no hashing, and nobody chooses them.
pub(crate) struct Bloom {
    blocks: Vec<[u64; BLOCK_BITS / 64]>,
    held: usize,
    room: usize,
}

impl Bloom {
    /// For so many keys, and as many again later.
    pub(crate) fn with_room(keys: usize) -> Self {
        let room = keys.saturating_mul(2).max(4096);
        let blocks = (room / 2 * BITS_PER_KEY).div_ceil(BLOCK_BITS);
        Self {
            blocks: vec![[0; BLOCK_BITS / 64]; blocks.max(1)],
            held: 0,
            room,
        }
    }

    pub(crate) fn add(&mut self, key: &RowKey) {
        self.held += 1;
        let (block, bits) = places(key, self.blocks.len());
        let Some(block) = self.blocks.get_mut(block) else {
            return;
        };
        for (word, mask) in bits {
            if let Some(word) = block.get_mut(word) {
                *word |= mask;
            }
        }
    }

    fn may_hold(&self, key: &RowKey) -> bool {
        let (block, mut bits) = places(key, self.blocks.len());
        // A block that is not there would be a fault here: then the database is asked.
        self.blocks.get(block).is_none_or(|block| {
            bits.all(|(word, mask)| block.get(word).is_none_or(|word| word & mask != 0))
        })
    }

    /// So full that it lets too many pass.
    pub(crate) const fn is_crowded(&self) -> bool {
        self.held > self.room
    }
}

/// The block of a key, and its bits there as words and masks.
fn places(key: &RowKey, blocks: usize) -> (usize, impl Iterator<Item = (usize, u64)>) {
    let whole = u128::from_be_bytes(*key);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the two halves of 128 bits, and less than 512 of them"
    )]
    let (first, second) = ((whole >> 64) as u64, whole as u64);
    let block = usize::try_from((u128::from(first) * blocks as u128) >> 64).unwrap_or_default();
    let bits = (0..BITS_SET).map(move |n| {
        let bit = (second >> (n * 9)) & (BLOCK_BITS as u64 - 1);
        (
            usize::try_from(bit / 64).unwrap_or_default(),
            1 << (bit % 64),
        )
    });
    (block, bits)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::*;

    fn key(n: u32) -> RowKey {
        let hash: [u8; 32] = Sha256::digest(n.to_be_bytes()).into();
        *hash.first_chunk().unwrap()
    }

    fn passed(sieve: &Sieve, generation: u64, keys: &[u32]) -> Option<Vec<RowKey>> {
        match sieve.pass(generation, keys.iter().map(|n| key(*n)).collect()) {
            Passed::Only(keys) => Some(keys),
            Passed::All(_) | Passed::MakeOne(_) => None,
        }
    }

    #[test]
    fn what_is_held_passes_and_hardly_anything_else() {
        let mut bloom = Bloom::with_room(20_000);
        (0..20_000).for_each(|n| bloom.add(&key(n)));
        assert!((0..20_000).all(|n| bloom.may_hold(&key(n))));
        let strangers = (20_000..120_000).filter(|n| bloom.may_hold(&key(*n)));
        let passed = strangers.count();
        assert!(passed < 500, "{passed} of 100,000");
        assert!(!bloom.is_crowded());
        (20_000..40_001).for_each(|n| bloom.add(&key(n)));
        assert!(bloom.is_crowded());
    }

    #[test]
    fn a_filter_that_is_older_than_what_a_unit_sees_is_not_used() {
        let sieve = Sieve::default();
        assert_eq!(passed(&sieve, 0, &[1]), None);
        sieve.put(3, Bloom::with_room(0));
        assert_eq!(passed(&sieve, 3, &[1]), Some(vec![]));
        assert_eq!(passed(&sieve, 2, &[1]), Some(vec![]));
        assert_eq!(passed(&sieve, 4, &[1]), None);
        // An older one does not take its place.
        sieve.put(2, Bloom::with_room(0));
        assert_eq!(passed(&sieve, 3, &[1]), Some(vec![]));
    }

    #[test]
    fn commits_are_taken_in_their_order_and_none_is_left_out() {
        let sieve = Sieve::default();
        sieve.committed(1, vec![key(1)]);
        sieve.put(1, Bloom::with_room(0));
        sieve.committed(3, vec![key(3)]);
        assert_eq!(passed(&sieve, 1, &[2, 3]), Some(vec![]));
        assert_eq!(passed(&sieve, 3, &[2, 3]), None, "2 is not known yet");
        sieve.committed(2, vec![key(2)]);
        assert_eq!(passed(&sieve, 3, &[2, 3, 4]), Some(vec![key(2), key(3)]));
        // What it holds already comes again: nothing changes.
        sieve.committed(2, vec![key(4)]);
        assert_eq!(passed(&sieve, 3, &[2, 4]), Some(vec![key(2)]));
    }

    #[test]
    fn a_filter_that_missed_a_commit_of_another_process_is_given_up() {
        let sieve = Sieve::default();
        sieve.put(1, Bloom::with_room(0));
        for generation in 3..80 {
            sieve.committed(generation, vec![key(0)]);
        }
        assert_eq!(passed(&sieve, 1, &[0]), None);
    }

    #[test]
    fn a_filter_is_made_once_enough_was_asked_without() {
        let sieve = Sieve::default();
        let ask = || sieve.pass(0, vec![key(0); WORTH_IT / 2]);
        assert!(matches!(ask(), Passed::All(_)));
        assert!(matches!(ask(), Passed::MakeOne(_)));
        sieve.put(0, Bloom::with_room(0));
        assert!(matches!(ask(), Passed::Only(keys) if keys.is_empty()));
    }
}
