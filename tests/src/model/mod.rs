//! Every order of things, in small worlds: three or four desks, one of them hostile, one or two
//! bulletins, and a few acts. stateright tries each sequence of steps there is, and after each step the
//! promises of the design are looked at; larger worlds are walked through by chance.
//!
//! What runs is the real policy and the real session ([`fanal_sync::Pull`], `answer_heads`,
//! `plan_range`, `entry_for`, `open_entry`), on the node of the random schedules, which plays the
//! store. Signatures are symbols: behind the session's own trait stands a book of who signed what,
//! see [`crate::simulation::book`]. Nothing else is: rosters carry real signatures, digests and trees
//! are real.
//!
//! A desk's state has a number, and a round between two states comes out the same each time, so it is
//! run once: see [`net::Net`].
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a harness: what does not hold here has to stop the test"
)]

pub mod bugs;
pub mod check;
pub mod fingerprint;
pub mod net;
pub mod parcel;
pub mod restore;
pub mod round;
pub mod settle;
pub mod step;
pub mod walk;
pub mod world;
