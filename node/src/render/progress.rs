//! What is told while something takes long: a bar for a person who looks on, a line now and then for a log.

use std::io::{IsTerminal as _, Write as _};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Manner;

/// Work that ends before is not spoken of.
const MOMENT: Duration = Duration::from_secs(1);
/// How often a line is told where no terminal is.
const EVERY: Duration = Duration::from_secs(10);
const TICK: Duration = Duration::from_millis(120);

/// A bar over steps that are counted, or nothing.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar over so many steps.
    pub(crate) fn over(steps: usize, what: &str, manner: Manner) -> Self {
        let target = if speaks(manner) && std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        let bar = ProgressBar::with_draw_target(Some(steps), target);
        let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(what.to_owned());
        Self { bar }
    }

    /// So many steps are done.
    pub(crate) fn at(&self, done: usize) {
        self.bar
            .set_position(u64::try_from(done).unwrap_or(u64::MAX));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Work of unknown length, told of from a thread of its own, since the work may hold this one. It ends with its value.
pub(crate) struct Waiting {
    ends: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
    told: Told,
}

/// What is waited for, and how far it is, once that is known.
#[derive(Clone)]
struct Told {
    what: &'static str,
    far: Arc<Mutex<String>>,
}

impl Told {
    fn far(&self) -> String {
        let far = self.far.lock().unwrap_or_else(PoisonError::into_inner);
        far.clone()
    }

    /// For a person who looks on.
    fn message(&self) -> String {
        match self.far() {
            far if far.is_empty() => self.what.to_owned(),
            far => format!("{}: {far}", self.what),
        }
    }

    /// For a log.
    fn line(&self, waited: Duration) -> String {
        let seconds = waited.as_secs();
        match self.far() {
            far if far.is_empty() => format!("{}: {seconds} s", self.what),
            far => format!("{}: {seconds} s, {far}", self.what),
        }
    }
}

impl Waiting {
    /// What is waited for, in a few words.
    pub(crate) fn on(what: &'static str, manner: Manner) -> Self {
        let told = Told {
            what,
            far: Arc::default(),
        };
        if !speaks(manner) {
            return Self {
                ends: None,
                thread: None,
                told,
            };
        }
        let (ends, ended) = channel();
        let tells = told.clone();
        let thread = std::thread::spawn(move || {
            if std::io::stderr().is_terminal() {
                turn(&tells, &ended);
            } else {
                tell(&tells, &ended);
            }
        });
        Self {
            ends: Some(ends),
            thread: Some(thread),
            told,
        }
    }

    /// Is anybody told?
    pub(crate) const fn is_told(&self) -> bool {
        self.thread.is_some()
    }

    /// So far it is, in a few words.
    pub(crate) fn is_at(&self, far: String) {
        *self.told.far.lock().unwrap_or_else(PoisonError::into_inner) = far;
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        drop(self.ends.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn speaks(manner: Manner) -> bool {
    !manner.quiet && !manner.json && !manner.lines
}

fn turn(told: &Told, ended: &Receiver<()>) {
    if ended.recv_timeout(MOMENT) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.enable_steady_tick(TICK);
    loop {
        bar.set_message(told.message());
        if ended.recv_timeout(MOMENT) != Err(RecvTimeoutError::Timeout) {
            break;
        }
    }
    bar.finish_and_clear();
}

fn tell(told: &Told, ended: &Receiver<()>) {
    let mut waited = EVERY;
    while ended.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
        if writeln!(std::io::stderr(), "{}", told.line(waited)).is_err() {
            return;
        }
        waited += EVERY;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// [CLI-13]
    #[test]
    fn what_is_counted_stands_beside_what_is_waited_for() {
        let manner = Manner {
            json: false,
            lines: false,
            quiet: true,
        };
        let waiting = Waiting::on("asking peers", manner);
        let ten = Duration::from_secs(10);
        assert!(!waiting.is_told(), "with --quiet nobody is");
        assert_eq!(waiting.told.message(), "asking peers");
        assert_eq!(waiting.told.line(ten), "asking peers: 10 s");
        waiting.is_at("lumbre: 300 statements".into());
        assert_eq!(
            waiting.told.message(),
            "asking peers: lumbre: 300 statements"
        );
        assert_eq!(
            waiting.told.line(ten),
            "asking peers: 10 s, lumbre: 300 statements"
        );
    }
}
