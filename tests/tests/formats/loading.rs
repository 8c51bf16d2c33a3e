//! Every file loads whole: the program finds as many values as the index announces.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::feed::{Feed, SAMPLE, YARA};
use crate::surroundings::printed;
use crate::tools::{node, python, words};

#[test]
fn stix2_reads_the_bundle_strictly_and_the_validator_finds_no_error() {
    let feed = Feed::published();
    let found = python("bundle.py", &[&feed.file("stix.json")]);
    // The YARA rule is an indicator of the bundle, and no value.
    assert_eq!(found, [feed.announced("stix.json").to_string()]);
    let files: Vec<PathBuf> = std::fs::read_dir(feed.file("b"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let each = python("bundle.py", &files);
    assert!(files.len() > 1, "{files:?}");
    let whole: usize = each
        .iter()
        .map(|count| count.parse::<usize>().unwrap())
        .sum();
    assert_eq!(each.len(), files.len());
    assert!(whole >= feed.announced("stix.json"), "{each:?}");
}

/// What a desk imported goes out as it came: the family, what ties a value to it, and the labels of both.
#[test]
fn a_bulletin_with_a_family_and_relationships_is_read_by_the_validator_misp_stix_and_pymisp() {
    let feed = Feed::published();
    let file = feed.file("b").join(format!("{}.json", feed.family));
    assert_eq!(python("bundle.py", &[&file]), ["2"]);
    let found = python("family.py", &[&file]);
    let tags = "tlp:clear+tlp:white";
    for value in ["family.example", "198.51.100.23"] {
        let told = found.chunks(3).find(|told| told[0] == value).unwrap();
        assert_eq!(told[1], "Lantern", "{found:?}");
        assert!(tags.contains(&told[2]) && told[2] != "-", "{found:?}");
    }
    assert_eq!(found[found.len() - 3..], ["1", "2", "2"]);
}

#[test]
fn python_reads_the_table_and_meets_no_formula() {
    let feed = Feed::published();
    let found = python("table.py", &[&feed.file("network.csv")]);
    // Each row of the bulletin whose title is one has it guarded.
    assert_eq!(
        found,
        [feed.announced("network.csv").to_string(), "2".into()]
    );
}

/// The table of `fanal export csv`, of words that somebody chose for a spreadsheet. [PUB-23]
#[test]
fn python_reads_an_exported_table_of_hostile_words_row_by_row() {
    use fanal_formats::{Issuer, Item, Listed, Settings, Tier, writer};
    use fanal_protocol::{BulletinId, Label, Role, Timestamp};
    use fanal_stix::{Kind, Value};
    let value = |kind, text: &str, name: &str| Listed {
        value: Value::parse(kind, text).unwrap(),
        role: Role::Payload,
        name: Some(name.to_owned()),
        object_id: None,
    };
    let item = Item {
        id: BulletinId::from_random([1; 16]),
        title: "=1+1\r\n\"quoted\", and a line",
        summary: None,
        date: Timestamp::from_unix(1_795_132_800),
        source: Some("a;=2"),
        licence: Some("@SUM(1)"),
        category: None,
        lang: None,
        pap: None,
        may_alert_perpetrator: false,
        also_please: None,
        label: Label::Clear,
        indicators: vec![
            value(Kind::DomainName, "evil.example", "+name"),
            value(Kind::FileName, "-a,b\"c\".apk", "=cmd|'/c calc'!A1"),
            value(Kind::Url, "https://lure.example/?a=1,2", "\t=x"),
        ],
        objects: &[],
        confirmed: true,
        by: None,
    };
    let settings = Settings {
        title: "x",
        date: Timestamp::from_unix(1_795_132_800),
        tier: Tier::Full,
        byte_order_mark: true,
        issuer: Issuer {
            id: "luz",
            name: "Luz",
            base_url: None,
            contact: None,
            lang: "en",
        },
        serial: 1,
        withdrawn: &[],
        vetoed: &[],
        agreed_on: &[],
    };
    let export = writer("csv").unwrap().write(&[item], &settings);
    let file = tempfile::NamedTempFile::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    std::fs::write(file.path(), &export.bytes).unwrap();
    let found = python("table.py", &[file.path()]);
    // Of each row its title and licence, of two the name, of one the value.
    assert_eq!(found, [export.announced.to_string(), "10".into()]);
    assert_eq!(export.announced, 3);
}

#[test]
fn pymisp_loads_the_feed_and_misp_stix_converts_every_event() {
    let feed = Feed::published();
    let found = python("events.py", &[&feed.file("misp")]);
    assert_eq!(found[0], feed.announced("misp/manifest.json").to_string());
    assert_eq!(found[1], "2", "withdrawn events");
    assert_eq!(found[2], found[3], "indicators, and values that are signs");
    assert_ne!(found[2], "0");
}

#[test]
fn agtree_reads_every_line_of_the_lists_that_block() {
    let feed = Feed::published();
    for tier in ["", "-full"] {
        let names = ["adguard", "hosts", "domains"].map(|name| format!("{name}{tier}.txt"));
        let files = names.clone().map(|name| feed.file(&name));
        let files: Vec<&Path> = files.iter().map(AsRef::as_ref).collect();
        let announced = names.map(|name| feed.announced(&name).to_string());
        assert_eq!(node("agtree.mjs", &files), announced);
    }
}

#[test]
fn named_checkzone_loads_the_policy_zones() {
    let feed = Feed::published();
    for name in ["rpz.zone", "rpz-full.zone"] {
        let compiled = feed.folder.path().join("compiled");
        let mut check = Command::new("named-checkzone");
        check
            .args(["-D", "-o"])
            .arg(&compiled)
            .arg("rpz.luz.example")
            .arg(feed.file(name));
        let said = printed(&mut check);
        assert!(said.trim_end().ends_with("OK"), "{said}");
        let zone = std::fs::read_to_string(&compiled).unwrap();
        let owners = zone.lines().filter(|line| line.contains("CNAME"));
        assert_eq!(owners.clone().count(), feed.announced(name) * 2);
        assert!(
            owners
                .clone()
                .any(|line| line.starts_with("evil.example.rpz.luz.example."))
        );
        assert!(
            owners
                .clone()
                .any(|line| line.starts_with("*.evil.example.rpz.luz.example."))
        );
        assert!(!zone.contains("signal.org"));
    }
}

#[test]
fn suricata_update_and_suricataparser_read_every_rule_and_none_takes_another_name() {
    let feed = Feed::published();
    let rules = feed.file("suricata.rules");
    let names = [
        ("evil.example", 1),
        ("EVIL.example", 1),
        ("a.evil.example", 1),
        ("a.b.evil.example", 1),
        ("notevil.example", 0),
        ("evil.example.com", 0),
        ("evil.exampleb", 0),
        ("vil.example", 0),
        ("signal.org", 0),
        ("chat.signal.org", 0),
        ("gone.example", 0),
    ];
    let asked: Vec<&Path> = std::iter::once(rules.as_path())
        .chain(names.iter().map(|(name, _)| Path::new(*name)))
        .collect();
    let said = python("rules.py", &asked);
    let announced = (feed.announced("suricata.rules") * 2).to_string();
    assert_eq!(said[..2], [announced.clone(), announced]);
    let spoken: Vec<(&str, usize)> = said[2..]
        .chunks(2)
        .map(|pair| (pair[0].as_str(), pair[1].parse().unwrap()))
        .collect();
    assert_eq!(spoken, names);
}

#[test]
fn newsreaders_read_the_atom_and_the_json_feed() {
    let feed = Feed::published();
    let found = python(
        "news.py",
        &[&feed.file("atom.xml"), &feed.file("feed.json")],
    );
    let bulletins = std::fs::read_dir(feed.file("b"))
        .unwrap()
        .count()
        .to_string();
    assert_eq!(found, [bulletins.clone(), bulletins.clone(), bulletins]);
}

#[test]
fn clamscan_loads_the_hashes_and_finds_the_sample() {
    let feed = Feed::published();
    let sample = feed.folder.path().join("sample");
    let other = feed.folder.path().join("other");
    std::fs::write(&sample, SAMPLE).unwrap();
    std::fs::write(&other, b"another that never was malware\n").unwrap();
    for name in ["clamav.hsb", "clamav.hdb"] {
        for (file, finds) in [(&sample, true), (&other, false)] {
            let said = scanned(&feed.file(name), file);
            let known = format!("Known viruses: {}", feed.announced(name));
            assert!(said.contains(&known), "{name}: {said}");
            assert_eq!(said.contains("FOUND"), finds, "{name}: {said}");
            assert_eq!(said.contains("Fanal.TLP_CLEAR."), finds, "{name}: {said}");
        }
    }
}

/// What clamscan says of a file, with this database alone.
pub(crate) fn scanned(database: &Path, file: &Path) -> String {
    let mut scan = Command::new("clamscan");
    scan.arg("--database").arg(database).arg(file);
    String::from_utf8(scan.output().unwrap().stdout).unwrap()
}

#[test]
fn yara_runs_the_rules_that_were_carried_as_they_came() {
    let feed = Feed::published();
    let file = feed.file("rules.yar");
    assert_eq!(
        std::fs::read_to_string(&file)
            .unwrap()
            .matches(YARA)
            .count(),
        1
    );
    let sample = feed.folder.path().join("sample");
    std::fs::write(&sample, "here is a fanal example").unwrap();
    let mut yara = Command::new("yara");
    let said = printed(yara.arg(&file).arg(&sample));
    assert_eq!(words(&said)[0], "fanal_example");
}

/// SpyGuard is in no registry: its own expressions (server/backend/app/definitions.py) are held against the file here.
#[test]
fn every_value_for_spyguard_is_one_that_its_expressions_take() {
    let feed = Feed::published();
    let found = python("watcher.py", &[&feed.file("spyguard.json")]);
    assert_eq!(
        found,
        [feed.announced("spyguard.json").to_string(), "1".to_owned()]
    );
}
