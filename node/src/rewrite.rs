//! Changes single keys of `fanal.toml`, and leaves the rest of the text as a person wrote it.

use std::path::Path;

use fanal_protocol::{Code, Problem};
use toml::{Table, Value};

use crate::config::Config;
use crate::home::{Home, failed};

/// One key of one section, and what it is to say; nothing takes the key out.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Change {
    /// The section's name, without brackets.
    pub(crate) section: &'static str,
    /// The key.
    pub(crate) key: &'static str,
    /// What it is to say.
    pub(crate) value: Option<Value>,
}

impl Change {
    /// The key says this.
    pub(crate) fn to(section: &'static str, key: &'static str, value: impl Into<Value>) -> Self {
        Self {
            section,
            key,
            value: Some(value.into()),
        }
    }

    /// The key is gone.
    pub(crate) const fn away(section: &'static str, key: &'static str) -> Self {
        Self {
            section,
            key,
            value: None,
        }
    }

    /// As it stands in the file.
    pub(crate) fn line(&self) -> Option<String> {
        let value = self.value.as_ref()?;
        Some(format!("{} = {value}", self.key))
    }
}

/// Changes the file, whole or not at all.
pub(crate) fn change_file(home: &Home, path: &Path, changes: &[Change]) -> Result<Config, Problem> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(path, &error)),
    };
    let changed = rewrite(&text, changes).ok_or_else(|| by_hand(path, changes))?;
    let config = Config::parse(&changed, &path.display().to_string())?;
    home.write_private(path, changed.as_bytes())?;
    Ok(config)
}

fn by_hand(path: &Path, changes: &[Change]) -> Problem {
    let wanted: Vec<String> = changes
        .iter()
        .map(|change| match change.line() {
            Some(line) => format!("[{}] {line}", change.section),
            None => format!("[{}] without `{}`", change.section, change.key),
        })
        .collect();
    let text = format!(
        "`{}` is written in a way that is not changed here; nothing was changed",
        path.display()
    );
    Problem::new(Code::Misconfigured, text)
        .with_hint(format!("change it by hand: {}", wanted.join("; ")))
}

/// The text with these changes; none if it does not come to say just that.
fn rewrite(text: &str, changes: &[Change]) -> Option<String> {
    let mut wanted: Table = text.parse().ok()?;
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for change in changes {
        change_table(&mut wanted, change);
        change_lines(&mut lines, change);
    }
    let mut changed = lines.join("\n");
    changed.push('\n');
    let said: Table = changed.parse().ok()?;
    (said == wanted).then_some(changed)
}

fn change_table(table: &mut Table, change: &Change) {
    let section = table.entry(change.section);
    let section = section.or_insert_with(|| Value::Table(Table::new()));
    if let Value::Table(section) = section {
        match &change.value {
            Some(value) => section.insert(change.key.to_owned(), value.clone()),
            None => section.remove(change.key),
        };
    }
}

fn change_lines(lines: &mut Vec<String>, change: &Change) {
    let header = format!("[{}]", change.section);
    let is_header = |line: &String| bare(line) == header;
    let Some(begin) = lines.iter().position(is_header) else {
        if lines.last().is_some_and(|line| !line.trim().is_empty()) {
            lines.push(String::new());
        }
        lines.push(header);
        lines.extend(change.line());
        return;
    };
    let after = begin + 1;
    let rest = lines.iter().skip(after);
    let end = rest
        .clone()
        .position(|line| line.trim_start().starts_with('['));
    let end = end.map_or(lines.len(), |at| after + at);
    let names_it = |line: &String| {
        let name = line.split_once('=').map(|(name, _)| name.trim());
        name == Some(change.key)
    };
    let at = rest.take(end - after).position(names_it);
    match (at.map(|at| after + at), change.line()) {
        (Some(at), Some(line)) => {
            if let Some(old) = lines.get_mut(at) {
                *old = line;
            }
        }
        (Some(at), None) => {
            lines.remove(at);
        }
        (None, Some(line)) => lines.insert(after, line),
        (None, None) => {}
    }
}

/// A line without its comment.
fn bare(line: &str) -> &str {
    line.split_once('#').map_or(line, |(line, _)| line).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# ours\n[node]\nlang = \"fr\" # for the house\n\n[at_rest] # where\nkey_file = \"k\"\n\n[backup]\nkeep_days = 30\n";

    #[test]
    fn one_key_changes_and_what_a_person_wrote_stays() {
        let changes = [
            Change::away("at_rest", "key_file"),
            Change::to("at_rest", "passphrase", true),
            Change::to("backup", "keep_days", 14),
            Change::to("sync", "tor_only", true),
        ];
        let changed = rewrite(TEXT, &changes).unwrap();
        assert_eq!(
            changed,
            "# ours\n[node]\nlang = \"fr\" # for the house\n\n[at_rest] # where\npassphrase = true\n\n[backup]\nkeep_days = 14\n\n[sync]\ntor_only = true\n"
        );
        assert_eq!(
            rewrite("", &[Change::to("node", "log", "warn")]).unwrap(),
            "[node]\nlog = \"warn\"\n"
        );
    }

    #[test]
    fn what_cannot_be_changed_for_sure_is_not_changed_at_all() {
        let change = [Change::to("at_rest", "passphrase", true)];
        for text in [
            "at_rest = { key_file = \"k\" }\n",
            "at_rest.key_file = \"k\"\n",
            "[node]\nlog = \"\"\"\n[at_rest]\n\"\"\"\n",
            "[at_rest]\n\"passphrase\" = false\n",
            "not toml",
        ] {
            assert_eq!(rewrite(text, &change), None, "{text}");
        }
    }
}
