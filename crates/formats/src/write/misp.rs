//! A MISP feed: `manifest.json`, `hashes.csv` and one `UUID.json` for each bulletin, as PyMISP's
//! `feed_meta_generator` lays them out. What was taken back is an event without attributes, `deleted`, and not in the
//! manifest; MISP itself pulls no deletions from feeds.

use std::io;

use data_encoding::HEXLOWER;
use fanal_protocol::{Label, Pap, Timestamp};
use md5::{Digest as _, Md5};
use serde::Serialize;

use super::json::{Members, indented};
use super::sorting::{Scratch, Sorter};
use super::vocabulary::{role_word, uuid_of};
use super::{FileKind, Files, Gone, Item, Settings, Tally, Writing, Written, block};
use crate::shown::{one_line, shortened};

mod attribute;

use attribute::{Attribute, Object};

const JSON: &str = "application/json";
const MD5_BYTES: usize = 16;
/// MISP cuts longer ones.
const INFO_CHARS: usize = 250;

#[derive(Serialize, Clone)]
struct Org {
    name: String,
    uuid: String,
}

#[derive(Serialize, Clone)]
struct Tag {
    name: String,
    colour: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Listing<'a> {
    orgc: &'a Org,
    tag: &'a [Tag],
    #[serde(rename = "info")]
    info: &'a str,
    #[serde(rename = "date")]
    date: &'a str,
    #[serde(rename = "analysis")]
    analysis: &'a str,
    #[serde(rename = "threat_level_id")]
    threat_level: &'a str,
    #[serde(rename = "timestamp")]
    timestamp: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Whole {
    event: Event,
}

#[derive(Serialize)]
struct Event {
    uuid: String,
    info: String,
    date: String,
    timestamp: String,
    publish_timestamp: String,
    published: bool,
    analysis: &'static str,
    threat_level_id: &'static str,
    distribution: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    deleted: bool,
    #[serde(rename = "Orgc")]
    orgc: Org,
    #[serde(rename = "Tag")]
    tags: Vec<Tag>,
    #[serde(rename = "Attribute")]
    attributes: Vec<Attribute>,
    #[serde(rename = "Object")]
    objects: Vec<Object>,
}

impl Event {
    /// The values that are indicators, wherever they stand.
    fn values(&self) -> impl Iterator<Item = &str> {
        let apps = self.objects.iter().flat_map(Object::values);
        let plain = self
            .attributes
            .iter()
            .map(|attribute| attribute.value.as_str());
        plain.chain(apps)
    }
}

pub(super) fn begin<'s>(
    settings: &Settings<'s>,
    scratch: &'s dyn Scratch,
) -> Box<dyn Writing + 's> {
    Box::new(Feed {
        withdrawn: settings.withdrawn,
        orgc: Org {
            name: one_line(settings.issuer.name),
            uuid: uuid_of("misp-org", &[settings.issuer.id]).to_string(),
        },
        listings: Sorter::new(scratch),
        hashes: Sorter::new(scratch),
        announced: 0,
        tally: Tally::default(),
    })
}

struct Feed<'s> {
    withdrawn: &'s [Gone],
    orgc: Org,
    /// What the manifest says of each event.
    listings: Sorter<'s>,
    /// `md5(value)` and the event, for each value: what MISP looks values up in without fetching the events.
    hashes: Sorter<'s>,
    announced: usize,
    tally: Tally,
}

impl Writing for Feed<'_> {
    fn take(&mut self, item: &Item<'_>, files: &mut dyn Files) -> io::Result<()> {
        let event = event_of(item, &creator(item, &self.orgc), &mut self.tally);
        for value in event.values() {
            self.announced += 1;
            let digest: [u8; MD5_BYTES] = Md5::digest(value).into();
            let key = [digest.as_slice(), event.uuid.as_bytes()].concat();
            self.hashes.push(&key, &[]);
        }
        let listing = indented(&listing(&event), 1)?;
        self.listings
            .push(event.uuid.as_bytes(), listing.as_bytes());
        put_event(event, files)
    }

    fn finish(self: Box<Self>, files: &mut dyn Files) -> io::Result<Written> {
        let (hashes, listings) = (self.hashes.sorted(), self.listings.sorted());
        let media_type = "text/csv; charset=utf-8";
        files.put_beside("hashes.csv", media_type, &mut |out| {
            // One event may have one value twice, as two kinds.
            hashes.groups(
                |(): &mut (), _: &[u8]| (),
                |key, ()| {
                    let Some((digest, event)) = key.split_at_checked(MD5_BYTES) else {
                        return Ok(());
                    };
                    write!(out, "{},", HEXLOWER.encode(digest))?;
                    out.write_all(event)?;
                    out.write_all(b"\n")
                },
            )
        })?;
        for gone in self.withdrawn {
            put_event(gone_event(gone, &self.orgc), files)?;
        }
        let kind = FileKind {
            media_type: JSON,
            file_name: "manifest.json",
        };
        files.put(kind, &mut |out| {
            let mut manifest = Members::object(out, 0)?;
            let last = |last: &mut Vec<u8>, next: &[u8]| next.clone_into(last);
            listings.groups(last, |event, listing| {
                let event = String::from_utf8_lossy(event);
                manifest.name(&event)?.write_all(&listing)
            })?;
            manifest.end()?;
            out.write_all(b"\n")
        })?;
        Ok(Written {
            announced: self.announced,
            left_out: self.tally.finish(),
        })
    }
}

