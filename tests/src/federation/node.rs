//! One desk: its people, its database, its line; and a look at all that it really holds.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use fanal_ambient::{ScriptedClock, SeededEntropy};
use fanal_api::Api;
use fanal_database::Database;
use fanal_desk::{
    Approved, BulletinShown, Caller, CheckOrder, Desk, DeskError, ExportOrder, ListLine, ListOrder,
    NewAccount, Profile, ReviseOrder, Revised, Round, ShareOrder, Shared, SightOrder,
    WithdrawOrder, WithdrawalShown,
};
use fanal_protocol::{BulletinId, Code, DeskId, NetworkId, Problem, SightingVerdict};
use fanal_store::{Stance, Store, Vault};

use super::{Place, Saved, Served, Wire, Wired};

/// Accounts of each desk: their part, and what they may do.
pub const PARTS: [(&str, &[&str]); 4] = [
    ("analyst", &["analyst"]),
    ("reviewer", &["reviewer"]),
    ("coordinator", &["coordinator"]),
    ("admin", &["admin"]),
];

/// The outcome of a use case, for tests: what it gave, or the code of its no.
pub type Told<T> = Result<T, Code>;

/// One desk of a federation.
pub struct Node {
    id: DeskId,
    seed: u64,
    place: Place,
    clock: Arc<ScriptedClock>,
    wire: Arc<Wire>,
    database: Mutex<Arc<Database>>,
    tokens: BTreeMap<&'static str, String>,
}

fn told<T>(outcome: Result<T, DeskError>) -> Told<T> {
    outcome.map_err(|error| error.code())
}

impl Node {
    /// A new desk with its accounts.
    pub async fn set_up(
        name: &'static str,
        seed: u64,
        place: Place,
        clock: Arc<ScriptedClock>,
        wire: Arc<Wire>,
    ) -> Self {
        Self::set_up_at(name, &address_of(name), seed, place, clock, wire).await
    }

    /// The same, with the address that it gives of itself; none, if it is empty.
    pub async fn set_up_at(
        name: &'static str,
        address: &str,
        seed: u64,
        place: Place,
        clock: Arc<ScriptedClock>,
        wire: Arc<Wire>,
    ) -> Self {
        println!(
            "desk {name}: seed {seed}, {}",
            if place.url.starts_with("sqlite") {
                "sqlite"
            } else {
                "postgres"
            }
        );
        let id: DeskId = name.parse().unwrap();
        let database = open(&place, seed).await;
        let profile = Profile {
            id: id.clone(),
            name: format!("Desk {name}"),
            lang: "en".into(),
            addresses: address.parse().into_iter().collect(),
            one_person: false,
        };
        let desk = desk_over(&database, &clock, seed, Some(profile)).await;
        let tokens = make_accounts(&desk).await;
        wire.connect(desk);
        let database = Mutex::new(database);
        Self {
            id,
            seed,
            place,
            clock,
            wire,
            database,
            tokens,
        }
    }

    /// Its short name.
    pub const fn id(&self) -> &DeskId {
        &self.id
    }

    /// The desk itself.
    pub fn desk(&self) -> Desk {
        self.wire.desk(&self.id)
    }

    /// Its database, with what is particular to one.
    pub fn database(&self) -> Arc<Database> {
        Arc::clone(&*self.database.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Its database, past the desk.
    pub fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&*self.database.lock().unwrap_or_else(PoisonError::into_inner)) as Arc<dyn Store>
    }

    /// One of its people.
    pub async fn caller(&self, part: &str) -> Caller {
        let token = self.token(part);
        self.desk().caller_by_token(token).await.unwrap()
    }

    /// The token of one of its people.
    pub fn token(&self, part: &str) -> &str {
        self.tokens.get(part).map(String::as_str).unwrap()
    }

    /// Its end of the lines.
    pub fn line(&self) -> Wired {
        Wired::of(&self.desk(), Arc::clone(&self.wire))
    }

    /// Its line to a desk of another network.
    pub fn line_to(&self, other: &Self) -> Wired {
        Wired::of(&self.desk(), Arc::clone(&other.wire))
    }

    /// Pulls from it in the network of that one.
    pub async fn hears(&self, other: &Self) -> Round {
        let (desk, line) = (self.desk(), self.line_to(other));
        let round = desk.pull(other.network(), other.id(), &line).await.unwrap();
        assert_eq!((&round.failed, round.refused), (&None, 0));
        round
    }

    /// What its JSON API leans on.
    pub fn api(&self) -> Api {
        Api {
            desk: self.desk(),
            post: Some(postless()),
            line: Some(Arc::new(self.line())),
            sources: None,
        }
    }

