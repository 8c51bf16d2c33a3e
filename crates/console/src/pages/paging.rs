//! The pages of a long list: each begins behind a line of it, so that what comes in meanwhile moves nothing, and
//! remembers the way that led to it.

use fanal_desk::{ListLine, ListPlace, ReviewItem, ReviewPlace, WithdrawnLine, WithdrawnPlace};
use fanal_protocol::{Reference, Timestamp};
use form_urlencoded::Serializer;

use crate::form::Form;

/// The field with the way: where each page before this one began.
const FIELD: &str = "way-here";
/// Pages that are remembered: the way back from further on leads to the first.
const REMEMBERED: usize = 60;
/// In front of the place of a withdrawal that waits for answers, and of one that waits for none.
const OPEN: char = 'o';
const CLOSED: char = 'c';
/// Items on one page of what waits, or is written.
pub(crate) const ITEMS: usize = 50;

/// A list that has pages.
pub(crate) struct List {
    /// Where it is.
    address: &'static str,
    /// Where it is when words are looked for: they stand in no address.
    search: &'static str,
    /// What its address may say.
    filters: &'static [&'static str],
    /// Does this say where a line of it stands?
    is_place: fn(&str) -> bool,
}

/// What this desk holds.
pub(crate) const INBOX: List = List {
    address: "/c/inbox",
    search: "/c/inbox/search",
    filters: &["folder", "state", "label", "category", "desk"],
    is_place: |place| read(place).is_some(),
};

/// Questions, theirs or ours.
pub(crate) const ASKS: List = List {
    address: "/c/asks",
    search: "/c/asks",
    filters: &["folder"],
    ..INBOX
};

/// What waits for a second person.
pub(crate) const REVIEWS: List = of_items("/c/review");

/// What is written, or was returned.
pub(crate) const DRAFTS: List = of_items("/c/drafts");

/// What was taken back.
const WITHDRAWALS: List = List {
    is_place: |place| read_withdrawn(place).is_some(),
    ..of_items("/c/withdrawals")
};

const fn of_items(address: &'static str) -> List {
    List {
        address,
        search: address,
        filters: &[],
        is_place: |place| read_item(place).is_some(),
    }
}

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

/// Behind which line of the inbox this page begins.
pub(crate) fn here(query: &Form) -> Option<ListPlace> {
    read(last_step(query))
}

/// Behind which item of what waits this page begins.
pub(crate) fn here_among_items(query: &Form) -> Option<ReviewPlace> {
    read_item(last_step(query))
}

/// Behind which withdrawal this page begins.
pub(crate) fn here_among_withdrawals(query: &Form) -> Option<WithdrawnPlace> {
    read_withdrawn(last_step(query))
}

fn last_step(query: &Form) -> &str {
    query.one(FIELD).split('~').next_back().unwrap_or_default()
}

impl Turn {
    /// Of the page of the inbox that was asked for; `last` is its last line, if there are more behind it.
    pub(crate) fn of(query: &Form, last: Option<&ListLine>) -> Self {
        Self::of_lines(&INBOX, query, last)
    }

    /// The same of another list of bulletins.
    pub(crate) fn of_lines(list: &List, query: &Form, last: Option<&ListLine>) -> Self {
        let last = last.map(|line| format!("{}.{}", line.received.unix(), line.reference));
        Self::along(list, query, last)
    }

    /// Of a page of what waits, cut to its length: one item more than that says that there is a page behind it.
    pub(crate) fn of_items(list: &List, query: &Form, items: &mut Vec<ReviewItem>) -> Self {
        let is_more = items.len() > ITEMS;
        items.truncate(ITEMS);
        let last = items.last().filter(|_| is_more);
        let last = last.map(|item| format!("{}.{}", item.since.unix(), item.id));
        Self::along(list, query, last)
    }

    /// The same of what was taken back.
    pub(crate) fn of_withdrawals(query: &Form, lines: &mut Vec<WithdrawnLine>) -> Self {
        let is_more = lines.len() > ITEMS;
        lines.truncate(ITEMS);
        let last = lines.last().filter(|_| is_more);
        let last = last.map(|line| {
            let part = if line.open { OPEN } else { CLOSED };
            format!("{part}{}.{}", line.received.unix(), line.reference)
        });
        Self::along(&WITHDRAWALS, query, last)
    }

    fn along(list: &List, query: &Form, last: Option<String>) -> Self {
        let mut way: Vec<String> = query.one(FIELD).split('~').map(str::to_owned).collect();
        way.retain(|place| (list.is_place)(place));
        let previous = (!way.is_empty()).then(|| {
            let before = way.get(..way.len() - 1).unwrap_or_default();
            step(list, query, before)
        });
        let next = last.map(|place| {
            way.push(place);
            let from = way.len().saturating_sub(REMEMBERED);
            step(list, query, way.get(from..).unwrap_or_default())
        });
        Self { previous, next }
    }
}

fn step(list: &List, query: &Form, way: &[String]) -> Step {
    let way = way.join("~");
    let mut fields: Vec<(String, String)> = list
        .filters
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), query.some(name)?)))
        .collect();
    if !way.is_empty() {
        fields.push((FIELD.to_owned(), way));
    }
    if list.search != list.address
        && let Some(text) = query.some("text")
    {
        fields.push(("text".to_owned(), text));
        let href = list.search.to_owned();
        return Step { href, fields };
    }
    let mut address = Serializer::new(String::new());
    address.extend_pairs(&fields);
    let href = match address.finish() {
        query if query.is_empty() => list.address.to_owned(),
        query => format!("{}?{query}", list.address),
    };
    Step {
        href,
        fields: Vec::new(),
    }
}

fn read_item(place: &str) -> Option<ReviewPlace> {
    let (at, id) = place.split_once('.')?;
    Some(ReviewPlace {
        since: Timestamp::from_unix(at.parse().ok()?),
        id: id.parse().ok()?,
    })
}

fn read_withdrawn(place: &str) -> Option<WithdrawnPlace> {
    let (open, line) = match place.strip_prefix(OPEN) {
        Some(line) => (true, line),
        None => (false, place.strip_prefix(CLOSED)?),
    };
    let line = read(line)?;
    let (origin, id) = line.reference.split_once('/')?;
    Some(WithdrawnPlace {
        open,
        received: line.received,
        reference: Reference {
            origin: origin.parse().ok()?,
            id: id.parse().ok()?,
        },
    })
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
