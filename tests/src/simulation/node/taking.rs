//! What a simulated desk takes: batches opened, judged by the policy, placed, obeyed.

use std::collections::BTreeSet;
use std::sync::Arc;

use fanal_policy::{Facts, Question, decide};
use fanal_protocol::wire::Entry;
use fanal_protocol::{
    Body, BulletinId, Code, DeskId, Digest, Kind, Opened, Receipt, ReceiptState, Refusal,
    Retraction, RetractionReason, StreamName, StreamRef,
};
use fanal_sync::{
    Batch, Checked, Fault, Filling, KnownCheckpoint, OpenHead, Place, Refused, Staged, View as _,
    open_entry_by,
};
use sha2::Digest as _;

use super::{Is, Kept, Node, SIGNED_REFUSALS, Slot, empty, is_content, is_gap, members, root_at};
use crate::simulation::federation::federation;
use crate::simulation::planted::Planted;

impl Node {
    /// One batch, one transaction; the caller commits. An error says that nothing was changed.
    pub fn take(&mut self, mut batch: Batch) -> Result<(), (u64, Refused)> {
        let stream = batch.stream.clone();
        let mut log = self
            .ram
            .logs
            .get(&stream)
            .cloned()
            .unwrap_or_else(|| empty(&stream));
        let log_mut = Arc::make_mut(&mut log);
        if self.has(Planted::StoresBeforeRoot) && batch.from < log_mut.held.size() {
            return Ok(());
        }
        log_mut
            .staged
            .truncate(usize::try_from(batch.from - log_mut.held.size()).unwrap());
        let first_new = log_mut.staged.len();
        log_mut.staged.append(&mut batch.entries);
        let base = log_mut.held.size();
        let mut checked = Vec::new();
        for (at, (digest, entry)) in log_mut.staged.iter().enumerate() {
            if at < first_new && batch.complete.is_none() {
                continue;
            }
            let at = base + at as u64;
            match self
                .open(&stream, at, entry)
                .and_then(|checked| batch.in_epoch(checked))
            {
                Err(refused) if refused.digest.is_none() => return Err((at, refused)),
                result => checked.push((*digest, entry.clone(), result)),
            }
        }
        let Some(complete) = batch.complete else {
            log_mut.held.staged = Some(Staged {
                from: batch.from_peer,
                frontier: batch.after,
            });
            self.ram.logs.insert(stream, log);
            return Ok(());
        };
        log_mut.staged.clear();
        log_mut.held.staged = None;
        log_mut.held.proven = batch.after;
        log_mut.held.checkpoint = Some(KnownCheckpoint {
            text: complete.checkpoint,
            time: complete.time,
        });
        self.ram.logs.insert(stream.clone(), log);
        for (digest, entry, result) in checked {
            let at = self.ram.logs[&stream].slots.len() as u64;
            let is = self.admit(&stream, at, digest, &entry, result, &batch.from_peer, true);
            if self.has(Planted::SkipsRefused) && matches!(is, Is::Refused(_)) {
                continue;
            }
            Arc::make_mut(self.ram.logs.get_mut(&stream).unwrap())
                .slots
                .push(Slot {
                    digest,
                    is: is.clone(),
                });
            self.act(&stream, &is);
        }
        Ok(())
    }

    /// Closes a gap, if it is still one.
    pub fn fill(&mut self, filling: &Filling) -> Result<(), Refused> {
        let place = usize::try_from(filling.at).unwrap();
        let is_gap = self
            .ram
            .logs
            .get(&filling.stream)
            .and_then(|log| log.slots.get(place))
            .is_some_and(|slot| slot.digest == filling.digest && is_gap(&slot.is));
        if !is_gap {
            return Ok(());
        }
        let opened = self.open(&filling.stream, filling.at, &filling.entry);
        let result = opened.and_then(|checked| filling.in_epoch(checked));
        if let Err(refused) = &result
            && refused.digest.is_none()
        {
            return Err(refused.clone());
        }
        let (stream, entry) = (&filling.stream, &filling.entry);
        let is = self.admit(
            stream,
            filling.at,
            filling.digest,
            entry,
            result,
            &filling.from_peer,
            false,
        );
        Arc::make_mut(self.ram.logs.get_mut(stream).unwrap()).slots[place].is = is.clone();
        self.act(stream, &is);
        Ok(())
    }

