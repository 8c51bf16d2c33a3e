//! What people and programs really wrote into public events, and a page could take for markup.

#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::collections::BTreeSet;
use std::path::PathBuf;

/// Strings of the public MISP events that have markup or characters that hide in them, where the data is.
pub fn real_strings() -> BTreeSet<String> {
    let mut strings = BTreeSet::new();
    let mut folders = vec![data().join("misp-events")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(json) = serde_json::from_slice(&std::fs::read(path).unwrap()) {
                hostile_in(&json, &mut strings);
            }
        }
    }
    assert!(
        !in_ci() || !strings.is_empty(),
        "no data in `{}`",
        data().display()
    );
    strings
}

fn hostile_in(value: &serde_json::Value, strings: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::String(text) => {
            let signs = ['<', '>', '"', '\'', '&', '\u{202e}', '\u{200b}', '\u{feff}'];
            if text.contains(signs) && text.len() < 4_000 {
                strings.insert(text.clone());
            }
        }
        serde_json::Value::Array(all) => all.iter().for_each(|one| hostile_in(one, strings)),
        serde_json::Value::Object(all) => all.values().for_each(|one| hostile_in(one, strings)),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {}
    }
}

/// The folder of real data: `FANAL_DATA`, or `shared/data` beside the workspace.
#[expect(clippy::disallowed_methods, reason = "the setting of these tests")]
pub fn data() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data");
    std::env::var_os("FANAL_DATA").map_or_else(|| beside.into(), PathBuf::from)
}

#[expect(clippy::disallowed_methods, reason = "the setting of these tests")]
fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|it| it == "true")
}
