//! What an authenticator brings when a passkey is made. Whoever gives a password can send it.

use fanal_passkey::{Attestation, Bytes, Passkey, Place, register};

use crate::{Corpora, Verdict};

const CHALLENGE: &[u8] = b"the same for every input";

/// The example of the standard: a key of ES256 without attestation.
const OBJECT: &str = concat!(
    "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVikv6vDdDKViwYzYNOtZGHJxHNa5_jt1GWSpeDwFFKy5LVZAAAAAI",
    "RGzLmrHbN0dQsjZ_9vOh8AIPkfOR20ybL94OpwGJy6P7Y_V5umEiszrZT_PsMwCEvkpQECAyYgASFYIK_voW-Xypst",
    "I-uGzLZAmNINuQhWBi6yScM6m2cvJt9hIlggkwpWuHovymYzSwNFir-HlxfBLMaO1zKQry4mZHlrkiA",
);

/// What is taken is kept and read again as it was, and is of the place that it was made at.
pub(super) fn passkey(bytes: &[u8]) -> Verdict {
    let place = Place::of("example.org").unwrap();
    let challenge = Bytes(CHALLENGE.to_vec());
    let client = format!(
        r#"{{"type":"webauthn.create","challenge":"{challenge}","origin":"https://example.org"}}"#
    );
    let answer = Attestation {
        client: Bytes(client.into_bytes()),
        object: Bytes(bytes.to_vec()),
    };
    let Ok(passkey) = register(&place, CHALLENGE, &answer) else {
        return Verdict::Refused;
    };
    let kept = serde_json::to_vec(&passkey).unwrap();
    let read: Passkey = serde_json::from_slice(&kept).unwrap();
    assert_eq!(read, passkey);
    assert!(passkey.is_of(&place) && !passkey.id.0.is_empty());
    Verdict::Taken
}

pub(super) fn passkey_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let object = Bytes::read(OBJECT).unwrap().0;
    let mut extended = object.clone();
    // Says that extensions follow, and has none.
    if let Some(flags) = extended.get_mut(62) {
        *flags |= 0x80;
    }
    vec![object, extended]
}
