//! Real nodes: the built program, each in a folder and a process of its own, on sockets of this
//! machine.
//!
//! ```text
//! let (mut charter, homes) = settle(folder, &[("kivu", Place::in_folder(..))], &["ada", "bea"]).await;
//! let node = Process::start(&homes[0]).await;
//! node.call("share", &order).await
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::indexing_slicing,
    reason = "a harness: what does not hold here has to stop the test"
)]

mod charter;
mod door;
mod home;
mod process;

pub use charter::{Charter, Member, entry_of, now};
pub use door::{Door, Told};
pub use home::{Home, Ports};
pub use process::{Process, program};
