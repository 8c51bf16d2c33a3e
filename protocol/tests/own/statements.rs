//! One accepted statement of each kind, and refused ones with one flaw each.

use fanal_protocol::limits::{ENVELOPE_BYTES, JSON_DEPTH, TITLE_CHARS};
use fanal_protocol::{Envelope, Kind};

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
const KNOCK: &str = r#"{"kind":"knock","title":"Please call","marking":{"label":"TLP:AMBER","audience":{"desks":["kivu"]}},"consent":{"state":"not_needed","because":"no_beneficiary"}}"#;
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
    all.extend(of_members());
    all.extend(of_duties());
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
    let mut all = envelopes();
    all.extend(
        texts()
            .into_iter()
            .map(|vector| vector.refused("malformed")),
    );
    all.extend(rules().into_iter().map(|vector| vector.refused("rule")));
    all.extend(words().into_iter().map(|vector| vector.refused("rule")));
    all
}

/// Flaws of the envelope around a good report.
#[expect(clippy::too_many_lines, reason = "a table: a vector a row")]
fn envelopes() -> Vec<Vector> {
    let report = payload(Kind::Bulletin, "direct/kivu", REPORT);
    let good = signed_by("luz", report.clone());
    let parsed = Envelope::parse(good.as_bytes()).unwrap();
    let signature = good
        .split_once("\"signatures\":[")
        .unwrap()
        .1
        .trim_end_matches("]}")
        .to_owned();
    let base64 = good.split('"').nth(3).unwrap().to_owned();
    let of_kivu = signed_by("kivu", report.clone());
    let other = signed_by("luz", with(&report, "Parcel phishing", "Parcel phishinG"));
    let mut oversize = raw(
        "oversize",
        "LIM-1",
        "one byte over the limit, and nothing is decoded",
        good.clone(),
    );
    oversize.then_spaces = Some(ENVELOPE_BYTES + 1 - good.len());
    assert_eq!(parsed.signatures().len(), 1);
    let kivu_signature = of_kivu
        .split_once("\"signatures\":[")
        .unwrap()
        .1
        .trim_end_matches("]}");
    vec![
        oversize.refused("too-large"),
        raw(
            "two-signatures",
            "ENV-4",
            "a statement has exactly one signature, were the second good too",
            with(&good, &signature, &format!("{signature},{kivu_signature}")),
        )
        .refused("signature-count"),
        raw(
            "no-signature",
            "ENV-4",
            "a statement has exactly one signature",
            with(&good, &signature, ""),
        )
        .refused("malformed"),
        raw(
            "wrong-key",
            "ENV-3",
            "signed with another desk's key",
            of_kivu,
        )
        .refused("not-signed"),
        raw(
            "changed-payload",
            "ENV-3",
            "one letter was changed after signing",
            with(
                &other,
                other
                    .split_once("\"signatures\":[")
                    .unwrap()
                    .1
                    .trim_end_matches("]}"),
                &signature,
            ),
        )
        .refused("not-signed"),
        raw(
            "unknown-envelope-member",
            "ENV-2",
            "the envelope has a member that nobody knows",
            with(&good, "{\"payload\":", "{\"note\":\"hello\",\"payload\":"),
        )
        .refused("malformed"),
        raw(
            "unknown-signature-member",
            "ENV-2",
            "the signature has a member that nobody knows",
            with(&good, "{\"keyid\":", "{\"cert\":\"\",\"keyid\":"),
        )
        .refused("malformed"),
        raw(
            "wrong-payload-type",
            "ENV-1",
            "a roster's type on a statement",
            with(&good, "fanal.statement", "fanal.roster"),
        )
        .refused("wrong-type"),
        raw(
            "payload-type-of-another-version",
            "ENV-1",
            "version 2 is another type",
            with(&good, ";v=1", ";v=2"),
        )
        .refused("wrong-type"),
        raw(
            "base64-unpadded",
            "ENC-3",
            "base64 without its padding",
            with(&good, &signature, &signature.replace("=\"", "\"")),
        )
        .refused("malformed"),
        raw(
            "base64-with-newline",
            "ENC-3",
            "base64 with a line end in it",
            with(&good, &base64[..76], &format!("{}\\n", &base64[..76])),
        )
        .refused("malformed"),
        raw(
            "envelope-key-twice",
            "ENC-1",
            "the envelope is strict JSON too",
            with(
                &good,
                "{\"payload\":",
                "{\"payloadType\":\"x\",\"payload\":",
            ),
        )
        .refused("malformed"),
        raw(
            "statement-signed-by-checkpoint-key",
            "ENC-10",
            "a key of another purpose signs no statement",
            {
                let key = super::key("luz/checkpoint");
                let envelope = Envelope::sign(
                    fanal_protocol::STATEMENT_TYPE,
                    report.into_bytes(),
                    &key,
                    fanal_protocol::KeyPurpose::Statement,
                );
                String::from_utf8(envelope.to_bytes()).unwrap()
            },
        )
        .refused("not-signed"),
    ]
}

