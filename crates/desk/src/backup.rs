//! Backups, as far as they are the desk's business: what may be kept in one, whom they are sealed to, and
//! what is known of the newest. Writing is the house's. [BAK-1] [BAK-3]

use std::collections::{BTreeMap, BTreeSet};

use fanal_ambient::Clock;
use fanal_policy::{Decision, Facts, Keeping, Permit, Question, RosterState, World, decide};
use fanal_protocol::{DeskId, NetworkId, Reference, Timestamp, VerifiedRoster};
use fanal_seal::Recipient;
use fanal_store::{DueKind, Right, Store, Unit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::{Desk, profile_of, walk};
use crate::error::{Result, problem};
use crate::much::end_of_time;

/// Says of each bulletin whether a backup may have it; from one look at the database, which may be that of an
/// older program.
pub struct Keeper {
    me: DeskId,
    rosters: BTreeMap<NetworkId, VerifiedRoster>,
    /// Withdrawn with much else: its key goes within a day.
    hidden: BTreeSet<(NetworkId, Reference)>,
    now: Timestamp,
}

/// What is known of backups; nothing of it leaves the desk.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Backups {
    /// What the desk's people have on paper opens them: a recovery key was made.
    pub recovery_key: bool,
    /// The newest, and when it was written and read again.
    pub newest: Option<BackupNote>,
    /// The last time that one was put together as a restore would.
    pub drill: Option<DrillNote>,
}

/// A backup that was written, and read again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BackupNote {
    /// When.
    pub at: Timestamp,
    /// The name of its file.
    pub file: String,
    /// Rows in it.
    pub rows: u64,
}

/// A drill.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DrillNote {
    /// When.
    pub at: Timestamp,
    /// The name of the file.
    pub file: String,
    /// What was wrong; empty is well.
    pub findings: Vec<String>,
}

/// Days after which a backup is old.
pub const BACKUP_OLD_DAYS: i64 = 3;
/// Days after which a drill is: it is monthly.
pub const DRILL_OLD_DAYS: i64 = 45;

/// What lacks, for the day when the machine is gone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BackupLack {
    /// There is no backup.
    None,
    /// The newest is old.
    Old,
    /// Only this machine opens them.
    RecoveryKey,
    /// None was ever put together for a rehearsal.
    Drill,
    /// The last rehearsal is long ago.
    DrillOld,
    /// It found faults.
    DrillFailed,
}

impl Backups {
    /// What lacks at this moment.
    pub fn lacks(&self, now: Timestamp) -> Vec<BackupLack> {
        let is_older = |at: Timestamp, days: i64| at.plus_days(days + 1) <= now;
        let newest = self.newest.as_ref();
        let backup = match newest {
            None => Some(BackupLack::None),
            Some(note) => is_older(note.at, BACKUP_OLD_DAYS).then_some(BackupLack::Old),
        };
        let drill = match (&self.drill, newest) {
            (_, None) => None,
            (None, Some(_)) => Some(BackupLack::Drill),
            (Some(drill), Some(_)) if !drill.findings.is_empty() => Some(BackupLack::DrillFailed),
            (Some(drill), Some(_)) => {
                (drill.at.plus_days(DRILL_OLD_DAYS) < now).then_some(BackupLack::DrillOld)
            }
        };
        let key = (!self.recovery_key).then_some(BackupLack::RecoveryKey);
        backup.into_iter().chain(drill).chain(key).collect()
    }
}

const RECIPIENT: &str = "backup.recipient";
const NEWEST: &str = "backup.newest";
const DRILL: &str = "backup.drill";

impl Keeper {
    /// Looks at the rosters, and at what is hidden.
    pub async fn look(store: &dyn Store, clock: &dyn Clock) -> Result<Self> {
        let mut unit = store.read().await?;
        let me = profile_of(unit.as_mut()).await?;
        let me = me.ok_or_else(|| {
            problem(
                fanal_protocol::Code::Misconfigured,
                "this database belongs to no desk yet",
            )
        })?;
        let mut rosters = BTreeMap::new();
        for (network, newest) in unit.newest_rosters().await? {
            rosters.insert(network, walk(unit.as_mut(), network, &newest).await?);
        }
        let due = unit.due_by(end_of_time()).await?.into_iter();
        let hidden = due.filter(|(_, due)| due.kind == DueKind::Destroy);
        Ok(Self {
            me: me.id,
            rosters,
            hidden: hidden
                .map(|(network, due)| (network, due.reference))
                .collect(),
            now: Timestamp::from_unix(clock.unix_now()),
        })
    }

    /// The desk.
    pub const fn desk(&self) -> &DeskId {
        &self.me
    }

