//! A second person at the command line: from the password that an administrator told her to her own yes.

use std::os::unix::fs::PermissionsExt as _;

use crate::node::{Folder, run_in};

#[test]
fn a_reviewer_signs_in_and_speaks_for_herself() {
    let folder = Folder::new();
    let dir = folder.0.join("ancolie");
    let run = |words: &[&str], stdin: &str| {
        let mut all = words.to_vec();
        all.push("--json");
        run_in(&dir, &all, stdin)
    };
    let made = run(&["init", "--desk", "Ancolie", "--lang", "fr", "--yes"], "");
    assert_eq!(made.code, 0, "{}", made.stderr);
    let password = "a long enough password";
    let add = [
        "user",
        "add",
        "bo",
        "--role",
        "reviewer",
        "--password-stdin",
    ];
    assert_eq!(run(&add, password).code, 0);
    let token = folder.0.join("bo.token");
    let file = token.to_str().unwrap();
    let sign_in = [
        "user",
        "sign-in",
        "bo",
        "--proves",
        "--password-stdin",
        "--out",
        file,
    ];

    let wrong = run(&sign_in, "another password");
    assert_eq!(wrong.code, 7, "{}", wrong.stdout);
    assert!(!token.exists());
    let signed_in = run(&sign_in, &format!("{password}\n"));
    assert_eq!(
        signed_in.code, 0,
        "{}{}",
        signed_in.stdout, signed_in.stderr
    );
    let secret = std::fs::read_to_string(&token).unwrap();
    assert!(!signed_in.stdout.contains(secret.trim()));
    let mode = token.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    // Who speaks is bo, with bo's rights, and no session is left open.
    let is_told = |words: &[&str]| run(&[&["--token-file", file], words].concat(), "");
    assert_eq!(is_told(&["user", "list"]).code, 7);
    let access = is_told(&["me", "sessions"]);
    assert_eq!(access.code, 0, "{}", access.stderr);
    let access = access.json();
    assert_eq!(
        access["data"]["sessions"].as_array().map(Vec::len),
        Some(0),
        "{access}"
    );
    assert_eq!(
        access["data"]["tokens"].as_array().map(Vec::len),
        Some(1),
        "{access}"
    );
}