/// Signed as it should be, but not a text that everybody reads alike.
#[expect(clippy::too_many_lines, reason = "a table: a vector a row")]
fn texts() -> Vec<Vector> {
    let report = payload(Kind::Bulletin, "direct/kivu", REPORT);
    let deep = format!(
        "\"kept\":{}1{}",
        "[".repeat(JSON_DEPTH),
        "]".repeat(JSON_DEPTH)
    );
    let mut bad_utf8 = report.clone().into_bytes();
    let place = report.find("Parcel").unwrap();
    bad_utf8[place] = 0xff;
    vec![
        luz(
            "duplicate-key",
            "ENC-1",
            "a key stands twice",
            &with(&report, "\"epoch\":1", "\"epoch\":1,\"epoch\":1"),
        ),
        luz(
            "duplicate-key-escaped",
            "ENC-1",
            "a key stands twice, once with an escape",
            &with(
                &report,
                "{\"kept\":true}",
                "{\"kept\":true,\"\\u006bept\":true}",
            ),
        ),
        luz(
            "float",
            "ENC-1",
            "a number with a fraction",
            &with(&report, "{\"kept\":true}", "{\"kept\":1.0}"),
        ),
        luz(
            "exponent",
            "ENC-1",
            "a number with an exponent",
            &with(&report, "{\"kept\":true}", "{\"kept\":1e3}"),
        ),
        luz(
            "integer-too-large",
            "ENC-1",
            "an integer that other readers would round",
            &with(&report, "{\"kept\":true}", "{\"kept\":9223372036854775808}"),
        ),
        luz(
            "too-deep",
            "ENC-1",
            "nested deeper than any reader must go",
            &with(&report, "\"kept\":true", &deep),
        ),
        raw(
            "bad-utf8",
            "ENC-1",
            "a byte that is not UTF-8",
            signed_by("luz", bad_utf8),
        ),
        luz(
            "byte-order-mark",
            "ENC-1",
            "a byte order mark before the text",
            &format!("\u{feff}{report}"),
        ),
        luz(
            "lone-surrogate",
            "ENC-1",
            "an escape that is no character",
            &with(&report, "Parcel phishing", "Parcel \\ud800"),
        ),
        luz(
            "text-after-the-end",
            "ENC-1",
            "something stands after the object",
            &format!("{report}{{}}"),
        ),
        luz(
            "unknown-header-field",
            "STM-2",
            "the header has a field that nobody knows",
            &with(&report, "\"epoch\":1", "\"epoch\":1,\"priority\":1"),
        ),
        luz(
            "header-field-missing",
            "STM-2",
            "the header lacks its salt",
            &with(&report, &format!(",\"salt\":\"{}\"", id(2)), ""),
        ),
        luz(
            "version-two",
            "STM-1",
            "another version of the format",
            &with(&report, "\"v\":1", "\"v\":2"),
        ),
        luz(
            "unknown-kind",
            "STM-5",
            "a kind that nobody knows",
            &with(&report, "\"kind\":\"bulletin\"", "\"kind\":\"rumour\""),
        ),
        luz(
            "unknown-stream-name",
            "STR-1",
            "a stream that there is not",
            &with(&report, "direct/kivu", "amber/kivu"),
        ),
        luz(
            "id-upper-case",
            "ENC-7",
            "an id has one spelling",
            &with(
                &report,
                &id(1).to_string(),
                &id(1).to_string().to_uppercase(),
            ),
        ),
        luz(
            "id-with-spare-bits",
            "ENC-7",
            "an id has one spelling, to the last bit",
            &with(
                &report,
                "aeaqcaibaeaqcaibaeaqcaibae",
                "aeaqcaibaeaqcaibaeaqcaibaf",
            ),
        ),
        luz(
            "desk-name-double-hyphen",
            "ENC-5",
            "no hyphen after a hyphen",
            &with(&report, "direct/kivu", "direct/ki--vu"),
        ),
        luz(
            "desk-name-upper-case",
            "ENC-5",
            "no capital letters",
            &with(&report, "direct/kivu", "direct/Kivu"),
        ),
        luz(
            "desk-name-one-letter",
            "ENC-5",
            "two letters at least",
            &with(&report, "direct/kivu", "direct/k"),
        ),
        luz(
            "network-id-short",
            "ENC-6",
            "a network id is a digest",
            &with(
                &report,
                &network().to_string(),
                &network().to_string()[..62],
            ),
        ),
        luz(
            "time-with-fraction",
            "ENC-9",
            "moments are whole seconds",
            &with(&report, "04:59:30Z", "04:59:30.0Z"),
        ),
        luz(
            "time-with-offset",
            "ENC-9",
            "moments are in UTC",
            &with(&report, "04:59:30Z", "04:59:30+00:00"),
        ),
        luz(
            "time-with-leap-second",
            "ENC-9",
            "a minute has sixty seconds",
            &with(&report, "04:59:30Z", "04:59:60Z"),
        ),
        luz(
            "revision-negative",
            "STM-3",
            "revisions count from one",
            &with(&report, "\"revision\":1", "\"revision\":-1"),
        ),
    ]
}

