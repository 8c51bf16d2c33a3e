//! Generated files that are checked in: compared, or written anew with `FANAL_BLESS=1`.

use std::collections::BTreeSet;
use std::path::Path;

/// The file has just these bytes.
pub(crate) fn same(file: &Path, wanted: &[u8]) {
    if blessing() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, wanted).unwrap();
    }
    let found = std::fs::read(file).unwrap_or_default();
    assert!(
        found == wanted,
        "`{}` is not what is generated: run with FANAL_BLESS=1",
        file.display()
    );
}

/// The names of the files in a folder.
pub(crate) fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the test says it here"
)]
fn blessing() -> bool {
    std::env::var_os("FANAL_BLESS").is_some_and(|set| set == "1")
}
