//! The slip by which another desk locks one whose people cannot any more. [REC-17]

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;

use crate::ids::{ParseIdError, serde_as_text};
use crate::keys::{PublicKey, SecretKey};
use crate::{DeskId, NetworkId, Timestamp};

const FIRST_WORD: &str = "fanal-slip-v1";
const WANTED: &str = "a slip (`fanal-slip-v1 NETWORK DESK UNTIL SIGNATURE`)";

/// A desk's word, signed beforehand: whoever is shown it may say that the desk is locked. One line of four words after
/// its first, `fanal-slip-v1 NETWORK DESK UNTIL SIGNATURE`; the signature is Ed25519 over all before it, the last space
/// too, in base64url without padding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slip {
    /// In which network.
    pub network: NetworkId,
    /// Whose.
    pub desk: DeskId,
    /// Good before this moment.
    pub until: Timestamp,
    signature: [u8; 64],
}

impl Slip {
    #[cfg_attr(
        not(feature = "schema"),
        expect(dead_code, reason = "read by the schema generator")
    )]
    pub(crate) const PATTERN: &'static str =
        "^fanal-slip-v1 [0-9a-f]{64} [a-z0-9-]{2,32} [0-9TZ:-]{20} [A-Za-z0-9_-]{86}$";

    /// Signs one with the desk's statement key.
    pub fn sign(network: NetworkId, desk: DeskId, until: Timestamp, key: &SecretKey) -> Self {
        let signature = key.sign(words(network, &desk, until).as_bytes());
        Self {
            network,
            desk,
            until,
            signature,
        }
    }

    /// Did one of these keys sign it?
    pub fn is_signed_by(&self, keys: &[PublicKey]) -> bool {
        let said = words(self.network, &self.desk, self.until);
        let mut keys = keys.iter();
        keys.any(|key| key.verifies(said.as_bytes(), &self.signature))
    }
}

/// What is signed.
fn words(network: NetworkId, desk: &DeskId, until: Timestamp) -> String {
    format!("{FIRST_WORD} {network} {desk} {until} ")
}

impl fmt::Display for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = words(self.network, &self.desk, self.until);
        write!(f, "{said}{}", BASE64URL_NOPAD.encode(&self.signature))
    }
}

impl FromStr for Slip {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let no = || ParseIdError::new(text, WANTED);
        let parts: Vec<&str> = text.split(' ').collect();
        let [FIRST_WORD, network, desk, until, signature] = parts.as_slice() else {
            return Err(no());
        };
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes());
        Ok(Self {
            network: network.parse()?,
            desk: desk.parse()?,
            until: until.parse().map_err(|_| no())?,
            signature: signature
                .ok()
                .and_then(|bytes| bytes.try_into().ok())
                .ok_or_else(no)?,
        })
    }
}
serde_as_text!(Slip);

#[cfg(test)]
mod tests {
    use super::*;

    fn slip(key: &SecretKey) -> Slip {
        let network = NetworkId::founded_by(crate::Digest::from_bytes([7; 32]));
        let until = "2027-11-22T00:00:00Z".parse().unwrap();
        Slip::sign(network, "luz".parse().unwrap(), until, key)
    }

    /// [REC-17]
    #[test]
    fn a_slip_is_one_line_and_says_what_was_signed() {
        let key = SecretKey::from_seed(&[1; 32]);
        let other = SecretKey::from_seed(&[2; 32]);
        let slip = slip(&key);
        let line = slip.to_string();
        assert_eq!(line.parse::<Slip>().unwrap(), slip);
        assert!(slip.is_signed_by(&[other.public(), key.public()]));
        assert!(!slip.is_signed_by(&[other.public()]));
        assert!(!slip.is_signed_by(&[]));
        for (was, becomes) in [(" luz ", " lux "), ("2027-", "2028-"), ("0707", "0708")] {
            let changed = line.replacen(was, becomes, 1);
            assert_ne!(changed, line);
            let changed: Slip = changed.parse().unwrap();
            assert!(!changed.is_signed_by(&[key.public()]), "{changed}");
        }
        let (cut, _) = line.split_at(line.len() - 1);
        let (newer, longer) = (line.replacen("v1", "v2", 1), format!("{line} "));
        for broken in [cut, "", FIRST_WORD, &newer, &longer] {
            assert!(broken.parse::<Slip>().is_err(), "{broken}");
        }
    }
}
