//! Every line of the log as the sources write it: how many there are in each file, and what a line may tell. Who writes
//! another one looks whether it holds an id, a count or a code, and says so here.

use std::collections::BTreeSet;

use crate::complete::sources;

/// How many lines each file can write.
const LINES: &[(&str, usize)] = &[
    ("crates/api/src/call.rs", 1),
    ("crates/console/src/visit.rs", 2),
    ("crates/database/src/database.rs", 1),
    ("crates/database/src/migrate.rs", 1),
    ("crates/database/src/postgres.rs", 1),
    ("crates/database/src/session.rs", 2),
    ("crates/desk/src/accounts/passkeys.rs", 1),
    ("crates/desk/src/clock.rs", 2),
    ("crates/desk/src/collections/keep.rs", 1),
    ("crates/desk/src/due.rs", 2),
    ("crates/desk/src/ends.rs", 1),
    ("crates/desk/src/export/published.rs", 1),
    ("crates/desk/src/heartbeat.rs", 2),
    ("crates/desk/src/notices.rs", 2),
    ("crates/desk/src/notify.rs", 1),
    ("crates/desk/src/panic.rs", 1),
    ("crates/desk/src/parcel/take.rs", 1),
    ("crates/desk/src/pull/faults.rs", 2),
    ("crates/desk/src/pull/gaps.rs", 1),
    ("crates/desk/src/receive/back.rs", 1),
    ("crates/desk/src/receive/refuse.rs", 1),
    ("crates/desk/src/returning.rs", 2),
    ("crates/desk/src/roster/book.rs", 4),
    ("crates/desk/src/roster/earlier.rs", 1),
    ("crates/desk/src/roster/report.rs", 1),
    ("crates/desk/src/roster/suspend.rs", 1),
    ("crates/desk/src/roster/take.rs", 4),
    ("crates/desk/src/slip.rs", 2),
    ("crates/desk/src/warnings.rs", 1),
    ("crates/jobs/src/due.rs", 2),
    ("crates/jobs/src/notify.rs", 1),
    ("crates/jobs/src/processes.rs", 1),
    ("crates/jobs/src/rounds.rs", 4),
    ("crates/jobs/src/schedule.rs", 2),
    ("crates/peer/src/bridge.rs", 4),
    ("crates/peer/src/calling.rs", 1),
    ("crates/peer/src/listener.rs", 1),
    ("crates/public/src/disk.rs", 3),
    ("crates/public/src/listen.rs", 2),
    ("crates/taxii/src/answer.rs", 1),
    ("crates/taxii/src/listen.rs", 3),
    ("node/src/backup/alone.rs", 3),
    ("node/src/demo.rs", 1),
    ("node/src/demo/liar.rs", 1),
    ("node/src/push.rs", 3),
    ("node/src/reload.rs", 5),
    ("node/src/running.rs", 11),
    ("node/src/serve.rs", 4),
    ("node/src/shelf.rs", 7),
    ("node/src/sources.rs", 7),
    ("node/src/taxii.rs", 4),
    ("node/src/witness.rs", 2),
];

/// What fields are called: ids of desks, networks and streams, counts, moments, codes; and what an error says of itself,
/// which `logs.rs` and `program.rs` read.
const FIELDS: &[&str] = &[
    "ahead",
    "api",
    "at",
    "by",
    "bytes",
    "call",
    "cause",
    "code",
    "console",
    "count",
    "days",
    "desk",
    "digest",
    "epoch",
    "error",
    "failures",
    "file",
    "filled",
    "findings",
    "forgotten",
    "job",
    "key",
    "keys",
    "kind",
    "network",
    "of",
    "open",
    "peer",
    "problem",
    "public",
    "purged",
    "refused",
    "requests",
    "rows",
    "schema",
    "source",
    "stream",
    "sync",
    "taken",
    "values",
    "version",
    "what",
    "why",
    "witness",
];

/// A text that is put together: what the node itself says of the networks that it is in.
const MADE: &[&str] = &["no public site is made: {}"];

const LEVELS: [&str; 5] = [
    "tracing::trace!(",
    "tracing::debug!(",
    "tracing::info!(",
    "tracing::warn!(",
    "tracing::error!(",
];

/// The arguments of each line in a file.
fn lines(text: &str) -> Vec<Vec<&str>> {
    let of_level =
        |level: &&str| -> Vec<Vec<&str>> { text.split(level).skip(1).map(arguments).collect() };
    LEVELS.iter().flat_map(of_level).collect()
}

/// What stands between the commas, up to the closing bracket.
fn arguments(after: &str) -> Vec<&str> {
    let (mut depth, mut quoted, mut escaped, mut begin) = (0, false, false, 0);
    let mut parts = Vec::new();
    for (at, letter) in after.char_indices() {
        if quoted {
            quoted = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
            continue;
        }
        match letter {
            '"' => quoted = true,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth > 0 => depth -= 1,
            ')' => {
                parts.push(after.get(begin..at).unwrap().trim());
                break;
            }
            ',' if depth == 0 => {
                parts.push(after.get(begin..at).unwrap().trim());
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The name of a field: `%peer`, `code = %error.code()`, `taken`.
fn field(argument: &str) -> &str {
    let name = argument.split('=').next().unwrap().trim();
    name.trim_start_matches(['%', '?'])
}

/// [SR-6] [CLI-11]
#[test]
fn every_line_of_the_log_is_known_and_has_ids_counts_and_codes_alone() {
    let sources = sources();
    let mut found = Vec::new();
    let mut fields = BTreeSet::new();
    for (name, text) in &sources {
        let lines = lines(text);
        for line in &lines {
            let message = line.iter().position(|part| part.starts_with('"'));
            let message = message.unwrap_or_else(|| panic!("{name}: no text: {line:?}"));
            let text = line[message].trim_matches('"');
            let is_plain = !text.contains('{') && line.len() == message + 1;
            assert!(
                is_plain || MADE.contains(&text),
                "{name}: `{text}` is put together"
            );
            let told = line[..message].iter().map(|argument| field(argument));
            fields.extend(told.filter(|field| !field.starts_with("target:")));
        }
        if !lines.is_empty() {
            found.push((name.as_str(), lines.len()));
        }
        for other in [
            "tracing::event!",
            "_span!(",
            "instrument]",
            "instrument(",
            "use tracing::",
        ] {
            let is_there = text.contains(other);
            assert!(!is_there, "{name} writes to the log by `{other}`");
        }
    }
    assert_eq!(found, LINES, "a line of the log that nobody looked at");
    let fields: Vec<&str> = fields.into_iter().collect();
    assert_eq!(fields, FIELDS, "a field of the log that nobody looked at");
}
