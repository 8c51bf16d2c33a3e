//! What a relay says of purged statements is believed no further than the origin's own word goes.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use async_trait::async_trait;
use fanal_desk::Line;
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{DeskId, Digest, Problem};
use fanal_tests::federation::{Wired, federation, share};

/// The line to a relay that says of every envelope that it was taken back.
struct Burying(Wired);

#[async_trait]
impl Line for Burying {
    async fn heads(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.0.heads(peer, request).await
    }

    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.0.hint(peer, request).await
    }

    async fn range(&self, peer: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem> {
        let entries = self.0.range(peer, request).await?;
        let buried = |entry: &Entry| Entry::Tombstone {
            digest: fanal_sync::digest_of_entry(entry).unwrap(),
            retraction: Digest::from_bytes([9; 32]),
        };
        Ok(entries.iter().map(buried).collect())
    }
}

// [STR-8]
#[tokio::test]
async fn a_tombstone_without_the_origins_retraction_leaves_a_gap_that_its_origin_closes() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", "evil-lantern.example")).await;
    lumbre.pull(ancolie).await;
    let line = Burying(qasaba.line());
    qasaba
        .desk()
        .pull(fed.network, lumbre.id(), &line)
        .await
        .unwrap();
    assert!(!qasaba.holds(id).await, "the relay kept it back");
    let served = qasaba.serves(lumbre).await.unwrap();
    assert_eq!(served.tombstones(), 0, "the lie is not passed on");
    fed.sync_all().await;
    assert!(
        qasaba.holds(id).await,
        "the gap stayed open, and its origin closed it"
    );
}

// [STR-8]
#[tokio::test]
async fn with_the_origins_retraction_a_tombstone_counts_and_is_passed_on() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", "evil-lantern.example")).await;
    lumbre.pull(ancolie).await;
    ancolie.withdraws(&id.to_string()).await;
    lumbre.pull(ancolie).await;
    assert!(!lumbre.holds(id).await);
    let served = lumbre.serves(qasaba).await.unwrap();
    assert!(served.tombstones() > 0, "what was purged stands as such");
    qasaba.pull(lumbre).await;
    assert!(!qasaba.holds(id).await);
}
