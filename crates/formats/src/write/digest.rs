//! A newsletter: what the last month brought, and what was taken back. To read and to send on, so nothing in it is a
//! link into danger.

use std::fmt::Write as _;
use std::io;

use fanal_protocol::Timestamp;

use super::markup::{escaped, markdown};
use super::sorting::Scratch;
use super::telling::{Newest, headline, newest_gone};
use super::{FileKind, Files, Gone, Item, Listed, Settings, Tally, Writing, Written};
use crate::shown::one_line;

/// Days that one digest tells of, back from the newest content.
const DAYS: i64 = 31;

pub(super) fn begin_markdown<'s>(
    settings: &Settings<'s>,
    _: &'s dyn Scratch,
) -> Box<dyn Writing + 's> {
    Digest::begin(&MARKDOWN, settings)
}

pub(super) fn begin_html<'s>(settings: &Settings<'s>, _: &'s dyn Scratch) -> Box<dyn Writing + 's> {
    Digest::begin(&HTML, settings)
}

/// How a digest is written.
struct Form {
    kind: FileKind,
    head: fn(&Settings<'_>) -> String,
    bulletin: fn(&Item<'_>, &[&Listed], &Settings<'_>) -> String,
    tail: fn(&[&Gone]) -> String,
}

static MARKDOWN: Form = Form {
    kind: FileKind {
        media_type: "text/markdown; charset=utf-8",
        file_name: "digest.md",
    },
    head: markdown_head,
    bulletin: markdown_bulletin,
    tail: markdown_tail,
};

static HTML: Form = Form {
    kind: FileKind {
        media_type: "text/html; charset=utf-8",
        file_name: "digest.html",
    },
    head: html_head,
    bulletin: html_bulletin,
    tail: html_tail,
};

/// A digest under way.
struct Digest<'s> {
    form: &'static Form,
    settings: Settings<'s>,
    since: Timestamp,
    told: Newest<String>,
}

impl<'s> Digest<'s> {
    fn begin(form: &'static Form, settings: &Settings<'s>) -> Box<dyn Writing + 's> {
        Box::new(Self {
            form,
            settings: *settings,
            since: settings.date.day().plus_days(-DAYS),
            told: Newest::new(),
        })
    }
}

impl Writing for Digest<'_> {
    fn take(&mut self, item: &Item<'_>, _: &mut dyn Files) -> io::Result<()> {
        if item.date < self.since {
            self.told.leave_out(item);
        } else {
            let (form, settings) = (self.form, &self.settings);
            self.told
                .take(item, |told| (form.bulletin)(item, told, settings));
        }
        Ok(())
    }

    fn finish(self: Box<Self>, files: &mut dyn Files) -> io::Result<Written> {
        let Self {
            form,
            settings,
            since,
            told,
        } = *self;
        let mut tally = Tally::default();
        let told = told.finish(&mut tally);
        let mut gone = newest_gone(settings.withdrawn);
        gone.retain(|gone| gone.date >= since);
        files.put(form.kind, &mut |out| {
            out.write_all((form.head)(&settings).as_bytes())?;
            for told in &told {
                out.write_all(told.text.as_bytes())?;
            }
            out.write_all((form.tail)(&gone).as_bytes())
        })?;
        Ok(Written {
            announced: told.iter().map(|told| told.told).sum(),
            left_out: tally.finish(),
        })
    }
}

fn markdown_head(settings: &Settings<'_>) -> String {
    format!(
        "# {}\n\n{}, {}\n",
        markdown(&one_line(settings.title)),
        markdown(&one_line(settings.issuer.name)),
        settings.date.date(),
    )
}

fn markdown_bulletin(item: &Item<'_>, values: &[&Listed], settings: &Settings<'_>) -> String {
    let mut text = format!(
        "\n## {}\n\n{}\n",
        markdown(&headline(item)),
        dated(item, markdown)
    );
    if let Some(summary) = item.summary {
        let _ = write!(text, "\n{}\n", markdown(summary));
    }
    if !values.is_empty() {
        text.push('\n');
    }
    for listed in values {
        // Backticks cannot stand in a value's line of code: two around it, and none of them inside.
        let value = one_line(&listed.value.defanged()).replace('`', "'");
        let _ = writeln!(text, "- `{value}`");
    }
    let more = item.indicators.len() - values.len();
    if more > 0 {
        let _ = writeln!(text, "- + {more}");
    }
    if let Some(page) = settings.issuer.page_of(item.id) {
        let _ = write!(text, "\n<{page}>\n");
    }
    text
}

fn markdown_tail(gone: &[&Gone]) -> String {
    let mut text = String::new();
    if !gone.is_empty() {
        text.push_str("\n## Withdrawn\n\n");
    }
    for gone in gone {
        let _ = writeln!(text, "- {}: {}", gone.date.date(), gone.id);
    }
    text
}

fn html_head(settings: &Settings<'_>) -> String {
    let title = escaped(&one_line(settings.title));
    let lang = escaped(settings.issuer.lang);
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n\
         <body>\n<h1>{title}</h1>\n<p>{}, {}</p>\n",
        escaped(&one_line(settings.issuer.name)),
        settings.date.date(),
    )
}

fn html_bulletin(item: &Item<'_>, values: &[&Listed], settings: &Settings<'_>) -> String {
    let mut html = format!(
        "<h2 dir=\"auto\">{}</h2>\n<p>{}</p>\n",
        escaped(&headline(item)),
        dated(item, escaped)
    );
    if let Some(summary) = item.summary {
        let lang = escaped(item.lang.unwrap_or(settings.issuer.lang));
        let _ = writeln!(
            html,
            "<p dir=\"auto\" lang=\"{lang}\">{}</p>",
            escaped(summary).replace('\n', "<br>\n")
        );
    }
    html.push_str(&list(values, item.indicators.len() - values.len()));
    if let Some(page) = settings.issuer.page_of(item.id).as_deref().map(escaped) {
        let _ = writeln!(html, "<p><a href=\"{page}\">{page}</a></p>");
    }
    html
}

fn html_tail(gone: &[&Gone]) -> String {
    let mut html = String::new();
    if !gone.is_empty() {
        html.push_str("<h2>Withdrawn</h2>\n<ul>\n");
        for gone in gone {
            let _ = writeln!(
                html,
                "<li>{}: <bdi>{}</bdi></li>",
                gone.date.date(),
                gone.id
            );
        }
        html.push_str("</ul>\n");
    }
    html.push_str("</body>\n</html>\n");
    html
}

/// The day, and who published it where that is not the issuer.
fn dated(item: &Item<'_>, written: fn(&str) -> String) -> String {
    let day = item.date.date();
    match item.by {
        Some(by) => format!("{day}, {}", written(&one_line(by.name))),
        None => day,
    }
}

fn list(values: &[&Listed], more: usize) -> String {
    if values.is_empty() {
        return String::new();
    }
    let mut html = String::from("<ul>\n");
    for listed in values {
        let _ = writeln!(
            html,
            "<li><bdi dir=\"ltr\"><code>{}</code></bdi></li>",
            escaped(&listed.value.defanged())
        );
    }
    if more > 0 {
        let _ = writeln!(html, "<li>+ {more}</li>");
    }
    html.push_str("</ul>\n");
    html
}
