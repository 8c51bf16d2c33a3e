//! One file of the site, with its tag and packed in advance; on disk where memory is too dear for it.

use std::io::{self, Read};
use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode};
use bytes::Bytes;
use fanal_protocol::Digest;
use sha2::{Digest as _, Sha256};

use crate::disk::{Disk, Room, Stored};

/// Above this level little is won and much time lost; the window stays within the 8 MB of RFC 9659.
const ZSTD_LEVEL: i32 = 12;
/// Files that are larger than this take seconds at that level, and a tenth of them at the other, which
/// makes them a tenth larger.
const LARGE_BYTES: usize = 4 << 20;
const ZSTD_LEVEL_OF_LARGE: i32 = 5;
/// Files that are larger than this are kept packed alone.
const KEPT_PACKED_BYTES: usize = 1 << 20;
/// What takes more memory than this is kept on disk, where there is one.
const KEPT_IN_MEMORY_BYTES: usize = 1 << 18;
/// What is read or unpacked at a time of a file that is not sent whole.
const PART_BYTES: usize = 1 << 17;
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
    _room: Option<Room>,
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
}

impl Held {
    fn size(&self) -> usize {
        match self {
            Self::Memory(bytes) => bytes.len(),
            Self::Disk(stored) => stored.size(),
        }
    }

    fn reader(&self) -> Box<dyn Read + Send> {
        match self {
            Self::Memory(bytes) => Box::new(io::Cursor::new(bytes.clone())),
            Self::Disk(stored) => Box::new(stored.reader()),
        }
    }
}

impl File {
    /// Packs it, and puts it on the disk if it is large, or if the memory for the small ones is used up.
    pub(crate) fn new(draft: Draft, disk: Option<&Disk>) -> Self {
        let sha256 = sha256(&draft.bytes);
        // 128 bits: nobody finds a second file of one tag.
        let short: String = sha256.to_string().chars().take(32).collect();
        let Draft {
            status,
            media_type,
            caching,
            ..
        } = draft;
        let (kept, room) = keep(draft, disk);
        Self {
            status,
            media_type,
            caching,
            etag: quoted(&short, ""),
            etag_zstd: quoted(&short, "-zstd"),
            kept,
            sha256,
            _room: room,
        }
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

    /// The file packed with Zstandard, where that makes it smaller. Only a disk that fails gives an error.
    pub fn zstd(&self) -> io::Result<Option<Bytes>> {
        Ok(match &self.kept {
            Kept::Both { zstd, .. } => zstd.clone(),
            Kept::Packed {
                zstd: Held::Memory(bytes),
                ..
            } => Some(bytes.clone()),
            Kept::Packed {
                zstd: Held::Disk(stored),
                ..
            } => {
                let mut whole = Vec::with_capacity(stored.size());
                stored.reader().read_to_end(&mut whole)?;
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
                false if *size <= KEPT_PACKED_BYTES => {
                    zstd::bulk::decompress(zstd, *size).ok().map(Bytes::from)
                }
                false => None,
            },
            Kept::Packed {
                zstd: Held::Disk(_),
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
    pub(crate) const fn is_on_disk(&self) -> bool {
        matches!(
            self.kept,
            Kept::Plain(_)
                | Kept::Packed {
                    zstd: Held::Disk(_),
                    ..
                }
        )
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

fn next_part(reader: &mut impl Read) -> io::Result<Bytes> {
    let mut part = Vec::with_capacity(PART_BYTES);
    reader.take(PART_BYTES as u64).read_to_end(&mut part)?;
    Ok(part.into())
}

/// Packs the draft and finds a place for it.
fn keep(draft: Draft, disk: Option<&Disk>) -> (Kept, Option<Room>) {
    let size = draft.bytes.len();
    let zstd = packed(&draft);
    let alone = draft.media_type == HTML || size > KEPT_PACKED_BYTES;
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
            zstd: Held::Memory(zstd),
            size,
        },
        zstd => Kept::Both {
            bytes: draft.bytes.into(),
            zstd,
        },
    };
    (kept, room)
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
fn packed(draft: &Draft) -> Option<Bytes> {
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
    (packed.len() < length - length / 8).then(|| packed.into())
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
