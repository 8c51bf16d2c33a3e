//! Federations of real desks in one process: real keys, databases, rosters, use cases; only the
//! sockets and the clock are played.
//!
//! ```text
//! let fed = federation().desk("ancolie").desk("lumbre").desk("qasaba").coordinators(3).threshold(2).await;
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a harness: what does not hold here has to stop the test"
)]

mod asking;
mod forging;
mod node;
mod orders;
mod places;
mod wire;

use std::collections::{BTreeMap, BTreeSet};
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;

use fanal_ambient::{Clock as _, MachineClock, ScriptedClock};
use fanal_desk::{FoundOrder, RequestOrder, RosterChange, RosterDraft, Slip};
use fanal_protocol::{DeskId, NetworkId, Timestamp};

pub use asking::{Answered, call};
pub use forging::{Forger, green, retraction, says, says_in};
pub use node::{Node, PARTS, Told};
pub use orders::{Ordering, share};
pub use places::{Place, Saved};
pub use wire::{Served, Wire, Wired, all_served};

/// When every federation begins: no midnight, so that a time of day in a public file is found.
pub const BEGINS: &str = "2026-11-22T08:13:37Z";

/// Begins a federation.
pub fn federation() -> Builder {
    Builder {
        desks: Vec::new(),
        groups: Vec::new(),
        coordinators: None,
        threshold: None,
        on_postgres: false,
        in_memory: false,
        begins: None,
        addresses: BTreeMap::new(),
        organisations: BTreeMap::new(),
    }
}

/// SHA-256, as anybody can work it out.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

/// What a federation will be; awaiting it founds it.
pub struct Builder {
    desks: Vec<&'static str>,
    groups: Vec<(&'static str, Vec<&'static str>)>,
    coordinators: Option<usize>,
    threshold: Option<u8>,
    on_postgres: bool,
    in_memory: bool,
    begins: Option<Timestamp>,
    addresses: BTreeMap<&'static str, String>,
    organisations: BTreeMap<&'static str, &'static str>,
}

impl Builder {
    /// One more desk; the first one founds the network.
    #[must_use]
    pub fn desk(mut self, name: &'static str) -> Self {
        self.desks.push(name);
        self
    }

    /// A sharing group and its members.
    #[must_use]
    pub fn group(mut self, name: &'static str, members: &[&'static str]) -> Self {
        self.groups.push((name, members.to_vec()));
        self
    }

    /// The first so many desks coordinate; all, if it is not said.
    #[must_use]
    pub const fn coordinators(mut self, count: usize) -> Self {
        self.coordinators = Some(count);
        self
    }

    /// Signatures that a change of the roster takes; more than half, if it is not said.
    #[must_use]
    pub const fn threshold(mut self, count: u8) -> Self {
        self.threshold = Some(count);
        self
    }

    /// Each desk in a schema of its own of the server that `FANAL_TEST_POSTGRES` names.
    #[must_use]
    pub const fn on_postgres(mut self) -> Self {
        self.on_postgres = true;
        self
    }

    /// Each desk in a `sqlite::memory:` of its own.
    #[must_use]
    pub const fn in_memory(mut self) -> Self {
        self.in_memory = true;
        self
    }

    /// At this machine's own time: for desks that the real program will serve.
    #[must_use]
    pub fn beginning_now(mut self) -> Self {
        self.begins = Some(Timestamp::from_unix(MachineClock.unix_now()));
        self
    }

    /// The same, some hours ago: what is asked again after a while is due.
    #[must_use]
    pub fn beginning_hours_ago(mut self, hours: i64) -> Self {
        let now = Timestamp::from_unix(MachineClock.unix_now());
        self.begins = Some(now.plus_seconds(-3_600 * hours));
        self
    }

    /// The address that the roster gives of this desk, none if it is empty; `NAME.example:7443`, if it is not said.
    #[must_use]
    pub fn at(mut self, name: &'static str, address: impl Into<String>) -> Self {
        self.addresses.insert(name, address.into());
        self
    }

    /// The organisation that this desk belongs to; itself, if it is not said. Not of the first, which founds.
    #[must_use]
    pub fn of(mut self, name: &'static str, organisation: &'static str) -> Self {
        self.organisations.insert(name, organisation);
        self
    }

    async fn found(self) -> Federation {
        let begins = BEGINS.parse();
        let begins: Timestamp = self.begins.unwrap_or_else(|| begins.unwrap());
        let clock = Arc::new(ScriptedClock::at(begins.unix()));
        let wire = Arc::new(Wire::default());
        let folder = tempfile::tempdir().unwrap();
        let mut nodes = Vec::new();
        for (seed, name) in (1..).zip(&self.desks) {
            let place = if self.on_postgres {
                Place::on_postgres().await
            } else if self.in_memory {
                Place::in_memory()
            } else {
                Place::in_folder(folder.path(), name)
            };
            let address = self.addresses.get(name).cloned();
            let address = address.unwrap_or_else(|| node::address_of(name));
            let (clock, wire) = (Arc::clone(&clock), Arc::clone(&wire));
            nodes.push(Node::set_up_at(name, &address, seed, place, clock, wire).await);
        }
        let network = found(&nodes, &self).await;
        let coordinating = self.coordinators.unwrap_or(nodes.len());
        let fed = Federation {
            network,
            clock,
            wire,
            nodes,
            coordinating,
            folder,
        };
        fed.form_groups(&self.groups).await;
        fed
    }
}

