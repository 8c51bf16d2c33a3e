//! `fanal privacy`: check a text by itself; the words that must not leave this desk.

use clap::Subcommand;
use fanal_api::Nothing;
use fanal_desk::{
    CountriesOrder, CountriesShown, PrivacyOrder, PrivacyShown, ProtectOrder, ProtectedNow,
    ProtectedShown, WhichWord, check_text,
};
use fanal_privacy::Check;
use fanal_protocol::BulletinId;

use super::compose::{findings, hints};
use super::{Invocation, Result, input};
use crate::render::{Outcome, Page, count, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// What a text tells of people; asks nobody, stores nothing
    Check(CheckArgs),
    /// Words that must not leave: names, your own domains. They are hashed, and kept nowhere
    Words(Words),
    /// The countries whose identity numbers are known by their shape
    Countries(Countries),
}

#[derive(Debug, clap::Args)]
struct CheckArgs {
    /// A file, or - for what is piped in
    file: String,
    /// Look for the protected words of your desk, too
    #[arg(long)]
    desk: bool,
    /// Give the text back with every finding masked, shortened or taken out
    #[arg(long)]
    mask: bool,
}

#[derive(Debug, clap::Args)]
struct Words {
    #[command(subcommand)]
    act: WordsAct,
}

#[derive(Debug, Subcommand)]
enum WordsAct {
    /// Protect words, one a line, from a file or from what is piped in: never as an argument, which
    /// others on this machine could see
    Add(Add),
    /// The labels of what is protected; the words are nowhere
    List,
    /// Let one go
    Remove(Remove),
}

#[derive(Debug, clap::Args)]
struct Add {
    /// A file with one word or name a line, or - for what is piped in
    file: String,
    /// A note to find them by; tells nothing of the word
    #[arg(long, default_value = "")]
    label: String,
}

#[derive(Debug, clap::Args)]
struct Remove {
    /// Its id, as `fanal privacy words list` shows it
    id: BulletinId,
}

#[derive(Debug, clap::Args)]
struct Countries {
    /// Two letters each (es, fr, mx, ..); `all` for all that are known; without any, they are shown
    #[arg(value_delimiter = ',')]
    countries: Vec<String>,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::Check(args) => check(args, here).await,
        Act::Words(words) => match words.act {
            WordsAct::Add(args) => add(args, here).await,
            WordsAct::List => list(here).await,
            WordsAct::Remove(args) => remove(args, here).await,
        },
        Act::Countries(args) => countries(args, here).await,
    }
}

async fn check(args: CheckArgs, here: &Invocation) -> Result {
    let content = input::one(&args.file)?.content;
    let found: PrivacyShown = if args.desk {
        here.call("privacy-check", &PrivacyOrder { content })
            .await?
    } else {
        check_text(&content, &Check::default())
    };
    let (held, shown): (Vec<_>, Vec<_>) = found
        .findings
        .iter()
        .cloned()
        .partition(|finding| finding.weight != "hint");
    let mut page = Page::new();
    if args.mask {
        page.line(&found.masked.0);
    } else {
        page.append(findings(&held));
        page.append(hints(&shown));
        if found.findings.is_empty() {
            page.line("Nothing was found. That is no proof: the check knows shapes, not people.");
        }
    }
    let code = if held.is_empty() || args.mask {
        exit::DONE
    } else {
        exit::REFUSED
    };
    Outcome::of("privacy-check", &found, page).map(|outcome| outcome.exits(code))
}

async fn add(args: Add, here: &Invocation) -> Result {
    let content = input::one(&args.file)?.content;
    let words = content.lines().map(str::trim);
    let order = ProtectOrder {
        words: words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect(),
        label: args.label,
    };
    let now: ProtectedNow = here.call("privacy-protect", &order).await?;
    let mut page = Page::new();
    let added = count(now.added, "word is", "words are");
    page.line(format!(
        "{added} protected from now on; {} in all.",
        now.all
    ));
    if now.known > 0 {
        page.line(format!(
            "{} already.",
            count(now.known, "was protected", "were protected")
        ));
    }
    page.line("They are hashed and kept nowhere: destroy the file that they came from.");
    Outcome::of("privacy-protect", &now, page)
}

async fn list(here: &Invocation) -> Result {
    let words: Vec<ProtectedShown> = here.call("privacy-words", &Nothing {}).await?;
    let mut page = Page::new();
    page.heading(count(words.len(), "protected word", "protected words"));
    for word in &words {
        page.line(format!(
            "  {}  {}  {}",
            word.id,
            word.since.date(),
            word.label
        ));
    }
    Outcome::of("privacy-words", &words, page)
}

async fn remove(args: Remove, here: &Invocation) -> Result {
    let which = WhichWord { id: args.id };
    let gone: Nothing = here.call("privacy-unprotect", &which).await?;
    let mut page = Page::new();
    page.line("It is protected no more.");
    Outcome::of("privacy-unprotect", &gone, page)
}

async fn countries(args: Countries, here: &Invocation) -> Result {
    let named = match args.countries.as_slice() {
        [] => None,
        [all] if all == "all" => Some(Vec::new()),
        _some => Some(args.countries),
    };
    let order = CountriesOrder { countries: named };
    let now: CountriesShown = here.call("privacy-countries", &order).await?;
    let mut page = Page::new();
    page.pair("countries", now.countries.join(", "));
    Outcome::of("privacy-countries", &now, page)
}
