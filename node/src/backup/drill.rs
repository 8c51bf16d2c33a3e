//! A drill: the newest backup is put together in a scratch place, as a restore would, looked over, and thrown
//! away. [BAK-5]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fanal_ambient::{Clock as _, MachineClock, MachineEntropy, random};
use fanal_database::Database;
use fanal_desk::{Desk, DrillNote};
use fanal_protocol::{Problem, Timestamp};
use fanal_store::Vault;
use serde::Serialize;

use super::alone::{Alone, SCRATCH};
use super::make::name_of;
use super::part::open;
use super::restore::parts_of;
use super::{Backing, make_private, stored};

/// What a drill came to.
#[derive(Debug, Serialize)]
pub(crate) struct Drilled {
    /// The backup.
    pub(crate) file: PathBuf,
    /// Its moment.
    pub(crate) at: Timestamp,
    /// Rows that were read.
    pub(crate) rows: u64,
    /// Bulletins that nothing opens any more: they were purged since.
    pub(crate) purged: u64,
    /// What is wrong; empty is well.
    pub(crate) findings: Vec<String>,
}

/// Puts a backup together, looks it over, throws it away, and notes how it went.
pub(crate) async fn drill(
    backing: &Backing,
    from: &Path,
    desk: &Desk,
    who: &str,
) -> Result<Drilled, Problem> {
    let alone = Alone::in_folder(&backing.dir).await?;
    let outcome = rehearse(backing, from).await;
    drop(alone);
    let findings = match &outcome {
        Ok(drilled) => drilled.findings.clone(),
        Err(problem) => vec![problem.text.clone()],
    };
    let note = DrillNote {
        at: Timestamp::from_unix(MachineClock.unix_now()),
        file: name_of(from),
        findings,
    };
    let noted = desk.note_drill(who, &note).await;
    noted.map_err(|error| error.problem())?;
    outcome
}

async fn rehearse(backing: &Backing, from: &Path) -> Result<Drilled, Problem> {
    let (file, keys) = parts_of(from)?;
    let number = u64::from_be_bytes(random(&MachineEntropy));
    let scratch = Scratch(backing.dir.join(format!("{SCRATCH}{number:016x}")));
    make_private(&scratch.0)?;
    in_scratch(backing, &scratch.0, &file, &keys).await
}

/// Goes however the drill ends, also where its task is stopped. [BAK-7]
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn in_scratch(
    backing: &Backing,
    scratch: &Path,
    file: &Path,
    keys: &Path,
) -> Result<Drilled, Problem> {
    let with = [backing.identity()];
    let (label, mut lasting) = open(file, &with)?;
    let (_, mut short) = open(keys, &with)?;
    let url = format!("sqlite:{}", scratch.join("drill.db").display());
    let loaded = Database::restore(
        &url,
        Vault::open(&backing.master),
        Arc::new(MachineEntropy),
        label.schema,
        (&mut lasting, &mut short),
        &[],
    )
    .await
    .map_err(|error| stored(&error))?;
    let vault = Vault::open(&backing.master);
    let opened = Database::open(&url, vault, Arc::new(MachineEntropy)).await;
    let database = opened.map_err(|error| stored(&error))?;
    let findings = database.integrity().await;
    database.close().await;
    Ok(Drilled {
        file: file.to_owned(),
        at: label.at,
        rows: loaded.rows.values().sum(),
        purged: loaded.purged,
        findings: findings.map_err(|error| stored(&error))?,
    })
}
