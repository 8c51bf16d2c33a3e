//! `fanal roster ask`: what a member wants changed in its own entry.

use fanal_desk::{AskOrder, AskedShown, WhichKey};
use fanal_protocol::Address;

use super::found::AboutArgs;
use crate::cli::key::Key;
use crate::cli::{Invocation, Result};
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Ask {
    /// Where peers reach this desk from now on; several, if there are
    #[arg(long, value_name = "HOST:PORT", conflicts_with = "no_address")]
    address: Vec<Address>,
    /// Nobody calls this desk any more: it calls out
    #[arg(long)]
    no_address: bool,
    /// The desk's name for people
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Make a new key now, to be used once the roster has it
    #[arg(long, value_enum, value_name = "KEY", value_delimiter = ',')]
    rotate: Vec<Key>,
    /// Days for which an old key still counts
    #[arg(long, default_value_t = 14)]
    overlap_days: u16,
    /// Old TLS pins and sealing keys go: the new ones are in use
    #[arg(long)]
    retire: bool,
    /// Offer this node's coordinator key
    #[arg(long)]
    coordinate: bool,
    /// This desk leaves the network
    #[arg(long)]
    leave: bool,
    /// Forget what was asked before and is not fulfilled yet
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    about: AboutArgs,
}

pub(super) async fn run(ask: Ask, here: &Invocation) -> Result {
    let says_where = ask.no_address || !ask.address.is_empty();
    let order = AskOrder {
        name: ask.name,
        addresses: says_where.then_some(ask.address),
        rotate: ask.rotate.into_iter().map(WhichKey::from).collect(),
        overlap_days: Some(ask.overlap_days),
        retire: ask.retire,
        about: ask.about.into(),
        coordinate: ask.coordinate,
        leave: ask.leave,
        replace: ask.replace,
    };
    of(&order, here).await
}

/// Asks, and shows what will change.
pub(super) async fn of(order: &AskOrder, here: &Invocation) -> Result {
    let asked: AskedShown = here.call("roster-ask", order).await?;
    let mut page = Page::new();
    page.heading("Asked");
    for change in &asked.changes {
        page.line(format!("  {change}"));
    }
    page.line("All members have it; a coordinator fulfils it with `fanal roster fulfil DESK`.");
    let raw = format!("{}\n", asked.slip);
    Outcome::of("roster-ask", &asked, page).map(|it| it.with_raw(raw))
}
