//! The image.

use std::collections::BTreeSet;
use std::path::Path;

use crate::surroundings::root;
use crate::{API, CONSOLE, OPS, PUBLIC, SYNC, lines, read};

/// The instructions of a Containerfile, a stage a list.
fn stages() -> Vec<Vec<(String, String)>> {
    let text = read("deploy/container/Containerfile").replace("\\\n", " ");
    let mut stages: Vec<Vec<(String, String)>> = Vec::new();
    for line in lines(&text) {
        let (word, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{line}"));
        if word == "FROM" {
            stages.push(Vec::new());
        }
        let stage = stages
            .last_mut()
            .unwrap_or_else(|| panic!("before FROM: {line}"));
        stage.push((
            word.to_owned(),
            rest.split_whitespace().collect::<Vec<_>>().join(" "),
        ));
    }
    stages
}

fn said<'a>(stage: &'a [(String, String)], word: &str) -> Vec<&'a str> {
    stage
        .iter()
        .filter(|(known, _)| known == word)
        .map(|(_, rest)| rest.as_str())
        .collect()
}

#[test]
fn the_image_is_built_apart_and_runs_as_nobody() {
    const KNOWN: &[&str] = &[
        "FROM",
        "WORKDIR",
        "COPY",
        "RUN",
        "USER",
        "VOLUME",
        "EXPOSE",
        "STOPSIGNAL",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "CMD",
    ];
    let stages = stages();
    let [build, run] = stages.as_slice() else {
        panic!("two stages, not {}", stages.len())
    };
    for (word, rest) in stages.iter().flatten() {
        assert!(KNOWN.contains(&word.as_str()), "{word} {rest}");
    }
    assert!(said(build, "FROM")[0].ends_with(" AS build"));
    assert!(
        said(build, "RUN")
            .iter()
            .any(|line| line.contains("--locked")),
        "as in Cargo.lock"
    );
    assert_eq!(said(run, "USER"), ["65532:65532"]);
    assert_eq!(said(run, "VOLUME"), ["/var/lib/fanal"]);
    assert_eq!(
        said(run, "EXPOSE"),
        [format!("{SYNC} {PUBLIC} {CONSOLE} {API}")],
        "never {OPS}"
    );
    let [health] = said(run, "HEALTHCHECK")[..] else {
        panic!("one HEALTHCHECK")
    };
    let (_, call) = health.split_once("CMD ").unwrap();
    for list in [call, said(run, "ENTRYPOINT")[0], said(run, "CMD")[0]] {
        let words: Vec<String> =
            serde_json::from_str(list).unwrap_or_else(|e| panic!("{list}: {e}"));
        assert!(!words.is_empty(), "{list}");
    }
    let as_root = run.iter().skip_while(|(word, _)| word != "USER");
    assert!(
        as_root
            .clone()
            .all(|(word, _)| word != "RUN" && word != "COPY")
    );
}

#[test]
fn what_the_image_copies_is_there_and_the_workspace_is_whole() {
    let stages = stages();
    let copied: Vec<&str> = stages
        .iter()
        .flat_map(|stage| said(stage, "COPY"))
        .collect();
    let mut sources = BTreeSet::new();
    for line in copied.iter().filter(|line| !line.starts_with("--from=")) {
        let (from, _) = line.rsplit_once(' ').unwrap();
        sources.extend(from.split(' '));
    }
    for source in &sources {
        assert!(root().join(source).exists(), "{source}");
    }
    let workspace: toml::Table = read("Cargo.toml").parse().unwrap();
    for member in workspace["workspace"]["members"].as_array().unwrap() {
        let folder = member.as_str().unwrap();
        let copied = sources
            .iter()
            .any(|source| Path::new(folder).starts_with(source));
        assert!(copied, "`{folder}` is a member, and is not copied");
    }
}

/// The first two numbers of a version.
fn release(version: &str) -> (u32, u32) {
    let mut numbers = version
        .split(['.', '-'])
        .map(|number| number.parse().unwrap());
    (numbers.next().unwrap(), numbers.next().unwrap())
}

#[test]
fn the_image_has_a_toolchain_that_is_new_enough() {
    let workspace: toml::Table = read("Cargo.toml").parse().unwrap();
    let needed = workspace["workspace"]["package"]["rust-version"]
        .as_str()
        .unwrap();
    let stages = stages();
    let from = said(&stages[0], "FROM")[0];
    let (_, rest) = from.split_once("/rust:").unwrap();
    assert!(release(rest) >= release(needed), "{from} for {needed}");
}
