//! The header: who can open the file, and a MAC over it.

use data_encoding::BASE64_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::keys::{X25519, expand};
use crate::{FIRST_LINE, FileKey, Identity, OpenError};

/// Columns of a stanza's body.
const COLUMNS: usize = 64;
/// Bytes of a header that are read: a file for 256 people has 25,000.
pub(crate) const HEADER_BYTES: usize = 64 << 10;

/// One way to the file key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stanza {
    pub(crate) args: Vec<String>,
    pub(crate) body: Vec<u8>,
}

/// A header that was read, and not believed yet.
pub(crate) struct Header<'a> {
    stanzas: Vec<Stanza>,
    /// What the MAC is over.
    covered: &'a [u8],
    mac: Vec<u8>,
}

/// The header of these stanzas.
pub(crate) fn write(stanzas: &[Stanza], key: &FileKey) -> Vec<u8> {
    let mut text = FIRST_LINE.to_vec();
    for stanza in stanzas {
        text.extend_from_slice(b"-> ");
        text.extend_from_slice(stanza.args.join(" ").as_bytes());
        text.push(b'\n');
        let body = BASE64_NOPAD.encode(&stanza.body);
        let mut lines = body.as_bytes().chunks_exact(COLUMNS);
        for line in lines.by_ref() {
            text.extend_from_slice(line);
            text.push(b'\n');
        }
        text.extend_from_slice(lines.remainder());
        text.push(b'\n');
    }
    text.extend_from_slice(b"---");
    let mac = mac(key, &text).finalize().into_bytes();
    text.push(b' ');
    text.extend_from_slice(BASE64_NOPAD.encode(&mac).as_bytes());
    text.push(b'\n');
    text
}

fn mac(key: &FileKey, covered: &[u8]) -> Hmac<Sha256> {
    let key = expand(None, key.as_slice(), b"header");
    // HMAC takes a key of any length: this does not fail, and no header goes without it.
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.as_slice()).unwrap_or_else(|_| std::process::abort());
    mac.update(covered);
    mac
}

impl<'a> Header<'a> {
    /// The header of a file, and what lies behind it.
    pub(crate) fn read(file: &'a [u8]) -> Result<(Self, &'a [u8]), OpenError> {
        let mut lines = Lines { file, at: 0 };
        if lines.next()? != FIRST_LINE.trim_ascii_end() {
            return Err(OpenError::Malformed("it does not begin as one"));
        }
        let mut stanzas = Vec::new();
        loop {
            let begin = lines.at;
            let line = lines.next()?;
            if let Some(mac) = line.strip_prefix(b"--- ") {
                let covered = file.get(..begin + 3).unwrap_or_default();
                let mac = BASE64_NOPAD.decode(mac).ok().filter(|mac| mac.len() == 32);
                let mac = mac.ok_or(OpenError::Malformed("its header has no MAC"))?;
                let header = Self {
                    stanzas: alone(stanzas)?,
                    covered,
                    mac,
                };
                return Ok((header, file.get(lines.at..).unwrap_or_default()));
            }
            stanzas.push(stanza(line, &mut lines)?);
        }
    }

    /// The file key, by the first identity that opens a stanza.
    pub(crate) fn key(&self, with: &[Identity]) -> Result<FileKey, OpenError> {
        let mut found = None;
        for stanza in &self.stanzas {
            let Some((share, body)) = x25519(stanza)? else {
                continue;
            };
            for identity in with {
                if let Some(key) = identity.unwrap_key(&share, &body)? {
                    found.get_or_insert(key);
                }
            }
        }
        found.ok_or(OpenError::NotForUs)
    }

    /// Is it the header that was sealed?
    pub(crate) fn check(&self, key: &FileKey) -> Result<(), OpenError> {
        mac(key, self.covered)
            .verify_slice(&self.mac)
            .map_err(|_| OpenError::HeaderChanged)
    }
}

/// A stanza of a passphrase stands alone: whoever has it could write the others.
fn alone(stanzas: Vec<Stanza>) -> Result<Vec<Stanza>, OpenError> {
    let is_scrypt = |stanza: &Stanza| stanza.args.first().is_some_and(|name| name == "scrypt");
    if stanzas.is_empty() {
        return Err(OpenError::Malformed("it is sealed to nobody"));
    }
    if stanzas.len() > 1 && stanzas.iter().any(is_scrypt) {
        return Err(OpenError::Malformed("a passphrase stands beside keys"));
    }
    Ok(stanzas)
}

fn stanza(line: &[u8], lines: &mut Lines<'_>) -> Result<Stanza, OpenError> {
    let wrong = OpenError::Malformed("a stanza is broken");
    let args = line.strip_prefix(b"-> ").ok_or(wrong)?;
    let args: Vec<String> = args
        .split(|b| *b == b' ')
        .map(|arg| {
            let is_word = !arg.is_empty() && arg.iter().all(u8::is_ascii_graphic);
            let arg = is_word.then(|| String::from_utf8(arg.to_vec()).ok());
            arg.flatten().ok_or(wrong)
        })
        .collect::<Result<_, _>>()?;
    let mut body = Vec::new();
    loop {
        let line = lines.next()?;
        if line.len() > COLUMNS {
            return Err(wrong);
        }
        body.extend_from_slice(line);
        if line.len() < COLUMNS {
            let body = BASE64_NOPAD.decode(&body).map_err(|_| wrong)?;
            return Ok(Stanza { args, body });
        }
    }
}

type Share = ([u8; 32], [u8; 32]);

/// The share and the wrapped key of a stanza of ours; none for one of another kind.
fn x25519(stanza: &Stanza) -> Result<Option<Share>, OpenError> {
    let wrong = OpenError::Malformed("an X25519 stanza is broken");
    match stanza.args.as_slice() {
        [name, rest @ ..] if name == X25519 => {
            let [share] = rest else { return Err(wrong) };
            let share = BASE64_NOPAD.decode(share.as_bytes()).map_err(|_| wrong)?;
            let share = share.try_into().map_err(|_| wrong)?;
            let body = stanza.body.as_slice().try_into().map_err(|_| wrong)?;
            Ok(Some((share, body)))
        }
        _ => Ok(None),
    }
}

/// Lines, each ended by one newline, as far as a header may go.
struct Lines<'a> {
    file: &'a [u8],
    at: usize,
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Result<&'a [u8], OpenError> {
        let wrong = OpenError::Malformed("its header is cut off or too long");
        let most = self.file.len().min(HEADER_BYTES);
        let rest = self.file.get(self.at..most).ok_or(wrong)?;
        let end = rest.iter().position(|b| *b == b'\n').ok_or(wrong)?;
        self.at += end + 1;
        rest.get(..end).ok_or(wrong)
    }
}
