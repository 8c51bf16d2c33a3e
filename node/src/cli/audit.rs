//! `fanal audit`: who did what, without content.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use fanal_api::AuditOrder;
use fanal_desk::{AuditShown, broken_line};
use fanal_protocol::{Code, Digest, Problem};
use serde::Serialize;

use super::{Invocation, Result};
use crate::home::failed;
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Show the trail, up to a thousand lines
    Show(Show),
    /// Check that each line follows from the one before: nothing was changed, left out or put in between
    ///
    /// Who can write the database could make the whole trail anew: write the last number and hash down
    /// elsewhere, and give them the next time.
    Verify(Verify),
    /// Write the whole trail into a file, one JSON object a line, which `audit verify` reads anywhere
    Export(Export),
}

#[derive(Debug, clap::Args)]
struct Verify {
    /// A file that `audit export` wrote, in place of this desk's own trail
    file: Option<PathBuf>,
    /// What was noted the last time: line NUMBER has to have this hash
    #[arg(long, value_name = "NUMBER=HASH", value_parser = number_and_hash)]
    known: Option<(u64, Digest)>,
}

#[derive(Debug, clap::Args)]
struct Export {
    /// The file
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

/// What was found.
#[derive(Serialize)]
struct Verified {
    first: u64,
    last: u64,
    hash: Option<Digest>,
}

#[derive(Debug, clap::Args)]
struct Show {
    /// The first number
    #[arg(long, default_value_t = 0)]
    from: u64,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::Show(show) => show_lines(show, here).await,
        Act::Verify(verify) => verify_lines(verify, here).await,
        Act::Export(export) => export_lines(&export.output, here).await,
    }
}

/// The whole trail, page by page.
async fn all_lines(here: &Invocation) -> Result<Vec<AuditShown>> {
    let mut all: Vec<AuditShown> = Vec::new();
    loop {
        let from = all.last().map_or(1, |line| line.number + 1);
        let page: Vec<AuditShown> = here.call("audit", &AuditOrder { from }).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

async fn verify_lines(verify: Verify, here: &Invocation) -> Result {
    let lines = match &verify.file {
        Some(path) => read_lines(path)?,
        None => all_lines(here).await?,
    };
    let unlike = |number: u64| {
        let text = format!(
            "the trail does not hold at line {number}: it was changed, or lines are missing before it"
        );
        Problem::new(Code::VerifyLog, text)
    };
    if let Some(number) = broken_line(&lines) {
        return Err(unlike(number));
    }
    if let Some((number, hash)) = verify.known {
        let line = lines.iter().find(|line| line.number == number);
        if line.is_none_or(|line| line.hash != hash) {
            return Err(unlike(number));
        }
    }
    let verified = Verified {
        first: lines.first().map_or(0, |line| line.number),
        last: lines.last().map_or(0, |line| line.number),
        hash: lines.last().map(|line| line.hash),
    };
    let mut page = Page::new();
    page.line(format!(
        "Whole, from line {} to line {}.",
        verified.first, verified.last
    ));
    if let Some(hash) = &verified.hash {
        page.line(format!(
            "Write this down elsewhere, for the next time: --known {}={hash}",
            verified.last
        ));
    }
    Outcome::of("audit-verify", &verified, page)
}

fn read_lines(path: &Path) -> Result<Vec<AuditShown>> {
    let text = std::fs::read_to_string(path).map_err(|error| failed(path, &error))?;
    let lines = text.lines().enumerate();
    lines
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| {
                let text = format!("{}, line {}: {error}", path.display(), at + 1);
                Problem::new(Code::VerifyFormat, text)
            })
        })
        .collect()
}

async fn export_lines(path: &Path, here: &Invocation) -> Result {
    let lines = all_lines(here).await?;
    let mut text = String::new();
    for line in &lines {
        text.push_str(&serde_json::to_string(line).unwrap_or_default());
        text.push('\n');
    }
    super::export::write_whole(path, text.as_bytes(), false)?;
    let mut page = Page::new();
    page.line(format!("{} lines in {}", lines.len(), path.display()));
    Outcome::of("audit-export", &lines.len(), page)
}

fn number_and_hash(text: &str) -> std::result::Result<(u64, Digest), String> {
    let (number, hash) = text.split_once('=').ok_or("write NUMBER=HASH")?;
    let number = number
        .parse()
        .map_err(|_| format!("`{number}` is no number"))?;
    let hash = hash.parse().map_err(|error| format!("{error}"))?;
    Ok((number, hash))
}

async fn show_lines(show: Show, here: &Invocation) -> Result {
    let lines: Vec<AuditShown> = here.call("audit", &AuditOrder { from: show.from }).await?;
    let mut page = Page::new();
    let rows: Vec<[String; 6]> = lines
        .iter()
        .map(|line| {
            let (number, at) = (line.number.to_string(), line.at.to_string());
            [
                number,
                at,
                line.who.clone(),
                line.act.clone(),
                line.object.clone(),
                line.result.clone(),
            ]
        })
        .collect();
    page.table(["NUMBER", "AT", "WHO", "ACT", "OBJECT", "RESULT"], &rows);
    Outcome::of("audit", &lines, page)
}
