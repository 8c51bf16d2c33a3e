//! Problem documents (RFC 9457) and the closed list of codes that CLI, API and console share.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal, $exit:literal;)*) => {
        /// What went wrong, or why not: the part before the first dot says who must act.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code's text.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// The exit code of the command line.
            pub const fn exit(self) -> u8 {
                match self { $(Self::$name => $exit,)* }
            }
        }
    };
}

codes! {
    /// The label does not go that far.
    PolicyLabel = "policy.label", 422, 3;
    /// The audience does not name them, or nobody is named where somebody must be.
    PolicyAudience = "policy.audience", 422, 3;
    /// The person said no.
    PolicyConsentRefused = "policy.consent.refused", 422, 3;
    /// The person was not asked.
    PolicyConsentNotAsked = "policy.consent.not_asked", 422, 3;
    /// The person's yes does not go that far.
    PolicyConsentScope = "policy.consent.scope", 422, 3;
    /// The person's yes has ended.
    PolicyConsentExpired = "policy.consent.expired", 422, 3;
    /// A second person has not approved it.
    PolicyReview = "policy.review", 422, 3;
    /// The privacy check has findings without an answer.
    PolicyPrivacy = "policy.privacy", 422, 3;
    /// Not before the embargo ends.
    PolicyEmbargo = "policy.embargo", 422, 3;
    /// PAP contradicts the label.
    PolicyPap = "policy.pap", 422, 3;
    /// Something that it quotes may not go that far.
    PolicyReference = "policy.reference", 422, 3;
    /// The desk is not an active member.
    PolicyMember = "policy.member", 403, 3;
    /// The roster is stale, expired or forked.
    PolicyRoster = "policy.roster", 422, 3;
    /// Only the origin may do that.
    PolicyOrigin = "policy.origin", 403, 3;
    /// It was withdrawn.
    PolicyWithdrawn = "policy.withdrawn", 410, 3;
    /// This account has no right to it.
    PolicyRole = "policy.role", 403, 7;
    /// An input has no label, and none was given.
    PolicyUnlabelled = "policy.unlabelled", 422, 3;
    /// The envelope, payload or proof does not verify.
    VerifySignature = "verify.signature", 422, 5;
    /// The format is broken.
    VerifyFormat = "verify.format", 422, 5;
    /// The log is inconsistent with what was seen before.
    VerifyLog = "verify.log", 422, 5;
    /// A revision goes down or stands still.
    VerifyRevision = "verify.revision", 422, 5;
    /// It belongs to another stream, network or epoch.
    VerifyPlace = "verify.place", 422, 5;
    /// It lies too far in the future.
    VerifyTime = "verify.time", 422, 5;
    /// A limit of the protocol.
    LimitSize = "limit.size", 413, 5;
    /// Too many requests.
    LimitRate = "limit.rate", 429, 75;
    /// The request is not what the call takes.
    UsageInvalid = "usage.invalid", 400, 2;
    /// The log-in is missing or wrong.
    AccountUnknown = "account.unknown", 401, 7;
    /// The act asks for a fresh password or second factor.
    AccountProof = "account.proof", 403, 7;
    /// The node is locked.
    AccountLocked = "account.locked", 503, 7;
    /// There is no such thing here, or not for this caller.
    NotFound = "not_found", 404, 4;
    /// It exists already, or changed meanwhile.
    Conflict = "conflict", 409, 1;
    /// The peer cannot be reached.
    PeerUnreachable = "peer.unreachable", 502, 6;
    /// The peer refused.
    PeerRefused = "peer.refused", 502, 6;
    /// Try again later.
    Busy = "busy", 503, 75;
    /// The operator must mend the configuration.
    Misconfigured = "misconfigured", 500, 1;
    /// We are at fault.
    Broken = "broken", 500, 1;
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A problem document; no value of a bulletin ever stands in one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// The code.
    pub code: Code,
    /// One sentence: what and where.
    pub text: String,
    /// How to mend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Problem {
    /// A problem without a hint.
    pub fn new(code: Code, text: impl Into<String>) -> Self {
        Self {
            code,
            text: text.into(),
            hint: None,
        }
    }

    /// The same with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.text, self.code)
    }
}

impl std::error::Error for Problem {}
