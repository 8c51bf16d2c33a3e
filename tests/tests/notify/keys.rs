//! [NOT-7] Mail to somebody who has an OpenPGP key: encrypted to it, or it does not go.

use async_trait::async_trait;
use fanal_desk::{KeyRead, MailKeyState, Notification, Post, Undelivered};
use fanal_notify::{Postman, Roads};
use fanal_protocol::{Code, Timestamp};
use fanal_tests::federation::Federation;

use crate::servers::{Authority, SmtpServer};
use crate::{by_mail, mail, roads, sends, two, wishes};

/// A road that takes any key for a good one, as long as nobody asks it to encrypt.
struct Credulous(Postman);

#[async_trait]
impl Post for Credulous {
    async fn send(&self, message: &Notification) -> Result<(), Undelivered> {
        self.0.send(message).await
    }

    fn read_key(&self, _: &str, _: Timestamp) -> Result<KeyRead, Undelivered> {
        Ok(KeyRead {
            fingerprint: "0000".into(),
            ends: None,
        })
    }

    fn may_call(&self, url: &str) -> Result<(), Undelivered> {
        self.0.may_call(url)
    }
}

async fn stage() -> (Federation, Authority, SmtpServer, Postman) {
    let fed = two().await;
    let authority = Authority::new();
    let server = SmtpServer::start(Some(&authority)).await;
    let postman = Postman::new(Roads {
        mail: Some(mail(&server)),
        ..roads(&authority)
    })
    .unwrap();
    let lumbre = fed.desk("lumbre");
    wishes(lumbre, "analyst", by_mail()).await;
    lumbre.desk().notify_due(&postman).await.unwrap();
    fed.clock.advance(60);
    (fed, authority, server, postman)
}

/// [NOT-7]
#[tokio::test]
async fn who_has_a_key_that_cannot_be_used_gets_nothing_in_clear() {
    let (fed, _authority, server, postman) = stage().await;
    let lumbre = fed.desk("lumbre");
    let desk = lumbre.desk();
    let sol = lumbre.caller("analyst").await;
    let refused = desk.set_mail_key(&sol, "no key at all", &postman).await;
    assert_eq!(refused.unwrap_err().code(), Code::UsageInvalid);
    let state = desk.show_mail_key(&sol, &postman).await.unwrap();
    assert_eq!(
        state,
        MailKeyState::None,
        "a key that is refused is not kept"
    );

    let road = Credulous(postman);
    desk.set_mail_key(&sol, "no key at all", &road)
        .await
        .unwrap();
    sends(&fed, "amber", "canary.evil.example").await;
    assert_eq!(desk.notify_due(&road).await.unwrap(), 0);
    assert!(
        server.taken().is_empty() && server.logins().is_empty(),
        "nobody was called"
    );
    let state = desk.show_mail_key(&sol, &road.0).await.unwrap();
    assert!(
        matches!(state, MailKeyState::Bad(_)),
        "and the page says so"
    );

    desk.remove_mail_key(&sol).await.unwrap();
    fed.clock.advance(60);
    assert_eq!(desk.notify_due(&road).await.unwrap(), 1);
    assert_eq!(server.taken().len(), 1);
}

#[cfg(feature = "openpgp")]
mod sealed {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use super::*;

    fn gpg(home: &std::path::Path, arguments: &[&str], input: &[u8]) -> String {
        let mut child = Command::new("gpg")
            .arg("--homedir")
            .arg(home)
            .args(["--batch", "--yes", "--quiet", "--pinentry-mode", "loopback"])
            .args(["--passphrase", "", "--ignore-time-conflict"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("gpg: {error}; see tests/install"));
        child.stdin.take().unwrap().write_all(input).unwrap();
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "{arguments:?}");
        String::from_utf8(done.stdout).unwrap()
    }

    /// [NOT-7]
    #[tokio::test]
    async fn gpg_opens_the_mail_and_nobody_else_learns_more_than_before() {
        let home = tempfile::Builder::new().prefix("gpg").tempdir().unwrap();
        let wanted = "%no-protection\nKey-Type: EDDSA\nKey-Curve: ed25519\nSubkey-Type: ECDH\n\
             Subkey-Curve: cv25519\nSubkey-Usage: encrypt\nName-Email: sol@people.example\n\
             Expire-Date: 0\n%commit\n";
        let then = ["--faked-system-time", "20200101T120000", "--generate-key"];
        gpg(home.path(), &then, wanted.as_bytes());
        let key = gpg(home.path(), &["--armor", "--export"], b"");
        let (fed, _authority, server, postman) = stage().await;
        let lumbre = fed.desk("lumbre");
        let desk = lumbre.desk();
        let sol = lumbre.caller("analyst").await;
        let told = desk.set_mail_key(&sol, &key, &postman).await.unwrap();
        let listed = gpg(home.path(), &["--with-colons", "--fingerprint"], b"");
        assert!(
            listed.contains(&told.fingerprint.replace(' ', "")),
            "{listed}"
        );
        sends(&fed, "amber", "canary.evil.example").await;
        assert_eq!(desk.notify_due(&postman).await.unwrap(), 1);

        let mail = server.taken()[0].mail.clone();
        assert!(
            mail.contains(
                "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\""
            )
        );
        assert!(!mail.contains("Content-Language") && !mail.contains("text/plain"));
        let begin = mail.find("-----BEGIN PGP MESSAGE-----").unwrap();
        let end = "-----END PGP MESSAGE-----";
        let stop = mail.find(end).unwrap() + end.len();
        let opened = gpg(home.path(), &["--decrypt"], mail[begin..stop].as_bytes());
        let (head, body) = opened.split_once("\r\n\r\n").unwrap();
        assert!(
            head.contains("Content-Type: text/plain; charset=utf-8"),
            "{head}"
        );
        let letters: String = body.split_whitespace().collect();
        let text = data_encoding::BASE64.decode(letters.as_bytes()).unwrap();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "Fanal: 1 new bulletin (TLP:AMBER 1). Open your console."
        );
        let _ = Command::new("gpgconf")
            .arg("--homedir")
            .arg(home.path())
            .args(["--kill", "all"])
            .status();
    }
}
