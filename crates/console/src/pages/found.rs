//! What a tool matched on one person's device: who would hear of it, and then the telling. Only values that are
//! known here come as far as this page, and nothing else of the report. [IMP-3]

use askama::Template;
use fanal_desk::{FoundValue, SightFoundOrder, SightedFound};

use crate::chrome::{Frame, page, see};
use crate::form::Form;
use crate::pages::words;
use crate::pill::Pill;
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "found.html")]
struct FoundPage {
    f: Frame,
    found: SightedFound,
    told: Vec<Told>,
    /// What could not be told: the bulletin, and why.
    not_told: Vec<(String, String)>,
    /// What is told, as the button sends it.
    values: Vec<String>,
    /// It was told; not only shown.
    is_done: bool,
}

/// A bulletin whose desk hears of it.
struct Told {
    href: String,
    pill: Pill,
    title: String,
    values: Vec<String>,
}

/// Who would hear of it; nobody does yet.
pub(crate) async fn preview(who: &Signed, values: Vec<FoundValue>) -> Page {
    let order = SightFoundOrder {
        values,
        named: false,
        dry_run: true,
    };
    let found = who.desk().sight_found(&who.caller, &order).await?;
    show(who, found, false)
}

/// Tells them.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let order = SightFoundOrder {
        values: values_of(&form),
        named: form.has("named"),
        dry_run: false,
    };
    let found = who.desk().sight_found(&who.caller, &order).await?;
    if found.not_told.is_empty() && !found.told.is_empty() {
        return see("/c/?done=sighted");
    }
    show(&who, found, true)
}

/// `KIND VALUE`, as the preview wrote them.
fn values_of(form: &Form) -> Vec<FoundValue> {
    let read = |text: &str| {
        let (kind, value) = text.split_once(' ')?;
        words::KINDS.contains(&kind).then(|| FoundValue {
            value: value.to_owned(),
            kind: Some(kind.to_owned()),
        })
    };
    form.all("found").filter_map(read).collect()
}

fn show(who: &Signed, found: SightedFound, is_done: bool) -> Page {
    let texts = who.texts();
    let mut values: Vec<String> = found
        .told
        .iter()
        .flat_map(|one| &one.matched)
        .map(|it| format!("{} {}", it.kind.as_deref().unwrap_or_default(), it.value))
        .collect();
    values.sort();
    values.dedup();
    page(&FoundPage {
        told: found
            .told
            .iter()
            .map(|one| Told {
                href: format!("/c/b/{}", one.reference),
                pill: Pill::of(texts, one.label),
                title: one.title.clone(),
                values: one.values.clone(),
            })
            .collect(),
        not_told: found
            .not_told
            .iter()
            .map(|one| (one.reference.clone(), texts.code(one.because.code)))
            .collect(),
        values,
        found,
        is_done,
        f: Frame::signed(who, "new", texts.say("found-title")),
    })
}
