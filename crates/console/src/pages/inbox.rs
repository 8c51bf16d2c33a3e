//! What came in: four acts on each row, or on many at once.

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{ListLine, ListOrder};
use fanal_store::Stance;

use crate::calendar::ago;
use crate::chrome::{Frame, page, see, way_back};
use crate::form::Form;
use crate::pages::knock::title_in;
use crate::pages::paging::{self, Turn};
use crate::pages::words::{self, CATEGORIES, Choice, choices};
use crate::pill::{LABELS, Pill};
use crate::visit::{Page, Posted, Signed, Stop};

/// Rows of one page.
const ROWS: u32 = 40;
/// Urgent rows that stand in front of the first page.
const URGENT: u32 = 10;

/// A line of a list.
pub(crate) struct Row {
    pub(crate) reference: String,
    pub(crate) pill: Pill,
    pub(crate) title: Option<String>,
    pub(crate) category: String,
    pub(crate) origin: String,
    pub(crate) age: String,
    pub(crate) values: usize,
    /// How many of them other bulletins here hold too.
    pub(crate) known: usize,
    pub(crate) urgent: bool,
    pub(crate) stance: String,
}

impl Row {
    /// As the reader sees it.
    pub(crate) fn of(who: &Signed, line: &ListLine) -> Self {
        let texts = who.texts();
        let category = line.category.as_deref();
        Self {
            reference: line.reference.clone(),
            pill: Pill::of(texts, line.label),
            title: line.title.as_deref().map(|title| title_in(texts, title)),
            category: category.map_or_else(String::new, |one| words::category(texts, one)),
            origin: line.origin.to_string(),
            age: ago(texts, line.received, who.desk().now()),
            values: usize::try_from(line.indicators).unwrap_or(usize::MAX),
            known: 0,
            urgent: line.urgent,
            stance: texts.say(stance_key(line.stance)),
        }
    }
}

/// The key of what this desk does with it.
pub(crate) const fn stance_key(stance: Stance) -> &'static str {
    match stance {
        Stance::New => "stance-new",
        Stance::Use => "stance-use",
        Stance::Watch => "stance-watch",
        Stance::Dismissed => "stance-dismissed",
    }
}

#[derive(Template)]
#[template(path = "inbox.html")]
struct InboxPage {
    f: Frame,
    rows: Vec<Row>,
    turn: Turn,
    states: Vec<Choice>,
    labels: Vec<Choice>,
    categories: Vec<Choice>,
    folders: Vec<Choice>,
    desks: Vec<Choice>,
    text: String,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    list(&who, &query).await
}

/// Words that are looked for stand in no address.
pub(crate) async fn search(Posted { who, form }: Posted) -> Page {
    list(&who, &form).await
}

async fn list(who: &Signed, query: &Form) -> Page {
    let texts = who.texts();
    let folder = query.some("folder").unwrap_or_else(|| "received".into());
    let order = ListOrder {
        state: query.some("state"),
        label: query.some("label"),
        origin: query.some("desk").and_then(|desk| desk.parse().ok()),
        category: query.some("category"),
        text: query.some("text"),
        folder: Some(folder.clone()),
        withdrawn: false,
        questions: false,
        urgent: false,
        limit: ROWS + 1,
        before: paging::here(query),
    };
    let lines = who.desk().list_bulletins(&who.caller, &order).await?;
    let urgent = urgent_first(who, &order).await?;
    let is_in_front = |line: &ListLine| urgent.iter().any(|one| one.reference == line.reference);
    let at_most = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let rest = lines.iter().take(at_most).filter(|line| !is_in_front(line));
    let shown: Vec<&ListLine> = urgent.iter().chain(rest).collect();
    let known = who.desk().known_here(&who.caller, &shown).await?;
    let rows = shown.into_iter().map(|line| Row {
        known: known
            .get(&line.reference)
            .map_or(0, |n| usize::try_from(*n).unwrap_or(usize::MAX)),
        ..Row::of(who, line)
    });
    page(&InboxPage {
        rows: rows.collect(),
        turn: Turn::of(query, lines.get(..=at_most).and(lines.get(at_most - 1))),
        states: choices(
            texts,
            "stance",
            &["new", "use", "watch", "dismissed"],
            query.one("state"),
        ),
        labels: labels(query.one("label")),
        categories: choices(texts, "category", CATEGORIES, query.one("category")),
        folders: choices(
            texts,
            "folder",
            &["received", "own", "public", "all"],
            &folder,
        ),
        desks: desks(who, query.one("desk")),
        text: query.one("text").to_owned(),
        f: Frame::signed(who, "inbox", texts.say("inbox-title")).done(Some(query.one("done"))),
    })
}

/// On the first page, what is urgent and nobody looked at yet, however old it is.
async fn urgent_first(who: &Signed, order: &ListOrder) -> Result<Vec<ListLine>, Stop> {
    let wants_others = order.state.as_ref().is_some_and(|state| state != "new");
    if order.before.is_some() || wants_others {
        return Ok(Vec::new());
    }
    let order = ListOrder {
        state: Some("new".into()),
        urgent: true,
        limit: URGENT,
        ..order.clone()
    };
    Ok(who.desk().list_bulletins(&who.caller, &order).await?)
}

fn labels(chosen: &str) -> Vec<Choice> {
    let one = |label: fanal_protocol::Label| Choice {
        value: label.to_string(),
        words: label.to_string(),
        chosen: label.to_string() == chosen,
    };
    LABELS.into_iter().map(one).collect()
}

fn desks(who: &Signed, chosen: &str) -> Vec<Choice> {
    let Ok((_, membership)) = who.desk().membership(None) else {
        return Vec::new();
    };
    let roster = membership.roster.roster();
    let one = |desk: &fanal_protocol::DeskEntry| Choice {
        value: desk.id.to_string(),
        words: desk.name.clone(),
        chosen: desk.id.as_str() == chosen,
    };
    roster.desks.iter().map(one).collect()
}

/// `use`, `watch`, `dismissed` for one row (`act=use:DESK/ID`) or for all that are ticked (`act=use`).
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let act = form.one("act");
    let back = way_back(form.one("back")).to_owned();
    let (act, picked): (&str, Vec<&str>) = match act.split_once(':') {
        Some((act, reference)) => (act, vec![reference]),
        None => (act, form.all("pick").collect()),
    };
    if let ("ask", Some(reference)) = (act, picked.first()) {
        return see(&format!("/c/new?about={reference}&question=1"));
    }
    let Some(stance) = stance_of(act) else {
        return see(&back);
    };
    for reference in picked {
        who.desk()
            .take_stance(&who.caller, reference, stance)
            .await?;
    }
    see(&done_at(&back, "stance"))
}

/// The way back, with the word of what was done.
pub(crate) fn done_at(back: &str, word: &str) -> String {
    let bare = back.split(['?', '&']).next().unwrap_or(back);
    let kept = back
        .split_once('?')
        .map(|(_, query)| {
            let kept = query.split('&').filter(|part| !part.starts_with("done="));
            kept.fold(String::new(), |all, part| format!("{all}&{part}"))
        })
        .unwrap_or_default();
    format!("{bare}?done={word}{kept}")
}

/// The act of a button.
pub(crate) fn stance_of(act: &str) -> Option<Stance> {
    match act {
        "use" => Some(Stance::Use),
        "watch" => Some(Stance::Watch),
        "dismissed" => Some(Stance::Dismissed),
        "new" => Some(Stance::New),
        _ => None,
    }
}
