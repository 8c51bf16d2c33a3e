//! The lines between desks: what a socket would carry, and nothing else. A caller is known by its
//! TLS pin, asked about in the called desk's roster at every request, as the real listener does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use fanal_desk::{Desk, Line};
use fanal_protocol::wire::{Entry, HeadsAnswer, HeadsRequest, RangeRequest};
use fanal_protocol::{Code, DeskId, Envelope, NetworkId, Problem, StreamRef, TlsPin};
use fanal_sync::VerifiedPeer;

/// All lines, and all desks at their ends.
#[derive(Default)]
pub struct Wire {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    desks: BTreeMap<DeskId, Desk>,
    cut: BTreeSet<(DeskId, DeskId)>,
    down: BTreeSet<DeskId>,
    requests: usize,
    ranges_left: Option<usize>,
}

impl Wire {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Connects a desk, in place of an older one of the same name.
    pub fn connect(&self, desk: Desk) {
        self.state().desks.insert(desk.id().clone(), desk);
    }

    /// The desk of this name.
    pub fn desk(&self, id: &DeskId) -> Desk {
        self.state().desks.get(id).cloned().unwrap()
    }

    /// This desk neither calls nor answers, from now on.
    pub fn take_down(&self, id: &DeskId) {
        self.state().down.insert(id.clone());
    }

    /// It is back.
    pub fn bring_up(&self, id: &DeskId) {
        self.state().down.remove(id);
    }

    /// These two do not hear each other.
    pub fn cut(&self, one: &DeskId, other: &DeskId) {
        let mut state = self.state();
        state.cut.insert((one.clone(), other.clone()));
        state.cut.insert((other.clone(), one.clone()));
    }

    /// They do again.
    pub fn mend(&self, one: &DeskId, other: &DeskId) {
        let mut state = self.state();
        state.cut.remove(&(one.clone(), other.clone()));
        state.cut.remove(&(other.clone(), one.clone()));
    }

    /// Every line breaks after so many more ranges.
    pub fn break_after_ranges(&self, count: usize) {
        self.state().ranges_left = Some(count);
    }

    /// Lines break no more.
    pub fn stop_breaking(&self) {
        self.state().ranges_left = None;
    }

    /// Requests so far.
    pub fn requests(&self) -> usize {
        self.state().requests
    }

    /// The called desk, if the line stands, and who calls, by the called desk's own roster.
    fn call(
        &self,
        me: &Wired,
        peer: &DeskId,
        network: NetworkId,
    ) -> Result<(Desk, VerifiedPeer), Problem> {
        let desk = {
            let mut state = self.state();
            state.requests += 1;
            let gone = state.down.contains(peer) || state.down.contains(&me.id);
            if gone || state.cut.contains(&(me.id.clone(), peer.clone())) {
                return Err(Problem::new(Code::PeerUnreachable, "the line is down"));
            }
            state.desks.get(peer).cloned()
        };
        let desk = desk.ok_or_else(|| Problem::new(Code::PeerUnreachable, "nobody is there"))?;
        let standing = desk.standing();
        let membership = standing.networks.get(&network);
        let caller =
            membership.and_then(|held| VerifiedPeer::by_pin(&me.pin, held.in_force(desk.now())));
        let caller = caller.ok_or_else(|| Problem::new(Code::PolicyMember, "no active member"))?;
        Ok((desk, caller))
    }

    fn spend_range(&self) -> Result<(), Problem> {
        let mut state = self.state();
        match &mut state.ranges_left {
            Some(0) => Err(Problem::new(Code::PeerUnreachable, "the line broke")),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

/// One desk's end of all lines.
pub struct Wired {
    id: DeskId,
    pin: TlsPin,
    wire: Arc<Wire>,
}

impl Wired {
    /// The end of this desk.
    pub fn of(desk: &Desk, wire: Arc<Wire>) -> Self {
        Self {
            id: desk.id().clone(),
            pin: desk.tls_pin(),
            wire,
        }
    }

    /// Everything that the other desk serves to this one at this moment.
    pub async fn all_served(&self, peer: &DeskId, network: NetworkId) -> Result<Served, Problem> {
        all_served(self, peer, network).await
    }
}

/// Everything that a desk serves down this line at this moment, asked for as if nothing was known.
pub async fn all_served(
    line: &dyn Line,
    peer: &DeskId,
    network: NetworkId,
) -> Result<Served, Problem> {
    let request = HeadsRequest {
        network,
        known: None,
        roster: 0,
    };
    let answer = line.heads(peer, &request).await?;
    let mut served = Served::default();
    served
        .text
        .push_str(&serde_json::to_string(&answer).unwrap());
    for head in answer.heads {
        let mut from = 0;
        loop {
            let request = RangeRequest {
                network,
                stream: head.stream.clone(),
                from,
                to: from + 2_048,
            };
            // Past the end: that is how the end is found without parsing notes.
            let Ok(entries) = line.range(peer, &request).await else {
                break;
            };
            from += u64::try_from(entries.len()).unwrap();
            for entry in entries {
                served.take(&head.stream, entry);
            }
        }
        served.streams.push(head.stream);
    }
    Ok(served)
}

/// What one desk serves to another.
#[derive(Default)]
pub struct Served {
    /// The streams that are told of.
    pub streams: Vec<StreamRef>,
    /// Heads, and the payloads of all envelopes, as text.
    pub text: String,
    /// Each entry.
    pub entries: Vec<(StreamRef, Entry)>,
}

impl Served {
    fn take(&mut self, stream: &StreamRef, entry: Entry) {
        if let Entry::Envelope(bytes) = &entry {
            let envelope = Envelope::parse(bytes).unwrap();
            self.text
                .push_str(std::str::from_utf8(envelope.payload()).unwrap());
            self.text.push('\n');
        }
        self.entries.push((stream.clone(), entry));
    }

    /// Tombstones among the entries.
    pub fn tombstones(&self) -> usize {
        let is = |entry: &&(StreamRef, Entry)| matches!(entry.1, Entry::Tombstone { .. });
        self.entries.iter().filter(is).count()
    }
}

#[async_trait]
impl Line for Wired {
    async fn heads(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        let (desk, caller) = self.wire.call(self, peer, request.network)?;
        let answer = desk.answer_heads(&caller, request).await;
        answer.map_err(|error| error.problem())
    }

    async fn hint(&self, peer: &DeskId, request: &HeadsRequest) -> Result<HeadsAnswer, Problem> {
        self.heads(peer, request).await
    }

    async fn range(&self, peer: &DeskId, request: &RangeRequest) -> Result<Vec<Entry>, Problem> {
        let (desk, caller) = self.wire.call(self, peer, request.network)?;
        self.wire.spend_range()?;
        let answer = desk.answer_range(&caller, request).await;
        answer.map_err(|error| error.problem())
    }
}
