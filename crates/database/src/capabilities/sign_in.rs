//! Sessions and second factors.

use async_trait::async_trait;
use fanal_protocol::{Digest, Timestamp};
use fanal_store::{Result, SecondFactorRow, SecondFactors, SessionRow, Sessions};

use crate::tables::{second_factors, sessions};
use crate::unit::OpenUnit;

#[async_trait]
impl Sessions for OpenUnit {
    async fn session(&mut self, hash: Digest) -> Result<Option<SessionRow>> {
        let done = sessions::one(self, hash).await;
        self.outcome(done)
    }

    async fn sessions_of(&mut self, account: &str) -> Result<Vec<SessionRow>> {
        let done = sessions::of(self, account).await;
        self.outcome(done)
    }

    async fn put_session(&mut self, row: &SessionRow) -> Result<()> {
        let done = sessions::put(self, row).await;
        self.outcome(done)
    }

    async fn see_session(&mut self, hash: Digest, at: Timestamp) -> Result<()> {
        let done = sessions::see(self, hash, at).await;
        self.outcome(done)
    }

    async fn prove_session(&mut self, hash: Digest, at: Timestamp) -> Result<()> {
        let done = sessions::prove(self, hash, at).await;
        self.outcome(done)
    }

    async fn delete_session(&mut self, hash: Digest) -> Result<bool> {
        let done = sessions::delete_one(self, hash).await;
        self.outcome(done)
    }

    async fn delete_sessions(&mut self, account: Option<&str>) -> Result<u64> {
        let done = sessions::delete(self, account).await;
        self.outcome(done)
    }

    async fn forget_sessions(&mut self, made: Timestamp, seen: Timestamp) -> Result<u64> {
        let done = sessions::forget(self, made, seen).await;
        self.outcome(done)
    }
}

#[async_trait]
impl SecondFactors for OpenUnit {
    async fn second_factor(&mut self, account: &str) -> Result<Option<SecondFactorRow>> {
        let done = second_factors::one(self, account).await;
        self.outcome(done)
    }

    async fn put_second_factor(&mut self, row: &SecondFactorRow) -> Result<()> {
        let done = second_factors::put(self, row).await;
        self.outcome(done)
    }

    async fn delete_second_factor(&mut self, account: &str) -> Result<bool> {
        let done = second_factors::delete(self, account).await;
        self.outcome(done)
    }
}
