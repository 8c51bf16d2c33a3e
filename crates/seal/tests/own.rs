//! What is sealed opens, and nothing else does.

use std::io::{Read as _, Write as _};

use fanal_ambient::SeededEntropy;
use fanal_seal::{
    Identity, OpenError, OpenReader, Recipient, SealError, SealWriter, open, seal, seal_padded,
};
use proptest::prelude::*;

fn chance(seed: u64) -> SeededEntropy {
    SeededEntropy::from_seed(seed)
}

fn identity(seed: u64) -> Identity {
    Identity::new(&chance(seed))
}

fn stanzas(file: &[u8]) -> usize {
    let text = String::from_utf8_lossy(file);
    text.lines().filter(|line| line.starts_with("-> ")).count()
}

#[test]
fn every_recipient_opens_it_and_nobody_else_does() {
    let people = [identity(1), identity(2)];
    let to = people.each_ref().map(Identity::recipient);
    let sealed = seal(b"for two", &to, &chance(3)).unwrap();
    for person in people {
        assert_eq!(open(&sealed, &[person]).unwrap().as_slice(), b"for two");
    }
    let stranger = open(&sealed, &[identity(4)]).err();
    assert_eq!(stranger, Some(OpenError::NotForUs));
    assert_eq!(open(&sealed, &[]).err(), Some(OpenError::NotForUs));
}

#[test]
fn keys_are_read_as_they_are_written() {
    let me = identity(1);
    let secret = me.to_secret_text();
    assert!(secret.starts_with("AGE-SECRET-KEY-1"));
    let again = Identity::parse(&secret).unwrap();
    assert_eq!(again.recipient(), me.recipient());
    let public = me.recipient().to_string();
    assert_eq!(public.parse(), Ok(me.recipient()));
    let file = format!(
        "# made today\n\n{}\n{}\n",
        *secret,
        *identity(2).to_secret_text()
    );
    assert_eq!(Identity::read_file(&file).unwrap().len(), 2);

    for wrong in [
        public.to_uppercase(),
        public.replacen("age1", "age2", 1),
        public.strip_suffix(|_| true).unwrap().to_owned(),
        format!("{public}q"),
        secret.to_string(),
        String::new(),
    ] {
        assert!(wrong.parse::<Recipient>().is_err(), "{wrong}");
    }
    assert!(Identity::parse(&public).is_err());
    assert!(Identity::read_file("# nothing\n").is_err());
    assert_ne!(*me.derive(b"a"), *me.derive(b"b"));
}

#[test]
fn a_key_that_keeps_no_secret_is_not_sealed_to() {
    // The recipient of 32 zero bytes, a point of small order.
    let weak: Recipient = "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z"
        .parse()
        .unwrap();
    assert_eq!(seal(b"x", &[weak], &chance(1)), Err(SealError::WeakKey));
    assert_eq!(seal(b"x", &[], &chance(1)), Err(SealError::Nobody));
    let padded = seal_padded(b"x", &[], 4096..=4096, &chance(1));
    assert_eq!(padded, Err(SealError::Nobody));
}

/// Neither length nor stanzas tell how much it is, or for how many people.
#[test]
fn what_is_padded_has_one_of_few_lengths_and_one_of_few_numbers_of_stanzas() {
    let sizes = 4096..=(2 << 20);
    let mut seen = std::collections::BTreeSet::new();
    for people in [1_u64, 2, 3, 4, 5, 8, 9, 31, 256] {
        for length in [
            0, 1, 100, 3_000, 65_536, 65_537, 131_072, 1_000_000, 2_000_000,
        ] {
            let to: Vec<Recipient> = (1..=people).map(|n| identity(n).recipient()).collect();
            let content = vec![b'x'; length];
            let sealed = seal_padded(&content, &to, sizes.clone(), &chance(7)).unwrap();
            assert!(
                sealed.len().is_power_of_two(),
                "{people} people, {length} bytes"
            );
            assert!(sizes.contains(&sealed.len()));
            assert!(stanzas(&sealed).is_power_of_two() && stanzas(&sealed) >= 4);
            seen.insert((sealed.len(), stanzas(&sealed)));
            let opened = open(&sealed, &[identity(people)]).unwrap();
            assert_eq!(opened[..length], content);
            assert!(opened[length..].iter().all(|byte| *byte == b'\n'));
        }
    }
    assert!(seen.contains(&(4096, 4)), "{seen:?}");
    let too_large = seal_padded(
        &[0; 5_000],
        &[identity(1).recipient()],
        4096..=4096,
        &chance(1),
    );
    assert_eq!(too_large, Err(SealError::TooLarge(5_000, 4096)));
}

