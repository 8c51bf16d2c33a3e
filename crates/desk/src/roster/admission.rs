//! May this desk come in? Pure: the roster, what this desk noted, this moment. [JOIN]

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::{DeskId, DeskStatus, Roster, Timestamp};
use serde::{Deserialize, Serialize};

use super::JoinRequest;
use super::book::{Joining, NotedVouch};
use super::sentence::{Sentence, Told, ToldCode};

/// When a desk was admitted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Since {
    pub(crate) version: u64,
    pub(crate) at: Timestamp,
}

/// All that an admission depends on.
pub(super) struct Case<'a> {
    pub(super) roster: &'a Roster,
    pub(super) since: &'a BTreeMap<DeskId, Since>,
    pub(super) request: &'a JoinRequest,
    pub(super) joining: &'a Joining,
    pub(super) vouches: &'a [(DeskId, NotedVouch)],
    pub(super) now: Timestamp,
}

/// A vouch, and why it does not count, if it does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct VouchShown {
    /// Who vouches.
    pub by: DeskId,
    /// How the two know each other.
    pub how: String,
    /// When it was said.
    pub at: Timestamp,
    /// Why it does not count, in English.
    pub not_counted: Option<String>,
    /// The same by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_counted_told: Option<Told>,
}

/// Founders: whoever stands in one of the first two versions. The first has one desk, the second
/// those who found the network with it.
const FOUNDING_VERSIONS: u64 = 2;
const YEAR_DAYS: i64 = 365;
const DAY_SECONDS: i64 = 86_400;

impl Case<'_> {
    /// Every reason against it; none, and it may come in.
    pub(super) fn stands_against(&self) -> Vec<Sentence> {
        let id = &self.request.desk.id;
        let said = |code: ToldCode, text: String| Sentence::new(code, text).with("desk", id);
        let mut reasons = Vec::new();
        let (have, need) = (self.vouching_parents().len(), self.vouches_needed());
        if have < need {
            let text = format!("desk `{id}` has {have} vouches of {need}");
            let reason = said(ToldCode::LacksVouches, text);
            reasons.push(reason.with("have", have).with("need", need));
        }
        let open = self.joining.open_objections().count();
        if open > 0 {
            let text = format!("{open} objections to `{id}` are open");
            reasons.push(said(ToldCode::OpenObjections, text).with("n", open));
        }
        match (self.has_window(), self.window_ends()) {
            (true, None) => {
                let text =
                    format!("the members were not told that `{id}` asks: `fanal roster announce`");
                reasons.push(said(ToldCode::NotAnnounced, text));
            }
            (true, Some(ends)) if self.now < ends => {
                let text = format!("members may object to `{id}` until {ends}");
                reasons.push(said(ToldCode::WindowOpen, text).with("day", ends.date()));
            }
            (true, Some(_)) | (false, _) => {}
        }
        if let Some(code) = self.roster.rules.code_of_practice
            && self.request.accepts != Some(code)
        {
            let text = format!("`{id}` has not accepted the code of practice");
            reasons.push(said(ToldCode::CodeNotAccepted, text));
        }
        reasons
    }

    /// Each vouch for this desk with this key. [JOIN-3]
    pub(super) fn vouches(&self) -> Vec<VouchShown> {
        let key = self.request.desk.signing.first().map(|record| record.key);
        let for_them = self
            .vouches
            .iter()
            .filter(|(_, vouch)| vouch.desk == self.request.desk.id && Some(vouch.key) == key);
        for_them
            .map(|(by, vouch)| {
                let why_not = self.why_not(by, vouch);
                VouchShown {
                    by: by.clone(),
                    how: vouch.how.clone(),
                    at: vouch.at,
                    not_counted: why_not.as_ref().map(ToString::to_string),
                    not_counted_told: why_not.map(|it| it.told),
                }
            })
            .collect()
    }

    /// Why this vouch does not count.
    pub(super) fn why_not(&self, by: &DeskId, vouch: &NotedVouch) -> Option<Sentence> {
        let rules = &self.roster.rules;
        let said = |code: ToldCode, text: String| Some(Sentence::new(code, text).with("desk", by));
        let Some(entry) = self.roster.desk(by) else {
            let text = format!("`{by}` is not in the roster");
            return said(ToldCode::VouchNotInRoster, text);
        };
        if entry.status != DeskStatus::Active {
            return said(ToldCode::VouchNotActive, format!("`{by}` is not active"));
        }
        if entry.parent_or_self() == self.request.desk.parent_or_self() {
            let text = format!("`{by}` belongs to the same organisation");
            return said(ToldCode::VouchSameOrganisation, text);
        }
        let since = self.since.get(by);
        let is_founder = since.is_some_and(|since| since.version <= FOUNDING_VERSIONS);
        let grown = since.map(|since| since.at.plus_days(i64::from(rules.vouch_age_days)));
        if !is_founder && grown.is_none_or(|grown| vouch.at < grown) {
            let days = rules.vouch_age_days;
            let text = format!("`{by}` was a member for less than {days} days");
            return said(ToldCode::VouchTooYoung, text).map(|it| it.with("days", days));
        }
        let most = usize::from(rules.vouches_per_year);
        if most > 0 && self.vouched_before(by, vouch) >= most {
            let text = format!("`{by}` vouched for {most} desks within a year");
            return said(ToldCode::VouchTooMany, text).map(|it| it.with("most", most));
        }
        None
    }

    /// Other desks that it vouched for in the year before this vouch.
    fn vouched_before(&self, by: &DeskId, vouch: &NotedVouch) -> usize {
        let since = vouch.at.plus_days(-YEAR_DAYS);
        let others = self.vouches.iter().filter(|(who, other)| {
            who == by && other.desk != vouch.desk && other.at > since && other.at <= vouch.at
        });
        let desks: BTreeSet<&DeskId> = others.map(|(_, other)| &other.desk).collect();
        desks.len()
    }

    fn vouching_parents(&self) -> BTreeSet<&str> {
        let counted = self
            .vouches()
            .into_iter()
            .filter(|v| v.not_counted.is_none());
        counted
            .filter_map(|vouch| self.roster.desk(&vouch.by))
            .map(fanal_protocol::DeskEntry::parent_or_self)
            .collect()
    }

    /// As many as the rules say; in a network too small for that, one of each organisation.
    pub(super) fn vouches_needed(&self) -> usize {
        let own = self.request.desk.parent_or_self();
        let parents = self
            .roster
            .active()
            .map(fanal_protocol::DeskEntry::parent_or_self);
        let all: BTreeSet<&str> = parents.filter(|parent| *parent != own).collect();
        usize::from(self.roster.rules.vouches).min(all.len())
    }

    /// Where nobody else is a member yet, nobody can object.
    fn has_window(&self) -> bool {
        self.roster.rules.objection_days > 0 && self.roster.active().count() > 1
    }

    /// When the window closes, as it stands; an open objection moves it on. [JOIN-4]
    pub(super) fn window_ends(&self) -> Option<Timestamp> {
        let seen = self.joining.seen.filter(|_| self.has_window())?;
        let days = i64::from(self.roster.rules.objection_days);
        let stopped = self.joining.stopped_seconds(self.now);
        Some(seen.plus_seconds(days * DAY_SECONDS + stopped))
    }
}

#[cfg(test)]
mod tests;
