use fanal_protocol::Label::{Amber, AmberStrict, Clear, Green, Red};
use fanal_protocol::Pap;
use fanal_stix::Kind;

use super::super::{Format, Options, Reading, read as read_any};

fn reading(json: &str) -> Reading {
    read_any(None, json.as_bytes(), &Options::default()).unwrap()
}

/// An event with these members beside one domain that is a sign.
fn event(members: &str) -> Reading {
    reading(&format!(
        r#"{{"Event": {{"info": "Lantern", "threat_level_id": "2"{members}, "Attribute": [
            {{"type": "domain", "value": "evil.example", "to_ids": true}}]}}}}"#
    ))
}

fn tagged(tags: &[&str]) -> Reading {
    let tags: Vec<String> = tags
        .iter()
        .map(|tag| format!("{{\"name\": {}}}", serde_json::to_string(tag).unwrap()))
        .collect();
    event(&format!(r#", "Tag": [{}]"#, tags.join(",")))
}

fn attributes(list: &str) -> Reading {
    reading(&format!(
        r#"{{"info": "Lantern", "distribution": "3", "Attribute": [{list}]}}"#
    ))
}

fn notes(reading: &Reading) -> String {
    let notes: Vec<String> = reading.notes.iter().map(ToString::to_string).collect();
    notes.join("\n")
}

#[test]
fn all_four_shapes_are_read() {
    let attribute = r#"{"type": "domain", "value": "evil.example", "to_ids": true}"#;
    let bare = format!(r#"{{"info": "x", "Attribute": [{attribute}]}}"#);
    for json in [
        bare.clone(),
        format!(r#"{{"Event": {bare}}}"#),
        format!(r#"{{"response": [{{"Event": {bare}}}, {{"Event": {bare}}}]}}"#),
        format!(r#"{{"response": {{"Event": {bare}}}}}"#),
        format!(r#"[{{"Event": {bare}}}]"#),
    ] {
        let reading = reading(&json);
        assert!(reading.format == Format::Misp, "{json}");
        assert_eq!(reading.indicators.len(), 1, "{json}");
    }
}

#[test]
fn a_label_is_read_in_both_generations_spellings_and_cases() {
    for (tag, label) in [
        ("tlp:white", Clear),
        ("TLP:CLEAR", Clear),
        ("tlp:green", Green),
        ("TLP:Amber", Amber),
        ("tlp:amber+strict", AmberStrict),
        ("TLP:AMBER-STRICT", AmberStrict),
        ("tlp:amber strict", AmberStrict),
        ("tlp=\"amber\"", Amber),
        ("circl:tlp=\"red\"", Red),
        ("TLP RED", Red),
    ] {
        let reading = tagged(&[tag]);
        assert_eq!(reading.label, Some(label), "{tag}");
        assert_eq!(reading.unreadable_marking, None, "{tag}");
    }
}

#[test]
fn no_tag_is_no_label_and_distribution_is_none_either() {
    let reading = event(r#", "distribution": "3""#);
    assert_eq!((reading.label, reading.at_least), (None, None));
    assert_eq!(tagged(&["osint:certainty=\"93\""]).label, None);
}

#[test]
fn of_two_labels_the_strictest_counts_and_it_is_said() {
    let reading = tagged(&["tlp:white", "TLP:AMBER"]);
    assert_eq!(reading.label, Some(Amber));
    assert!(notes(&reading).contains("2 labels (TLP:CLEAR, TLP:AMBER): the strictest counts"));
}

#[test]
fn a_label_that_nobody_can_read_keeps_the_event() {
    for tag in ["tlp:ex:chr", "tlp:unclear", "tlp:purple"] {
        let reading = tagged(&[tag, "tlp:white"]);
        assert_eq!(reading.unreadable_marking.as_deref(), Some(tag));
    }
}

#[test]
fn distribution_and_sharing_groups_only_narrow() {
    for (members, at_least) in [
        (r#", "distribution": 0"#, Some(AmberStrict)),
        (r#", "distribution": "1""#, Some(Green)),
        (r#", "distribution": "2""#, Some(Green)),
        (r#", "distribution": "3""#, None),
        (
            r#", "distribution": "4", "SharingGroup": {"name": "Trusted"}"#,
            Some(Amber),
        ),
        (r#", "distribution": "9""#, Some(AmberStrict)),
        (
            r#", "Tag": [{"name": "misp:should-not-sync"}]"#,
            Some(AmberStrict),
        ),
    ] {
        assert_eq!(event(members).at_least, at_least, "{members}");
    }
    let group = event(
        r#", "distribution": "4", "SharingGroup": {"name": "Trusted", "SharingGroupOrg": []}"#,
    );
    assert!(notes(&group).contains("sharing group: Trusted"));
}

#[test]
fn an_attribute_that_is_narrower_than_its_event_is_narrower_alone() {
    let reading = attributes(
        r#"{"type": "domain", "value": "a.example", "to_ids": true, "distribution": "5"},
           {"type": "domain", "value": "b.example", "to_ids": true, "distribution": "0"},
           {"type": "domain", "value": "c.example", "to_ids": true, "Tag": [{"name": "tlp:amber"}]},
           {"type": "domain", "value": "d.example", "to_ids": true, "distribution": "4",
            "SharingGroup": {"name": "Trusted"}},
           {"type": "domain", "value": "e.example", "to_ids": true, "Tag": [{"name": "tlp:unclear"}]}"#,
    );
    let bounds: Vec<_> = reading
        .indicators
        .iter()
        .map(|found| found.at_least)
        .collect();
    assert_eq!(bounds, [None, Some(AmberStrict), Some(Amber), Some(Amber)]);
    assert_eq!((reading.label, reading.at_least), (None, None));
    let [refused] = reading.refused.as_slice() else {
        panic!("one is refused");
    };
    assert!(refused.fault.contains("tlp:unclear") && refused.text.is_empty());
}

#[test]
fn an_object_narrows_its_attributes_and_a_wider_attribute_widens_nothing() {
    let reading = reading(
        r#"{"Event": {"info": "x", "Tag": [{"name": "tlp:green"}], "Object": [
            {"name": "file", "distribution": "0", "Attribute": [
              {"type": "domain", "object_relation": "x", "value": "a.example", "to_ids": true, "distribution": "3",
               "Tag": [{"name": "tlp:white"}]}]}]}}"#,
    );
    assert_eq!(reading.label, Some(Green));
    assert_eq!(reading.indicators[0].at_least, Some(AmberStrict));
}

#[test]
fn the_same_value_twice_goes_as_far_as_the_narrower_one() {
    let reading = attributes(
        r#"{"type": "domain", "value": "a.example", "to_ids": true},
           {"type": "hostname", "value": "A.example.", "to_ids": true, "distribution": "0"}"#,
    );
    assert_eq!((reading.indicators.len(), reading.merged), (1, 1));
    assert_eq!(reading.indicators[0].at_least, Some(AmberStrict));
}

#[test]
fn what_is_no_sign_is_context_unless_the_person_says_otherwise() {
    let json = r#"{"info": "x", "Attribute": [
        {"type": "domain", "value": "ns.example", "to_ids": false},
        {"type": "domain", "value": "evil.example", "to_ids": true},
        {"type": "domain", "value": "evil.example", "to_ids": "0"},
        {"type": "domain", "value": "old.example"}]}"#;
    let reading = reading(json);
    let texts = |list: &[super::Found]| {
        list.iter()
            .map(|found| found.value.text().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(texts(&reading.indicators), ["evil.example", "old.example"]);
    assert_eq!(texts(&reading.context), ["ns.example"]);
    let options = Options {
        takes_context: true,
        ..Options::default()
    };
    let taken = read_any(None, json.as_bytes(), &options).unwrap();
    assert_eq!((taken.indicators.len(), taken.context.len()), (3, 0));
}

#[test]
fn composite_values_are_taken_apart() {
    let reading = attributes(
        r#"{"type": "domain|ip", "value": "a.example|192.0.2.7", "to_ids": true},
           {"type": "ip-dst|port", "value": "198.51.100.7|443", "to_ids": true},
           {"type": "filename|sha1", "value": "x|y.apk|da39a3ee5e6b4b0d3255bfef95601890afd80709", "to_ids": true},
           {"type": "ip-dst", "value": "2001:db8::7", "to_ids": true}"#,
    );
    let kinds: Vec<_> = reading
        .indicators
        .iter()
        .map(|found| found.value.kind())
        .collect();
    assert_eq!(kinds[..3], [Kind::DomainName, Kind::Ipv4, Kind::Ipv4]);
    assert!(kinds.contains(&Kind::Ipv6));
}

#[test]
fn what_is_deleted_or_withdrawn_is_not_taken() {
    let reading = attributes(
        r#"{"type": "domain", "value": "a.example", "to_ids": true, "deleted": true},
           {"type": "domain", "value": "b.example", "to_ids": true, "deleted": "1"}"#,
    );
    assert!(
        reading.indicators.is_empty()
            && notes(&reading).contains("2 attributes or objects are deleted")
    );
    let event = event(r#", "deleted": true"#);
    assert!(event.indicators.is_empty() && notes(&event).contains("withdrawn by its source"));
}

#[test]
fn nothing_of_staff_targets_and_people_is_kept() {
    let reading = reading(
        r#"{"Event": {"info": "x", "event_creator_email": "CANARY-1@desk.example", "Org": {"name": "Desk",
            "contacts": "CANARY-2"}, "Attribute": [
            {"type": "target-email", "value": "CANARY-3@person.example", "to_ids": true},
            {"type": "email-dst", "value": "CANARY-4@person.example", "to_ids": true},
            {"type": "whois-registrant-name", "value": "CANARY-5", "to_ids": true},
            {"type": "email-subject", "value": "CANARY-6", "to_ids": true},
            {"type": "domain", "value": "evil.example", "comment": "CANARY-7", "to_ids": true,
             "Sighting": [{"source": "CANARY-8"}], "ShadowAttribute": [{"email": "CANARY-9@desk.example"}]}],
          "ShadowAttribute": [{"value": "CANARY-10"}], "RelatedEvent": [{"Event": {"info": "CANARY-11"}}]}}"#,
    );
    assert_eq!(reading.indicators.len(), 1);
    let mut all: Vec<String> = reading.notes.iter().map(ToString::to_string).collect();
    for found in reading.indicators.iter().chain(&reading.context) {
        all.push(format!("{} {} {:?}", found.value, found.place, found.name));
    }
    for row in &reading.refused {
        all.push(format!(
            "{} {} {} {:?}",
            row.place, row.text, row.fault, row.hint
        ));
    }
    all.extend(reading.suggested_title.clone());
    all.extend(reading.suggested_source.clone());
    let all = all.join("\n");
    assert!(!all.contains("CANARY") && !all.contains("canary"), "{all}");
    assert!(all.contains("4 attributes about targets and people") && all.contains("2 proposals"));
}

#[test]
fn unknown_tags_are_shown_and_pap_is_read() {
    let reading = tagged(&["PAP:AMBER", "pap:green", "TARGET:MEXICO", "DETECT"]);
    assert_eq!(reading.pap, Some(Pap::Amber));
    assert!(notes(&reading).contains("tags: DETECT, TARGET:MEXICO"));
    assert_eq!(tagged(&["PAP:PURPLE"]).pap, Some(Pap::Red));
}

#[test]
fn one_bad_attribute_does_not_lose_the_others() {
    let reading = attributes(
        r#""not an attribute", {"type": ["domain"], "value": "x"}, {"type": "sha256", "value": "zz", "to_ids": true},
           {"type": "domain", "value": "evil.example", "to_ids": true}"#,
    );
    assert_eq!(reading.indicators.len(), 1);
    assert_eq!(reading.refused.len(), 2);
    assert!(
        reading
            .refused
            .iter()
            .any(|row| row.place == "attribute 3 sha256")
    );
}

#[test]
fn an_event_says_its_title_source_and_malware() {
    let reading = event(
        r#", "Orgc": {"name": "Example Lab"}, "Tag": [{"name": "misp-galaxy:mitre-malware=\"XTunnel - S0117\""}]"#,
    );
    assert_eq!(reading.suggested_title.as_deref(), Some("Lantern"));
    assert_eq!(reading.suggested_source.as_deref(), Some("Example Lab"));
    assert_eq!(reading.indicators[0].name.as_deref(), Some("XTunnel"));
}

#[test]
fn the_id_of_an_app_is_a_sign_where_its_object_has_signs() {
    let app = |to_ids: bool| {
        reading(&format!(
            r#"{{"info": "x", "Object": [{{"name": "android-app", "Attribute": [
                {{"type": "text", "object_relation": "name", "value": "Lantern", "to_ids": false}},
                {{"type": "text", "object_relation": "appid", "value": "com.lantern.app", "to_ids": false}},
                {{"type": "domain", "object_relation": "domain", "value": "evil.example", "to_ids": {to_ids}}}]}}]}}"#
        ))
    };
    let signs = app(true);
    assert_eq!(signs.indicators.len(), 2);
    assert_eq!(signs.indicators[0].value.kind(), Kind::AppId);
    assert_eq!(signs.indicators[0].name.as_deref(), Some("Lantern"));
    assert!(app(false).indicators.is_empty());
}

#[test]
fn a_manifest_names_files_by_uuid_only() {
    let good =
        r#"{"5bad1b96-53bc-4148-87eb-50d50a016219": {"timestamp": "1539269641", "info": "x"}}"#;
    let entries = super::super::read_manifest(good.as_bytes()).unwrap();
    assert_eq!(entries[0].timestamp, 1_539_269_641);
    for bad in [
        "{\"../../etc/passwd\": {\"timestamp\": \"1\"}}",
        "[]",
        "{\"x\": 1}",
    ] {
        assert!(
            super::super::read_manifest(bad.as_bytes()).is_err(),
            "{bad}"
        );
    }
}
