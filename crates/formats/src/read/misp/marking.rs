//! How far an event and its attributes may go: tags say a label, distribution and sharing groups only narrow.

use std::collections::BTreeSet;

use fanal_protocol::{Label, Pap};

use super::super::json::{Listed, Loose};
use super::super::marked::{Marked, in_plain_letters};
use super::super::note::{Note, NoteCode};
use super::wire::{Attribute, Event, Named, Object, tag_name, words_of_report};
use crate::shown::shown;

/// The bound of an event, or of all events of a file.
#[derive(Default, Clone)]
pub(super) struct Bound {
    /// Every label that its tags say.
    pub(super) labels: BTreeSet<Label>,
    /// What its distribution allows at the most.
    pub(super) floor: Option<Label>,
    /// What its title, its reports and comments say in words: it only narrows. [IMP-17]
    pub(super) said: Option<Label>,
    /// A label that nobody here can read.
    pub(super) unreadable: Option<String>,
    /// The strictest PAP.
    pub(super) pap: Option<Pap>,
    /// What there is to say of it.
    pub(super) notes: Vec<Note>,
    /// What an object in between narrows to.
    inner: Option<Label>,
    /// What an object in between says that nobody here can read.
    in_words: Option<String>,
}

/// The bound of one attribute.
pub(super) struct OfAttribute {
    /// The strictest of its tags, its distribution and its object's.
    pub(super) strictest: Option<Label>,
    pub(super) unreadable: Option<String>,
}

impl Bound {
    pub(super) fn of_event(event: &Event<'_>, others: &mut BTreeSet<String>) -> Self {
        let mut bound = Self::default();
        let tags = Tags::of([&event.tags, &event.linked_tags], others);
        bound.labels = tags.labels;
        bound.unreadable = tags.unreadable;
        bound.pap = tags.pap;
        bound.floor = floor_of(&event.distribution, event.sharing_group.as_ref()).max(tags.floor);
        let words = words_of(&event.distribution, event.sharing_group.as_ref());
        bound.notes.extend(words);
        let reports = event.reports.0.iter().flat_map(|raw| words_of_report(raw));
        let mut said = Marked::of_all([event.info.text()]);
        reports
            .flatten()
            .for_each(|text| said.join(Marked::of(&text)));
        bound.said = said.label.filter(|label| *label > Label::Clear);
        bound.unreadable = bound.unreadable.take().or(said.unreadable);
        bound
    }

    /// The strictest label that tags say.
    pub(super) fn label(&self) -> Option<Label> {
        self.labels.last().copied()
    }

    /// The strictest of tags, words and distribution.
    pub(super) fn strictest(&self) -> Option<Label> {
        self.label().max(self.said).max(self.floor)
    }

    /// The bound of an object in this event.
    pub(super) fn within(&self, object: &Object<'_>) -> Self {
        let mut bound = self.clone();
        let said = Marked::of_all([object.comment.text()]);
        let floor = floor_of(&object.distribution, object.sharing_group.as_ref());
        bound.inner = floor.max(said.label);
        bound.in_words = said.unreadable;
        bound
    }

    pub(super) fn of_attribute(
        &self,
        attribute: &Attribute<'_>,
        others: &mut BTreeSet<String>,
    ) -> OfAttribute {
        let tags = Tags::of([&attribute.tags, &attribute.linked_tags], others);
        let own = floor_of(&attribute.distribution, attribute.sharing_group.as_ref());
        let tagged = tags.labels.last().copied();
        // [IMP-17] A text among the values is read as words, too.
        let is_text = matches!(attribute.kind.text(), Some("text" | "comment" | "other"));
        let value = attribute.value.text().filter(|_| is_text);
        let said = Marked::of_all([attribute.comment.text(), value]);
        let narrowed = own.max(tags.floor).max(self.inner).max(said.label);
        let unreadable = tags.unreadable.or(said.unreadable);
        OfAttribute {
            strictest: tagged.max(narrowed),
            unreadable: unreadable.or_else(|| self.in_words.clone()),
        }
    }

    /// The narrowest of this and another event's.
    pub(super) fn narrow(&mut self, other: Self) {
        self.labels.extend(other.labels);
        self.floor = self.floor.max(other.floor);
        self.said = self.said.max(other.said);
        self.pap = self.pap.max(other.pap);
        self.unreadable = self.unreadable.take().or(other.unreadable);
    }
}

/// MISP's levels of distribution. "All communities" is no word of TLP: it narrows nothing, and says nothing.
/// An unknown level is the narrowest: unknown means no.
fn floor_of(distribution: &Loose<'_>, group: Option<&Named<'_>>) -> Option<Label> {
    let has_group = group.is_some_and(|group| group.name.text().is_some());
    match distribution.text() {
        None if has_group => Some(Label::Amber),
        None | Some("3" | "5") => None,
        Some("1" | "2") => Some(Label::Green),
        Some("4") => Some(Label::Amber),
        Some(_) => Some(Label::AmberStrict),
    }
}

