//! `/feed/`: for each tool its files, with address, size, count, day and checksum; what a match means; and the
//! safety note before what blocks.

use fanal_protocol::Timestamp;

use super::frame::{day, page, pill};
use crate::address;
use crate::files::{FeedFile, Told};
use crate::html::Html;
use crate::shelf::Site;
use crate::tree::Draft;

/// A tool, as its readers call it.
pub(crate) struct Tool {
    /// The end of its heading's address.
    id: &'static str,
    name: &'static str,
    /// How to give it the files, and what a match means.
    how: &'static str,
    /// Its files.
    pub(crate) files: &'static [&'static str],
    /// It cuts off what is in them.
    blocks: bool,
}

/// By tool, those that only look first. Every file of the feed stands with one of them.
pub(crate) static TOOLS: [Tool; 14] = [
    Tool {
        id: "mvt",
        name: "MVT",
        how: "Give it with <code>--iocs</code>, or put it into MVT\u{2019}s folder of indicators. A match is a trace \
              to look at with a help desk, not yet a proof.",
        files: &["mvt.stix2"],
        blocks: false,
    },
    Tool {
        id: "spyguard",
        name: "SpyGuard, TinyCheck",
        how: "Add the address as a watcher. A match means that the device talked to something listed. What was \
              withdrawn is under <code>to_delete</code>. They do not check TLS: check the signature.",
        files: &["spyguard.json"],
        blocks: false,
    },
    Tool {
        id: "misp",
        name: "MISP",
        how: "Add the folder as a MISP feed. MISP takes no deletions from feeds: delete what is \
              <a href=\"/withdrawn\">withdrawn</a> by hand.",
        files: &["misp/manifest.json"],
        blocks: false,
    },
    Tool {
        id: "stix",
        name: "OpenCTI, and what reads STIX 2.1",
        how: "One bundle with everything in it. What was withdrawn is not in it any more.",
        files: &["stix.json"],
        blocks: false,
    },
    Tool {
        id: "suricata",
        name: "Suricata, PiRogue",
        how: "Rules that tell who asks for a name; they cut nothing off.",
        files: &["suricata.rules"],
        blocks: false,
    },
    Tool {
        id: "clamav",
        name: "ClamAV",
        how: "Put both into the folder of databases. A match is a file that is listed, byte by byte.",
        files: &["clamav.hdb", "clamav.hsb"],
        blocks: false,
    },
    Tool {
        id: "yara",
        name: "YARA",
        how: "Rules as they came. A match is a reason to look closer.",
        files: &["rules.yar"],
        blocks: false,
    },
    Tool {
        id: "spreadsheet",
        name: "Spreadsheet",
        how: "Domains, links and addresses as a table.",
        files: &["network.csv"],
        blocks: false,
    },
    Tool {
        id: "newsreader",
        name: "Newsreader",
        how: "Titles of what is new; values are not in it.",
        files: &["atom.xml", "feed.json"],
        blocks: false,
    },
    Tool {
        id: "newsletter",
        name: "Newsletter",
        how: "The last month in words, to paste into a mail or a page.",
        files: &["digest.md", "digest.html"],
        blocks: false,
    },
    Tool {
        id: "pi-hole",
        name: "Pi-hole, hosts file",
        how: "Add the address as a list.",
        files: &["hosts.txt", "hosts-full.txt"],
        blocks: true,
    },
    Tool {
        id: "adguard",
        name: "AdGuard Home, Pi-hole 6, uBlock Origin",
        how: "Add the address as a filter list: it takes in all below each name.",
        files: &["adguard.txt", "adguard-full.txt"],
        blocks: true,
    },
    Tool {
        id: "rpz",
        name: "DNS server (RPZ)",
        how: "For BIND, Unbound, Knot Resolver and PowerDNS, as a response policy zone.",
        files: &["rpz.zone", "rpz-full.zone"],
        blocks: true,
    },
    Tool {
        id: "domains",
        name: "Resolver, script",
        how: "One domain a line.",
        files: &["domains.txt", "domains-full.txt"],
        blocks: true,
    },
];

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
    html.piece(&by_tool(site, feed, ""))
        .tag(MIRRORS)
        .tag(SIGNATURES)
        .piece(&left_out(feed));
    Draft::page(page(site, "Feed", &html))
}

