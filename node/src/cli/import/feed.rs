//! A MISP feed, in a folder or at an address: `manifest.json` names the events, each is a file and becomes a
//! bulletin. It can be run again, or go on where it broke off: of an address only events that changed since are
//! fetched, and what this desk has shared already is joined.

use std::collections::BTreeMap;
use std::path::PathBuf;

use fanal_desk::{ShareOrder, Shared};
use fanal_formats::ManifestEntry;
use fanal_protocol::{Code, Problem};
use serde::Serialize;

use crate::cli::{Invocation, Result, usage};
use crate::misp_feed::{Feed, Place};
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

/// Which events of a feed were taken, and when each had changed last.
struct Notes(Option<PathBuf>);

impl Notes {
    /// Of a feed at an address; of a folder nothing is noted.
    fn of(place: &Place, here: &Invocation) -> Self {
        Self(match place {
            Place::Folder(_) => None,
            Place::Address { base, .. } => {
                // The name tells nothing of the address to whoever looks into the folder.
                let name = fanal_desk::digest_of_code(base);
                Some(here.home.dir.join(format!("feed-{name}.json")))
            }
        })
    }

    fn taken(&self) -> BTreeMap<String, i64> {
        let read = self.0.as_ref().and_then(|file| std::fs::read(file).ok());
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    fn note(&self, taken: &BTreeMap<String, i64>, here: &Invocation) -> Result<()> {
        let Some(file) = &self.0 else {
            return Ok(());
        };
        let bytes = serde_json::to_vec(taken).unwrap_or_default();
        here.home.write_private(file, &bytes)
    }
}

/// Imports every event that the index names and that changed since.
pub(super) async fn import(place: &Place, order: ShareOrder, here: &Invocation) -> Result {
    if let Place::Folder(dir) = place
        && !dir.join("manifest.json").is_file()
    {
        let text = format!("`{}` is a folder without a `manifest.json`", dir.display());
        return Err(usage(text).with_hint("name a file, or the folder of a MISP feed"));
    }
    let feed = place.open().await?;
    let notes = Notes::of(place, here);
    let mut taken = notes.taken();
    let mut imported = Imported {
        events: feed.entries.len(),
        shared: Vec::new(),
        known: 0,
        refused: Vec::new(),
    };
    for entry in &feed.entries {
        let event = entry.uuid.to_string();
        // Names from outside do not lie about in files: a digest tells who has the feed no more than the feed does.
        let noted = fanal_desk::digest_of_code(&event).to_string();
        if order.join_known && taken.get(&noted) == Some(&entry.timestamp) {
            imported.known += 1;
            continue;
        }
        match one(&feed, entry, &order, here).await {
            Ok(outcome) => {
                if !order.dry_run {
                    taken.insert(noted, entry.timestamp);
                    notes.note(&taken, here)?;
                }
                if outcome.bulletins.is_empty() {
                    imported.known += 1;
                } else {
                    imported.shared.push(One { event, outcome });
                }
            }
            // Who may not import at all, or reaches nothing, need not be told so for each event.
            Err(because) if matches!(because.code, Code::PolicyRole | Code::PeerUnreachable) => {
                return Err(because);
            }
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

async fn one(
    feed: &Feed<'_>,
    entry: &ManifestEntry,
    order: &ShareOrder,
    here: &Invocation,
) -> Result<Shared> {
    let order = ShareOrder {
        content: feed.event(entry).await?,
        file_name: Some(format!("{}.json", entry.uuid)),
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