    /// Forgets what waits for its root.
    pub fn drop_staged(&mut self, stream: &StreamRef) {
        if let Some(log) = self.ram.logs.get_mut(stream) {
            let log = Arc::make_mut(log);
            log.staged.clear();
            log.held.staged = None;
        }
    }

    /// Keeps the proof of a second history.
    pub fn keep_proof(&mut self, fault: &Fault) {
        if let Fault::Equivocation { stream, .. } | Fault::NotAsFrozen { stream, .. } = fault
            && !self.has(Planted::ForgetsProof)
        {
            self.ram.proofs.insert(stream.clone());
        }
    }

    /// The planted bug that believes a range before its root is checked.
    pub fn believe(&mut self, stream: &StreamRef, from: u64, entries: &[Entry], head: &OpenHead) {
        let mut log = self
            .ram
            .logs
            .get(stream)
            .cloned()
            .unwrap_or_else(|| empty(stream));
        let log_mut = Arc::make_mut(&mut log);
        if from != log_mut.held.size() || from + entries.len() as u64 != head.size {
            return;
        }
        for entry in entries {
            let Ok(digest) = fanal_sync::digest_of_entry(entry) else {
                return;
            };
            log_mut.held.proven.push(digest.as_bytes());
            log_mut.slots.push(Slot {
                digest,
                is: Is::NotHeld,
            });
        }
        log_mut.held.checkpoint = Some(KnownCheckpoint {
            text: head.text.clone(),
            time: head.time,
        });
        self.ram.logs.insert(stream.clone(), log);
    }

