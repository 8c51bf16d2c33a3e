//! CISA's catalogue of known exploited vulnerabilities: each entry becomes a STIX vulnerability, under the name that
//! everybody knows it by. It has no values: nothing of it matches anything, or blocks anybody.
//!
//! Source: the catalogue's own JSON schema, `known_exploited_vulnerabilities_schema.json`.

use std::collections::HashSet;

use fanal_protocol::Timestamp;
use fanal_stix::write::{Common, Elsewhere, Vulnerability};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::collect::Collector;
use super::json::{Listed, Loose, broken};
use super::note::{Note, NoteCode, WhyRefused};
use super::{Fault, Format, Input, Options, Reading};
use crate::shown::{one_line, shown};
use crate::write::stix_id;

/// Entries that are read: the catalogue has some 1,500, and grows by 200 a year.
const MOST_ENTRIES: usize = 20_000;
/// Bytes of a description: the longest of the catalogue has under 1,000.
const DESCRIPTION_CHARS: usize = 4_000;
/// Addresses in the notes of one entry.
const MOST_REFERENCES: usize = 16;

pub(super) fn looks_like(input: &Input<'_>, _: &Options<'_>) -> bool {
    input
        .shape()
        .is_some_and(|shape| shape.has("vulnerabilities") && shape.has_below("cveID"))
}

#[derive(Deserialize)]
struct Catalogue<'a> {
    #[serde(borrow, default, rename = "catalogVersion")]
    version: Loose<'a>,
    #[serde(borrow)]
    vulnerabilities: Listed<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(borrow, rename = "cveID")]
    cve_id: Loose<'a>,
    #[serde(borrow)]
    vendor_project: Loose<'a>,
    #[serde(borrow)]
    product: Loose<'a>,
    #[serde(borrow)]
    vulnerability_name: Loose<'a>,
    #[serde(borrow)]
    date_added: Loose<'a>,
    #[serde(borrow)]
    short_description: Loose<'a>,
    #[serde(borrow)]
    required_action: Loose<'a>,
    #[serde(borrow)]
    known_ransomware_campaign_use: Loose<'a>,
    #[serde(borrow)]
    notes: Loose<'a>,
}

pub(super) fn read(input: &Input<'_>, _: &Options<'_>) -> Result<Reading, Fault> {
    let unreadable = |why: String| Fault::NotThisFormat {
        format: Format::Kev,
        why,
    };
    let catalogue: Catalogue<'_> =
        serde_json::from_str(input.text).map_err(|error| unreadable(error.to_string()))?;
    let mut collector = Collector::default();
    let (mut objects, mut seen, mut repeats) = (Vec::new(), HashSet::new(), 0);
    for (index, raw) in catalogue.vulnerabilities.0.iter().enumerate() {
        let place = format!("entry {}", index + 1);
        if objects.len() >= MOST_ENTRIES {
            let reason = WhyRefused::TooMany.says("more entries than are read at once");
            collector.refuse(place, "", reason, None);
            continue;
        }
        let entry = match serde_json::from_str::<Entry<'_>>(raw.get()) {
            Ok(entry) => entry,
            Err(error) => {
                let reason = broken(&error);
                collector.refuse(place, "", reason, None);
                continue;
            }
        };
        match vulnerability(&entry) {
            Err(fault) => {
                let text = entry.cve_id.text().unwrap_or_default();
                collector.refuse(place, text, WhyRefused::Broken.says(fault), None);
            }
            Ok((name, _)) if !seen.insert(name.clone()) => repeats += 1,
            Ok((_, json)) => objects.extend(RawValue::from_string(json)),
        }
    }
    if objects.is_empty() {
        return Err(unreadable("no entry names a vulnerability".to_owned()));
    }
    let mut reading = collector.finish(Format::Kev);
    let text = "vulnerabilities, as knowledge: nothing is found or blocked by them";
    let note = Note::counted(NoteCode::Knowledge, objects.len(), text);
    reading.notes.push(note);
    reading.merged = repeats;
    reading.objects = objects;
    reading.suggested_title = Some("Known exploited vulnerabilities".to_owned());
    let version = catalogue.version.text().map(shown);
    let source = "CISA, catalogue of known exploited vulnerabilities";
    reading.suggested_source = Some(match version {
        Some(version) => format!("{source}, {version}"),
        None => source.to_owned(),
    });
    Ok(reading)
}

