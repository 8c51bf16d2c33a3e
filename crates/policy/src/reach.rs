//! Reach: how far something may go, as an order with a meet.
//!
//! `Desk < Named(set) < Network < Public`. What several wishes allow together is their meet; label
//! and audience, consent, and everything quoted are each such a wish.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use fanal_protocol::{Claim, DeskId, Kind, Label, Scope, StreamName};
use serde::{Deserialize, Serialize};

use crate::question::{ExportTo, Question};
use crate::{Facts, World};

/// How far something may go.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Its origin and nobody else.
    Desk,
    /// These desks. Naming nobody is [`Reach::Desk`].
    Named(BTreeSet<DeskId>),
    /// Every active member of the network.
    Network,
    /// Anyone.
    Public,
}

impl Reach {
    /// How far both go.
    #[must_use]
    pub fn meet(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Desk, _) | (_, Self::Desk) => Self::Desk,
            (Self::Named(a), Self::Named(b)) => Self::named(a.intersection(b).cloned().collect()),
            (Self::Named(set), Self::Network | Self::Public)
            | (Self::Network | Self::Public, Self::Named(set)) => Self::named(set.clone()),
            (Self::Network, Self::Network | Self::Public) | (Self::Public, Self::Network) => {
                Self::Network
            }
            (Self::Public, Self::Public) => Self::Public,
        }
    }

    /// Does it go as far as this desk? (That the desk is a member at all is not asked here.)
    pub fn contains(&self, desk: &DeskId) -> bool {
        match self {
            Self::Desk => false,
            Self::Named(set) => set.contains(desk),
            Self::Network | Self::Public => true,
        }
    }

    /// Does it go no further than the other?
    pub fn is_within(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Desk, _)
            | (_, Self::Public)
            | (Self::Named(_) | Self::Network, Self::Network) => true,
            (Self::Named(a), Self::Named(b)) => a.is_subset(b),
            (Self::Named(a), Self::Desk) => a.is_empty(),
            (Self::Network, Self::Desk | Self::Named(_))
            | (Self::Public, Self::Desk | Self::Named(_) | Self::Network) => false,
        }
    }

    fn named(desks: BTreeSet<DeskId>) -> Self {
        if desks.is_empty() {
            Self::Desk
        } else {
            Self::Named(desks)
        }
    }

    /// These desks and the origin, which always has it; the origin alone is [`Reach::Desk`].
    fn named_by(origin: &DeskId, mut desks: BTreeSet<DeskId>) -> Self {
        desks.insert(origin.clone());
        if desks.len() == 1 {
            Self::Desk
        } else {
            Self::Named(desks)
        }
    }

    fn without(self, origin: &DeskId) -> Self {
        match self {
            Self::Named(mut desks) => {
                desks.remove(origin);
                Self::named(desks)
            }
            Self::Desk | Self::Network | Self::Public => self,
        }
    }
}

impl PartialEq for Reach {
    fn eq(&self, other: &Self) -> bool {
        self.is_within(other) && other.is_within(self)
    }
}

impl Eq for Reach {}

impl PartialOrd for Reach {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self.is_within(other), other.is_within(self)) {
            (true, true) => Some(Ordering::Equal),
            (true, false) => Some(Ordering::Less),
            (false, true) => Some(Ordering::Greater),
            (false, false) => None,
        }
    }
}

/// How far it may go: the meet of label with audience, of consent, and of what it quotes. What was
/// withdrawn goes nowhere, and neither does what quotes it. [R22]
pub fn reach_of(facts: &Facts, world: &World<'_>) -> Reach {
    if facts.withdrawn {
        return Reach::Desk;
    }
    by_marking(facts, world)
        .meet(&by_consent(facts, world))
        .meet(&by_references(facts))
}

/// How far label and audience let it go.
pub(crate) fn by_marking(facts: &Facts, world: &World<'_>) -> Reach {
    let audience = &facts.marking.audience;
    match facts.marking.label {
        Label::Clear if audience.is_empty() => Reach::Public,
        Label::Green if audience.is_empty() => Reach::Network,
        Label::Red => Reach::named_by(&facts.object.origin, audience.desks.clone()),
        Label::Clear | Label::Green | Label::Amber | Label::AmberStrict => {
            let mut desks = members_addressed(facts, world);
            desks.extend(audience.desks.iter().cloned());
            Reach::named_by(&facts.object.origin, desks)
        }
    }
}

