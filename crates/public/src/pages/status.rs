//! `/status`: when the site was made, until when it counts as fresh, and how much is in it. [PUB-18]

use fanal_protocol::Timestamp;

use super::frame::{fact, page};
use crate::file::Draft;
use crate::html::Html;
use crate::view::View;
use crate::{address, freshness, serial};

/// What is counted.
pub(crate) struct Counts {
    /// Bulletins that are published.
    pub(crate) published: usize,
    /// Those that were taken back.
    pub(crate) withdrawn: usize,
    /// Entries of the public log.
    pub(crate) entries: usize,
}

pub(crate) fn status(view: &View<'_>, made: Timestamp, counts: &Counts) -> Draft {
    let title = view.say("status-title");
    let number = |count: usize| {
        let mut html = Html::new();
        html.text(view.texts.number(count));
        html
    };
    let mut html = Html::new();
    html.tag("<h1>")
        .text(&title)
        .tag("</h1>\n")
        .piece(&view.paragraph("status-lead", &[]))
        .tag("<dl>\n")
        .piece(&fact(view, "status-made", &hour(view, serial::hour(made))))
        .piece(&fact(
            view,
            "status-fresh",
            &hour(view, freshness::valid_until(made)),
        ))
        .piece(&fact(view, "status-published", &number(counts.published)))
        .piece(&fact(view, "status-withdrawn", &number(counts.withdrawn)))
        .piece(&fact(view, "status-log", &number(counts.entries)))
        .tag("</dl>\n")
        .piece(&view.paragraph("status-old", &[]));
    Draft::page(page(view, address::STATUS, &title, &html))
}

/// The weekday, the day and the hour, in UTC.
fn hour(view: &View<'_>, at: Timestamp) -> Html {
    let exact = at.to_string();
    let time: String = exact.chars().skip(11).take(5).collect();
    let mut html = Html::new();
    html.text(view.say(fanal_texts::weekday_key(at.unix())))
        .tag(" <time dir=\"ltr\" datetime=\"")
        .text(&exact)
        .tag("\">")
        .text(format!("{}, {time} UTC", at.date()))
        .tag("</time>");
    html
}
