//! `/feed/`: for each tool its files, with address, size, count, day and checksum; what a match means; and the
//! safety note before what blocks.

use fanal_formats::LeftOut;
use fanal_protocol::Timestamp;

use super::bulletin::{kind_word, role_word};
use super::frame::{fact, heading, page, pill, under};
use crate::address;
use crate::file::Draft;
use crate::files::{FeedFile, Told};
use crate::html::Html;
use crate::shelf::Taxii;
use crate::view::{View, value};

/// A tool; the catalogues have its name and how to give it the files, and what a match means.
pub(crate) struct Tool {
    /// The end of its heading's address, and of the keys of its texts.
    pub(crate) id: &'static str,
    /// Its files.
    pub(crate) files: &'static [&'static str],
    /// It cuts off what is in them.
    blocks: bool,
}

/// By tool, those that only look first. Every file of the feed stands with one of them.
pub(crate) static TOOLS: [Tool; 14] = [
    Tool {
        id: "mvt",
        files: &["mvt.stix2"],
        blocks: false,
    },
    Tool {
        id: "spyguard",
        files: &["spyguard.json"],
        blocks: false,
    },
    Tool {
        id: "misp",
        files: &["misp/manifest.json"],
        blocks: false,
    },
    Tool {
        id: "stix",
        files: &["stix.json"],
        blocks: false,
    },
    Tool {
        id: "suricata",
        files: &["suricata.rules"],
        blocks: false,
    },
    Tool {
        id: "clamav",
        files: &["clamav.hdb", "clamav.hsb"],
        blocks: false,
    },
    Tool {
        id: "yara",
        files: &["rules.yar"],
        blocks: false,
    },
    Tool {
        id: "spreadsheet",
        files: &["network.csv"],
        blocks: false,
    },
    Tool {
        id: "newsreader",
        files: &["atom.xml", "feed.json"],
        blocks: false,
    },
    Tool {
        id: "newsletter",
        files: &["digest.md", "digest.html"],
        blocks: false,
    },
    Tool {
        id: "pi-hole",
        files: &["hosts.txt", "hosts-full.txt"],
        blocks: true,
    },
    Tool {
        id: "adguard",
        files: &["adguard.txt", "adguard-full.txt"],
        blocks: true,
    },
    Tool {
        id: "rpz",
        files: &["rpz.zone", "rpz-full.zone"],
        blocks: true,
    },
    Tool {
        id: "domains",
        files: &["domains.txt", "domains-full.txt"],
        blocks: true,
    },
];

pub(crate) fn feed(
    view: &View<'_>,
    feed: &[FeedFile],
    date: Timestamp,
    has_network: bool,
) -> Draft {
    let title = view.say("feed-title");
    let given = [("label", &pill(view)), ("day", &view.day(date))];
    let mut html = Html::new();
    html.tag("<h1>")
        .text(&title)
        .tag("</h1>\n")
        .piece(&view.paragraph("feed-as-of", &given))
        .piece(&view.paragraph("feed-lead", &[]))
        .tag("<p class=\"notice\"><strong>")
        .text(view.say("feed-no-match"))
        .tag("</strong> ")
        .text(view.say("feed-no-match-more"))
        .tag("</p>\n");
    if has_network {
        html.piece(&view.paragraph("feed-network", &[]));
    }
    html.piece(&by_tool(view, feed, ""))
        .piece(&heading(view, "", "feed-mirrors"))
        .piece(&view.paragraph("feed-mirrors-more", &[]))
        .piece(&heading(view, "", "feed-check"))
        .piece(&view.paragraph("feed-check-more", &[]))
        .piece(&left_out(view, feed));
    Draft::page(page(view, address::FEED, &title, &html))
}

/// Every file by tool, what blocks behind the safety note; the files stand below this address.
pub(super) fn by_tool(view: &View<'_>, feed: &[FeedFile], below: &'static str) -> Html {
    let mut html = Html::new();
    for tool in TOOLS.iter().filter(|tool| !tool.blocks) {
        html.piece(&section(view, feed, tool, below));
        if let (BUNDLE, "", Some(taxii)) = (tool.id, below, &view.site.taxii) {
            html.piece(&by_taxii(view, taxii));
        }
    }
    html.tag("<div class=\"notice\" role=\"note\" id=\"before-blocking\">\n")
        .piece(&heading(view, "", "feed-blocking"))
        .piece(&view.paragraph("feed-blocking-more", &[]))
        .piece(&view.paragraph("feed-blocking-full", &[]))
        .tag("</div>\n");
    for tool in TOOLS.iter().filter(|tool| tool.blocks) {
        html.piece(&section(view, feed, tool, below));
    }
    html
}

