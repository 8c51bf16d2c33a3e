//! `fanal notify`: webhooks that are told that there is something, and a test of the roads.

use clap::{Subcommand, ValueEnum};
use fanal_api::Nothing;
use fanal_desk::{Hook, HookShown, NotifyTested, Shape, WhichHook};

use super::compose::page_of_state;
use super::{Invocation, Result, input};
use crate::render::{Outcome, Page, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// The webhooks
    List,
    /// Tell a webhook, on a host that the configuration lists
    Add(Add),
    /// Tell a webhook no more
    Remove(Remove),
    /// Send a test to your own address, and as an administrator to every webhook
    Test,
}

#[derive(Debug, clap::Args)]
struct Add {
    /// What it is called here
    name: String,
    /// What the other side expects
    #[arg(long, value_enum, default_value = "plain")]
    shape: ShapeWord,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ShapeWord {
    /// JSON, signed by HMAC-SHA-256
    Plain,
    /// An incoming webhook of Mattermost
    Mattermost,
    /// A room of Matrix
    Matrix,
}

#[derive(Debug, clap::Args)]
struct Remove {
    /// What it is called here
    name: String,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.act {
        Act::List => {
            let hooks: Vec<HookShown> = here.call("notify-list", &Nothing {}).await?;
            let mut page = Page::new();
            let rows: Vec<[String; 3]> = hooks
                .iter()
                .map(|hook| {
                    [
                        hook.name.clone(),
                        hook.host.clone(),
                        word(hook.shape).into(),
                    ]
                })
                .collect();
            page.table(["NAME", "HOST", "SHAPE"], &rows);
            Outcome::of("notify-list", &hooks, page)
        }
        Act::Add(add) => run_add(add, here).await,
        Act::Remove(Remove { name }) => {
            let done: Nothing = here.call("notify-remove", &WhichHook { name }).await?;
            Outcome::of("notify-remove", &done, page_of_state("It is told no more."))
        }
        Act::Test => test(here).await,
    }
}

/// Address and secret come by standard input: both are secrets, and a command line is seen by others.
async fn run_add(add: Add, here: &Invocation) -> Result {
    let read = input::standard_input()?;
    let mut lines = read.content.lines().map(str::trim);
    let url = lines.next().filter(|line| !line.is_empty());
    let url = url.ok_or_else(|| {
        super::usage("standard input has the address in its first line, the secret in its second")
    })?;
    let hook = Hook {
        name: add.name,
        url: url.to_owned(),
        shape: match add.shape {
            ShapeWord::Plain => Shape::Plain,
            ShapeWord::Mattermost => Shape::Mattermost,
            ShapeWord::Matrix => Shape::Matrix,
        },
        secret: lines.next().unwrap_or_default().to_owned(),
    };
    let put: HookShown = here.call("notify-put", &hook).await?;
    let mut page = page_of_state(&format!("`{}` at {} is told.", put.name, put.host));
    page.line("Try it: `fanal notify test`.");
    Outcome::of("notify-put", &put, page)
}

async fn test(here: &Invocation) -> Result {
    let tested: Vec<NotifyTested> = here.call("notify-test", &Nothing {}).await?;
    let mut page = Page::new();
    for road in &tested {
        let outcome = road.why.as_deref().unwrap_or("taken");
        page.pair(&road.road, outcome);
    }
    let failed = tested.iter().any(|road| !road.taken);
    let outcome = Outcome::of("notify-test", &tested, page)?;
    Ok(if failed {
        outcome.exits(exit::PARTLY)
    } else {
        outcome
    })
}

const fn word(shape: Shape) -> &'static str {
    match shape {
        Shape::Plain => "plain",
        Shape::Mattermost => "mattermost",
        Shape::Matrix => "matrix",
    }
}
