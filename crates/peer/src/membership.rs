//! Who may connect right now: the verified rosters of this node's networks, swapped as one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use fanal_protocol::{DeskEntry, DeskId, DeskStatus, NetworkId, TlsPin, VerifiedRoster};
use fanal_sync::VerifiedPeer;
use tokio::sync::watch;

use crate::turned::Callers;

#[derive(Clone)]
struct Standing {
    roster: Arc<VerifiedRoster>,
    suspended: BTreeSet<DeskId>,
}

/// One consistent state of all networks of this node.
#[derive(Clone, Default)]
pub struct Membership {
    networks: BTreeMap<NetworkId, Standing>,
    /// Worked out once at each change: it is asked at every request.
    peers: HashMap<TlsPin, BTreeMap<NetworkId, VerifiedPeer>>,
}

impl Membership {
    /// Is this pin's desk active in any network?
    pub fn has(&self, pin: &TlsPin) -> bool {
        self.peers.contains_key(pin)
    }

    /// The pin's desk in this network, if it is active there.
    pub fn peer(&self, pin: &TlsPin, network: NetworkId) -> Option<&VerifiedPeer> {
        self.peers.get(pin)?.get(&network)
    }

    /// The entry of this desk, if it is active there.
    pub fn desk(&self, network: NetworkId, desk: &DeskId) -> Option<&DeskEntry> {
        let standing = self.networks.get(&network)?;
        let entry = standing.roster.desk(desk)?;
        let active = entry.status == DeskStatus::Active && !standing.suspended.contains(desk);
        active.then_some(entry)
    }

    /// The roster held of this network.
    pub fn roster(&self, network: NetworkId) -> Option<&Arc<VerifiedRoster>> {
        self.networks.get(&network).map(|standing| &standing.roster)
    }

    /// The rosters held, of every network.
    pub(crate) fn rosters(&self) -> impl Iterator<Item = &VerifiedRoster> {
        self.networks.values().map(|standing| &*standing.roster)
    }

    fn count_peers(&mut self) {
        self.peers.clear();
        for (network, standing) in &self.networks {
            for pin in standing.roster.active().flat_map(|desk| &desk.tls) {
                let peer = VerifiedPeer::by_pin(pin, &standing.roster);
                if let Some(peer) = peer.filter(|peer| !standing.suspended.contains(peer.desk())) {
                    self.peers.entry(*pin).or_default().insert(*network, peer);
                }
            }
        }
    }
}

/// The one place where membership changes: whoever changes it cannot forget to tell the open
/// connections. [Promise 7]
pub struct Members {
    now: watch::Sender<Arc<Membership>>,
    callers: Callers,
}

impl Default for Members {
    fn default() -> Self {
        Self::nobody()
    }
}

impl Members {
    /// No network yet: nobody gets in.
    pub fn nobody() -> Self {
        Self {
            now: watch::Sender::new(Arc::new(Membership::default())),
            callers: Callers::default(),
        }
    }

    /// Takes a roster and the desks suspended under it; returns false, and changes nothing, if a
    /// newer one is held: two tasks that race must not let an expelled desk back in.
    pub fn put(&self, roster: Arc<VerifiedRoster>, suspended: BTreeSet<DeskId>) -> bool {
        let network = roster.network();
        self.now.send_if_modified(|membership| {
            if membership
                .roster(network)
                .is_some_and(|held| held.version() > roster.version())
            {
                return false;
            }
            let mut next = Membership::clone(membership);
            next.networks
                .insert(network, Standing { roster, suspended });
            next.count_peers();
            *membership = Arc::new(next);
            true
        })
    }

    /// This node is no longer in that network.
    pub fn leave(&self, network: NetworkId) {
        self.now.send_modify(|membership| {
            let mut next = Membership::clone(membership);
            next.networks.remove(&network);
            next.count_peers();
            *membership = Arc::new(next);
        });
    }

    /// As it is now; ask again at the next decision.
    pub fn current(&self) -> Arc<Membership> {
        self.now.borrow().clone()
    }

    /// The lines that desks without an address hold open to this node.
    pub(crate) const fn callers(&self) -> &Callers {
        &self.callers
    }

    pub(crate) fn changes(&self) -> watch::Receiver<Arc<Membership>> {
        self.now.subscribe()
    }
}
