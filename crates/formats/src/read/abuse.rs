//! Exports of abuse.ch: its links (CSV and JSON) and its indicators (JSON). Reporters are not read.

use std::collections::BTreeMap;

use fanal_protocol::Role;
use fanal_stix::{Kind, Value};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::collect::Collector;
use super::json::{Listed, Loose, broken};
use super::note::WhyRefused;
use super::recognise::parsed;
use super::{Fault, Format, Found, Input, Options, Reading, csv};
use crate::shown::{one_line, shown};

/// The header of the table of links stands in a comment.
const URLHAUS_HEADER: &str = "id,dateadded,url,url_status";
/// How far down the header is looked for.
const HEADER_LINES: usize = 20;
/// The columns that are read.
const URL: usize = 2;
const THREAT: usize = 5;

pub(super) fn looks_like_urlhaus(input: &Input<'_>, _: &Options<'_>) -> bool {
    if let Some(shape) = input.shape() {
        // A bundle of STIX may carry the same members.
        let is_stix = shape.has("objects");
        return !is_stix && shape.has_below("url") && shape.has_below("url_status");
    }
    let mut head = input.text.lines().take(HEADER_LINES);
    head.any(|line| {
        let line = line.trim_start_matches(['#', ' ']).replace('"', "");
        line.starts_with(URLHAUS_HEADER)
    })
}

pub(super) fn read_urlhaus(input: &Input<'_>, _: &Options<'_>) -> Result<Reading, Fault> {
    let mut collector = Collector::default();
    if input.shape().is_some() {
        each_entry(input, Format::Urlhaus, &mut collector, link)?;
    } else {
        table_of_links(input.text, &mut collector);
    }
    if collector.found().is_empty() {
        return Err(Fault::NotThisFormat {
            format: Format::Urlhaus,
            why: "no row holds a link".to_owned(),
        });
    }
    Ok(collector.finish(Format::Urlhaus))
}

fn table_of_links(text: &str, collector: &mut Collector) {
    for (index, row) in csv::records(text, b',', usize::MAX).iter().enumerate() {
        let url = row.get(URL).unwrap_or_default();
        if url == "url" {
            continue;
        }
        let place = format!("row {}", index + 1);
        let role = role_of_link(row.get(THREAT));
        add(collector, place, Kind::Url, url, role, None);
    }
}

fn role_of_link(threat: Option<&str>) -> Option<Role> {
    (threat == Some("malware_download")).then_some(Role::Delivery)
}

/// A link of the export, and of the answer of the interface: both call these the same.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Link<'a> {
    #[serde(borrow)]
    url: Loose<'a>,
    #[serde(borrow)]
    threat: Loose<'a>,
}

fn link(collector: &mut Collector, place: String, link: &Link<'_>) {
    if let Some(url) = link.url.text() {
        let role = role_of_link(link.threat.text());
        add(collector, place, Kind::Url, url, role, None);
    }
}

fn add(
    collector: &mut Collector,
    place: String,
    kind: Kind,
    text: &str,
    role: Option<Role>,
    name: Option<String>,
) {
    match parsed(kind, text) {
        Err(fault) => collector.refuse(place, text, fault, None),
        Ok(value) => collector.add(Found {
            role,
            name,
            ..Found::at(value, place)
        }),
    }
}

