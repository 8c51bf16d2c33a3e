//! `fanal lookup`: lists of others, kept to be asked by `fanal check`, never shared.

use std::path::Path;

use fanal_desk::{LookUpOrder, LookUpShown, WhichLookUp};
use fanal_protocol::{Code, Problem};
use serde::Serialize;
use serde_json::json;

use super::compose::page_of_state;
use super::{Invocation, Result, input};
use crate::fetch::Fetch;
use crate::misp_feed::{Keeper, Kept, Place, is_feed};
use crate::render::{Outcome, Page, count, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Keep a list, in place of the one of this name
    Add {
        /// Your own word for it
        name: String,
        /// Any format that `fanal import` reads: a file, an https address, or `-` for standard input; or the folder
        /// or address of a MISP feed, of which all events are kept
        #[arg(value_name = "FILE|DIR|ADDRESS|-")]
        file: String,
        /// Who publishes it
        #[arg(long)]
        source: Option<String>,
        /// Its licence (CC0-1.0, ..)
        #[arg(long)]
        licence: Option<String>,
        /// How to read it [default: guessed, and shown]
        #[arg(long)]
        format: Option<String>,
        /// Keep, too, what its source gives as context only
        #[arg(long)]
        take_context: bool,
    },
    /// Fetch again what came from an address and is older than an hour
    Refresh {
        /// This list alone [default: all]
        name: Option<String>,
    },
    /// The lists that are kept
    List,
    /// Forget a list
    Remove {
        /// Its name
        name: String,
    },
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.what {
        What::Add {
            name,
            file,
            source,
            licence,
            format,
            take_context,
        } => {
            let mut order = LookUpOrder {
                name,
                format,
                source,
                licence,
                take_context,
                address: Fetch::is_address(&file).then(|| file.clone()),
                ..LookUpOrder::default()
            };
            if Path::new(&file).is_dir() || is_feed(&file) {
                return add_feed(&file, &order, here).await;
            }
            let read = match (file.as_str(), &order.address) {
                ("-", _) => input::standard_input()?,
                (_, Some(address)) => input::fetched(here, address).await?,
                (path, None) => input::file(Path::new(path))?,
            };
            (order.content, order.file_name) = (read.content, read.file_name);
            let kept: LookUpShown = here.call("look-up-add", &order).await?;
            Outcome::of("look-up-add", &kept, page_of_added(&kept))
        }
        What::Refresh { name } => refresh(name.as_deref(), here).await,
        What::List => {
            let lists: Vec<LookUpShown> = here.call("look-ups", &json!({})).await?;
            Outcome::of("look-ups", &lists, page(&lists))
        }
        What::Remove { name } => {
            let order = WhichLookUp { name };
            let gone: serde_json::Value = here.call("look-up-remove", &order).await?;
            Outcome::of("look-up-remove", &gone, page_of_state("Forgotten."))
        }
    }
}

fn page_of_added(kept: &LookUpShown) -> Page {
    let mut page = page(std::slice::from_ref(kept));
    page.line("`fanal check` asks it; nothing of it is shared.");
    page
}

async fn add_feed(file: &str, order: &LookUpOrder, here: &Invocation) -> Result {
    let kept = keep_feed(file, order, here).await?;
    let outcome = Outcome::of("look-up-add", &kept.shown, page_of_added(&kept.shown))?;
    Ok(match kept.refused {
        0 => outcome,
        refused => {
            let events = count(refused, "event", "events");
            outcome
                .warns("look-up.refused", format!("{events} not taken"))
                .exits(exit::PARTLY)
        }
    })
}

/// All events of a MISP feed: those that changed since are read.
async fn keep_feed(file: &str, order: &LookUpOrder, here: &Invocation) -> Result<Kept> {
    let place = if Fetch::is_address(file) {
        Place::address(file, Fetch::of(&here.configuration()?))
    } else {
        Place::Folder(file.into())
    };
    let lists: Vec<LookUpShown> = here.call("look-ups", &json!({})).await?;
    // What is kept of an event depends on that: all are read anew where it is another.
    let is_alike = |list: &LookUpShown| list.takes_context == order.take_context;
    let held = lists.into_iter().find(|list| list.name == order.name);
    let held = held.filter(is_alike);
    let held = held.map(|list| list.parts).unwrap_or_default();
    let feed = place.open().await?;
    feed.keep(order, &held, here).await
}

