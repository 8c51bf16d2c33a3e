//! Verify any file offline: envelopes, rosters, checkpoints, export files. [ENV] [ROS] [STR-4]

mod many;

use fanal_protocol::note::{Note, VerifierKey};
use fanal_protocol::{
    Code, Envelope, Opened, Problem, ROSTER_TYPE, Roster, STATEMENT_TYPE, VerifiedRoster,
    checkpoint, claimed_origin,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::evidence::{is_evidence, verify_evidence};

pub use self::many::{verify_chain, verify_text, walk_rosters};

/// What a file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verified {
    /// `statement`, `roster`, `checkpoint`, `evidence`.
    pub what: String,
    /// Who signed it.
    pub by: String,
    /// What it says of itself, one line each; no content.
    pub says: Vec<String>,
}

/// Verifies a file; statements and checkpoints against a roster that the caller trusts.
pub fn verify_file(bytes: &[u8], roster: Option<&VerifiedRoster>) -> Result<Verified, Problem> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    if is_evidence(text) {
        return verify_evidence(text, roster);
    }
    if text.trim_start().starts_with('{') {
        let envelope = Envelope::parse(bytes.trim_ascii())
            .map_err(|error| unsigned(bytes, error.to_string()))?;
        return match envelope.payload_type() {
            STATEMENT_TYPE => verify_statement(bytes.trim_ascii(), needs(roster)?),
            ROSTER_TYPE => verify_roster(bytes.trim_ascii(), &envelope, roster),
            other => Err(Problem::new(
                Code::VerifyFormat,
                format!("payload type `{other}` is not known here"),
            )),
        };
    }
    verify_checkpoint(text, needs(roster)?)
}

/// JSON without a signature is no broken envelope: nothing in it can be shown.
fn unsigned(bytes: &[u8], error: String) -> Problem {
    let object: Option<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_slice(bytes).ok();
    if object.is_none_or(|object| object.contains_key("payload")) {
        return Problem::new(Code::VerifyFormat, error);
    }
    Problem::new(
        Code::VerifyFormat,
        "nobody signed this: there is nothing to verify in it",
    )
    .with_hint(
        "`fanal export native` writes what was signed; a file of a feed is verified beside its SHA256SUMS and \
         SHA256SUMS.sig",
    )
}

/// Verifies a feed's `SHA256SUMS` by its detached signature (base64 of Ed25519 over the file).
pub fn verify_sums(
    sums: &[u8],
    signature: &str,
    roster: &VerifiedRoster,
) -> Result<Verified, Problem> {
    let no = |text: &str| Problem::new(Code::VerifySignature, text);
    let signature = detached(signature)?;
    let signer = roster.desks.iter().find(|desk| {
        desk.feed
            .iter()
            .any(|record| record.key.verifies(sums, &signature))
    });
    let signer = signer.ok_or_else(|| no("no feed key of the roster verifies it"))?;
    Ok(verified_sums(sums, signer.id.to_string()))
}

/// The same, by the key that the desk's `/verify` page shows: for readers who have no roster.
pub fn verify_sums_by(
    key: &fanal_protocol::PublicKey,
    sums: &[u8],
    signature: &str,
) -> Result<Verified, Problem> {
    if key.verifies(sums, &detached(signature)?) {
        Ok(verified_sums(sums, format!("the feed key {key}")))
    } else {
        let text = "this key did not sign the list, or the list was changed";
        Err(Problem::new(Code::VerifySignature, text))
    }
}

fn detached(signature: &str) -> Result<[u8; 64], Problem> {
    let bytes = data_encoding::BASE64
        .decode(signature.trim().as_bytes())
        .ok();
    bytes
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| {
            let text = "the signature is not base64 of 64 bytes";
            Problem::new(Code::VerifySignature, text)
        })
}

fn verified_sums(sums: &[u8], by: String) -> Verified {
    let files = sums
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .count();
    Verified {
        what: "SHA256SUMS".into(),
        by,
        says: vec![format!("{files} files")],
    }
}

/// A file of a feed (`name`, as its list has it, and bytes) by the signed list that names it (`SHA256SUMS` and its
/// signature). Whether it is the newest is not asked: [`crate::Freshness`].
pub fn verify_feed_file(
    (name, bytes): (&str, &[u8]),
    (sums, signature): (&str, &str),
    roster: Option<&VerifiedRoster>,
) -> Result<Verified, Problem> {
    let mut verified = verify_sums(sums.as_bytes(), signature, needs(roster)?)?;
    verify_listed(sums, name, bytes)?;
    verified.what = format!("{name}, listed in the signed SHA256SUMS");
    Ok(verified)
}

