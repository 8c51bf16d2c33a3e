//! Sources of the configuration: how each went the last time, and a button that has one asked now. [IMP-16]

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{SourceShown, WhichSource};
use fanal_protocol::{Code, Problem};

use crate::calendar::{Moment, ago, moment};
use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::texts::Texts;
use crate::visit::{Page, Posted, Signed};

/// A source, as people see it.
struct Source {
    name: String,
    /// In one word or two: works, does not, was never asked.
    state: String,
    fails: bool,
    /// When it was asked last, and how long ago that is.
    asked: Option<(Moment, String)>,
    worked: Option<(Moment, String)>,
    failing: Option<Moment>,
    /// In the reader's language.
    why: Option<String>,
    /// In the program's own words, English.
    detail: Option<String>,
    refused: usize,
}

#[derive(Template)]
#[template(path = "admin_sources.html")]
struct SourcesPage {
    f: Frame,
    sources: Vec<Source>,
    /// The node that runs asks them.
    runs: bool,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    shown(&who, Some(query.one("done")), Vec::new()).await
}

async fn shown(who: &Signed, done: Option<&str>, faults: Vec<Fault>) -> Page {
    let texts = who.texts();
    let now = who.desk().now();
    let known = who.desk().status(&who.caller).await?.sources;
    let at = |at| (moment(texts, at), ago(texts, at, now));
    let sources = known.into_iter().map(|(name, source)| Source {
        name,
        state: texts.say(state(&source)),
        fails: source.failing.is_some(),
        asked: source.asked.map(at),
        worked: source.worked.map(at),
        failing: source.failing.map(|since| moment(texts, since)),
        why: why(texts, &source),
        detail: source.why,
        refused: source.refused,
    });
    page(&SourcesPage {
        sources: sources.collect(),
        runs: who.visit.console.asker.is_some(),
        f: Frame::signed(who, "admin", texts.say("sources-title"))
            .done(done)
            .faulty(faults),
    })
}

const fn state(source: &SourceShown) -> &'static str {
    match (source.failing, source.asked) {
        (Some(_), _) => "source-fails",
        (None, Some(_)) => "source-works",
        (None, None) => "source-not-asked",
    }
}

fn why(texts: &Texts, source: &SourceShown) -> Option<String> {
    source.failing?;
    // The sentence of the list is about desks.
    let code = source.code.filter(|code| *code != Code::PeerUnreachable);
    Some(code.map_or_else(|| texts.say("source-unreachable"), |code| texts.code(code)))
}

/// Has one asked now.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let order = WhichSource {
        name: form.one("name").to_owned(),
    };
    let asker = who.visit.console.asker.as_deref();
    match who.desk().fetch_source(&who.caller, &order, asker).await {
        Ok(asked) if asked.under_way => see("/c/admin/sources?done=source-under-way"),
        Ok(_) => see("/c/admin/sources?done=source"),
        Err(error) if error.code() == Code::PolicyRole => Err(error.into()),
        Err(error) => {
            let fault = told(&who, &error.problem());
            shown(&who, None, vec![fault]).await
        }
    }
}

/// Why it could not be asked. The publisher is spared: that is no fault of the node.
fn told(who: &Signed, problem: &Problem) -> Fault {
    if problem.code == Code::LimitRate {
        return Fault::says(who.texts(), "sources", "source-too-soon");
    }
    Fault::of(who.texts(), "sources", problem)
}