/// Every file by tool, what blocks behind the safety note; the files stand below this address.
pub(super) fn by_tool(site: &Site, feed: &[FeedFile], below: &'static str) -> Html {
    let mut html = Html::new();
    for tool in TOOLS.iter().filter(|tool| !tool.blocks) {
        html.piece(&section(site, feed, tool, below));
    }
    html.tag(SAFETY);
    for tool in TOOLS.iter().filter(|tool| tool.blocks) {
        html.piece(&section(site, feed, tool, below));
    }
    html
}

const OF_THE_NETWORK: &str = "<p>What the desks of our network publish, those that agreed to it: \
<a href=\"/network/feed/\">the feed of the network</a>.</p>\n";

const MIRRORS: &str = "<h2>For mirrors and other programs</h2>\n<p>One bundle for each bulletin, and the lists that a \
mirror follows: <a href=\"/feed/index.txt\">index.txt</a> and <a href=\"/feed/changes.csv\">changes.csv</a>.</p>\n";

const INTRODUCTION: &str = "<p>Find your tool and give it the address; it stays the same. Ask again once an hour at most: \
unchanged files are not sent twice to tools that remember the ETag. When a bulletin is \
<a href=\"/withdrawn\">withdrawn</a>, its values leave every file: replace your copy, do not add to it.</p>\n\
<p class=\"notice\"><strong>No match does not mean that a device is clean.</strong> Nobody knows of every attack.</p>\n";

const SAFETY: &str = "<div class=\"notice\" role=\"note\" id=\"before-blocking\">\n\
<h2>Before you block</h2>\n<p>Who watches a device may see that something is blocked, and answer to it. For \
somebody who lives with the person who watches them, that can be dangerous: talk with them, or with a help desk, \
before you block anything on their device or at their home. Values that could warn somebody are left out of these \
lists.</p>\n<p>The lists without <q>full</q> have command servers and delivery sites; the full ones have every role, \
also websites that sell such programs.</p>\n</div>\n";

const SIGNATURES: &str = "<h2>Check what you load</h2>\n<p>Checksums: <a href=\"/feed/SHA256SUMS\">SHA256SUMS</a>, signed in \
<a href=\"/feed/SHA256SUMS.sig\">SHA256SUMS.sig</a> and, for minisign, in \
<a href=\"/feed/SHA256SUMS.minisig\">SHA256SUMS.minisig</a>. <a href=\"/verify\">How to check them</a>. \
When the feed was made, and until when it counts as fresh: <a href=\"/feed/freshness.json\">freshness.json</a>.</p>\n";

fn section(site: &Site, feed: &[FeedFile], tool: &'static Tool, below: &'static str) -> Html {
    let mut html = Html::new();
    html.tag("<section aria-labelledby=\"")
        .text(tool.id)
        .tag("\">\n<h2 id=\"")
        .text(tool.id)
        .tag("\">")
        .text(tool.name)
        .tag("</h2>\n<p>")
        .tag(tool.how)
        .tag("</p>\n");
    let told = feed
        .iter()
        .filter_map(|file| Some((file, file.told.as_ref()?)));
    for (file, told) in told.filter(|(_, told)| tool.files.contains(&told.place.name)) {
        html.piece(&one(site, file, told, below));
    }
    html.tag("</section>\n");
    html
}

/// A file, as a short list of what is to know of it.
fn one(site: &Site, feed: &FeedFile, told: &Told, below: &'static str) -> Html {
    let address = format!("{below}{}", address::feed_file(&feed.name));
    let base = site.base_url.as_deref().unwrap_or_default();
    let mut html = Html::new();
    html.tag("<p class=\"file\"><a href=\"")
        .text(&address)
        .tag("\"><bdi class=\"value\" dir=\"ltr\">")
        .text(format!("{base}{address}"))
        .tag("</bdi></a><br>\n")
        .text(told.place.what)
        .tag("<br>\n<span class=\"meta\">")
        .text(count(told.count, "value"))
        .tag(", ")
        .text(count(feed.file.bytes().len(), "byte"))
        .tag(". SHA-256: <bdi class=\"value\" dir=\"ltr\">")
        .text(feed.file.sha256().to_string())
        .tag("</bdi></span></p>\n");
    html
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        number => format!("{number} {what}s"),
    }
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
