//! Atom (RFC 4287), with tombstones for what was taken back (RFC 6721): headlines with the label and without values.

use std::fmt::Write as _;

use super::markup::escaped;
use super::telling::{headline, midnight, newest, told};
use super::vocabulary::uuid_of;
use super::{Export, Item, LeftOut, Settings, Tally};
use crate::shown::one_line;

pub(super) fn write(items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    let mut tally = Tally::default();
    let issuer = &settings.issuer;
    let mut announced = 0;
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = write!(
        xml,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\" \
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
    for item in newest(items, &mut tally) {
        announced += entry(&mut xml, item, settings, &mut tally);
    }
    let mut gone: Vec<_> = settings.withdrawn.iter().collect();
    gone.sort_by_key(|gone| (std::cmp::Reverse(gone.date.day()), gone.id));
    for gone in gone {
        let _ = writeln!(
            xml,
            "<at:deleted-entry ref=\"urn:uuid:{}\" when=\"{}\"/>",
            uuid_of("entry", &[&gone.id.to_string()]),
            midnight(gone.date),
        );
    }
    xml.push_str("</feed>\n");
    Export {
        bytes: xml.into_bytes(),
        media_type: "application/atom+xml",
        file_name: "atom.xml",
        announced,
        left_out: tally.finish(),
        beside: Vec::new(),
    }
}

/// Writes the entry; how many values it tells.
fn entry(xml: &mut String, item: &Item<'_>, settings: &Settings<'_>, tally: &mut Tally) -> usize {
    let day = midnight(item.date);
    let _ = write!(
        xml,
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
    let told = told(item, tally);
    let lang = item.lang.unwrap_or(settings.issuer.lang);
    let _ = writeln!(
        xml,
        "<content type=\"text\" xml:lang=\"{}\">{}</content>\n</entry>",
        escaped(lang),
        escaped(&content(item, &told)),
    );
    told.len()
}

/// The words of a bulletin with its values, as plain text.
pub(super) fn content(item: &Item<'_>, told: &[&super::Listed]) -> String {
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
