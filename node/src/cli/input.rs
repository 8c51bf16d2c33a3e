//! What a person hands over: values, a file, or standard input.

use std::io::Read as _;
use std::path::Path;

use fanal_api::BODY_BYTES;
use fanal_protocol::{Code, Problem};

use super::{Result, usage};

/// The text, and what is known of it.
#[derive(Debug, Default)]
pub(crate) struct Input {
    pub(crate) content: String,
    /// The file's name, if it was one.
    pub(crate) file_name: Option<String>,
    /// The format, if it need not be guessed.
    pub(crate) format: Option<String>,
}

/// Ends of names that no value has: with them a missing file is told from a domain.
const FILE_ENDINGS: [&str; 9] = [
    ".txt", ".csv", ".tsv", ".json", ".jsonl", ".stix", ".stix2", ".yaml", ".yml",
];

/// Reads what stands on the command line: one file, `-`, or values.
pub(super) fn read(words: &[String]) -> Result<Input> {
    match words {
        [] => Err(usage(
            "there is nothing to read: name values, a file, or `-` for standard input",
        )),
        [word] if word == "-" => standard_input(),
        [word] if Path::new(word).is_file() => file(Path::new(word)),
        [word]
            if FILE_ENDINGS.iter().any(|ending| word.ends_with(ending))
                && !word.contains("://") =>
        {
            Err(usage(format!("`{word}`: no such file")))
        }
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
    let content = text(opened, &path.display().to_string())?;
    let file_name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    Ok(Input {
        content,
        file_name,
        format: None,
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
    })
}

/// Reads standard input to its end.
pub(super) fn standard_input() -> Result<Input> {
    let content = text(std::io::stdin().lock(), "standard input")?;
    Ok(Input {
        content,
        file_name: None,
        format: None,
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

fn text(source: impl std::io::Read, name: &str) -> Result<String> {
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
    decoded(&bytes).ok_or_else(|| {
        Problem::new(Code::VerifyFormat, format!("{name}: this is not text"))
            .with_hint("copy the text out of it, or save it as UTF-8")
    })
}

/// UTF-8, or UTF-16 as Windows writes it, without its byte order mark.
pub(crate) fn decoded(bytes: &[u8]) -> Option<String> {
    let units = |bytes: &[u8], read: fn([u8; 2]) -> u16| -> Vec<u16> {
        let pairs = bytes
            .chunks_exact(2)
            .filter_map(|pair| <[u8; 2]>::try_from(pair).ok());
        pairs.map(read).collect()
    };
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        [0xff, 0xfe, rest @ ..] => String::from_utf16(&units(rest, u16::from_le_bytes)).ok(),
        [0xfe, 0xff, rest @ ..] => String::from_utf16(&units(rest, u16::from_be_bytes)).ok(),
        all => String::from_utf8(all.to_vec()).ok(),
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

    #[test]
    fn what_windows_writes_is_read() {
        assert_eq!(decoded(b"\xff\xfea\0b\0").unwrap(), "ab");
        assert_eq!(decoded("\u{feff}é".as_bytes()).unwrap(), "é");
        assert!(decoded(b"\x89PNG\xff").is_none());
    }
}
