//! The node's own log, looked through for what should not be there: values, addresses, people. [CLI-11]
//!
//! A log is to hold ids, counts and durations. What is found is named by its line and its kind, never repeated: what
//! `fanal doctor` says is pasted into mails and reports.

use std::collections::BTreeSet;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use fanal_formats::{Format, Options};
use fanal_privacy::{Check, Reason};
use fanal_stix::Kind;

use super::Report;
use super::process::Process;
use crate::cli::Invocation;
use crate::config::Config;

/// Of a log so much is looked at, from its end.
const LOOKED_AT: u64 = 8 << 20;
/// Lines that are named; the rest is counted.
const NAMED: usize = 5;
/// What one wrote into the configuration may stand in the log; words shorter than this are in any text.
const OWN_WORD: usize = 6;

impl Report {
    /// The log that was named, or the file that the running node writes to.
    pub(super) fn log(
        &mut self,
        given: Option<&str>,
        here: &Invocation,
        config: &Config,
        node: Option<&Process>,
        people: &[String],
    ) {
        let (name, read) = match given {
            Some("-") => ("what was piped in".to_owned(), from_end_of_pipe()),
            Some(file) => (file.to_owned(), end_of(Path::new(file))),
            None if node.is_some_and(Process::is_demo) => {
                let text = "the running node is the demo's, which tells a story there: `--log FILE` looks through a log";
                return self.0.skipped("log", text);
            }
            None => match node.and_then(Process::log) {
                Some(file) => (file.display().to_string(), end_of(&file)),
                None => {
                    let text = "the node's log is not in a file that can be seen from here: \
                        `journalctl -u fanal -o cat | fanal doctor --log -`";
                    return self.0.skipped("log", text);
                }
            },
        };
        let text = match read {
            Ok(text) => text,
            Err(error) => {
                let fix = "name a file that this account can read, or `-`";
                return self.0.warning("log", format!("`{name}`: {error}"), fix);
            }
        };
        let own = own_words(config, here);
        let found = told_in(&text, &own, people);
        if found.is_empty() {
            let lines = text.lines().count();
            let text = format!(
                "{lines} lines of {name} tell of no value, address or person that is known by its shape"
            );
            return self.0.good("log", text);
        }
        let named = found.iter().take(NAMED);
        let named: Vec<String> = named
            .map(|(line, what)| format!("line {line}: {what}"))
            .collect();
        let more = match found.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let text = format!(
            "{name} holds what no log of a node should: {}{more}",
            named.join("; ")
        );
        let fix = "destroy that log and its copies, and report which part of the program wrote these lines";
        self.0.bad("log", text, fix);
    }
}

fn end_of(file: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(file)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LOOKED_AT)))?;
    read_text(file)
}

fn from_end_of_pipe() -> std::io::Result<String> {
    read_text(std::io::stdin().lock())
}

fn read_text(from: impl std::io::Read) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    from.take(LOOKED_AT).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What the desk itself wrote into its configuration, and where its folder is.
fn own_words(config: &Config, here: &Invocation) -> Vec<String> {
    let written = config.to_file().unwrap_or_default();
    let words = written.split(|c: char| c.is_whitespace() || "\"'[],=".contains(c));
    let mut own: Vec<String> = words
        .filter(|word| word.len() >= OWN_WORD && word.contains(['.', ':', '/']))
        .map(str::to_owned)
        .collect();
    own.push(here.home.dir.display().to_string());
    // The longest first: what is within another leaves none of its rest behind.
    own.sort_by_key(|word| std::cmp::Reverse(word.len()));
    own
}

/// The lines that tell too much, and of what kind it is.
fn told_in(text: &str, own: &[String], people: &[String]) -> BTreeSet<(usize, &'static str)> {
    let mut left = without_colours(text);
    for word in own {
        left = left.replace(word.as_str(), " ");
    }
    let mut found = BTreeSet::new();
    let values = fanal_formats::read(Some(Format::Text), left.as_bytes(), &Options::default());
    for value in values.into_iter().flat_map(|reading| reading.indicators) {
        let line = value.place.trim_start_matches("line ");
        let line = line.split(',').next().and_then(|line| line.parse().ok());
        let text = value.value.text();
        if let (Some(line), Some(what)) = (line, what(value.value.kind(), text)) {
            found.insert((line, what));
        }
    }
    let findings = Check::default().text(&left).into_iter();
    found.extend(findings.filter_map(|one| Some((one.line, of_person(one.reason)?))));
    for (at, line) in left.lines().enumerate() {
        if people.iter().any(|name| names(line, name)) {
            found.insert((at + 1, "the name of an account"));
        }
    }
    found
}

