//! What a revision changes: shown to who reviews it, and to who reads the history.

use fanal_desk::ReviseOrder;
use fanal_tests::federation::{Ordering as _, share};
use fanal_tests::visitor::Visitor;

use crate::two;

/// [REV-5] What asks to be public travels already: it is held against what members had before, not against itself.
#[tokio::test]
async fn a_reviewer_sees_what_changed_of_a_revision_that_members_have_already() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let order = share("green", "one.example").titled("A rough first title");
    let id = node.shares(order).await;
    fed.sync_all().await;
    node.revises(ReviseOrder {
        bulletin: format!("ancolie/{id}"),
        title: Some("A better title".into()),
        summary: Some("Why it matters.".into()),
        label: Some("clear".into()),
        consent: Some("public".into()),
        urgent: Some(true),
        ..ReviseOrder::default()
    })
    .await;
    fed.sync_all().await;
    let mut rita = Visitor::signed_in(node, "rita", &["reviewer"]).await;
    let page = rita.get(&format!("/c/review/{id}")).await;
    let now = |page: &str, before: &str, after: &str| {
        page.contains(&format!(
            "{before}</td><td data-t=\"After\"><ins class=\"added\" dir=\"auto\">{after}</ins>"
        ))
    };
    let was = |text: &str| format!("<del class=\"gone\" dir=\"auto\">{text}</del>");
    // Words that were revised out are kept nowhere. [REC-16]
    let gone = "<span class=\"quiet\">gone</span>";
    let words = [
        (gone.to_owned(), "A better title"),
        (gone.to_owned(), "Why it matters."),
    ];
    let rest = [(was("own observation"), "the public"), (was("no"), "yes")];
    for (before, after) in words.iter().chain(&rest) {
        assert!(now(&page.text, before, after), "{after}: {}", page.text);
    }
    assert!(
        now(&page.text, &was("TLP:GREEN"), "TLP:CLEAR"),
        "{}",
        page.text
    );
    assert!(!page.text.contains("rough first"), "{}", page.text);
    // The same in the history, of what was signed: it travels as GREEN.
    let page = rita.get(&format!("/c/b/ancolie/{id}/rev")).await;
    assert!(
        page.text.contains("What revision 2 changed"),
        "{}",
        page.text
    );
    for (before, after) in words.iter().chain(&rest) {
        assert!(now(&page.text, before, after), "{after}: {}", page.text);
    }
    assert!(!page.text.contains("TLP:CLEAR</ins>"), "{}", page.text);
    // Nothing of it at another desk: what a revision replaces goes there at once.
    let mut lena = Visitor::signed_in(fed.desk("lumbre"), "lena", &["analyst"]).await;
    let page = lena.get(&format!("/c/b/ancolie/{id}/rev")).await;
    assert!(
        !page.text.contains("What revision 2 changed"),
        "{}",
        page.text
    );
    // In the reader's words, whatever the language.
    rita.get("/c/").await;
    rita.post("/c/lang", &[("lang", "fr"), ("back", "/c/")])
        .await;
    let page = rita.get(&format!("/c/review/{id}")).await;
    assert!(page.text.contains(&was("non")) && page.text.contains(">oui</ins>"));
    for word in ["Granted", "NotNeeded", "not_needed", "attribution"] {
        assert!(!page.text.contains(word), "{word}: {}", page.text);
    }
}
