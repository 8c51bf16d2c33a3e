//! A MISP feed, in a folder or at an address: `manifest.json` names the events, each is a file and becomes a
//! bulletin. It can be run again, or go on where it broke off: of an address only events that changed since are
//! fetched, and what this desk has shared already is joined.

use std::collections::BTreeMap;
use std::path::PathBuf;

use fanal_desk::{ShareOrder, Shared};
use fanal_formats::{FeedDigests, MAX_INPUT_BYTES, ManifestEntry};
use fanal_protocol::{Code, Problem};
use serde::Serialize;

use crate::cli::{Invocation, Result, input, usage};
use crate::fetch::Fetch;
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

/// The file beside the index that has them.
const DIGESTS: &str = "hashes.csv";

/// Where a feed is.
pub(super) enum Place {
    /// A folder.
    Folder(PathBuf),
    /// An address, without the file's name.
    Address {
        base: String,
        fetch: Fetch,
        /// Where it is noted which events were taken.
        notes: PathBuf,
    },
}

/// Does an address name a feed, and not a file?
pub(super) fn is_feed(address: &str) -> bool {
    address.ends_with('/') || address.ends_with("/manifest.json")
}

impl Place {
    pub(super) fn address(address: &str, here: &Invocation) -> Result<Self> {
        let base = address.trim_end_matches("manifest.json").to_owned();
        // The name tells nothing of the address to whoever looks into the folder.
        let name = fanal_desk::digest_of_code(&base);
        Ok(Self::Address {
            fetch: Fetch::of(&here.configuration()?),
            notes: here.home.dir.join(format!("feed-{name}.json")),
            base,
        })
    }

    async fn file(&self, name: &str) -> Result<String> {
        match self {
            Self::Folder(dir) => Ok(input::file(&dir.join(name))?.content),
            Self::Address { base, fetch, .. } => {
                let bytes = fetch.get(&format!("{base}{name}"), MAX_INPUT_BYTES).await?;
                String::from_utf8(bytes)
                    .map_err(|_| Problem::new(Code::VerifyFormat, format!("`{name}` is not UTF-8")))
            }
        }
    }

    /// The digests of all values, where the feed has them.
    async fn digests(&self) -> Result<Option<FeedDigests>> {
        let text = match self {
            Self::Folder(dir) if !dir.join(DIGESTS).is_file() => return Ok(None),
            Self::Folder(_) => self.file(DIGESTS).await?,
            // A server that has no such file answers in many ways; the index was there a moment ago.
            Self::Address { .. } => match self.file(DIGESTS).await {
                Ok(text) => text,
                Err(problem) if problem.code == Code::PeerUnreachable => return Ok(None),
                Err(problem) => return Err(problem),
            },
        };
        let read = FeedDigests::read(&text);
        read.map(Some)
            .map_err(|why| Problem::new(Code::VerifyFormat, why))
    }

    /// When each event that was taken before had changed last.
    fn taken(&self) -> BTreeMap<String, i64> {
        let Self::Address { notes, .. } = self else {
            return BTreeMap::new();
        };
        let read = std::fs::read(notes).ok();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    fn note(&self, taken: &BTreeMap<String, i64>, here: &Invocation) -> Result<()> {
        let Self::Address { notes, .. } = self else {
            return Ok(());
        };
        let bytes = serde_json::to_vec(taken).unwrap_or_default();
        here.home.write_private(notes, &bytes)
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
    let index = place.file("manifest.json").await?;
    let entries = fanal_formats::read_manifest(index.as_bytes())
        .map_err(|fault| Problem::new(Code::VerifyFormat, fault.to_string()))?;
    let digests = place.digests().await?;
    let mut taken = place.taken();
    let mut imported = Imported {
        events: entries.len(),
        shared: Vec::new(),
        known: 0,
        refused: Vec::new(),
    };
    for entry in entries {
        let event = entry.uuid.to_string();
        // Names from outside do not lie about in files: a digest tells who has the feed no more than the feed does.
        let noted = fanal_desk::digest_of_code(&event).to_string();
        if order.join_known && taken.get(&noted) == Some(&entry.timestamp) {
            imported.known += 1;
            continue;
        }
        match one(place, &entry, digests.as_ref(), (&order, here)).await {
            Ok(outcome) => {
                if !order.dry_run {
                    taken.insert(noted, entry.timestamp);
                    place.note(&taken, here)?;
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
    place: &Place,
    entry: &ManifestEntry,
    digests: Option<&FeedDigests>,
    (order, here): (&ShareOrder, &Invocation),
) -> Result<Shared> {
    let name = format!("{}.json", entry.uuid);
    let content = place.file(&name).await?;
    is_as_listed(entry, digests, &content)?;
    let order = ShareOrder {
        content,
        file_name: Some(name),
        format: Some("misp".to_owned()),
        ..order.clone()
    };
    here.call("share", &order).await
}

/// The file is the one that the index names: by its checksum, and by the digests of its values, where the feed says
/// them. [IMP-7]
fn is_as_listed(entry: &ManifestEntry, digests: Option<&FeedDigests>, content: &str) -> Result<()> {
    let refused = |text: String| {
        let problem = Problem::new(Code::VerifyFormat, text);
        Err(problem.with_hint(
            "the feed may be changing just now, or was changed on its way: try again later",
        ))
    };
    let sum = fanal_desk::digest_of_code(content).to_string();
    if entry.sha256.as_ref().is_some_and(|listed| *listed != sum) {
        return refused("its checksum is not the one in `manifest.json`".to_owned());
    }
    match digests.map(|digests| digests.check(entry.uuid, content)) {
        Some(Err(why)) => refused(why),
        Some(Ok(())) | None => Ok(()),
    }
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
