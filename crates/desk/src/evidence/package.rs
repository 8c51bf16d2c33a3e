//! One file that proves a bulletin to somebody who has nothing else: the signed bytes, their place in the log of the
//! desk that signed them, and the rosters that name its keys; read again by anybody, without a network. [CSL-27]

use fanal_protocol::checkpoint::open_checkpoint;
use fanal_protocol::note::VerifierKey;
use fanal_protocol::tree::{MemoryTree, leaf_hash, prove_inclusion, verify_inclusion};
use fanal_protocol::{
    Code, DeskId, Digest, Envelope, NetworkId, Opened, Problem, StreamRef, Timestamp,
    VerifiedRoster, claimed_origin,
};
use fanal_store::Unit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Result, not_found};
use crate::pull::time_of;
use crate::verify::{Verified, verify_statement};

/// The version that is written, and the only one that is read.
const VERSION: u8 = 1;

/// The file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Package {
    fanal_evidence: u8,
    /// The signed bytes.
    statement: String,
    /// In which log they stand.
    stream: StreamRef,
    /// At which position, from 0.
    index: u64,
    /// The hashes from the entry up to the root.
    proof: Vec<Digest>,
    /// The head of that log, signed.
    checkpoint: String,
    /// The rosters from the founding to the one in force.
    rosters: Vec<String>,
}

/// Where an entry stands in the log of its desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// The log.
    pub stream: StreamRef,
    /// The position in it, from 0.
    pub index: u64,
    /// Entries that the signed head covers.
    pub size: u64,
    /// When the head was signed, by the desk's clock.
    pub signed: Timestamp,
}

/// A place with what proves it.
pub(super) struct Proved {
    pub(super) place: Place,
    proof: Vec<Digest>,
    checkpoint: String,
}

/// The first log of the origin that has it: the widest, as the names are ordered.
pub(super) async fn proved(
    unit: &mut dyn Unit,
    network: NetworkId,
    origin: &DeskId,
    digest: Digest,
) -> Result<Proved> {
    for row in unit.streams(network).await? {
        if row.stream.origin != *origin {
            continue;
        }
        let leaves = unit.digests(network, &row.stream, 0, row.proven).await?;
        let Some(at) = leaves.iter().position(|leaf| *leaf == digest) else {
            continue;
        };
        let index = u64::try_from(at).unwrap_or(u64::MAX);
        let tree: MemoryTree = leaves.iter().map(Digest::as_bytes).collect();
        let proof = prove_inclusion(index, row.proven, &tree);
        let proof = proof.map_err(|error| Problem::new(Code::Broken, error.to_string()))?;
        return Ok(Proved {
            place: Place {
                index,
                size: row.proven,
                signed: Timestamp::from_unix(time_of(&row.checkpoint)),
                stream: row.stream,
            },
            proof: proof.into_iter().map(Digest::from_bytes).collect(),
            checkpoint: row.checkpoint,
        });
    }
    Err(not_found("log that has this bulletin"))
}

impl Proved {
    /// The file, with the signed bytes that a permit released.
    pub(super) fn packed(self, statement: &str, rosters: &[Vec<u8>]) -> String {
        let rosters = rosters.iter().map(|one| String::from_utf8_lossy(one));
        let package = Package {
            fanal_evidence: VERSION,
            statement: statement.to_owned(),
            stream: self.place.stream,
            index: self.place.index,
            proof: self.proof,
            checkpoint: self.checkpoint,
            rosters: rosters.map(std::borrow::Cow::into_owned).collect(),
        };
        serde_json::to_string(&package).unwrap_or_default()
    }
}

/// Is it such a file?
pub(crate) fn is_evidence(text: &str) -> bool {
    // No envelope has the word: its payload is base64, and it has no such member.
    text.trim_start().starts_with('{') && text.contains("\"fanal_evidence\"")
}

