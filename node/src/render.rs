//! What people and programs get to see: pages for a terminal, one JSON object for `--json`, lines
//! for `--jsonl`. The only room that writes to standard output and standard error.
//!
//! Texts come from peers: whatever could steer a terminal or turn a line around is taken out here,
//! in one place, whoever wrote it.

mod page;
mod progress;
mod words;

use std::fmt::Write as _;
use std::io::{BufRead as _, IsTerminal as _, Write as _};

use fanal_api::Failure;
use fanal_protocol::{Code, Problem};
use serde::Serialize;
use serde_json::Value;

pub(crate) use page::Page;
pub(crate) use progress::{Progress, Waiting};
pub(crate) use words::{count, names, outlook, plain};

/// Exit codes that no [`Code`] carries.
pub(crate) mod exit {
    /// Done.
    pub(crate) const DONE: u8 = 0;
    /// Failed.
    pub(crate) const FAILED: u8 = 1;
    /// What was called is not what the verb takes.
    pub(crate) const USAGE: u8 = 2;
    /// Refused, or not done because nobody confirmed it.
    pub(crate) const REFUSED: u8 = 3;
    /// Nothing is known of it.
    pub(crate) const UNKNOWN: u8 = 4;
    /// No peer could be reached.
    pub(crate) const UNREACHABLE: u8 = 6;
    /// Done in part.
    pub(crate) const PARTLY: u8 = 8;
    /// A second person has to look.
    pub(crate) const WAITS: u8 = 9;
}

/// What a verb came to, before it is shown.
pub(crate) struct Outcome {
    /// The name of the call: `kind` is `fanal.NAME.v1`.
    name: &'static str,
    data: Value,
    rows: Option<Vec<Value>>,
    page: Page,
    raw: Option<String>,
    warnings: Vec<Warning>,
    exit: u8,
    silent: bool,
}

/// Something to know, although it was done.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Warning {
    /// A word for programs.
    pub(crate) code: &'static str,
    /// A sentence for people.
    pub(crate) text: String,
}

/// How it is to be shown.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Manner {
    /// One JSON object.
    pub(crate) json: bool,
    /// One JSON value a line, for lists.
    pub(crate) lines: bool,
    /// Nothing for people.
    pub(crate) quiet: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    ok: bool,
    kind: String,
    data: &'a Value,
    warnings: &'a [Warning],
}

impl Outcome {
    /// Of a call's data, with the page that tells the same.
    pub(crate) fn of<T: Serialize>(
        name: &'static str,
        data: &T,
        page: Page,
    ) -> Result<Self, Problem> {
        let data =
            serde_json::to_value(data).map_err(|e| Problem::new(Code::Broken, e.to_string()))?;
        let rows = data.as_array().cloned();
        let (raw, warnings) = (None, Vec::new());
        Ok(Self {
            name,
            data,
            rows,
            page,
            raw,
            warnings,
            exit: exit::DONE,
            silent: false,
        })
    }

    /// The list inside the data that `--jsonl` writes line by line.
    pub(crate) fn listing(mut self, key: &str) -> Self {
        self.rows = self.data.get(key).and_then(Value::as_array).cloned();
        self
    }

    /// A file's text goes to standard output as it is; the page then goes to standard error.
    pub(crate) fn with_raw(mut self, raw: String) -> Self {
        self.raw = Some(raw);
        self
    }

    /// Ends with this exit code.
    pub(crate) const fn exits(mut self, exit: u8) -> Self {
        self.exit = exit;
        self
    }

    /// How the process will end.
    pub(crate) const fn exit(&self) -> u8 {
        self.exit
    }

    /// Tells one thing more.
    pub(crate) fn warns(mut self, code: &'static str, text: impl Into<String>) -> Self {
        self.warnings.push(Warning {
            code,
            text: text.into(),
        });
        self
    }

    /// The verb told everything itself.
    pub(crate) const fn silent(mut self) -> Self {
        self.silent = true;
        self
    }

    /// Shows it; the answer is the exit code.
    pub(crate) fn show(&self, manner: Manner) -> u8 {
        if self.silent {
            return self.exit;
        }
        match (manner.lines, &self.rows) {
            (true, Some(rows)) => rows.iter().for_each(|row| to_stdout(&json_line(row))),
            (true, None) => to_stdout(&json_line(&self.data)),
            (false, _) if manner.json => to_stdout(&json_line(&self.answer())),
            (false, _) => self.show_page(manner),
        }
        self.exit
    }

