//! What can go wrong between two nodes, by who must act.

use fanal_protocol::{DeskId, Problem};

/// Why a call to a peer brought nothing, or why this room cannot open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeerError {
    /// Nobody: try again later.
    #[error("the peer cannot be reached: {why}")]
    Unreachable {
        /// What happened, without addresses.
        why: &'static str,
    },
    /// The peer said no, and why.
    #[error("the peer refused: {0}")]
    Refused(Problem),
    /// The peer broke the protocol.
    #[error("the peer broke the protocol: {what}")]
    Misbehaved {
        /// How.
        what: String,
    },
    /// The desk is not, or no longer, an active member: nothing goes there.
    #[error("desk `{0}` is not an active member")]
    NotMember(DeskId),
    /// The operator: a setting is missing or wrong.
    #[error("misconfigured: {0}")]
    Misconfigured(&'static str),
    /// Us.
    #[error("broken: {0}")]
    Broken(String),
}

impl PeerError {
    pub(crate) fn misbehaved(what: impl Into<String>) -> Self {
        Self::Misbehaved { what: what.into() }
    }

    pub(crate) fn broken(what: impl std::fmt::Display) -> Self {
        Self::Broken(what.to_string())
    }
}
