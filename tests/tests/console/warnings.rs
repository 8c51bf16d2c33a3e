//! What lists of others and warning lists say, on every page where a value is looked at.

use fanal_desk::{LookUpOrder, WarningListOrder};
use fanal_tests::federation::{Federation, Ordering as _, federation, share};
use fanal_tests::visitor::{Shown, Visitor, between};

const WARNING: &str = "That is a warning, not a verdict";

async fn with_lists() -> Federation {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let node = fed.desk("ancolie");
    let caller = node.caller("analyst").await;
    let listed = LookUpOrder {
        name: "links".into(),
        content: "listed.example\nlisted.hosting.example\n".into(),
        source: Some("a publisher".into()),
        licence: Some("CC0-1.0".into()),
        ..LookUpOrder::default()
    };
    node.desk().add_look_up(&caller, &listed).await.unwrap();
    let warning = WarningListOrder {
        content: r#"{"name": "Shared hosts", "version": 1, "description": "d", "type": "hostname",
            "list": ["hosting.example"], "matching_attributes": ["domain", "hostname"]}"#
            .into(),
    };
    node.desk()
        .add_warning_list(&caller, &warning)
        .await
        .unwrap();
    fed
}

/// Does the page warn of this value, by this list?
fn warns(page: &Shown, value: &str, list: &str) -> bool {
    let block = page.text.split("id=\"warned\"").nth(1);
    block.is_some_and(|block| {
        let block = block.split("</div>").next().unwrap();
        block.contains(WARNING) && block.contains(value) && block.contains(list)
    })
}

