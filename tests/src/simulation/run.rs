//! Runs a schedule and watches every promise after every step.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fanal_protocol::wire::{Entry, HeadsAnswer, RangeRequest, read_entries, write_entries};
use fanal_protocol::{
    Audience, Body, BulletinId, Claim, DeskStatus, Digest, Freeze, Header, Kind, Label, Marking,
    NoBeneficiary, Publication, Reference, RetractionReason, Scope, Sighting, SightingVerdict,
    StreamName, StreamRef, Timestamp, VerifiedRoster,
};
use fanal_sync::{Action, Fault, Pull, VerifiedPeer, View, open_head};

use super::compose::bulletin;
use super::federation::{Change, START, federation};
use super::lies;
use super::node::{Key, Log, Node, Own, root_at};
use super::ops::{Consent, Crooked, Lie, Line, Op, Schedule, To};
use super::oracle::Truth;
use super::planted::Planted;
use super::promises::{self, Truths, Violation};
use super::rng::Rng;

/// How often each thing took place.
pub type Counts = BTreeMap<String, u64>;

/// What came of a schedule.
pub struct Outcome {
    /// Operations, faults, refusals, receipts.
    pub counts: Counts,
    /// The first broken promise, and after which step.
    pub violation: Option<(usize, Violation)>,
}

/// An answer that an earlier round waited for.
type Late = (RangeRequest, Vec<Entry>);

/// A withdrawal that has to reach everybody.
struct Withdrawal {
    origin: usize,
    id: BulletinId,
    retraction: Digest,
    streams: BTreeSet<StreamName>,
}

struct Simulation<'s> {
    schedule: &'s Schedule,
    nodes: Vec<Node>,
    now: i64,
    skews: Vec<i64>,
    /// Every version; the coordinators have them all.
    rosters: Vec<Arc<VerifiedRoster>>,
    truths: Truths,
    withdrawals: Vec<Withdrawal>,
    /// What each node told others of a stream.
    acknowledged: Vec<BTreeMap<StreamRef, (u64, Digest)>>,
    /// The highest revision that each node ever had.
    revisions: Vec<BTreeMap<Key, u32>>,
    checked: Vec<BTreeMap<StreamRef, Arc<Log>>>,
    /// What its origin sent, or took back, after its backup.
    forgotten: BTreeSet<(usize, BulletinId)>,
    /// Who came back from a backup.
    restored: BTreeSet<usize>,
    old_heads: BTreeMap<(usize, usize), HeadsAnswer>,
    late: BTreeMap<(usize, usize), Vec<Late>>,
    counts: Counts,
    broken: Option<Violation>,
}

/// Runs it; every honest node has the planted bug, if there is one.
pub fn run(schedule: &Schedule, planted: Option<Planted>) -> Outcome {
    let mut simulation = Simulation::new(schedule, planted);
    for (step, op) in schedule.ops.iter().enumerate() {
        simulation.step(step, *op);
        if let Some(violation) = simulation.broken.take() {
            return Outcome {
                counts: simulation.counts,
                violation: Some((step, violation)),
            };
        }
    }
    simulation.settle();
    let violation = simulation
        .broken
        .take()
        .map(|violation| (schedule.ops.len(), violation));
    Outcome {
        counts: simulation.counts,
        violation,
    }
}

impl<'s> Simulation<'s> {
    fn new(schedule: &'s Schedule, planted: Option<Planted>) -> Self {
        let mut nodes: Vec<Node> = (0..schedule.nodes)
            .map(|at| Node::new(at, schedule.seed))
            .collect();
        for node in &mut nodes {
            node.is_liar = schedule.liar() == Some(node.at);
            node.planted = if node.is_liar {
                BTreeSet::from([
                    Planted::IgnoresRetraction,
                    Planted::ServesExpelled,
                    Planted::SkipsAccept,
                ])
            } else {
                planted.into_iter().collect()
            };
        }
        let count = schedule.nodes;
        Self {
            schedule,
            nodes,
            now: START,
            skews: vec![0; count],
            rosters: vec![Arc::clone(&federation().first)],
            truths: Truths::new(),
            withdrawals: Vec::new(),
            acknowledged: vec![BTreeMap::new(); count],
            revisions: vec![BTreeMap::new(); count],
            checked: vec![BTreeMap::new(); count],
            forgotten: BTreeSet::new(),
            restored: BTreeSet::new(),
            old_heads: BTreeMap::new(),
            late: BTreeMap::new(),
            counts: Counts::new(),
            broken: None,
        }
    }

