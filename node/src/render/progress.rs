//! What is told while something takes long: a bar for a person who looks on, a line now and then for a log.

use std::io::{IsTerminal as _, Write as _};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
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
}

impl Waiting {
    /// What is waited for, in a few words.
    pub(crate) fn on(what: &'static str, manner: Manner) -> Self {
        if !speaks(manner) {
            return Self {
                ends: None,
                thread: None,
            };
        }
        let (ends, ended) = channel();
        let thread = std::thread::spawn(move || {
            if std::io::stderr().is_terminal() {
                turn(what, &ended);
            } else {
                tell(what, &ended);
            }
        });
        Self {
            ends: Some(ends),
            thread: Some(thread),
        }
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

fn turn(what: &'static str, ended: &Receiver<()>) {
    if ended.recv_timeout(MOMENT) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.set_message(what);
    bar.enable_steady_tick(TICK);
    let _ = ended.recv();
    bar.finish_and_clear();
}

fn tell(what: &'static str, ended: &Receiver<()>) {
    let mut waited = EVERY;
    while ended.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
        if writeln!(std::io::stderr(), "{what}: {} s", waited.as_secs()).is_err() {
            return;
        }
        waited += EVERY;
    }
}
