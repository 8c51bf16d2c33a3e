//! The finished site: every file under its address, ready to send.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;

use axum::http::StatusCode;
use bytes::Bytes;
use fanal_formats::Pour;
use fanal_protocol::tile::Tile;

use crate::disk::{Disk, Workplace};
use crate::file::{Caching, Draft, File, Made, Making};
use crate::serial::Serial;
use crate::view::View;

/// The finished site.
pub struct Tree {
    pub(crate) files: BTreeMap<String, Arc<File>>,
    /// One for each language, that of the fixed addresses first.
    pub(crate) doors: Vec<Door>,
    /// Where the tiles of each log stand, and how many entries it has.
    pub(crate) logs: Vec<(String, u64)>,
    pub(crate) serial: Option<Serial>,
    /// That of the network's feed.
    pub(crate) network_serial: Option<Serial>,
    /// Where the large files of this tree and of those that follow it lie; all are in memory without.
    disk: Option<Disk>,
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

    /// The same; what is large of the sites that follow lies on disk, in a file below this folder that has no
    /// name there: of what is withdrawn, and of a site that ended, nothing stays. [PUB-24]
    pub fn in_the_making_at(folder: &Path) -> std::io::Result<Self> {
        Ok(Self::in_the_making_on(Disk::open(folder)?))
    }

    pub(crate) fn in_the_making_on(disk: Disk) -> Self {
        Self {
            disk: Some(disk),
            ..Self::in_the_making()
        }
    }

    /// The same, but what is large of those that follow lies on disk, as [`Self::in_the_making_at`] says.
    pub fn goes_on_at(self, folder: &Path) -> io::Result<Self> {
        Ok(Self {
            disk: Some(Disk::open(folder)?),
            ..self
        })
    }

    /// A site that cannot be made any more: every address asks to come back soon. [PUB-9]
    #[must_use]
    pub fn taken_down(&self) -> Self {
        Self {
            disk: self.disk.clone(),
            ..Self::in_the_making()
        }
    }

    /// The site of a desk that has nothing to show any more.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self {
            disk: self.disk.clone(),
            ..Self::default()
        }
    }

    /// Where the next site is put together: on disk, if this one has a place there.
    pub fn workplace(&self) -> Workplace {
        Workplace::beside(self.disk.as_ref())
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
        Collector::new(None).finish(vec![door], Vec::new())
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
        let mut logs = self.logs.iter();
        let (below, wanted, size) = logs.find_map(|(below, size)| {
            let wanted: Tile = path.strip_prefix(below.as_str())?.parse().ok()?;
            Some((below, wanted, *size))
        })?;
        let now = Tile::in_tree(wanted.level(), wanted.index(), size)?;
        if wanted.width() > now.width() {
            return None;
        }
        let file = self.files.get(&format!("{below}{now}"))?;
        let end = usize::from(wanted.width()) * 32;
        let bytes = file.bytes().ok()?;
        (end <= bytes.len()).then(|| bytes.slice(..end))
    }
}

/// What is written at once of a file that comes in parts.
const AT_ONCE_BYTES: usize = 64 << 10;

/// Collects drafts, and keeps the file of the tree before where the draft is the same.
///
/// Everything is made again and compared, never skipped: what a page says cannot depend on what was there before.
/// What a kept file spares is the packing and hashing, nearly all of the work.
pub(crate) struct Collector<'a> {
    previous: Option<&'a Tree>,
    /// What stands in front of every address: nothing, or the place of the network's feed.
    below: &'static str,
    files: BTreeMap<String, Arc<File>>,
    disk: Option<Disk>,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(previous: Option<&'a Tree>) -> Self {
        Self {
            previous,
            below: "",
            files: BTreeMap::new(),
            disk: previous.and_then(|tree| tree.disk.clone()),
        }
    }

    /// Where the site is put together.
    pub(crate) fn workplace(&self) -> Workplace {
        Workplace::beside(self.disk.as_ref())
    }

    /// What is put from now on stands below this address.
    pub(crate) const fn go_below(&mut self, address: &'static str) {
        self.below = address;
    }

    pub(crate) fn put(&mut self, path: impl Into<String>, draft: Draft) -> Arc<File> {
        let path = format!("{}{}", self.below, path.into());
        self.put_at(path, draft)
    }

    /// Puts a file that is written part by part.
    pub(crate) fn put_poured(
        &mut self,
        path: &str,
        media_type: &'static str,
        pour: Pour<'_>,
    ) -> io::Result<Arc<File>> {
        let path = format!("{}{path}", self.below);
        let making = Making::begin(media_type, Caching::Briefly, self.disk.as_ref());
        let mut out = BufWriter::with_capacity(AT_ONCE_BYTES, making);
        pour(&mut out)?;
        out.flush()?;
        let making = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        let made = match making.done()? {
            Made::Small(draft) => return Ok(self.put_at(path, draft)),
            Made::Large(file) => file,
        };
        let before = self.previous.and_then(|tree| tree.files.get(&path));
        let file = match before {
            Some(before) if before.is_same_as(&made) => Arc::clone(before),
            _ => Arc::new(made),
        };
        self.files.insert(path, Arc::clone(&file));
        Ok(file)
    }

    /// Puts a page that stands at this address in the site's own language.
    pub(crate) fn put_page(&mut self, view: &View<'_>, address: &str, page: Draft) {
        let path = format!("{}{}{address}", view.below(), self.below);
        self.put_at(path, page);
    }

    fn put_at(&mut self, path: String, draft: Draft) -> Arc<File> {
        let before = self.previous.and_then(|tree| tree.files.get(&path));
        let file = self.kept_or_made(before, draft);
        self.files.insert(path, Arc::clone(&file));
        file
    }

    pub(crate) fn finish(self, doors: Vec<DoorDraft>, logs: Vec<(String, u64)>) -> Tree {
        let before = |below: &str| {
            let doors = self.previous?.doors.iter();
            doors.into_iter().find(|door| door.below == below)
        };
        let made = doors.into_iter().map(|draft| {
            let before = before(draft.below);
            Door {
                below: draft.below,
                not_found: self.kept_or_made(before.map(|door| &door.not_found), draft.not_found),
                not_allowed: self
                    .kept_or_made(before.map(|door| &door.not_allowed), draft.not_allowed),
            }
        });
        let doors = made.collect();
        Tree {
            doors,
            files: self.files,
            logs,
            serial: None,
            network_serial: None,
            disk: self.disk,
        }
    }

    fn kept_or_made(&self, before: Option<&Arc<File>>, draft: Draft) -> Arc<File> {
        match before {
            Some(file) if file.is_made_of(&draft) => Arc::clone(file),
            _ => Arc::new(File::new(draft, self.disk.as_ref())),
        }
    }
}
