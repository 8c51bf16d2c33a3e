//! Protected words.

use async_trait::async_trait;
use fanal_protocol::BulletinId;
use fanal_store::{Protected, ProtectedMarks, ProtectedRow, Result};

use crate::tables::protected;
use crate::unit::OpenUnit;

#[async_trait]
impl Protected for OpenUnit {
    async fn protect(
        &mut self,
        row: &ProtectedRow,
        forms: &[String],
        longest: usize,
    ) -> Result<()> {
        let done = protected::put(self, row, forms, longest).await;
        self.outcome(done)
    }

    async fn protected(&mut self) -> Result<Vec<ProtectedRow>> {
        let done = protected::all(self).await;
        self.outcome(done)
    }

    async fn unprotect(&mut self, id: BulletinId) -> Result<bool> {
        let done = protected::delete(self, id).await;
        self.outcome(done)
    }

    async fn protected_marks(&mut self) -> Result<ProtectedMarks> {
        let done = protected::marks(self).await;
        self.outcome(done)
    }
}
