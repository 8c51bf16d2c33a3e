//! The fields of the composer as the order that they make.

use std::collections::{BTreeMap, BTreeSet};

use fanal_desk::ShareOrder;
use fanal_protocol::Timestamp;

use crate::calendar::read_day;
use crate::chrome::Fault;
use crate::form::Form;
use crate::texts::Texts;

/// Days that a question stays open.
const QUESTION_DAYS: i64 = 7;

/// What the fields say. Nothing is made up for what was left empty.
pub(crate) fn order_of(form: &Form) -> ShareOrder {
    ShareOrder {
        content: form.one("content").to_owned(),
        file_name: form.some("file_name"),
        format: form.some("format"),
        kind: form.some("kind"),
        columns: columns(form),
        title: form.some("title"),
        summary: form.some("summary"),
        lang: form.some("lang"),
        category: form.some("category"),
        label: form.some("label"),
        to: form.all("to").map(str::to_owned).collect(),
        consent: consent(form),
        consent_record: form.some("consent_record"),
        consent_until: day(form, "consent_until"),
        attribution: form.has("attribution"),
        pap: form.some("pap"),
        also_please: form.some("also_please"),
        // Only a plain no lets it into block lists.
        may_alert_perpetrator: form.one("alert") != "no",
        urgent: form.has("urgent"),
        content_warning: form.has("content_warning"),
        role: form.some("role"),
        roles: roles(form),
        not_before: day(form, "not_before"),
        retain_until: day(form, "retain_until"),
        source: form.some("source"),
        licence: form.some("licence"),
        refers_to: form.some("refers_to").into_iter().collect(),
        independent_source: form.some("independent_source"),
        because: because(form),
        question_until: day(form, "question_until"),
        leave_out: left_out(form),
        seen_once: form.all("once").map(str::to_owned).collect::<BTreeSet<_>>(),
        ..ShareOrder::default()
    }
}

/// Every field that an order is made of.
const FIELDS: &[&str] = &[
    "content",
    "file_name",
    "format",
    "kind",
    "title",
    "summary",
    "lang",
    "category",
    "label",
    "to",
    "consent",
    "why_not",
    "scope",
    "consent_record",
    "consent_until",
    "attribution",
    "pap",
    "also_please",
    "alert",
    "urgent",
    "content_warning",
    "role",
    "not_before",
    "retain_until",
    "source",
    "licence",
    "refers_to",
    "independent_source",
    "question_until",
    "drop",
    "once",
    "sheet",
];

/// Is it one of the composer's?
pub(crate) fn is_a_field(name: &str) -> bool {
    FIELDS.contains(&name)
        || ["because-", "column-", "common-", "role-", "value-"]
            .iter()
            .any(|begins| name.starts_with(begins))
}

/// The answers to findings, by their key.
pub(crate) fn because(form: &Form) -> BTreeMap<String, String> {
    form.beginning("because-")
        .map(|(key, why)| (key.to_owned(), why.trim().to_owned()))
        .filter(|(_, why)| !why.is_empty())
        .collect()
}

/// What stands in a column of a table, by its number: `column-N`.
pub(crate) fn columns(form: &Form) -> BTreeMap<String, String> {
    form.beginning("column-")
        .filter(|(_, what)| !what.is_empty())
        .map(|(at, what)| (at.to_owned(), what.to_owned()))
        .collect()
}

fn consent(form: &Form) -> Option<String> {
    match form.one("consent") {
        "not-needed" => Some(format!("not-needed:{}", form.one("why_not"))),
        "granted" => form.some("scope"),
        "refused" => Some("refused".into()),
        "not-asked" => Some("not-asked".into()),
        _ => None,
    }
}

/// Fields that hold a day. What is no day is not taken for none: an embargo or an end would be lost. [CSL-15]
const DAYS: &[&str] = &[
    "consent_until",
    "not_before",
    "retain_until",
    "question_until",
];

/// What was written as a day and is none.
pub(crate) fn no_days(texts: &Texts, form: &Form) -> Vec<Fault> {
    faulty_days(texts, form, DAYS)
}

