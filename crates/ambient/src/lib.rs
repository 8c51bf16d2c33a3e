#![doc = include_str!("../README.md")]

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time of day. Wall clock only; durations are the runtime's business.
pub trait Clock: Send + Sync {
    /// Seconds since 1970-01-01T00:00:00Z.
    fn unix_now(&self) -> i64;
}

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct MachineClock;

impl Clock for MachineClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one door to the clock"
    )]
    fn unix_now(&self) -> i64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |elapsed| {
            i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
        })
    }
}

/// A clock that a test moves.
#[derive(Debug)]
pub struct ScriptedClock(AtomicI64);

impl ScriptedClock {
    /// Starts at this moment.
    pub const fn at(unix: i64) -> Self {
        Self(AtomicI64::new(unix))
    }

    /// Moves by so many seconds, back if negative.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for ScriptedClock {
    fn unix_now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Gives random bytes.
pub trait Entropy: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);
}

/// Random bytes as an array, for keys, ids and salts.
pub fn random<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

/// The machine's random source. A machine that has none cannot make keys: the process ends.
#[derive(Debug, Default, Clone, Copy)]
pub struct MachineEntropy;

impl Entropy for MachineEntropy {
    #[expect(clippy::disallowed_methods, reason = "this is the one door to chance")]
    fn fill(&self, buffer: &mut [u8]) {
        if getrandom::fill(buffer).is_err() {
            // Keys and salts made without chance would betray people; there is no way on.
            std::process::abort();
        }
    }
}

/// Bytes that a test can predict: splitmix64 from a seed.
#[derive(Debug)]
pub struct SeededEntropy(Mutex<u64>);

impl SeededEntropy {
    /// From this seed.
    pub const fn from_seed(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        let mut state = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in buffer.chunks_mut(8) {
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut word = *state;
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            word ^= word >> 31;
            for (to, from) in chunk.iter_mut().zip(word.to_le_bytes()) {
                *to = from;
            }
        }
    }
}
