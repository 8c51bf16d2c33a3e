//! What the files for people, and the files that can say so, tell of labels, values and withdrawals.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod data;
#[expect(dead_code, reason = "used in part")]
mod samples;

use fanal_formats::{Export, Gone, INERT_PATTERN, Item, LeftOut, Settings, WRITERS, writer};
use fanal_protocol::{BulletinId, Label, Role, Timestamp};
use fanal_stix::{Kind, Value};
use samples::{item, items, listed, settings};
use serde_json::value::RawValue;

const DAY: Timestamp = Timestamp::from_unix(1_795_132_800);
/// The formats that name values only to have them deleted.
const DELETES: [&str; 2] = ["spyguard", "stix"];

fn export(name: &str, items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    writer(name).unwrap().write(items, settings)
}

/// All that a format is made of.
fn whole(export: &Export) -> String {
    let mut text = String::from_utf8(export.bytes.clone()).unwrap();
    for beside in &export.beside {
        text.push_str(&beside.file_name);
        text.push_str(std::str::from_utf8(&beside.bytes).unwrap());
    }
    text
}

fn json(export: &Export) -> serde_json::Value {
    serde_json::from_slice(&export.bytes).unwrap()
}

fn gone(number: u8, domains: &[&str]) -> Gone {
    let domain = |name: &&str| Value::parse(Kind::DomainName, name).unwrap();
    Gone {
        id: BulletinId::from_random([number; 16]),
        published: DAY,
        date: DAY.plus_days(1),
        to_delete: domains.iter().map(domain).collect(),
    }
}

// [PUB-5]
#[test]
fn what_was_taken_back_is_said_in_every_format_that_can() {
    let withdrawn = [gone(9, &[])];
    let id = withdrawn[0].id.to_string();
    let settings = Settings {
        withdrawn: &withdrawn,
        vetoed: &[],
        agreed_on: &[],
        ..settings()
    };
    let stix = json(&export("stix", &items(), &settings));
    let revoked: Vec<&serde_json::Value> = stix["objects"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|object| object["revoked"] == true)
        .collect();
    assert_eq!(revoked.len(), 1);
    assert_eq!(revoked[0]["type"], "report");
    assert_eq!(revoked[0]["modified"], "2026-11-21T23:59:59.000Z");

    let misp = export("misp", &items(), &settings);
    let events: Vec<serde_json::Value> = misp
        .beside
        .iter()
        .filter(|file| file.file_name.ends_with(".json"))
        .map(|file| serde_json::from_slice(&file.bytes).unwrap())
        .collect();
    let deleted: Vec<_> = events
        .iter()
        .filter(|event| event["Event"]["deleted"] == true)
        .collect();
    assert_eq!(deleted.len(), 1);
    assert_eq!(deleted[0]["Event"]["Attribute"], serde_json::json!([]));
    let manifest = json(&misp);
    assert_eq!(manifest.as_object().unwrap().len(), events.len() - 1);
    assert!(
        manifest
            .get(deleted[0]["Event"]["uuid"].as_str().unwrap())
            .is_none()
    );

    let atom = whole(&export("atom", &items(), &settings));
    assert!(atom.contains("<at:deleted-entry ref=\"urn:uuid:"));
    assert!(atom.contains("when=\"2026-11-21T00:00:00Z\"/>"));
    let feed = json(&export("json-feed", &items(), &settings));
    assert_eq!(feed["_fanal"]["withdrawn"].as_array().unwrap().len(), 1);
    for digest in ["digest-md", "digest-html"] {
        assert!(
            whole(&export(digest, &items(), &settings)).contains(&id),
            "{digest}"
        );
    }
}

