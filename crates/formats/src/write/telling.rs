//! What newsreaders, newsletters and briefings tell of a bulletin: a headline that names no value, the text, the
//! values written so that they are no links.

use fanal_protocol::Timestamp;

use super::{Item, LeftOut, Listed, Tally, sorted_values};
use crate::shown::one_line;

/// Values told of one bulletin; whoever wants all takes the files for tools.
pub(super) const VALUES: usize = 20;
/// Bulletins told, the newest ones.
pub(super) const BULLETINS: usize = 200;

/// The newest first, so many at most; the values of the others are counted as left out.
pub(super) fn newest<'i, 'a>(items: &'i [Item<'a>], tally: &mut Tally) -> Vec<&'i Item<'a>> {
    let mut items: Vec<&Item<'a>> = items.iter().collect();
    items.sort_by_key(|item| (std::cmp::Reverse(item.date.day()), item.id));
    for item in items.split_off(items.len().min(BULLETINS)) {
        leave_out(item, tally);
    }
    items
}

/// Counts every value of the item.
pub(super) fn leave_out(item: &Item<'_>, tally: &mut Tally) {
    for _ in &item.indicators {
        tally.add(LeftOut::ForTools);
    }
}

/// The values that are told; the others are counted.
pub(super) fn told<'i>(item: &'i Item<'_>, tally: &mut Tally) -> Vec<&'i Listed> {
    let mut listed = sorted_values(item);
    for _ in listed.split_off(listed.len().min(VALUES)) {
        tally.add(LeftOut::ForTools);
    }
    listed
}

/// The label and the title, on one line, without the values of the bulletin: headlines are shown on locked screens and
/// in logs.
pub(super) fn headline(item: &Item<'_>) -> String {
    let title = one_line(item.title);
    let words = title.split(' ').map(|word| {
        if names_a_value(word, item) {
            "[…]"
        } else {
            word
        }
    });
    format!("{} {}", item.label, words.collect::<Vec<_>>().join(" "))
}

/// Whether a word holds a value, its host or its address, in any spelling with brackets.
fn names_a_value(word: &str, item: &Item<'_>) -> bool {
    let spelled = |word: &str| -> String {
        let brackets = |c: &char| !matches!(c, '[' | ']' | '(' | ')' | '{' | '}');
        let lower = word.to_lowercase().replace("hxxp", "http");
        lower.chars().filter(brackets).collect()
    };
    let word = spelled(word);
    item.indicators.iter().any(|listed| {
        let value = listed.value.text().to_lowercase();
        let host = value.split_once("://").map_or(value.as_str(), |(_, rest)| {
            rest.split(['/', '?', '#']).next().unwrap_or(rest)
        });
        let holds = |part: &str| part.len() > 3 && word.contains(&spelled(part));
        holds(&value) || holds(host)
    })
}

/// `2026-11-20T00:00:00Z`: to the day, never finer. [SR-4]
pub(super) fn midnight(date: Timestamp) -> String {
    format!("{}T00:00:00Z", date.date())
}