    /// The network that it is in.
    pub fn network(&self) -> NetworkId {
        self.desk().membership(None).unwrap().0
    }

    /// Forgets everything but the disk, as after a power cut, and begins anew.
    pub async fn start_again(&self) {
        let database = open(&self.place, self.seed + 1_000).await;
        let desk = desk_over(&database, &self.clock, self.seed + 1_000, None).await;
        *self.database.lock().unwrap_or_else(PoisonError::into_inner) = database;
        self.wire.connect(desk);
    }

    /// Copies its database, as a backup does: in a folder, or beside its schema.
    pub async fn saves(&self) -> Saved {
        self.place.save().await
    }

    /// Its machine is gone, and what was copied is put back: it is what it was then, and comes back from there.
    pub async fn restores(&self, saved: &Saved) {
        self.database().close().await;
        self.place.put_back(saved).await;
        self.start_again().await;
        self.desk().say_moved("local").await.unwrap();
        self.start_again().await;
    }

    /// Starts a second process over the same database, which is asked and called from now on; the first goes on,
    /// and is given.
    pub async fn another_process(&self) -> Desk {
        let first = self.desk();
        let database = open(&self.place, self.seed + 2_000).await;
        let desk = desk_over(&database, &self.clock, self.seed + 2_000, None).await;
        self.wire.connect(desk);
        first
    }

    /// Lets go of the database.
    pub async fn close(&self) {
        let database = Arc::clone(&*self.database.lock().unwrap_or_else(PoisonError::into_inner));
        database.close().await;
        self.place.leave().await;
    }

    // --- sync --------------------------------------------------------------------------------

    /// A round with another desk, which has to come to its end.
    pub async fn pull(&self, from: &Self) -> Round {
        let round = self.try_pull(from).await.unwrap();
        assert_eq!(round.failed, None, "{} from {}", self.id, from.id);
        round
    }

    /// A round with another desk; `None` if this desk does not even call it.
    pub async fn try_pull(&self, from: &Self) -> Option<Round> {
        let (network, line) = (self.network(), self.line());
        Some(self.desk().pull(network, &from.id, &line).await.unwrap())
    }

    /// What this desk serves to the other one, all of it.
    pub async fn serves(&self, to: &Self) -> Result<Served, Problem> {
        to.line().all_served(&self.id, self.network()).await
    }

    // --- what its people do ------------------------------------------------------------------

    /// The analyst shares; the id of the only bulletin.
    pub async fn shares(&self, order: ShareOrder) -> BulletinId {
        let shared = self.try_share(order).await.unwrap();
        shared.bulletins.first().and_then(|one| one.id).unwrap()
    }

    /// The analyst shares, with an answer to all that the privacy check finds.
    pub async fn insists(&self, order: ShareOrder) -> BulletinId {
        let preview = ShareOrder {
            dry_run: true,
            ..order.clone()
        };
        let found = self.try_share(preview).await.unwrap().findings;
        let why = |key| (key, "an invented person".to_owned());
        let because = found.into_iter().map(|finding| why(finding.key)).collect();
        self.shares(ShareOrder { because, ..order }).await
    }

    /// The analyst revises, with an answer to all that the privacy check finds.
    pub async fn insists_on_revising(&self, order: ReviseOrder) -> Revised {
        let preview = ReviseOrder {
            dry_run: true,
            ..order.clone()
        };
        let found = self.revises(preview).await.findings;
        let why = |key| (key, "an invented person".to_owned());
        let because = found.into_iter().map(|finding| why(finding.key)).collect();
        self.revises(ReviseOrder { because, ..order }).await
    }

    /// The analyst would share.
    pub async fn try_share(&self, order: ShareOrder) -> Told<Shared> {
        let caller = self.caller("analyst").await;
        told(self.desk().share(&caller, &order).await)
    }

    /// Who would get it.
    pub async fn previews(&self, order: &ShareOrder) -> Vec<DeskId> {
        let order = ShareOrder {
            dry_run: true,
            ..order.clone()
        };
        self.try_share(order).await.unwrap().outlook.now
    }

    /// The analyst revises.
    pub async fn revises(&self, order: ReviseOrder) -> Revised {
        self.try_revise(order).await.unwrap()
    }

    /// The analyst would revise.
    pub async fn try_revise(&self, order: ReviseOrder) -> Told<Revised> {
        let caller = self.caller("analyst").await;
        told(self.desk().revise(&caller, &order).await)
    }

    /// The reviewer reads and approves.
    pub async fn approves(&self, id: BulletinId) -> Told<Approved> {
        let caller = self.caller("reviewer").await;
        self.approves_as(&caller, id).await
    }

