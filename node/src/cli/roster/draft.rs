//! `fanal roster draft`: what the next roster changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fanal_desk::{RosterChange, RosterDraft, RulesChange};
use fanal_protocol::{DeskId, DeskStatus, GroupId, Label, ParseIdError, Reference, Timestamp};

use super::found::digest_of_file;
use super::sign::give_draft;
use crate::cli::{Invocation, Result, input, usage};

#[derive(Debug, clap::Args)]
pub(super) struct Draft {
    /// Admit the desk of this request
    #[arg(long, value_name = "SLIP|@FILE")]
    admit: Vec<String>,
    /// Fulfil what this member asks for itself: keys, addresses, duties, leaving
    #[arg(long, value_name = "DESK")]
    fulfil: Vec<DeskId>,
    /// Fulfil a member's wish that came another way
    #[arg(long, value_name = "SLIP|@FILE")]
    wish: Vec<String>,
    /// New keys for a member that lost its own, by its request: check the words by voice
    #[arg(long, value_name = "SLIP|@FILE")]
    rekey: Vec<String>,
    /// A stolen key, or its first eight letters or more, counts for nothing from this moment on
    #[arg(long, value_name = "KEY=MOMENT", value_parser = key_and_moment)]
    revoke: Vec<(String, Timestamp)>,
    /// Take this bulletin back for a desk that lost its keys
    #[arg(long, value_name = "DESK/ID", value_parser = desk_and_id)]
    retract: Vec<Reference>,
    /// Make this desk's key a coordinator's, as its request or its wish offers it
    #[arg(long, value_name = "DESK")]
    coordinator: Vec<DeskId>,
    /// Make the key of this card a coordinator's
    #[arg(long, value_name = "SLIP|@FILE")]
    card: Vec<String>,
    /// This coordinator is none any more
    #[arg(long, value_name = "NAME")]
    remove_coordinator: Vec<String>,
    /// Signatures that a change will need
    #[arg(long, value_name = "N")]
    threshold: Option<u8>,
    /// Neither sends nor receives until it is settled
    #[arg(long, value_name = "DESK")]
    suspend: Vec<DeskId>,
    /// Put out
    #[arg(long, value_name = "DESK")]
    expel: Vec<DeskId>,
    /// In again
    #[arg(long, value_name = "DESK")]
    readmit: Vec<DeskId>,
    /// Went by itself
    #[arg(long, value_name = "DESK")]
    leave: Vec<DeskId>,
    /// The desk joins a group; a group is there once a desk is in it
    #[arg(long, value_name = "DESK=GROUP", value_parser = desk_and_group)]
    group: Vec<(DeskId, GroupId)>,
    /// The desk leaves a group
    #[arg(long, value_name = "DESK=GROUP", value_parser = desk_and_group)]
    ungroup: Vec<(DeskId, GroupId)>,
    #[command(flatten)]
    rules: RuleArgs,
    /// The network's new name
    #[arg(long, value_name = "NAME")]
    rename: Option<String>,
    /// Days that the new roster is good for
    #[arg(long)]
    days: Option<u16>,
    /// Write the draft here [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A draft that admits one desk.
#[derive(Debug, clap::Args)]
pub(super) struct Admit {
    /// The desk's request
    #[arg(value_name = "SLIP|@FILE")]
    request: String,
    /// Write the draft here [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A draft that puts one desk into another state.
#[derive(Debug, clap::Args)]
pub(super) struct OfDesk {
    /// Whom
    desk: DeskId,
    /// Write the draft here [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Rules that change.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Rules")]
struct RuleArgs {
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

pub(super) async fn run(draft: Draft, here: &Invocation) -> Result {
    let output = draft.output.clone();
    give(&change_of(draft)?, output.as_deref(), here).await
}

pub(super) async fn admit(admit: Admit, here: &Invocation) -> Result {
    let change = RosterChange {
        admit: texts(&[admit.request])?,
        ..RosterChange::default()
    };
    give(&change, admit.output.as_deref(), here).await
}

pub(super) async fn put(desk: OfDesk, status: DeskStatus, here: &Invocation) -> Result {
    let change = RosterChange {
        status: BTreeMap::from([(desk.desk, status)]),
        ..RosterChange::default()
    };
    give(&change, desk.output.as_deref(), here).await
}

async fn give(change: &RosterChange, output: Option<&Path>, here: &Invocation) -> Result {
    let drafted: RosterDraft = here.call("roster-draft", change).await?;
    give_draft("roster-draft", &drafted, output)
}

fn change_of(draft: Draft) -> Result<RosterChange> {
    let mut status = BTreeMap::new();
    let wishes = [
        (draft.suspend, DeskStatus::Suspended),
        (draft.expel, DeskStatus::Expelled),
        (draft.readmit, DeskStatus::Active),
        (draft.leave, DeskStatus::Left),
    ];
    for (desks, wish) in wishes {
        for desk in desks {
            if status.insert(desk.clone(), wish).is_some() {
                return Err(usage(format!("`{desk}` is named for two states")));
            }
        }
    }
    Ok(RosterChange {
        admit: texts(&draft.admit)?,
        coordinators: draft.coordinator,
        cards: texts(&draft.card)?,
        remove_coordinators: draft.remove_coordinator,
        threshold: draft.threshold,
        status,
        join_groups: by_desk(draft.group),
        leave_groups: by_desk(draft.ungroup),
        fulfil: draft.fulfil,
        wishes: texts(&draft.wish)?,
        rekey: texts(&draft.rekey)?,
        revoke: draft.revoke.into_iter().collect(),
        retract: draft.retract.into_iter().collect(),
        rules: rules_of(draft.rules)?,
        name: draft.rename,
        days: draft.days,
    })
}

fn rules_of(rules: RuleArgs) -> Result<RulesChange> {
    Ok(RulesChange {
        vouches: rules.vouches,
        objection_days: rules.objection_days,
        vouch_age_days: rules.vouch_age_days,
        vouches_per_year: rules.vouches_per_year,
        freshness_days: rules.freshness_days,
        retention_days: rules.retention.into_iter().collect(),
        code_of_practice: rules.code.as_deref().map(digest_of_file).transpose()?,
        everyone_coordinates: rules.everyone_coordinates,
    })
}

fn texts(words: &[String]) -> Result<Vec<String>> {
    words.iter().map(|word| input::text_or_file(word)).collect()
}

fn by_desk(pairs: Vec<(DeskId, GroupId)>) -> BTreeMap<DeskId, BTreeSet<GroupId>> {
    let mut groups: BTreeMap<DeskId, BTreeSet<GroupId>> = BTreeMap::new();
    for (desk, group) in pairs {
        groups.entry(desk).or_default().insert(group);
    }
    groups
}

fn desk_and_group(text: &str) -> Result<(DeskId, GroupId), String> {
    let (desk, group) = text.split_once('=').ok_or("write DESK=GROUP")?;
    let told = |error: ParseIdError| error.to_string();
    Ok((desk.parse().map_err(told)?, group.parse().map_err(told)?))
}

fn desk_and_id(text: &str) -> Result<Reference, String> {
    let (origin, id) = text.split_once('/').ok_or("write DESK/ID")?;
    let told = |error: ParseIdError| error.to_string();
    let (origin, id) = (origin.parse().map_err(told)?, id.parse().map_err(told)?);
    Ok(Reference { origin, id })
}

/// A moment that is over: RFC 3339 in UTC, or a date.
fn key_and_moment(text: &str) -> Result<(String, Timestamp), String> {
    let (key, moment) = text.split_once('=').ok_or("write KEY=MOMENT")?;
    let full = if moment.len() == 10 {
        format!("{moment}T00:00:00Z")
    } else {
        moment.to_owned()
    };
    let told = |error: ParseIdError| error.to_string();
    Ok((key.to_owned(), full.parse().map_err(told)?))
}

fn label_and_days(text: &str) -> Result<(Label, u32), String> {
    let (label, days) = text.split_once('=').ok_or("write LABEL=DAYS")?;
    let label = Label::read(label).ok_or_else(|| format!("`{label}` is no TLP label"))?;
    let days = days
        .parse()
        .map_err(|_| format!("`{days}` is no number of days"))?;
    Ok((label, days))
}
