//! Two desks that share under each label, and what the first one published.

use std::sync::Arc;

use bytes::Bytes;
use fanal_protocol::BulletinId;
use fanal_public::Tree;
use fanal_tests::federation::{Federation, Node, Ordering as _, federation, share};
use fanal_tests::taxii::Served;
use tokio::sync::watch;

#[path = "../../../node/src/shelf.rs"]
mod shelf;
#[path = "../../../node/src/taxii.rs"]
#[expect(dead_code, reason = "a listener of the test's own is asked")]
pub(crate) mod taxii;

pub(crate) const LABELS: [&str; 4] = ["clear", "green", "amber", "amber+strict"];

pub(crate) struct World {
    pub(crate) fed: Federation,
    pub(crate) published: BulletinId,
}

impl World {
    pub(crate) fn kivu(&self) -> &Node {
        self.fed.desk("kivu")
    }
}

/// The desk `kivu` shares a value under each label; `zagreb` has what it may.
pub(crate) async fn world() -> World {
    let fed = federation().desk("kivu").desk("zagreb").in_memory().await;
    let kivu = fed.desk("kivu");
    let mut published = None;
    for label in LABELS {
        let name = label.replace('+', "-");
        let order =
            share(label, &format!("canary-{name}.example")).titled(&format!("canary {name}"));
        let order = if label.starts_with("amber") {
            order.to(&["zagreb"])
        } else {
            order
        };
        let id = kivu.shares(order).await;
        if label == "clear" {
            kivu.approves(id).await.unwrap();
            published = Some(id);
        }
    }
    fed.sync_all().await;
    World {
        fed,
        published: published.unwrap(),
    }
}

/// The public site, made by the node's own code.
pub(crate) async fn tree_of(node: &Node) -> Arc<Tree> {
    let (_stop, stopping) = watch::channel(false);
    let (mut tree, follow) = shelf::keep_site(node.desk(), shelf::Site::default(), stopping);
    let follow = tokio::spawn(follow);
    tree.changed().await.unwrap();
    follow.abort();
    let tree = tree.borrow();
    Arc::clone(&tree)
}

/// Its bundle.
pub(crate) async fn bundle_of(node: &Node) -> Bytes {
    let tree = tree_of(node).await;
    tree.file("/feed/stix.json").unwrap().bytes().unwrap()
}

/// The server of a desk, with what it published.
pub(crate) async fn served(node: &Node) -> Served {
    let served = Served::of(node).await;
    served.publish(bundle_of(node).await).await;
    served
}
