//! One file of the site, with its tag and packed in advance; on disk where memory is too dear for it.

use std::io::{self, Read, Write};
use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode};
use bytes::Bytes;
use fanal_protocol::Digest;
use sha2::{Digest as _, Sha256};

use crate::disk::{Disk, Room, Stored};

/// Above this level little is won and much time lost; the window stays within the 8 MB of RFC 9659.
const ZSTD_LEVEL: i32 = 12;
/// Files that are larger than this take seconds and much memory at that level, and a tenth of them at the other, which
/// makes them a tenth larger. They are kept packed alone, and are never whole in memory.
const LARGE_BYTES: usize = 1 << 20;
const ZSTD_LEVEL_OF_LARGE: i32 = 5;
/// What takes more memory than this is kept on disk, where there is one.
const KEPT_IN_MEMORY_BYTES: usize = 1 << 18;
/// What is read or unpacked at a time of a file that is not sent whole.
const PART_BYTES: usize = 1 << 17;
/// What of a large file is put on the disk at a time.
const PIECE_BYTES: usize = 1 << 20;
/// Smaller files fit into one packet either way.
const WORTH_PACKING_BYTES: usize = 512;

/// How long others may keep a copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caching {
    /// Asked for anew each time: the checkpoint, and what is not there.
    Never,
    /// Five minutes: a withdrawal has to get through.
    Briefly,
    /// For good: tiles never change.
    Forever,
}

impl Caching {
    pub(crate) const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Never => "no-cache",
            Self::Briefly => "public, max-age=300",
            Self::Forever => "public, max-age=31536000, immutable",
        })
    }
}

/// One file. It has no `Debug`: content does not end in logs. [R3]
pub struct File {
    pub(crate) status: StatusCode,
    kept: Kept,
    pub(crate) media_type: &'static str,
    pub(crate) caching: Caching,
    pub(crate) etag: HeaderValue,
    pub(crate) etag_zstd: HeaderValue,
    sha256: Digest,
    /// The memory that it takes of what the site may.
    #[expect(dead_code, reason = "given back when the file goes")]
    room: Option<Room>,
}

/// How a file is kept.
enum Kept {
    /// As it is, and packed where that makes it smaller.
    Both { bytes: Bytes, zstd: Option<Bytes> },
    /// Packed alone: pages, which are many (each in four languages), small, and mostly asked for packed;
    /// files so large that they would fill the memory beside their packed form; and what lies on disk.
    Packed { zstd: Held, size: usize },
    /// On disk as it is: packing would not make it smaller.
    Plain(Arc<Stored>),
}

/// Where bytes are held.
enum Held {
    Memory(Bytes),
    Disk(Arc<Stored>),
    /// Of a large file: one behind the other.
    Pieces(Arc<Vec<Held>>),
}

impl Held {
    fn size(&self) -> usize {
        match self {
            Self::Memory(bytes) => bytes.len(),
            Self::Disk(stored) => stored.size(),
            Self::Pieces(pieces) => pieces.iter().map(Self::size).sum(),
        }
    }

    #[cfg(test)]
    fn is_on_disk(&self) -> bool {
        match self {
            Self::Memory(_) => false,
            Self::Disk(_) => true,
            Self::Pieces(pieces) => pieces.iter().any(Self::is_on_disk),
        }
    }

    fn reader(&self) -> Box<dyn Read + Send> {
        match self {
            Self::Memory(bytes) => Box::new(io::Cursor::new(bytes.clone())),
            Self::Disk(stored) => Box::new(stored.reader()),
            Self::Pieces(pieces) => Box::new(Pieces {
                pieces: Arc::clone(pieces),
                begun: 0,
                open: Box::new(io::empty()),
            }),
        }
    }
}

/// Reads one piece after the other.
struct Pieces {
    pieces: Arc<Vec<Held>>,
    begun: usize,
    open: Box<dyn Read + Send>,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.open.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let Some(piece) = self.pieces.get(self.begun) else {
                return Ok(0);
            };
            self.open = piece.reader();
            self.begun += 1;
        }
    }
}

impl File {
    /// Packs it, and puts it on the disk if it is large, or if the memory for the small ones is used up.
    pub(crate) fn new(draft: Draft, disk: Option<&Disk>) -> Self {
        let sha256 = sha256(&draft.bytes);
        let Draft {
            status,
            media_type,
            caching,
            ..
        } = draft;
        let (kept, room) = keep(draft, disk);
        Self {
            status,
            room,
            ..Self::kept_as(kept, sha256, (media_type, caching))
        }
    }