// [PUB-5]
#[test]
fn withdrawn_values_are_repeated_only_to_delete_them() {
    let (asked, silent) = ([gone(9, &["gone.example"])], [gone(9, &[])]);
    for writer in &WRITERS {
        let said = |withdrawn| {
            let settings = Settings {
                withdrawn,
                vetoed: &[],
                agreed_on: &[],
                ..settings()
            };
            whole(&writer.write(&items(), &settings))
        };
        let names_it = said(&asked).contains("gone.example");
        assert_eq!(names_it, writer.name == "spyguard", "{}", writer.name);
        assert!(!said(&silent).contains("gone"), "{}", writer.name);
        let differs = said(&asked) != said(&silent);
        assert_eq!(differs, DELETES.contains(&writer.name), "{}", writer.name);
    }
}

// [PUB-5]
#[test]
fn the_revoked_indicator_has_the_id_that_it_had_and_says_nothing() {
    let mut before = item(9, vec![listed(Kind::DomainName, "gone.example", Role::C2)]);
    before.date = DAY;
    let was = json(&export("stix", &[before], &settings()));
    let is_indicator = |object: &&serde_json::Value| object["type"] == "indicator";
    let was = was["objects"]
        .as_array()
        .unwrap()
        .iter()
        .find(is_indicator)
        .cloned();
    let withdrawn = [gone(9, &["gone.example"])];
    let settings = Settings {
        withdrawn: &withdrawn,
        vetoed: &[],
        agreed_on: &[],
        ..settings()
    };
    let now = export("stix", &[], &settings);
    assert_eq!(now.announced, 0);
    let now = json(&now);
    let now = now["objects"]
        .as_array()
        .unwrap()
        .iter()
        .find(is_indicator)
        .unwrap();
    let was = was.unwrap();
    assert_eq!((&now["id"], &now["created"]), (&was["id"], &was["created"]));
    assert!(now["modified"].as_str() > was["modified"].as_str());
    assert_eq!(now["pattern"], INERT_PATTERN);
    assert!(!now.to_string().contains("gone.example"));
}

#[test]
fn a_watcher_deletes_nothing_that_another_bulletin_lists() {
    let withdrawn = [gone(9, &["evil.example", "gone.example"])];
    let settings = Settings {
        withdrawn: &withdrawn,
        vetoed: &[],
        agreed_on: &[],
        ..settings()
    };
    let watched = json(&export("spyguard", &items(), &settings));
    assert_eq!(
        watched["to_delete"],
        serde_json::json!([{"type": "domain", "value": "gone.example"}])
    );
    assert!(watched["iocs"].to_string().contains("evil.example"));
}

#[test]
fn a_watcher_gets_only_what_it_takes() {
    let certificate = "B".repeat(40);
    let values = vec![
        listed(Kind::DomainName, "good.example", Role::C2),
        listed(Kind::DomainName, "under_score.example", Role::C2),
        listed(Kind::DomainName, "double--hyphen.example", Role::C2),
        listed(Kind::DomainName, "bücher.example", Role::C2),
        listed(Kind::CertificateSha1, &certificate, Role::Payload),
        listed(Kind::Ipv4, "203.0.113.0/24", Role::C2),
        listed(Kind::Sha256, &"c".repeat(64), Role::Payload),
    ];
    let export = export("spyguard", &[item(1, values)], &settings());
    let watched = json(&export);
    let values: Vec<(&str, &str)> = watched["iocs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|ioc| {
            (
                ioc["type"].as_str().unwrap(),
                ioc["value"].as_str().unwrap(),
            )
        })
        .collect();
    let lower = "b".repeat(40);
    assert_eq!(
        values,
        [
            ("cidr", "203.0.113.0/24"),
            ("domain", "good.example"),
            ("domain", "xn--bcher-kva.example"),
            ("sha1cert", lower.as_str()),
        ]
    );
    assert!(export.left_out.contains(&(LeftOut::Spelling, 2)));
    assert_eq!(watched["iocs"][0]["tag"], "malicious");
    assert_eq!(watched["iocs"][0]["tlp"], "white");
}

