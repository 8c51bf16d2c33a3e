//! Takes a parcel: opened, verified as its maker's and as ours, and then a round of sync whose answers
//! lie in it. [PAR-3] [PAR-4]

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use fanal_protocol::limits::{CLOCK_AHEAD_SECONDS, PARCEL_BYTES};
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{
    Code, DeskId, Digest, Envelope, Kind, Manifest, NetworkId, Parcel, ParcelError, Part, Problem,
    Roster,
};
use fanal_seal::{Identity, OpenError};
use fanal_store::{Direction, RefusalRow, Right, What};
use fanal_sync::{Checked, ROSTERS_PER_ROUND, Refused, open_entry};

use super::{Known, ParcelTaken, TakeOrder, known_key};
use crate::caller::Caller;
use crate::desk::{Desk, Membership};
use crate::error::{DeskError, Result, problem};
use crate::pull::{Line, Round};
use crate::receive::{Arrived, Coming};
use crate::serve::raw;

/// Rounds that one parcel is worth: each takes as many rosters as an answer has.
const ROUNDS: usize = 1_000;

/// A parcel that its maker's key verified.
struct Verified {
    network: NetworkId,
    manifest: Manifest,
    digest: Digest,
    parcel: Parcel,
}

impl Desk {
    /// Takes a parcel. What is wrong with it is refused, told and recorded.
    pub async fn take_parcel(&self, caller: &Caller, order: &TakeOrder) -> Result<ParcelTaken> {
        caller.needs(Right::Analyst)?;
        let verified = match self.verified_parcel(&order.parcel.0).await {
            Ok(verified) => verified,
            Err((maker, DeskError::Problem(problem))) => {
                self.note_refused_parcel(maker, &problem).await?;
                return Err(problem.into());
            }
            Err((_, error)) => return Err(error),
        };
        let Verified {
            network,
            manifest,
            digest,
            parcel,
        } = verified;
        let line = InParcel {
            manifest: &manifest,
            parcel: &parcel,
            missed: AtomicUsize::new(0),
        };
        let mut round = self.rounds(network, &manifest, &line).await?;
        self.take_loose(network, &manifest.from, &parcel, &mut round)
            .await?;
        let unfinished = line.missed.load(Ordering::Relaxed);
        self.note_parcel(network, caller, &manifest, digest).await?;
        self.announce_change();
        let (_, membership) = self.membership(Some(network))?;
        Ok(ParcelTaken {
            from: manifest.from,
            made: manifest.made,
            taken: round.taken,
            refused: round.refused,
            faults: round.faults,
            unfinished,
            roster: membership.roster.version(),
        })
    }

    /// Opened, taken apart, signed by a member for this desk, and not taken before.
    async fn verified_parcel(&self, bytes: &[u8]) -> Result<Verified, (Option<DeskId>, DeskError)> {
        let nobody = |code, text: String| (None, problem(code, text));
        if bytes.len() > *PARCEL_BYTES.end() {
            return Err(nobody(
                Code::LimitSize,
                "larger than a parcel may be".into(),
            ));
        }
        let content = fanal_seal::open(bytes, &self.sealing_keys())
            .map_err(|error| nobody(code_of_seal(error), error.to_string()))?;
        let parcel =
            Parcel::read(&content).map_err(|error| nobody(code_of(&error), error.to_string()))?;
        drop(content);
        let (network, maker) = parcel
            .claimed_maker()
            .ok_or_else(|| nobody(Code::VerifyFormat, "it does not say who made it".into()))?;
        let by = |error: DeskError| (Some(maker.clone()), error);
        let manifest = self
            .manifest_of(network, &maker, &parcel)
            .await
            .map_err(by)?;
        let no = |code, text: String| by(problem(code, text));
        if manifest.to != *self.id() {
            // Whoever has a parcel can seal it to others; its maker said for whom it is.
            let text = format!("`{maker}` made it for `{}`", manifest.to);
            return Err(no(Code::PolicyAudience, text));
        }
        if manifest.made > self.now().plus_seconds(CLOCK_AHEAD_SECONDS) {
            let text = format!("it claims {}, which has not come", manifest.made);
            return Err(no(Code::VerifyTime, text));
        }
        let digest = parcel.digest().unwrap_or(manifest.body);
        let mut unit = self.read().await.map_err(by)?;
        let taken = unit.setting(&taken_key(digest)).await;
        if taken.map_err(|error| by(error.into()))?.is_some() {
            return Err(no(Code::Conflict, "it was taken before".into()));
        }
        Ok(Verified {
            network,
            manifest,
            digest,
            parcel,
        })
    }

    /// This desk's keys for parcels: now, and before.
    fn sealing_keys(&self) -> Vec<Identity> {
        let keys = self.keys();
        let mut all = vec![keys.sealing.clone()];
        all.extend(keys.sealing_before.iter().cloned());
        all
    }

