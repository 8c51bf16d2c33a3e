//! Files larger than memory: sealed while they are written, opened while they are read.
//!
//! What is read comes before the end of the file was seen: each chunk is authentic and in its place, the
//! file as a whole only once the reader said that it is over. Whoever acts on it reads it to its end first.

use std::io::{Error, ErrorKind, Read, Result, Write};

use fanal_ambient::{Entropy, random};
use zeroize::Zeroizing;

use crate::header::{HEADER_BYTES, Header};
use crate::stream::{CHUNK, Cipher, NONCE, TAG};
use crate::{Identity, OpenError, Recipient, SealError, sealed_header};

/// Seals what is written to it, as [`crate::seal`] does; [`SealWriter::finish`] ends the file.
pub struct SealWriter<W: Write> {
    to: W,
    cipher: Cipher,
    number: u64,
    chunk: Zeroizing<Vec<u8>>,
}

impl<W: Write> SealWriter<W> {
    /// Begins a file for these keys.
    pub fn begin(mut to: W, keys: &[Recipient], chance: &dyn Entropy) -> Result<Self> {
        let (header, key) = sealed_header(keys, chance).map_err(unsealable)?;
        let nonce: [u8; NONCE] = random(chance);
        to.write_all(&header)?;
        to.write_all(&nonce)?;
        Ok(Self {
            to,
            cipher: Cipher::of(&key, &nonce),
            number: 0,
            chunk: Zeroizing::new(Vec::with_capacity(CHUNK)),
        })
    }

    /// Seals the last chunk, and gives back what was written to. Without it the file does not open.
    pub fn finish(mut self) -> Result<W> {
        self.seal(true)?;
        self.to.flush()?;
        Ok(self.to)
    }

    fn seal(&mut self, is_last: bool) -> Result<()> {
        let sealed = self.cipher.seal(self.number, is_last, &self.chunk);
        self.to.write_all(&sealed)?;
        self.number += 1;
        self.chunk.clear();
        Ok(())
    }
}

impl<W: Write> Write for SealWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        // Only once more comes is it known that this chunk is not the last one.
        if self.chunk.len() == CHUNK && !bytes.is_empty() {
            self.seal(false)?;
        }
        let room = CHUNK - self.chunk.len();
        let part = bytes.get(..room).unwrap_or(bytes);
        self.chunk.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> Result<()> {
        self.to.flush()
    }
}

/// Reads what was sealed; ends with an error where the file was cut off or changed.
pub struct OpenReader<R: Read> {
    from: R,
    cipher: Cipher,
    number: u64,
    /// Sealed bytes of the next chunk, and of the one after it, so that the last one is known.
    sealed: Vec<u8>,
    opened: Zeroizing<Vec<u8>>,
    given: usize,
    is_over: bool,
}

impl<R: Read> OpenReader<R> {
    /// Reads the header, and opens it with the first identity that the file is sealed to.
    pub fn begin(mut from: R, with: &[Identity]) -> Result<Self> {
        let mut head = Vec::new();
        let most = u64::try_from(HEADER_BYTES + NONCE).unwrap_or(u64::MAX);
        (&mut from).take(most).read_to_end(&mut head)?;
        let (header, rest) = Header::read(&head).map_err(unopened)?;
        let key = header.key(with).map_err(unopened)?;
        header.check(&key).map_err(unopened)?;
        let (nonce, sealed) = rest
            .split_first_chunk::<NONCE>()
            .ok_or_else(|| unopened(OpenError::Malformed("its content is missing")))?;
        Ok(Self {
            from,
            cipher: Cipher::of(&key, nonce),
            number: 0,
            sealed: sealed.to_vec(),
            opened: Zeroizing::default(),
            given: 0,
            is_over: false,
        })
    }

    /// Opens the next chunk.
    fn open_next(&mut self) -> Result<()> {
        let wanted = CHUNK + TAG + 1;
        if self.sealed.len() < wanted {
            let missing = u64::try_from(wanted - self.sealed.len()).unwrap_or_default();
            (&mut self.from)
                .take(missing)
                .read_to_end(&mut self.sealed)?;
        }
        let is_last = self.sealed.len() < wanted;
        let end = self.sealed.len().min(CHUNK + TAG);
        let rest = self.sealed.split_off(end);
        let opened = self.cipher.open(self.number, is_last, &self.sealed);
        self.opened = opened.map_err(unopened)?;
        self.sealed = rest;
        self.number += 1;
        self.given = 0;
        self.is_over = is_last;
        Ok(())
    }
}

impl<R: Read> Read for OpenReader<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        while self.given == self.opened.len() && !self.is_over {
            self.open_next()?;
        }
        let left = self.opened.get(self.given..).unwrap_or_default();
        let part = left.len().min(into.len());
        for (to, from) in into.iter_mut().zip(left) {
            *to = *from;
        }
        self.given += part;
        Ok(part)
    }
}

fn unopened(error: OpenError) -> Error {
    Error::new(ErrorKind::InvalidData, error)
}

fn unsealable(error: SealError) -> Error {
    Error::new(ErrorKind::InvalidInput, error)
}