/// [IMP-19]
#[test]
fn a_watcher_is_told_watchware_as_what_it_is() {
    for (category, tag) in [("watchware", "dual"), ("stalkerware", "stalkerware")] {
        let one = Item {
            category: Some(category),
            ..item(1, vec![listed(Kind::DomainName, "good.example", Role::C2)])
        };
        let watched = json(&export("spyguard", &[one], &settings()));
        assert_eq!(watched["iocs"][0]["tag"], tag);
    }
}

// [PUB-11]
/// No format has a word for AMBER+STRICT that means it and AMBER too.
#[test]
fn amber_strict_is_never_written_as_amber() {
    let items: Vec<Item<'_>> = items()
        .into_iter()
        .map(|item| Item {
            label: Label::AmberStrict,
            ..item
        })
        .collect();
    for writer in &WRITERS {
        let text = whole(&writer.write(&items, &settings())).to_lowercase();
        let strict = ["amber+strict", "amber\\+strict", "amber_strict"];
        let rest = strict
            .iter()
            .fold(text, |text, word| text.replace(word, ""));
        // The style sheet of the briefing names the colour; no sheet is there.
        let rest = rest.replace(".amber{", "");
        assert!(!rest.contains("amber"), "{}", writer.name);
    }
    let briefing = export("briefing", &items, &settings());
    assert_eq!(briefing.announced, 0);
    assert!(!whole(&briefing).contains("<table"));
}

#[test]
fn misp_says_the_label_in_both_generations() {
    let tags = |label| {
        let item = Item {
            label,
            ..item(1, vec![listed(Kind::DomainName, "evil.example", Role::C2)])
        };
        let export = export("misp", &[item], &settings());
        let event: serde_json::Value =
            serde_json::from_slice(&export.beside.first().unwrap().bytes).unwrap();
        let tags = event["Event"]["Tag"].as_array().unwrap().iter();
        let names: Vec<String> = tags
            .map(|tag| tag["name"].as_str().unwrap().to_owned())
            .collect();
        (
            names,
            event["Event"]["distribution"].as_str().unwrap().to_owned(),
        )
    };
    let names = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    let clear = names(&["tlp:clear", "tlp:white", "PAP:CLEAR"]);
    assert_eq!(tags(Label::Clear), (clear, "3".into()));
    let green = names(&["tlp:green", "PAP:CLEAR"]);
    assert_eq!(tags(Label::Green), (green, "1".into()));
    let strict = names(&["tlp:amber+strict", "PAP:CLEAR"]);
    assert_eq!(tags(Label::AmberStrict), (strict, "0".into()));
}

#[test]
fn no_headline_names_a_value_in_another_spelling() {
    let values = vec![
        listed(Kind::DomainName, "evil.example", Role::C2),
        listed(Kind::DomainName, "bücher.example", Role::C2),
        listed(Kind::EmailAddress, "bank@lure.example", Role::Sender),
        listed(Kind::Url, "https://www.evil.co.example/a", Role::Delivery),
    ];
    for (title, shown) in [
        ("a evil[dot]example b", "a […] b"),
        ("a evil(punto)example b", "a […] b"),
        ("a evil dot example b", "a […] b"),
        ("a evil [.] example b", "a […] b"),
        ("a www dot evil dot co dot example b", "a […] b"),
        ("a bücher.example b", "a […] b"),
        ("a \"BÜCHER[.]example\", b", "a […] b"),
        ("a xn--bcher-kva.example b", "a […] b"),
        ("a («evil.example») b", "a […] b"),
        ("a bank at lure dot example b", "a […] b"),
        ("a red dot sight at home b", "a red dot sight at home b"),
    ] {
        let item = Item {
            title,
            ..item(1, values.clone())
        };
        let feed = json(&export(
            "json-feed",
            std::slice::from_ref(&item),
            &settings(),
        ));
        assert_eq!(feed["items"][0]["title"], format!("TLP:CLEAR {shown}"));
    }
}

