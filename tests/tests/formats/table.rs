//! The README's table of formats: it has a row for every format, and names the tools that `tests/install` brings.

use std::collections::BTreeSet;

use crate::surroundings::{printed, root};

/// The rows of the table below the heading: format, address or command, tools.
fn rows() -> Vec<[String; 3]> {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let section = readme.split("\n## Formats\n").nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let lines = section.lines().filter(|line| line.starts_with("| `"));
    let cells = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        [0, 1, 2].map(|at| cells[at].trim_matches('|').trim().to_owned())
    };
    lines.map(cells).collect()
}

fn named(column: usize) -> BTreeSet<String> {
    let cells = rows().into_iter().map(|row| row[column].clone());
    cells
        .flat_map(|cell| {
            cell.split('`')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// What is no format of the writers, and is read by other programs all the same.
const OTHERS: [&str; 5] = ["native", "evidence", "taxii", "signatures", "log"];

#[test]
fn the_table_of_formats_has_every_format_that_is_written() {
    let there = named(0);
    for name in OTHERS {
        assert!(there.contains(name), "no row for `{name}`");
    }
    for writer in &fanal_formats::WRITERS {
        assert!(
            there.contains(writer.name),
            "no row for the format `{}`",
            writer.name
        );
    }
    for name in &there {
        // What a desk signed itself is written by the desk; the rest goes by doors of its own.
        let of_the_desk = OTHERS.contains(&name.as_str());
        let known = fanal_formats::writer(name).is_some() || of_the_desk;
        assert!(known, "`{name}` is no format that is written");
    }
}

#[test]
fn the_table_of_formats_has_every_address_of_the_feed() {
    let feed = crate::feed::Feed::published();
    let known: serde_json::Value =
        serde_json::from_str(&feed.text("/.well-known/fanal.json")).unwrap();
    let there = named(1);
    let files = known["feed"]["files"].as_array().unwrap();
    assert!(files.len() > 15);
    for file in files {
        let address = file["address"].as_str().unwrap();
        assert!(there.contains(address), "no row with the address {address}");
    }
}

/// A version in the table is the one that the run installs.
#[test]
fn the_versions_of_the_table_are_those_that_are_installed() {
    let install = std::fs::read_to_string(root().join("tests/install")).unwrap();
    let mut count = 0;
    for row in rows() {
        let tools = row[2].clone();
        // Those of Debian are looked at below.
        let pinned = tools.split(", ").filter(|tool| !tool.ends_with("(Debian)"));
        for (name, version) in pinned.filter_map(|tool| tool.split_once(' ')) {
            let version = version.split(' ').next().unwrap();
            if version.chars().next().is_some_and(|c| c.is_ascii_digit()) {
                let pins = [format!("{name}=={version}"), format!("{name}@{version}")];
                assert!(
                    pins.iter().any(|pin| install.contains(pin)),
                    "{name} {version}"
                );
                count += 1;
            }
        }
    }
    assert!(count > 8, "{count} versions");
}

/// The tools of Debian are those of the machine that the tests run on: the table names the version that they say.
#[test]
fn the_versions_of_debian_tools_in_the_table_are_those_that_run() {
    let tools: Vec<String> = rows().into_iter().map(|row| row[2].clone()).collect();
    for (program, flag, named) in [
        ("named-checkzone", "-v", "named-checkzone of BIND "),
        ("clamscan", "--version", "clamscan of ClamAV "),
        ("yara", "--version", "yara "),
        ("suricata-update", "--version", "suricata-update "),
        ("minisign", "-v", "minisign "),
        ("openssl", "version", "OpenSSL "),
    ] {
        let said = printed(std::process::Command::new(program).arg(flag));
        let written = tools.iter().find_map(|cell| cell.split(named).nth(1));
        let written = written.and_then(|rest| rest.split([' ', ',', '(']).next());
        let written = written.unwrap_or_else(|| panic!("no row names {program}"));
        let is_number = written.starts_with(|c: char| c.is_ascii_digit());
        let runs = said.split([' ', '/', '-']).any(|word| {
            let rest = word.trim().strip_prefix(written);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        assert!(
            is_number && runs,
            "{program}: the table says `{written}`, it says `{said}`"
        );
    }
}
