//! "Has anyone seen this?" The question goes nowhere but to this node.

use askama::Template;
use fanal_desk::{CheckOrder, Checked};

use crate::chrome::{Fault, Frame, page};
use crate::pages::inbox::stance_key;
use crate::pill::Pill;
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "check.html")]
struct CheckPage {
    f: Frame,
    text: String,
    asked: bool,
    checked: Checked,
    known: Vec<Known>,
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
}

pub(crate) async fn ask(who: Signed) -> Page {
    page(&CheckPage {
        f: Frame::signed(&who, "check", who.texts().say("check-title")),
        text: String::new(),
        asked: false,
        checked: Checked::default(),
        known: Vec::new(),
    })
}

pub(crate) async fn show(Posted { who, form }: Posted) -> Page {
    let text = form.one("text").trim().to_owned();
    let mut frame = Frame::signed(&who, "check", who.texts().say("check-title"));
    if text.is_empty() {
        frame.faults = vec![Fault::says(who.texts(), "text", "check-nothing")];
        return page(&CheckPage {
            f: frame,
            text,
            asked: false,
            checked: Checked::default(),
            known: Vec::new(),
        });
    }
    let order = CheckOrder {
        text: Some(text.clone()),
        ..CheckOrder::default()
    };
    let checked = who.desk().check(&who.caller, &order).await?;
    let known = checked.known.iter().map(|known| Known {
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
            })
            .collect(),
    });
    page(&CheckPage {
        known: known.collect(),
        f: frame,
        text,
        asked: true,
        checked,
    })
}
