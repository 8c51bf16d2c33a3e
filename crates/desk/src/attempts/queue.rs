//! Who waits for a hash: Argon2id is meant to be slow, and takes a core. Strangers have a queue of their
//! own, in which no name takes another's turn. [ACC-8]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use fanal_protocol::Code;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Lane;
use crate::error::{DeskError, Result, problem};

/// Hashes at once for whoever comes: each takes 19 MiB and a core, and the desk has other things to do.
const HASHES: usize = 2;
/// Hashes at once for who showed what nobody guesses: however many strangers come, this one is free of them.
const OWN_HASHES: usize = 1;
/// Sign-ins that wait for their hash, or have it; more are told to come back. All of them take a few seconds.
const WAITING: usize = 34;
/// The same of one name: who tries one keeps no other from its turn.
const WAITING_OF_A_NAME: usize = 3;

/// The queue of whoever comes, and that of who is known already.
pub(crate) struct Queues {
    anybody: Queue,
    own: Queue,
    names: Names,
}

/// How many of a name wait or hash.
type Names = Arc<Mutex<BTreeMap<Lane, usize>>>;

impl Default for Queues {
    fn default() -> Self {
        Self {
            anybody: Queue::of(HASHES),
            own: Queue::of(OWN_HASHES),
            names: Arc::default(),
        }
    }
}

impl Queues {
    /// Waits for a turn to hash, if not too many wait already. Who is in, or has a recovery code, waits for
    /// no stranger; whether a name is an account's makes no difference. [ACC-8]
    pub(crate) async fn turn(&self, lane: &Lane) -> Result<Turn> {
        match lane {
            Lane::Recovery(..) | Lane::Session(_) => self.own_turn().await,
            Lane::Password(_) | Lane::Code(_) | Lane::Passkey(_) | Lane::Test(_) => {
                let name = Place::take(&self.names, lane).ok_or_else(busy)?;
                self.anybody.turn(Some(name)).await
            }
        }
    }

    /// The same for somebody who is known already.
    pub(crate) async fn own_turn(&self) -> Result<Turn> {
        self.own.turn(None).await
    }
}

/// The right to one hash; the thread that hashes holds it, even if nobody waits for it any more.
pub(crate) struct Turn {
    _hash: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
    _name: Option<Place>,
}

/// Who waits for a hash, and who has one.
struct Queue {
    hashes: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Queue {
    fn of(hashes: usize) -> Self {
        Self {
            hashes: Arc::new(Semaphore::new(hashes)),
            waiting: Arc::new(Semaphore::new(WAITING)),
        }
    }

    async fn turn(&self, name: Option<Place>) -> Result<Turn> {
        let place = Arc::clone(&self.waiting)
            .try_acquire_owned()
            .map_err(|_| busy())?;
        let hash = Arc::clone(&self.hashes).acquire_owned().await;
        let hash = hash.map_err(|_| problem(Code::Broken, "no more passwords are checked"))?;
        Ok(Turn {
            _hash: hash,
            _place: place,
            _name: name,
        })
    }
}

fn busy() -> DeskError {
    problem(Code::Busy, "too many sign-ins at once")
        .hinted("with a recovery code beside the password you need not wait")
}

/// A place in the queue among those of one name; given back when it is dropped.
struct Place {
    names: Names,
    lane: Lane,
}

impl Place {
    fn take(names: &Names, lane: &Lane) -> Option<Self> {
        let mut held = names.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(lane.clone()).or_default();
        if *count >= WAITING_OF_A_NAME {
            return None;
        }
        *count += 1;
        drop(held);
        Some(Self {
            names: Arc::clone(names),
            lane: lane.clone(),
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.lane) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                held.remove(&self.lane);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sara() -> Lane {
        Lane::Password("sara".into())
    }

    /// [ACC-8]
    #[tokio::test]
    async fn more_than_can_wait_are_told_to_come_back_and_who_is_known_passes() {
        let queues = Queues::default();
        assert!(queues.turn(&sara()).await.is_ok());
        let waiting = &queues.anybody.waiting;
        let places = u32::try_from(waiting.available_permits()).unwrap_or(u32::MAX);
        let all = Arc::clone(waiting).try_acquire_many_owned(places);
        assert!(all.is_ok());
        let told = queues.turn(&sara()).await.map(drop).map_err(|e| e.code());
        assert_eq!(told, Err(Code::Busy));
        for lane in [
            Lane::Recovery("sara".into(), "code".into()),
            Lane::Session("session".into()),
        ] {
            assert!(queues.turn(&lane).await.is_ok(), "no stranger before it");
        }
    }

    /// [ACC-8]
    #[tokio::test]
    async fn one_name_takes_no_others_turn() {
        let queues = Arc::new(Queues::default());
        let hashing = [queues.turn(&sara()).await, queues.turn(&sara()).await];
        let third = tokio::spawn({
            let queues = Arc::clone(&queues);
            async move { queues.turn(&sara()).await.map(drop).is_ok() }
        });
        tokio::task::yield_now().await;
        let told = queues.turn(&sara()).await.map(drop).map_err(|e| e.code());
        assert_eq!(told, Err(Code::Busy), "three of a name");
        let omar = tokio::spawn({
            let queues = Arc::clone(&queues);
            async move {
                queues
                    .turn(&Lane::Password("omar".into()))
                    .await
                    .map(drop)
                    .is_ok()
            }
        });
        tokio::task::yield_now().await;
        drop(hashing);
        assert!(third.await.is_ok_and(|done| done) && omar.await.is_ok_and(|done| done));
        assert!(queues.names.lock().is_ok_and(|held| held.is_empty()));
    }
}
