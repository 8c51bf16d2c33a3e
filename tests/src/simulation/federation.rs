//! Six desks with real keys, and a real first roster that names five of them, made once and shared by
//! every schedule and every modelled world.

use std::collections::BTreeSet;
use std::num::{NonZeroU8, NonZeroU64};
use std::sync::{Arc, LazyLock};

use fanal_protocol::{
    Coordinator, DeskEntry, DeskId, DeskStatus, Envelope, Freeze, GroupId, KeyPurpose, KeyRecord,
    NetworkId, ROSTER_TYPE, Roster, Rules, SecretKey, Timestamp, TlsPin, VerifiedRoster,
};

/// When every schedule begins: 2026-11-22T05:00:00Z.
pub const START: i64 = 1_795_323_600;
/// Desks in the first roster; a schedule runs nodes for the first three to five of them.
pub const DESKS: usize = 5;
/// The desk that waits to be admitted.
pub const NEWCOMER: usize = 5;

/// One desk's keys.
pub struct Desk {
    /// Its name.
    pub id: DeskId,
    /// Signs statements.
    pub statement: SecretKey,
    /// Signs checkpoints.
    pub checkpoint: SecretKey,
    /// Its TLS pin.
    pub pin: TlsPin,
}

/// The desks, their coordinators, and the roster that all begin with.
pub struct Federation {
    /// The desks.
    pub desks: Vec<Desk>,
    /// Three coordinators, two of whom sign.
    coordinators: Vec<SecretKey>,
    /// Version 1.
    pub first: Arc<VerifiedRoster>,
}

/// What a new roster changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// The desk waits.
    Suspend,
    /// The desk is out; its relayed streams are frozen where the first holder of the roster stands.
    Expel,
    /// The desk is in, or in again.
    Admit,
}

static FEDERATION: LazyLock<Federation> = LazyLock::new(Federation::found);

/// The one federation.
pub fn federation() -> &'static Federation {
    &FEDERATION
}

impl Federation {
    fn found() -> Self {
        let names = ["aba", "bor", "cuz", "dal", "eve", "fay"];
        let desks: Vec<Desk> = names
            .iter()
            .enumerate()
            .map(|(at, name)| Desk {
                id: name.parse().unwrap(),
                statement: seed(at, 1),
                checkpoint: seed(at, 2),
                pin: TlsPin::of_spki(name.as_bytes()),
            })
            .collect();
        let coordinators: Vec<SecretKey> = (0..3).map(|at| seed(at, 4)).collect();
        let entries = (0..DESKS).map(|at| entry(&desks[at], at));
        let roster = Roster {
            v: 1,
            network: None,
            version: NonZeroU64::MIN,
            previous: None,
            name: "simulated".into(),
            issued: Timestamp::from_unix(START).plus_days(-1),
            expires: Timestamp::from_unix(START).plus_days(300),
            threshold: NonZeroU8::new(2).unwrap(),
            coordinators: coordinators
                .iter()
                .enumerate()
                .map(|(at, key)| Coordinator {
                    name: format!("c{at}"),
                    key: key.public(),
                    heartbeat: None,
                    desk: None,
                })
                .collect(),
            desks: entries.collect(),
            rules: Rules {
                freshness_days: 200,
                ..Rules::default()
            },
        };
        let first = VerifiedRoster::found(&sign(&roster, &coordinators)).unwrap();
        Self {
            desks,
            coordinators,
            first: Arc::new(first),
        }
    }

    /// The network's id.
    pub fn network(&self) -> NetworkId {
        self.first.network()
    }

    /// Which desk has this name.
    pub fn index(&self, id: &DeskId) -> usize {
        self.desks.iter().position(|desk| desk.id == *id).unwrap()
    }

    /// The next version, signed by the threshold.
    pub fn next_roster(
        &self,
        held: &VerifiedRoster,
        desk: usize,
        change: Change,
        freezes: Vec<Freeze>,
        now: i64,
    ) -> VerifiedRoster {
        let mut roster = held.roster().clone();
        roster.network = Some(held.network());
        roster.previous = Some(held.digest());
        roster.version = roster.version.checked_add(1).unwrap();
        roster.issued = Timestamp::from_unix(now);
        if roster.desks.len() <= desk {
            roster.desks.push(entry(&self.desks[desk], desk));
        }
        let entry = &mut roster.desks[desk];
        (entry.status, entry.freezes) = match change {
            // [ROS-9] A freeze stays.
            Change::Suspend => (DeskStatus::Suspended, entry.freezes.clone()),
            Change::Expel => (DeskStatus::Expelled, and_new(&entry.freezes, freezes)),
            Change::Admit => (DeskStatus::Active, entry.freezes.clone()),
        };
        held.succeed(&sign(&roster, &self.coordinators)).unwrap()
    }
}

/// Those that stand, and of each other stream the new one: each is frozen once.
fn and_new(stand: &[Freeze], new: Vec<Freeze>) -> Vec<Freeze> {
    let known = |one: &Freeze| {
        let same = |was: &Freeze| was.stream == one.stream && was.epoch == one.epoch;
        stand.iter().any(same)
    };
    let new: Vec<Freeze> = new.into_iter().filter(|one| !known(one)).collect();
    [stand, &new].concat()
}

fn seed(desk: usize, purpose: u8) -> SecretKey {
    let mut seed = [purpose; 32];
    seed[0] = u8::try_from(desk).unwrap();
    SecretKey::from_seed(&seed)
}

fn entry(desk: &Desk, at: usize) -> DeskEntry {
    let from = Timestamp::from_unix(START).plus_days(-30);
    let record = |key: &SecretKey| {
        vec![KeyRecord {
            key: key.public(),
            from,
            until: None,
            revoked: false,
        }]
    };
    DeskEntry {
        id: desk.id.clone(),
        name: desk.id.to_string(),
        addresses: Vec::new(),
        signing: record(&desk.statement),
        checkpoint: record(&desk.checkpoint),
        feed: record(&seed(at, 3)),
        tls: BTreeSet::from([desk.pin]),
        sealing: Vec::new(),
        groups: groups_of(at),
        status: DeskStatus::Active,
        parent: None,
        jurisdiction: None,
        mandatory_reporting: None,
        one_person: false,
        freezes: Vec::new(),
        retracted: std::collections::BTreeSet::new(),
    }
}

fn groups_of(desk: usize) -> BTreeSet<GroupId> {
    let groups: [(&str, &[usize]); 2] = [("river", &[0, 1, 2, 5]), ("hill", &[1, 2, 3, 4])];
    groups
        .iter()
        .filter(|(_, members)| members.contains(&desk))
        .map(|(name, _)| name.parse().unwrap())
        .collect()
}

fn sign(roster: &Roster, coordinators: &[SecretKey]) -> Vec<u8> {
    let payload = roster.to_payload().unwrap();
    let mut envelope = Envelope::sign(
        ROSTER_TYPE,
        payload,
        &coordinators[0],
        KeyPurpose::Coordinator,
    );
    envelope.add_signature(&coordinators[1], KeyPurpose::Coordinator);
    envelope.to_bytes()
}