/// What values are told of the network: hashes and ids are all over a log.
fn what(kind: Kind, text: &str) -> Option<&'static str> {
    match kind {
        Kind::Ipv4 | Kind::Ipv6 => {
            let address = text.parse::<std::net::IpAddr>().ok();
            let is_own = address.is_some_and(|it| it.is_loopback() || it.is_unspecified());
            (!is_own).then_some("an address")
        }
        Kind::DomainName => Some("a domain"),
        Kind::Url => Some("a link"),
        Kind::EmailAddress => Some("an e-mail address"),
        Kind::FilePath
        | Kind::FileName
        | Kind::ProcessName
        | Kind::ConfigurationProfileId
        | Kind::AppId
        | Kind::AndroidProperty
        | Kind::Md5
        | Kind::Sha1
        | Kind::Sha256
        | Kind::Sha512
        | Kind::CertificateMd5
        | Kind::CertificateSha1
        | Kind::CertificateSha256 => None,
    }
}

/// The shapes that no count, moment or id of a log has by chance.
fn of_person(reason: Reason) -> Option<&'static str> {
    let shapes = [
        Reason::Email,
        Reason::AddressInLink,
        Reason::PhoneInLink,
        Reason::Invite,
        Reason::Profile,
        Reason::OneTimeLink,
        Reason::HardwareAddress,
        Reason::PrivateAddress,
        Reason::UserPath,
    ];
    if reason == Reason::PrivateAddress {
        return Some("an address");
    }
    shapes.contains(&reason).then(|| reason.looks_like())
}

/// Is this what a field says, or a quotation? Names are words, and words stand in any sentence.
fn names(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let (before, rest) = line.split_at(at);
        let after = rest.get(name.len()..).and_then(|rest| rest.chars().next());
        let before = before.chars().next_back();
        before.is_some_and(|c| "=\"`'".contains(c))
            && after.is_none_or(|c| c.is_whitespace() || "\"`',;)}".contains(c))
    })
}

/// Without the colours of a terminal: `ESC [ ... m`.
fn without_colours(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.split_once('m').map_or(part, |(_, rest)| rest);
        plain.push_str(rest);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUIET: &str = "\
2026-11-23T05:05:40.436730Z \u{1b}[32m INFO\u{1b}[0m fanal::serve: ready version=\"0.1.0\" desk=lab sync=192.0.2.1:9443 api=127.0.0.1:9460
2026-11-23T05:05:44Z  WARN fanal_desk::receive::refuse: refused what a peer sent peer=lumbre stream=green/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 code=policy.label
2026-11-23T05:05:44Z  INFO fanal_desk::roster::take: roster in force network=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 version=3
2026-11-23T05:05:44Z  INFO fanal::running: backup written, and read again rows=1204 bytes=88120 ms=1.52
2026-11-23T05:05:44Z ERROR fanal::running: no backup was written problem=`/srv/desk/backups/2026-11-23.fanal`: no room
2026-11-23T05:05:44Z  WARN fanal_desk::heartbeat: ada's coordinator was not heard key=c0ffee00aa11
";

    fn lines(text: &str) -> Vec<(usize, &'static str)> {
        let own = ["192.0.2.1:9443", "/srv/desk"].map(str::to_owned);
        told_in(text, &own, &["ada".to_owned()])
            .into_iter()
            .collect()
    }

    /// [CLI-11]
    #[test]
    fn ids_counts_and_what_the_desk_configured_are_what_a_log_holds() {
        assert_eq!(lines(QUIET), []);
    }

    /// [CLI-11]
    #[test]
    fn values_addresses_and_names_are_found_in_a_log_by_their_lines() {
        for (line, what) in [
            (
                "hyper_util::client: connecting to 198.51.100.7:9443",
                "a link",
            ),
            (
                "fanal_peer: somebody called from 198.51.100.7",
                "an address",
            ),
            (
                "fanal_desk::check: asked value=evil-lantern.net",
                "a domain",
            ),
            (
                "fanal_desk::check: asked value=https://evil-lantern.net/a?b=c",
                "a link",
            ),
            (
                "fanal_notify: no mail went to=bo@help-desk.org",
                "an e-mail address",
            ),
            (
                "fanal_api: answered a call account=ada",
                "the name of an account",
            ),
            (
                "fanal_api: answered a call by `ada`",
                "the name of an account",
            ),
        ] {
            let text = format!("{QUIET}2026-11-23T05:05:45Z  INFO {line}\n");
            assert_eq!(lines(&text), [(7, what)], "{line}");
        }
    }
}
