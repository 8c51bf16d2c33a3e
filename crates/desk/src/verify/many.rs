//! Files of more than one envelope: the chain of a network's rosters, a native export.

use std::collections::BTreeSet;

use fanal_protocol::{Code, Envelope, Problem, ROSTER_TYPE, RosterError, VerifiedRoster};

use super::{Verified, verify_file};

/// Verifies a text, whatever it is: a chain of rosters, which proves itself; a native export, one envelope a line; or
/// one thing ([`verify_file`]). What needs a roster is held against `trusted`; `name` says in errors which file it is.
pub fn verify_text(
    content: &str,
    name: &str,
    trusted: Option<&VerifiedRoster>,
) -> Result<Verified, Problem> {
    let parts = parts(content);
    if parts.len() > 1 && parts.iter().all(|part| is_roster(part)) {
        return verify_chain(&walk_rosters(content, name)?, trusted);
    }
    let is_one = parts.len() == 1;
    let found = parts.into_iter().enumerate().map(|(number, part)| {
        verify_file(part.as_bytes(), trusted).map_err(|problem| match is_one {
            true => problem,
            false => Problem {
                text: format!("envelope {}: {}", number + 1, problem.text),
                ..problem
            },
        })
    });
    joined(found.collect::<Result<_, _>>()?)
}

/// The newest roster of a chain, one a line, each following the one before, from the founding on.
pub fn walk_rosters(chain: &str, name: &str) -> Result<VerifiedRoster, Problem> {
    let wrong = |error: RosterError| {
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

/// A chain proves itself from the founding on; whose network it is, the reader says (`trusted`).
pub fn verify_chain(
    chain: &VerifiedRoster,
    trusted: Option<&VerifiedRoster>,
) -> Result<Verified, Problem> {
    if trusted.is_some_and(|trusted| trusted.network() != chain.network()) {
        let text = "this is the chain of another network than that of the roster that is trusted";
        return Err(Problem::new(Code::VerifyPlace, text));
    }
    Ok(Verified {
        what: format!("chain of rosters up to version {}", chain.version()),
        by: format!("network {}", chain.network()),
        says: vec![format!(
            "{} desks, until {}",
            chain.desks.len(),
            chain.expires
        )],
    })
}

fn is_roster(part: &str) -> bool {
    Envelope::parse(part.as_bytes()).is_ok_and(|envelope| envelope.payload_type() == ROSTER_TYPE)
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

fn joined(mut found: Vec<Verified>) -> Result<Verified, Problem> {
    if found.len() < 2 {
        let empty = || Problem::new(Code::VerifyFormat, "there is nothing in it");
        return found.pop().ok_or_else(empty);
    }
    let by: BTreeSet<&str> = found.iter().map(|one| one.by.as_str()).collect();
    Ok(Verified {
        what: format!("{} statements", found.len()),
        by: by.into_iter().collect::<Vec<_>>().join(", "),
        says: found.iter().flat_map(|one| one.says.clone()).collect(),
    })
}
