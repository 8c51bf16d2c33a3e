//! Who may have what, said a second time and simply, by somebody who never read the policy's code.

use std::collections::BTreeSet;

use fanal_protocol::{Body, Claim, DeskId, DeskStatus, Kind, Label, Roster, Scope, StreamName};

use super::node::Kept;

/// What the watcher knows of a statement: all of it, because it saw it being signed.
pub struct Truth {
    pub(crate) origin: DeskId,
    kind: Kind,
    streams: BTreeSet<StreamName>,
    label: Label,
    desks: BTreeSet<DeskId>,
    groups: BTreeSet<fanal_protocol::GroupId>,
    members_then: BTreeSet<DeskId>,
    has_people: bool,
    is_written: bool,
    consent: Option<Claim>,
}

impl Truth {
    pub(crate) fn of(kept: &Kept) -> Self {
        let header = kept.opened.header();
        let mut truth = Self {
            origin: header.origin.clone(),
            kind: header.kind,
            streams: header.streams.clone(),
            label: Label::Clear,
            desks: BTreeSet::new(),
            groups: BTreeSet::new(),
            members_then: kept.facts.members_when_signed.clone().unwrap_or_default(),
            has_people: false,
            is_written: false,
            consent: None,
        };
        if let Body::Bulletin(bulletin) = kept.opened.body() {
            truth.label = bulletin.marking.label;
            truth.desks.clone_from(&bulletin.marking.audience.desks);
            truth.groups.clone_from(&bulletin.marking.audience.groups);
            truth.has_people = !bulletin.marking.audience.people.is_empty();
            truth.is_written = bulletin.summary.is_some();
            truth.consent = Some(bulletin.consent);
        }
        truth
    }

    /// [R13] Is it AMBER for a group that they joined later?
    pub(crate) fn came_too_late(&self, to: &DeskId) -> Option<&'static str> {
        let by_name =
            self.label <= Label::Green || self.groups.is_empty() || self.desks.contains(to);
        (!by_name && *to != self.origin && !self.members_then.contains(to))
            .then_some("they joined the group later")
    }

    /// May `from` hand it to `to` in that stream, by this roster, now? If not: why.
    pub(crate) fn forbids(
        &self,
        stream: &StreamName,
        from: &DeskId,
        to: &DeskId,
        roster: &Roster,
        now: i64,
    ) -> Option<&'static str> {
        let is_in = |id: &DeskId| {
            roster
                .desk(id)
                .is_some_and(|desk| desk.status == DeskStatus::Active)
        };
        let is_member = |id: &DeskId, group| {
            roster
                .desk(id)
                .is_some_and(|desk| desk.groups.contains(group))
        };
        let takes_back = matches!(self.kind, Kind::Retraction | Kind::Receipt);
        if !is_in(from) || !is_in(to) {
            return Some("one of the two is not in the network");
        }
        if !self.streams.contains(stream) {
            return Some("its header does not name the stream");
        }
        // What it said itself nobody keeps from it. [R9]
        if *to == self.origin {
            return None;
        }
        let relayed = *from != self.origin;
        let fits = match stream {
            StreamName::Clear | StreamName::Green(_) => true,
            StreamName::GroupGreen(group) => {
                is_member(to, group) && (!relayed || is_member(from, group))
            }
            StreamName::GroupAmber(group) => is_member(to, group) && !relayed,
            StreamName::Direct(reader) => reader == to && !relayed,
        };
        if !fits && !takes_back {
            return Some("the stream is not for them, or not from them");
        }
        if self.kind != Kind::Bulletin {
            return None;
        }
        let is_open = matches!(
            stream,
            StreamName::Clear | StreamName::Green(_) | StreamName::GroupGreen(_)
        );
        if *stream == StreamName::Clear || (is_open && self.label > Label::Green) {
            return Some("the label is stricter than the stream");
        }
        if self.label > Label::Green && relayed {
            return Some("AMBER and RED come from their origin");
        }
        if self.label == Label::Red && (self.is_written || !self.groups.is_empty()) {
            return Some("RED is for people");
        }
        let named = self.desks.contains(to) || self.groups.iter().any(|group| is_member(to, group));
        let names_somebody = !self.desks.is_empty() || !self.groups.is_empty() || self.has_people;
        if !named && (names_somebody || self.label > Label::Green) {
            return Some("they are not in the audience");
        }
        if relayed && !self.desks.is_empty() && self.groups.is_empty() {
            return Some("narrowed to desks, so it comes from its origin");
        }
        match self.consent {
            None | Some(Claim::Refused | Claim::NotAsked) => Some("the person did not say yes"),
            Some(Claim::Granted {
                until: Some(end), ..
            }) if end.unix() <= now => Some("the person's yes has ended"),
            Some(Claim::Granted {
                scope: Scope::Desk, ..
            }) => Some("the person's yes is for one desk"),
            Some(Claim::Granted {
                scope: Scope::Named,
                ..
            }) if !self.desks.contains(to) => Some("the person's yes is for desks named"),
            Some(Claim::Granted { .. } | Claim::NotNeeded { .. }) => None,
        }
    }
}
