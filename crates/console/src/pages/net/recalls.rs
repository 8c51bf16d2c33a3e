//! All purges of this desk that are under way. [C5]

use askama::Template;

use crate::calendar::{Moment, day};
use crate::chrome::{Frame, page};
use crate::visit::{Page, Signed};

struct Recall {
    reference: String,
    asked: Moment,
    all: usize,
    purged: usize,
    words: String,
    waiting: Vec<String>,
    refused: Vec<String>,
}

#[derive(Template)]
#[template(path = "net_recalls.html")]
struct RecallsPage {
    f: Frame,
    recalls: Vec<Recall>,
}

pub(crate) async fn show(who: Signed) -> Page {
    let texts = who.texts();
    let recalls = who.desk().list_recalls(&who.caller).await?;
    let recalls = recalls.into_iter().map(|one| Recall {
        asked: day(texts, one.asked),
        words: texts.of_all("purged-of", one.purged, one.all),
        all: one.all,
        purged: one.purged,
        waiting: one.waiting.iter().map(ToString::to_string).collect(),
        refused: one.refused.iter().map(ToString::to_string).collect(),
        reference: one.reference,
    });
    page(&RecallsPage {
        recalls: recalls.collect(),
        f: Frame::signed(&who, "net", texts.say("recalls-title")),
    })
}
