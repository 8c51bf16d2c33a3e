//! `fanal verify`: any file, against a roster that is trusted; a first roster needs none.

use std::collections::BTreeSet;
use std::path::PathBuf;

use fanal_api::{Nothing, RosterText, VerifyOrder};
use fanal_desk::{Verified, verify_file, verify_listed, verify_sums};
use fanal_protocol::{Code, Problem, VerifiedRoster};

use super::{Invocation, Result, input};
use crate::home::failed;
use crate::render::{Outcome, Page, names};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A statement, a roster, a checkpoint, a native export with one envelope a line, or a feed file
    /// beside its SHA256SUMS and SHA256SUMS.sig; `-`
    #[arg(value_name = "FILE|-")]
    file: String,
    /// Trust this roster, or the chain of rosters in this file, one a line [default: the one in
    /// force here]
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let read = match args.file.as_str() {
        "-" => input::standard_input()?,
        path => input::file(std::path::Path::new(path))?,
    };
    let trusted = args.roster.map(|path| trusted_roster(&path)).transpose()?;
    if let Some(signed) = SignedList::beside(&args.file)? {
        let roster = match trusted {
            Some(roster) => roster,
            None => roster_in_force(here).await?,
        };
        return shown(&signed.verify(&roster)?);
    }
    let mut found = Vec::new();
    for (number, part) in parts(&read.content).into_iter().enumerate() {
        let verified = verify_part(part, trusted.as_ref(), here).await;
        found.push(verified.map_err(|problem| at_line(problem, number, &read.content))?);
    }
    shown(&joined(found)?)
}

fn shown(verified: &Verified) -> Result {
    let mut page = Page::new();
    page.line(format!("good: {} by {}", verified.what, verified.by));
    for line in &verified.says {
        page.line(format!("  {line}"));
    }
    Outcome::of("verify", verified, page)
}

/// A file of a public feed, with the list and the signature that lie beside it.
struct SignedList {
    name: String,
    file: Vec<u8>,
    sums: Vec<u8>,
    signature: String,
}

impl SignedList {
    /// If the file's folder has a `SHA256SUMS` with its signature: feeds are verified by it.
    fn beside(file: &str) -> Result<Option<Self>> {
        let path = std::path::Path::new(file);
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
            return Ok(None);
        };
        let (sums, signature) = (folder.join("SHA256SUMS"), folder.join("SHA256SUMS.sig"));
        if !sums.is_file() || !signature.is_file() {
            return Ok(None);
        }
        let read =
            |path: &std::path::Path| std::fs::read(path).map_err(|error| failed(path, &error));
        Ok(Some(Self {
            name: name.to_string_lossy().into_owned(),
            file: read(path)?,
            sums: read(&sums)?,
            signature: String::from_utf8(read(&signature)?).unwrap_or_default(),
        }))
    }

    fn verify(&self, roster: &VerifiedRoster) -> Result<Verified> {
        let mut verified = verify_sums(&self.sums, &self.signature, roster)?;
        if self.name != "SHA256SUMS" {
            let sums = String::from_utf8_lossy(&self.sums);
            verify_listed(&sums, &self.name, &self.file)?;
            verified.what = format!("{}, listed in the signed SHA256SUMS", self.name);
        }
        Ok(verified)
    }
}

/// The roster that the desk here holds, walked from the first version on.
pub(super) async fn roster_in_force(here: &Invocation) -> Result<VerifiedRoster> {
    let chain: RosterText = here.call("roster-chain", &Nothing {}).await?;
    walked(&chain.envelope, "the roster in force")
}

/// Without a desk if that is enough, else by the roster that the desk holds.
async fn verify_part(
    part: &str,
    trusted: Option<&VerifiedRoster>,
    here: &Invocation,
) -> Result<Verified> {
    match verify_file(part.as_bytes(), trusted) {
        Err(_) if trusted.is_none() && here.home.token().is_file() => {
            here.call(
                "verify",
                &VerifyOrder {
                    content: part.to_owned(),
                },
            )
            .await
        }
        verified => verified,
    }
}

/// A native export has one envelope a line; everything else is one thing.
fn parts(content: &str) -> Vec<&str> {
    let lines: Vec<&str> = content
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let enveloped = lines
        .iter()
        .all(|line| line.starts_with('{') && line.ends_with('}'));
    if enveloped && lines.len() > 1 {
        lines
    } else {
        vec![content]
    }
}

fn at_line(problem: Problem, number: usize, content: &str) -> Problem {
    if parts(content).len() == 1 {
        return problem;
    }
    Problem {
        text: format!("envelope {}: {}", number + 1, problem.text),
        ..problem
    }
}

pub(super) fn trusted_roster(path: &std::path::Path) -> Result<VerifiedRoster> {
    let read = input::file(path)?;
    walked(&read.content, &path.display().to_string())
}

fn walked(chain: &str, name: &str) -> Result<VerifiedRoster> {
    let wrong = |error: fanal_protocol::RosterError| {
        Problem::new(Code::VerifySignature, format!("`{name}`: {error}"))
            .with_hint("the file begins with the first roster, the one that founded the network")
    };
    let mut lines = parts(chain).into_iter().map(|line| line.trim().as_bytes());
    let mut roster = VerifiedRoster::found(lines.next().unwrap_or_default()).map_err(wrong)?;
    for next in lines {
        roster = roster.succeed(next).map_err(wrong)?;
    }
    Ok(roster)
}

fn joined(mut found: Vec<Verified>) -> Result<Verified> {
    if found.len() < 2 {
        let empty = || Problem::new(Code::VerifyFormat, "there is nothing in it");
        return found.pop().ok_or_else(empty);
    }
    let by: BTreeSet<String> = found.iter().map(|one| one.by.clone()).collect();
    let by: Vec<String> = by.into_iter().collect();
    let says = found
        .iter()
        .flat_map(|one| one.says.iter().cloned())
        .collect();
    Ok(Verified {
        what: format!("{} statements", found.len()),
        by: names(&by),
        says,
    })
}
