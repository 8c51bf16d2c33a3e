//! Every vector of `protocol/vectors/refuse` over the wire: as it is, and, where its one flaw is in
//! what is signed, signed anew by luz for this network, so that nothing else is wrong with it.

use std::collections::BTreeMap;
use std::path::Path;

use fanal_protocol::note::{self, Note};
use fanal_protocol::wire::{Entry, Head};
use fanal_protocol::{Code, Envelope};
use serde_json::Value;

use super::Siege;
use super::forging::{as_reply, head, heads_answer, leaf, ranges, sealed};
use super::liar::{Reply, Script};
use super::membership::tells_roster;

/// One vector.
pub struct Vector {
    /// Its file.
    pub name: String,
    tag: String,
    what: String,
    class: String,
    bytes: Vec<u8>,
    network: Option<String>,
}

/// All of them, by name.
pub fn vectors() -> Vec<Vector> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../protocol/vectors/refuse");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Vector {
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let text = |member: &str| file[member].as_str().unwrap().to_owned();
    let mut bytes = text("envelope").into_bytes();
    let spaces = file["then_spaces"].as_u64().unwrap_or_default();
    bytes.resize(bytes.len() + usize::try_from(spaces).unwrap(), b' ');
    let first = file["rosters"][0].as_str();
    let network = first.map(|roster| {
        let envelope = Envelope::parse(roster.as_bytes()).unwrap();
        envelope.digest().to_string()
    });
    Vector {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        tag: text("tag"),
        what: text("what"),
        class: file["expect"]["refuse"].as_str().unwrap().to_owned(),
        bytes,
        network,
    }
}

impl Vector {
    /// Sends it in each way; what is wrong with how the node took it.
    pub async fn send(&self, siege: &Siege) -> Result<usize, String> {
        let mut ways = 0;
        for anew in [false, true] {
            let before = siege.refusals_by_code().await;
            let mark = match self.what.as_str() {
                "statement" => self.send_statement(siege, anew).await,
                "checkpoint" => self.send_checkpoint(siege, anew).await,
                _ => self.send_roster(siege, anew).await,
            };
            let Some(expected) = mark else { continue };
            ways += 1;
            let told = |what: String| {
                let way = if anew { "signed anew" } else { "as it is" };
                format!("{} ({}), {way}: {what}", self.name, self.tag)
            };
            siege.refused_as(&expected, &before).await.map_err(told)?;
        }
        Ok(ways)
    }

    async fn send_statement(&self, siege: &Siege, anew: bool) -> Option<Vec<Code>> {
        let stream = siege.direct();
        let bytes = if anew {
            self.statement_anew(siege, stream.epoch)?
        } else {
            self.bytes.clone()
        };
        let told = head(siege.network(), &siege.luz, &stream, &[leaf(&bytes)]);
        let answer = as_reply(&heads_answer(vec![told]));
        let entries = ranges(vec![Entry::Envelope(bytes)]);
        siege.say(Script::new(answer, entries)).await;
        Some(match (self.class.as_str(), anew) {
            ("malformed" | "rule" | "wrong-type", true) => vec![Code::VerifyFormat],
            ("too-large", _) => vec![Code::LimitSize, Code::VerifyFormat],
            // Its signature is by a key that is nobody's here; before that its form may be wrong.
            _ => vec![Code::VerifySignature, Code::VerifyFormat],
        })
    }

    /// The payload for this network and epoch, signed by luz. None where the flaw is in the envelope,
    /// or in the signature itself.
    fn statement_anew(&self, siege: &Siege, epoch: u32) -> Option<Vec<u8>> {
        if !matches!(self.class.as_str(), "malformed" | "rule" | "wrong-type") {
            return None;
        }
        let envelope = Envelope::parse(&self.bytes).ok()?;
        let (from, to) = (self.network.clone()?, siege.network().to_string());
        let payload = replaced(envelope.payload(), from.as_bytes(), to.as_bytes());
        let epoch = format!("\"epoch\":{epoch},");
        let payload = replaced(&payload, b"\"epoch\":1,", epoch.as_bytes());
        Some(sealed(
            payload,
            envelope.payload_type(),
            &siege.luz.statement,
        ))
    }

    async fn send_checkpoint(&self, siege: &Siege, anew: bool) -> Option<Vec<Code>> {
        let stream = siege.direct();
        let text = String::from_utf8(self.bytes.clone()).unwrap();
        let checkpoint = if anew {
            if !matches!(self.class.as_str(), "malformed" | "wrong-origin") {
                return None;
            }
            let note = Note::parse(&text).ok()?;
            let (from, to) = (self.network.clone()?, siege.network().to_string());
            let said = note.unverified_text().replace(&from, &to);
            // Signed under the name of the stream that is asked about, whatever its first line says.
            let name = stream.checkpoint_origin(siege.network());
            let said = said.replace("/luz/1/", &format!("/luz/{}/", stream.epoch));
            let key = siege.luz.checkpoint.signing_key();
            note::sign(&said, &name.parse().unwrap(), key)
                .unwrap()
                .to_string()
        } else {
            text
        };
        let answer = as_reply(&heads_answer(vec![Head { stream, checkpoint }]));
        siege
            .say(Script::new(answer, |_| Reply::ok("").status(404)))
            .await;
        Some(match (self.class.as_str(), anew) {
            ("wrong-origin", true) => vec![Code::VerifyPlace],
            ("malformed", true) => vec![Code::VerifyFormat],
            _ => vec![Code::VerifySignature, Code::VerifyFormat, Code::VerifyPlace],
        })
    }

    /// Of a network that nobody here is in, each is refused before its flaw is looked for; the same
    /// flaws in this network's rosters are rows of [`membership`](super::membership).
    async fn send_roster(&self, siege: &Siege, anew: bool) -> Option<Vec<Code>> {
        if anew {
            return None;
        }
        tells_roster(siege, &self.bytes).await;
        Some(vec![
            Code::PolicyRoster,
            Code::VerifyFormat,
            Code::VerifySignature,
            Code::VerifyLog,
        ])
    }
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.windows(from.len()).position(|window| window == from) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    out.extend_from_slice(rest);
    out
}

impl Siege {
    /// Is there a new refusal with one of these codes? A round ends before its call is answered, so
    /// what it refused is noted by now.
    async fn refused_as(
        &self,
        codes: &[Code],
        before: &BTreeMap<String, u64>,
    ) -> Result<(), String> {
        let now = self.refusals_by_code().await;
        let grown: Vec<&str> = now
            .iter()
            .filter(|(code, count)| before.get(*code).is_none_or(|were| were < count))
            .map(|(code, _)| code.as_str())
            .collect();
        if codes.iter().any(|code| grown.contains(&code.as_str())) {
            Ok(())
        } else {
            Err(format!("not refused as one of {codes:?}, but as {grown:?}"))
        }
    }
}
