//! The desk's keys as its people see them: public halves alone, since when each counts, what stands beside it.

use fanal_protocol::{DeskEntry, KeyRecord, PublicKey, Roster, SecretKey, Timestamp};
use fanal_store::Right;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::Result;
use crate::heartbeat::pin_of;
use crate::keys::{WhichKey, next_key};

/// One of the desk's keys. Its secret half is nowhere in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct KeyShown {
    /// What it is for.
    pub which: WhichKey,
    /// Its public half, or what the roster names it by.
    pub public: String,
    /// A key that signs, in twelve words. [ENC-14]
    #[serde(default)]
    pub words: Option<String>,
    /// The same in digits, whatever language is spoken. [ENC-14]
    #[serde(default)]
    pub digits: Option<String>,
    /// The roster in force has it: others believe it.
    pub in_roster: bool,
    /// Counts since then, if the roster says.
    pub since: Option<Timestamp>,
    /// Counts until then, if it ends.
    pub until: Option<Timestamp>,
    /// Others of its kind that the roster still has, and until when each counts.
    pub beside: Vec<(String, Option<Timestamp>)>,
    /// One that was made to follow it, and waits for the roster.
    pub next: Option<String>,
}

impl Desk {
    /// All keys of this desk, for whoever looks after the desk or the network.
    pub async fn list_keys(&self, caller: &Caller) -> Result<Vec<KeyShown>> {
        if !caller.rights().contains(&Right::Coordinator) {
            caller.needs(Right::Admin)?;
        }
        let membership = self.membership(None).ok().map(|(_, membership)| membership);
        let roster = membership.as_ref().map(|held| held.in_force(self.now()));
        let mut unit = self.read().await?;
        let mut told = Vec::new();
        for which in WhichKey::ALL {
            let next = next_key(unit.as_mut(), which).await?;
            let next = next.map(|seed| public_of(which, &seed));
            told.push(self.key_shown(which, roster, next));
        }
        Ok(told)
    }

    fn key_shown(
        &self,
        which: WhichKey,
        roster: Option<&Roster>,
        next: Option<String>,
    ) -> KeyShown {
        let keys = self.keys();
        let public = match which {
            WhichKey::Signing => keys.statement.public().to_string(),
            WhichKey::Checkpoint => keys.checkpoint.public().to_string(),
            WhichKey::Feed => keys.feed.public().to_string(),
            WhichKey::Coordinator => keys.coordinator.public().to_string(),
            WhichKey::Heartbeat => keys.heartbeat.public().to_string(),
            WhichKey::Tls => self.tls_pin().to_string(),
            WhichKey::Sealing => keys.sealing.recipient().to_string(),
        };
        let listed = roster.map_or_else(Vec::new, |roster| self.keys_listed(which, roster));
        let own = listed.iter().find(|record| record.public == public);
        let now = self.now();
        let beside = listed.iter().filter(|record| {
            let counts = record.until.is_none_or(|until| now < until);
            record.public != public && counts && next.as_ref() != Some(&record.public)
        });
        let aloud: Option<PublicKey> = public.parse().ok().filter(|_| signs(which));
        KeyShown {
            which,
            in_roster: own.is_some(),
            since: own.and_then(|record| record.since),
            until: own.and_then(|record| record.until),
            beside: beside
                .map(|record| (record.public.clone(), record.until))
                .collect(),
            next,
            words: aloud.map(|key| key.in_words()),
            digits: aloud.map(|key| key.in_digits()),
            public,
        }
    }

    /// What the roster has of this kind for this desk.
    fn keys_listed(&self, which: WhichKey, roster: &Roster) -> Vec<Listed> {
        let Some(entry) = roster.desk(self.id()) else {
            return Vec::new();
        };
        match which {
            WhichKey::Signing => of_records(&entry.signing),
            WhichKey::Checkpoint => of_records(&entry.checkpoint),
            WhichKey::Feed => of_records(&entry.feed),
            WhichKey::Tls => entry.tls.iter().map(Listed::of).collect(),
            WhichKey::Sealing => entry.sealing.iter().map(Listed::of).collect(),
            WhichKey::Coordinator | WhichKey::Heartbeat => {
                self.coordinators_listed(which, roster, entry)
            }
        }
    }

    /// Of the coordinators those that read at this desk, or sign with its key.
    fn coordinators_listed(
        &self,
        which: WhichKey,
        roster: &Roster,
        entry: &DeskEntry,
    ) -> Vec<Listed> {
        let own = self.keys().coordinator.public();
        let ours = roster
            .coordinators
            .iter()
            .filter(|it| it.key == own || it.desk.as_ref() == Some(&entry.id));
        ours.filter_map(|it| match which {
            WhichKey::Heartbeat => it.heartbeat.as_ref().map(Listed::of),
            WhichKey::Coordinator
            | WhichKey::Signing
            | WhichKey::Checkpoint
            | WhichKey::Feed
            | WhichKey::Tls
            | WhichKey::Sealing => Some(Listed::of(&it.key)),
        })
        .collect()
    }
}

/// A key of ours that signs statements, heads, files or rosters: not that of a certificate, and not what others seal to.
const fn signs(which: WhichKey) -> bool {
    match which {
        WhichKey::Signing
        | WhichKey::Checkpoint
        | WhichKey::Feed
        | WhichKey::Coordinator
        | WhichKey::Heartbeat => true,
        WhichKey::Tls | WhichKey::Sealing => false,
    }
}

/// A key in the roster.
struct Listed {
    public: String,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Listed {
    fn of(public: &impl ToString) -> Self {
        Self {
            public: public.to_string(),
            since: None,
            until: None,
        }
    }
}

fn of_records(records: &[KeyRecord]) -> Vec<Listed> {
    let one = |record: &KeyRecord| Listed {
        public: record.key.to_string(),
        since: Some(record.from),
        until: record.until,
    };
    records.iter().map(one).collect()
}

fn public_of(which: WhichKey, seed: &[u8; 32]) -> String {
    match which {
        WhichKey::Tls => pin_of(seed).to_string(),
        WhichKey::Sealing => fanal_seal::Identity::from_bytes(seed)
            .recipient()
            .to_string(),
        WhichKey::Signing
        | WhichKey::Checkpoint
        | WhichKey::Feed
        | WhichKey::Coordinator
        | WhichKey::Heartbeat => SecretKey::from_seed(seed).public().to_string(),
    }
}
