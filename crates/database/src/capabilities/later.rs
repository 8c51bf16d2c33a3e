//! Consent, what comes out later, and what clients page through.

use std::collections::HashSet;

use async_trait::async_trait;
use fanal_policy::Facts;
use fanal_protocol::{BulletinId, Digest, NetworkId, Reference};
use fanal_store::{
    CollectedRow, CollectionKey, Collections, ConsentId, ConsentRow, Consents, Hindsight, IndexKey,
    LookUpHit, LookUpRow, LookUps, NewObject, ObjectKey, Result,
};

use crate::tables::{collected, consents, hindsight, lookups};
use crate::unit::OpenUnit;

#[async_trait]
impl Consents for OpenUnit {
    async fn put_consent(&mut self, row: &ConsentRow) -> Result<()> {
        let done = consents::put(self, row).await;
        self.outcome(done)
    }

    async fn consent(&mut self, alias: &str) -> Result<Option<ConsentRow>> {
        let done = consents::of_alias(self, alias).await;
        self.outcome(done)
    }

    async fn consent_by_id(&mut self, id: ConsentId) -> Result<Option<ConsentRow>> {
        let done = consents::one(self, id).await;
        self.outcome(done)
    }

    async fn consents(&mut self) -> Result<Vec<ConsentRow>> {
        let done = consents::all(self).await;
        self.outcome(done)
    }

    async fn rest_on(&mut self, own: BulletinId, record: Option<ConsentId>) -> Result<()> {
        let done = consents::rest(self, own, record).await;
        self.outcome(done)
    }

    async fn resting_on(&mut self, record: ConsentId) -> Result<Vec<BulletinId>> {
        let done = consents::resting(self, record).await;
        self.outcome(done)
    }

    async fn consents_under(
        &mut self,
        own: &[BulletinId],
    ) -> Result<Vec<(BulletinId, ConsentRow)>> {
        let done = consents::under(self, own).await;
        self.outcome(done)
    }
}

#[async_trait]
impl Hindsight for OpenUnit {
    async fn put_quotes(
        &mut self,
        network: NetworkId,
        derived: &Reference,
        sources: &[Reference],
    ) -> Result<()> {
        let done = hindsight::put_quotes(self, network, derived, sources).await;
        self.outcome(done)
    }

    async fn quoting(&mut self, network: NetworkId, source: &Reference) -> Result<Vec<Reference>> {
        let done = hindsight::quoting(self, network, source).await;
        self.outcome(done)
    }

    async fn quoted_by(
        &mut self,
        network: NetworkId,
        derived: &Reference,
    ) -> Result<Vec<Reference>> {
        let done = hindsight::quoted_by(self, network, derived).await;
        self.outcome(done)
    }

    async fn put_facts(&mut self, digest: Digest, facts: &Facts) -> Result<bool> {
        let done = hindsight::put_facts(self, digest, facts).await;
        self.outcome(done)
    }
}

#[async_trait]
impl Collections for OpenUnit {
    fn object_key(&self, collection: CollectionKey, id: &str, version: &str) -> ObjectKey {
        collected::key(&self.keys.vault, collection, id, version)
    }

    async fn collect(
        &mut self,
        collection: CollectionKey,
        not_before: i64,
        objects: &[NewObject],
    ) -> Result<Vec<i64>> {
        let done = collected::put(self, collection, not_before, objects).await;
        self.outcome(done)
    }

    async fn collected_among(
        &mut self,
        collection: CollectionKey,
        keys: &[ObjectKey],
    ) -> Result<HashSet<ObjectKey>> {
        let done = collected::there(self, collection, keys).await;
        self.outcome(done)
    }

    async fn collected(
        &mut self,
        collection: CollectionKey,
        is_gone: bool,
    ) -> Result<Vec<CollectedRow>> {
        let done = collected::all(self, collection, is_gone).await;
        self.outcome(done)
    }

    async fn uncollect(
        &mut self,
        collection: CollectionKey,
        keys: &[ObjectKey],
    ) -> Result<Vec<CollectedRow>> {
        let done = collected::take_out(self, collection, keys).await;
        self.outcome(done)
    }
}

#[async_trait]
impl LookUps for OpenUnit {
    async fn put_look_up(&mut self, row: &LookUpRow, keys: &[IndexKey]) -> Result<()> {
        let done = lookups::put(self, row, keys).await;
        self.outcome(done)
    }

    async fn note_look_up(&mut self, row: &LookUpRow) -> Result<()> {
        let done = lookups::note(self, row).await;
        self.outcome(done)
    }

    async fn look_ups(&mut self) -> Result<Vec<LookUpRow>> {
        let done = lookups::all(self).await;
        self.outcome(done)
    }

    async fn delete_look_up(&mut self, name: &str) -> Result<bool> {
        let done = lookups::delete(self, name).await;
        self.outcome(done)
    }

    async fn look_up(&mut self, keys: &[IndexKey]) -> Result<Vec<LookUpHit>> {
        let done = lookups::hits(self, keys).await;
        self.outcome(done)
    }
}
