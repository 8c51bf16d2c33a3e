//! What others wrote, as hostile as it comes, is shown as text on every page that shows it.

use std::collections::BTreeSet;

use fanal_desk::ConsentOrder;
use fanal_tests::federation::{Ordering as _, federation, share};
use fanal_tests::strings::{data, real_strings};
use fanal_tests::visitor::Visitor;

/// Markup, script, attributes, entities, and characters that turn text around.
pub(crate) const HOSTILE: &[&str] = &[
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
pub(crate) fn assert_plain(path: &str, page: &str) {
    for sign in [
        "<script>",
        "<svg",
        "<style",
        "onerror=alert(1)>",
        "onload=alert(1)>",
        " onfocus='",
        "href=\"javascript:",
        "href=\"https://evil",
    ] {
        // Pictures of our own stand at our own addresses.
        let ours = page.matches("<img src=\"/c/").count();
        let allowed = if sign == "<img" { ours } else { 0 };
        assert_eq!(page.matches(sign).count(), allowed, "{path}: {sign}");
    }
    for picture in page.split("<img").skip(1) {
        let tag = picture.split('>').next().unwrap_or_default();
        assert!(tag.contains(" src=\"/c/"), "{path}: {tag}");
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
    let inbox = ana.get("/c/inbox").await.text;
    let links = inbox.split("href=\"/c/b/").skip(1);
    let references: BTreeSet<&str> = links.filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(references.len(), HOSTILE.len());
    for reference in references {
        for below in ["", "/rev", "/trace", "/brief"] {
            let path = format!("/c/b/{reference}{below}");
            let page = ana.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            assert_plain(&path, &page.text);
            seen += page.text.matches("alert(1)").count();
        }
    }
    assert!(seen > 40, "{seen}: the search is blind");
}

// [CSL-5]
#[tokio::test]
async fn hostile_words_of_ones_own_desk_are_shown_as_text() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let node = fed.desk("ancolie");
    let mut ana = Visitor::signed_in(node, "ana", &["analyst", "reviewer"]).await;
    let caller = node.caller("analyst").await;
    for text in HOSTILE {
        let mut order = share("clear", "evil.example")
            .titled(text)
            .consent("public");
        order.summary = Some((*text).to_owned());
        order.source = Some((*text).to_owned());
        let waiting = node.shares(order).await;
        let sent = node
            .shares(share("green", "evil.example").titled(text))
            .await;
        let consent = ConsentOrder {
            alias: text.chars().take(60).collect(),
            how: Some((*text).to_owned()),
            scope: Some("network".into()),
            ..ConsentOrder::default()
        };
        let recorded = node.desk().record_consent(&caller, &consent).await;
        let mut paths = vec![
            format!("/c/review/{waiting}"),
            format!("/c/b/ancolie/{sent}"),
            format!("/c/b/ancolie/{sent}/revise"),
            format!("/c/withdraw/ancolie/{sent}"),
            "/c/review".into(),
            "/c/drafts".into(),
        ];
        if recorded.is_ok() {
            paths.push("/c/consent".into());
        }
        for path in paths {
            let page = ana.get(&path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.text);
            assert_plain(&path, &page.text);
        }
    }
}

/// Strings of the public MISP events that have markup or characters that hide in them.
// [CSL-5]
#[tokio::test]
async fn real_data_of_misp_events_comes_back_as_text() {
    let strings = real_strings();
    if strings.is_empty() {
        println!("left out: no data in `{}`", data().display());
        return;
    }
    println!("{} strings", strings.len());
    assert!(strings.len() > 20, "{}", strings.len());
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    for text in strings.iter().take(150) {
        ana.get("/c/check").await;
        let page = ana.post("/c/check", &[("text", text)]).await;
        assert_plain("/c/check", &page.text);
        let fields = [("content", text.as_str()), ("title", text), ("act", "look")];
        let page = ana.post("/c/new", &fields).await;
        assert_plain("/c/new", &page.text);
    }
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

/// What a peer takes out of public MISP events and sends on: titles, summaries, names of malware, what it asks.
// [CSL-5]
#[tokio::test]
async fn real_data_of_misp_events_that_a_peer_sends_is_text_on_every_page() {
    const WANTED: usize = 40;
    let strings = real_strings();
    if strings.is_empty() {
        println!("left out: no data in `{}`", data().display());
        return;
    }
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let lumbre = fed.desk("lumbre");
    // Of all that there are, as many as are wanted, spread over them; markup first.
    let (markup, rest): (Vec<&String>, Vec<&String>) =
        strings.iter().partition(|text| text.contains('<'));
    let step = (rest.len() / WANTED).max(1);
    let chosen = markup.into_iter().take(WANTED / 2);
    let chosen = chosen.chain(rest.into_iter().step_by(step));
    let mut sent = 0;
    for (n, text) in chosen.enumerate() {
        if sent == WANTED {
            break;
        }
        let cell = text.replace(['\n', '\r'], " ").replace('"', "\"\"");
        let name: String = cell.chars().take(120).collect();
        let title: String = text.chars().take(120).collect();
        let order = fanal_desk::ShareOrder {
            summary: Some(text.chars().take(1_500).collect()),
            also_please: Some(text.chars().take(150).collect()),
            source: Some(title.clone()),
            ..share("green", &format!("domain,name\nm{n}.example,\"{name}\"\n")).titled(&title)
        };
        let look = fanal_desk::ShareOrder {
            dry_run: true,
            ..order.clone()
        };
        // A text that says a label, or is no title, is refused: another one takes its turn.
        let Ok(seen) = lumbre.try_share(look).await else {
            continue;
        };
        let keys = seen.findings.into_iter().map(|finding| finding.key);
        let order = fanal_desk::ShareOrder {
            because: keys.map(|key| (key, "public".to_owned())).collect(),
            ..order
        };
        sent += usize::from(lumbre.try_share(order).await.is_ok());
    }
    assert_eq!(sent, WANTED, "of {}", strings.len());
    fed.sync_all().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst", "reviewer"]).await;
    let inbox = ana.get("/c/inbox").await;
    assert_plain("/c/inbox", &inbox.text);
    let links = inbox.text.split("href=\"/c/b/").skip(1);
    let references: BTreeSet<String> = links
        .filter_map(|rest| Some(rest.split('"').next()?.to_owned()))
        .collect();
    assert_eq!(references.len(), WANTED);
    let mut escaped = 0;
    for reference in &references {
        for below in ["", "/rev", "/trace", "/brief", "/evidence"] {
            let path = format!("/c/b/{reference}{below}");
            let page = ana.get(&path).await;
            assert_eq!(page.status, 200, "{path}");
            assert_plain(&path, &page.text);
            escaped += page.text.matches("&#").count();
        }
        // Taken along into the composer, as a question about it.
        let path = format!("/c/new?about={reference}&question=1");
        assert_plain(&path, &ana.get(&path).await.text);
    }
    for path in ["/c/", "/c/asks", "/c/inbox?folder=all", "/c/export"] {
        assert_plain(path, &ana.get(path).await.text);
    }
    println!("{sent} sent, {escaped} signs escaped");
    assert!(escaped > WANTED, "{escaped}: nothing hostile was shown");
}