    fn answer(&self) -> Answer<'_> {
        let kind = format!("fanal.{}.v1", self.name);
        Answer {
            ok: true,
            kind,
            data: &self.data,
            warnings: &self.warnings,
        }
    }

    fn show_page(&self, manner: Manner) {
        match &self.raw {
            Some(raw) => {
                if !manner.quiet {
                    to_stderr(&self.page.text(std::io::stderr().is_terminal()));
                }
                to_stdout_raw(raw);
            }
            None if manner.quiet => {}
            None => to_stdout(&self.page.text(std::io::stdout().is_terminal())),
        }
        if !manner.quiet {
            for warning in &self.warnings {
                to_stderr(&plain(&format!("note: {}", warning.text)));
            }
        }
    }
}

/// Shows what went wrong, or why not; the answer is the exit code.
pub(crate) fn show_problem(problem: &Problem, manner: Manner) -> u8 {
    if manner.json || manner.lines {
        to_stdout(&json_line(&Failure::of(problem)));
    } else {
        let mut text = format!("fanal: {} ({})", plain(&problem.text), problem.code);
        if let Some(hint) = &problem.hint {
            text.push_str("\n  hint: ");
            text.push_str(&plain(hint));
        }
        to_stderr(&text);
    }
    problem.code.exit()
}

/// A page beside the outcome: the preview before a question is asked.
pub(crate) fn show_preview(page: &Page, manner: Manner) {
    if !manner.json && !manner.lines && !manner.quiet {
        to_stderr(&page.text(std::io::stderr().is_terminal()));
    }
}

/// Asks for yes or no; an empty answer is no.
pub(crate) fn confirmed(question: &str) -> Result<bool, Problem> {
    let answer = asked(&format!("{question} [y/N] "))?;
    Ok(matches!(
        answer.to_lowercase().as_str(),
        "y" | "yes" | "o" | "oui" | "s" | "si" | "sí"
    ))
}

/// Asks for a line.
pub(crate) fn asked(question: &str) -> Result<String, Problem> {
    let broken = |error: std::io::Error| Problem::new(Code::Broken, format!("terminal: {error}"));
    let mut stderr = std::io::stderr().lock();
    write!(stderr, "{}", plain(question))
        .and_then(|()| stderr.flush())
        .map_err(broken)?;
    let mut answer = String::new();
    let read = match terminal() {
        // Standard input is what is worked on: the person sits at the terminal.
        Some(mut terminal) if !std::io::stdin().is_terminal() => terminal.read_line(&mut answer),
        Some(_) | None => std::io::stdin().read_line(&mut answer),
    };
    read.map_err(broken)?;
    Ok(answer.trim().to_owned())
}

/// Does a person read what is written?
pub(crate) fn is_read_at_a_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Does somebody sit at a terminal, whatever standard input is?
pub(crate) fn a_person_can_answer() -> bool {
    std::io::stdin().is_terminal() || terminal().is_some()
}

fn terminal() -> Option<std::io::BufReader<std::fs::File>> {
    let opened = std::fs::File::open("/dev/tty").ok()?;
    Some(std::io::BufReader::new(opened))
}

/// JSON in one line; characters that could steer a terminal are written as escapes.
fn json_line<T: Serialize>(value: &T) -> String {
    let text = serde_json::to_string(value).unwrap_or_default();
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if words::is_deceptive(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

// A reader that went away (`| head`) is no fault of ours: what cannot be written is not.

fn to_stdout(text: &str) {
    if !text.is_empty() {
        let _ = writeln!(std::io::stdout().lock(), "{text}");
    }
}

/// A file as it is; to a terminal without what could steer it.
fn to_stdout_raw(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = if stdout.is_terminal() {
        write!(stdout, "{}", words::plain_lines(text))
    } else {
        write!(stdout, "{text}")
    };
    let _ = stdout.flush();
}

fn to_stderr(text: &str) {
    if !text.is_empty() {
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_carries_no_character_that_steers_a_terminal() {
        let line = json_line(&"a\u{9b}31m\u{202e}b\u{7f}");
        assert_eq!(line, "\"a\\u009b31m\\u202eb\\u007f\"");
        assert_eq!(
            serde_json::from_str::<String>(&line).unwrap(),
            "a\u{9b}31m\u{202e}b\u{7f}"
        );
    }
}