/// Well written, but what it says breaks a rule.
#[expect(clippy::too_many_lines, reason = "a table: a vector a row")]
fn rules() -> Vec<Vector> {
    let report = payload(Kind::Bulletin, "direct/kivu", REPORT);
    let question = payload(Kind::Bulletin, "green", QUESTION);
    let knock = payload(Kind::Bulletin, "direct/kivu", KNOCK);
    let publication = payload(Kind::Publication, "clear", PUBLICATION);
    let title = |text: &str| with(&report, "Parcel phishing", text);
    let count = |seen, wrong| payload(Kind::SightingCount, "green", &sighting_count(seen, wrong));
    let kept = with(
        &report,
        r#""consent":{"state":"granted","scope":"named"}"#,
        r#""consent":{"state":"not_asked","scope":"public"}"#,
    );
    vec![
        luz(
            "origin-lies",
            "ENV-3",
            "luz signs in kivu's name",
            &with(&report, "\"origin\":\"luz\"", "\"origin\":\"kivu\""),
        ),
        luz(
            "unknown-body-field",
            "STM-5",
            "the body has a field that nobody knows",
            &with(
                &report,
                "\"lang\":\"en\"",
                "\"lang\":\"en\",\"case_number\":7",
            ),
        ),
        luz(
            "body-of-another-kind",
            "STM-5",
            "a retraction's body in a bulletin",
            &payload(Kind::Bulletin, "direct/kivu", &retraction("error")),
        ),
        luz(
            "revision-zero",
            "STM-3",
            "revisions count from one",
            &with(&report, "\"revision\":1", "\"revision\":0"),
        ),
        luz(
            "revision-two-without-previous",
            "STM-3",
            "a later revision names the one before",
            &with(&report, "\"revision\":1", "\"revision\":2"),
        ),
        luz(
            "revision-one-with-previous",
            "STM-3",
            "nothing is before the first",
            &with(
                &report,
                "\"revision\":1",
                &format!("\"revision\":1,\"previous\":\"{HEX}\""),
            ),
        ),
        luz(
            "no-stream",
            "STM-4",
            "a statement goes somewhere",
            &with(&report, "[\"direct/kivu\"]", "[]"),
        ),
        luz(
            "too-many-streams",
            "STM-4",
            "more streams than an audience may name",
            &with(
                &report,
                "[\"direct/kivu\"]",
                &format!(
                    "[{}]",
                    (0..257)
                        .map(|n| format!("\"direct/desk-{n}\""))
                        .collect::<Vec<_>>()
                        .join(",")
                ),
            ),
        ),
        luz(
            "epoch-zero",
            "STM-4",
            "epochs count from one",
            &with(&report, "\"epoch\":1", "\"epoch\":0"),
        ),
        luz(
            "stream-of-another-network",
            "STM-4",
            "a bulletin belongs to one network",
            &with(&report, "direct/kivu", &format!("green/{HEX}")),
        ),
        luz(
            "title-empty",
            "STM-6",
            "a title says something",
            &title("  "),
        ),
        luz(
            "title-too-long",
            "STM-6",
            "a title is one line on a phone, twice",
            &title(&"x".repeat(TITLE_CHARS + 1)),
        ),
        luz(
            "title-two-lines",
            "STM-6",
            "a title is one line",
            &title("Parcel\\nphishing"),
        ),
        luz(
            "title-line-separator",
            "STM-6",
            "a title is one line, whatever ends it",
            &title("Parcel\u{2028}phishing"),
        ),
        luz(
            "title-bidi-override",
            "STM-6",
            "no character turns text around",
            &title("Parcel \u{202e}gnihsihp"),
        ),
        luz(
            "title-zero-width",
            "STM-6",
            "no character hides",
            &title("Par\u{200b}cel phishing"),
        ),
        luz(
            "title-invisible-tags",
            "STM-6",
            "no character hides a message",
            &title("Parcel phishing\u{e0041}"),
        ),
        luz(
            "source-bidi-override",
            "STM-6",
            "every text that people read is held to it",
            &with(&report, "\"lang\":\"en\"", "\"source\":\"a \u{202e}b\""),
        ),
        luz(
            "also-please-too-long",
            "STM-6",
            "the sentence to heed is a sentence",
            &with(&report, "Do not contact the hoster.", &"x".repeat(501)),
        ),
        luz(
            "object-not-an-object",
            "STM-7",
            "STIX objects are objects",
            &with(&report, "\"objects\":[", "\"objects\":[1,"),
        ),
        luz(
            "unknown-role",
            "STM-7",
            "a role that there is not",
            &with(&report, "\"delivery\"", "\"villain\""),
        ),
        luz(
            "question-without-expiry",
            "STM-8",
            "a question ends",
            &with(&question, ",\"expires\":\"2026-11-29T00:00:00Z\"", ""),
        ),
        luz(
            "knock-with-content",
            "STM-8",
            "a knock carries no content",
            &with(
                &knock,
                "\"title\":",
                "\"summary\":\"She is at the station\",\"title\":",
            ),
        ),
        luz(
            "knock-with-category",
            "STM-8",
            "not even what it is about",
            &with(
                &knock,
                "\"title\":",
                "\"category\":\"stalkerware\",\"title\":",
            ),
        ),
        luz(
            "label-of-tlp-1",
            "MRK-1",
            "what is signed says CLEAR, not WHITE",
            &with(&report, "TLP:AMBER", "TLP:WHITE"),
        ),
        luz(
            "label-lower-case",
            "MRK-1",
            "what is signed has one spelling",
            &with(&report, "TLP:AMBER", "tlp:amber"),
        ),
        luz(
            "label-missing",
            "MRK-1",
            "no label, no bulletin",
            &with(&report, "\"label\":\"TLP:AMBER\",", ""),
        ),
        luz(
            "two-labels",
            "MRK-1",
            "exactly one label",
            &with(
                &report,
                "\"label\":\"TLP:AMBER\"",
                "\"label\":[\"TLP:AMBER\",\"TLP:GREEN\"]",
            ),
        ),
        luz(
            "green-names-people",
            "MRK-2",
            "only TLP:RED names people",
            &with(
                &question,
                "\"TLP:GREEN\"",
                "\"TLP:GREEN\",\"audience\":{\"people\":[\"wren\"]}",
            ),
        ),
        luz(
            "audience-too-large",
            "MRK-2",
            "an audience that nobody could preview",
            &with(
                &report,
                "\"desks\":[\"kivu\"]",
                &format!(
                    "\"desks\":[{}]",
                    (0..257)
                        .map(|n| format!("\"desk-{n}\""))
                        .collect::<Vec<_>>()
                        .join(",")
                ),
            ),
        ),
        luz(
            "audience-with-unknown-field",
            "MRK-2",
            "a wish that nobody knows cannot be kept",
            &with(
                &report,
                "\"desks\":[\"kivu\"]",
                "\"desks\":[\"kivu\"],\"not_desks\":[\"qasaba\"]",
            ),
        ),
        luz(
            "unknown-pap",
            "MRK-3",
            "a level of PAP that there is not",
            &with(&report, "PAP:AMBER", "PAP:BLUE"),
        ),
        luz(
            "consent-missing",
            "CON-1",
            "no claim, no bulletin",
            &with(
                &report,
                ",\"consent\":{\"state\":\"granted\",\"scope\":\"named\"}",
                "",
            ),
        ),
        luz(
            "consent-unknown-state",
            "CON-1",
            "a state that there is not",
            &with(&report, "\"granted\"", "\"assumed\""),
        ),
        luz(
            "consent-contradicts-itself",
            "CON-1",
            "nobody was asked, and yet there is a scope",
            &kept,
        ),
        luz(
            "consent-record-inside",
            "CON-1",
            "the record behind the claim never leaves the desk",
            &with(
                &report,
                "\"scope\":\"named\"",
                "\"scope\":\"named\",\"by\":\"Mrs K\"",
            ),
        ),
        luz(
            "sighting-in-green",
            "STM-9",
            "a sighting goes to the origin alone",
            &payload(Kind::Sighting, "green", &sighting()),
        ),
        luz(
            "sighting-to-another-desk",
            "STM-9",
            "a sighting goes to the bulletin's origin alone",
            &payload(Kind::Sighting, "direct/qasaba", &sighting()),
        ),
        luz(
            "receipt-to-two",
            "STM-9",
            "a receipt goes to the origin alone",
            &payload(Kind::Receipt, "direct/kivu direct/qasaba", &receipt()),
        ),
        luz(
            "refusal-in-green",
            "STM-9",
            "a refusal is nobody else's business",
            &payload(Kind::Refusal, "green", &refusal()),
        ),
        luz(
            "refusal-to-three",
            "STM-9",
            "to the origin and the sender",
            &payload(
                Kind::Refusal,
                "direct/kivu direct/qasaba direct/luz",
                &refusal(),
            ),
        ),
        luz(
            "refusal-with-unknown-code",
            "STM-9",
            "a code that there is not",
            &payload(
                Kind::Refusal,
                "direct/kivu",
                &with(&refusal(), "policy.origin", "policy.whim"),
            ),
        ),
        luz(
            "publication-with-consent",
            "STM-10",
            "the public hears nothing of consent",
            &with(
                &publication,
                "\"objects\":[]",
                "\"objects\":[],\"consent\":{\"state\":\"granted\",\"scope\":\"public\"}",
            ),
        ),
        luz(
            "publication-not-a-day",
            "STM-10",
            "dates in public are days",
            &with(
                &publication,
                "\"date\":\"2026-11-22T00:00:00Z\"",
                "\"date\":\"2026-11-22T00:00:01Z\"",
            ),
        ),
        luz(
            "publication-issued-to-the-second",
            "STM-10",
            "dates in public are days, in the header too",
            &with(
                &publication,
                "\"issued\":\"2026-11-22T00:00:00Z\"",
                "\"issued\":\"2026-11-22T04:59:30Z\"",
            ),
        ),
        luz(
            "publication-revised",
            "STM-10",
            "a publication has no history",
            &with(
                &publication,
                "\"revision\":1",
                &format!("\"revision\":2,\"previous\":\"{HEX}\""),
            ),
        ),
        luz(
            "publication-in-green",
            "STM-10",
            "what is published goes down clear",
            &with(
                &publication,
                "\"clear\"",
                &format!("\"green/{}\"", network()),
            ),
        ),
        luz(
            "bulletin-in-clear",
            "STM-12",
            "a bulletin tells of desks: it is published as a new statement",
            &with(&question, &format!("green/{}", network()), "clear"),
        ),
        luz(
            "retraction-public-with-reason",
            "STM-11",
            "the public hears `withdrawn` and nothing else",
            &payload(Kind::Retraction, "clear", &retraction("consent")),
        ),
        luz(
            "retraction-public-with-desks",
            "STM-12",
            "what is public names no other stream",
            &payload(
                Kind::Retraction,
                "clear direct/kivu",
                &retraction("withdrawn"),
            ),
        ),
        luz(
            "retraction-of-nothing",
            "STM-11",
            "a retraction names digests",
            &with(
                &payload(Kind::Retraction, "green", &retraction("error")),
                &format!("[\"{HEX}\"]"),
                "[]",
            ),
        ),
        luz(
            "sighting-count-of-two",
            "STM-13",
            "two desks could be told apart",
            &count(1, 1),
        ),
        luz(
            "vouch-with-weak-key",
            "ENC-11",
            "anybody could sign for that key",
            &payload(
                Kind::Vouch,
                "green",
                &with(
                    &vouch(),
                    &super::key("lumbre/statement").public().to_string(),
                    super::rosters::WEAK,
                ),
            ),
        ),
        luz(
            "approval-without-draft",
            "STM-5",
            "an approval names the exact draft",
            &payload(Kind::Approval, "direct/kivu", r#"{"author":"kivu"}"#),
        ),
    ]
}

const PROFILE: &str = r#"{"languages":["en","fr"],"hours":"Mon-Fri 9-17 UTC","services":["forensics"],"channels":[{"kind":"signal","at":"@luz.07","traits":["end_to_end"]}],"nda":true}"#;
const AGE: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

fn objection() -> String {
    format!(
        r#"{{"desk":"lumbre","key":"{}","why":"Their domain was registered last week."}}"#,
        super::key("lumbre/statement").public()
    )
}

fn suspension(why: &str) -> String {
    format!(
        r#"{{"desk":"kivu","coordinator":"{}","version":1,"digest":"{HEX}","why":"{why}"}}"#,
        super::key("ada").public()
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
fn of_members() -> Vec<Vector> {
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

/// Rights, warnings, reports, and what is sealed. [STM-15]
fn of_duties() -> Vec<Vector> {
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
fn words() -> Vec<Vector> {
    let long = "x".repeat(TITLE_CHARS + 1);
    let rows = [
        ("request-with-line-break", "STM-14", "a slip is one word", Kind::Request, "green", request("fanal-request:AAAA\\n.BBBB")),
        ("request-empty", "STM-14", "a request has a slip", Kind::Request, "green", request("")),
        ("objection-in-green", "STM-14", "an objection is for coordinators alone", Kind::Objection, "green", objection()),
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
        ("absence-ends-before-it-begins", "STM-15", "`until` lies after `from`", Kind::Notice, "green", r#"{"about":"absence","from":"2026-12-20T00:00:00Z","until":"2026-12-20T00:00:00Z"}"#.to_owned()),
        ("notice-about-nothing", "STM-15", "a notice says what about", Kind::Notice, "green", "{}".to_owned()),
        ("self-suspension-from-the-future", "STM-15", "one from the future could never be ended", Kind::Notice, "green", r#"{"about":"self_suspension","since":"2026-11-22T05:00:00Z"}"#.to_owned()),
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
