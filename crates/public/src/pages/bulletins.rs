//! `/b/`: every bulletin, by day and title.

use super::frame::{list, page, pill};
use crate::address;
use crate::file::Draft;
use crate::html::Html;
use crate::shelf::ShelfItem;
use crate::view::View;

pub(crate) fn bulletins(view: &View<'_>, items: &[&ShelfItem]) -> Draft {
    let title = view.say("bulletins-title");
    let mut html = Html::new();
    html.tag("<h1>")
        .text(&title)
        .tag("</h1>\n")
        .piece(&view.paragraph("bulletins-lead", &[("label", &pill(view))]));
    if items.is_empty() {
        html.piece(&view.paragraph("nothing-yet", &[]));
    } else {
        html.piece(&list(view, items));
    }
    Draft::page(page(view, address::BULLETINS, &title, &html))
}
