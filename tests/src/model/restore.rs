//! A desk that comes back from a backup: what is particular to it. That its own logs come back to it is the
//! session's and the policy's doing, and what becomes of them the node's (`src/simulation/own.rs`).
//!
//! R9: it opens a new epoch at once, and signs in that one only, so its streams never contradict
//! themselves. Promise 5: until it has heard every active desk, it lets no content out; what its peers know to
//! be taken back, it takes back too. The model found that own logs have to be taken back at any time, not only
//! while the desk is closed: a hostile desk may have kept from it what it tells the others.

use std::collections::BTreeSet;

use fanal_protocol::DeskStatus;

use crate::simulation::federation::federation;
use crate::simulation::node::Node;
use crate::simulation::planted::Planted;

/// Returns to the backup, in a new epoch, and closed. `others` run a node.
pub fn come_back(node: &mut Node, others: &[usize]) {
    node.ram = node.backup.clone();
    if !node.has(Planted::KeepsTheOldEpoch) {
        node.ram.epoch += 1;
    }
    let ids = others.iter().map(|at| &federation().desks[*at].id);
    node.ram.unheard = ids.filter(|id| *id != node.id()).cloned().collect();
    forget_who_is_out(node);
    node.commit();
}

/// After a whole round with that desk.
pub fn hear(node: &mut Node, peer: &Node) {
    node.ram.unheard.remove(peer.id());
    forget_who_is_out(node);
}

fn forget_who_is_out(node: &mut Node) {
    let out: BTreeSet<_> = (node.ram.unheard.iter())
        .filter(|id| {
            let entry = node.roster().desk(id);
            entry.is_none_or(|desk| desk.status != DeskStatus::Active)
        })
        .cloned()
        .collect();
    node.ram.unheard.retain(|id| !out.contains(id));
}
