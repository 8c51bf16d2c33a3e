//! Pages for what is not there: withdrawn, unknown, or asked for in a way that is not offered.

use axum::http::StatusCode;

use super::frame::page;
use crate::address;
use crate::file::Draft;
use crate::html::Html;
use crate::shelf::Withdrawn;
use crate::view::{View, value};

/// In the place of a withdrawn bulletin.
pub(crate) fn gone(view: &View<'_>, gone: &Withdrawn) -> Draft {
    let (id, day) = (value(&gone.id.to_string()), view.day(gone.date));
    let html = titled(
        view,
        "withdrawn-title",
        &view.paragraph("gone-lead", &[("id", &id), ("day", &day)]),
    );
    let here = address::bulletin(gone.id);
    let page = page(view, &here, &view.say("withdrawn-title"), &html);
    Draft::absent(StatusCode::GONE, page)
}

/// In the place of anything else that is not there.
pub(crate) fn absent(view: &View<'_>, status: StatusCode) -> Draft {
    let (title, key) = if status == StatusCode::METHOD_NOT_ALLOWED {
        ("read-only-title", "read-only")
    } else {
        ("absent-title", "absent")
    };
    let html = titled(view, title, &view.paragraph(key, &[]));
    Draft::absent(status, page(view, address::HOME, &view.say(title), &html))
}

fn titled(view: &View<'_>, title: &str, lead: &Html) -> Html {
    let mut html = Html::new();
    html.tag("<h1>")
        .text(view.say(title))
        .tag("</h1>\n")
        .piece(lead);
    html
}
