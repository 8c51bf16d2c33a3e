use ed25519_dalek::Signer as _;
use proptest::prelude::*;

use super::*;
use crate::tree;

const ORIGIN: &str = "fanal/v1/abc/kivu/1/clear";

fn checkpoint() -> Checkpoint {
    Checkpoint {
        origin: ORIGIN.into(),
        size: 3,
        root: tree::root_of(&[[1; 32], [2; 32], [3; 32]]),
        time: 1_795_323_600,
    }
}

fn secret(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn public(seed: u8) -> PublicKey {
    PublicKey::new(secret(seed).verifying_key()).unwrap()
}

fn desk_key() -> VerifierKey {
    VerifierKey::new(ORIGIN.parse().unwrap(), public(1))
}

fn witness(name: &str, seed: u8) -> CosignerKey {
    CosignerKey::new(name.parse().unwrap(), public(seed))
}

/// A line as a witness makes it (we only verify, so the test signs).
fn cosigned(note: &Note, by: &CosignerKey, seed: u8, time: u64) -> Note {
    let message = format!("cosignature/v1\ntime {time}\n{}", note.unverified_text());
    let signature = secret(seed).sign(message.as_bytes()).to_bytes();
    let line = [by.hint().as_slice(), &time.to_be_bytes(), &signature].concat();
    Note::parse(format!(
        "{note}\u{2014} {} {}\n",
        by.name(),
        BASE64.encode(line)
    ))
    .unwrap()
}

#[test]
fn a_signed_checkpoint_is_opened() {
    let note = sign_checkpoint(&checkpoint(), &secret(1)).unwrap();
    assert_eq!(
        open_checkpoint(note.to_string(), &desk_key(), ORIGIN),
        Ok(checkpoint())
    );
}

#[test]
fn its_text_is_four_lines() {
    let text = checkpoint().to_string();
    let expected = format!(
        "{ORIGIN}\n3\n{}\ntime 1795323600\n",
        BASE64.encode(checkpoint().root)
    );
    assert_eq!(text, expected);
    assert_eq!(Checkpoint::parse(&text), Ok(checkpoint()));
}

#[test]
fn a_checkpoint_of_the_empty_stream_has_the_empty_root() {
    let empty = Checkpoint {
        size: 0,
        root: empty_root(),
        ..checkpoint()
    };
    assert!(
        empty
            .to_string()
            .contains("\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")
    );
    assert_eq!(Checkpoint::parse(&empty.to_string()), Ok(empty.clone()));
    assert!(
        Checkpoint::parse(
            &Checkpoint {
                root: [0; 32],
                ..empty
            }
            .to_string()
        )
        .is_err()
    );
}

#[test]
fn a_checkpoint_of_another_log_is_refused() {
    let elsewhere = Checkpoint {
        origin: "fanal/v1/abc/kivu/2/clear".into(),
        ..checkpoint()
    };
    // The key's holder signs another log's text under this log's name.
    let note = note::sign(&elsewhere.to_string(), desk_key().name(), &secret(1)).unwrap();
    let refused = open_checkpoint(note.to_string(), &desk_key(), ORIGIN).unwrap_err();
    assert_eq!(
        refused,
        CheckpointError::WrongOrigin {
            found: elsewhere.origin,
            expected: ORIGIN.into()
        }
    );
}

#[test]
fn a_checkpoint_signed_by_another_key_is_refused() {
    let note = sign_checkpoint(&checkpoint(), &secret(2)).unwrap();
    let refused = open_checkpoint(note.to_string(), &desk_key(), ORIGIN);
    assert_eq!(refused, Err(NoteError::NotSigned.into()));
}

#[test]
fn a_signed_text_that_is_not_a_checkpoint_is_refused() {
    let note = note::sign("anything\n", desk_key().name(), &secret(1)).unwrap();
    let refused = open_checkpoint(note.to_string(), &desk_key(), ORIGIN).unwrap_err();
    assert_eq!(
        refused,
        CheckpointError::Malformed("it has fewer than three lines")
    );
}

#[test]
fn every_line_has_one_spelling() {
    let good = checkpoint().to_string();
    let root = BASE64.encode(checkpoint().root);
    for bad in [
        String::new(),
        good.trim_end().to_owned(),
        format!("{good}\n"),
        format!("\n{good}"),
        good.replace("\n3\n", "\n03\n"),
        good.replace("\n3\n", "\n+3\n"),
        good.replace("\n3\n", "\n-3\n"),
        good.replace("\n3\n", "\n 3\n"),
        good.replace("\n3\n", "\n\u{663}\n"),
        good.replace("\n3\n", "\n0x3\n"),
        good.replace("\n3\n", "\n9223372036854775808\n"),
        good.replace("\n3\n", "\n18446744073709551616\n"),
        good.replace("\n3\n", "\n0\n"),
        good.replace(&root, root.trim_end_matches('=')),
        good.replace(&root, &BASE64.encode([0; 31])),
        good.replace(&root, &BASE64.encode([0; 33])),
        good.replace("time 1", "time +1"),
        good.replace("time 1", "time 01"),
        good.replace("time 1", "time -1"),
        good.replace("time 1", "time  1"),
        good.replace("time 1", "Time 1"),
        good.replace("time 1795323600", "time 253402300800"),
        good.replace("time 1795323600", "time 18446744073709551615"),
        good.replace("time 1795323600\n", ""),
        good.replace("time 1795323600\n", "note 5\n"),
        format!("{good}time 1795323600\n"),
        format!("{good}note 5\n"),
        good.replace("kivu", "ki vu"),
        good.replace("kivu", "ki+vu"),
        good.replace('\n', "\r\n"),
    ] {
        assert!(Checkpoint::parse(&bad).is_err(), "{bad:?}");
    }
}

#[test]
fn a_checkpoint_that_could_not_be_read_back_is_not_signed() {
    let good = checkpoint();
    for bad in [
        Checkpoint {
            origin: String::new(),
            ..good.clone()
        },
        Checkpoint {
            origin: "a b".into(),
            ..good.clone()
        },
        Checkpoint {
            origin: "evil\n4\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\ntime 5".into(),
            ..good.clone()
        },
        Checkpoint {
            time: -1,
            ..good.clone()
        },
        Checkpoint {
            time: i64::MAX,
            ..good.clone()
        },
        Checkpoint {
            size: u64::MAX,
            ..good.clone()
        },
        Checkpoint { size: 0, ..good },
    ] {
        assert!(sign_checkpoint(&bad, &secret(1)).is_err(), "{bad:?}");
    }
}

#[test]
fn a_foreign_checkpoint_may_have_lines_of_its_own() {
    let text = "example.com log\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nfirst\nsecond 2\n";
    let foreign = parse_foreign(text).unwrap();
    assert_eq!(foreign.origin, "example.com log");
    assert_eq!(foreign.size, 20_852_163);
    assert_eq!(foreign.extensions, ["first", "second 2"]);
    assert!(parse_foreign(&text.replace("first\n", "first\n\n")).is_err());
    assert!(Checkpoint::parse(text).is_err());
}

#[test]
fn a_checkpoint_over_the_limit_is_refused_unread() {
    let bytes = vec![b'\n'; CHECKPOINT_BYTES + 1];
    let refused = open_checkpoint(bytes, &desk_key(), ORIGIN);
    assert_eq!(
        refused,
        Err(CheckpointError::TooLarge(CHECKPOINT_BYTES + 1))
    );
}

#[test]
fn a_witness_is_believed_with_its_time() {
    let note = sign_checkpoint(&checkpoint(), &secret(1)).unwrap();
    let known = [
        witness("witness.example/w1", 5),
        witness("witness.example/w2", 6),
    ];
    let note = cosigned(&note, &known[0], 5, 1_795_323_700);
    assert_eq!(
        verify_cosignatures(&note, &known).unwrap(),
        [Cosignature {
            by: &known[0],
            time: 1_795_323_700
        }]
    );
    assert_eq!(
        open_checkpoint(note.to_string(), &desk_key(), ORIGIN),
        Ok(checkpoint())
    );
}

#[test]
fn an_unknown_witness_is_passed_over() {
    let note = sign_checkpoint(&checkpoint(), &secret(1)).unwrap();
    let note = cosigned(&note, &witness("witness.example/w1", 5), 5, 1);
    assert_eq!(
        verify_cosignatures(&note, &[witness("witness.example/w2", 6)]),
        Ok(vec![])
    );
}

#[test]
fn a_cosignature_that_fails_refuses_the_note() {
    let note = sign_checkpoint(&checkpoint(), &secret(1)).unwrap();
    let known = [witness("w", 5)];
    let refused = Err(NoteError::BadSignature("w".parse().unwrap()).into());
    // Made with another key.
    assert_eq!(
        verify_cosignatures(&cosigned(&note, &known[0], 6, 1), &known),
        refused
    );
    // A time that does not fit.
    assert_eq!(
        verify_cosignatures(&cosigned(&note, &known[0], 5, u64::MAX), &known),
        refused
    );
    // Its time was changed afterwards.
    let cut = cosigned(&note, &known[0], 5, 1).to_string();
    let other = cosigned(&note, &known[0], 5, 2).to_string();
    let (_, line) = cut.trim_end().rsplit_once(' ').unwrap();
    let (_, other_line) = other.trim_end().rsplit_once(' ').unwrap();
    let (mut bytes, other_bytes) = (
        BASE64.decode(line).unwrap(),
        BASE64.decode(other_line).unwrap(),
    );
    bytes.splice(4..12, other_bytes.into_iter().skip(4).take(8));
    let forged = Note::parse(cut.replace(line, &BASE64.encode(bytes))).unwrap();
    assert_eq!(verify_cosignatures(&forged, &known), refused);
}

#[test]
fn only_a_checkpoint_is_cosigned() {
    let note = note::sign("anything\n", desk_key().name(), &secret(1)).unwrap();
    let known = [witness("w", 5)];
    assert!(verify_cosignatures(&cosigned(&note, &known[0], 5, 1), &known).is_err());
}

#[test]
fn a_cosigner_key_is_no_verifier_key() {
    let key = witness("witness.example/w1", 5);
    assert_eq!(key.to_string().parse(), Ok(key.clone()));
    assert!(key.to_string().parse::<VerifierKey>().is_err());
    assert!(desk_key().to_string().parse::<CosignerKey>().is_err());
}

proptest! {
    #[test]
    fn what_is_read_is_written_as_it_was(text in "[a-c/ +]{0,3}\n[0-9+]{1,2}\n(47DEQpj8HBSa\\+/TImW\\+5JCeuQeRkm5NMpJWZG3hSuFU=)?\ntime [0-9]{1,3}\n") {
        if let Ok(checkpoint) = Checkpoint::parse(&text) {
            prop_assert_eq!(checkpoint.to_string(), text);
        }
    }

    #[test]
    fn any_checkpoint_of_ours_is_read_back(size in 1..=MAX_SIZE, root in any::<Hash>(), time in 0..=LATEST_TIME) {
        let checkpoint = Checkpoint { origin: ORIGIN.into(), size, root, time };
        let note = sign_checkpoint(&checkpoint, &secret(1)).unwrap();
        prop_assert_eq!(open_checkpoint(note.to_string(), &desk_key(), ORIGIN), Ok(checkpoint));
    }
}
