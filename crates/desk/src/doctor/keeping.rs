//! What keeps a desk when its machine is gone, and what it brings and carries by itself.

use std::collections::BTreeMap;

use fanal_protocol::Timestamp;

use super::Diagnosis;
use crate::backup::{BACKUP_OLD_DAYS, Backups, DRILL_OLD_DAYS, DrillNote};
use crate::copies::SiteCopy;
use crate::fetched::SourceShown;
use crate::notify::RoadsTold;

/// Days after which what should go every day has not run.
const RETENTION_DAYS: i64 = 2;

impl Diagnosis {
    /// How old is the newest backup, did it open, and could it be opened elsewhere?
    pub(super) fn backups(&mut self, known: &Backups, now: Timestamp) {
        match &known.newest {
            None => self.warning(
                "backup",
                "there is none: with this disk everything would be lost",
                "fanal backup",
            ),
            Some(newest) => {
                let days = (now.unix() - newest.at.unix()).div_euclid(86_400);
                let text = format!(
                    "{} was written at {}, and was read again",
                    newest.file, newest.at
                );
                if days > BACKUP_OLD_DAYS {
                    let fix = "fanal backup; and look why `jobs.backup` does not run";
                    self.warning("backup", format!("{text}: {days} days ago"), fix);
                } else {
                    self.good("backup", text);
                }
                self.drill(known.drill.as_ref(), now);
            }
        }
        if !known.recovery_key {
            self.warning(
                "recovery key",
                "there is none: only this machine opens its backups",
                "fanal backup --new-key, and write the key on paper",
            );
        }
    }

    fn drill(&mut self, drill: Option<&DrillNote>, now: Timestamp) {
        let fix = "fanal restore --drill latest";
        match drill {
            None => self.warning("drill", "no backup was ever opened for a rehearsal", fix),
            Some(drill) if !drill.findings.is_empty() => {
                let first = drill.findings.first().cloned().unwrap_or_default();
                let text = format!("{} does not restore: {first}", drill.file);
                self.bad("drill", text, "fanal backup, and rehearse again");
            }
            Some(drill) if drill.at.plus_days(DRILL_OLD_DAYS) < now => {
                self.warning("drill", format!("the last rehearsal was {}", drill.at), fix);
            }
            Some(drill) => self.good("drill", format!("{} opened, and was sound", drill.file)),
        }
    }

    /// Is the clock believed?
    pub(super) fn leap(&mut self, paused: bool) {
        if paused {
            self.bad(
                "clock",
                "it leapt ahead: nothing is published and nothing ends",
                "set it right, or say that it is: `fanal clock confirm`",
            );
        }
    }

    /// [BAK-9] Who came back with a backup, and waits.
    pub(super) fn accounts(&mut self, waiting: &[String]) {
        if !waiting.is_empty() {
            let text = format!("{} came back with the backup, and wait", waiting.join(", "));
            self.warning(
                "accounts",
                text,
                "say of each whether it counts still: `fanal user enable`, `fanal user disable`",
            );
        }
    }

    /// [PUB-22] A copy that is behind shows what somebody took back.
    pub(super) fn copies(&mut self, copies: &BTreeMap<String, SiteCopy>) {
        for (place, copy) in copies {
            match copy.behind {
                Some(since) => self.bad(
                    "public copy",
                    format!(
                        "`{place}` is behind since {since}, and may show what was withdrawn: {}",
                        copy.why.as_deref().unwrap_or_default()
                    ),
                    "mend the place; the node tries again within the hour, `fanal feed push` at once",
                ),
                None => self.good("public copy", format!("`{place}` is in step")),
            }
        }
    }

    /// [IMP-11] A source that nobody hears of any more warns of nothing new.
    pub(super) fn sources(&mut self, sources: &BTreeMap<String, SourceShown>) {
        for (name, source) in sources {
            let text = source.in_words(name);
            match (source.failing, source.asked) {
                (Some(_), _) => self.warning(
                    "source",
                    text,
                    "look at its address in fanal.toml; the same by hand says more: `fanal import`, `fanal lookup add`",
                ),
                (None, None) => self.skipped("source", text),
                (None, Some(_)) => self.good("source", text),
            }
        }
    }

    /// Do messages arrive? Nothing is sent to find out: the last one that was says it. [NOT-4]
    pub(super) fn notifications(&mut self, told: &RoadsTold) {
        match (told.roads, told.failing, told.untried) {
            (0, _, _) => self.skipped("notifications", "nobody is told by mail or by a webhook"),
            (roads, 0, 0) => self.good(
                "notifications",
                format!("mail and webhooks: {roads}; each took what it was sent last"),
            ),
            (roads, 0, untried) => self.advice(
                "notifications",
                format!("{untried} of {roads} mail addresses and webhooks took no message yet"),
                "`fanal notify test` sends one",
            ),
            (roads, failing, _) => self.warning(
                "notifications",
                format!("{failing} of {roads} mail addresses and webhooks did not take their last message"),
                "`fanal notify test` says why",
            ),
        }
    }

    /// Does what is over go?
    pub(super) fn retention(
        &mut self,
        kept: Option<Timestamp>,
        began: Option<Timestamp>,
        now: Timestamp,
    ) {
        let is_old = |at: Timestamp| at.plus_days(RETENTION_DAYS) < now;
        match kept {
            None if began.is_some_and(is_old) => self.warning(
                "retention",
                "what is over never went since the desk was set up",
                "start the node (`fanal serve`), and look at `jobs.retention`: `fanal config show`",
            ),
            Some(at) if at > now => self.warning(
                "retention",
                format!("what is over went last at {at}, which is to come"),
                "look at this machine's clock",
            ),
            None => self.skipped(
                "retention",
                "not run yet: it runs by the schedule `jobs.retention` while the node serves",
            ),
            Some(at) if is_old(at) => self.warning(
                "retention",
                format!("what is over went last at {at}"),
                "start the node (`fanal serve`), and look at `jobs.retention`: `fanal config show`",
            ),
            Some(at) => self.good("retention", format!("what is over went at {at}")),
        }
    }
}
