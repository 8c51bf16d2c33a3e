//! Which table answers which call of the contract.

mod later;
mod protected;
mod sign_in;

use std::collections::HashSet;

use async_trait::async_trait;
use fanal_policy::{Facts, Withheld};
use fanal_protocol::{
    BulletinId, DeskId, Digest, Kind, Label, NetworkId, Reference, StreamRef, Timestamp,
    VerifiedRoster,
};
use fanal_store::{
    AccountRow, Accounts, Answer, AuditRow, AwaitedRow, BulletinRow, Bulletins, Direction,
    Disclosure, DraftFilter, DraftLine, DraftRow, DraftState, Drafts, DraftsCounted, Due, DueKind,
    Elsewhere, Filter, HeartbeatRow, Hit, IndexKey, Journal, Ledger, NewStatement, PeerRow, Peers,
    Place, RefusalRow, Result, Rosters, Settings, SightingRow, Stance, StatementRow, StoredEntry,
    StreamRow, Streams, TokenRow,
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
        let done = accounts::one(self, name).await;
        self.outcome(done)
    }

    async fn accounts(&mut self) -> Result<Vec<AccountRow>> {
        let done = accounts::all(self).await;
        self.outcome(done)
    }

    async fn put_account(&mut self, row: &AccountRow) -> Result<()> {
        let done = accounts::put(self, row).await;
        self.outcome(done)
    }

    async fn token(&mut self, hash: Digest) -> Result<Option<TokenRow>> {
        let done = tokens::one(self, hash).await;
        self.outcome(done)
    }

    async fn put_token(&mut self, row: &TokenRow) -> Result<()> {
        let done = tokens::put(self, row).await;
        self.outcome(done)
    }

    async fn tokens_of(&mut self, account: &str) -> Result<Vec<TokenRow>> {
        let done = tokens::of(self, account).await;
        self.outcome(done)
    }

    async fn delete_token(&mut self, hash: Digest) -> Result<bool> {
        let done = tokens::delete_one(self, hash).await;
        self.outcome(done)
    }

    async fn delete_tokens(&mut self, account: Option<&str>) -> Result<u64> {
        let done = tokens::delete(self, account).await;
        self.outcome(done)
    }
}

#[async_trait]
impl Bulletins for OpenUnit {
    async fn put_statements(&mut self, statements: &[NewStatement]) -> Result<()> {
        let done = statements::put(self, statements).await;
        self.outcome(done)
    }