    /// Somebody approves what the reviewer read.
    pub async fn approves_as(&self, caller: &Caller, id: BulletinId) -> Told<Approved> {
        let reviewer = self.caller("reviewer").await;
        let read = told(self.desk().show_review(&reviewer, id).await)?.draft;
        told(self.desk().approve(caller, id, read).await)
    }

    /// The analyst takes it back, with both clicks.
    pub async fn withdraws(&self, which: &str) -> WithdrawalShown {
        self.withdraws_as(which, "consent").await
    }

    /// The analyst takes a bulletin back, with this reason.
    pub async fn withdraws_as(&self, which: &str, reason: &str) -> WithdrawalShown {
        let caller = self.caller("analyst").await;
        let order = WithdrawOrder {
            bulletin: which.to_owned(),
            reason: reason.into(),
            confirm: true,
            to_delete: false,
        };
        self.desk().withdraw(&caller, &order).await.unwrap()
    }

    /// How a withdrawal goes.
    pub async fn watches(&self, which: &str) -> WithdrawalShown {
        let caller = self.caller("analyst").await;
        self.desk().watch_withdrawal(&caller, which).await.unwrap()
    }

    /// The analyst saw it.
    pub async fn sights(&self, which: &str, verdict: SightingVerdict) -> Told<()> {
        let caller = self.caller("analyst").await;
        let order = SightOrder {
            bulletin: which.to_owned(),
            verdict,
            value: None,
            named: false,
        };
        told(self.desk().sight(&caller, &order).await).map(drop)
    }

    /// The analyst marks it.
    pub async fn takes_stance(&self, which: &str, stance: Stance) {
        let caller = self.caller("analyst").await;
        self.desk()
            .take_stance(&caller, which, stance)
            .await
            .unwrap();
    }

    // --- what it holds -----------------------------------------------------------------------

    /// Bulletins that know the value.
    pub async fn knows(&self, value: &str) -> usize {
        let order = CheckOrder {
            values: vec![value.to_owned()],
            ..CheckOrder::default()
        };
        let caller = self.caller("analyst").await;
        let checked = self.desk().check(&caller, &order).await.unwrap();
        checked.known.iter().map(|known| known.found.len()).sum()
    }

    /// The list, as an account sees it.
    pub async fn list_as(&self, part: &str, withdrawn: bool) -> Vec<ListLine> {
        let order = ListOrder {
            withdrawn,
            limit: 2_000,
            ..ListOrder::default()
        };
        let caller = self.caller(part).await;
        self.desk().list_bulletins(&caller, &order).await.unwrap()
    }

    /// Is it in the list, with its title?
    pub async fn holds(&self, id: BulletinId) -> bool {
        let ends = id.to_string();
        let lines = self.list_as("analyst", false).await;
        lines
            .iter()
            .any(|line| line.reference.ends_with(&ends) && line.title.is_some())
    }

    /// One bulletin, as the analyst sees it.
    pub async fn shows(&self, which: &str) -> Told<BulletinShown> {
        let caller = self.caller("analyst").await;
        told(self.desk().show_bulletin(&caller, which).await)
    }

    /// A file for a tool, of everything that may be in one.
    pub async fn exports(&self, format: &str) -> String {
        let order = ExportOrder {
            format: format.to_owned(),
            up_to: Some("red".into()),
            full: true,
            ..ExportOrder::default()
        };
        let caller = self.caller("analyst").await;
        let exported = self.desk().export(&caller, &order).await.unwrap();
        let beside = exported.beside.into_iter().map(|file| file.content);
        std::iter::once(exported.content).chain(beside).collect()
    }

    /// All that stands on its public shelf, as text: publications with their values, withdrawals.
    pub async fn shelf(&self) -> String {
        let Some(published) = self.desk().published().await.unwrap() else {
            return String::new();
        };
        let mut text = format!("epoch {}\n{}\n", published.epoch, published.checkpoint);
        for item in &published.items {
            let body = serde_json::to_string(&item.publication).unwrap();
            writeln!(text, "item {} {body}", item.id).unwrap();
        }
        for gone in &published.withdrawn {
            writeln!(text, "withdrawn {} {}", gone.id, gone.date).unwrap();
        }
        text
    }

