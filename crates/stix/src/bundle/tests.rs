use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{Bundle, Fault, read_bundle};
use crate::marking::{EffectiveLabel, Markings};
use crate::pattern::{Pattern, values};
use crate::samples::{data, stix_files};
use crate::value::Kind;

const A: &str = "indicator--aaaaaaaa-17d4-4cbf-938f-98ee46b3cd3f";
const B: &str = "malware--bbbbbbbb-17d4-4cbf-938f-98ee46b3cd3f";

fn read(text: &str) -> Bundle<'_> {
    read_bundle(text.as_bytes()).unwrap()
}

/// The text of a test lives as long as the test.
fn read_objects(objects: &[&str]) -> Bundle<'static> {
    let text = format!(
        r#"{{"type":"bundle","id":"bundle--1","objects":[{}]}}"#,
        objects.join(",")
    );
    read(text.leak())
}

fn indicator(members: &str) -> String {
    format!(r#"{{"type":"indicator","id":"{A}"{members}}}"#)
}

fn load(data: &Path, file: &str) -> Bundle<'static> {
    read_bundle(fs::read(data.join(file)).unwrap().leak()).unwrap()
}

fn count(bundle: &Bundle<'_>, object_type: &str) -> usize {
    bundle
        .objects
        .iter()
        .filter(|object| object.object_type() == object_type)
        .count()
}

