//! One accepted statement of each kind, and refused ones with one flaw each.

mod duties;
mod refused;
mod rules;

use fanal_protocol::Kind;
use fanal_protocol::limits::ENVELOPE_BYTES;

use super::{Vector, What, id, network, signed_by, stream, stream_name, with};

/// A payload of this kind, as luz writes it.
pub(crate) fn payload(kind: Kind, streams: &str, body: &str) -> String {
    let streams: Vec<String> = streams
        .split(' ')
        .map(|name| format!("\"{}\"", stream_name(name)))
        .collect();
    // What goes down `clear` says the day, not the second.
    let issued = if streams == ["\"clear\""] {
        "2026-11-22T00:00:00Z"
    } else {
        "2026-11-22T04:59:30Z"
    };
    format!(
        "{{\"v\":1,\"network\":\"{}\",\"kind\":\"{kind}\",\"origin\":\"luz\",\"id\":\"{}\",\"revision\":1,\
         \"streams\":[{}],\"epoch\":1,\"issued\":\"{issued}\",\"salt\":\"{}\",\"body\":{body}}}",
        network(),
        id(1),
        streams.join(","),
        id(2),
    )
}

const REPORT: &str = r#"{"kind":"report","title":"Parcel phishing","summary":"Text messages about a parcel.\nThe link asks for a card number.","lang":"en","category":"phishing","marking":{"label":"TLP:AMBER","audience":{"desks":["kivu"]},"pap":"PAP:AMBER","also_please":"Do not contact the hoster."},"consent":{"state":"granted","scope":"named"},"objects":[{"type":"indicator","spec_version":"2.1","id":"indicator--6b2a3c1e-2f4d-4c1e-9d2a-0d5b6f7a8c9d","created":"2026-11-22T04:00:00.000Z","modified":"2026-11-22T04:00:00.000Z","pattern":"[domain-name:value = 'parcel.example']","pattern_type":"stix","valid_from":"2026-11-22T04:00:00Z","x_from_elsewhere":{"kept":true}}],"roles":{"indicator--6b2a3c1e-2f4d-4c1e-9d2a-0d5b6f7a8c9d":"delivery"}}"#;
const QUESTION: &str = r#"{"kind":"question","title":"Seen this link?","marking":{"label":"TLP:GREEN"},"consent":{"state":"not_needed","because":"own_infrastructure"},"expires":"2026-11-29T00:00:00Z"}"#;
const KNOCK: &str = r#"{"kind":"knock","title":"Please call us, for quince, by signal, before 2026-11-24T18:00:00Z","marking":{"label":"TLP:AMBER","audience":{"desks":["kivu"]}},"consent":{"state":"not_needed","because":"no_beneficiary"}}"#;
const PUBLICATION: &str =
    r#"{"title":"Parcel phishing","date":"2026-11-22T00:00:00Z","pap":"PAP:GREEN","objects":[]}"#;
const HEX: &str = "1111111111111111111111111111111111111111111111111111111111111111";

fn retraction(reason: &str) -> String {
    format!(
        r#"{{"target":"{}","digests":["{HEX}"],"reason":"{reason}"}}"#,
        id(1)
    )
}

fn sighting() -> String {
    format!(
        r#"{{"target":{{"origin":"kivu","id":"{}"}},"verdict":"seen"}}"#,
        id(3)
    )
}

fn sighting_count(seen: u32, false_positive: u32) -> String {
    format!(
        r#"{{"target":"{}","seen":{seen},"false_positive":{false_positive}}}"#,
        id(1)
    )
}

fn receipt() -> String {
    format!(
        r#"{{"retraction":"{HEX}","target":"{}","state":"purged"}}"#,
        id(3)
    )
}

fn refusal() -> String {
    format!(
        r#"{{"of":"{HEX}","sender":"kivu","stream":"{}","code":"policy.origin","roster":1}}"#,
        stream_name("green")
    )
}

fn vouch() -> String {
    format!(
        r#"{{"desk":"lumbre","key":"{}","how":"Met in Goma; the key was read out by voice."}}"#,
        super::key("lumbre/statement").public()
    )
}

fn heartbeat() -> String {
    format!(
        r#"{{"key":"{}","version":1,"digest":"{}"}}"#,
        super::key("ada/heartbeat").public(),
        network()
    )
}

fn accept(name: &str, tag: &str, about: &str, kind: Kind, streams: &str, body: &str) -> Vector {
    let mut vector = Vector::new(
        name,
        tag,
        about,
        What::Statement,
        signed_by("luz", payload(kind, streams, body)),
    );
    vector.stream = streams.split(' ').next().map(stream);
    vector
}

