//! The two ceremonies of the standard, as far as a relying party has to judge them: a new passkey
//! (section 7.1) and a sign-in with one (section 7.2).

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::authenticator::{of_attestation, read};
use crate::client::{Ceremony, origin_of};
use crate::key::Key;
use crate::{Bytes, Place, Refused};

/// A passkey as it is kept. It says nothing of who has it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Passkey {
    /// Its id, which the authenticator chose.
    pub id: Bytes,
    key: Key,
    /// The page that it was made on; it counts there alone.
    origin: String,
    /// The id of the relying party.
    site: String,
    /// Its authenticator looks who is there, by a code or a finger, and has to from then on.
    pub verified: bool,
    /// It may be copied to other machines, or to somebody's cloud.
    pub copyable: bool,
    counter: u32,
}

/// What a browser answers when a passkey was made.
#[derive(Clone, Debug, Default)]
pub struct Attestation {
    /// `clientDataJSON`.
    pub client: Bytes,
    /// `attestationObject`.
    pub object: Bytes,
}

/// What a browser answers to a challenge.
#[derive(Clone, Debug, Default)]
pub struct Assertion {
    /// Of the passkey.
    pub id: Bytes,
    /// `clientDataJSON`.
    pub client: Bytes,
    /// `authenticatorData`.
    pub authenticator: Bytes,
    /// Over the two.
    pub signature: Bytes,
    /// Whose passkey the authenticator says it is, if it says so.
    pub owner: Option<Bytes>,
}

/// Takes a new passkey, made for this challenge on a page of this place.
pub fn register(place: &Place, challenge: &[u8], answer: &Attestation) -> Result<Passkey, Refused> {
    let origin = origin_of(&answer.client.0, Ceremony::Register, challenge)?;
    if !place.is_origin(&origin) {
        return Err(Refused::Origin);
    }
    let said = read(of_attestation(&answer.object.0)?, place.name())?;
    let (id, key) = said.made.ok_or(Refused::Unreadable)?;
    Ok(Passkey {
        id: Bytes(id),
        key,
        origin,
        site: place.name().to_owned(),
        verified: said.verified,
        copyable: said.copyable,
        counter: said.counter,
    })
}

/// Judges a sign-in by this passkey, whose owner's handle this is; the answer is the passkey as it has to be
/// kept from now on.
pub fn judge(
    passkey: &Passkey,
    owner: &Bytes,
    challenge: &[u8],
    answer: &Assertion,
) -> Result<Passkey, Refused> {
    if answer.id != passkey.id {
        return Err(Refused::Credential);
    }
    if answer.owner.as_ref().is_some_and(|said| said != owner) {
        return Err(Refused::Owner);
    }
    let origin = origin_of(&answer.client.0, Ceremony::SignIn, challenge)?;
    if origin != passkey.origin {
        return Err(Refused::Origin);
    }
    let said = read(&answer.authenticator.0, &passkey.site)?;
    if passkey.verified && !said.verified {
        return Err(Refused::Unverified);
    }
    if said.copyable != passkey.copyable {
        return Err(Refused::Flags);
    }
    let client = Sha256::digest(&answer.client.0);
    let signed = [answer.authenticator.0.as_slice(), client.as_slice()].concat();
    if !passkey.key.signed(&signed, &answer.signature.0) {
        return Err(Refused::Signature);
    }
    // After the signature: nobody but the authenticator may say that it counted.
    let counts = said.counter != 0 || passkey.counter != 0;
    if counts && said.counter <= passkey.counter {
        return Err(Refused::Counter);
    }
    Ok(Passkey {
        counter: said.counter,
        ..passkey.clone()
    })
}

impl Passkey {
    /// The name of the place that it was made at.
    pub fn site(&self) -> &str {
        &self.site
    }

    /// Can it be used on pages of this place?
    pub fn is_of(&self, place: &Place) -> bool {
        self.site == place.name() && place.is_origin(&self.origin)
    }
}
