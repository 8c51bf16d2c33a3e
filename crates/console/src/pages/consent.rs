//! The records of consent: what a person agreed to, and taking it back. They never leave this desk, and the
//! desk's word for the person stands in no address.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{
    ConsentOrder, ConsentShown, ConsentWithdrawal, WhichConsent, WithdrawConsentOrder,
};
use fanal_protocol::Scope;

use super::compose::faulty_days;
use super::words::{Choice, choices};
use crate::calendar::{Moment, day, read_day};
use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::texts::Texts;
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "consents.html")]
struct ConsentsPage {
    f: Frame,
    rows: Vec<Row>,
    alias: String,
    how: String,
    scopes: Vec<Choice>,
    desks: Vec<(String, String)>,
    today: String,
}

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage {
    f: Frame,
    row: Row,
    how: String,
    heard_by: String,
    heard_on: Moment,
    until: Option<Moment>,
    risks: bool,
    rests: Vec<String>,
    asked: Option<ConsentWithdrawal>,
}

struct Row {
    alias: String,
    state: String,
    scope: String,
    named: Vec<String>,
    rests: usize,
    stands: bool,
}

impl Row {
    fn of(texts: &Texts, shown: &ConsentShown) -> Self {
        let state = match shown.state.as_str() {
            "stands" => "record-stands",
            "ended" => "record-ended",
            "doubted" => "record-doubted",
            _ => "record-withdrawn",
        };
        Self {
            alias: shown.alias.clone(),
            state: texts.say(state),
            scope: texts.say(match shown.scope {
                Scope::Desk => "claim-desk",
                Scope::Named => "claim-named",
                Scope::Network => "claim-network",
                Scope::Public => "claim-public",
            }),
            named: shown.named.iter().map(ToString::to_string).collect(),
            rests: shown.rests.len(),
            // What is in doubt can be taken back, too.
            stands: ["stands", "doubted"].contains(&shown.state.as_str()),
        }
    }
}

pub(crate) async fn list(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    render(&who, &Form::default(), Some(query.one("done")), Vec::new()).await
}

async fn render(who: &Signed, form: &Form, done: Option<&str>, faults: Vec<Fault>) -> Page {
    let texts = who.texts();
    let records = who.desk().list_consents(&who.caller).await?;
    let desks = who.desk().membership(None).map(|(_, membership)| {
        let roster = membership.roster.roster();
        let others = roster.active().filter(|desk| desk.id != *who.desk().id());
        others
            .map(|desk| (desk.id.to_string(), desk.name.clone()))
            .collect()
    });
    page(&ConsentsPage {
        rows: records.iter().map(|shown| Row::of(texts, shown)).collect(),
        alias: form.one("alias").to_owned(),
        how: form.one("how").to_owned(),
        scopes: choices(
            texts,
            "scope",
            &["desk", "named", "network", "public"],
            form.one("scope"),
        ),
        desks: desks.unwrap_or_default(),
        today: who.desk().now().date(),
        f: Frame::signed(who, "consent", texts.say("consents-title"))
            .done(done)
            .faulty(faults),
    })
}

/// Writes down what was heard.
pub(crate) async fn record(Posted { who, form }: Posted) -> Page {
    let faults = faulty_days(who.texts(), &form, &["heard_on", "until"]);
    if !faults.is_empty() {
        return render(&who, &form, None, faults).await;
    }
    let named: BTreeSet<_> = form
        .all("named")
        .filter_map(|desk| desk.parse().ok())
        .collect();
    let order = ConsentOrder {
        alias: form.one("alias").trim().to_owned(),
        heard_on: read_day(form.one("heard_on")),
        how: form.some("how"),
        scope: form.some("scope"),
        named: (!named.is_empty()).then_some(named),
        risks_explained: form.has("risks"),
        until: read_day(form.one("until")),
        attribution: Some(form.has("attribution")),
        ..ConsentOrder::default()
    };
    match who.desk().record_consent(&who.caller, &order).await {
        Ok(_) => see("/c/consent?done=recorded"),
        Err(error) => {
            let fault = Fault::of(who.texts(), "alias", &error.problem());
            render(&who, &form, None, vec![fault]).await
        }
    }
}

/// One record, with what rests on it.
pub(crate) async fn show(Posted { who, form }: Posted) -> Page {
    one(&who, form.one("alias"), None).await
}

async fn one(who: &Signed, alias: &str, asked: Option<ConsentWithdrawal>) -> Page {
    let texts = who.texts();
    let which = WhichConsent {
        alias: alias.to_owned(),
    };
    let shown = who.desk().show_consent(&who.caller, &which).await?;
    page(&ConsentPage {
        row: Row::of(texts, &shown),
        how: shown.how.clone(),
        heard_by: shown.heard_by.clone(),
        heard_on: day(texts, shown.heard_on),
        until: shown.until.map(|at| day(texts, at)),
        risks: shown.risks_explained,
        rests: shown.rests,
        asked,
        f: Frame::signed(who, "consent", texts.say("consent-record-title")),
    })
}

/// Takes it back: first what would go, then, with the second button, it goes.
pub(crate) async fn withdraw(Posted { who, form }: Posted) -> Page {
    let order = WithdrawConsentOrder {
        alias: form.one("alias").to_owned(),
        confirm: form.has("confirm"),
        to_delete: form.has("to_delete"),
    };
    let outcome = who.desk().withdraw_consent(&who.caller, &order).await?;
    if order.confirm {
        return see("/c/consent?done=withdrawn");
    }
    one(&who, &order.alias, Some(outcome)).await
}
