//! How a bulletin went: when it was signed, when it came here, when who fetched it from here.

use askama::Template;
use axum::extract::Path;

use crate::calendar::{Moment, moment};
use crate::chrome::{Frame, page};
use crate::visit::{Page, Signed};

#[derive(Template)]
#[template(path = "trace.html")]
struct TracePage {
    f: Frame,
    address: String,
    title: String,
    steps: Vec<Step>,
}

struct Step {
    at: Moment,
    words: String,
    after: String,
}

pub(crate) async fn show(who: Signed, Path((desk, id)): Path<(String, String)>) -> Page {
    let reference = format!("{desk}/{id}");
    let texts = who.texts();
    let shown = who.desk().show_bulletin(&who.caller, &reference).await?;
    let history = who.desk().history_of(&who.caller, &reference).await?;
    let sent = who
        .desk()
        .show_disclosures(&who.caller, &shown.line.reference)
        .await?;
    let mut steps = Vec::new();
    for one in &history {
        steps.push((
            one.issued,
            texts.with("trace-signed", "desk", &shown.line.origin),
        ));
        if let Some(sender) = &one.sender {
            steps.push((one.received, texts.with("trace-came", "desk", sender)));
        }
    }
    for one in &sent.sent {
        steps.push((one.at, texts.with("trace-sent", "desk", &one.desk)));
    }
    for one in &sent.recalls {
        if let Some(at) = one.answered {
            let answer = super::bulletin::answer_key(one.answer);
            steps.push((at, format!("{}: {}", one.desk, texts.say(answer))));
        }
    }
    steps.sort_by_key(|(at, _)| *at);
    let first = steps.first().map(|(at, _)| at.unix()).unwrap_or_default();
    let steps = steps.into_iter().map(|(at, words)| Step {
        after: after(at.unix() - first),
        at: moment(texts, at),
        words,
    });
    page(&TracePage {
        steps: steps.collect(),
        f: Frame::signed(&who, "inbox", texts.say("trace")).labelled(shown.line.label),
        address: format!("/c/b/{}", shown.line.reference),
        title: shown.line.title.unwrap_or_default(),
    })
}

/// `+2 s`, `+3 h`: the same in every language.
fn after(seconds: i64) -> String {
    match seconds {
        ..60 => format!("+{seconds} s"),
        60..3_600 => format!("+{} min", seconds / 60),
        3_600..86_400 => format!("+{} h", seconds / 3_600),
        _ => format!("+{} d", seconds / 86_400),
    }
}