/// The name of an entry, and its object; or what is wrong with it.
fn vulnerability(entry: &Entry<'_>) -> Result<(String, String), String> {
    let name = entry.cve_id.text().ok_or("it has no `cveID`")?;
    if !is_cve(name) {
        return Err("its `cveID` is no name like `CVE-2024-1234`".to_owned());
    }
    let day = entry.date_added.text().ok_or("it has no `dateAdded`")?;
    let moment = format!("{day}T00:00:00Z");
    if moment.parse::<Timestamp>().is_err() {
        return Err(format!("its `dateAdded` is no day: `{}`", shown(day)));
    }
    let created = format!("{day}T00:00:00.000Z");
    let id = stix_id("vulnerability", &["kev", name]);
    let description = description(entry);
    let addresses = addresses(entry.notes.text().unwrap_or_default());
    let cve = Elsewhere {
        source_name: "cve",
        external_id: Some(name),
        url: None,
    };
    let notes = addresses.iter().map(|url| Elsewhere {
        source_name: "CISA KEV",
        external_id: None,
        url: Some(url),
    });
    let references: Vec<Elsewhere<'_>> = std::iter::once(cve).chain(notes).collect();
    let in_ransomware = entry.known_ransomware_campaign_use.text() == Some("Known");
    let labels: &[&str] = if in_ransomware {
        &["known-exploited", "known-ransomware-use"]
    } else {
        &["known-exploited"]
    };
    let object = Vulnerability {
        common: Common {
            id: &id,
            created_by_ref: None,
            created: &created,
            modified: &created,
            revoked: false,
            object_marking_refs: &[],
        },
        name,
        description: description.as_deref(),
        external_references: &references,
        labels,
    };
    Ok((name.to_owned(), object.to_json()))
}

/// `CVE-`, a year, and 4 to 19 digits.
fn is_cve(name: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let parts = name.strip_prefix("CVE-");
    parts
        .and_then(|rest| rest.split_once('-'))
        .is_some_and(|(year, number)| {
            year.len() == 4 && digits(year) && (4..=19).contains(&number.len()) && digits(number)
        })
}

/// What it is, in what, and what is to be done.
fn description(entry: &Entry<'_>) -> Option<String> {
    let product: Vec<&str> = [&entry.vendor_project, &entry.product]
        .into_iter()
        .filter_map(Loose::text)
        .collect();
    let product = product.join(" ");
    let action = entry.required_action.text();
    let action = action.map(|action| format!("To do: {action}"));
    let parts = [
        entry.vulnerability_name.text(),
        Some(product.as_str()).filter(|text| !text.is_empty()),
        entry.short_description.text(),
        action.as_deref(),
    ];
    let lines: Vec<String> = parts.into_iter().flatten().map(one_line).collect();
    let text: String = lines.join("\n").chars().take(DESCRIPTION_CHARS).collect();
    (!text.is_empty()).then_some(text)
}