#[test]
fn no_headline_names_a_value() {
    let values = vec![
        listed(Kind::DomainName, "evil.example", Role::C2),
        listed(Kind::Url, "https://lure.example/login?id=1", Role::Delivery),
    ];
    let item = Item {
        title: "Fake page EVIL[.]example and hxxps://lure[.]example/login <b>now</b>",
        ..item(1, values)
    };
    let atom = whole(&export("atom", std::slice::from_ref(&item), &settings()));
    let title = "<title>TLP:CLEAR Fake page […] and […] &lt;b&gt;now&lt;/b&gt;</title>";
    assert!(atom.contains(title), "{atom}");
    let feed = json(&export(
        "json-feed",
        std::slice::from_ref(&item),
        &settings(),
    ));
    assert_eq!(
        feed["items"][0]["title"],
        "TLP:CLEAR Fake page […] and […] <b>now</b>"
    );
    for name in ["digest-md", "digest-html"] {
        let text = whole(&export(name, std::slice::from_ref(&item), &settings()));
        let heading = text
            .lines()
            .find(|line| line.contains("Fake page"))
            .unwrap();
        assert!(!heading.contains("lure"), "{heading}");
    }
}

#[test]
fn nothing_in_the_files_for_people_is_a_link_into_danger() {
    for name in ["atom", "json-feed", "digest-md", "digest-html", "briefing"] {
        let text = whole(&export(name, &items(), &settings()));
        let open = text.replace("luz.example", "");
        assert!(
            open.contains("evil[.]example") || open.contains("evil\\[\\.\\]example"),
            "{name}"
        );
        assert!(!open.contains("evil.example"), "{name}");
    }
}

#[test]
fn a_briefing_speaks_the_language_of_the_bulletin_and_bears_its_label_twice_a_sheet() {
    for (lang, direction, word) in [
        ("en", "ltr", "What to look for"),
        ("fr", "ltr", "Ce qu’il faut chercher"),
        ("es-MX", "ltr", "Qué hay que buscar"),
        ("ar", "rtl", "من يساعدكم"),
        ("tlh", "ltr", "What to look for"),
    ] {
        let item = Item {
            lang: Some(lang),
            label: Label::Amber,
            ..item(1, vec![listed(Kind::DomainName, "evil.example", Role::C2)])
        };
        let text = whole(&export("briefing", &[item], &settings()));
        assert!(text.contains(word), "{lang}");
        assert!(text.contains(&format!("dir=\"{direction}\"")), "{lang}");
        assert_eq!(text.matches("TLP:AMBER</bdi>").count(), 2, "{lang}");
    }
}

#[test]
fn yara_rules_are_carried_as_they_came() {
    let rule = "rule a { strings: $a = \"x\\\\y\" condition: $a } // ünï";
    let object = serde_json::json!({
        "type": "indicator", "spec_version": "2.1", "pattern_type": "yara", "pattern": rule,
        "id": "indicator--0a1b2c3d-0000-4000-8000-000000000001",
    });
    let objects = [RawValue::from_string(object.to_string()).unwrap()];
    let of = |number| Item {
        objects: &objects,
        ..item(number, Vec::new())
    };
    let export = export("yara", &[of(1), of(2)], &settings());
    assert_eq!(export.announced, 1);
    assert_eq!(whole(&export).matches(rule).count(), 1);
}

/// [PUB-23]
#[test]
fn no_rule_switches_others_off_and_no_name_stands_twice() {
    let yara = |rule: &str| {
        let object = serde_json::json!({
            "type": "indicator", "spec_version": "2.1", "pattern_type": "yara", "pattern": rule,
            "id": "indicator--0a1b2c3d-0000-4000-8000-000000000001",
        });
        RawValue::from_string(object.to_string()).unwrap()
    };
    let rules = [
        yara("rule good { condition: false }"),
        yara("global rule off { condition: false }"),
        yara("include \"/etc/passwd\"\nrule b { condition: true }"),
        yara("rule good { condition: true }"),
        yara("rule c { condition: true } /* and all the rest"),
        yara("rule last { condition: true }"),
    ];
    let item = Item {
        objects: &rules,
        ..item(1, Vec::new())
    };
    let export = export("yara", &[item], &settings());
    let text = whole(&export);
    assert_eq!(export.announced, 2, "{text}");
    assert!(
        text.contains("good { condition: false }") && text.contains("rule last"),
        "{text}"
    );
    for word in ["global", "include", "condition: true } /*"] {
        assert!(!text.contains(word), "{text}");
    }
}