/// [IMP-4] "Not known here" of a value that stands in the desk's own list would be a false answer.
#[tokio::test]
async fn a_check_never_calls_a_value_unknown_that_stands_in_a_list_of_others() {
    let fed = with_lists().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    ana.get("/c/check").await;
    let check = async |ana: &mut Visitor, text: &str| ana.post("/c/check", &[("text", text)]).await;
    let page = check(&mut ana, "listed.example").await;
    assert!(!page.text.contains("Not known here"), "{}", page.text);
    for told in [
        "One value is on another publisher’s list",
        "links, since",
        "a publisher, CC0-1.0",
        "listed[.]example",
    ] {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    assert!(!page.text.contains("id=\"warned\""), "nothing warns of it");
    // It knows what the network knows apart from it.
    let node = fed.desk("ancolie");
    node.shares(share("green", "known.example")).await;
    let page = check(&mut ana, "known.example\nlisted.example").await;
    assert!(page.text.contains("1 of 2 known here"), "{}", page.text);
    assert!(
        page.text
            .contains("One value is on another publisher’s list")
    );
    let page = check(&mut ana, "neither.example").await;
    assert!(page.text.contains("Not known here"), "{}", page.text);
    assert!(!page.text.contains("publisher’s list"), "{}", page.text);
    // The list that is asked may itself hold what many share.
    let page = check(&mut ana, "listed.hosting.example").await;
    let is_warned = warns(&page, "listed[.]hosting[.]example", "Shared hosts");
    assert!(is_warned, "{}", page.text);
}

/// [IMP-5]
#[tokio::test]
async fn a_warning_stands_where_a_value_is_read_sent_and_approved() {
    let fed = with_lists().await;
    let node = fed.desk("ancolie");
    let mut ana = Visitor::signed_in(node, "ana", &["analyst"]).await;
    let fields = |content: &'static str, act: &'static str| {
        vec![
            ("content", content),
            ("title", "A page"),
            ("alert", "no"),
            ("consent", "granted"),
            ("scope", "public"),
            ("label", "TLP:CLEAR"),
            // What is on the list of common sites goes only if somebody says so. [CSL-40]
            ("value-0", "signal.org"),
            ("common-0", "keep"),
            ("act", act),
        ]
    };
    let content = "evil.hosting.example\nplain.example\nsignal.org";
    ana.get("/c/new").await;
    // Before anything is chosen.
    let keeps = [
        ("content", content),
        ("value-0", "signal.org"),
        ("common-0", "keep"),
        ("act", "look"),
    ];
    let read = ana.post("/c/new", &keeps).await;
    let confirm = ana.post("/c/new", &fields(content, "continue")).await;
    for page in [&read, &confirm] {
        assert!(
            warns(page, "evil[.]hosting[.]example", "Shared hosts"),
            "{}",
            page.text
        );
        assert!(warns(page, "signal[.]org", "a site that people need"));
        assert!(!warns(page, "plain[.]example", ""), "{}", page.text);
        assert!(page.text.contains("Warning lists know 2 of them"));
    }
    // What is left out is not warned of.
    let mut without = fields(content, "look");
    without.extend([("drop", "signal.org"), ("drop", "evil.hosting.example")]);
    let page = ana.post("/c/new", &without).await;
    assert!(!page.text.contains("id=\"warned\""), "{}", page.text);
    // It decides nothing: a second person is asked, and is warned too.
    let order = share("clear", "evil.hosting.example").consent("public");
    let id = node.insists(order).await;
    let mut rea = Visitor::signed_in(node, "rea", &["reviewer"]).await;
    let item = rea.get(&format!("/c/review/{id}")).await;
    assert!(
        warns(&item, "evil[.]hosting[.]example", "Shared hosts"),
        "{}",
        item.text
    );
    // In the reader's language.
    let language = between(&item.text, "<html lang=\"", "\"").unwrap();
    assert_eq!(language, "en");
    rea.post("/c/lang", &[("lang", "fr"), ("back", "/c/review")])
        .await;
    let item = rea.get(&format!("/c/review/{id}")).await;
    assert!(
        item.text.contains("C’est une alerte, non un verdict"),
        "{}",
        item.text
    );
}

/// [CSL-40] Everybody would lose a site that many need: it goes only if somebody says so, and nothing goes on before
/// somebody saw that it stays.
#[tokio::test]
async fn a_common_site_is_left_out_until_somebody_says_that_it_goes() {
    let fed = with_lists().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let filled = |act: &'static str, choice: Option<&'static str>| {
        let mut fields = vec![
            ("content", "plain.example\nsignal.org"),
            ("title", "A page"),
            ("alert", "no"),
            ("consent", "not-needed"),
            ("why_not", "no-beneficiary"),
            ("label", "TLP:GREEN"),
            ("act", act),
        ];
        if let Some(choice) = choice {
            fields.extend([("value-0", "signal.org"), ("common-0", choice)]);
        }
        fields
    };
    let chosen = |page: &Shown| -> Option<&'static str> {
        let row = page.text.split("name=\"common-0\"").collect::<Vec<_>>();
        let ticked = |at: usize| {
            row.get(at)?
                .split('>')
                .next()?
                .contains(" checked")
                .then_some(())
        };
        match (ticked(1), ticked(2)) {
            (Some(()), None) => Some("drop"),
            (None, Some(())) => Some("keep"),
            _ => None,
        }
    };
    const SAID: &str = "One value is a site that many people need, and was left out";
    ana.get("/c/new").await;
    let look = ana.post("/c/new", &filled("look", None)).await;
    assert_eq!(chosen(&look), Some("drop"), "{}", look.text);
    assert!(look.text.contains("Common sites: a site that people need"));
    assert!(!look.text.contains("name=\"common-1\""), "{}", look.text);
    // Who goes on at once is told, and stays on the page.
    let told = ana.post("/c/new", &filled("continue", None)).await;
    assert!(told.text.contains(SAID), "{}", told.text);
    assert_eq!(chosen(&told), Some("drop"));
    // A file that was brought along says nothing of it either.
    ana.get("/c/import").await;
    let text = "plain.example\nsignal.org";
    let brought = ana.post("/c/import", &[("text", text)]).await;
    assert_eq!(chosen(&brought), Some("drop"), "{}", brought.text);
    ana.get("/c/new").await;
    // Who has seen it goes on, without it.
    let confirm = ana.post("/c/new", &filled("continue", Some("drop"))).await;
    assert!(
        confirm.text.contains("Send to one desk"),
        "{}",
        confirm.text
    );
    assert!(!confirm.text.contains("signal"), "{}", confirm.text);
    // Who keeps it is warned, and a draft remembers either.
    let confirm = ana.post("/c/new", &filled("continue", Some("keep"))).await;
    assert!(warns(&confirm, "signal[.]org", "a site that people need"));
    for choice in ["drop", "keep"] {
        let kept = ana.post("/c/new", &filled("draft", Some(choice))).await;
        assert_eq!(chosen(&kept), Some(choice), "{}", kept.text);
    }
    let kept = ana.post("/c/new", &filled("draft", None)).await;
    assert_eq!(chosen(&kept), Some("drop"), "{}", kept.text);
}
