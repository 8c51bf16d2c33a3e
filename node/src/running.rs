//! A node that runs: listeners, jobs and the public site around one desk; and its end.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::middleware::from_fn_with_state;
use fanal_ambient::{Clock, Entropy, MachineClock, MachineEntropy};
use fanal_api::Api;
use fanal_console::{Console, Lang};
use fanal_database::Database;
use fanal_desk::{Desk, DeskError, Line, Post, Profile};
use fanal_jobs::{Chores, Schedules};
use fanal_notify::{Postman, Roads};
use fanal_peer::{DeskService, Members, NodeIdentity, PeerClient, Tor};
use fanal_protocol::{Code, Problem};
use fanal_public::{Limits, serve_plain};
use fanal_store::{Store, Vault};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use zeroize::Zeroizing;

use crate::backup::Backing;
use crate::door::Runtime;
use crate::fetch::Fetch;
use crate::home::Home;
use crate::names::Names;
use crate::ops;
use crate::proof::{Prover, Secret, prove};
use crate::push::{Place, keep_copies};
use crate::shelf::{Site, keep_site};
use crate::sources::{Errand, PATIENCE, PATIENCE_OF_A_READER, Sources, Wanting};
use crate::taxii::ListenTaxii;

/// What a desk is opened with.
pub(crate) struct Opening {
    /// `sqlite:...` or `postgres://...`.
    pub database: String,
    /// The key that seals everything at rest.
    pub master: Zeroizing<[u8; 32]>,
    /// Who it is, if the database does not know yet.
    pub profile: Option<Profile>,
}

/// An opened desk and its database.
pub(crate) struct Opened {
    /// The desk.
    pub desk: Desk,
    /// The database beneath it.
    pub database: Arc<Database>,
    /// The line to its peers.
    pub line: Arc<dyn Line>,
    identity: NodeIdentity,
    members: Arc<Members>,
    tor: Option<Tor>,
    post: Arc<dyn Post>,
    backing: Option<Backing>,
    sources: Sources,
    names: Names,
}

/// What a node listens on; port 0 takes a free one.
#[derive(Clone, Debug)]
pub(crate) struct Listen {
    /// TAXII clients; nobody, if it is not said.
    pub taxii: Option<ListenTaxii>,
    /// Peers, mutual TLS.
    pub sync: SocketAddr,
    /// The public site.
    pub public: SocketAddr,
    /// The JSON API.
    pub api: SocketAddr,
    /// The console.
    pub console: SocketAddr,
    /// Health and metrics.
    pub ops: SocketAddr,
}

/// How a node runs.
pub(crate) struct Running {
    /// The desk.
    pub desk: Desk,
    /// Where it listens really.
    pub listen: Listen,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    runtime: PathBuf,
}

/// Time that the start waits for the site, while everything listens already.
const SMALL_SITE: Duration = Duration::from_millis(500);

/// How often what the listener turned away is noted.
const TURNED_AWAY: Duration = Duration::from_secs(5);

/// Time for answers under way at the end.
const FAREWELL: Duration = Duration::from_secs(10);

/// Opens database and desk.
pub(crate) async fn open(
    opening: Opening,
    tor: Option<Tor>,
    roads: Roads,
) -> Result<Opened, Problem> {
    let entropy: Arc<dyn Entropy> = Arc::new(MachineEntropy);
    let vault = Vault::open(&opening.master);
    let database = Database::open(&opening.database, vault, Arc::clone(&entropy)).await;
    let database = Arc::new(database.map_err(|error| told(&DeskError::Store(error)))?);
    let store: Arc<dyn Store> = Arc::clone(&database) as Arc<dyn Store>;
    let clock: Arc<dyn Clock> = Arc::new(MachineClock);
    let desk = Desk::open(store, clock, entropy, opening.profile)
        .await
        .map_err(|error| told(&error))?;
    let identity = NodeIdentity::from_seed(&desk.keys().tls_seed)
        .map_err(|error| Problem::new(Code::Broken, error.to_string()))?;
    let members = Arc::new(Members::nobody());
    put_members(&desk, &members);
    let line: Arc<dyn Line> = Arc::new(PeerClient::new(
        identity.clone(),
        Arc::clone(&members),
        tor.clone(),
    ));
    Ok(Opened {
        desk,
        database,
        line,
        identity,
        members,
        tor,
        post: Arc::new(postman(roads)?),
        backing: None,
        sources: Sources::default(),
        names: Names::default(),
    })
}

