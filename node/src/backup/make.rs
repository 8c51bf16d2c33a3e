//! Writes a backup, reads it again, and only then lets it count.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use fanal_ambient::{Clock as _, MachineClock, MachineEntropy, random};
use fanal_database::{Copied, Counts, Database, walk};
use fanal_desk::{BackupNote, Desk, Keeper};
use fanal_protocol::{Code, Problem, Timestamp};
use fanal_seal::{Recipient, SealWriter};
use fanal_store::Vault;
use serde::Serialize;

use super::alone::{Alone, UNFINISHED};
use super::part::{HomeFiles, Label, VERSION, Which, in_names, lasting_in, open, put_label};
use super::{Backing, ENDING, keys_file, stored, unwritten};

/// A backup that was written and read again.
#[derive(Debug, Serialize)]
pub(crate) struct Made {
    /// The file that lasts.
    pub(crate) file: PathBuf,
    /// The file that opens it.
    pub(crate) keys: PathBuf,
    /// When.
    pub(crate) at: Timestamp,
    /// Rows in both.
    pub(crate) rows: u64,
    /// Bytes of both.
    pub(crate) bytes: u64,
    /// Bulletins that may not be kept.
    pub(crate) left_out: u64,
    /// Older files that were removed.
    pub(crate) removed: usize,
}

type Sealing = SealWriter<BufWriter<File>>;

/// Writes a backup of a desk's database, and notes it.
pub(crate) async fn back_up(
    backing: &Backing,
    database: &Database,
    desk: &Desk,
    who: &str,
) -> Result<Made, Problem> {
    desk.look_at_clock().await.map_err(|e| e.problem())?;
    if desk.is_clock_paused() {
        // [TIM-2] By such a clock all is past its time: its keys would stay out, and older backups would go.
        let text = "this machine's clock leapt ahead: a backup by it would lack what it takes for past its time";
        return Err(Problem::new(Code::Busy, text)
            .with_hint("set the clock right, or say that it is: `fanal clock confirm`"));
    }
    let keeper = Keeper::look(database, &MachineClock).await;
    let keeper = keeper.map_err(|error| error.problem())?;
    let recovery = desk.backup_recipient().await.map_err(|e| e.problem())?;
    let made = write(backing, database, &keeper, recovery).await?;
    let note = BackupNote {
        at: made.at,
        file: name_of(&made.file),
        rows: made.rows,
    };
    let noted = desk.note_backup(who, &note).await;
    noted.map_err(|error| error.problem())?;
    Ok(made)
}

/// Before a newer program changes the schema: the database as the older one left it. [BAK-5]
pub(crate) async fn before_migration(backing: &Backing) -> Result<Option<Made>, Problem> {
    let path = backing.url.strip_prefix("sqlite:");
    if path.is_some_and(|path| !Path::new(path).exists()) {
        return Ok(None);
    }
    let behind = Database::is_behind(&backing.url).await;
    if behind.map_err(|error| stored(&error))?.is_none() {
        return Ok(None);
    }
    let vault = Vault::open(&backing.master);
    let opened = Database::open_as_it_is(&backing.url, vault, Arc::new(MachineEntropy)).await;
    let database = opened.map_err(|error| stored(&error))?;
    let keeper = Keeper::look(&database, &MachineClock).await;
    let made = match keeper {
        Ok(keeper) => {
            let recovery = recovery_of(&database).await;
            write(backing, &database, &keeper, recovery).await
        }
        Err(error) => Err(error.problem()),
    };
    database.close().await;
    made.map(Some).map_err(|problem| {
        let text = format!("no backup before the schema changes, so it stays: {problem}");
        Problem::new(problem.code, text).with_hint(
            "make room or mend what is named, and start again; the older program still works",
        )
    })
}

async fn recovery_of(database: &Database) -> Option<Recipient> {
    use fanal_store::Store as _;
    let mut unit = database.read().await.ok()?;
    fanal_desk::recipient_of_backups(unit.as_mut()).await.ok()?
}

