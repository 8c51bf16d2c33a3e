//! `fanal seal`: RED, written, checked, signed and sealed on this machine; the node gets what it
//! cannot read. [RED-2]

use std::collections::BTreeMap;
use std::path::PathBuf;

use fanal_ambient::MachineEntropy;
use fanal_desk::{
    CardShown, RedOrder, SealOrder, SealedHandover, SealedRed, SealedShown, Writer, seal_red,
    signing_key,
};
use fanal_protocol::{Blob, Code, Problem, Timestamp};
use serde::Serialize;

use super::compose::key_and_reason;
use super::contact::{cards, first_of, write_new};
use super::moment::{moment, now};
use super::verify::roster_in_force;
use super::{Invocation, Result, input};
use crate::render::{Outcome, Page, confirmed, names, show_preview};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A file with the text or a STIX bundle, or `-` for standard input
    #[arg(value_name = "FILE|-")]
    file: String,
    /// The people, as their desks' cards name them
    #[arg(
        long,
        value_name = "DESK/PSEUDONYM,..",
        value_delimiter = ',',
        required = true
    )]
    to: Vec<String>,
    /// Your identity file
    #[arg(
        long,
        value_name = "FILE",
        env = "FANAL_IDENTITY",
        hide_env_values = true
    )]
    identity: PathBuf,
    /// One line; it is sealed like the rest
    #[arg(long)]
    title: String,
    /// What the person concerned agreed to: named, network, public, or not-needed:{no-beneficiary,..}
    #[arg(long, value_name = "CLAIM")]
    consent: String,
    /// The consent ends then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    consent_until: Option<Timestamp>,
    /// Language of title and text (fr, es, ar, ..)
    #[arg(long)]
    lang: Option<String>,
    /// One sentence that recipients must heed
    #[arg(long, value_name = "SENTENCE")]
    also_please: Option<String>,
    /// Recipients destroy it then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    retain_until: Option<Timestamp>,
    /// Answer to a finding of the privacy check: why it is kept
    #[arg(long, value_name = "KEY=REASON", value_parser = key_and_reason)]
    because: Vec<(String, String)>,
    /// Write what would be sent into this new file, to be handed to the console; nothing is sent
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    out: Option<PathBuf>,
    /// Check it and say who would get it; nothing is sent
    #[arg(long)]
    dry_run: bool,
}

/// What the node was given, and nothing of what is in it.
#[derive(Serialize)]
struct Done {
    /// Whom it is for.
    people: Vec<String>,
    /// What was sent, one for each desk.
    sent: Vec<SealedShown>,
    /// Nothing was sent.
    dry_run: bool,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    let read = match args.file.as_str() {
        "-" => input::standard_input()?,
        path => input::file(std::path::Path::new(path))?,
    };
    let identity = first_of(&args.identity)?;
    let known = cards(here).await?;
    let roster = roster_in_force(here).await?;
    let to = recipients(&known, &args.to)?;
    let own = own_card(&known, &identity)?;
    let order = RedOrder {
        text: read.content,
        title: args.title,
        lang: args.lang,
        consent: args.consent,
        consent_until: args.consent_until,
        also_please: args.also_please,
        retain_until: args.retain_until,
        because: args.because.into_iter().collect(),
        to,
    };
    let writer = Writer {
        identity: &identity,
        card: &own.envelope,
        roster: &roster,
        now: now(),
    };
    let sealed = seal_red(&order, &writer, &MachineEntropy).map_err(|error| error.problem())?;
    if args.dry_run {
        return shown(&sealed, Vec::new(), true);
    }
    if let Some(path) = &args.out {
        let handover = SealedHandover {
            network: roster.network(),
            orders: orders(&sealed),
        };
        let text = serde_json::to_vec(&handover)
            .map_err(|error| Problem::new(Code::Broken, error.to_string()))?;
        write_new(path, &text)?;
        return shown(&sealed, Vec::new(), true);
    }
    if here.asks() {
        show_preview(&preview(&sealed), here.manner);
        if !confirmed("Send it?")? {
            return Err(Problem::new(Code::Conflict, "not sent"));
        }
    }
    let mut sent = Vec::new();
    for order in orders(&sealed) {
        sent.push(here.call("sealed-send", &order).await?);
    }
    shown(&sealed, sent, false)
}

/// What the node is asked to send: one file for each desk.
fn orders(sealed: &SealedRed) -> Vec<SealOrder> {
    let one = |(desk, file): (&fanal_protocol::DeskId, &Vec<u8>)| SealOrder {
        to: desk.clone(),
        sealed: Blob(file.clone()),
    };
    sealed.files.iter().map(one).collect()
}

fn shown(sealed: &SealedRed, sent: Vec<SealedShown>, dry_run: bool) -> Result {
    let mut page = preview(sealed);
    for one in &sent {
        page.line(format!("Sent: {}", one.reference));
    }
    if dry_run {
        page.line("Nothing was sent.");
    }
    let done = Done {
        people: sealed.people.iter().cloned().collect(),
        sent,
        dry_run,
    };
    Outcome::of("seal", &done, page)
}

fn preview(sealed: &SealedRed) -> Page {
    let people: Vec<String> = sealed.people.iter().cloned().collect();
    let mut page = Page::new();
    page.heading("TLP:RED, sealed");
    page.pair("for", names(&people));
    page.line(
        "They see each other's names in it. Their nodes see that something came, and its size.",
    );
    page
}

/// The card that this identity signs by.
fn own_card<'a>(known: &'a [CardShown], identity: &fanal_seal::Identity) -> Result<&'a CardShown> {
    let key = signing_key(identity).public();
    let own = known.iter().find(|card| card.signs == Some(key));
    own.ok_or_else(|| {
        Problem::new(Code::PolicyAudience, "this identity has no card that signs")
            .with_hint("make one with `fanal contact add NAME --identity FILE --to DESK`")
    })
}

/// The cards of these people; a name that fits none, or two, is refused.
fn recipients(known: &[CardShown], to: &[String]) -> Result<Vec<String>> {
    let mut by_name: BTreeMap<String, Vec<&CardShown>> = BTreeMap::new();
    for card in known.iter().filter(|card| card.key.is_some()) {
        let name = format!("{}/{}", card.desk, card.pseudonym);
        by_name.entry(name).or_default().push(card);
    }
    to.iter()
        .map(|name| match by_name.get(name).map(Vec::as_slice) {
            Some([card]) => Ok(card.envelope.clone()),
            Some(_) => Err(Problem::new(
                Code::Conflict,
                format!("two cards are called `{name}`: ask their desk to end one"),
            )),
            None => Err(
                Problem::new(Code::NotFound, format!("no card of `{name}` is known here"))
                    .with_hint("see `fanal contact list`; knock first: `fanal knock DESK`"),
            ),
        })
        .collect()
}
