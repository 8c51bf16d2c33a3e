//! One value a line: the lists that everybody publishes, hosts files among them. The kind comes from the person, the
//! file's name or the value's look, in this order.

use fanal_protocol::Role;
use fanal_stix::{Kind, Value};

use super::collect::Collector;
use super::column::kind_of_file_name;
use super::marked::Marked;
use super::note::{Note, NoteCode, Reason, WhyRefused};
use super::recognise::{parsed, recognised};
use super::{Fault, Format, Found, Input, Options, Reading};

/// How many lines decide what a text looks like.
const SAMPLE_LINES: usize = 1_000;

/// Addresses that hosts files send names to.
const NOWHERE: [&str; 6] = ["0.0.0.0", "127.0.0.1", "::", "::1", "0", "255.255.255.255"];

/// Names that hosts files define for the machine itself.
const MACHINE: [&str; 6] = [
    "localhost",
    "localhost.localdomain",
    "local",
    "broadcasthost",
    "ip6-localhost",
    "0.0.0.0",
];

pub(super) fn looks_like(input: &Input<'_>, options: &Options<'_>) -> bool {
    let text = input.text;
    if options.as_kind.is_some() || options.file_name.and_then(kind_of_file_name).is_some() {
        return true;
    }
    let (mut lines, mut values, mut sentences) = (0_usize, 0_usize, 0_usize);
    let lines_of_content = text.lines().map(content).filter(|line| !line.is_empty());
    for line in lines_of_content.take(SAMPLE_LINES) {
        let is_word = !line.contains(char::is_whitespace);
        let is_hosts = hosts_names(line).is_some();
        lines += 1;
        values += usize::from(is_hosts || (is_word && recognised(line).is_some()));
        sentences += usize::from(!is_word && !is_hosts);
    }
    // A list may have lines that nobody recognises; a text may have lines of one word.
    values > 0 && (values * 5 >= lines * 4 || (sentences == 0 && values * 2 >= lines))
}

#[expect(clippy::unnecessary_wraps, reason = "one shape for all readers")]
pub(super) fn read(input: &Input<'_>, options: &Options<'_>) -> Result<Reading, Fault> {
    let text = input.text;
    let named = options.file_name.and_then(kind_of_file_name);
    let kind = options.as_kind.or(named);
    let mut collector = Collector::default();
    for (index, line) in text.lines().enumerate() {
        read_line(&mut collector, kind, line, &format!("line {}", index + 1));
    }
    let mut notes = Vec::new();
    match (options.as_kind, named) {
        (None, Some(kind)) => {
            let text = format!("the file's name says that the lines are `{kind}`");
            notes.push(Note::new(NoteCode::FileName, text).of_kind(kind));
        }
        (None, None) => notes.extend(note_on_app_ids(collector.found())),
        (Some(_), _) => {}
    }
    let mut reading = collector.finish(Format::List);
    reading.notes.extend(notes);
    Marked::of(text).apply(&mut reading);
    Ok(reading)
}

fn read_line(collector: &mut Collector, kind: Option<Kind>, line: &str, place: &str) {
    let line = content(line);
    if line.is_empty() {
        return;
    }
    let names = hosts_names(line).filter(|_| kind.is_none_or(|kind| kind == Kind::DomainName));
    if let Some(names) = names {
        for name in names {
            match parsed(Kind::DomainName, name) {
                Ok(value) => collector.add(found(value, place)),
                Err(fault) => collector.refuse(place.to_owned(), name, fault, None),
            }
        }
        return;
    }
    match value_of(kind, line) {
        Ok(value) => collector.add(found(value, place)),
        Err((fault, hint)) => collector.refuse(place.to_owned(), line, fault, hint),
    }
}

fn found(value: Value, place: &str) -> Found {
    let role: Option<Role> = None;
    Found {
        value,
        role,
        name: None,
        place: place.to_owned(),
        object_id: None,
        also_in: Vec::new(),
        at_least: None,
    }
}

fn value_of(kind: Option<Kind>, line: &str) -> Result<Value, (Reason, Option<&'static str>)> {
    if let Some(kind) = kind {
        return parsed(kind, line).map_err(|fault| (fault, None));
    }
    let bare = line.trim_matches(['"', '\'', '`', ',', ';']);
    let bare = bare
        .strip_prefix("||")
        .map_or(bare, |rule| rule.trim_end_matches('^'));
    let bare = bare.strip_prefix("*.").unwrap_or(bare);
    let hint = "say what kind the lines are, if it is an app id, a process or a file";
    let reason = || WhyRefused::NoValue.says("not recognised as a value");
    recognised(bare).ok_or_else(|| (reason(), Some(hint)))
}

/// The line without comment and blanks. A `#` inside a word is part of it.
fn content(line: &str) -> &str {
    let line = line.trim();
    if line.starts_with(['#', '!']) || line.starts_with("//") {
        return "";
    }
    let comment = [" #", "\t#"]
        .iter()
        .filter_map(|sign| line.find(sign))
        .min();
    comment
        .and_then(|at| line.get(..at))
        .unwrap_or(line)
        .trim_end()
}

/// The names of a line of a hosts file.
fn hosts_names(line: &str) -> Option<impl Iterator<Item = &str>> {
    let mut words = line.split_whitespace();
    let address = words.next()?;
    let mut names = words.peekable();
    names.peek()?;
    NOWHERE
        .contains(&address)
        .then(|| names.filter(|name| !MACHINE.contains(&name.to_lowercase().as_str())))
}

/// `com.example.app` is a domain to whoever does not know the list: `.app` is a public suffix.
fn note_on_app_ids(found: &[Found]) -> Option<Note> {
    let is_reversed = |found: &&Found| {
        found.value.kind() == Kind::DomainName
            && ["com.", "org.", "net."]
                .iter()
                .any(|start| found.value.text().starts_with(start))
    };
    let count = found.iter().filter(is_reversed).count();
    let text = "domains look like app ids: if they are, say so";
    (count > 0).then(|| Note::counted(NoteCode::LikeAppIds, count, text))
}
