use super::*;
use proptest::prelude::*;

fn key() -> SecretKey {
    SecretKey::from_seed(&[7; 32])
}

fn stream(text: &str) -> StreamRef {
    StreamRef {
        origin: "luz".parse().unwrap(),
        name: text.parse().unwrap(),
        epoch: 1,
    }
}

fn manifest() -> Manifest {
    Manifest {
        v: 1,
        network: NetworkId::founded_by(Digest::from_bytes([9; 32])),
        from: "luz".parse().unwrap(),
        to: "kivu".parse().unwrap(),
        made: "2026-11-22T05:00:00Z".parse().unwrap(),
        salt: BulletinId::from_random([2; 16]),
        roster: 3,
        holds: vec![Holding {
            stream: stream("direct/kivu"),
            size: 4,
        }],
        body: Digest::from_bytes([0; 32]),
    }
}

fn parcel() -> Parcel {
    let digest = Digest::from_bytes([1; 32]);
    let part = |from, entries| Part {
        stream: stream("direct/kivu"),
        from,
        entries,
    };
    Parcel {
        rosters: vec![b"{}".to_vec()],
        heartbeats: vec![b"{\"a\":1}".to_vec()],
        heads: vec![Head {
            stream: stream("direct/kivu"),
            checkpoint: "note".into(),
        }],
        parts: vec![
            part(
                Some(2),
                vec![Entry::Envelope(b"{}".to_vec()), Entry::NotHeld(digest)],
            ),
            part(None, vec![Entry::Envelope(b"{}".to_vec())]),
        ],
        ..Parcel::default()
    }
}

fn written() -> Vec<u8> {
    parcel().write(manifest(), &key()).unwrap()
}

// [PAR-3]
#[test]
fn a_parcel_comes_back_as_it_was_written() {
    let mut bytes = written();
    bytes.extend(b"\n\n\n");
    let read = Parcel::read(&bytes).unwrap();
    let (found, signer) = read.manifest(&[key().public()]).unwrap();
    assert_eq!(signer, key().public());
    assert_eq!((&found.from, &found.to), (&manifest().from, &manifest().to));
    assert_eq!(found.holds, manifest().holds);
    assert_ne!(
        found.body,
        manifest().body,
        "it names what really stands there"
    );
    let before = parcel();
    assert_eq!(read.rosters, before.rosters);
    assert_eq!(read.heartbeats, before.heartbeats);
    assert_eq!(read.heads, before.heads);
    assert!(read.parts == before.parts);
    assert_eq!(read.claimed_maker(), Some((found.network, found.from)));
}

// [PAR-3] Somebody who can seal to the desk (everybody can) makes no parcel of another's.
#[test]
fn a_manifest_of_another_key_type_or_content_is_refused() {
    let read = Parcel::read(&written()).unwrap();
    let stranger = SecretKey::from_seed(&[8; 32]).public();
    assert!(matches!(
        read.manifest(&[stranger]),
        Err(ParcelError::Manifest(_))
    ));
    assert!(matches!(read.manifest(&[]), Err(ParcelError::Manifest(_))));

    // The manifest of one, the content of another.
    let other = Parcel {
        parts: Vec::new(),
        ..parcel()
    };
    let other = Parcel::read(&other.write(manifest(), &key()).unwrap()).unwrap();
    let mixed = Parcel {
        manifest: read.manifest.clone(),
        ..other
    };
    assert_eq!(
        mixed.manifest(&[key().public()]).err(),
        Some(ParcelError::OtherContent)
    );

    // A statement of the desk's, whatever it says, is no manifest.
    let envelope = Envelope::sign(
        crate::STATEMENT_TYPE,
        serde_json::to_vec(&manifest()).unwrap(),
        &key(),
        KeyPurpose::Statement,
    );
    let typed = Parcel {
        manifest: envelope.to_bytes(),
        ..read
    };
    assert!(matches!(
        typed.manifest(&[key().public()]),
        Err(ParcelError::Manifest(_))
    ));
}

// [PAR-3]
#[test]
fn what_is_cut_off_or_goes_on_is_no_parcel() {
    let bytes = written();
    for length in 0..bytes.len() {
        assert!(
            Parcel::read(&bytes[..length]).is_err(),
            "cut off at {length}"
        );
    }
    for behind in [&b"x"[..], b"\nx", b"\0", b" "] {
        let more = [&bytes[..], behind].concat();
        assert!(Parcel::read(&more).is_err(), "{behind:?}");
    }
    let unknown = [FIRST_LINE, &[MANIFEST, 0, 0, 0, 0, 9, 0, 0, 0, 0]].concat();
    assert!(Parcel::read(&unknown).is_err());
    let no_manifest = [FIRST_LINE, &[END, 0, 0, 0, 0]].concat();
    assert!(Parcel::read(&no_manifest).is_err());
    let long = [FIRST_LINE, &[MANIFEST, 255, 255, 255, 255]].concat();
    assert!(Parcel::read(&long).is_err());
}

proptest! {
    // [PAR-3]
    #[test]
    fn a_changed_byte_is_noticed(at in any::<prop::sample::Index>(), change in 1..=255_u8) {
        let mut bytes = written();
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        let read = Parcel::read(&bytes).and_then(|parcel| parcel.manifest(&[key().public()]));
        // The key id beside a signature is a hint that nothing signs; all else is.
        let same = read.as_ref().is_ok_and(|(found, _)| found.from == manifest().from);
        let in_manifest = at < bytes.len() - parcel().body().len();
        prop_assert!(read.is_err() || (in_manifest && same));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(tail in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut bytes = FIRST_LINE.to_vec();
        bytes.extend(&tail);
        prop_assert!(Parcel::read(&bytes).is_err());
        let inside = [&written()[..60], &tail].concat();
        prop_assert!(Parcel::read(&inside).is_err());
    }
}
