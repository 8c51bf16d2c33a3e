//! The folder with real data: `FANAL_DATA`, or `shared/data` beside the workspace.

use std::path::{Path, PathBuf};

/// The files of one set, in order. Without the folder: says which test is left out, or, where
/// `CI=true`, fails.
pub(crate) fn files(test: &str, set: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let folder = variable("FANAL_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    if folder.is_dir() {
        let mut files = Vec::new();
        gather(&folder.join(set), &mut files);
        files.sort();
        return Some(files);
    }
    assert!(
        variable("CI").as_deref() != Some("true"),
        "no data in `{}` for {test}",
        folder.display()
    );
    println!("left out: {test} (no data in `{}`)", folder.display());
    None
}

fn gather(folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, files);
        } else {
            let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            files.push((path.display().to_string(), bytes));
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "where the data lies is the machine's affair"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
