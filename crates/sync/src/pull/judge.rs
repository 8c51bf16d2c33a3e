//! Which of the heads that a peer tells are worked on, and which are faults.
#![expect(
    clippy::similar_names,
    reason = "`head` is what is told and `held` what is here: the words of this room"
)]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Bound;

use fanal_policy::{Decision, Question, World, decide};
use fanal_protocol::limits::EPOCHS;
use fanal_protocol::wire::Head;
use fanal_protocol::{Code, DeskId, StreamName, StreamRef};

use super::{Goal, Proven, Step, Work};
use crate::{Fault, Held, OpenHead, View, open_head_by};

pub(super) struct Judged {
    pub(super) works: Vec<Work>,
    pub(super) faults: Vec<Fault>,
}

/// A head that the peer may tell.
enum Told {
    /// The very note that is held.
    Same(Held),
    /// Another one, verified.
    Open(OpenHead, Option<Held>),
}

impl Told {
    const fn stream(&self) -> &StreamRef {
        match self {
            Self::Same(held) => &held.stream,
            Self::Open(head, _) => &head.stream,
        }
    }
}

pub(super) fn judge(peer: &DeskId, heads: Vec<Head>, view: &impl View) -> Judged {
    let mut judged = Judged {
        works: Vec::new(),
        faults: Vec::new(),
    };
    let mut told = Vec::with_capacity(heads.len());
    for head in heads {
        match hear(peer, &head, view) {
            Ok(heard) => told.extend(heard),
            Err(fault) => judged.faults.push(fault),
        }
    }
    let epochs = epochs_told(&told);
    for heard in told {
        match weigh(peer, heard, &epochs, view) {
            Ok(Some(work)) => {
                let base = work.base.frontier.size();
                if let Some(newest) = work.closed_by
                    && (1..work.head.size).contains(&base)
                {
                    let stream = work.head.stream.clone();
                    judged.faults.push(Fault::ClosedEpoch { stream, newest });
                }
                judged.works.push(work);
            }
            Ok(None) => {}
            Err(fault) => judged.faults.push(fault),
        }
    }
    // What opens an epoch closes the older ones: it is heard before more of them comes. [STR-13]
    judged.works.sort_by(|a, b| {
        let (a, b) = (&a.head.stream, &b.head.stream);
        a.origin.cmp(&b.origin).then(b.epoch.cmp(&a.epoch))
    });
    judged
}

/// May the peer tell it, and did the origin sign it? None: a revoked key signed it, and all that it may
/// still speak for is here. It proves nothing of the origin, opens no epoch, and who passes it on may
/// have had it for long. [ROS-21]
fn hear(peer: &DeskId, head: &Head, view: &impl View) -> Result<Option<Told>, Fault> {
    let stream = &head.stream;
    let world = view.world();
    if world.roster.desk(&stream.origin).is_none() {
        return Err(Fault::UnknownOrigin(stream.clone()));
    }
    // Our own streams may come back from whoever was let see them: as information only. [R9]
    if stream.origin != *world.me {
        may_serve_us(peer, stream, &world).map_err(|code| Fault::NotEntitled {
            stream: stream.clone(),
            code,
        })?;
    }
    match view.held(stream) {
        Some(held)
            if held
                .checkpoint
                .as_ref()
                .is_some_and(|known| known.text == head.checkpoint) =>
        {
            Ok(Some(Told::Same(held)))
        }
        held => {
            let open = open_head_by(view.verifier(), head, &world)?;
            let here = held.as_ref().map_or(0, Held::size);
            let is_over = open.counts_up_to.is_some_and(|end| here >= end);
            Ok((!is_over).then_some(Told::Open(open, held)))
        }
    }
}

/// The question that an honest peer asked before it answered: may I serve them that stream?
fn may_serve_us(peer: &DeskId, stream: &StreamRef, world: &World<'_>) -> Result<(), Code> {
    let theirs = World { me: peer, ..*world };
    match decide(
        Question::Serve {
            stream,
            to: world.me,
        },
        &theirs,
    ) {
        Decision::Allow(_) => Ok(()),
        Decision::Deny(reason) => Err(reason.code),
    }
}

/// The epochs of each stream of a desk.
type Epochs = BTreeMap<(DeskId, StreamName), BTreeSet<u32>>;

/// Of verified heads only: a forged one must not close an epoch.
fn epochs_told(told: &[Told]) -> Epochs {
    let mut epochs = Epochs::new();
    for heard in told {
        let stream = heard.stream();
        let of = (stream.origin.clone(), stream.name.clone());
        epochs.entry(of).or_default().insert(stream.epoch);
    }
    epochs
}