fn postman(roads: Roads) -> Result<Postman, Problem> {
    Postman::new(roads).map_err(|error| Problem::new(Code::Misconfigured, error.to_string()))
}

/// The database's own words are for the operator who starts it, and for nobody else.
fn told(error: &DeskError) -> Problem {
    match error {
        DeskError::Store(cause) => Problem {
            text: cause.to_string(),
            ..error.problem()
        },
        DeskError::Problem(problem) => problem.clone(),
    }
}

impl Opened {
    /// With backups by schedule, if it runs.
    pub(crate) fn with_backups(self, backing: Backing) -> Self {
        crate::backup::put_away_leftovers(&backing.dir);
        Self {
            backing: Some(backing),
            ..self
        }
    }

    /// With what others publish, if it runs.
    pub(crate) fn with_sources(self, sources: Sources) -> Self {
        Self { sources, ..self }
    }

    /// Reached under these names, if it runs.
    pub(crate) fn with_names(self, names: Names) -> Self {
        Self { names, ..self }
    }

    /// The calls of the API over this desk.
    pub(crate) fn api(&self) -> Api {
        Api {
            desk: self.desk.clone(),
            line: Some(Arc::clone(&self.line)),
            post: Some(Arc::clone(&self.post)),
            sources: None,
        }
    }

    /// The pages for this desk's own people, in the desk's language unless they ask for another.
    fn console(&self) -> Console {
        let lang = Lang::read(&self.desk.profile().lang).unwrap_or_default();
        Console::new(self.desk.clone(), Arc::new(MachineEntropy), lang)
            .sending(Arc::clone(&self.post))
    }

