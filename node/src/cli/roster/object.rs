//! `fanal roster object`, `settle`, `accept`: doubts, and the code of practice.

use fanal_api::Nothing;
use fanal_desk::{AcceptOrder, ObjectOrder, SettleOrder};
use fanal_protocol::{DeskId, PublicKey};

use super::{done, text_of};
use crate::cli::{Invocation, Result};

#[derive(Debug, clap::Args)]
pub(super) struct Object {
    /// The desk that asks to join
    desk: DeskId,
    /// Its signing key, where several ask for the name
    #[arg(long)]
    key: Option<PublicKey>,
    /// Why: the coordinators alone read it
    #[arg(long)]
    why: String,
    /// Answer to a finding of the privacy check: why it is kept
    #[arg(long, value_name = "KEY=REASON", value_parser = crate::cli::compose::key_and_reason)]
    because: Vec<(String, String)>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Settle {
    /// The desk that asks to join
    desk: DeskId,
    /// Its signing key, where several ask for the name
    #[arg(long)]
    key: Option<PublicKey>,
    /// Whose objection it was
    #[arg(long, value_name = "DESK")]
    by: DeskId,
    /// What came of it: kept at this desk
    #[arg(long)]
    because: String,
}

#[derive(Debug, clap::Args)]
pub(super) struct Accept {
    /// The code of practice, or `-`
    file: String,
}

pub(super) async fn run(object: Object, here: &Invocation) -> Result {
    let order = ObjectOrder {
        desk: object.desk,
        key: object.key,
        why: object.why,
        because: object.because.into_iter().collect(),
    };
    let _: Nothing = here.call("roster-object", &order).await?;
    done(
        "roster-object",
        "Told to the coordinators alone; the clock stands until they answer you.",
    )
}

pub(super) async fn settle(settle: Settle, here: &Invocation) -> Result {
    let order = SettleOrder {
        desk: settle.desk,
        key: settle.key,
        by: settle.by,
        because: settle.because,
    };
    let _: Nothing = here.call("roster-settle", &order).await?;
    done(
        "roster-settle",
        "Noted at this desk; each coordinator notes it at the own one.",
    )
}

pub(super) async fn accept(accept: Accept, here: &Invocation) -> Result {
    let order = AcceptOrder {
        text: text_of(&accept.file)?,
    };
    let _: Nothing = here.call("roster-accept", &order).await?;
    done("roster-accept", "Accepted; all members see it.")
}
