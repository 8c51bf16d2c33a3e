//! Backups: when the newest was made, whether it opens, what lacks. Making one is the machine's own affair.

use askama::Template;
use fanal_desk::{BackupLack, Backups};

use crate::calendar::{Moment, ago, moment};
use crate::chrome::{Frame, page};
use crate::visit::{Page, Signed};

#[derive(Template)]
#[template(path = "admin_backups.html")]
struct BackupsPage {
    f: Frame,
    known: Backups,
    newest: Option<(Moment, String, String)>,
    drill: Option<(Moment, String)>,
    /// What lacks, each with the command that mends it.
    lacks: Vec<(String, &'static str)>,
}

pub(crate) async fn show(who: Signed) -> Page {
    let texts = who.texts();
    let now = who.desk().now();
    let known = who.desk().show_backups(&who.caller).await?;
    page(&BackupsPage {
        newest: known.newest.as_ref().map(|it| {
            let rows = texts.number(it.rows);
            (moment(texts, it.at), ago(texts, it.at, now), rows)
        }),
        drill: known
            .drill
            .as_ref()
            .map(|it| (moment(texts, it.at), ago(texts, it.at, now))),
        lacks: known
            .lacks(now)
            .into_iter()
            .map(|lack| {
                let (key, command) = words(lack);
                (texts.say(key), command)
            })
            .collect(),
        known,
        f: Frame::signed(&who, "admin", texts.say("backups-title")),
    })
}

/// What to say, and what to do at the machine.
const fn words(lack: BackupLack) -> (&'static str, &'static str) {
    match lack {
        BackupLack::None => ("backup-none", "fanal backup"),
        BackupLack::Old => ("backup-old", "fanal backup"),
        BackupLack::RecoveryKey => ("backup-no-key", "fanal backup --new-key"),
        BackupLack::Drill => ("backup-no-drill", "fanal restore --drill latest"),
        BackupLack::DrillOld => ("backup-drill-old", "fanal restore --drill latest"),
        BackupLack::DrillFailed => ("backup-drill-failed", "fanal doctor"),
    }
}
