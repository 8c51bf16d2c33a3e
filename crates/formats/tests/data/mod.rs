//! The folder with real data: `FANAL_DATA`, or `shared/data` beside the workspace.

use std::path::PathBuf;

/// A file of the folder. Without the folder: says which test is left out, or, where `CI=true`, fails.
pub(crate) fn bytes(test: &str, path: &str) -> Option<Vec<u8>> {
    let folder = variable("FANAL_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    if folder.is_dir() {
        let file = folder.join(path);
        return Some(std::fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display())));
    }
    assert!(
        variable("CI").as_deref() != Some("true"),
        "no data in `{}` for {test}",
        folder.display()
    );
    println!("left out: {test} (no data in `{}`)", folder.display());
    None
}

#[expect(
    clippy::disallowed_methods,
    reason = "where the data and the real tools lie is the machine's affair"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