#[test]
fn rules_keep_their_numbers_when_others_come_and_go() {
    let numbers = |names: &[&str]| {
        let values = names
            .iter()
            .map(|name| listed(Kind::DomainName, name, Role::C2));
        let text = whole(&export(
            "suricata",
            &[item(1, values.collect())],
            &settings(),
        ));
        let rule = |name: &&str| {
            let rule = text
                .lines()
                .find(|line| line.contains(&format!("\"{name}\"")))
                .unwrap();
            rule.split("sid:").nth(1).unwrap().to_owned()
        };
        names.iter().map(rule).collect::<Vec<_>>()
    };
    let all = numbers(&["a.example", "b.example", "c.example"]);
    let two = numbers(&["a.example", "c.example"]);
    assert_eq!([&all[0], &all[2]], [&two[0], &two[1]]);
}

#[test]
fn the_standard_profile_has_no_path_that_only_mvt_knows() {
    let of_mvt = r#"{"type": "indicator", "spec_version": "2.1", "id": "indicator--0a1b2c3d-0000-4000-8000-000000000001", "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z", "pattern": "[app:cert.sha1 = 'cafe']", "pattern_type": "stix", "valid_from": "2026-01-01T00:00:00Z"}"#;
    let tie = r#"{"type": "relationship", "spec_version": "2.1", "id": "relationship--0a1b2c3d-0000-4000-8000-000000000002", "created": "2026-01-01T00:00:00.000Z", "modified": "2026-01-01T00:00:00.000Z", "relationship_type": "indicates", "source_ref": "indicator--0a1b2c3d-0000-4000-8000-000000000001", "target_ref": "malware--0a1b2c3d-0000-4000-8000-000000000003"}"#;
    let objects = [of_mvt, tie].map(|json| RawValue::from_string(json.to_owned()).unwrap());
    let mut value = listed(Kind::CertificateSha1, &"b".repeat(40), Role::Payload);
    value.object_id = Some("indicator--0a1b2c3d-0000-4000-8000-000000000001".to_owned());
    let item = Item {
        objects: &objects,
        ..item(1, vec![value])
    };
    let export = export("stix", &[item], &settings());
    let text = whole(&export);
    assert!(
        !text.contains("app:cert") && !text.contains("0a1b2c3d"),
        "{text}"
    );
    assert!(text.contains("x509-certificate:hashes"), "{text}");
    assert_eq!(export.announced, 1);
}

/// [REC-6] In one line each, whatever stands in it; nobody's wish stands in a file of another bulletin.
#[test]
fn what_the_author_asks_for_stands_in_the_files_that_people_and_platforms_read() {
    let wished = Item {
        label: Label::Amber,
        may_alert_perpetrator: true,
        also_please: Some("Call <b>first</b>\nthen block"),
        ..item(1, vec![listed(Kind::DomainName, "evil.example", Role::C2)])
    };
    let said = [
        ("stix", "Also please: Call <b>first</b> then block"),
        ("misp", "also please: Call <b>first</b> then block"),
        ("briefing", "Call &lt;b&gt;first&lt;/b&gt; then block"),
    ];
    for (name, words) in said {
        let with = whole(&export(name, std::slice::from_ref(&wished), &settings()));
        assert!(with.contains(words), "{name}: {with}");
        let without = Item {
            also_please: None,
            ..wished.clone()
        };
        let without = whole(&export(name, &[without], &settings()));
        assert!(!without.contains("lso please"), "{name}: {without}");
    }
    let stix = whole(&export("stix", &[wished], &settings()));
    assert!(stix.contains("For detection only"), "{stix}");
}
