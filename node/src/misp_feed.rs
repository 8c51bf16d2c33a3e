//! A MISP feed, in a folder or at an address: `manifest.json` names the events, each is a file. Whoever imports,
//! keeps or drafts them reads them here.

use std::collections::BTreeMap;
use std::path::PathBuf;

use fanal_desk::{LookUpOrder, LookUpPart, LookUpShown};
use fanal_formats::{FeedDigests, ManifestEntry};
use fanal_protocol::{Code, Problem};

use crate::cli::input;
use crate::fetch::Fetch;

type Result<T> = std::result::Result<T, Problem>;

/// The file beside the index that has digests of all values.
const DIGESTS: &str = "hashes.csv";
/// Bytes of events that are handed over together.
const AT_ONCE: usize = 16 << 20;
/// Events that do not come, one after the other, until nobody asks on.
const PATIENCE: usize = 3;

/// Where a feed is.
pub(crate) enum Place {
    /// A folder.
    Folder(PathBuf),
    /// An address, without the file's name.
    Address { base: String, fetch: Fetch },
}

/// A feed whose index was read.
pub(crate) struct Feed<'a> {
    place: &'a Place,
    /// What the index names.
    pub(crate) entries: Vec<ManifestEntry>,
    digests: Option<FeedDigests>,
}

/// Who keeps lists: the desk of this process, or the node that is asked to.
pub(crate) trait Keeper {
    /// Keeps it.
    async fn put(&self, order: LookUpOrder) -> Result<LookUpShown>;
}

/// What became of a feed that is kept to be asked.
pub(crate) struct Kept {
    /// The list.
    pub(crate) shown: LookUpShown,
    /// Events that were not taken.
    pub(crate) refused: usize,
}

/// Does an address name a feed, and not a file?
pub(crate) fn is_feed(address: &str) -> bool {
    Fetch::is_address(address) && (address.ends_with('/') || address.ends_with("/manifest.json"))
}

impl Place {
    /// At this address, of the folder or of its index.
    pub(crate) fn address(address: &str, fetch: Fetch) -> Self {
        let base = address.trim_end_matches("manifest.json");
        let slash = if base.ends_with('/') { "" } else { "/" };
        Self::Address {
            base: format!("{base}{slash}"),
            fetch,
        }
    }

    /// Reads the index, and the digests where the feed has them.
    pub(crate) async fn open(&self) -> Result<Feed<'_>> {
        let index = self.file("manifest.json").await?;
        let entries = fanal_formats::read_manifest(index.as_bytes())
            .map_err(|fault| Problem::new(Code::VerifyFormat, fault.to_string()))?;
        let digests = self.digests().await?;
        Ok(Feed {
            place: self,
            entries,
            digests,
        })
    }

    async fn file(&self, name: &str) -> Result<String> {
        match self {
            Self::Folder(dir) => Ok(input::file(&dir.join(name))?.content),
            Self::Address { base, fetch } => fetch.text(&format!("{base}{name}")).await,
        }
    }

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
}

impl Feed<'_> {
    /// The file of an event: the one that the index names, by its checksum and by the digests of its values, where
    /// the feed says them. [IMP-7]
    pub(crate) async fn event(&self, entry: &ManifestEntry) -> Result<String> {
        let content = self.place.file(&format!("{}.json", entry.uuid)).await?;
        let refused = |text: String| {
            let problem = Problem::new(Code::VerifyFormat, text);
            Err(problem.with_hint(
                "the feed may be changing just now, or was changed on its way: try again later",
            ))
        };
        let sum = fanal_desk::digest_of_code(&content).to_string();
        if entry.sha256.as_ref().is_some_and(|listed| *listed != sum) {
            return refused("its checksum is not the one in `manifest.json`".to_owned());
        }
        let digests = self.digests.as_ref();
        match digests.map(|digests| digests.check(entry.uuid, &content)) {
            Some(Err(why)) => refused(why),
            Some(Ok(())) | None => Ok(content),
        }
    }

    /// Keeps the whole feed as a list to be asked: what changed is fetched, what the index names no more is
    /// forgotten, and an event that does not come stays as it was. [IMP-12]
    pub(crate) async fn keep(
        &self,
        header: &LookUpOrder,
        held: &BTreeMap<String, String>,
        keeper: &impl Keeper,
    ) -> Result<Kept> {
        let order = LookUpOrder {
            format: Some("misp".to_owned()),
            ..header.clone()
        };
        let (mut parts, mut bytes, mut refused, mut in_a_row) = (Vec::new(), 0, 0, 0);
        let mut made_of = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            let (part, mark) = (entry.uuid.to_string(), entry.timestamp.to_string());
            made_of.push(part.clone());
            if held.get(&part) == Some(&mark) {
                continue;
            }
            let content = match self.event(entry).await {
                Ok(content) => content,
                Err(problem) => {
                    let is_lost = problem.code == Code::PeerUnreachable;
                    in_a_row = if is_lost { in_a_row + 1 } else { 0 };
                    if in_a_row >= PATIENCE {
                        return Err(problem);
                    }
                    refused += 1;
                    continue;
                }
            };
            in_a_row = 0;
            bytes += content.len();
            parts.push(LookUpPart {
                part,
                mark,
                content,
            });
            if bytes >= AT_ONCE {
                let parts = std::mem::take(&mut parts);
                let some = LookUpOrder {
                    parts,
                    ..order.clone()
                };
                keeper.put(some).await?;
                bytes = 0;
            }
        }
        let rest = LookUpOrder {
            parts,
            made_of: Some(made_of),
            ..order
        };
        let shown = keeper.put(rest).await?;
        Ok(Kept { shown, refused })
    }
}
