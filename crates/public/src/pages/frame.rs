//! What every page has: head, skip link, navigation, footer; and the pieces that pages share.

use fanal_protocol::Timestamp;

use crate::address;
use crate::html::Html;
use crate::shelf::{ShelfItem, Site};

/// The whole page around its main part. Title and heading are the page's own; the interface is English.
pub(crate) fn page(site: &Site, title: &str, main: &Html) -> String {
    let mut html = Html::new();
    html.tag("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .tag("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .tag("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
        .text(title)
        .tag(" \u{2013} ")
        .text(&site.title)
        .tag("</title>\n<link rel=\"stylesheet\" href=\"")
        .text(address::STYLE)
        .tag("\">\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n<header>\n<p>");
    html.tag("<a href=\"/\"")
        .tag(" lang=\"")
        .text(&site.lang)
        .tag("\" dir=\"auto\">");
    html.text(&site.title)
        .tag("</a></p>\n<nav aria-label=\"Site\"><ul>");
    for (address, name) in [
        (address::BULLETINS, "Bulletins"),
        (address::FEED, "Feed"),
        (address::WITHDRAWN, "Withdrawn"),
        (address::VERIFY, "Verify"),
    ] {
        html.tag("<li><a href=\"")
            .text(address)
            .tag("\">")
            .text(name)
            .tag("</a></li>");
    }
    html.tag("</ul></nav>\n</header>\n<main id=\"main\">\n")
        .piece(main)
        .tag("</main>\n");
    html.piece(&footer(site)).tag("</body>\n</html>\n");
    html.finish()
}

fn footer(site: &Site) -> Html {
    let mut html = Html::new();
    html.tag("<footer>\n<p>Published by <bdi>")
        .text(&site.desk_name)
        .tag("</bdi>.");
    if let Some(contact) = &site.contact {
        html.tag(" Contact, also for corrections: <bdi>")
            .text(contact)
            .tag("</bdi>.");
    }
    html.tag("</p>\n<p>These pages use no cookies and no scripts, and load nothing from elsewhere.</p>\n</footer>\n");
    html
}

/// The label. Never translated, white on black, with a second mark beside the colour.
pub(crate) fn pill() -> Html {
    let mut html = Html::new();
    html.tag("<span class=\"label\"><bdi class=\"pill\" dir=\"ltr\">TLP:CLEAR</bdi> public</span>");
    html
}

/// A day.
pub(crate) fn day(date: Timestamp) -> Html {
    let date = date.date();
    let mut html = Html::new();
    html.tag("<time datetime=\"")
        .text(&date)
        .tag("\">")
        .text(&date)
        .tag("</time>");
    html
}

/// The opening of an element that holds the publication's own words, up to its `>`.
pub(crate) fn in_its_language(html: &mut Html, site: &Site, item: &ShelfItem) {
    let lang = item.publication.lang.as_deref().unwrap_or(&site.lang);
    html.tag(" lang=\"").text(lang).tag("\" dir=\"auto\">");
}

/// Bulletins as a list of days and titles; values stay out of it.
pub(crate) fn list(site: &Site, items: &[&ShelfItem]) -> Html {
    let mut html = Html::new();
    html.tag("<ul class=\"bulletins\">\n");
    for item in items {
        html.tag("<li>")
            .piece(&day(item.publication.date))
            .tag(" <a href=\"");
        html.text(address::bulletin(item.id)).tag("\"");
        in_its_language(&mut html, site, item);
        html.text(&item.publication.title).tag("</a></li>\n");
    }
    html.tag("</ul>\n");
    html
}