impl IntoFuture for Builder {
    type Output = Federation;
    type IntoFuture = Pin<Box<dyn Future<Output = Federation> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.found())
    }
}

/// The first desk founds, the others ask, it vouches and drafts, all sign.
async fn found(nodes: &[Node], plan: &Builder) -> NetworkId {
    let [first, others @ ..] = nodes else {
        panic!("a federation has a desk");
    };
    let coordinators = plan.coordinators.unwrap_or(nodes.len());
    let coordinator = first.caller("coordinator").await;
    let order = FoundOrder {
        name: "Red de faros".into(),
        ..FoundOrder::default()
    };
    let desk = first.desk();
    desk.found_network(&coordinator, &order).await.unwrap();
    let (network, _) = desk.membership(None).unwrap();
    if others.is_empty() {
        return network;
    }
    let half = u8::try_from(coordinators / 2 + 1).unwrap();
    let mut change = RosterChange {
        threshold: Some(plan.threshold.unwrap_or(half)),
        ..RosterChange::default()
    };
    let chain = desk.roster_chain(&coordinator).await.unwrap();
    for (at, other) in (2..).zip(others) {
        let organisation = plan.organisations.get(other.id().as_str());
        let request = other.ask_to_join_of(first, organisation.copied()).await;
        other.take_roster(&chain).await;
        desk.vouch(
            &coordinator,
            &request,
            "we founded this together",
            &std::collections::BTreeMap::new(),
        )
        .await
        .unwrap();
        change.admit.push(request.slip);
        if at <= coordinators {
            change.coordinators.push(other.id().clone());
        }
    }
    let mut draft = first.draft(&change).await;
    for other in others.iter().take(coordinators.saturating_sub(1)) {
        if !draft.in_force {
            draft = other.sign(&draft.envelope).await;
        }
    }
    assert!(draft.in_force, "the founders did not agree");
    for node in nodes {
        node.take_roster(&draft.envelope).await;
    }
    network
}

/// Desks of one network, a clock that the test moves, and the wire between them.
pub struct Federation {
    /// The network.
    pub network: NetworkId,
    /// Everybody's clock.
    pub clock: Arc<ScriptedClock>,
    /// The lines between desks, and what went over them.
    pub wire: Arc<Wire>,
    nodes: Vec<Node>,
    coordinating: usize,
    folder: tempfile::TempDir,
}

impl Federation {
    /// The desks, in the order in which they were named.
    pub fn desks<const N: usize>(&self) -> [&Node; N] {
        let nodes: Vec<&Node> = self.nodes.iter().collect();
        nodes
            .try_into()
            .unwrap_or_else(|_| panic!("there are {} desks", self.nodes.len()))
    }

    /// All desks.
    pub fn all(&self) -> &[Node] {
        &self.nodes
    }

    /// The desk of this name.
    pub fn desk(&self, name: &str) -> &Node {
        let found = self.nodes.iter().find(|node| node.id().as_str() == name);
        found.unwrap_or_else(|| panic!("no desk `{name}`"))
    }