/// The addresses of the notes: they stand between semicolons, words beside them.
fn addresses(notes: &str) -> Vec<String> {
    let words = notes.split([';', ' ', '\n', '\t']);
    let addresses = words.filter(|word| {
        word.starts_with("https://") && url::Url::parse(word).is_ok() && one_line(word) == *word
    });
    addresses.take(MOST_REFERENCES).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    const CATALOGUE: &str = r#"{
        "title": "A catalogue", "catalogVersion": "2026.11.20", "dateReleased": "2026-11-20T10:00:00.000Z",
        "count": 5,
        "vulnerabilities": [
            {"cveID": "CVE-2026-0001", "vendorProject": "Lantern", "product": "Messenger",
             "vulnerabilityName": "Lantern Messenger Use-After-Free Vulnerability", "dateAdded": "2026-11-19",
             "shortDescription": "A picture runs code.", "requiredAction": "Update.", "dueDate": "2026-12-10",
             "knownRansomwareCampaignUse": "Known", "cwes": ["CWE-416"],
             "notes": "See https:\/\/vendor.example\/1 ; http://plain.example ; https://nvd.example/CVE-2026-0001"},
            {"cveID": "CVE-2026-123456", "dateAdded": "2026-11-18", "knownRansomwareCampaignUse": "Unknown"},
            {"cveID": "CVE-2026-0001", "dateAdded": "2026-11-19"},
            {"cveID": "CVE-26-1", "dateAdded": "2026-11-19"},
            {"cveID": "CVE-2026-0002", "dateAdded": "yesterday"},
            {"dateAdded": "2026-11-19"},
            "CVE-2026-0003"
        ]}"#;

    #[test]
    fn entries_become_vulnerabilities_and_what_is_wrong_is_told_with_its_place() {
        let reading = read(None, CATALOGUE.as_bytes(), &Options::default()).unwrap();
        assert_eq!(reading.format, Format::Kev);
        assert_eq!(reading.objects.len(), 2);
        assert!(reading.indicators.is_empty() && reading.context.is_empty());
        assert_eq!(reading.merged, 1);
        let refused: Vec<(&str, &str)> = reading
            .refused
            .iter()
            .map(|row| (row.place.as_str(), row.text.as_str()))
            .collect();
        assert_eq!(
            refused,
            [
                ("entry 4", "CVE-26-1"),
                ("entry 5", "CVE-2026-0002"),
                ("entry 6", ""),
                ("entry 7", ""),
            ]
        );
        assert!(reading.refused[1].fault.contains("yesterday"));
        let object: serde_json::Value = serde_json::from_str(reading.objects[0].get()).unwrap();
        assert_eq!(object["type"], "vulnerability");
        assert_eq!(object["name"], "CVE-2026-0001");
        assert_eq!(object["created"], "2026-11-19T00:00:00.000Z");
        assert_eq!(
            object["labels"],
            serde_json::json!(["known-exploited", "known-ransomware-use"])
        );
        let references = object["external_references"].as_array().unwrap();
        assert_eq!(references[0]["external_id"], "CVE-2026-0001");
        let urls: Vec<&str> = references[1..]
            .iter()
            .map(|reference| reference["url"].as_str().unwrap())
            .collect();
        assert_eq!(
            urls,
            [
                "https://vendor.example/1",
                "https://nvd.example/CVE-2026-0001"
            ]
        );
        assert!(
            fanal_stix::Object::parse(reading.objects[0].get()).is_ok(),
            "what is made here is taken here"
        );
        let source = reading.suggested_source.unwrap();
        assert!(source.ends_with("2026.11.20"), "{source}");
    }

    #[test]
    fn the_same_entry_has_the_same_id_in_every_version_of_the_catalogue() {
        let of = |text: &str| {
            let reading = read(Some(Format::Kev), text.as_bytes(), &Options::default()).unwrap();
            let object: serde_json::Value = serde_json::from_str(reading.objects[0].get()).unwrap();
            object["id"].as_str().unwrap().to_owned()
        };
        let later = CATALOGUE.replace("2026.11.20", "2026.11.21");
        assert_eq!(of(CATALOGUE), of(&later));
    }

    #[test]
    fn a_catalogue_without_an_entry_is_none() {
        for text in [
            r#"{"vulnerabilities": []}"#,
            r#"{"vulnerabilities": 7}"#,
            "{}",
        ] {
            let fault = read(Some(Format::Kev), text.as_bytes(), &Options::default());
            assert!(fault.is_err(), "{text}");
        }
    }
}
