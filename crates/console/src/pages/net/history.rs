//! Versions of the roster: who signed each, and what it changed. Drafts of others are signed here.

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::VersionShown;

use crate::calendar::{Moment, moment};
use crate::chrome::{Frame, page, see};
use crate::form::Form;
use crate::pages::net::desk::draft_page;
use crate::told;
use crate::visit::{Page, Posted, Signed};

struct Version {
    number: String,
    issued: Moment,
    shown: VersionShown,
    changes: Vec<String>,
}

#[derive(Template)]
#[template(path = "net_history.html")]
struct HistoryPage {
    f: Frame,
    versions: Vec<Version>,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let texts = who.texts();
    let versions = who.desk().roster_history(&who.caller).await?;
    let versions = versions.into_iter().map(|shown| Version {
        number: texts.number(shown.version),
        issued: moment(texts, shown.issued),
        changes: told::all(texts, &shown.told),
        shown,
    });
    page(&HistoryPage {
        versions: versions.collect(),
        f: Frame::signed(&who, "net", texts.say("history-title")).done(Some(query.one("done"))),
    })
}

/// Signs a draft of another coordinator, or takes a whole roster.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let envelope = form.one("envelope").trim();
    if form.one("act") == "take" {
        who.desk().take_roster(&who.caller, envelope).await?;
        return see("/c/net/history?done=taken");
    }
    let draft = who.desk().sign_roster(&who.caller, envelope).await?;
    draft_page(&who, draft)
}
