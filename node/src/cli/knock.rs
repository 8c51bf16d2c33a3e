//! `fanal knock`: "call me", with nothing in it; what comes before RED.

use fanal_desk::ShareOrder;
use fanal_protocol::DeskId;

use super::compose::send;
use super::{Invocation, Result};

/// What a knock says where nothing else is said.
const CALL_ME: &str = "Please call us";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The desk to be knocked at
    desk: DeskId,
    /// One line; nothing of the case belongs in it
    #[arg(long, default_value = CALL_ME)]
    title: String,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let order = ShareOrder {
        knock: true,
        title: Some(args.title),
        label: Some("red".into()),
        to: vec![args.desk.to_string()],
        consent: Some("not-needed".into()),
        ..ShareOrder::default()
    };
    send(here, order).await
}
