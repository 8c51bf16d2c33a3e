//! All faults of a configuration that can be found at once, each with its place and how to mend it. [CLI-10]
//!
//! What cannot be read is put aside, as if it were not there, and the rest looked at: one fault hides no other.

use std::collections::BTreeSet;
use std::fmt;

use fanal_protocol::Problem;
use serde::Deserialize as _;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue, Deserializer};

use super::rules::{Broken, broken};
use super::{Config, line_of, wrong};

/// Faults that are looked for: who has more mends these first.
const MOST: usize = 100;

/// A fault. Never the line itself, which may hold a password.
pub(super) struct Fault {
    line: Option<usize>,
    /// `section.key`, where that is known.
    key: Option<String>,
    what: String,
}

/// What reads of a text: a configuration of all that has no fault, and the faults, in the order of their lines.
pub(super) fn read(text: &str) -> (Option<Config>, Vec<Fault>) {
    let (mut table, unread) = DeTable::parse_recoverable(text);
    let mut faults: Vec<Fault> = unread
        .iter()
        .map(|error| Fault::of(text, None, error))
        .collect();
    let places = places(table.get_ref(), text);
    let mut aside = BTreeSet::new();
    let config = loop {
        match Config::deserialize(Deserializer::from(table.clone())) {
            Ok(config) => break Some(config),
            Err(error) => {
                let at = error.span().map(|span| span.start);
                let key = at.and_then(|at| take_out(table.get_mut(), at));
                faults.push(Fault::of(text, key.clone(), &error));
                match key {
                    Some(key) if faults.len() < MOST => aside.insert(key),
                    Some(_) | None => break None,
                };
            }
        }
    };
    if let Some(config) = &config {
        let is_known = |broken: &Broken| {
            let about = broken.besides.iter().any(|key| is_aside(&aside, key));
            !about && !is_aside(&aside, &broken.key)
        };
        faults.extend(broken(config).into_iter().filter(is_known).map(|broken| {
            let place = places.iter().find(|(key, _)| *key == broken.key);
            Fault {
                line: place.map(|(_, line)| *line),
                key: Some(broken.key),
                what: broken.what,
            }
        }));
    }
    faults.sort_by_key(|fault| fault.line);
    // What broke a line breaks what is read of it.
    let mut lines = BTreeSet::new();
    faults.retain(|fault| fault.line.is_none_or(|line| lines.insert(line)));
    (config, faults)
}

/// Could this key, or its section, not be read?
fn is_aside(aside: &BTreeSet<String>, key: &str) -> bool {
    let section = key.split_once('.').map_or(key, |(section, _)| section);
    aside.contains(key) || aside.contains(section)
}

/// The first, and how many there are: one line, for a node that does not start.
pub(super) fn first_of(faults: &[Fault], name: &str) -> Problem {
    let first = faults.first().map_or_else(String::new, |it| it.told(name));
    let more = match faults.len() {
        0 | 1 => String::new(),
        all => format!(" (the first of {all} faults)"),
    };
    wrong(first + &more)
}

/// Each of them.
pub(super) fn all_of(faults: &[Fault], name: &str) -> Problem {
    let told = faults.iter().map(|fault| {
        let mend = fault.mend();
        format!("{}; mend: {mend}", fault.told(name))
    });
    wrong(told.collect::<Vec<_>>().join("\n"))
}

impl Fault {
    fn of(text: &str, key: Option<String>, error: &toml::de::Error) -> Self {
        let line = error.span().map(|span| line_of(text, span.start));
        Self {
            line,
            key,
            what: error.message().replace('\n', " "),
        }
    }

    fn told(&self, name: &str) -> String {
        format!("{name}{self}")
    }