pub(super) fn looks_like_threatfox(input: &Input<'_>, _: &Options<'_>) -> bool {
    input.shape().is_some_and(|shape| {
        shape.has_below("ioc_type") && (shape.has_below("ioc_value") || shape.has_below("ioc"))
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Entry<'a> {
    #[serde(borrow)]
    ioc_value: Loose<'a>,
    #[serde(borrow)]
    ioc: Loose<'a>,
    #[serde(borrow)]
    ioc_type: Loose<'a>,
    #[serde(borrow)]
    threat_type: Loose<'a>,
    #[serde(borrow)]
    malware_printable: Loose<'a>,
}

pub(super) fn read_threatfox(input: &Input<'_>, _: &Options<'_>) -> Result<Reading, Fault> {
    let mut collector = Collector::default();
    each_entry(input, Format::Threatfox, &mut collector, take)?;
    Ok(collector.finish(Format::Threatfox))
}

/// The entries of an export (lists by id), or of an answer (one list, with texts beside it).
fn each_entry<'a, E: Deserialize<'a>>(
    input: &Input<'a>,
    format: Format,
    collector: &mut Collector,
    take: fn(&mut Collector, String, &E),
) -> Result<(), Fault> {
    let text: &'a str = input.text;
    let not_this = |error: serde_json::Error| Fault::NotThisFormat {
        format,
        why: error.to_string(),
    };
    let members: BTreeMap<String, &'a RawValue> = serde_json::from_str(text).map_err(not_this)?;
    for (id, member) in &members {
        let member: &'a RawValue = member;
        if member.get().starts_with('"') {
            continue;
        }
        let list: Listed<'a> = serde_json::from_str(member.get()).map_err(not_this)?;
        for (index, raw) in list.0.iter().enumerate() {
            let place = format!("entry {} {}", shown(id), index + 1);
            match serde_json::from_str::<E>(raw.get()) {
                Ok(entry) => take(collector, place, &entry),
                Err(error) => {
                    let reason = broken(&error);
                    collector.refuse(place, "", reason, None);
                }
            }
        }
    }
    Ok(())
}

fn take(collector: &mut Collector, place: String, entry: &Entry<'_>) {
    let value = entry.ioc_value.text().or(entry.ioc.text());
    let Some(value) = value else {
        return;
    };
    let word = entry.ioc_type.text().unwrap_or_default();
    let role = match entry.threat_type.text() {
        Some("botnet_cc") => Some(Role::C2),
        Some("payload_delivery") => Some(Role::Delivery),
        Some("payload") => Some(Role::Payload),
        Some(_) | None => None,
    };
    let name = entry.malware_printable.text().map(one_line);
    let kind = match word {
        "ip:port" => Kind::Ipv4,
        "domain" => Kind::DomainName,
        "url" => Kind::Url,
        "md5_hash" => Kind::Md5,
        "sha1_hash" => Kind::Sha1,
        "sha256_hash" => Kind::Sha256,
        other => {
            let why = format!("the type `{}` is not matched here", shown(other));
            return collector.refuse(place, value, WhyRefused::UnknownType.says(why), None);
        }
    };
    let text = match (word, value.rsplit_once(':')) {
        ("ip:port", Some((host, _))) if Value::parse(Kind::Ipv4, host).is_ok() => host,
        _ => value,
    };
    add(collector, place, kind, text, role, name);
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[test]
    fn of_urlhaus_the_links_are_read_and_reporters_are_not() {
        let csv = "# URLhaus\r\n#\r\n# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter\r\n\
            \"1\",\"2026-11-22 00:00:00\",\"http://192.0.2.7:8080/a.sh\",\"online\",\"\",\"malware_download\",\"x\",\"https://urlhaus.abuse.ch/url/1/\",\"CANARY\"\r\n\
            \"2\",\"2026-11-22 00:00:00\",\"http://192.168.1.1/a\",\"online\",\"\",\"malware_download\",\"x\",\"https://urlhaus.abuse.ch/url/2/\",\"CANARY\"\r\n";
        let reading = read(None, csv.as_bytes(), &Options::default()).unwrap();
        assert_eq!(reading.format, Format::Urlhaus);
        let [found] = reading.indicators.as_slice() else {
            panic!("one link of two is public");
        };
        assert_eq!(found.value.text(), "http://192.0.2.7:8080/a.sh");
        assert_eq!(found.role, Some(Role::Delivery));
        assert_eq!(reading.refused.len(), 1);
    }

    #[test]
    fn both_shapes_of_urlhaus_in_json_are_read_as_its_table_is() {
        // The export names each list by the number of its link; the interface has one list.
        let export = r#"{"4012": [{"dateadded": "2026-11-22 00:00:00 UTC", "url": "http://192.0.2.7:8080/a.sh",
            "url_status": "online", "last_online": null, "threat": "malware_download", "tags": ["x"],
            "urlhaus_link": "https://urlhaus.abuse.ch/url/4012/", "reporter": "CANARY"}]}"#;
        let answer = r#"{"query_status": "ok", "urls": [{"id": "4012", "urlhaus_reference":
            "https://urlhaus.abuse.ch/url/4012/", "url": "http://192.0.2.7:8080/a.sh", "url_status": "online",
            "host": "192.0.2.7", "date_added": "2026-11-22 00:00:00 UTC", "threat": "malware_download",
            "blacklists": {"spamhaus_dbl": "not listed"}, "reporter": "CANARY", "larted": "true", "tags": null},
            {"url": "http://192.168.1.1/a", "url_status": "offline", "threat": null}]}"#;
        for (json, refused) in [(export, 0), (answer, 1)] {
            let reading = read(None, json.as_bytes(), &Options::default()).unwrap();
            assert_eq!(reading.format, Format::Urlhaus);
            let [found] = reading.indicators.as_slice() else {
                panic!("one link is public: {json}");
            };
            assert_eq!(found.value.text(), "http://192.0.2.7:8080/a.sh");
            assert_eq!(found.role, Some(Role::Delivery));
            assert_eq!(reading.refused.len(), refused);
        }
    }

    #[test]
    fn both_exports_of_threatfox_are_read() {
        let entry = |name: &str| {
            format!(
                r#"{{"{name}": "192.0.2.7:443", "ioc_type": "ip:port", "threat_type": "botnet_cc",
                   "malware_printable": "Lantern", "reporter": "CANARY"}}"#
            )
        };
        for json in [
            format!(r#"{{"1001": [{}]}}"#, entry("ioc_value")),
            format!(r#"{{"query_status": "ok", "data": [{}]}}"#, entry("ioc")),
        ] {
            let reading = read(None, json.as_bytes(), &Options::default()).unwrap();
            assert_eq!(reading.format, Format::Threatfox);
            let found = &reading.indicators[0];
            assert_eq!(found.value.text(), "192.0.2.7");
            assert_eq!(found.role, Some(Role::C2));
            assert_eq!(found.name.as_deref(), Some("Lantern"));
            assert!(reading.refused.is_empty());
        }
    }
}
