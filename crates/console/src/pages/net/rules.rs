//! What the network agreed on.

use askama::Template;

use crate::chrome::{Frame, page};
use crate::visit::{Page, Signed};

#[derive(Template)]
#[template(path = "net_rules.html")]
struct RulesPage {
    f: Frame,
    rows: Vec<(String, String)>,
    retention: Vec<(String, String)>,
    code: Option<String>,
    not_accepted: Vec<String>,
}

pub(crate) async fn show(who: Signed) -> Page {
    let texts = who.texts();
    let roster = who.desk().show_roster(&who.caller).await?;
    let rules = &roster.rules;
    let row = |key: &str, n: u16| (texts.say(key), texts.number(n));
    let not_accepted = roster.desks.iter().filter(|desk| {
        rules.code_of_practice.is_some()
            && desk.status == fanal_protocol::DeskStatus::Active
            && !desk.accepts_code
    });
    page(&RulesPage {
        rows: vec![
            row("rule-vouches", u16::from(rules.vouches)),
            row("rule-objection-days", rules.objection_days),
            row("rule-freshness-days", rules.freshness_days),
            row("rule-vouch-age-days", rules.vouch_age_days),
            row("rule-vouches-per-year", rules.vouches_per_year),
        ],
        retention: rules
            .retention_days
            .iter()
            .map(|(label, days)| (label.to_string(), texts.number(days)))
            .collect(),
        code: rules.code_of_practice.map(|digest| digest.to_string()),
        not_accepted: not_accepted.map(|desk| desk.id.to_string()).collect(),
        f: Frame::signed(&who, "net", texts.say("rules-title")),
    })
}
