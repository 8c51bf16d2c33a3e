//! `fanal serve`: the node, until it is told to stop.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fanal_api::Api;
use fanal_desk::Desk;
use fanal_jobs::{Job, Schedules};
use fanal_peer::Tor;
use fanal_protocol::{Code, Problem};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use zeroize::Zeroizing;

use crate::backup::{Backing, before_migration};
use crate::config::{AtRest, Config};
use crate::home::{Home, MasterKey};
use crate::names::Names;
use crate::push::Place;
use crate::reload::{Reload, SetLog};
use crate::running::{Listen, Opened, Opening, open};
use crate::shelf::{Site, Witness};
use crate::sources::Sources;
use crate::taxii::ListenTaxii;

/// Runs the node in the foreground.
pub(crate) async fn serve(
    home: &Home,
    file: &Path,
    config: Config,
    passphrase: Option<Zeroizing<String>>,
    set_log: SetLog,
) -> Result<(), Problem> {
    // Heard from the start: unheard, it would end the node.
    let mut reloads = signal(SignalKind::hangup())
        .map_err(|error| Problem::new(Code::Broken, format!("SIGHUP cannot be heard: {error}")))?;
    let opened = open_home(home, &config, passphrase).await?;
    if opened
        .desk
        .is_locked()
        .await
        .map_err(|error| error.problem())?
    {
        return Err(Problem::new(Code::AccountLocked, "this desk is locked")
            .with_hint("open it with `fanal panic unlock`"));
    }
    let listen = Listen {
        taxii: listen_taxii(home, &config),
        sync: config.listen.sync,
        public: config.listen.public,
        api: config.listen.api,
        console: config.listen.console,
        ops: config.listen.ops,
    };
    let site = site_of(&config);
    let (schedules, scheduled) = watch::channel(schedules(&config)?);
    let running = opened
        .run(home, listen, scheduled, (site, copies_of(&config)?))
        .await?;
    let (version, desk) = (env!("CARGO_PKG_VERSION"), running.desk.id());
    let listen = &running.listen;
    tracing::info!(version, %desk, sync = %listen.sync, public = %listen.public, api = %listen.api, console = %listen.console, "ready");
    tell_systemd("READY=1");
    let watchdog = tokio::spawn(async {
        loop {
            tokio::time::sleep(std::time::Duration::from_secs(20)).await;
            tell_systemd("WATCHDOG=1");
        }
    });
    let mut reload = Reload::new(file.to_owned(), config, schedules, set_log);
    let mut end = std::pin::pin!(told_to_stop());
    let mut lock = std::pin::pin!(locked(running.desk.clone()));
    loop {
        tokio::select! {
            () = &mut end => break,
            () = &mut lock => break,
            _ = reloads.recv() => reload.again(),
        }
    }
    tracing::info!("stopping");
    tell_systemd("STOPPING=1");
    watchdog.abort();
    running.shut_down().await;
    Ok(())
}

/// What the operator says of the public site. The configuration was checked when it was read.
pub(crate) fn site_of(config: &Config) -> Site {
    let witnesses = config.public.witnesses.iter();
    let witnesses = witnesses.filter_map(|text| crate::config::witness(text).ok());
    Site {
        base_url: config.public.base_url.clone(),
        title: config.public.title.clone(),
        contact: config.public.contact.clone(),
        network: config.public.network.clone(),
        taxii: taxii_address(config),
        leave_to: match config.public.leave_to.as_deref() {
            None => Some(NEUTRAL.to_owned()),
            Some("") => None,
            Some(address) => Some(address.to_owned()),
        },
        network_feed: config.public.network_feed,
        witnesses: witnesses.map(|(url, key)| Witness::new(url, key)).collect(),
        socks5: config.sync.socks5,
        folder: None,
    }
}

/// Where readers leave to, unless the operator says otherwise: a page that everybody opens.
const NEUTRAL: &str = "https://www.wikipedia.org/";

/// Where TAXII clients begin: at an address of its own, or at the site's, whose proxy leads there. A listener with a
/// certificate of its own has an address that nobody here can know.
fn taxii_address(config: &Config) -> Option<String> {
    config.listen.taxii?;
    let base = match (&config.taxii.base_url, &config.taxii.certificate) {
        (Some(base), _) => base.as_str(),
        (None, None) => config.public.base_url.as_deref().unwrap_or_default(),
        (None, Some(_)) => return None,
    };
    Some(format!("{}/taxii2/", base.trim_end_matches('/')))
}

/// The copies of the site that the node keeps.
fn copies_of(config: &Config) -> Result<Vec<Place>, Problem> {
    let places = config.public.push.iter();
    places
        .map(|text| Place::read(text, config.sync.socks5))
        .collect()
}

/// Opens the desk of a directory, with or without serving it.
pub(crate) async fn open_home(
    home: &Home,
    config: &Config,
    passphrase: Option<Zeroizing<String>>,
) -> Result<Opened, Problem> {
    let backing = backing(home, config, passphrase)?;
    // [BAK-5] A newer program changes the schema: never without a way back.
    if let Some(made) = before_migration(&backing).await? {
        tracing::warn!(file = %made.file.display(), "backup written: the schema is brought up to date now");
    }
    let opening = Opening {
        database: backing.url.clone(),
        master: backing.master.clone(),
        profile: None,
    };
    let opened = open(opening, tor(config)?, crate::post::roads(home, config)?).await?;
    opened.desk.publish_at(&config.public.publish_hours);
    let sources = Sources::of(home, config);
    let opened = opened.with_backups(backing).with_sources(sources);
    Ok(opened.with_names(Names::of(config)))
}

