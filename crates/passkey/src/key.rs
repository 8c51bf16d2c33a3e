//! Keys of authenticators: COSE (RFC 9052, RFC 9053), two kinds of it.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, ED25519, VerificationAlgorithm};
use minicbor::Decoder;
use serde::{Deserialize, Serialize};

use crate::{Bytes, Refused};

/// The numbers of COSE for the keys that are taken: Ed25519, then ES256.
pub const ALGORITHMS: [i32; 2] = [EDDSA, ES256];

const ES256: i32 = -7;
const EDDSA: i32 = -8;

/// Kinds and curves by their numbers.
const OKP: i32 = 1;
const EC2: i32 = 2;
const P256: i32 = 1;
const CURVE_25519: i32 = 6;

/// The public half.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Key {
    /// A point on P-256, both coordinates: `04`, x, y.
    Es256(Bytes),
    /// Ed25519.
    Ed25519(Bytes),
}

/// The members of a key that are looked at.
#[derive(Default)]
struct Members<'a> {
    kind: Option<i32>,
    algorithm: Option<i32>,
    curve: Option<i32>,
    x: Option<&'a [u8]>,
    y: Option<&'a [u8]>,
}

impl Key {
    /// Reads a key of COSE; a member twice, or one that does not belong there, is refused.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Refused> {
        let members = Members::read(bytes).ok_or(Refused::Unreadable)?;
        match (members.kind, members.algorithm, members.curve) {
            (Some(EC2), Some(ES256), Some(P256)) => {
                let (x, y) = (thirty_two(members.x), thirty_two(members.y));
                let (x, y) = (x.ok_or(Refused::Key)?, y.ok_or(Refused::Key)?);
                Ok(Self::Es256(Bytes([[4].as_slice(), x, y].concat())))
            }
            (Some(OKP), Some(EDDSA), Some(CURVE_25519)) if members.y.is_none() => {
                let x = thirty_two(members.x).ok_or(Refused::Key)?;
                Ok(Self::Ed25519(Bytes(x.to_vec())))
            }
            (_, _, _) => Err(Refused::Key),
        }
    }

    /// Did this key sign it?
    pub(crate) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let (key, verify): (_, &'static dyn VerificationAlgorithm) = match self {
            Self::Es256(point) => (point, &ECDSA_P256_SHA256_ASN1),
            Self::Ed25519(key) => (key, &ED25519),
        };
        verify.verify_sig(&key.0, message, signature).is_ok()
    }
}

fn thirty_two(part: Option<&[u8]>) -> Option<&[u8]> {
    part.filter(|part| part.len() == 32)
}

impl<'a> Members<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut decoder = Decoder::new(bytes);
        let mut all = Self::default();
        for _ in 0..decoder.map().ok()?? {
            let twice = match decoder.i32().ok()? {
                1 => all.kind.replace(decoder.i32().ok()?).is_some(),
                3 => all.algorithm.replace(decoder.i32().ok()?).is_some(),
                -1 => all.curve.replace(decoder.i32().ok()?).is_some(),
                -2 => all.x.replace(decoder.bytes().ok()?).is_some(),
                -3 => all.y.replace(decoder.bytes().ok()?).is_some(),
                _ => return None,
            };
            if twice {
                return None;
            }
        }
        (decoder.position() == bytes.len()).then_some(all)
    }
}
