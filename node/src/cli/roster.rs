//! `fanal roster`: membership, by slips of text and files that people hand to each other.

mod ask;
mod coordinator;
mod draft;
mod entry;
mod found;
mod group;
mod history;
mod join;
mod keys;
mod object;
mod offline;
mod rules;
mod show;
mod sign;
mod trouble;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use fanal_api::Nothing;
use fanal_desk::Slip;
use fanal_protocol::DeskStatus;

pub(super) use self::entry::Wish;
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
    #[command(
        after_help = "Example:\n  fanal roster found 'Network of lanterns' --preset civicert"
    )]
    Found(found::Found),
    /// An invitation, as one line of text: it holds nothing secret
    #[command(after_help = "Example:\n  fanal roster invite")]
    Invite,
    /// Take an invitation; the answer is a request, as one line of text
    #[command(after_help = "Example:\n  fanal roster join @invitation.txt")]
    Join(join::Join),
    /// Eight words that two people read to each other: are the keys the right ones?
    Words(join::Words),
    /// Make a request known to all members: from now on they vouch and object
    Announce(join::Announce),
    /// Vouch for a desk that asks to join
    #[command(
        after_help = "Example:\n  fanal roster vouch @request.txt --how 'we work together since 2021'"
    )]
    Vouch(join::Vouch),
    /// Who asks to join, and what each still lacks
    Joining,
    /// Object to a desk that asks to join: the coordinators alone get it
    #[command(
        after_help = "Example:\n  fanal roster object zenit --why 'nobody we asked knows them'"
    )]
    Object(object::Object),
    /// Note what came of an objection
    Settle(object::Settle),
    /// Accept the code of practice: this desk has read it and keeps it
    #[command(after_help = "Example:\n  fanal roster accept code-of-practice.md")]
    Accept(object::Accept),
    /// Ask that this desk leaves the network
    #[command(after_help = "Example:\n  fanal roster leave")]
    Leave(entry::Simple),
    /// Ask that peers reach this desk elsewhere
    #[command(after_help = "Example:\n  fanal roster move fanal.kivu.example:9443")]
    Move(entry::Move),
    /// Ask that others know whose law this desk is under, and what it must report
    #[command(
        after_help = "Example:\n  fanal roster duties --jurisdiction FR --must-report 'harm to minors'"
    )]
    Duties(entry::Duties),
    /// Ask to coordinate: offer this node's coordinator key
    #[command(after_help = "Example:\n  fanal roster coordinate")]
    Coordinate(entry::Simple),
    /// Ask for several changes of this desk's own entry at once
    #[command(
        after_help = "Example:\n  fanal roster ask --address fanal.kivu.example:9443 --rotate signing,tls"
    )]
    Ask(ask::Ask),
    /// Draft what members ask for their own entries
    #[command(after_help = "Example:\n  fanal roster fulfil kivu --output next.json")]
    Fulfil(draft::Fulfil),
    /// Draft the roster that admits a desk
    #[command(after_help = "Example:\n  fanal roster admit @request.txt --output next.json")]
    Admit(draft::Admit),
    /// Draft the roster that puts a desk out
    #[command(after_help = "Example:\n  fanal roster expel zenit --output next.json")]
    Expel(draft::OfDesk),
    /// Draft the roster that lets a suspended desk in again
    #[command(after_help = "Example:\n  fanal roster readmit zenit --output next.json")]
    Readmit(draft::OfDesk),
    /// Draft that a desk which was stopped in an emergency stays suspended
    #[command(after_help = "Example:\n  fanal roster confirm zenit --output next.json")]
    Confirm(draft::OfDesk),
    /// Draft that a stolen key counts for nothing, from a moment on
    #[command(
        after_help = "Example:\n  fanal roster revoke 3b6a27bc --from 2026-11-20T18:00:00Z --fulfil kivu"
    )]
    Revoke(keys::Revoke),
    /// Draft new keys for a desk that lost its own
    #[command(after_help = "Example:\n  fanal roster rekey @request.txt --output next.json")]
    Rekey(keys::Rekey),
    /// Draft that bulletins of a desk that lost its keys are taken back for it
    #[command(
        after_help = "Example:\n  fanal roster retract kivu/aaaaaaaaaaaaaaaaaaaaaaaaaa --output next.json"
    )]
    Retract(keys::Retract),
    /// Draft who coordinates: add, remove, replace
    #[command(subcommand)]
    Coordinator(coordinator::Act),
    /// Draft other rules, another code of practice or threshold
    #[command(
        after_help = "Example:\n  fanal roster rules --retention amber=90 --objection-days 21 --output next.json"
    )]
    Rules(rules::Rules),
    /// Draft who is in a sharing group: join, leave
    #[command(subcommand)]
    Group(group::Act),
    /// Draft the same once more, before the roster ends
    #[command(after_help = "Example:\n  fanal roster renew --output next.json")]
    Renew(rules::Renew),
    /// Draft several changes in one roster
    #[command(
        after_help = "Example:\n  fanal roster draft --admit @kivu.txt --coordinator kivu --threshold 2"
    )]
    Draft(Box<draft::Draft>),
    /// Sign a draft as a coordinator; with `--key` on any machine, without a node
    Sign(sign::Sign),
    /// Make a coordinator's key in a file, or show its card; needs no node
    Key(offline::Key),
    /// Suspend a desk at once, as one coordinator, for three days at most
    #[command(
        after_help = "Example:\n  fanal roster suspend zenit --why 'office searched this morning'"
    )]
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
        Act::Leave(leave) => entry::leave(leave, here).await,
        Act::Move(to) => entry::move_to(to, here).await,
        Act::Duties(duties) => entry::duties(duties, here).await,
        Act::Coordinate(offer) => entry::coordinate(offer, here).await,
        Act::Ask(ask) => ask::run(ask, here).await,
        Act::Fulfil(fulfil) => draft::fulfil(fulfil, here).await,
        Act::Admit(admit) => draft::admit(admit, here).await,
        Act::Expel(expel) => draft::put(expel, DeskStatus::Expelled, here).await,
        Act::Readmit(readmit) => draft::put(readmit, DeskStatus::Active, here).await,
        Act::Confirm(confirm) => draft::put(confirm, DeskStatus::Suspended, here).await,
        Act::Revoke(revoke) => keys::revoke(revoke, here).await,
        Act::Rekey(rekey) => keys::rekey(rekey, here).await,
        Act::Retract(retract) => keys::retract(retract, here).await,
        Act::Coordinator(act) => coordinator::run(act, here).await,
        Act::Rules(rules) => rules::run(rules, here).await,
        Act::Group(act) => group::run(act, here).await,
        Act::Renew(renew) => rules::renew(renew, here).await,
        Act::Draft(draft) => draft::run(*draft, here).await,
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
