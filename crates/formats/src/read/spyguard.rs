//! The list that `SpyGuard` and `TinyCheck` watch for: `{"iocs": [...], "to_delete": [...]}`, each entry with its own TLP.

use fanal_protocol::Label;
use fanal_stix::Kind;
use serde::Deserialize;

use super::collect::Collector;
use super::json::{Listed, Loose, broken};
use super::marked::Marked;
use super::note::{Note, NoteCode, WhyRefused};
use super::recognise::parsed;
use super::{Fault, Format, Found, Input, Options, Reading};
use crate::shown::shown;

pub(super) fn looks_like(input: &Input<'_>, _: &Options<'_>) -> bool {
    input
        .shape()
        .is_some_and(|shape| shape.has("iocs") || shape.has("to_delete"))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct List<'a> {
    #[serde(borrow)]
    iocs: Listed<'a>,
    #[serde(borrow)]
    to_delete: Listed<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Entry<'a> {
    #[serde(borrow, rename = "type")]
    kind: Loose<'a>,
    #[serde(borrow)]
    tag: Loose<'a>,
    #[serde(borrow)]
    tlp: Loose<'a>,
    #[serde(borrow)]
    value: Loose<'a>,
}

pub(super) fn read(input: &Input<'_>, _: &Options<'_>) -> Result<Reading, Fault> {
    let list: List<'_> =
        serde_json::from_str(input.text).map_err(|error| Fault::NotThisFormat {
            format: Format::Spyguard,
            why: error.to_string(),
        })?;
    let mut reader = Reader::default();
    for (index, raw) in list.iocs.0.iter().enumerate() {
        let place = format!("ioc {}", index + 1);
        match serde_json::from_str::<Entry<'_>>(raw.get()) {
            Ok(entry) => reader.entry(place, &entry),
            Err(error) => {
                let reason = broken(&error);
                reader.signs.refuse(place, "", reason, None);
            }
        }
    }
    let mut reading = reader.finish();
    let gone = list.to_delete.0.len();
    if gone > 0 {
        let text = "values are to be deleted, says the list: not taken";
        let note = Note::counted(NoteCode::ToDelete, gone, text);
        reading.notes.push(note);
    }
    Ok(reading)
}

/// The label that a field for one says, if it says nothing else.
fn label_in(written: &str) -> Option<Label> {
    let mut marked = Marked::default();
    marked.take_whole(written);
    marked.label.filter(|_| marked.unreadable.is_none())
}

#[derive(Default)]
struct Reader {
    signs: Collector,
    context: Collector,
    widest: Option<Label>,
    unlabelled: usize,
}

impl Reader {
    fn entry(&mut self, place: String, entry: &Entry<'_>) {
        let value = entry.value.text().unwrap_or_default();
        let label = match entry.tlp.text() {
            None => None,
            Some(text) => match label_in(text) {
                Some(label) => Some(label),
                None => {
                    let why = format!(
                        "its marking `{}` cannot be read here: it stays",
                        shown(text)
                    );
                    let reason = WhyRefused::UnreadableMarking.says(why);
                    return self.signs.refuse(place, "", reason, None);
                }
            },
        };
        self.unlabelled += usize::from(label.is_none());
        self.widest = match (self.widest, label) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        let word = entry.kind.text().unwrap_or_default();
        let Some(kind) = kind_of(word) else {
            let why = format!("the type `{}` is not matched here", shown(word));
            return self
                .signs
                .refuse(place, value, WhyRefused::UnknownType.says(why), None);
        };
        // Resolvers that encrypt are watched for, and are nobody's malware.
        let list = match entry.tag.text() {
            Some("doh") => &mut self.context,
            Some(_) | None => &mut self.signs,
        };
        match parsed(kind, value) {
            Err(fault) => list.refuse(place, value, fault, None),
            Ok(value) => list.add(Found {
                at_least: label,
                ..Found::at(value, place)
            }),
        }
    }

    fn finish(self) -> Reading {
        let mut reading = self.signs.finish(Format::Spyguard);
        reading.context = self.context.finish(Format::Spyguard).indicators;
        let labelled = self.widest.filter(|_| self.unlabelled == 0);
        reading.label = labelled;
        for found in reading.indicators.iter_mut().chain(&mut reading.context) {
            found.at_least = found.at_least.filter(|label| Some(*label) > labelled);
        }
        if self.unlabelled > 0 && self.widest.is_some() {
            let count = self.unlabelled;
            let text = "entries carry no label of their own";
            let note = Note::counted(NoteCode::NoLabel, count, text);
            reading.notes.push(note);
        }
        reading
    }
}

fn kind_of(word: &str) -> Option<Kind> {
    Some(match word {
        "domain" => Kind::DomainName,
        "ip4addr" | "cidr" => Kind::Ipv4,
        "ip6addr" => Kind::Ipv6,
        "sha1cert" => Kind::CertificateSha1,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Reading, read};
    use super::*;
    use fanal_protocol::Label::{Amber, Clear};

    fn reading(iocs: &str) -> Reading {
        let json = format!(r#"{{"iocs": [{iocs}], "to_delete": [{{"value": "gone.example"}}]}}"#);
        read(None, json.as_bytes(), &Options::default()).unwrap()
    }

    #[test]
    fn each_entry_keeps_its_own_label() {
        let reading = reading(
            r#"{"type": "domain", "tag": "spyware", "tlp": "white", "value": "a.example"},
               {"type": "ip4addr", "tag": "apt", "tlp": "amber", "value": "192.0.2.7"},
               {"type": "sha1cert", "tag": "apt", "tlp": "purple", "value": "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"},
               {"type": "snort", "tag": "apt", "tlp": "white", "value": "alert tcp"},
               {"type": "domain", "tag": "doh", "tlp": "white", "value": "dns.example"}"#,
        );
        assert_eq!(reading.label, Some(Clear));
        let bounds: Vec<_> = reading
            .indicators
            .iter()
            .map(|found| found.at_least)
            .collect();
        assert_eq!(bounds, [None, Some(Amber)]);
        assert_eq!((reading.context.len(), reading.refused.len()), (1, 2));
        assert!(
            reading
                .notes
                .iter()
                .any(|note| note.contains("1 values are to be deleted"))
        );
    }

    #[test]
    fn one_entry_without_a_label_leaves_the_list_without_one() {
        let reading = reading(
            r#"{"type": "domain", "tag": "spyware", "value": "a.example"},
               {"type": "domain", "tag": "spyware", "tlp": "amber", "value": "b.example"}"#,
        );
        assert_eq!(reading.label, None);
        assert_eq!(reading.indicators[1].at_least, Some(Amber));
    }
}
