//! The composer as it is shown: the fields with what was typed, the table of values, each label with
//! what it would mean, and who would see it.

use std::collections::BTreeSet;

use fanal_desk::{Alternative, RecognisedValue, ShareOrder};
use fanal_protocol::{BulletinId, Code, DeskStatus, Label};

use super::matrix::Matrix;
use super::{Looked, ROWS};
use crate::findings::FindingRow;
use crate::lang::Lang;
use crate::noted::{RefusedRow, note};
use crate::pages::words::{CATEGORIES, Choice, ROLES, Seen, choices, kind};
use crate::pill::{LABELS, Pill, sentence};
use crate::texts::Texts;
use crate::visit::Signed;
use crate::warned::{WarnedRows, guard};

/// All that the template shows. It calls it `w`.
pub(crate) struct Filled {
    pub(crate) sheet: Option<BulletinId>,
    pub(crate) order: ShareOrder,
    pub(crate) read: bool,
    pub(crate) kinds: Vec<String>,
    pub(crate) rows: Vec<ValueRow>,
    pub(crate) not_shown: usize,
    pub(crate) known: usize,
    pub(crate) refused: Vec<RefusedRow>,
    /// What was guessed or passed over.
    pub(crate) notes: Vec<String>,
    /// The same again, joined.
    pub(crate) merged: usize,
    pub(crate) carried: Option<String>,
    pub(crate) roles: Vec<Choice>,
    pub(crate) categories: Vec<Choice>,
    pub(crate) langs: Vec<Choice>,
    pub(crate) consent: &'static str,
    pub(crate) why_not: Vec<Choice>,
    pub(crate) scopes: Vec<Choice>,
    pub(crate) labels: Vec<LabelRow>,
    pub(crate) desks: Vec<DeskRow>,
    pub(crate) groups: Vec<DeskRow>,
    pub(crate) paps: Vec<Choice>,
    pub(crate) seen: Option<Seen>,
    pub(crate) chosen: Option<Pill>,
    pub(crate) instead: Vec<String>,
    pub(crate) question: Option<String>,
    pub(crate) not_before: String,
    pub(crate) retain_until: String,
    pub(crate) templates: Vec<&'static str>,
    pub(crate) personal: Vec<FindingRow>,
    pub(crate) warned: WarnedRows,
    pub(crate) matrix: Matrix,
    /// Values that stay here, and that no row shows.
    pub(crate) out_of_sight: Vec<String>,
    /// Values that were seen at one person only, and that no row shows.
    pub(crate) once_out_of_sight: Vec<String>,
}

/// A recognised value.
pub(crate) struct ValueRow {
    pub(crate) at: usize,
    pub(crate) value: String,
    pub(crate) defanged: String,
    pub(crate) kind: String,
    pub(crate) left_out: bool,
    /// Why the list of common sites has it.
    pub(crate) common: Option<String>,
    pub(crate) seen_once: bool,
    pub(crate) roles: Vec<Choice>,
    /// Where it is known: address and words.
    pub(crate) known: Vec<(String, String)>,
}

/// A label to choose, or why not.
pub(crate) struct LabelRow {
    pub(crate) pill: Pill,
    pub(crate) sentence: String,
    pub(crate) chosen: bool,
    pub(crate) forbidden: Option<String>,
}

/// A desk or group to choose.
pub(crate) struct DeskRow {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) chosen: bool,
}

const TEMPLATES: [&str; 5] = [
    "template-phishing",
    "template-stalkerware",
    "template-spyware",
    "template-impersonation",
    "template-site-attack",
];

const WHY_NOT: &[&str] = &[
    "no-beneficiary",
    "already-public",
    "vendor-report",
    "own-infrastructure",
];
const SCOPES: &[&str] = &["desk", "named", "network", "public"];

