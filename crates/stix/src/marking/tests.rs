use std::fs;

use fanal_protocol::Label;
use serde_json::Value as Json;

use super::{
    EffectiveLabel, MarkingMeaning, Markings, TLP_1, TLP_2, definition_objects,
    label_of_marking_id, marking_id, tlp_1_marking_id,
};
use crate::bundle::{Bundle, read_bundle};
use crate::samples::data;

const STATEMENT: &str = "marking-definition--aaaaaaaa-0000-4000-8000-000000000000";

fn bundle_marked(members: &str, definition: &str) -> Bundle<'static> {
    let indicator = format!(
        r#"{{"type":"indicator","id":"indicator--aaaaaaaa-17d4-4cbf-938f-98ee46b3cd3f"{members}}}"#
    );
    let text = format!(r#"{{"objects":[{indicator}{definition}]}}"#);
    read_bundle(text.leak().as_bytes()).unwrap()
}

fn label(members: &str, definition: &str) -> EffectiveLabel {
    let bundle = bundle_marked(members, definition);
    Markings::of(&bundle).label_of_bundle(&bundle)
}

fn refs(ids: &[&str]) -> String {
    format!(r#","object_marking_refs":["{}"]"#, ids.join("\",\""))
}

fn definition(members: &str) -> String {
    format!(r#",{{"type":"marking-definition","id":"{STATEMENT}",{members}}}"#)
}

#[test]
fn the_nine_ids_have_their_labels_and_nothing_else_has() {
    for (label, _, id) in TLP_1 {
        assert_eq!(label_of_marking_id(id), MarkingMeaning::Tlp(label));
        assert_eq!(tlp_1_marking_id(label), Some(id));
    }
    for (label, _, id) in TLP_2 {
        assert_eq!(label_of_marking_id(id), MarkingMeaning::Tlp(label));
        assert_eq!(marking_id(label), id);
    }
    assert_eq!(tlp_1_marking_id(Label::AmberStrict), None);
    for corrupt in [
        "marking-definition--94868c89-83c2-4f24-ae4d-79f2bf239a72",
        "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b03e",
        "marking-definition--bab4a63c-aed9-4b5f-a869-75b77dcc1ef3",
        "marking-definition--5E57C739-391a-4eb3-b6be-7d15ca92d5ed",
        "",
    ] {
        assert_eq!(label_of_marking_id(corrupt), MarkingMeaning::UnknownMarking);
    }
}

#[test]
fn the_strictest_marking_counts() {
    let (green, amber, red) = (
        marking_id(Label::Green),
        marking_id(Label::Amber),
        marking_id(Label::Red),
    );
    assert_eq!(label("", ""), EffectiveLabel::Unmarked);
    assert_eq!(
        label(&refs(&[amber, green]), ""),
        EffectiveLabel::Marked(Label::Amber)
    );
    let part = format!(
        r#"{},"granular_markings":[{{"selectors":["name"],"marking_ref":"{red}"}},{{"selectors":["name"],"lang":"fr"}}]"#,
        refs(&[green])
    );
    assert_eq!(label(&part, ""), EffectiveLabel::Marked(Label::Red));
}

#[test]
fn an_unknown_marking_makes_all_unreadable() {
    let unreadable = EffectiveLabel::Unreadable {
        marking_id: STATEMENT.to_owned(),
    };
    assert_eq!(
        label(&refs(&[marking_id(Label::Clear), STATEMENT]), ""),
        unreadable
    );
    // A definition that was sent along is never believed to be a label.
    for sent in [
        r#""definition_type":"tlp","definition":{"tlp":"white"}"#,
        r#""name":"TLP:CLEAR""#,
        r#""definition_type":"statement","definition":{"statement":"TLP:RED"}"#,
    ] {
        assert_eq!(
            label(&refs(&[STATEMENT]), &definition(sent)),
            unreadable,
            "{sent}"
        );
    }
}

#[test]
fn a_statement_is_no_label_and_is_told() {
    let sent = definition(
        r#""definition_type":"statement","definition":{"statement":"Copyright 2026, a desk"}"#,
    );
    let bundle = bundle_marked(&refs(&[STATEMENT]), &sent);
    let markings = Markings::of(&bundle);
    assert_eq!(markings.label_of_bundle(&bundle), EffectiveLabel::Unmarked);
    assert_eq!(
        markings.statements.get(STATEMENT).unwrap(),
        "Copyright 2026, a desk"
    );
    assert_eq!(markings.unmarked(&bundle), 1);
}

#[test]
fn amber_strict_is_never_written_as_tlp_1() {
    assert_eq!(definition_objects(Label::AmberStrict).len(), 1);
    for label in [Label::Clear, Label::Green, Label::Amber, Label::Red] {
        assert_eq!(definition_objects(label).len(), 2);
    }
}

#[test]
fn real_data_the_definitions_are_those_of_the_standard() {
    let Some(data) = data() else { return };
    let published = |file: &str| -> Vec<Json> {
        let bundle: Json =
            serde_json::from_slice(&fs::read(data.join("stix-markings").join(file)).unwrap())
                .unwrap();
        bundle["objects"].as_array().unwrap().clone()
    };
    let mut wanted = published("tlp-1.0/tlp-1.0-definitions.json");
    for word in ["clear", "green", "amber", "amber+strict", "red"] {
        wanted.extend(published(&format!("tlp-2.0/tlp-{word}.json")));
    }
    let written: Vec<Json> = Label::ALL
        .into_iter()
        .flat_map(definition_objects)
        .map(|text| serde_json::from_str(&text).unwrap())
        .collect();
    assert_eq!((wanted.len(), written.len()), (9, 9));
    for definition in wanted {
        assert!(written.contains(&definition), "{definition}");
    }
}

#[test]
fn real_data_the_marked_examples_have_their_labels() {
    let Some(data) = data() else { return };
    let label = |file: &str| {
        let bytes = fs::read(data.join("stix-examples").join(file)).unwrap();
        let bundle = read_bundle(&bytes).unwrap();
        let markings = Markings::of(&bundle);
        (
            markings.label_of_bundle(&bundle),
            markings.unmarked(&bundle),
        )
    };
    assert_eq!(
        label("opencti/sectors.json"),
        (EffectiveLabel::Marked(Label::Clear), 0)
    );
    assert_eq!(
        label("tlp/141-TLP-marking-structures-2.1.json"),
        (EffectiveLabel::Marked(Label::Red), 0)
    );
    assert_eq!(
        label("tlp/external-2.1-tlp-2.0.json"),
        (EffectiveLabel::Marked(Label::Red), 2)
    );
    assert_eq!(
        label("cti-documentation/using-granular-markings.json"),
        (EffectiveLabel::Marked(Label::Red), 1)
    );
    assert_eq!(
        label("cti-documentation/using-marking-definitions.json").0,
        EffectiveLabel::Marked(Label::Amber)
    );
    assert!(matches!(
        label("json-schemas/interop-objectmarking-test.json").0,
        EffectiveLabel::Unreadable { .. }
    ));
}
