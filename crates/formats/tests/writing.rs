//! Writing: golden files, and what no file may contain.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod data;
#[expect(dead_code, reason = "used in part")]
mod samples;

use std::path::Path;

use fanal_formats::{
    BLOCK_LISTS, Export, Item, Kept, LeftOut, Listed, Memory, Options, Reading, Scratch, Settings,
    Tier, WRITERS, may_block, read, writer,
};
use fanal_protocol::{Label, Pap, Role};
use fanal_stix::{Kind, Value, marking_id, tlp_1_marking_id};
use proptest::prelude::*;
use samples::{item, items, listed, settings};
use serde_json::value::RawValue;

fn export(name: &str, items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    writer(name).unwrap().write(items, settings)
}

fn text(export: &Export) -> String {
    String::from_utf8(export.bytes.clone()).unwrap()
}

fn read_back(export: &Export) -> Reading {
    let options = Options {
        file_name: Some(export.file_name),
        ..Options::default()
    };
    read(None, &export.bytes, &options).unwrap_or_else(|fault| panic!("{fault}"))
}

fn full() -> Settings<'static> {
    Settings {
        tier: Tier::Full,
        ..settings()
    }
}

fn count(export: &Export, reason: LeftOut) -> usize {
    export
        .left_out
        .iter()
        .find(|(left_out, _)| *left_out == reason)
        .map_or(0, |(_, count)| *count)
}

/// Compares with the file of that name in `tests/golden`; a difference leaves the new file in the target folder, and
/// with `FANAL_BLESS=1` in place of the old one.
fn assert_golden(name: &str, actual: &str) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::fs::read_to_string(&golden).unwrap_or_default() != actual {
        let bless = data::variable("FANAL_BLESS").is_some();
        let new = if bless {
            golden.clone()
        } else {
            Path::new(env!("CARGO_TARGET_TMPDIR"))
                .join("golden")
                .join(name)
        };
        std::fs::create_dir_all(new.parent().unwrap()).unwrap();
        std::fs::write(&new, actual).unwrap();
        if bless {
            return;
        }
        panic!(
            "`{}` differs; the new one is `{}`",
            golden.display(),
            new.display()
        );
    }
}

#[test]
fn every_writer_writes_its_golden_file() {
    for writer in &WRITERS {
        let export = writer.write(&items(), &settings());
        assert_golden(export.file_name, &text(&export));
        for beside in &export.beside {
            let text = String::from_utf8(beside.bytes.clone()).unwrap();
            assert_golden(&format!("{}/{}", writer.name, beside.file_name), &text);
        }
    }
    for name in BLOCK_LISTS {
        let export = export(name, &items(), &full());
        assert_golden(export.file_name, &text(&export));
    }
}

#[test]
fn the_order_of_the_input_decides_nothing() {
    let mut turned = items();
    turned.reverse();
    for item in &mut turned {
        item.indicators.reverse();
    }
    for writer in &WRITERS {
        let one = writer.write(&items(), &full());
        let other = writer.write(&turned, &full());
        assert_eq!(text(&one), text(&other), "{}", writer.name);
        assert_eq!(one.left_out, other.left_out, "{}", writer.name);
    }
}

/// A place that takes a few bytes at a time.
struct Small;

impl Scratch for Small {
    fn keep(&self, bytes: Vec<u8>) -> Box<dyn Kept> {
        Memory.keep(bytes)
    }

    fn at_once(&self) -> usize {
        64
    }
}

/// [PUB-27] What is put down on the way decides nothing.
#[test]
fn a_file_of_many_parts_is_the_file_that_was_made_at_once() {
    let (items, settings) = (items(), full());
    let mut sorted: Vec<&Item<'_>> = items.iter().collect();
    sorted.sort_by_key(|item| item.id);
    for writer in &WRITERS {
        let expected = writer.write(&items, &settings);
        let mut export = Export {
            bytes: Vec::new(),
            beside: Vec::new(),
            ..expected.clone()
        };
        let mut writing = (writer.begin)(&settings, &Small);
        for item in &sorted {
            writing.take(item, &mut export).unwrap();
        }
        let written = writing.finish(&mut export).unwrap();
        assert_eq!(text(&export), text(&expected), "{}", writer.name);
        assert_eq!(written.announced, expected.announced, "{}", writer.name);
        assert_eq!(written.left_out, expected.left_out, "{}", writer.name);
        let beside = |export: &Export| -> Vec<(String, Vec<u8>)> {
            let files = export.beside.iter();
            files
                .map(|file| (file.file_name.clone(), file.bytes.clone()))
                .collect()
        };
        assert_eq!(beside(&export), beside(&expected), "{}", writer.name);
    }
}

