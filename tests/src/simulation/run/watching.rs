//! What the watcher looks at after every step, and when all has settled.

use std::sync::Arc;

use fanal_protocol::{DeskStatus, StreamRef};

use super::{Simulation, Withdrawal};
use crate::simulation::federation::federation;
use crate::simulation::ops::Line;
use crate::simulation::oracle::Truth;
use crate::simulation::promises::{self, Violation};
use crate::simulation::rng::Rng;

impl Simulation<'_> {
    pub(super) fn watch(&mut self) {
        self.read_what_was_signed();
        for at in 0..self.nodes.len() {
            let refused = std::mem::take(&mut self.nodes[at].refused);
            for code in refused {
                self.count(format!("refused {code}"));
            }
            let stored = std::mem::take(&mut self.nodes[at].stored);
            if !self.is_honest(at) {
                continue;
            }
            for (stream, place, kept, sender) in stored {
                self.count("envelopes stored");
                let seen = promises::storing(
                    &self.truths,
                    &self.nodes[at],
                    &stream,
                    place,
                    &kept,
                    &sender,
                );
                self.note(seen);
            }
            self.watch_logs(at);
            self.watch_revisions(at);
        }
    }

    pub(super) fn read_what_was_signed(&mut self) {
        for node in &mut self.nodes {
            for kept in std::mem::take(&mut node.issued) {
                self.truths.insert(kept.opened.digest(), Truth::of(&kept));
            }
        }
    }

    pub(super) fn note(&mut self, seen: Option<Violation>) {
        if let Some(violation) = seen {
            self.broken.get_or_insert(violation);
        }
    }

    pub(super) fn watch_sending(
        &mut self,
        from: usize,
        into: usize,
        stream: &StreamRef,
        bytes: &[u8],
    ) {
        // What was signed in this very step is not in the books yet.
        self.read_what_was_signed();
        self.count("envelopes sent");
        let receiver = self.nodes[into].id();
        let seen = promises::sending(&self.truths, &self.nodes[from], receiver, stream, bytes);
        self.note(seen);
    }

    pub(super) fn watch_logs(&mut self, at: usize) {
        let node = &self.nodes[at];
        let mut wrong = None;
        for (stream, log) in &node.disk.logs {
            let is_known = self.checked[at]
                .get(stream)
                .is_some_and(|before| Arc::ptr_eq(before, log));
            if !is_known {
                wrong = wrong.or_else(|| promises::log_is_whole(node, stream, log));
                self.checked[at].insert(stream.clone(), Arc::clone(log));
            }
        }
        self.note(wrong);
    }

    /// P3: revisions only go up.
    pub(super) fn watch_revisions(&mut self, at: usize) {
        let node = &self.nodes[at];
        let mut fell = None;
        for (key, (revision, _)) in &node.disk.contents {
            let highest = self.revisions[at].entry(key.clone()).or_default();
            if revision < highest {
                fell = Some(format!(
                    "{} went from revision {highest} to {revision}",
                    node.id()
                ));
            }
            *highest = *revision.max(highest);
        }
        if let Some(text) = fell {
            self.breaks("P3", text);
        }
    }

    /// P5: with the line whole and the clocks right, every withdrawal reaches everybody.
    pub(super) fn settle(&mut self) {
        self.skews.fill(0);
        self.now += 7_200;
        let honest: Vec<usize> = (0..self.nodes.len())
            .filter(|at| self.is_honest(*at))
            .collect();
        let active: Vec<usize> = honest
            .into_iter()
            .filter(|at| {
                let id = &federation().desks[*at].id;
                self.newest_roster()
                    .desk(id)
                    .is_some_and(|desk| desk.status == DeskStatus::Active)
            })
            .collect();
        // Coordinators reach everybody who is in.
        for at in &active {
            self.hand_over_rosters(*at);
            self.nodes[*at].clock = self.now;
            self.nodes[*at].commit();
        }
        let mut rng = Rng::new(self.schedule.seed);
        for _ in 0..4 {
            for into in &active {
                for from in active.iter().filter(|from| *from != into) {
                    self.sync(*into, *from, Line::default(), None, &mut rng);
                    self.watch();
                }
            }
            if self.broken.is_some() {
                return;
            }
        }
        for withdrawal in std::mem::take(&mut self.withdrawals) {
            self.watch_withdrawal(&withdrawal, &active);
        }
        self.count("settled");
    }

    pub(super) fn watch_withdrawal(&mut self, withdrawal: &Withdrawal, active: &[usize]) {
        let is_forgotten = self.forgotten.contains(&(withdrawal.origin, withdrawal.id));
        if !active.contains(&withdrawal.origin) || is_forgotten {
            return;
        }
        let origin = &federation().desks[withdrawal.origin].id;
        let receipts = self.nodes[withdrawal.origin]
            .ram
            .receipts
            .get(&withdrawal.retraction)
            .cloned()
            .unwrap_or_default();
        for at in active.iter().filter(|at| **at != withdrawal.origin) {
            let node = &self.nodes[*at];
            let id = node.id();
            if promises::keeps(node, origin, withdrawal.id) {
                return self.breaks("P5", format!("{id} still holds what {origin} withdrew"));
            }
            let reads = promises::reads(node, &withdrawal.streams);
            if reads && !receipts.contains(id) {
                return self.breaks("P5", format!("{origin} has no receipt from {id}"));
            }
            if reads {
                self.count("receipts");
            }
        }
        self.count("withdrawals that reached everybody");
    }
}
