//! The desk's own administration: keys, backups, policies.

use fanal_desk::{BackupNote, DrillNote};
use fanal_seal::Identity;
use fanal_tests::visitor::{PASSWORD, Visitor, between};

use crate::two;

/// [CSL-14]
#[tokio::test]
async fn keys_are_shown_by_their_public_halves_and_others_are_asked_for_by_proof() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let mut ada = Visitor::signed_in(node, "ada", &["admin", "coordinator"]).await;
    let page = ada.get("/c/admin/keys").await;
    let keys = node.desk().keys();
    for public in [
        keys.statement.public().to_string(),
        keys.checkpoint.public().to_string(),
        keys.feed.public().to_string(),
        keys.coordinator.public().to_string(),
        node.desk().tls_pin().to_string(),
        keys.sealing.recipient().to_string(),
    ] {
        assert!(page.text.contains(&public), "{public}: {}", page.text);
    }
    assert!(page.text.contains("Counts since"), "{}", page.text);
    assert!(!page.text.contains("Made to follow it"));

    // After ten minutes the act asks who it is, and what was chosen goes on with it.
    fed.clock.advance(11 * 60);
    let asks = [("act", "rotate"), ("key", "signing"), ("days", "21")];
    let page = ada.post("/c/admin/keys", &asks).await;
    assert!(page.text.contains("name=\"step-up\""), "{}", page.text);
    let proved = [&asks[..], &[("step-up", "1"), ("proof", PASSWORD)]].concat();
    let page = ada.post("/c/admin/keys", &proved).await;
    assert!(
        page.text.contains("The coordinators are asked"),
        "{}",
        page.text
    );
    let (_, after) = page.text.split_once("Made to follow it").unwrap();
    let next = between(after, "dir=\"ltr\">", "<").unwrap();
    assert_eq!(next.len(), 64, "{next}");
    assert_ne!(next, keys.statement.public().to_string());
    let (desk, caller) = (node.desk(), node.caller("coordinator").await);
    let shown = desk.show_roster(&caller).await.unwrap();
    let own = shown
        .desks
        .iter()
        .find(|desk| desk.id.as_str() == "ancolie");
    assert!(!own.unwrap().asks.is_empty(), "the wish is there");

    let page = ada.post("/c/admin/keys", &[("act", "rotate")]).await;
    assert!(
        page.text.contains("Choose at least one key"),
        "{}",
        page.text
    );
    let bad = [("act", "rotate"), ("key", "feed"), ("days", "soon")];
    let page = ada.post("/c/admin/keys", &bad).await;
    assert!(
        page.text.contains("Days are a whole number"),
        "{}",
        page.text
    );
}

/// [CSL-14]
#[tokio::test]
async fn who_does_not_sign_for_the_network_asks_for_no_keys() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let mut adi = Visitor::signed_in(node, "adi", &["admin"]).await;
    let page = adi.get("/c/admin/keys").await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("value=\"rotate\""), "{}", page.text);
    let page = adi
        .post("/c/admin/keys", &[("act", "rotate"), ("key", "signing")])
        .await;
    assert_eq!(page.status, 403);
    let mut ana = Visitor::signed_in(node, "ana", &["analyst"]).await;
    assert_eq!(ana.get("/c/admin/keys").await.status, 403);
    assert_eq!(ana.get("/c/admin/backups").await.status, 403);
}

/// [CSL-14]
#[tokio::test]
async fn a_backup_that_lacks_or_is_old_is_said_and_how_to_make_one() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let mut adi = Visitor::signed_in(node, "adi", &["admin"]).await;
    let page = adi.get("/c/admin/backups").await;
    assert!(page.text.contains("There is none") && page.text.contains("fanal backup"));
    assert!(page.text.contains("Only this machine opens them"));

    let desk = node.desk();
    let note = BackupNote {
        at: desk.now(),
        file: "one.fanal".into(),
        rows: 4_711,
    };
    desk.note_backup("local", &note).await.unwrap();
    let drill = DrillNote {
        at: desk.now(),
        file: "one.fanal".into(),
        findings: Vec::new(),
    };
    desk.note_drill("local", &drill).await.unwrap();
    let key = Identity::new(&fanal_ambient::SeededEntropy::from_seed(7));
    let sealed = desk.seal_backups_to("local", &key.recipient()).await;
    sealed.unwrap();
    let page = adi.get("/c/admin/backups").await;
    assert!(page.text.contains("There is a new one"), "{}", page.text);
    assert!(page.text.contains("one.fanal") && page.text.contains("4711"));
    assert!(
        !page.text.contains("class=\"warn\" role=\"note\""),
        "{}",
        page.text
    );

    fed.clock.advance(4 * 86_400);
    adi.sign_in("adi").await;
    let page = adi.get("/c/admin/backups").await;
    assert!(
        page.text.contains("more than three days old"),
        "{}",
        page.text
    );
}

/// [CSL-14]
#[tokio::test]
async fn words_are_protected_and_shown_to_nobody() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let mut ana = Visitor::signed_in(node, "ana", &["analyst"]).await;
    ana.get("/c/admin/policies").await;
    let word = "Quetzalcoatl Ndiaye";
    let protect = [
        ("act", "protect"),
        ("words", word),
        ("label", "a colleague"),
    ];
    let page = ana.post("/c/admin/policies", &protect).await;
    assert!(page.text.contains("a colleague"), "{}", page.text);
    assert!(!page.text.contains("Quetzalcoatl"), "the word is nowhere");
    let page = ana
        .post("/c/admin/policies", &[("act", "protect"), ("words", "ab")])
        .await;
    assert!(page.text.contains("href=\"#words\""), "{}", page.text);
    // To let one go takes a reviewer, as publishing does; so do the countries.
    let id = between(&page.text, "name=\"id\" value=\"", "\"")
        .unwrap()
        .to_owned();
    assert!(!page.text.contains("value=\"let-go\""));
    let let_go = [("act", "let-go"), ("id", id.as_str())];
    assert_eq!(ana.post("/c/admin/policies", &let_go).await.status, 403);
    let countries = [("act", "countries"), ("country", "fr")];
    assert_eq!(ana.post("/c/admin/policies", &countries).await.status, 403);

    let mut rita = Visitor::signed_in(node, "rita", &["reviewer"]).await;
    rita.get("/c/admin/policies").await;
    let page = rita.post("/c/admin/policies", &countries).await;
    assert_eq!(page.text.matches("name=\"country\"").count(), 9);
    assert_eq!(page.text.matches(" checked>").count(), 1, "{}", page.text);
    let page = rita.post("/c/admin/policies", &let_go).await;
    assert!(!page.text.contains("a colleague"), "{}", page.text);
    // Who works with no content sees that there are such words, and none of the notes.
    let mut adi = Visitor::signed_in(node, "adi", &["admin"]).await;
    let page = adi.get("/c/admin/policies").await;
    assert!(page.status == 200 && page.text.contains("Who works with content"));
    assert!(!page.text.contains("name=\"words\""));
}
