use proptest::prelude::*;

use super::*;
use crate::limits::STATEMENT_BYTES;
use crate::{Claim, Label, Marking};

fn desk(name: &str) -> DeskId {
    name.parse().unwrap()
}

fn key() -> SecretKey {
    SecretKey::from_seed(&[7; 32])
}

fn network() -> NetworkId {
    NetworkId::founded_by(Digest::from_bytes([9; 32]))
}

fn header(kind: Kind, streams: &[&str]) -> Header {
    Header {
        network: network(),
        kind,
        origin: desk("luz"),
        id: BulletinId::from_random([1; 16]),
        revision: 1,
        previous: None,
        streams: streams.iter().map(|name| name.parse().unwrap()).collect(),
        epoch: 1,
        issued: "2026-11-22T05:00:00Z".parse().unwrap(),
        salt: BulletinId::from_random([2; 16]),
    }
}

fn bulletin() -> Bulletin {
    Bulletin {
        kind: BulletinKind::Report,
        title: "Parcel phishing".into(),
        summary: None,
        lang: None,
        category: None,
        marking: Marking::of(Label::Green),
        consent: Claim::NotAsked,
        wishes_publication: false,
        urgent: false,
        content_warning: false,
        expires: None,
        refers_to: BTreeSet::new(),
        source: None,
        licence: None,
        objects: Vec::new(),
        roles: std::collections::BTreeMap::new(),
    }
}

fn raw(json: &str) -> Box<RawValue> {
    RawValue::from_string(json.into()).unwrap()
}

fn report(change: impl FnOnce(&mut Bulletin)) -> Result<Statement, StatementError> {
    let mut body = bulletin();
    change(&mut body);
    Statement::new(
        header(Kind::Bulletin, &["direct/kivu"]),
        Body::Bulletin(Box::new(body)),
    )
}

fn open(bytes: &[u8]) -> Result<Opened, StatementError> {
    Opened::open(bytes, &desk("luz"), &[key().public()])
}

/// The payload of a good report after one change of its text, signed.
fn signed_after(from: &str, to: &str) -> Vec<u8> {
    let good = report(|_| {}).unwrap().sign(&key()).unwrap();
    let payload =
        String::from_utf8(Envelope::parse(good.bytes()).unwrap().payload().into()).unwrap();
    assert_eq!(payload.matches(from).count(), 1, "`{from}` in {payload}");
    let payload = payload.replacen(from, to, 1).into_bytes();
    Envelope::sign(STATEMENT_TYPE, payload, &key(), KeyPurpose::Statement).to_bytes()
}

