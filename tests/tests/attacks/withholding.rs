//! A relay that keeps things back, mixes them up or is slow.

use std::collections::BTreeSet;

use async_trait::async_trait;
use fanal_desk::{Line, RosterChange};
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{DeskId, Problem};
use fanal_tests::federation::{Node, Ordering as _, Wired, federation, share};

use crate::VALUE;

/// A member whose relay says of every envelope that it is not here.
pub(crate) struct Withholding(pub(crate) Wired);

#[async_trait]
impl Line for Withholding {
    async fn heads(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.0.heads(peer, request).await
    }
    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.0.hint(peer, request).await
    }
    async fn range(&self, peer: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem> {
        let entries = self.0.range(peer, request).await?;
        let digest = |entry: &Entry| fanal_sync::digest_of_entry(entry).unwrap();
        Ok(entries
            .iter()
            .map(|entry| Entry::NotHeld(digest(entry)))
            .collect())
    }
}

#[tokio::test]
async fn a_relay_cannot_keep_a_withdrawal_from_anybody() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", VALUE)).await;
    fed.sync_all().await;
    assert!(qasaba.holds(id).await);
    ancolie.withdraws(&id.to_string()).await;
    lumbre.pull(ancolie).await;
    let line = Withholding(qasaba.line());
    qasaba
        .desk()
        .pull(fed.network, lumbre.id(), &line)
        .await
        .unwrap();
    // The honest origin is reachable again, as often as anybody likes.
    fed.sync_all().await;
    fed.sync_all().await;
    assert!(
        !qasaba.holds(id).await,
        "the retraction was suppressed for good"
    );
}

#[tokio::test]
async fn a_desk_that_left_the_group_hears_of_the_withdrawal() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .group("salud", &["ancolie", "lumbre", "qasaba"])
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie
        .shares(share("amber", VALUE).to(&["group:salud"]))
        .await;
    fed.sync_all().await;
    assert!(lumbre.holds(id).await && qasaba.holds(id).await);
    let leave = RosterChange {
        leave_groups: [(
            lumbre.id().clone(),
            BTreeSet::from(["salud".parse().unwrap()]),
        )]
        .into(),
        ..RosterChange::default()
    };
    let draft = fed.change_roster(&leave).await;
    for node in fed.all() {
        node.take_roster(&draft.envelope).await;
    }
    let shown = ancolie.withdraws(&id.to_string()).await;
    fed.sync_all().await;
    let reference = fanal_protocol::Reference {
        origin: ancolie.id().clone(),
        id,
    };
    let row = lumbre
        .store()
        .read()
        .await
        .unwrap()
        .bulletin(fed.network, &reference)
        .await
        .unwrap()
        .unwrap();
    assert!(
        row.state == fanal_store::State::Purged,
        "lumbre keeps the content for good; the origin waits for {:?} only",
        shown.receipts.keys().collect::<Vec<_>>()
    );
}

/// A relay that lets time pass before it answers: meanwhile the caller hears from the origin.
struct Slow<'a> {
    line: Wired,
    caller: &'a Node,
    origin: &'a Node,
}

#[async_trait]
impl Line for Slow<'_> {
    async fn heads(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.line.heads(peer, request).await
    }
    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.line.hint(peer, request).await
    }
    async fn range(&self, peer: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem> {
        let _ = self.caller.try_pull(self.origin).await;
        self.line.range(peer, request).await
    }
}

#[tokio::test]
async fn a_slow_relay_does_not_set_a_head_back() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    ancolie.shares(share("green", VALUE)).await;
    qasaba.pull(ancolie).await;
    fed.pass_seconds(60).await;
    ancolie.desk().refresh_checkpoints().await.unwrap();
    let id = ancolie
        .shares(share("clear", "public-lantern.net").consent("public"))
        .await;
    ancolie.approves(id).await.unwrap();
    lumbre.pull(ancolie).await;
    ancolie.shares(share("green", "second-lantern.net")).await;
    let line = Slow {
        line: qasaba.line(),
        caller: qasaba,
        origin: ancolie,
    };
    let _ = qasaba.desk().pull(fed.network, lumbre.id(), &line).await;
    let third = ancolie.shares(share("green", "third-lantern.net")).await;
    let told = qasaba
        .desk()
        .pull(fed.network, ancolie.id(), &qasaba.line())
        .await
        .map(drop);
    let again = qasaba
        .desk()
        .pull(fed.network, ancolie.id(), &qasaba.line())
        .await
        .map(drop);
    assert!(
        qasaba.holds(third).await,
        "the stream is stuck for good: {told:?}, then {again:?}"
    );
}
