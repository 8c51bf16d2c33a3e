//! `/feed/`: every file by tool, with size, count and checksum.

use fanal_protocol::Timestamp;

use super::frame::{day, page, pill};
use crate::address;
use crate::files::{FeedFile, Told};
use crate::html::Html;
use crate::shelf::Site;
use crate::tree::Draft;

pub(crate) fn feed(site: &Site, feed: &[FeedFile], date: Timestamp, has_network: bool) -> Draft {
    let mut html = Html::new();
    html.tag("<h1>Feed</h1>\n<p>")
        .piece(&pill())
        .tag(", as of ")
        .piece(&day(date))
        .tag(".</p>\n")
        .tag(INTRODUCTION);
    if has_network {
        html.tag(OF_THE_NETWORK);
    }
    html.piece(&table(site, feed, ""))
        .tag(SIGNATURES)
        .piece(&left_out(feed));
    Draft::page(page(site, "Feed", &html))
}

/// Every file by tool; the files stand below this address.
pub(super) fn table(site: &Site, feed: &[FeedFile], below: &'static str) -> Html {
    let mut html = Html::new();
    html.tag("<div class=\"wide\" role=\"region\" aria-label=\"Files\" tabindex=\"0\">\n<table>\n<caption>Files</caption>\n")
        .tag("<thead><tr><th scope=\"col\">Address</th><th scope=\"col\">Works with</th><th scope=\"col\">Values</th>")
        .tag("<th scope=\"col\">Bytes</th><th scope=\"col\">SHA-256</th></tr></thead>\n<tbody>\n");
    for (file, told) in feed
        .iter()
        .filter_map(|file| Some((file, file.told.as_ref()?)))
    {
        html.piece(&row(site, file, told, below));
    }
    html.tag("</tbody>\n</table>\n</div>\n");
    html
}

const OF_THE_NETWORK: &str = "<p>What the desks of our network publish, those that agreed to it: \
<a href=\"/network/feed/\">the feed of the network</a>.</p>\n";

const INTRODUCTION: &str = "<p>Give your tool the address; it stays the same. Ask again once an hour at most: \
unchanged files are not sent twice to tools that remember the ETag. When a bulletin is \
<a href=\"/withdrawn\">withdrawn</a>, its values leave every file: replace your copy, do not add to it.</p>\n";

const SIGNATURES: &str = "<p>Checksums: <a href=\"/feed/SHA256SUMS\">SHA256SUMS</a>, signed in \
<a href=\"/feed/SHA256SUMS.sig\">SHA256SUMS.sig</a> and, for minisign, in \
<a href=\"/feed/SHA256SUMS.minisig\">SHA256SUMS.minisig</a>. <a href=\"/verify\">How to check them</a>. \
When the feed was made, and until when it counts as fresh: <a href=\"/feed/freshness.json\">freshness.json</a>. \
For mirrors, one file for each bulletin: <a href=\"/feed/index.txt\">index.txt</a> and \
<a href=\"/feed/changes.csv\">changes.csv</a>.</p>\n";

fn row(site: &Site, feed: &FeedFile, told: &Told, below: &'static str) -> Html {
    let address = format!("{below}{}", address::feed_file(&feed.name));
    let base = site.base_url.as_deref().unwrap_or_default();
    let mut html = Html::new();
    html.tag("<tr><th scope=\"row\"><a href=\"")
        .text(&address)
        .tag("\"><bdi class=\"value\" dir=\"ltr\">");
    html.text(format!("{base}{address}"))
        .tag("</bdi></a><br>")
        .text(told.place.what)
        .tag("</th><td>");
    html.text(told.place.works_with)
        .tag("</td><td class=\"number\">")
        .text(told.count.to_string());
    html.tag("</td><td class=\"number\">")
        .text(feed.file.bytes().len().to_string());
    html.tag("</td><td><bdi class=\"value\" dir=\"ltr\">")
        .text(feed.file.sha256().to_string())
        .tag("</bdi></td></tr>\n");
    html
}

/// What is published and not in a file, and why: nothing is dropped in silence.
pub(super) fn left_out(feed: &[FeedFile]) -> Html {
    let mut html = Html::new();
    let told = || feed.iter().filter_map(|file| file.told.as_ref());
    if told().all(|told| told.left_out.is_empty()) {
        return html;
    }
    html.tag("<div class=\"wide\" role=\"region\" aria-label=\"Left out\" tabindex=\"0\">\n<table>\n")
        .tag("<caption>Published values that are not in a file</caption>\n<thead><tr><th scope=\"col\">File</th>")
        .tag("<th scope=\"col\">Values</th><th scope=\"col\">Why</th></tr></thead>\n<tbody>\n");
    for (told, (why, count)) in
        told().flat_map(|told| told.left_out.iter().map(move |left| (told, left)))
    {
        html.tag("<tr><td>")
            .text(told.place.name)
            .tag("</td><td class=\"number\">")
            .text(count.to_string());
        html.tag("</td><td>")
            .text(why.to_string())
            .tag("</td></tr>\n");
    }
    html.tag("</tbody>\n</table>\n</div>\n");
    html
}
