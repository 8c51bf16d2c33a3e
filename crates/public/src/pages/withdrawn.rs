//! `/withdrawn`: ids and days, and nothing else. [R5]

use super::frame::page;
use crate::address;
use crate::file::Draft;
use crate::html::Html;
use crate::shelf::Withdrawn;
use crate::view::{View, value};

pub(crate) fn withdrawn(view: &View<'_>, withdrawn: &[Withdrawn]) -> Draft {
    let title = view.say("withdrawn-title");
    let mut html = Html::new();
    html.tag("<h1>")
        .text(&title)
        .tag("</h1>\n")
        .piece(&view.paragraph("withdrawn-lead", &[]));
    if withdrawn.is_empty() {
        html.piece(&view.paragraph("withdrawn-none", &[]));
        return Draft::page(page(view, address::WITHDRAWN, &title, &html));
    }
    html.tag("<table>\n<caption>")
        .text(view.say("withdrawn-caption"))
        .tag("</caption>\n<thead><tr><th scope=\"col\">")
        .text(view.say("withdrawn-day"))
        .tag("</th><th scope=\"col\">")
        .text(view.say("reference-id"))
        .tag("</th></tr></thead>\n<tbody>\n");
    for gone in withdrawn {
        html.tag("<tr><td>")
            .piece(&View::date(gone.date))
            .tag("</td><td>")
            .piece(&value(&gone.id.to_string()))
            .tag("</td></tr>\n");
    }
    html.tag("</tbody>\n</table>\n");
    Draft::page(page(view, address::WITHDRAWN, &title, &html))
}
