//! A file of a public feed, with the list, the signature and the word on its freshness that lie beside it.

use std::path::Path;

use fanal_desk::{Freshness, Verified, verify_listed, verify_sums, verify_sums_by};
use fanal_protocol::{Code, Problem, PublicKey, VerifiedRoster};

use crate::cli::Result;
use crate::cli::export::write_whole;
use crate::cli::moment::now;
use crate::home::failed;

/// Whose word on the feed's key counts.
pub(super) enum Trust {
    Roster(VerifiedRoster),
    Key(PublicKey),
}

/// A file and the signed list that names it.
pub(super) struct SignedList {
    /// As the list has it: `stix.json`, `misp/manifest.json`.
    name: String,
    file: Vec<u8>,
    sums: Vec<u8>,
    signature: String,
    freshness: Option<Vec<u8>>,
}

impl SignedList {
    /// If the file's folder, or the one above, has a `SHA256SUMS` with its signature: feeds are verified by it.
    pub(super) fn beside(file: &str) -> Result<Option<Self>> {
        let path = Path::new(file);
        let mut folder = path.parent();
        let mut name = None;
        for part in path.iter().rev().take(2) {
            let part = part.to_string_lossy();
            name = Some(match name {
                None => part.into_owned(),
                Some(name) => format!("{part}/{name}"),
            });
            let (Some(here), Some(name)) = (folder, &name) else {
                return Ok(None);
            };
            if here.join("SHA256SUMS").is_file() && here.join("SHA256SUMS.sig").is_file() {
                return Self::read(path, here, name.clone()).map(Some);
            }
            folder = here.parent();
        }
        Ok(None)
    }

    /// Is it the list of statements of a network's feed?
    pub(super) fn is_of_statements(&self) -> bool {
        self.name == "statements.jsonl"
    }

    fn read(path: &Path, folder: &Path, name: String) -> Result<Self> {
        let read = |path: &Path| std::fs::read(path).map_err(|error| failed(path, &error));
        let freshness = folder.join(Freshness::NAME);
        Ok(Self {
            name,
            file: read(path)?,
            sums: read(&folder.join("SHA256SUMS"))?,
            signature: String::from_utf8(read(&folder.join("SHA256SUMS.sig"))?).unwrap_or_default(),
            freshness: freshness.is_file().then(|| read(&freshness)).transpose()?,
        })
    }

    pub(super) fn verify(&self, trust: &Trust, seen: Option<&Path>) -> Result<Verified> {
        let mut verified = match trust {
            Trust::Roster(roster) => verify_sums(&self.sums, &self.signature, roster)?,
            Trust::Key(key) => verify_sums_by(key, &self.sums, &self.signature)?,
        };
        let sums = String::from_utf8_lossy(&self.sums);
        if self.name != "SHA256SUMS" {
            verify_listed(&sums, &self.name, &self.file)?;
            verified.what = format!("{}, listed in the signed SHA256SUMS", self.name);
        }
        let Some(freshness) = &self.freshness else {
            return self.without_freshness(verified, seen);
        };
        let freshness = Freshness::read(&sums, freshness)?;
        freshness.is_fresh_at(now())?;
        if let Some(path) = seen {
            remember(path, &freshness)?;
        }
        verified.says.extend(freshness.says());
        Ok(verified)
    }

    fn without_freshness(&self, mut verified: Verified, seen: Option<&Path>) -> Result<Verified> {
        if seen.is_some() {
            let text = format!("`{}` is not there", Freshness::NAME);
            let hint = "fetch it into the same folder: it tells whether this is the newest";
            return Err(Problem::new(Code::NotFound, text).with_hint(hint));
        }
        let line = format!(
            "whether it is the newest: not known; fetch {} too",
            Freshness::NAME
        );
        verified.says.push(line);
        Ok(verified)
    }
}

/// Refuses what went back, and keeps the newest that was seen.
fn remember(path: &Path, freshness: &Freshness) -> Result<()> {
    if path.is_file() {
        let bytes = std::fs::read(path).map_err(|error| failed(path, &error))?;
        let seen: Freshness = serde_json::from_slice(&bytes).map_err(|error| {
            let text = format!("`{}` does not hold what was seen: {error}", path.display());
            Problem::new(Code::UsageInvalid, text)
        })?;
        freshness.follows(&seen)?;
    }
    let bytes = serde_json::to_vec_pretty(freshness).unwrap_or_default();
    write_whole(path, &bytes, true)
}
