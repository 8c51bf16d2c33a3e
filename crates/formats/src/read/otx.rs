//! Pulses of `AlienVault` OTX, as its interface gives them: one pulse, a list of them, or a page with `results`. Its
//! own STIX is read as STIX. Who wrote a pulse, whom it targets and who follows it are not read.

use fanal_protocol::Role;
use fanal_stix::Kind;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::collect::Collector;
use super::json::{Listed, Loose, broken};
use super::marked::Marked;
use super::note::{Note, NoteCode, WhyRefused};
use super::recognise::parsed;
use super::{Fault, Format, Found, Input, Options, Reading};
use crate::shown::{one_line, shown};

pub(super) fn looks_like(input: &Input<'_>, _: &Options<'_>) -> bool {
    input.shape().is_some_and(|shape| {
        let has = |name| shape.has(name) || shape.has_below(name);
        // A bundle of STIX has objects, a list of `SpyGuard` `iocs`.
        !shape.has("objects")
            && has("indicators")
            && (has("TLP") || has("tlp") || has("pulse_source"))
    })
}

/// A page, or a pulse by itself.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Page<'a> {
    #[serde(borrow)]
    results: Option<Listed<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Pulse<'a> {
    #[serde(borrow)]
    name: Loose<'a>,
    #[serde(borrow)]
    description: Loose<'a>,
    #[serde(borrow, rename = "TLP")]
    label: Loose<'a>,
    #[serde(borrow, rename = "tlp")]
    label_too: Loose<'a>,
    #[serde(borrow)]
    tags: Listed<'a>,
    #[serde(borrow)]
    indicators: Listed<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Indicator<'a> {
    #[serde(borrow)]
    indicator: Loose<'a>,
    #[serde(borrow, rename = "type")]
    kind: Loose<'a>,
    #[serde(borrow)]
    role: Loose<'a>,
    #[serde(borrow)]
    is_active: Loose<'a>,
}

pub(super) fn read(input: &Input<'_>, _: &Options<'_>) -> Result<Reading, Fault> {
    let not_this = |error: serde_json::Error| Fault::NotThisFormat {
        format: Format::Otx,
        why: error.to_string(),
    };
    let whole: &RawValue = serde_json::from_str(input.text).map_err(not_this)?;
    let pulses = if whole.get().trim_start().starts_with('[') {
        super::json::elements(whole)
    } else {
        let page: Page<'_> = serde_json::from_str(input.text).map_err(not_this)?;
        page.results
            .map_or_else(|| vec![whole], |results| results.0)
    };
    let mut reader = Reader::default();
    for (index, raw) in pulses.iter().enumerate() {
        let place = format!("pulse {}", index + 1);
        match serde_json::from_str::<Pulse<'_>>(raw.get()) {
            Ok(pulse) => reader.pulse(&place, &pulse),
            Err(error) => reader.collector.refuse(place, "", broken(&error), None),
        }
    }
    Ok(reader.finish(pulses.len()))
}

#[derive(Default)]
struct Reader {
    collector: Collector,
    marked: Marked,
    unlabelled: usize,
    withdrawn: usize,
    title: Option<String>,
}

impl Reader {
    /// Each pulse says its label; what it says in words beside makes it stricter only. Of all of a file the strictest
    /// counts.
    fn pulse(&mut self, place: &str, pulse: &Pulse<'_>) {
        let labels = [pulse.label.text(), pulse.label_too.text()];
        let labels = labels.into_iter().flatten();
        self.unlabelled += usize::from(labels.clone().next().is_none());
        labels.for_each(|label| self.marked.take_whole(label));
        let tags = pulse.tags.0.iter().map(|tag| Some(tag.get()));
        let words = [pulse.name.text(), pulse.description.text()];
        self.marked
            .join(Marked::of_all(words.into_iter().chain(tags)));
        self.title = pulse.name.text().map(one_line);
        for (index, raw) in pulse.indicators.0.iter().enumerate() {
            let place = format!("{place} indicator {}", index + 1);
            match serde_json::from_str::<Indicator<'_>>(raw.get()) {
                Ok(indicator) => self.indicator(place, &indicator),
                Err(error) => self.collector.refuse(place, "", broken(&error), None),
            }
        }
    }

    fn indicator(&mut self, place: String, indicator: &Indicator<'_>) {
        let value = indicator.indicator.text().unwrap_or_default();
        if indicator.is_active.truth() == Some(false) {
            self.withdrawn += 1;
            return;
        }
        let word = indicator.kind.text().unwrap_or_default();
        let Some(kind) = kind_of(word) else {
            let why = format!("the type `{}` is not matched here", shown(word));
            let reason = WhyRefused::UnknownType.says(why);
            return self.collector.refuse(place, value, reason, None);
        };
        let role = match indicator.role.text() {
            Some("command_and_control") => Some(Role::C2),
            Some("malware_hosting" | "delivery_email") => Some(Role::Delivery),
            Some(_) | None => None,
        };
        match parsed(kind, value) {
            Err(fault) => self.collector.refuse(place, value, fault, None),
            Ok(value) => self.collector.add(Found {
                role,
                ..Found::at(value, place)
            }),
        }
    }

    fn finish(self, pulses: usize) -> Reading {
        let mut reading = self.collector.finish(Format::Otx);
        if self.withdrawn > 0 {
            let text = "indicators are not active any more: not taken";
            let note = Note::counted(NoteCode::Withdrawn, self.withdrawn, text);
            reading.notes.push(note);
        }
        if self.unlabelled > 0 && self.marked.label.is_some() {
            let text = "pulses carry no label of their own";
            let note = Note::counted(NoteCode::NoLabel, self.unlabelled, text);
            reading.notes.push(note);
        }
        reading.label = self.marked.label.filter(|_| self.unlabelled == 0);
        // What one pulse keeps narrow, a person does not widen for all.
        reading.at_least = self.marked.label;
        reading.unreadable_marking = self.marked.unreadable;
        reading.suggested_title = self.title.filter(|_| pulses == 1);
        reading
    }
}

