//! "Has anyone seen this?" The question goes nowhere but to this node.

use askama::Template;
use fanal_desk::{CheckOrder, Checked, ListedValue};

use crate::chrome::{Fault, Frame, page};
use crate::pages::inbox::stance_key;
use crate::pill::Pill;
use crate::texts::Texts;
use crate::visit::{Page, Posted, Signed};
use crate::warned::WarnedRows;

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage {
    f: Frame,
    text: String,
    asked: bool,
    checked: Checked,
    known: Vec<Known>,
    /// Those known beyond the cards.
    more_known: Vec<String>,
    listed: Vec<Listed>,
    warned: WarnedRows,
}

/// Values that are shown with all that is known of them; of the rest, each value.
const CARDS: usize = 100;

/// A value that stands in lists of others: each in words, with its publisher and licence.
struct Listed {
    value: String,
    lists: Vec<(String, String)>,
}

struct Known {
    value: String,
    kind: String,
    found: Vec<Found>,
}

struct Found {
    href: String,
    title: String,
    origin: String,
    pill: Pill,
    since: String,
    stance: String,
    /// Of a desk that is not used here.
    unused: bool,
}

pub(crate) async fn ask(who: Signed) -> Page {
    page(&empty(Frame::signed(&who, "check", title(&who))))
}

fn title(who: &Signed) -> String {
    who.texts().say("check-title")
}

/// The form alone.
fn empty(f: Frame) -> CheckPage {
    CheckPage {
        f,
        text: String::new(),
        asked: false,
        checked: Checked::default(),
        known: Vec::new(),
        more_known: Vec::new(),
        listed: Vec::new(),
        warned: WarnedRows::default(),
    }
}

pub(crate) async fn show(Posted { who, form }: Posted) -> Page {
    let text = form.one("text").trim().to_owned();
    let mut frame = Frame::signed(&who, "check", title(&who));
    if text.is_empty() {
        frame.faults = vec![Fault::says(who.texts(), "text", "check-nothing")];
        return page(&empty(frame));
    }
    let order = CheckOrder {
        text: Some(text.clone()),
        ..CheckOrder::default()
    };
    let checked = who.desk().check(&who.caller, &order).await?;
    let more_known = checked.known.iter().skip(CARDS);
    let more_known = more_known.map(|known| known.value.clone()).collect();
    let known = checked.known.iter().take(CARDS).map(|known| Known {
        value: known.value.clone(),
        kind: crate::pages::kind(who.texts(), &known.kind),
        found: known
            .found
            .iter()
            .map(|found| Found {
                href: format!("/c/b/{}", found.reference),
                title: found.title.clone(),
                origin: found.origin.to_string(),
                pill: Pill::of(who.texts(), found.label),
                since: found.since.clone(),
                stance: who.texts().say(stance_key(found.stance)),
                unused: found.unused,
            })
            .collect(),
    });
    let listed = checked.listed.iter().map(|one| listed(who.texts(), one));
    page(&CheckPage {
        known: known.collect(),
        more_known,
        listed: listed.collect(),
        warned: WarnedRows::of(who.texts(), &checked.warned),
        f: frame,
        text,
        asked: true,
        checked,
    })
}

fn listed(texts: &Texts, one: &ListedValue) -> Listed {
    let words = |it: &fanal_desk::ListedIn| {
        let said = texts.with_two("check-list-of", ("list", &it.list), ("day", &it.fetched));
        let of_whom = [it.source.as_deref(), it.licence.as_deref()];
        let of_whom: Vec<&str> = of_whom.into_iter().flatten().collect();
        (said, of_whom.join(", "))
    };
    Listed {
        value: one.value.clone(),
        lists: one.lists.iter().map(words).collect(),
    }
}
