use super::*;
use crate::{
    Audience, BulletinId, Claim, Digest, Marking, NetworkId, STATEMENT_TYPE, StatementError,
};

fn key() -> SecretKey {
    SecretKey::from_seed(&[7; 32])
}

fn origin() -> DeskId {
    "luz".parse().unwrap()
}

fn header() -> Header {
    Header {
        network: NetworkId::founded_by(Digest::from_bytes([9; 32])),
        kind: Kind::Bulletin,
        origin: origin(),
        id: BulletinId::from_random([1; 16]),
        revision: 1,
        previous: None,
        streams: ["direct/kivu", "direct/nuit"]
            .iter()
            .map(|name| name.parse().unwrap())
            .collect(),
        epoch: 1,
        issued: "2026-11-22T05:00:00Z".parse().unwrap(),
        salt: BulletinId::from_random([2; 16]),
    }
}

fn bulletin() -> Bulletin {
    let audience = Audience {
        desks: ["kivu", "nuit"]
            .iter()
            .map(|id| id.parse().unwrap())
            .collect(),
        people: ["kivu/ana", "kivu/bo", "nuit/sol"].map(Into::into).into(),
        ..Audience::default()
    };
    Bulletin {
        kind: BulletinKind::Report,
        title: "For you".into(),
        summary: Some("In words.".into()),
        lang: None,
        category: None,
        marking: Marking {
            audience,
            ..Marking::of(Label::Red)
        },
        consent: Claim::NotNeeded {
            because: crate::NoBeneficiary::NoBeneficiary,
        },
        wishes_publication: false,
        urgent: false,
        content_warning: false,
        expires: None,
        refers_to: std::collections::BTreeSet::new(),
        source: None,
        licence: None,
        objects: Vec::new(),
        roles: std::collections::BTreeMap::new(),
    }
}

// [RED-3]
#[test]
fn red_opens_with_its_persons_key_and_with_no_other() {
    let signed = Red::sign(header(), bulletin(), &key()).unwrap();
    let red = Red::open(&signed, &origin(), key().public()).unwrap();
    assert_eq!(red.bulletin().title, "For you");
    assert_eq!((red.header(), red.signer()), (&header(), key().public()));
    let other = SecretKey::from_seed(&[8; 32]).public();
    assert!(Red::open(&signed, &origin(), other).is_err());
    let as_another = Red::open(&signed, &"kivu".parse().unwrap(), key().public());
    assert!(as_another.is_err(), "another desk's person");
}

// [RED-3] The one never passes for the other, even if one key had signed both.
#[test]
fn red_is_no_statement_and_a_statement_no_red() {
    let signed = Red::sign(header(), bulletin(), &key()).unwrap();
    assert!(matches!(
        Opened::open(&signed, &origin(), &[key().public()]).err(),
        Some(StatementError::Envelope(_))
    ));
    let statement = Statement::new(header(), Body::Bulletin(Box::new(bulletin())));
    let statement = statement.unwrap().sign(&key()).unwrap();
    assert!(Red::open(statement.bytes(), &origin(), key().public()).is_err());
}

/// Signs what the rules forbid, as a broken or hostile writer would.
fn forced(header: Header, bulletin: Bulletin) -> Vec<u8> {
    let statement = Statement {
        header,
        body: Body::Bulletin(Box::new(bulletin)),
    };
    let payload = statement.payload().unwrap();
    Envelope::sign(RED_TYPE, payload, &key(), KeyPurpose::Person).to_bytes()
}

// [RED-3]
#[test]
fn label_and_recipients_inside_are_those_of_red_to_people() {
    type Change = fn(&mut Header, &mut Bulletin);
    let flaws: [(&str, Change); 8] = [
        ("another label", |_, b| b.marking.label = Label::AmberStrict),
        ("a wish to be public", |_, b| b.wishes_publication = true),
        ("nobody named", |_, b| b.marking.audience.people.clear()),
        ("a person without a desk", |_, b| {
            b.marking.audience.people.insert("ana".into());
        }),
        ("a person of a desk that gets nothing", |_, b| {
            b.marking.audience.people.insert("qasaba/eva".into());
        }),
        ("a desk without a person", |_, b| {
            b.marking.audience.people.remove("nuit/sol");
        }),
        ("a stream more", |h, _| {
            h.streams.insert("direct/qasaba".parse().unwrap());
        }),
        ("a second revision", |h, _| {
            h.revision = 2;
            h.previous = Some(Digest::from_bytes([1; 32]));
        }),
    ];
    for (flaw, change) in flaws {
        let (mut header, mut bulletin) = (header(), bulletin());
        change(&mut header, &mut bulletin);
        let refused = Red::sign(header.clone(), bulletin.clone(), &key());
        assert!(refused.is_err(), "signs {flaw}");
        let opened = Red::open(&forced(header, bulletin), &origin(), key().public());
        assert!(opened.is_err(), "opens {flaw}");
    }
    assert_eq!(forced(header(), bulletin()).first(), Some(&b'{'));
    let good = Red::open(&forced(header(), bulletin()), &origin(), key().public());
    assert!(good.is_ok(), "without a flaw it opens");
    assert_ne!(RED_TYPE, STATEMENT_TYPE);
}
