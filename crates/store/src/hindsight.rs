//! What comes out about a statement after it was stored: its sources went, or it is to be hidden.

use async_trait::async_trait;
use fanal_policy::Facts;
use fanal_protocol::{Digest, NetworkId, Reference};

use crate::Result;

/// Who quotes whom, and facts that changed.
#[async_trait]
pub trait Hindsight {
    /// What a bulletin or draft quotes, in place of what it quoted before. Random ids on both sides:
    /// the rows tell nothing of purged content. [R22]
    async fn put_quotes(
        &mut self,
        network: NetworkId,
        derived: &Reference,
        sources: &[Reference],
    ) -> Result<()>;

    /// Everything that quotes this, in any order.
    async fn quoting(&mut self, network: NetworkId, source: &Reference) -> Result<Vec<Reference>>;

    /// Everything that this quotes, in any order.
    async fn quoted_by(
        &mut self,
        network: NetworkId,
        derived: &Reference,
    ) -> Result<Vec<Reference>>;

    /// Other facts for a statement whose content is here: from now on they decide, on every road. What
    /// is not here stays as it is; whether it was.
    async fn put_facts(&mut self, digest: Digest, facts: &Facts) -> Result<bool>;
}
