//! `/`: what this is, the newest bulletins, where to go from here.

use super::frame::{heading, list, page, pill};
use crate::address;
use crate::file::Draft;
use crate::html::Html;
use crate::shelf::ShelfItem;
use crate::view::{View, name};

/// Bulletins on the first page.
const NEWEST: usize = 20;

pub(crate) fn home(view: &View<'_>, items: &[&ShelfItem]) -> Draft {
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
            .piece(&view.paragraph("home-all", &[]));
    }
    html.piece(&heading(view, "", "home-tools"))
        .piece(&view.paragraph("home-tools-more", &[]))
        .piece(&heading(view, "", "home-before"))
        .piece(&view.paragraph("home-before-more", &[]));
    Draft::page(page(view, address::HOME, &view.say("home-title"), &html))
}
