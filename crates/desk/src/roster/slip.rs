//! Slips: invitations and requests as one line of text that people hand to each other.

use data_encoding::BASE64URL_NOPAD;
use fanal_protocol::{Code, PublicKey, Roster, SecretKey, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ask::read_change;
use super::{ChangeRequest, Invitation, JoinRequest};
use crate::error::{DeskError, Result, invalid, problem};

/// A blob that is passed by hand, as one line of text.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Slip {
    /// The text.
    pub slip: String,
}

/// The prefix of an invitation's slip.
const INVITE: &str = "fanal-invite";

/// The prefix of a request's slip.
const REQUEST: &str = "fanal-request";

/// The prefix of a member's wish for its own entry.
pub(super) const CHANGE: &str = "fanal-change";
/// The prefix of a coordinator's card.
pub(super) const COORDINATOR: &str = "fanal-coordinator";

impl Slip {
    /// The invitation that this line is.
    pub fn invitation(&self) -> Result<Invitation> {
        from_slip(INVITE, &self.slip)
    }

    /// The request that this line is, signed by the desk that it names.
    pub fn request(&self) -> Result<JoinRequest> {
        read_request(&self.slip)
    }

    /// The wish for its own entry that this line is, signed by a desk of the roster.
    pub fn change(&self, roster: &Roster, now: Timestamp) -> Result<ChangeRequest> {
        read_change(&self.slip, roster, now)
    }
}

impl From<&Invitation> for Slip {
    fn from(invitation: &Invitation) -> Self {
        let slip = to_slip(INVITE, invitation);
        Self { slip }
    }
}

/// A request, signed by the desk that asks: who vouches for its key vouches for all of it. [ROS-13]
pub(super) fn to_request(request: &JoinRequest, key: &SecretKey) -> String {
    to_signed_slip(REQUEST, request, key)
}

pub(super) fn read_request(text: &str) -> Result<JoinRequest> {
    let (request, signed) = from_signed_slip::<JoinRequest>(REQUEST, text)?;
    if signed.is_by(&key_of(&request)?) {
        return Ok(request);
    }
    let text = "the request is not signed by the desk that it names: it was changed or cut off";
    Err(problem(Code::VerifySignature, text))
}

/// A slip with a signature behind a dot.
pub(super) fn to_signed_slip(prefix: &str, value: &impl Serialize, key: &SecretKey) -> String {
    let slip = to_slip(prefix, value);
    let signature = key.sign(&signed_message(prefix, slip.as_bytes()));
    format!("{slip}.{}", BASE64URL_NOPAD.encode(&signature))
}

/// What a signed slip says, and its signature, which the caller has to ask about.
pub(super) fn from_signed_slip<T: for<'a> Deserialize<'a>>(
    prefix: &str,
    text: &str,
) -> Result<(T, Signed)> {
    let joined: String = text.split_whitespace().collect();
    let (slip, signature) = joined.split_once('.').unwrap_or((&joined, ""));
    let value: T = from_slip(prefix, slip)?;
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok();
    let signed = Signed {
        message: signed_message(prefix, slip.as_bytes()),
        signature: signature.and_then(|bytes| bytes.try_into().ok()),
    };
    Ok((value, signed))
}

/// The signature of a slip.
pub(super) struct Signed {
    message: Vec<u8>,
    signature: Option<[u8; 64]>,
}

impl Signed {
    /// Is it this key's?
    pub(super) fn is_by(&self, key: &PublicKey) -> bool {
        self.signature
            .is_some_and(|signature| key.verifies(&self.message, &signature))
    }
}

/// What is signed stands behind these words: no other signature can pass for it.
fn signed_message(prefix: &str, slip: &[u8]) -> Vec<u8> {
    [prefix.as_bytes(), b"-v1\n", slip].concat()
}

/// The one key that a vouch is for; what else the entry would let in, nobody vouched for.
pub(super) fn key_of(request: &JoinRequest) -> Result<PublicKey> {
    let [only] = request.desk.signing.as_slice() else {
        return Err(invalid("a request has exactly one signing key"));
    };
    if request.desk.tls.len() != 1 {
        return Err(invalid("a request has exactly one TLS pin"));
    }
    Ok(only.key)
}

fn to_slip(prefix: &str, value: &impl Serialize) -> String {
    format!(
        "{prefix}:{}",
        BASE64URL_NOPAD.encode(&serde_json::to_vec(value).unwrap_or_default())
    )
}

fn from_slip<T: for<'a> Deserialize<'a>>(prefix: &str, text: &str) -> Result<T> {
    let refused =
        |what: &str| -> DeskError { invalid(format!("this is no `{prefix}:...` slip: {what}")) };
    let joined: String = text.split_whitespace().collect();
    let body = joined
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix(':'))
        .ok_or_else(|| refused("prefix"))?;
    let bytes = BASE64URL_NOPAD
        .decode(body.as_bytes())
        .map_err(|_| refused("it is cut off or changed"))?;
    fanal_protocol::json::read(&bytes).map_err(|error| refused(&error.to_string()))
}
