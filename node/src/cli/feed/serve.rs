//! `fanal feed serve`: the public site alone, from a folder whose node does not run.

use std::net::SocketAddr;
use std::time::Duration;

use fanal_protocol::{Code, Problem};
use fanal_public::{Limits, router, serve_plain};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::cli::{Invocation, Result};
use crate::render::{Outcome, Page, show_preview};
use crate::shelf::keep_site;

/// Another program may withdraw something in the same folder: the site is looked over so often.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Where it was served.
#[derive(Serialize)]
struct Served {
    listen: SocketAddr,
}

pub(super) async fn run(listen: Option<SocketAddr>, here: &Invocation) -> Result {
    let config = here.configuration()?;
    if here.door().await?.is_remote() {
        let at = config.listen.public;
        let text = format!("the node runs, and serves its public site itself: http://{at}/");
        return Err(Problem::new(Code::Conflict, text));
    }
    let held = here.home.hold()?;
    let opened = crate::serve::open_home(&here.home, &config, config.passphrase()?).await?;
    let desk = opened.desk.clone();
    if desk.is_locked().await.map_err(|error| error.problem())? {
        return Err(Problem::new(Code::AccountLocked, "this desk is locked"));
    }
    let mut site = crate::serve::site_of(&config);
    site.network = here.network.clone().or(site.network);
    let listen = listen.unwrap_or(config.listen.public);
    let listener = TcpListener::bind(listen).await.map_err(|error| {
        let text = format!("{listen}: {error}");
        Problem::new(Code::Misconfigured, text).with_hint("another program listens there")
    })?;
    let listen = listener.local_addr().unwrap_or(listen);
    let mut page = Page::new();
    page.line(format!("http://{listen}/ until Ctrl-C"));
    show_preview(&page, here.manner);
    let (stop, stopping) = watch::channel(false);
    let (tree, follow) = keep_site(desk.clone(), site, stopping.clone());
    let follow = tokio::spawn(follow);
    // What locks the desk in another program ends this one.
    let locked = async {
        while !desk.is_locked().await.unwrap_or(true) {
            desk.announce_change();
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    let ended = async {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = locked => {}
        }
    };
    serve_plain(listener, router(tree), Limits::default(), ended).await;
    stop.send_replace(true);
    let _ = follow.await;
    opened.database.close().await;
    drop(held);
    Outcome::of("feed-serve", &Served { listen }, Page::new())
}