/// Does the signed list name this file with this content?
pub fn verify_listed(sums: &str, name: &str, bytes: &[u8]) -> Result<(), Problem> {
    let digest = crate::desk::sha256(bytes).to_string();
    let listed = sums
        .lines()
        .filter_map(|line| line.split_once(char::is_whitespace));
    let mut listed = listed.map(|(digest, file)| (digest, file.trim_start_matches([' ', '*'])));
    match listed.find(|(_, file)| *file == name) {
        Some((wanted, _)) if wanted == digest => Ok(()),
        Some(_) => Err(Problem::new(
            Code::VerifySignature,
            format!("`{name}` is not the file that was signed"),
        )),
        None => Err(Problem::new(
            Code::VerifySignature,
            format!("`{name}` stands in no signed list"),
        )),
    }
}

fn needs(roster: Option<&VerifiedRoster>) -> Result<&VerifiedRoster, Problem> {
    roster.ok_or_else(|| {
        Problem::new(
            Code::UsageInvalid,
            "this needs a roster to be verified against",
        )
        .with_hint("run it at a desk, or say whom you trust: `--roster FILE` at the command line")
    })
}

pub(crate) fn verify_statement(bytes: &[u8], roster: &VerifiedRoster) -> Result<Verified, Problem> {
    let no = |text: String| Problem::new(Code::VerifySignature, text);
    let origin = claimed_origin(bytes).ok_or_else(|| no("it names no origin".into()))?;
    let desk = roster
        .desk(&origin)
        .ok_or_else(|| no(format!("`{origin}` stands in no roster here")))?;
    let opened =
        Opened::open(bytes, &origin, &desk.statement_keys()).map_err(|e| no(e.to_string()))?;
    let header = opened.header();
    let counts = desk
        .signing
        .iter()
        .any(|r| r.key == opened.signer() && r.counts_without_place_at(header.issued));
    if !counts {
        let text = "or was revoked, and then a date proves nothing";
        return Err(no(format!(
            "its key did not count at {}, {text}",
            header.issued
        )));
    }
    Ok(Verified {
        what: "statement".into(),
        by: origin.to_string(),
        says: vec![
            format!(
                "kind {}, id {}, revision {}",
                header.kind, header.id, header.revision
            ),
            format!("issued {}, network {}", header.issued, header.network),
            format!("digest {}", opened.digest()),
        ],
    })
}

fn verify_roster(
    bytes: &[u8],
    envelope: &Envelope,
    held: Option<&VerifiedRoster>,
) -> Result<Verified, Problem> {
    let no = |text: String| Problem::new(Code::VerifySignature, text);
    let document = Roster::read_unverified(envelope.payload()).map_err(|e| no(e.to_string()))?;
    let verified = match held {
        _ if document.version.get() == 1 => {
            VerifiedRoster::found(bytes).map_err(|e| no(e.to_string()))?
        }
        Some(held) if held.digest() == envelope.digest() => held.clone(),
        Some(held) => held.succeed(bytes).map_err(|e| no(e.to_string()))?,
        None => {
            return Err(no(format!(
                "roster `{}` needs the one before it",
                document.version
            )));
        }
    };
    Ok(Verified {
        what: "roster".into(),
        by: format!(
            "{} of {} coordinators or more",
            verified.threshold,
            verified.coordinators.len()
        ),
        says: vec![
            format!("network {} ({})", verified.network(), verified.name),
            format!("version {}, ends {}", verified.version(), verified.expires),
            format!("{} desks", verified.desks.len()),
        ],
    })
}

fn verify_checkpoint(text: &str, roster: &VerifiedRoster) -> Result<Verified, Problem> {
    let no = |text: String| Problem::new(Code::VerifySignature, text);
    let note = Note::parse(text)
        .map_err(|e| Problem::new(Code::VerifyFormat, format!("this is no file of ours: {e}")))?;
    let line = note
        .unverified_text()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned();
    let origin = line.split('/').nth(3).unwrap_or_default();
    let desk = roster.desks.iter().find(|desk| desk.id.as_str() == origin);
    let desk = desk.ok_or_else(|| {
        no(format!(
            "checkpoint of `{origin}`, which stands in no roster here"
        ))
    })?;
    let name: fanal_protocol::note::KeyName = line
        .parse()
        .map_err(|_| no("its name is malformed".into()))?;
    for record in &desk.checkpoint {
        let key = VerifierKey::new(name.clone(), record.key);
        if let Ok(found) = checkpoint::open_checkpoint(text, &key, &line) {
            return Ok(Verified {
                what: "checkpoint".into(),
                by: desk.id.to_string(),
                says: vec![format!("log {line}"), format!("{} entries", found.size)],
            });
        }
    }
    Err(no(format!("no checkpoint key of `{origin}` verifies it")))
}
