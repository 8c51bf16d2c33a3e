//! Content: STIX, patterns, values, and the files that people bring.

use std::collections::BTreeSet;

use fanal_formats::{
    FORMATS, Format, MAX_INPUT_BYTES, Options, Reading, WarningList, read, read_manifest, sniff,
};
use fanal_protocol::{Label, Pap};
use fanal_stix::{
    Kind, MAX_VALUE_BYTES, Markings, Object, Pattern, Value, label_of_marking_id, pattern_for,
    read_bundle, values,
};
use serde_json::value::RawValue;

use crate::{Corpora, Verdict};

/// A bundle's objects are read again one by one, the same; together they make a bundle that is read
/// without loss. Each object has a label, or it is said why not.
pub(super) fn bundle(bytes: &[u8]) -> Verdict {
    let Ok(bundle) = read_bundle(bytes) else {
        return Verdict::Refused;
    };
    let mut ids = BTreeSet::new();
    for object in &bundle.objects {
        assert!(ids.insert(object.id()), "one id, two objects");
        let again = Object::parse(object.raw()).expect("it was read before");
        assert_eq!(again.view(), object.view());
        assert_eq!(again.references(), object.references());
        assert_eq!(again.marking_refs(), object.marking_refs());
    }
    let markings = Markings::of(&bundle);
    let whole = markings.label_of_bundle(&bundle);
    for object in &bundle.objects {
        let with_all = whole.clone().and(markings.label_of(object));
        assert_eq!(with_all, whole, "a part is stricter than the whole");
    }
    assert!(markings.unmarked(&bundle) <= bundle.objects.len());
    let raws: Vec<&str> = bundle.objects.iter().map(Object::raw).collect();
    let written = format!(r#"{{"type":"bundle","objects":[{}]}}"#, raws.join(","));
    let again = read_bundle(written.as_bytes()).expect("what was read is read again");
    assert_eq!(again.objects.len(), raws.len());
    assert!(again.refused.is_empty());
    Verdict::of(!bundle.objects.is_empty())
}

pub(super) fn bundle_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = [
        "amnesty",
        "mvt-indicators",
        "stix-examples",
        "stix-markings",
    ]
    .iter()
    .flat_map(|folder| {
        [
            corpora.files(folder, "json"),
            corpora.files(folder, "stix2"),
        ]
    })
    .flatten()
    .collect();
    // Real bundles are longer than an input may be: their first objects, closed again.
    let closed: Vec<Vec<u8>> = seeds.iter().filter_map(|bytes| closed(bytes)).collect();
    seeds.extend(closed);
    seeds.push(SMALL_BUNDLE.as_bytes().to_vec());
    seeds
}

fn closed(bytes: &[u8]) -> Option<Vec<u8>> {
    let cut = bytes.get(..bytes.len().min(4000))?;
    let end = cut.windows(2).rposition(|pair| pair == b"},")?;
    Some([&cut[..=end], b"]}"].concat())
}

const SMALL_BUNDLE: &str = r#"{"type":"bundle","id":"bundle--4b5f0f0c-6d27-4b4d-9c0d-1c1c5a1f1a10","objects":[
{"type":"indicator","spec_version":"2.1","id":"indicator--4b5f0f0c-6d27-4b4d-9c0d-1c1c5a1f1a11","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","pattern":"[domain-name:value = 'evil.example']","pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z","labels":["tlp:green","c2"],"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]},
{"type":"malware","spec_version":"2.1","id":"malware--4b5f0f0c-6d27-4b4d-9c0d-1c1c5a1f1a12","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"Lantern","is_family":false},
{"type":"relationship","spec_version":"2.1","id":"relationship--4b5f0f0c-6d27-4b4d-9c0d-1c1c5a1f1a13","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","relationship_type":"indicates","source_ref":"indicator--4b5f0f0c-6d27-4b4d-9c0d-1c1c5a1f1a11","target_ref":"malware--4b5f0f0c-6d27-4b4d-9c0d-1c1c5a1f1a12"}]}"#;

