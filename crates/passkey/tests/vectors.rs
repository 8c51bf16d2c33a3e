//! [ACC-9] What the standard gives as examples (Web Authentication, Level 3, section 16.2: a key of ES256 without
//! attestation) is taken, and nothing that differs from it in one bit.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use data_encoding::HEXLOWER;
use fanal_passkey::{Assertion, Attestation, Bytes, Passkey, Place, Refused, judge, register};
use proptest::prelude::*;

const NEW_CHALLENGE: &str = "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130";
const NEW_CLIENT: &str = concat!(
    "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878",
    "475453746e63647134313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a226874",
    "7470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c226578747261446174",
    "61223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e",
    "616c206669656c647320696e20746865206675747572652c207375636820617320746869733a20426b5165446a646354",
    "427258426941774a544c453551227d",
);
const NEW_OBJECT: &str = concat!(
    "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735a",
    "e7f8edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70",
    "189cba3fb63f579ba6122b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20d",
    "b90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b",
    "9220",
);
const ID: &str = "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4";
const CHALLENGE: &str = "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408";
const CLIENT: &str = concat!(
    "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455",
    "506f334a5558543049393770767a7a59425039745a63685879617630314167222c226f726967696e223a226874747073",
    "3a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d",
);
const AUTHENTICATOR: &str =
    "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000";
const SIGNATURE: &str = concat!(
    "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b935381",
    "74f575bf11a1dd5d78c6e486013f937295ea13653e331e87",
);

fn of(hex: &str) -> Bytes {
    Bytes(HEXLOWER.decode(hex.as_bytes()).unwrap())
}

fn place() -> Place {
    Place::of("example.org").unwrap()
}

fn made() -> Attestation {
    Attestation {
        client: of(NEW_CLIENT),
        object: of(NEW_OBJECT),
    }
}

fn given() -> Assertion {
    Assertion {
        id: of(ID),
        client: of(CLIENT),
        authenticator: of(AUTHENTICATOR),
        signature: of(SIGNATURE),
        owner: None,
    }
}

fn owner() -> Bytes {
    Bytes(b"somebody".to_vec())
}

fn passkey() -> Passkey {
    register(&place(), &of(NEW_CHALLENGE).0, &made()).unwrap()
}

fn judged(given: &Assertion) -> Result<Passkey, Refused> {
    judge(&passkey(), &owner(), &of(CHALLENGE).0, given)
}

#[test]
fn the_example_of_the_standard_is_taken() {
    let passkey = passkey();
    assert_eq!(passkey.id, of(ID));
    assert_eq!(passkey.site(), "example.org");
    assert!(passkey.copyable && !passkey.verified);
    assert_eq!(judged(&given()), Ok(passkey.clone()));
    let kept = serde_json::to_string(&passkey).unwrap();
    let read: Passkey = serde_json::from_str(&kept).unwrap();
    assert_eq!(read, passkey);
}

#[test]
fn another_challenge_place_owner_or_ceremony_is_refused() {
    let (challenge, all) = (of(CHALLENGE).0, given());
    let other = of(NEW_CHALLENGE).0;
    let refused = |result: Result<Passkey, Refused>| result.unwrap_err();
    assert_eq!(
        refused(judge(&passkey(), &owner(), &other, &all)),
        Refused::Challenge
    );
    assert_eq!(
        refused(judge(&passkey(), &owner(), &[], &all)),
        Refused::Challenge
    );
    let elsewhere = Place::of("example.net").unwrap();
    assert_eq!(
        refused(register(&elsewhere, &other, &made())),
        Refused::Origin
    );
    let sub = Place::of("sub.example.org").unwrap();
    assert_eq!(refused(register(&sub, &other, &made())), Refused::Origin);
    assert_eq!(
        refused(register(&place(), &challenge, &made())),
        Refused::Challenge
    );
    let theirs = Assertion {
        owner: Some(Bytes(b"else".to_vec())),
        ..all.clone()
    };
    assert_eq!(refused(judged(&theirs)), Refused::Owner);
    let mine = Assertion {
        owner: Some(owner()),
        ..all.clone()
    };
    assert!(judged(&mine).is_ok());
    let another = Assertion {
        id: owner(),
        ..all.clone()
    };
    assert_eq!(refused(judged(&another)), Refused::Credential);
    let registered = Assertion {
        client: of(NEW_CLIENT),
        ..all
    };
    assert_eq!(
        refused(judge(&passkey(), &owner(), &other, &registered)),
        Refused::Ceremony
    );
}

