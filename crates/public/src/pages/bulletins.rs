//! `/b/`: every bulletin, by day and title.

use super::frame::{list, page, pill};
use crate::html::Html;
use crate::shelf::{ShelfItem, Site};
use crate::tree::Draft;

pub(crate) fn bulletins(site: &Site, items: &[&ShelfItem]) -> Draft {
    let mut html = Html::new();
    html.tag("<h1>Bulletins</h1>\n<p>")
        .piece(&pill())
        .tag(", newest first.</p>\n");
    if items.is_empty() {
        html.tag("<p>Nothing is published yet.</p>\n");
    } else {
        html.piece(&list(site, items));
    }
    Draft::page(page(site, "Bulletins", &html))
}