impl Filled {
    pub(super) async fn of(
        who: &Signed,
        sheet: Option<BulletinId>,
        order: &ShareOrder,
        looked: &Looked,
    ) -> Self {
        let texts = who.texts();
        let consent = order.consent.as_deref().unwrap_or_default();
        let why_not = consent.strip_prefix("not-needed:").unwrap_or_default();
        let shared = looked.shared.as_ref().or(looked.any_label.as_ref());
        let alternatives = shared.map_or(&[][..], |shared| &shared.outlook.alternatives);
        let mut recognised = looked.recognised.clone().unwrap_or_default();
        // What has to be chosen of is in sight.
        recognised.values.sort_by_key(|value| value.guard.is_none());
        let all = &recognised.values;
        let (desks, groups) = addressees(who, order);
        let outlook = looked.shared.as_ref().map(|shared| &shared.outlook);
        Self {
            sheet,
            read: looked.recognised.is_some(),
            kinds: kinds(texts, all),
            rows: rows(texts, all, order),
            not_shown: all.len().saturating_sub(ROWS),
            known: all.iter().filter(|value| !value.known.is_empty()).count(),
            refused: recognised
                .refused
                .iter()
                .map(|row| RefusedRow::of(texts, row))
                .collect(),
            notes: recognised.noted.iter().map(|it| note(texts, it)).collect(),
            merged: recognised.merged,
            carried: recognised.label,
            roles: choices(
                texts,
                "role",
                ROLES,
                order.role.as_deref().unwrap_or_default(),
            ),
            categories: choices(
                texts,
                "category",
                CATEGORIES,
                order.category.as_deref().unwrap_or_default(),
            ),
            langs: langs(texts.lang(), order.lang.as_deref()),
            consent: claim(consent),
            why_not: choices(texts, "why-not", WHY_NOT, why_not),
            scopes: choices(texts, "scope", SCOPES, consent),
            labels: labels(texts, order, alternatives),
            desks,
            groups,
            paps: paps(texts, order.pap.as_deref()),
            seen: outlook.map(|outlook| Seen::of(texts, outlook)),
            chosen: chosen(texts, order),
            instead: outlook.map_or_else(Vec::new, |o| instead(texts, &o.alternatives, &o.label)),
            question: order.question_until.map(fanal_protocol::Timestamp::date),
            not_before: order.not_before.map_or_else(String::new, |at| at.date()),
            retain_until: order.retain_until.map_or_else(String::new, |at| at.date()),
            templates: TEMPLATES.to_vec(),
            matrix: Matrix::of(texts, alternatives),
            warned: WarnedRows::of(texts, &recognised.warned),
            personal: FindingRow::all(texts, &looked.personal),
            out_of_sight: out_of_sight(all, &order.leave_out),
            once_out_of_sight: out_of_sight(all, &order.seen_once),
            order: order.clone(),
        }
    }
}

fn claim(consent: &str) -> &'static str {
    match consent {
        "refused" => "refused",
        "not-asked" => "not-asked",
        "desk" | "named" | "network" | "public" => "granted",
        text if text.starts_with("not-needed") => "not-needed",
        _ => "",
    }
}

fn chosen(texts: &Texts, order: &ShareOrder) -> Option<Pill> {
    let label = Label::read(order.label.as_deref()?)?;
    Some(Pill::of(texts, label))
}

fn langs(own: Lang, chosen: Option<&str>) -> Vec<Choice> {
    let chosen = chosen.unwrap_or(own.as_str());
    let one = |lang: Lang| Choice {
        value: lang.as_str().to_owned(),
        words: lang.name().to_owned(),
        chosen: lang.as_str() == chosen,
    };
    Lang::ALL.into_iter().map(one).collect()
}

fn paps(texts: &Texts, chosen: Option<&str>) -> Vec<Choice> {
    ["PAP:RED", "PAP:AMBER", "PAP:GREEN", "PAP:CLEAR"]
        .into_iter()
        .map(|pap| Choice {
            value: pap.to_owned(),
            words: texts.say(&pap.to_lowercase().replace(':', "-")),
            chosen: chosen == Some(pap),
        })
        .collect()
}

fn kinds(texts: &Texts, values: &[RecognisedValue]) -> Vec<String> {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for value in values {
        match counted.iter_mut().find(|(known, _)| *known == value.kind) {
            Some((_, count)) => *count += 1,
            None => counted.push((&value.kind, 1)),
        }
    }
    let said = counted.into_iter();
    said.map(|(one, count)| format!("{} {}", texts.number(count), kind(texts, one)))
        .collect()
}