    async fn statements_of(
        &mut self,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<Vec<StatementRow>> {
        let done = statements::of(self, network, reference).await;
        self.outcome(done)
    }

    async fn statements_among(
        &mut self,
        network: NetworkId,
        references: &[Reference],
    ) -> Result<Vec<StatementRow>> {
        let done = statements::among(self, network, references).await;
        self.outcome(done)
    }

    async fn words(
        &mut self,
        network: NetworkId,
        kind: Kind,
        limit: u32,
    ) -> Result<Vec<StatementRow>> {
        let done = statements::words(self, network, kind, limit).await;
        self.outcome(done)
    }

    async fn words_gone(&mut self, network: NetworkId, kind: Kind) -> Result<Vec<StatementRow>> {
        let done = statements::words_gone(self, network, kind).await;
        self.outcome(done)
    }

    async fn statement(&mut self, digest: Digest) -> Result<Option<StatementRow>> {
        let done = statements::one(self, digest).await;
        self.outcome(done)
    }

    async fn envelope(&mut self, digest: Digest) -> Result<Option<(Facts, Withheld<Vec<u8>>)>> {
        let done = statements::envelope(self, digest).await;
        self.outcome(done)
    }

    async fn bulletin(
        &mut self,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<Option<BulletinRow>> {
        let done = bulletins::one(self, network, reference).await;
        self.outcome(done)
    }

    async fn bulletins_among(
        &mut self,
        network: NetworkId,
        references: &[Reference],
    ) -> Result<Vec<BulletinRow>> {
        let done = bulletins::among(self, network, references).await;
        self.outcome(done)
    }

    async fn bulletins(&mut self, network: NetworkId, filter: &Filter) -> Result<Vec<BulletinRow>> {
        let done = bulletins::list(self, network, filter).await;
        self.outcome(done)
    }

    async fn purge(
        &mut self,
        network: NetworkId,
        reference: &Reference,
        retraction: Digest,
    ) -> Result<Vec<Digest>> {
        let done = bulletins::purge(self, network, reference, retraction).await;
        self.outcome(done)
    }

    async fn purge_revisions(
        &mut self,
        network: NetworkId,
        reference: &Reference,
        digests: &[Digest],
        retraction: Digest,
    ) -> Result<()> {
        let done = bulletins::purge_revisions(self, network, reference, digests, retraction).await;
        self.outcome(done)
    }

    async fn put_stance(
        &mut self,
        network: NetworkId,
        reference: &Reference,
        stance: Stance,
    ) -> Result<()> {
        let done = bulletins::put_stance(self, network, reference, stance).await;
        self.outcome(done)
    }

    async fn probe(
        &mut self,
        network: NetworkId,
        keys: &[IndexKey],
        per_key: u32,
    ) -> Result<Vec<Hit>> {
        let done = values_index::probe(self, network, keys, per_key).await;
        self.outcome(done)
    }

    async fn held_in_common(&mut self, network: NetworkId) -> Result<Vec<Hit>> {
        let done = values_index::held_in_common(self, network).await;
        self.outcome(done)
    }

    async fn held_elsewhere(
        &mut self,
        network: NetworkId,
        references: &[Reference],
        labels: &[Label],
    ) -> Result<Vec<Elsewhere>> {
        let done = values_index::held_elsewhere(self, network, references, labels).await;
        self.outcome(done)
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
        let done = drafts::put(self, draft).await;
        self.outcome(done)
    }

    async fn draft(&mut self, id: BulletinId) -> Result<Option<DraftRow>> {
        let done = drafts::one(self, id).await;
        self.outcome(done)
    }

    async fn drafts(&mut self, state: Option<DraftState>) -> Result<Vec<DraftRow>> {
        let done = drafts::all(self, state).await;
        self.outcome(done)
    }

    async fn put_draft_values(
        &mut self,
        id: BulletinId,
        alike: &str,
        keys: &[IndexKey],
    ) -> Result<()> {
        let done = drafts::put_values(self, id, alike, keys).await;
        self.outcome(done)
    }

    async fn drafts_with(&mut self, alike: &str, keys: &[IndexKey]) -> Result<Vec<BulletinId>> {
        let done = drafts::with(self, alike, keys).await;
        self.outcome(done)
    }

    async fn draft_lines(
        &mut self,
        which: &DraftFilter,
        behind: Option<(Timestamp, BulletinId)>,
        limit: u32,
    ) -> Result<Vec<DraftLine>> {
        let done = drafts::lines(self, which, behind, limit).await;
        self.outcome(done)
    }

    async fn count_drafts(&mut self, which: &DraftFilter) -> Result<DraftsCounted> {
        let done = drafts::count(self, which).await;
        self.outcome(done)
    }

    async fn delete_draft(&mut self, id: BulletinId) -> Result<()> {
        let done = drafts::delete(self, id).await;
        self.outcome(done)
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
        let done = audit::put(self, at, who, act, object, result).await;
        self.outcome(done)
    }

    async fn audit(&mut self, from: u64, limit: u32) -> Result<Vec<AuditRow>> {
        let done = audit::range(self, from, limit).await;
        self.outcome(done)
    }

    async fn audit_of(
        &mut self,
        act: &str,
        from: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AuditRow>> {
        let done = audit::of(self, act, from, limit).await;
        self.outcome(done)
    }

    async fn put_refusal(&mut self, network: NetworkId, row: &RefusalRow) -> Result<()> {
        let done = refusals::put(self, network, row).await;
        self.outcome(done)
    }

    async fn refusals(
        &mut self,
        network: NetworkId,
        each: u32,
        limit: u32,
    ) -> Result<Vec<RefusalRow>> {
        let done = refusals::newest(self, network, each, limit).await;
        self.outcome(done)
    }

    async fn refused_bytes(
        &mut self,
        network: NetworkId,
        direction: Direction,
        peer: &DeskId,
        limit: u32,
    ) -> Result<Vec<RefusalRow>> {
        let done = refusals::of_bytes(self, network, (direction, peer), limit).await;
        self.outcome(done)
    }

    async fn count_refused_bytes(
        &mut self,
        network: NetworkId,
        direction: Direction,
        peer: &DeskId,
        after: Timestamp,
    ) -> Result<u64> {
        let done = refusals::count_of_bytes(self, network, (direction, peer), after).await;
        self.outcome(done)
    }

    async fn forget_refusals_before(&mut self, at: Timestamp) -> Result<u64> {
        let done = refusals::forget_before(self, at).await;
        self.outcome(done)
    }

    async fn put_due(&mut self, network: NetworkId, due: &Due) -> Result<()> {
        let done = due::put(self, network, due).await;
        self.outcome(done)
    }

    async fn due_by(&mut self, now: Timestamp) -> Result<Vec<(NetworkId, Due)>> {
        let done = due::by(self, now).await;
        self.outcome(done)
    }

    async fn next_due(&mut self) -> Result<Option<Timestamp>> {
        let done = due::next(self).await;
        self.outcome(done)
    }

    async fn delete_due(
        &mut self,
        network: NetworkId,
        kind: DueKind,
        reference: &Reference,
    ) -> Result<()> {
        let done = due::delete(self, network, kind, reference).await;
        self.outcome(done)
    }
}

#[async_trait]
impl Ledger for OpenUnit {
    async fn put_disclosures(&mut self, network: NetworkId, rows: &[Disclosure]) -> Result<()> {
        let done = disclosures::put(self, network, rows).await;
        self.outcome(done)
    }

    async fn disclosures(
        &mut self,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<Vec<Disclosure>> {
        let done = disclosures::of(self, network, reference).await;
        self.outcome(done)
    }

    async fn disclosures_to(
        &mut self,
        network: NetworkId,
        desk: &DeskId,
    ) -> Result<Vec<Disclosure>> {
        let done = disclosures::to(self, network, desk).await;
        self.outcome(done)
    }

    async fn await_receipts(&mut self, network: NetworkId, rows: &[AwaitedRow]) -> Result<()> {
        let done = awaited::put(self, network, rows).await;
        self.outcome(done)
    }

    async fn put_answer(
        &mut self,
        retraction: Digest,
        desk: &DeskId,
        answer: Answer,
        at: Timestamp,
    ) -> Result<bool> {
        let done = awaited::put_answer(self, retraction, desk, answer, at).await;
        self.outcome(done)
    }

    async fn awaited(
        &mut self,
        network: NetworkId,
        reference: Option<&Reference>,
    ) -> Result<Vec<AwaitedRow>> {
        let done = awaited::of(self, network, reference).await;
        self.outcome(done)
    }

    async fn put_sighting(&mut self, network: NetworkId, row: &SightingRow) -> Result<()> {
        let done = sightings::put(self, network, row).await;
        self.outcome(done)
    }

    async fn sightings(
        &mut self,
        network: NetworkId,
        reference: &Reference,
    ) -> Result<Vec<SightingRow>> {
        let done = sightings::of(self, network, reference).await;
        self.outcome(done)
    }
}

#[async_trait]
impl Peers for OpenUnit {
    async fn peer(&mut self, network: NetworkId, desk: &DeskId) -> Result<Option<PeerRow>> {
        let done = peers::one(self, network, desk).await;
        self.outcome(done)
    }

    async fn peers(&mut self, network: NetworkId) -> Result<Vec<PeerRow>> {
        let done = peers::all(self, network).await;
        self.outcome(done)
    }

    async fn put_peer(&mut self, network: NetworkId, row: &PeerRow) -> Result<()> {
        let done = peers::put(self, network, row).await;
        self.outcome(done)
    }
}

#[async_trait]
impl Rosters for OpenUnit {
    async fn rosters_from(&mut self, network: NetworkId, version: u64) -> Result<Vec<Vec<u8>>> {
        let done = rosters::from(self, network, version).await;
        self.outcome(done)
    }

    async fn newest_rosters(&mut self) -> Result<Vec<(NetworkId, Vec<u8>)>> {
        let done = rosters::newest(self).await;
        self.outcome(done)
    }

    async fn put_roster(&mut self, roster: &VerifiedRoster) -> Result<()> {
        let done = rosters::put(self, roster).await;
        self.outcome(done)
    }

    async fn put_proof(
        &mut self,
        network: NetworkId,
        kind: &str,
        proof: &[u8],
        at: Timestamp,
    ) -> Result<()> {
        let done = proofs::put(self, network, kind, proof, at).await;
        self.outcome(done)
    }

    async fn proofs(&mut self, network: NetworkId) -> Result<Vec<(String, Vec<u8>, Timestamp)>> {
        let done = proofs::all(self, network).await;
        self.outcome(done)
    }

    async fn has_proof(&mut self, network: NetworkId, kind: &str) -> Result<bool> {
        let done = proofs::has(self, network, kind).await;
        self.outcome(done)
    }

    async fn heartbeats(&mut self, network: NetworkId) -> Result<Vec<HeartbeatRow>> {
        let done = heartbeats::all(self, network).await;
        self.outcome(done)
    }

    async fn put_heartbeat(&mut self, network: NetworkId, row: &HeartbeatRow) -> Result<()> {
        let done = heartbeats::put(self, network, row).await;
        self.outcome(done)
    }
}

#[async_trait]
impl Settings for OpenUnit {
    async fn setting(&mut self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let done = settings::one(self, name).await;
        self.outcome(done)
    }

    async fn settings_among(&mut self, names: &[String]) -> Result<HashSet<String>> {
        let done = settings::among(self, names).await;
        self.outcome(done)
    }

    async fn put_setting(&mut self, name: &str, value: &[u8]) -> Result<()> {
        let done = settings::put(self, name, value).await;
        self.outcome(done)
    }

    async fn delete_setting(&mut self, name: &str) -> Result<()> {
        let done = settings::delete(self, name).await;
        self.outcome(done)
    }
}

#[async_trait]
impl Streams for OpenUnit {
    async fn streams(&mut self, network: NetworkId) -> Result<Vec<StreamRow>> {
        let done = streams::all(self, network).await;
        self.outcome(done)
    }

    async fn stream(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
    ) -> Result<Option<StreamRow>> {
        let done = streams::one(self, network, stream).await;
        self.outcome(done)
    }

    async fn put_stream(&mut self, row: &StreamRow) -> Result<()> {
        let done = streams::put(self, row).await;
        self.outcome(done)
    }

    async fn append(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        from: u64,
        places: &[Place],
    ) -> Result<()> {
        let done = entries::append(self, network, stream, from, places).await;
        self.outcome(done)
    }

    async fn truncate(&mut self, network: NetworkId, stream: &StreamRef, from: u64) -> Result<()> {
        let done = entries::truncate(self, network, stream, from).await;
        self.outcome(done)
    }

    async fn entries(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        from: u64,
        to: u64,
    ) -> Result<Vec<StoredEntry>> {
        let done = entries::range(self, network, stream, from, to).await;
        self.outcome(done)
    }

    async fn digests(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        from: u64,
        to: u64,
    ) -> Result<Vec<Digest>> {
        let done = entries::digests(self, network, stream, from, to).await;
        self.outcome(done)
    }

    async fn position_of(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        digest: Digest,
    ) -> Result<Option<u64>> {
        let done = entries::position_of(self, network, stream, digest).await;
        self.outcome(done)
    }

    async fn settle(
        &mut self,
        network: NetworkId,
        origin: &DeskId,
        digest: Digest,
        retraction: Digest,
    ) -> Result<()> {
        let done = entries::settle(self, network, origin, digest, retraction).await;
        self.outcome(done)
    }

    async fn wanting(&mut self, network: NetworkId) -> Result<Vec<(StreamRef, u64)>> {
        let done = entries::wanting(self, network).await;
        self.outcome(done)
    }

    async fn gaps(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        before: u64,
        limit: u32,
    ) -> Result<Vec<(u64, Digest)>> {
        let done = entries::gaps(self, network, stream, before, limit).await;
        self.outcome(done)
    }

    async fn fill(
        &mut self,
        network: NetworkId,
        stream: &StreamRef,
        position: u64,
        place: &Place,
    ) -> Result<bool> {
        let done = entries::fill(self, network, stream, position, place).await;
        self.outcome(done)
    }
}