    /// Binds, starts everything, and says on which addresses.
    pub(crate) async fn run(
        self,
        home: &Home,
        listen: Listen,
        schedules: watch::Receiver<Schedules>,
        (mut site, copies): (Site, Vec<Place>),
    ) -> Result<Running, Problem> {
        site.folder = Some(home.dir.clone());
        let sync = bind(listen.sync, "listen.sync").await?;
        let public = bind(listen.public, "listen.public").await?;
        let api = bind(listen.api, "listen.api").await?;
        let console = bind(listen.console, "listen.console").await?;
        let ops_listener = bind(listen.ops, "listen.ops").await?;
        let taxii = match listen.taxii {
            None => None,
            Some(taxii) => {
                let listener = bind(taxii.address, "listen.taxii").await?;
                let address = address_of(&listener)?;
                Some((listener, ListenTaxii { address, ..taxii }))
            }
        };
        let listen = Listen {
            taxii: taxii.as_ref().map(|(_, taxii)| taxii.clone()),
            sync: address_of(&sync)?,
            public: address_of(&public)?,
            api: address_of(&api)?,
            console: address_of(&console)?,
            ops: address_of(&ops_listener)?,
        };
        let (stop, stopping) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let service = Arc::new(DeskService::new(self.desk.clone()));
        let clock: Arc<dyn Clock> = Arc::new(MachineClock);

        tasks.spawn(follow_members(
            self.desk.clone(),
            Arc::clone(&self.members),
            stopping.clone(),
        ));
        tasks.spawn({
            let (identity, members) = (self.identity.clone(), Arc::clone(&self.members));
            let (service, stopping) = (Arc::clone(&service), stopping.clone());
            async move {
                if let Err(error) =
                    fanal_peer::serve(sync, &identity, members, service, stopped(stopping)).await
                {
                    tracing::error!(%error, "the sync listener ended");
                }
            }
        });
        tasks.spawn({
            let (identity, members) = (self.identity.clone(), Arc::clone(&self.members));
            let (service, tor) = (Arc::clone(&service), self.tor.clone());
            let stopping = stopping.clone();
            async move {
                fanal_peer::call_in(&identity, members, service, tor, stopped(stopping)).await;
            }
        });
        let (title, contact) = (site.title.clone(), site.contact.clone());
        let (mut tree, site_follower) = keep_site(self.desk.clone(), site, stopping.clone());
        if let Some((listener, listen)) = taxii {
            let site = fanal_taxii::Site {
                title: title.unwrap_or_else(|| self.desk.profile().name.clone()),
                contact,
            };
            let desk = self.desk.clone();
            let (tree, stopping) = (tree.clone(), stopping.clone());
            let (at, names) = (listen.address, self.names.clone());
            let router = move |router| names.guard_taxii(at, router);
            crate::taxii::serve(
                desk,
                (listener, &listen),
                (site, router),
                tree,
                stopping,
                &mut tasks,
            )
            .await?;
        }
        tasks.spawn(site_follower);
        tasks.spawn(keep_copies(
            self.desk.clone(),
            copies,
            tree.clone(),
            stopping.clone(),
        ));
        let public_router = fanal_public::router(tree.clone());
        let public_router = self.names.guard(listen.public, public_router);
        tasks.spawn(serve_plain(
            public,
            public_router,
            Limits::default(),
            stopped(stopping.clone()),
        ));
        let prover = Prover {
            secret: Secret::new(),
            address: format!("http://{}", listen.api),
        };
        let runtime = Runtime {
            api: prover.address.clone(),
            proof: Some(prover.secret.clone()),
        };
        let (errands, asked) = mpsc::channel(ERRANDS);
        let wanting = |patience| {
            let errands = errands.clone();
            Arc::new(Wanting { errands, patience })
        };
        let calls = Api {
            sources: Some(wanting(PATIENCE)),
            ..self.api()
        };
        let pages = self.console().asking(wanting(PATIENCE_OF_A_READER));
        let console_router = fanal_console::router(pages);
        let api_router = fanal_api::router(calls).layer(from_fn_with_state(prover, prove));
        tasks.spawn(serve_plain(
            api,
            self.names.guard(listen.api, api_router),
            Limits::default(),
            stopped(stopping.clone()),
        ));
        tasks.spawn(serve_plain(
            console,
            self.names.guard(listen.console, console_router),
            Limits::default(),
            stopped(stopping.clone()),
        ));
        tasks.spawn(note_turned_away(Arc::clone(&service), stopping.clone()));
        let ops_router = ops::router(self.desk.clone(), service);
        let ops_router = self.names.guard(listen.ops, ops_router);
        tasks.spawn(serve_plain(
            ops_listener,
            ops_router,
            Limits::default(),
            stopped(stopping.clone()),
        ));
        tasks.spawn(fanal_jobs::keep_in_step(
            self.desk.clone(),
            stopping.clone(),
        ));
        tasks.spawn(fanal_jobs::wake_when_due(
            self.desk.clone(),
            Arc::clone(&clock),
            stopping.clone(),
        ));
        tasks.spawn(fanal_jobs::notify(
            self.desk.clone(),
            Arc::clone(&self.post),
            stopping.clone(),
        ));
        let line = Arc::clone(&self.line);
        tasks.spawn(fanal_jobs::keep_in_touch(
            self.desk.clone(),
            line,
            Arc::clone(&clock),
            stopping.clone(),
        ));
        let database = Arc::clone(&self.database);
        let fetch = Fetch::by(self.tor.as_ref());
        tasks.spawn(crate::sources::run_errands(
            self.desk.clone(),
            self.sources,
            fetch,
            asked,
            stopping.clone(),
        ));
        let chores = chores(&self.desk, &database, self.backing, errands);
        let (desk, line) = (self.desk.clone(), Arc::clone(&self.line));
        tasks.spawn(fanal_jobs::run_schedules(
            desk, line, schedules, clock, chores, stopping,
        ));
        home.write_private(
            &home.runtime(),
            &serde_json::to_vec(&runtime).unwrap_or_default(),
        )?;
        // The site of a small desk is there in a moment: then nobody is asked to come back.
        let is_made = tree.wait_for(|tree| !tree.is_in_the_making());
        let _ = tokio::time::timeout(SMALL_SITE, is_made).await;
        Ok(Running {
            desk: self.desk,
            listen,
            stop,
            tasks,
            runtime: home.runtime(),
        })
    }
}

impl Running {
    /// Ends: no new work, answers under way finish.
    pub(crate) async fn shut_down(mut self) {
        let _ = std::fs::remove_file(&self.runtime);
        self.stop.send_replace(true);
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(FAREWELL, all).await.is_err() {
            self.tasks.abort_all();
        }
    }
}

/// Errands that wait while one is run.
const ERRANDS: usize = 100;

/// What the node does with its database, and with the lists that it keeps, by schedule.
fn chores(
    desk: &Desk,
    database: &Arc<Database>,
    backing: Option<Backing>,
    errands: mpsc::Sender<Errand>,
) -> Chores {
    let (of_backup, of_drill) = (backing.clone(), backing);
    let (one, other) = (desk.clone(), desk.clone());
    // What waits already need not wait twice.
    let look_ups = errands.clone();
    let database = Arc::clone(database);
    Chores {
        backup: Arc::new(move || {
            let (desk, database) = (one.clone(), Arc::clone(&database));
            let backing = of_backup.clone();
            Box::pin(async move { backup_by_schedule(&desk, &database, backing).await })
        }),
        drill: Arc::new(move || {
            let (desk, backing) = (other.clone(), of_drill.clone());
            Box::pin(async move { drill_by_schedule(&desk, backing).await })
        }),
        look_ups: Arc::new(move || {
            let _ = look_ups.try_send(Errand::LookUps);
            Box::pin(std::future::ready(()))
        }),
        source: Arc::new(move |number| {
            let _ = errands.try_send(Errand::Source(number));
        }),
    }
}

