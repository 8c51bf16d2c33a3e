//! `/b/ID`: one bulletin.

use fanal_formats::Listed;
use fanal_protocol::{Pap, Role};

use super::frame::{day, in_its_language, page, pill};
use crate::address;
use crate::files::PLACES;
use crate::html::Html;
use crate::shelf::{ShelfItem, Site};
use crate::tree::Draft;

/// Values on one page; the files have them all. So many take 100 KB, a tenth of it packed.
const MAX_ROWS: usize = 500;

pub(crate) fn bulletin(site: &Site, item: &ShelfItem) -> Draft {
    let mut html = Html::new();
    html.tag("<article>\n<h1");
    in_its_language(&mut html, site, item);
    html.text(&item.publication.title)
        .tag("</h1>\n")
        .piece(&facts(item));
    if let Some(summary) = &item.publication.summary {
        html.tag("<div class=\"words\"");
        in_its_language(&mut html, site, item);
        html.text(summary).tag("</div>\n");
    }
    html.piece(&values(item))
        .piece(&proof(item))
        .tag("</article>\n");
    Draft::page(page(site, &item.publication.title, &html))
}

/// Label, day, and whatever else was said about the whole.
fn facts(item: &ShelfItem) -> Html {
    let publication = &item.publication;
    let mut html = Html::new();
    html.tag("<dl>\n<div><dt>Label</dt><dd>")
        .piece(&pill())
        .tag("</dd></div>\n");
    html.tag("<div><dt>Published</dt><dd>")
        .piece(&day(publication.date))
        .tag("</dd></div>\n");
    for (name, words) in [
        ("Category", &publication.category),
        ("Source", &publication.source),
        ("Licence", &publication.licence),
    ] {
        if let Some(words) = words {
            html.tag("<div><dt>")
                .text(name)
                .tag("</dt><dd dir=\"auto\">")
                .text(words)
                .tag("</dd></div>\n");
        }
    }
    if let Some(pap) = publication.pap {
        html.tag("<div><dt>Permitted</dt><dd><bdi dir=\"ltr\">")
            .text(pap.as_str())
            .tag("</bdi>: ");
        html.text(permitted(pap)).tag("</dd></div>\n");
    }
    html.tag("</dl>\n");
    if publication.may_alert_perpetrator {
        html.tag(ALERT);
    }
    html
}

const ALERT: &str = "<p class=\"notice\"><strong>For detection only.</strong> Blocking these values could warn \
an abuser. They are not in the block lists.</p>\n";

const fn permitted(pap: Pap) -> &'static str {
    match pap {
        Pap::Clear => "any use that the law allows",
        Pap::Green => "blocking and active checks",
        Pap::Amber => "look-ups that the attacker cannot see; no blocking",
        Pap::Red => "searching your own records only; no blocking",
    }
}

fn values(item: &ShelfItem) -> Html {
    let mut html = Html::new();
    html.tag("<h2>Values</h2>\n");
    if item.indicators.is_empty() {
        html.tag("<p>This bulletin lists no values.</p>\n");
        return html;
    }
    html.tag("<p>Written so that they are no links. For your tools, take the files of the <a href=\"/feed/\">feed</a>: ");
    for (number, place) in PLACES.iter().enumerate() {
        html.text(if number == 0 { "" } else { ", " });
        html.tag("<a href=\"")
            .text(address::feed_file(place.name))
            .tag("\">")
            .text(place.name)
            .tag("</a>");
    }
    html.tag(".</p>\n<div class=\"wide\" role=\"region\" aria-label=\"Values\" tabindex=\"0\">\n<table>\n<caption>")
        .text(counted(item.indicators.len()))
        .tag("</caption>\n<thead><tr><th scope=\"col\">Value</th><th scope=\"col\">Type</th>")
        .tag("<th scope=\"col\">Role</th><th scope=\"col\">Belongs to</th></tr></thead>\n<tbody>\n");
    for listed in item.indicators.iter().take(MAX_ROWS) {
        html.piece(&row(listed));
    }
    html.tag("</tbody>\n</table>\n</div>\n");
    html
}

fn counted(count: usize) -> String {
    match count {
        1 => "1 value".to_owned(),
        2..=MAX_ROWS => format!("{count} values"),
        _ => format!("The first {MAX_ROWS} of {count} values"),
    }
}

fn row(listed: &Listed) -> Html {
    let mut html = Html::new();
    html.tag("<tr><td><bdi class=\"value\" dir=\"ltr\">")
        .text(listed.value.defanged())
        .tag("</bdi></td><td>");
    html.text(listed.value.kind().as_str())
        .tag("</td><td>")
        .text(role_word(listed.role))
        .tag("</td><td><bdi>");
    html.text(listed.name.as_deref().unwrap_or_default())
        .tag("</bdi></td></tr>\n");
    html
}

const fn role_word(role: Role) -> &'static str {
    match role {
        Role::C2 => "command and control",
        Role::Delivery => "delivery",
        Role::Website => "website of the product",
        Role::Sender => "sender",
        Role::Payload => "the file or app",
        Role::Unknown => "not stated",
    }
}

/// How to find it again, here and in the log.
fn proof(item: &ShelfItem) -> Html {
    let mut html = Html::new();
    html.tag("<h2>Reference</h2>\n<dl>\n<div><dt>Id</dt><dd><bdi class=\"value\" dir=\"ltr\">")
        .text(item.id.to_string())
        .tag("</bdi></dd></div>\n<div><dt>Digest</dt><dd><bdi class=\"value\" dir=\"ltr\">")
        .text(item.digest.to_string())
        .tag("</bdi></dd></div>\n");
    if let Some(position) = item.position {
        html.tag("<div><dt>In the log</dt><dd>entry ")
            .text(position.to_string());
        html.tag(", counted from 0: <a href=\"/verify#log\">how to check</a></dd></div>\n");
    }
    html.tag("</dl>\n");
    html
}
