//! Puts a backup into a folder where no node is, or in the place of the one that is there.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use fanal_ambient::{Clock as _, MachineClock, MachineEntropy};
use fanal_database::Database;
use fanal_desk::CameBack;
use fanal_protocol::{Code, DeskId, Problem, Timestamp};
use fanal_seal::Identity;
use fanal_store::Vault;
use serde::Serialize;
use zeroize::Zeroizing;

use super::part::{HomeFiles, Label, Which, in_names, newest_in, open};
use super::{keys_file, make_private, stored};
use crate::config::{AtRest, Config};
use crate::home::{Home, failed};
use crate::init::refuse_where_a_node_is;
use crate::serve::database_url;

/// What is to be restored, and where.
pub(crate) struct Order {
    /// The lasting part, or the folder with the newest.
    pub(crate) from: PathBuf,
    /// Keys that may open it.
    pub(crate) with: Vec<Identity>,
    /// In the place of the node that is here.
    pub(crate) over: bool,
    /// Another database than that of then.
    pub(crate) database: Option<String>,
}

/// What was restored.
#[derive(Debug, Serialize)]
pub(crate) struct Restored {
    /// The desk.
    pub(crate) desk: DeskId,
    /// The moment of the backup.
    pub(crate) at: Timestamp,
    /// The file.
    pub(crate) file: PathBuf,
    /// Rows.
    pub(crate) rows: u64,
    /// Bulletins that were purged since the lasting part was written.
    pub(crate) purged: u64,
    /// Where the node's files of before lie now.
    pub(crate) set_aside: Option<PathBuf>,
    /// Where the master key lies now, if in another place than before.
    pub(crate) key_file: Option<PathBuf>,
}

/// Restores a node; it has a new epoch to open before anything leaves it. [R9]
pub(crate) async fn restore(home: &Home, order: &Order) -> Result<Restored, Problem> {
    let (file, keys) = parts_of(&order.from)?;
    let (label, mut lasting) = open(&file, &order.with)?;
    let (of_keys, mut short) = open(&keys, &order.with)?;
    must_fit(&label, &of_keys, &keys)?;
    let files = of_keys.home.ok_or_else(|| {
        let text = format!("`{}` has no master key in it", keys.display());
        Problem::new(Code::VerifyFormat, text)
    })?;
    let master = master_of(&files)?;
    // All of it is read once, before anything here is touched.
    for path in [&file, &keys] {
        let (_, mut reader) = open(path, &order.with)?;
        fanal_database::walk(&mut reader).map_err(|error| stored(&error))?;
    }
    let now = Timestamp::from_unix(MachineClock.unix_now());
    let set_aside = make_room(home, order, now)?;
    make_private(&home.dir)?;
    let (mut config, mut text) = (
        Config::parse(&files.config, "the backup")?,
        files.config.clone(),
    );
    let key_file = put_key(home, &mut config, &files, &master)?;
    if let Some(database) = &order.database {
        config.node.database.clone_from(database);
    }
    if key_file.is_some() || order.database.is_some() {
        text = config.to_file()?;
    }
    let mark = CameBack {
        at: now,
        backup: Some(label.at),
    }
    .mark();
    let url = database_url(home, &config.node.database);
    let loaded = Database::restore(
        &url,
        Vault::open(&master),
        Arc::new(MachineEntropy),
        label.schema,
        (&mut lasting, &mut short),
        &[mark],
    )
    .await;
    let loaded = loaded.map_err(|error| {
        // A file that was begun would be in the way of the next try. None was there before.
        if url == database_url(home, &Config::default().node.database) {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{end}", home.database().display()));
            }
        }
        taken(&error, &config)
    })?;
    home.write_private(&home.config(), text.as_bytes())?;
    Ok(Restored {
        desk: label.desk,
        at: label.at,
        file,
        rows: loaded.rows.values().sum(),
        purged: loaded.purged,
        set_aside,
        key_file,
    })
}

/// The lasting part that is meant, and the file of keys beside it.
pub(super) fn parts_of(from: &Path) -> Result<(PathBuf, PathBuf), Problem> {
    let file = if from.is_dir() {
        newest_in(from).ok_or_else(|| {
            let text = format!("there is no backup in `{}`", from.display());
            Problem::new(Code::NotFound, text)
                .with_hint("name the folder with the two files that end in `.backup`")
        })?
    } else {
        from.to_owned()
    };
    let dir = file.parent().unwrap_or(Path::new("."));
    let name = file
        .file_stem()
        .map(|name| name.to_string_lossy().into_owned());
    let desk = name.as_deref().and_then(|name| name.rsplit_once('-'));
    let desk: Option<DeskId> = desk.and_then(|(desk, _)| desk.parse().ok());
    let desk = desk.ok_or_else(|| {
        let text = format!("`{}` is not named like a backup", file.display());
        Problem::new(Code::UsageInvalid, text)
            .with_hint("give the file `DESK-MOMENT.backup`, or the folder that it lies in")
    })?;
    let keys = keys_file(dir, &desk);
    Ok((file, keys))
}

