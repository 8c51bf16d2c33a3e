//! `/contact`: how the desk is reached, as far as it said so in public; and the keys that it signs with. [PUB-18]

use super::frame::{fact, heading, page};
use super::verify::signers;
use crate::address;
use crate::file::Draft;
use crate::html::Html;
use crate::security;
use crate::shelf::Channel;
use crate::view::{View, name};

/// What a trait that programs know is called; others stand as the desk wrote them.
const TRAITS: [(&str, &str); 4] = [
    ("end_to_end", "trait-end-to-end"),
    ("no_account_needed", "trait-no-account-needed"),
    ("monitored", "trait-monitored"),
    ("emergency", "trait-emergency"),
];

pub(crate) fn contact(view: &View<'_>) -> Draft {
    let title = view.say("contact-title");
    let site = view.site;
    let desk = name(&site.desk_name);
    let mut html = Html::new();
    html.tag("<h1>")
        .text(&title)
        .tag("</h1>\n")
        .piece(&view.paragraph("contact-lead", &[("desk", &desk)]))
        .piece(&ways(view));
    if site.contact.is_some() || !site.reach.channels.is_empty() {
        html.tag("<p class=\"notice\">")
            .text(view.say("contact-safe"))
            .tag("</p>\n")
            .piece(&heading(view, "", "contact-corrections"))
            .piece(&view.paragraph("contact-corrections-more", &[]));
    }
    if security::contact(site).is_some() {
        html.piece(&heading(view, "", "contact-security"))
            .piece(&view.paragraph("contact-security-more", &[]));
    }
    html.piece(&heading(view, "keys", "contact-keys"))
        .piece(&view.paragraph("contact-keys-more", &[]))
        .tag("<dl>\n")
        .piece(&signers(view, site))
        .tag("</dl>\n");
    Draft::page(page(view, address::CONTACT, &title, &html))
}

/// The line of the configuration, and what the desk's profile says to everybody.
fn ways(view: &View<'_>) -> Html {
    let (site, reach) = (view.site, &view.site.reach);
    let mut html = Html::new();
    let mut facts = Html::new();
    if let Some(contact) = &site.contact {
        facts.piece(&fact(view, "contact-in-public", &name(contact)));
    }
    if !reach.languages.is_empty() {
        let languages: Vec<&str> = reach.languages.iter().map(String::as_str).collect();
        facts.piece(&fact(
            view,
            "contact-languages",
            &name(&languages.join(", ")),
        ));
    }
    if let Some(hours) = &reach.hours {
        facts.piece(&fact(view, "contact-hours", &name(hours)));
    }
    if facts.is_empty() && reach.channels.is_empty() {
        html.piece(&view.paragraph("contact-none", &[]));
        return html;
    }
    html.tag("<dl>\n").piece(&facts).tag("</dl>\n");
    if !reach.channels.is_empty() {
        html.piece(&channels(view, &reach.channels));
    }
    html
}

fn channels(view: &View<'_>, channels: &[Channel]) -> Html {
    let mut html = Html::new();
    html.tag("<table>\n<caption>")
        .text(view.say("contact-channels"))
        .tag("</caption>\n<thead><tr>");
    for key in ["contact-channel", "contact-address", "contact-traits"] {
        html.tag("<th scope=\"col\">")
            .text(view.say(key))
            .tag("</th>");
    }
    html.tag("</tr></thead>\n<tbody>\n");
    for channel in channels {
        let traits: Vec<String> = channel.traits.iter().map(|word| said(view, word)).collect();
        html.tag("<tr><td>")
            .piece(&name(&channel.kind))
            .tag("</td><td class=\"address\">")
            .piece(&name(&channel.at))
            .tag("</td><td>")
            .piece(&name(&traits.join(" \u{b7} ")))
            .tag("</td></tr>\n");
    }
    html.tag("</tbody>\n</table>\n");
    html
}

fn said(view: &View<'_>, word: &str) -> String {
    let known = TRAITS.iter().find(|(known, _)| *known == word);
    known.map_or_else(|| word.to_owned(), |(_, key)| view.say(key))
}
