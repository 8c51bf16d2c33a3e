//! What looks personal: said in the reader's language, with ways out that are one button each.

use fanal_tests::federation::federation;
use fanal_tests::visitor::{Shown, Visitor, between};

const TOKEN: &str = "a8F3kQ92LmZp";

fn draft<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("title", "A parcel that is none"),
        ("lang", "en"),
        ("alert", "no"),
        ("consent", "not-needed"),
        ("why_not", "no-beneficiary"),
        ("label", "TLP:GREEN"),
        ("role", "delivery"),
    ];
    fields.extend_from_slice(more);
    fields
}

/// The button that says so: what it sends.
fn button(page: &Shown, says: &str) -> String {
    let buttons = page.text.split("<button name=\"way\" value=\"").skip(1);
    let found = buttons
        .filter_map(|rest| Some((rest.split_once('"')?.0, rest.split_once("</button>")?.0)))
        .find(|(_, inside)| inside.contains(says));
    found
        .unwrap_or_else(|| panic!("no button {says}: {}", page.text))
        .0
        .to_owned()
}

/// [PRV-2] [PRV-11]
#[tokio::test]
async fn one_button_keeps_only_the_domain_of_a_link_made_for_one_person() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let link = format!("hxxps://parcel-pay[.]example/{TOKEN}");
    ana.get("/c/new").await;
    // Nothing is chosen yet: what is pasted is looked at all the same.
    let look = ana
        .post("/c/new", &[("content", &link), ("act", "look")])
        .await;
    assert!(
        look.text.contains("A link that looks made for one person"),
        "{}",
        look.text
    );
    let confirm = ana
        .post("/c/new", &draft(&[("content", &link), ("act", "continue")]))
        .await;
    assert!(confirm.text.contains("value 1"), "{}", confirm.text);
    let way = button(&confirm, "Keep only the domain");
    let action = between(&confirm.text, "<form method=\"post\" action=\"", "\"").unwrap();
    let page = ana.post(action, &[("way", &way)]).await;
    assert!(page.text.contains("It is changed."), "{}", page.text);
    assert!(!page.text.contains("looks personal"), "{}", page.text);
    let looked = between(&page.text, "name=\"looked\" value=\"", "\"").unwrap();
    let sent = ana.post(action, &[("looked", looked)]).await;
    assert!(sent.text.contains("It is sent."), "{}", sent.text);
    assert!(sent.text.contains("parcel-pay[.]example"), "{}", sent.text);
    assert!(sent.text.contains("delivers the attack"), "{}", sent.text);
    fed.sync_all().await;
    let held = fed.desk("lumbre").everything().await;
    assert!(held.contains("parcel-pay.example"), "it did not arrive");
    assert!(!held.contains(TOKEN), "the token left");
}

/// [PRV-11]
#[tokio::test]
async fn what_a_text_says_is_masked_or_taken_out_where_it_stands() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    ana.get("/c/new").await;
    let fields = draft(&[
        ("content", "parcel-pay.example"),
        ("summary", "Written to sara.k@mail.example twice."),
        ("act", "look"),
    ]);
    let look = ana.post("/c/new", &fields).await;
    assert!(look.text.contains("An e-mail address"), "{}", look.text);
    for (says, left) in [
        ("Write", "Written to xxxx.x@mail.example twice."),
        ("Take it out", "Written to  twice."),
    ] {
        let way = button(&look, says);
        let mut fields = fields.clone();
        fields.push(("way", &way));
        let page = ana.post("/c/new", &fields).await;
        assert!(page.text.contains(left), "{says}: {}", page.text);
        assert!(!page.text.contains("sara.k"), "{says}: {}", page.text);
    }
    let mut fields = fields.clone();
    fields.push(("way", "email-0000000000:0"));
    let page = ana.post("/c/new", &fields).await;
    assert!(page.text.contains("sara.k@mail.example"), "{}", page.text);
    assert!(page.text.contains("has to be mended"), "{}", page.text);
}

/// [PRV-11]
#[tokio::test]
async fn what_stands_inside_a_file_is_not_changed_and_that_is_said() {
    let fed = federation().desk("ancolie").in_memory().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    ana.get("/c/new").await;
    let bundle = r#"{"type":"bundle","id":"bundle--11111111-1111-4111-8111-111111111111","objects":[
        {"type":"indicator","spec_version":"2.1","id":"indicator--22222222-2222-4222-8222-222222222222",
         "created":"2026-11-01T00:00:00Z","modified":"2026-11-01T00:00:00Z","valid_from":"2026-11-01T00:00:00Z",
         "pattern_type":"stix","pattern":"[domain-name:value = 'evil.example']",
         "description":"Call Sara at sara.k@mail.example"}]}"#;
    let fields = draft(&[("content", bundle), ("act", "look")]);
    let look = ana.post("/c/new", &fields).await;
    let way = button(&look, "Take it out");
    let mut again = fields.clone();
    again.push(("way", &way));
    let page = ana.post("/c/new", &again).await;
    assert!(
        page.text.contains("it stands inside the file"),
        "{}",
        page.text
    );
    assert!(page.text.contains("sara.k@mail.example"));
}

/// [CSL-1]
#[tokio::test]
async fn a_finding_is_said_in_the_readers_language() {
    let fed = federation().desk("ancolie").in_memory().await;
    for (lang, name, says) in [
        (
            "fr",
            "ana",
            "Un lien qui semble fait pour une seule personne",
        ),
        (
            "es",
            "eva",
            "Un enlace que parece hecho para una sola persona",
        ),
        ("ar", "amal", "رابط يبدو أنه صُنع لشخص واحد"),
    ] {
        let mut visitor = Visitor::signed_in(fed.desk("ancolie"), name, &["analyst"]).await;
        visitor.headers.push(("accept-language", lang.to_owned()));
        visitor.get("/c/new").await;
        let link = format!("https://parcel-pay.example/{TOKEN}");
        let page = visitor
            .post("/c/new", &draft(&[("content", &link), ("act", "look")]))
            .await;
        assert!(page.text.contains(says), "{lang}: {}", page.text);
        assert!(!page.text.contains("one-time"), "{lang}");
    }
}
