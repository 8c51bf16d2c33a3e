//! `/network/feed/`: the same files, of all desks of the network that agreed, and who these are.

use fanal_protocol::Timestamp;

use super::feed::{by_tool, left_out};
use super::frame::{day, page, pill};
use crate::address;
use crate::files::FeedFile;
use crate::html::Html;
use crate::network::NetworkShelf;
use crate::shelf::Site;
use crate::tree::Draft;

pub(crate) fn network(
    site: &Site,
    network: &NetworkShelf,
    feed: &[FeedFile],
    date: Timestamp,
) -> Draft {
    let mut html = Html::new();
    html.tag("<h1>Feed of the network</h1>\n<p>")
        .piece(&pill())
        .tag(" <bdi>")
        .text(&network.name)
        .tag("</bdi>, as of ")
        .piece(&day(date))
        .tag(".</p>\n")
        .tag(INTRODUCTION)
        .tag("<h2>Desks</h2>\n<ul>\n");
    for desk in &network.desks {
        html.tag("<li><bdi>")
            .text(&desk.name)
            .tag("</bdi> (<bdi class=\"value\" dir=\"ltr\">")
            .text(desk.id.as_str())
            .tag("</bdi>)</li>\n");
    }
    html.tag("</ul>\n<h2>Files</h2>\n")
        .piece(&by_tool(site, feed, address::NETWORK))
        .tag(SIGNATURES)
        .piece(&left_out(feed));
    Draft::page(page(site, "Feed of the network", &html))
}

const INTRODUCTION: &str = "<p>What the desks below publish, put together by this one. Each answers for its own: every \
entry names the desk that published it. What a desk withdraws leaves every file, and so does all that it published \
when it leaves the network or this feed: replace your copy, do not add to it.</p>\n";

const SIGNATURES: &str = "<p>Checksums: <a href=\"/network/feed/SHA256SUMS\">SHA256SUMS</a>, signed by this desk in \
<a href=\"/network/feed/SHA256SUMS.sig\">SHA256SUMS.sig</a> and, for minisign, in \
<a href=\"/network/feed/SHA256SUMS.minisig\">SHA256SUMS.minisig</a>. The statements as each desk signed them: \
<a href=\"/network/feed/statements.jsonl\">statements.jsonl</a>, with the keys in \
<a href=\"/network/feed/desks.json\">desks.json</a>. When the feed was made, and until when it counts as fresh: \
<a href=\"/network/feed/freshness.json\">freshness.json</a>. <a href=\"/verify\">How to check signatures</a>.</p>\n";
