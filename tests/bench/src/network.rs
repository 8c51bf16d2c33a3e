//! Nodes in this process that found a network, with real mutual TLS between them.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, Result};
use fanal_ambient::{Clock, Entropy, MachineClock, MachineEntropy};
use fanal_database::Database;
use fanal_desk::{Caller, Desk, FoundOrder, Line, NewAccount, Profile, RosterChange};
use fanal_peer::{DeskService, Members, NodeIdentity, PeerClient};
use fanal_protocol::NetworkId;
use fanal_store::{Store, Vault};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// A desk with its listener.
pub(crate) struct Node {
    pub(crate) desk: Desk,
    pub(crate) database: Arc<Database>,
    pub(crate) line: Arc<dyn Line>,
    pub(crate) analyst: Caller,
    /// Bytes through its address, both ways, if they are counted.
    pub(crate) wire: Arc<AtomicU64>,
    identity: NodeIdentity,
    members: Arc<Members>,
    listener: Option<TcpListener>,
    tasks: JoinSet<()>,
}

/// Opens a desk over a database, as the node does.
pub(crate) async fn open_desk(
    url: &str,
    master: &[u8; 32],
    profile: Option<Profile>,
) -> Result<(Desk, Arc<Database>)> {
    let entropy: Arc<dyn Entropy> = Arc::new(MachineEntropy);
    let clock: Arc<dyn Clock> = Arc::new(MachineClock);
    let database = Arc::new(Database::open(url, Vault::open(master), Arc::clone(&entropy)).await?);
    let store: Arc<dyn Store> = Arc::clone(&database) as Arc<dyn Store>;
    Ok((Desk::open(store, clock, entropy, profile).await?, database))
}

/// An account, and who signs in by it.
pub(crate) async fn account(
    desk: &Desk,
    by: Option<&Caller>,
    name: &str,
    rights: &[&str],
) -> Result<Caller> {
    let new = NewAccount {
        name: name.to_owned(),
        rights: rights.iter().map(|right| (*right).to_owned()).collect(),
        password: None,
    };
    match by {
        Some(caller) => desk.add_account(caller, &new).await?,
        None => desk.add_first_account(&new).await?,
    };
    let token = desk.issue_local_token(name).await?;
    Ok(desk.caller_by_token(&token.token).await?)
}

/// Makes the desks, founds their network, and lets them listen.
pub(crate) async fn gather(
    dir: &Path,
    ids: &[&str],
    counted: bool,
) -> Result<(NetworkId, Vec<Node>)> {
    let mut nodes = Vec::new();
    for id in ids {
        nodes.push(Node::make(dir, id, counted).await?);
    }
    let network = found(&nodes).await?;
    for node in &mut nodes {
        node.listen()?;
    }
    Ok((network, nodes))
}

impl Node {
    async fn make(dir: &Path, id: &str, counted: bool) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let mut address = listener.local_addr()?;
        let wire = Arc::new(AtomicU64::new(0));
        let mut tasks = JoinSet::new();
        if counted {
            let gate = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            let to = std::mem::replace(&mut address, gate.local_addr()?);
            tasks.spawn(count(gate, to, Arc::clone(&wire)));
        }
        let profile = Profile {
            id: id.parse()?,
            name: id.to_owned(),
            lang: "en".into(),
            addresses: vec![address.to_string().parse()?],
            one_person: false,
        };
        let path = dir.join(format!("{id}.db"));
        let (desk, database) = open_desk(
            &format!("sqlite:{}", path.display()),
            &[7; 32],
            Some(profile),
        )
        .await?;
        let identity = NodeIdentity::from_seed(&desk.keys().tls_seed)?;
        let members = Arc::new(Members::nobody());
        let line: Arc<dyn Line> = Arc::new(PeerClient::new(
            identity.clone(),
            Arc::clone(&members),
            None,
        ));
        let analyst = account(&desk, None, "analyst", &["analyst", "admin", "coordinator"]).await?;
        Ok(Self {
            desk,
            database,
            line,
            analyst,
            wire,
            identity,
            members,
            listener: Some(listener),
            tasks,
        })
    }

    fn listen(&mut self) -> Result<()> {
        for membership in self.desk.standing().networks.values() {
            self.members
                .put(Arc::clone(&membership.roster), BTreeSet::new());
        }
        let listener = self.listener.take().context("it listens already")?;
        let (identity, members) = (self.identity.clone(), Arc::clone(&self.members));
        let service = Arc::new(DeskService::new(self.desk.clone()));
        self.tasks.spawn(async move {
            if let Err(error) = fanal_peer::serve(
                listener,
                &identity,
                members,
                service,
                std::future::pending(),
            )
            .await
            {
                eprintln!("the sync listener ended: {error}");
            }
        });
        Ok(())
    }

    /// Rounds and hints with all peers, over this line.
    pub(crate) fn keep_in_touch(&mut self, line: Arc<dyn Line>) {
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let desk = self.desk.clone();
        self.tasks.spawn(async move {
            fanal_jobs::keep_in_touch(desk, line, Arc::new(MachineClock), stopping).await;
            drop(stop);
        });
    }
}

/// The first desk founds, the others ask; two signatures put the roster in force.
async fn found(nodes: &[Node]) -> Result<NetworkId> {
    let [first, others @ ..] = nodes else {
        anyhow::bail!("no nodes")
    };
    let order = FoundOrder {
        name: "Bench".into(),
        ..FoundOrder::default()
    };
    first.desk.found_network(&first.analyst, &order).await?;
    let (network, _) = first.desk.membership(None)?;
    if others.is_empty() {
        return Ok(network);
    }
    let invitation = first.desk.invite(&first.analyst)?;
    let chain = first.desk.roster_chain(&first.analyst).await?;
    let mut change = RosterChange {
        threshold: Some(2),
        ..RosterChange::default()
    };
    for other in others {
        let request = other
            .desk
            .request_to_join(&other.analyst, &(&invitation).into())
            .await?;
        other.desk.take_roster(&other.analyst, &chain).await?;
        first
            .desk
            .vouch(
                &first.analyst,
                &request,
                "met",
                &std::collections::BTreeMap::new(),
            )
            .await?;
        change.admit.push(request.slip);
        change.coordinators.push(other.desk.id().clone());
    }
    let mut envelope = first
        .desk
        .draft_roster(&first.analyst, &change)
        .await?
        .envelope;
    for other in others {
        let signed = other.desk.sign_roster(&other.analyst, &envelope).await?;
        envelope = signed.envelope;
        if signed.in_force {
            break;
        }
    }
    for node in nodes {
        node.desk.take_roster(&node.analyst, &envelope).await?;
    }
    Ok(network)
}

/// Passes bytes on and counts them.
async fn count(listener: TcpListener, to: std::net::SocketAddr, wire: Arc<AtomicU64>) {
    while let Ok((near, _)) = listener.accept().await {
        let Ok(far) = TcpStream::connect(to).await else {
            continue;
        };
        let _ = (near.set_nodelay(true), far.set_nodelay(true));
        let (near_read, near_write) = near.into_split();
        let (far_read, far_write) = far.into_split();
        tokio::spawn(pass(near_read, far_write, Arc::clone(&wire)));
        tokio::spawn(pass(far_read, near_write, Arc::clone(&wire)));
    }
}

async fn pass(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    wire: Arc<AtomicU64>,
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        wire.fetch_add(count as u64, Ordering::Relaxed);
        let Some(some) = buffer.get(..count) else {
            return;
        };
        if to.write_all(some).await.is_err() {
            return;
        }
    }
}
