//! JSON Feed 1.1, for newsreaders and bots: as the Atom file. What was taken back stands in an extension of ours, since
//! the format cannot say it.

use std::io;

use serde::Serialize;

use super::atom::content;
use super::sorting::Scratch;
use super::telling::{Newest, headline, midnight, newest_gone};
use super::vocabulary::uuid_of;
use super::{FileKind, Files, Item, Listed, Settings, Tally, Writing, Written};
use crate::shown::one_line;

#[derive(Serialize)]
struct Feed<'a> {
    version: &'a str,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    home_page_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<String>,
    language: &'a str,
    authors: [Author; 1],
    _fanal: Ours,
    items: Vec<&'a Entry>,
}

#[derive(Serialize)]
struct Author {
    name: String,
}

#[derive(Serialize)]
struct Ours {
    about: &'static str,
    withdrawn: Vec<Gone>,
}

#[derive(Serialize)]
struct Gone {
    id: String,
    date: String,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    title: String,
    content_text: String,
    date_published: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    tags: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    authors: Option<[Author; 1]>,
}

pub(super) fn begin<'s>(settings: &Settings<'s>, _: &'s dyn Scratch) -> Box<dyn Writing + 's> {
    Box::new(Entries {
        settings: *settings,
        entries: Newest::new(),
    })
}

struct Entries<'s> {
    settings: Settings<'s>,
    entries: Newest<Entry>,
}

impl Writing for Entries<'_> {
    fn take(&mut self, item: &Item<'_>, _: &mut dyn Files) -> io::Result<()> {
        let settings = &self.settings;
        self.entries.take(item, |told| entry(item, told, settings));
        Ok(())
    }

    fn finish(self: Box<Self>, files: &mut dyn Files) -> io::Result<Written> {
        let Self { settings, entries } = *self;
        let mut tally = Tally::default();
        let entries = entries.finish(&mut tally);
        let base = settings.issuer.base_url;
        let feed = Feed {
            version: "https://jsonfeed.org/version/1.1",
            title: one_line(settings.title),
            home_page_url: base.map(|base| format!("{base}/")),
            feed_url: base.map(|base| format!("{base}/feed/feed.json")),
            language: settings.issuer.lang,
            authors: [Author {
                name: one_line(settings.issuer.name),
            }],
            _fanal: Ours {
                about: "ids of what was taken back, with the day",
                withdrawn: gone(&settings),
            },
            items: entries.iter().map(|entry| &entry.text).collect(),
        };
        let kind = FileKind {
            media_type: "application/feed+json",
            file_name: "feed.json",
        };
        files.put(kind, &mut |out| {
            serde_json::to_writer_pretty(&mut *out, &feed)?;
            out.write_all(b"\n")
        })?;
        Ok(Written {
            announced: entries.iter().map(|entry| entry.told).sum(),
            left_out: tally.finish(),
        })
    }
}

fn entry(item: &Item<'_>, told: &[&Listed], settings: &Settings<'_>) -> Entry {
    Entry {
        id: urn(&item.id.to_string()),
        url: settings.issuer.page_of(item.id),
        title: headline(item),
        content_text: content(item, told),
        date_published: midnight(item.date),
        language: item.lang.map(str::to_owned),
        tags: [item.label.as_str()],
        authors: item.by.map(|by| {
            let name = one_line(by.name);
            [Author { name }]
        }),
    }
}

fn gone(settings: &Settings<'_>) -> Vec<Gone> {
    let gone = newest_gone(settings.withdrawn).into_iter();
    let gone = gone.map(|gone| Gone {
        id: urn(&gone.id.to_string()),
        date: midnight(gone.date),
    });
    gone.collect()
}

fn urn(id: &str) -> String {
    format!("urn:uuid:{}", uuid_of("entry", &[id]))
}
