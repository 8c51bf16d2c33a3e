//! `fanal backup`: one command, two sealed files, read again before they count.

use std::path::PathBuf;

use fanal_ambient::MachineEntropy;
use fanal_seal::Identity;
use serde::Serialize;

use super::{Invocation, Result};
use crate::backup::back_up;
use crate::render::{Outcome, Page, Waiting, count};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to: a folder, best on another disk [default: `backup.dir` of the configuration]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Make a new recovery key, and show it once; files of before open with the key of before
    #[arg(long)]
    new_key: bool,
}

#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    made: crate::backup::Made,
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_key: Option<String>,
}

/// Who is written into the audit trail.
const WHO: &str = "local";

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let config = here.configuration()?;
    let passphrase = config.passphrase()?;
    let opened = crate::serve::open_home(&here.home, &config, passphrase.clone()).await?;
    let mut backing = crate::serve::backing(&here.home, &config, passphrase)?;
    if let Some(dir) = args.to {
        backing.dir = dir;
    }
    let desk = &opened.desk;
    let known = desk.backup_recipient().await.map_err(|e| e.problem())?;
    // Where nobody looks, a key would be shown to a log.
    let mut recovery_key = None;
    if args.new_key || (known.is_none() && here.asks()) {
        let key = Identity::new(&MachineEntropy);
        let sealed = desk.seal_backups_to(WHO, &key.recipient()).await;
        sealed.map_err(|error| error.problem())?;
        recovery_key = Some(key.to_secret_text().to_string());
    }
    let waiting = Waiting::on("writing the backup, and reading it again", here.manner);
    let made = back_up(&backing, &opened.database, desk, WHO).await?;
    drop(waiting);
    let for_us_alone = known.is_none() && recovery_key.is_none();
    let told = Told { made, recovery_key };
    let page = page(&told);
    let outcome = Outcome::of("backup", &told, page)?;
    Ok(if for_us_alone {
        outcome.warns(
            "backup.no_recovery_key",
            "only this machine opens it: make a recovery key with `fanal backup --new-key`",
        )
    } else {
        outcome
    })
}

fn page(told: &Told) -> Page {
    let made = &told.made;
    let mut page = Page::new();
    page.pair("backup", made.file.display().to_string());
    page.pair("its keys", made.keys.display().to_string());
    page.pair(
        "read again",
        format!("{} rows, {} bytes: all there", made.rows, made.bytes),
    );
    if made.left_out > 0 {
        let left = usize::try_from(made.left_out).unwrap_or(usize::MAX);
        page.pair(
            "left out",
            format!("{}: its time is over", count(left, "bulletin", "bulletins")),
        );
    }
    if let Some(key) = &told.recovery_key {
        page.gap();
        page.line("Recovery key. Write it on paper now; it is shown this once, and kept nowhere:");
        page.gap();
        page.line(format!("  {key}"));
        page.gap();
        page.line("Who has it and both files reads what this desk holds. Keep it apart from them.");
    }
    page.line(
        "Copy both files to another place, over the older keys file: fanal restore needs both.",
    );
    page
}
