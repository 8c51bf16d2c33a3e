//! A briefing to print for the person concerned: one sheet for each bulletin, the label at its head and foot on every
//! page, in the words of their language. What stays with a desk's staff is in none.

mod words;

use std::fmt::Write as _;
use std::io;

use fanal_protocol::Label;

use super::markup::escaped;
use super::sorting::Scratch;
use super::telling::Newest;
use super::{FileKind, Files, Item, LeftOut, Listed, Settings, Tally, Writing, Written};
use crate::shown::one_line;
use words::{Words, words};

const STYLE: &str = "@page{size:A4;margin:22mm 18mm}\n\
body{font-family:sans-serif;font-size:12pt;line-height:1.5;color:#000;background:#fff;max-width:48em;margin:0 auto}\n\
.label{font-weight:bold;font-size:14pt;text-align:end;background:#000;padding:2mm 4mm;print-color-adjust:exact;-webkit-print-color-adjust:exact}\n\
.clear{color:#fff}.green{color:#33ff00}.amber{color:#ffc000}\n\
table{width:100%;border-collapse:collapse}thead{display:table-header-group}tfoot{display:table-footer-group}td{padding:0}\n\
.sheet{break-after:page}.sheet:last-child{break-after:auto}\n\
h1{font-size:18pt}h2{font-size:13pt;break-after:avoid}li{break-inside:avoid}\n\
code{font-size:12pt;overflow-wrap:anywhere}.words{white-space:pre-line}\n";

pub(super) fn begin<'s>(settings: &Settings<'s>, _: &'s dyn Scratch) -> Box<dyn Writing + 's> {
    Box::new(Sheets {
        settings: *settings,
        sheets: Newest::new(),
        staff_only: 0,
    })
}

struct Sheets<'s> {
    settings: Settings<'s>,
    sheets: Newest<String>,
    /// Values that stay with the staff of the desk.
    staff_only: usize,
}

impl Writing for Sheets<'_> {
    fn take(&mut self, item: &Item<'_>, _: &mut dyn Files) -> io::Result<()> {
        let settings = &self.settings;
        match class_of(item.label) {
            Some(class) => self
                .sheets
                .take(item, |told| sheet(item, told, class, settings)),
            None => self.staff_only += item.indicators.len(),
        }
        Ok(())
    }

    fn finish(self: Box<Self>, files: &mut dyn Files) -> io::Result<Written> {
        let Self {
            settings,
            sheets,
            staff_only,
        } = *self;
        let mut tally = Tally::default();
        tally.add_many(LeftOut::StaffOnly, staff_only);
        let sheets = sheets.finish(&mut tally);
        let kind = FileKind {
            media_type: "text/html; charset=utf-8",
            file_name: "briefing.html",
        };
        files.put(kind, &mut |out| {
            out.write_all(head(&settings).as_bytes())?;
            for sheet in &sheets {
                out.write_all(sheet.text.as_bytes())?;
            }
            out.write_all(b"</body>\n</html>\n")
        })?;
        Ok(Written {
            announced: sheets.iter().map(|sheet| sheet.told).sum(),
            left_out: tally.finish(),
        })
    }
}

fn head(settings: &Settings<'_>) -> String {
    let lang = settings.issuer.lang;
    format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        escaped(lang),
        words(lang).direction,
        escaped(&one_line(settings.issuer.name)),
    )
}

/// Who may be handed a sheet: TLP lets AMBER go to a client who needs it, AMBER+STRICT and RED to nobody outside.
const fn class_of(label: Label) -> Option<&'static str> {
    match label {
        Label::Clear => Some("clear"),
        Label::Green => Some("green"),
        Label::Amber => Some("amber"),
        Label::AmberStrict | Label::Red => None,
    }
}

/// One sheet. The label stands in the head and the foot of a table, which browsers repeat on every printed page.
fn sheet(item: &Item<'_>, told: &[&Listed], class: &str, settings: &Settings<'_>) -> String {
    let words = words(item.lang.unwrap_or(settings.issuer.lang));
    let label = format!(
        "<td><div class=\"label {class}\"><bdi dir=\"ltr\">{}</bdi></div></td>",
        escaped(item.label.as_str())
    );
    let mut html = format!(
        "<table class=\"sheet\" lang=\"{}\" dir=\"{}\">\n<thead><tr>{label}</tr></thead>\n<tfoot><tr>{label}</tr></tfoot>\n\
         <tbody><tr><td>\n<h1 dir=\"auto\">{}</h1>\n<p>{}</p>\n",
        words.lang,
        words.direction,
        escaped(&one_line(item.title)),
        item.date.date(),
    );
    if let Some(summary) = item.summary {
        section(&mut html, words.what_happened);
        let _ = writeln!(
            html,
            "<div class=\"words\" dir=\"auto\">{}</div>",
            escaped(summary)
        );
    }
    if !told.is_empty() {
        section(&mut html, words.what_to_look_for);
        let _ = writeln!(html, "<p>{}</p>\n<ul>", words.do_not_open);
        for listed in told {
            let value = escaped(&listed.value.defanged());
            let _ = writeln!(html, "<li><bdi dir=\"ltr\"><code>{value}</code></bdi></li>");
        }
        html.push_str("</ul>\n");
    }
    closing(&mut html, item, words, settings);
    html
}

fn section(html: &mut String, title: &str) {
    let _ = writeln!(html, "<h2>{title}</h2>");
}

/// What to do, whom to ask, how far it may go.
fn closing(html: &mut String, item: &Item<'_>, words: &Words, settings: &Settings<'_>) {
    if item.may_alert_perpetrator {
        section(html, words.careful);
        let _ = writeln!(html, "<p>{}</p>", words.may_alert);
    }
    if let Some(please) = item.also_please {
        section(html, words.also_please);
        let _ = writeln!(html, "<p dir=\"auto\">{}</p>", escaped(&one_line(please)));
    }
    section(html, words.who_helps);
    let name = escaped(&one_line(settings.issuer.name));
    let contact = settings
        .issuer
        .contact
        .map(|contact| escaped(&one_line(contact)));
    let _ = writeln!(html, "<p dir=\"auto\">{name}</p>");
    if let Some(contact) = contact {
        let _ = writeln!(html, "<p dir=\"auto\">{contact}</p>");
    }
    section(html, words.passing_on);
    let _ = writeln!(html, "<p>{}</p>", words.may_pass(item.label));
    html.push_str("</td></tr></tbody>\n</table>\n");
}
