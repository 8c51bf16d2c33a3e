//! `fanal verify`: any file, against a roster that is trusted; a first roster needs none.

use std::path::PathBuf;

use fanal_api::{Nothing, RosterText, VerifyOrder};
use fanal_desk::{
    LogKey, Verified, verify_chain, verify_file, verify_growth, verify_head, verify_text,
    walk_rosters,
};
use fanal_protocol::{Code, Problem, PublicKey, VerifiedRoster};

use super::{Invocation, Result, input};
use crate::render::{Outcome, Page};

mod feed;

use feed::{SignedList, Trust};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A statement, a roster, a checkpoint, a native export with one envelope a line, evidence, or a feed file
    /// beside its SHA256SUMS and SHA256SUMS.sig; `-`
    #[arg(value_name = "FILE|-")]
    file: String,
    /// Trust this roster, or the chain of rosters in this file, one a line [default: the one in
    /// force here]
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
    /// Feed files and checkpoints: trust this key, 64 hex digits, as the desk's page `/verify` shows it
    #[arg(long, value_name = "KEY", conflicts_with = "roster")]
    key: Option<PublicKey>,
    /// Checkpoints: show that the log grew out of this earlier one, by the tiles in `tile/` beside the
    /// file; `--key` is then the key of the checkpoints
    #[arg(long, value_name = "FILE", conflicts_with = "seen")]
    since: Option<PathBuf>,
    /// Feed files: remember in this file what was seen, and refuse a feed that goes back
    #[arg(long, value_name = "FILE")]
    seen: Option<PathBuf>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let read = match args.file.as_str() {
        "-" => input::standard_input()?,
        path => input::file(std::path::Path::new(path))?,
    };
    let trusted = args.roster.map(|path| trusted_roster(&path)).transpose()?;
    if let Some(since) = &args.since {
        let older = input::file(since)?.content;
        let roster = match (args.key, trusted) {
            (Some(_), _) => None,
            (None, Some(roster)) => Some(roster),
            (None, None) => Some(roster_in_force(here).await?),
        };
        let trust = (args.key, roster.as_ref());
        return shown(&grew(&args.file, (&read.content, &older), trust)?);
    }
    let head = is_head(&read.content);
    let beside = if head || args.file == "-" {
        None
    } else {
        SignedList::beside(&args.file)?
    };
    if let Some(signed) = beside {
        let trust = match (args.key, trusted) {
            (Some(key), _) => Trust::Key(key),
            (None, Some(roster)) => Trust::Roster(roster),
            (None, None) => Trust::Roster(roster_in_force(here).await?),
        };
        let mut verified = signed.verify(&trust, args.seen.as_deref())?;
        if let (Trust::Roster(roster), true) = (&trust, signed.is_of_statements()) {
            verified.says.extend(statements(&read.content, roster)?);
        }
        return shown(&verified);
    }
    if let (true, Some(key), None) = (head, args.key, &args.seen) {
        return shown(&verify_head(&read.content, &LogKey::Key(key))?);
    }
    if args.key.is_some() || args.seen.is_some() {
        let text = format!("`{}` does not lie beside a signed SHA256SUMS", args.file);
        let hint = "a file of a feed is verified where its SHA256SUMS and SHA256SUMS.sig are: give its path";
        return Err(Problem::new(Code::UsageInvalid, text).with_hint(hint));
    }
    // Without a desk if that is enough, else by the roster that the desk holds.
    let verified = match verify_text(&read.content, &args.file, trusted.as_ref()) {
        Err(_) if trusted.is_none() && here.home.token().is_file() => {
            let order = VerifyOrder {
                content: read.content,
                listed: None,
            };
            here.call("verify", &order).await?
        }
        verified => verified?,
    };
    shown(&verified)
}

/// The same of rosters alone; without a file, of the chain that the desk holds.
pub(super) async fn rosters(
    file: Option<String>,
    roster: Option<PathBuf>,
    here: &Invocation,
) -> Result {
    let Some(file) = file else {
        return shown(&verify_chain(&roster_in_force(here).await?, None)?);
    };
    let args = Args {
        file,
        roster,
        key: None,
        since: None,
        seen: None,
    };
    run(args, here).await
}

/// The log of a checkpoint begins with that of an older one; the tiles lie beside the file. [PUB-16]
fn grew(
    file: &str,
    checkpoints: (&str, &str),
    trust: (Option<PublicKey>, Option<&VerifiedRoster>),
) -> Result<Verified> {
    let key = match trust {
        (Some(key), _) => LogKey::Key(key),
        (None, Some(roster)) => LogKey::Roster(roster),
        (None, None) => return Err(Problem::new(Code::UsageInvalid, "no key is trusted")),
    };
    let folder = std::path::Path::new(file).parent();
    let folder = folder.unwrap_or_else(|| std::path::Path::new("."));
    verify_growth(checkpoints, &key, |tile| {
        std::fs::read(folder.join(tile)).ok()
    })
}

fn shown(verified: &Verified) -> Result {
    let mut page = Page::new();
    page.line(format!("good: {} by {}", verified.what, verified.by));
    for line in &verified.says {
        page.line(format!("  {line}"));
    }
    Outcome::of("verify", verified, page)
}

/// A signed note: a checkpoint, and no file of a feed.
fn is_head(content: &str) -> bool {
    content.contains("\n\n\u{2014} ")
}

/// The roster that the desk here holds, walked from the first version on.
pub(super) async fn roster_in_force(here: &Invocation) -> Result<VerifiedRoster> {
    if !here.home.token().is_file() {
        let text = "no key is trusted, and no node is here whose roster could be";
        let hint =
            "say whom you trust: --key KEY, as the desk's page /verify shows it, or --roster FILE";
        return Err(Problem::new(Code::UsageInvalid, text).with_hint(hint));
    }
    let chain: RosterText = here.call("roster-chain", &Nothing {}).await?;
    walk_rosters(&chain.envelope, "the roster in force")
}

/// Each statement of a network's feed by its own desk's key: who puts a feed together signs for nobody else. [PUB-15]
fn statements(content: &str, roster: &VerifiedRoster) -> Result<Vec<String>> {
    let lines = content.lines().filter(|line| !line.trim().is_empty());
    lines
        .enumerate()
        .map(|(number, line)| {
            let verified = verify_file(line.as_bytes(), Some(roster));
            let verified = verified.map_err(|problem| Problem {
                text: format!("envelope {}: {}", number + 1, problem.text),
                ..problem
            })?;
            Ok(format!("{} by {}", verified.what, verified.by))
        })
        .collect()
}

pub(super) fn trusted_roster(path: &std::path::Path) -> Result<VerifiedRoster> {
    let read = input::file(path)?;
    walk_rosters(&read.content, &path.display().to_string())
}
