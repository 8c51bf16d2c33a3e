//! What is large of the site, on disk: in one file without a name, which ends with the process. What is dropped is cut
//! out of it at once, so that a withdrawn file is gone there too. [PUB-24]

use std::io::{self, Read};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use fanal_formats::{Kept, Memory, Scratch};
use rustix::fs::{FallocateFlags, Mode, OFlags, fallocate};

/// What the small files of a site take of the memory, together; those that come after lie on disk.
const ROOM_BYTES: usize = 32 << 20;
/// Where something large begins, so that whole blocks are freed when it goes.
const BLOCK_BYTES: u64 = 4096;

/// The file, and the memory beside it.
#[derive(Clone)]
pub(crate) struct Disk(Arc<Inner>);

struct Inner {
    file: std::fs::File,
    folder: PathBuf,
    /// Everything is written behind everything else: holes take no place.
    end: Mutex<u64>,
    /// Bytes that lie in it now.
    held: AtomicU64,
    room: AtomicUsize,
}

impl Disk {
    /// A file of its own below this folder.
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        Self::with_room(folder, ROOM_BYTES)
    }

    pub(crate) fn with_room(folder: &Path, room: usize) -> io::Result<Self> {
        Ok(Self(Arc::new(Inner {
            file: nameless(folder)?,
            folder: folder.to_owned(),
            end: Mutex::new(0),
            held: AtomicU64::new(0),
            room: AtomicUsize::new(room),
        })))
    }

    /// Takes memory for a small file, if there is some left.
    pub(crate) fn take_room(&self, bytes: usize) -> Option<Room> {
        let take = |left: usize| left.checked_sub(bytes);
        let room = &self.0.room;
        room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
            .ok()?;
        Some(Room {
            disk: self.clone(),
            bytes,
        })
    }

    /// Writes; none if the disk takes nothing more, and memory has to.
    pub(crate) fn store(&self, bytes: &[u8]) -> Option<Stored> {
        let at = self.place_for(bytes.len() as u64);
        // From here on it is cut out again, also if only a part of it could be written.
        let stored = Stored {
            disk: self.clone(),
            at,
            size: bytes.len(),
        };
        self.0.held.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        match self.0.file.write_all_at(bytes, at) {
            Ok(()) => Some(stored),
            Err(error) => {
                tracing::warn!(%error, "a file of the public site is kept in memory: the disk does not take it");
                None
            }
        }
    }

    fn place_for(&self, size: u64) -> u64 {
        let mut end = self.0.end.lock().unwrap_or_else(PoisonError::into_inner);
        let at = if size < BLOCK_BYTES {
            *end
        } else {
            end.next_multiple_of(BLOCK_BYTES)
        };
        *end = at.saturating_add(size);
        at
    }

    /// Bytes that lie in it.
    #[cfg(test)]
    pub(crate) fn held(&self) -> u64 {
        self.0.held.load(Ordering::Relaxed)
    }

    /// Everything that lies in it, and what does not any more as zeros.
    #[cfg(test)]
    pub(crate) fn image(&self) -> Vec<u8> {
        let size = self.0.file.metadata().map_or(0, |known| known.len());
        let mut image = vec![0; usize::try_from(size).unwrap_or(0)];
        drop(self.0.file.read_exact_at(&mut image, 0));
        image
    }
}

/// Where a site is put together: what is too much for memory lies on disk, where the site does, in a file of its own
/// that has no name either and is gone with the last of what lies in it. [PUB-24] [PUB-27]
#[derive(Clone)]
pub struct Workplace(Option<Disk>);

impl Workplace {
    /// In memory.
    pub const fn in_memory() -> Self {
        Self(None)
    }

    /// Beside the files of a site.
    pub(crate) fn beside(site: Option<&Disk>) -> Self {
        Self(site.and_then(|site| {
            let disk = Disk::with_room(&site.0.folder, 0);
            disk.inspect_err(
                |error| tracing::warn!(%error, "the public site is put together in memory"),
            )
            .ok()
        }))
    }
}

impl Scratch for Workplace {
    fn keep(&self, bytes: Vec<u8>) -> Box<dyn Kept> {
        let stored = self.0.as_ref().and_then(|disk| disk.store(&bytes));
        stored.map_or_else(|| Memory.keep(bytes), |stored| Box::new(stored))
    }
}

impl Kept for Stored {
    fn read_at(&self, at: usize, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = buffer.len().min(self.size.saturating_sub(at));
        let Some(buffer) = buffer.get_mut(..wanted).filter(|part| !part.is_empty()) else {
            return Ok(0);
        };
        let at = self.at.saturating_add(at as u64);
        match self.disk.0.file.read_at(buffer, at)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            count => Ok(count),
        }
    }
}

/// A file that no folder names, readable for us alone.
fn nameless(folder: &Path) -> io::Result<std::fs::File> {
    let mode = Mode::RUSR | Mode::WUSR;
    let flags = OFlags::RDWR | OFlags::CLOEXEC;
    if let Ok(file) = rustix::fs::open(folder, flags | OFlags::TMPFILE, mode) {
        return Ok(file.into());
    }
    // Not every file system can do that: a name that is taken away again.
    let path = folder.join(format!(".site-{}", std::process::id()));
    let once = OFlags::CREATE | OFlags::EXCL;
    let file = rustix::fs::open(&path, flags | once, mode)?;
    std::fs::remove_file(&path)?;
    Ok(file.into())
}

/// Memory that was taken; given back when it is dropped.
pub(crate) struct Room {
    disk: Disk,
    bytes: usize,
}

#[cfg(test)]
impl Room {
    pub(crate) const fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.disk.0.room.fetch_add(self.bytes, Ordering::Relaxed);
    }
}

/// Bytes on disk; cut out when they are dropped.
pub(crate) struct Stored {
    disk: Disk,
    at: u64,
    size: usize,
}

impl Stored {
    pub(crate) const fn size(&self) -> usize {
        self.size
    }

    /// Reads them from the first on. They stay until the last reader is done.
    pub(crate) fn reader(self: &Arc<Self>) -> Reader {
        Reader {
            stored: Arc::clone(self),
            read: 0,
        }
    }
}

impl Drop for Stored {
    fn drop(&mut self) {
        let Inner { file, held, .. } = &*self.disk.0;
        held.fetch_sub(self.size as u64, Ordering::Relaxed);
        let hole = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
        if fallocate(file, hole, self.at, self.size as u64).is_err()
            && let Err(error) = file.write_all_at(&vec![0; self.size], self.at)
        {
            tracing::error!(%error, "a file of the public site could not be cut out of the disk: it is gone when the node ends");
        }
    }
}

/// Reads what is stored.
pub(crate) struct Reader {
    stored: Arc<Stored>,
    read: usize,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stored.read_at(self.read, buffer)?;
        self.read += count;
        Ok(count)
    }
}
