//! What the browser says of the ceremony (Web Authentication, section 5.8.1): what, for which challenge, on
//! which page. The authenticator signs its hash.

use serde::Deserialize;

use crate::{Bytes, PART_BYTES, Refused};

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ceremony {
    Register,
    SignIn,
}

impl Ceremony {
    const fn word(self) -> &'static str {
        match self {
            Self::Register => "webauthn.create",
            Self::SignIn => "webauthn.get",
        }
    }
}

/// Browsers may add what nobody knows yet; twice the same is refused.
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: Option<bool>,
    #[serde(default, rename = "topOrigin")]
    top_origin: Option<String>,
}

/// The page that it was given to, if it is an answer to this challenge in this ceremony.
pub(crate) fn origin_of(
    bytes: &[u8],
    ceremony: Ceremony,
    challenge: &[u8],
) -> Result<String, Refused> {
    if bytes.len() > PART_BYTES {
        return Err(Refused::Unreadable);
    }
    let data: ClientData = serde_json::from_slice(bytes).map_err(|_| Refused::Unreadable)?;
    if data.kind != ceremony.word() {
        return Err(Refused::Ceremony);
    }
    let given = Bytes::read(&data.challenge).ok_or(Refused::Unreadable)?;
    if given.0 != challenge || challenge.is_empty() {
        return Err(Refused::Challenge);
    }
    // Our pages forbid to be framed: whoever asks from inside another page is not one of ours.
    if data.cross_origin == Some(true) || data.top_origin.is_some() {
        return Err(Refused::Origin);
    }
    Ok(data.origin)
}
