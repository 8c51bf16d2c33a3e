//! `/withdrawn`: ids and days, and nothing else. [R5]

use super::frame::{day, page};
use crate::html::Html;
use crate::shelf::{Site, Withdrawn};
use crate::tree::Draft;

pub(crate) fn withdrawn(site: &Site, withdrawn: &[Withdrawn]) -> Draft {
    let mut html = Html::new();
    html.tag("<h1>Withdrawn</h1>\n").tag(INTRODUCTION);
    if withdrawn.is_empty() {
        html.tag("<p>Nothing is withdrawn.</p>\n");
        return Draft::page(page(site, "Withdrawn", &html));
    }
    html.tag("<table>\n<caption>Withdrawn bulletins, newest first</caption>\n<thead><tr><th scope=\"col\">Withdrawn on</th>")
        .tag("<th scope=\"col\">Id</th></tr></thead>\n<tbody>\n");
    for gone in withdrawn {
        html.tag("<tr><td>")
            .piece(&day(gone.date))
            .tag("</td><td><bdi class=\"value\" dir=\"ltr\">");
        html.text(gone.id.to_string()).tag("</bdi></td></tr>\n");
    }
    html.tag("</tbody>\n</table>\n");
    Draft::page(page(site, "Withdrawn", &html))
}

const INTRODUCTION: &str = "<p>These bulletins are no longer published. If you kept a copy, please delete it, and \
everything that you took from it. Reasons are not given in public.</p>\n";
