//! `fanal key`: this desk's keys, how others make sure of them, and where the master key rests.

mod seal;

use clap::Subcommand;
use fanal_api::Nothing;
use fanal_desk::{AskOrder, CompareOrder, KeyShown, TryOrder, WhichKey, Words};
use fanal_protocol::{DeskId, Timestamp};

use super::roster::Wish;
use super::{Invocation, Result};
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// This desk's keys: public halves, since when each counts, what follows it
    List,
    /// Make new keys now, and ask the coordinators to put them into the roster
    #[command(after_help = "Example:\n  fanal key rotate signing tls")]
    Rotate(Rotate),
    /// Ask that old TLS pins and sealing keys go: the new ones are in use
    #[command(after_help = "Example:\n  fanal key retire")]
    Retire(Wish),
    /// Eight words to read to each other: the same at both desks only if both have the right keys
    Words(OfDesk),
    /// Say how another desk's key was made sure of: the notice of its change goes
    Compared(Compared),
    /// Where the master key rests: behind a passphrase, in a file, with systemd
    Seal(seal::Seal),
}

#[derive(Debug, clap::Args)]
struct Rotate {
    /// Which keys
    #[arg(value_enum, value_name = "KEY", required = true)]
    keys: Vec<Key>,
    /// Days for which an old key still counts
    #[arg(long, default_value_t = 14)]
    overlap_days: u16,
    #[command(flatten)]
    wish: Wish,
}

#[derive(Debug, clap::Args)]
struct OfDesk {
    /// The other desk
    desk: DeskId,
}

#[derive(Debug, clap::Args)]
struct Compared {
    /// The other desk
    desk: DeskId,
    /// How: "we read the words to each other on the phone"
    #[arg(long)]
    how: String,
}

/// A key of a desk, as it is named on the command line.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum Key {
    /// Signs statements
    Signing,
    /// Signs checkpoints
    Checkpoint,
    /// Signs feed files
    Feed,
    /// Signs rosters
    Coordinator,
    /// Signs heartbeats
    Heartbeat,
    /// The TLS identity: used from the next start on
    Tls,
    /// Opens parcels
    Sealing,
}

impl From<Key> for WhichKey {
    fn from(key: Key) -> Self {
        match key {
            Key::Signing => Self::Signing,
            Key::Checkpoint => Self::Checkpoint,
            Key::Feed => Self::Feed,
            Key::Coordinator => Self::Coordinator,
            Key::Heartbeat => Self::Heartbeat,
            Key::Tls => Self::Tls,
            Key::Sealing => Self::Sealing,
        }
    }
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::List => {
            let keys: Vec<KeyShown> = here.call("keys", &Nothing {}).await?;
            Outcome::of("keys", &keys, page_of(&keys))
        }
        Act::Rotate(rotate) => {
            let order = AskOrder {
                rotate: rotate.keys.into_iter().map(WhichKey::from).collect(),
                overlap_days: Some(rotate.overlap_days),
                replace: rotate.wish.replace,
                ..AskOrder::default()
            };
            super::roster::ask(&order, here).await
        }
        Act::Retire(wish) => {
            let order = AskOrder {
                retire: true,
                replace: wish.replace,
                ..AskOrder::default()
            };
            super::roster::ask(&order, here).await
        }
        Act::Words(OfDesk { desk }) => words(desk, here).await,
        Act::Compared(Compared { desk, how }) => {
            let order = CompareOrder {
                desk: desk.clone(),
                how,
            };
            let done: Nothing = here.call("key-compared", &order).await?;
            let mut page = Page::new();
            page.line(format!("Noted: the key of {desk} was made sure of."));
            Outcome::of("key-compared", &done, page)
        }
        Act::Seal(seal) => seal::run(seal, here).await,
    }
}

/// Eight words over this desk's keys and the other's.
pub(super) async fn words(desk: DeskId, here: &Invocation) -> Result {
    let words: Words = here
        .call("key-words", &TryOrder { desk: desk.clone() })
        .await?;
    let mut page = Page::new();
    page.line(words.words.join(" "));
    page.line(format!("The same in digits: {}", words.digits.join(" ")));
    page.line("");
    page.line(format!(
        "Call {desk} by a way that you trust already, and read these to each other. They are the same there,"
    ));
    page.line("or somebody stands between you. Then: fanal key compared DESK --how \"...\"");
    Outcome::of("key-words", &words, page)
}

fn page_of(keys: &[KeyShown]) -> Page {
    let mut page = Page::new();
    for key in keys {
        page.heading(format!("{}  {}", key.which.name(), key.public));
        if let Some(words) = &key.words {
            page.line(format!("  in words: {words}"));
        }
        if let Some(digits) = &key.digits {
            page.line(format!("  in digits: {digits}"));
        }
        let stands = match (key.in_roster, key.since) {
            (true, Some(since)) => format!("in the roster since {since}{}", until(key.until)),
            (true, None) => format!("in the roster{}", until(key.until)),
            (false, _) => "not in the roster: nobody believes it yet".to_owned(),
        };
        page.line(format!("  {stands}"));
        for (other, ends) in &key.beside {
            page.line(format!("  beside it: {other}{}", until(*ends)));
        }
        if let Some(next) = &key.next {
            page.line(format!("  made to follow it, waits for the roster: {next}"));
        }
    }
    page
}

fn until(end: Option<Timestamp>) -> String {
    end.map_or_else(String::new, |end| format!(", until {end}"))
}