    fn kept_as(kept: Kept, sha256: Digest, (media_type, caching): (&'static str, Caching)) -> Self {
        // 128 bits: nobody finds a second file of one tag.
        let short: String = sha256.to_string().chars().take(32).collect();
        Self {
            status: StatusCode::OK,
            media_type,
            caching,
            etag: quoted(&short, ""),
            etag_zstd: quoted(&short, "-zstd"),
            kept,
            sha256,
            room: None,
        }
    }

    /// Says the same as that one, in the same way.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        let described = |file: &Self| {
            let Self {
                status,
                media_type,
                caching,
                sha256,
                ..
            } = file;
            (file.size(), *status, *media_type, *caching, *sha256)
        };
        described(self) == described(other)
    }

    pub(crate) fn is_made_of(&self, draft: &Draft) -> bool {
        let is_same = match &self.kept {
            Kept::Both { bytes, .. } => *bytes == draft.bytes,
            Kept::Packed { .. } | Kept::Plain(_) => {
                self.size() == draft.bytes.len() && self.sha256 == sha256(&draft.bytes)
            }
        };
        is_same
            && self.status == draft.status
            && self.media_type == draft.media_type
            && self.caching == draft.caching
    }

    /// The file; one that is kept packed is unpacked for it. Only a disk that fails gives an error.
    pub fn bytes(&self) -> io::Result<Bytes> {
        if let Kept::Both { bytes, .. } = &self.kept {
            return Ok(bytes.clone());
        }
        let mut whole = Vec::with_capacity(self.size());
        self.reader(false)?.read_to_end(&mut whole)?;
        Ok(whole.into())
    }

    /// The file from its first byte on, never whole in memory.
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        self.reader(false)
    }

    /// The file packed with Zstandard, where that makes it smaller. Only a disk that fails gives an error.
    pub fn zstd(&self) -> io::Result<Option<Bytes>> {
        Ok(match &self.kept {
            Kept::Both { zstd, .. } => zstd.clone(),
            Kept::Packed {
                zstd: Held::Memory(bytes),
                ..
            } => Some(bytes.clone()),
            Kept::Packed { zstd, .. } => {
                let mut whole = Vec::with_capacity(zstd.size());
                zstd.reader().read_to_end(&mut whole)?;
                Some(whole.into())
            }
            Kept::Plain(_) => None,
        })
    }

    /// What can be sent as it lies in memory.
    pub(crate) fn ready(&self, packed: bool) -> Option<Bytes> {
        match &self.kept {
            Kept::Both { bytes, zstd } => {
                let zstd = zstd.as_ref().filter(|_| packed);
                Some(zstd.unwrap_or(bytes).clone())
            }
            Kept::Packed {
                zstd: Held::Memory(zstd),
                size,
            } => match packed {
                true => Some(zstd.clone()),
                false if *size <= LARGE_BYTES => {
                    zstd::bulk::decompress(zstd, *size).ok().map(Bytes::from)
                }
                false => None,
            },
            Kept::Packed {
                zstd: Held::Disk(_) | Held::Pieces(_),
                ..
            }
            | Kept::Plain(_) => None,
        }
    }

    /// The file part by part, so that a large one is never whole in memory for a reader of it.
    pub(crate) fn parts(
        &self,
        packed: bool,
    ) -> impl Iterator<Item = io::Result<Bytes>> + Send + use<> {
        let mut reader = Some(self.reader(packed));
        std::iter::from_fn(move || {
            let next = match reader.as_mut()? {
                Ok(reader) => next_part(reader),
                Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
            };
            match next {
                Ok(part) if part.is_empty() => None,
                Ok(part) => Some(Ok(part)),
                // The length is told already: who reads sees that the file broke off.
                Err(error) => {
                    reader = None;
                    Some(Err(error))
                }
            }
        })
    }

    fn reader(&self, packed: bool) -> io::Result<Box<dyn Read + Send>> {
        Ok(match &self.kept {
            Kept::Both { bytes, zstd } => {
                let bytes = zstd.as_ref().filter(|_| packed).unwrap_or(bytes);
                Box::new(io::Cursor::new(bytes.clone()))
            }
            Kept::Packed { zstd, .. } if packed => zstd.reader(),
            Kept::Packed { zstd, .. } => Box::new(zstd::stream::read::Decoder::new(zstd.reader())?),
            Kept::Plain(stored) => Box::new(stored.reader()),
        })
    }

    /// How many bytes it has.
    pub fn size(&self) -> usize {
        match &self.kept {
            Kept::Both { bytes, .. } => bytes.len(),
            Kept::Packed { size, .. } => *size,
            Kept::Plain(stored) => stored.size(),
        }
    }

    /// How many bytes it has packed, if that is fewer.
    pub fn zstd_size(&self) -> Option<usize> {
        match &self.kept {
            Kept::Both { zstd, .. } => zstd.as_ref().map(Bytes::len),
            Kept::Packed { zstd, .. } => Some(zstd.size()),
            Kept::Plain(_) => None,
        }
    }

    /// How long others may keep a copy, as a header says it.
    pub fn cache_control(&self) -> String {
        let header = self.caching.header();
        header.to_str().unwrap_or_default().to_owned()
    }

    #[cfg(test)]
    pub(crate) const fn is_kept_packed_alone(&self) -> bool {
        matches!(self.kept, Kept::Packed { .. })
    }

    #[cfg(test)]
    pub(crate) fn is_on_disk(&self) -> bool {
        match &self.kept {
            Kept::Both { .. } => false,
            Kept::Packed { zstd, .. } => zstd.is_on_disk(),
            Kept::Plain(_) => true,
        }
    }

    /// Its media type.
    pub const fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// It is a page for people, and not a file with a name of its own.
    pub fn is_page(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or_default();
        self.media_type == HTML && !name.contains('.')
    }

    /// How long others may keep a copy.
    pub const fn caching(&self) -> Caching {
        self.caching
    }

    /// The status that it is answered with: 200, or 410 for a withdrawn bulletin.
    pub const fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// SHA-256 of the file.
    pub const fn sha256(&self) -> Digest {
        self.sha256
    }
}