#[test]
fn what_is_written_and_what_is_left_out_is_all() {
    let all: usize = items().iter().map(|item| item.indicators.len()).sum();
    for writer in &WRITERS {
        let export = writer.write(&items(), &full());
        let left_out: usize = export.left_out.iter().map(|(_, count)| count).sum();
        assert_eq!(export.announced + left_out, all, "{}", writer.name);
    }
}

// [PUB-4]
#[test]
fn a_poisoned_list_blocks_no_site_that_people_need() {
    let poison = [
        "signal.org",
        "chat.signal.org",
        "www.signal.org",
        "google.com",
        "mail.google.com",
        "drive.google.com",
        "wa.me",
        "firebaseio.com",
        "wikipedia.org",
        "torproject.org",
        "co.uk",
        "github.io",
        "duckdns.org",
    ];
    let values = poison
        .iter()
        .map(|name| listed(Kind::DomainName, name, Role::C2));
    let values = values.chain([listed(Kind::DomainName, "evil.duckdns.org", Role::C2)]);
    let items = [item(1, values.collect())];
    // Those that only detect, too: they are soon turned into lists that block, and a false alarm frightens people.
    for name in BLOCK_LISTS.iter().chain(&["suricata", "spyguard"]) {
        for settings in [settings(), full()] {
            let export = export(name, &items, &settings);
            assert_eq!(
                (export.announced, count(&export, LeftOut::Guarded)),
                (1, poison.len()),
                "{name}"
            );
            let written = text(&export);
            let body = written
                .lines()
                .filter(|line| !line.starts_with(['#', '!', ';']));
            let body: String = body.collect();
            assert!(body.contains("evil.duckdns.org"), "{name}");
            for name in poison {
                let alone = body.replace("evil.duckdns.org", "");
                assert!(!alone.contains(name), "{name}");
            }
        }
    }
    // MISP keeps the event whole, and lets no tool act on such a name.
    let misp = export("misp", &items, &settings());
    let event = misp.beside.first().unwrap();
    let event: serde_json::Value = serde_json::from_slice(&event.bytes).unwrap();
    for attribute in event["Event"]["Attribute"].as_array().unwrap() {
        let is_poison = attribute["value"] != "evil.duckdns.org";
        assert_eq!(attribute["to_ids"], !is_poison, "{attribute}");
    }
}

// [PUB-4]
#[test]
fn a_value_is_blocked_only_if_everything_allows_it() {
    let domain = |role| listed(Kind::DomainName, "evil.example", role);
    let good = || item(1, vec![domain(Role::C2)]);
    let judge = |item: Item<'_>, listed: &Listed, tier| may_block(&item, listed, tier, &[]);
    let strict = |item| judge(item, &domain(Role::C2), Tier::Strict);
    assert_eq!(strict(good()), Ok(()));
    assert_eq!(
        strict(Item {
            pap: Some(Pap::Green),
            ..good()
        }),
        Ok(())
    );
    assert_eq!(
        strict(Item {
            pap: Some(Pap::Amber),
            ..good()
        }),
        Err(LeftOut::PapForbids)
    );
    assert_eq!(
        strict(Item {
            pap: Some(Pap::Red),
            ..good()
        }),
        Err(LeftOut::PapForbids)
    );
    assert_eq!(
        strict(Item {
            pap: None,
            ..good()
        }),
        Err(LeftOut::PapUnstated)
    );
    assert_eq!(
        strict(Item {
            confirmed: false,
            by: None,
            ..good()
        }),
        Err(LeftOut::Unconfirmed)
    );
    let alerting = Item {
        may_alert_perpetrator: true,
        ..good()
    };
    assert_eq!(strict(alerting), Err(LeftOut::MayAlertPerpetrator));
    for role in [Role::Website, Role::Sender, Role::Payload, Role::Unknown] {
        assert_eq!(
            judge(good(), &domain(role), Tier::Strict),
            Err(LeftOut::Role(role))
        );
        assert_eq!(judge(good(), &domain(role), Tier::Full), Ok(()));
    }
    let address = listed(Kind::Ipv4, "203.0.113.7", Role::C2);
    assert_eq!(
        judge(good(), &address, Tier::Full),
        Err(LeftOut::NoPlace(Kind::Ipv4))
    );
}

