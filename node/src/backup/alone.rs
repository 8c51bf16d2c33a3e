//! One backup or drill at a time in a folder, whichever process makes it; and what one left that was cut short goes:
//! a drill's scratch has every key of the database. [BAK-7]

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use fanal_protocol::{Code, Problem};
use tokio::time::sleep;

use super::{make_private, unwritten};

/// The file that is locked. The kernel lets go of it, however its process ends.
const LOCK: &str = ".lock";
/// How the scratch of a drill begins.
pub(super) const SCRATCH: &str = "drill-";
/// How a file ends that is being written.
pub(super) const UNFINISHED: &str = "unfinished";
/// How often it is tried.
const LOOK: Duration = Duration::from_millis(100);
/// How long another one may take: a large database on a slow disk.
const PATIENCE: Duration = Duration::from_mins(30);

/// Nobody else makes or reads a backup in this folder while it is there.
pub(super) struct Alone(File);

impl Alone {
    /// Waits for others, then puts away what they left.
    pub(super) async fn in_folder(dir: &Path) -> Result<Self, Problem> {
        make_private(dir)?;
        let mut waited = Duration::ZERO;
        loop {
            if let Some(alone) = Self::now(dir)? {
                return Ok(alone);
            }
            if waited >= PATIENCE {
                let text = format!("another backup or drill is at work in `{}`", dir.display());
                return Err(Problem::new(Code::Busy, text));
            }
            sleep(LOOK).await;
            waited += LOOK;
        }
    }

    /// None if somebody else is at work there.
    fn now(dir: &Path) -> Result<Option<Self>, Problem> {
        let path = dir.join(LOCK);
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&path)
            .map_err(|error| unwritten(&path, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            // A file system without locks: nobody can be told apart there, and backups are made all the same.
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "the folder of backups cannot be locked");
            }
        }
        remove_leftovers(dir);
        Ok(Some(Self(file)))
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// At a start: what was cut short goes, unless somebody is at work there.
pub(crate) fn put_away_leftovers(dir: &Path) {
    if dir.is_dir()
        && let Err(problem) = Alone::now(dir)
    {
        tracing::warn!(%problem, "what a drill may have left could not be looked for");
    }
}

fn remove_leftovers(dir: &Path) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let name = entry.file_name();
        let is_scratch = is_folder && name.to_string_lossy().starts_with(SCRATCH);
        let is_cut_short = !is_folder && path.extension().is_some_and(|end| end == UNFINISHED);
        let removed = if is_scratch {
            std::fs::remove_dir_all(&path)
        } else if is_cut_short {
            std::fs::remove_file(&path)
        } else {
            Ok(())
        };
        if let Err(error) = removed {
            tracing::error!(%error, "what a drill or backup left could not be removed: it may hold keys");
        }
    }
}
