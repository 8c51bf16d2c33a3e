//! The finished site: every file under its address, ready to send.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode};
use bytes::Bytes;
use fanal_protocol::Digest;
use fanal_protocol::tile::Tile;
use sha2::{Digest as _, Sha256};

use crate::serial::Serial;
use crate::view::View;

/// Above this level little is won and much time lost; the window stays within the 8 MB of RFC 9659.
const ZSTD_LEVEL: i32 = 12;
/// Files that are larger than this take seconds at that level, and a tenth of them at the other, which
/// makes them a tenth larger.
const LARGE_BYTES: usize = 4 << 20;
const ZSTD_LEVEL_OF_LARGE: i32 = 5;
/// Files that are larger than this are kept packed alone.
const KEPT_PACKED_BYTES: usize = 1 << 20;
/// What is unpacked at a time, for who does not read packed files.
const UNPACKED_BYTES: usize = 1 << 16;
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
}

/// How a file is kept.
enum Kept {
    /// As it is, and packed where that makes it smaller.
    Both { bytes: Bytes, zstd: Option<Bytes> },
    /// Packed alone: pages, which are many (each in four languages), small, and mostly asked for packed;
    /// and files so large that they would fill the memory beside their packed form.
    Packed { zstd: Bytes, size: usize },
}

impl File {
    fn new(draft: Draft) -> Self {
        let sha256 = sha256(&draft.bytes);
        // 128 bits: nobody finds a second file of one tag.
        let short: String = sha256.to_string().chars().take(32).collect();
        Self {
            status: draft.status,
            media_type: draft.media_type,
            caching: draft.caching,
            etag: quoted(&short, ""),
            etag_zstd: quoted(&short, "-zstd"),
            kept: match packed(&draft) {
                Some(zstd) if draft.media_type == HTML || is_large(&draft.bytes) => Kept::Packed {
                    zstd,
                    size: draft.bytes.len(),
                },
                zstd => Kept::Both {
                    bytes: draft.bytes.into(),
                    zstd,
                },
            },
            sha256,
        }
    }

    fn is_made_of(&self, draft: &Draft) -> bool {
        let is_same = match &self.kept {
            Kept::Both { bytes, .. } => *bytes == draft.bytes,
            Kept::Packed { size, .. } => {
                *size == draft.bytes.len() && self.sha256 == sha256(&draft.bytes)
            }
        };
        is_same
            && self.status == draft.status
            && self.media_type == draft.media_type
            && self.caching == draft.caching
    }

    /// The file; one that is kept packed is unpacked for it.
    pub fn bytes(&self) -> Bytes {
        match &self.kept {
            Kept::Both { bytes, .. } => bytes.clone(),
            // We packed it: it can be unpacked.
            Kept::Packed { zstd, size } => zstd::bulk::decompress(zstd, *size)
                .unwrap_or_default()
                .into(),
        }
    }

    /// Is it kept packed because of its size?
    pub(crate) const fn is_large(&self) -> bool {
        self.size() > KEPT_PACKED_BYTES
    }

    /// The file part by part, so that a large one is never whole in memory for a reader of it.
    pub(crate) fn parts(&self) -> impl Iterator<Item = std::io::Result<Bytes>> + Send + use<> {
        let (whole, packed) = match &self.kept {
            Kept::Both { bytes, .. } => (Some(bytes.clone()), None),
            Kept::Packed { zstd, .. } => (None, Some(zstd.clone())),
        };
        let mut decoder =
            packed.map(|zstd| zstd::stream::read::Decoder::new(std::io::Cursor::new(zstd)));
        let unpacked = std::iter::from_fn(move || {
            let decoder = match decoder.as_mut()? {
                Ok(decoder) => decoder,
                Err(error) => return Some(Err(std::io::Error::other(error.to_string()))),
            };
            let mut part = Vec::with_capacity(UNPACKED_BYTES);
            match decoder.take(UNPACKED_BYTES as u64).read_to_end(&mut part) {
                Ok(0) => None,
                Ok(_) => Some(Ok(part.into())),
                Err(error) => Some(Err(error)),
            }
        });
        whole.into_iter().map(Ok).chain(unpacked)
    }

