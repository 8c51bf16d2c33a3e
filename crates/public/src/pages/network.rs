//! `/network/feed/`: the same files, of all desks of the network that agreed, and who these are.

use fanal_protocol::Timestamp;

use super::feed::{by_tool, left_out};
use super::frame::{heading, page, pill};
use crate::address;
use crate::file::Draft;
use crate::files::FeedFile;
use crate::html::Html;
use crate::network::NetworkShelf;
use crate::view::{View, name, value};

pub(crate) fn network(
    view: &View<'_>,
    network: &NetworkShelf,
    feed: &[FeedFile],
    date: Timestamp,
) -> Draft {
    let title = view.say("network-title");
    let given = [
        ("label", &pill(view)),
        ("network", &name(&network.name)),
        ("day", &view.day(date)),
    ];
    let mut html = Html::new();
    html.tag("<h1>")
        .text(&title)
        .tag("</h1>\n")
        .piece(&view.paragraph("network-as-of", &given))
        .piece(&view.paragraph("network-lead", &[]))
        .piece(&heading(view, "", "network-desks"))
        .tag("<ul>\n");
    for desk in &network.desks {
        html.tag("<li>")
            .piece(&name(&desk.name))
            .text(" (")
            .piece(&value(desk.id.as_str()))
            .tag(")</li>\n");
    }
    html.tag("</ul>\n")
        .piece(&heading(view, "", "network-files"))
        .piece(&by_tool(view, feed, address::NETWORK))
        .piece(&view.paragraph("network-check", &[]))
        .piece(&left_out(view, feed));
    Draft::page(page(view, address::NETWORK_FEED, &title, &html))
}
