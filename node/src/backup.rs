//! Backups: two sealed files, one that lasts and one that opens it, written from one state of the database and
//! read again before they count. [BAK-1] to [BAK-5]
//!
//! `DESK-MOMENT.backup` lasts: a new one each time. `DESK-keys.backup` is one file, replaced each time: with the
//! older ones go the keys of what was purged since. Both are age files, sealed to this node and to the recovery
//! key that the desk's people keep on paper.

mod alone;
mod drill;
mod make;
mod part;
mod restore;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use fanal_protocol::{Code, DeskId, Problem};
use fanal_seal::Identity;
use fanal_store::Vault;
use zeroize::Zeroizing;

use crate::config::Config;
use crate::home::{Home, failed};

pub(crate) use alone::put_away_leftovers;
pub(crate) use drill::drill;
pub(crate) use make::{Made, back_up, before_migration};
pub(crate) use part::newest_in;
pub(crate) use restore::{Order, Restored, restore};

/// How the names of all of them end.
const ENDING: &str = ".backup";

/// Where the backups of a node go, and what they are made with.
#[derive(Clone)]
pub(crate) struct Backing {
    /// The node's folder.
    pub(crate) home: Home,
    /// Where they go.
    pub(crate) dir: PathBuf,
    /// Days that a lasting part stays.
    pub(crate) keep_days: u32,
    /// The address of the database.
    pub(crate) url: String,
    /// The configuration, as the file has it.
    pub(crate) config: String,
    /// What seals everything at rest.
    pub(crate) master: Zeroizing<[u8; 32]>,
}

impl Backing {
    /// Of a node's folder and its configuration.
    pub(crate) fn of(
        home: &Home,
        config: &Config,
        text: String,
        master: Zeroizing<[u8; 32]>,
    ) -> Self {
        Self {
            home: home.clone(),
            dir: home.dir.join(&config.backup.dir),
            keep_days: config.backup.keep_days,
            url: crate::serve::database_url(home, &config.node.database),
            config: text,
            master,
        }
    }

    /// The key that this node opens its own backups with.
    pub(crate) fn identity(&self) -> Identity {
        Identity::from_bytes(&Vault::backup_seed(&self.master))
    }
}

/// The one file of keys.
fn keys_file(dir: &Path, desk: &DeskId) -> PathBuf {
    dir.join(format!("{desk}-keys{ENDING}"))
}

/// Makes a folder for its owner alone.
fn make_private(dir: &Path) -> Result<(), Problem> {
    Home::at(dir).make()
}

/// What the database said, told to the operator in its own words.
fn stored(error: &fanal_store::StoreError) -> Problem {
    let code = match error {
        fanal_store::StoreError::Conflict(_) => Code::Conflict,
        fanal_store::StoreError::Unavailable(_) => Code::Busy,
        fanal_store::StoreError::Damaged(_) => Code::Broken,
        fanal_store::StoreError::Misconfigured(_) => Code::Misconfigured,
    };
    let problem = Problem::new(code, error.to_string());
    if matches!(error, fanal_store::StoreError::Unavailable(_)) {
        problem.with_hint("try again; see `fanal doctor`")
    } else {
        problem
    }
}

/// What a file said while it was written.
fn unwritten(path: &Path, error: &std::io::Error) -> Problem {
    Problem {
        code: Code::Busy,
        ..failed(path, error)
    }
    .with_hint("make room, or name another folder in `backup.dir`")
}