#[test]
fn bundles_envelopes_and_single_objects_are_read() {
    let one = indicator("");
    assert_eq!(read_objects(&[&one]).objects.len(), 1);
    assert_eq!(
        read(&format!(
            "{{\"more\":true,\"next\":\"x\",\"objects\":[{one}]}}"
        ))
        .objects
        .len(),
        1
    );
    assert_eq!(read(&format!("\u{feff} {one}\n")).objects[0].raw(), one);
    assert_eq!(
        read(r#"{"type":"bundle","id":"bundle--1"}"#).objects.len(),
        0
    );
    let observed =
        format!(r#"{{"type":"bundle","spec_version":"2.0","id":"b","objects":[{one}]}}"#);
    assert_eq!(read(&observed).spec_version.as_deref(), Some("2.0"));
    let single = r#"{"type":"observed-data","id":"observed-data--aaaaaaaa-17d4-4cbf-938f-98ee46b3cd3f","objects":{"0":{"type":"file"}}}"#;
    assert_eq!(read(single).objects.len(), 1);
}

#[test]
fn what_is_no_stix_is_said_to_be_none() {
    assert_eq!(read_bundle(b"\xff").unwrap_err(), Fault::NotUtf8(0));
    assert!(matches!(read_bundle(b"{\"type\":"), Err(Fault::NotJson(_))));
    assert!(matches!(read_bundle(b"hello"), Err(Fault::NotJson(_))));
    assert!(matches!(read_bundle(b"[]"), Err(Fault::NotStix(_))));
    assert!(matches!(read_bundle(b"{}"), Err(Fault::NotStix(_))));
    assert!(matches!(
        read_bundle(br#"{"type":"bundle","objects":{}}"#),
        Err(Fault::NotStix(_))
    ));
}

#[test]
fn one_bad_object_does_not_lose_the_others() {
    let bundle = read_objects(&[
        &indicator(""),
        "7",
        r#"{"type":"x","id":"y"}"#,
        &indicator(r#","confidence":7.5"#),
    ]);
    assert_eq!(bundle.objects.len(), 1);
    let refused: Vec<String> = bundle.refused.iter().map(ToString::to_string).collect();
    assert!(
        refused[0].starts_with("object 1 (`no id`): no JSON object"),
        "{}",
        refused[0]
    );
    assert_eq!(refused[1], "object 2 (`y`): `type` is no STIX type name");
    assert!(
        refused[2].starts_with(&format!("object 3 (`{A}`): the number `7.5`")),
        "{}",
        refused[2]
    );
}

#[test]
fn identical_copies_merge() {
    let bundle = read_objects(&[
        &indicator(r#","name":"x","revoked":false"#),
        &indicator(r#", "revoked":false,"name":"\u0078""#),
    ]);
    assert_eq!(
        (
            bundle.objects.len(),
            bundle.merged_copies,
            bundle.refused.len()
        ),
        (1, 1, 0)
    );
}

#[test]
fn contents_that_contradict_each_other_are_all_refused() {
    let bundle = read_objects(&[&indicator(r#","name":"x""#), &indicator(r#","name":"y""#)]);
    assert_eq!((bundle.objects.len(), bundle.refused.len()), (0, 2));
    assert_eq!(
        bundle.refused[0].fault,
        "the same id and version with different content"
    );
}

#[test]
fn an_id_repeated_often_is_judged_in_one_pass() {
    let copies: Vec<String> = (0..20_000)
        .map(|n| indicator(&format!(r#", {}"name":"x""#, " ".repeat(n % 7))))
        .collect();
    let copies: Vec<&str> = copies.iter().map(String::as_str).collect();
    let bundle = read_objects(&copies);
    assert_eq!((bundle.objects.len(), bundle.merged_copies), (1, 19_999));
}

#[test]
fn the_newest_version_stays() {
    let old = indicator(r#","modified":"2024-01-01T00:00:00Z""#);
    let new = indicator(r#","modified":"2024-01-01T00:00:00.5Z""#);
    let bundle = read_objects(&[&new, &old]);
    assert_eq!(bundle.objects[0].raw(), new);
    assert_eq!(
        bundle.refused[0].fault,
        "an older version of an object that is here in a newer one"
    );
}

#[test]
fn oddities_are_warned_of_and_kept() {
    let bundle = read_objects(&[&indicator(&format!(
        r#","created":"yesterday","created_by_ref":"{B}","object_marking_refs":["marking-definition--x","marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"]"#
    ))]);
    let said: Vec<&str> = bundle
        .warnings
        .iter()
        .map(|warning| warning.what.as_str())
        .collect();
    assert_eq!(
        said,
        [
            "`created` is no time like `2024-01-31T12:00:00.000Z`",
            &format!("refers to `{B}`, which is not here"),
            "refers to `marking-definition--x`, which is not here"
        ]
    );
}

/// File, objects, indicators: the table of the data folder's README.
const PUBLISHED: [(&str, usize, usize); 37] = [
    ("amnesty/2021-07-18_nso/pegasus.stix2", 3099, 1549),
    ("amnesty/2021-12-16_cytrox/cytrox.stix2", 687, 343),
    ("amnesty/2024-12-16_serbia_novispy/novispy.stix2", 37, 18),
    ("misp-events/misp-stix/test_event1_stix20.json", 7, 1),
    ("misp-events/misp-stix/test_event1_stix21.json", 9, 1),
    ("misp-events/misp-stix/test_event2_stix20.json", 9, 2),
    ("misp-events/misp-stix/test_event2_stix21.json", 12, 2),
    (
        "misp-events/misp-stix/test_objects_collection_stix21.json",
        18,
        3,
    ),
    ("mvt-indicators/2022-06-23_rcs_lab/rcs.stix2", 81, 40),
    (
        "mvt-indicators/2023-04-11_quadream/kingspawn.stix2",
        335,
        167,
    ),
    (
        "mvt-indicators/2023-06_01_operation_triangulation/operation_triangulation.stix2",
        225,
        112,
    ),
    ("mvt-indicators/cellebrite/cellebrite.stix2", 3, 1),
    ("stalkerware/generated/stalkerware.stix2", 4297, 2108),
    (
        "stix-examples/cti-documentation/defining-campaigns-threat-actors-intrusion-sets.json",
        26,
        0,
    ),
    (
        "stix-examples/cti-documentation/sighting-of-an-indicator.json",
        4,
        1,
    ),
    (
        "stix-examples/cti-documentation/sighting-of-observed-data.json",
        8,
        0,
    ),
    (
        "stix-examples/cti-documentation/using-granular-markings.json",
        4,
        1,
    ),
    (
        "stix-examples/cti-documentation/using-marking-definitions.json",
        4,
        1,
    ),
    (
        "stix-examples/json-schemas/indicator-for-c2-ip-address.json",
        1,
        1,
    ),
    (
        "stix-examples/json-schemas/indicator-to-campaign-relationship.json",
        3,
        1,
    ),
    (
        "stix-examples/json-schemas/indicators-for-C2-with-COA.json",
        8,
        2,
    ),
    ("stix-examples/json-schemas/infrastructure.json", 10, 0),
    (
        "stix-examples/json-schemas/interop-objectmarking-test.json",
        1,
        0,
    ),
    (
        "stix-examples/json-schemas/malicious-email-indicator-with-attachment.json",
        6,
        2,
    ),
    (
        "stix-examples/json-schemas/threat-reports/apt1.json",
        76,
        12,
    ),
    (
        "stix-examples/json-schemas/threat-reports/poisonivy.json",
        155,
        25,
    ),
    ("stix-examples/opencti/sectors.json", 121, 0),
    (
        "stix-examples/tlp/141-TLP-marking-structures-2.0.json",
        4,
        4,
    ),
    (
        "stix-examples/tlp/141-TLP-marking-structures-2.1.json",
        4,
        4,
    ),
    ("stix-examples/tlp/external-2.0-tlp-1.0.json", 10, 0),
    ("stix-examples/tlp/external-2.1-tlp-1.0.json", 10, 0),
    ("stix-examples/tlp/external-2.1-tlp-2.0.json", 12, 0),
    ("stix-examples/unit42-2.0/2024-01-31-AZOrult.json", 20, 20),
    ("stix-examples/unit42-2.0/2024-02-21-AsyncRAT.json", 20, 19),
    (
        "stix-examples/unit42-2.0/2024-Boggy-Serpens-uses-AutodialDLL.json",
        3,
        2,
    ),
    ("stix-examples/unit42-2.0/2025-04-23-smishing.json", 9, 8),
    ("stix-markings/tlp-1.0/tlp-1.0-definitions.json", 4, 0),
];

#[test]
fn real_data_published_bundles_load_with_the_counts_of_their_table() {
    let Some(data) = data() else { return };
    for (file, objects, indicators) in PUBLISHED {
        let bundle = load(&data, file);
        assert_eq!(bundle.refused, [], "{file}");
        // Copies of an id in the stalkerware bundle come in a fixed number, see below.
        assert_eq!(
            bundle.objects.len() + bundle.merged_copies,
            objects,
            "{file}"
        );
        if bundle.merged_copies == 0 {
            assert_eq!(count(&bundle, "indicator"), indicators, "{file}");
        }
    }
}

#[test]
fn real_data_every_stix_file_loads_and_all_its_patterns_are_read() {
    let Some(data) = data() else { return };
    let files = stix_files(&data);
    assert_eq!(files.len(), 43);
    for file in files {
        let bytes = fs::read(&file).unwrap();
        let bundle = read_bundle(&bytes).unwrap();
        assert!(!bundle.objects.is_empty(), "{}", file.display());
        assert_eq!(bundle.refused, [], "{}", file.display());
        for object in bundle
            .objects
            .iter()
            .filter(|object| object.view().pattern_type.as_deref().unwrap_or("stix") == "stix")
        {
            if let Some(pattern) = &object.view().pattern {
                let read = Pattern::parse(pattern);
                assert!(
                    read.is_ok(),
                    "{}: {}: {pattern}: {read:?}",
                    file.display(),
                    object.id()
                );
            }
        }
    }
}

/// How many values of each kind the indicators of a file give.
fn kinds(bundle: &Bundle<'_>) -> BTreeMap<&'static str, usize> {
    let mut kinds = BTreeMap::new();
    for pattern in bundle
        .objects
        .iter()
        .filter_map(|object| object.view().pattern.as_deref())
    {
        let extracted = values(&Pattern::parse(pattern).unwrap());
        assert_eq!(extracted.rest, [], "{pattern}");
        for value in extracted.values {
            *kinds.entry(value.kind().as_str()).or_default() += 1;
        }
    }
    kinds
}

#[test]
fn real_data_every_indicator_of_the_public_campaigns_gives_its_value() {
    let Some(data) = data() else { return };
    let of = |file| kinds(&load(&data, file));
    assert_eq!(
        of("amnesty/2021-07-18_nso/pegasus.stix2"),
        BTreeMap::from([
            ("domain-name", 1438),
            ("email-addr", 29),
            ("file-name", 1),
            ("process-name", 81)
        ])
    );
    assert_eq!(
        of("amnesty/2021-12-16_cytrox/cytrox.stix2"),
        BTreeMap::from([
            ("configuration-profile-id", 1),
            ("domain-name", 336),
            ("file-path", 6)
        ])
    );
    // All seven of its domain names are addresses.
    assert_eq!(
        of("amnesty/2024-12-16_serbia_novispy/novispy.stix2"),
        BTreeMap::from([
            ("app-id", 4),
            ("cert-sha256", 3),
            ("ipv4-addr", 7),
            ("sha256", 4)
        ])
    );
    assert_eq!(
        of("mvt-indicators/2023-06_01_operation_triangulation/operation_triangulation.stix2"),
        BTreeMap::from([("domain-name", 75), ("email-addr", 36), ("process-name", 1)])
    );
}

#[test]
fn real_data_the_stalkerware_bundle_merges_its_copies_and_corrects_its_certificates() {
    let Some(data) = data() else { return };
    let bundle = load(&data, "stalkerware/generated/stalkerware.stix2");
    assert_eq!(bundle.merged_copies, 17);
    let kinds = kinds(&bundle);
    assert_eq!(
        (kinds.get("cert-sha1"), kinds.get("cert-md5")),
        (Some(&64), None)
    );
    assert_eq!(kinds.get(Kind::Ipv4.as_str()), Some(&1));
}

#[test]
fn real_data_an_upper_case_uuid_is_read_with_a_warning() {
    let Some(data) = data() else { return };
    let bundle = load(&data, "stix-examples/json-schemas/infrastructure.json");
    assert!(
        bundle
            .warnings
            .iter()
            .any(|warning| warning.what.starts_with("upper-case letters in the id"))
    );
}

#[test]
fn real_data_published_bundles_without_marking_are_unmarked_not_clear() {
    let Some(data) = data() else { return };
    let bundle = load(&data, "amnesty/2021-07-18_nso/pegasus.stix2");
    let markings = Markings::of(&bundle);
    assert_eq!(markings.label_of_bundle(&bundle), EffectiveLabel::Unmarked);
    assert_eq!(markings.unmarked(&bundle), 3099);
}
