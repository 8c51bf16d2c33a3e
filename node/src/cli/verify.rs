//! `fanal verify`: any file, against a roster that is trusted; a first roster needs none.

use std::collections::BTreeSet;
use std::path::PathBuf;

use fanal_api::VerifyOrder;
use fanal_desk::{Verified, verify_file};
use fanal_protocol::{Code, Problem, VerifiedRoster};

use super::{Invocation, Result, input};
use crate::render::{Outcome, Page, names};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A statement, a roster, a checkpoint, or a native export with one envelope a line; `-`
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
    let mut found = Vec::new();
    for (number, part) in parts(&read.content).into_iter().enumerate() {
        let verified = verify_part(part, trusted.as_ref(), here).await;
        found.push(verified.map_err(|problem| at_line(problem, number, &read.content))?);
    }
    let verified = joined(found)?;
    let mut page = Page::new();
    page.line(format!("good: {} by {}", verified.what, verified.by));
    for line in &verified.says {
        page.line(format!("  {line}"));
    }
    Outcome::of("verify", &verified, page)
}

/// Without a desk if that is enough, else by the roster that the desk holds.
async fn verify_part(part: &str, trusted: Option<&VerifiedRoster>, here: &Invocation) -> Result<Verified> {
    match verify_file(part.as_bytes(), trusted) {
        Err(_) if trusted.is_none() && here.home.token().is_file() => {
            here.call("verify", &VerifyOrder { content: part.to_owned() }).await
        }
        verified => verified,
    }
}

/// A native export has one envelope a line; everything else is one thing.
fn parts(content: &str) -> Vec<&str> {
    let lines: Vec<&str> = content.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let enveloped = lines.iter().all(|line| line.starts_with('{') && line.ends_with('}'));
    if enveloped && lines.len() > 1 { lines } else { vec![content] }
}

fn at_line(problem: Problem, number: usize, content: &str) -> Problem {
    if parts(content).len() == 1 {
        return problem;
    }
    Problem { text: format!("envelope {}: {}", number + 1, problem.text), ..problem }
}

fn trusted_roster(path: &std::path::Path) -> Result<VerifiedRoster> {
    let read = input::file(path)?;
    let wrong = |error: fanal_protocol::RosterError| {
        Problem::new(Code::VerifySignature, format!("`{}`: {error}", path.display()))
            .with_hint("the file begins with the first roster, the one that founded the network")
    };
    let mut lines = parts(&read.content).into_iter().map(|line| line.trim().as_bytes());
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
    let says = found.iter().flat_map(|one| one.says.iter().cloned()).collect();
    Ok(Verified { what: format!("{} statements", found.len()), by: names(&by), says })
}
