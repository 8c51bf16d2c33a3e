//! The format's own test vectors (C2SP CCTV): each file is opened, or refused for the reason that
//! its first lines tell.
#![expect(clippy::unwrap_used, reason = "all of it is test")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use fanal_seal::{Identity, OpenError, open};

/// Where the folder with real data is; none, if this machine has none (an error where `CI=true`).
#[expect(
    clippy::disallowed_methods,
    reason = "where the data lies is the machine's affair"
)]
fn folder() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var("FANAL_DATA").map_or(beside, PathBuf::from);
    let vectors = folder.join("vectors/age");
    if vectors.is_dir() {
        return Some(vectors);
    }
    let ci = std::env::var("CI").ok();
    assert!(
        ci.as_deref() != Some("true"),
        "no data in `{}`",
        folder.display()
    );
    println!(
        "left out: the vectors of age (no data in `{}`)",
        folder.display()
    );
    None
}

/// Lines of `name: value`, an empty line, and the file.
fn parts(bytes: &[u8]) -> (BTreeMap<String, Vec<String>>, Vec<u8>) {
    let mut said: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut rest = bytes;
    loop {
        let end = rest.iter().position(|byte| *byte == b'\n').unwrap();
        let (line, behind) = rest.split_at(end);
        rest = behind.get(1..).unwrap();
        if line.is_empty() {
            return (said, rest.to_vec());
        }
        let line = String::from_utf8(line.to_vec()).unwrap();
        let (name, value) = line.split_once(": ").unwrap();
        said.entry(name.into()).or_default().push(value.into());
    }
}

fn unpacked(bytes: Vec<u8>) -> Vec<u8> {
    let program = "import sys, zlib; \
        sys.stdout.buffer.write(zlib.decompress(sys.stdin.buffer.read()))";
    let mut child = Command::new("python3")
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    output.stdout
}

/// The reason in the words of the vectors.
fn outcome(file: &[u8], with: &[Identity]) -> &'static str {
    match open(file, with) {
        Ok(_) => "success",
        Err(OpenError::Malformed(_)) => "header failure",
        Err(OpenError::NotForUs) => "no match",
        Err(OpenError::HeaderChanged) => "HMAC failure",
        Err(OpenError::ContentChanged) => "payload failure",
    }
}

/// [RED-2]
#[test]
fn real_data_every_vector_of_the_format_is_answered_as_it_says() {
    let Some(folder) = folder() else { return };
    let (mut asked, mut opened, mut left_out) = (0, 0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (said, file) = parts(&std::fs::read(&path).unwrap());
        let says = |field: &str| said.get(field).cloned().unwrap_or_default();
        let keys = says("identity");
        // Armour, passphrases and post-quantum keys are not read here.
        let is_other = keys.iter().any(|key| key.contains("-KEY-PQ-"));
        if said.contains_key("armored") || keys.is_empty() || is_other {
            left_out += 1;
            continue;
        }
        let packed = says("compressed");
        let file = if packed.is_empty() {
            file
        } else {
            unpacked(file)
        };
        let keys: Vec<Identity> = keys
            .iter()
            .map(|key| Identity::parse(key).unwrap())
            .collect();
        let expected = says("expect").join("");
        assert_eq!(outcome(&file, &keys), expected, "{name}");
        asked += 1;
        if let Ok(content) = open(&file, &keys) {
            opened += 1;
            let digest = says("payload").join("");
            assert_eq!(sha256(&content), digest, "{name}");
        }
    }
    println!("{asked} vectors asked, {opened} of them opened, {left_out} of other forms left out");
    assert!(asked > 60 && opened > 10, "{asked} asked, {opened} opened");
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(bytes))
}