/// Keys open what is as old as they are, or older.
fn must_fit(label: &Label, keys: &Label, path: &Path) -> Result<(), Problem> {
    if label.part != Which::Lasting || keys.part != Which::Keys {
        let text = "the two files of the backup are not what their names say";
        return Err(Problem::new(Code::VerifyFormat, text));
    }
    if label.desk != keys.desk {
        let text = format!(
            "the keys are those of `{}`, not of `{}`",
            keys.desk, label.desk
        );
        return Err(Problem::new(Code::VerifyFormat, text));
    }
    if keys.at < label.at || (keys.at == label.at && keys.id != label.id) {
        let text = format!(
            "`{}` is of {}, older than the backup of {}: it does not open it",
            path.display(),
            keys.at,
            label.at
        );
        return Err(Problem::new(Code::VerifyFormat, text)
            .with_hint("put the newest keys file beside it, or take an older backup"));
    }
    Ok(())
}

fn master_of(files: &HomeFiles) -> Result<Zeroizing<[u8; 32]>, Problem> {
    let bytes = HEXLOWER
        .decode(files.master.as_bytes())
        .ok()
        .map(Zeroizing::new);
    let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
    key.map(Zeroizing::new).ok_or_else(|| {
        Problem::new(
            Code::VerifyFormat,
            "the master key in the backup is damaged",
        )
    })
}

/// Nothing that is there is overwritten: with `over` it is set aside.
fn make_room(home: &Home, order: &Order, now: Timestamp) -> Result<Option<PathBuf>, Problem> {
    if !order.over {
        refuse_where_a_node_is(home).map_err(|problem| {
            Problem {
                hint: None,
                ..problem
            }
            .with_hint(
                "restore into an empty folder (`--dir`), or set this node aside with `--over`",
            )
        })?;
        return Ok(None);
    }
    let aside = home.dir.join(format!("replaced-{}", in_names(now)));
    let files = home.files();
    if !files.iter().any(|path| path.exists()) {
        return Ok(None);
    }
    make_private(&aside)?;
    for path in files.iter().filter(|path| path.exists()) {
        let name = path.file_name().unwrap_or_default();
        std::fs::rename(path, aside.join(name)).map_err(|error| failed(path, &error))?;
    }
    Ok(Some(aside))
}

/// Puts the master key where the configuration says, or into the folder where that is not possible.
fn put_key(
    home: &Home,
    config: &mut Config,
    files: &HomeFiles,
    master: &[u8; 32],
) -> Result<Option<PathBuf>, Problem> {
    let own = home.master_key();
    match &config.at_rest {
        AtRest::Passphrase => {
            let salt = files
                .salt
                .as_ref()
                .and_then(|text| HEXLOWER.decode(text.as_bytes()).ok());
            let salt = salt.ok_or_else(|| {
                Problem::new(
                    Code::VerifyFormat,
                    "the backup has no salt for the passphrase",
                )
            })?;
            home.write_salt(&salt)?;
            return Ok(None);
        }
        AtRest::KeyFile(path) => {
            let path = home.dir.join(path);
            match std::fs::read(&path) {
                Ok(held) if held == master => return Ok(None),
                Ok(_) => {
                    let text = format!("`{}` holds another master key", path.display());
                    return Err(Problem::new(Code::Conflict, text)
                        .with_hint("move it away: it may belong to another node"));
                }
                Err(_) if path == own || path.parent().is_some_and(Path::is_dir) => {
                    home.write_new(&path, master)?;
                    return Ok((path != own).then_some(path));
                }
                Err(_) => {}
            }
        }
        // A credential is sealed to its machine: it is made anew.
        AtRest::Credential(_) => {}
    }
    home.write_new(&own, master)?;
    config.at_rest = AtRest::KeyFile("master.key".into());
    Ok(Some(own))
}

fn taken(error: &fanal_store::StoreError, config: &Config) -> Problem {
    let problem = stored(error);
    if problem.code == Code::Conflict && !config.node.database.starts_with("sqlite:") {
        return Problem::new(
            Code::Conflict,
            "the database of the configuration is not empty",
        )
        .with_hint("make an empty one, and name it with `--database`");
    }
    problem
}