    /// What the key says where nobody wrote it, if it has such a value.
    fn mend(&self) -> String {
        let Some(key) = &self.key else {
            return "write `key = value`, with text in quotes".into();
        };
        let defaults = toml::Table::try_from(Config::default()).unwrap_or_default();
        let default = key.split_once('.').and_then(|(section, key)| {
            let value = defaults.get(section)?.as_table()?.get(key)?;
            Some(format!("for example `{key} = {value}`, the default"))
        });
        default.unwrap_or_else(|| {
            format!("deploy/fanal.toml.sample says what `{key}` takes; without the key it is off")
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        match &self.key {
            Some(key) => write!(f, ": `{key}`: {}", self.what),
            None => write!(f, ": {}", self.what),
        }
    }
}

/// Takes the key out in which this place lies, and says which; of a source, all of it.
fn take_out(table: &mut DeTable<'_>, at: usize) -> Option<String> {
    let section = table.iter().find(|(key, value)| holds(key, value, at));
    let section = section.map(|(key, _)| key.get_ref().to_string())?;
    if let Some(value) = table.get_mut(section.as_str())
        && let DeValue::Table(inner) = value.get_mut()
    {
        let key = inner.iter().find(|(key, value)| holds(key, value, at));
        if let Some(key) = key.map(|(key, _)| key.get_ref().to_string()) {
            inner.remove(key.as_str());
            return Some(format!("{section}.{key}"));
        }
    }
    table.remove(section.as_str());
    Some(section)
}

fn holds(key: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>, at: usize) -> bool {
    let is_inside = |span: std::ops::Range<usize>| span.start == at || span.contains(&at);
    if is_inside(key.span()) || is_inside(value.span()) {
        return true;
    }
    let inner = value.get_ref().as_table();
    inner.is_some_and(|inner| inner.iter().any(|(key, value)| holds(key, value, at)))
}

/// The line on which each section, and each `section.key`, stands.
pub(super) fn places(table: &DeTable<'_>, text: &str) -> Vec<(String, usize)> {
    let mut places = Vec::new();
    for (section, inner) in table {
        let name = section.get_ref();
        places.push((name.to_string(), line_of(text, section.span().start)));
        if let DeValue::Table(inner) = inner.get_ref() {
            places.extend(inner.keys().map(|key| {
                let line = line_of(text, key.span().start);
                (format!("{name}.{}", key.get_ref()), line)
            }));
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let (_, faults) = read(text);
        all_of(&faults, "x.toml").text
    }

    /// [CLI-10]
    #[test]
    fn one_fault_hides_no_other() {
        let text = "[node]\nlang = \"nl\"\ncolour = 1\n\n[listen]\nsync = \"nowhere\"\npublic = 7\n\n\
            [jobs]\nsync = \"* * * * *\"\n\n[backup]\nkeep_days = \"many\"\n\n[sources.lab]\nkind = \"file\"\n\n\
            [sources.other]\nkind = \"file\"\naddress = \"ftp://x/\"\n\n[kitchen]\nsink = 1\n";
        let told = told(text);
        let lines: Vec<&str> = told.lines().collect();
        for (line, place, what) in [
            (0, "x.toml, line 2: `node.lang`: ", "en, fr, es, ar"),
            (
                1,
                "x.toml, line 3: `node.colour`: ",
                "unknown field `colour`",
            ),
            (
                2,
                "x.toml, line 6: `listen.sync`: ",
                "sync = \"0.0.0.0:9443\"",
            ),
            (
                3,
                "x.toml, line 7: `listen.public`: ",
                "public = \"127.0.0.1:9480\"",
            ),
            (4, "x.toml, line 10: `jobs.sync`: ", "6 fields, this has 5"),
            (5, "x.toml, line 13: `backup.keep_days`: ", "keep_days = 30"),
            (6, "x.toml, line 15: `sources.lab`: ", "address"),
            (7, "x.toml, line 18: `sources.other`: ", "https://"),
            (8, "x.toml, line 22: `kitchen`: ", "unknown field `kitchen`"),
        ] {
            let told = lines.get(line).copied().unwrap_or_default();
            assert!(told.starts_with(place) && told.contains(what), "{told}");
            assert!(told.contains("; mend: "), "{told}");
        }
        assert_eq!(lines.len(), 9, "{told}");
    }

    /// [CLI-10]
    #[test]
    fn a_line_that_is_no_toml_hides_none_of_the_others() {
        let text = "[node]\ndatabase = postgres://fanal:hunter2@db/fanal\n[backup]\nkeep_days = 0\n\
            [sync]\ntor_only = maybe\n";
        let told = told(text);
        for place in ["line 2: ", "line 4: `backup.keep_days`: ", "line 6: "] {
            assert!(told.contains(place), "{told}");
        }
        assert_eq!(told.lines().count(), 3, "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }

    /// [CLI-10] What follows from a key that could not be read is no fault of its own.
    #[test]
    fn no_fault_is_made_up_of_another() {
        for text in [
            "[sync]\ntor_only = true\nsocks5 = 9050\n",
            "[notify]\nsmtp = \"mail.example:25\"\nfrom = 1\n",
            "[listen]\ntaxii = \"0.0.0.0:9475\"\n[taxii]\nbehind_proxy = \"yes\"\n",
            "[at_rest]\nkey_file = \"k\"\npassphrase = true\n",
        ] {
            let (_, faults) = read(text);
            assert_eq!(faults.len(), 1, "{}", all_of(&faults, "x").text);
        }
        let (config, faults) = read("");
        assert!(faults.is_empty() && config == Some(Config::default()));
    }
}