    pub(super) fn open(
        &self,
        stream: &StreamRef,
        at: u64,
        entry: &Entry,
    ) -> Result<Checked, Refused> {
        let place = Place { stream, at };
        let opened = open_entry_by(self.verifier(), place, entry, &self.world());
        match (opened, entry) {
            // The bug takes a signature of any key.
            (Err(refused), Entry::Envelope(bytes))
                if self.has(Planted::SkipsSignature) && refused.digest.is_none() =>
            {
                let keys: Vec<_> = federation()
                    .desks
                    .iter()
                    .map(|desk| desk.checkpoint.public())
                    .collect();
                match self.verifier().statement(bytes, &stream.origin, &keys) {
                    Ok(opened) => Ok(Checked::Statement(Box::new(opened))),
                    Err(_) => Err(refused),
                }
            }
            (opened, _) => opened,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a private step of two callers")]
    pub(super) fn admit(
        &mut self,
        stream: &StreamRef,
        at: u64,
        digest: Digest,
        entry: &Entry,
        result: Result<Checked, Refused>,
        sender: &DeskId,
        answers: bool,
    ) -> Is {
        let recalled = self
            .ram
            .recalled
            .get(&(stream.origin.clone(), digest))
            .copied();
        let opened = match result {
            Ok(Checked::Statement(opened)) => opened,
            Ok(Checked::Tombstone { retraction, .. }) if self.has(Planted::TrustsTombstones) => {
                return Is::Tombstone(retraction);
            }
            // [R10] Only with the origin's retraction naming that digest.
            Ok(Checked::Tombstone { .. } | Checked::NotHeld(_)) => {
                return recalled.map_or(Is::NotHeld, Is::Tombstone);
            }
            Err(refused) => return self.refuse(refused.code, stream, entry, sender, false),
        };
        if let Some(retraction) = recalled
            && !self.has(Planted::IgnoresRetraction)
        {
            return Is::Tombstone(retraction);
        }
        let mut facts = Facts::of(opened.header(), opened.body());
        if stream.origin == *self.id() {
            // [R13] Who was a member then it no longer knows: who was one from the beginning was.
            facts.members_when_signed = Some(members(&self.ram.rosters[0], &facts));
        }
        let key = (stream.origin.clone(), opened.header().id);
        facts.withdrawn = self.ram.withdrawn.contains(&key);
        let is_blind = self.has(Planted::IgnoresFreezes);
        let question = Question::Accept {
            facts: &facts,
            sender,
            stream,
            index: Some(if is_blind { 0 } else { at }),
        };
        if let Some(reason) = decide(question, &self.world()).reason().cloned()
            && !self.has(Planted::SkipsAccept)
        {
            return self.refuse(reason.code, stream, entry, sender, answers);
        }
        let kept = Arc::new(Kept {
            opened: *opened,
            facts,
        });
        if is_content(&kept) && self.goes_down(stream, at, &kept) {
            return self.refuse(Code::VerifyRevision, stream, entry, sender, answers);
        }
        self.stored
            .push((stream.clone(), at, Arc::clone(&kept), sender.clone()));
        Is::Envelope(kept)
    }

    /// Does the log itself go from a revision to a lower, or to another of the same number?
    pub(super) fn goes_down(&self, stream: &StreamRef, at: u64, kept: &Kept) -> bool {
        if self.has(Planted::AcceptsLowerRevision) {
            return false;
        }
        let header = kept.opened.header();
        let key = (header.origin.clone(), header.id);
        if let Some((revision, digest)) = self.ram.contents.get(&key)
            && *revision == header.revision
            && *digest != kept.opened.digest()
        {
            return true;
        }
        let before = self.ram.logs[stream]
            .slots
            .iter()
            .take(usize::try_from(at).unwrap());
        before.into_iter().any(|slot| match &slot.is {
            Is::Envelope(before) => {
                let before_header = before.opened.header();
                before_header.id == header.id
                    && before_header.revision >= header.revision
                    && slot.digest != kept.opened.digest()
            }
            Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => false,
        })
    }

    pub(super) fn refuse(
        &mut self,
        code: Code,
        stream: &StreamRef,
        entry: &Entry,
        sender: &DeskId,
        answers: bool,
    ) -> Is {
        self.refused.push(code);
        let count = self.ram.refusals.entry(sender.clone()).or_default();
        *count = (*count + 1).min(SIGNED_REFUSALS + 1);
        // [R11] To the origin, and to whoever sent it; signed up to a limit.
        if answers
            && *count <= SIGNED_REFUSALS
            && let Entry::Envelope(bytes) = entry
        {
            let of = Digest::from_bytes(sha2::Sha256::digest(bytes).into());
            let roster = self.roster().version();
            let body = Refusal {
                of,
                sender: sender.clone(),
                stream: stream.name.clone(),
                code,
                roster,
            };
            let to = [&stream.origin, sender]
                .into_iter()
                .filter(|desk| *desk != self.id());
            let header = self.header(Kind::Refusal, to.cloned().map(StreamName::Direct).collect());
            self.issue(header, Body::Refusal(body));
        }
        Is::Refused(code)
    }

    /// A retraction that came on a stick, outside of every log: asked about and acted on like any other.
    pub fn take_retraction(
        &mut self,
        stream: &StreamRef,
        at: u64,
        opened: Box<Opened>,
        sender: &DeskId,
    ) {
        let facts = Facts::of(opened.header(), opened.body());
        let question = Question::Accept {
            facts: &facts,
            sender,
            stream,
            index: Some(at),
        };
        if decide(question, &self.world()).is_allowed() {
            let opened = *opened;
            self.act(stream, &Is::Envelope(Arc::new(Kept { opened, facts })));
        }
    }

    /// The checkpoint that one of its logs had before the last entry.
    pub fn earlier_note(&self, stream: &StreamRef) -> Option<String> {
        let log = self.ram.logs.get(stream)?;
        let size = log.held.size().checked_sub(1).filter(|size| *size > 0)?;
        let root = root_at(log, size)?;
        let line = stream.checkpoint_origin(federation().network());
        let notes = self.book.as_ref()?.notes();
        notes.into_iter().find_map(|(note, _, checkpoint)| {
            let fits = checkpoint.origin == line
                && checkpoint.size == size
                && checkpoint.root == *root.as_bytes();
            fits.then_some(note)
        })
    }

    pub(super) fn act(&mut self, stream: &StreamRef, is: &Is) {
        let Is::Envelope(kept) = is else { return };
        if stream.origin == *self.id() {
            return crate::simulation::own::remember(self, is);
        }
        let header = kept.opened.header();
        match kept.opened.body() {
            Body::Bulletin(_) | Body::Publication(_) => {
                let takes_any = self.has(Planted::AcceptsLowerRevision);
                let none = (0, Digest::from_bytes([0; 32]));
                let held = self
                    .ram
                    .contents
                    .entry((header.origin.clone(), header.id))
                    .or_insert(none);
                if header.revision > held.0 || takes_any {
                    *held = (header.revision, kept.opened.digest());
                }
            }
            Body::Retraction(retraction) => {
                let purged = self.purge(&stream.origin, kept.opened.digest(), retraction);
                self.answer(
                    &stream.origin,
                    kept.opened.digest(),
                    retraction.target,
                    purged,
                );
            }
            Body::Receipt(receipt) => {
                self.ram
                    .receipts
                    .entry(receipt.retraction)
                    .or_default()
                    .insert(header.origin.clone());
            }
            Body::Sighting(_) => self.ram.sightings += 1,
            Body::SightingCount(_)
            | Body::Refusal(_)
            | Body::Approval(_)
            | Body::Vouch(_)
            | Body::Heartbeat(_)
            | Body::Grant(_)
            | Body::Notice(_)
            | Body::Report(_)
            | Body::Request(_)
            | Body::Objection(_)
            | Body::Acceptance(_)
            | Body::Suspension(_)
            | Body::Profile(_)
            | Body::ContactCard(_)
            | Body::Sealed(_) => {}
        }
    }

    pub(super) fn answer(
        &mut self,
        origin: &DeskId,
        retraction: Digest,
        target: BulletinId,
        purged: bool,
    ) {
        if !self.ram.answered.insert(retraction) || self.has(Planted::SendsNoReceipt) {
            return;
        }
        let state = if purged {
            ReceiptState::Purged
        } else {
            ReceiptState::NotHeld
        };
        let header = self.header(
            Kind::Receipt,
            BTreeSet::from([StreamName::Direct(origin.clone())]),
        );
        self.issue(
            header,
            Body::Receipt(Receipt {
                retraction,
                target,
                state,
            }),
        );
    }

    /// Content goes, tombstones stay.
    pub fn purge(&mut self, origin: &DeskId, by: Digest, retraction: &Retraction) -> bool {
        let whole = retraction.reason != RetractionReason::Narrowed;
        let key = (origin.clone(), retraction.target);
        for digest in &retraction.digests {
            // Two retractions may name one digest: either founds a tombstone, the first one stays.
            self.ram
                .recalled
                .entry((origin.clone(), *digest))
                .or_insert(by);
        }
        if whole {
            self.ram.withdrawn.insert(key.clone());
        }
        if self.has(Planted::IgnoresRetraction) {
            return true;
        }
        let keeps_log = self.has(Planted::SendsWithdrawn);
        let mut purged = false;
        for log in self
            .ram
            .logs
            .iter_mut()
            .filter(|(stream, _)| stream.origin == *origin)
            .map(|(_, log)| log)
        {
            let log = Arc::make_mut(log);
            for slot in &mut log.slots {
                let is_named = retraction.digests.contains(&slot.digest);
                match &slot.is {
                    Is::Envelope(_) if keeps_log => {}
                    Is::Envelope(kept) if is_named && is_content(kept) => {
                        purged = true;
                        slot.is = Is::Tombstone(by);
                    }
                    Is::Envelope(kept)
                        if whole
                            && is_content(kept)
                            && kept.opened.header().id == retraction.target =>
                    {
                        purged = true;
                        slot.is = Is::Refused(Code::PolicyWithdrawn);
                    }
                    Is::NotHeld if is_named => slot.is = Is::Tombstone(by),
                    Is::Envelope(_) | Is::Tombstone(_) | Is::NotHeld | Is::Refused(_) => {}
                }
            }
        }
        let is_gone = self
            .ram
            .contents
            .get(&key)
            .is_some_and(|(_, d)| whole || retraction.digests.contains(d));
        if is_gone {
            self.ram.contents.remove(&key);
        }
        purged
    }
}
