//! A MISP feed in a folder: `manifest.json` names the events, each is a file and becomes a bulletin. It can be run
//! again: what this desk has shared of it already is joined.

use std::path::Path;

use fanal_desk::{ShareOrder, Shared};
use fanal_protocol::{Code, Problem};
use serde::Serialize;

use crate::cli::{Invocation, Result, input, usage};
use crate::render::{Outcome, Page, count, exit};

/// What became of a feed.
#[derive(Serialize)]
struct Imported {
    /// Events that the index names.
    events: usize,
    /// Those that were shared, kept or previewed.
    shared: Vec<One>,
    /// Those of which nothing is new.
    known: usize,
    /// Those that were not, each with the reason.
    refused: Vec<NotTaken>,
}

#[derive(Serialize)]
struct One {
    event: String,
    outcome: Shared,
}

#[derive(Serialize)]
struct NotTaken {
    event: String,
    because: Problem,
}

/// Imports every event that the index names.
pub(super) async fn import(dir: &Path, order: ShareOrder, here: &Invocation) -> Result {
    let index = dir.join("manifest.json");
    if !index.is_file() {
        let text = format!("`{}` is a folder without a `manifest.json`", dir.display());
        return Err(usage(text).with_hint("name a file, or the folder of a MISP feed"));
    }
    let index = input::file(&index)?;
    let entries = fanal_formats::read_manifest(index.content.as_bytes())
        .map_err(|fault| Problem::new(Code::VerifyFormat, fault.to_string()))?;
    let mut imported = Imported {
        events: entries.len(),
        shared: Vec::new(),
        known: 0,
        refused: Vec::new(),
    };
    for entry in entries {
        let event = entry.uuid.to_string();
        let outcome = one(dir, &event, &order, here).await;
        match outcome {
            Ok(outcome) if outcome.bulletins.is_empty() => imported.known += 1,
            Ok(outcome) => imported.shared.push(One { event, outcome }),
            // Who may not import at all need not be told so for each event.
            Err(because) if because.code == Code::PolicyRole => return Err(because),
            Err(because) => imported.refused.push(NotTaken { event, because }),
        }
    }
    let page = page(&imported, order.dry_run);
    let code = match (imported.refused.is_empty(), imported.shared.is_empty()) {
        (true, _) => exit::DONE,
        (false, true) if imported.known == 0 => exit::REFUSED,
        (false, _) => exit::PARTLY,
    };
    Ok(Outcome::of("import-feed", &imported, page)?.exits(code))
}

async fn one(dir: &Path, event: &str, order: &ShareOrder, here: &Invocation) -> Result<Shared> {
    let read = input::file(&dir.join(format!("{event}.json")))?;
    let order = ShareOrder {
        content: read.content,
        file_name: read.file_name,
        format: Some("misp".to_owned()),
        ..order.clone()
    };
    here.call("share", &order).await
}

fn page(imported: &Imported, is_dry: bool) -> Page {
    let mut page = Page::new();
    for one in &imported.shared {
        page.heading(format!("Event {}", one.event));
        page.append(crate::cli::compose::page(&one.outcome));
    }
    if !imported.refused.is_empty() {
        let number = count(imported.refused.len(), "event", "events");
        page.heading(format!("Not taken: {number}"));
        for not in &imported.refused {
            page.line(format!("  {}  {}", not.event, not.because.text));
            if let Some(hint) = &not.because.hint {
                page.line(format!("      {hint}"));
            }
        }
    }
    let done = if is_dry { "would be shared" } else { "shared" };
    page.line(format!(
        "{} in the feed: {} {done}, {} with nothing new, {} not taken.",
        count(imported.events, "event", "events"),
        imported.shared.len(),
        imported.known,
        imported.refused.len()
    ));
    page
}
