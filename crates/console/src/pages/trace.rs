//! How a bulletin went: when it was signed, when it came here, when who fetched it from here; as a
//! picture, and as tables with the same.

use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::IntoResponse as _;
use fanal_desk::{BulletinShown, Disclosed, RevisionShown};
use fanal_protocol::Timestamp;
use fanal_store::Answer;

use super::bulletin::answer_key;
use crate::calendar::{Moment, moment};
use crate::chrome::{Frame, page};
use crate::picture::{self, Hop, Mark};
use crate::texts::Texts;
use crate::visit::{Page, Signed, Stop};

#[derive(Template)]
#[template(path = "trace.html")]
struct TracePage {
    f: Frame,
    address: String,
    title: String,
    hops: Vec<HopRow>,
    steps: Vec<Step>,
}

struct HopRow {
    hop: Hop,
    state: String,
}

struct Step {
    at: Moment,
    words: String,
    after: String,
}

/// All that is known of its way.
struct Way {
    shown: BulletinShown,
    history: Vec<RevisionShown>,
    sent: Disclosed,
}

impl Way {
    async fn of(who: &Signed, reference: &str) -> Result<Self, Stop> {
        let desk = who.desk();
        let shown = desk.show_bulletin(&who.caller, reference).await?;
        let history = desk.history_of(&who.caller, reference).await?;
        let sent = desk
            .show_disclosures(&who.caller, &shown.line.reference)
            .await?;
        Ok(Self {
            shown,
            history,
            sent,
        })
    }

    /// When it was signed first.
    fn began(&self) -> Timestamp {
        let first = self.history.iter().map(|one| one.issued).min();
        first.unwrap_or(self.shown.line.received)
    }

    /// Each way between two desks once, as the picture and its table show it.
    fn hops(&self, me: &str) -> Vec<Hop> {
        let began = self.began();
        let since = |at: Timestamp| after(at.unix() - began.unix());
        let mut hops: Vec<Hop> = Vec::new();
        for one in &self.history {
            if let Some(sender) = &one.sender {
                hops.push(Hop {
                    from: sender.to_string(),
                    to: me.to_owned(),
                    after: since(one.received),
                    mark: Mark::Has,
                });
            }
        }
        for one in &self.sent.sent {
            hops.push(Hop {
                from: me.to_owned(),
                to: one.desk.to_string(),
                after: since(one.at),
                mark: self.mark(one.desk.as_str()),
            });
        }
        let mut shown: Vec<Hop> = Vec::new();
        for hop in hops {
            let known = |it: &Hop| it.from == hop.from && it.to == hop.to;
            if !shown.iter().any(known) {
                shown.push(hop);
            }
        }
        shown
    }

    /// What became of it at a desk, by the last that it was asked.
    fn mark(&self, desk: &str) -> Mark {
        let mut asked = self.sent.recalls.iter();
        let Some(recall) = asked.rfind(|recall| recall.desk.as_str() == desk) else {
            return Mark::Has;
        };
        match recall.answer {
            Answer::Waiting => Mark::Asked,
            Answer::Purged | Answer::NotHeld => Mark::Gone,
            Answer::Refused => Mark::Refused,
        }
    }

    fn steps(&self, texts: &Texts) -> Vec<Step> {
        let mut steps = Vec::new();
        for one in &self.history {
            let origin = &self.shown.line.origin;
            steps.push((one.issued, texts.with("trace-signed", "desk", origin)));
            if let Some(sender) = &one.sender {
                steps.push((one.received, texts.with("trace-came", "desk", sender)));
            }
        }
        for one in &self.sent.sent {
            steps.push((one.at, texts.with("trace-sent", "desk", &one.desk)));
        }
        for one in &self.sent.recalls {
            if let Some(at) = one.answered {
                let answer = texts.say(answer_key(one.answer));
                steps.push((at, format!("{}: {answer}", one.desk)));
            }
        }
        steps.sort_by_key(|(at, _)| *at);
        let began = self.began();
        let steps = steps.into_iter().map(|(at, words)| Step {
            after: after(at.unix() - began.unix()),
            at: moment(texts, at),
            words,
        });
        steps.collect()
    }
}

const fn state_key(mark: Mark) -> &'static str {
    match mark {
        Mark::Has => "trace-has",
        Mark::Asked => "answer-waiting",
        Mark::Gone => "answer-purged",
        Mark::Refused => "answer-refused",
    }
}

pub(crate) async fn show(who: Signed, Path((desk, id)): Path<(String, String)>) -> Page {
    let texts = who.texts();
    let way = Way::of(&who, &format!("{desk}/{id}")).await?;
    let hops = way.hops(who.desk().id().as_str()).into_iter();
    let hops = hops.map(|hop| HopRow {
        state: texts.say(state_key(hop.mark)),
        hop,
    });
    page(&TracePage {
        hops: hops.collect(),
        steps: way.steps(texts),
        f: Frame::signed(&who, "inbox", texts.say("trace")).labelled(way.shown.line.label),
        address: format!("/c/b/{}", way.shown.line.reference),
        title: way.shown.line.title.unwrap_or_default(),
    })
}

/// The same as a picture, on light paper.
pub(crate) async fn picture(who: Signed, path: Path<(String, String)>) -> Page {
    drawn(&who, path, false).await
}

/// The same on dark paper.
pub(crate) async fn picture_dark(who: Signed, path: Path<(String, String)>) -> Page {
    drawn(&who, path, true).await
}

async fn drawn(who: &Signed, Path((desk, id)): Path<(String, String)>, dark: bool) -> Page {
    let way = Way::of(who, &format!("{desk}/{id}")).await?;
    let me = who.desk().id().as_str();
    let file = picture::spread(me, &way.hops(me), dark);
    Ok(([(header::CONTENT_TYPE, "image/png")], file).into_response())
}

/// `+2 s`, `+3 h`: the same in every language.
fn after(seconds: i64) -> String {
    match seconds {
        ..60 => format!("+{} s", seconds.max(0)),
        60..3_600 => format!("+{} min", seconds / 60),
        3_600..86_400 => format!("+{} h", seconds / 3_600),
        _ => format!("+{} d", seconds / 86_400),
    }
}