// [PUB-4]
#[test]
fn what_may_alert_a_perpetrator_is_not_blocked_through_another_bulletin() {
    let values = || vec![listed(Kind::DomainName, "evil.example", Role::C2)];
    let alerting = Item {
        may_alert_perpetrator: true,
        ..item(1, values())
    };
    for items in [
        [alerting.clone(), item(2, values())],
        [item(2, values()), alerting],
    ] {
        for name in BLOCK_LISTS {
            let export = export(name, &items, &full());
            assert_eq!(
                (
                    export.announced,
                    count(&export, LeftOut::MayAlertPerpetrator)
                ),
                (0, 2)
            );
        }
    }
}

// [PUB-4] Most of these tools take a name with all below it, and a page is on a host.
#[test]
fn what_may_alert_a_perpetrator_is_not_blocked_by_a_name_above_it_either() {
    for (kind, alerting) in [
        (Kind::DomainName, "panel.evil.example"),
        (Kind::DomainName, "www.evil.example"),
        (Kind::Url, "https://evil.example/panel"),
        (Kind::Url, "https://a.b.evil.example:8443/?x=1"),
    ] {
        let alerting = vec![listed(kind, alerting, Role::C2)];
        let blocked = ["evil.example", "notevil.example"];
        let blocked = blocked.map(|name| listed(Kind::DomainName, name, Role::C2));
        let blocked = item(2, blocked.to_vec());
        let vetoed = [alerting[0].value.clone()];
        let alerting = Item {
            may_alert_perpetrator: true,
            ..item(1, alerting)
        };
        for name in BLOCK_LISTS {
            let inside = export(name, &[alerting.clone(), blocked.clone()], &full());
            // What is not in the file stands against it too.
            let outside = Settings {
                vetoed: &vetoed,
                ..full()
            };
            let outside = export(name, std::slice::from_ref(&blocked), &outside);
            for export in [inside, outside] {
                assert_eq!(export.announced, 1, "{name}");
                assert!(count(&export, LeftOut::MayAlertPerpetrator) > 0);
                assert!(text(&export).contains("notevil.example"), "{name}");
            }
        }
    }
    // The same host under the name that people type.
    let alerting = Item {
        may_alert_perpetrator: true,
        ..item(1, vec![listed(Kind::DomainName, "evil.example", Role::C2)])
    };
    let www = item(
        2,
        vec![listed(Kind::DomainName, "www.evil.example", Role::C2)],
    );
    let export = export("hosts", &[alerting, www], &full());
    assert_eq!(export.announced, 0);
}

#[test]
fn what_mvt_cannot_read_is_left_out_and_counted() {
    let export = export("mvt", &items(), &settings());
    for (reason, expected) in [
        (LeftOut::EqualsSign, 2),
        (LeftOut::Escapes, 1),
        (LeftOut::Network, 1),
        (LeftOut::Repeated, 1),
        (LeftOut::NoPlace(Kind::Ipv6), 1),
        (LeftOut::NoPlace(Kind::Sha512), 1),
    ] {
        assert_eq!(count(&export, reason), expected, "{reason}");
    }
    assert_eq!(read_back(&export).indicators.len(), export.announced);
}

/// MVT compares every indicator with every relationship: a file without a bound would keep a telephone's check for
/// hours.
#[test]
fn what_mvt_would_take_too_long_for_is_left_out_and_counted() {
    let most = fanal_formats::MVT_MAX_INDICATORS;
    let name = |number: usize| listed(Kind::DomainName, &format!("a{number}.example"), Role::C2);
    let mut values: Vec<Listed> = (0..most + 2).map(name).collect();
    // What stands there already takes no place.
    values.push(name(0));
    let export = export("mvt", &[item(1, values)], &settings());
    assert_eq!(export.announced, most);
    assert_eq!(count(&export, LeftOut::TooMany), 2);
    assert_eq!(count(&export, LeftOut::Repeated), 1);
    assert_eq!(read_back(&export).indicators.len(), most);
}

