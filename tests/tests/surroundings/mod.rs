//! Where the workspace and the built program are.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

/// The program beside this test's executable, in an environment that says nothing.
pub(crate) fn fanal() -> Command {
    let test = std::env::current_exe().unwrap();
    let path = test.parent().and_then(Path::parent).unwrap().join("fanal");
    assert!(
        path.is_file(),
        "no program at {}: `cargo build -p fanal` makes it, and so does `tests/run`",
        path.display()
    );
    let mut command = Command::new(path);
    command.env_clear().env("HOME", env!("CARGO_TARGET_TMPDIR"));
    command
}

/// What a call printed; it has to end well.
pub(crate) fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