/// Verifies such a file by itself, and against a roster that the reader trusts, if there is one.
pub(crate) fn verify_evidence(
    text: &str,
    trusted: Option<&VerifiedRoster>,
) -> Result<Verified, Problem> {
    let package: Package = serde_json::from_str(text.trim())
        .map_err(|error| Problem::new(Code::VerifyFormat, format!("evidence: {error}")))?;
    if package.fanal_evidence != VERSION {
        let text = format!("evidence of version {}", package.fanal_evidence);
        return Err(Problem::new(Code::VerifyFormat, text).with_hint("a newer program reads it"));
    }
    let own = walked(&package.rosters)?;
    let (network, name) = (own.network(), own.name.clone());
    if trusted.is_some_and(|trusted| trusted.network() != network) {
        let text = "this is evidence from another network than that of the roster that is trusted";
        return Err(Problem::new(Code::VerifyPlace, text));
    }
    // Of two rosters of one network the later one knows more of keys.
    let roster = match trusted {
        Some(trusted) if trusted.version() >= own.version() => trusted,
        Some(_) | None => &own,
    };
    let bytes = package.statement.trim().as_bytes();
    let mut verified = verify_statement(bytes, roster)?;
    let size = verify_place(&package, bytes, roster)?;
    verified.what = "evidence: a statement with its place in the log".into();
    verified.says.push(format!(
        "entry {} of {size} in the log {}",
        package.index.saturating_add(1),
        package.stream.checkpoint_origin(network)
    ));
    let signed = Timestamp::from_unix(time_of(&package.checkpoint));
    verified.says.push(format!(
        "the log's head was signed {signed} by its desk's clock"
    ));
    let known = if trusted.is_some() {
        "which is the one that is trusted here"
    } else {
        "compare this id with one that you know: the file vouches for itself alone"
    };
    verified.says.push(format!(
        "roster {} of network {network} ({name}), {known}",
        own.version()
    ));
    Ok(verified)
}

fn walked(rosters: &[String]) -> Result<VerifiedRoster, Problem> {
    let wrong = |error: fanal_protocol::RosterError| {
        Problem::new(Code::VerifySignature, format!("its rosters: {error}"))
    };
    let mut all = rosters.iter().map(|one| one.trim().as_bytes());
    let mut roster = VerifiedRoster::found(all.next().unwrap_or_default()).map_err(wrong)?;
    for next in all {
        roster = roster.succeed(next).map_err(wrong)?;
    }
    Ok(roster)
}

/// The signed head covers the statement at this place; the number of entries that it covers.
fn verify_place(package: &Package, bytes: &[u8], roster: &VerifiedRoster) -> Result<u64, Problem> {
    let no = |code, text: String| Err(Problem::new(code, text));
    let stream = &package.stream;
    if claimed_origin(bytes).as_ref() != Some(&stream.origin) {
        let text = format!(
            "the log is of `{}`, and the statement is not",
            stream.origin
        );
        return no(Code::VerifyPlace, text);
    }
    let desk = roster.desk(&stream.origin);
    let keys = desk.map_or_else(Vec::new, fanal_protocol::DeskEntry::statement_keys);
    let opened = Opened::open(bytes, &stream.origin, &keys)
        .map_err(|error| Problem::new(Code::VerifySignature, error.to_string()))?;
    if opened.header().network != roster.network() {
        let text = "the statement is of another network than the rosters".to_owned();
        return no(Code::VerifyPlace, text);
    }
    let line = stream.checkpoint_origin(roster.network());
    let name = line
        .parse()
        .map_err(|_| Problem::new(Code::VerifyFormat, "the log's name is malformed"))?;
    let records = desk.into_iter().flat_map(|desk| &desk.checkpoint);
    let mut heads = records.filter_map(|record| {
        let key = VerifierKey::new(fanal_protocol::note::KeyName::clone(&name), record.key);
        open_checkpoint(&package.checkpoint, &key, &line).ok()
    });
    let Some(head) = heads.next() else {
        let text = format!(
            "no checkpoint key of `{}` signed this head of the log",
            stream.origin
        );
        return no(Code::VerifySignature, text);
    };
    let digest: Digest = Envelope::parse(bytes)
        .map_err(|error| Problem::new(Code::VerifyFormat, error.to_string()))?
        .digest();
    let leaf = leaf_hash(digest.as_bytes());
    let proof: Vec<[u8; 32]> = package.proof.iter().map(|one| *one.as_bytes()).collect();
    match verify_inclusion(&leaf, package.index, head.size, &proof, &head.root) {
        Ok(()) => Ok(head.size),
        Err(error) => no(
            Code::VerifyLog,
            format!("the statement does not stand at this place of the log: {error}"),
        ),
    }
}
