//! An authenticator of the tests' own: RFC 4226 and 6238 over what was shown to the person.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a harness: what does not hold here has to stop the test"
)]

use hmac::{Hmac, KeyInit as _, Mac as _};

/// Knows one secret.
pub struct Telephone(Vec<u8>);

impl Telephone {
    /// With the secret as it is shown, in groups.
    pub fn with(shown: &str) -> Self {
        let plain = shown.replace('-', "").to_uppercase();
        let secret = data_encoding::BASE32_NOPAD.decode(plain.as_bytes());
        Self(secret.unwrap())
    }

    /// What it shows at this moment.
    pub fn shows(&self, seconds: i64) -> String {
        let mut mac = <Hmac<sha1::Sha1>>::new_from_slice(&self.0).unwrap();
        mac.update(&u64::try_from(seconds / 30).unwrap().to_be_bytes());
        let mac: [u8; 20] = mac.finalize().into_bytes().into();
        let at = usize::from(mac[19] & 15);
        let four: [u8; 4] = mac[at..at + 4].try_into().unwrap();
        let number = (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000;
        format!("{number:06}")
    }
}
