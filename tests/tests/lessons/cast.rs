//! Who plays, and small words that several lessons use.

use std::collections::BTreeSet;

use fanal_desk::{ReviseOrder, RosterChange, ShareOrder};
use fanal_protocol::{BulletinId, DeskStatus};
use fanal_tests::federation::{Federation, Node, federation};

/// Three desks, of which two coordinate.
pub(crate) async fn three() -> Federation {
    federation()
        .in_memory()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .coordinators(2)
        .await
}

/// The same with a group of the first two.
pub(crate) async fn grouped() -> Federation {
    federation()
        .in_memory()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .group("stalkerware", &["ancolie", "lumbre"])
        .coordinators(2)
        .await
}

/// Two desks.
pub(crate) async fn two() -> Federation {
    let both = federation().in_memory().desk("ancolie").desk("lumbre");
    both.coordinators(1).await
}

/// A change that does this to one desk.
pub(crate) fn puts(node: &Node, status: DeskStatus) -> RosterChange {
    RosterChange {
        status: [(node.id().clone(), status)].into(),
        ..RosterChange::default()
    }
}

/// A change that takes one desk into a group, or out of it.
pub(crate) fn group(node: &Node, name: &str, joins: bool) -> RosterChange {
    let groups = [(node.id().clone(), [name.parse().unwrap()].into())].into();
    let mut change = RosterChange::default();
    *(if joins {
        &mut change.join_groups
    } else {
        &mut change.leave_groups
    }) = groups;
    change
}

/// Changes the roster; all who are in hold it then.
pub(crate) async fn changes(fed: &Federation, change: &RosterChange) {
    let roster = fed.change_roster(change).await;
    for node in fed.all() {
        if !change.status.contains_key(node.id()) {
            node.take_roster(&roster.envelope).await;
        }
    }
}

/// A change of that bulletin, and of nothing of it yet.
pub(crate) fn revise(id: BulletinId) -> ReviseOrder {
    ReviseOrder {
        bulletin: id.to_string(),
        ..ReviseOrder::default()
    }
}

/// CLEAR, agreed to by the person, approved: the id of the publication.
pub(crate) async fn publishes(node: &Node, order: ShareOrder) -> BulletinId {
    let id = node.shares(order).await;
    node.approves(id).await.unwrap().published.unwrap()
}

/// Do others serve this text to the desk?
pub(crate) async fn is_served(fed: &Federation, to: &Node, text: &str) -> bool {
    for from in fed.all().iter().filter(|from| from.id() != to.id()) {
        let served = from.serves(to).await;
        if served.is_ok_and(|served| served.text.contains(text)) {
            return true;
        }
    }
    false
}

/// The names of desks as texts.
pub(crate) fn names(desks: &[fanal_protocol::DeskId]) -> BTreeSet<&str> {
    desks.iter().map(fanal_protocol::DeskId::as_str).collect()
}
