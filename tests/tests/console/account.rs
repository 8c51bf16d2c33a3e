//! One's own account and the desk's, at the console.

use fanal_tests::telephone::Telephone;
use fanal_tests::visitor::{PASSWORD, Visitor, between};
use std::process::Command;

use crate::two;

/// [ACC-1] [ACC-2]
#[tokio::test]
async fn somebody_sets_up_a_second_factor_and_signs_in_with_it() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let mut ana = Visitor::signed_in(node, "ana", &["analyst"]).await;
    ana.get("/c/me").await;
    let begun = ana.post("/c/me/totp", &[("act", "begin")]).await;
    let uri = between(&begun.text, "otpauth://totp/ana?secret=", "<").unwrap();
    let telephone = Telephone::with(uri);
    let picture = ana.ask("GET", "/c/me/totp/picture", String::new()).await;
    assert_eq!(picture.headers["content-type"], "image/png");
    assert_eq!(picture.headers["cache-control"], "no-store");
    let read = read_by_a_camera(&picture.bytes);
    assert_eq!(read, format!("otpauth://totp/ana?secret={uri}"));
    assert!(
        begun
            .text
            .contains("src=\"/c/me/totp/picture\" alt=\"QR code")
    );
    let wrong = ana
        .post("/c/me/totp", &[("act", "confirm"), ("code", "12")])
        .await;
    assert!(
        wrong.text.contains("That is not the code"),
        "{}",
        wrong.text
    );
    let shown = telephone.shows(fed.now().unix());
    let codes = ana
        .post("/c/me/totp", &[("act", "confirm"), ("code", &shown)])
        .await;
    let picture = ana.get("/c/me/totp/picture").await;
    assert_eq!(picture.status, 404, "a confirmed secret is told to nobody");
    let recovery = codes.text.matches("<li><bdi class=\"value\"").count();
    assert_eq!(recovery, 10, "{}", codes.text);
    assert!(ana.get("/c/me").await.text.contains("10"));
    ana.send("/c/sign-out", &[]).await;
    fed.clock.advance(30);
    let half = ana.sign_in("ana").await;
    assert!(half.text.contains("id=\"code\""), "{}", half.text);
    let still = ana.get("/c/me").await;
    assert!(still.text.contains("id=\"password\"") || still.text.contains("id=\"code\""));
}

/// What a telephone reads in a picture: `zbarimg` of Debian, which knows nothing of how we draw.
fn read_by_a_camera(picture: &[u8]) -> String {
    let file = tempfile::Builder::new().suffix(".png").tempfile().unwrap();
    std::fs::write(file.path(), picture).unwrap();
    let program = Command::new("zbarimg")
        .args(["--quiet", "--raw", "--nodbus"])
        .arg(file.path())
        .output();
    let read = program.unwrap_or_else(|error| panic!("zbarimg: {error}; see tests/install"));
    assert!(read.status.success(), "no code in the picture");
    String::from_utf8(read.stdout).unwrap().trim().to_owned()
}

