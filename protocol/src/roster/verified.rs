//! A roster whose signatures were counted, and which follows the one before. [ROS-3] to [ROS-5]

use std::num::NonZeroU8;

use super::{KeyRecord, ROSTER_TYPE, Roster, RosterError};
use crate::keys::PublicKey;
use crate::limits::RETRACTED;
use crate::{Digest, Envelope, EnvelopeError, NetworkId};

/// A roster whose signatures were counted: what decisions may be made by.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifiedRoster {
    roster: Roster,
    digest: Digest,
    bytes: Vec<u8>,
    /// Who had to sign it: the version before, or itself if it is the first.
    elders: Elders,
}

/// The coordinators whose threshold lets a version in.
#[derive(Clone, PartialEq, Eq)]
struct Elders {
    keys: Vec<PublicKey>,
    threshold: NonZeroU8,
}

impl Elders {
    fn of(roster: &Roster) -> Self {
        Self {
            keys: roster.coordinators.iter().map(|c| c.key).collect(),
            threshold: roster.threshold,
        }
    }

    /// [ROS-4] Distinct keys of these coordinators, at least their threshold.
    fn signed(
        &self,
        version: u64,
        envelope: &Envelope,
        whose: &'static str,
    ) -> Result<(), RosterError> {
        let (found, wanted) = (envelope.count_signers(&self.keys), self.threshold.get());
        if found < usize::from(wanted) {
            return Err(RosterError::Threshold {
                version,
                whose,
                found,
                wanted,
            });
        }
        Ok(())
    }
}

impl VerifiedRoster {
    /// Takes a network's first roster; whoever calls has to know the network's id from a person.
    pub fn found(bytes: &[u8]) -> Result<Self, RosterError> {
        let (roster, envelope) = read(bytes)?;
        if roster.version.get() != 1 {
            return Err(RosterError::NotNext {
                held: 0,
                found: roster.version.get(),
            });
        }
        let elders = Elders::of(&roster);
        elders.signed(1, &envelope, "its own")?;
        takes_back_for_lost_desks(None, &roster)
            .map_err(|what| RosterError::Rule { version: 1, what })?;
        Ok(Self {
            digest: envelope.digest(),
            roster,
            bytes: bytes.to_vec(),
            elders,
        })
    }

    /// Takes the next version, and only the next. [ROS-3]
    pub fn succeed(&self, bytes: &[u8]) -> Result<Self, RosterError> {
        let (roster, envelope) = read(bytes)?;
        let (held, found) = (self.version(), roster.version.get());
        let digest = envelope.digest();
        // A first roster names its network by its own digest: another one is another network.
        if roster.network.unwrap_or(NetworkId::founded_by(digest)) != self.network() {
            return Err(RosterError::OtherNetwork);
        }
        if found == held && digest != self.digest {
            // [ROS-10] A fork stops the network, so it takes the same signatures as this version did:
            // anybody can write a rival that appoints its own coordinators.
            self.elders.signed(found, &envelope, "the old")?;
            Elders::of(&roster).signed(found, &envelope, "its own")?;
            return Err(RosterError::Fork(found));
        }
        if held.checked_add(1) != Some(found) {
            return Err(RosterError::NotNext { held, found });
        }
        let elders = Elders::of(&self.roster);
        elders.signed(found, &envelope, "the old")?;
        Elders::of(&roster).signed(found, &envelope, "its own")?;
        if roster.previous != Some(self.digest) {
            return Err(RosterError::Fork(held));
        }
        if let Some(gone) = self
            .roster
            .desks
            .iter()
            .find(|desk| roster.desk(&desk.id).is_none())
        {
            let what = format!(
                "desk `{}` was dropped: a desk leaves by its status",
                gone.id
            );
            return Err(RosterError::Rule {
                version: found,
                what,
            });
        }
        is_newer(&self.roster, &roster)
            .and_then(|()| keeps_what_was_listed(&self.roster, &roster))
            .and_then(|()| takes_back_for_lost_desks(Some(&self.roster), &roster))
            .map_err(|what| RosterError::Rule {
                version: found,
                what,
            })?;
        Ok(Self {
            digest,
            roster,
            bytes: bytes.to_vec(),
            elders,
        })
    }

