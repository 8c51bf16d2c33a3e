//! The scene: a network with one node under attack, and what is asked of it after each attack.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use fanal_protocol::{NetworkId, StreamName, StreamRef};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use super::attack::{Attack, Mark};
use super::caller::Caller;
use super::forging::{bulletin, offering, statement};
use super::liar::{Liar, Script};
use super::standing::Standing;
use crate::running::{Charter, Door, Home, Member, Ports, Process};

/// The desk whose node is attacked.
pub(super) const VICTIM: &str = "kivu";
/// Those who attack.
pub(super) const LIARS: [&str; 3] = ["luz", "nyx", "vex"];
/// The group that luz and qasaba are in, and the victim is not.
pub(super) const GROUP: &str = "salud";

/// How the refusals begin that the listener gave before the desk was asked.
const AT_THE_DOOR: &str = "turned away at the door";

/// How long a node may take to note a refusal, or to come back to its work.
const SOON: Duration = Duration::from_secs(20);
/// How often is looked.
const LOOK: Duration = Duration::from_millis(20);

/// A network in which somebody lies.
pub struct Siege {
    /// What the coordinators hold.
    pub charter: Mutex<Charter>,
    /// The attacked node's folder.
    pub victim: Home,
    /// The attacked node.
    pub process: Mutex<Process>,
    /// An honest node, and its process.
    pub ada: Home,
    ada_process: Process,
    /// Lies.
    pub luz: Member,
    /// Floods.
    pub nyx: Member,
    /// Is expelled.
    pub vex: Member,
    /// Honest; its words are in the hands of luz.
    pub qasaba: Member,
    /// The listener of luz.
    pub liar: Liar,
    /// The listener of nyx, for what takes long.
    pub slow_liar: Liar,
    network: NetworkId,
    epoch: AtomicU32,
    /// The roster is in force no more, and the node says so.
    ended: AtomicBool,
    before: Mutex<Before>,
    _folder: tempfile::TempDir,
}

/// What there was before an attack.
#[derive(Default)]
struct Before {
    refusals: BTreeMap<(String, String), usize>,
    turned_away: Vec<(String, u64)>,
    standing: Standing,
}

