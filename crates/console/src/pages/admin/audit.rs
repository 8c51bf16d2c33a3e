//! The audit trail: who, what, which object, when, with what result; newest first, by act, and as a table to keep.

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::AuditShown;

use crate::calendar::{Moment, moment};
use crate::chrome::{Frame, page};
use crate::form::Form;
use crate::pages::table;
use crate::visit::{Page, Signed};

/// Lines of one page.
const LINES: u32 = 100;

#[derive(Template)]
#[template(path = "admin_audit.html")]
struct AuditPage {
    f: Frame,
    lines: Vec<(AuditShown, Moment)>,
    act: String,
    /// The newest line that is meant; empty: the newest of all.
    from: String,
    next: Option<u64>,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let texts = who.texts();
    let from: Option<u64> = query.one("from").trim().parse().ok();
    let act = query.one("act").trim().to_owned();
    let mut lines = who
        .desk()
        .look_through_audit(&who.caller, &act, from, LINES + 1)
        .await?;
    let next = lines
        .get(usize::try_from(LINES).unwrap_or(usize::MAX))
        .map(|line| line.number);
    lines.retain(|line| next.is_none_or(|next| line.number > next));
    let lines = lines.into_iter().map(|line| {
        let at = moment(texts, line.at);
        (line, at)
    });
    page(&AuditPage {
        lines: lines.collect(),
        act,
        from: from.map(|from| from.to_string()).unwrap_or_default(),
        next,
        f: Frame::signed(&who, "admin", texts.say("audit-title")),
    })
}

/// The whole trail, as CSV.
pub(crate) async fn export(who: Signed) -> Page {
    let head = ["number", "at", "who", "act", "object", "result"];
    let mut rows = vec![head.map(str::to_owned)];
    let mut from = 0;
    loop {
        let lines = who.desk().list_audit(&who.caller, from).await?;
        let Some(last) = lines.last() else {
            break;
        };
        from = last.number + 1;
        rows.extend(lines.into_iter().map(|line| {
            let (number, at) = (line.number.to_string(), line.at.to_string());
            [number, at, line.who, line.act, line.object, line.result]
        }));
    }
    Ok(table::csv("audit.csv", rows))
}