#[test]
fn the_standard_profile_reads_back_with_labels_and_roles() {
    for label in Label::ALL {
        let items: Vec<Item<'_>> = items()
            .into_iter()
            .map(|item| Item { label, ..item })
            .collect();
        let export = export("stix", &items, &settings());
        let reading = read_back(&export);
        assert_eq!(
            (reading.label, reading.unreadable_marking),
            (Some(label), None)
        );
        assert!(
            reading
                .notes
                .iter()
                .all(|note| !note.contains("no label of their own"))
        );
        let server = reading
            .indicators
            .iter()
            .find(|found| found.value.text() == "203.0.113.7");
        assert_eq!(server.unwrap().role, Some(Role::C2));
        let has = |id: &str| text(&export).contains(id);
        assert!(has(marking_id(label)));
        assert_eq!(
            tlp_1_marking_id(label).is_some_and(has),
            label != Label::AmberStrict
        );
        assert!(label == Label::Amber || !has(tlp_1_marking_id(Label::Amber).unwrap()));
    }
}

const OBJECT: &str = r#"{"type": "indicator",  "spec_version": "2.1", "id": "indicator--0a1b2c3d-0000-4000-8000-000000000001", "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z", "pattern": "[domain-name:value = 'evil.example']", "pattern_type": "stix", "valid_from": "2026-01-01T00:00:00Z", "x_kept": "yes"MORE}"#;

fn raw(json: String) -> Vec<Box<RawValue>> {
    vec![RawValue::from_string(json).unwrap()]
}

#[test]
fn an_object_that_says_its_label_is_written_byte_for_byte_and_another_gets_it() {
    let id = "indicator--0a1b2c3d-0000-4000-8000-000000000001".to_owned();
    let value = Listed {
        object_id: Some(id),
        ..listed(Kind::DomainName, "evil.example", Role::C2)
    };
    let marked = OBJECT.replace(
        "MORE",
        &format!(
            r#", "object_marking_refs": ["{}"]"#,
            marking_id(Label::Green)
        ),
    );
    let plain = OBJECT.replace("MORE", "");
    for (json, is_same) in [(marked, true), (plain, false)] {
        let objects = raw(json.clone());
        let item = Item {
            label: Label::Green,
            objects: &objects,
            ..item(1, vec![value.clone()])
        };
        let export = export("stix", &[item], &settings());
        assert_eq!(export.announced, 1);
        assert_eq!(text(&export).contains(&json), is_same);
        assert!(text(&export).contains("x_kept"));
        assert_eq!(read_back(&export).label, Some(Label::Green));
        assert!(
            read_back(&export)
                .notes
                .iter()
                .all(|note| !note.contains("no label of their own"))
        );
    }
}

