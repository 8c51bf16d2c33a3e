//! `next`: where a page ended, for whom, of what question. It cannot be made up, and opens nothing: what
//! comes next is decided anew. [TAX-4]

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{CollectionName, Reader};
use crate::desk::Desk;
use crate::error::{Result, invalid};

const SETTING: &str = "taxii.cursors";
/// Bytes of the mark that are written out: nobody tries 2^128.
const MARK_BYTES: usize = 16;

/// The key that marks them: the same for all processes of a desk.
pub struct CursorKey(Zeroizing<Vec<u8>>);

impl CursorKey {
    /// A key that somebody else made: whoever tries what can be done to a `next` wants one.
    pub fn of(key: [u8; 32]) -> Self {
        Self(Zeroizing::new(key.to_vec()))
    }

    pub(super) async fn load_or_make(desk: &Desk) -> Result<Self> {
        if let Some(key) = desk.read().await?.setting(SETTING).await? {
            return Ok(Self(key));
        }
        let mut unit = desk.begin().await?;
        // Another process may have made one meanwhile.
        if let Some(key) = unit.setting(SETTING).await? {
            return Ok(Self(key));
        }
        let key = Zeroizing::new(desk.random::<32>().to_vec());
        unit.put_setting(SETTING, &key).await?;
        unit.commit().await?;
        Ok(Self(key))
    }

    /// The `next` of a page that ended at this moment, for this reader and this question.
    pub fn written(
        &self,
        reader: &Reader,
        name: CollectionName,
        bound: &str,
        after: i64,
    ) -> String {
        let after = after.to_be_bytes();
        let mark = self.mark(reader, name, bound, after);
        BASE64URL_NOPAD.encode(&[after.as_slice(), &mark].concat())
    }

    /// The moment that a `next` stands for, if it was given to this reader for this question.
    pub fn read(
        &self,
        reader: &Reader,
        name: CollectionName,
        bound: &str,
        text: &str,
    ) -> Result<i64> {
        let refused = || invalid("`next` is not one that was given for this question");
        let bytes = BASE64URL_NOPAD
            .decode(text.as_bytes())
            .map_err(|_| refused())?;
        let (after, mark) = bytes.split_first_chunk::<8>().ok_or_else(refused)?;
        if mark.len() != MARK_BYTES {
            return Err(refused());
        }
        let mac = self.mac(reader, name, bound, *after).ok_or_else(refused)?;
        mac.verify_truncated_left(mark).map_err(|_| refused())?;
        Ok(i64::from_be_bytes(*after))
    }

    fn mark(&self, reader: &Reader, name: CollectionName, bound: &str, after: [u8; 8]) -> Vec<u8> {
        let mac = self.mac(reader, name, bound, after);
        let mark = mac.map(|mac| mac.finalize().into_bytes().to_vec());
        mark.unwrap_or_default()
            .into_iter()
            .take(MARK_BYTES)
            .collect()
    }

    /// None if the key had no length that HMAC takes: it takes all.
    fn mac(
        &self,
        reader: &Reader,
        name: CollectionName,
        bound: &str,
        after: [u8; 8],
    ) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        let reader = match reader {
            Reader::Public => "",
            Reader::Account(caller) => caller.account(),
        };
        // Lengths first: no part can be mistaken for two.
        for part in [
            name.key().as_slice(),
            reader.as_bytes(),
            bound.as_bytes(),
            &after,
        ] {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        Some(mac)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail loudly")]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::caller::{Caller, Proof};

    fn key(byte: u8) -> CursorKey {
        CursorKey(Zeroizing::new(vec![byte; 32]))
    }

    fn account(name: &str) -> Reader {
        Reader::Account(Caller::by_token(
            name.to_owned(),
            BTreeSet::new(),
            Proof::Never,
        ))
    }

    // [TAX-4]
    #[test]
    fn a_next_is_read_for_the_reader_and_the_question_it_was_given_for_and_no_other() {
        let name = CollectionName::Public;
        let next = key(1).written(&account("ada"), name, "objects", 42);
        let read = |key: &CursorKey, reader: &Reader, name, bound: &str, next: &str| {
            key.read(reader, name, bound, next)
        };
        let ada = account("ada");
        assert_eq!(read(&key(1), &ada, name, "objects", &next).unwrap(), 42);
        assert!(read(&key(2), &ada, name, "objects", &next).is_err());
        assert!(read(&key(1), &account("bea"), name, "objects", &next).is_err());
        assert!(read(&key(1), &Reader::Public, name, "objects", &next).is_err());
        assert!(read(&key(1), &ada, name, "manifest", &next).is_err());
        let network = fanal_protocol::NetworkId::founded_by(crate::desk::sha256(b"x"));
        let other = CollectionName::Drafts(network);
        assert!(read(&key(1), &ada, other, "objects", &next).is_err());
    }

    #[test]
    fn a_next_with_one_changed_character_is_refused() {
        let next = key(1).written(&Reader::Public, CollectionName::Public, "", 42);
        for at in 0..next.len() {
            for other in ['A', 'b', '_', '9'] {
                let mut changed: Vec<char> = next.chars().collect();
                let Some(place) = changed.get_mut(at) else {
                    continue;
                };
                if *place == other {
                    continue;
                }
                *place = other;
                let text: String = changed.into_iter().collect();
                let read = key(1).read(&Reader::Public, CollectionName::Public, "", &text);
                assert!(read.is_err(), "{text}");
            }
        }
        for text in ["", "AAAA", "=", "\u{e9}", &next.repeat(9)] {
            let read = key(1).read(&Reader::Public, CollectionName::Public, "", text);
            assert!(read.is_err(), "{text}");
        }
    }
}
