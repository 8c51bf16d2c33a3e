//! Who has whose newest, desk by desk: what each told, or the policy's reason for none. [C4] [CSL-25]

use fanal_desk::{Has, Route, Spread};
use fanal_protocol::Code;

use crate::texts::Texts;

/// Desks on one page, the worst first; each desk's own page has its row in full.
const MOST: usize = 16;

/// The table, with its reasons below.
#[derive(Default)]
pub(crate) struct Table {
    /// Whose.
    pub(crate) desks: Vec<String>,
    pub(crate) rows: Vec<Row>,
    pub(crate) reasons: Vec<String>,
    /// Desks that are left out.
    pub(crate) not_shown: usize,
}

/// A desk, and what it has of each other.
pub(crate) struct Row {
    pub(crate) desk: String,
    pub(crate) cells: Vec<Cell>,
}

/// What it has.
pub(crate) enum Cell {
    Itself,
    All,
    Behind(usize),
    Untold,
    /// Nothing, by the reason of this number.
    No(usize),
}

impl Table {
    /// Of the whole network, as far as a page holds it.
    pub(crate) fn of(texts: &Texts, mut all: Vec<Spread>) -> Self {
        let late = |one: &Spread| {
            one.has
                .iter()
                .any(|of| matches!(of.has, Has::Behind { .. }))
        };
        all.sort_by_key(|one| std::cmp::Reverse(late(one)));
        let shown: Vec<&Spread> = all.iter().take(MOST).collect();
        let mut table = Self::default();
        table.desks = shown.iter().map(|one| one.desk.to_string()).collect();
        table.not_shown = all.len().saturating_sub(MOST);
        for one in shown {
            table.add(texts, one);
        }
        table
    }

    /// Of one desk: its row alone, in full.
    pub(crate) fn of_desk(texts: &Texts, one: &Spread) -> Self {
        let mut table = Self::default();
        let others = one.has.iter().filter(|of| of.origin != one.desk);
        table.desks = others.map(|of| of.origin.to_string()).collect();
        table.add(texts, one);
        table
    }

    fn add(&mut self, texts: &Texts, one: &Spread) {
        let mut cells = Vec::new();
        for desk in self.desks.clone() {
            let has = one.has.iter().find(|of| of.origin.as_str() == desk);
            let cell = match has.map_or(Has::Untold, |of| of.has) {
                Has::Itself => Cell::Itself,
                Has::All => Cell::All,
                Has::Behind { statements } => {
                    Cell::Behind(usize::try_from(statements).unwrap_or(usize::MAX))
                }
                Has::Untold => Cell::Untold,
                Has::No { code } => Cell::No(self.reason(texts, code)),
            };
            cells.push(cell);
        }
        self.rows.push(Row {
            desk: one.desk.to_string(),
            cells,
        });
    }

    /// The number of a reason, counted from 1; each is said once.
    fn reason(&mut self, texts: &Texts, code: Code) -> usize {
        let words = texts.code(code);
        let known = self.reasons.iter().position(|known| *known == words);
        known.unwrap_or_else(|| {
            self.reasons.push(words);
            self.reasons.len() - 1
        }) + 1
    }
}

/// How a desk is called, in words.
pub(crate) fn route_words(texts: &Texts, route: Route) -> String {
    texts.say(match route {
        Route::Here => "route-here",
        Route::Direct => "route-direct",
        Route::Tor => "route-tor",
        Route::Calls => "route-calls",
    })
}