/// What a pattern names is normal, and the pattern that is written for it names it again.
pub(super) fn pattern(bytes: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let Ok(pattern) = Pattern::parse(&text) else {
        return Verdict::Refused;
    };
    let extracted = values(&pattern);
    assert!(extracted.values.len() <= bytes.len());
    for value in &extracted.values {
        is_normal(value);
        let written = pattern_for(value);
        let again = Pattern::parse(&written).expect("what is written is a pattern");
        assert!(
            values(&again).values.contains(value),
            "`{written}` does not name what it was written for"
        );
    }
    Verdict::Taken
}

pub(super) fn pattern_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = corpora
        .files("stix-patterns", "txt")
        .iter()
        .flat_map(|file| file.split(|byte| *byte == b'\n'))
        .map(<[u8]>::to_vec)
        .collect();
    let own = [
        "[domain-name:value='evil.example']",
        "[file:hashes.'SHA-256' = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855']",
        "[url:value IN ('http://a.example/x','https://b.example') OR ipv4-addr:value ISSUBSET '198.51.100.0/24']",
        "[app:id = 'com.example.app' AND (process:name != 'a' OR NOT file:name LIKE '%.exe')]",
        "[email-addr:value = 'a@b.example'] FOLLOWEDBY [ipv6-addr:value = '2001:db8::1'] WITHIN 5 SECONDS",
        "[a:b.c[*].'d e' EXISTS]",
        "[EXISTS a:b]",
        "[x:y = t'2026-01-01T00:00:00Z' AND x:z = h'ff' AND x:w = b'AAAA' AND x:v = 1.5]",
    ];
    seeds.extend(own.map(|text| text.as_bytes().to_vec()));
    seeds
}

/// The normal form is normal; what is asked and stored for it is bounded.
fn is_normal(value: &Value) {
    let again = Value::parse(value.kind(), value.text());
    assert_eq!(
        again.as_ref(),
        Ok(value),
        "the normal form of a value has another normal form"
    );
    // A name in other letters is written longer than it came.
    assert!(value.text().len() <= 4 * MAX_VALUE_BYTES);
    for (keys, most) in [(value.index_keys(), 9), (value.probe_keys(), 100)] {
        assert!((1..=most).contains(&keys.len()), "{} keys", keys.len());
        assert_eq!(keys[0], (value.kind(), value.text().to_owned()));
        let distinct: BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
    }
    assert!(!value.defanged().is_empty());
}

/// One value, of a stated kind or of a guessed one.
pub(super) fn value(bytes: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let mut taken = false;
    for kind in Kind::ALL {
        if let Ok(value) = Value::parse(kind, &text) {
            is_normal(&value);
            taken = true;
        }
    }
    if let Some(value) = Value::guess(&text) {
        is_normal(&value);
        let written = serde_json::to_string(&value).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&written).ok(), Some(value));
        taken = true;
    }
    Verdict::of(taken)
}

pub(super) fn value_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = corpora
        .files("amnesty", "txt")
        .iter()
        .flat_map(|file| file.split(|byte| *byte == b'\n').take(4))
        .map(<[u8]>::to_vec)
        .collect();
    let own = [
        "evil[.]example",
        "hxxps://a.b.c.evil.example:8443/p/q?r=s#t",
        "http://user:pass@[2001:db8::1]/",
        "2001:db8:ffff::/37",
        "198.51.100.0/24",
        "bücher.example",
        "a@b.example",
        "d41d8cd98f00b204e9800998ecf8427e",
        "com.example.app",
        "/private/var/db/x",
        "xn--nxasmq6b.example",
        "0x7f.1",
        "http://1.2.3/",
    ];
    seeds.extend(own.map(|text| text.as_bytes().to_vec()));
    seeds
}

/// What was read of a file: each value normal and once, each refusal fit for one line.
fn is_orderly(reading: &Reading, input: &[u8]) {
    let mut seen = BTreeSet::new();
    assert!(reading.indicators.len() <= input.len());
    for found in &reading.indicators {
        is_normal(&found.value);
        assert!(seen.insert(&found.value), "one value, twice");
    }
    for refused in &reading.refused {
        assert!(refused.text.chars().count() <= 81);
        assert!(!refused.text.chars().any(char::is_control));
    }
    assert!(reading.indicators.len() + reading.refused.len() <= 2 * input.len() + 1);
    for object in &reading.objects {
        Object::parse(object.get()).expect("an object that was kept is read again");
    }
}

