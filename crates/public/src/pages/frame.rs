//! What every page has: head, skip link, languages, navigation, footer; and the pieces that pages share.

use fanal_texts::Lang;

use crate::address;
use crate::html::Html;
use crate::shelf::{ShelfItem, Site};
use crate::view::{View, name};

/// The whole page around its main part; `here` is where it is in the site's own language.
pub(crate) fn page(view: &View<'_>, here: &str, title: &str, main: &Html) -> String {
    let lang = view.lang();
    let mut html = Html::new();
    html.tag("<!doctype html>\n<html lang=\"")
        .text(lang.as_str())
        .tag("\" dir=\"")
        .text(lang.dir())
        .tag("\">\n<head>\n<meta charset=\"utf-8\">\n")
        .tag("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .tag("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
        .text(title)
        .tag(" \u{2013} ")
        .text(&view.site.title)
        .tag("</title>\n<link rel=\"stylesheet\" href=\"")
        .text(address::STYLE)
        .tag("\">\n")
        .piece(&alternates(view, here))
        .tag("</head>\n<body>\n<a class=\"skip\" href=\"#main\">")
        .text(view.say("skip"))
        .tag("</a>\n<header>\n")
        .piece(&leave(view))
        .piece(&languages(view, here))
        .tag("<p class=\"site\"><a href=\"")
        .text(view.address(address::HOME))
        .tag("\" lang=\"")
        .text(&view.site.lang)
        .tag("\" dir=\"auto\">")
        .text(&view.site.title)
        .tag("</a></p>\n")
        .piece(&navigation(view, here))
        .tag("</header>\n<main id=\"main\">\n")
        .piece(main)
        .tag("</main>\n")
        .piece(&footer(view))
        .tag("</body>\n</html>\n");
    html.finish()
}

/// The way out to a page that says nothing, for who is looked at over the shoulder.
fn leave(view: &View<'_>) -> Html {
    let mut html = Html::new();
    if let Some(address) = &view.site.leave_to {
        html.tag("<p class=\"leave\"><a rel=\"noreferrer\" href=\"")
            .text(address)
            .tag("\">")
            .text(view.say("leave"))
            .tag("</a></p>\n");
    }
    html
}

/// The same page in every language, for programs.
fn alternates(view: &View<'_>, here: &str) -> Html {
    let mut html = Html::new();
    for lang in Lang::ALL {
        html.tag("<link rel=\"alternate\" hreflang=\"")
            .text(lang.as_str())
            .tag("\" href=\"")
            .text(view.in_lang(lang).address(here))
            .tag("\">\n");
    }
    html.tag("<link rel=\"alternate\" hreflang=\"x-default\" href=\"")
        .text(here)
        .tag("\">\n");
    html
}

/// The same for people, each language in its own words.
fn languages(view: &View<'_>, here: &str) -> Html {
    let mut html = Html::new();
    html.tag("<nav class=\"languages\" aria-label=\"")
        .text(view.say("languages"))
        .tag("\"><ul>");
    for lang in Lang::ALL {
        html.tag("<li><a href=\"")
            .text(view.in_lang(lang).address(here))
            .tag("\" hreflang=\"")
            .text(lang.as_str())
            .tag("\" lang=\"")
            .text(lang.as_str())
            .tag("\" dir=\"")
            .text(lang.dir())
            .tag(if lang == view.lang() {
                "\" aria-current=\"true\">"
            } else {
                "\">"
            })
            .text(lang.name())
            .tag("</a></li>");
    }
    html.tag("</ul></nav>\n");
    html
}

fn navigation(view: &View<'_>, here: &str) -> Html {
    let mut html = Html::new();
    html.tag("<nav aria-label=\"")
        .text(view.say("nav"))
        .tag("\"><ul>");
    for (page, key) in [
        (address::BULLETINS, "nav-bulletins"),
        (address::FEED, "nav-feed"),
        (address::WITHDRAWN, "nav-withdrawn"),
        (address::VERIFY, "nav-verify"),
        (address::ABOUT, "nav-about"),
        (address::CONTACT, "nav-contact"),
    ] {
        html.tag("<li><a href=\"")
            .text(view.address(page))
            .tag(if page == here {
                "\" aria-current=\"page\">"
            } else {
                "\">"
            })
            .text(view.say(key))
            .tag("</a></li>");
    }
    html.tag("</ul></nav>\n");
    html
}

fn footer(view: &View<'_>) -> Html {
    let desk = name(&view.site.desk_name);
    let mut html = Html::new();
    html.tag("<footer>\n<p>")
        .piece(&view.prose(&view.say("published-by"), &[("desk", &desk)]));
    if let Some(contact) = &view.site.contact {
        let contact = name(contact);
        html.text(" ")
            .piece(&view.prose(&view.say("corrections"), &[("contact", &contact)]));
    }
    html.tag("</p>\n<p><a href=\"")
        .text(view.address(address::STATUS))
        .tag("\">")
        .text(view.say("nav-status"))
        .tag("</a></p>\n<p>")
        .text(view.say("plain"))
        .tag("</p>\n");
    if !view.texts.is_reviewed() {
        html.tag("<p>").text(view.say("unreviewed")).tag("</p>\n");
    }
    html.tag("</footer>\n");
    html
}

/// The label. Never translated, white on black, with a second mark beside the colour.
pub(crate) fn pill(view: &View<'_>) -> Html {
    let mut html = Html::new();
    html.tag("<span class=\"label\"><bdi class=\"pill\" dir=\"ltr\" lang=\"en\">TLP:CLEAR</bdi> ")
        .text(view.say("public"))
        .tag("</span>");
    html
}

/// A heading, with an address of its own if it is given one.
pub(crate) fn heading(view: &View<'_>, id: &str, key: &str) -> Html {
    let mut html = Html::new();
    html.tag("<h2");
    if !id.is_empty() {
        html.tag(" id=\"").text(id).tag("\"");
    }
    html.tag(">").text(view.say(key)).tag("</h2>\n");
    html
}

/// A name and what is told under it.
pub(crate) fn fact(view: &View<'_>, key: &str, told: &Html) -> Html {
    let mut html = Html::new();
    html.tag("<div><dt>")
        .text(view.say(key))
        .tag("</dt><dd>")
        .piece(told)
        .tag("</dd></div>\n");
    html
}

/// The opening of a cell that says its column's name where a narrow window has no room for the head.
pub(crate) fn under(view: &View<'_>, key: &str, class: &str) -> Html {
    let mut html = Html::new();
    html.tag("<td data-t=\"").text(view.say(key)).tag("\"");
    if !class.is_empty() {
        html.tag(" class=\"").text(class).tag("\"");
    }
    html.tag(">");
    html
}

/// The opening of an element that holds the publication's own words, up to its `>`.
pub(crate) fn in_its_language(html: &mut Html, site: &Site, item: &ShelfItem) {
    let lang = item.lang.as_deref().unwrap_or(&site.lang);
    html.tag(" lang=\"").text(lang).tag("\" dir=\"auto\">");
}

/// Bulletins as a list of days and titles; values stay out of it.
pub(crate) fn list(view: &View<'_>, items: &[&ShelfItem]) -> Html {
    let mut html = Html::new();
    html.tag("<ul class=\"bulletins\">\n");
    for item in items {
        html.tag("<li>")
            .piece(&View::date(item.date))
            .tag(" <a href=\"");
        html.text(view.address(&address::bulletin(item.id)))
            .tag("\"");
        in_its_language(&mut html, view.site, item);
        html.text(&item.title).tag("</a></li>\n");
    }
    html.tag("</ul>\n");
    html
}
