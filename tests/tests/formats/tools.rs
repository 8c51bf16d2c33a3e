//! Where the programs are that load our files. A missing one fails: `tests/install` brings it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::surroundings::printed;

/// The environment with the clients of PyPI and npm.
pub(crate) fn clients() -> PathBuf {
    let folder = variable("FANAL_TEST_VENV");
    let folder = PathBuf::from(folder.expect_set("FANAL_TEST_VENV"));
    assert!(
        folder.join("bin/python").is_file(),
        "no interpreter in {}",
        folder.display()
    );
    folder
}

trait ExpectSet {
    fn expect_set(self, name: &str) -> String;
}

impl ExpectSet for Option<String> {
    fn expect_set(self, name: &str) -> String {
        self.unwrap_or_else(|| panic!("{name} is not set: tests/run sets it"))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "where the data and the real tools lie is the machine's affair"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn loader(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/formats/load")
        .join(name)
}

/// What a script of `load/` prints, word by word.
pub(crate) fn python(script: &str, arguments: &[&Path]) -> Vec<String> {
    let mut command = Command::new(clients().join("bin/python"));
    command
        .arg("-W")
        .arg("ignore")
        .arg(loader(script))
        .args(arguments);
    words(&printed(&mut command))
}

/// The same in Node.
pub(crate) fn node(script: &str, arguments: &[&Path]) -> Vec<String> {
    let mut command = Command::new("node");
    command.arg(loader(script)).arg(clients()).args(arguments);
    words(&printed(&mut command))
}

pub(crate) fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}
