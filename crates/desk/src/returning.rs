//! A desk that came back: from a backup, as a copy, or with its database moved. It opens a new epoch of its
//! streams, lets nothing out until it has heard every active desk, takes back from them what it lost of its
//! own, and closes the older epochs where they end. [R9] [STR-11] [STR-12]

mod closed;

use std::collections::{BTreeMap, BTreeSet};

use fanal_protocol::{Body, Closed, Code, DeskId, NetworkId, Notice, StreamName, Timestamp};
use fanal_store::{Right, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use self::closed::{Contradiction, end_of};
use self::closed::{end_key, ends, put_ends};
use crate::accounts::confirm::let_all_wait;
use crate::caller::Caller;
use crate::desk::{Desk, Membership, Standing};
use crate::error::{DeskError, Result, problem};
use crate::pen::{EPOCH, Pen, Said, epoch};
use crate::processes::standing_changes;

/// What a restored database is told before anybody opens it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CameBack {
    /// By this machine's clock.
    pub at: Timestamp,
    /// The moment of the backup; none for a database that was moved or copied.
    pub backup: Option<Timestamp>,
}

/// A desk that came back, until it has heard everybody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Returning {
    /// When it came back.
    pub since: Timestamp,
    /// To what it was at this moment, if from a backup.
    pub backup: Option<Timestamp>,
    /// Nothing leaves yet.
    pub silent: bool,
    /// Active desks that were not heard since.
    pub unheard: BTreeSet<DeskId>,
}

/// To go on without those who were not heard.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GoOnOrder {
    /// The second action: without it, only who is missing is shown.
    pub confirm: bool,
}

/// Who was not heard, and whether the desk goes on without them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct GoOnShown {
    /// It goes on, or never was silent.
    pub goes_on: bool,
    /// Active desks that were not heard since it came back.
    pub unheard: BTreeSet<DeskId>,
}

/// The kind of proof that another copy of this desk signs.
pub(crate) const OWN_STREAM_AHEAD: &str = "own-stream-ahead";
const CAME_BACK: &str = "desk.came-back";

fn returning_key(network: NetworkId) -> String {
    format!("returning/{network}")
}

impl CameBack {
    /// The setting that says so.
    pub fn mark(&self) -> (&'static str, Vec<u8>) {
        (CAME_BACK, serde_json::to_vec(self).unwrap_or_default())
    }
}

/// Does what a restored database asks for, once: a new epoch, silence, no token of then, and accounts that wait. [R9]
pub(crate) async fn come_back(
    unit: &mut dyn Unit,
    me: &DeskId,
    standing: &Standing,
    now: Timestamp,
) -> Result<bool> {
    let Some(stored) = unit.setting(CAME_BACK).await? else {
        return Ok(false);
    };
    let mark: CameBack = serde_json::from_slice(&stored)
        .map_err(|_| problem(Code::Broken, "what a restore left cannot be read"))?;
    // [STR-11] Two restores of one backup must not take the same number.
    let by_time = u32::try_from(now.unix()).unwrap_or(u32::MAX);
    let next = epoch(unit).await?.saturating_add(1).max(by_time);
    unit.put_setting(EPOCH, next.to_string().as_bytes()).await?;
    for (network, membership) in &standing.networks {
        let others = membership.roster.active().map(|desk| desk.id.clone());
        let returning = Returning {
            since: now,
            backup: mark.backup,
            silent: true,
            unheard: others.filter(|desk| desk != me).collect(),
        };
        put_returning(unit, *network, &returning).await?;
        note_oldest_roster(unit, *network, membership.roster.version()).await?;
        // What a peer told then is asked for anew, all of it.
        for peer in unit.peers(*network).await? {
            let row = fanal_store::PeerRow {
                seen: None,
                retry_at: None,
                failures: 0,
                ..peer
            };
            unit.put_peer(*network, &row).await?;
        }
    }
    if mark.backup.is_some() {
        // A token that was ended since is not to live again.
        unit.delete_tokens(None).await?;
        unit.delete_sessions(None).await?;
        // [BAK-9] Nor is who was let go since.
        let_all_wait(unit).await?;
    }
    unit.delete_setting(CAME_BACK).await?;
    unit.put_audit(
        now,
        "local",
        "desk.came-back",
        &format!("epoch {next}"),
        "done",
    )
    .await?;
    tracing::warn!(
        epoch = next,
        "the desk came back: nothing leaves until every desk was heard"
    );
    Ok(true)
}