    fn is_honest(&self, at: usize) -> bool {
        self.schedule.liar() != Some(at)
    }

    fn count(&mut self, what: impl Into<String>) {
        *self.counts.entry(what.into()).or_default() += 1;
    }

    fn breaks(&mut self, promise: &'static str, text: impl Into<String>) {
        self.broken.get_or_insert(Violation {
            promise,
            text: text.into(),
        });
    }

    fn step(&mut self, step: usize, op: Op) {
        // Chance hangs on what the operation is, not on where it stands: shrinking moves it.
        let mut rng = Rng::new(self.schedule.seed ^ fingerprint(op));
        for (node, skew) in self.nodes.iter_mut().zip(&self.skews) {
            node.clock = self.now + skew;
        }
        self.now += 1 + i64::try_from(step % 3).unwrap();
        match op {
            Op::Share {
                by,
                label,
                to,
                consent,
            } => self.share(by, label, to, consent),
            Op::Publish { by } => self.publish(by),
            Op::Revise { by, pick } => self.revise(by, pick),
            Op::Narrow { by, pick, to } => self.narrow(by, pick, to),
            Op::Withdraw { by, pick } => self.withdraw(by, pick),
            Op::Sight { by, pick } => self.sight(by, pick),
            Op::Roster {
                first,
                desk,
                change,
            } => self.roster(first, desk, change),
            Op::Sync {
                into,
                from,
                line,
                lie,
            } => self.sync(into, from, line, lie, &mut rng),
            Op::Sign { what } => self.sign_crooked(what),
            Op::Crash { at } => self.crash(at),
            Op::BackUp { at } => self.nodes[at].back_up(),
            Op::Restore { at } => self.restore(at),
            Op::Clock { seconds } => self.now += seconds,
            Op::Skew { at, seconds } => self.skews[at] = seconds,
        }
        let name = format!("{op:?}");
        self.count(format!("op {}", name.split([' ', '{']).next().unwrap()));
        self.watch();
    }

    // --- what desks do -----------------------------------------------------------------------

    fn share(&mut self, by: usize, label: Label, to: To, consent: Consent) {
        let mut marking = Marking::of(label);
        marking.audience = match to {
            To::Everybody => Audience::default(),
            To::Desk(desk) => Audience::of_desks([federation().desks[desk].id.clone()]),
            To::Group(river) => Audience {
                groups: BTreeSet::from([if river { "river" } else { "hill" }.parse().unwrap()]),
                ..Audience::default()
            },
        };
        let until = Some(Timestamp::from_unix(self.now + 7_200));
        let consent = match consent {
            Consent::NotNeeded => Claim::NotNeeded {
                because: NoBeneficiary::NoBeneficiary,
            },
            Consent::Named => Claim::Granted {
                scope: Scope::Named,
                attribution: false,
                until: None,
            },
            Consent::Network => Claim::Granted {
                scope: Scope::Network,
                attribution: false,
                until,
            },
            Consent::No => Claim::NotAsked,
        };
        let header = self.nodes[by].header(Kind::Bulletin, BTreeSet::new());
        self.compose(by, header, bulletin(marking, consent));
    }

    fn compose(&mut self, by: usize, header: Header, body: Body) {
        let was_allowed = self.nodes[by].compose(header, body);
        self.count(if was_allowed {
            "composed"
        } else {
            "composing refused"
        });
    }

    fn publish(&mut self, by: usize) {
        let node = &mut self.nodes[by];
        let mut header = node.header(Kind::Publication, BTreeSet::from([StreamName::Clear]));
        header.issued = header.issued.day();
        let publication = Publication {
            title: "published".into(),
            summary: None,
            lang: None,
            category: None,
            date: header.issued,
            pap: None,
            may_alert_perpetrator: false,
            source: None,
            licence: None,
            objects: Vec::new(),
            roles: BTreeMap::new(),
        };
        let body = Body::Publication(Box::new(publication));
        let Some(kept) = node.issue(header, body.clone()) else {
            return;
        };
        let digest = kept.opened.digest();
        let out = vec![(digest, BTreeSet::from([StreamName::Clear]))];
        node.ram.own.insert(
            kept.opened.header().id,
            Own {
                revision: 1,
                digest,
                out,
                body,
                withdrawn: false,
            },
        );
        node.commit();
    }