fn rows(texts: &Texts, values: &[RecognisedValue], order: &ShareOrder) -> Vec<ValueRow> {
    let one = |(at, value): (usize, &RecognisedValue)| {
        let role = order.roles.get(&value.value).or(value.role.as_ref());
        ValueRow {
            at,
            value: value.value.clone(),
            defanged: value.defanged.clone(),
            kind: kind(texts, &value.kind),
            left_out: value.left_out,
            common: value.guard.map(|why| texts.say(guard(why))),
            seen_once: order.seen_once.contains(&value.value),
            roles: choices(texts, "role", ROLES, role.map_or("", String::as_str)),
            known: value
                .known
                .iter()
                .map(|found| {
                    let words = format!("{} {}", found.label, found.origin);
                    (format!("/c/b/{}", found.reference), words)
                })
                .collect(),
        }
    };
    values.iter().take(ROWS).enumerate().map(one).collect()
}

fn out_of_sight(values: &[RecognisedValue], marked: &BTreeSet<String>) -> Vec<String> {
    let shown = |wanted: &String| values.iter().take(ROWS).any(|it| it.value == *wanted);
    let marked = marked.iter();
    marked.filter(|value| !shown(value)).cloned().collect()
}

fn labels(texts: &Texts, order: &ShareOrder, alternatives: &[Alternative]) -> Vec<LabelRow> {
    let one = |label: Label| {
        let answer = alternatives
            .iter()
            .find(|other| other.label == label.to_string());
        LabelRow {
            pill: Pill::of(texts, label),
            sentence: texts.say(sentence(label)),
            chosen: order.label.as_deref() == Some(label.as_str()),
            forbidden: answer.and_then(|answer| forbidden(texts, answer)),
        }
    };
    LABELS.into_iter().map(one).collect()
}

/// What consent forbids is greyed; what is mended by choosing desks is not.
fn forbidden(texts: &Texts, answer: &Alternative) -> Option<String> {
    let code = answer.code?;
    let by_consent = matches!(
        code,
        Code::PolicyConsentRefused
            | Code::PolicyConsentNotAsked
            | Code::PolicyConsentScope
            | Code::PolicyConsentExpired
            | Code::PolicyReference
            | Code::PolicyPap
    );
    by_consent.then(|| texts.code(code))
}

/// What other labels would mean, in one line each.
fn instead(texts: &Texts, alternatives: &[Alternative], chosen: &str) -> Vec<String> {
    alternatives
        .iter()
        .filter(|other| other.label != chosen)
        .filter_map(|other| Some(texts.count_with("instead", other.desks?, "label", &other.label)))
        .collect()
}

fn addressees(who: &Signed, order: &ShareOrder) -> (Vec<DeskRow>, Vec<DeskRow>) {
    let Ok((_, membership)) = who.desk().membership(None) else {
        return (Vec::new(), Vec::new());
    };
    let roster = membership.acted_on(who.desk().now());
    let is_chosen = |name: &str| order.to.iter().any(|to| to == name);
    let desks = roster
        .desks
        .iter()
        .filter(|desk| desk.status == DeskStatus::Active && desk.id != *who.desk().id());
    let desks = desks.map(|desk| DeskRow {
        value: desk.id.to_string(),
        name: desk.name.clone(),
        chosen: is_chosen(desk.id.as_str()),
    });
    let mut groups: Vec<DeskRow> = Vec::new();
    for group in roster.desks.iter().flat_map(|desk| &desk.groups) {
        let value = format!("group:{group}");
        if groups.iter().all(|known| known.value != value) {
            groups.push(DeskRow {
                chosen: is_chosen(&value),
                name: group.to_string(),
                value,
            });
        }
    }
    (desks.collect(), groups)
}

/// The field that a no is about.
pub(crate) fn field_of(code: Code) -> &'static str {
    let found = FIELDS.iter().find(|(known, _)| *known == code);
    found.map_or("content", |(_, field)| field)
}

const FIELDS: &[(Code, &str)] = &[
    (Code::PolicyLabel, "label"),
    (Code::PolicyUnlabelled, "label"),
    (Code::PolicyAudience, "to"),
    (Code::PolicyMember, "to"),
    (Code::PolicyConsentRefused, "consent"),
    (Code::PolicyConsentNotAsked, "consent"),
    (Code::PolicyConsentScope, "consent"),
    (Code::PolicyConsentExpired, "consent"),
    (Code::PolicyPap, "pap"),
    (Code::PolicyReference, "independent_source"),
    (Code::PolicyEmbargo, "not_before"),
];
