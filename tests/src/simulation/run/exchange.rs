//! One desk asks another, over a line that may lose, repeat, reorder and lie.

use fanal_protocol::Digest;
use fanal_protocol::wire::{Entry, HeadsAnswer, RangeRequest, read_entries, write_entries};
use fanal_sync::{Action, Fault, Pull, VerifiedPeer, View, open_head};

use super::Simulation;
use crate::simulation::federation::federation;
use crate::simulation::lies;
use crate::simulation::ops::{Lie, Line};
use crate::simulation::planted::Planted;
use crate::simulation::promises;
use crate::simulation::rng::Rng;

impl Simulation<'_> {
    #[expect(
        clippy::too_many_lines,
        reason = "the driver's loop, read from top to bottom"
    )]
    pub(super) fn sync(
        &mut self,
        into: usize,
        from: usize,
        line: Line,
        lie: Option<Lie>,
        rng: &mut Rng,
    ) {
        let (Some(peer), Some(caller)) = (self.session(into, from), self.session(from, into))
        else {
            return self.count("rounds refused at the door");
        };
        if self.nodes[from]
            .planted
            .contains(&Planted::ServesWithoutAsking)
            != (lie == Some(Lie::RelaysAll))
            && !self.is_honest(from)
        {
            self.nodes[from]
                .planted
                .insert(Planted::ServesWithoutAsking);
        }
        let has_gaps = {
            let node = &self.nodes[into];
            node.ram
                .logs
                .keys()
                .any(|stream| !node.gaps(stream).is_empty())
        };
        let known = self.nodes[into]
            .ram
            .known
            .get(peer.desk())
            .copied()
            .filter(|_| !has_gaps);
        let version = self.nodes[into].roster().version();
        let (mut pull, request) = Pull::begin(&peer, federation().network(), version, known);

        let mut answer = self.nodes[from].heads(&request, &caller);
        if self.is_honest(from) {
            self.acknowledge(from, &answer);
        }
        let old = self.old_heads.get(&(from, into));
        if let Some(lie) = lie {
            let fresh = [rng.bytes(), rng.bytes()].concat();
            let fresh = Digest::from_bytes(fresh.try_into().unwrap());
            let at = rng.below(64);
            lies::about_heads(lie, &self.nodes[from], &mut answer, old, &caller, at, fresh);
        }
        if old.is_none() || rng.once_in(4) {
            self.old_heads.insert((from, into), answer.clone());
        }
        if rng.once_in(8) {
            // What travels is JSON.
            answer = serde_json::from_slice(&serde_json::to_vec(&answer).unwrap()).unwrap();
        }
        let told = answer.heads.clone();

        let mut actions = if line.loses_heads {
            pull.on_lost()
        } else {
            pull.on_heads(answer.clone(), &self.nodes[into])
        };
        if line.doubles {
            actions.extend(pull.on_heads(answer, &self.nodes[into]));
        }
        let mut late = if line.delays {
            self.late.remove(&(from, into)).unwrap_or_default()
        } else {
            Vec::new()
        };
        let (mut commits, mut is_done, mut digest_known) = (0, false, None);
        while !actions.is_empty() {
            let waits = |action: &Action| matches!(action, Action::Ask(_) | Action::Offer(_));
            let first = actions.iter().position(|action| !waits(action));
            // Ranges are answered, and batches committed, in any order.
            let action = actions.remove(first.unwrap_or_else(|| rng.below(actions.len())));
            match action {
                Action::TakeRosters(rosters) => {
                    for roster in rosters {
                        self.nodes[into].take_roster(&roster);
                    }
                    self.nodes[into].commit();
                    self.count("rosters taken");
                    if !actions
                        .iter()
                        .any(|a| matches!(a, Action::TakeHeartbeats(_)))
                    {
                        actions.extend(pull.on_membership(&self.nodes[into]));
                    }
                }
                Action::TakeHeartbeats(_) => actions.extend(pull.on_membership(&self.nodes[into])),
                Action::Ask(request) => {
                    for (request, entries) in late.drain(..) {
                        actions.extend(pull.on_entries(&request, entries));
                    }
                    let lost = line.loses_ranges > 0 && rng.once_in(line.loses_ranges);
                    match self
                        .range(from, into, &request, &caller, line, lie, rng)
                        .filter(|_| !lost)
                    {
                        None => actions.extend(pull.on_failure(&request.stream)),
                        Some(entries) if line.delays && rng.once_in(3) => {
                            self.late
                                .entry((from, into))
                                .or_default()
                                .push((request.clone(), entries));
                            actions.extend(pull.on_failure(&request.stream));
                        }
                        Some(entries) => {
                            self.believe(into, &request, &entries, &told);
                            if line.doubles {
                                actions.extend(pull.on_entries(&request, entries.clone()));
                            }
                            actions.extend(pull.on_entries(&request, entries));
                        }
                    }
                }
                Action::Offer(batch) => {
                    commits += 1;
                    let stream = batch.stream.clone();
                    let taken = self.nodes[into].take(batch);
                    if line.crashes_at == commits {
                        self.nodes[into].stored.clear();
                        self.crash(into);
                        actions = pull.on_lost();
                        continue;
                    }
                    match taken {
                        Ok(()) => {
                            self.nodes[into].commit();
                            actions.extend(pull.on_committed(&stream));
                        }
                        Err((at, refused)) => {
                            actions.extend(pull.on_refused(&stream, at, &refused));
                        }
                    }
                }
                Action::Fill(filling) => {
                    if let Err(refused) = self.nodes[into].fill(&filling) {
                        actions.extend(pull.on_refused(&filling.stream, filling.at, &refused));
                    }
                    self.nodes[into].commit();
                    self.count("gaps answered");
                }
                Action::DropStaged(stream) => {
                    self.nodes[into].drop_staged(&stream);
                    self.nodes[into].commit();
                }
                Action::Fault(fault) => self.fault(into, from, &fault),
                Action::Done { digest } => {
                    if is_done {
                        self.breaks("P4", "a round ended twice");
                    }
                    (is_done, digest_known) = (true, digest);
                    if let Some(digest) = digest {
                        self.nodes[into]
                            .ram
                            .known
                            .insert(peer.desk().clone(), digest);
                        self.nodes[into].commit();
                    }
                }
            }
        }
        if !is_done {
            self.breaks("P4", format!("a round of {into} with {from} never ended"));
        }
        if digest_known.is_some() {
            self.count("rounds worked off");
        }
        if !self.is_honest(from) {
            self.nodes[from]
                .planted
                .remove(&Planted::ServesWithoutAsking);
        } else if line.is_whole() && self.is_honest(into) {
            self.compare(into, from);
        }
    }

    /// Does `at` talk to `other`? Honest nodes ask the roster of this moment, liars do not care.
    pub(super) fn session(&mut self, at: usize, other: usize) -> Option<VerifiedPeer> {
        let desk = &federation().desks[other];
        let peer = self.nodes[at].caller(&desk.pin)?;
        let seen = promises::talking(&self.nodes[at], &desk.id);
        self.note(seen);
        Some(peer)
    }

    pub(super) fn acknowledge(&mut self, from: usize, answer: &HeadsAnswer) {
        for head in &answer.heads {
            let log = &self.nodes[from].ram.logs[&head.stream];
            self.acknowledged[from].insert(head.stream.clone(), (log.held.size(), log.held.root()));
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one call, all of it the round's")]
    pub(super) fn range(
        &mut self,
        from: usize,
        into: usize,
        request: &RangeRequest,
        caller: &VerifiedPeer,
        line: Line,
        lie: Option<Lie>,
        rng: &mut Rng,
    ) -> Option<Vec<Entry>> {
        let mut entries = self.nodes[from].range(request, caller)?;
        if self.is_honest(from) {
            for entry in &entries {
                if let Entry::Envelope(bytes) = entry {
                    self.watch_sending(from, into, &request.stream, bytes);
                }
            }
        }
        if line.cuts > 0 {
            entries.truncate(line.cuts);
        }
        if let Some(lie) = lie {
            lies::about_entries(
                lie,
                &self.nodes[from],
                &request.stream,
                &mut entries,
                caller,
                rng.below(64),
            );
        }
        Some(read_entries(&write_entries(&entries)).unwrap())
    }

    pub(super) fn believe(
        &mut self,
        into: usize,
        request: &RangeRequest,
        entries: &[Entry],
        told: &[fanal_protocol::wire::Head],
    ) {
        if !self.nodes[into]
            .planted
            .contains(&Planted::StoresBeforeRoot)
        {
            return;
        }
        let head = told.iter().find(|head| head.stream == request.stream);
        let head = head.and_then(|head| open_head(head, &self.nodes[into].world()).ok());
        if let Some(head) = head {
            self.nodes[into].believe(&request.stream, request.from, entries, &head);
        }
    }

    pub(super) fn fault(&mut self, into: usize, from: usize, fault: &Fault) {
        let name = format!("{fault:?}");
        self.count(format!(
            "fault {}",
            name.split(['(', ' ', '{']).next().unwrap()
        ));
        self.nodes[into].keep_proof(fault);
        self.nodes[into].commit();
        let seen = promises::accusing(
            &self.nodes[into],
            &self.nodes[from],
            fault,
            |at| self.is_honest(at),
            self.restored.contains(&into),
        );
        self.note(seen);
    }

    pub(super) fn compare(&mut self, into: usize, from: usize) {
        let seen = promises::meeting(&self.nodes[into], &self.nodes[from]);
        self.note(seen);
    }
}
