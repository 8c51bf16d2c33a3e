//! Real MISP events, feeds and SpyGuard lists: every file, with what is in it. The counts were made by another
//! program in another language.
#![expect(clippy::panic, reason = "tests fail loudly")]

mod data;

use fanal_formats::{FeedDigests, Format, Options, Reading, read, read_manifest};
use fanal_protocol::Label::{self, AmberStrict, Clear, Green};

fn reading(test: &str, path: &str) -> Option<Reading> {
    let bytes = data::bytes(test, path)?;
    let options = Options {
        file_name: Some(path),
        ..Options::default()
    };
    let reading = read(None, &bytes, &options);
    Some(reading.unwrap_or_else(|fault| panic!("{path}: {fault}")))
}

/// Path, signs, context, refused, merged signs, label, what distribution allows.
type Row = (&'static str, [usize; 4], Option<Label>, Option<Label>);

const EVENTS: [Row; 40] = [
    (
        "citizenlab-nc/201611_KeyBoy/misp.json",
        [31, 21, 9, 0],
        Some(Clear),
        None,
    ),
    (
        "citizenlab-nc/201702_NilePhish/misp.json",
        [38, 14, 0, 0],
        None,
        Some(Green),
    ),
    (
        "citizenlab-nc/201706_RecklessExploit/misp.json",
        [125, 1, 0, 0],
        Some(Green),
        Some(Green),
    ),
    (
        "citizenlab-nc/201712_Cyberbit/misp.json",
        [13, 36, 0, 0],
        Some(Clear),
        Some(Green),
    ),
    (
        "citizenlab-nc/201905_EndlessMayfly/iocs.json",
        [0, 6, 0, 0],
        None,
        Some(Green),
    ),
    (
        "misp-events/echap-2021/misp_event.json",
        [2_350, 0, 0, 10],
        None,
        None,
    ),
    (
        "misp-events/eset/cloudmensis/cloudmensis.misp.json",
        [9, 2, 2, 0],
        None,
        Some(Green),
    ),
    (
        "misp-events/eset/glupteba/glupteba.misp-event.json",
        [325, 0, 1, 5],
        None,
        Some(AmberStrict),
    ),
    (
        "misp-events/eset/oceanlotus/oceanlotus-macOS.misp.event.json",
        [0, 7, 0, 0],
        None,
        None,
    ),
    (
        "misp-events/eset/sednit/2018-11-20_Zebrocy.json",
        [0, 26, 0, 0],
        None,
        None,
    ),
    (
        "misp-events/eset/signsight/signsight-misp-event.json",
        [0, 12, 0, 0],
        None,
        None,
    ),
    (
        "misp-events/eset/telebots/misp-telebots.json",
        [69, 9, 0, 0],
        Some(Clear),
        None,
    ),
    (
        "misp-events/eset/turla/misp-turla-wateringhole-armenia-event.json",
        [0, 14, 0, 0],
        None,
        None,
    ),
    (
        "misp-events/eset/xdspy/misp-xdspy-event.json",
        [0, 59, 0, 0],
        None,
        None,
    ),
    (
        "misp-events/misp-stix/test_events_collection_1.json",
        [1, 0, 0, 0],
        None,
        None,
    ),
    (
        "misp-events/misp-stix/test_objects_collection_1.json",
        [5, 0, 0, 0],
        None,
        None,
    ),
    ("misp-events/misp/event.json", [27, 6, 3, 0], None, None),
    (
        "misp-events/pymisp/57c4445b-c548-4654-af0b-4be3950d210f.json",
        [4, 0, 1, 0],
        Some(Clear),
        None,
    ),
    (
        "misp-events/pymisp/attribute_del.json",
        [0, 0, 0, 0],
        None,
        Some(Green),
    ),
    (
        "misp-events/pymisp/def_param.json",
        [2, 1, 0, 0],
        None,
        Some(Green),
    ),
    (
        "misp-events/pymisp/event_tags.json",
        [0, 0, 0, 0],
        None,
        Some(Green),
    ),
    (
        "misp-events/pymisp/existing_event.json",
        [81, 0, 0, 2],
        Some(Clear),
        None,
    ),
    (
        "misp-events/pymisp/japanese_test.json",
        [0, 0, 0, 0],
        None,
        Some(Green),
    ),
    (
        "misp-events/pymisp/misp_event.json",
        [0, 1, 0, 0],
        None,
        Some(AmberStrict),
    ),
    (
        "misp-events/pymisp/new_misp_event.json",
        [0, 0, 0, 0],
        None,
        Some(AmberStrict),
    ),
    (
        "misp-events/pymisp/proposals.json",
        [1, 0, 0, 0],
        None,
        Some(Green),
    ),
    (
        "misp-events/pymisp/search_index_result.json",
        [0, 0, 0, 0],
        Some(Green),
        None,
    ),
    (
        "misp-events/pymisp/shadow.json",
        [1, 1, 0, 0],
        None,
        Some(AmberStrict),
    ),
    (
        "misp-events/pymisp/sighting_1.json",
        [5, 0, 0, 0],
        None,
        None,
    ),
    (
        "misp-events/pymisp/sighting_2.json",
        [0, 0, 0, 0],
        None,
        Some(Green),
    ),
    (
        "misp-events/pymisp/to_delete1.json",
        [54, 0, 0, 0],
        Some(Clear),
        None,
    ),
    (
        "misp-feed/5bad1b96-53bc-4148-87eb-50d50a016219.json",
        [0, 9, 0, 0],
        None,
        None,
    ),
    (
        "misp-feed/5bad1dfe-05bc-4c68-a9f3-50e00a016219.json",
        [0, 3, 0, 0],
        None,
        None,
    ),
    (
        "misp-feed/5bad262f-c810-4775-9e84-4a7d0a016219.json",
        [0, 3, 0, 0],
        None,
        None,
    ),
    (
        "misp-feed/5bad26c1-6a48-46be-aee5-50d70a016219.json",
        [0, 3, 0, 0],
        None,
        None,
    ),
    (
        "misp-feed/5bbe5659-4794-490a-bb44-7ec50a016219.json",
        [0, 2, 0, 0],
        None,
        None,
    ),
    (
        "misp-feed/5bbe5822-a1e4-4802-86b5-79240a016219.json",
        [0, 8, 0, 0],
        None,
        None,
    ),
    (
        "misp-feed/5bbe58cb-eb4c-48ea-9cbc-79220a016219.json",
        [0, 4, 0, 0],
        None,
        None,
    ),
    (
        "misp-feed/5bbe5d08-e794-4329-b715-01550a016219.json",
        [0, 4, 0, 0],
        None,
        None,
    ),
    (
        "misp-feed/5bbe6126-a3c0-485f-8472-7ad70a016219.json",
        [0, 18, 0, 0],
        None,
        None,
    ),
];

#[test]
fn real_data_misp_events_are_read_in_full() {
    let test = "real_data_misp_events_are_read_in_full";
    for (path, counts, label, at_least) in EVENTS {
        let Some(reading) = reading(test, path) else {
            return;
        };
        let counted = [
            reading.indicators.len(),
            reading.context.len(),
            reading.refused.len(),
            reading.merged,
        ];
        assert_eq!((reading.format, counted), (Format::Misp, counts), "{path}");
        assert_eq!(
            (reading.label, reading.at_least),
            (label, at_least),
            "{path}"
        );
    }
}

#[test]
fn real_data_attributes_narrower_than_their_event_are_counted() {
    let test = "real_data_attributes_narrower_than_their_event_are_counted";
    for (path, note) in [
        (
            "misp-events/eset/xdspy/misp-xdspy-event.json",
            "11 attributes are narrower than their event",
        ),
        (
            "misp-events/eset/turla/misp-turla-wateringhole-armenia-event.json",
            "4 attributes are narrower than their event",
        ),
    ] {
        let Some(reading) = reading(test, path) else {
            return;
        };
        assert!(
            reading.notes.iter().any(|one| one == note),
            "{path}: {:?}",
            reading.notes
        );
    }
}

#[test]
fn real_data_no_address_of_staff_is_kept() {
    let test = "real_data_no_address_of_staff_is_kept";
    let mut with_staff = 0;
    for (path, ..) in EVENTS {
        let (Some(bytes), Some(reading)) = (data::bytes(test, path), reading(test, path)) else {
            return;
        };
        let text = String::from_utf8(bytes).unwrap();
        let after = text.split("\"event_creator_email\"").nth(1);
        let Some(staff) = after.and_then(|rest| rest.split('"').nth(1)) else {
            continue;
        };
        with_staff += 1;
        let mut kept: Vec<String> = reading.notes.iter().map(ToString::to_string).collect();
        kept.extend(reading.suggested_title);
        kept.extend(reading.suggested_source);
        let values = reading.indicators.iter().chain(&reading.context);
        kept.extend(
            values.map(|found| format!("{} {} {:?}", found.value, found.place, found.name)),
        );
        kept.extend(
            reading
                .refused
                .iter()
                .map(|row| format!("{} {} {}", row.place, row.text, row.fault)),
        );
        assert!(!kept.iter().any(|line| line.contains(staff)), "{path}");
    }
    assert_eq!(with_staff, 21, "events that name who made them");
}

#[test]
fn real_data_the_index_of_a_feed_names_its_events() {
    let test = "real_data_the_index_of_a_feed_names_its_events";
    let Some(bytes) = data::bytes(test, "misp-feed/manifest.json") else {
        return;
    };
    let entries = read_manifest(&bytes).unwrap();
    assert_eq!(entries.len(), 9);
    let digests = data::bytes(test, "misp-feed/hashes.csv").unwrap();
    let digests = FeedDigests::read(str::from_utf8(&digests).unwrap()).unwrap();
    for entry in &entries {
        let path = format!("misp-feed/{}.json", entry.uuid);
        assert!(
            reading(test, &path).is_some() && entry.timestamp > 1_500_000_000,
            "{path}"
        );
        // [IMP-7] All agree, and none agrees with the digests of another.
        let file = String::from_utf8(data::bytes(test, &path).unwrap()).unwrap();
        assert_eq!(digests.check(entry.uuid, &file), Ok(()), "{path}");
        let others = entries.iter().filter(|other| other.uuid != entry.uuid);
        for other in others {
            assert!(digests.check(other.uuid, &file).is_err(), "{path}");
        }
    }
    let alone = read(None, &bytes, &Options::default());
    let Err(fault) = alone else {
        panic!("an index is no event");
    };
    assert!(fault.to_string().contains("index of a feed"), "{fault}");
}

#[test]
fn real_data_the_list_of_tinycheck_is_read_in_full() {
    let test = "real_data_the_list_of_tinycheck_is_read_in_full";
    let path = "stalkerware/generated/indicators-for-tinycheck.json";
    let Some(reading) = reading(test, path) else {
        return;
    };
    // 1,593 domains and 65 addresses, 138 of them twice.
    let counted = (
        reading.indicators.len(),
        reading.merged,
        reading.refused.len(),
    );
    assert_eq!(
        (reading.format, counted),
        (Format::Spyguard, (1_520, 138, 0))
    );
    assert_eq!(reading.label, Some(Clear));
}