/// Old keys go first: what was purged since the last time nothing opens any more. [R25]
async fn backup_by_schedule(desk: &Desk, database: &Arc<Database>, backing: Option<Backing>) {
    look_over(Arc::clone(database)).await;
    if let Err(error) = database.rotate_epoch().await {
        tracing::error!(%error, "the epoch key could not be rotated");
    }
    let Some(backing) = backing else { return };
    match crate::backup::back_up(&backing, database, desk, "node").await {
        Ok(made) => tracing::info!(
            rows = made.rows,
            bytes = made.bytes,
            "backup written, and read again"
        ),
        Err(problem) => tracing::error!(%problem, "no backup was written"),
    }
}

async fn drill_by_schedule(desk: &Desk, backing: Option<Backing>) {
    let Some(backing) = backing else { return };
    let Some(newest) = crate::backup::newest_in(&backing.dir) else {
        tracing::error!("there is no backup to drill with: see `fanal doctor`");
        return;
    };
    match crate::backup::drill(&backing, &newest, desk, "node").await {
        Ok(drilled) if drilled.findings.is_empty() => {
            tracing::info!(rows = drilled.rows, "the newest backup opens, and is sound");
        }
        Ok(drilled) => tracing::error!(
            findings = drilled.findings.len(),
            "the newest backup is damaged: see `fanal doctor`"
        ),
        Err(problem) => tracing::error!(%problem, "the newest backup cannot be restored"),
    }
}

async fn look_over(database: Arc<Database>) {
    match database.integrity().await {
        Ok(findings) if findings.is_empty() => tracing::info!("the database is sound"),
        Ok(findings) => tracing::error!(
            findings = findings.len(),
            "the database is damaged: see `fanal doctor`"
        ),
        Err(error) => tracing::error!(%error, "the database could not be looked over"),
    }
}

async fn stopped(mut stopping: watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// What the listener turns away comes in thousands or not at all: noted together, now and then.
async fn note_turned_away(service: Arc<DeskService>, stopping: watch::Receiver<bool>) {
    loop {
        let ends = tokio::select! {
            () = tokio::time::sleep(TURNED_AWAY) => false,
            () = stopped(stopping.clone()) => true,
        };
        service.note_turned_away().await;
        if ends {
            return;
        }
    }
}

async fn follow_members(desk: Desk, members: Arc<Members>, stopping: watch::Receiver<bool>) {
    let mut standing = desk.watch_standing();
    loop {
        standing.mark_unchanged();
        put_members(&desk, &members);
        tokio::select! {
            changed = standing.changed() => if changed.is_err() { return },
            () = next_end(&desk) => {}
            () = stopped(stopping.clone()) => return,
        }
    }
}

fn put_members(desk: &Desk, members: &Members) {
    for membership in desk.standing().networks.values() {
        members.put(
            Arc::clone(&membership.roster),
            membership.suspensions.desks(desk.now()),
        );
    }
}

/// A suspension by one coordinator ends by time, without anybody's word. [R18]
async fn next_end(desk: &Desk) {
    let now = desk.now();
    let standing = desk.standing();
    let ends = standing
        .networks
        .values()
        .filter_map(|held| held.suspensions.next_end(now));
    match ends.min() {
        Some(end) => {
            let seconds = u64::try_from(end.unix() - now.unix()).unwrap_or(1);
            tokio::time::sleep(Duration::from_secs(seconds.max(1))).await;
        }
        None => std::future::pending().await,
    }
}

async fn bind(address: SocketAddr, setting: &str) -> Result<TcpListener, Problem> {
    TcpListener::bind(address).await.map_err(|error| {
        Problem::new(
            Code::Misconfigured,
            format!("{setting} = \"{address}\": {error}"),
        )
        .with_hint("another program listens there, or the address is not this machine's")
    })
}

fn address_of(listener: &TcpListener) -> Result<SocketAddr, Problem> {
    listener
        .local_addr()
        .map_err(|error| Problem::new(Code::Broken, error.to_string()))
}