/// [ACC-4]
#[tokio::test]
async fn somebody_changes_the_password_and_when_they_are_told() {
    let fed = two().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    ana.get("/c/me").await;
    let change = |old: &'static str, new: &'static str, again: &'static str| {
        [("old", old), ("new", new), ("again", again)]
    };
    for (fields, said) in [
        (change(PASSWORD, "short", "short"), "too short"),
        (
            change(PASSWORD, "a longer password", "another"),
            "are not the same",
        ),
        (
            change("wrong, surely", "a longer password", "a longer password"),
            "The password is wrong.",
        ),
    ] {
        let page = ana.post("/c/me/password", &fields).await;
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let fields = change(PASSWORD, "a longer password", "a longer password");
    let page = ana.post("/c/me/password", &fields).await;
    assert!(
        page.text.contains("Your password is another one now"),
        "{}",
        page.text
    );

    let wishes = [
        ("mail", "ana@people.example"),
        ("when", "daily"),
        ("from", "21"),
        ("to", "7"),
        ("ahead", "345"),
        ("urgent", "1"),
    ];
    let unreviewed = "pas encore été relus";
    assert!(!ana.get("/c/me").await.text.contains("reviewed by a native"));
    ana.post("/c/lang", &[("lang", "fr"), ("back", "/c/me")])
        .await;
    let page = ana.post("/c/me", &wishes).await;
    assert!(page.text.contains("ana@people.example"), "{}", page.text);
    assert!(page.text.contains("lang=\"fr\""), "the language stays");
    // [CSL-1] No native speaker has signed this one; English is the original.
    assert!(page.text.contains(unreviewed), "{}", page.text);
    assert!(
        page.text
            .contains("<option value=\"345\" selected>UTC+5:45")
    );
    let sundial = [("from", "21"), ("to", "7"), ("ahead", "sundial")];
    let page = ana.post("/c/me", &sundial).await;
    assert!(page.text.contains("href=\"#from\""), "{}", page.text);
    let page = ana
        .post("/c/me", &[("mail", "nobody"), ("when", "now")])
        .await;
    assert!(page.text.contains("href=\"#mail\""), "{}", page.text);
}

#[tokio::test]
async fn an_administrator_makes_accounts_and_reads_who_did_what() {
    let fed = two().await;
    let mut adi = Visitor::signed_in(fed.desk("ancolie"), "adi", &["admin"]).await;
    adi.get("/c/admin").await;
    let new = [("act", "add"), ("name", "bo"), ("right", "reviewer")];
    let page = adi.post("/c/admin", &new).await;
    let told = between(
        &page.text,
        "<bdi>bo</bdi>: <bdi class=\"value\" dir=\"ltr\">",
        "<",
    );
    let password = told.unwrap_or_else(|| panic!("{}", page.text)).to_owned();
    assert!(
        !adi.get("/c/admin").await.text.contains(&password),
        "told once"
    );
    let again = adi.post("/c/admin", &new).await;
    assert!(again.text.contains("href=\"#name\""), "{}", again.text);
    let page = adi
        .post("/c/admin", &[("act", "disable"), ("name", "bo")])
        .await;
    assert!(page.text.contains("(disabled)"), "{}", page.text);
    let page = adi.get("/c/admin/audit?act=account.").await;
    assert!(page.text.contains("account.add") && page.text.contains("account.disable"));
    assert!(!page.text.contains("bulletin.share"));
    let table = adi.get("/c/admin/audit/export").await;
    assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(table.headers["cache-control"], "no-store");
    assert!(
        table.text.lines().count() > 5 && table.text.contains("\"account.add\",\"bo\",\"done\"")
    );
    let hook = [
        ("act", "add"),
        ("name", "chat"),
        ("url", "https://chat.example/x"),
        ("shape", "mattermost"),
    ];
    adi.get("/c/admin/notify").await;
    let page = adi.send("/c/admin/notify", &hook).await;
    assert_ne!(page.status, 200, "no road is open here");
    // The administrator sees no content by that right.
    for path in ["/c/inbox", "/c/review", "/c/consent"] {
        let page = adi.get(path).await;
        assert!(
            page.status == 403 || !page.text.contains("class=\"item\""),
            "{path}"
        );
    }
}

/// [REC-10]
#[tokio::test]
async fn who_is_in_danger_locks_the_desk_with_one_tick() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let mut ana = Visitor::signed_in(node, "ana", &["analyst"]).await;
    ana.get("/c/panic").await;
    let page = ana.post("/c/panic", &[]).await;
    assert!(page.text.contains("Tick the box"), "{}", page.text);
    assert!(!node.desk().is_locked().await.unwrap());
    let page = ana.post("/c/panic", &[("yes", "1")]).await;
    assert!(page.text.contains("This desk is locked"), "{}", page.text);
    assert!(page.headers.contains_key("clear-site-data"));
    assert!(node.desk().is_locked().await.unwrap());
    assert!(ana.cookie("__Host-fanal").is_none());
}
