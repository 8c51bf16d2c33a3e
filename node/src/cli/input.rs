//! What a person hands over: values, a file, or standard input.

use std::io::Read as _;
use std::path::Path;

use fanal_api::BODY_BYTES;
use fanal_protocol::{Code, Problem};

use super::{Result, usage};
use crate::render::Outcome;

/// The text, and what is known of it.
#[derive(Debug, Default)]
pub(crate) struct Input {
    pub(crate) content: String,
    /// The file's name, if it was one.
    pub(crate) file_name: Option<String>,
    /// The format, if it need not be guessed.
    pub(crate) format: Option<String>,
    /// What is to be said of how its bytes were read.
    pub(crate) note: Option<String>,
}

/// Ends of names that no value has: with them a missing file is told from a domain.
const FILE_ENDINGS: [&str; 9] = [
    ".txt", ".csv", ".tsv", ".json", ".jsonl", ".stix", ".stix2", ".yaml", ".yml",
];

/// Is this word a file, or called like one?
pub(super) fn is_a_file(word: &str) -> bool {
    Path::new(word).is_file() || is_called_like_a_file(word)
}

fn is_called_like_a_file(word: &str) -> bool {
    FILE_ENDINGS.iter().any(|ending| word.ends_with(ending)) && !word.contains("://")
}

/// Reads what stands on the command line: one file, `-`, or values.
pub(super) fn read(words: &[String]) -> Result<Input> {
    match words {
        [] => Err(usage(
            "there is nothing to read: name values, a file, or `-` for standard input",
        )),
        [word] if word == "-" => standard_input(),
        [word] if Path::new(word).is_file() => file(Path::new(word)),
        [word] if is_called_like_a_file(word) => Err(usage(format!("`{word}`: no such file"))),
        values => match values
            .iter()
            .find(|word| *word == "-" || Path::new(word).is_file())
        {
            Some(word) => Err(usage(format!(
                "`{word}` stands beside others: one file at a time, or values"
            ))),
            // Each word is one value, whatever it looks like: nothing is picked from prose.
            None => Ok(Input {
                content: values.join("\n"),
                file_name: None,
                format: Some("list".into()),
                note: None,
            }),
        },
    }
}

/// Reads a file or standard input, and nothing else.
pub(super) fn one(word: &str) -> Result<Input> {
    if word == "-" {
        standard_input()
    } else {
        file(Path::new(word))
    }
}

/// Reads one file.
pub(crate) fn file(path: &Path) -> Result<Input> {
    let failed = |error: std::io::Error| usage(format!("`{}`: {error}", path.display()));
    let opened = std::fs::File::open(path).map_err(failed)?;
    let (content, note) = text(opened, &path.display().to_string())?;
    let file_name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    Ok(Input {
        content,
        file_name,
        format: None,
        note,
    })
}

/// Fetches an address that the person named. [IMP-6]
pub(super) async fn fetched(here: &super::Invocation, address: &str) -> Result<Input> {
    let fetch = crate::fetch::Fetch::of(&here.configuration()?);
    let content = fetch.text(address).await?;
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().filter(|name| !name.is_empty());
    Ok(Input {
        content,
        file_name: name.map(str::to_owned),
        format: None,
        note: None,
    })
}

/// Reads standard input to its end.
pub(super) fn standard_input() -> Result<Input> {
    let (content, note) = text(std::io::stdin().lock(), "standard input")?;
    Ok(Input {
        content,
        file_name: None,
        format: None,
        note,
    })
}

/// A word that is text itself, `@FILE`, or `-`.
pub(super) fn text_or_file(word: &str) -> Result<String> {
    let read = match word.strip_prefix('@') {
        Some(path) => file(Path::new(path))?,
        None if word == "-" => standard_input()?,
        None => return Ok(word.to_owned()),
    };
    Ok(read.content.trim().to_owned())
}

impl Outcome {
    /// With what is to be said of how the bytes were read.
    pub(super) fn noting(self, note: Option<String>) -> Self {
        match note {
            Some(note) => self.warns("encoding", note),
            None => self,
        }
    }
}

fn text(source: impl std::io::Read, name: &str) -> Result<(String, Option<String>)> {
    let most = u64::try_from(BODY_BYTES).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    source
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| usage(format!("{name}: {error}")))?;
    if bytes.len() > BODY_BYTES {
        let text = format!("{name}: more than {} MiB", BODY_BYTES >> 20);
        return Err(Problem::new(Code::LimitSize, text).with_hint("split the file"));
    }
    decoded(&bytes, name)
}

/// The text in these bytes, with what is to be said of how they were read.
pub(crate) fn decoded(bytes: &[u8], name: &str) -> Result<(String, Option<String>)> {
    match fanal_formats::text_of(bytes) {
        Ok((text, note)) => Ok((text, note.map(|note| note.to_string()))),
        Err(fault) => Err(Problem::new(Code::VerifyFormat, format!("{name}: {fault}"))
            .with_hint("copy the text out of it, or save it as UTF-8")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_not_taken_for_a_value() {
        assert!(
            read(&["not-there.csv".into()])
                .unwrap_err()
                .text
                .contains("no such file")
        );
        assert_eq!(
            read(&["evil.example".into()]).unwrap().content,
            "evil.example"
        );
    }
}
