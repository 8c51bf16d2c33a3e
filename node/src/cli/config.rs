//! `fanal config`: check the file, or show where each value comes from.

use clap::Subcommand;
use serde::Serialize;

use super::compose::page_of_state;
use super::{Invocation, Result};
use crate::render::{Outcome, Page};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Is it right? Faults are told with line and key
    Check,
    /// Every value in force
    Show(Show),
}

#[derive(Debug, clap::Args)]
struct Show {
    /// With the place that each comes from
    #[arg(long)]
    origin: bool,
}

#[derive(Serialize)]
struct Checked {
    file: String,
    exists: bool,
}

#[derive(Serialize)]
struct Setting {
    key: String,
    value: String,
    origin: String,
}

pub(super) fn run(args: Args, here: &Invocation) -> Result {
    let config = here.configuration()?;
    match args.act {
        Act::Check => {
            let checked = Checked {
                file: here.config.display().to_string(),
                exists: here.config.is_file(),
            };
            let text = if checked.exists {
                "is right"
            } else {
                "does not exist: defaults are in force"
            };
            let page = page_of_state(&format!("{} {text}", checked.file));
            Outcome::of("config-check", &checked, page)
        }
        Act::Show(show) => {
            let settings: Vec<Setting> = config
                .origins(&here.config)
                .into_iter()
                .map(|one| Setting {
                    key: one.key,
                    value: one.value,
                    origin: one.from,
                })
                .collect();
            Outcome::of("config-show", &settings, page(&settings, show.origin))
        }
    }
}

fn page(settings: &[Setting], origin: bool) -> Page {
    let mut page = Page::new();
    if origin {
        let row = |one: &Setting| [one.key.clone(), one.value.clone(), one.origin.clone()];
        page.table(
            ["KEY", "VALUE", "FROM"],
            &settings.iter().map(row).collect::<Vec<_>>(),
        );
    } else {
        let row = |one: &Setting| [one.key.clone(), one.value.clone()];
        page.table(
            ["KEY", "VALUE"],
            &settings.iter().map(row).collect::<Vec<_>>(),
        );
    }
    page
}
