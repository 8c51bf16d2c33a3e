//! `fanal roster group`: sharing groups, which are there as long as a desk is in them.

use std::collections::{BTreeMap, BTreeSet};

use clap::Subcommand;
use fanal_desk::RosterChange;
use fanal_protocol::{DeskId, GroupId};

use super::draft::{Output, give};
use crate::cli::{Invocation, Result};

#[derive(Debug, Subcommand)]
pub(super) enum Act {
    /// Draft that desks come into a group; it is made, if nobody is in it yet
    #[command(
        visible_alias = "make",
        after_help = "Example:\n  fanal roster group join stalkerware kivu luz --output next.json"
    )]
    Join(Moving),
    /// Draft that desks go out of a group; with the last one it is gone
    #[command(after_help = "Example:\n  fanal roster group leave stalkerware luz")]
    Leave(Moving),
}

#[derive(Debug, clap::Args)]
pub(super) struct Moving {
    /// The group
    group: GroupId,
    /// Who
    #[arg(value_name = "DESK", required = true)]
    desks: Vec<DeskId>,
    #[command(flatten)]
    output: Output,
}

impl Moving {
    fn by_desk(&self) -> BTreeMap<DeskId, BTreeSet<GroupId>> {
        let one = |desk: &DeskId| (desk.clone(), BTreeSet::from([self.group.clone()]));
        self.desks.iter().map(one).collect()
    }
}

pub(super) async fn run(act: Act, here: &Invocation) -> Result {
    let mut change = RosterChange::default();
    let output = match act {
        Act::Join(moving) => {
            change.join_groups = moving.by_desk();
            moving.output
        }
        Act::Leave(moving) => {
            change.leave_groups = moving.by_desk();
            moving.output
        }
    };
    give(&change, &output, here).await
}
