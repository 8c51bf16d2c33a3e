//! A new revision: other words, another label, other desks. What it would change is shown before.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use fanal_desk::{BulletinShown, ReviseOrder, Revised};
use fanal_protocol::{Code, Label, Problem};

use super::compose::order_of;
use super::words::Seen;
use crate::chrome::{Fault, Frame, page, see};
use crate::findings::{FindingRow, read_way};
use crate::form::Form;
use crate::leaving::Leaving;
use crate::looked::{self, looked_at};
use crate::pill::{LABELS, Pill, sentence};
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "revise.html")]
struct RevisePage {
    f: Frame,
    address: String,
    title: String,
    summary: String,
    also_please: String,
    alert: bool,
    urgent: bool,
    content_warning: bool,
    labels: Vec<(Pill, String, bool)>,
    desks: Vec<(String, String, bool)>,
    scope: String,
    seen: Option<Seen>,
    leaving: Leaving,
    recalled: Vec<String>,
    /// It would be public no more.
    leaves_public: bool,
    /// What waits for an answer.
    findings: Vec<FindingRow>,
    /// It may ask for a fresh password.
    needs_proof: bool,
    act: String,
    /// What the preview was made of: the button sends that, and nothing else.
    looked: String,
}

pub(crate) async fn show(who: Signed, Path((desk, id)): Path<(String, String)>) -> Page {
    let reference = format!("{desk}/{id}");
    let shown = who.desk().show_bulletin(&who.caller, &reference).await?;
    render(&who, &shown, None, None, Vec::new())
}

fn render(
    who: &Signed,
    shown: &BulletinShown,
    form: Option<&Form>,
    revised: Option<&Revised>,
    faults: Vec<Fault>,
) -> Page {
    let texts = who.texts();
    let typed = |name: &str, held: Option<&String>| match form {
        Some(form) => form.one(name).to_owned(),
        None => held.cloned().unwrap_or_default(),
    };
    let label = form
        .and_then(|form| Label::read(form.one("label")))
        .unwrap_or(label_of(shown));
    let is_to = |name: &str| match form {
        Some(form) => form.all("to").any(|to| to == name),
        None => shown.audience.iter().any(|to| to == name),
    };
    let (_, membership) = who.desk().membership(None)?;
    let roster = membership.acted_on(who.desk().now());
    let mut desks: Vec<(String, String, bool)> = shown
        .audience
        .iter()
        .filter(|name| name.starts_with("group:"))
        .map(|group| (group.clone(), group.clone(), is_to(group)))
        .collect();
    let others = roster.active().filter(|desk| desk.id != *who.desk().id());
    desks.extend(others.map(|desk| {
        (
            desk.id.to_string(),
            desk.name.clone(),
            is_to(desk.id.as_str()),
        )
    }));
    // Who is suspended stays in the audience: an empty one would be everybody.
    let absent = shown.audience.iter().filter(|name| {
        !desks.iter().any(|(desk, ..)| desk == *name) && name.as_str() != who.desk().id().as_str()
    });
    let absent: Vec<_> = absent
        .map(|name| (name.clone(), name.clone(), is_to(name)))
        .collect();
    desks.extend(absent);
    let count = revised.map_or(0, |revised| revised.outlook.now.len());
    page(&RevisePage {
        address: format!("/c/b/{}", shown.line.reference),
        title: typed("title", shown.line.title.as_ref()),
        summary: typed("summary", shown.summary.as_ref()),
        also_please: typed("also_please", shown.also_please.as_ref()),
        alert: form.map_or(shown.may_alert_perpetrator, |form| {
            form.one("alert") != "no"
        }),
        urgent: form.map_or(shown.line.urgent, |form| form.has("urgent")),
        content_warning: form.map_or(shown.content_warning, |form| form.has("content_warning")),
        labels: LABELS
            .into_iter()
            .map(|one| (Pill::of(texts, one), texts.say(sentence(one)), one == label))
            .collect(),
        desks,
        looked: match (form, revised) {
            (Some(form), Some(revised)) => {
                looked(shown, &order(&shown.line.reference, form), revised)
            }
            (Some(_) | None, _) => String::new(),
        },
        findings: revised.map_or_else(Vec::new, |it| FindingRow::all(texts, &it.findings)),
        scope: form.map_or_else(String::new, |form| form.one("scope").to_owned()),
        seen: revised.map(|revised| Seen::of(texts, &revised.outlook)),
        leaving: revised.map_or_else(Leaving::default, |revised| {
            Leaving::of(texts, &revised.texts, label == Label::Clear)
        }),
        recalled: revised.map_or_else(Vec::new, |revised| {
            revised
                .recalled_from
                .iter()
                .map(ToString::to_string)
                .collect()
        }),
        leaves_public: revised.is_some() && shown.wishes_publication && label != Label::Clear,
        needs_proof: revised.is_some() && label < shown.line.label || label == Label::Clear,
        act: if label == Label::Clear {
            texts.say("act-review")
        } else {
            texts.count("act-send", count)
        },
        f: Frame::signed(who, "inbox", texts.say("revise-title"))
            .labelled(label)
            .faulty(faults),
    })
}