    /// The permit to keep it in a backup, asked for at the moment of writing. [R3]
    pub fn ask(&self, network: NetworkId, facts: &Facts) -> Option<Permit> {
        let roster = self.rosters.get(&network)?;
        let reference = Reference {
            origin: facts.object.origin.clone(),
            id: facts.object.id,
        };
        if self.hidden.contains(&(network, reference)) {
            return None;
        }
        let world = World {
            roster: roster.roster(),
            network,
            // What stays on this desk's own disk depends on no word of coordinators.
            state: RosterState::Current,
            me: &self.me,
            now: self.now,
        };
        let road = Keeping::Backup;
        match decide(Question::Keep { facts, road }, &world) {
            Decision::Allow(permit) => Some(permit),
            Decision::Deny(_) => None,
        }
    }
}

/// Whom backups are sealed to, beside the node itself.
pub async fn recipient_of_backups(unit: &mut dyn Unit) -> Result<Option<Recipient>> {
    let stored = unit.setting(RECIPIENT).await?;
    let text = stored.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
    Ok(text.and_then(|text| text.parse().ok()))
}

impl Desk {
    /// What is known of backups.
    pub async fn backups(&self) -> Result<Backups> {
        let mut unit = self.read().await?;
        let newest = unit.setting(NEWEST).await?;
        let drill = unit.setting(DRILL).await?;
        Ok(Backups {
            recovery_key: unit.setting(RECIPIENT).await?.is_some(),
            newest: newest.and_then(|bytes| serde_json::from_slice(&bytes).ok()),
            drill: drill.and_then(|bytes| serde_json::from_slice(&bytes).ok()),
        })
    }

    /// What is known of backups, for whoever looks after the desk.
    pub async fn show_backups(&self, caller: &Caller) -> Result<Backups> {
        caller.needs(Right::Admin)?;
        self.backups().await
    }

    /// Whom backups are sealed to, beside this node itself.
    pub async fn backup_recipient(&self) -> Result<Option<Recipient>> {
        recipient_of_backups(self.read().await?.as_mut()).await
    }

    /// From now on backups are sealed to this key, whose other half people keep on paper.
    pub async fn seal_backups_to(&self, who: &str, recipient: &Recipient) -> Result<()> {
        let mut unit = self.begin().await?;
        unit.put_setting(RECIPIENT, recipient.to_string().as_bytes())
            .await?;
        unit.put_audit(self.now(), who, "backup.key", "recovery key", "done")
            .await?;
        Ok(unit.commit().await?)
    }

    /// Notes a backup that was written and read again.
    pub async fn note_backup(&self, who: &str, note: &BackupNote) -> Result<()> {
        let mut unit = self.begin().await?;
        let bytes = serde_json::to_vec(note).unwrap_or_default();
        unit.put_setting(NEWEST, &bytes).await?;
        unit.put_audit(self.now(), who, "backup.write", &note.file, "done")
            .await?;
        Ok(unit.commit().await?)
    }

    /// Notes a drill.
    pub async fn note_drill(&self, who: &str, note: &DrillNote) -> Result<()> {
        let result = if note.findings.is_empty() {
            "done"
        } else {
            "failed"
        };
        let mut unit = self.begin().await?;
        let bytes = serde_json::to_vec(note).unwrap_or_default();
        unit.put_setting(DRILL, &bytes).await?;
        unit.put_audit(self.now(), who, "backup.drill", &note.file, result)
            .await?;
        Ok(unit.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [CSL-14]
    #[test]
    fn what_lacks_is_told_from_the_day_on_when_it_does() {
        let day = |day: i64| Timestamp::from_unix(day * 86_400);
        let at = |newest: Option<i64>, drill: Option<i64>, findings: &[&str]| Backups {
            recovery_key: true,
            newest: newest.map(|at| BackupNote {
                at: day(at),
                file: "one".into(),
                rows: 7,
            }),
            drill: drill.map(|at| DrillNote {
                at: day(at),
                file: "one".into(),
                findings: findings.iter().map(|it| (*it).to_owned()).collect(),
            }),
        };
        assert_eq!(at(None, None, &[]).lacks(day(100)), [BackupLack::None]);
        assert!(at(Some(97), Some(60), &[]).lacks(day(100)).is_empty());
        assert_eq!(
            at(Some(96), Some(60), &[]).lacks(day(100)),
            [BackupLack::Old]
        );
        assert_eq!(
            at(Some(100), None, &[]).lacks(day(100)),
            [BackupLack::Drill]
        );
        assert_eq!(
            at(Some(100), Some(54), &[]).lacks(day(100)),
            [BackupLack::DrillOld]
        );
        let failed = at(Some(100), Some(99), &["a page is broken"]);
        assert_eq!(failed.lacks(day(100)), [BackupLack::DrillFailed]);
        let keyless = Backups {
            recovery_key: false,
            ..at(Some(100), Some(99), &[])
        };
        assert_eq!(keyless.lacks(day(100)), [BackupLack::RecoveryKey]);
    }
}
