//! [NOT-7] Keys that the real `gpg` made, and mail that it reads.
#![cfg(feature = "openpgp")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

use std::io::Write as _;
use std::process::{Command, Stdio};

use fanal_notify::{BadKey, MailKey};
use tempfile::TempDir;

/// A key ring of somebody.
struct Ring(TempDir);

impl Ring {
    fn new() -> Self {
        Self(
            tempfile::Builder::new()
                .prefix("gpg")
                .tempdir_in("/tmp")
                .unwrap(),
        )
    }

    fn gpg(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        let mut child = Command::new("gpg")
            .arg("--homedir")
            .arg(self.0.path())
            .args([
                "--batch",
                "--yes",
                "--quiet",
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                "",
            ])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("gpg: {error}; see tests/install"));
        child.stdin.take().unwrap().write_all(input).unwrap();
        let done = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{arguments:?}: {said}");
        done.stdout
    }

    /// A key of these kinds, which lives so long; made so many seconds after 1970, if it is said.
    fn makes(&self, parameters: &str, extra: &[&str]) -> String {
        let wanted =
            format!("%no-protection\n{parameters}\nName-Email: somebody@people.example\n%commit\n");
        let mut arguments = extra.to_vec();
        arguments.push("--generate-key");
        self.gpg(&arguments, wanted.as_bytes());
        self.exports()
    }

    fn exports(&self) -> String {
        String::from_utf8(self.gpg(&["--armor", "--export"], b"")).unwrap()
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        let _ = Command::new("gpgconf")
            .arg("--homedir")
            .arg(self.0.path())
            .args(["--kill", "all"])
            .status();
    }
}

const CURVES: &str = "Key-Type: EDDSA\nKey-Curve: ed25519\nSubkey-Type: ECDH\nSubkey-Curve: cv25519\nSubkey-Usage: encrypt\nExpire-Date: 0";
/// 2026-11-22.
const NOW: i64 = 1_795_348_000;
/// `gpg` says when: keys are made in 2025.
const THEN: &[&str] = &["--faked-system-time", "20250601T120000"];

#[test]
fn gpg_reads_what_was_encrypted_to_its_key() {
    let curves = CURVES.to_owned();
    let rsa = "Key-Type: RSA\nKey-Length: 2048\nSubkey-Type: RSA\nSubkey-Length: 2048\nSubkey-Usage: encrypt\nExpire-Date: 0";
    let nist = "Key-Type: ECDSA\nKey-Curve: nistp256\nSubkey-Type: ECDH\nSubkey-Curve: nistp256\nSubkey-Usage: encrypt\nExpire-Date: 0";
    for kind in [curves.as_str(), rsa, nist] {
        let ring = Ring::new();
        let key = MailKey::read(&ring.makes(kind, THEN), NOW).unwrap();
        assert_eq!(key.ends, None);
        let listed = ring.gpg(&["--with-colons", "--fingerprint"], b"");
        let listed = String::from_utf8(listed).unwrap();
        assert!(
            listed.contains(&key.fingerprint.replace(' ', "")),
            "{listed}"
        );
        let sealed = key.seal("Es gibt etwas. \u{fc}\n".as_bytes()).unwrap();
        assert!(!sealed.contains("etwas") && sealed.starts_with("-----BEGIN PGP MESSAGE-----"));
        let opened = ring.gpg(&["--decrypt"], sealed.as_bytes());
        assert_eq!(opened, "Es gibt etwas. \u{fc}\n".as_bytes());
        assert_ne!(
            sealed,
            key.seal("Es gibt etwas. \u{fc}\n".as_bytes()).unwrap()
        );
    }
}

#[test]
fn keys_that_are_over_weak_or_none_are_refused_and_say_why() {
    let no = |key: &str| MailKey::read(key, NOW).map(drop).unwrap_err();
    let ring = Ring::new();
    let good = ring.makes(CURVES, THEN);
    assert!(MailKey::read(&good, NOW).is_ok());

    let short = Ring::new().makes(&CURVES.replace("Expire-Date: 0", "Expire-Date: 30d"), THEN);
    assert_eq!(no(&short), BadKey::Expired);
    let then = MailKey::read(&short, 1_748_800_000).unwrap();
    assert!(then.ends.is_some_and(|ends| ends < NOW), "{:?}", then.ends);

    let fingerprint = MailKey::read(&good, NOW)
        .unwrap()
        .fingerprint
        .replace(' ', "");
    let revocation = std::fs::read_to_string(
        ring.0
            .path()
            .join("openpgp-revocs.d")
            .join(format!("{fingerprint}.rev")),
    );
    let revocation = revocation.unwrap().replace(":-----BEGIN", "-----BEGIN");
    ring.gpg(&["--import"], revocation.as_bytes());
    assert_eq!(no(&ring.exports()), BadKey::Revoked);

    let weak = "Key-Type: RSA\nKey-Length: 1024\nSubkey-Type: RSA\nSubkey-Length: 1024\nSubkey-Usage: encrypt\nExpire-Date: 0";
    assert_eq!(no(&Ring::new().makes(weak, THEN)), BadKey::Weak);
    let elgamal = "Key-Type: DSA\nKey-Length: 2048\nSubkey-Type: ELG\nSubkey-Length: 2048\nSubkey-Usage: encrypt\nExpire-Date: 0";
    assert_eq!(no(&Ring::new().makes(elgamal, THEN)), BadKey::Weak);
    let old = [
        THEN,
        &[
            "--cert-digest-algo",
            "SHA1",
            "--digest-algo",
            "SHA1",
            "--allow-weak-key-signatures",
        ],
    ]
    .concat();
    assert_eq!(no(&Ring::new().makes(CURVES, &old)), BadKey::Unsigned);
    let signs = "Key-Type: EDDSA\nKey-Curve: ed25519\nKey-Usage: sign\nExpire-Date: 0";
    assert_eq!(no(&Ring::new().makes(signs, THEN)), BadKey::NoEncryption);

    let other = Ring::new();
    let another = other.makes(CURVES, THEN);
    assert_eq!(no(&format!("{good}\n{another}")), BadKey::Several);
    let both = Ring::new();
    both.gpg(&["--import"], good.as_bytes());
    both.gpg(&["--import"], another.as_bytes());
    assert_eq!(no(&both.exports()), BadKey::Several);
    let secret = other.gpg(&["--armor", "--export-secret-keys"], b"");
    assert_eq!(no(&String::from_utf8(secret).unwrap()), BadKey::Secret);
    for nothing in [
        "",
        "a key",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n",
    ] {
        assert_eq!(no(nothing), BadKey::Unreadable, "{nothing:?}");
    }
}

#[test]
fn a_key_whose_bytes_were_changed_is_refused_and_makes_no_panic() {
    let good = Ring::new().makes(CURVES, THEN);
    let lines: Vec<&str> = good.lines().collect();
    for line in 2..lines.len() - 2 {
        let mut changed: Vec<String> = lines.iter().map(|it| (*it).to_owned()).collect();
        let bad: String = changed[line]
            .chars()
            .map(|c| {
                if c == 'A' {
                    'B'
                } else if c == 'B' {
                    'A'
                } else {
                    c
                }
            })
            .collect();
        if bad == changed[line] {
            continue;
        }
        changed[line] = bad;
        // The checksum of the armour is not what holds it.
        changed.retain(|it| !it.starts_with('='));
        assert!(
            MailKey::read(&changed.join("\n"), NOW).is_err(),
            "line {line}"
        );
    }
}
