//! The pages of a long list: each begins behind a line of it, so that what comes in meanwhile moves nothing, and
//! remembers the way that led to it.

use fanal_desk::{ListLine, ListPlace};
use fanal_protocol::Timestamp;
use form_urlencoded::Serializer;

use crate::form::Form;

/// The field with the way: where each page before this one began.
const FIELD: &str = "way-here";
/// Pages that are remembered: the way back from further on leads to the first.
const REMEMBERED: usize = 60;
/// What an address may say of a list. Words that are looked for stand in none.
const FILTERS: &[&str] = &["folder", "state", "label", "category", "desk"];

/// The links under a list.
#[derive(Default)]
pub(crate) struct Turn {
    /// The way to the page before, if this is not the first.
    pub(crate) previous: Option<Step>,
    /// The way to the page behind, if there is one.
    pub(crate) next: Option<Step>,
}

/// One link; where something is looked for, a form that sends the same.
pub(crate) struct Step {
    /// The address.
    pub(crate) href: String,
    /// The fields of the form; empty for a link.
    pub(crate) fields: Vec<(String, String)>,
}

/// Behind which line this page begins.
pub(crate) fn here(query: &Form) -> Option<ListPlace> {
    query.one(FIELD).split('~').next_back().and_then(read)
}

impl Turn {
    /// Of the page that was asked for; `last` is its last line, if there are more behind it.
    pub(crate) fn of(query: &Form, last: Option<&ListLine>) -> Self {
        let mut way: Vec<String> = query.one(FIELD).split('~').map(str::to_owned).collect();
        way.retain(|place| read(place).is_some());
        let previous = (!way.is_empty()).then(|| {
            let before = way.get(..way.len() - 1).unwrap_or_default();
            step(query, before)
        });
        let next = last.map(|line| {
            way.push(format!("{}.{}", line.received.unix(), line.reference));
            let from = way.len().saturating_sub(REMEMBERED);
            step(query, way.get(from..).unwrap_or_default())
        });
        Self { previous, next }
    }
}

fn step(query: &Form, way: &[String]) -> Step {
    let way = way.join("~");
    let mut fields: Vec<(String, String)> = FILTERS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), query.some(name)?)))
        .collect();
    if !way.is_empty() {
        fields.push((FIELD.to_owned(), way));
    }
    if let Some(text) = query.some("text") {
        fields.push(("text".to_owned(), text));
        let href = "/c/inbox/search".to_owned();
        return Step { href, fields };
    }
    let mut address = Serializer::new(String::new());
    address.extend_pairs(&fields);
    let href = match address.finish() {
        query if query.is_empty() => "/c/inbox".to_owned(),
        query => format!("/c/inbox?{query}"),
    };
    Step {
        href,
        fields: Vec::new(),
    }
}

fn read(place: &str) -> Option<ListPlace> {
    let (at, reference) = place.split_once('.')?;
    let (desk, id) = reference.split_once('/')?;
    desk.parse::<fanal_protocol::DeskId>().ok()?;
    id.parse::<fanal_protocol::BulletinId>().ok()?;
    Some(ListPlace {
        received: Timestamp::from_unix(at.parse().ok()?),
        reference: reference.to_owned(),
    })
}