    /// The manifest, by the roster that is held; or by a newer one that came in the parcel and that
    /// the coordinators signed.
    async fn manifest_of(
        &self,
        network: NetworkId,
        maker: &DeskId,
        parcel: &Parcel,
    ) -> Result<Manifest> {
        let (_, membership) = self.membership(Some(network))?;
        match manifest_by(&membership, maker, parcel) {
            Ok(manifest) => Ok(manifest),
            Err(_) if !parcel.rosters.is_empty() => {
                self.accept_rosters(&parcel.rosters, maker.as_str()).await?;
                let (_, membership) = self.membership(Some(network))?;
                manifest_by(&membership, maker, parcel)
            }
            Err(error) => Err(error),
        }
    }

    /// Rounds until the parcel brings no newer roster any more: entries are judged by the newest.
    async fn rounds(
        &self,
        network: NetworkId,
        manifest: &Manifest,
        line: &InParcel<'_>,
    ) -> Result<Round> {
        let mut all = Round::default();
        if line.parcel.heads.is_empty() && line.parcel.rosters.is_empty() {
            return Ok(all);
        }
        for _ in 0..ROUNDS {
            let (_, before) = self.membership(Some(network))?;
            line.missed.store(0, Ordering::Relaxed);
            let round = self.pull_from_parcel(network, &manifest.from, line).await?;
            all.taken += round.taken;
            all.refused += round.refused;
            all.faults.extend(round.faults);
            // A range that is not in it is counted as such; anything else is a fault of its maker.
            let failed = round.failed.filter(|failed| failed.code != Code::NotFound);
            all.faults.extend(failed.map(|failed| failed.text));
            let (_, after) = self.membership(Some(network))?;
            if after.roster.version() == before.roster.version() {
                break;
            }
        }
        Ok(all)
    }

    /// What stands in no place of a stream: retractions and receipts, from whoever may tell them.
    async fn take_loose(
        &self,
        network: NetworkId,
        maker: &DeskId,
        parcel: &Parcel,
        round: &mut Round,
    ) -> Result<()> {
        let (_, membership) = self.membership(Some(network))?;
        for part in parcel.parts.iter().filter(|part| part.from.is_none()) {
            let world = membership.world(self.id(), self.now());
            let (mut batch, mut wrong) = (Vec::new(), Vec::new());
            for entry in &part.entries {
                match loose(part, entry, &world) {
                    Ok(arrived) => batch.push(arrived),
                    Err(refused) => wrong.push(refused),
                }
            }
            let mut unit = self.begin().await?;
            for refused in wrong {
                self.note_refusal(
                    unit.as_mut(),
                    &membership,
                    maker,
                    Some(&part.stream),
                    (What::Entry, None),
                    refused.code,
                    &refused.text,
                )
                .await?;
                round.faults.push(refused.text);
            }
            let received = self
                .receive(
                    unit.as_mut(),
                    &membership,
                    maker,
                    &part.stream,
                    batch,
                    Coming::First,
                )
                .await?;
            round.taken += received.taken;
            round.refused += received.refused;
            unit.commit().await?;
        }
        Ok(())
    }

    /// Notes that it was taken, and what its maker holds: the next one for them begins there.
    async fn note_parcel(
        &self,
        network: NetworkId,
        caller: &Caller,
        manifest: &Manifest,
        digest: Digest,
    ) -> Result<()> {
        let mut unit = self.begin().await?;
        unit.put_setting(&taken_key(digest), b"taken").await?;
        let key = known_key(network, &manifest.from);
        let before: Known = unit
            .setting(&key)
            .await?
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        // Parcels come in any order: the newest says what is held.
        if before.made < manifest.made.unix() {
            let known = Known {
                made: manifest.made.unix(),
                roster: manifest.roster,
                holds: manifest.holds.clone(),
            };
            let bytes = serde_json::to_vec(&known).unwrap_or_default();
            unit.put_setting(&key, &bytes).await?;
        }
        unit.put_audit(
            self.now(),
            caller.account(),
            "parcel.take",
            manifest.from.as_str(),
            "done",
        )
        .await?;
        unit.commit().await?;
        Ok(())
    }

    async fn note_refused_parcel(&self, maker: Option<DeskId>, refused: &Problem) -> Result<()> {
        tracing::warn!(code = %refused.code, "refused a parcel");
        // What cannot be opened tells of no network: it is shown in the one that was chosen, or the first.
        let chosen = self.membership(None).ok().map(|(network, _)| network);
        let Some(network) = chosen.or_else(|| self.standing().networks.keys().next().copied())
        else {
            return Ok(());
        };
        let row = RefusalRow {
            direction: Direction::Given,
            peer: maker,
            stream: None,
            what: What::Parcel,
            code: refused.code,
            text: format!("a parcel: {}", refused.text),
            first: None,
            of: None,
            at: self.now(),
            count: 1,
        };
        let mut unit = self.begin().await?;
        unit.put_refusal(network, &row).await?;
        unit.commit().await?;
        Ok(())
    }
}