    /// Where the databases lie that are files.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// This moment.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.clock.unix_now())
    }

    /// A round in each direction.
    pub async fn sync(&self, one: &str, other: &str) {
        self.desk(one).pull(self.desk(other)).await;
        self.desk(other).pull(self.desk(one)).await;
    }

    /// Rounds between all, until nothing is new anywhere; lines that are cut stay cut.
    pub async fn sync_all(&self) {
        for _ in 0..12 {
            let mut new = false;
            for to in &self.nodes {
                for from in self.nodes.iter().filter(|from| from.id() != to.id()) {
                    let round = to.try_pull(from).await;
                    let active = round.as_ref().is_some_and(|round| round.failed.is_none());
                    new |= active && !round.is_some_and(|round| round.unchanged);
                }
            }
            if !new {
                return;
            }
        }
        panic!("twelve rounds, and still something is new");
    }

    /// Moves everybody's clock; coordinators' nodes say meanwhile that the roster is the newest.
    pub async fn pass_seconds(&self, seconds: i64) {
        self.clock.advance(seconds);
        for node in self.nodes.iter().take(self.coordinating) {
            node.desk().beat_heart(self.network).await.unwrap();
        }
    }

    /// Days, as [`Federation::pass_seconds`].
    pub async fn pass_days(&self, days: i64) {
        self.pass_seconds(days * 86_400).await;
    }

    /// Does what is due, everywhere.
    pub async fn do_due(&self) {
        for node in &self.nodes {
            node.desk().do_due().await.unwrap();
        }
    }

    /// Changes the roster by as many signatures as it takes; only those who signed hold it then.
    pub async fn change_roster(&self, change: &RosterChange) -> RosterDraft {
        let (first, others) = self.nodes.split_first().unwrap();
        let mut draft = first.draft(change).await;
        for other in others.iter().take(self.coordinating.saturating_sub(1)) {
            if !draft.in_force {
                draft = other.sign(&draft.envelope).await;
            }
        }
        assert!(draft.in_force, "not enough signatures");
        first.take_roster(&draft.envelope).await;
        draft
    }

    /// A desk outside of the network, with accounts and a database.
    pub async fn stranger(&self, name: &'static str, seed: u64) -> Node {
        let place = Place::in_folder(self.folder.path(), name);
        let (clock, wire) = (Arc::clone(&self.clock), Arc::clone(&self.wire));
        Node::set_up(name, seed, place, clock, wire).await
    }

    /// A new machine of a desk that lost all it had: its name, and nothing else of it. From now on it is
    /// who answers under that name.
    pub async fn new_machine(&self, name: &'static str, seed: u64) -> Node {
        let folder = self.folder.path().join("new-machine");
        std::fs::create_dir_all(&folder).unwrap();
        let place = Place::in_folder(&folder, name);
        let (clock, wire) = (Arc::clone(&self.clock), Arc::clone(&self.wire));
        Node::set_up(name, seed, place, clock, wire).await
    }

    /// Another network, called so, of one desk that is in none of this federation, whatever its name, with
    /// lines of its own; this member joins it too, and calls by [`Node::line_to`] there.
    pub async fn second_network(
        &self,
        called: &str,
        founder: (&'static str, u64),
        member: &Node,
    ) -> Node {
        let folder = self.folder.path().join("another-network");
        std::fs::create_dir_all(&folder).unwrap();
        let place = Place::in_folder(&folder, founder.0);
        let (clock, wire) = (Arc::clone(&self.clock), Arc::new(Wire::default()));
        wire.connect(member.desk());
        let founder = Node::set_up(founder.0, founder.1, place, clock, wire).await;
        let caller = founder.caller("coordinator").await;
        let order = FoundOrder {
            name: called.to_owned(),
            ..FoundOrder::default()
        };
        founder.desk().found_network(&caller, &order).await.unwrap();
        let request = member.ask_to_join(&founder).await;
        let no_checks = BTreeMap::new();
        let vouch = founder.desk();
        vouch
            .vouch(&caller, &request, "met", &no_checks)
            .await
            .unwrap();
        let change = RosterChange {
            admit: vec![request.slip.clone()],
            ..RosterChange::default()
        };
        assert!(founder.draft(&change).await.in_force);
        let chain = founder.desk().roster_chain(&caller).await.unwrap();
        let caller = member.caller("coordinator").await;
        member.desk().take_roster(&caller, &chain).await.unwrap();
        founder
    }

    /// Lets go of the databases; schemas of a server are dropped.
    pub async fn close(self) {
        for node in &self.nodes {
            node.close().await;
        }
    }

    async fn form_groups(&self, groups: &[(&'static str, Vec<&'static str>)]) {
        if groups.is_empty() {
            return;
        }
        let mut join: BTreeMap<DeskId, BTreeSet<_>> = BTreeMap::new();
        for (group, members) in groups {
            for member in members {
                let of = join.entry(member.parse().unwrap()).or_default();
                of.insert(group.parse().unwrap());
            }
        }
        let change = RosterChange {
            join_groups: join,
            ..RosterChange::default()
        };
        let roster = self.change_roster(&change).await;
        for node in &self.nodes {
            node.take_roster(&roster.envelope).await;
        }
    }
}

impl Node {
    /// Takes the invitation of a member, answers with a request.
    pub async fn ask_to_join(&self, member: &Self) -> Slip {
        self.ask_to_join_of(member, None).await
    }

    /// The same, of an organisation.
    pub async fn ask_to_join_of(&self, member: &Self, organisation: Option<&str>) -> Slip {
        let analyst = member.caller("analyst").await;
        let invitation = member.desk().invite(&analyst).unwrap();
        let caller = self.caller("coordinator").await;
        let mut order: RequestOrder = (&invitation).into();
        order.about.parent = organisation.map(str::to_owned);
        self.desk().request_to_join(&caller, &order).await.unwrap()
    }

    /// Drafts a roster as a coordinator, and signs it.
    pub async fn draft(&self, change: &RosterChange) -> RosterDraft {
        let caller = self.caller("coordinator").await;
        self.desk().draft_roster(&caller, change).await.unwrap()
    }

    /// Signs a roster as a coordinator.
    pub async fn sign(&self, envelope: &str) -> RosterDraft {
        let caller = self.caller("coordinator").await;
        self.desk().sign_roster(&caller, envelope).await.unwrap()
    }

    /// Takes complete rosters.
    pub async fn take_roster(&self, envelopes: &str) {
        let caller = self.caller("coordinator").await;
        self.desk().take_roster(&caller, envelopes).await.unwrap();
    }
}