fn file(format: Option<Format>, bytes: &[u8]) -> Verdict {
    assert!(bytes.len() <= MAX_INPUT_BYTES);
    let Ok(reading) = read(format, bytes, &Options::default()) else {
        return Verdict::Refused;
    };
    is_orderly(&reading, bytes);
    if let Some(format) = format {
        assert_eq!(reading.format, format);
    }
    Verdict::of(!reading.indicators.is_empty() || !reading.objects.is_empty())
}

/// STIX as somebody uploads it.
pub(super) fn file_stix(bytes: &[u8]) -> Verdict {
    file(Some(Format::Stix), bytes)
}

/// A MISP event, or the index of a feed.
pub(super) fn file_misp(bytes: &[u8]) -> Verdict {
    let index = read_manifest(bytes).is_ok_and(|entries| !entries.is_empty());
    file(Some(Format::Misp), bytes).or(Verdict::of(index))
}

/// The list of `SpyGuard` and `TinyCheck`.
pub(super) fn file_spyguard(bytes: &[u8]) -> Verdict {
    file(Some(Format::Spyguard), bytes)
}

/// Findings on a device: whatever stands in them, no more comes out than values, and names of indicators. [IMP-3]
pub(super) fn file_device(bytes: &[u8]) -> Verdict {
    let mut verdict = Verdict::Refused;
    for format in [Format::MvtReport, Format::SpyguardReport] {
        if let Ok(reading) = read(Some(format), bytes, &Options::default()) {
            assert!(reading.of_device && reading.objects.is_empty());
            assert!(reading.refused.iter().all(|row| row.text.is_empty()));
            assert!(reading.suggested_title.is_none() && reading.suggested_source.is_none());
        }
        verdict = verdict.or(file(Some(format), bytes));
    }
    verdict
}

/// The exports of abuse.ch.
pub(super) fn file_abuse(bytes: &[u8]) -> Verdict {
    file(Some(Format::Urlhaus), bytes).or(file(Some(Format::Threatfox), bytes))
}

/// A warning list: what it takes it can ask, and expressions stay within their bounds.
pub(super) fn warning_list(bytes: &[u8]) -> Verdict {
    let Ok(list) = WarningList::parse(bytes) else {
        return Verdict::Refused;
    };
    for text in [
        "evil.example",
        "198.51.100.7",
        "a@b.example",
        "http://evil.example/x",
    ] {
        let value = Value::guess(text).unwrap();
        assert!(list.hit(&value).is_none_or(|entry| !entry.is_empty()));
    }
    Verdict::of(list.len() > 0)
}

/// The catalogue of known exploited vulnerabilities: objects that this project takes itself, and no value.
pub(super) fn file_kev(bytes: &[u8]) -> Verdict {
    if let Ok(reading) = read(Some(Format::Kev), bytes, &Options::default()) {
        assert!(reading.indicators.is_empty() && reading.context.is_empty());
        let taken = |raw: &RawValue| fanal_stix::Object::parse(raw.get()).is_ok();
        assert!(reading.objects.iter().all(|raw| taken(raw)));
    }
    file(Some(Format::Kev), bytes)
}

/// Pulses of OTX.
pub(super) fn file_otx(bytes: &[u8]) -> Verdict {
    file(Some(Format::Otx), bytes)
}

pub(super) fn otx_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    vec![
        br#"{"results": [{"name": "a", "TLP": "green", "tags": ["b"], "indicators": [{"indicator": "evil.example",
        "type": "hostname", "role": "command_and_control", "is_active": 1}, {"indicator": 7, "type": "FileHash-MD5"}]}]}"#
            .to_vec(),
        br#"[{"name": "TLP:RED", "tlp": "white", "indicators": {"indicator": "198.51.100.0/24", "type": "CIDR"}}]"#.to_vec(),
    ]
}

