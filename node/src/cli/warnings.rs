//! `fanal warnings`: lists of what goes wrong when it is called malicious. A hit is a warning, not a verdict.

use std::path::{Path, PathBuf};

use fanal_desk::{WarningListOrder, WarningListShown, WhichWarningList};
use fanal_protocol::Problem;
use serde::Serialize;
use serde_json::json;

use super::compose::page_of_state;
use super::{Invocation, Result, input, usage};
use crate::render::{Outcome, Page, count, exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Keep a list, or all lists of a folder
    Add {
        /// A `list.json` of MISP's warning lists, or a folder with such files in it or one below
        #[arg(value_name = "FILE|DIR")]
        path: PathBuf,
    },
    /// The lists that are kept
    List,
    /// Forget a list
    Remove {
        /// Its name
        name: String,
    },
}

/// What became of the files.
#[derive(Serialize)]
struct Added {
    kept: Vec<WarningListShown>,
    refused: Vec<NotKept>,
}

#[derive(Serialize)]
struct NotKept {
    file: String,
    because: Problem,
}

pub(super) async fn run(args: Args, here: &Invocation) -> Result {
    match args.what {
        What::Add { path } => add(&path, here).await,
        What::List => {
            let lists: Vec<WarningListShown> = here.call("warning-lists", &json!({})).await?;
            let mut page = page(&lists);
            page.line("The guard of common sites is built in.");
            Outcome::of("warning-lists", &lists, page)
        }
        What::Remove { name } => {
            let order = WhichWarningList { name };
            let gone: serde_json::Value = here.call("warning-list-remove", &order).await?;
            Outcome::of("warning-list-remove", &gone, page_of_state("Forgotten."))
        }
    }
}

async fn add(path: &Path, here: &Invocation) -> Result {
    let files = if path.is_dir() {
        lists_in(path, 1)?
    } else {
        vec![path.to_owned()]
    };
    if files.is_empty() {
        return Err(usage(format!("`{}` has no list in it", path.display())));
    }
    let is_one = files.len() == 1;
    let mut added = Added {
        kept: Vec::new(),
        refused: Vec::new(),
    };
    for file in files {
        let order = WarningListOrder {
            content: input::file(&file)?.content,
        };
        match here.call("warning-list-add", &order).await {
            Ok(list) => added.kept.push(list),
            Err(because) if is_one => return Err(because),
            Err(because) => added.refused.push(NotKept {
                file: file.display().to_string(),
                because,
            }),
        }
    }
    let mut page = page(&added.kept);
    for not in &added.refused {
        page.line(format!("not taken: {}  {}", not.file, not.because.text));
    }
    let code = if added.refused.is_empty() {
        exit::DONE
    } else {
        exit::PARTLY
    };
    Ok(Outcome::of("warning-list-add", &added, page)?.exits(code))
}

/// Files that end in `.json`, here and so many folders down, by name.
fn lists_in(dir: &Path, deeper: usize) -> Result<Vec<PathBuf>> {
    let failed = |error: std::io::Error| usage(format!("`{}`: {error}", dir.display()));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() && deeper > 0 {
            found.extend(lists_in(&path, deeper - 1)?);
        } else if path.extension().is_some_and(|end| end == "json") && path.is_file() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn page(lists: &[WarningListShown]) -> Page {
    let mut page = Page::new();
    for list in lists {
        let entries = count(list.entries, "entry", "entries");
        let scope = if list.applies {
            ""
        } else {
            "; speaks of nothing that is shared here"
        };
        page.line(format!(
            "{}  (version {}, {entries}{scope})",
            list.name, list.version
        ));
        for why in &list.refused {
            page.line(format!("    left out: {why}"));
        }
    }
    page
}
