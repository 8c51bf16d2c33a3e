//! Who holds whose newest, and who may have it at all: what each desk told at its last round, and the policy's own
//! answer. Of GREEN alone: it is for everybody, and any desk passes it on. [CSL-25]

use std::collections::BTreeMap;

use fanal_policy::{Decision, Question, decide};
use fanal_protocol::wire::Head;
use fanal_protocol::{Code, DeskId, NetworkId, StreamName, StreamRef};
use fanal_store::Unit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::Result;
use crate::pull::told_size;

/// A desk, and what it has of each other.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Spread {
    /// Which desk.
    pub desk: DeskId,
    /// The version of the roster that it told last; nothing, if it told none yet.
    pub roster: Option<u64>,
    /// How it is called.
    pub route: Route,
    /// What it has of whom, in the order of the roster.
    pub has: Vec<HasOf>,
}

/// What a desk has of one other.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HasOf {
    /// Of whom.
    pub origin: DeskId,
    /// How much.
    #[serde(flatten)]
    pub has: Has,
}

/// How a desk is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// It is this desk.
    Here,
    /// By an address that anybody reaches.
    Direct,
    /// By an onion service alone.
    Tor,
    /// Not at all: it calls.
    Calls,
}

/// What a desk has of another.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "has", rename_all = "snake_case")]
pub enum Has {
    /// They are one.
    Itself,
    /// All that this desk knows of.
    All,
    /// Not all.
    Behind {
        /// How many statements are missing.
        statements: u64,
    },
    /// It did not say so far.
    Untold,
    /// The policy lets it have nothing.
    No {
        /// The reason.
        code: Code,
    },
}

/// What a peer told in the last answer that brought something.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Told {
    roster: u64,
    /// The newest epoch of each desk's GREEN, and how much of it.
    green: BTreeMap<DeskId, (u32, u64)>,
}

impl Told {
    pub(crate) fn of(network: NetworkId, roster: u64, heads: &[Head]) -> Self {
        let mut told = Self {
            roster,
            ..Self::default()
        };
        for (stream, size) in heads.iter().map(told_size) {
            told.add(network, &stream, size);
        }
        told
    }

    fn add(&mut self, network: NetworkId, stream: &StreamRef, size: u64) {
        if stream.name == StreamName::Green(network) {
            let known = self.green.entry(stream.origin.clone()).or_default();
            *known = (stream.epoch, size).max(*known);
        }
    }

    pub(crate) async fn keep(
        &self,
        unit: &mut dyn Unit,
        network: NetworkId,
        peer: &DeskId,
    ) -> Result<()> {
        let bytes = serde_json::to_vec(self).unwrap_or_default();
        Ok(unit.put_setting(&key(network, peer), &bytes).await?)
    }

    async fn read(unit: &mut dyn Unit, network: NetworkId, peer: &DeskId) -> Result<Option<Self>> {
        let stored = unit.setting(&key(network, peer)).await?;
        Ok(stored.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }
}

fn key(network: NetworkId, peer: &DeskId) -> String {
    format!("told/{network}/{peer}")
}

impl Desk {
    /// What each desk of the network has of each other.
    pub async fn spread(&self, caller: &Caller) -> Result<Vec<Spread>> {
        let _ = caller;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.read().await?;
        let mut here = Told {
            roster: membership.roster.version(),
            ..Told::default()
        };
        for row in unit.streams(network).await? {
            here.add(network, &row.stream, row.proven);
        }
        let mut open: BTreeMap<DeskId, u64> = BTreeMap::new();
        for (stream, gaps) in unit.wanting(network).await? {
            if stream.name == StreamName::Green(network) {
                *open.entry(stream.origin).or_default() += gaps;
            }
        }
        let mut all = Vec::new();
        for desk in &membership.in_force(self.now()).desks {
            let is_here = desk.id == *self.id();
            let told = if is_here {
                Some(here.clone())
            } else {
                Told::read(unit.as_mut(), network, &desk.id).await?
            };
            let onion = |address: &fanal_protocol::Address| address.is_onion();
            let route = match desk.addresses.as_slice() {
                _ if is_here => Route::Here,
                [] => Route::Calls,
                addresses if addresses.iter().all(onion) => Route::Tor,
                _ => Route::Direct,
            };
            let of = |origin: &DeskId| {
                if *origin == desk.id {
                    return Has::Itself;
                }
                let epoch = here.green.get(origin).map_or(0, |(epoch, _)| *epoch);
                if let Some(code) = self.withheld(&membership, (origin, epoch), &desk.id) {
                    return Has::No { code };
                }
                let gaps = open.get(origin).copied().filter(|_| is_here);
                compared(&here, told.as_ref(), origin, gaps.unwrap_or_default())
            };
            let desks = membership.in_force(self.now()).desks.iter();
            all.push(Spread {
                desk: desk.id.clone(),
                roster: told.as_ref().map(|told| told.roster),
                route,
                has: desks
                    .map(|other| HasOf {
                        origin: other.id.clone(),
                        has: of(&other.id),
                    })
                    .collect(),
            });
        }
        Ok(all)
    }

    /// Why that desk may not have what the origin tells everybody, if it may not: asked as the origin asks.
    fn withheld(
        &self,
        membership: &Membership,
        (origin, epoch): (&DeskId, u32),
        to: &DeskId,
    ) -> Option<Code> {
        let stream = StreamRef {
            origin: origin.clone(),
            name: StreamName::Green(membership.roster.network()),
            epoch,
        };
        let question = Question::Serve {
            stream: &stream,
            to,
        };
        match decide(question, &membership.world(origin, self.now())) {
            Decision::Allow(_) => None,
            Decision::Deny(reason) => Some(reason.code),
        }
    }
}

/// What was told, beside what this desk verified itself: nobody makes another look late by claiming more.
fn compared(here: &Told, told: Option<&Told>, origin: &DeskId, gaps: u64) -> Has {
    let Some(told) = told else {
        return Has::Untold;
    };
    let (epoch, size) = here.green.get(origin).copied().unwrap_or_default();
    match told.green.get(origin) {
        None if size == 0 => Has::All,
        None => Has::Untold,
        Some(held) if *held >= (epoch, size) && gaps == 0 => Has::All,
        Some(held) if held.0 == epoch => Has::Behind {
            statements: size.saturating_sub(held.1).max(gaps),
        },
        Some(_) => Has::Behind { statements: size },
    }
}
