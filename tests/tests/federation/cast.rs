//! Who plays, and small words that several tests use.

use std::collections::BTreeSet;

use fanal_desk::{ReviseOrder, ShareOrder};
use fanal_protocol::{BulletinId, DeskId};
use fanal_tests::federation::{Builder, Federation, Node, federation};

/// Three desks, two of three coordinators.
pub(crate) async fn three() -> Federation {
    three_desks().await
}

pub(crate) fn three_desks() -> Builder {
    federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .coordinators(3)
        .threshold(2)
}

/// Five desks; lumbre and qasaba are the group `stalkerware`.
pub(crate) async fn five() -> Federation {
    five_desks().await
}

pub(crate) fn five_desks() -> Builder {
    federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .desk("mirador")
        .desk("zenit")
        .group("stalkerware", &["ancolie", "lumbre", "qasaba"])
        .coordinators(3)
        .threshold(2)
}

/// The same network over SQLite, and over the server that `FANAL_TEST_POSTGRES` names.
pub(crate) async fn on_both(desks: fn() -> Builder) -> [Federation; 2] {
    [desks().await, desks().on_postgres().await]
}

/// The desks, other than its origin, that hold it with its content.
pub(crate) async fn holders(fed: &Federation, id: BulletinId) -> BTreeSet<DeskId> {
    let mut holders = BTreeSet::new();
    for node in fed.all() {
        let shown = node.list_as("analyst", false).await;
        let ends = id.to_string();
        let line = shown
            .iter()
            .find(|line| line.reference.ends_with(&ends) && line.title.is_some());
        if line.is_some_and(|line| line.origin != *node.id()) {
            holders.insert(node.id().clone());
        }
    }
    holders
}

/// Names as a set of desks.
pub(crate) fn named(names: &[&str]) -> BTreeSet<DeskId> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

/// A change of that bulletin, and of nothing of it yet.
pub(crate) fn revise(id: BulletinId) -> ReviseOrder {
    ReviseOrder {
        bulletin: id.to_string(),
        ..ReviseOrder::default()
    }
}

/// CLEAR, agreed to by the person, waits, is approved: the id of the record and of the publication.
pub(crate) async fn publishes(node: &Node, order: ShareOrder) -> (BulletinId, BulletinId) {
    let id = node.insists(order).await;
    let approved = node.approves(id).await.unwrap();
    (id, approved.published.unwrap())
}
