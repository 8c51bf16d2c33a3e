//! One file of a backup: a label, then what the database wrote.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};

use fanal_protocol::{Code, DeskId, Problem, Timestamp};
use fanal_seal::{Identity, OpenReader};
use serde::{Deserialize, Serialize};

use super::ENDING;
use crate::home::failed;

/// How the content of every part begins.
const FIRST_LINE: &[u8] = b"fanal-backup/v1\n";
/// The longest label: a configuration is within it.
const LABEL_BYTES: u32 = 1 << 20;

/// Which part a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Which {
    /// Everything that is sealed under other keys.
    Lasting,
    /// Keys, records of consent, drafts, settings.
    Keys,
}

/// What a part is part of. No Debug: that of the keys has the master key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Label {
    pub(super) v: u32,
    pub(super) part: Which,
    /// The same in both parts that were written together.
    pub(super) id: String,
    pub(super) desk: DeskId,
    /// When it was written, by the node's clock.
    pub(super) at: Timestamp,
    /// The program that wrote it.
    pub(super) program: String,
    /// The schema of the database.
    pub(super) schema: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) home: Option<HomeFiles>,
}

/// What of the node's folder is needed to open the database again; in the part of the keys alone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HomeFiles {
    /// The master key, in hexadecimal.
    pub(super) master: String,
    /// The configuration file.
    pub(super) config: String,
    /// What a passphrase is stretched over, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) salt: Option<String>,
}

/// The version of [`Label`].
pub(super) const VERSION: u32 = 1;

pub(super) fn put_label(to: &mut dyn Write, label: &Label) -> std::io::Result<()> {
    let text = serde_json::to_vec(label)?;
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    to.write_all(FIRST_LINE)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&text)
}

/// A part that was opened: its label, and the rest to read.
pub(super) type Opened = (Label, OpenReader<BufReader<File>>);

/// Opens a part with one of these keys.
pub(super) fn open(path: &Path, with: &[Identity]) -> Result<Opened, Problem> {
    let file = File::open(path).map_err(|error| missing(path, &error))?;
    let damaged = |error: std::io::Error| {
        let text = format!("`{}`: {error}", path.display());
        let is_sealed_to_others = error.to_string().contains("not sealed to this key");
        if is_sealed_to_others {
            Problem::new(Code::AccountLocked, text)
                .with_hint("give the recovery key that was written down: `--key FILE`")
        } else {
            Problem::new(Code::VerifyFormat, text)
                .with_hint("take an older one: `fanal restore FILE`")
        }
    };
    let mut reader = OpenReader::begin(BufReader::new(file), with).map_err(damaged)?;
    let label = take_label(&mut reader).map_err(damaged)?;
    if label.v != VERSION {
        let text = format!(
            "`{}` was written by a newer program ({})",
            path.display(),
            label.program
        );
        return Err(Problem::new(Code::Misconfigured, text)
            .with_hint("install the newest release, then restore"));
    }
    Ok((label, reader))
}

fn take_label(from: &mut dyn Read) -> std::io::Result<Label> {
    let wrong = |what: &str| std::io::Error::new(std::io::ErrorKind::InvalidData, what.to_owned());
    let mut first = vec![0; FIRST_LINE.len()];
    from.read_exact(&mut first)?;
    if first != FIRST_LINE {
        return Err(wrong("this is no backup of a node"));
    }
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length > LABEL_BYTES {
        return Err(wrong("its label is too long"));
    }
    let mut text = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut text)?;
    serde_json::from_slice(&text).map_err(|_| wrong("its label cannot be read"))
}

fn missing(path: &Path, error: &std::io::Error) -> Problem {
    let problem = failed(path, error);
    if error.kind() == std::io::ErrorKind::NotFound {
        return Problem {
            code: Code::NotFound,
            ..problem
        }
        .with_hint("a backup is two files, one ends in `-keys.backup`: copy both");
    }
    problem
}

/// The newest lasting part in a folder: their names end in their moments.
pub(crate) fn newest_in(dir: &Path) -> Option<PathBuf> {
    lasting_in(dir).pop().map(|(_, path)| path)
}

/// All lasting parts in a folder, the oldest first.
pub(super) fn lasting_in(dir: &Path) -> Vec<(String, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return Vec::new();
    };
    let mut found: Vec<(String, PathBuf)> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?.strip_suffix(ENDING)?;
            let (_, moment) = name.rsplit_once('-')?;
            let is_moment = moment.ends_with('Z') && moment.contains('T');
            is_moment.then(|| (moment.to_owned(), path.clone()))
        })
        .collect();
    found.sort();
    found
}

/// A moment as it stands in names: `20261122T115500Z`.
pub(super) fn in_names(at: Timestamp) -> String {
    at.to_string().replace(['-', ':'], "")
}
