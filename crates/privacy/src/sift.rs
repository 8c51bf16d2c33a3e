//! From hits to findings: where several meet, the most telling one is kept; places become characters
//! and lines of the original.

use std::collections::BTreeMap;

use crate::Finding;
use crate::reason::Reason;
use crate::remedy::remedies;
use crate::shape::Hit;
use crate::text::Text;

/// Sorted by place, none twice.
pub(crate) fn sifted(text: &Text, mut hits: Vec<Hit>) -> Vec<Finding> {
    hits.retain(|hit| hit.from < hit.to && !text.part(hit.from, hit.to).trim().is_empty());
    hits.sort_by_key(|hit| (hit.reason, hit.from, usize::MAX - hit.to));
    let mut taken = Taken::default();
    let mut kept: Vec<Hit> = Vec::new();
    for hit in hits {
        if taken.takes(&hit) {
            kept.push(hit);
        }
    }
    kept.sort_by_key(|hit| (hit.from, hit.reason));
    placed(text, &kept)
}

/// Which stand inside another finding, and are told none the less.
fn holds_others(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::MailHeaders | Reason::Conversation | Reason::GroupPlaceTime | Reason::Blaming
    )
}

/// What is taken, by where it begins; in one layer none overlaps another.
#[derive(Default)]
struct Taken {
    layers: BTreeMap<Layer, BTreeMap<usize, usize>>,
}

/// What is told beside what else stands in the same place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    /// Holds others, each kind by itself.
    Holding(Reason),
    /// A protected word is told whatever it stands in.
    Words,
    /// So is what was seen at one person only.
    Once,
    /// Characters that nobody sees are told beside what they stand in.
    Unseen,
    /// An address that is readable in a link is told beside the link, and so is a number.
    Links,
    Single,
}

fn layer(reason: Reason) -> Layer {
    if reason == Reason::ProtectedWord {
        Layer::Words
    } else if reason == Reason::SeenOnce {
        Layer::Once
    } else if reason == Reason::HiddenCharacters {
        Layer::Unseen
    } else if matches!(reason, Reason::AddressInLink | Reason::PhoneInLink) {
        Layer::Links
    } else if holds_others(reason) {
        Layer::Holding(reason)
    } else {
        Layer::Single
    }
}

impl Taken {
    fn takes(&mut self, hit: &Hit) -> bool {
        let layer = layer(hit.reason);
        let beside = if matches!(
            hit.reason,
            Reason::OneTimeLink | Reason::ShortLink | Reason::Phone
        ) {
            Some(Layer::Links)
        } else {
            // Each line of a conversation begins with a moment.
            let is_moment = hit.reason == Reason::FineTime;
            is_moment.then_some(Layer::Holding(Reason::Conversation))
        };
        if self.overlaps(layer, hit) || beside.is_some_and(|beside| self.overlaps(beside, hit)) {
            return false;
        }
        self.layers
            .entry(layer)
            .or_default()
            .insert(hit.from, hit.to);
        true
    }

    fn overlaps(&self, layer: Layer, hit: &Hit) -> bool {
        let before = self
            .layers
            .get(&layer)
            .and_then(|taken| taken.range(..hit.to).next_back());
        before.is_some_and(|(_, to)| *to > hit.from)
    }
}

/// One walk through both texts: they have the same characters, in other bytes.
fn placed(text: &Text, hits: &[Hit]) -> Vec<Finding> {
    let mut places: Vec<usize> = hits.iter().flat_map(|hit| [hit.from, hit.to]).collect();
    places.sort_unstable();
    places.dedup();
    let mut known: BTreeMap<usize, (usize, usize, usize)> = BTreeMap::new();
    let mut wanted = places.into_iter().peekable();
    let (mut folded, mut raw, mut line) = (0, 0, 1);
    let both = text.folded().chars().zip(text.raw().chars());
    let mut count = 0;
    for (plain, written) in both {
        while wanted
            .next_if(|place| *place <= folded)
            .is_some_and(|place| {
                known.insert(place, (count, raw, line));
                true
            })
        {}
        folded += plain.len_utf8();
        raw += written.len_utf8();
        line += usize::from(written == '\n');
        count += 1;
    }
    for place in wanted {
        known.insert(place, (count, raw, line));
    }
    let finding = |hit: &Hit| {
        let (from, raw_from, line) = known.get(&hit.from).copied()?;
        let (to, raw_to, _) = known.get(&hit.to).copied()?;
        let written = text.raw().get(raw_from..raw_to)?;
        Some(Finding {
            reason: hit.reason,
            from,
            to,
            line,
            text: written.to_owned(),
            remedies: remedies(hit.reason, written),
        })
    };
    hits.iter().filter_map(finding).collect()
}