    /// The network.
    pub fn network(&self) -> NetworkId {
        self.roster
            .network
            .unwrap_or(NetworkId::founded_by(self.digest))
    }

    /// The version.
    pub const fn version(&self) -> u64 {
        self.roster.version.get()
    }

    /// The digest of its payload.
    pub const fn digest(&self) -> Digest {
        self.digest
    }

    /// The envelope, as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The document.
    pub const fn roster(&self) -> &Roster {
        &self.roster
    }
}

impl std::ops::Deref for VerifiedRoster {
    type Target = Roster;

    fn deref(&self) -> &Roster {
        &self.roster
    }
}

fn read(bytes: &[u8]) -> Result<(Roster, Envelope), RosterError> {
    let envelope = Envelope::parse(bytes)?;
    if envelope.payload_type() != ROSTER_TYPE {
        let found = envelope.payload_type().chars().take(80).collect();
        return Err(EnvelopeError::WrongType {
            found,
            wanted: ROSTER_TYPE,
        }
        .into());
    }
    Ok((Roster::read_unverified(envelope.payload())?, envelope))
}

/// [ROS-12] What was decided later was issued later: words and memberships are told apart by it.
fn is_newer(before: &Roster, after: &Roster) -> Result<(), String> {
    if after.issued < before.issued {
        return Err("it was issued before the version that it follows".into());
    }
    Ok(())
}

/// [ROS-17] A key that was listed stays listed, and its end comes earlier, never later: what it signed
/// can be judged for ever, and no later version makes a revoked key count. [ROS-9] So does a freeze.
fn keeps_what_was_listed(before: &Roster, after: &Roster) -> Result<(), String> {
    for old in &before.desks {
        let Some(new) = after.desk(&old.id) else {
            continue;
        };
        let kinds = [
            ("signing", &old.signing, &new.signing),
            ("checkpoint", &old.checkpoint, &new.checkpoint),
            ("feed", &old.feed, &new.feed),
        ];
        for (kind, old_keys, new_keys) in kinds {
            let is_kept = |was: &KeyRecord| new_keys.iter().any(|now| continues(was, now));
            if let Some(lost) = old_keys.iter().find(|was| !is_kept(was)) {
                return Err(format!(
                    "{kind} key `{}` of desk `{}` was dropped, or counts for longer than before",
                    lost.key, old.id
                ));
            }
        }
        if let Some(lost) = old.freezes.iter().find(|was| !new.freezes.contains(was)) {
            return Err(format!(
                "the freeze of `{}`, epoch {}, of desk `{}` was dropped",
                lost.stream, lost.epoch, old.id
            ));
        }
    }
    Ok(())
}

fn continues(was: &KeyRecord, now: &KeyRecord) -> bool {
    let ends_no_later = match (was.until, now.until) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(was), Some(now)) => now <= was,
    };
    // [ROS-21] What was stolen is not found again.
    let stays_revoked = now.revoked || !was.revoked;
    was.key == now.key && was.from == now.from && ends_no_later && stays_revoked
}

/// [ROS-20] Only what a desk cannot take back itself, because its keys ended, is taken back for it.
fn takes_back_for_lost_desks(before: Option<&Roster>, after: &Roster) -> Result<(), String> {
    for desk in after.desks.iter().filter(|desk| !desk.retracted.is_empty()) {
        if desk.retracted.len() > RETRACTED {
            return Err(format!(
                "more than {RETRACTED} bulletins of desk `{}` are taken back at once",
                desk.id
            ));
        }
        let was = before.and_then(|before| before.desk(&desk.id));
        if !was.is_some_and(|was| desk.has_lost_the_keys_of(was, after.issued)) {
            return Err(format!(
                "desk `{}` has its keys: nobody takes its bulletins back for it",
                desk.id
            ));
        }
    }
    Ok(())
}