/// A file under way, of which nobody knows how large it gets: a small one stays a draft, a large one is packed and put
/// away while it is written.
pub(crate) struct Making {
    media_type: &'static str,
    caching: Caching,
    disk: Option<Disk>,
    front: Vec<u8>,
    large: Option<Large>,
}

struct Large {
    packing: zstd::stream::write::Encoder<'static, PutAway>,
    hash: Sha256,
    size: usize,
}

/// What became of it.
pub(crate) enum Made {
    Small(Draft),
    Large(File),
}

impl Making {
    pub(crate) fn begin(media_type: &'static str, caching: Caching, disk: Option<&Disk>) -> Self {
        Self {
            media_type,
            caching,
            disk: disk.cloned(),
            front: Vec::new(),
            large: None,
        }
    }

    pub(crate) fn done(self) -> io::Result<Made> {
        let Some(large) = self.large else {
            let draft = Draft::new(self.media_type, self.caching, self.front);
            return Ok(Made::Small(draft));
        };
        let kept = Kept::Packed {
            zstd: Held::Pieces(Arc::new(large.packing.finish()?.pieces()?)),
            size: large.size,
        };
        let sha256 = Digest::from_bytes(large.hash.finalize().into());
        let kind = (self.media_type, self.caching);
        Ok(Made::Large(File::kept_as(kept, sha256, kind)))
    }
}

impl Write for Making {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(large) = &mut self.large {
            large.write_all(bytes)?;
            return Ok(bytes.len());
        }
        self.front.extend_from_slice(bytes);
        if self.front.len() > LARGE_BYTES {
            let mut large = Large {
                packing: zstd::stream::write::Encoder::new(
                    PutAway {
                        disk: self.disk.clone(),
                        bytes: Vec::new(),
                        pieces: Vec::new(),
                    },
                    ZSTD_LEVEL_OF_LARGE,
                )?,
                hash: Sha256::new(),
                size: 0,
            };
            large.write_all(&std::mem::take(&mut self.front))?;
            self.large = Some(large);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Large {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.size += bytes.len();
        self.packing.write_all(bytes)
    }
}

/// Puts what comes away, piece by piece.
struct PutAway {
    disk: Option<Disk>,
    bytes: Vec<u8>,
    pieces: Vec<Held>,
}

impl PutAway {
    fn put(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        let stored = self.disk.as_ref().and_then(|disk| disk.store(&bytes));
        self.pieces.push(match stored {
            Some(stored) => Held::Disk(Arc::new(stored)),
            None => Held::Memory(exact(&bytes)),
        });
    }