/// Active members of the groups addressed. [R13] AMBER is for those who were members when it was
/// signed and still are; GREEN also for later ones.
fn members_addressed(facts: &Facts, world: &World<'_>) -> BTreeSet<DeskId> {
    let groups = facts.marking.audience.groups.iter();
    let mut members: BTreeSet<DeskId> = groups.flat_map(|group| world.members(group)).collect();
    if let Some(then) = &facts.members_when_signed
        && facts.marking.label > Label::Green
    {
        members.retain(|desk| then.contains(desk));
    }
    members
}

/// How far the person's yes goes, at this moment.
pub(crate) fn by_consent(facts: &Facts, world: &World<'_>) -> Reach {
    let origin = &facts.object.origin;
    match &facts.consent {
        None if facts.kind == Kind::Bulletin => Reach::Desk,
        None | Some(Claim::NotNeeded { .. }) => Reach::Public,
        Some(Claim::Refused | Claim::NotAsked) => Reach::Desk,
        Some(Claim::Granted { until, .. }) if until.is_some_and(|end| end <= world.now) => {
            Reach::Desk
        }
        Some(Claim::Granted { scope, .. }) => match scope {
            Scope::Desk => Reach::Desk,
            Scope::Named => Reach::named_by(origin, named_to_the_person(facts, world)),
            Scope::Network => Reach::Network,
            Scope::Public => Reach::Public,
        },
    }
}

/// [R20] The record at the origin says whom the person agreed to. Elsewhere the origin's own routing
/// has to do: the streams that only the origin serves. At an origin that lost the record: nobody.
fn named_to_the_person(facts: &Facts, world: &World<'_>) -> BTreeSet<DeskId> {
    if let Some(named) = &facts.named_consent {
        return named.clone();
    }
    if facts.object.origin == *world.me {
        return BTreeSet::new();
    }
    let mut named = BTreeSet::new();
    for stream in &facts.streams {
        match stream {
            StreamName::Direct(desk) => named.extend([desk.clone()]),
            StreamName::GroupAmber(group) => named.extend(world.members(group)),
            StreamName::Clear | StreamName::Green(_) | StreamName::GroupGreen(_) => {}
        }
    }
    named
}

/// How far everything that it quotes from other origins lets it go.
pub(crate) fn by_references(facts: &Facts) -> Reach {
    facts
        .references
        .iter()
        .fold(Reach::Public, |all, one| all.meet(one))
}

/// How far it would go by this question; none where it stays where it rightly is.
///
/// Entering a relayed stream is reaching everybody whom relays will serve.
pub(crate) fn asked(question: &Question<'_>, world: &World<'_>) -> Option<Reach> {
    let origin = question.origin();
    let one = |desk: &DeskId| Reach::Named(BTreeSet::from([desk.clone()]));
    let reach = match question {
        Question::Send { stream, to, .. } => by_stream(stream, to, world),
        Question::Accept { stream, .. } => by_stream(&stream.name, world.me, world),
        Question::Export {
            to: ExportTo::Desk(desk),
            ..
        } => one(desk),
        Question::Export {
            to: ExportTo::PublicFile | ExportTo::NetworkFeed { .. },
            ..
        }
        | Question::Publish { .. } => Reach::Public,
        Question::Compose { facts } => by_marking(facts, world),
        Question::Export {
            to: ExportTo::OwnDesk,
            ..
        }
        | Question::Show { .. }
        | Question::Keep { .. }
            if origin != world.me =>
        {
            one(world.me)
        }
        Question::Export {
            to: ExportTo::OwnDesk,
            ..
        }
        | Question::Show { .. }
        | Question::Keep { .. }
        | Question::Serve { .. }
        | Question::Retract { .. } => return None,
    };
    let reach = reach.without(origin);
    // What goes home to its origin and to nobody else goes nowhere.
    let goes_home = reach == Reach::Desk && !matches!(question, Question::Compose { .. });
    (!goes_home).then_some(reach)
}

fn by_stream(stream: &StreamName, reader: &DeskId, world: &World<'_>) -> Reach {
    let mut desks = BTreeSet::from([reader.clone()]);
    match stream {
        StreamName::Clear => Reach::Public,
        StreamName::Green(_) => Reach::Network,
        StreamName::GroupGreen(group) => {
            desks.extend(world.members(group));
            Reach::Named(desks)
        }
        StreamName::GroupAmber(_) | StreamName::Direct(_) => Reach::Named(desks),
    }
}
