//! Fresh checkpoints: the same heads signed anew, so that an old state cannot pass for new. [R10]

use crate::desk::Desk;
use crate::error::Result;
use crate::keys::Signing;
use crate::pen::{frontier_of, signed_head};

impl Desk {
    /// Signs the heads of this desk's own streams anew.
    pub async fn refresh_checkpoints(&self) -> Result<usize> {
        let standing = self.standing();
        let mut refreshed = 0;
        for (network, membership) in &standing.networks {
            let mut unit = self.begin().await?;
            let keys = Signing::load(unit.as_mut()).await?;
            for row in unit.streams(*network).await? {
                if row.stream.origin == *self.id() {
                    let frontier = frontier_of(&row)?;
                    let head = signed_head((self, &keys), membership, row.stream, &frontier)?;
                    unit.put_stream(&head).await?;
                    refreshed += 1;
                }
            }
            unit.commit().await?;
        }
        Ok(refreshed)
    }
}

impl Desk {
    /// The newest checkpoint held of a stream: for verification elsewhere.
    pub async fn checkpoint_of(
        &self,
        network: fanal_protocol::NetworkId,
        stream: &fanal_protocol::StreamRef,
    ) -> Result<Option<String>> {
        Ok(self
            .read()
            .await?
            .stream(network, stream)
            .await?
            .map(|row| row.checkpoint))
    }
}