fn section(view: &View<'_>, feed: &[FeedFile], tool: &'static Tool, below: &'static str) -> Html {
    let mut html = Html::new();
    html.tag("<section aria-labelledby=\"")
        .text(tool.id)
        .tag("\">\n")
        .piece(&heading(view, tool.id, &format!("tool-{}", tool.id)))
        .piece(&view.paragraph(&format!("tool-{}-how", tool.id), &[]));
    let told = feed
        .iter()
        .filter_map(|file| Some((file, file.told.as_ref()?)));
    for (file, told) in told.filter(|(_, told)| tool.files.contains(&told.place.name)) {
        html.piece(&one(view, file, told, below));
    }
    html.tag("</section>\n");
    html
}

/// The tool behind which TAXII stands: it gets the same.
const BUNDLE: &str = "stix";

/// Where clients of TAXII find the same.
fn by_taxii(view: &View<'_>, taxii: &Taxii) -> Html {
    let mut html = Html::new();
    html.tag("<section aria-labelledby=\"taxii\">\n")
        .piece(&heading(view, "taxii", "tool-taxii"))
        .piece(&view.paragraph("tool-taxii-how", &[]))
        .tag("<dl>\n")
        .piece(&fact(view, "taxii-discovery", &value(&taxii.discovery)))
        .piece(&fact(view, "taxii-root", &value(&taxii.root())))
        .piece(&fact(view, "taxii-collection", &value(&taxii.collection)))
        .tag("</dl>\n</section>\n");
    html
}

/// A file, as a short list of what is to know of it.
fn one(view: &View<'_>, feed: &FeedFile, told: &Told, below: &'static str) -> Html {
    let address = format!("{below}{}", address::feed_file(&feed.name));
    let base = view.site.base_url.as_deref().unwrap_or_default();
    let size = feed.file.size();
    let mut html = Html::new();
    html.tag("<p class=\"file\"><a href=\"")
        .text(&address)
        .tag("\">")
        .piece(&value(&format!("{base}{address}")))
        .tag("</a><br>\n")
        .text(view.say(&what(told.place.name)))
        .tag("<br>\n<span class=\"meta\">")
        .text(view.texts.count("values", told.count))
        .text(" \u{b7} ")
        .text(view.texts.count("bytes", size))
        .text(" \u{b7} SHA-256 ")
        .piece(&value(&feed.file.sha256().to_string()))
        .tag("</span></p>\n");
    html
}

/// The key of what a file is.
pub(crate) fn what(name: &str) -> String {
    format!("file-{}", name.replace(['.', '/'], "-"))
}

/// What is published and not in a file, and why: nothing is dropped in silence.
pub(super) fn left_out(view: &View<'_>, feed: &[FeedFile]) -> Html {
    let mut html = Html::new();
    let told = || feed.iter().filter_map(|file| file.told.as_ref());
    if told().all(|told| told.left_out.is_empty()) {
        return html;
    }
    // It is long, and few look for it.
    html.tag("<details>\n<summary>")
        .text(view.say("left-title"))
        .tag("</summary>\n<div class=\"wide\" role=\"region\" aria-label=\"")
        .text(view.say("left-title"))
        .tag("\" tabindex=\"0\">\n<table>\n<caption>")
        .text(view.say("left-caption"))
        .tag("</caption>\n<thead><tr>");
    for key in ["left-file", "left-values", "left-why"] {
        html.tag("<th scope=\"col\">")
            .text(view.say(key))
            .tag("</th>");
    }
    html.tag("</tr></thead>\n<tbody>\n");
    for (told, (why, count)) in
        told().flat_map(|told| told.left_out.iter().map(move |left| (told, left)))
    {
        html.tag("<tr><th scope=\"row\">")
            .piece(&value(told.place.name))
            .tag("</th>")
            .piece(&under(view, "left-values", "number"))
            .text(view.texts.number(count))
            .tag("</td>")
            .piece(&under(view, "left-why", ""))
            .piece(&reason(view, *why))
            .tag("</td></tr>\n");
    }
    html.tag("</tbody>\n</table>\n</div>\n</details>\n");
    html
}

fn reason(view: &View<'_>, why: LeftOut) -> Html {
    let text = view.say(&format!("left-{}", why.code().replace('_', "-")));
    let mut word = Html::new();
    match why {
        LeftOut::NoPlace(kind) | LeftOut::OnlyForMvt(kind) => {
            word.text(kind_word(view, kind));
        }
        LeftOut::Role(role) => {
            word.text(role_word(view, role));
        }
        LeftOut::EqualsSign
        | LeftOut::Escapes
        | LeftOut::Network
        | LeftOut::Repeated
        | LeftOut::TooMany
        | LeftOut::MayAlertPerpetrator
        | LeftOut::PapForbids
        | LeftOut::PapUnstated
        | LeftOut::Unconfirmed
        | LeftOut::Guarded
        | LeftOut::Spelling
        | LeftOut::ForTools
        | LeftOut::StaffOnly => {}
    }
    view.prose(&text, &[("kind", &word), ("role", &word)])
}