    /// One of a desk's own that is still out.
    fn pick(&self, by: usize, pick: usize, bulletins_only: bool) -> Option<(BulletinId, Own)> {
        let fits = |own: &&Own| {
            !own.withdrawn && (!bulletins_only || matches!(own.body, Body::Bulletin(_)))
        };
        let own: Vec<_> = self.nodes[by]
            .ram
            .own
            .iter()
            .filter(|(_, own)| fits(own))
            .collect();
        let (id, own) = own.get(pick.checked_rem(own.len())?)?;
        Some((**id, (*own).clone()))
    }

    fn revise(&mut self, by: usize, pick: usize) {
        let Some((id, own)) = self.pick(by, pick, true) else {
            return;
        };
        let header = self.nodes[by].next_revision(id, &own);
        self.compose(by, header, own.body);
    }

    fn narrow(&mut self, by: usize, pick: usize, to: usize) {
        let Some((id, own)) = self.pick(by, pick, true) else {
            return;
        };
        let Body::Bulletin(content) = &own.body else {
            return;
        };
        let mut marking = content.marking.clone();
        marking.audience = Audience::of_desks([federation().desks[to].id.clone()]);
        let was_allowed = self.nodes[by].narrow(id, &own, marking);
        self.count(if was_allowed {
            "composed"
        } else {
            "composing refused"
        });
    }

    fn withdraw(&mut self, by: usize, pick: usize) {
        let Some((id, own)) = self.pick(by, pick, false) else {
            return;
        };
        let Some(retraction) = self.nodes[by].retract(id, RetractionReason::Consent) else {
            return;
        };
        self.nodes[by].commit();
        let streams = own
            .out
            .into_iter()
            .flat_map(|(_, streams)| streams)
            .collect();
        self.withdrawals.push(Withdrawal {
            origin: by,
            id,
            retraction,
            streams,
        });
    }

    fn sight(&mut self, by: usize, pick: usize) {
        let node = &mut self.nodes[by];
        let others: Vec<_> = node
            .ram
            .contents
            .keys()
            .filter(|(origin, _)| origin != node.id())
            .cloned()
            .collect();
        let Some((origin, id)) = pick
            .checked_rem(others.len())
            .and_then(|at| others.get(at))
            .cloned()
        else {
            return;
        };
        let header = node.header(
            Kind::Sighting,
            BTreeSet::from([StreamName::Direct(origin.clone())]),
        );
        let target = Reference { origin, id };
        let sighting = Sighting {
            target,
            object: None,
            verdict: SightingVerdict::Seen,
            named: false,
        };
        node.issue(header, Body::Sighting(sighting));
        node.commit();
    }

    fn roster(&mut self, first: usize, desk: usize, change: Change) {
        let first = if self.is_honest(first) { first } else { 0 };
        let id = &federation().desks[desk].id;
        let wanted = match change {
            Change::Suspend => DeskStatus::Suspended,
            Change::Expel => DeskStatus::Expelled,
            Change::Admit => DeskStatus::Active,
        };
        if self
            .newest_roster()
            .desk(id)
            .is_none_or(|desk| desk.status == wanted)
        {
            return;
        }
        let logs = self.nodes[first].ram.logs.iter();
        let freezes = logs
            .filter(|(stream, log)| {
                stream.origin == *id && stream.name.is_relayed() && log.held.size() > 0
            })
            .map(|(stream, log)| Freeze {
                stream: stream.name.clone(),
                epoch: stream.epoch,
                size: log.held.size(),
                root: log.held.root(),
            })
            .collect();
        let newest = self.newest_roster();
        let next = federation().next_roster(&newest, desk, change, freezes, self.now);
        self.rosters.push(Arc::new(next));
        self.hand_over_rosters(first);
    }

    fn newest_roster(&self) -> Arc<VerifiedRoster> {
        Arc::clone(self.rosters.last().unwrap())
    }

