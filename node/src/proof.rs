//! A running node proves that it is the node of this folder before the command line tells it a token: it answers a
//! challenge with a secret that lies in the folder, for its owner alone. Whoever else has taken the port knows none.
//! [CLI-7]

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use data_encoding::HEXLOWER_PERMISSIVE as HEX;
use fanal_ambient::{MachineEntropy, random};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

/// What the command line asks with: 32 random bytes, in hex.
pub(crate) const CHALLENGE: &str = "fanal-challenge";
/// What the node answers with.
pub(crate) const PROOF: &str = "fanal-proof";
const BYTES: usize = 32;
/// The secret is for nothing else, and this keeps it so.
const PURPOSE: &[u8] = b"fanal-local-v1\0";

/// Made anew by each start of a node; it lies in `node.json`, in hex.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new() -> Self {
        let bytes = Zeroizing::new(random::<BYTES>(&MachineEntropy));
        Self(HEX.encode(bytes.as_slice()))
    }

    /// Over the address too: who passes the question on to the node at another port gets no answer that fits.
    fn mac(&self, address: &str, challenge: &[u8]) -> Option<Hmac<Sha256>> {
        let key = Zeroizing::new(HEX.decode(self.0.as_bytes()).ok()?);
        if key.len() != BYTES || challenge.len() != BYTES {
            return None;
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
        mac.update(PURPOSE);
        mac.update(address.as_bytes());
        mac.update(b"\0");
        mac.update(challenge);
        Some(mac)
    }

    fn proves(&self, address: &str, challenge: &[u8], answer: &str) -> bool {
        let mac = self.mac(address, challenge);
        let answer = HEX.decode(answer.as_bytes());
        mac.zip(answer.ok())
            .is_some_and(|(mac, answer)| mac.verify_slice(&answer).is_ok())
    }
}

/// A question, to be asked once.
pub(crate) struct Question([u8; BYTES]);

impl Question {
    pub(crate) fn new() -> Self {
        Self(random(&MachineEntropy))
    }

    /// As it is asked.
    pub(crate) fn text(&self) -> String {
        HEX.encode(&self.0)
    }

    /// Is this the answer of the node of this secret, asked at this address?
    pub(crate) fn is_answered(&self, secret: &Secret, address: &str, answer: &str) -> bool {
        secret.proves(address, &self.0, answer)
    }
}

/// What a node answers with: its secret, and the address that it says in `node.json`.
#[derive(Clone)]
pub(crate) struct Prover {
    pub(crate) secret: Secret,
    pub(crate) address: String,
}

/// Puts the proof beside the answer of a request that asks for it.
pub(crate) async fn prove(State(prover): State<Prover>, request: Request, next: Next) -> Response {
    let asked = request.headers().get(CHALLENGE);
    let challenge = asked.and_then(|text| HEX.decode(text.as_bytes()).ok());
    let mac = challenge.and_then(|bytes| prover.secret.mac(&prover.address, &bytes));
    let proof = mac.map(|mac| HEX.encode(&mac.finalize().into_bytes()));
    let mut answer = next.run(request).await;
    if let Some(proof) = proof.and_then(|text| HeaderValue::try_from(text).ok()) {
        answer.headers_mut().insert(PROOF, proof);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [CLI-7]
    #[test]
    fn a_proof_is_of_one_secret_one_address_and_one_question() {
        let (secret, question) = (Secret::new(), Question::new());
        let mac = secret.mac("http://127.0.0.1:1", &question.0).unwrap();
        let answer = HEX.encode(&mac.finalize().into_bytes());
        let fits = |secret: &Secret, question: &Question, address: &str| {
            question.is_answered(secret, address, &answer)
        };
        assert!(fits(&secret, &question, "http://127.0.0.1:1"));
        assert!(!fits(&secret, &question, "http://127.0.0.1:2"));
        assert!(!fits(&secret, &Question::new(), "http://127.0.0.1:1"));
        assert!(!fits(&Secret::new(), &question, "http://127.0.0.1:1"));
        for wrong in ["", "00", "no hex", answer.get(2..).unwrap_or_default()] {
            assert!(!question.is_answered(&secret, "http://127.0.0.1:1", wrong));
        }
        // A folder in which the secret is damaged proves nothing, and neither does an empty one.
        for damaged in ["", "00", "no hex"] {
            let damaged = Secret(damaged.to_owned());
            assert!(damaged.mac("http://127.0.0.1:1", &question.0).is_none());
        }
    }
}