fn words_of(distribution: &Loose<'_>, group: Option<&Named<'_>>) -> Option<Note> {
    let group = group.and_then(|group| group.name.text());
    let note = match distribution.text()? {
        "0" => Note::new(
            NoteCode::OneOrganisation,
            "its source keeps it to one organisation (distribution 0)",
        ),
        "1" => Note::new(
            NoteCode::OneCommunity,
            "its source keeps it to one community (distribution 1)",
        ),
        "2" => Note::new(
            NoteCode::Communities,
            "its source keeps it to connected communities (distribution 2)",
        ),
        "4" => {
            let group = shown(group.unwrap_or("not named"));
            let text = format!("for a sharing group: {group}");
            Note::new(NoteCode::SharingGroup, text).about(group)
        }
        "3" | "5" => return None,
        other => {
            let other = shown(other);
            let text = format!("distribution `{other}` is not known: read as one organisation");
            Note::new(NoteCode::UnknownDistribution, text).about(other)
        }
    };
    Some(note)
}

/// What tags say.
#[derive(Default)]
struct Tags {
    labels: BTreeSet<Label>,
    unreadable: Option<String>,
    pap: Option<Pap>,
    floor: Option<Label>,
}

impl Tags {
    fn of(lists: [&Listed<'_>; 2], others: &mut BTreeSet<String>) -> Self {
        let mut tags = Self::default();
        let names = lists.into_iter().flat_map(|list| &list.0);
        for raw in names {
            let Some(name) = tag_name(raw) else {
                // It may be a label.
                tags.unreadable.get_or_insert_with(|| shown(raw.get()));
                continue;
            };
            if !tags.take(&name) && others.len() < MAX_OTHERS {
                others.insert(shown(&name));
            }
        }
        tags
    }

    /// Is it a tag that says how far something may go?
    fn take(&mut self, name: &str) -> bool {
        let plain = in_plain_letters(name);
        let name = plain.as_ref();
        if let Some(word) = after(name, "tlp") {
            let mut marked = Marked::default();
            marked.take(&word, true);
            self.labels.extend(marked.label);
            let unreadable = marked.unreadable.map(|_| shown(name));
            self.unreadable = self.unreadable.take().or(unreadable);
            return true;
        }
        if let Some(word) = after(name, "pap") {
            // A level that is not known permits nothing that could be seen.
            self.pap = self.pap.max(Some(Pap::read(&word).unwrap_or(Pap::Red)));
            return true;
        }
        if name.eq_ignore_ascii_case("misp:should-not-sync") {
            self.floor = Some(Label::AmberStrict);
            return true;
        }
        false
    }
}

/// Tags of other kinds that are remembered, so that they can be shown.
const MAX_OTHERS: usize = 1_000;

/// What follows a word of a tag: `tlp:amber`, `TLP:AMBER`, `tlp="amber"`, `circl:tlp="amber"`, `TLP AMBER`.
fn after(name: &str, word: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let rest = lower.match_indices(word).find_map(|(at, found)| {
        let before = lower.get(..at)?.chars().next_back();
        let rest = lower.get(at + found.len()..)?;
        let is_word = before.is_none_or(|c| !c.is_alphanumeric());
        let signs = [':', '=', ' ', '-', '_', '"', '\''];
        (is_word && rest.starts_with(signs)).then_some(rest)
    })?;
    let signs = [':', '=', ' ', '-', '_', '"', '\''];
    Some(rest.trim_matches(signs).to_owned())
}

/// Galaxies whose clusters are malware or tools.
const MALWARE: [&str; 14] = [
    "mitre-malware",
    "mitre-tool",
    "malpedia",
    "tool",
    "android",
    "rat",
    "ransomware",
    "backdoor",
    "banker",
    "stealer",
    "botnet",
    "exploit-kit",
    "cryptominers",
    "surveillance-vendor",
];

/// The only malware that the tags name: `misp-galaxy:mitre-malware="XTunnel - S0117"` is `XTunnel`.
pub(super) fn malware_name(tags: &Listed<'_>) -> Option<String> {
    let name_of = |tag: String| {
        let (galaxy, cluster) = tag.strip_prefix("misp-galaxy:")?.split_once('=')?;
        let cluster = cluster.trim_matches('"');
        let name = cluster.split(" - ").next().unwrap_or(cluster);
        MALWARE
            .contains(&galaxy)
            .then(|| crate::shown::one_line(name))
    };
    let names: BTreeSet<String> = tags
        .0
        .iter()
        .filter_map(|raw| name_of(tag_name(raw)?))
        .collect();
    let mut names = names.into_iter();
    names.next().filter(|_| names.next().is_none())
}
