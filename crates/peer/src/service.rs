//! What the desk answers to its peers.

use async_trait::async_trait;
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{Code, Problem, TlsPin};
use fanal_sync::VerifiedPeer;

/// The desk's side of the listener. Every caller is an active member of the network that its
/// request names; what it may see is decided here and at this moment.
#[async_trait]
pub trait PeerService: Send + Sync {
    /// Which checkpoints may the caller see?
    async fn heads(
        &self,
        caller: &VerifiedPeer,
        request: HeadsRequest,
    ) -> Result<HeadsAnswer, Problem>;

    /// The entries of a stream, at most [`RANGE_ENTRIES`](fanal_protocol::limits::RANGE_ENTRIES)
    /// and [`RANGE_BYTES`](fanal_protocol::limits::RANGE_BYTES).
    async fn range(
        &self,
        caller: &VerifiedPeer,
        request: RangeRequest,
    ) -> Result<Vec<Entry>, Problem>;

    /// Like `heads`, but waits up to [`HINT_SECONDS`](fanal_protocol::limits::HINT_SECONDS) for
    /// something new. The future is dropped when the peer goes or is put out.
    async fn hint(
        &self,
        caller: &VerifiedPeer,
        request: HeadsRequest,
    ) -> Result<HeadsAnswer, Problem>;

    /// Counts what was refused before it came to the desk. Must not block.
    fn refused(&self, what: Refusal);
}

/// Something that the listener turned away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// Why.
    pub kind: RefusalKind,
    /// The key that was shown, if it came so far. Strangers can show any number of keys: bound
    /// whatever is kept by it.
    pub pin: Option<TlsPin>,
}

/// Why the listener turned something away.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum RefusalKind {
    /// The handshake showed a key that no active desk has.
    UnknownPin,
    /// The handshake failed otherwise: no certificate, an old TLS, no `h2`, too slow.
    BadHandshake,
    /// The desk is no longer, or not in that network, an active member.
    NotMember,
    /// Too many connections, of this peer or of all.
    Crowded,
    /// Too many requests, in a minute or at once.
    Rate,
    /// The body is too large.
    Oversize,
    /// The body is not what the call takes, or never came; or the line carries what is no HTTP/2, or more of it than
    /// one may send.
    Malformed,
    /// There is no such call.
    NoSuchCall,
}

impl RefusalKind {
    /// Every kind, for counters.
    pub const ALL: [Self; 8] = [
        Self::UnknownPin,
        Self::BadHandshake,
        Self::NotMember,
        Self::Crowded,
        Self::Rate,
        Self::Oversize,
        Self::Malformed,
        Self::NoSuchCall,
    ];

    /// The code that says it best, for pages.
    pub const fn code(self) -> Code {
        match self {
            Self::UnknownPin | Self::NotMember => Code::PolicyMember,
            Self::BadHandshake => Code::VerifyFormat,
            Self::Crowded | Self::Rate => Code::LimitRate,
            Self::Oversize => Code::LimitSize,
            Self::Malformed => Code::UsageInvalid,
            Self::NoSuchCall => Code::NotFound,
        }
    }

    /// Its name in metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownPin => "unknown_pin",
            Self::BadHandshake => "bad_handshake",
            Self::NotMember => "not_member",
            Self::Crowded => "crowded",
            Self::Rate => "rate",
            Self::Oversize => "oversize",
            Self::Malformed => "malformed",
            Self::NoSuchCall => "no_such_call",
        }
    }
}
