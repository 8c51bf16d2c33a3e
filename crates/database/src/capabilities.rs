//! Which table answers which call of the contract.

use async_trait::async_trait;
use fanal_policy::{Facts, Withheld};
use fanal_protocol::{
    BulletinId, DeskId, Digest, NetworkId, Reference, StreamRef, Timestamp, VerifiedRoster,
};
use fanal_store::{
    AccountRow, Accounts, Answer, AuditRow, AwaitedRow, BulletinRow, Bulletins, Disclosure,
    DraftRow, DraftState, Drafts, Due, DueKind, Filter, HeartbeatRow, Hit, IndexKey, Journal,
    Ledger, NewStatement, PeerRow, Peers, Place, RefusalRow, Result, Rosters, Settings,
    SightingRow, Stance, StatementRow, StoredEntry, StreamRow, Streams, TokenRow,
};
use zeroize::Zeroizing;

use crate::tables::{
    accounts, audit, awaited, bulletins, disclosures, drafts, due, entries, heartbeats, peers,
    proofs, refusals, rosters, settings, sightings, statements, streams, tokens, values_index,
};
use crate::unit::OpenUnit;
#[async_trait]
impl Accounts for OpenUnit {
    async fn account(&mut self, name: &str) -> Result<Option<AccountRow>> {
        accounts::one(self, name).await
    }

    async fn accounts(&mut self) -> Result<Vec<AccountRow>> {
        accounts::all(self).await
    }

    async fn put_account(&mut self, row: &AccountRow) -> Result<()> {
        accounts::put(self, row).await
    }

    async fn token(&mut self, hash: Digest) -> Result<Option<TokenRow>> {
        tokens::one(self, hash).await
    }

    async fn put_token(&mut self, row: &TokenRow) -> Result<()> {
        tokens::put(self, row).await
    }

    async fn delete_tokens(&mut self, account: Option<&str>) -> Result<u64> {
        tokens::delete(self, account).await
    }
}

#[async_trait]
impl Bulletins for OpenUnit {
    async fn put_statements(&mut self, statements: &[NewStatement]) -> Result<()> {
        statements::put(self, statements).await
    }

