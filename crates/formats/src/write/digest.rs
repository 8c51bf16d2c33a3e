//! A newsletter: what the last month brought, and what was taken back. To read and to send on, so nothing in it is a
//! link into danger.

use std::fmt::Write as _;

use super::markup::{escaped, markdown};
use super::telling::{headline, leave_out, newest, told};
use super::{Export, Gone, Item, Listed, Settings, Tally};
use crate::shown::one_line;

/// Days that one digest tells of, back from the newest content.
const DAYS: i64 = 31;

/// One bulletin, with the values that are told.
struct Told<'i, 'a> {
    item: &'i Item<'a>,
    values: Vec<&'i Listed>,
    more: usize,
}

/// What is in a digest, newest first.
struct Digest<'i, 'a> {
    told: Vec<Told<'i, 'a>>,
    gone: Vec<&'i Gone>,
    tally: Tally,
}

impl<'i, 'a> Digest<'i, 'a> {
    fn of(items: &'i [Item<'a>], settings: &Settings<'i>) -> Self {
        let mut tally = Tally::default();
        let since = settings.date.day().plus_days(-DAYS);
        let mut digest_of = Vec::new();
        for item in newest(items, &mut tally) {
            if item.date < since {
                leave_out(item, &mut tally);
                continue;
            }
            let values = told(item, &mut tally);
            let more = item.indicators.len() - values.len();
            digest_of.push(Told { item, values, more });
        }
        let mut gone: Vec<&Gone> = settings
            .withdrawn
            .iter()
            .filter(|gone| gone.date >= since)
            .collect();
        gone.sort_by_key(|gone| (std::cmp::Reverse(gone.date.day()), gone.id));
        Self {
            told: digest_of,
            gone,
            tally,
        }
    }

    fn export(self, text: String, media_type: &'static str, file_name: &'static str) -> Export {
        Export {
            bytes: text.into_bytes(),
            media_type,
            file_name,
            announced: self.told.iter().map(|told| told.values.len()).sum(),
            left_out: self.tally.finish(),
            beside: Vec::new(),
        }
    }
}

pub(super) fn write_markdown(items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    let digest = Digest::of(items, settings);
    let mut text = format!(
        "# {}\n\n{}, {}\n",
        markdown(&one_line(settings.title)),
        markdown(&one_line(settings.issuer.name)),
        settings.date.date(),
    );
    for Told { item, values, more } in &digest.told {
        let _ = write!(
            text,
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
        if *more > 0 {
            let _ = writeln!(text, "- + {more}");
        }
        if let Some(page) = settings.issuer.page_of(item.id) {
            let _ = write!(text, "\n<{page}>\n");
        }
    }
    if !digest.gone.is_empty() {
        text.push_str("\n## Withdrawn\n\n");
    }
    for gone in &digest.gone {
        let _ = writeln!(text, "- {}: {}", gone.date.date(), gone.id);
    }
    digest.export(text, "text/markdown; charset=utf-8", "digest.md")
}

pub(super) fn write_html(items: &[Item<'_>], settings: &Settings<'_>) -> Export {
    let digest = Digest::of(items, settings);
    let title = escaped(&one_line(settings.title));
    let lang = escaped(settings.issuer.lang);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n\
         <body>\n<h1>{title}</h1>\n<p>{}, {}</p>\n",
        escaped(&one_line(settings.issuer.name)),
        settings.date.date(),
    );
    for Told { item, values, more } in &digest.told {
        let _ = write!(
            html,
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
        html.push_str(&list(values, *more));
        if let Some(page) = settings.issuer.page_of(item.id).as_deref().map(escaped) {
            let _ = writeln!(html, "<p><a href=\"{page}\">{page}</a></p>");
        }
    }
    if !digest.gone.is_empty() {
        html.push_str("<h2>Withdrawn</h2>\n<ul>\n");
        for gone in &digest.gone {
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
    digest.export(html, "text/html; charset=utf-8", "digest.html")
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