fn weigh(
    peer: &DeskId,
    heard: Told,
    epochs: &Epochs,
    view: &impl View,
) -> Result<Option<Work>, Fault> {
    let stream = heard.stream().clone();
    let known = view
        .newest_epoch(&stream.origin, &stream.name)
        .unwrap_or_default();
    let told = epochs.get(&(stream.origin.clone(), stream.name.clone()));
    let newest = known.max(told.and_then(BTreeSet::last).copied().unwrap_or_default());
    let newer = told.map_or(0, |told| {
        let beyond = (Bound::Excluded(stream.epoch), Bound::Unbounded);
        told.range(beyond).count()
    });
    // So many logs of one name are no restores. [SYN-16]
    if newer >= EPOCHS && stream.origin != *view.world().me {
        return Ok(None);
    }
    // Content that an origin forgot in its restore it could never withdraw: of an epoch that is over it
    // comes from the origin itself. What it took back, and what was answered, comes from anybody.
    // [R9] [R16]
    let closed_by = (stream.epoch < newest && stream.origin != *peer).then_some(newest);
    let (head, held) = match heard {
        Told::Same(held) if held.stream.origin == *view.world().me => {
            let is_over = held.stream.epoch < view.own_epoch();
            return Ok(gaps_only(&held, None, view).filter(|_| is_over));
        }
        Told::Same(held) => return Ok(gaps_only(&held, closed_by, view)),
        Told::Open(head, held) => (head, held),
    };
    if stream.origin == *view.world().me {
        return own_stream(head, held, view);
    }
    let held = held.unwrap_or_else(|| Held::nothing_of(stream));
    refuse_fork(&head, &held, view)?;
    if !is_newer(&head, &held) {
        let is_as_large = head.size == held.size();
        return Ok(if is_as_large {
            gaps_only(&held, closed_by, view)
        } else {
            None
        });
    }
    let edge = held.next_from(peer, &head).clone();
    Ok(Some(work_on(
        head,
        &held,
        closed_by,
        Goal::Grow(edge),
        view,
    )))
}

/// Two checkpoints of the origin's that cannot both be true are the proof against it.
fn refuse_fork(head: &OpenHead, held: &Held, view: &impl View) -> Result<(), Fault> {
    let Some(known) = &held.checkpoint else {
        return Ok(());
    };
    let root_then = match head.size.cmp(&held.size()) {
        std::cmp::Ordering::Equal => Some(held.root()),
        std::cmp::Ordering::Less => view.root_at(&head.stream, head.size),
        std::cmp::Ordering::Greater => None,
    };
    if root_then.is_some_and(|root| root != head.root) {
        let (held, found) = (known.text.clone(), head.text.clone());
        return Err(Fault::Equivocation {
            stream: head.stream.clone(),
            held,
            found,
        });
    }
    Ok(())
}

/// Larger, or as large and signed later; anything older is passed over, and replaces nothing. [R10]
fn is_newer(head: &OpenHead, held: &Held) -> bool {
    match &held.checkpoint {
        None => true,
        Some(known) => {
            head.size > held.size() || (head.size == held.size() && head.time > known.time)
        }
    }
}

/// Our own stream, as somebody else has it. Of the epoch that runs nobody has more than we do. What an
/// older one lost is known: that is why the newer one was opened, and it is taken back here. [R9]
fn own_stream(head: OpenHead, held: Option<Held>, view: &impl View) -> Result<Option<Work>, Fault> {
    let stream = head.stream.clone();
    let size = held.as_ref().map_or(0, Held::size);
    let is_over = stream.epoch < view.own_epoch();
    let is_other = match head.size.cmp(&size) {
        std::cmp::Ordering::Greater => !is_over,
        std::cmp::Ordering::Equal => held.as_ref().is_some_and(|held| held.root() != head.root),
        std::cmp::Ordering::Less => view
            .root_at(&stream, head.size)
            .is_some_and(|root| root != head.root),
    };
    if is_other {
        return Err(Fault::OwnStreamAhead {
            stream,
            size: head.size,
            checkpoint: head.text,
        });
    }
    let held = held.unwrap_or_else(|| Held::nothing_of(stream));
    if head.size == held.size() {
        let wanted = is_over.then(|| gaps_only(&held, None, view));
        return Ok(wanted.flatten());
    }
    if head.size < held.size() {
        return Ok(None);
    }
    let edge = held.proven.clone();
    Ok(Some(work_on(head, &held, None, Goal::Grow(edge), view)))
}

/// The head is the one that is held; what is missing below it may be here.
fn gaps_only(held: &Held, closed_by: Option<u32>, view: &impl View) -> Option<Work> {
    let known = held.checkpoint.clone()?;
    let head = OpenHead {
        stream: held.stream.clone(),
        size: held.size(),
        root: held.root(),
        time: known.time,
        text: known.text,
        counts_up_to: None,
    };
    Some(work_on(head, held, closed_by, Goal::Fill, view)).filter(|work| !work.gaps.is_empty())
}

fn work_on(
    head: OpenHead,
    held: &Held,
    closed_by: Option<u32>,
    goal: Goal,
    view: &impl View,
) -> Work {
    let stream: &StreamRef = &head.stream;
    let roster = view.world().roster;
    let freeze = roster
        .desk(&stream.origin)
        .and_then(|desk| desk.freeze_of(&stream.name, stream.epoch));
    Work {
        base: Proven {
            frontier: held.proven.clone(),
            note: held.checkpoint.as_ref().map(|known| known.text.clone()),
        },
        freeze: freeze.cloned(),
        is_unlike_frozen: false,
        closed_by,
        goal,
        step: Step::Queued,
        gaps: VecDeque::from(view.gaps(stream)),
        head,
    }
}
