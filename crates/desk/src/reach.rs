//! Try a peer: is it there, is it who the roster says, does it let us in, how fast is it.

use std::time::Duration;

use fanal_protocol::wire::HeadsRequest;
use fanal_protocol::{Address, Code, DeskId, DeskStatus, Problem};
use fanal_store::Right;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::caller::Caller;
use crate::desk::Desk;
use crate::error::{Result, not_found};
use crate::pull::Line;

/// Which peer to try.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TryOrder {
    /// Its short name.
    pub desk: DeskId,
}

/// How a try went.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Tried {
    /// The desk.
    pub desk: DeskId,
    /// Its name.
    pub name: String,
    /// What it is to the network.
    pub status: DeskStatus,
    /// Where the roster says that it listens.
    pub addresses: Vec<Address>,
    /// Something listens there, or it holds a line open to this node; absent where it was not tried.
    pub connected: Option<bool>,
    /// It has one of the keys that the roster pins; absent where it did not come so far.
    pub pinned: Option<bool>,
    /// Milliseconds of the first question and answer, with the connection if none was open.
    pub first_ms: Option<u64>,
    /// Milliseconds of a second one on the same line.
    pub again_ms: Option<u64>,
    /// The version of this desk's roster.
    pub roster_here: u64,
    /// The version of the peer's.
    pub roster_there: Option<u64>,
    /// Streams that it shows to this desk.
    pub streams: Option<usize>,
    /// Why it did not come to its end.
    pub failed: Option<Problem>,
}

impl Desk {
    /// Asks a peer twice for what it shows to this desk, and takes nothing of it.
    pub async fn try_peer(
        &self,
        caller: &Caller,
        order: &TryOrder,
        line: &dyn Line,
    ) -> Result<Tried> {
        caller.needs(Right::Analyst)?;
        let (network, membership) = self.membership(None)?;
        let roster = membership.in_force(self.now());
        let entry = roster
            .desk(&order.desk)
            .ok_or_else(|| not_found(&format!("desk `{}` in the roster", order.desk)))?;
        let mut tried = Tried {
            desk: entry.id.clone(),
            name: entry.name.clone(),
            status: entry.status,
            addresses: entry.addresses.clone(),
            connected: None,
            pinned: None,
            first_ms: None,
            again_ms: None,
            roster_here: membership.roster.version(),
            roster_there: None,
            streams: None,
            failed: None,
        };
        if let Some(problem) = self.untried(&tried) {
            tried.failed = Some(problem);
            return Ok(tried);
        }
        let request = HeadsRequest {
            network,
            known: None,
            roster: tried.roster_here,
        };
        let begun = Instant::now();
        match line.heads(&order.desk, &request).await {
            Ok(answer) => {
                tried.first_ms = Some(milliseconds(begun.elapsed()));
                (tried.connected, tried.pinned) = (Some(true), Some(true));
                tried.roster_there = Some(answer.roster);
                tried.streams = Some(answer.heads.len());
                let begun = Instant::now();
                match line.heads(&order.desk, &request).await {
                    Ok(_) => tried.again_ms = Some(milliseconds(begun.elapsed())),
                    Err(problem) => tried.failed = Some(problem),
                }
            }
            Err(problem) => {
                (tried.connected, tried.pinned) = how_far(&problem);
                tried.failed = Some(in_words(&tried, problem));
            }
        }
        Ok(tried)
    }

    /// Whom nobody calls.
    fn untried(&self, tried: &Tried) -> Option<Problem> {
        let desk = &tried.desk;
        if *desk == *self.id() {
            return Some(Problem::new(Code::UsageInvalid, "this is this desk"));
        }
        (tried.status != DeskStatus::Active).then(|| {
            let text = format!("`{desk}` is not an active member: nobody calls it");
            Problem::new(Code::PolicyMember, text)
        })
    }
}

/// What the line says of a peer that is not who the roster says.
pub const OTHER_KEY: &str = "it shows another key than the roster's";

/// How far a try came that failed so: connected, pinned.
fn how_far(problem: &Problem) -> (Option<bool>, Option<bool>) {
    let answered = matches!(problem.code, Code::PeerRefused | Code::VerifyFormat);
    if answered {
        // Otherwise it is an answer that is none.
        let other = problem.code == Code::VerifyFormat && problem.text.contains(OTHER_KEY);
        (Some(true), Some(!other))
    } else if problem.code == Code::PeerUnreachable {
        (Some(false), None)
    } else {
        (None, None)
    }
}

/// What would help, where the line does not say it.
fn in_words(tried: &Tried, problem: Problem) -> Problem {
    if problem.hint.is_some() {
        return problem;
    }
    let hint = if problem.code == Code::PeerUnreachable && tried.addresses.is_empty() {
        "it has no address and calls when it runs: wait until it does, or call its people"
    } else if problem.code == Code::PeerUnreachable {
        "its node may be down, or a firewall stands between: call its people"
    } else if problem.code == Code::VerifyFormat {
        "somebody else may answer in its place: call its people, and compare the key's words"
    } else if problem.code == Code::PeerRefused {
        "its roster may be older, or newer, than ours: call its people"
    } else {
        return problem;
    };
    problem.with_hint(hint)
}

fn milliseconds(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
