//! Numbers that stand for long names inside the database. A row of these tables is never deleted,
//! so a number that was committed once may be remembered for good.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock};

use fanal_protocol::{DeskId, NetworkId, StreamRef};

/// Numbers of one kind of name.
pub(crate) struct Numbers<N>(RwLock<HashMap<N, i64>>);

impl<N: Eq + Hash> Numbers<N> {
    pub(crate) fn of(&self, name: &N) -> Option<i64> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(name)
            .copied()
    }

    pub(crate) fn remember(&self, names: impl IntoIterator<Item = (N, i64)>) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(names);
    }
}

impl<N> Default for Numbers<N> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

/// What is committed, by any unit.
#[derive(Default)]
pub(crate) struct Names {
    pub(crate) networks: Numbers<NetworkId>,
    pub(crate) desks: Numbers<DeskId>,
    pub(crate) streams: Numbers<(NetworkId, StreamRef)>,
}

/// What one unit gave numbers to: true for others once it is committed.
#[derive(Default)]
pub(crate) struct Fresh {
    pub(crate) networks: HashMap<NetworkId, i64>,
    pub(crate) desks: HashMap<DeskId, i64>,
    pub(crate) streams: HashMap<(NetworkId, StreamRef), i64>,
}

impl Names {
    /// Takes over what a committed unit gave numbers to.
    pub(crate) fn take_over(&self, fresh: Fresh) {
        self.networks.remember(fresh.networks);
        self.desks.remember(fresh.desks);
        self.streams.remember(fresh.streams);
    }
}
