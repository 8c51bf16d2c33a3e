//! The cover sheet of a piece of evidence, to print: which bytes, by whose signature, how to check it.

use askama::Template;
use axum::extract::Path;
use fanal_desk::Evidence;

use crate::calendar::{Moment, day, moment};
use crate::chrome::{Frame, page};
use crate::visit::{Page, Signed};

#[derive(Template)]
#[template(path = "evidence.html")]
struct EvidencePage {
    f: Frame,
    e: Evidence,
    address: String,
    title: String,
    desk: String,
    signed: Moment,
    received: Moment,
    today: Moment,
    revision: String,
    roster: String,
    keys: Vec<String>,
    /// Its number in the log of its desk, and when that log's head was signed.
    entry: String,
    log: String,
    head: Moment,
}

pub(crate) async fn show(who: Signed, Path((desk, id)): Path<(String, String)>) -> Page {
    let reference = format!("{desk}/{id}");
    let evidence = who.desk().evidence(&who.caller, &reference).await?;
    let texts = who.texts();
    let (line, place) = (&evidence.shown.line, &evidence.place);
    page(&EvidencePage {
        f: Frame::signed(&who, "inbox", texts.say("evidence"))
            .known_as(&line.reference)
            .labelled(line.label),
        address: format!("/c/b/{}", line.reference),
        title: line.title.clone().unwrap_or_default(),
        desk: who.desk().profile().name.clone(),
        signed: moment(texts, evidence.revision.issued),
        received: moment(texts, evidence.revision.received),
        today: day(texts, who.desk().now()),
        revision: texts.number(evidence.revision.revision),
        roster: texts.number(evidence.roster),
        keys: evidence.keys.iter().map(ToString::to_string).collect(),
        entry: texts.of_all(
            "evidence-entry",
            usize::try_from(place.index).map_or(usize::MAX, |index| index.saturating_add(1)),
            usize::try_from(place.size).unwrap_or(usize::MAX),
        ),
        log: place.stream.to_string(),
        head: moment(texts, place.signed),
        e: evidence,
    })
}
