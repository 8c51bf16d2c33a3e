//! What the privacy check holds back in words that somebody sends: shown with the words, to be changed, mended
//! by one button or answered; then the act goes on with all that was typed. [PRV-13]

use std::collections::BTreeSet;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use fanal_desk::DeskError;
use fanal_protocol::{Code, Problem};

use super::step_up;
use crate::chrome::{Fault, Frame, page_with};
use crate::findings::{FindingRow, read_way};
use crate::form::Form;
use crate::routes::page_of;
use crate::visit::Signed;

#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerPage {
    f: Frame,
    action: String,
    back: String,
    findings: Vec<FindingRow>,
    /// Words that something was found in, or taken out of: they are shown, and can be changed.
    words: Vec<Words>,
    /// All else that was typed.
    fields: Vec<(String, String)>,
}

/// What stands in one field.
struct Words {
    name: String,
    text: String,
    /// They are of several lines, or long.
    is_long: bool,
}

/// Says that a form comes from this page.
pub(crate) const MARK: &str = "answering";
/// Fields that are no words of anybody, or are no page's to show again.
const NO_WORDS: &[&str] = &[
    crate::csrf::FIELD,
    "proof",
    "password",
    "way",
    MARK,
    step_up::MARK,
];
/// The prefix of answers.
const BECAUSE: &str = "because-";
/// Words of more characters get a box of several lines.
const SHORT: usize = 60;

/// Asks, with the form that it is for; none where no finding stands in its way.
pub(crate) async fn show(who: &Signed, form: &Form, problem: &Problem) -> Option<Response> {
    let typed = typed(form);
    let page = ask(who, typed, &BTreeSet::new(), Some(problem))
        .await
        .ok()?;
    if page.findings.is_empty() {
        return None;
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Some(page_with(status, &page).unwrap_or_else(|_| status.into_response()))
}

/// A way out, taken by its button: the words as they are then, and nothing is sent yet. [PRV-11]
pub(crate) async fn mend(who: &Signed, form: &Form) -> Result<Response, Problem> {
    let sent = form.one("way");
    let absent = || Problem::new(Code::UsageInvalid, "there is no such way out");
    let (key, way) = read_way(sent).ok_or_else(absent)?;
    let mut changed = BTreeSet::new();
    let mut mended = Vec::new();
    for (name, text) in typed(form) {
        if name == format!("{BECAUSE}{key}") {
            continue;
        }
        let text = if name.starts_with(BECAUSE) {
            text
        } else {
            let desk = who.desk();
            let new = desk.mend_words(&who.caller, &text, key, way).await;
            let new = new.map_err(|error| error.problem())?;
            if new != text {
                changed.insert(name.clone());
            }
            new
        };
        mended.push((name, text));
    }
    let page = ask(who, mended, &changed, None).await;
    let page = page.map_err(|error| error.problem())?;
    let shown = page_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
    shown.map_err(|_| Problem::new(Code::Broken, "the page could not be made"))
}

/// What was typed, without what is no page's to show again.
fn typed(form: &Form) -> Vec<(String, String)> {
    let fields = form.fields().iter();
    fields
        .filter(|(name, _)| !NO_WORDS.contains(&name.as_str()))
        .cloned()
        .collect()
}

async fn ask(
    who: &Signed,
    typed: Vec<(String, String)>,
    changed: &BTreeSet<String>,
    problem: Option<&Problem>,
) -> Result<AnswerPage, DeskError> {
    let texts = who.texts();
    let answered = |key: &str| {
        let mut given = typed.iter();
        given.any(|(name, why)| name.strip_prefix(BECAUSE) == Some(key) && !why.trim().is_empty())
    };
    let (mut open, mut words, mut fields) = (Vec::new(), Vec::new(), Vec::new());
    let mut known = BTreeSet::new();
    for (name, text) in &typed {
        let found = if name.starts_with(BECAUSE) {
            Vec::new()
        } else {
            who.desk().look_at_words(&who.caller, text).await?
        };
        if found.is_empty() && !changed.contains(name) {
            fields.push((name.clone(), text.clone()));
            continue;
        }
        let is_long = text.chars().count() > SHORT || text.contains('\n');
        words.push(Words {
            name: name.clone(),
            text: text.clone(),
            is_long,
        });
        let found = found.into_iter();
        open.extend(found.filter(|it| !answered(&it.key) && known.insert(it.key.clone())));
    }
    let problem = problem.map(|problem| Fault::of(texts, "findings", problem));
    let frame = Frame::signed(who, "", texts.say("answer-title"));
    Ok(AnswerPage {
        action: who.visit.path.clone(),
        back: page_of(&who.visit.path),
        findings: FindingRow::all(texts, &open),
        words,
        fields,
        f: Frame {
            done: problem.is_none().then(|| texts.say("done-mended")),
            ..frame.faulty(problem.into_iter().collect())
        },
    })
}
