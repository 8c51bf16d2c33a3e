//! `/`: what this is, the newest bulletins, where to go from here.

use super::frame::{heading, list, page, pill};
use crate::address;
use crate::file::Draft;
use crate::html::Html;
use crate::shelf::ShelfItem;
use crate::view::{View, name};
use crate::weeks::Week;

/// Bulletins on the first page.
const NEWEST: usize = 20;

pub(crate) fn home(view: &View<'_>, items: &[&ShelfItem], weeks: &[Week]) -> Draft {
    let desk = name(&view.site.desk_name);
    let mut html = Html::new();
    html.tag("<h1 lang=\"")
        .text(&view.site.lang)
        .tag("\" dir=\"auto\">")
        .text(&view.site.title)
        .tag("</h1>\n")
        .piece(&view.paragraph("home-lead", &[("desk", &desk), ("label", &pill(view))]))
        .piece(&heading(view, "", "home-newest"));
    let newest = items.get(..NEWEST).unwrap_or(items);
    if newest.is_empty() {
        html.piece(&view.paragraph("nothing-yet", &[]));
    } else {
        html.piece(&list(view, newest))
            .piece(&view.paragraph("home-all", &[]))
            .piece(&by_week(view, weeks));
    }
    html.piece(&heading(view, "", "home-tools"))
        .piece(&view.paragraph("home-tools-more", &[]))
        .piece(&heading(view, "", "home-before"))
        .piece(&view.paragraph("home-before-more", &[]));
    Draft::page(page(view, address::HOME, &view.say("home-title"), &html))
}

/// The picture, and the same as a table.
fn by_week(view: &View<'_>, weeks: &[Week]) -> Html {
    let mut html = heading(view, "weeks", "weeks-title");
    html.tag("<div class=\"wide\" role=\"region\" aria-label=\"")
        .text(view.say("weeks-title"))
        .tag("\" tabindex=\"0\"><picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"")
        .text(address::WEEKS_DARK)
        .tag("\"><img src=\"")
        .text(address::WEEKS)
        .tag("\" width=\"640\" height=\"200\" alt=\"")
        .text(view.say("weeks-picture"))
        .tag("\"></picture></div>\n<details><summary>")
        .text(view.say("weeks-table"))
        .tag("</summary>\n<table>\n<caption>")
        .text(view.say("weeks-title"))
        .tag("</caption>\n<thead><tr><th scope=\"col\">")
        .text(view.say("weeks-from"))
        .tag("</th><th scope=\"col\">")
        .text(view.say("bulletins-title"))
        .tag("</th></tr></thead>\n<tbody>\n");
    for week in weeks {
        html.tag("<tr><td>")
            .piece(&View::date(week.begins))
            .tag("</td><td class=\"number\">")
            .text(view.texts.number(week.count))
            .tag("</td></tr>\n");
    }
    html.tag("</tbody>\n</table>\n</details>\n");
    html
}
