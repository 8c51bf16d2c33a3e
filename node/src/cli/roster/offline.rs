//! `fanal roster key`: a coordinator's key in a file, on a machine that needs no node.

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use fanal_ambient::{MachineEntropy, random};
use fanal_desk::coordinator_card;
use fanal_protocol::{Code, DeskId, Problem, SecretKey};
use zeroize::Zeroizing;

use super::hand_on;
use crate::cli::Result;
use crate::home::failed;

#[derive(Debug, clap::Args)]
pub(super) struct Key {
    /// The file: made, if it is not there; whoever has it signs as this coordinator
    file: PathBuf,
    /// The name of the person, or a pseudonym
    #[arg(long)]
    name: String,
    /// The desk where this person reads what is for coordinators
    #[arg(long)]
    desk: Option<DeskId>,
}

/// How a key file begins: nobody takes it for something else.
const PREFIX: &str = "fanal-coordinator-secret:";

pub(super) fn run(key: Key) -> Result {
    if !key.file.exists() {
        make(&key.file)?;
    }
    let secret = read_key(&key.file)?;
    let card = coordinator_card(&key.name, key.desk, &secret);
    let then = "Hand this card to a coordinator: `fanal roster coordinator add --card SLIP`. Keep the file \
                offline, and a copy of it elsewhere.";
    hand_on("roster-key", &card, then)
}

fn make(path: &Path) -> Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let seed: Zeroizing<[u8; 32]> = Zeroizing::new(random(&MachineEntropy));
    let text = Zeroizing::new(format!("{PREFIX}{}\n", HEXLOWER.encode(seed.as_slice())));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
    });
    written.map_err(|error| failed(path, &error))
}

/// The key in a file that [`run`] made.
pub(super) fn read_key(path: &Path) -> Result<SecretKey> {
    let text = std::fs::read_to_string(path).map_err(|error| failed(path, &error))?;
    let text = Zeroizing::new(text);
    let seed = text
        .trim()
        .strip_prefix(PREFIX)
        .and_then(|hex| HEXLOWER.decode(hex.as_bytes()).ok())
        .map(Zeroizing::new)
        .and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok())
        .map(Zeroizing::new);
    let seed = seed.ok_or_else(|| {
        let text = format!("{}: this is no key file of a coordinator", path.display());
        Problem::new(Code::UsageInvalid, text)
            .with_hint("make one with `fanal roster key FILE --name NAME`")
    })?;
    Ok(SecretKey::from_seed(&seed))
}