    /// Coordinators hand over what is missing.
    fn hand_over_rosters(&mut self, at: usize) {
        let node = &mut self.nodes[at];
        for roster in &self.rosters {
            node.take_roster(roster.bytes());
        }
        node.commit();
    }

    fn sign_crooked(&mut self, what: Crooked) {
        if let Some(liar) = self.schedule.liar() {
            self.nodes[liar].sign_crooked(what);
        }
    }

    fn crash(&mut self, at: usize) {
        self.nodes[at].crash();
        if !self.is_honest(at) {
            return;
        }
        let lost = self.acknowledged[at].iter().find(|(stream, (size, root))| {
            let log = self.nodes[at].disk.logs.get(stream);
            log.is_none_or(|log| root_at(log, *size) != Some(*root))
        });
        if let Some((stream, (size, _))) = lost {
            let text = format!(
                "{} told of {stream} up to {size} and lost it",
                self.nodes[at].id()
            );
            self.breaks("P6", text);
        }
    }

    /// What a backup did not have is gone, and told so; what it had holds.
    fn restore(&mut self, at: usize) {
        let before = self.nodes[at].ram.own.clone();
        self.nodes[at].restore();
        self.restored.insert(at);
        self.acknowledged[at].clear();
        self.revisions[at].clear();
        // A desk cannot take back what it no longer knows that it sent: this is open in the design,
        // and the watch passes over it until a restored desk learns its own streams from its peers.
        let after = &self.nodes[at].ram.own;
        let forgot = |id: &BulletinId, own: &Own| {
            after
                .get(id)
                .is_none_or(|now| now.revision != own.revision || now.out != own.out)
        };
        let forgotten = before
            .iter()
            .filter(|(id, own)| forgot(id, own))
            .map(|(id, _)| (at, *id));
        self.forgotten.extend(forgotten);
    }

    // --- one round ---------------------------------------------------------------------------

    #[expect(
        clippy::too_many_lines,
        reason = "the driver's loop, read from top to bottom"
    )]
    fn sync(&mut self, into: usize, from: usize, line: Line, lie: Option<Lie>, rng: &mut Rng) {
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
    fn session(&mut self, at: usize, other: usize) -> Option<VerifiedPeer> {
        let desk = &federation().desks[other];
        let peer = self.nodes[at].caller(&desk.pin)?;
        let seen = promises::talking(&self.nodes[at], &desk.id);
        self.note(seen);
        Some(peer)
    }

    fn acknowledge(&mut self, from: usize, answer: &HeadsAnswer) {
        for head in &answer.heads {
            let log = &self.nodes[from].ram.logs[&head.stream];
            self.acknowledged[from].insert(head.stream.clone(), (log.held.size(), log.held.root()));
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one call, all of it the round's")]
    fn range(
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

    fn believe(
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

    fn fault(&mut self, into: usize, from: usize, fault: &Fault) {
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

    fn compare(&mut self, into: usize, from: usize) {
        let seen = promises::meeting(&self.nodes[into], &self.nodes[from]);
        self.note(seen);
    }

    // --- the watch ---------------------------------------------------------------------------

    fn watch(&mut self) {
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

    fn read_what_was_signed(&mut self) {
        for node in &mut self.nodes {
            for kept in std::mem::take(&mut node.issued) {
                self.truths.insert(kept.opened.digest(), Truth::of(&kept));
            }
        }
    }

    fn note(&mut self, seen: Option<Violation>) {
        if let Some(violation) = seen {
            self.broken.get_or_insert(violation);
        }
    }

    fn watch_sending(&mut self, from: usize, into: usize, stream: &StreamRef, bytes: &[u8]) {
        // What was signed in this very step is not in the books yet.
        self.read_what_was_signed();
        self.count("envelopes sent");
        let receiver = self.nodes[into].id();
        let seen = promises::sending(&self.truths, &self.nodes[from], receiver, stream, bytes);
        self.note(seen);
    }

    fn watch_logs(&mut self, at: usize) {
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
    fn watch_revisions(&mut self, at: usize) {
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
    fn settle(&mut self) {
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

    fn watch_withdrawal(&mut self, withdrawal: &Withdrawal, active: &[usize]) {
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

fn fingerprint(op: Op) -> u64 {
    format!("{op:?}")
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}
