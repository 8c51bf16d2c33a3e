//! What a tool found with one person. Only what was matched is taken: value, type and name of the indicator.
//! Everything else in these files is the person's device, and has no field here, so that nothing of it is kept,
//! shown or sent. [IMP-3]

use std::collections::BTreeMap;

use fanal_stix::Kind;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::collect::Collector;
use super::json::{Listed, Loose, elements};
use super::note::{Note, NoteCode, WhyRefused};
use super::recognise::{parsed, recognised};
use super::{Fault, Format, Found, Input, Options, Reading};
use crate::shown::one_line;

/// MVT's `alerts.json` and `*_detected.json`: a list of findings, some with the indicator that matched.
pub(super) fn looks_like_mvt(input: &Input<'_>, options: &Options<'_>) -> bool {
    let is_named = options.file_name.is_some_and(|name| {
        let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
        base == "alerts.json" || base.ends_with("_detected.json")
    });
    input.shape().is_some_and(|shape| {
        let is_list = shape.members.is_empty();
        let is_alert = shape.has_below("event") && shape.has_below("module");
        is_list && (shape.has_below("matched_indicator") || is_alert || is_named)
    })
}

/// `SpyGuard`'s findings: title, description, host, level, id.
pub(super) fn looks_like_spyguard(input: &Input<'_>, _: &Options<'_>) -> bool {
    input.shape().is_some_and(|shape| {
        ["title", "host", "level", "id"]
            .iter()
            .all(|name| shape.has_below(name))
    })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Finding<'a> {
    #[serde(borrow)]
    matched_indicator: Option<&'a RawValue>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Matched<'a> {
    #[serde(borrow)]
    value: Loose<'a>,
    #[serde(borrow, rename = "type")]
    kind: Loose<'a>,
    #[serde(borrow)]
    name: Loose<'a>,
}

pub(super) fn read_mvt(input: &Input<'_>, _: &Options<'_>) -> Result<Reading, Fault> {
    let findings = list(input, Format::MvtReport)?;
    let mut reader = Reader::default();
    for (index, raw) in findings.iter().enumerate() {
        let finding: Finding<'_> = serde_json::from_str(raw.get()).unwrap_or_default();
        let matched = finding
            .matched_indicator
            .and_then(|raw| serde_json::from_str::<Matched<'_>>(raw.get()).ok());
        let value = matched.as_ref().and_then(|one| one.value.text());
        let Some((matched, value)) = matched.as_ref().zip(value) else {
            reader.without += 1;
            continue;
        };
        let kind = matched.kind.text().and_then(kind_of);
        reader.take(index + 1, kind, value, matched.name.text());
    }
    Ok(reader.finish(Format::MvtReport))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Alert<'a> {
    #[serde(borrow)]
    host: Loose<'a>,
    #[serde(borrow)]
    id: Loose<'a>,
}

pub(super) fn read_spyguard(input: &Input<'_>, _: &Options<'_>) -> Result<Reading, Fault> {
    let alerts = list(input, Format::SpyguardReport)?;
    let mut reader = Reader::default();
    for (index, raw) in alerts.iter().enumerate() {
        let alert: Alert<'_> = serde_json::from_str(raw.get()).unwrap_or_default();
        // Only these come from a list of indicators; the rest are guesses about the person's traffic.
        let is_listed = alert.id.text().is_some_and(|id| id.starts_with("IOC-"));
        match alert.host.text().filter(|_| is_listed) {
            Some(host) => reader.take(index + 1, None, host, None),
            None => reader.without += 1,
        }
    }
    Ok(reader.finish(Format::SpyguardReport))
}

/// The findings of a file: a list, or lists by level in one object.
fn list<'a>(input: &Input<'a>, format: Format) -> Result<Vec<&'a RawValue>, Fault> {
    // No word of the parser's: it may cite the file, and the file is a person's.
    let fault = |_| Fault::NotThisFormat {
        format,
        why: "not JSON to its end".to_owned(),
    };
    let top: &'a RawValue = serde_json::from_str(input.text.trim()).map_err(fault)?;
    if top.get().starts_with('[') {
        return Ok(elements(top));
    }
    let lists: BTreeMap<String, Listed<'a>> = serde_json::from_str(top.get()).map_err(fault)?;
    Ok(lists.into_values().flat_map(|list| list.0).collect())
}

#[derive(Default)]
struct Reader {
    collector: Collector,
    without: usize,
}

impl Reader {
    fn take(&mut self, number: usize, kind: Option<Kind>, value: &str, name: Option<&str>) {
        let place = format!("finding {number}");
        let read = match kind {
            Some(kind) => parsed(kind, value).ok(),
            None => recognised(value),
        };
        match read {
            Some(value) => self.collector.add(Found {
                name: name.map(one_line),
                ..Found::at(value, place)
            }),
            // The text may be the person's: it is not repeated.
            None => {
                let reason = WhyRefused::NoValue.says("not recognised as a value");
                self.collector.refuse(place, "", reason, None);
            }
        }
    }

    fn finish(self, format: Format) -> Reading {
        let mut reading = self.collector.finish(format);
        reading.of_device = true;
        for row in &mut reading.refused {
            row.text.clear();
        }
        if self.without > 0 {
            let count = self.without;
            let text = "findings without a matched indicator: passed over";
            let note = Note::counted(NoteCode::NothingMatched, count, text);
            reading.notes.push(note);
        }
        reading
    }
}

