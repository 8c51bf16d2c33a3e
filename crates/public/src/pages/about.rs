//! `/about`: who runs this, what is found here, and what it is not.

use super::frame::{heading, page};
use crate::address;
use crate::file::Draft;
use crate::html::Html;
use crate::view::{View, name, value};

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
        .piece(&code(view))
        .piece(&heading(view, "", "about-made"))
        .piece(&view.paragraph("about-made-more", &[]));
    Draft::page(page(view, address::ABOUT, &title, &html))
}

/// The code of practice, by what a roster holds of it; and whom to tell that somebody broke it. [PUB-30]
fn code(view: &View<'_>) -> Html {
    let mut html = Html::new();
    let site = view.site;
    let Some((digest, accepted)) = site.code else {
        return html;
    };
    let desk = name(&site.desk_name);
    let version = usize::try_from(site.roster_version).unwrap_or(usize::MAX);
    let digest = value(&digest.to_string());
    html.piece(&heading(view, "practice", "about-code"))
        .piece(&view.paragraph("about-code-more", &[("digest", &digest)]))
        .tag("<p>")
        .text(view.texts.count("about-code-roster", version));
    if let Some(at) = accepted {
        let since = view.say("about-code-accepted");
        let day = view.day(at);
        html.text(" ")
            .piece(&view.prose(&since, &[("desk", &desk), ("day", &day)]));
    }
    html.tag("</p>\n")
        .piece(&view.paragraph("about-code-report", &[("desk", &desk)]));
    html
}
