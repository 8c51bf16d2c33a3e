//! `/b/ID`: one bulletin.

use fanal_formats::{Item, Listed};
use fanal_protocol::{Pap, Role};
use fanal_stix::Kind;

use super::frame::{fact, heading, in_its_language, page, pill, under};
use crate::address;
use crate::file::Draft;
use crate::files::{PLACES, alone};
use crate::html::Html;
use crate::shelf::ShelfItem;
use crate::view::{View, name, value};

/// Values on one page; the files have them all. So many take 100 KB, a tenth of it packed.
const MAX_ROWS: usize = 500;

pub(crate) fn bulletin(view: &View<'_>, item: &ShelfItem, said: &Item<'_>) -> Draft {
    let mut html = Html::new();
    html.tag("<article>\n<h1");
    in_its_language(&mut html, view.site, item);
    html.text(&item.title)
        .tag("</h1>\n")
        .piece(&facts(view, said));
    if let Some(summary) = said.summary {
        html.tag("<div class=\"words\"");
        in_its_language(&mut html, view.site, item);
        html.text(summary).tag("</div>\n");
    }
    html.piece(&values(view, said))
        .piece(&proof(view, item))
        .tag("</article>\n");
    let here = address::bulletin(item.id);
    Draft::page(page(view, &here, &item.title, &html))
}

/// Label, day, and whatever else was said about the whole.
fn facts(view: &View<'_>, said: &Item<'_>) -> Html {
    let mut html = Html::new();
    html.tag("<dl>\n")
        .piece(&fact(view, "bulletin-label", &pill(view)))
        .piece(&fact(view, "bulletin-published", &view.day(said.date)));
    for (key, words) in [
        ("bulletin-category", said.category),
        ("bulletin-source", said.source),
        ("bulletin-licence", said.licence),
    ] {
        if let Some(words) = words {
            html.piece(&fact(view, key, &name(words)));
        }
    }
    if let Some(pap) = said.pap {
        let mut told = Html::new();
        told.tag("<bdi dir=\"ltr\">")
            .text(pap.as_str())
            .tag("</bdi>: ")
            .text(view.say(permitted(pap)));
        html.piece(&fact(view, "bulletin-permitted", &told));
    }
    html.tag("</dl>\n");
    if said.may_alert_perpetrator {
        html.tag("<p class=\"notice\"><strong>")
            .text(view.say("bulletin-alert"))
            .tag("</strong> ")
            .text(view.say("bulletin-alert-more"))
            .tag("</p>\n");
    }
    html
}

const fn permitted(pap: Pap) -> &'static str {
    match pap {
        Pap::Clear => "permitted-clear",
        Pap::Green => "permitted-green",
        Pap::Amber => "permitted-amber",
        Pap::Red => "permitted-red",
    }
}

fn values(view: &View<'_>, item: &Item<'_>) -> Html {
    let mut html = heading(view, "", "values-title");
    if item.indicators.is_empty() {
        html.piece(&view.paragraph("values-none", &[]));
        return html;
    }
    let title = view.say("values-title");
    html.piece(&files(view, item))
        .tag("<div class=\"wide\" role=\"region\" aria-label=\"")
        .text(&title)
        .tag("\" tabindex=\"0\">\n<table>\n<caption>")
        .text(counted(view, item.indicators.len()))
        .tag("</caption>\n<thead><tr>");
    for key in ["col-value", "col-type", "col-role", "col-belongs"] {
        html.tag("<th scope=\"col\">")
            .text(view.say(key))
            .tag("</th>");
    }
    html.tag("</tr></thead>\n<tbody>\n");
    for listed in item.indicators.iter().take(MAX_ROWS) {
        html.piece(&row(view, listed));
    }
    html.tag("</tbody>\n</table>\n</div>\n");
    html
}

/// Where tools get it: this bulletin alone, and the files of all.
fn files(view: &View<'_>, item: &Item<'_>) -> Html {
    let mut all = Html::new();
    for (number, place) in PLACES.iter().enumerate() {
        all.text(if number == 0 { "" } else { " \u{b7} " })
            .tag("<a href=\"")
            .text(address::feed_file(place.name))
            .tag("\">")
            .piece(&value(place.name))
            .tag("</a>");
    }
    let text = view.say("values-lead");
    let mut html = Html::new();
    html.tag("<p>");
    html.prose(&text, &|name, words| match (name, words) {
        ("files", None) => Some(all.clone()),
        ("alone", Some(words)) => {
            let mut link = Html::new();
            link.tag("<a href=\"")
                .text(address::feed_file(&alone(item.id)))
                .tag("\">")
                .text(words)
                .tag("</a>");
            Some(link)
        }
        _ => view.link(name, words),
    });
    html.tag("</p>\n");
    html
}

fn counted(view: &View<'_>, count: usize) -> String {
    if count <= MAX_ROWS {
        view.texts.count("values", count)
    } else {
        view.texts.of_all("values-first", MAX_ROWS, count)
    }
}

fn row(view: &View<'_>, listed: &Listed) -> Html {
    let mut html = Html::new();
    html.tag("<tr><th scope=\"row\">")
        .piece(&value(&listed.value.defanged()))
        .tag("</th>")
        .piece(&under(view, "col-type", ""))
        .text(kind_word(view, listed.value.kind()))
        .tag("</td>")
        .piece(&under(view, "col-role", ""))
        .text(role_word(view, listed.role))
        .tag("</td>");
    match listed.name.as_deref().unwrap_or_default() {
        "" => html.tag("<td></td>"),
        name => html
            .piece(&under(view, "col-belongs", ""))
            .tag("<bdi>")
            .text(name)
            .tag("</bdi></td>"),
    };
    html.tag("</tr>\n");
    html
}

pub(crate) fn kind_word(view: &View<'_>, kind: Kind) -> String {
    view.say(&format!("kind-{}", kind.as_str()))
}

pub(crate) fn role_word(view: &View<'_>, role: Role) -> String {
    view.say(match role {
        Role::C2 => "role-c2",
        Role::Delivery => "role-delivery",
        Role::Website => "role-website",
        Role::Sender => "role-sender",
        Role::Payload => "role-payload",
        Role::Unknown => "role-unknown",
    })
}

/// How to find it again, here and in the log.
fn proof(view: &View<'_>, item: &ShelfItem) -> Html {
    let mut html = heading(view, "", "reference-title");
    html.tag("<dl>\n")
        .piece(&fact(view, "reference-id", &value(&item.id.to_string())))
        .piece(&fact(
            view,
            "reference-digest",
            &value(&item.digest.to_string()),
        ));
    if let Some(position) = item.position {
        let position = usize::try_from(position).unwrap_or(usize::MAX);
        let place = view.texts.count("reference-place", position);
        html.piece(&fact(view, "reference-log", &view.prose(&place, &[])));
    }
    html.tag("</dl>\n");
    html
}