/// What MVT calls the kinds.
fn kind_of(word: &str) -> Option<Kind> {
    Some(match word {
        "domains" | "domain" => Kind::DomainName,
        "urls" | "url" => Kind::Url,
        "ip_addresses" | "ipv4_addresses" | "ips" | "ip" => Kind::Ipv4,
        "processes" | "process" => Kind::ProcessName,
        "emails" | "email" => Kind::EmailAddress,
        "file_names" | "file_name" => Kind::FileName,
        "file_paths" | "file_path" => Kind::FilePath,
        "files_sha256" | "sha256" => Kind::Sha256,
        "files_sha1" | "sha1" => Kind::Sha1,
        "files_md5" | "md5" => Kind::Md5,
        "app_ids" | "app_id" => Kind::AppId,
        "app_cert_hashes" | "app_cert_hashes_sha256" | "app_certs_sha256" => {
            Kind::CertificateSha256
        }
        "app_cert_hashes_sha1" | "app_certs_sha1" => Kind::CertificateSha1,
        "app_cert_hashes_md5" | "app_certs_md5" => Kind::CertificateMd5,
        "ios_profile_ids" | "configuration_profiles" => Kind::ConfigurationProfileId,
        "android_property_names" | "android_properties" => Kind::AndroidProperty,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Reading, read, sniff};
    use super::*;

    /// All that comes out of a reading, as one text.
    fn all_of(reading: &Reading) -> String {
        let mut lines: Vec<String> = reading.notes.iter().map(ToString::to_string).collect();
        for found in &reading.indicators {
            lines.push(format!("{} {} {:?}", found.value, found.place, found.name));
        }
        for row in &reading.refused {
            lines.push(format!("{} {} {}", row.place, row.text, row.fault));
        }
        lines.join("\n")
    }

    const ALERTS: &str = r#"[
        {"level": "CRITICAL", "module": "CANARY-module", "message": "CANARY-message +33 6 12 34 56 78",
         "event_time": "CANARY-2026-11-22", "event": {"url": "https://evil.example/CANARY-path",
         "isodate": "CANARY", "matched_indicator": {"value": "CANARY-nested", "type": "domains"}},
         "CANARY-member": 1,
         "matched_indicator": {"value": "evil.example", "type": "domains", "name": "Lantern",
         "stix2_file_name": "/home/CANARY/iocs.stix2", "CANARY-more": "x"}},
        {"level": "LOW", "module": "sms", "message": "CANARY", "event": {}, "matched_indicator": null},
        {"level": "LOW", "module": "sms", "event": {}, "matched_indicator":
         {"value": "CANARY is no domain", "type": "domains", "name": "x"}}]"#;

    #[test]
    fn of_mvts_findings_only_the_matched_indicator_is_taken() {
        let options = Options::default();
        assert_eq!(sniff(ALERTS.as_bytes(), None), Format::MvtReport);
        let reading = read(None, ALERTS.as_bytes(), &options).unwrap();
        assert!(reading.of_device);
        let [found] = reading.indicators.as_slice() else {
            panic!("one finding has an indicator that is one");
        };
        assert_eq!(found.value.text(), "evil.example");
        assert_eq!(found.name.as_deref(), Some("Lantern"));
        let all = all_of(&reading).to_lowercase();
        assert!(
            !all.contains("canary") && all.contains("1 findings without"),
            "{all}"
        );
    }

    #[test]
    fn what_older_versions_of_mvt_detected_is_read_too() {
        let json = r#"[{"package_name": "CANARY", "files": [{"sha256": "CANARY"}],
            "matched_indicator": {"value": "com.lantern.app", "type": "app_ids", "name": "Lantern"}}]"#;
        let options = Options {
            file_name: Some("out/dumpsys_packages_detected.json"),
            ..Options::default()
        };
        let reading = read(None, json.as_bytes(), &options).unwrap();
        assert_eq!(reading.format, Format::MvtReport);
        assert_eq!(reading.indicators[0].value.kind(), Kind::AppId);
        assert!(!all_of(&reading).contains("CANARY"));
    }

    #[test]
    fn of_spyguards_findings_only_hosts_of_listed_indicators_are_taken() {
        let json = r#"{"high": [{"title": "CANARY", "description": "CANARY", "host": "evil.example",
            "level": "High", "id": "IOC-03"}], "moderate": [{"title": "x", "description": "x",
            "host": "bank-of-canary.example", "level": "Moderate", "id": "PROTO-05"}], "low": []}"#;
        let reading = read(None, json.as_bytes(), &Options::default()).unwrap();
        assert_eq!(reading.format, Format::SpyguardReport);
        assert!(reading.of_device);
        assert_eq!(reading.indicators.len(), 1);
        assert!(!all_of(&reading).to_lowercase().contains("canary"));
    }

    #[test]
    fn a_broken_report_is_not_cited_in_its_refusal() {
        let json = r#"[{"module": "x", "event": {"CANARY": CANARY}}]"#;
        let fault = read(
            Some(Format::MvtReport),
            json.as_bytes(),
            &Options::default(),
        );
        assert!(fault.is_err_and(|fault| !fault.to_string().contains("CANARY")));
    }
}
