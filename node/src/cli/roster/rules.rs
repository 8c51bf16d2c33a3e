//! `fanal roster rules`, `renew`: what the network's rules say from now on, and for how long a roster is good.

use fanal_desk::{PartOfCode, RosterChange, RulesChange, parts_missing};
use fanal_protocol::Label;

use super::draft::{Output, give};
use super::found::digest_of_file;
use super::text_of;
use crate::cli::{Invocation, Result};

/// Rules that change.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Rules")]
pub(super) struct RuleArgs {
    /// Vouches that a request needs
    #[arg(long, value_name = "N")]
    vouches: Option<u8>,
    /// Days in which members may object; 0: nobody waits
    #[arg(long, value_name = "DAYS")]
    objection_days: Option<u16>,
    /// Days of membership before a desk's vouch counts
    #[arg(long, value_name = "DAYS")]
    vouch_age_days: Option<u16>,
    /// Desks that one desk may vouch for in a year; 0: no limit
    #[arg(long, value_name = "N")]
    vouches_per_year: Option<u16>,
    /// Days for which members have what is approved before the public has it; 0: at once
    #[arg(long, value_name = "DAYS")]
    members_first_days: Option<u16>,
    /// Days without a coordinator's heartbeat after which AMBER and RED wait
    #[arg(long, value_name = "DAYS")]
    freshness_days: Option<u16>,
    /// Days that content of a label is kept; 0: no limit
    #[arg(long, value_name = "LABEL=DAYS", value_parser = label_and_days)]
    retention: Vec<(Label, u32)>,
    /// A new code of practice: a file
    #[arg(long, value_name = "FILE")]
    code: Option<String>,
    /// Every desk has a coordinator of its own, or not
    #[arg(long, value_name = "true|false")]
    everyone_coordinates: Option<bool>,
}

impl RuleArgs {
    /// What changes, with the code of practice as its digest.
    pub(super) fn read(self) -> Result<RulesChange> {
        Ok(RulesChange {
            vouches: self.vouches,
            objection_days: self.objection_days,
            vouch_age_days: self.vouch_age_days,
            vouches_per_year: self.vouches_per_year,
            freshness_days: self.freshness_days,
            retention_days: self.retention.into_iter().collect(),
            code_of_practice: self.code.as_deref().map(digest_of_file).transpose()?,
            everyone_coordinates: self.everyone_coordinates,
            members_first_days: self.members_first_days,
        })
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct Rules {
    #[command(flatten)]
    rules: RuleArgs,
    /// Signatures that a change will need
    #[arg(long, value_name = "N")]
    threshold: Option<u8>,
    /// The network's new name
    #[arg(long, value_name = "NAME")]
    rename: Option<String>,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
pub(super) struct Renew {
    /// Days that the new roster is good for
    #[arg(long, default_value_t = 365)]
    days: u16,
    #[command(flatten)]
    output: Output,
}

pub(super) async fn run(rules: Rules, here: &Invocation) -> Result {
    let lacks = rules.rules.code.as_deref().map(what_it_lacks).transpose()?;
    let change = RosterChange {
        rules: rules.rules.read()?,
        threshold: rules.threshold,
        name: rules.rename,
        ..RosterChange::default()
    };
    let outcome = give(&change, &rules.output, here).await?;
    Ok(match lacks.flatten() {
        Some(hint) => outcome.warns("code_of_practice", hint),
        None => outcome,
    })
}

/// What a code of practice does not seem to say: a hint, and no more. [CSL-43]
fn what_it_lacks(file: &str) -> Result<Option<String>> {
    Ok(hint(&text_of(file)?))
}

fn hint(text: &str) -> Option<String> {
    let said = |part: PartOfCode| match part {
        PartOfCode::Descriptions => "what is expected and what is not, with examples",
        PartOfCode::Reporting => "whom to tell when somebody breaks it, and how",
        PartOfCode::Enforcement => "what happens then",
        PartOfCode::Demarcation => "to whom it applies, and where it ends",
    };
    let parts: Vec<&str> = parts_missing(text).into_iter().map(said).collect();
    let parts = (!parts.is_empty()).then(|| parts.join("; "))?;
    Some(format!(
        "the code of practice does not seem to say: {parts}"
    ))
}

pub(super) async fn renew(renew: Renew, here: &Invocation) -> Result {
    let change = RosterChange {
        days: Some(renew.days),
        ..RosterChange::default()
    };
    give(&change, &renew.output, here).await
}

fn label_and_days(text: &str) -> Result<(Label, u32), String> {
    let (label, days) = text.split_once('=').ok_or("write LABEL=DAYS")?;
    let label = Label::read(label).ok_or_else(|| format!("`{label}` is no TLP label"))?;
    let days = days
        .parse()
        .map_err(|_| format!("`{days}` is no number of days"))?;
    Ok((label, days))
}

#[cfg(test)]
mod tests {
    use super::hint;

    /// [CSL-43]
    #[test]
    fn a_code_of_practice_that_lacks_parts_is_told_to_who_drafts() {
        let told = hint("Blaming is unacceptable. Write to the coordinators.").unwrap();
        let lacks = "what happens then; to whom it applies, and where it ends";
        assert!(told.ends_with(lacks), "{told}");
        let whole = "Blaming is unacceptable: report it to the coordinators, who may suspend a desk. It applies to all.";
        assert_eq!(hint(whole), None);
    }
}
