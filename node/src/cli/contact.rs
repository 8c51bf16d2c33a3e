//! `fanal contact`: cards of people, whom RED can be sealed to.

use std::path::{Path, PathBuf};

use fanal_ambient::MachineEntropy;
use fanal_api::Nothing;
use fanal_desk::{CardOrder, CardShown, WhichCard, signing_key};
use fanal_protocol::{Code, DeskId, Problem, Timestamp};
use fanal_seal::Identity;
use zeroize::Zeroizing;

use super::moment::moment;
use super::{Invocation, Result, usage};
use crate::home::failed;
use crate::render::{Outcome, Page, names};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Sign a person's card and tell it to desks; the same pseudonym again replaces it
    Add(Add),
    /// The cards known here
    List,
    /// Say that a person's card is over
    End {
        /// The name that they go by
        pseudonym: String,
    },
}

#[derive(Debug, clap::Args)]
struct Add {
    /// The name that the person goes by; not their own
    pseudonym: String,
    /// Desks that shall have the card; those that have it already keep it
    #[arg(long, value_name = "DESK,..", value_delimiter = ',')]
    to: Vec<DeskId>,
    /// The person's identity file, as `age-keygen` writes it; made if it is not there
    #[arg(long, value_name = "FILE", required_unless_present = "recipient")]
    identity: Option<PathBuf>,
    /// The person's age recipient, if their identity is on another machine: they can receive RED,
    /// not write it
    #[arg(long, value_name = "age1..", conflicts_with = "identity")]
    recipient: Option<String>,
    /// The card is over then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    until: Option<Timestamp>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.what {
        What::Add(args) => add(args, here).await,
        What::List => {
            let cards = cards(here).await?;
            Outcome::of("contacts", &cards, list_page(&cards))
        }
        What::End { pseudonym } => {
            let card: CardShown = here.call("contact-end", &WhichCard { pseudonym }).await?;
            let mut page = Page::new();
            page.line(format!("The card of {} is over.", card.pseudonym));
            page.line(format!("It is told to {}.", names_of(&card)));
            Outcome::of("contact-end", &card, page)
        }
    }
}

async fn add(args: Add, here: &Invocation) -> Result {
    let (key, signs, made) = match (args.recipient, args.identity) {
        (Some(recipient), _) => (recipient, None, None),
        (None, Some(path)) => {
            let is_new = !path.exists();
            if is_new {
                make_identity(&path)?;
            }
            let identity = first_of(&path)?;
            let key = identity.recipient().to_string();
            let signs = Some(signing_key(&identity).public());
            (key, signs, is_new.then_some(path))
        }
        (None, None) => return Err(usage("name the identity file, or a recipient")),
    };
    let order = CardOrder {
        pseudonym: args.pseudonym,
        key,
        signs,
        until: args.until,
        to: args.to.into_iter().collect(),
    };
    let card: CardShown = here.call("contact-add", &order).await?;
    let mut page = Page::new();
    page.heading(format!("{}/{}", card.desk, card.pseudonym));
    page.pair_if("key", card.key.as_deref());
    page.pair("told to", names_of(&card));
    if let Some(path) = made {
        page.line(format!(
            "A new identity is in {}. It is the only one: keep a copy where nobody else comes.",
            path.display()
        ));
    }
    Outcome::of("contact-add", &card, page)
}

/// All cards known to the desk here.
pub(super) async fn cards(here: &Invocation) -> Result<Vec<CardShown>> {
    here.call("contacts", &Nothing {}).await
}

/// The identities in a file.
pub(super) fn identities(path: &Path) -> Result<Vec<Identity>> {
    let text = std::fs::read_to_string(path).map_err(|error| failed(path, &error))?;
    let text = Zeroizing::new(text);
    Identity::read_file(&text)
        .map_err(|error| Problem::new(Code::UsageInvalid, format!("`{}`: {error}", path.display())))
}

/// The first identity in a file: a person's own.
pub(super) fn first_of(path: &Path) -> Result<Identity> {
    let all = identities(path)?;
    let empty = || usage(format!("`{}` has no identity", path.display()));
    all.into_iter().next().ok_or_else(empty)
}

/// A new identity, in a file that only its owner reads; never over one that is there.
fn make_identity(path: &Path) -> Result<()> {
    let identity = Identity::new(&MachineEntropy);
    let text = format!(
        "# public key: {}\n{}\n",
        identity.recipient(),
        *identity.to_secret_text()
    );
    let text = Zeroizing::new(text);
    write_new(path, text.as_bytes())
}

/// A new file that only its owner reads; never over one that is there.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let made = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    made.map_err(|error| failed(path, &error))
}

fn names_of(card: &CardShown) -> String {
    let desks: Vec<String> = card.to.iter().map(ToString::to_string).collect();
    names(&desks)
}

fn list_page(cards: &[CardShown]) -> Page {
    let mut page = Page::new();
    if cards.is_empty() {
        page.line("No cards are known here. Make one with `fanal contact add`.");
        return page;
    }
    let rows: Vec<[String; 4]> = cards
        .iter()
        .map(|card| {
            let state = match (&card.key, card.until) {
                (None, _) => "over".to_owned(),
                (Some(_), Some(end)) => format!("until {end}"),
                (Some(_), None) => "good".to_owned(),
            };
            let may = match (&card.key, card.signs) {
                (None, _) => "",
                (Some(_), Some(_)) => "receives and writes",
                (Some(_), None) => "receives",
            };
            let person = format!("{}/{}", card.desk, card.pseudonym);
            [person, state, may.to_owned(), names_of(card)]
        })
        .collect();
    page.table(["person", "card", "RED", "told to"], &rows);
    page
}
