//! A node's folder as `fanal init` would leave it, made in this process, so that the tests hold the
//! desk's keys too.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fanal_ambient::{Entropy, MachineClock, MachineEntropy, random};
use fanal_database::Database;
use fanal_desk::{Desk, NewAccount, Profile};
use fanal_protocol::SecretKey;
use fanal_store::{HeartbeatRow, Store, Vault};

use super::{Charter, Door, Member, now};
use crate::federation::Place;

/// Accounts: their name, and what they may do.
const ACCOUNTS: [(&str, &[&str]); 2] = [
    ("analyst", &["analyst", "admin", "coordinator"]),
    ("reviewer", &["reviewer", "analyst"]),
];

/// What a node listens on.
#[derive(Clone, Copy, Debug)]
pub struct Ports {
    /// Peers.
    pub sync: SocketAddr,
    /// The public site.
    pub public: SocketAddr,
    /// The API.
    pub api: SocketAddr,
    /// The console.
    pub console: SocketAddr,
    /// Health and metrics.
    pub ops: SocketAddr,
}

impl Ports {
    /// At this address of the machine, which is nobody else's.
    pub const fn at(ip: IpAddr) -> Self {
        Self {
            sync: SocketAddr::new(ip, 9443),
            public: SocketAddr::new(ip, 9480),
            api: SocketAddr::new(ip, 9460),
            console: SocketAddr::new(ip, 9470),
            ops: SocketAddr::new(ip, 9461),
        }
    }

    /// At a loopback address of its own: a node finds its ports again after a restart, whatever runs
    /// beside it. All of 127.0.0.0/8 is this machine.
    pub fn somewhere() -> Self {
        let [one, two, three]: [u8; 3] = random(&MachineEntropy);
        Self::at(Ipv4Addr::new(127, 1 + one % 254, two, 1 + three % 254).into())
    }
}

/// A node that is set up and does not run.
pub struct Home {
    /// Its folder.
    pub dir: PathBuf,
    /// The desk and its keys.
    pub member: Member,
    /// Where it listens.
    pub ports: Ports,
    place: Place,
    master: [u8; 32],
    tokens: Vec<String>,
}

impl Home {
    /// Sets a desk up in this folder, with its database in that place.
    pub async fn set_up(folder: &Path, name: &str, place: Option<Place>, ports: Ports) -> Self {
        let dir = folder.join(name);
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&dir)
            .unwrap();
        let place = place.unwrap_or_else(|| Place::in_folder(&dir, "fanal"));
        let master: [u8; 32] = random(&MachineEntropy);
        write_private(&dir.join("master.key"), &master);
        let config = format!(
            "[node]\ndatabase = \"{}\"\n[listen]\nsync = \"{}\"\npublic = \"{}\"\napi = \"{}\"\nconsole = \"{}\"\nops = \"{}\"\n[public]\npublish_hours = []\n",
            place.url, ports.sync, ports.public, ports.api, ports.console, ports.ops
        );
        write_private(&dir.join("fanal.toml"), config.as_bytes());
        let profile = Profile {
            id: name.parse().unwrap(),
            name: format!("Desk {name}"),
            lang: "en".into(),
            addresses: vec![ports.sync.to_string().parse().unwrap()],
            one_person: false,
        };
        let database = open(&place, &master).await;
        let desk = desk_over(&database, Some(profile)).await;
        let tokens = make_accounts(&desk).await;
        write_private(&dir.join("token"), tokens[0].as_bytes());
        let keys = desk.keys();
        let copy = |key: &SecretKey| SecretKey::from_seed(&key.seed());
        let member = Member {
            id: name.parse().unwrap(),
            statement: copy(&keys.statement),
            checkpoint: copy(&keys.checkpoint),
            feed: copy(&keys.feed),
            coordinator: copy(&keys.coordinator),
            heartbeat: copy(&keys.heartbeat),
            tls_seed: *keys.tls_seed,
            address: Some(ports.sync),
            groups: BTreeSet::new(),
        };
        database.close().await;
        Self {
            dir,
            member,
            ports,
            place,
            master,
            tokens,
        }
    }

    /// Brings the network to this desk: its rosters, and its coordinators' word.
    pub async fn join(&self, charter: &Charter) {
        let database = open(&self.place, &self.master).await;
        let mut unit = database.begin().await.unwrap();
        for roster in charter.versions() {
            unit.put_roster(roster).await.unwrap();
        }
        for (key, bytes) in charter.heartbeats() {
            let row = HeartbeatRow {
                key: key.public(),
                issued: now(),
                bytes,
            };
            unit.put_heartbeat(charter.network(), &row).await.unwrap();
        }
        unit.commit().await.unwrap();
        database.close().await;
    }

    /// The analyst at the API.
    pub fn door(&self) -> Door {
        Door::new(self.ports.api, self.ports.ops, &self.tokens[0])
    }

    /// The reviewer at the API.
    pub fn reviewers_door(&self) -> Door {
        Door::new(self.ports.api, self.ports.ops, &self.tokens[1])
    }

    /// A look into the database past the program; what is sealed opens.
    pub async fn database(&self) -> Arc<Database> {
        open(&self.place, &self.master).await
    }

    /// The desk in this process, over the database of a node that does not run.
    pub async fn desk(&self) -> (Arc<Database>, Desk) {
        let database = open(&self.place, &self.master).await;
        let desk = desk_over(&database, None).await;
        (database, desk)
    }

    /// Its database's address.
    pub fn url(&self) -> &str {
        &self.place.url
    }

    /// What the program logged so far, from its first start.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.dir.join("serve.log")).unwrap_or_default()
    }

    /// Gives a schema of a server back.
    pub async fn leave(&self) {
        self.place.leave().await;
    }
}

fn write_private(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

async fn open(place: &Place, master: &[u8; 32]) -> Arc<Database> {
    let entropy: Arc<dyn Entropy> = Arc::new(MachineEntropy);
    let opened = Database::open(&place.url, Vault::open(master), entropy).await;
    Arc::new(opened.unwrap())
}

async fn desk_over(database: &Arc<Database>, profile: Option<Profile>) -> Desk {
    let store: Arc<dyn Store> = Arc::clone(database) as Arc<dyn Store>;
    let opened = Desk::open(
        store,
        Arc::new(MachineClock),
        Arc::new(MachineEntropy),
        profile,
    )
    .await;
    opened.unwrap()
}

async fn make_accounts(desk: &Desk) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for (part, rights) in ACCOUNTS {
        let new = NewAccount {
            name: part.to_owned(),
            rights: rights.iter().map(|right| (*right).to_owned()).collect(),
            password: Some(format!("password of {part}")),
        };
        match tokens.first() {
            None => desk.add_first_account(&new).await.unwrap(),
            Some(first) => {
                let first = desk.caller_by_token(first).await.unwrap();
                desk.add_account(&first, &new).await.unwrap()
            }
        };
        tokens.push(desk.issue_local_token(part).await.unwrap().token);
    }
    tokens
}