/// OTX's own words for what is matched here.
fn kind_of(word: &str) -> Option<Kind> {
    Some(match word {
        "domain" | "hostname" => Kind::DomainName,
        "IPv4" | "CIDR" => Kind::Ipv4,
        "IPv6" => Kind::Ipv6,
        "URL" | "URI" => Kind::Url,
        "email" => Kind::EmailAddress,
        "FileHash-MD5" => Kind::Md5,
        "FileHash-SHA1" => Kind::Sha1,
        "FileHash-SHA256" => Kind::Sha256,
        "FilePath" => Kind::FilePath,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use fanal_protocol::Label;

    use super::super::read;
    use super::*;

    const PULSE: &str = r#"{"id": "5f0", "name": "Fake parcels", "description": "Links in messages", "TLP": "green",
        "author_name": "CANARY", "targeted_countries": ["CANARY"], "tags": ["sms"], "indicators": [
        {"id": 1, "indicator": "evil.example", "type": "hostname", "role": "command_and_control", "is_active": 1},
        {"id": 2, "indicator": "https://evil.example/a=b", "type": "URL", "role": null, "is_active": true,
         "title": "CANARY"},
        {"id": 3, "indicator": "gone.example", "type": "domain", "is_active": 0},
        {"id": 4, "indicator": "CVE-2026-0001", "type": "CVE"},
        {"id": 5, "indicator": "not a hash", "type": "FileHash-MD5"},
        {"id": 6, "indicator": "198.51.100.0/24", "type": "CIDR"}, 7]}"#;

    fn reading(text: &str) -> Reading {
        read(None, text.as_bytes(), &Options::default()).unwrap()
    }

    // [IMP-20]
    #[test]
    fn of_a_pulse_its_active_indicators_are_read_and_nobody_who_follows_it() {
        for text in [
            PULSE.to_owned(),
            format!("[{PULSE}]"),
            format!(r#"{{"results": [{PULSE}], "count": 1, "next": null}}"#),
        ] {
            let reading = reading(&text);
            assert_eq!(reading.format, Format::Otx, "{text}");
            let found: Vec<_> = reading.indicators.iter().collect();
            let values: Vec<&str> = found.iter().map(|one| one.value.text()).collect();
            let expected = [
                "evil.example",
                "https://evil.example/a=b",
                "198.51.100.0/24",
            ];
            assert_eq!(values, expected);
            assert_eq!((found[0].role, found[1].role), (Some(Role::C2), None));
            assert_eq!(reading.label, Some(Label::Green));
            assert_eq!(reading.suggested_title.as_deref(), Some("Fake parcels"));
            assert_eq!(reading.refused.len(), 3);
            assert!(reading.suggested_source.is_none());
        }
    }

    // [IMP-20]
    #[test]
    fn the_strictest_pulse_counts_and_one_without_a_label_asks_a_person() {
        let of = |first: &str, second: &str| {
            let pulse = |tlp: &str| PULSE.replace(r#""TLP": "green""#, tlp);
            let text = format!("[{}, {}]", pulse(first), pulse(second));
            let reading = reading(&text);
            (reading.label, reading.at_least, reading.unreadable_marking)
        };
        let (white, amber) = (r#""TLP": "white""#, r#""TLP": "amber""#);
        assert_eq!(
            of(white, white),
            (Some(Label::Clear), Some(Label::Clear), None)
        );
        assert_eq!(
            of(white, amber),
            (Some(Label::Amber), Some(Label::Amber), None)
        );
        assert_eq!(
            of(r#""TLP": null"#, amber),
            (None, Some(Label::Amber), None)
        );
        let both = of(r#""TLP": "white", "tlp": "red""#, white);
        assert_eq!(both.0, Some(Label::Red));
        let unknown = of(white, r#""TLP": "purple""#);
        assert!(unknown.2.is_some());
        let in_words = PULSE.replace("Links in messages", "TLP:RED, for you alone");
        assert_eq!(reading(&in_words).label, Some(Label::Red));
        // Without a label of its own, and in either order: what the words say binds, and asks a person.
        let unsaid = in_words.replace(r#""TLP": "green""#, r#""TLP": null"#);
        let tagged = PULSE.replace(r#""sms""#, r#""tlp:red""#);
        let tagged = tagged.replace(r#""TLP": "green""#, r#""TLP": null"#);
        for text in [
            unsaid.clone(),
            tagged,
            format!("[{unsaid}, {PULSE}]"),
            format!("[{PULSE}, {unsaid}]"),
        ] {
            let reading = reading(&text);
            assert_eq!(reading.label, None, "{text}");
            assert_eq!(reading.at_least, Some(Label::Red), "{text}");
        }
    }
}
