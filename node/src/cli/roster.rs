//! `fanal roster`: membership, by slips of text and files that people hand to each other.

mod ask;
mod draft;
mod found;
mod history;
mod join;
mod object;
mod offline;
mod show;
mod sign;
mod trouble;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use fanal_api::Nothing;
use fanal_desk::Slip;
use fanal_protocol::DeskStatus;

use super::compose::page_of_state;
use super::{Invocation, Result, input};
use crate::render::Outcome;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// The roster in force
    Show(show::Show),
    /// Every version so far: who signed it, and what it changed
    History,
    /// What changed between two versions
    Diff(history::Diff),
    /// Walk the chain of rosters from the first on: the one held here, or the one in a file
    Verify(Verify),
    /// Found a network, with this desk as its first member and coordinator
    Found(found::Found),
    /// An invitation, as one line of text: it holds nothing secret
    Invite,
    /// Take an invitation; the answer is a request, as one line of text
    Join(join::Join),
    /// Eight words that two people read to each other: are the keys the right ones?
    Words(join::Words),
    /// Make a request known to all members: from now on they vouch and object
    Announce(join::Announce),
    /// Vouch for a desk that asks to join
    Vouch(join::Vouch),
    /// Who asks to join, and what each still lacks
    Joining,
    /// Object to a desk that asks to join: the coordinators alone get it
    Object(object::Object),
    /// Note what came of an objection
    Settle(object::Settle),
    /// Accept the code of practice: this desk has read it and keeps it
    Accept(object::Accept),
    /// Ask for a change of this desk's own entry: keys, addresses, duties, leaving
    Ask(ask::Ask),
    /// Draft the next roster, and sign it as one coordinator
    Draft(Box<draft::Draft>),
    /// Draft the roster that admits a desk: short for `draft --admit`
    Admit(draft::Admit),
    /// Draft the roster that puts a desk out: short for `draft --expel`
    Expel(draft::OfDesk),
    /// Draft the roster that lets a suspended desk in again: short for `draft --readmit`
    Readmit(draft::OfDesk),
    /// Sign a draft as a coordinator; with `--key` on any machine, without a node
    Sign(sign::Sign),
    /// Make a coordinator's key in a file, or show its card; needs no node
    Key(offline::Key),
    /// Suspend a desk at once, as one coordinator, for three days at most
    Suspend(trouble::Suspend),
    /// Report a desk that broke a rule, with what this node has that shows it
    Report(trouble::Report),
    /// What was reported
    Reports,
    /// All versions of the roster, one a line: what a new desk takes
    Chain,
    /// Take complete rosters from a file, one a line
    Take(sign::Take),
}

#[derive(Debug, clap::Args)]
struct Verify {
    /// A roster, or a chain of them, one a line; `-` [default: the chain that is held here]
    #[arg(value_name = "FILE|-")]
    file: Option<String>,
    /// Trust this roster, or the chain in this file [default: the one in force here]
    #[arg(long, value_name = "FILE", requires = "file")]
    roster: Option<PathBuf>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::Show(what) => what.run(here).await,
        Act::History => history::run(here).await,
        Act::Diff(diff) => history::diff(&diff, here).await,
        Act::Verify(Verify { file, roster }) => super::verify::rosters(file, roster, here).await,
        Act::Found(found) => found::run(found, here).await,
        Act::Invite => {
            let slip: Slip = here.call("roster-invite", &Nothing {}).await?;
            let then = "Hand this line to the desk; there: `fanal roster join SLIP`.";
            hand_on("roster-invite", &slip, then)
        }
        Act::Join(join) => join::run(join, here).await,
        Act::Words(words) => join::words(words, here).await,
        Act::Announce(announce) => join::announce(announce, here).await,
        Act::Vouch(vouch) => join::vouch(vouch, here).await,
        Act::Joining => show::joining(&here.call("roster-joining", &Nothing {}).await?),
        Act::Object(object) => object::run(object, here).await,
        Act::Settle(settle) => object::settle(settle, here).await,
        Act::Accept(accept) => object::accept(accept, here).await,
        Act::Ask(ask) => ask::run(ask, here).await,
        Act::Draft(draft) => draft::run(*draft, here).await,
        Act::Admit(admit) => draft::admit(admit, here).await,
        Act::Expel(expel) => draft::put(expel, DeskStatus::Expelled, here).await,
        Act::Readmit(readmit) => draft::put(readmit, DeskStatus::Active, here).await,
        Act::Sign(sign) => sign::run(sign, here).await,
        Act::Key(key) => offline::run(key),
        Act::Suspend(suspend) => trouble::suspend(suspend, here).await,
        Act::Report(report) => trouble::report(report, here).await,
        Act::Reports => trouble::reports(here).await,
        Act::Chain => sign::chain(here).await,
        Act::Take(take) => sign::take(take, here).await,
    }
}

/// Asks for a change of this desk's own entry.
pub(super) async fn ask(order: &fanal_desk::AskOrder, here: &Invocation) -> Result {
    ask::of(order, here).await
}

fn text_of(file: &str) -> Result<String> {
    let read = if file == "-" {
        input::standard_input()?
    } else {
        input::file(Path::new(file))?
    };
    Ok(read.content)
}

fn slip_of(word: &str) -> Result<Slip> {
    Ok(Slip {
        slip: input::text_or_file(word)?,
    })
}

fn hand_on(name: &'static str, slip: &Slip, what_next: &str) -> Result {
    let raw = format!("{}\n", slip.slip);
    Outcome::of(name, slip, page_of_state(what_next)).map(|it| it.with_raw(raw))
}

fn done(name: &'static str, text: &str) -> Result {
    Outcome::of(name, &Nothing {}, page_of_state(text))
}