/// The same of these fields.
pub(crate) fn faulty_days(texts: &Texts, form: &Form, names: &[&'static str]) -> Vec<Fault> {
    let is_faulty = |name: &&&'static str| {
        form.some(name)
            .is_some_and(|text| read_day(&text).is_none())
    };
    let faulty = names.iter().filter(is_faulty);
    faulty
        .map(|name| Fault {
            field: name,
            text: texts.say("no-day"),
            detail: None,
        })
        .collect()
}

fn day(form: &Form, name: &str) -> Option<Timestamp> {
    read_day(form.one(name))
}

fn left_out(form: &Form) -> BTreeSet<String> {
    let mut values: BTreeSet<String> = form.all("drop").map(str::to_owned).collect();
    values.extend(common(form, "drop"));
    values
}

/// Values on the list of common sites of which this was chosen, `drop` or `keep`: `common-N` beside `value-N`.
pub(crate) fn common(form: &Form, choice: &str) -> BTreeSet<String> {
    let values: BTreeMap<&str, &str> = form.beginning("value-").collect();
    let chosen = form.beginning("common-").filter(|(_, it)| *it == choice);
    chosen
        .filter_map(|(at, _)| Some((*values.get(at)?).to_owned()))
        .collect()
}

/// `role-N` beside `value-N`.
fn roles(form: &Form) -> BTreeMap<String, String> {
    let values: BTreeMap<&str, &str> = form.beginning("value-").collect();
    form.beginning("role-")
        .filter(|(_, role)| !role.is_empty())
        .filter_map(|(at, role)| Some(((*values.get(at)?).to_owned(), role.to_owned())))
        .collect()
}

/// A template: its category, whether blocking may warn somebody, role, and the keys of title and lines.
type Begun = (&'static str, bool, &'static str, &'static str, &'static str);

const fn template(word: &str) -> Option<Begun> {
    Some(match word.as_bytes() {
        b"phishing" => (
            "phishing",
            false,
            "delivery",
            "begun-phishing",
            "begun-phishing-lines",
        ),
        b"stalkerware" => (
            "stalkerware",
            true,
            "c2",
            "begun-stalkerware",
            "begun-stalkerware-lines",
        ),
        b"spyware" => (
            "spyware",
            true,
            "delivery",
            "begun-spyware",
            "begun-spyware-lines",
        ),
        b"impersonation" => (
            "impersonation",
            false,
            "",
            "begun-impersonation",
            "begun-impersonation-lines",
        ),
        b"site-attack" => (
            "site-attack",
            false,
            "c2",
            "begun-site-attack",
            "begun-site-attack-lines",
        ),
        _ => return None,
    })
}

/// What stands in a title for what its writer has to say.
const BLANK: char = '…';

/// A sheet that begins with something: a template, a bulletin that is asked about, a pasted value.
pub(crate) fn begun(texts: &Texts, query: &Form, now: Timestamp) -> ShareOrder {
    let begun = template(query.one("template"));
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    ShareOrder {
        category: begun.map(|it| it.0.to_owned()),
        may_alert_perpetrator: begun.is_none_or(|it| it.1),
        role: begun.and_then(|it| some(it.2)),
        title: begun.map(|it| texts.say(it.3)),
        summary: begun.map(|it| texts.say(it.4).replace(" | ", "\n")),
        refers_to: query.some("about").into_iter().collect(),
        question_until: query.has("question").then(|| now.plus_days(QUESTION_DAYS)),
        ..ShareOrder::default()
    }
}

/// What a person has to choose before it can go on: each is theirs to say, and none has a default.
pub(crate) fn missing(texts: &Texts, order: &ShareOrder) -> Vec<Fault> {
    let mut faults = Vec::new();
    if order.content.trim().is_empty() {
        faults.push(Fault::says(texts, "content", "missing-content"));
    }
    let unsaid = |title: &String| title.ends_with(BLANK);
    if order.title.as_ref().is_none_or(unsaid) {
        faults.push(Fault::says(texts, "title", "missing-title"));
    }
    if order.consent.is_none() && order.consent_record.is_none() {
        faults.push(Fault::says(texts, "consent", "missing-consent"));
    }
    if order.label.is_none() {
        faults.push(Fault::says(texts, "label", "missing-label"));
    }
    faults
}
