//! `fanal roster revoke`, `rekey`, `retract`: a member's keys were stolen or lost, as coordinators draft it.

use std::collections::BTreeMap;

use fanal_desk::RosterChange;
use fanal_protocol::{DeskId, DeskStatus, Reference, Timestamp};

use super::draft::{Output, desk_and_id, give, moment_or_day, texts};
use crate::cli::{Invocation, Result};

#[derive(Debug, clap::Args)]
pub(super) struct Revoke {
    /// The stolen key, or its first eight letters or more; several, if they were stolen together
    #[arg(value_name = "KEY", required = true)]
    keys: Vec<String>,
    /// From this moment on it counts for nothing
    #[arg(long, value_name = "MOMENT", value_parser = moment_or_day)]
    from: Timestamp,
    /// Fulfil what the desk asks for itself: its new keys
    #[arg(long, value_name = "DESK")]
    fulfil: Vec<DeskId>,
    /// New keys for the desk, if it lost all, by its request: check the words by voice
    #[arg(long, value_name = "SLIP|@FILE")]
    rekey: Vec<String>,
    /// The desk was suspended, and is in again
    #[arg(long, value_name = "DESK")]
    readmit: Option<DeskId>,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
pub(super) struct Rekey {
    /// The request of the desk that lost its keys: check the words by voice
    #[arg(value_name = "SLIP|@FILE")]
    request: String,
    /// Take this bulletin back for it
    #[arg(long, value_name = "DESK/ID", value_parser = desk_and_id)]
    retract: Vec<Reference>,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
pub(super) struct Retract {
    /// The bulletin of a desk that lost its keys
    #[arg(value_name = "DESK/ID", value_parser = desk_and_id, required = true)]
    bulletins: Vec<Reference>,
    #[command(flatten)]
    output: Output,
}

pub(super) async fn revoke(revoke: Revoke, here: &Invocation) -> Result {
    let Revoke { keys, from, .. } = revoke;
    let status = revoke.readmit.map(|desk| (desk, DeskStatus::Active));
    let change = RosterChange {
        revoke: keys.into_iter().map(|key| (key, from)).collect(),
        fulfil: revoke.fulfil,
        rekey: texts(&revoke.rekey)?,
        status: BTreeMap::from_iter(status),
        ..RosterChange::default()
    };
    give(&change, &revoke.output, here).await
}

pub(super) async fn rekey(rekey: Rekey, here: &Invocation) -> Result {
    let change = RosterChange {
        rekey: texts(&[rekey.request])?,
        retract: rekey.retract.into_iter().collect(),
        ..RosterChange::default()
    };
    give(&change, &rekey.output, here).await
}

pub(super) async fn retract(retract: Retract, here: &Invocation) -> Result {
    let change = RosterChange {
        retract: retract.bulletins.into_iter().collect(),
        ..RosterChange::default()
    };
    give(&change, &retract.output, here).await
}
