//! What takes long, and how far it is: told to the account that asked for it, and to nobody else. [CLI-13]

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use fanal_protocol::DeskId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::caller::Caller;
use crate::desk::Desk;

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorkStep {
    /// Bulletins that were signed, or laid down as drafts.
    Bulletins,
    /// Statements that came from a peer and were taken.
    Statements,
}

/// How far something is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WorkShown {
    /// What is counted.
    pub step: WorkStep,
    /// With which peer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<DeskId>,
    /// So many are done.
    pub done: usize,
    /// Of so many, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<usize>,
}

/// What is being done: of which account, and in which of its calls.
type ByCall = BTreeMap<(String, u64), WorkShown>;

/// What is being done, by call.
#[derive(Clone, Default)]
pub(crate) struct Works {
    by_call: Arc<Mutex<ByCall>>,
    calls: Arc<AtomicU64>,
}

impl Works {
    fn with<T>(&self, act: impl FnOnce(&mut ByCall) -> T) -> T {
        // A panic elsewhere leaves a count behind, and nothing worse.
        act(&mut self.by_call.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The work of one call; over with it, however it ends.
struct Working {
    works: Works,
    call: (String, u64),
}

impl Drop for Working {
    fn drop(&mut self) {
        self.works.with(|all| all.remove(&self.call));
    }
}

tokio::task_local! {
    static WORKING: Working;
}

impl Desk {
    /// How far the caller's own calls are whose work is counted and not over; the newest first.
    pub fn show_work(&self, caller: &Caller) -> Vec<WorkShown> {
        self.works().with(|all| {
            let own = all.iter().rev();
            let own = own.filter(|((account, _), _)| account == caller.account());
            own.map(|(_, shown)| shown.clone()).collect()
        })
    }

    /// Does this, and tells the caller meanwhile how far it is.
    pub(crate) async fn at_work<T>(&self, caller: &Caller, work: impl Future<Output = T>) -> T {
        let works = self.works().clone();
        let number = works.calls.fetch_add(1, Ordering::Relaxed);
        let working = Working {
            works,
            call: (caller.account().to_owned(), number),
        };
        WORKING.scope(working, work).await
    }
}

/// So far it is; where nobody waits for it, nobody is told.
pub(crate) fn is_at(step: WorkStep, desk: Option<&str>, done: usize, of: Option<usize>) {
    let shown = WorkShown {
        step,
        desk: desk.and_then(|desk| desk.parse().ok()),
        done,
        of,
    };
    let _ = WORKING.try_with(|working| {
        let call = working.call.clone();
        working.works.with(|all| all.insert(call, shown))
    });
}
