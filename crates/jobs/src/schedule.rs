//! Cron schedules: when the recurring jobs run, in UTC.

use std::future::Future;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use cron::Schedule;
use fanal_ambient::Clock;
use fanal_desk::{Desk, Line};
use tokio::sync::watch;

use crate::{Stop, stopped};

/// Makes the jobs, and the list of their names: nobody can add one that is not in it.
macro_rules! jobs {
    ($($(#[$doc:meta])* $name:ident $(($number:ty))?,)*) => {
        /// The recurring jobs.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Job {
            $($(#[$doc])* $name $(($number))?,)*
        }

        impl Job {
            /// The name of each, as the log tells it.
            pub const NAMES: &[&str] = &[$(stringify!($name)),*];
        }
    };
}

jobs! {
    /// A round with every peer, for those whose hints do not get through.
    Sync,
    /// Content whose time is over goes.
    Retention,
    /// This node's heartbeat, if it is a coordinator's.
    Heartbeat,
    /// Checkpoints are signed anew, so that readers see that they are fresh.
    Freshness,
    /// A backup is written and read again; the database is looked over.
    Backup,
    /// The newest backup is put together, as a restore would.
    Drill,
    /// Lists of others that came from an address are fetched again.
    LookUps,
    /// A source that the configuration names is asked: the first, the second, ...
    Source(usize),
}

/// A schedule that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "jobs.{job}: `{text}` is no schedule of six fields (second minute hour day month weekday): {why}"
)]
pub struct BadSchedule {
    job: &'static str,
    text: String,
    why: String,
}

/// When each job runs.
#[derive(Clone, Debug)]
pub struct Schedules(Vec<(Job, Schedule)>);

impl Schedules {
    /// Reads the expressions of the configuration.
    pub fn parse(texts: &[(Job, &'static str, &str)]) -> Result<Self, BadSchedule> {
        let one = |(job, name, text): &(Job, &'static str, &str)| match Schedule::from_str(text) {
            Ok(schedule) => Ok((*job, schedule)),
            Err(error) => Err(BadSchedule {
                job: name,
                text: (*text).to_owned(),
                why: error.to_string(),
            }),
        };
        texts.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    /// The job that runs next after this moment, and when (seconds since 1970).
    pub fn next_after(&self, now: i64) -> Option<(i64, Job)> {
        let now: DateTime<Utc> = DateTime::from_timestamp(now, 0)?;
        let times = self
            .0
            .iter()
            .filter_map(|(job, schedule)| Some((schedule.after(&now).next()?.timestamp(), *job)));
        times.min_by_key(|(at, _)| *at)
    }

    fn due_between(&self, after: i64, until: i64) -> Vec<Job> {
        let due = |schedule: &Schedule| {
            let after = DateTime::from_timestamp(after, 0)?;
            Some(schedule.after(&after).next()?.timestamp() <= until)
        };
        self.0
            .iter()
            .filter(|(_, schedule)| due(schedule) == Some(true))
            .map(|(job, _)| *job)
            .collect()
    }
}

/// Seconds after which the clock is looked at again, whatever it did meanwhile.
const LONGEST_WAIT: u64 = 60;

/// What the node does in rooms that know databases, files and addresses.
pub type Chore = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// The chores that have a schedule.
#[derive(Clone)]
pub struct Chores {
    /// Writes a backup.
    pub backup: Chore,
    /// Rehearses a restore.
    pub drill: Chore,
    /// Fetches again what is kept to be looked up; does not wait for it.
    pub look_ups: Chore,
    /// Asks a source; does not wait for it.
    pub source: Arc<dyn Fn(usize) + Send + Sync>,
}

/// Runs each job at its times until told to stop. One at a time: none of them is in a hurry. New
/// schedules count from the moment that they come.
pub async fn run_schedules(
    desk: Desk,
    line: Arc<dyn Line>,
    mut schedules: watch::Receiver<Schedules>,
    clock: Arc<dyn Clock>,
    chores: Chores,
    stop: Stop,
) {
    let mut last = clock.unix_now();
    loop {
        let next = schedules.borrow_and_update().next_after(last);
        let wait = next.map_or(LONGEST_WAIT, |(at, _)| {
            u64::try_from(at.saturating_sub(clock.unix_now())).unwrap_or(0)
        });
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(wait.clamp(1, LONGEST_WAIT))) => {}
            // Who could change them may be gone: then they stay as they are.
            Ok(()) = schedules.changed() => {
                last = last.max(clock.unix_now());
                continue;
            }
            () = stopped(stop.clone()) => return,
        }
        let now = clock.unix_now();
        let due = schedules.borrow().due_between(last, now);
        for job in due {
            run(&desk, line.as_ref(), job, &chores).await;
        }
        // A clock that went back waits until it is there again, and runs nothing twice. [R19]
        last = last.max(now);
    }
}

async fn run(desk: &Desk, line: &dyn Line, job: Job, chores: &Chores) {
    let outcome = match job {
        Job::Sync => sync_all(desk, line).await,
        // [TIM-2] What ends by the clock asks first whether the clock leapt.
        Job::Retention => match desk.look_at_clock().await {
            Ok(()) => desk.keep_retention().await.map(drop),
            Err(error) => Err(error),
        },
        Job::Heartbeat => heartbeats(desk).await,
        Job::Freshness => desk.refresh_checkpoints().await.map(drop),
        Job::Backup => {
            (chores.backup)().await;
            Ok(())
        }
        Job::Drill => {
            (chores.drill)().await;
            Ok(())
        }
        Job::LookUps => {
            (chores.look_ups)().await;
            Ok(())
        }
        Job::Source(number) => {
            (chores.source)(number);
            Ok(())
        }
    };
    match outcome {
        Ok(()) => tracing::debug!(?job, "job done"),
        Err(error) => tracing::error!(?job, code = %error.code(), "job failed"),
    }
}

async fn sync_all(desk: &Desk, line: &dyn Line) -> fanal_desk::Result<()> {
    for callee in desk.peers_to_call().await? {
        if callee.is_within_reach(line) {
            desk.pull(callee.network, &callee.desk, line).await?;
        }
    }
    Ok(())
}

async fn heartbeats(desk: &Desk) -> fanal_desk::Result<()> {
    desk.warn_of_ends();
    for network in desk.standing().networks.keys() {
        desk.beat_heart(*network).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIDNIGHT: i64 = 1_795_305_600; // 2026-11-22T00:00:00Z

    #[test]
    fn the_next_job_is_the_earliest_of_all() {
        let schedules = Schedules::parse(&[
            (Job::Retention, "retention", "0 17 3 * * *"),
            (Job::Sync, "sync", "0 */5 * * * *"),
        ]);
        let next = schedules.ok().and_then(|s| s.next_after(MIDNIGHT));
        assert_eq!(next, Some((MIDNIGHT + 300, Job::Sync)));
    }

    #[test]
    fn a_schedule_that_cannot_be_read_says_which() {
        let bad = Schedules::parse(&[(Job::Drill, "drill", "every sunday")])
            .err()
            .map(|e| e.to_string());
        assert!(
            bad.is_some_and(|text| text.contains("jobs.drill") && text.contains("every sunday"))
        );
    }

    #[test]
    fn a_job_runs_once_in_its_time_and_not_when_the_clock_goes_back() {
        let parsed = Schedules::parse(&[(Job::Sync, "sync", "0 0 * * * *")]);
        let due = |after, until| {
            parsed
                .as_ref()
                .map(|s| s.due_between(after, until))
                .unwrap_or_default()
        };
        assert_eq!(due(MIDNIGHT + 1, MIDNIGHT + 3600), [Job::Sync]);
        assert!(due(MIDNIGHT + 3600, MIDNIGHT + 3601).is_empty());
        assert!(due(MIDNIGHT + 3600, MIDNIGHT).is_empty());
    }
}