/// The label that it was sent to have: what is to become public travels as GREEN until then. [R2]
const fn label_of(shown: &BulletinShown) -> Label {
    if shown.wishes_publication {
        Label::Clear
    } else {
        shown.line.label
    }
}

/// What stood above the button: what is asked, of which revision, and whom it would reach. Answers to
/// findings are given on this very page. [CSL-13]
fn looked(shown: &BulletinShown, order: &ReviseOrder, revised: &Revised) -> String {
    let asked = ReviseOrder {
        because: BTreeMap::new(),
        dry_run: false,
        ..order.clone()
    };
    let reached = (&revised.outlook.now, &revised.recalled_from);
    looked_at(&(asked, shown.line.revision, reached))
}

fn order(reference: &str, form: &Form) -> ReviseOrder {
    let typed = order_of(form);
    ReviseOrder {
        bulletin: reference.to_owned(),
        title: typed.title,
        // What was emptied on the page is to go.
        summary: Some(form.one("summary").to_owned()),
        label: typed.label,
        to: Some(typed.to),
        consent: form.some("scope"),
        also_please: Some(form.one("also_please").to_owned()),
        may_alert_perpetrator: Some(typed.may_alert_perpetrator),
        urgent: Some(typed.urgent),
        content_warning: Some(typed.content_warning),
        because: typed.because,
        ..ReviseOrder::default()
    }
}

pub(crate) async fn take(
    Path((desk, id)): Path<(String, String)>,
    Posted { mut who, form }: Posted,
) -> Page {
    let reference = format!("{desk}/{id}");
    let shown = who.desk().show_bulletin(&who.caller, &reference).await?;
    let order = order(&reference, &form);
    if let Some(way) = form.some("way") {
        return mend(&who, &shown, &order, &form, &way).await;
    }
    let dry = ReviseOrder {
        dry_run: true,
        ..order.clone()
    };
    let asks = form.one("act") == "send";
    let seen = match who.desk().revise(&who.caller, &dry).await {
        Ok(seen) => seen,
        Err(error) => {
            let problem = error.problem();
            let fault = Fault::of(who.texts(), field_of(problem.code), &problem);
            return render(&who, &shown, Some(&form), None, vec![fault]);
        }
    };
    if !asks || form.one(looked::FIELD) != looked(&shown, &order, &seen) {
        let changed = Fault::says(who.texts(), "seen-title", "changed-look-again");
        let changed = asks.then_some(changed).into_iter().collect();
        return render(&who, &shown, Some(&form), Some(&seen), changed);
    }
    let proved = who.prove(&form).await;
    let outcome = match proved {
        Ok(()) => who.desk().revise(&who.caller, &order).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(revised) if revised.state == "waiting" => {
            see(&format!("/c/review/{}?done=waiting", revised.id))
        }
        Ok(_) => see(&format!("/c/b/{reference}?done=revised")),
        Err(error) => {
            let problem = error.problem();
            let fault = Fault::of(who.texts(), field_of(problem.code), &problem);
            render(&who, &shown, Some(&form), Some(&seen), vec![fault])
        }
    }
}

/// A way out of a finding, taken by one button: the words as they are then, and what they would do. [PRV-11]
async fn mend(
    who: &Signed,
    shown: &BulletinShown,
    order: &ReviseOrder,
    form: &Form,
    sent: &str,
) -> Page {
    let absent = || Problem::new(Code::UsageInvalid, "there is no such way out");
    let (key, way) = read_way(sent).ok_or_else(absent)?;
    let (order, faults) = match who.desk().mend_revision(&who.caller, order, key, way).await {
        Ok(mended) => (mended, Vec::new()),
        Err(error) => {
            let fault = Fault::of(who.texts(), "findings", &error.problem());
            (order.clone(), vec![fault])
        }
    };
    let form = saying(form, &order);
    let dry = ReviseOrder {
        dry_run: true,
        ..order
    };
    let seen = who.desk().revise(&who.caller, &dry).await.ok();
    render(who, shown, Some(&form), seen.as_ref(), faults)
}

/// The form with the words of this order.
fn saying(form: &Form, order: &ReviseOrder) -> Form {
    let words = [
        ("title", &order.title),
        ("summary", &order.summary),
        ("also_please", &order.also_please),
    ];
    let fields = form.fields().iter().filter(|(name, _)| {
        let key = name.strip_prefix("because-");
        key.is_none_or(|key| order.because.contains_key(key))
    });
    let fields = fields.map(|(name, value)| {
        let new = words.iter().find(|(word, _)| word == name);
        let new = new.map(|(_, said)| (*said).clone().unwrap_or_default());
        (name.clone(), new.unwrap_or_else(|| value.clone()))
    });
    Form::of(fields.collect())
}

/// Where what went wrong is mended.
fn field_of(code: Code) -> &'static str {
    if matches!(code, Code::AccountProof | Code::AccountUnknown) {
        "proof"
    } else if code == Code::PolicyPrivacy {
        "findings"
    } else if matches!(code, Code::PolicyAudience | Code::PolicyMember) {
        "to"
    } else if code == Code::PolicyLabel {
        "label"
    } else {
        "title"
    }
}
