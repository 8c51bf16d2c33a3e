//! Atom (RFC 4287), with tombstones for what was taken back (RFC 6721): headlines with the label and without values.

use std::fmt::Write as _;
use std::io;

use super::markup::escaped;
use super::sorting::Scratch;
use super::telling::{Newest, headline, midnight, newest_gone};
use super::vocabulary::uuid_of;
use super::{FileKind, Files, Item, LeftOut, Listed, Settings, Tally, Writing, Written};
use crate::shown::one_line;

pub(super) fn begin<'s>(settings: &Settings<'s>, _: &'s dyn Scratch) -> Box<dyn Writing + 's> {
    Box::new(Feed {
        settings: *settings,
        entries: Newest::new(),
    })
}

struct Feed<'s> {
    settings: Settings<'s>,
    entries: Newest<String>,
}

impl Writing for Feed<'_> {
    fn take(&mut self, item: &Item<'_>, _: &mut dyn Files) -> io::Result<()> {
        let settings = &self.settings;
        self.entries.take(item, |told| entry(item, told, settings));
        Ok(())
    }

    fn finish(self: Box<Self>, files: &mut dyn Files) -> io::Result<Written> {
        let Self { settings, entries } = *self;
        let mut tally = Tally::default();
        let entries = entries.finish(&mut tally);
        let kind = FileKind {
            media_type: "application/atom+xml",
            file_name: "atom.xml",
        };
        files.put(kind, &mut |out| {
            out.write_all(head(&settings).as_bytes())?;
            for entry in &entries {
                out.write_all(entry.text.as_bytes())?;
            }
            for gone in newest_gone(settings.withdrawn) {
                writeln!(
                    out,
                    "<at:deleted-entry ref=\"urn:uuid:{}\" when=\"{}\"/>",
                    uuid_of("entry", &[&gone.id.to_string()]),
                    midnight(gone.date),
                )?;
            }
            out.write_all(b"</feed>\n")
        })?;
        Ok(Written {
            announced: entries.iter().map(|entry| entry.told).sum(),
            left_out: tally.finish(),
        })
    }
}

fn head(settings: &Settings<'_>) -> String {
    let issuer = &settings.issuer;
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\" \
         xml:lang=\"{}\">\n<id>urn:uuid:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
         <author><name>{}</name></author>\n<generator>Fanal</generator>\n",
        escaped(issuer.lang),
        uuid_of("atom", &[issuer.id]),
        escaped(&one_line(settings.title)),
        midnight(settings.date),
        escaped(&one_line(issuer.name)),
    );
    if let Some(base) = issuer.base_url.map(escaped) {
        let _ = writeln!(
            xml,
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"{base}/feed/atom.xml\"/>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{base}/\"/>"
        );
    }
    xml
}

fn entry(item: &Item<'_>, told: &[&Listed], settings: &Settings<'_>) -> String {
    let day = midnight(item.date);
    let mut xml = format!(
        "<entry>\n<id>urn:uuid:{}</id>\n<title>{}</title>\n<published>{day}</published>\n<updated>{day}</updated>\n\
         <category term=\"{}\"/>\n",
        uuid_of("entry", &[&item.id.to_string()]),
        escaped(&headline(item)),
        escaped(item.label.as_str()),
    );
    if let Some(page) = settings.issuer.page_of(item.id) {
        let _ = writeln!(
            xml,
            "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>",
            escaped(&page)
        );
    }
    if let Some(by) = item.by {
        let name = escaped(&one_line(by.name));
        let _ = writeln!(xml, "<author><name>{name}</name></author>");
    }
    if let Some(licence) = item.licence {
        let _ = writeln!(xml, "<rights>{}</rights>", escaped(&one_line(licence)));
    }
    let lang = item.lang.unwrap_or(settings.issuer.lang);
    let _ = writeln!(
        xml,
        "<content type=\"text\" xml:lang=\"{}\">{}</content>\n</entry>",
        escaped(lang),
        escaped(&content(item, told)),
    );
    xml
}

/// The words of a bulletin with its values, as plain text.
pub(super) fn content(item: &Item<'_>, told: &[&Listed]) -> String {
    let mut lines: Vec<String> = Vec::new();
    lines.extend(item.summary.map(str::to_owned));
    lines.extend(told.iter().map(|listed| listed.value.defanged()));
    let more = item.indicators.len() - told.len();
    if more > 0 {
        lines.push(format!("+ {more}: {}", LeftOut::ForTools));
    }
    lines.extend(item.credit().map(|source| format!("Source: {source}")));
    lines.join("\n")
}
