//! The sample of `fanal.toml`.

use std::collections::BTreeSet;

use crate::read;
use crate::surroundings::{fanal, printed, root};

/// Every key of `fanal.toml`. (The node's own test reads the sample with the code that reads it there.)
pub(crate) const KEYS: &[&str] = &[
    "at_rest.credential",
    "at_rest.key_file",
    "at_rest.passphrase",
    "backup.dir",
    "backup.keep_days",
    "jobs.backup",
    "jobs.drill",
    "jobs.freshness",
    "jobs.heartbeat",
    "jobs.look_ups",
    "jobs.retention",
    "jobs.sync",
    "listen.api",
    "listen.console",
    "listen.names",
    "listen.ops",
    "listen.public",
    "listen.sync",
    "listen.taxii",
    "node.database",
    "node.lang",
    "node.log",
    "notify.ca_file",
    "notify.from",
    "notify.hosts",
    "notify.password_file",
    "notify.smtp",
    "notify.user",
    "public.base_url",
    "public.contact",
    "public.leave_to",
    "public.network",
    "public.network_feed",
    "public.publish_hours",
    "public.push",
    "public.title",
    "public.witnesses",
    "red.identity",
    "sources.example.account",
    "sources.example.address",
    "sources.example.authority",
    "sources.example.collection",
    "sources.example.consent",
    "sources.example.format",
    "sources.example.header_file",
    "sources.example.keep",
    "sources.example.kind",
    "sources.example.licence",
    "sources.example.login",
    "sources.example.schedule",
    "sources.example.source",
    "sources.example.tlp",
    "sources.example.to",
    "sync.socks5",
    "sync.tor_only",
    "taxii.base_url",
    "taxii.behind_proxy",
    "taxii.certificate",
    "taxii.key",
];

pub(crate) fn keys(text: &str) -> BTreeSet<String> {
    let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{error}"));
    let of_section = |(section, inner): (&String, &toml::Value)| {
        let inner = inner
            .as_table()
            .unwrap_or_else(|| panic!("{section} is no section"));
        inner
            .keys()
            .map(|key| format!("{section}.{key}"))
            .collect::<Vec<_>>()
    };
    table.iter().flat_map(of_section).collect()
}

/// Every key with the section it stands in, those that are commented out as well.
fn keys_explained(text: &str) -> BTreeSet<String> {
    let mut section = String::new();
    let mut found = BTreeSet::new();
    for line in text.lines() {
        let line = line.trim_start_matches(['#', ' ']);
        if let Some((name, _)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            name.clone_into(&mut section);
        } else if let Some((key, _)) = line.split_once(" = ") {
            found.extend((!key.contains(' ')).then(|| format!("{section}.{key}")));
        }
    }
    found
}

#[test]
fn the_sample_of_the_configuration_has_every_key_and_no_other() {
    let text = read("deploy/fanal.toml.sample");
    let known: BTreeSet<String> = KEYS.iter().map(|key| (*key).to_owned()).collect();
    assert_eq!(keys_explained(&text), known);
    let unknown: Vec<String> = keys(&text).difference(&known).cloned().collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn the_program_takes_the_sample() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = root().join("deploy/fanal.toml.sample");
    let mut command = fanal();
    command
        .arg("--dir")
        .arg(folder.path())
        .arg("--config")
        .arg(path);
    printed(command.args(["config", "check"]));
}
