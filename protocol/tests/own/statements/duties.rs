//! The statements of members, duties and words: accepted and refused.

use fanal_protocol::limits::TITLE_CHARS;
use fanal_protocol::{Kind, NetworkId, Slip};

use super::{HEX, accept, luz, payload, vouch};
use crate::own::{Vector, at, desk, id, key, network, stream, stream_name, with};

const PROFILE: &str = r#"{"languages":["en","fr"],"hours":"Mon-Fri 9-17 UTC","services":["forensics"],"channels":[{"kind":"signal","at":"@luz.07","traits":["end_to_end"]}],"nda":true}"#;

const AGE: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

fn objection() -> String {
    format!(
        r#"{{"desk":"lumbre","key":"{}","why":"Their domain was registered last week."}}"#,
        crate::own::key("lumbre/statement").public()
    )
}

fn suspension(why: &str) -> String {
    format!(
        r#"{{"desk":"kivu","coordinator":"{}","version":1,"digest":"{HEX}","why":"{why}"}}"#,
        crate::own::key("ada").public()
    )
}

fn request(slip: &str) -> String {
    format!(r#"{{"slip":"{slip}"}}"#)
}

fn card(key: &str) -> String {
    format!(r#"{{"pseudonym":"wren","key":"{key}"}}"#)
}

fn grant() -> String {
    format!(r#"{{"target":"{}","digest":"{HEX}"}}"#, id(1))
}

const COUNTS: &str = r#"{"about":"breach","since":"2026-11-20T00:00:00Z","text":"A laptop was taken.","counts":{"TLP:AMBER":2,"TLP:GREEN":40}}"#;

fn breach(origin: &str) -> String {
    format!(
        r#"{{"about":"breach","since":"2026-11-20T00:00:00Z","text":"A laptop was taken.","held":[{{"origin":"{origin}","id":"{}"}}]}}"#,
        id(3)
    )
}

fn new_epoch(opens: u32, closes: u32, stream: &str) -> String {
    let stream = stream_name(stream);
    format!(
        r#"{{"about":"epoch","epoch":{opens},"closes":[{{"stream":"{stream}","epoch":{closes},"size":7,"root":"{HEX}"}}]}}"#
    )
}

fn report_of(text: &str) -> String {
    format!(
        r#"{{"desk":"kivu","text":"{text}","proof":[{{"what":"refused","of":"{HEX}","stream":"direct/luz","code":"policy.origin"}}]}}"#
    )
}

fn sealed(bytes: usize) -> String {
    use base64::Engine as _;
    let file = base64::engine::general_purpose::STANDARD.encode(vec![7; bytes]);
    format!(r#"{{"sealed":"{file}"}}"#)
}

/// What a network says of its members. [STM-14]
pub(super) fn of_members() -> Vec<Vector> {
    let rows = [
        (
            "request",
            "a member passes a request on",
            Kind::Request,
            "green",
            request("fanal-request:AAAA.BBBB"),
        ),
        (
            "objection",
            "an objection, to a coordinator's desk",
            Kind::Objection,
            "direct/kivu",
            objection(),
        ),
        (
            "acceptance",
            "the code of practice, by its digest",
            Kind::Acceptance,
            "green",
            format!(r#"{{"code":"{HEX}"}}"#),
        ),
        (
            "suspension",
            "a suspension names coordinator and roster",
            Kind::Suspension,
            "green",
            suspension("Key on a public site."),
        ),
        (
            "profile",
            "what referral needs",
            Kind::Profile,
            "green",
            PROFILE.to_owned(),
        ),
        (
            "contact-card",
            "a pseudonym and an age recipient",
            Kind::ContactCard,
            "direct/kivu",
            card(AGE),
        ),
        (
            "contact-card-over",
            "a card without a key is over",
            Kind::ContactCard,
            "direct/kivu",
            r#"{"pseudonym":"wren"}"#.to_owned(),
        ),
    ];
    rows.into_iter()
        .map(|(name, about, kind, streams, body)| {
            accept(name, "STM-14", about, kind, streams, &body)
        })
        .collect()
}

/// The slip of a desk, as luz tells of it.
fn shown_slip(whose: &str, network: NetworkId, until: &str) -> String {
    let key = key(&format!("{whose}/statement"));
    let slip = Slip::sign(network, desk(whose), at(until), &key);
    format!(r#"{{"about":"slip","slip":"{slip}"}}"#)
}

/// Rights, warnings, reports, and what is sealed. [STM-15]
pub(super) fn of_duties() -> Vec<Vector> {
    let absence =
        r#"{"about":"absence","from":"2026-12-20T00:00:00Z","until":"2027-01-05T00:00:00Z"}"#;
    let alone = r#"{"about":"self_suspension","since":"2026-11-22T04:59:00Z"}"#;
    let rows = [
        (
            "grant",
            "the right to publish one revision",
            Kind::Grant,
            "direct/kivu",
            grant(),
        ),
        (
            "notice",
            "a breach, to one origin",
            Kind::Notice,
            "direct/kivu",
            breach("kivu"),
        ),
        (
            "notice-breach-to-a-coordinator",
            "a breach, to a coordinator's desk: how much of others lay there",
            Kind::Notice,
            "direct/kivu",
            COUNTS.to_owned(),
        ),
        (
            "notice-absence",
            "nobody answers for a while",
            Kind::Notice,
            "green",
            absence.to_owned(),
        ),
        (
            "notice-self-suspension",
            "a desk suspends itself",
            Kind::Notice,
            "green",
            alone.to_owned(),
        ),
        (
            "notice-slip",
            "a member was shown the slip of another desk",
            Kind::Notice,
            "green",
            shown_slip("kivu", network(), "2027-11-22T00:00:00Z"),
        ),
        (
            "report",
            "a rule broken, with the digest of what was refused",
            Kind::Report,
            "direct/kivu",
            report_of("It sent another's AMBER."),
        ),
        (
            "sealed",
            "an age file that a node cannot read",
            Kind::Sealed,
            "direct/kivu",
            sealed(4096),
        ),
    ];
    let mut all: Vec<_> = rows
        .into_iter()
        .map(|(name, about, kind, streams, body)| {
            accept(name, "STM-15", about, kind, streams, &body)
        })
        .collect();
    // The notice stands in the epoch that it opens.
    let notice = payload(Kind::Notice, "green", &new_epoch(2, 1, "green"));
    let notice = with(&notice, "\"epoch\":1,\"issued\"", "\"epoch\":2,\"issued\"");
    let mut vector = luz(
        "notice-epoch",
        "STM-15",
        "a new epoch closes the old one",
        &notice,
    );
    vector.stream = Some(fanal_protocol::StreamRef {
        epoch: 2,
        ..stream("green")
    });
    all.push(vector);
    all
}

/// Flaws of membership words and of duties. [STM-14] [STM-15]
pub(super) fn words() -> Vec<Vector> {
    let long = "x".repeat(TITLE_CHARS + 1);
    let rows = [
        ("request-with-line-break", "STM-14", "a slip is one word", Kind::Request, "green", request("fanal-request:AAAA\\n.BBBB")),
        ("request-empty", "STM-14", "a request has a slip", Kind::Request, "green", request("")),
        ("objection-in-green", "STM-14", "an objection is for coordinators alone", Kind::Objection, "green", objection()),
        ("request-to-a-coordinator", "STM-14", "who asks is told to all members, or to nobody", Kind::Request, "direct/kivu", request("fanal-request:AAAA.BBBB")),
        ("request-to-a-coordinator-besides", "STM-14", "to all members, and to nobody apart", Kind::Request, "direct/kivu green", request("fanal-request:AAAA.BBBB")),
        ("vouch-to-a-coordinator", "STM-14", "all members see who vouches", Kind::Vouch, "direct/kivu", vouch()),
        ("acceptance-to-a-coordinator", "STM-14", "all members see who keeps the code", Kind::Acceptance, "direct/kivu", format!(r#"{{"code":"{HEX}"}}"#)),
        ("profile-to-one", "STM-14", "all members are told the same", Kind::Profile, "direct/kivu", PROFILE.to_owned()),
        ("suspension-without-why", "STM-14", "members are told why", Kind::Suspension, "green", suspension(" ")),
        ("profile-turned-around", "STM-14", "no text turns another around", Kind::Profile, "green", PROFILE.replace("Mon-Fri", "Mon\\u202eFri")),
        ("profile-channel-without-address", "STM-14", "a channel says where", Kind::Profile, "green", PROFILE.replace("@luz.07", "")),
        ("profile-service-too-long", "STM-14", "a service is a short text", Kind::Profile, "green", PROFILE.replace("forensics", &long)),
        ("profile-with-unknown-field", "STM-14", "a closed list of fields", Kind::Profile, "green", PROFILE.replace("\"nda\":true", "\"nda\":true,\"staff\":3")),
        ("contact-card-in-green", "STM-14", "a card goes to desks one by one", Kind::ContactCard, "green", card(AGE)),
        ("contact-card-with-secret-key", "STM-14", "a recipient, never an identity", Kind::ContactCard, "direct/kivu", card("AGE-SECRET-KEY-1QQ")),
        ("grant-to-two", "STM-15", "a right is given to one desk", Kind::Grant, "direct/kivu direct/qasaba", grant()),
        ("breach-tells-of-another-desk", "STM-15", "whose the bulletins are is told to nobody else", Kind::Notice, "direct/qasaba", breach("kivu")),
        ("breach-in-green", "STM-15", "each origin is told by itself", Kind::Notice, "green", breach("kivu")),
        ("breach-counts-red", "STM-15", "RED is in no count", Kind::Notice, "direct/kivu", COUNTS.replace("TLP:AMBER", "TLP:RED")),
        ("absence-ends-before-it-begins", "STM-15", "`until` lies after `from`", Kind::Notice, "green", r#"{"about":"absence","from":"2026-12-20T00:00:00Z","until":"2026-12-20T00:00:00Z"}"#.to_owned()),
        ("notice-about-nothing", "STM-15", "a notice says what about", Kind::Notice, "green", "{}".to_owned()),
        ("self-suspension-from-the-future", "STM-15", "one from the future could never be ended", Kind::Notice, "green", r#"{"about":"self_suspension","since":"2026-11-22T05:00:00Z"}"#.to_owned()),
        ("slip-that-is-over", "REC-17", "a slip ends", Kind::Notice, "green", shown_slip("kivu", network(), "2026-11-22T00:00:00Z")),
        ("slip-of-another-network", "REC-17", "a slip is of its network", Kind::Notice, "green", shown_slip("kivu", NetworkId::founded_by(fanal_protocol::Digest::from_bytes([7; 32])), "2027-11-22T00:00:00Z")),
        ("slip-without-signature", "REC-17", "a slip is signed", Kind::Notice, "green", shown_slip("kivu", network(), "2027-11-22T00:00:00Z").replace("00:00:00Z ", "00:00:00Z A")),
        ("notice-with-unknown-field", "STM-15", "a closed list of fields", Kind::Notice, "green", r#"{"about":"self_suspension","since":"2026-11-22T04:59:00Z","until":"2026-11-23T05:00:00Z"}"#.to_owned()),
        ("epoch-closes-itself", "STM-15", "the epochs that it closes lie before its own", Kind::Notice, "green", new_epoch(1, 1, "green")),
        ("epoch-closes-another-stream", "STR-11", "a notice closes the streams that it stands in, and `clear`", Kind::Notice, "green", new_epoch(1, 0, "direct/kivu")),
        ("report-in-green", "STM-15", "a report goes to coordinators' desks", Kind::Report, "green", report_of("It sent another's AMBER.")),
        ("sealed-to-two", "STM-15", "sealed to people of one desk", Kind::Sealed, "direct/kivu direct/qasaba", sealed(4096)),
        ("sealed-of-any-length", "STM-15", "the length tells nothing", Kind::Sealed, "direct/kivu", sealed(5000)),
        ("sealed-too-short", "STM-15", "the length tells nothing", Kind::Sealed, "direct/kivu", sealed(2048)),
        ("sealed-not-base64", "STM-15", "bytes are base64 with padding", Kind::Sealed, "direct/kivu", r#"{"sealed":"AAA"}"#.to_owned()),
    ];
    rows.into_iter()
        .map(|(name, tag, about, kind, streams, body)| {
            luz(name, tag, about, &payload(kind, streams, &body))
        })
        .collect()
}
