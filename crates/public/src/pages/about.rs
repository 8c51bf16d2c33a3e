//! `/about`: who runs this, what is found here, and what it is not.

use super::frame::{heading, page};
use crate::address;
use crate::file::Draft;
use crate::html::Html;
use crate::view::{View, name};

pub(crate) fn about(view: &View<'_>) -> Draft {
    let title = view.say("about-title");
    let desk = name(&view.site.desk_name);
    let mut html = Html::new();
    html.tag("<h1>")
        .text(&title)
        .tag("</h1>\n")
        .piece(&heading(view, "", "about-who"))
        .piece(&view.paragraph("about-who-more", &[("desk", &desk)]))
        .piece(&heading(view, "", "about-what"))
        .piece(&view.paragraph("about-what-more", &[]))
        .piece(&heading(view, "", "about-not"))
        .tag("<ul>\n");
    for key in [
        "about-not-complete",
        "about-not-proof",
        "about-not-emergency",
    ] {
        html.tag("<li>")
            .piece(&view.prose(&view.say(key), &[]))
            .tag("</li>\n");
    }
    html.tag("</ul>\n")
        .piece(&heading(view, "", "about-withdrawn"))
        .piece(&view.paragraph("about-withdrawn-more", &[]))
        .piece(&heading(view, "", "about-made"))
        .piece(&view.paragraph("about-made-more", &[]));
    Draft::page(page(view, address::ABOUT, &title, &html))
}
