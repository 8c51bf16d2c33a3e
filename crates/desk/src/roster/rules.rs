//! The rules of a network: presets to begin with, and single rules to change.

use std::collections::BTreeMap;

use fanal_protocol::{Digest, Label, Rules};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a network begins. Each rule can be changed by a later roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// Two vouches, and nobody waits.
    #[default]
    Plain,
    /// A few desks that know each other: each coordinates, and signing is vouching.
    SmallCircle,
    /// Vetting as `CiviCERT` describes it: those who know the applicant are asked, then it is signed off.
    Civicert,
    /// As Trusted Introducer lists teams: two supporters, three weeks, and any objection pauses it.
    TrustedIntroducer,
}

/// Days for which a desk has to be a member before its vouch counts, in the presets that ask for it.
const GROWN_DAYS: u16 = 90;
/// Desks that one desk vouches for in a year, in the presets that set a limit.
const VOUCHES_A_YEAR: u16 = 4;

/// Days for which members have what is approved before the public has it, in the same presets. [PUB-31]
const MEMBERS_FIRST_DAYS: u16 = 7;

/// Days that content is kept where a network begins with any preset: what tells of people is not kept for ever
/// by oversight. CLEAR is public, and has no limit; a later roster sets others, or none.
const KEPT_DAYS: [(Label, u32); 4] = [
    (Label::Green, 730),
    (Label::Amber, 180),
    (Label::AmberStrict, 180),
    (Label::Red, 180),
];

impl Preset {
    /// The rules that it begins with.
    pub fn rules(self) -> Rules {
        let plain = Rules {
            objection_days: 0,
            retention_days: KEPT_DAYS.into(),
            ..Rules::default()
        };
        match self {
            Self::Plain => plain,
            Self::SmallCircle => Rules {
                vouches: 0,
                everyone_coordinates: true,
                ..plain
            },
            Self::Civicert => Rules {
                objection_days: 14,
                vouch_age_days: GROWN_DAYS,
                vouches_per_year: VOUCHES_A_YEAR,
                members_first_days: MEMBERS_FIRST_DAYS,
                ..plain
            },
            Self::TrustedIntroducer => Rules {
                objection_days: 21,
                vouch_age_days: GROWN_DAYS,
                vouches_per_year: VOUCHES_A_YEAR,
                members_first_days: MEMBERS_FIRST_DAYS,
                ..plain
            },
        }
    }
}

/// Rules that change; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RulesChange {
    /// Vouches that a request needs.
    pub vouches: Option<u8>,
    /// Days in which members may object; 0: nobody waits.
    pub objection_days: Option<u16>,
    /// Days of membership before a desk's vouch counts.
    pub vouch_age_days: Option<u16>,
    /// Desks that one desk may vouch for in a year; 0: no limit.
    pub vouches_per_year: Option<u16>,
    /// Days after which AMBER and RED wait for a heartbeat.
    pub freshness_days: Option<u16>,
    /// Days that content of a label is kept; 0 takes the limit away.
    pub retention_days: BTreeMap<Label, u32>,
    /// SHA-256 of a new code of practice.
    pub code_of_practice: Option<Digest>,
    /// Every active desk has a coordinator of its own.
    pub everyone_coordinates: Option<bool>,
    /// Days for which members have what is approved before the public has it; 0: at once.
    pub members_first_days: Option<u16>,
}

impl RulesChange {
    /// Applies what is named.
    pub(super) fn apply(&self, rules: &mut Rules) {
        set(&mut rules.vouches, self.vouches);
        set(&mut rules.objection_days, self.objection_days);
        set(&mut rules.vouch_age_days, self.vouch_age_days);
        set(&mut rules.vouches_per_year, self.vouches_per_year);
        set(&mut rules.freshness_days, self.freshness_days);
        set(&mut rules.everyone_coordinates, self.everyone_coordinates);
        set(&mut rules.members_first_days, self.members_first_days);
        if self.code_of_practice.is_some() {
            rules.code_of_practice = self.code_of_practice;
        }
        for (label, days) in &self.retention_days {
            rules.retention_days.insert(*label, *days);
        }
        rules.retention_days.retain(|_, days| *days > 0);
    }
}

fn set<T: Copy>(rule: &mut T, wish: Option<T>) {
    if let Some(wish) = wish {
        *rule = wish;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [JOIN-1]
    #[test]
    fn each_preset_begins_with_its_rules() {
        let of = |preset: Preset| {
            let rules = preset.rules();
            (
                rules.vouches,
                rules.objection_days,
                rules.vouch_age_days,
                rules.vouches_per_year,
                rules.everyone_coordinates,
                rules.members_first_days,
            )
        };
        assert_eq!(of(Preset::Plain), (2, 0, 0, 0, false, 0));
        assert_eq!(of(Preset::SmallCircle), (0, 0, 0, 0, true, 0));
        assert_eq!(of(Preset::Civicert), (2, 14, 90, 4, false, 7));
        assert_eq!(of(Preset::TrustedIntroducer), (2, 21, 90, 4, false, 7));
    }

    /// [JOIN-1] Nothing that tells of people is kept for ever because nobody thought of it.
    #[test]
    fn each_preset_has_an_end_for_every_label_but_clear() {
        for preset in [
            Preset::Plain,
            Preset::SmallCircle,
            Preset::Civicert,
            Preset::TrustedIntroducer,
        ] {
            let kept = preset.rules().retention_days;
            let of = |label| kept.get(&label).copied();
            assert_eq!(of(Label::Clear), None);
            assert_eq!(of(Label::Green), Some(730));
            for label in [Label::Amber, Label::AmberStrict, Label::Red] {
                assert_eq!(of(label), Some(180), "{preset:?} {label}");
            }
        }
        // A roster that says nothing of it goes on without a limit.
        assert!(Rules::default().retention_days.is_empty());
    }

    #[test]
    fn what_a_change_does_not_name_stays() {
        let mut rules = Preset::Civicert.rules();
        rules.retention_days = BTreeMap::from([(Label::Amber, 90)]);
        let before = rules.clone();
        RulesChange::default().apply(&mut rules);
        assert_eq!(rules, before);
        let change = RulesChange {
            objection_days: Some(7),
            retention_days: BTreeMap::from([(Label::Amber, 0), (Label::Green, 365)]),
            ..RulesChange::default()
        };
        change.apply(&mut rules);
        assert_eq!((rules.objection_days, rules.vouches), (7, 2));
        assert_eq!(rules.retention_days, BTreeMap::from([(Label::Green, 365)]));
    }
}