    async fn statements_of(
        &mut self,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<Vec<StatementRow>> {
        statements::of(self, network, reference).await
    }

    async fn statement(&mut self, digest: Digest) -> Result<Option<StatementRow>> {
        statements::one(self, digest).await
    }

    async fn envelope(&mut self, digest: Digest) -> Result<Option<(Facts, Withheld<Vec<u8>>)>> {
        statements::envelope(self, digest).await
    }

    async fn bulletin(
        &mut self,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<Option<BulletinRow>> {
        bulletins::one(self, network, reference).await
    }

    async fn bulletins(&mut self, network: NetworkId, filter: &Filter) -> Result<Vec<BulletinRow>> {
        bulletins::list(self, network, filter).await
    }

    async fn purge(
        &mut self,
        network: NetworkId,
        reference: &Reference,
        retraction: Digest,
    ) -> Result<Vec<Digest>> {
        bulletins::purge(self, network, reference, retraction).await
    }

    async fn purge_revisions(
        &mut self,
        network: NetworkId,
        reference: &Reference,
        digests: &[Digest],
        retraction: Digest,
    ) -> Result<()> {
        bulletins::purge_revisions(self, network, reference, digests, retraction).await
    }

    async fn put_stance(
        &mut self,
        network: NetworkId,
        reference: &Reference,
        stance: Stance,
    ) -> Result<()> {
        bulletins::put_stance(self, network, reference, stance).await
    }

    async fn probe(&mut self, keys: &[IndexKey], per_key: u32) -> Result<Vec<Hit>> {
        values_index::probe(self, keys, per_key).await
    }

    async fn counts(&mut self) -> Result<(u64, u64)> {
        Ok((
            bulletins::count(self).await?,
            values_index::count(self).await?,
        ))
    }
}

#[async_trait]
impl Drafts for OpenUnit {
    async fn put_draft(&mut self, draft: &DraftRow) -> Result<()> {
        drafts::put(self, draft).await
    }

    async fn draft(&mut self, id: BulletinId) -> Result<Option<DraftRow>> {
        drafts::one(self, id).await
    }

    async fn drafts(&mut self, state: Option<DraftState>) -> Result<Vec<DraftRow>> {
        drafts::all(self, state).await
    }

    async fn delete_draft(&mut self, id: BulletinId) -> Result<()> {
        drafts::delete(self, id).await
    }
}

#[async_trait]
impl Journal for OpenUnit {
    async fn put_audit(
        &mut self,
        at: Timestamp,
        who: &str,
        act: &str,
        object: &str,
        result: &str,
    ) -> Result<()> {
        audit::put(self, at, who, act, object, result).await
    }

    async fn audit(&mut self, from: u64, limit: u32) -> Result<Vec<AuditRow>> {
        audit::range(self, from, limit).await
    }

    async fn put_refusal(&mut self, network: NetworkId, row: &RefusalRow) -> Result<()> {
        refusals::put(self, network, row).await
    }

    async fn refusals(&mut self, network: NetworkId, limit: u32) -> Result<Vec<RefusalRow>> {
        refusals::newest(self, network, limit).await
    }

    async fn forget_refusals_before(&mut self, at: Timestamp) -> Result<u64> {
        refusals::forget_before(self, at).await
    }

    async fn put_due(&mut self, network: NetworkId, due: &Due) -> Result<()> {
        due::put(self, network, due).await
    }

    async fn due_by(&mut self, now: Timestamp) -> Result<Vec<(NetworkId, Due)>> {
        due::by(self, now).await
    }

    async fn next_due(&mut self) -> Result<Option<Timestamp>> {
        due::next(self).await
    }

    async fn delete_due(
        &mut self,
        network: NetworkId,
        kind: DueKind,
        reference: &Reference,
    ) -> Result<()> {
        due::delete(self, network, kind, reference).await
    }
}

#[async_trait]
impl Ledger for OpenUnit {
    async fn put_disclosures(&mut self, network: NetworkId, rows: &[Disclosure]) -> Result<()> {
        disclosures::put(self, network, rows).await
    }

    async fn disclosures(
        &mut self,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<Vec<Disclosure>> {
        disclosures::of(self, network, reference).await
    }

    async fn disclosures_to(
        &mut self,
        network: NetworkId,
        desk: &DeskId,
    ) -> Result<Vec<Disclosure>> {
        disclosures::to(self, network, desk).await
    }

    async fn await_receipts(&mut self, network: NetworkId, rows: &[AwaitedRow]) -> Result<()> {
        awaited::put(self, network, rows).await
    }

    async fn put_answer(
        &mut self,
        retraction: Digest,
        desk: &DeskId,
        answer: Answer,
        at: Timestamp,
    ) -> Result<bool> {
        awaited::put_answer(self, retraction, desk, answer, at).await
    }

    async fn awaited(
        &mut self,
        network: NetworkId,
        reference: Option<&Reference>,
    ) -> Result<Vec<AwaitedRow>> {
        awaited::of(self, network, reference).await
    }

    async fn put_sighting(&mut self, network: NetworkId, row: &SightingRow) -> Result<()> {
        sightings::put(self, network, row).await
    }

    async fn sightings(
        &mut self,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<Vec<SightingRow>> {
        sightings::of(self, network, reference).await
    }
}

#[async_trait]
impl Peers for OpenUnit {
    async fn peer(&mut self, network: NetworkId, desk: &DeskId) -> Result<Option<PeerRow>> {
        peers::one(self, network, desk).await
    }

    async fn peers(&mut self, network: NetworkId) -> Result<Vec<PeerRow>> {
        peers::all(self, network).await
    }

    async fn put_peer(&mut self, network: NetworkId, row: &PeerRow) -> Result<()> {
        peers::put(self, network, row).await
    }
}

#[async_trait]
impl Rosters for OpenUnit {
    async fn rosters_from(&mut self, network: NetworkId, version: u64) -> Result<Vec<Vec<u8>>> {
        rosters::from(self, network, version).await
    }

    async fn newest_rosters(&mut self) -> Result<Vec<(NetworkId, Vec<u8>)>> {
        rosters::newest(self).await
    }

    async fn put_roster(&mut self, roster: &VerifiedRoster) -> Result<()> {
        rosters::put(self, roster).await
    }

    async fn put_proof(
        &mut self,
        network: NetworkId,
        kind: &str,
        proof: &[u8],
        at: Timestamp,
    ) -> Result<()> {
        proofs::put(self, network, kind, proof, at).await
    }

    async fn proofs(&mut self, network: NetworkId) -> Result<Vec<(String, Vec<u8>, Timestamp)>> {
        proofs::all(self, network).await
    }

    async fn heartbeats(&mut self, network: NetworkId) -> Result<Vec<HeartbeatRow>> {
        heartbeats::all(self, network).await
    }

    async fn put_heartbeat(&mut self, network: NetworkId, row: &HeartbeatRow) -> Result<()> {
        heartbeats::put(self, network, row).await
    }
}

#[async_trait]
impl Settings for OpenUnit {
    async fn setting(&mut self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        settings::one(self, name).await
    }

    async fn put_setting(&mut self, name: &str, value: &[u8]) -> Result<()> {
        settings::put(self, name, value).await
    }

    async fn delete_setting(&mut self, name: &str) -> Result<()> {
        settings::delete(self, name).await
    }
}

#[async_trait]
impl Streams for OpenUnit {
    async fn streams(&mut self, network: NetworkId) -> Result<Vec<StreamRow>> {
        streams::all(self, network).await
    }

    async fn stream(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
    ) -> Result<Option<StreamRow>> {
        streams::one(self, network, stream).await
    }

    async fn put_stream(&mut self, row: &StreamRow) -> Result<()> {
        streams::put(self, row).await
    }

    async fn append(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        from: u64,
        places: &[Place],
    ) -> Result<()> {
        entries::append(self, network, stream, from, places).await
    }

    async fn truncate(&mut self, network: NetworkId, stream: &StreamRef, from: u64) -> Result<()> {
        entries::truncate(self, network, stream, from).await
    }

    async fn entries(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        from: u64,
        to: u64,
    ) -> Result<Vec<StoredEntry>> {
        entries::range(self, network, stream, from, to).await
    }

    async fn digests(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        from: u64,
        to: u64,
    ) -> Result<Vec<Digest>> {
        entries::digests(self, network, stream, from, to).await
    }

    async fn settle(&mut self, digest: Digest, retraction: Digest) -> Result<()> {
        entries::settle(self, digest, retraction).await
    }
}