impl Siege {
    /// Founds the network, and starts the two nodes and the two liars.
    pub async fn lay() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let victim = Home::set_up(folder.path(), VICTIM, None, Ports::somewhere()).await;
        let ada = Home::set_up(folder.path(), "ada", None, Ports::somewhere()).await;
        let at = || Some(Ports::somewhere().sync);
        let luz = Member::invented("luz", at()).in_group(GROUP);
        let nyx = Member::invented("nyx", at());
        let vex = Member::invented("vex", at());
        let qasaba = Member::invented("qasaba", None).in_group(GROUP);
        let bea = Member::invented("bea", None);
        let all = [&victim.member, &ada.member, &luz, &nyx, &vex, &qasaba, &bea];
        let charter = Charter::found(&all, &[&ada.member, &bea]);
        for home in [&victim, &ada] {
            home.join(&charter).await;
        }
        let (liar, slow_liar) = (
            Liar::listen(&luz, &luz).await,
            Liar::listen(&nyx, &nyx).await,
        );
        let (process, ada_process) = tokio::join!(Process::start(&victim), Process::start(&ada));
        Self {
            network: charter.network(),
            charter: Mutex::new(charter),
            process: Mutex::new(process),
            victim,
            ada,
            ada_process,
            luz,
            nyx,
            vex,
            qasaba,
            liar,
            slow_liar,
            epoch: AtomicU32::new(1),
            ended: AtomicBool::new(false),
            before: Mutex::default(),
            _folder: folder,
        }
    }

    /// The network.
    pub const fn network(&self) -> NetworkId {
        self.network
    }

    /// The people of the attacked desk.
    pub fn door(&self) -> Door {
        self.victim.door()
    }

    /// Where the attacked node listens for peers.
    pub const fn target(&self) -> SocketAddr {
        self.victim.ports.sync
    }

    /// This member as a caller of the attacked node.
    pub fn caller(&self, member: &Member) -> Caller {
        Caller::new(member, self.target(), self.network)
    }

    /// The most memory that the attacked node ever took, in MiB.
    pub async fn most_memory(&self) -> u64 {
        self.process.lock().await.most_memory()
    }

    // --- what liars write ------------------------------------------------------------------------

    /// A stream of a member's that nobody has heard of: its next epoch.
    pub(super) fn stream_of(&self, member: &Member, name: &str) -> StreamRef {
        StreamRef {
            origin: member.id.clone(),
            name: name.parse().unwrap(),
            epoch: self.epoch.fetch_add(1, Ordering::SeqCst),
        }
    }

    /// A new GREEN stream of luz.
    pub(super) fn green(&self) -> StreamRef {
        self.stream_of(&self.luz, &StreamName::Green(self.network).to_string())
    }

    /// A new stream of luz to the victim alone.
    pub(super) fn direct(&self) -> StreamRef {
        self.stream_of(&self.luz, &format!("direct/{VICTIM}"))
    }

    /// A statement of luz, in that stream, as it should be.
    pub(super) fn says(&self, stream: &StreamRef, kind: &str, body: Value) -> Value {
        statement(self.network, &self.luz, stream, kind, body)
    }

    /// A GREEN bulletin of luz, signed.
    pub(super) fn green_bulletin(&self, stream: &StreamRef, title: &str) -> Vec<u8> {
        let said = self.says(stream, "bulletin", bulletin(title, "TLP:GREEN", &[]));
        super::forging::signed(&said, &self.luz.statement)
    }

    /// Luz offers these envelopes in its stream; the node comes and looks.
    pub(super) async fn offer(&self, stream: &StreamRef, envelopes: &[Vec<u8>]) -> Value {
        self.say(offering(self.network, &self.luz, stream, envelopes))
            .await
    }

    /// Luz says this; the node comes and looks.
    pub(super) async fn say(&self, script: Script) -> Value {
        self.liar.say(script);
        self.pull("luz").await
    }

    /// The node's analyst asks for a round with a member.
    pub(super) async fn pull(&self, peer: &str) -> Value {
        let mut synced = self.door().done("sync", &json!({"peer": peer})).await;
        synced["rounds"][0].take()
    }

    // --- what is asked of the node afterwards ----------------------------------------------------

    /// Remembers what there is now.
    pub async fn mark(&self) {
        let now = Before {
            refusals: self.refusals().await,
            turned_away: self.turned_away().await,
            standing: Standing::of(&self.victim).await,
        };
        *self.before.lock().await = now;
    }

    /// What is wrong after this attack, if anything is.
    pub async fn check(&self, attack: &Attack) -> Result<(), String> {
        self.showing(attack.mark).await?;
        self.liar.say(Script::nothing());
        self.changed_nothing().await?;
        self.lives().await
    }

    /// What is stored is what was stored.
    pub async fn changed_nothing(&self) -> Result<(), String> {
        let standing = Standing::of(&self.victim).await;
        let changed = standing.differences(&self.before.lock().await.standing);
        if changed.is_empty() {
            Ok(())
        } else {
            Err(format!("it changed what is stored: {changed:#?}"))
        }
    }

    /// Does the node show it by now?
    pub(super) async fn shows_at_once(&self, mark: Mark) -> Result<(), String> {
        let new = self.new_refusals().await;
        let seen = match mark {
            Mark::PassedOver(_) => return self.shows_nothing().await,
            Mark::Cut(_) => true,
            Mark::Refusal(code) => new.contains(code.as_str()),
            Mark::TurnedAway(kind) => self.turned_away_more(kind).await,
        };
        if seen {
            Ok(())
        } else {
            Err(format!("new refusals: {new:?}"))
        }
    }

    /// Waits until the node shows that it said no.
    pub async fn showing(&self, mark: Mark) -> Result<(), String> {
        let until = Instant::now() + SOON;
        loop {
            match self.shows_at_once(mark).await {
                Ok(()) => return Ok(()),
                Err(shown) if matches!(mark, Mark::PassedOver(_)) || Instant::now() > until => {
                    return Err(format!("no trace of it as {mark:?}; {shown}"));
                }
                Err(_) => sleep(LOOK).await,
            }
        }
    }

    /// It answers its people, its operator and its honest peer.
    pub async fn lives(&self) -> Result<(), String> {
        if let Some(status) = self.process.lock().await.ended() {
            return Err(format!("the node is dead: {status}\n{}", self.victim.log()));
        }
        match self.door().look("/readyz").await {
            Some((200, _)) => {}
            Some((503, _)) if self.ended.load(Ordering::SeqCst) => {}
            told => return Err(format!("the node is not ready: {told:?}")),
        }
        let told = self
            .door()
            .call("check", &json!({"values": ["evil.example"]}))
            .await;
        told.map(drop)
            .map_err(|code| format!("the node does not answer its people: {code:?}"))
    }

    /// Something new of an honest desk reaches it, and something of its own reaches that desk.
    pub async fn works(&self, word: &str) -> Result<(), String> {
        for (from, to) in [(&self.ada, &self.victim), (&self.victim, &self.ada)] {
            let value = format!("{word}-of-{}.example", from.member.id);
            let order = json!({
                "content": value, "title": word, "label": "green", "consent": "network",
            });
            from.door().done("share", &order).await;
            let until = Instant::now() + SOON;
            loop {
                let peer = json!({"peer": from.member.id});
                let _ = to.door().call("sync", &peer).await;
                let found = to.door().done("check", &json!({"values": [value]})).await;
                if found["hits"] == 1 {
                    break;
                }
                if Instant::now() > until {
                    return Err(format!("`{word}` of {} does not arrive", from.member.id));
                }
                sleep(LOOK).await;
            }
        }
        Ok(())
    }

    /// Ada, who is honest, sends the victim AMBER, and it is here; its id.
    pub(super) async fn gets_amber_of_ada(&self) -> String {
        let order = json!({
            "content": "amber-of-ada.example", "title": "For the victim", "label": "amber",
            "to": [self.victim.member.id], "consent": "network",
        });
        let shared = self.ada.door().done("share", &order).await;
        let id = shared["bulletins"][0]["id"].as_str().unwrap().to_owned();
        let until = Instant::now() + SOON;
        loop {
            let peer = json!({"peer": self.ada.member.id});
            let _ = self.door().call("sync", &peer).await;
            let found = self
                .door()
                .done("check", &json!({"values": ["amber-of-ada.example"]}))
                .await;
            if found["hits"] == 1 {
                return id;
            }
            assert!(Instant::now() < until, "what ada sent does not arrive");
            sleep(LOOK).await;
        }
    }

    /// The victim sends ada AMBER; its id.
    pub(super) async fn sends_amber_to_ada(&self) -> String {
        let order = json!({
            "content": "amber-for-ada.example", "title": "For ada", "label": "amber",
            "to": [self.ada.member.id], "consent": "network",
        });
        let shared = self.door().done("share", &order).await;
        shared["bulletins"][0]["id"].as_str().unwrap().to_owned()
    }

    /// A coordinator brings this roster to the node.
    pub(super) async fn takes(&self, roster: &[u8]) {
        let envelope = String::from_utf8(roster.to_vec()).unwrap();
        self.door()
            .done("roster-take", &json!({"envelope": envelope}))
            .await;
    }

    /// Waits until the roster is in this state at the node.
    pub(super) async fn awaits_roster(&self, state: &str) {
        self.ended.store(state != "current", Ordering::SeqCst);
        let until = Instant::now() + SOON;
        loop {
            let shown = self.door().done("roster", &json!({})).await;
            if shown["state"] == state {
                return;
            }
            assert!(Instant::now() < until, "{} and not {state}", shown["state"]);
            sleep(LOOK).await;
        }
    }

    /// Waits until the listener lets this member in again.
    pub(super) async fn awaits_a_place_of(&self, member: &Member) {
        let until = Instant::now() + SOON;
        let caller = self.caller(member);
        loop {
            let asked = caller
                .ask(fanal_protocol::wire::HEADS_PATH, &caller.heads())
                .await;
            if asked.is_ok_and(|(status, _)| status == 200) {
                return;
            }
            assert!(
                Instant::now() < until,
                "{} does not come in again",
                member.id
            );
            sleep(LOOK * 10).await;
        }
    }

    /// How many refusals the node has signed so far.
    pub(super) async fn refusals_signed(&self) -> u64 {
        Standing::refusals_signed(&self.victim).await
    }

    /// How often liars were refused so far, by code.
    pub(super) async fn refusals_by_code(&self) -> BTreeMap<String, u64> {
        Standing::refusals_by_code(&self.victim).await
    }

    /// Is this statement held, with its content?
    pub(super) async fn keeps(&self, envelope: &[u8]) -> bool {
        Standing::keeps(&self.victim, &super::forging::leaf(envelope).to_string()).await
    }

    /// What the listener counted stands among the refusals too, where people look.
    pub async fn shows_what_it_turned_away(&self) {
        let until = Instant::now() + SOON;
        for (kind, count) in self.turned_away().await {
            let known = fanal_peer::RefusalKind::ALL.into_iter();
            let known = known.filter(|known| known.as_str() == kind);
            let code = known.map(fanal_peer::RefusalKind::code).next().unwrap();
            while !(count == 0 || self.shows_at_the_door(code).await) {
                let late = Instant::now() > until;
                assert!(!late, "{count} times `{kind}`, and people see nothing");
                sleep(LOOK).await;
            }
        }
    }

    async fn shows_at_the_door(&self, code: fanal_protocol::Code) -> bool {
        let shown = self.door().done("refusals", &json!({})).await;
        shown.as_array().unwrap().iter().any(|row| {
            let text = row["text"].as_str().unwrap();
            row["code"] == code.as_str() && text.starts_with(AT_THE_DOOR)
        })
    }

    /// Ends both nodes as an operator would.
    pub async fn lift(self) {
        self.process.into_inner().stop().await;
        self.ada_process.stop().await;
    }

    async fn shows_nothing(&self) -> Result<(), String> {
        match self.new_refusals().await {
            new if new.is_empty() => Ok(()),
            new => Err(format!("it is refused as {new:?}")),
        }
    }

    /// Codes of the refusals of liars that are new, or have grown.
    async fn new_refusals(&self) -> BTreeSet<String> {
        let before = self.before.lock().await;
        let now = self.refusals().await;
        now.into_iter()
            .filter(|(row, count)| before.refusals.get(row).is_none_or(|were| were < count))
            .map(|((code, _), _)| code)
            .collect()
    }

    /// The refusals of liars as people see them: code and row, and how many rows are alike.
    async fn refusals(&self) -> BTreeMap<(String, String), usize> {
        let shown = self.door().done("refusals", &json!({})).await;
        let mut rows = BTreeMap::new();
        for row in shown.as_array().unwrap() {
            let peer = row["peer"].as_str().unwrap_or_default();
            // Those come in bundles, a while later: `shows_what_it_turned_away` looks for them.
            let at_the_door = row["text"].as_str().unwrap().starts_with(AT_THE_DOOR);
            if row["direction"] == "given" && LIARS.contains(&peer) && !at_the_door {
                let code = row["code"].as_str().unwrap().to_owned();
                *rows.entry((code, row.to_string())).or_default() += 1;
            }
        }
        rows
    }

    async fn turned_away(&self) -> Vec<(String, u64)> {
        let (status, text) = self.door().look("/metrics").await.unwrap();
        assert_eq!(status, 200, "/metrics");
        let counters = text.lines().filter_map(|line| {
            line.strip_prefix("fanal_turned_away_total{kind=\"")?
                .split_once("\"} ")
        });
        counters
            .map(|(kind, count)| (kind.to_owned(), count.parse().unwrap()))
            .collect()
    }

    async fn turned_away_more(&self, kind: &str) -> bool {
        let count = |counters: &[(String, u64)]| {
            let found = counters.iter().find(|(name, _)| name == kind);
            found
                .unwrap_or_else(|| panic!("nothing is counted as `{kind}`"))
                .1
        };
        let now = self.turned_away().await;
        count(&now) > count(&self.before.lock().await.turned_away)
    }
}
