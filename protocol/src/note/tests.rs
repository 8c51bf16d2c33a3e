use proptest::prelude::*;

use super::*;

const TEXT: &str = "The first line.\n\nAfter a blank one.\n";

fn name(text: &str) -> KeyName {
    text.parse().unwrap()
}

fn secret(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn verifier(of: &str, seed: u8) -> VerifierKey {
    VerifierKey::new(
        name(of),
        PublicKey::new(secret(seed).verifying_key()).unwrap(),
    )
}

fn signed_by(of: &str, seed: u8) -> Note {
    sign(TEXT, &name(of), &secret(seed)).unwrap()
}

fn refusal(bytes: &str) -> NoteError {
    Note::parse(bytes).unwrap_err()
}

/// A note with the lines of several.
fn with_lines_of(notes: &[Note]) -> Note {
    Note {
        text: TEXT.to_owned(),
        signatures: notes
            .iter()
            .flat_map(|note| note.signatures.clone())
            .collect(),
    }
}

#[test]
fn a_signed_note_is_written_read_and_verified() {
    let note = signed_by("kivu", 1);
    let read = Note::parse(note.to_string()).unwrap();
    assert_eq!(read, note);
    let known = [verifier("kivu", 1)];
    let verified = verify(&read, &known).unwrap();
    assert_eq!(verified.text, TEXT);
    assert_eq!(verified.signers, [&known[0]]);
}

#[test]
fn the_example_of_the_standard_verifies() {
    let key: VerifierKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
        .parse()
        .unwrap();
    let text = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    let note: Note = text.parse().unwrap();
    assert_eq!(note.to_string(), text);
    assert_eq!(key.hint(), [0x53, 0x0d, 0x90, 0x3a]);
    assert_eq!(
        verify(&note, &[key]).unwrap().text,
        "This is an example message.\n"
    );
}

#[test]
fn a_changed_text_is_refused() {
    let note = signed_by("kivu", 1).to_string().replace("first", "last!");
    let refused = verify(&note.parse().unwrap(), &[verifier("kivu", 1)]).unwrap_err();
    assert_eq!(refused, NoteError::BadSignature(name("kivu")));
}

#[test]
fn lines_of_unknown_keys_are_passed_over() {
    let note = with_lines_of(&[
        signed_by("other", 9),
        signed_by("kivu", 1),
        signed_by("kivu", 8),
    ]);
    let known = [verifier("kivu", 1), verifier("never-signs", 3)];
    assert_eq!(verify(&note, &known).unwrap().signers, [&known[0]]);
}

#[test]
fn a_note_that_no_known_key_signed_is_refused() {
    let note = signed_by("kivu", 1);
    assert_eq!(verify(&note, &[]), Err(NoteError::NotSigned));
    assert_eq!(
        verify(&note, &[verifier("kivu", 2)]),
        Err(NoteError::NotSigned)
    );
    assert_eq!(
        verify(&note, &[verifier("goma", 1)]),
        Err(NoteError::NotSigned)
    );
}

#[test]
fn one_failing_signature_of_a_known_key_refuses_the_note() {
    let mut note = with_lines_of(&[signed_by("kivu", 1), signed_by("goma", 2)]);
    *note
        .signatures
        .last_mut()
        .unwrap()
        .bytes
        .last_mut()
        .unwrap() ^= 1;
    let known = [verifier("kivu", 1), verifier("goma", 2)];
    assert_eq!(
        verify(&note, &known),
        Err(NoteError::BadSignature(name("goma")))
    );
}

#[test]
fn a_second_line_of_the_same_key_counts_once_and_is_checked_too() {
    let mut note = with_lines_of(&[signed_by("kivu", 1), signed_by("kivu", 1)]);
    let known = [verifier("kivu", 1)];
    assert_eq!(verify(&note, &known).unwrap().signers.len(), 1);
    *note
        .signatures
        .last_mut()
        .unwrap()
        .bytes
        .last_mut()
        .unwrap() ^= 1;
    assert_eq!(
        verify(&note, &known),
        Err(NoteError::BadSignature(name("kivu")))
    );
}

#[test]
fn a_signature_of_the_wrong_length_is_refused() {
    let mut note = signed_by("kivu", 1);
    note.signatures.last_mut().unwrap().bytes.push(0);
    assert_eq!(
        verify(&note, &[verifier("kivu", 1)]),
        Err(NoteError::BadSignature(name("kivu")))
    );
}

#[test]
fn a_key_that_is_listed_twice_is_one_key() {
    let note = signed_by("kivu", 1);
    let known = [verifier("kivu", 1), verifier("kivu", 1)];
    assert_eq!(verify(&note, &known).unwrap().signers.len(), 1);
}

#[test]
fn keys_that_share_a_name_and_an_id_are_refused() {
    let (one, other) = (verifier("kivu", 1), verifier("kivu", 2));
    assert_eq!(
        only([&one, &other].into_iter(), &name("kivu")),
        Err(NoteError::AmbiguousKey(name("kivu")))
    );
}

#[test]
fn what_is_not_a_note_is_refused() {
    let good = signed_by("kivu", 1).to_string();
    assert!(Note::parse(&good).is_ok());
    for bad in [
        String::new(),
        "\n".into(),
        "text\n".into(),
        "text\n\n".into(),
        "text\n\n\n".into(),
        good.trim_end().to_owned(),
        format!("{good}\n"),
        good.replace("\n\n\u{2014}", "\n\u{2014}")
            .replace("\n\n", "\n"),
        good.replace('\u{2014}', "-"),
        good.replace("\u{2014} ", "\u{2014}"),
        good.replace(" kivu ", " kivu  "),
        good.replace(" kivu ", "  kivu "),
        good.replace(" kivu ", " "),
        good.replace(" kivu ", " ki+vu "),
        good.replace(" kivu ", " ki\u{a0}vu "),
        good.replace('=', ""),
        good.replace('\n', "\r\n"),
        good.replace("first", "fir\u{0}st"),
        good.replace("first", "fir\tst"),
        format!("{good}not a signature\n"),
        "text\n\n\u{2014} kivu AAAAAA==\n".into(),
        "text\n\n\u{2014} kivu AAA=\n".into(),
    ] {
        assert!(Note::parse(&bad).is_err(), "{bad:?}");
    }
}

#[test]
fn base64_has_one_spelling() {
    let good = "text\n\n\u{2014} kivu AAAAAAA=\n";
    assert!(Note::parse(good).is_ok());
    assert!(matches!(
        refusal(&good.replace("AAA=", "AAB=")),
        NoteError::Malformed(_)
    ));
    assert!(matches!(
        refusal(&good.replace("AAA=", "A_A=")),
        NoteError::Malformed(_)
    ));
}

#[test]
fn bytes_that_are_not_utf_8_are_refused() {
    let mut bytes = signed_by("kivu", 1).to_string().into_bytes();
    *bytes.first_mut().unwrap() = 0xff;
    assert_eq!(
        Note::parse(bytes),
        Err(NoteError::Malformed("it is not UTF-8"))
    );
}

#[test]
fn sixteen_signatures_are_read_and_no_more() {
    let line = signed_by("kivu", 1);
    assert!(Note::parse(with_lines_of(&vec![line.clone(); 16]).to_string()).is_ok());
    assert_eq!(
        refusal(&with_lines_of(&vec![line; 17]).to_string()),
        NoteError::TooManySignatures(17)
    );
}

#[test]
fn a_note_over_the_limit_is_refused_unread() {
    let bytes = vec![0xff; NOTE_BYTES + 1];
    assert_eq!(Note::parse(bytes), Err(NoteError::TooLarge(NOTE_BYTES + 1)));
}

#[test]
fn a_text_that_could_not_be_read_back_is_not_signed() {
    for text in ["", "no end", "a\tb\n", "a\r\n"] {
        assert!(sign(text, &name("kivu"), &secret(1)).is_err(), "{text:?}");
    }
    for text in [
        "\n",
        "\n\n",
        "a\n\n\n",
        "\u{2014} kivu AAAAAAA=\n",
        "a\n\n\u{2014} kivu AAAAAAA=\n",
    ] {
        let note = sign(text, &name("kivu"), &secret(1)).unwrap();
        let read = Note::parse(note.to_string()).unwrap();
        assert_eq!(read.unverified_text(), text);
        assert!(verify(&read, &[verifier("kivu", 1)]).is_ok());
    }
}

#[test]
fn names_are_visible_short_and_without_plus() {
    for good in [
        "a",
        "example.com/foo",
        "fanal/v1/\u{e9}",
        "a".repeat(255).as_str(),
    ] {
        assert_eq!(name(good).as_str(), good);
    }
    for bad in [
        "",
        "a b",
        "a+b",
        "a\u{2003}b",
        "a\nb",
        "a\u{7f}",
        "a\u{85}b",
        "a".repeat(256).as_str(),
    ] {
        assert_eq!(bad.parse::<KeyName>(), Err(NoteError::BadName), "{bad:?}");
    }
}

#[test]
fn a_verifier_key_is_written_and_read() {
    let key = verifier("example.com/kivu", 1);
    assert_eq!(key.to_string().parse(), Ok(key));
}

#[test]
fn a_verifier_key_with_a_flaw_is_refused() {
    let good = verifier("kivu", 1).to_string();
    let swapped = verifier("goma", 1).to_string().replace("goma", "kivu");
    for bad in [
        String::new(),
        "kivu".into(),
        good.replacen('+', " ", 1),
        good.to_ascii_uppercase(),
        swapped,
        format!("{good}+"),
        good.trim_end_matches('=').to_owned() + "A",
        write_key(
            &name("kivu"),
            0x02,
            &PublicKey::new(secret(1).verifying_key()).unwrap(),
        ),
        write_key(
            &name("kivu"),
            0x04,
            &PublicKey::new(secret(1).verifying_key()).unwrap(),
        ),
    ] {
        assert!(
            matches!(bad.parse::<VerifierKey>(), Err(NoteError::BadKey(_))),
            "{bad:?}"
        );
    }
}

#[test]
fn a_weak_verifier_key_is_refused() {
    // The neutral element: a signature of zeros would verify for every text.
    let mut point = [0; 32];
    point[0] = 1;
    let id = HEXLOWER.encode(&hint(&name("kivu"), ED25519, &point));
    let text = format!(
        "kivu+{id}+{}",
        BASE64.encode([[ED25519].as_slice(), &point].concat())
    );
    assert_eq!(
        text.parse::<VerifierKey>(),
        Err(NoteError::WeakKey(name("kivu")))
    );
}

proptest! {
    #[test]
    fn what_is_read_is_written_as_it_was(bytes in "(\\PC{0,9}\n){0,4}\n\u{2014} [a-z]{1,5} AAAAA(AA=|AAA)\n") {
        if let Ok(note) = Note::parse(&bytes) {
            prop_assert_eq!(note.to_string(), bytes);
        }
    }

    #[test]
    fn any_flipped_bit_is_refused(byte in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut bytes = signed_by("kivu", 1).to_string().into_bytes();
        let byte = byte.index(bytes.len());
        *bytes.get_mut(byte).unwrap() ^= 1_u8 << bit;
        let known = [verifier("kivu", 1)];
        prop_assert!(Note::parse(bytes).and_then(|note| verify(&note, &known).map(|_| ())).is_err());
    }
}
