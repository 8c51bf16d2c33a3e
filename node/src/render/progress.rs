//! A bar on standard error while something takes long; nothing unless a person looks on.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Manner;

/// A bar, or nothing.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar over so many steps; 0 for work whose length is not known.
    pub(crate) fn over(steps: usize, what: &str, manner: Manner) -> Self {
        let shown =
            std::io::stderr().is_terminal() && !manner.quiet && !manner.json && !manner.lines;
        let target = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = if steps == 0 {
            ProgressBar::with_draw_target(None, target)
        } else {
            let steps = u64::try_from(steps).unwrap_or(u64::MAX);
            let bar = ProgressBar::with_draw_target(Some(steps), target);
            let style = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        };
        bar.set_message(what.to_owned());
        if shown && steps == 0 {
            bar.enable_steady_tick(std::time::Duration::from_millis(120));
        }
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
