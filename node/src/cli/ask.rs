//! `fanal ask`: a question to the network or to some desks; it expires, answers are sightings or bulletins.

use fanal_protocol::Timestamp;

use super::compose::{Marking, send};
use super::moment::moment;
use super::{Invocation, Result, input};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Values in any defanged spelling, a file, or `-` for standard input
    #[arg(required = true, value_name = "VALUE|FILE|-")]
    what: Vec<String>,
    /// When the question ends
    #[arg(long, value_name = "TIME", value_parser = moment, default_value = "7d")]
    expires: Timestamp,
    #[command(flatten)]
    marking: Marking,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let read = input::read(&args.what)?;
    let mut order = args.marking.order();
    order.content = read.content;
    order.file_name = read.file_name;
    order.format = read.format;
    order.question_until = Some(args.expires);
    if order.label.is_none() {
        // Without names a question is to everybody in the network, with names to them.
        order.label = Some(
            if order.to.is_empty() {
                "green"
            } else {
                "amber"
            }
            .into(),
        );
    }
    send(here, order).await
}
