//! One's own account: what it may do, and where it is signed in.

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{Me, WhichSession};
use fanal_store::Right;

use crate::calendar::{Moment, ago, moment};
use crate::chrome::{Frame, page, see};
use crate::form::Form;
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    f: Frame,
    me: Me,
    rights: Vec<String>,
    sessions: Vec<Session>,
    version: &'static str,
    id: String,
}

struct Session {
    id: String,
    made: Moment,
    seen: String,
    this: bool,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let texts = who.texts();
    let rights = who.caller.rights().iter().map(|right| {
        texts.say(match right {
            Right::Analyst => "right-analyst",
            Right::Reviewer => "right-reviewer",
            Right::Coordinator => "right-coordinator",
            Right::Admin => "right-admin",
        })
    });
    let sessions = who.desk().list_sessions(&who.caller).await?;
    page(&MePage {
        me: who.desk().show_me(&who.caller).await?,
        rights: rights.collect(),
        sessions: sessions
            .into_iter()
            .map(|session| Session {
                id: session.id,
                made: moment(texts, session.made),
                seen: ago(texts, session.seen, who.desk().now()),
                this: session.this,
            })
            .collect(),
        version: env!("CARGO_PKG_VERSION"),
        id: who.desk().id().to_string(),
        f: Frame::signed(&who, "me", texts.say("me-title")).done(Some(query.one("done"))),
    })
}

/// Ends one session, or all others.
pub(crate) async fn end(Posted { who, form }: Posted) -> Page {
    let which = WhichSession {
        id: form.one("id").to_owned(),
    };
    who.desk().end_one(&who.caller, &which).await?;
    see("/c/me?done=everywhere")
}