fn put_event(event: Event, files: &mut dyn Files) -> io::Result<()> {
    let name = format!("{}.json", event.uuid);
    let whole = Whole { event };
    files.put_beside(&name, JSON, &mut |out| {
        serde_json::to_writer_pretty(&mut *out, &whole)?;
        out.write_all(b"\n")
    })
}

fn listing(event: &Event) -> Listing<'_> {
    Listing {
        orgc: &event.orgc,
        tag: &event.tags,
        info: &event.info,
        date: &event.date,
        analysis: event.analysis,
        threat_level: event.threat_level_id,
        timestamp: &event.timestamp,
    }
}

/// The organisation that made the event: the desk that published it.
fn creator(item: &Item<'_>, issuer: &Org) -> Org {
    item.by.map_or_else(
        || issuer.clone(),
        |by| Org {
            name: one_line(by.name),
            uuid: uuid_of("misp-org", &[by.id]).to_string(),
        },
    )
}

fn event_of(item: &Item<'_>, orgc: &Org, tally: &mut Tally) -> Event {
    let id = item.id.to_string();
    let stamp = seconds(item.date.day());
    let (attributes, objects) = attribute::of(item, &stamp, tally);
    Event {
        uuid: uuid_of("misp-event", &[&id]).to_string(),
        info: shortened(item.title, INFO_CHARS),
        date: item.date.date(),
        publish_timestamp: stamp.clone(),
        timestamp: stamp,
        published: true,
        // Finished; nobody said how bad.
        analysis: "2",
        threat_level_id: "4",
        distribution: distribution(item.label),
        deleted: false,
        orgc: orgc.clone(),
        tags: tags(item.label, item.pap),
        attributes,
        objects,
    }
}

/// Later than the event, whatever hour of the day it went: MISP takes what is newer.
fn gone_event(gone: &Gone, orgc: &Org) -> Event {
    let stamp = seconds(gone.date.day().plus_seconds(86_399));
    Event {
        uuid: uuid_of("misp-event", &[&gone.id.to_string()]).to_string(),
        info: "withdrawn".to_owned(),
        date: gone.published.date(),
        publish_timestamp: stamp.clone(),
        timestamp: stamp,
        published: true,
        analysis: "2",
        threat_level_id: "4",
        distribution: distribution(Label::Clear),
        deleted: true,
        orgc: orgc.clone(),
        tags: tags(Label::Clear, None),
        attributes: Vec::new(),
        objects: Vec::new(),
    }
}

/// Numbers are texts in MISP's files.
fn seconds(time: Timestamp) -> String {
    time.unix().to_string()
}

/// How far MISP itself may carry it. Its levels are no labels, and 2 and 3 hop from server to server: only what is
/// public gets 3, GREEN this community, everything else this organisation alone.
const fn distribution(label: Label) -> &'static str {
    match label {
        Label::Clear => "3",
        Label::Green => "1",
        Label::Amber | Label::AmberStrict | Label::Red => "0",
    }
}

/// The label in both generations where both have it; AMBER+STRICT is no AMBER of the first.
fn tags(label: Label, pap: Option<Pap>) -> Vec<Tag> {
    let labels: &[(&str, &str)] = match label {
        Label::Clear => &[("tlp:clear", "#FFFFFF"), ("tlp:white", "#FFFFFF")],
        Label::Green => &[("tlp:green", "#33FF00")],
        Label::Amber => &[("tlp:amber", "#FFC000")],
        Label::AmberStrict => &[("tlp:amber+strict", "#FFC000")],
        Label::Red => &[("tlp:red", "#FF2B2B")],
    };
    let pap = pap.map(|pap| match pap {
        Pap::Clear => ("PAP:CLEAR", "#FFFFFF"),
        Pap::Green => ("PAP:GREEN", "#33FF00"),
        Pap::Amber => ("PAP:AMBER", "#FFC000"),
        Pap::Red => ("PAP:RED", "#FF2B2B"),
    });
    let tags = labels.iter().copied().chain(pap);
    tags.map(|(name, colour)| Tag {
        name: name.to_owned(),
        colour,
    })
    .collect()
}
