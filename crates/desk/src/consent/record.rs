//! What stands in a record of consent, and how it binds a bulletin. [CON-2] [CON-3]

use std::collections::BTreeSet;

use fanal_policy::Facts;
use fanal_protocol::{Claim, Code, DeskId, Problem, Scope, Timestamp};
use fanal_store::ConsentRow;
use serde::{Deserialize, Serialize};

use crate::error::{Result, problem};

/// A record, as it is sealed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    /// The account or person who heard it.
    pub(crate) heard_by: String,
    /// On which day.
    pub(crate) heard_on: Timestamp,
    /// In person, by phone, ...
    pub(crate) how: String,
    /// What for.
    pub(crate) scope: Scope,
    /// The desks that the person named.
    #[serde(default)]
    pub(crate) named: BTreeSet<DeskId>,
    /// The person was told what could go wrong.
    pub(crate) risks_explained: bool,
    /// The yes ends then.
    #[serde(default)]
    pub(crate) until: Option<Timestamp>,
    /// The person may be named.
    #[serde(default)]
    pub(crate) attribution: bool,
    /// The person took it back then.
    #[serde(default)]
    pub(crate) withdrawn: Option<Timestamp>,
    /// A withdrawal for the person's sake came back after a restore, of something that rested on this: whether
    /// they took all of it back, or a part, nobody here knows since then. [STR-16]
    #[serde(default)]
    pub(crate) doubted: Option<Timestamp>,
    /// What was agreed to before, oldest first.
    #[serde(default)]
    pub(crate) before: Vec<Before>,
}

/// What a record said until a moment.
#[derive(Clone, Serialize, Deserialize, schemars::JsonSchema, Debug)]
pub struct Before {
    /// Until then.
    pub until: Timestamp,
    /// As far as this.
    pub scope: Scope,
    /// To these desks.
    #[serde(default)]
    pub named: BTreeSet<DeskId>,
    /// Who wrote the change down.
    pub changed_by: String,
}

impl Record {
    /// What stands in a row.
    pub(crate) fn of(row: &ConsentRow) -> Result<Self> {
        serde_json::from_slice(&row.body)
            .map_err(|_| problem(Code::Broken, "a record of consent cannot be read"))
    }

    /// The row's body.
    pub(crate) fn body(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(self).map_err(|error| problem(Code::Broken, error.to_string()))
    }

    /// The claim that it stands for. [CON-3]
    pub(crate) fn claim(&self) -> Claim {
        if self.withdrawn.is_some() {
            return Claim::Refused;
        }
        Claim::Granted {
            scope: self.scope,
            attribution: self.attribution,
            until: self.until,
        }
    }

    /// Binds what rests on it, at this moment: the record rules, the claim is a snapshot. [R20]
    pub(crate) fn bind(&self, facts: &mut Facts) {
        if self.withdrawn.is_some() || self.doubted.is_some() {
            facts.withdrawn = true;
        }
        let claimed_named = claims_named(facts.consent.as_ref());
        facts.consent = facts.consent.map(|claim| self.strictest(claim));
        if self.scope == Scope::Named {
            facts.named_consent = Some(self.named.clone());
        } else if !claimed_named {
            facts.named_consent = None;
        }
    }

    /// The claim, no wider than the record. What is no yes, or needed none, is not made one by it.
    pub(crate) fn strictest(&self, claim: Claim) -> Claim {
        match (claim, self.claim()) {
            (
                Claim::Granted {
                    scope: a,
                    attribution: x,
                    until: e,
                },
                Claim::Granted {
                    scope: b,
                    attribution: y,
                    until: f,
                },
            ) => Claim::Granted {
                scope: a.min(b),
                attribution: x && y,
                until: earliest(e, f),
            },
            (Claim::Granted { .. }, Claim::Refused | Claim::NotAsked | Claim::NotNeeded { .. })
            | (Claim::NotNeeded { .. }, _) => self.claim(),
            (Claim::Refused | Claim::NotAsked, _) => claim,
        }
    }

    /// Refuses a claim that says more than the person did. [CON-3]
    pub(crate) fn must_cover(&self, claim: Claim) -> Result<()> {
        self.must_stand()?;
        let wider = match claim {
            Claim::Granted {
                scope,
                attribution,
                until,
            } => {
                scope > self.scope
                    || (attribution && !self.attribution)
                    || self
                        .until
                        .is_some_and(|end| until.is_none_or(|until| until > end))
            }
            Claim::NotNeeded { .. } => true,
            Claim::Refused | Claim::NotAsked => false,
        };
        if !wider {
            return Ok(());
        }
        let problem = Problem::new(
            Code::PolicyConsentScope,
            "the claim says more than the record of consent",
        );
        Err(problem
            .with_hint("leave the claim out (`--consent`, `consent`) to say what the record says")
            .into())
    }

    /// The claim says that the person may be named, and the record does so no more.
    pub(crate) const fn takes_a_name_back(&self, claim: Claim) -> bool {
        let named = matches!(
            claim,
            Claim::Granted {
                attribution: true,
                ..
            }
        );
        named && !self.attribution
    }

    /// Refuses what the person took back, or may have taken back.
    pub(crate) fn must_stand(&self) -> Result<()> {
        self.must_not_be_withdrawn()?;
        if self.doubted.is_some() {
            let text =
                "since the restore nobody here knows whether the person took this consent back";
            let hint = "ask them; then say what they agree to with `fanal consent revise`, or take it back";
            return Err(problem(Code::PolicyConsentRefused, text).hinted(hint));
        }
        Ok(())
    }

    /// Refuses what the person took back for certain.
    pub(crate) fn must_not_be_withdrawn(&self) -> Result<()> {
        if self.withdrawn.is_some() {
            return Err(problem(
                Code::PolicyConsentRefused,
                "the person took this consent back",
            ));
        }
        Ok(())
    }

    /// Does it say no less than the other?
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let names = match (self.scope, other.scope) {
            (Scope::Named, Scope::Named) => other.named.is_subset(&self.named),
            _ => true,
        };
        let ends = match (self.until, other.until) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(mine), Some(theirs)) => mine >= theirs,
        };
        self.scope >= other.scope && names && ends && (self.attribution || !other.attribution)
    }
}

fn claims_named(claim: Option<&Claim>) -> bool {
    matches!(
        claim,
        Some(Claim::Granted {
            scope: Scope::Named,
            ..
        })
    )
}

fn earliest(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    }
}
