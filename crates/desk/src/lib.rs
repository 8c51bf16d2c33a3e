#![doc = include_str!("../README.md")]

mod accounts;
mod attempts;
mod caller;
mod check;
mod content;
mod desk;
mod draft;
mod due;
mod error;
mod explain;
mod export;
mod heartbeat;
mod inbox;
mod keys;
mod objects;
mod pen;
mod preview;
mod privacy;
mod publish;
mod pull;
mod receive;
mod refresh;
mod review;
mod revise;
mod roster;
mod serve;
mod share;
mod sight;
mod sources;
mod status;
mod sync_now;
mod verify;
mod withdraw;

pub use accounts::{AccountShown, NewAccount, SignIn, TokenTold, WhichAccount};
pub use caller::{Caller, name_of};
pub use check::{CheckOrder, Checked, FoundIn, KnownValue};
pub use desk::{Desk, Membership, Profile, Standing};
pub use due::Done;
pub use error::{DeskError, Result};
pub use explain::{ExplainOrder, Explained, Explanations};
pub use export::{ExportOrder, Exported, Published, PublishedItem, Withdrawn};
pub use inbox::{BulletinShown, Line as ListLine, ListOrder, ValueShown};
pub use keys::DeskKeys;
pub use preview::{Alternative, NotShown, Outlook};
pub use privacy::Finding;
pub use pull::{Line, Round};
pub use review::{Approved, ReviewItem, ReviewShown};
pub use revise::{ReviseOrder, Revised};
pub use roster::{
    DeskShown, FoundOrder, Invitation, JoinRequest, RosterChange, RosterDraft, RosterShown, Slip,
    state_name,
};
pub use share::{RefusedShown, ShareOrder, Shared, SharedBulletin};
pub use sight::{SightOrder, Sighted};
pub use status::{AuditShown, Health, NetworkStatus, PeerStatus, RefusalShown, Status};
pub use sync_now::{SyncOrder, Synced};
pub use verify::{Verified, verify_file, verify_listed, verify_sums};
pub use withdraw::{WithdrawOrder, WithdrawalShown};