#[test]
fn a_file_with_one_bit_changed_or_cut_off_does_not_open() {
    let me = identity(1);
    let sealed = seal(&[7; 70_000], &[me.recipient()], &chance(2)).unwrap();
    let header = sealed.len() - 70_000;
    let opens = |file: &[u8]| open(file, std::slice::from_ref(&me)).is_ok();
    assert!(opens(&sealed));
    let places = (0..header).chain((header..sealed.len()).step_by(997));
    for at in places {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(!opens(&changed), "byte {at}");
    }
    for length in (0..header).chain((header..sealed.len()).step_by(997)) {
        assert!(!opens(&sealed[..length]), "cut off at {length}");
    }
    assert!(!opens(&[sealed, vec![0]].concat()), "something behind it");
}

#[test]
fn a_header_without_end_is_not_read_to_its_end() {
    let mut file = b"age-encryption.org/v1\n".to_vec();
    file.extend(b"-> x y\n\n".repeat(100_000));
    let refused = open(&file, &[identity(1)]).err();
    assert!(
        matches!(refused, Some(OpenError::Malformed(_))),
        "{refused:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_sealed_opens(content in proptest::collection::vec(any::<u8>(), 0..200_000), seed: u64) {
        let me = identity(seed);
        let sealed = seal(&content, &[me.recipient()], &chance(seed ^ 1)).unwrap();
        let opened = open(&sealed, &[me]).unwrap();
        prop_assert_eq!(opened.as_slice(), content.as_slice());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(tail in proptest::collection::vec(any::<u8>(), 0..2_000), as_header: bool) {
        let mut file = if as_header { b"age-encryption.org/v1\n-> X25519 ".to_vec() } else { Vec::new() };
        file.extend(tail);
        prop_assert!(open(&file, &[identity(1)]).is_err());
    }
}

/// As a file is written: in pieces of any size.
#[expect(clippy::unwrap_used, reason = "a test fails loudly")]
fn flowed(content: &[u8], piece: usize, to: &Identity) -> Vec<u8> {
    let mut writer = SealWriter::begin(Vec::new(), &[to.recipient()], &chance(5)).unwrap();
    for part in content.chunks(piece.max(1)) {
        writer.write_all(part).unwrap();
    }
    writer.finish().unwrap()
}

fn read_back(file: &[u8], with: &Identity) -> std::io::Result<Vec<u8>> {
    let mut content = Vec::new();
    OpenReader::begin(file, std::slice::from_ref(with))?.read_to_end(&mut content)?;
    Ok(content)
}

#[test]
fn what_is_sealed_while_it_is_written_is_the_same_file() {
    let me = identity(1);
    for length in [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000] {
        let content: Vec<u8> = (0..length).map(|at: u32| at.to_le_bytes()[0]).collect();
        for piece in [1_000, 65_536, 300_000] {
            let file = flowed(&content, piece, &me);
            let with = std::slice::from_ref(&me);
            assert_eq!(open(&file, with).unwrap().as_slice(), content, "{length}");
            assert_eq!(read_back(&file, &me).unwrap(), content, "{length}");
        }
        let whole = seal(&content, &[me.recipient()], &chance(5)).unwrap();
        assert_eq!(read_back(&whole, &me).unwrap(), content, "{length}");
    }
}

#[test]
fn a_file_that_was_cut_off_or_changed_is_not_read_to_its_end() {
    let me = identity(1);
    let file = flowed(&vec![7; 140_000], 9_000, &me);
    assert!(read_back(&file, &identity(2)).is_err());
    for cut in [0, 10, 300, 65_000, 66_000, 131_500, file.len() - 1] {
        assert!(read_back(&file[..cut], &me).is_err(), "cut at {cut}");
    }
    for at in [60, 400, 70_000, file.len() - 1] {
        let mut changed = file.clone();
        changed[at] ^= 1;
        assert!(read_back(&changed, &me).is_err(), "changed at {at}");
    }
    let longer = [file.as_slice(), b"x"].concat();
    assert!(read_back(&longer, &me).is_err());
}