#[expect(clippy::too_many_lines, reason = "a table: a vector a row")]
pub(crate) fn accepted() -> Vec<Vector> {
    let mut all = vec![
        accept(
            "bulletin-report",
            "STM-2",
            "a report to one desk; unknown members of STIX objects are kept",
            Kind::Bulletin,
            "direct/kivu",
            REPORT,
        ),
        accept(
            "bulletin-question",
            "STM-8",
            "a question to the network",
            Kind::Bulletin,
            "green",
            QUESTION,
        ),
        accept(
            "bulletin-knock",
            "STM-8",
            "a knock: call me, no content",
            Kind::Bulletin,
            "direct/kivu",
            KNOCK,
        ),
        accept(
            "publication",
            "STM-10",
            "the closed list of public fields, times as days",
            Kind::Publication,
            "clear",
            PUBLICATION,
        ),
        accept(
            "retraction",
            "STM-11",
            "a retraction among desks names digests and a reason",
            Kind::Retraction,
            "green direct/kivu",
            &retraction("consent"),
        ),
        accept(
            "retraction-public",
            "STM-11",
            "a public retraction gives no reason",
            Kind::Retraction,
            "clear",
            &retraction("withdrawn"),
        ),
        accept(
            "sighting",
            "STM-9",
            "a sighting goes to the bulletin's origin",
            Kind::Sighting,
            "direct/kivu",
            &sighting(),
        ),
        accept(
            "sighting-count",
            "STM-13",
            "a count from three desks on",
            Kind::SightingCount,
            "green",
            &sighting_count(3, 0),
        ),
        accept(
            "receipt",
            "STM-9",
            "a receipt goes to the retraction's origin",
            Kind::Receipt,
            "direct/kivu",
            &receipt(),
        ),
        accept(
            "refusal",
            "STM-9",
            "a refusal goes to the origin and to the sender",
            Kind::Refusal,
            "direct/kivu direct/qasaba",
            &refusal(),
        ),
        accept(
            "approval",
            "STM-5",
            "a reviewer elsewhere approves a draft by its digest",
            Kind::Approval,
            "direct/kivu",
            &format!(r#"{{"draft":"{HEX}","author":"kivu"}}"#),
        ),
        accept(
            "vouch",
            "STM-5",
            "a vouch names the desk and its key",
            Kind::Vouch,
            "green",
            &vouch(),
        ),
        accept(
            "heartbeat",
            "STM-5",
            "a heartbeat names the roster",
            Kind::Heartbeat,
            "green",
            &heartbeat(),
        ),
    ];
    all.extend(duties::of_members());
    all.extend(duties::of_duties());
    let report = payload(Kind::Bulletin, "direct/kivu", REPORT);
    let second = with(
        &report,
        r#""revision":1,"#,
        &format!(r#""revision":2,"previous":"{HEX}","#),
    );
    all.push(luz(
        "revision-two",
        "STM-3",
        "a later revision names the one before",
        &second,
    ));
    let url_safe = signed_by(
        "luz",
        with(&report, "Parcel phishing", "\u{6ff}\u{7ff}\u{fff}>>>???"),
    )
    .replace('+', "-")
    .replace('/', "_")
    .replace(
        "application_vnd.fanal.statement-json",
        "application/vnd.fanal.statement+json",
    );
    all.push(Vector::new(
        "base64-url-safe",
        "ENC-3",
        "the other base64 alphabet is read too",
        What::Statement,
        url_safe,
    ));
    let keyid = signed_by("luz", report.clone());
    let wrong_hint = with(&keyid, r#""keyid":""#, r#""keyid":"not-the-key-"#);
    all.push(Vector::new(
        "key-id-of-nobody",
        "ENC-13",
        "a key id is a hint that decides nothing",
        What::Statement,
        wrong_hint,
    ));
    let mut largest = Vector::new(
        "largest-envelope",
        "LIM-1",
        "an envelope of just the largest size is read",
        What::Statement,
        keyid,
    );
    largest.then_spaces = Some(ENVELOPE_BYTES - largest.envelope.len());
    all.push(largest);
    all
}

fn luz(name: &str, tag: &str, about: &str, payload: &str) -> Vector {
    Vector::new(name, tag, about, What::Statement, signed_by("luz", payload))
}

fn raw(name: &str, tag: &str, about: &str, envelope: String) -> Vector {
    Vector::new(name, tag, about, What::Statement, envelope)
}

pub(crate) fn refused() -> Vec<Vector> {
    let mut all = refused::envelopes();
    all.extend(
        refused::texts()
            .into_iter()
            .map(|vector| vector.refused("malformed")),
    );
    all.extend(
        rules::broken()
            .into_iter()
            .map(|vector| vector.refused("rule")),
    );
    all.extend(
        duties::words()
            .into_iter()
            .map(|vector| vector.refused("rule")),
    );
    all
}
