//! Many at once: what a server answers well in three seconds, over as many connections as it stands.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tokio::task::JoinSet;

use super::Target;
use super::client::Client;
use crate::watch::{Stopwatch, rate};

/// Connections at once; a server that does not stand them is asked over half as many.
const CONNECTIONS: usize = 16;
/// How long it is asked.
const FOR: Duration = Duration::from_secs(3);
/// An answer that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many good answers a second.
pub(super) struct Load {
    pub(super) a_second: f64,
    /// Over so many connections; none where it was measured elsewhere.
    pub(super) connections: usize,
    /// What it did not answer well among them.
    bad: usize,
}

impl Load {
    pub(super) const fn of(a_second: f64) -> Self {
        Self {
            a_second,
            connections: 0,
            bad: 0,
        }
    }

    /// In words, for the row.
    pub(super) fn said(&self, connections: usize) -> String {
        match self.bad {
            0 => format!("{connections} connections"),
            bad => format!("{connections} connections, {bad} bad answers not counted"),
        }
    }
}

/// Halves the connections until every answer is good; over the last one, good ones alone count.
pub(super) async fn over_as_many_as_it_stands(
    target: &Target,
    path: impl Fn(usize) -> String,
) -> Result<Load> {
    let paths: Arc<Vec<String>> = Arc::new((0..997).map(path).collect());
    let mut connections = CONNECTIONS;
    loop {
        let load = at_once(target, &paths, connections).await?;
        if load.bad == 0 || connections == 1 {
            return Ok(load);
        }
        connections /= 2;
    }
}

async fn at_once(target: &Target, paths: &Arc<Vec<String>>, connections: usize) -> Result<Load> {
    let watch = Arc::new(Stopwatch::start());
    let mut tasks = JoinSet::new();
    for first in 0..connections {
        let (paths, watch) = (Arc::clone(paths), Arc::clone(&watch));
        let (address, login) = (target.address, target.login.clone());
        tasks.spawn(async move {
            let (mut good, mut bad, mut client) = (0, 0, None);
            while watch.read() < FOR {
                let path = paths.get((first * 61 + good + bad) % paths.len());
                let answered = async {
                    let mut open = match client.take() {
                        Some(open) => open,
                        None => Client::open(address, &login).await?,
                    };
                    open.get(path.map_or("/", String::as_str)).await?;
                    Ok::<Client, anyhow::Error>(open)
                };
                match tokio::time::timeout(PATIENCE, answered).await {
                    Ok(Ok(open)) => {
                        good += 1;
                        client = Some(open);
                    }
                    Ok(Err(_)) | Err(_) => bad += 1,
                }
            }
            (good, bad)
        });
    }
    let (mut good, mut bad) = (0, 0);
    while let Some(done) = tasks.join_next().await {
        let (well, badly) = done?;
        good += well;
        bad += badly;
    }
    Ok(Load {
        a_second: rate(good, watch.seconds()),
        connections,
        bad,
    })
}
