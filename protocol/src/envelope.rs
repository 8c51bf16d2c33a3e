//! DSSE envelopes: signatures over exact bytes; nothing is re-serialised to be checked. [ENV]
//!
//! Source: Dead Simple Signing Envelope 1.0.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::keys::{KeyPurpose, PublicKey, SecretKey};
use crate::limits::{ENVELOPE_BYTES, SIGNATURES};
use crate::{Digest, json};

/// Why bytes are no envelope, or why nobody who counts signed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Longer than [`ENVELOPE_BYTES`].
    #[error("envelope of {0} bytes, at most {ENVELOPE_BYTES} are read")]
    TooLarge(usize),
    /// Not the JSON of an envelope.
    #[error("envelope is malformed: {0}")]
    Malformed(String),
    /// The type says that it is something else.
    #[error("payload type `{found}`, wanted `{wanted}`")]
    WrongType {
        /// What it says.
        found: String,
        /// What was asked for.
        wanted: &'static str,
    },
    /// A desk's statement has exactly one signature.
    #[error("{0} signatures, a statement has exactly one")]
    SignatureCount(usize),
    /// No key that counts verifies it.
    #[error("no signature verifies with the keys of `{0}`")]
    NotSigned(String),
}

/// The bytes that DSSE signs: `DSSEv1 LEN TYPE LEN PAYLOAD`.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(payload.len() + payload_type.len() + 32);
    out.extend_from_slice(
        format!(
            "DSSEv1 {} {payload_type} {} ",
            payload_type.len(),
            payload.len()
        )
        .as_bytes(),
    );
    out.extend_from_slice(payload);
    out
}

/// SHA-256 of the pre-authentication encoding: the digest of a statement or roster. [ENC-4]
pub fn digest_of(payload_type: &str, payload: &[u8]) -> Digest {
    Digest::from_bytes(Sha256::digest(pae(payload_type, payload)).into())
}

/// One signature; the key id is a hint that decides nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Signature {
    /// What the signer calls the key.
    pub key_id: Option<String>,
    /// 64 bytes of Ed25519.
    pub bytes: [u8; 64],
}

/// A parsed envelope. What it holds is not verified: that is the point of the types that follow.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    payload_type: String,
    payload: Vec<u8>,
    signatures: Vec<Signature>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    #[serde(borrow)]
    payload: std::borrow::Cow<'a, str>,
    #[serde(rename = "payloadType", borrow)]
    payload_type: std::borrow::Cow<'a, str>,
    signatures: Vec<WireSignature>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireSignature {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keyid: Option<String>,
    sig: String,
}