/// The browser's words with something exchanged; what is exchanged is judged before the signature.
#[test]
fn what_a_browser_says_of_the_page_is_looked_at() {
    let said = |client: String| {
        let client = Bytes(client.into_bytes());
        judged(&Assertion { client, ..given() }).unwrap_err()
    };
    let text = String::from_utf8(of(CLIENT).0).unwrap();
    let with = |from: &str, to: &str| {
        assert!(text.contains(from));
        said(text.replace(from, to))
    };
    for origin in [
        "https://evil.example",
        "http://example.org",
        "https://example.org.evil.example",
        "https://www.example.org",
        "https://example.org:444",
    ] {
        assert_eq!(
            with("https://example.org", origin),
            Refused::Origin,
            "{origin}"
        );
    }
    let cross = "\"crossOrigin\":";
    assert_eq!(
        with(&format!("{cross}false"), &format!("{cross}true")),
        Refused::Origin
    );
    let top = format!("{cross}false,\"topOrigin\":\"https://evil.example\"");
    assert_eq!(with(&format!("{cross}false"), &top), Refused::Origin);
    let twice = "\"type\":\"webauthn.get\",\"type\":\"webauthn.get\"";
    assert_eq!(
        with("\"type\":\"webauthn.get\"", twice),
        Refused::Unreadable
    );
    assert_eq!(said(String::new()), Refused::Unreadable);
    assert_eq!(said(" ".repeat(1 << 20)), Refused::Unreadable);
}

#[test]
fn every_flag_and_length_of_the_authenticator_is_looked_at() {
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut authenticator = of(AUTHENTICATOR);
        change(&mut authenticator.0);
        judged(&Assertion {
            authenticator,
            ..given()
        })
        .unwrap_err()
    };
    let flags = |value: u8| with(&|bytes| *bytes.get_mut(32).unwrap() = value);
    assert_eq!(
        with(&|bytes| *bytes.first_mut().unwrap() ^= 1),
        Refused::Site
    );
    assert_eq!(flags(0x18), Refused::Absent);
    assert_eq!(flags(0x11), Refused::Flags, "copied, and cannot be");
    assert_eq!(flags(0x01), Refused::Flags, "it could be copied before");
    assert_eq!(flags(0x1d), Refused::Signature, "flags are signed");
    assert_eq!(flags(0x59), Refused::Unreadable, "a key is missing");
    assert_eq!(with(&|bytes| bytes.push(0)), Refused::Unreadable);
    assert_eq!(with(&|bytes| bytes.truncate(36)), Refused::Unreadable);
    assert_eq!(with(&Vec::clear), Refused::Unreadable);
}

#[test]
fn keys_of_other_kinds_are_refused() {
    let with = |from: &str, to: &str| {
        assert!(NEW_OBJECT.contains(from), "{from}");
        let object = of(&NEW_OBJECT.replacen(from, to, 1));
        register(
            &place(),
            &of(NEW_CHALLENGE).0,
            &Attestation { object, ..made() },
        )
        .unwrap_err()
    };
    // Its kind, algorithm or curve is another one.
    assert_eq!(with("a501020326", "a501010326"), Refused::Key);
    assert_eq!(with("a501020326", "a501020327"), Refused::Key);
    assert_eq!(with("262001", "262006"), Refused::Key);
    // A member twice, and one that does not belong there.
    assert_eq!(with("a501020326", "a501020126"), Refused::Unreadable);
    assert_eq!(with("a501020326", "a504020326"), Refused::Unreadable);
    // The same members, fewer than there are.
    assert_eq!(with("a501020326", "a401020326"), Refused::Key);
}

proptest! {
    #[test]
    fn one_bit_that_differs_is_refused(part in 0_usize..3, at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut all = given();
        let bytes = match part {
            0 => &mut all.client.0,
            1 => &mut all.authenticator.0,
            _ => &mut all.signature.0,
        };
        *at.get_mut(bytes) ^= 1 << bit;
        prop_assert!(judged(&all).is_err());
    }

    #[test]
    fn nothing_that_is_sent_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let all = Attestation { client: of(NEW_CLIENT), object: Bytes(bytes.clone()) };
        prop_assert!(register(&place(), &of(NEW_CHALLENGE).0, &all).is_err());
        let all = Assertion { authenticator: Bytes(bytes), ..given() };
        prop_assert!(judged(&all).is_err());
    }

    #[test]
    fn an_object_that_differs_in_one_bit_makes_no_panic(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut all = made();
        *at.get_mut(&mut all.object.0) ^= 1 << bit;
        let _ = register(&place(), &of(NEW_CHALLENGE).0, &all);
    }
}
