//! SECURITY.md maps each lesson to its test, and names no test that is not there.

use std::collections::BTreeSet;

use crate::surroundings::root;

/// The tests of this program, as `module::name`.
fn lessons() -> BTreeSet<String> {
    let mut lessons = BTreeSet::new();
    for entry in std::fs::read_dir(root().join("tests/tests/lessons")).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        for rest in text.split("test]\n").skip(1) {
            let name = rest
                .split("fn ")
                .nth(1)
                .and_then(|rest| rest.split('(').next());
            lessons.insert(format!("{module}::{}", name.unwrap()));
        }
    }
    lessons.retain(|name| !name.starts_with("table::"));
    lessons
}

/// What stands in backticks in the section, with a module before it.
fn told() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let section = text.split("## What went wrong elsewhere").nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let quoted = section.split('`').skip(1).step_by(2);
    quoted
        .filter(|word| word.contains("::"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn each_lesson_stands_in_the_table() {
    let (lessons, told) = (lessons(), told());
    assert!(lessons.len() > 50, "{lessons:?}");
    let missing: Vec<_> = lessons.difference(&told).collect();
    assert!(missing.is_empty(), "not in SECURITY.md: {missing:?}");
    let gone: Vec<_> = told.difference(&lessons).collect();
    assert!(gone.is_empty(), "in SECURITY.md, and no test: {gone:?}");
}
