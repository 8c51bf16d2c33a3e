//! `fanal key seal`: the master key stays the same; where it rests changes.

use std::path::{Path, PathBuf};

use fanal_protocol::{Code, Problem};
use serde::Serialize;

use crate::cli::init::CREDENTIAL;
use crate::cli::{Invocation, Result};
use crate::config::{AtRest, Config, new_passphrase};
use crate::home::MasterKey;

use crate::render::{Outcome, Page};
use crate::rewrite::{Change, change_file};

#[derive(Debug, clap::Args)]
pub(super) struct Seal {
    /// Where the master key shall rest
    #[arg(value_enum, value_name = "WHERE")]
    into: Into,
    /// The file, if it is to be one [default: master.key in the node's folder]
    #[arg(long, value_name = "PATH")]
    key_file: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
enum Into {
    /// Behind a passphrase, asked for at every start; also to change the passphrase
    Passphrase,
    /// In a file that only the node's account can read
    File,
    /// A file that you give to systemd as a credential
    Credential,
}

/// What was done, and what is left to do.
#[derive(Serialize)]
struct Sealed {
    at_rest: Into,
    /// A file with the bare key that is there still, or is there now.
    key_file: Option<PathBuf>,
}

pub(super) async fn run(seal: Seal, here: &Invocation) -> Result {
    let config = here.configuration()?;
    let from = crate::serve::master_key(&config, config.passphrase()?)?;
    let master = here.home.read_master_key(&from)?;
    // A mistyped passphrase makes a key, too: only the database knows the right one.
    open_with(here, &config, &from).await?;
    let was = match from {
        MasterKey::File(path) => Some(here.home.dir.join(path)),
        MasterKey::Credential(_) | MasterKey::Passphrase(_) => None,
    };
    let kept = match seal.into {
        Into::Passphrase => {
            let new = new_passphrase("New passphrase of this node: ")?;
            here.home.seal_master_key(&master, &new)?;
            was
        }
        Into::File | Into::Credential => {
            let path = seal.key_file.clone();
            let path = here
                .home
                .dir
                .join(path.unwrap_or_else(|| "master.key".into()));
            put(here, &path, master.as_slice())?;
            Some(path)
        }
    };
    let changes = changes(seal.into, kept.as_deref(), here);
    change_file(&here.home, &here.config, &changes)?;
    let told = Sealed {
        at_rest: seal.into,
        key_file: kept,
    };
    let page = page_of(&told);
    Outcome::of("key-seal", &told, page)
}

async fn open_with(here: &Invocation, config: &Config, from: &MasterKey) -> Result<()> {
    let passphrase = match from {
        MasterKey::Passphrase(passphrase) => Some(passphrase.clone()),
        MasterKey::File(_) | MasterKey::Credential(_) => None,
    };
    let opened = crate::serve::open_home(&here.home, config, passphrase).await?;
    opened.database.close().await;
    Ok(())
}

/// Writes the bare key, unless it is there already; another one stays.
fn put(here: &Invocation, path: &Path, master: &[u8]) -> Result<()> {
    match std::fs::read(path) {
        Ok(held) if held == master => Ok(()),
        Ok(_) => {
            let text = format!("`{}` holds another key", path.display());
            Err(Problem::new(Code::Conflict, text).with_hint("name another file with --key-file"))
        }
        Err(_) => here.home.write_new(path, master),
    }
}

/// `[at_rest]` says one of three things.
fn changes(into: Into, kept: Option<&Path>, here: &Invocation) -> Vec<Change> {
    let of = |at_rest: &AtRest| match at_rest {
        AtRest::Passphrase => Change::to("at_rest", "passphrase", true),
        AtRest::KeyFile(path) => Change::to("at_rest", "key_file", path.display().to_string()),
        AtRest::Credential(name) => Change::to("at_rest", "credential", name.clone()),
    };
    let at_rest = match into {
        Into::Passphrase => AtRest::Passphrase,
        Into::Credential => AtRest::Credential(CREDENTIAL.into()),
        Into::File => {
            let path = kept.unwrap_or(Path::new("master.key"));
            let inside = path.strip_prefix(&here.home.dir).unwrap_or(path);
            AtRest::KeyFile(inside.to_owned())
        }
    };
    let wanted = of(&at_rest);
    let all = ["passphrase", "key_file", "credential"];
    let others = all.into_iter().filter(|key| *key != wanted.key);
    let mut changes: Vec<Change> = others.map(|key| Change::away("at_rest", key)).collect();
    changes.push(wanted);
    changes
}

fn page_of(told: &Sealed) -> Page {
    let mut page = Page::new();
    let file = told
        .key_file
        .as_ref()
        .map(|path| path.display().to_string());
    match told.at_rest {
        Into::Passphrase => {
            page.line("The master key is behind the new passphrase; the node asks for it at its next start.");
            page.line("Write it down, away from this machine: without it nothing opens.");
            page.line("Older backups and copies of `passphrase.salt` still open with what they were made with.");
            if let Some(file) = file {
                page.line(format!(
                    "The bare key is still there. Once the node started: shred -u {file}"
                ));
            }
        }
        Into::File => {
            page.line(format!(
                "The master key is in {}: a copy off this machine, never beside a backup.",
                file.unwrap_or_default()
            ));
        }
        Into::Credential => {
            let file = file.unwrap_or_default();
            page.line("The node reads its master key from systemd at its next start. Before it:");
            page.line(format!(
                "  systemd-creds encrypt --name={CREDENTIAL} {file} /etc/fanal/{CREDENTIAL}.cred"
            ));
            page.line(format!(
                "  shred -u {file}      once a copy is off this machine"
            ));
        }
    }
    page
}