fn taken_key(digest: Digest) -> String {
    format!("parcel/taken/{digest}")
}

fn manifest_by(membership: &Membership, maker: &DeskId, parcel: &Parcel) -> Result<Manifest> {
    let desk = membership.roster.desk(maker);
    let desk = desk.ok_or_else(|| {
        let text = format!("`{maker}`, which made it, stands in no roster here");
        problem(Code::PolicyMember, text)
    })?;
    let (manifest, key) = parcel
        .manifest(&desk.statement_keys())
        .map_err(|error| problem(code_of(&error), error.to_string()))?;
    let counted = desk
        .signing
        .iter()
        .any(|record| record.key == key && record.counts_without_place_at(manifest.made));
    if counted {
        Ok(manifest)
    } else {
        let text = format!(
            "the key of `{maker}` did not count at {}, or was revoked",
            manifest.made
        );
        Err(problem(Code::VerifySignature, text))
    }
}

/// Without a place only what passes in every state of the roster: content has a position, or is none.
fn loose(part: &Part, entry: &Entry, world: &fanal_policy::World<'_>) -> Result<Arrived, Refused> {
    let stream = &part.stream;
    // [ROS-21] Where nobody knows its place, it lies behind every freeze.
    let at = u64::MAX;
    let checked = open_entry(fanal_sync::Place { stream, at }, entry, world)?;
    let digest = checked.digest();
    let passes = match &checked {
        Checked::Statement(opened) => {
            matches!(opened.header().kind, Kind::Retraction | Kind::Receipt)
        }
        Checked::Tombstone { .. } | Checked::NotHeld(_) => false,
    };
    if !passes {
        return Err(Refused {
            digest: Some(digest),
            code: Code::VerifyPlace,
            text: format!("an entry of `{stream}` without a place in it"),
        });
    }
    Ok(Arrived::new(0, digest, Ok(checked)))
}

const fn code_of_seal(error: OpenError) -> Code {
    match error {
        OpenError::Malformed(_) => Code::VerifyFormat,
        OpenError::NotForUs => Code::PolicyAudience,
        OpenError::HeaderChanged | OpenError::ContentChanged => Code::VerifySignature,
    }
}

const fn code_of(error: &ParcelError) -> Code {
    match error {
        ParcelError::Malformed { .. } => Code::VerifyFormat,
        ParcelError::Manifest(_) | ParcelError::OtherContent => Code::VerifySignature,
    }
}

/// The answers of a line that is a file.
struct InParcel<'a> {
    manifest: &'a Manifest,
    parcel: &'a Parcel,
    missed: AtomicUsize,
}

#[async_trait]
impl Line for InParcel<'_> {
    async fn heads(&self, _: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        let newer = |bytes: &&Vec<u8>| version_of(bytes) > request.roster;
        let rosters = self.parcel.rosters.iter().filter(newer);
        Ok(HeadsAnswer {
            digest: self.manifest.body,
            roster: self.manifest.roster,
            rosters: raw(rosters.take(ROSTERS_PER_ROUND).cloned().collect()),
            heartbeats: raw(self.parcel.heartbeats.clone()),
            heads: self.parcel.heads.clone(),
        })
    }

    async fn hint(&self, _: &DeskId, _: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        Err(Problem::new(Code::PeerUnreachable, "a parcel is no line"))
    }

    async fn range(&self, _: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem> {
        let found = self
            .parcel
            .parts
            .iter()
            .find_map(|part| entries_of(part, request));
        found.ok_or_else(|| {
            self.missed.fetch_add(1, Ordering::Relaxed);
            let text = format!(
                "entry {} of `{}` is not in the parcel",
                request.from, request.stream
            );
            Problem::new(Code::NotFound, text)
        })
    }
}

/// What the part has of the range, from its beginning on.
fn entries_of(part: &Part, request: &RangeRequest) -> Option<Vec<Entry>> {
    let from = part.from.filter(|_| part.stream == request.stream)?;
    let skip = usize::try_from(request.from.checked_sub(from)?).ok()?;
    let most = usize::try_from(request.to.checked_sub(request.from)?).ok()?;
    let entries: Vec<Entry> = part.entries.iter().skip(skip).take(most).cloned().collect();
    (!entries.is_empty()).then_some(entries)
}

/// The version that an envelope claims; what claims none is nobody's next.
fn version_of(envelope: &[u8]) -> u64 {
    let document = Envelope::parse(envelope)
        .ok()
        .and_then(|envelope| Roster::read_unverified(envelope.payload()).ok());
    document.map_or(0, |document| document.version.get())
}
