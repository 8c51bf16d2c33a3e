//! Eight words that two people read to each other: the same on both sides only if nobody stands between.

use argon2::Argon2;
use fanal_protocol::words::{BITS_OF_A_WORD, digits_of_bits, words_of_bits};
use fanal_protocol::{Code, NetworkId, PublicKey, TlsPin};
use fanal_store::Right;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Slip;
use super::slip::key_of;
use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, invalid, problem};

/// What the words are made of at the side of the desk that invited.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WordsOrder {
    /// The applicant's request; the applicant itself leaves it out.
    pub request: Option<Slip>,
}

/// The words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Words {
    /// Eight of them.
    pub words: Vec<String>,
    /// The same without a language: eight groups of four digits. [ENC-14]
    #[serde(default)]
    pub digits: Vec<String>,
}

/// 88 bits in all.
const WORDS: usize = 8;
const SALT: &[u8; 16] = b"fanal-words-v1\0\0";

/// One of the two, as the words know it.
pub(crate) struct Side {
    pub(crate) key: PublicKey,
    pub(crate) pins: Vec<TlsPin>,
}

impl Desk {
    /// The words for this desk's invitation and a request that answers it, or for the request that
    /// this desk made itself. [JOIN-2]
    pub async fn check_words(&self, caller: &Caller, order: &WordsOrder) -> Result<Words> {
        caller.needs(Right::Coordinator)?;
        let own = Side {
            key: self.keys().statement.public(),
            pins: vec![self.tls_pin()],
        };
        let (network, inviting, asking) = match &order.request {
            Some(slip) => {
                let request = slip.request()?;
                self.membership(Some(request.network))?;
                let theirs = Side {
                    key: key_of(&request)?,
                    pins: request.desk.tls.iter().copied().collect(),
                };
                (request.network, own, theirs)
            }
            None => {
                let invited = self.pending_invitation().await?;
                let invited = invited
                    .ok_or_else(|| invalid("give the request, or take an invitation first"))?;
                let theirs = Side {
                    key: invited.key,
                    pins: invited.tls.iter().copied().collect(),
                };
                (invited.network, theirs, own)
            }
        };
        let words = tokio::task::spawn_blocking(move || words_of(network, &inviting, &asking));
        words
            .await
            .map_err(|_| problem(Code::Broken, "the words were cut short"))?
    }
}

/// Who stands between makes a key for each side until both sides' words agree: 2^44 attempts. Each
/// is made as slow as a password's hash, and words cannot be changed once the two have talked.
pub(crate) fn words_of(network: NetworkId, inviting: &Side, asking: &Side) -> Result<Words> {
    let mut message = network.to_string().into_bytes();
    for side in [inviting, asking] {
        message.extend(side.key.as_bytes());
        let mut pins: Vec<String> = side.pins.iter().map(ToString::to_string).collect();
        pins.sort();
        message.extend(u64::try_from(pins.len()).unwrap_or(u64::MAX).to_be_bytes());
        message.extend(pins.concat().bytes());
    }
    let mut bits = [0_u8; WORDS * BITS_OF_A_WORD / 8];
    Argon2::default()
        .hash_password_into(&message, SALT, &mut bits)
        .map_err(|error| problem(Code::Broken, format!("words: {error}")))?;
    let words = words_of_bits(&bits, WORDS).into_iter();
    Ok(Words {
        words: words.map(str::to_owned).collect(),
        digits: digits_of_bits(&bits, WORDS),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(seed: u8) -> Side {
        let key = fanal_protocol::SecretKey::from_seed(&[seed; 32]).public();
        Side {
            key,
            pins: vec![TlsPin::of_spki(&[seed])],
        }
    }

    fn network(seed: u8) -> NetworkId {
        NetworkId::founded_by(fanal_protocol::Digest::from_bytes([seed; 32]))
    }

    fn words(network: NetworkId, one: &Side, other: &Side) -> Vec<String> {
        words_of(network, one, other).unwrap().words
    }

    /// [JOIN-2]
    #[test]
    fn the_words_change_with_the_network_with_either_key_and_with_either_pin() {
        let same = words(network(1), &side(1), &side(2));
        assert_eq!(same.len(), 8);
        let told = words_of(network(1), &side(1), &side(2)).unwrap();
        assert_eq!(told.digits.len(), 8);
        assert!(told.digits.iter().all(|group| group.len() == 4));
        assert_eq!(same, words(network(1), &side(1), &side(2)));
        let repinned = Side {
            pins: vec![TlsPin::of_spki(&[9])],
            ..side(2)
        };
        for other in [
            words(network(2), &side(1), &side(2)),
            words(network(1), &side(3), &side(2)),
            words(network(1), &side(1), &side(3)),
            words(network(1), &side(1), &repinned),
            words(network(1), &side(2), &side(1)),
        ] {
            assert_ne!(same, other);
        }
    }
}