impl Keeper for Invocation {
    async fn put(&self, order: LookUpOrder) -> Result<LookUpShown, Problem> {
        self.call("look-up-add", &order).await
    }
}

/// Seconds between two fetches of one list: publishers ask for five minutes at least.
const BETWEEN: i64 = 3_600;

/// What became of the lists.
#[derive(Serialize)]
struct Refreshed {
    refreshed: Vec<LookUpShown>,
    fresh: usize,
    failed: Vec<Failed>,
}

#[derive(Serialize)]
struct Failed {
    name: String,
    because: Problem,
}

/// Fetches what is old. A list that cannot be fetched, or read, stays as it was.
async fn refresh(only: Option<&str>, here: &Invocation) -> Result {
    let lists: Vec<LookUpShown> = here.call("look-ups", &json!({})).await?;
    if let Some(name) = only
        && !lists.iter().any(|list| list.name == name)
    {
        return Err(Problem::new(Code::NotFound, "no such look-up list here"));
    }
    let now = fanal_ambient::Clock::unix_now(&fanal_ambient::MachineClock);
    let mut done = Refreshed {
        refreshed: Vec::new(),
        fresh: 0,
        failed: Vec::new(),
    };
    let wanted = |list: &&LookUpShown| only.is_none_or(|name| name == list.name);
    for list in lists.iter().filter(wanted) {
        let Some(address) = &list.address else {
            continue;
        };
        if list.fetched.unix() + BETWEEN > now {
            done.fresh += 1;
            continue;
        }
        match again(list, address, here).await {
            Ok(list) => done.refreshed.push(list),
            Err(because) => done.failed.push(Failed {
                name: list.name.clone(),
                because,
            }),
        }
    }
    let mut shown = page(&done.refreshed);
    if done.refreshed.is_empty() {
        shown = Page::new();
    }
    for failed in &done.failed {
        shown.line(format!(
            "not fetched: {}  {}",
            failed.name, failed.because.text
        ));
    }
    shown.line(format!(
        "{} fetched again, {} younger than an hour, {} as they were.",
        done.refreshed.len(),
        done.fresh,
        done.failed.len()
    ));
    let code = if done.failed.is_empty() {
        exit::DONE
    } else {
        exit::PARTLY
    };
    Ok(Outcome::of("look-up-refresh", &done, shown)?.exits(code))
}

async fn again(list: &LookUpShown, address: &str, here: &Invocation) -> Result<LookUpShown> {
    let order = LookUpOrder {
        name: list.name.clone(),
        source: list.source.clone(),
        licence: list.licence.clone(),
        address: Some(address.to_owned()),
        take_context: list.takes_context,
        ..LookUpOrder::default()
    };
    if is_feed(address) {
        return Ok(keep_feed(address, &order, here).await?.shown);
    }
    let read = input::fetched(here, address).await?;
    let order = LookUpOrder {
        content: read.content,
        file_name: read.file_name,
        format: Some(list.format.clone()),
        ..order
    };
    here.call("look-up-add", &order).await
}

fn page(lists: &[LookUpShown]) -> Page {
    let mut page = Page::new();
    for list in lists {
        let values = count(list.values, "value", "values");
        page.heading(format!("{}: {values} ({})", list.name, list.format));
        let source = list.source.as_deref().unwrap_or("source not named");
        let licence = list.licence.as_deref().unwrap_or("licence not named");
        page.line(format!("  {source}, {licence}, of {}", list.fetched.date()));
        if list.refused > 0 {
            page.line(format!(
                "  {} not taken",
                count(list.refused, "row", "rows")
            ));
        }
        if list.context > 0 {
            let values = count(list.context, "value", "values");
            page.line(format!(
                "  {values} not kept: its source gives them as context only (`lookup add --take-context` keeps them)"
            ));
        }
    }
    if lists.is_empty() {
        page.line("No list is kept. Add one: fanal lookup add NAME FILE");
    }
    page
}