async fn write(
    backing: &Backing,
    database: &Database,
    keeper: &Keeper,
    recovery: Option<Recipient>,
) -> Result<Made, Problem> {
    let _alone = Alone::in_folder(&backing.dir).await?;
    let at = Timestamp::from_unix(MachineClock.unix_now());
    let desk = keeper.desk().clone();
    let file = backing.dir.join(format!("{desk}-{}{ENDING}", in_names(at)));
    let keys = keys_file(&backing.dir, &desk);
    let schema = database.schema().await.map_err(|error| stored(&error))?;
    let label = Label {
        v: VERSION,
        part: Which::Lasting,
        id: HEXLOWER.encode(&random::<16>(&MachineEntropy)),
        desk,
        at,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        schema,
        home: None,
    };
    let of_keys = Label {
        part: Which::Keys,
        home: Some(HomeFiles {
            master: HEXLOWER.encode(backing.master.as_slice()),
            config: backing.config.clone(),
            salt: backing.home.read_salt().map(|salt| HEXLOWER.encode(&salt)),
        }),
        ..label.clone()
    };
    let mut to = vec![backing.identity().recipient()];
    to.extend(recovery);
    let new = [unfinished(&file), unfinished(&keys)];
    let mut lasting = begin(&new[0], &label, &to)?;
    let mut short = begin(&new[1], &of_keys, &to)?;
    let ask = |network, facts: &_| keeper.ask(network, facts);
    let copied = database.copy_to(&ask, &mut lasting, &mut short).await;
    let copied = copied.map_err(|error| stored(&error))?;
    let bytes = end(lasting, &new[0])? + end(short, &new[1])?;
    read_again(backing, &new, &copied)?;
    // First what lasts: newer keys open an older one, older keys do not open a newer one.
    for (new, path) in new.iter().zip([&file, &keys]) {
        std::fs::rename(new, path).map_err(|error| unwritten(path, &error))?;
    }
    let _ = File::open(&backing.dir).and_then(|dir| dir.sync_all());
    let rows = copied.lasting.values().chain(copied.short.values()).sum();
    Ok(Made {
        removed: remove_old(backing, at),
        file,
        keys,
        at,
        rows,
        bytes,
        left_out: copied.without_permit,
    })
}

fn begin(path: &Path, label: &Label, to: &[Recipient]) -> Result<Sealing, Problem> {
    let failed = |error: std::io::Error| unwritten(path, &error);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .map_err(failed)?;
    let mut writer =
        SealWriter::begin(BufWriter::new(file), to, &MachineEntropy).map_err(failed)?;
    put_label(&mut writer, label).map_err(failed)?;
    Ok(writer)
}

/// Ends the file durably; how long it is.
fn end(writer: Sealing, path: &Path) -> Result<u64, Problem> {
    let ended = || {
        let mut buffer = writer.finish()?;
        buffer.flush()?;
        let file = buffer
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(file.metadata()?.len())
    };
    ended().map_err(|error: std::io::Error| unwritten(path, &error))
}

/// What was written opens, and has every row. [BAK-3]
fn read_again(backing: &Backing, files: &[PathBuf; 2], copied: &Copied) -> Result<(), Problem> {
    let counts: [&Counts; 2] = [&copied.lasting, &copied.short];
    for (path, told) in files.iter().zip(counts) {
        let (_, mut reader) = open(path, &[backing.identity()])?;
        let found = walk(&mut reader).map_err(|error| stored(&error))?;
        if found != *told {
            let text = format!("`{}` does not hold what was written to it", path.display());
            return Err(Problem::new(Code::Broken, text)
                .with_hint("look at the disk, and write it to another one"));
        }
    }
    Ok(())
}

/// Lasting parts whose days are over go; never the newest.
fn remove_old(backing: &Backing, now: Timestamp) -> usize {
    let oldest = in_names(now.plus_days(-i64::from(backing.keep_days)));
    let mut all = lasting_in(&backing.dir);
    all.pop();
    let old = all.into_iter().filter(|(moment, _)| *moment < oldest);
    old.filter(|(_, path)| std::fs::remove_file(path).is_ok())
        .count()
}

fn unfinished(path: &Path) -> PathBuf {
    path.with_extension(UNFINISHED)
}

pub(super) fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
