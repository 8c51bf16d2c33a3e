//! `fanal roster coordinator`: who signs rosters from now on.

use clap::Subcommand;
use fanal_desk::RosterChange;
use fanal_protocol::DeskId;

use super::draft::{Output, give, texts};
use crate::cli::{Invocation, Result};

#[derive(Debug, Subcommand)]
pub(super) enum Act {
    /// Draft that one more coordinates: a member, as it asked, or the key of a card
    #[command(after_help = "Example:\n  fanal roster coordinator add luz --output next.json")]
    Add(Add),
    /// Draft that one coordinates no more
    #[command(
        after_help = "Example:\n  fanal roster coordinator remove 'kivu coordinator' --threshold 2"
    )]
    Remove(Remove),
    /// Draft that one takes another's place
    #[command(
        after_help = "Example:\n  fanal roster coordinator replace 'kivu coordinator' luz --output next.json"
    )]
    Replace(Replace),
}

/// Who comes.
#[derive(Debug, clap::Args)]
struct Newcomer {
    /// The desk that offered its key with `fanal roster coordinate`: its wish is fulfilled with it
    #[arg(value_name = "DESK", required_unless_present = "card")]
    desk: Option<DeskId>,
    /// The desk's wish, if it came another way
    #[arg(long, value_name = "SLIP|@FILE", requires = "desk")]
    wish: Option<String>,
    /// The key of this card, which is kept offline
    #[arg(long, value_name = "SLIP|@FILE", conflicts_with = "desk")]
    card: Option<String>,
}

/// How many sign, and where the draft goes.
#[derive(Debug, clap::Args)]
struct Ending {
    /// Signatures that a change will need
    #[arg(long, value_name = "N")]
    threshold: Option<u8>,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
pub(super) struct Add {
    #[command(flatten)]
    who: Newcomer,
    #[command(flatten)]
    ending: Ending,
}

#[derive(Debug, clap::Args)]
pub(super) struct Remove {
    /// Who goes, as `fanal roster show` names it; several, if they go together
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    #[command(flatten)]
    ending: Ending,
}

#[derive(Debug, clap::Args)]
pub(super) struct Replace {
    /// Who goes, as `fanal roster show` names it
    name: String,
    #[command(flatten)]
    who: Newcomer,
    #[command(flatten)]
    ending: Ending,
}

pub(super) async fn run(act: Act, here: &Invocation) -> Result {
    let (gone, who, ending) = match act {
        Act::Add(Add { who, ending }) => (Vec::new(), Some(who), ending),
        Act::Remove(Remove { names, ending }) => (names, None, ending),
        Act::Replace(Replace { name, who, ending }) => (vec![name], Some(who), ending),
    };
    let mut change = RosterChange {
        remove_coordinators: gone,
        threshold: ending.threshold,
        ..RosterChange::default()
    };
    if let Some(Newcomer { desk, wish, card }) = who {
        change.wishes = texts(wish.as_slice())?;
        change.cards = texts(card.as_slice())?;
        if wish.is_none() {
            change.fulfil.extend(desk.clone());
        }
        change.coordinators.extend(desk);
    }
    give(&change, &ending.output, here).await
}
