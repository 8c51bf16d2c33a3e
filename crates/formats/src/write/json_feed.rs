//! JSON Feed 1.1, for newsreaders and bots: as the Atom file. What was taken back stands in an extension of ours, since
//! the format cannot say it.

use serde::Serialize;

use super::atom::content;
use super::telling::{headline, midnight, newest, told};
use super::vocabulary::uuid_of;
use super::{Export, Item, Settings, Tally};
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
    items: Vec<Entry<'a>>,
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
struct Entry<'a> {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    title: String,
    content_text: String,
    date_published: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authors: Option<[Author; 1]>,
}

pub(super) fn write(items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    let mut tally = Tally::default();
    let mut announced = 0;
    let newest = newest(items, &mut tally);
    let mut entries = Vec::with_capacity(newest.len());
    for item in newest {
        let told = told(item, &mut tally);
        announced += told.len();
        entries.push(entry(item, content(item, &told), settings));
    }
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
            withdrawn: gone(settings),
        },
        items: entries,
    };
    // Text keys and texts: it cannot fail.
    let mut bytes = serde_json::to_vec_pretty(&feed).unwrap_or_default();
    bytes.push(b'\n');
    Export {
        bytes,
        media_type: "application/feed+json",
        file_name: "feed.json",
        announced,
        left_out: tally.finish(),
        beside: Vec::new(),
    }
}

fn entry<'a>(item: &Item<'a>, content_text: String, settings: &Settings<'_>) -> Entry<'a> {
    Entry {
        id: urn(&item.id.to_string()),
        url: settings.issuer.page_of(item.id),
        title: headline(item),
        content_text,
        date_published: midnight(item.date),
        language: item.lang,
        tags: vec![item.label.as_str()],
        authors: item.by.map(|by| {
            let name = one_line(by.name);
            [Author { name }]
        }),
    }
}

fn gone(settings: &Settings<'_>) -> Vec<Gone> {
    let mut gone: Vec<_> = settings.withdrawn.iter().collect();
    gone.sort_by_key(|gone| (std::cmp::Reverse(gone.date.day()), gone.id));
    let gone = gone.into_iter().map(|gone| Gone {
        id: urn(&gone.id.to_string()),
        date: midnight(gone.date),
    });
    gone.collect()
}

fn urn(id: &str) -> String {
    format!("urn:uuid:{}", uuid_of("entry", &[id]))
}