    /// How many bytes it has.
    pub const fn size(&self) -> usize {
        match &self.kept {
            Kept::Both { bytes, .. } => bytes.len(),
            Kept::Packed { size, .. } => *size,
        }
    }

    /// How long others may keep a copy, as a header says it.
    pub fn cache_control(&self) -> String {
        let header = self.caching.header();
        header.to_str().unwrap_or_default().to_owned()
    }

    /// The file packed with Zstandard, where that makes it smaller.
    pub const fn zstd(&self) -> Option<&Bytes> {
        match &self.kept {
            Kept::Both { zstd, .. } => zstd.as_ref(),
            Kept::Packed { zstd, .. } => Some(zstd),
        }
    }

    #[cfg(test)]
    pub(crate) const fn is_kept_packed_alone(&self) -> bool {
        matches!(self.kept, Kept::Packed { .. })
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

const fn is_large(bytes: &[u8]) -> bool {
    bytes.len() > KEPT_PACKED_BYTES
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

/// The finished site.
pub struct Tree {
    pub(crate) files: BTreeMap<String, Arc<File>>,
    /// One for each language, that of the fixed addresses first.
    pub(crate) doors: Vec<Door>,
    pub(crate) log_size: u64,
    pub(crate) serial: Option<Serial>,
    /// That of the network's feed.
    pub(crate) network_serial: Option<Serial>,
}

/// What is answered below an address where there is nothing else.
pub(crate) struct Door {
    below: &'static str,
    pub(crate) not_found: Arc<File>,
    pub(crate) not_allowed: Arc<File>,
}

/// What a door is made of.
pub(crate) struct DoorDraft {
    pub(crate) below: &'static str,
    pub(crate) not_found: Draft,
    pub(crate) not_allowed: Draft,
}

/// The site of a desk that has nothing to show yet: every address is empty, and says so.
impl Default for Tree {
    fn default() -> Self {
        Self::empty(StatusCode::NOT_FOUND, "Nothing is published here yet.")
    }
}

impl Tree {
    /// The site of a desk that started a moment ago: every address asks to come back soon, because
    /// "not there" would be taken for "withdrawn". [PUB-9]
    pub fn in_the_making() -> Self {
        Self::empty(
            StatusCode::SERVICE_UNAVAILABLE,
            "This site is being made: try again in a moment.",
        )
    }

    /// What a later build has to know of this one, on one line, where the tree itself is not kept.
    pub fn memory(&self) -> String {
        let serials = [self.serial, self.network_serial];
        let lines = serials.into_iter().flatten().map(Serial::to_line);
        lines.collect::<Vec<_>>().join(" ")
    }

    /// Stands for the tree that had this memory; it shares no file.
    pub fn remembered(memory: &str) -> Self {
        let mut words = memory.splitn(3, ' ');
        let mut line = || {
            format!(
                "{} {}",
                words.next().unwrap_or_default(),
                words.next().unwrap_or_default()
            )
        };
        let own = Serial::of_line(&line());
        Self {
            serial: own,
            network_serial: words.next().and_then(Serial::of_line),
            ..Self::in_the_making()
        }
    }

    /// Nobody has seen a site yet.
    pub fn is_in_the_making(&self) -> bool {
        let status = self.doors.first().map(|door| door.not_found.status);
        status == Some(StatusCode::SERVICE_UNAVAILABLE)
    }

    fn empty(status: StatusCode, says: &str) -> Self {
        let html = format!("<!doctype html><html lang=en><title>Fanal</title><p>{says}");
        let says = |status| Draft::absent(status, html.clone());
        let door = DoorDraft {
            below: "",
            not_found: says(status),
            not_allowed: says(StatusCode::METHOD_NOT_ALLOWED),
        };
        Collector::new(None).finish(vec![door], 0)
    }

    /// The file under this path, which begins with a slash.
    pub fn file(&self, path: &str) -> Option<&Arc<File>> {
        self.files.get(path)
    }

    /// What is answered where there is nothing, in the language of the address.
    pub(crate) fn door(&self, path: &str) -> Option<&Door> {
        let is_below = |door: &&Door| {
            let rest = path.strip_prefix(door.below);
            rest.is_some_and(|rest| rest.starts_with('/') || rest.is_empty())
        };
        let others = self.doors.get(1..).unwrap_or_default();
        others.iter().find(is_below).or(self.doors.first())
    }

    /// Every file with its path, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Arc<File>)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    /// The bytes of a tile as it was when the log was shorter: a reader may hold an older checkpoint.
    pub(crate) fn earlier_tile(&self, path: &str) -> Option<Bytes> {
        let wanted: Tile = path.strip_prefix("/log/")?.parse().ok()?;
        let now = Tile::in_tree(wanted.level(), wanted.index(), self.log_size)?;
        if wanted.width() > now.width() {
            return None;
        }
        let file = self.files.get(&format!("/log/{now}"))?;
        let end = usize::from(wanted.width()) * 32;
        (end <= file.size()).then(|| file.bytes().slice(..end))
    }
}

/// Collects drafts, and keeps the file of the tree before where the draft is the same.
///
/// Everything is made again and compared, never skipped: what a page says cannot depend on what was there before.
/// What a kept file spares is the packing and hashing, nearly all of the work.
pub(crate) struct Collector<'a> {
    previous: Option<&'a Tree>,
    /// What stands in front of every address: nothing, or the place of the network's feed.
    below: &'static str,
    files: BTreeMap<String, Arc<File>>,
}

impl<'a> Collector<'a> {
    pub(crate) const fn new(previous: Option<&'a Tree>) -> Self {
        Self {
            previous,
            below: "",
            files: BTreeMap::new(),
        }
    }

    /// What is put from now on stands below this address.
    pub(crate) const fn go_below(&mut self, address: &'static str) {
        self.below = address;
    }

    pub(crate) fn put(&mut self, path: impl Into<String>, draft: Draft) -> Arc<File> {
        let path = format!("{}{}", self.below, path.into());
        self.put_at(path, draft)
    }

    /// Puts a page that stands at this address in the site's own language.
    pub(crate) fn put_page(&mut self, view: &View<'_>, address: &str, page: Draft) {
        let path = format!("{}{}{address}", view.below(), self.below);
        self.put_at(path, page);
    }

    fn put_at(&mut self, path: String, draft: Draft) -> Arc<File> {
        let before = self.previous.and_then(|tree| tree.files.get(&path));
        let file = kept_or_made(before, draft);
        self.files.insert(path, Arc::clone(&file));
        file
    }

    pub(crate) fn finish(self, doors: Vec<DoorDraft>, log_size: u64) -> Tree {
        let before = |below: &str| {
            let doors = self.previous?.doors.iter();
            doors.into_iter().find(|door| door.below == below)
        };
        let made = doors.into_iter().map(|draft| {
            let before = before(draft.below);
            Door {
                below: draft.below,
                not_found: kept_or_made(before.map(|door| &door.not_found), draft.not_found),
                not_allowed: kept_or_made(before.map(|door| &door.not_allowed), draft.not_allowed),
            }
        });
        Tree {
            doors: made.collect(),
            files: self.files,
            log_size,
            serial: None,
            network_serial: None,
        }
    }
}

fn kept_or_made(before: Option<&Arc<File>>, draft: Draft) -> Arc<File> {
    match before {
        Some(file) if file.is_made_of(&draft) => Arc::clone(file),
        _ => Arc::new(File::new(draft)),
    }
}
