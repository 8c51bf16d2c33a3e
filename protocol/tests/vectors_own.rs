//! Our own vectors, for other implementations and for ourselves: what is accepted, and what is refused
//! for one flaw each. `FANAL_BLESS=1` writes them anew. `vectors/README.md` says how to read them.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail loudly"
)]

mod bless;
mod own;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use fanal_protocol::checkpoint::{CheckpointError, open_checkpoint};
use fanal_protocol::note::{NoteError, VerifierKey};
use fanal_protocol::{
    Digest, Envelope, EnvelopeError, Kind, Opened, RosterError, StatementError, VerifiedRoster,
};
use own::{Expect, Vector, What};

fn folder(expect: &Expect) -> PathBuf {
    let name = match expect {
        Expect::Accept => "accept",
        Expect::Refuse(_) => "refuse",
    };
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("vectors")
        .join(name)
}

/// The class of the refusal, and what this implementation says.
type Judgement = Result<Option<Digest>, (&'static str, String)>;

fn judge(vector: &Vector) -> Judgement {
    match vector.what {
        What::Statement => statement(vector),
        What::Roster => roster(vector),
        What::Checkpoint => checkpoint(vector),
    }
}

fn world(vector: &Vector) -> Option<VerifiedRoster> {
    let (first, later) = vector.rosters.split_first()?;
    let first = VerifiedRoster::found(first.as_bytes()).unwrap();
    Some(
        later
            .iter()
            .fold(first, |held, next| held.succeed(next.as_bytes()).unwrap()),
    )
}

fn statement(vector: &Vector) -> Judgement {
    let (world, origin) = (world(vector).unwrap(), vector.origin.clone().unwrap());
    let keys = world.desk(&origin).unwrap().statement_keys_at(vector.now);
    let opened = Opened::open(&vector.bytes(), &origin, &keys)
        .map_err(|e| (class_of_statement(&e), e.to_string()))?;
    let stream = vector.stream.clone().unwrap();
    assert!(
        opened.header().streams.contains(&stream.name),
        "{}: it goes down its stream",
        vector.name
    );
    let came = Envelope::parse(&vector.bytes()).unwrap();
    let kept = Envelope::parse(opened.bytes()).unwrap();
    assert_eq!(kept.payload(), came.payload(), "kept as it was signed");
    Ok(Some(opened.digest()))
}

fn roster(vector: &Vector) -> Judgement {
    let verified = match world(vector) {
        None => VerifiedRoster::found(&vector.bytes()),
        Some(held) => held.succeed(&vector.bytes()),
    };
    verified
        .map(|roster| Some(roster.digest()))
        .map_err(|e| (class_of_roster(&e), e.to_string()))
}

fn checkpoint(vector: &Vector) -> Judgement {
    let (world, stream) = (world(vector).unwrap(), vector.stream.clone().unwrap());
    let origin = stream.checkpoint_origin(world.network());
    let record = &world.desk(&stream.origin).unwrap().checkpoint[0];
    let key = VerifierKey::new(origin.parse().unwrap(), record.key);
    open_checkpoint(vector.bytes(), &key, &origin)
        .map(|_| None)
        .map_err(|e| (class_of_checkpoint(&e), e.to_string()))
}

fn class_of_envelope(error: &EnvelopeError) -> &'static str {
    match error {
        EnvelopeError::TooLarge(_) => "too-large",
        EnvelopeError::Malformed(_) => "malformed",
        EnvelopeError::WrongType { .. } => "wrong-type",
        EnvelopeError::SignatureCount(_) => "signature-count",
        EnvelopeError::NotSigned(_) => "not-signed",
    }
}

fn class_of_statement(error: &StatementError) -> &'static str {
    match error {
        StatementError::Envelope(error) => class_of_envelope(error),
        StatementError::TooLarge(_) => "too-large",
        StatementError::Malformed(_) => "malformed",
        StatementError::Rule { .. } => "rule",
    }
}

fn class_of_roster(error: &RosterError) -> &'static str {
    match error {
        RosterError::Envelope(error) => class_of_envelope(error),
        RosterError::Malformed(_) => "malformed",
        RosterError::Rule { .. } => "rule",
        RosterError::Threshold { .. } => "threshold",
        RosterError::NotNext { .. } => "not-next",
        RosterError::Fork(_) => "fork",
        RosterError::OtherNetwork => "other-network",
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "notes have more ways to be malformed than a reader needs to tell apart"
)]
fn class_of_checkpoint(error: &CheckpointError) -> &'static str {
    match error {
        CheckpointError::TooLarge(_) => "too-large",
        CheckpointError::WrongOrigin { .. } => "wrong-origin",
        CheckpointError::Note(NoteError::NotSigned) => "not-signed",
        CheckpointError::Note(NoteError::BadSignature(_)) => "bad-signature",
        _ => "malformed",
    }
}

#[test]
fn the_vectors_checked_in_are_those_of_the_story() {
    let mut names = [BTreeSet::new(), BTreeSet::new()];
    for mut vector in own::all() {
        match judge(&vector) {
            Ok(digest) => vector.digest = digest,
            // Without the list of what would do: a new word there is no news here.
            Err((_, says)) => vector.says = says.split(", expected").next().map(str::to_owned),
        }
        let text = serde_json::to_string_pretty(&vector).unwrap() + "\n";
        let name = format!("{}.json", vector.name);
        bless::same(&folder(&vector.expect).join(&name), text.as_bytes());
        assert!(
            names[usize::from(vector.expect != Expect::Accept)].insert(name),
            "{} stands twice",
            vector.name
        );
    }
    assert_eq!(bless::names_in(&folder(&Expect::Accept)), names[0]);
    assert_eq!(
        bless::names_in(&folder(&Expect::Refuse(String::new()))),
        names[1]
    );
}

/// As another implementation would: from the files alone.
#[test]
fn every_vector_is_judged_as_its_file_says() {
    for expect in [Expect::Accept, Expect::Refuse(String::new())] {
        for name in bless::names_in(&folder(&expect)) {
            let text = std::fs::read_to_string(folder(&expect).join(&name)).unwrap();
            let vector: Vector = serde_json::from_str(&text).unwrap();
            match (judge(&vector), &vector.expect) {
                (Ok(digest), Expect::Accept) => assert_eq!(digest, vector.digest, "{name}"),
                (Err((class, says)), Expect::Refuse(wanted)) => {
                    assert_eq!(class, wanted, "{name}: {says}");
                }
                (Ok(_), Expect::Refuse(_)) => panic!("{name}: accepted. {}", vector.about),
                (Err((_, says)), Expect::Accept) => panic!("{name}: {says}. {}", vector.about),
            }
        }
    }
}

#[test]
fn each_kind_of_statement_is_accepted_once_at_least() {
    let all = own::all();
    for kind in Kind::ALL {
        let found = all.iter().any(|vector| {
            vector.expect == Expect::Accept && vector.what == What::Statement && {
                let world = world(vector).unwrap();
                let keys = world.desk(&own::desk("luz")).unwrap().statement_keys();
                Opened::open(&vector.bytes(), &own::desk("luz"), &keys)
                    .is_ok_and(|opened| opened.header().kind == *kind)
            }
        });
        assert!(found, "no vector accepts a {kind}");
    }
}
