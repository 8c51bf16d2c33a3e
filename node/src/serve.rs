//! `fanal serve`: the node, until it is told to stop.

use std::path::PathBuf;

use fanal_api::Api;
use fanal_jobs::{Job, Schedules};
use fanal_peer::Tor;
use fanal_protocol::{Code, Problem};
use zeroize::Zeroizing;

use crate::config::{AtRest, Config};
use crate::home::{Home, MasterKey};
use crate::running::{Listen, Opened, Opening, open};
use crate::shelf::Site;

/// Runs the node in the foreground.
pub(crate) async fn serve(
    home: &Home,
    config: &Config,
    passphrase: Option<Zeroizing<String>>,
) -> Result<(), Problem> {
    let opened = open_home(home, config, passphrase).await?;
    let listen = Listen {
        sync: config.listen.sync,
        public: config.listen.public,
        api: config.listen.api,
        ops: config.listen.ops,
    };
    let site = Site {
        base_url: config.public.base_url.clone(),
        title: config.public.title.clone(),
    };
    let running = opened.run(home, listen, schedules(config)?, site).await?;
    let (version, desk) = (env!("CARGO_PKG_VERSION"), running.desk.id());
    let listen = &running.listen;
    tracing::info!(version, %desk, sync = %listen.sync, public = %listen.public, api = %listen.api, "ready");
    tell_systemd("READY=1");
    let watchdog = tokio::spawn(async {
        loop {
            tokio::time::sleep(std::time::Duration::from_secs(20)).await;
            tell_systemd("WATCHDOG=1");
        }
    });
    told_to_stop().await;
    tracing::info!("stopping");
    tell_systemd("STOPPING=1");
    watchdog.abort();
    running.shut_down().await;
    Ok(())
}

/// Opens the desk of a directory, with or without serving it.
pub(crate) async fn open_home(
    home: &Home,
    config: &Config,
    passphrase: Option<Zeroizing<String>>,
) -> Result<Opened, Problem> {
    let master = home.read_master_key(&master_key(config, passphrase)?)?;
    let opening = Opening {
        database: database_url(home, &config.node.database),
        master,
        profile: None,
    };
    open(opening, tor(config)?).await
}

/// The calls of a desk that no node serves.
pub(crate) async fn open_api(
    home: &Home,
    config: &Config,
    passphrase: Option<Zeroizing<String>>,
) -> Result<Api, Problem> {
    Ok(open_home(home, config, passphrase).await?.api())
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
    Schedules::parse(&[
        (Job::Sync, "sync", &jobs.sync),
        (Job::Retention, "retention", &jobs.retention),
        (Job::Heartbeat, "heartbeat", &jobs.heartbeat),
        (Job::Freshness, "freshness", &jobs.freshness),
        (Job::Drill, "drill", &jobs.drill),
    ])
    .map_err(|error| Problem::new(Code::Misconfigured, error.to_string()))
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

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
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
