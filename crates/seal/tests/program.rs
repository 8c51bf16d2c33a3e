//! The real `age` opens what we seal, and we open what it seals. (`tests/install` brings it.)
#![expect(clippy::unwrap_used, clippy::panic, reason = "all of it is test")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use fanal_ambient::SeededEntropy;
use fanal_seal::{FILLER, Identity, open, seal, seal_padded};

/// Runs a program with this input; what it wrote, if it succeeded.
fn run(program: &str, args: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap_or_else(|error| panic!("`{program}`: {error}; run tests/install"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A program that refuses reads no further: that is its answer, and no failure of ours.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output.status.success().then_some(output.stdout)
}

fn key_file(dir: &Path, identity: &Identity) -> String {
    let path = dir.join("key.txt");
    std::fs::write(&path, identity.to_secret_text().as_bytes()).unwrap();
    path.to_str().unwrap().to_owned()
}

const LENGTHS: [usize; 6] = [0, 1, 65_535, 65_536, 65_537, 200_000];

/// [RED-2]
#[test]
fn the_real_program_opens_what_we_seal() {
    let dir = tempfile::tempdir().unwrap();
    let chance = SeededEntropy::from_seed(1);
    let me = Identity::new(&chance);
    let key = key_file(dir.path(), &me);
    for length in LENGTHS {
        let content = vec![b'x'; length];
        let to = [Identity::new(&chance).recipient(), me.recipient()];
        let sealed = seal(&content, &to, &chance).unwrap();
        let opened = run("age", &["--decrypt", "--identity", &key], &sealed);
        assert_eq!(opened.unwrap(), content, "{length} bytes");
    }
    let sealed = seal_padded(b"padded", &[me.recipient()], 4096..=8192, &chance).unwrap();
    let opened = run("age", &["--decrypt", "--identity", &key], &sealed).unwrap();
    assert_eq!(opened.trim_ascii_end(), b"padded");
    assert!(opened.iter().skip(6).all(|byte| *byte == FILLER));

    let stranger = Identity::new(&chance);
    let sealed = seal(b"x", &[stranger.recipient()], &chance).unwrap();
    assert_eq!(
        run("age", &["--decrypt", "--identity", &key], &sealed),
        None
    );
}

/// [RED-2]
#[test]
fn we_open_what_the_real_program_seals() {
    let made = run("age-keygen", &[], b"").unwrap();
    let made = String::from_utf8(made).unwrap();
    let keys = Identity::read_file(&made).unwrap();
    let recipient = keys.first().unwrap().recipient().to_string();
    assert!(
        made.contains(&recipient),
        "as the program wrote it beside the key"
    );
    for length in LENGTHS {
        let content = vec![b'y'; length];
        let sealed = run("age", &["--encrypt", "--recipient", &recipient], &content).unwrap();
        let opened = open(&sealed, &keys).unwrap();
        assert_eq!(opened.as_slice(), content, "{length} bytes");
    }
}
