use super::{Common, Identity, Indicator, Malware, Relationship, Report, bundle};
use crate::bundle::read_bundle;
use crate::marking::marking_id;
use fanal_protocol::Label;

const INDICATOR: &str = "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";
const MALWARE: &str = "malware--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";
const TIME: &str = "2026-01-01T00:00:00.000Z";

fn common(id: &'static str) -> Common<'static> {
    Common {
        id,
        created_by_ref: None,
        created: TIME,
        modified: TIME,
        revoked: false,
        object_marking_refs: &[],
    }
}

fn indicator() -> String {
    let common = Common {
        object_marking_refs: &[marking_id(Label::Clear)],
        ..common(INDICATOR)
    };
    Indicator {
        common,
        name: Some("a \"name\""),
        description: None,
        indicator_types: &["malicious-activity"],
        pattern: r"[file:name = 'it\'s']",
        valid_from: TIME,
        valid_until: None,
        labels: &[],
    }
    .to_json()
}

#[test]
fn an_indicator_is_these_bytes() {
    assert_eq!(
        indicator(),
        r#"{"type": "indicator", "spec_version": "2.1", "id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f", "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z", "name": "a \"name\"", "indicator_types": ["malicious-activity"], "pattern": "[file:name = 'it\\'s']", "pattern_type": "stix", "valid_from": "2026-01-01T00:00:00.000Z", "object_marking_refs": ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"]}"#
    );
}

#[test]
fn what_is_written_reads_back_without_a_warning() {
    let identity_id = "identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f";
    let by_desk = |id| Common {
        created_by_ref: Some(identity_id),
        revoked: true,
        ..common(id)
    };
    let objects = [
        indicator(),
        Malware {
            common: by_desk(MALWARE),
            name: "Spy",
            description: Some("x"),
            malware_types: &["spyware"],
            is_family: true,
            labels: &["a"],
        }
        .to_json(),
        Relationship {
            common: common("relationship--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"),
            relationship_type: "indicates",
            source_ref: INDICATOR,
            target_ref: MALWARE,
        }
        .to_json(),
        Report {
            common: common("report--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"),
            name: "Findings",
            description: None,
            report_types: &["threat-report"],
            published: TIME,
            object_refs: &[INDICATOR, MALWARE],
            labels: &[],
        }
        .to_json(),
        Identity {
            common: common(identity_id),
            name: "A desk",
            description: None,
            identity_class: "organization",
            sectors: &["non-profit"],
            contact_information: None,
        }
        .to_json(),
    ];
    let text = bundle(
        "bundle--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
        objects.iter().map(String::as_str),
    );
    let read = read_bundle(text.as_bytes()).unwrap();
    assert_eq!(read.refused, []);
    assert_eq!(read.warnings, []);
    let raws: Vec<&str> = read.objects.iter().map(crate::Object::raw).collect();
    assert_eq!(raws, objects);
    assert!(read.objects[1].view().revoked);
}

#[test]
fn an_empty_bundle_has_no_objects() {
    assert_eq!(
        bundle("bundle--1", []),
        r#"{"type": "bundle", "id": "bundle--1"}"#
    );
}
