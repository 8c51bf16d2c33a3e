//! Envelopes and texts with one flaw each.

use fanal_protocol::limits::{ENVELOPE_BYTES, JSON_DEPTH};
use fanal_protocol::{Envelope, Kind};

use super::{REPORT, luz, payload, raw};
use crate::own::{Vector, id, network, signed_by, with};

/// Flaws of the envelope around a good report.
#[expect(clippy::too_many_lines, reason = "a table: a vector a row")]
pub(super) fn envelopes() -> Vec<Vector> {
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
                let key = crate::own::key("luz/checkpoint");
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
pub(super) fn texts() -> Vec<Vector> {
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
