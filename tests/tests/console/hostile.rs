//! What others wrote, as hostile as it comes, is shown as text on every page that shows it.

use fanal_tests::federation::{Ordering as _, federation, share};
use fanal_tests::visitor::Visitor;

/// Markup, script, attributes, entities, and characters that turn text around.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onfocus='alert(1)' autofocus='",
    "</textarea><svg onload=alert(1)>",
    "</title><style>*{display:none}</style>",
    "javascript:alert(1)//",
    "{{ f.token }} {% include \"x\" %}",
    "&lt;b&gt; &#x202e;",
    "[a](https://evil.example) ![b](https://evil.example/p.png)",
];

/// No markup that none of our templates has.
fn assert_plain(path: &str, page: &str) {
    for sign in [
        "<script>",
        "<img",
        "<svg",
        "<style",
        "onerror=alert(1)>",
        "onload=alert(1)>",
        " onfocus='",
        "href=\"javascript:",
        "href=\"https://evil",
    ] {
        assert!(!page.contains(sign), "{path}: {sign}");
    }
    let outside = page
        .split("<textarea")
        .map(|part| part.rsplit("</textarea>").next().unwrap());
    for part in outside {
        let hidden =
            |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}');
        assert!(!part.contains(hidden), "{path}");
    }
}

// [CSL-5]
#[tokio::test]
async fn hostile_titles_and_texts_are_shown_as_text() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst", "reviewer"]).await;
    for text in HOSTILE {
        let mut order = share("green", "evil.example").titled(text);
        order.summary = Some((*text).to_owned());
        order.also_please = Some((*text).to_owned());
        order.category = Some((*text).to_owned());
        order.source = Some((*text).to_owned());
        fed.desk("lumbre").shares(order).await;
    }
    fed.sync_all().await;
    let mut seen = 0;
    for path in ["/c/", "/c/inbox", "/c/inbox?folder=all"] {
        let page = ana.get(path).await;
        assert_plain(path, &page.text);
        seen += page.text.matches("alert(1)").count();
    }
    ana.get("/c/check").await;
    let page = ana.post("/c/check", &[("text", "evil.example")]).await;
    assert_plain("check", &page.text);
    seen += page.text.matches("alert(1)").count();
    assert!(seen > 10, "{seen}: the search is blind");
}

// [CSL-5]
#[tokio::test]
async fn what_somebody_types_comes_back_as_text() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    for text in HOSTILE.iter().chain(&["a\u{202e}b\u{200b}c"]) {
        ana.get("/c/new").await;
        let fields: Vec<(&str, &str)> = [
            "content",
            "title",
            "summary",
            "also_please",
            "source",
            "consent_record",
        ]
        .into_iter()
        .map(|name| (name, *text))
        .chain([("act", "look")])
        .collect();
        let page = ana.post("/c/new", &fields).await;
        assert_eq!(page.status, 200);
        assert_plain("/c/new", &page.text);
        ana.get("/c/check").await;
        let page = ana.post("/c/check", &[("text", text)]).await;
        assert_plain("/c/check", &page.text);
        let page = ana.post("/c/inbox/search", &[("text", text)]).await;
        assert_plain("/c/inbox/search", &page.text);
    }
}