impl Envelope {
    /// Reads an envelope; unknown members are refused. [ENV-2]
    pub fn parse(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        if bytes.len() > ENVELOPE_BYTES {
            return Err(EnvelopeError::TooLarge(bytes.len()));
        }
        let malformed = |what: String| EnvelopeError::Malformed(what);
        let wire: Wire<'_> = json::read(bytes).map_err(|e| malformed(e.to_string()))?;
        if wire.signatures.is_empty() || wire.signatures.len() > SIGNATURES {
            return Err(malformed(format!(
                "{} signatures, 1 to {SIGNATURES} are read",
                wire.signatures.len()
            )));
        }
        let payload =
            unbase64(&wire.payload).ok_or_else(|| malformed("payload is not base64".into()))?;
        let signatures = wire
            .signatures
            .into_iter()
            .map(|s| {
                let bytes = unbase64(&s.sig).and_then(|b| b.try_into().ok());
                let bytes = bytes
                    .ok_or_else(|| malformed("a signature is not base64 of 64 bytes".into()))?;
                Ok(Signature {
                    key_id: s.keyid,
                    bytes,
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            payload_type: wire.payload_type.into_owned(),
            payload,
            signatures,
        })
    }

    /// Signs a payload with one key.
    pub fn sign(
        payload_type: &str,
        payload: Vec<u8>,
        key: &SecretKey,
        purpose: KeyPurpose,
    ) -> Self {
        let mut envelope = Self {
            payload_type: payload_type.into(),
            payload,
            signatures: Vec::new(),
        };
        envelope.add_signature(key, purpose);
        envelope
    }

    /// Adds one more signature (rosters), once for each key.
    pub fn add_signature(&mut self, key: &SecretKey, purpose: KeyPurpose) {
        let key_id = key.public().id(purpose).to_string();
        self.signatures
            .retain(|s| s.key_id.as_deref() != Some(&key_id));
        let bytes = key.sign(&self.signed_bytes());
        self.signatures.push(Signature {
            key_id: Some(key_id),
            bytes,
        });
    }

    /// The JSON of the envelope, one line.
    pub fn to_bytes(&self) -> Vec<u8> {
        let wire = Wire {
            payload: STANDARD.encode(&self.payload).into(),
            payload_type: self.payload_type.as_str().into(),
            signatures: self
                .signatures
                .iter()
                .map(|s| WireSignature {
                    keyid: s.key_id.clone(),
                    sig: STANDARD.encode(s.bytes),
                })
                .collect(),
        };
        serde_json::to_vec(&wire).unwrap_or_default()
    }

    /// The same, with the key that verified it for the name of the key: whoever passes an envelope on could
    /// write anything there. [ENV-5]
    #[must_use]
    pub fn signed_by(mut self, key: &PublicKey, purpose: KeyPurpose) -> Self {
        let key_id = key.id(purpose).to_string();
        for signature in &mut self.signatures {
            signature.key_id = Some(key_id.clone());
        }
        self
    }

    /// The digest of what is signed.
    pub fn digest(&self) -> Digest {
        Digest::from_bytes(Sha256::digest(self.signed_bytes()).into())
    }

    /// The type, authenticated once a signature verifies.
    pub fn payload_type(&self) -> &str {
        &self.payload_type
    }

    /// The payload; do not parse before verifying.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The signatures as they stand.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// How many *distinct* keys of these signed it: the only place that counts. [ROS-4]
    pub fn count_signers<'k>(&self, keys: impl IntoIterator<Item = &'k PublicKey>) -> usize {
        let message = self.signed_bytes();
        let distinct: std::collections::BTreeSet<&PublicKey> = keys.into_iter().collect();
        distinct
            .into_iter()
            .filter(|key| {
                self.signatures
                    .iter()
                    .any(|s| key.verifies(&message, &s.bytes))
            })
            .count()
    }

    fn signed_bytes(&self) -> Vec<u8> {
        pae(&self.payload_type, &self.payload)
    }
}

/// DSSE verifiers read both alphabets; padding is required, as writers write it.
fn unbase64(text: &str) -> Option<Vec<u8>> {
    if text.contains(['-', '_']) {
        URL_SAFE.decode(text).ok()
    } else {
        STANDARD.decode(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed() -> (SecretKey, Envelope) {
        let key = SecretKey::from_seed(&[7; 32]);
        let envelope = Envelope::sign("t", b"hello".to_vec(), &key, KeyPurpose::Statement);
        (key, envelope)
    }

    #[test]
    fn an_envelope_comes_back_as_it_was() {
        let (key, envelope) = signed();
        let again = Envelope::parse(&envelope.to_bytes());
        assert!(again.as_ref().is_ok_and(|e| *e == envelope));
        assert_eq!(envelope.count_signers([&key.public()]), 1);
        assert_eq!(envelope.digest(), digest_of("t", b"hello"));
    }

    #[test]
    fn a_member_that_nobody_knows_is_refused() {
        let (_, envelope) = signed();
        let text = String::from_utf8(envelope.to_bytes()).unwrap_or_default();
        assert!(Envelope::parse(text.replacen('{', r#"{"x":1,"#, 1).as_bytes()).is_err());
    }

    #[test]
    fn one_key_that_signs_twice_counts_once() {
        let (key, mut envelope) = signed();
        let twice = envelope.signatures.clone();
        envelope.signatures.extend(twice);
        assert_eq!(envelope.count_signers([&key.public(), &key.public()]), 1);
    }

    #[test]
    fn a_changed_byte_or_type_counts_for_nobody() {
        let (key, envelope) = signed();
        let other = Envelope {
            payload: b"hellp".to_vec(),
            ..envelope.clone()
        };
        assert_eq!(other.count_signers([&key.public()]), 0);
        let other = Envelope {
            payload_type: "u".into(),
            ..envelope
        };
        assert_eq!(other.count_signers([&key.public()]), 0);
    }
}
