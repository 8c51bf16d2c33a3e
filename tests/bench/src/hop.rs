//! (d) from publishing to visible: at a direct peer, and over one relay; by hints, over TLS.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};
use async_trait::async_trait;
use fanal_desk::{CheckOrder, Line};
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{Code, DeskId, Problem};

use crate::network::{Node, gather};
use crate::seed;
use crate::sync::green;
use crate::table::{Aim, Table};
use crate::watch::{Stopwatch, median, most};

const SAMPLES: usize = 20;

/// A line that does not reach one desk: what comes from there has to come by way of another.
struct CutOff {
    line: Arc<dyn Line>,
    from: DeskId,
}

impl CutOff {
    fn reach(&self, peer: &DeskId) -> Result<&dyn Line, Problem> {
        if *peer == self.from {
            return Err(Problem::new(Code::PeerUnreachable, "cut off"));
        }
        Ok(self.line.as_ref())
    }
}

#[async_trait]
impl Line for CutOff {
    async fn heads(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.reach(peer)?.heads(peer, request).await
    }

    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.reach(peer)?.hint(peer, request).await
    }

    async fn range(&self, peer: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem> {
        self.reach(peer)?.range(peer, request).await
    }
}

pub(crate) async fn measure(dir: &Path, table: &mut Table) -> Result<()> {
    let (_, mut nodes) = gather(dir, &["source", "direct", "behind"], false).await?;
    let [source, direct, behind] = nodes.as_mut_slice() else {
        bail!("three nodes were made")
    };
    let line = Arc::clone(&source.line);
    source.keep_in_touch(line);
    let line = Arc::clone(&direct.line);
    direct.keep_in_touch(line);
    let cut = CutOff {
        line: Arc::clone(&behind.line),
        from: source.desk.id().clone(),
    };
    behind.keep_in_touch(Arc::new(cut));
    // The first rounds are over, all wait at hints.
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    let (mut near, mut far) = (Vec::new(), Vec::new());
    for sample in 0..SAMPLES {
        let at = (1 << 33) + sample;
        let watch = Stopwatch::start();
        let (shared, one, two) = tokio::join!(
            async { source.desk.share(&source.analyst, &green(at)).await },
            visible(direct, at, &watch),
            visible(behind, at, &watch)
        );
        shared?;
        near.push(one?);
        far.push(two?);
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let text = |what: &str| format!("publish-to-visible {what}");
    table.figure(
        'd',
        &text("at a direct peer, median"),
        (median(&near) * 1e3, "ms"),
        Aim::AtMost(1e3),
    );
    table.figure(
        'd',
        &text("at a direct peer, longest of 20"),
        (most(&near) * 1e3, "ms"),
        Aim::AtMost(1e3),
    );
    table.figure(
        'd',
        &text("over one relay, median"),
        (median(&far) * 1e3, "ms"),
        Aim::AtMost(1e3),
    );
    table.figure(
        'd',
        &text("over one relay, longest of 20"),
        (most(&far) * 1e3, "ms"),
        Aim::AtMost(1e3),
    );
    Ok(())
}

/// Seconds until a check finds the value here.
async fn visible(node: &Node, at: usize, watch: &Stopwatch) -> Result<f64> {
    let order = CheckOrder {
        values: vec![seed::domain(at)],
        ..CheckOrder::default()
    };
    let mut changes = node.desk.watch_changes();
    let looked = async {
        loop {
            changes.mark_unchanged();
            if node.desk.check(&node.analyst, &order).await?.hits > 0 {
                return Ok(watch.seconds());
            }
            changes.changed().await?;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), looked).await?
}
