//! `fanal roster draft`: what the next roster changes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use fanal_desk::{RosterChange, RosterDraft};
use fanal_protocol::{DeskId, DeskStatus, GroupId, ParseIdError, Reference, Timestamp};

use super::rules::RuleArgs;
use super::sign::give_draft;
use crate::cli::{Invocation, Result, input, usage};

/// Where a draft goes.
#[derive(Debug, clap::Args)]
pub(super) struct Output {
    /// Write the draft here [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

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
    #[command(flatten)]
    output: Output,
}

/// A draft that admits one desk.
#[derive(Debug, clap::Args)]
pub(super) struct Admit {
    /// The desk's request
    #[arg(value_name = "SLIP|@FILE")]
    request: String,
    #[command(flatten)]
    output: Output,
}

/// A draft that puts one desk into another state.
#[derive(Debug, clap::Args)]
pub(super) struct OfDesk {
    /// Whom
    desk: DeskId,
    #[command(flatten)]
    output: Output,
}

/// A draft that fulfils what members ask for themselves.
#[derive(Debug, clap::Args)]
pub(super) struct Fulfil {
    /// Whose wish
    #[arg(value_name = "DESK", required_unless_present = "wish")]
    desks: Vec<DeskId>,
    /// A wish that came another way
    #[arg(long, value_name = "SLIP|@FILE")]
    wish: Vec<String>,
    #[command(flatten)]
    output: Output,
}

pub(super) async fn run(draft: Draft, here: &Invocation) -> Result {
    let (change, output) = change_of(draft)?;
    give(&change, &output, here).await
}

pub(super) async fn admit(admit: Admit, here: &Invocation) -> Result {
    let change = RosterChange {
        admit: texts(&[admit.request])?,
        ..RosterChange::default()
    };
    give(&change, &admit.output, here).await
}

pub(super) async fn fulfil(fulfil: Fulfil, here: &Invocation) -> Result {
    let change = RosterChange {
        fulfil: fulfil.desks,
        wishes: texts(&fulfil.wish)?,
        ..RosterChange::default()
    };
    give(&change, &fulfil.output, here).await
}

pub(super) async fn put(desk: OfDesk, status: DeskStatus, here: &Invocation) -> Result {
    let change = RosterChange {
        status: BTreeMap::from([(desk.desk, status)]),
        ..RosterChange::default()
    };
    give(&change, &desk.output, here).await
}

/// Drafts the change; the draft goes where it was said.
pub(super) async fn give(change: &RosterChange, output: &Output, here: &Invocation) -> Result {
    let drafted: RosterDraft = here.call("roster-draft", change).await?;
    give_draft("roster-draft", &drafted, output.output.as_deref())
}

fn change_of(draft: Draft) -> Result<(RosterChange, Output)> {
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
    let change = RosterChange {
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
        rules: draft.rules.read()?,
        name: draft.rename,
        days: draft.days,
    };
    Ok((change, draft.output))
}

pub(super) fn texts(words: &[String]) -> Result<Vec<String>> {
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

pub(super) fn desk_and_id(text: &str) -> Result<Reference, String> {
    let (origin, id) = text.split_once('/').ok_or("write DESK/ID")?;
    let told = |error: ParseIdError| error.to_string();
    let (origin, id) = (origin.parse().map_err(told)?, id.parse().map_err(told)?);
    Ok(Reference { origin, id })
}

fn key_and_moment(text: &str) -> Result<(String, Timestamp), String> {
    let (key, moment) = text.split_once('=').ok_or("write KEY=MOMENT")?;
    Ok((key.to_owned(), moment_or_day(moment)?))
}

/// A moment: RFC 3339 in UTC, or a date.
pub(super) fn moment_or_day(text: &str) -> Result<Timestamp, String> {
    let full = if text.len() == 10 {
        format!("{text}T00:00:00Z")
    } else {
        text.to_owned()
    };
    let told = |error: ParseIdError| error.to_string();
    full.parse().map_err(told)
}
