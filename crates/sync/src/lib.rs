#![doc = include_str!("../README.md")]

mod backoff;
mod entry;
mod fault;
mod head;
mod held;
mod hints;
mod peer;
mod pull;
mod serve;
#[cfg(test)]
mod testing;
mod verifier;

pub use backoff::Backoff;
pub use entry::{Checked, Place, Refused, digest_of_entry, open_entry, open_entry_by};
pub use fault::{Blame, Fault};
pub use head::{OpenHead, open_head, open_head_by};
pub use held::{Held, KnownCheckpoint, Staged, View};
pub use hints::Hints;
pub use peer::VerifiedPeer;
pub use pull::{
    Action, Batch, CompletedHead, Filling, GAPS_PER_ROUND, PIPELINE, Pull, ROSTERS_PER_ROUND,
};
pub use serve::{Membership, ServedStream, Stored, answer_heads, entry_for, plan_range};
pub use verifier::{Ed25519, Verifier};