/// Where backups of this node go, and what they are made with.
pub(crate) fn backing(
    home: &Home,
    config: &Config,
    passphrase: Option<Zeroizing<String>>,
) -> Result<Backing, Problem> {
    let master = home.read_master_key(&master_key(config, passphrase)?)?;
    let text = config.to_file()?;
    Ok(Backing::of(home, config, text, master))
}

/// Where TAXII clients are served, and with which certificate.
fn listen_taxii(home: &Home, config: &Config) -> Option<ListenTaxii> {
    let files = config
        .taxii
        .certificate
        .as_ref()
        .zip(config.taxii.key.as_ref());
    let certificate = files.map(|(chain, key)| fanal_taxii::Certificate {
        chain: home.dir.join(chain),
        key: home.dir.join(key),
    });
    config.listen.taxii.map(|address| ListenTaxii {
        address,
        certificate,
    })
}

/// The calls of a desk that no node serves.
pub(crate) async fn open_api(
    home: &Home,
    config: &Config,
    passphrase: Option<Zeroizing<String>>,
) -> Result<Api, Problem> {
    let api = open_home(home, config, passphrase).await?.api();
    // [TIM-2] No node watches the clock here: one that leapt publishes nothing and ends nothing either.
    let looked = api.desk.look_at_clock().await;
    looked.map_err(|error| error.problem())?;
    Ok(api)
}

/// Where the master key comes from, by the configuration.
pub(crate) fn master_key(
    config: &Config,
    passphrase: Option<Zeroizing<String>>,
) -> Result<MasterKey, Problem> {
    match &config.at_rest {
        AtRest::KeyFile(path) => Ok(MasterKey::File(path.clone())),
        AtRest::Credential(name) => Ok(MasterKey::Credential(name.clone())),
        AtRest::Passphrase => passphrase.map(MasterKey::Passphrase).ok_or_else(|| {
            Problem::new(
                Code::AccountLocked,
                "this node is locked: it needs its passphrase",
            )
            .with_hint("type it when asked, or set FANAL_PASSPHRASE")
        }),
    }
}

/// A relative SQLite path is one in the data directory.
pub(crate) fn database_url(home: &Home, configured: &str) -> String {
    match configured.strip_prefix("sqlite:") {
        Some(path) if !path.starts_with([':', '/']) => {
            let path: PathBuf = home.dir.join(path);
            format!("sqlite:{}", path.display())
        }
        Some(_) | None => configured.to_owned(),
    }
}

/// The schedules of the configuration.
pub(crate) fn schedules(config: &Config) -> Result<Schedules, Problem> {
    let jobs = &config.jobs;
    let of_sources = (0..).zip(config.sources.values());
    let of_sources = of_sources
        .map(|(number, source)| (Job::Source(number), "source", source.schedule.as_str()));
    let of_node = [
        (Job::Sync, "sync", &jobs.sync),
        (Job::Retention, "retention", &jobs.retention),
        (Job::Heartbeat, "heartbeat", &jobs.heartbeat),
        (Job::Freshness, "freshness", &jobs.freshness),
        (Job::Backup, "backup", &jobs.backup),
        (Job::Drill, "drill", &jobs.drill),
        (Job::LookUps, "look_ups", &jobs.look_ups),
    ]
    .map(|(job, name, text): (Job, &'static str, &String)| (job, name, text.as_str()));
    let all: Vec<_> = of_node.into_iter().chain(of_sources).collect();
    Schedules::parse(&all).map_err(|error| Problem::new(Code::Misconfigured, error.to_string()))
}

fn tor(config: &Config) -> Result<Option<Tor>, Problem> {
    let Some(proxy) = config.sync.socks5 else {
        return Ok(None);
    };
    let proxy = proxy.to_string().parse().map_err(|_| {
        Problem::new(
            Code::Misconfigured,
            format!("sync.socks5 = \"{proxy}\" is no `host:port`"),
        )
    })?;
    Ok(Some(Tor {
        proxy,
        only: config.sync.tor_only,
    }))
}

/// Time that peers have to hear that the desk suspends itself, before its process and the key in its
/// memory end.
const LAST_WORDS: Duration = Duration::from_secs(20);

/// Resolves once somebody has locked the desk, here or in another process of it.
async fn locked(desk: Desk) {
    let mut changes = desk.watch_changes();
    loop {
        if desk.is_locked().await.unwrap_or(false) {
            tokio::time::sleep(LAST_WORDS).await;
            return;
        }
        let _ = tokio::time::timeout(LOOK_FOR_LOCK, changes.changed()).await;
    }
}

/// How often another process's lock is looked for.
const LOOK_FOR_LOCK: Duration = Duration::from_secs(5);

async fn told_to_stop() {
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(error) => {
            tracing::error!(%error, "SIGTERM cannot be heard; only Ctrl-C stops this node");
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

/// `sd_notify`: one datagram to the socket that systemd names. Source: sd_notify(3).
#[expect(
    clippy::disallowed_methods,
    reason = "systemd names the socket in no other way"
)]
fn tell_systemd(state: &str) {
    let Some(path) = std::env::var_os("NOTIFY_SOCKET") else {
        return;
    };
    if let Ok(socket) = std::os::unix::net::UnixDatagram::unbound() {
        let _ = send_to(&socket, &path, state.as_bytes());
    }
}

fn send_to(
    socket: &std::os::unix::net::UnixDatagram,
    path: &std::ffi::OsStr,
    state: &[u8],
) -> std::io::Result<usize> {
    use std::os::linux::net::SocketAddrExt as _;
    use std::os::unix::ffi::OsStrExt as _;
    match path.as_bytes().split_first() {
        Some((b'@', name)) => socket.send_to_addr(
            state,
            &std::os::unix::net::SocketAddr::from_abstract_name(name)?,
        ),
        Some(_) | None => socket.send_to(state, path),
    }
}
