//! Broken rules that were reported to the coordinators, with what shows them.

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{ReportOrder, ReportShown};
use fanal_protocol::{Code, Problem};

use crate::calendar::{Moment, moment};
use crate::chrome::{Frame, page, see};
use crate::form::Form;
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "net_reports.html")]
struct ReportsPage {
    f: Frame,
    reports: Vec<(ReportShown, Moment)>,
    desks: Vec<String>,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let texts = who.texts();
    let reports = who.desk().list_reports(&who.caller).await?;
    let reports = reports.into_iter().map(|report| {
        let at = moment(texts, report.at);
        (report, at)
    });
    let roster = who.desk().show_roster(&who.caller).await?;
    let desks = roster
        .desks
        .iter()
        .filter(|desk| desk.id != *who.desk().id());
    page(&ReportsPage {
        reports: reports.collect(),
        desks: desks.map(|desk| desk.id.to_string()).collect(),
        f: Frame::signed(&who, "net", texts.say("reports-title")).done(Some(query.one("done"))),
    })
}

pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let desk = form.one("desk").parse();
    let order = ReportOrder {
        because: form.answers(),
        desk: desk.map_err(|_| Problem::new(Code::UsageInvalid, "that is no desk"))?,
        text: form.one("text").trim().to_owned(),
    };
    who.desk().report_desk(&who.caller, &order).await?;
    see("/c/net/reports?done=reported")
}