fn oldest_key(network: NetworkId) -> String {
    format!("came-back-with/{network}")
}

/// What this desk signed since the backup it signed under this version of the roster or a later one. The
/// lowest stays: what an earlier restore lost may come back yet. [STR-14]
async fn note_oldest_roster(unit: &mut dyn Unit, network: NetworkId, version: u64) -> Result<()> {
    let before = oldest_roster(unit, network).await?;
    let oldest = before.map_or(version, |before| before.min(version));
    let text = oldest.to_string();
    Ok(unit
        .put_setting(&oldest_key(network), text.as_bytes())
        .await?)
}

/// The oldest version of the roster that this desk ever came back with; none, if it never did.
pub(crate) async fn oldest_roster(unit: &mut dyn Unit, network: NetworkId) -> Result<Option<u64>> {
    let stored = unit.setting(&oldest_key(network)).await?;
    let text = stored
        .as_deref()
        .and_then(|bytes| std::str::from_utf8(bytes).ok());
    Ok(text.and_then(|text| text.parse().ok()))
}

/// Is it still on its way back?
pub(crate) async fn returning(
    unit: &mut dyn Unit,
    network: NetworkId,
) -> Result<Option<Returning>> {
    let stored = unit.setting(&returning_key(network)).await?;
    Ok(stored.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

async fn put_returning(
    unit: &mut dyn Unit,
    network: NetworkId,
    returning: &Returning,
) -> Result<()> {
    let bytes = serde_json::to_vec(returning).unwrap_or_default();
    standing_changes(unit).await?;
    Ok(unit.put_setting(&returning_key(network), &bytes).await?)
}

impl Membership {
    /// Did this desk come back, and not hear every active desk yet? Then nothing leaves it. [STR-12]
    pub fn is_silent(&self) -> bool {
        self.returning.as_ref().is_some_and(|it| it.silent)
    }
}

impl Desk {
    /// Is it silent in any of its networks?
    pub fn is_silent(&self) -> bool {
        self.standing().networks.values().any(Membership::is_silent)
    }

    /// Refuses what would let content out while the desk is on its way back.
    pub(crate) fn must_have_heard(&self, membership: &Membership) -> Result<()> {
        if !membership.is_silent() {
            return Ok(());
        }
        Err(DeskError::Problem(
            fanal_protocol::Problem::new(
                Code::Busy,
                "this desk came back, and lets nothing out until it has heard every other desk",
            )
            .with_hint(
                "`fanal status` names who is missing; `fanal restore --go-on` goes on without them",
            ),
        ))
    }

    /// The database was copied or moved here by other means: the next time that it is opened, it opens a new
    /// epoch, as after a restore.
    pub async fn say_moved(&self, who: &str) -> Result<()> {
        let mark = CameBack {
            at: self.now(),
            backup: None,
        };
        let (name, value) = mark.mark();
        let mut unit = self.begin().await?;
        unit.put_setting(name, &value).await?;
        unit.put_audit(self.now(), who, "desk.moved", "database", "done")
            .await?;
        Ok(unit.commit().await?)
    }

    /// Who was not heard since the desk came back; with a second action it goes on without them.
    pub async fn go_on(&self, caller: &Caller, order: &GoOnOrder) -> Result<GoOnShown> {
        caller.needs(Right::Admin)?;
        let (network, membership) = self.membership(None)?;
        let mut unit = self.begin().await?;
        let Some(mut held) = returning(unit.as_mut(), network)
            .await?
            .filter(|it| it.silent)
        else {
            return Ok(GoOnShown {
                goes_on: true,
                unheard: BTreeSet::new(),
            });
        };
        let unheard = held.unheard.clone();
        if !order.confirm {
            return Ok(GoOnShown {
                goes_on: false,
                unheard,
            });
        }
        held.silent = false;
        put_returning(unit.as_mut(), network, &held).await?;
        self.close_epochs(unit.as_mut(), &membership).await?;
        let names: Vec<&str> = unheard.iter().map(DeskId::as_str).collect();
        let without = names.join(",");
        unit.put_audit(self.now(), caller.account(), "desk.go-on", &without, "done")
            .await?;
        unit.commit().await?;
        self.reload_standing().await?;
        Ok(GoOnShown {
            goes_on: true,
            unheard,
        })
    }

    /// After a whole round with a desk: it was heard. With the last one the silence ends. Whatever more of
    /// its own this desk learned meanwhile is closed too. [STR-12]
    pub(crate) async fn heard(
        &self,
        network: NetworkId,
        peer: &DeskId,
        grew: bool,
        is_whole: bool,
    ) -> Result<()> {
        let (_, membership) = self.membership(Some(network))?;
        if membership.returning.is_none() && !grew {
            return Ok(());
        }
        let mut unit = self.begin().await?;
        let before = returning(unit.as_mut(), network).await?;
        let mut changed = false;
        let mut over = false;
        let mut is_silent = before.as_ref().is_some_and(|it| it.silent);
        if let Some(mut held) = before {
            let active: BTreeSet<DeskId> = membership
                .roster
                .active()
                .map(|desk| desk.id.clone())
                .collect();
            let count = held.unheard.len();
            held.unheard
                .retain(|desk| active.contains(desk) && !(is_whole && desk == peer));
            changed = held.unheard.len() != count;
            over = held.unheard.is_empty();
            if over {
                is_silent = false;
                unit.delete_setting(&returning_key(network)).await?;
                standing_changes(unit.as_mut()).await?;
            } else if changed {
                put_returning(unit.as_mut(), network, &held).await?;
            }
        }
        if !is_silent {
            self.close_epochs(unit.as_mut(), &membership).await?;
        }
        if over {
            unit.put_audit(self.now(), "node", "desk.heard-all", "network", "done")
                .await?;
        }
        unit.commit().await?;
        if changed || over {
            self.reload_standing().await?;
        }
        if over {
            tracing::info!("every active desk was heard: the desk is back");
        }
        Ok(())
    }

    /// Ends a silence in which there is nobody to hear.
    pub(crate) async fn come_back_alone(&self) -> Result<()> {
        let standing = self.standing();
        for (network, membership) in &standing.networks {
            let nobody = |it: &Returning| it.unheard.is_empty();
            if membership.returning.as_ref().is_some_and(nobody) {
                self.heard(*network, self.id(), false, true).await?;
            }
        }
        Ok(())
    }

    /// Does anybody hold more of the epoch that runs than this desk signed? Another copy of it runs. [R9]
    pub(crate) async fn runs_twice(&self, unit: &mut dyn Unit, network: NetworkId) -> Result<bool> {
        if !unit.has_proof(network, OWN_STREAM_AHEAD).await? {
            return Ok(false);
        }
        let origin = format!("fanal/v1/{network}/{}/{}/", self.id(), epoch(unit).await?);
        let proofs = unit.proofs(network).await?;
        Ok(proofs.iter().any(|(kind, proof, _)| {
            kind == OWN_STREAM_AHEAD && proof.starts_with(origin.as_bytes())
        }))
    }

    /// Says where the streams of older epochs end, each to those who read it: at the highest head that this
    /// desk knows. What was said already is not said again. [STR-11]
    async fn close_epochs(&self, unit: &mut dyn Unit, membership: &Membership) -> Result<()> {
        let network = membership.roster.network();
        let runs = epoch(unit).await?;
        let mut told = ends(unit, network, self.id()).await?;
        let mut notices: BTreeMap<StreamName, BTreeSet<Closed>> = BTreeMap::new();
        for row in unit.streams(network).await? {
            let stream = &row.stream;
            if stream.origin != *self.id() || stream.epoch >= runs || row.proven == 0 {
                continue;
            }
            let end = (row.proven, row.root);
            if told.insert(end_key(&stream.name, stream.epoch), end) == Some(end) {
                continue;
            }
            // The public log has no room for notices; every member reads the green one.
            let carrier = match &stream.name {
                StreamName::Clear => StreamName::Green(network),
                name @ (StreamName::Green(_)
                | StreamName::GroupGreen(_)
                | StreamName::GroupAmber(_)
                | StreamName::Direct(_)) => name.clone(),
            };
            notices.entry(carrier).or_default().insert(Closed {
                stream: stream.name.clone(),
                epoch: stream.epoch,
                size: row.proven,
                root: row.root,
            });
        }
        if notices.is_empty() {
            return Ok(());
        }
        put_ends(unit, network, self.id(), &told).await?;
        let mut pen = Pen::take(self, membership, unit).await?;
        for (carrier, closes) in notices {
            pen.say(Said {
                id: self.new_id(),
                revision: 1,
                previous: None,
                streams: BTreeSet::from([carrier]),
                issued: self.now(),
                retain_until: None,
                body: Body::Notice(Notice::Epoch {
                    epoch: runs,
                    closes,
                }),
                facts: None,
            })
            .await?;
        }
        pen.close().await
    }
}
