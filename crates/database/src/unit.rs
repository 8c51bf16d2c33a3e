//! One unit of work.

use std::sync::Arc;

use fanal_protocol::{BulletinId, DeskId, NetworkId};
use fanal_store::{ContentKey, EpochKey, Result, Unit};

use crate::names::{Fresh, Names};
use crate::sealing::{Keys, full_name, unsealed};
use crate::session::Session;
use crate::sieve::{RowKey, Sieve};
use crate::tables::epoch_keys;

/// A transaction, and what it needs to know.
pub(crate) struct OpenUnit {
    pub(crate) session: Session,
    pub(crate) keys: Arc<Keys>,
    pub(crate) names: Arc<Names>,
    pub(crate) fresh: Fresh,
    pub(crate) sieve: Arc<Sieve>,
    /// The keys that this unit added to the index, and the generation that they make.
    pub(crate) indexed: Option<(u64, Vec<RowKey>)>,
    /// The epoch key under which this unit wraps, once it was asked for.
    pub(crate) current_epoch: Option<(u64, Arc<EpochKey>)>,
}

impl OpenUnit {
    pub(crate) fn new(
        session: Session,
        keys: Arc<Keys>,
        names: Arc<Names>,
        sieve: Arc<Sieve>,
    ) -> Self {
        Self {
            session,
            keys,
            names,
            fresh: Fresh::default(),
            sieve,
            indexed: None,
            current_epoch: None,
        }
    }

    /// Unwraps a bulletin's key.
    pub(crate) async fn content_key(
        &mut self,
        bulletin: (NetworkId, &DeskId, BulletinId),
        epoch: u64,
        wrapped: &[u8],
    ) -> Result<ContentKey> {
        let (network, origin, id) = bulletin;
        let key = epoch_keys::key(self, epoch).await?;
        key.unwrap_key(&full_name(network, origin, id), wrapped)
            .map_err(unsealed)
    }

    /// What a call of the contract ends with: after an error, this unit cannot be committed.
    pub(crate) fn outcome<T>(&mut self, done: Result<T>) -> Result<T> {
        if done.is_err() {
            self.session.spoil();
        }
        done
    }

    pub(crate) async fn finish(self) -> Result<()> {
        self.session.commit().await?;
        self.names.take_over(self.fresh);
        if let Some((generation, keys)) = self.indexed {
            self.sieve.committed(generation, keys);
        }
        Ok(())
    }
}

#[async_trait::async_trait]
impl Unit for OpenUnit {
    async fn commit(self: Box<Self>) -> Result<()> {
        self.finish().await
    }
}
