//! The payload: chunks of 64 KiB, each sealed with its number, the last one marked as the last.

use chacha20poly1305::aead::Aead as _;
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use zeroize::Zeroizing;

use crate::keys::{cipher, expand};
use crate::{FileKey, OpenError};

pub(crate) const CHUNK: usize = 64 << 10;
pub(crate) const TAG: usize = 16;
pub(crate) const NONCE: usize = 16;

/// Seals and opens the chunks of one file.
pub(crate) struct Cipher(ChaCha20Poly1305);

impl Cipher {
    pub(crate) fn of(key: &FileKey, nonce: &[u8; NONCE]) -> Self {
        Self(cipher(&expand(Some(nonce), key.as_slice(), b"payload")))
    }

    /// A chunk as it stands in the file.
    pub(crate) fn seal(&self, number: u64, is_last: bool, chunk: &[u8]) -> Vec<u8> {
        // The cipher refuses only chunks of 256 GiB; half a file must not pass for one.
        self.0
            .encrypt(&nonce_of(number, is_last), chunk)
            .unwrap_or_else(|_| std::process::abort())
    }

    /// What a chunk says.
    pub(crate) fn open(
        &self,
        number: u64,
        is_last: bool,
        chunk: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let opened = self
            .0
            .decrypt(&nonce_of(number, is_last), chunk)
            .map(Zeroizing::new)
            .map_err(|_| OpenError::ContentChanged)?;
        // An empty last chunk says nothing that the one before it could not say.
        if opened.is_empty() && number > 0 {
            return Err(OpenError::ContentChanged);
        }
        Ok(opened)
    }
}

/// How many bytes of content make a payload of exactly this length; none if no content does.
pub(crate) fn room(payload: usize) -> Option<usize> {
    let sealed = payload.checked_sub(NONCE)?;
    let chunks = sealed.div_ceil(CHUNK + TAG).max(1);
    let room = sealed.checked_sub(chunks * TAG)?;
    (room.div_ceil(CHUNK).max(1) == chunks).then_some(room)
}

/// Appends the payload.
pub(crate) fn seal(out: &mut Vec<u8>, key: &FileKey, nonce: [u8; NONCE], content: &[u8]) {
    out.extend_from_slice(&nonce);
    let cipher = Cipher::of(key, &nonce);
    let mut chunks = content.chunks(CHUNK).peekable();
    let mut number = 0;
    loop {
        let chunk = chunks.next().unwrap_or_default();
        let is_last = chunks.peek().is_none();
        out.extend_from_slice(&cipher.seal(number, is_last, chunk));
        if is_last {
            return;
        }
        number += 1;
    }
}

/// Opens a payload. Nothing of it is given out before its end was seen.
pub(crate) fn open(key: &FileKey, payload: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let (nonce, sealed) = payload
        .split_first_chunk::<NONCE>()
        .ok_or(OpenError::Malformed("its content is missing"))?;
    let cipher = Cipher::of(key, nonce);
    let mut content = Zeroizing::new(Vec::with_capacity(sealed.len()));
    let mut chunks = sealed.chunks(CHUNK + TAG).peekable();
    let mut number = 0;
    loop {
        let chunk = chunks.next().ok_or(OpenError::ContentChanged)?;
        let is_last = chunks.peek().is_none();
        content.extend_from_slice(&cipher.open(number, is_last, chunk)?);
        if is_last {
            return Ok(content);
        }
        number += 1;
    }
}

fn nonce_of(number: u64, is_last: bool) -> Nonce {
    let mut bytes = [0; 12];
    let last = std::iter::once(u8::from(is_last));
    let from = number.to_be_bytes().into_iter().chain(last);
    for (to, from) in bytes.iter_mut().skip(3).zip(from) {
        *to = from;
    }
    Nonce::from(bytes)
}
