//! What newsreaders, newsletters and briefings tell of a bulletin: a headline that names no value, the text, the
//! values written so that they are no links.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use fanal_protocol::{BulletinId, Timestamp};
use fanal_stix::{Kind, Value};

use super::{Gone, Item, LeftOut, Listed, Tally, sorted_values};
use crate::shown::one_line;

/// Values told of one bulletin; whoever wants all takes the files for tools.
pub(super) const VALUES: usize = 20;
/// Bulletins told, the newest ones.
pub(super) const BULLETINS: usize = 200;

/// The newest bulletins, so many at most, each as what is written of it. The values of the others are counted as left
/// out.
pub(super) struct Newest<T> {
    /// By day, the newest first, then by id, then as they came.
    kept: BTreeMap<(Reverse<Timestamp>, BulletinId, usize), Told<T>>,
    came: usize,
    left_out: usize,
}

/// What is told of one bulletin.
pub(super) struct Told<T> {
    pub(super) text: T,
    /// Values that it tells.
    pub(super) told: usize,
    /// Values of the bulletin.
    all: usize,
}

impl<T> Newest<T> {
    pub(super) const fn new() -> Self {
        Self {
            kept: BTreeMap::new(),
            came: 0,
            left_out: 0,
        }
    }

    /// Takes a bulletin, if it is among the newest; `write` is given the values that are told.
    pub(super) fn take(&mut self, item: &Item<'_>, write: impl FnOnce(&[&Listed]) -> T) {
        self.came += 1;
        let place = (Reverse(item.date.day()), item.id, self.came);
        let last = self.kept.last_key_value().map(|(place, _)| *place);
        if self.kept.len() >= BULLETINS && last.is_some_and(|last| last < place) {
            self.leave_out(item);
            return;
        }
        let told = told(item);
        let told = Told {
            text: write(&told),
            told: told.len(),
            all: item.indicators.len(),
        };
        self.kept.insert(place, told);
        if self.kept.len() > BULLETINS
            && let Some((_, older)) = self.kept.pop_last()
        {
            self.left_out += older.all;
        }
    }

    /// Counts every value of the item as left out.
    pub(super) fn leave_out(&mut self, item: &Item<'_>) {
        self.left_out += item.indicators.len();
    }

    /// The newest first; what is not told of them is counted.
    pub(super) fn finish(self, tally: &mut Tally) -> Vec<Told<T>> {
        let untold = self.kept.values().map(|told| told.all - told.told);
        tally.add_many(LeftOut::ForTools, self.left_out + untold.sum::<usize>());
        self.kept.into_values().collect()
    }
}

/// The values that are told.
fn told<'i>(item: &'i Item<'_>) -> Vec<&'i Listed> {
    let mut listed = sorted_values(item);
    listed.truncate(VALUES);
    listed
}

/// What was taken back, the newest first.
pub(super) fn newest_gone(gone: &[Gone]) -> Vec<&Gone> {
    let mut gone: Vec<&Gone> = gone.iter().collect();
    gone.sort_by_key(|gone| (Reverse(gone.date.day()), gone.id));
    gone
}

/// The label and the title, on one line, without the values of the bulletin: headlines are shown on locked screens and
/// in logs.
pub(super) fn headline(item: &Item<'_>) -> String {
    let title = one_line(item.title);
    let mut words = title.split(' ').collect::<Vec<_>>().into_iter();
    let mut shown = vec![item.label.to_string()];
    while let Some(word) = words.next() {
        // `evil dot co dot example` is five words and one value.
        let behind = spelled_out(word, words.as_slice())
            .find(|(_, whole)| names_a_value(whole, item))
            .map(|(behind, _)| behind);
        match behind {
            Some(behind) => {
                shown.push("[…]".to_owned());
                words.by_ref().take(behind).for_each(drop);
            }
            None => shown.push(word.to_owned()),
        }
    }
    shown.join(" ")
}

/// Labels of a name that somebody spells out.
const LABELS: usize = 5;

/// A word with the words behind it that go on with it after a dot or an `at` of their own, the longest first; and how
/// many those are.
fn spelled_out(word: &str, behind: &[&str]) -> impl Iterator<Item = (usize, String)> {
    let sign_of = |word: &str| {
        let word = word.trim_matches(['[', ']', '(', ')', '{', '}', '<', '>']);
        match word.to_lowercase().as_str() {
            "." | "dot" | "point" | "punto" => Some('.'),
            "@" | "at" | "arroba" | "arobase" => Some('@'),
            _other => None,
        }
    };
    let mut all = vec![(0, word.to_owned())];
    for pair in behind.chunks_exact(2).take(LABELS) {
        let (Some((taken, whole)), [sign, next]) = (all.last(), pair) else {
            break;
        };
        let Some(sign) = sign_of(sign) else {
            break;
        };
        let longer = (taken + 2, format!("{whole}{sign}{next}"));
        all.push(longer);
    }
    all.into_iter().rev()
}

/// Whether a word holds a value, its host or its address, in any spelling: with brackets or words in the place of
/// dots, in quotes, in the letters of its script.
fn names_a_value(word: &str, item: &Item<'_>) -> bool {
    let spelled = |word: &str| -> String {
        let brackets = |c: &char| !matches!(c, '[' | ']' | '(' | ')' | '{' | '}');
        let lower = word.to_lowercase().replace("hxxp", "http");
        lower.chars().filter(brackets).collect()
    };
    let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
    let plain = plain
        .to_lowercase()
        .replace("punto", "dot")
        .replace("point", "dot");
    let plain = Value::refanged(&plain);
    let ascii = Value::parse(Kind::DomainName, host_of(&plain));
    let ascii = ascii.map_or_else(|_| String::new(), |value| value.text().to_owned());
    let spellings = [spelled(word), spelled(&plain), ascii];
    item.indicators.iter().any(|listed| {
        let value = listed.value.text().to_lowercase();
        let holds = |part: &str| {
            let part = spelled(part);
            part.len() > 3 && spellings.iter().any(|word| word.contains(&part))
        };
        holds(&value) || holds(host_of(&value))
    })
}

fn host_of(value: &str) -> &str {
    let rest = value.split_once("://").map_or(value, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// `2026-11-20T00:00:00Z`: to the day, never finer. [SR-4]
pub(super) fn midnight(date: Timestamp) -> String {
    format!("{}T00:00:00Z", date.date())
}
