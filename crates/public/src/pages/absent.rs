//! Pages for what is not there: withdrawn, unknown, or asked for in a way that is not offered.

use axum::http::StatusCode;

use super::frame::{day, page};
use crate::html::Html;
use crate::shelf::{Site, Withdrawn};
use crate::tree::Draft;

/// In the place of a withdrawn bulletin.
pub(crate) fn gone(site: &Site, gone: &Withdrawn) -> Draft {
    let mut html = Html::new();
    html.tag("<h1>Withdrawn</h1>\n<p>The bulletin <bdi class=\"value\" dir=\"ltr\">")
        .text(gone.id.to_string());
    html.tag("</bdi> was withdrawn on ")
        .piece(&day(gone.date))
        .tag(DELETE);
    Draft::absent(StatusCode::GONE, page(site, "Withdrawn", &html))
}

const DELETE: &str = ". If you kept a copy, please delete it, and everything that you took from it. \
See <a href=\"/withdrawn\">all that was withdrawn</a>.</p>\n";

/// In the place of anything else that is not there.
pub(crate) fn absent(site: &Site, status: StatusCode) -> Draft {
    let mut html = Html::new();
    let title = if status == StatusCode::METHOD_NOT_ALLOWED {
        html.tag(
            "<h1>Read only</h1>\n<p>This site can be read (GET, HEAD), and nothing else.</p>\n",
        );
        "Read only"
    } else {
        html.tag("<h1>Not found</h1>\n<p>There is nothing under this address. Here are ")
            .tag("<a href=\"/b/\">all bulletins</a> and <a href=\"/feed/\">all files</a>.</p>\n");
        "Not found"
    };
    Draft::absent(status, page(site, title, &html))
}
