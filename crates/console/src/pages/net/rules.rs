//! What the network agreed on: its rules, its code of practice, and who keeps that; a roster with other rules is
//! drafted by a form. [C7]

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{AcceptOrder, PartOfCode, RosterChange, RosterShown, RulesChange};
use fanal_protocol::{Code, DeskStatus, Problem};

use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::pages::net::desk::draft_page_with;
use crate::visit::{Page, Posted, Signed};

/// A rule that is a number: its field, what it is called, what it is now.
type Number = (&'static str, &'static str, u16);

/// A field of the form.
struct Field {
    name: &'static str,
    words: String,
    value: String,
}

#[derive(Template)]
#[template(path = "net_rules.html")]
struct RulesPage {
    f: Frame,
    rows: Vec<(String, String)>,
    retention: Vec<(String, String)>,
    code: Option<String>,
    accepted: Vec<String>,
    not_accepted: Vec<String>,
    /// This desk has not accepted it.
    to_accept: bool,
    fields: Vec<Field>,
    coordinators: Vec<String>,
    /// The version of the roster that the page shows: a form counts for that and no other.
    version: u64,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let roster = who.desk().show_roster(&who.caller).await?;
    let done = Some(query.one("done"));
    shown(&who, &roster, done, &query, Vec::new())
}

fn shown(
    who: &Signed,
    roster: &RosterShown,
    done: Option<&str>,
    form: &Form,
    faults: Vec<Fault>,
) -> Page {
    let texts = who.texts();
    let rules = &roster.rules;
    let row = |(_, key, n): Number| (texts.say(key), texts.number(n));
    let field = |(name, key, n): Number| Field {
        name,
        words: texts.say(key),
        value: form.some(name).unwrap_or_else(|| n.to_string()),
    };
    let active = roster.desks.iter();
    let active = active.filter(|desk| desk.status == DeskStatus::Active);
    let accepting = |wanted: bool| {
        let fits = active.clone().filter(|desk| desk.accepts_code == wanted);
        let fits = fits.map(|desk| desk.id.to_string());
        let named = rules.code_of_practice.is_some();
        fits.filter(|_| named).collect::<Vec<_>>()
    };
    let own = who.desk().id().as_str();
    let not_accepted = accepting(false);
    page(&RulesPage {
        rows: numbers(roster).map(row).into(),
        fields: numbers(roster).map(field).into(),
        coordinators: roster.coordinators.clone(),
        retention: rules
            .retention_days
            .iter()
            .map(|(label, days)| (label.to_string(), texts.number(days)))
            .collect(),
        code: rules.code_of_practice.map(|digest| digest.to_string()),
        to_accept: not_accepted.iter().any(|desk| desk == own),
        accepted: accepting(true),
        not_accepted,
        version: roster.version,
        f: Frame::signed(who, "net", texts.say("rules-title"))
            .done(done)
            .faulty(faults),
    })
}

fn numbers(roster: &RosterShown) -> [Number; 7] {
    let rules = &roster.rules;
    [
        ("threshold", "rule-threshold", u16::from(roster.threshold)),
        ("vouches", "rule-vouches", u16::from(rules.vouches)),
        (
            "objection_days",
            "rule-objection-days",
            rules.objection_days,
        ),
        (
            "freshness_days",
            "rule-freshness-days",
            rules.freshness_days,
        ),
        (
            "vouch_age_days",
            "rule-vouch-age-days",
            rules.vouch_age_days,
        ),
        (
            "vouches_per_year",
            "rule-vouches-per-year",
            rules.vouches_per_year,
        ),
        (
            "members_first_days",
            "rule-members-first-days",
            rules.members_first_days,
        ),
    ]
}

/// Accepts the code of practice, or drafts a roster with other rules.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    match form.one("act") {
        "accept" => accept(&who, &form).await,
        "draft" => draft(&who, &form).await,
        _ => Err(Problem::new(Code::UsageInvalid, "there is no such act").into()),
    }
}

