//! What a desk needs when its machine is gone: a backup that is new and opens. And what keeps one quiet that
//! came back from it.

use fanal_desk::{BACKUP_OLD_DAYS, DRILL_OLD_DAYS, NetworkStatus, Status};

use super::super::moment::now;
use super::Report;
use crate::render::{count, names};

impl Report {
    /// How old is the newest, did it open, and could it be opened elsewhere?
    pub(super) fn backups(&mut self, status: &Status) {
        let known = &status.backups;
        match &known.newest {
            None => self.warning(
                "backup",
                "there is none: with this disk everything would be lost",
                "fanal backup",
            ),
            Some(newest) => {
                let days = (now().unix() - newest.at.unix()).div_euclid(86_400);
                let age = usize::try_from(days).unwrap_or_default();
                let text = format!(
                    "{} is {} old, and was read again",
                    newest.file,
                    count(age, "day", "days")
                );
                if days > BACKUP_OLD_DAYS {
                    let fix = "fanal backup; and look why `jobs.backup` does not run";
                    self.warning("backup", text, fix);
                } else {
                    self.good("backup", text);
                }
                self.drill(status);
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

    fn drill(&mut self, status: &Status) {
        let fix = "fanal restore --drill latest";
        match &status.backups.drill {
            None => self.warning("drill", "no backup was ever opened for a rehearsal", fix),
            Some(drill) if !drill.findings.is_empty() => {
                let first = drill.findings.first().cloned().unwrap_or_default();
                let text = format!("{} does not restore: {first}", drill.file);
                self.bad("drill", text, "fanal backup, and rehearse again");
            }
            Some(drill) if drill.at.plus_days(DRILL_OLD_DAYS) < now() => {
                self.warning("drill", format!("the last rehearsal was {}", drill.at), fix);
            }
            Some(drill) => self.good("drill", format!("{} opened, and was sound", drill.file)),
        }
    }

    /// Is the clock believed?
    pub(super) fn leap(&mut self, status: &Status) {
        if status.clock_paused {
            self.bad(
                "clock",
                "it leapt ahead: nothing is published and nothing ends",
                "set it right, or say that it is: `fanal clock confirm`",
            );
        }
    }

    /// Did it come back, and does another copy of it run?
    pub(super) fn coming_back(&mut self, network: &NetworkStatus) {
        if let Some(returning) = &network.returning {
            let missing: Vec<_> = returning.unheard.iter().cloned().collect();
            if returning.silent {
                self.warning(
                    "came back",
                    format!("nothing leaves until it has heard {}", names(&missing)),
                    "reach them: `fanal sync`; or go on without them: `fanal restore --go-on`",
                );
            } else {
                self.warning(
                    "came back",
                    format!("it went on without {}", names(&missing)),
                    "reach them: `fanal sync`",
                );
            }
        }
        if network.copied {
            self.bad(
                "copy",
                "peers hold more of this desk's own streams than it signed: another copy of it runs, or an old \
                 database was put back by hand",
                "stop the other one; then here, with the node stopped: `fanal restore --moved`",
            );
        }
    }

    /// What ends within 30 days, and is no roster: that has a check of its own.
    pub(super) fn ends(&mut self, network: &NetworkStatus) {
        for end in network.ends.iter().filter(|end| end.what != "roster") {
            let text = format!("the {} ends at {} ({} days)", end.what, end.at, end.days);
            let fix = "make the next one: `fanal roster ask`, see deploy/runbooks/own-entry.md";
            if end.days < 1 {
                self.bad("keys", text, fix);
            } else {
                self.warning("keys", text, fix);
            }
        }
    }
}
