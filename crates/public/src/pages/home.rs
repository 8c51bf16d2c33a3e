//! `/`: what this is, the newest bulletins, where to go from here.

use super::frame::{list, page, pill};
use crate::html::Html;
use crate::shelf::{ShelfItem, Site};
use crate::tree::Draft;

/// Bulletins on the first page.
const NEWEST: usize = 20;

pub(crate) fn home(site: &Site, items: &[&ShelfItem]) -> Draft {
    let mut html = Html::new();
    html.tag("<h1 lang=\"")
        .text(&site.lang)
        .tag("\" dir=\"auto\">")
        .text(&site.title)
        .tag("</h1>\n<p>");
    html.tag("Warnings about spyware, phishing and other digital attacks on civil society, published by <bdi>")
        .text(&site.desk_name)
        .tag("</bdi>. Everything here is ")
        .piece(&pill())
        .tag(": anyone may read it, use it and pass it on.</p>\n<h2>Newest bulletins</h2>\n");
    let newest = items.get(..NEWEST).unwrap_or(items);
    if newest.is_empty() {
        html.tag("<p>Nothing is published yet.</p>\n");
    } else {
        html.piece(&list(site, newest))
            .tag("<p><a href=\"/b/\">All bulletins</a></p>\n");
    }
    html.tag(SUBSCRIBE).tag(SAFETY);
    Draft::page(page(site, "Home", &html))
}

const SUBSCRIBE: &str = "<h2>For your tools</h2>
<p>The <a href=\"/feed/\">feed</a> has the same material as files that MVT, OpenCTI, MISP, Pi-hole, AdGuard Home and
spreadsheets load as they are. The addresses stay the same. <a href=\"/verify\">Verify</a> says how to check that a
file is complete and ours, and the list of what was <a href=\"/withdrawn\">withdrawn</a> says what to delete.</p>
";

const SAFETY: &str = "<h2>Before you rely on it</h2>
<p>A value that is not listed here is not thereby safe: nobody knows of every attack. If you think that somebody
watches your device, ask a help desk for advice from another device, and before you change or delete anything.</p>
";