/// [STM-2] [ENV-5]
#[test]
fn what_is_signed_opens_as_it_was_and_keeps_its_bytes() {
    let signed = report(|b| b.objects.push(raw(r#"{"type":"x", "n" : 1}"#)))
        .unwrap()
        .sign(&key())
        .unwrap();
    let opened = open(signed.bytes()).unwrap();
    assert_eq!(opened.header(), signed.header());
    assert_eq!(
        (opened.digest(), opened.bytes()),
        (signed.digest(), signed.bytes())
    );
    assert_eq!(opened.signer(), key().public());
    let Body::Bulletin(body) = opened.body() else {
        panic!("a bulletin")
    };
    assert_eq!(
        body.objects[0].get(),
        r#"{"type":"x", "n" : 1}"#,
        "byte for byte"
    );
}

/// [ENV-5] A relay may write the envelope in another way: what counts is what was signed, and nothing that
/// the relay wrote goes on.
#[test]
fn what_a_relay_writes_around_a_statement_is_not_kept() {
    let signed = report(|_| {}).unwrap().sign(&key()).unwrap();
    let text = String::from_utf8(signed.bytes().to_vec()).unwrap();
    let key_id = key().public().id(KeyPurpose::Statement).to_string();
    let rewritten = [
        format!("  {text}\n"),
        text.replace(',', ",\n "),
        text.replace(&key_id, "lives at 4 Mill Street"),
        text.replace(&format!("\"keyid\":\"{key_id}\","), ""),
    ];
    for text in rewritten {
        assert_ne!(text.as_bytes(), signed.bytes());
        let opened = open(text.as_bytes()).unwrap();
        assert_eq!(opened.digest(), signed.digest());
        assert_eq!(opened.bytes(), signed.bytes(), "{text}");
    }
}

/// [ENC-4] 16 random bytes in each statement: nobody guesses the content from a digest.
#[test]
fn the_same_words_with_another_salt_have_another_digest() {
    let one = report(|_| {}).unwrap().sign(&key()).unwrap();
    let (mut header, body) = report(|_| {}).unwrap().into_parts();
    header.salt = BulletinId::from_random([3; 16]);
    let other = Statement::new(header, body).unwrap().sign(&key()).unwrap();
    assert_ne!(one.digest(), other.digest());
    let envelope = Envelope::parse(one.bytes()).unwrap();
    assert_eq!(
        one.digest(),
        crate::digest_of(STATEMENT_TYPE, envelope.payload())
    );
}

/// [ENV-3] The bytes are hostile until a key says otherwise.
#[test]
fn nothing_is_parsed_before_it_is_verified() {
    let stranger = SecretKey::from_seed(&[8; 32]);
    let nonsense = Envelope::sign(
        STATEMENT_TYPE,
        b"{]".to_vec(),
        &stranger,
        KeyPurpose::Statement,
    );
    let refused = open(&nonsense.to_bytes()).err();
    assert!(
        matches!(
            refused,
            Some(StatementError::Envelope(EnvelopeError::NotSigned(_)))
        ),
        "{refused:?}"
    );
}

/// [ENV-3] Any of the origin's keys, and only those.
#[test]
fn each_key_of_the_origin_opens_and_no_other() {
    let signed = report(|_| {}).unwrap().sign(&key()).unwrap();
    let old = SecretKey::from_seed(&[6; 32]).public();
    assert!(Opened::open(signed.bytes(), &desk("luz"), &[old, key().public()]).is_ok());
    assert!(Opened::open(signed.bytes(), &desk("luz"), &[old]).is_err());
    assert!(Opened::open(signed.bytes(), &desk("luz"), &[]).is_err());
}

/// [ENV-3] The key is right, the name is not: kivu's key under luz's name.
#[test]
fn a_statement_in_the_name_of_another_desk_is_refused() {
    let signed = report(|_| {}).unwrap().sign(&key()).unwrap();
    let refused = Opened::open(signed.bytes(), &desk("kivu"), &[key().public()]);
    assert!(matches!(refused.err(), Some(StatementError::Rule { .. })));
}

/// [ENC-1] An object out of somebody's file may have a number that readers read differently.
#[test]
fn what_others_could_not_read_is_not_signed() {
    for object in [
        r#"{"a":1.5}"#,
        r#"{"a":1,"a":2}"#,
        r#"{"a":18446744073709551615}"#,
    ] {
        let statement = report(|b| b.objects.push(raw(object))).unwrap();
        assert!(statement.sign(&key()).is_err(), "{object}");
    }
}

/// [LIM-1]
#[test]
fn a_payload_over_the_limit_is_neither_signed_nor_read() {
    let large = report(|b| {
        b.objects.push(raw(&format!(
            r#"{{"x":"{}"}}"#,
            "x".repeat(STATEMENT_BYTES)
        )));
    })
    .unwrap();
    assert!(matches!(
        large.sign(&key()).err(),
        Some(StatementError::TooLarge(_))
    ));
    let bytes = signed_after("Parcel", &"x".repeat(STATEMENT_BYTES));
    assert!(matches!(
        open(&bytes).err(),
        Some(StatementError::TooLarge(_))
    ));
}

/// [ENC-2]
#[test]
fn null_is_absent_and_a_repeated_member_of_a_set_counts_once() {
    let opened = open(&signed_after(
        r#""revision":1,"#,
        r#""revision":1,"previous":null,"#,
    ))
    .unwrap();
    assert_eq!(opened.header().previous, None);
    let opened = open(&signed_after(
        r#"["direct/kivu"]"#,
        r#"["direct/kivu","direct/kivu"]"#,
    ))
    .unwrap();
    assert_eq!(opened.header().streams.len(), 1);
    assert!(
        open(&signed_after(r#""epoch":1"#, r#""epoch":null"#)).is_err(),
        "what must be there is there"
    );
}

/// [STM-13] Both numbers come from a peer: their sum must not bring a node down.
#[test]
fn a_count_as_large_as_numbers_get_is_added_up_without_a_crash() {
    let count = |seen, false_positive| {
        let body = SightingCount {
            target: BulletinId::from_random([1; 16]),
            seen,
            false_positive,
        };
        Statement::new(
            header(Kind::SightingCount, &["direct/kivu"]),
            Body::SightingCount(body),
        )
    };
    assert!(count(u32::MAX, u32::MAX).is_ok());
    assert!(count(2, 1).is_ok());
    assert!(count(2, 0).is_err());
    assert!(count(0, 0).is_err());
}

/// [STM-6] Arabic and Persian need joiners and direction marks; no text needs the rest.
#[test]
fn texts_in_every_script_pass_and_characters_that_deceive_do_not() {
    for text in [
        "رابط احتيالي",
        "می\u{200c}خواهم",
        "\u{200f}123\u{200e}",
        "enquête",
        "👩\u{200d}💻",
    ] {
        assert!(report(|b| b.title = text.into()).is_ok(), "{text}");
    }
    for hidden in [
        '\u{7}',
        '\u{7f}',
        '\u{85}',
        '\u{ad}',
        '\u{202a}',
        '\u{2066}',
        '\u{2069}',
        '\u{feff}',
        '\u{e0020}',
    ] {
        for place in [
            |b: &mut Bulletin, text: String| b.title = text,
            |b: &mut Bulletin, text: String| b.summary = Some(text),
            |b: &mut Bulletin, text: String| b.category = Some(text),
            |b: &mut Bulletin, text: String| b.licence = Some(text),
            |b: &mut Bulletin, text: String| b.marking.also_please = Some(text.into()),
        ] {
            assert!(
                report(|b| place(b, format!("a{hidden}b"))).is_err(),
                "U+{:04X}",
                u32::from(hidden)
            );
        }
    }
    assert!(report(|b| b.summary = Some("two\nlines, a\ttab".into())).is_ok());
}

/// [STM-8]
#[test]
fn a_knock_has_no_room_for_content() {
    let knock = |change: fn(&mut Bulletin)| {
        report(|b| {
            b.kind = BulletinKind::Knock;
            b.title = "Please call us".into();
            change(b);
        })
    };
    assert!(knock(|_| {}).is_ok());
    assert!(knock(|b| b.title = "Please call us now".into()).is_err());
    assert!(knock(|b| b.lang = Some("fr, she is at the station".into())).is_err());
    assert!(knock(|b| b.marking.also_please = Some("hurry".into())).is_err());
    assert!(knock(|b| b.expires = Some(Timestamp::from_unix(1_795_323_600))).is_err());
    assert!(knock(|b| b.content_warning = true).is_err());
    assert!(knock(|b| b.wishes_publication = true).is_err());
    assert!(knock(|b| b.objects.push(raw("{}"))).is_err());
    assert!(knock(|b| b.source = Some("her sister".into())).is_err());
    assert!(knock(|b| b.roles.extend([("x".into(), Role::C2)])).is_err());
    let quoted = Reference {
        origin: desk("kivu"),
        id: BulletinId::from_random([4; 16]),
    };
    assert!(
        report(|b| {
            b.kind = BulletinKind::Knock;
            b.title = "Please call us".into();
            b.refers_to.insert(quoted);
        })
        .is_err()
    );
}

/// [STM-8]
#[test]
fn the_words_of_a_knock_have_one_form() {
    for words in [
        "Please call us",
        "Please call us, for quince",
        "Please call us, by in_person",
        "Please call us, for \u{633}\u{644}\u{645}\u{649}, by signal, before 2026-11-24T18:00:00Z",
    ] {
        let call: Call = words.parse().unwrap();
        assert_eq!(call.to_string(), words);
    }
    assert_eq!(Call::default().to_string(), "Please call us");
    let long = format!("Please call us, for {}", "q".repeat(25));
    for words in [
        "",
        "please call us",
        "Please call us ",
        "Please call us, ",
        "Please call us, quince",
        "Please call us, for ",
        "Please call us, for Sara at the station",
        "Please call us, for sara, for ana",
        "Please call us, for she.is_at-the-station",
        "Please call us, by pigeon",
        "Please call us, by signal, for quince",
        "Please call us, before tomorrow",
        "Please call us, before 2026-11-24T18:00:00+01:00",
        long.as_str(),
    ] {
        assert!(words.parse::<Call>().is_err(), "{words:?}");
    }
}

/// [MRK-2]
#[test]
fn only_red_names_people() {
    for label in Label::ALL {
        let named = report(|b| {
            b.marking.label = label;
            b.marking.audience.people.insert("wren".into());
        });
        assert_eq!(named.is_ok(), label == Label::Red, "{label}");
    }
}

/// [STM-2] The header says what kind of body follows.
#[test]
fn a_body_under_another_kinds_header_is_refused() {
    let body = Body::Bulletin(Box::new(bulletin()));
    assert!(Statement::new(header(Kind::Notice, &["direct/kivu"]), body).is_err());
}

/// [STM-12]
#[test]
fn only_what_is_meant_for_the_public_goes_down_clear() {
    for kind in Kind::ALL {
        let to = |streams: &[&str]| super::bodies::check_clear(&header(*kind, streams));
        let meant = matches!(kind, Kind::Publication | Kind::Retraction);
        assert_eq!(to(&["clear"]).is_ok(), meant, "{kind}");
        assert!(
            to(&["clear", "direct/kivu"]).is_err(),
            "the public would read whom else it went to"
        );
    }
}

/// [STR-1] [STR-2]
#[test]
fn stream_names_come_back_as_they_were_and_say_who_may_relay() {
    let green = format!("green/{}", network());
    for (name, relayed) in [
        ("clear", true),
        (green.as_str(), true),
        ("group/press/green", true),
        ("group/press/amber", false),
        ("direct/kivu", false),
    ] {
        let parsed: StreamName = name.parse().unwrap();
        assert_eq!(
            (parsed.to_string().as_str(), parsed.is_relayed()),
            (name, relayed)
        );
    }
    for name in [
        "",
        "Clear",
        "clear/",
        "green",
        "green/kivu",
        "group/press",
        "group/press/red",
        "direct/",
        "direct/a",
        "/direct/kivu",
    ] {
        assert!(name.parse::<StreamName>().is_err(), "{name}");
    }
}

/// [ERR-2] An error is logged and shown; what it is about is not.
#[test]
fn an_error_repeats_no_value_of_the_statement() {
    for (from, to) in [
        (
            r#""title":"Parcel phishing""#,
            r#""title":["secret.example"]"#,
        ),
        (r#""epoch":1"#, r#""epoch":"secret.example, expected u32""#),
        (
            r#""marking":{"#,
            r#""objects":"secret.example","marking":{"#,
        ),
        (r#""kind":"report""#, r#""kind":"secret.example""#),
        (
            r#""body":{"#,
            r#""body":{"wishes_publication":"secret.example","#,
        ),
    ] {
        let refused = open(&signed_after(from, to)).err().unwrap().to_string();
        assert!(!refused.contains("secret.example"), "{refused}");
        assert!(refused.contains("expected"), "{refused}");
    }
}

/// [STR-3] The log shows 32 bytes that tell nothing; the statement is fetched by those who may.
#[test]
fn the_leaf_of_a_stream_is_the_digest_of_a_statement() {
    let digest = report(|_| {}).unwrap().sign(&key()).unwrap().digest();
    let leaf = crate::tree::leaf_hash(digest.as_bytes());
    assert_eq!(
        crate::tree::root_of([digest.as_bytes()]),
        leaf,
        "a stream of one entry"
    );
    let spelt: [u8; 33] = std::array::from_fn(|at| {
        if at == 0 {
            0
        } else {
            digest.as_bytes()[at - 1]
        }
    });
    assert_eq!(
        <[u8; 32]>::from(<sha2::Sha256 as sha2::Digest>::digest(spelt)),
        leaf,
        "RFC 6962: 0x00, then the data"
    );
}

/// [ENV-3] Choosing keys is all that it is good for: a lie gets the wrong keys, and is refused.
#[test]
fn a_claimed_origin_is_read_without_being_believed() {
    let lie = signed_after(r#""origin":"luz""#, r#""origin":"kivu""#);
    assert_eq!(claimed_origin(&lie), Some(desk("kivu")));
    assert!(
        Opened::open(
            &lie,
            &desk("kivu"),
            &[SecretKey::from_seed(&[8; 32]).public()]
        )
        .is_err()
    );
    assert!(
        open(&lie).is_err(),
        "and with the liar's own keys the names differ"
    );
    assert_eq!(claimed_origin(b"{}"), None);
}

/// [ENC-13] A hint only, but one that tells purposes apart.
#[test]
fn a_key_has_one_id_for_each_purpose() {
    use KeyPurpose::{Checkpoint, Coordinator, Feed, Heartbeat, Statement};
    let purposes = [Statement, Checkpoint, Feed, Coordinator, Heartbeat];
    let ids: BTreeSet<String> = purposes
        .map(|purpose| key().public().id(purpose).to_string())
        .into();
    assert_eq!(ids.len(), 5);
}

/// [ENC-12] A signature made malleable: S plus the group's order.
#[test]
fn a_signature_has_one_spelling() {
    let message = b"hello";
    let mut signature = key().sign(message);
    assert!(key().public().verifies(message, &signature));
    let order: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0_u16;
    for (byte, add) in signature[32..].iter_mut().zip(order) {
        carry += u16::from(*byte) + u16::from(add);
        *byte = carry.to_le_bytes()[0];
        carry >>= 8;
    }
    assert!(!key().public().verifies(message, &signature));
}

/// [MRK-4] What people and tools write is read kindly; what is unknown is nobody's guess.
#[test]
fn foreign_spellings_of_labels_are_read_and_unknown_ones_are_not() {
    for (text, label) in [
        ("tlp:white", Label::Clear),
        ("WHITE", Label::Clear),
        ("TLP:AMBER-STRICT", Label::AmberStrict),
        (" amber ", Label::Amber),
    ] {
        assert_eq!(Label::read(text), Some(label), "{text}");
    }
    for text in [
        "",
        "TLP:",
        "TLP:ORANGE",
        "tlp:ex:chr",
        "AMBER + STRICT",
        "TLP:TLP:RED",
    ] {
        assert_eq!(Label::read(text), None, "{text}");
    }
}

proptest! {
    /// [ENC-5] [ENC-7] [ENC-9] One thing, one spelling: what is read comes back as it was.
    #[test]
    fn what_parses_is_written_back_the_same(text in "[a-zA-Z0-9:TZ+./ -]{0,40}|[a-z2-7]{26}|[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]Z") {
        if let Ok(id) = text.parse::<DeskId>() { prop_assert_eq!(id.to_string(), text.clone()); }
        if let Ok(id) = text.parse::<BulletinId>() { prop_assert_eq!(id.to_string(), text.clone()); }
        if let Ok(id) = text.parse::<Timestamp>() { prop_assert_eq!(id.to_string(), text.clone()); }
        if let Ok(id) = text.parse::<StreamName>() { prop_assert_eq!(id.to_string(), text.clone()); }
        if let Ok(id) = text.parse::<crate::Address>() { prop_assert_eq!(id.to_string(), text); }
    }

    /// Nothing that a peer sends brings a node down.
    #[test]
    fn any_payload_is_opened_or_refused(payload in proptest::collection::vec(any::<u8>(), 0..200)) {
        let envelope = Envelope::sign(STATEMENT_TYPE, payload, &key(), KeyPurpose::Statement);
        prop_assert!(open(&envelope.to_bytes()).is_err());
    }

    /// Whatever single byte of an envelope is changed: refused, or nothing signed was touched.
    #[test]
    fn no_change_of_a_byte_changes_what_is_read(at in 0_usize..900, to in any::<u8>()) {
        let signed = report(|_| {}).unwrap().sign(&key()).unwrap();
        let mut bytes = signed.bytes().to_vec();
        let at = at % bytes.len();
        bytes[at] = to;
        if let Ok(opened) = open(&bytes) {
            prop_assert_eq!(opened.digest(), signed.digest());
        }
    }
}
