//! `index.txt` and `changes.csv`, as CSAF directories have them: every bulletin's own file, and which day it came or went.
//! A mirror reads the second, and fetches or deletes what is new in it.

use std::fmt::Write as _;

use fanal_protocol::{BulletinId, Timestamp};

use crate::file::TEXT;
use crate::files::{FeedFile, alone, put_bytes};
use crate::shelf::Withdrawn;
use crate::tree::Collector;

/// Paths are relative to the folder of the two files.
pub(crate) fn put(
    out: &mut Collector<'_>,
    came: &[(Timestamp, BulletinId)],
    withdrawn: &[Withdrawn],
) -> Vec<FeedFile> {
    let mut index: Vec<String> = came.iter().map(|(_, id)| alone(*id)).collect();
    index.sort_unstable();
    let index: String = index.iter().map(|path| format!("{path}\n")).collect();
    let changes = changes(came, withdrawn);
    let mut file = |name: &str, media_type, text: String| FeedFile {
        name: name.to_owned(),
        file: put_bytes(out, name, media_type, text.into_bytes()),
        told: None,
    };
    vec![
        file("index.txt", TEXT, index),
        file("changes.csv", "text/csv; charset=utf-8", changes),
    ]
}

/// `path,day`, newest first. What is withdrawn stands here under the day on which it went; its path is not there.
fn changes(came: &[(Timestamp, BulletinId)], withdrawn: &[Withdrawn]) -> String {
    let came = came.iter().map(|(date, id)| (date.day(), *id));
    let went = withdrawn.iter().map(|gone| (gone.date.day(), gone.id));
    let mut all: Vec<(Timestamp, BulletinId)> = came.chain(went).collect();
    all.sort_unstable_by_key(|(day, id)| (std::cmp::Reverse(*day), *id));
    let mut text = String::new();
    for (day, id) in all {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "{},{}T00:00:00Z", alone(id), day.date());
    }
    text
}