    fn pieces(mut self) -> io::Result<Vec<Held>> {
        self.flush()?;
        Ok(self.pieces)
    }
}

impl Write for PutAway {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= PIECE_BYTES {
            self.put();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.bytes.is_empty() {
            self.put();
        }
        Ok(())
    }
}

fn next_part(reader: &mut impl Read) -> io::Result<Bytes> {
    let mut part = Vec::with_capacity(PART_BYTES);
    reader.take(PART_BYTES as u64).read_to_end(&mut part)?;
    Ok(part.into())
}

/// Packs the draft and finds a place for it.
fn keep(draft: Draft, disk: Option<&Disk>) -> (Kept, Option<Room>) {
    let size = draft.bytes.len();
    let zstd = packed(&draft);
    let alone = draft.media_type == HTML || size > LARGE_BYTES;
    let taken = match &zstd {
        Some(zstd) if alone => zstd.len(),
        Some(zstd) => size + zstd.len(),
        None => size,
    };
    let mut room = None;
    if let Some(disk) = disk {
        room = (taken <= KEPT_IN_MEMORY_BYTES)
            .then(|| disk.take_room(taken))
            .flatten();
        if room.is_none()
            && let Some(stored) = disk.store(zstd.as_deref().unwrap_or(&draft.bytes))
        {
            let stored = Arc::new(stored);
            let kept = match zstd {
                Some(_) => Kept::Packed {
                    zstd: Held::Disk(stored),
                    size,
                },
                None => Kept::Plain(stored),
            };
            return (kept, None);
        }
    }
    let kept = match zstd {
        Some(zstd) if alone => Kept::Packed {
            zstd: Held::Memory(exact(&zstd)),
            size,
        },
        zstd => Kept::Both {
            bytes: exact(&draft.bytes),
            zstd: zstd.as_deref().map(exact),
        },
    };
    (kept, room)
}

/// A copy that takes no more than the bytes: a vector of packed ones has the room that they would take unpacked, and
/// allocators leave what is shrunk where it is. [PUB-27]
fn exact(bytes: &[u8]) -> Bytes {
    Bytes::copy_from_slice(bytes)
}

fn sha256(bytes: &[u8]) -> Digest {
    Digest::from_bytes(Sha256::digest(bytes).into())
}

fn quoted(tag: &str, suffix: &str) -> HeaderValue {
    // Hex digits and a fixed suffix: always a header's text.
    HeaderValue::try_from(format!("\"{tag}{suffix}\""))
        .unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

/// Packed, if that saves an eighth at least.
fn packed(draft: &Draft) -> Option<Vec<u8>> {
    let length = draft.bytes.len();
    // Hashes do not pack.
    if draft.media_type == OCTETS || length < WORTH_PACKING_BYTES {
        return None;
    }
    let level = if length > LARGE_BYTES {
        ZSTD_LEVEL_OF_LARGE
    } else {
        ZSTD_LEVEL
    };
    let packed = zstd::bulk::compress(&draft.bytes, level).ok()?;
    (packed.len() < length - length / 8).then_some(packed)
}

pub(crate) const OCTETS: &str = "application/octet-stream";
pub(crate) const HTML: &str = "text/html; charset=utf-8";
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";

/// What a file is made of.
pub(crate) struct Draft {
    pub(crate) status: StatusCode,
    pub(crate) bytes: Vec<u8>,
    pub(crate) media_type: &'static str,
    pub(crate) caching: Caching,
}

impl Draft {
    pub(crate) const fn new(media_type: &'static str, caching: Caching, bytes: Vec<u8>) -> Self {
        Self {
            status: StatusCode::OK,
            bytes,
            media_type,
            caching,
        }
    }

    pub(crate) fn page(html: String) -> Self {
        Self::new(HTML, Caching::Briefly, html.into_bytes())
    }

    /// A page that says that something is not there.
    pub(crate) fn absent(status: StatusCode, html: String) -> Self {
        let caching = if status == StatusCode::GONE {
            Caching::Briefly
        } else {
            Caching::Never
        };
        Self {
            status,
            ..Self::new(HTML, caching, html.into_bytes())
        }
    }
}

#[cfg(test)]
mod tests;