pub(super) fn kev_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    vec![
        br#"{"catalogVersion": "2026.11.20", "vulnerabilities": [{"cveID": "CVE-2026-0001", "vendorProject": "a",
        "product": "b", "vulnerabilityName": "c", "dateAdded": "2026-11-19", "shortDescription": "d",
        "requiredAction": "e", "knownRansomwareCampaignUse": "Known",
        "notes": "https://vendor.example/1 ; https://nvd.example/2"}, {"cveID": 7}]}"#
            .to_vec(),
        br#"{"vulnerabilities": {"cveID": "CVE-2026-12345", "dateAdded": "2026-02-30"}}"#.to_vec(),
    ]
}

/// `ioc.yaml`.
pub(super) fn file_stalkerware(bytes: &[u8]) -> Verdict {
    file(Some(Format::Stalkerware), bytes)
}

/// A table.
pub(super) fn file_csv(bytes: &[u8]) -> Verdict {
    file(Some(Format::Csv), bytes)
}

/// One value a line.
pub(super) fn file_list(bytes: &[u8]) -> Verdict {
    file(Some(Format::List), bytes)
}

/// A paste, and the guess what a file is: whatever the guess, it is a format that there is.
pub(super) fn file_text(bytes: &[u8]) -> Verdict {
    let guessed = sniff(bytes, None);
    assert!(FORMATS.iter().any(|row| row.format == guessed));
    file(Some(Format::Text), bytes).or(file(None, bytes))
}

pub(super) fn stalkerware_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    // The list is a list: its first entries are one too.
    let whole = corpora.files("stalkerware", "yaml");
    let entries = whole.iter().filter_map(|bytes| {
        let end = bytes.windows(3).rposition(|three| three == b"\n- ")?;
        Some(bytes[..=end].to_vec())
    });
    let mut seeds: Vec<Vec<u8>> = entries.collect();
    seeds.push(
        b"- name: Lantern\n  type: stalkerware\n  packages:\n  - com.example.app\n  c2:\n    ips: [198.51.100.7]\n    domains:\n    - evil.example\n"
            .to_vec(),
    );
    seeds.push(b"- &a [*a, *a]\n- {name: [[[[]]]]}\n".to_vec());
    seeds
}

pub(super) fn misp_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds = corpora.files("misp-events", "json");
    seeds.extend(corpora.files("misp-feed", "json"));
    seeds.push(
        br#"{"Event": {"info": "x", "distribution": "4", "SharingGroup": {"name": "y"}, "Tag": [{"name": "tlp:amber"}],
        "Attribute": [{"type": "domain|ip", "value": "evil.example|198.51.100.7", "to_ids": true, "distribution": 0}],
        "Object": [{"name": "android-app", "Attribute": [{"type": "text", "object_relation": "appid", "value": "com.x"}]}]}}"#
            .to_vec(),
    );
    seeds
}

pub(super) fn spyguard_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    vec![
        br#"{"iocs": [{"type": "domain", "tag": "stalkerware", "tlp": "white", "value": "evil.example"},
        {"type": "sha1cert", "tag": "apt", "tlp": "amber", "value": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}],
        "to_delete": [{"type": "domain", "value": "gone.example"}]}"#
            .to_vec(),
    ]
}

pub(super) fn device_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    vec![
        br#"[{"level": "HIGH", "module": "sms", "message": "m", "event_time": "t", "event": {"a": [1]},
        "matched_indicator": {"value": "evil.example", "type": "domains", "name": "Lantern"}}]"#
            .to_vec(),
        br#"{"high": [{"title": "t", "description": "d", "host": "evil.example", "level": "High", "id": "IOC-01"}], "low": []}"#
            .to_vec(),
    ]
}

pub(super) fn abuse_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    vec![
        b"# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter\r\n\"1\",\"d\",\"http://198.51.100.7/a\",\"online\",\"\",\"malware_download\",\"\",\"l\",\"r\"\r\n".to_vec(),
        br#"{"1": [{"ioc_value": "198.51.100.7:443", "ioc_type": "ip:port", "threat_type": "botnet_cc", "malware_printable": "x"}]}"#.to_vec(),
    ]
}

