//! Statements that parse and break one rule each.

use fanal_protocol::Kind;
use fanal_protocol::limits::TITLE_CHARS;

use super::{
    HEX, KNOCK, PUBLICATION, QUESTION, REPORT, luz, payload, receipt, refusal, retraction,
    sighting, sighting_count, vouch,
};
use crate::own::{Vector, network, with};

/// Well written, but what it says breaks a rule.
#[expect(clippy::too_many_lines, reason = "a table: a vector a row")]
pub(super) fn broken() -> Vec<Vector> {
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
            "knock-in-free-words",
            "STM-8",
            "its title has one form",
            &with(&knock, "us, for quince", "us about Sara, for quince"),
        ),
        luz(
            "knock-with-a-wish",
            "STM-8",
            "nor words beside the label",
            &with(
                &knock,
                "\"audience\":",
                "\"also_please\":\"She is at the station\",\"audience\":",
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
                    &crate::own::key("lumbre/statement").public().to_string(),
                    crate::own::rosters::WEAK,
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
