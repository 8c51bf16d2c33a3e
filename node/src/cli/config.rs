//! `fanal config`: check the file, or show where each value comes from.

use clap::Subcommand;
use serde::Serialize;

use fanal_protocol::Problem;

use super::compose::page_of_state;
use super::{Invocation, Result};
use crate::config::Config;
use crate::render::{Outcome, Page, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Is it right? All faults are told, each with line, key and how to mend it
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
    match args.act {
        Act::Check => {
            let looked = Config::look_at(&here.config);
            if let Err(problem) = looked {
                return faulty(problem, here);
            }
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
            let settings: Vec<Setting> = here
                .configuration()?
                .origins(&here.config)
                .into_iter()
                .map(|one| Setting {
                    key: one.key,
                    value: without_password(&one.value),
                    origin: one.from,
                })
                .collect();
            Outcome::of("config-show", &settings, page(&settings, show.origin))
        }
    }
}

/// Each fault on a line of its own for people; one problem for programs.
fn faulty(problem: Problem, here: &Invocation) -> Result {
    if here.manner.json || here.manner.lines {
        return Err(problem);
    }
    let mut page = Page::new();
    for fault in problem.text.lines() {
        page.line(fault);
    }
    page.line(problem.hint.unwrap_or_default());
    Outcome::of("config-check", &(), page).map(|it| it.exits(exit::USAGE))
}

/// What is shown here is pasted into mails and reports: the password in an address is not shown.
fn without_password(value: &str) -> String {
    let Some((scheme, rest)) = value.split_once("://") else {
        return value.to_owned();
    };
    let (before, hidden) = match rest.rsplit_once('@') {
        Some((person, place)) => match person.split_once(':') {
            Some((name, _)) => (format!("{scheme}://{name}:***@"), place),
            None => (format!("{scheme}://{person}@"), place),
        },
        None => (format!("{scheme}://"), rest),
    };
    let Some((place, password)) = hidden.split_once("password=") else {
        return before + hidden;
    };
    let after = password.find(['&', '"']).unwrap_or(password.len());
    let (_, after) = password.split_at(after);
    format!("{before}{place}password=***{after}")
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

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn the_password_of_a_database_is_not_shown_and_the_rest_is() {
        for (value, shown) in [
            (
                "\"postgres://fanal:secret@db.example:5432/fanal\"",
                "\"postgres://fanal:***@db.example:5432/fanal\"",
            ),
            (
                "\"postgres://fanal:se@cr:et@db.example/fanal\"",
                "\"postgres://fanal:***@db.example/fanal\"",
            ),
            (
                "\"postgres:///fanal?host=/run/postgresql&password=secret&user=fanal\"",
                "\"postgres:///fanal?host=/run/postgresql&password=***&user=fanal\"",
            ),
            (
                "\"postgres://fanal@db.example/fanal?password=secret\"",
                "\"postgres://fanal@db.example/fanal?password=***\"",
            ),
            ("\"sqlite:fanal.db\"", "\"sqlite:fanal.db\""),
            ("\"https://feed.example\"", "\"https://feed.example\""),
        ] {
            assert_eq!(without_password(value), shown);
        }
    }
}