pub(super) fn warning_list_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    // Whole lists: their beginnings are none.
    let whole = corpora.files("warninglists", "json");
    let mut seeds: Vec<Vec<u8>> = whole
        .into_iter()
        .filter(|file| file.len() < 4_096)
        .collect();
    let list = |kind: &str, entry: &str| {
        format!(r#"{{"name": "n", "version": 1, "description": "d", "type": "{kind}", "list": ["{entry}"],
            "matching_attributes": ["domain", "url", "ip-dst", "email-src"]}}"#)
        .into_bytes()
    };
    seeds.push(list("string", "evil.example"));
    seeds.push(list("substring", "evil"));
    seeds.push(list("hostname", ".example"));
    seeds.push(list("cidr", "198.51.100.0/24"));
    seeds.push(list("regex", "/^(a|b)@.*$/i"));
    seeds
}

pub(super) fn csv_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds = corpora.files("csv-lists", "csv");
    seeds.extend(corpora.files("targetedthreats", "csv"));
    seeds.push(b"domain;tlp\r\n\"evil.example\";green\r\nx;\"y\r\n".to_vec());
    seeds.push(b"\xef\xbb\xbfindicator\ttype\nevil[.]example\tdomain\n198.51.100.7\tip\n".to_vec());
    seeds
}

pub(super) fn list_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds = corpora.files("amnesty", "txt");
    seeds.extend(corpora.files("csv-lists", "txt"));
    seeds.push(
        b"# comment\n127.0.0.1 evil.example\n0.0.0.0 b.example\nhxxp://c[.]example/x\n".to_vec(),
    );
    seeds.push(b"\xff\xfee\0v\0i\0l\0.\0e\0x\0a\0m\0p\0l\0e\0".to_vec());
    seeds
}

pub(super) fn text_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds = corpora.files("amnesty", "md");
    seeds.extend(list_seeds(corpora));
    seeds.push(
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Transfer-Encoding: \
        quoted-printable\n\nhttps://evil.example/?a=3D1=\n2\n--x\nContent-Transfer-Encoding: base64\n\n\
        aHR0cHM6Ly94LmV4YW1wbGUvYQ==\n--x--\n"
            .to_vec(),
    );
    seeds.push(
        "From: a@b.example\r\nSubject: TLP:AMBER\r\n\r\nsee evil dot example, hxxps[://]x[.]example/a and 198.51.100[.]7 \u{200b}\u{202e}"
            .as_bytes()
            .to_vec(),
    );
    seeds
}

/// Words that stand for a label or a permission: read as one that is written the same, or not at all.
pub(super) fn markings(bytes: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let label = Label::read(&text);
    if let Some(label) = label {
        assert_eq!(Label::read(label.as_str()), Some(label));
    }
    if let Ok(label) = text.parse::<Label>() {
        assert_eq!(label.as_str(), text, "the strict spelling is one spelling");
    }
    let pap = Pap::read(&text);
    if let Some(pap) = pap {
        assert_eq!(Pap::read(pap.as_str()), Some(pap));
    }
    let meaning = label_of_marking_id(&text);
    let known = meaning != fanal_stix::MarkingMeaning::UnknownMarking;
    let marking = serde_json::from_slice::<fanal_protocol::Marking>(bytes);
    if let Ok(marking) = &marking {
        let written = serde_json::to_vec(marking).unwrap();
        assert!(serde_json::from_slice::<fanal_protocol::Marking>(&written).unwrap() == *marking);
    }
    Verdict::of(label.is_some() || pap.is_some() || known || marking.is_ok())
}

pub(super) fn markings_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = Label::ALL
        .iter()
        .flat_map(|label| [label.as_str(), fanal_stix::marking_id(*label)])
        .map(|text| text.as_bytes().to_vec())
        .collect();
    let own = [
        "tlp:white",
        "TLP: AMBER + STRICT",
        "PAP:GREEN",
        r#"{"label":"TLP:AMBER","audience":{"desks":["luz"]},"pap":"PAP:AMBER","also_please":"call first"}"#,
        r#"{"label":"TLP:CLEAR","not_before":"2026-12-01T00:00:00Z","may_alert_perpetrator":true}"#,
    ];
    seeds.extend(own.map(|text| text.as_bytes().to_vec()));
    seeds
}