#[test]
fn an_object_of_stix_2_0_is_replaced_by_its_values() {
    let objects = raw(OBJECT
        .replace("MORE", "")
        .replace(r#""spec_version": "2.1", "#, ""));
    let value = listed(Kind::DomainName, "evil.example", Role::C2);
    let item = Item {
        objects: &objects,
        ..item(1, vec![value])
    };
    let export = export("stix", &[item], &settings());
    assert_eq!(export.announced, 1);
    assert!(!text(&export).contains("x_kept"));
}

#[test]
fn an_object_of_two_bulletins_is_written_once_with_the_stricter_label() {
    let objects = raw(OBJECT.replace("MORE", ""));
    let of = |number, label| Item {
        label,
        objects: &objects,
        ..item(number, vec![])
    };
    let export = export(
        "stix",
        &[of(1, Label::Clear), of(2, Label::Amber)],
        &settings(),
    );
    let reading = read_back(&export);
    let object = reading
        .objects
        .iter()
        .find(|object| object.get().contains("x_kept"))
        .unwrap();
    assert!(
        object.get().contains(marking_id(Label::Amber))
            && !object.get().contains(marking_id(Label::Clear))
    );
}

#[test]
fn no_cell_of_a_table_is_a_formula() {
    let evil = Listed {
        name: Some("=cmd|'/c calc'!A1".into()),
        ..listed(Kind::ProcessName, "+spyd", Role::Payload)
    };
    let other = Listed {
        name: Some("@SUM(1)".into()),
        ..listed(Kind::FileName, "-rf", Role::Payload)
    };
    let item = Item {
        title: "\t=1+1",
        source: Some("\r\n-2"),
        licence: Some("@x"),
        ..item(1, vec![evil, other])
    };
    let export = export("csv", &[item], &settings());
    let mut builder = csv::ReaderBuilder::new();
    let mut reader = builder
        .has_headers(false)
        .from_reader(export.bytes.as_slice());
    for record in reader.records().map(Result::unwrap) {
        for cell in &record {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']),
                "{cell}"
            );
        }
    }
    let reading = read_back(&export);
    assert_eq!(reading.indicators.len(), 2);
    assert!(
        reading
            .indicators
            .iter()
            .any(|found| found.value.text() == "+spyd")
    );
}

/// [PUB-23]
#[test]
fn where_semicolons_separate_cells_none_is_a_formula_either() {
    let evil = Listed {
        name: Some("a;=cmd|'/c calc'!A1".into()),
        ..listed(Kind::Url, "https://lure.example/x;=1+1|-2", Role::Delivery)
    };
    let item = Item {
        title: "news; \"@SUM(1)\"",
        source: Some("＝1+1"),
        licence: Some("x|+1;plain; 7"),
        ..item(
            1,
            vec![
                evil,
                listed(Kind::FileName, "a;=1+1", Role::Delivery),
                listed(Kind::ProcessName, "b|@x", Role::Delivery),
                listed(Kind::FilePath, "/sdcard/c; +1", Role::Delivery),
            ],
        )
    };
    let text = text(&export("csv", &[item], &settings()));
    for cell in text.lines().flat_map(|line| line.split([',', ';', '|'])) {
        let cell = cell.trim_start_matches([' ', '"']);
        assert!(
            !cell.starts_with(['=', '+', '-', '@', '＝']),
            "{cell}: {text}"
        );
    }
    assert!(
        text.contains("https://lure.example/x%3B=1+1%7C-2"),
        "{text}"
    );
    assert!(text.contains("plain; 7"), "{text}");
}

/// [PUB-23] What a zone of policies takes for a network, or for a name server, is no name.
#[test]
fn no_name_in_a_policy_zone_is_a_network() {
    let names = [
        "8.0.0.0.10.rpz-ip",
        "24.0.113.0.203.rpz-nsip",
        "signal.org.rpz-nsdname",
        "32.1.2.0.192.rpz-client-ip",
        "fine.example",
    ];
    let names = names.map(|name| listed(Kind::DomainName, name, Role::C2));
    let export = export("rpz", &[item(1, names.to_vec())], &settings());
    assert_eq!(
        (export.announced, count(&export, LeftOut::Spelling)),
        (1, 4)
    );
    let text = text(&export);
    assert!(
        text.contains("fine.example") && !text.contains("rpz-"),
        "{text}"
    );
}

/// [PUB-23]
#[test]
fn no_hash_database_takes_away_every_empty_file() {
    let empty = [
        (Kind::Md5, "d41d8cd98f00b204e9800998ecf8427e", "clamav-md5"),
        (
            Kind::Sha1,
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "clamav-sha",
        ),
        (
            Kind::Sha256,
            "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
            "clamav-sha",
        ),
    ];
    for (kind, hash, name) in empty {
        let item = item(1, vec![listed(kind, hash, Role::Payload)]);
        let export = export(name, &[item], &settings());
        assert_eq!((export.announced, count(&export, LeftOut::Guarded)), (0, 1));
    }
}

/// [PUB-23] Titles, names, licences and sources of others, in every file: on their line, and never a line of their
/// own.
#[test]
fn no_foreign_text_begins_a_line_of_a_file() {
    let lines = "x\n||everything.example^\r0.0.0.0 planted.example\u{2028}planted.example\u{85}\
                 * CNAME .\x0balert ip any any -> any any (sid:1;)\x0crule planted { condition: true }";
    let evil = Listed {
        name: Some(format!("{lines}\"; sid:7; )")),
        ..listed(Kind::DomainName, "evil.example", Role::C2)
    };
    let hash = Listed {
        name: Some(format!("a:b:{lines}")),
        ..listed(Kind::Md5, "44d88612fea8a8f36de82e1278abb02f", Role::Payload)
    };
    let item = Item {
        title: lines,
        licence: Some(lines),
        source: Some(lines),
        category: Some("phishing"),
        ..item(1, vec![evil, hash])
    };
    let settings = Settings {
        title: lines,
        ..settings()
    };
    for name in [
        "hosts",
        "domains",
        "adguard",
        "rpz",
        "suricata",
        "clamav-md5",
        "clamav-sha",
        "yara",
        "csv",
        "network-csv",
    ] {
        let export = export(name, std::slice::from_ref(&item), &settings);
        let text = text(&export);
        let begins = [
            "||every",
            "0.0.0.0 planted",
            "planted",
            "* CNAME",
            "alert ip",
            "rule planted",
        ];
        for line in text.split(['\n', '\r', '\u{2028}', '\u{85}', '\x0b', '\x0c']) {
            assert!(
                !begins.iter().any(|begin| line.starts_with(begin)),
                "{name}: {line}"
            );
        }
        if name == "suricata" {
            assert!(!text.contains("sid:7"), "{text}");
        }
        if name == "clamav-md5" {
            assert!(
                text.lines().all(|line| line.split(':').count() == 4),
                "{text}"
            );
        }
    }
}

#[test]
fn tables_read_back_with_roles_names_and_label() {
    let settings = Settings {
        byte_order_mark: true,
        ..settings()
    };
    for name in ["csv", "network-csv"] {
        let export = export(name, &items(), &settings);
        assert!(export.bytes.starts_with(b"\xef\xbb\xbf"));
        let reading = read_back(&export);
        assert_eq!(reading.indicators.len() + reading.merged, export.announced);
        assert_eq!(
            (reading.label, reading.refused.len()),
            (Some(Label::Clear), 0)
        );
        let server = reading
            .indicators
            .iter()
            .find(|found| found.value.text() == "203.0.113.7");
        assert_eq!(server.unwrap().role, Some(Role::C2));
    }
}

#[test]
fn block_lists_read_back() {
    for name in ["hosts", "domains"] {
        let export = export(name, &items(), &full());
        assert_eq!(read_back(&export).indicators.len(), export.announced);
        assert_eq!(read_back(&export).label, Some(Label::Clear));
    }
}

/// What a [`Listed`] is made of: that itself has no `Debug`.
type Parts = (Value, Role, Option<String>);

fn all_listed(parts: Vec<Parts>) -> Vec<Listed> {
    let listed = |(value, role, name)| Listed {
        value,
        role,
        name,
        object_id: None,
    };
    parts.into_iter().map(listed).collect()
}

fn any_listed() -> impl Strategy<Value = Parts> {
    let text = prop_oneof![
        "\\PC{1,20}",
        "[a-z0-9.\\-_]{1,12}\\.(com|org|example|co\\.uk)",
        Just("signal.org".to_owned()),
        "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}",
        "https?://[a-z]{1,8}\\.com/\\PC{0,10}",
    ];
    let role = prop::sample::select(vec![Role::C2, Role::Delivery, Role::Website, Role::Unknown]);
    (
        prop::sample::select(Kind::ALL.to_vec()),
        text,
        role,
        prop::option::of("\\PC{0,12}"),
    )
        .prop_filter_map("no value", |(kind, text, role, name)| {
            Some((Value::parse(kind, &text).ok()?, role, name))
        })
}

proptest! {
    #[test]
    fn no_block_list_has_a_line_that_is_no_domain(
        values in prop::collection::vec(any_listed(), 0..30),
        title in "(\\PC|[\r\n\t#]){0,40}",
        licence in "(\\PC|[\r\n]){0,20}",
    ) {
        let item = Item { licence: Some(&licence), ..item(1, all_listed(values)) };
        let settings = Settings { title: &title, ..full() };
        for (name, comment, start, end) in [
            ("domains", '#', "", ""),
            ("hosts", '#', "0.0.0.0 ", ""),
            ("adguard", '!', "||", "^"),
        ] {
            let export = export(name, std::slice::from_ref(&item), &settings);
            let written = text(&export);
            let lines: Vec<&str> = written.lines().filter(|line| !line.starts_with(comment)).collect();
            prop_assert_eq!(lines.len(), export.announced);
            for line in lines {
                let domain = line.strip_prefix(start).unwrap().strip_suffix(end).unwrap();
                let value = Value::parse(Kind::DomainName, domain).unwrap();
                prop_assert_eq!((value.kind(), value.text()), (Kind::DomainName, domain));
                prop_assert_eq!(fanal_formats::guarded(domain), None);
            }
        }
    }

    #[test]
    fn every_pattern_for_mvt_splits_at_one_equals_sign(values in prop::collection::vec(any_listed(), 0..30)) {
        let export = export("mvt", &[item(1, all_listed(values))], &settings());
        let bundle: serde_json::Value = serde_json::from_slice(&export.bytes).unwrap();
        let none = Vec::new();
        let objects = bundle["objects"].as_array().unwrap_or(&none);
        let patterns: Vec<&str> = objects.iter().filter_map(|object| object["pattern"].as_str()).collect();
        prop_assert_eq!(patterns.len(), export.announced);
        prop_assert!(patterns.iter().all(|pattern| pattern.matches('=').count() == 1));
    }
}