    /// All that its people can read anywhere: lists, bulletins, files, reviews, refusals, trail.
    pub async fn everything(&self) -> String {
        let mut text = String::new();
        let analyst = self.caller("analyst").await;
        let desk = self.desk();
        let mut add = |part: String| {
            text.push_str(&part);
            text.push('\n');
        };
        for line in self.list_as("analyst", true).await {
            add(serde_json::to_string(&line).unwrap());
            if let Ok(shown) = desk.show_bulletin(&analyst, &line.reference).await {
                add(serde_json::to_string(&shown).unwrap());
            }
            if line.state == "held" {
                self.takes_stance(&line.reference, Stance::Use).await;
            }
        }
        for format in ["stix", "mvt", "hosts", "domains", "csv", "network-csv"] {
            add(self.exports(format).await);
        }
        for line in self.exports("native").await.lines() {
            let envelope = fanal_protocol::Envelope::parse(line.as_bytes()).unwrap();
            add(String::from_utf8(envelope.payload().to_vec()).unwrap());
        }
        add(serde_json::to_string(&desk.status(&analyst).await.unwrap()).unwrap());
        add(serde_json::to_string(&desk.list_refusals(&analyst).await.unwrap()).unwrap());
        let all = fanal_desk::ReviewsOrder::default();
        for item in desk.list_reviews(&analyst, &all).await.unwrap() {
            add(serde_json::to_string(&item).unwrap());
            let shown = desk.show_review(&analyst, item.id).await.unwrap();
            add(serde_json::to_string(&shown).unwrap());
        }
        let coordinator = self.caller("coordinator").await;
        let trail = desk.list_audit(&coordinator, 0).await.unwrap();
        add(serde_json::to_string(&trail).unwrap());
        add(self.shelf().await);
        text
    }

    /// What lies in the files of its database, as text; in a folder only.
    pub fn disk(&self) -> String {
        let path = self.place.url.trim_start_matches("sqlite:");
        let mut text = String::new();
        for end in ["", "-wal"] {
            let bytes = std::fs::read(format!("{path}{end}")).unwrap_or_default();
            text.push_str(&String::from_utf8_lossy(&bytes));
        }
        assert!(!text.is_empty(), "there is no file of this database");
        text
    }

    /// Codes of what it refused from a peer.
    pub async fn refused_from(&self, peer: &Self) -> Vec<Code> {
        let caller = self.caller("analyst").await;
        let rows = self.desk().list_refusals(&caller).await.unwrap();
        let of_peer = rows
            .into_iter()
            .filter(|row| row.direction == "given" && row.peer.as_ref() == Some(&peer.id));
        of_peer.map(|row| row.code).collect()
    }
}

/// Where a desk of a federation says that it is.
pub(super) fn address_of(name: &str) -> String {
    format!("{name}.example:7443")
}

async fn open(place: &Place, seed: u64) -> Arc<Database> {
    let vault = Vault::open(&[7; 32]);
    let entropy = Arc::new(SeededEntropy::from_seed(seed << 32));
    Arc::new(Database::open(&place.url, vault, entropy).await.unwrap())
}

async fn desk_over(
    database: &Arc<Database>,
    clock: &Arc<ScriptedClock>,
    seed: u64,
    profile: Option<Profile>,
) -> Desk {
    let store: Arc<dyn Store> = Arc::clone(database) as Arc<dyn Store>;
    let entropy = Arc::new(SeededEntropy::from_seed(seed));
    let clock: Arc<ScriptedClock> = Arc::clone(clock);
    Desk::open(store, clock, entropy, profile).await.unwrap()
}

async fn make_accounts(desk: &Desk) -> BTreeMap<&'static str, String> {
    // The administrator first: that one needs nobody's leave.
    let mut tokens: BTreeMap<&'static str, String> = BTreeMap::new();
    for (part, rights) in PARTS.iter().rev() {
        let new = NewAccount {
            name: format!("{}-{part}", desk.id()),
            rights: rights.iter().map(|right| (*right).to_owned()).collect(),
            password: Some(format!("password of {part}")),
        };
        match tokens.get("admin") {
            None => desk.add_first_account(&new).await.unwrap(),
            Some(admin) => {
                let admin = desk.caller_by_token(admin).await.unwrap();
                desk.add_account(&admin, &new).await.unwrap()
            }
        };
        tokens.insert(
            *part,
            desk.issue_local_token(&new.name).await.unwrap().token,
        );
    }
    tokens
}

/// Sends nothing: no mail server is set, and no host may be called. Made once: it reads the machine's
/// certificates.
fn postless() -> Arc<fanal_notify::Postman> {
    static POSTLESS: LazyLock<Arc<fanal_notify::Postman>> = LazyLock::new(|| {
        let roads = fanal_notify::Roads::default();
        Arc::new(fanal_notify::Postman::new(roads).unwrap())
    });
    Arc::clone(&POSTLESS)
}
