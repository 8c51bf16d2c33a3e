//! `fanal roster leave`, `move`, `duties`, `coordinate`: what a desk says of its own entry, each as a wish that a
//! coordinator fulfils. Its keys are asked for by `fanal key rotate` and `fanal key retire`.

use fanal_desk::AskOrder;
use fanal_protocol::Address;

use super::ask::of;
use super::found::AboutArgs;
use crate::cli::{Invocation, Result};

/// A wish that follows another one.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Wish {
    /// Forget what was asked before and is not fulfilled yet
    #[arg(long)]
    pub(in crate::cli) replace: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Simple {
    #[command(flatten)]
    wish: Wish,
}

/// Where peers reach a desk.
#[derive(Debug, clap::Args)]
pub(super) struct Move {
    /// Where peers reach this desk from now on; several, if there are
    #[arg(value_name = "HOST:PORT", required_unless_present = "no_address")]
    address: Vec<Address>,
    /// Nobody calls this desk any more: it calls out
    #[arg(long, conflicts_with = "address")]
    no_address: bool,
    #[command(flatten)]
    wish: Wish,
}

#[derive(Debug, clap::Args)]
pub(super) struct Duties {
    #[command(flatten)]
    about: AboutArgs,
    #[command(flatten)]
    wish: Wish,
}

pub(super) async fn leave(leave: Simple, here: &Invocation) -> Result {
    let order = AskOrder {
        leave: true,
        replace: leave.wish.replace,
        ..AskOrder::default()
    };
    of(&order, here).await
}

pub(super) async fn coordinate(offer: Simple, here: &Invocation) -> Result {
    let order = AskOrder {
        coordinate: true,
        replace: offer.wish.replace,
        ..AskOrder::default()
    };
    of(&order, here).await
}

pub(super) async fn move_to(to: Move, here: &Invocation) -> Result {
    let order = AskOrder {
        addresses: Some(to.address),
        replace: to.wish.replace,
        ..AskOrder::default()
    };
    of(&order, here).await
}

pub(super) async fn duties(duties: Duties, here: &Invocation) -> Result {
    let order = AskOrder {
        about: duties.about.into(),
        replace: duties.wish.replace,
        ..AskOrder::default()
    };
    of(&order, here).await
}