async fn accept(who: &Signed, form: &Form) -> Page {
    let order = AcceptOrder {
        text: form.one("code").to_owned(),
    };
    match who.desk().accept_code(&who.caller, &order).await {
        Ok(()) => see("/c/net/rules?done=code"),
        Err(error) if [Code::Conflict, Code::NotFound].contains(&error.code()) => {
            let roster = who.desk().show_roster(&who.caller).await?;
            let fault = Fault {
                detail: Some(error.problem().text),
                ..Fault::says(who.texts(), "code", "code-is-another")
            };
            shown(who, &roster, None, form, vec![fault])
        }
        Err(error) => Err(error.into()),
    }
}

async fn draft(who: &Signed, form: &Form) -> Page {
    let roster = who.desk().show_roster(&who.caller).await?;
    let again = |field, key: &str| {
        let fault = Fault {
            field,
            text: who.texts().say(key),
            detail: None,
        };
        shown(who, &roster, None, form, vec![fault])
    };
    if form.one("version") != roster.version.to_string() {
        return again("threshold", "changed-look-again");
    }
    let change = match change_of(form, &roster) {
        Ok(change) => change,
        Err((field, key)) => return again(field, key),
    };
    match who.desk().draft_roster(&who.caller, &change).await {
        Ok(draft) => draft_page_with(who, draft, lacks(who, form)),
        Err(error) if [Code::UsageInvalid, Code::VerifyFormat].contains(&error.code()) => {
            let fault = Fault::of(who.texts(), "threshold", &error.problem());
            shown(who, &roster, None, form, vec![fault])
        }
        Err(error) => Err(error.into()),
    }
}

/// What a new code of practice does not seem to say: a hint, and no more. [CSL-43]
fn lacks(who: &Signed, form: &Form) -> Vec<String> {
    let text = form.one("new_code");
    if text.trim().is_empty() {
        return Vec::new();
    }
    let key = |part: PartOfCode| match part {
        PartOfCode::Descriptions => "code-lacks-descriptions",
        PartOfCode::Reporting => "code-lacks-reporting",
        PartOfCode::Enforcement => "code-lacks-enforcement",
        PartOfCode::Demarcation => "code-lacks-demarcation",
    };
    let missing = fanal_desk::parts_missing(text).into_iter();
    missing.map(|part| who.texts().say(key(part))).collect()
}

/// What is another than in this roster; or the field that has to be mended, and the key of why.
fn change_of(
    form: &Form,
    roster: &RosterShown,
) -> Result<RosterChange, (&'static str, &'static str)> {
    let mut wanted = BTreeMap::new();
    for (field, _, was) in numbers(roster) {
        let number: u16 = form
            .one(field)
            .trim()
            .parse()
            .map_err(|_| (field, "rule-number"))?;
        if number != was {
            wanted.insert(field, number);
        }
    }
    let small = |field: &'static str| {
        let number = wanted.get(field).copied().map(u8::try_from);
        number.transpose().map_err(|_| (field, "rule-number"))
    };
    let number = |field: &str| wanted.get(field).copied();
    let text = form.one("new_code");
    let code = (!text.trim().is_empty()).then(|| fanal_desk::digest_of_code(text));
    let code = code.filter(|code| Some(*code) != roster.rules.code_of_practice);
    let out: Vec<String> = form.all("out").map(str::to_owned).collect();
    if wanted.is_empty() && out.is_empty() && code.is_none() {
        return Err(("threshold", "rule-no-change"));
    }
    Ok(RosterChange {
        threshold: small("threshold")?,
        remove_coordinators: out,
        rules: RulesChange {
            vouches: small("vouches")?,
            objection_days: number("objection_days"),
            freshness_days: number("freshness_days"),
            vouch_age_days: number("vouch_age_days"),
            vouches_per_year: number("vouches_per_year"),
            members_first_days: number("members_first_days"),
            code_of_practice: code,
            ..RulesChange::default()
        },
        ..RosterChange::default()
    })
}
