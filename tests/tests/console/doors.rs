//! Who gets in, and what every answer says to a browser.

use fanal_console::ROUTES;
use fanal_tests::federation::federation;
use fanal_tests::visitor::{Visitor, add_account};

use crate::two;

/// An address with something in each of its places.
pub(crate) fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{desk}" => "ancolie",
        part if part.starts_with('{') => "aaaaaaaaaaaaaaaaaaaaaaaaaa",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

// [CSL-2]
#[tokio::test]
async fn a_page_without_a_session_leads_to_the_sign_in() {
    let fed = federation().desk("ancolie").in_memory().await;
    let mut nobody = Visitor::at(fed.desk("ancolie"));
    let mut asked = 0;
    for route in ROUTES.iter().filter(|route| !route.open) {
        let page = nobody
            .ask(route.method, &filled(route.path), String::new())
            .await;
        match route.method {
            "GET" => {
                assert_eq!(page.status, 303, "{}", route.path);
                assert_eq!(page.to.as_deref(), Some("/c/sign-in"), "{}", route.path);
                assert!(page.text.is_empty());
            }
            _ => assert_eq!(page.status, 403, "{}: no token came along", route.path),
        }
        asked += 1;
    }
    assert!(asked > 8, "{asked}");
}

// [CSL-4]
#[tokio::test]
async fn every_answer_forbids_what_a_browser_should_not_do() {
    let fed = federation().desk("ancolie").in_memory().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst", "reviewer"]).await;
    let mut nobody = ana.another();
    for route in ROUTES {
        for visitor in [&mut ana, &mut nobody] {
            if route.path == "/c/sign-out" {
                continue;
            }
            let page = visitor
                .ask(route.method, &filled(route.path), String::new())
                .await;
            let said = |name: &str| {
                let value = page.headers.get(name).and_then(|value| value.to_str().ok());
                value.unwrap_or_default().to_owned()
            };
            assert_eq!(
                said("content-security-policy"),
                "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
                 form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
                "{}",
                route.path
            );
            assert_eq!(said("referrer-policy"), "no-referrer");
            assert_eq!(said("x-content-type-options"), "nosniff");
            assert_eq!(said("cross-origin-opener-policy"), "same-origin");
            assert!(said("permissions-policy").contains("camera=()"));
            let is_asset = route.path.starts_with("/c/") && route.path.contains('.');
            let kept = if is_asset {
                "private, max-age=3600"
            } else {
                "no-store"
            };
            assert_eq!(said("cache-control"), kept, "{}", route.path);
            for (name, value) in &page.headers {
                if name == "set-cookie" {
                    let text = value.to_str().unwrap();
                    assert!(text.starts_with("__Host-fanal"), "{text}");
                    assert!(
                        text.contains("; Path=/; Secure; HttpOnly; SameSite=Strict"),
                        "{text}"
                    );
                }
            }
            assert!(page.headers.get("server").is_none());
        }
    }
}

// [CSL-2] [CSL-4]
#[tokio::test]
async fn somebody_signs_in_and_out_and_the_browser_forgets() {
    let fed = federation().desk("ancolie").in_memory().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let home = ana.get("/c/").await;
    assert!(home.text.contains("Has anyone") || home.text.contains("A link, an address"));
    let session = ana.cookie("__Host-fanal").unwrap().to_owned();
    let out = ana.send("/c/sign-out", &[]).await;
    assert_eq!(
        out.headers["clear-site-data"],
        "\"cache\", \"cookies\", \"storage\""
    );
    assert!(ana.get("/c/").await.text.contains("id=\"password\""));
    // The same cookie again opens nothing.
    let mut thief = ana.another();
    thief
        .headers
        .push(("cookie", format!("__Host-fanal={session}")));
    assert_eq!(thief.ask("GET", "/c/", String::new()).await.status, 303);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_told_alike() {
    let fed = federation().desk("ancolie").in_memory().await;
    let mut ana = Visitor::at(fed.desk("ancolie"));
    add_account(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let mut said = Vec::new();
    for name in ["ana", "nobody"] {
        ana.get("/c/sign-in").await;
        let fields = [("account", name), ("password", "a wrong one, surely")];
        let page = ana.send("/c/sign-in", &fields).await;
        assert_eq!(page.status, 401);
        assert!(page.text.contains("The account or the password is wrong."));
        said.push(page.text.replace(&format!("value=\"{name}\""), ""));
    }
    assert_eq!(said[0], said[1]);
}

// [CSL-2]
#[tokio::test]
async fn half_an_hour_without_a_page_ends_the_session_and_keeps_what_was_written() {
    let fed = federation().desk("ancolie").in_memory().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    ana.get("/c/new").await;
    fed.clock.advance(31 * 60);
    let fields = [
        ("act", "draft"),
        ("content", "evil.example\nand a second line"),
        ("title", "Half written"),
    ];
    let page = ana.send("/c/new", &fields).await;
    assert_eq!(page.status, 401);
    assert!(
        page.text.contains("What you wrote is kept"),
        "{}",
        page.text
    );
    assert!(page.text.contains("name=\"kept-content\""));
    let kept = [
        ("account", "ana"),
        ("password", fanal_tests::visitor::PASSWORD),
        ("kept-content", "evil.example\nand a second line"),
        ("kept-title", "Half written"),
    ];
    let sheet = ana.post("/c/sign-in", &kept).await;
    assert_eq!(sheet.status, 200);
    assert!(sheet.text.contains("and a second line"), "{}", sheet.text);
    assert!(sheet.text.contains("value=\"Half written\""));
}

/// [CSL-34]
#[tokio::test]
async fn pages_are_packed_for_who_reads_it_and_never_for_another_site() {
    let fed = two().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let plain = ana.get("/c/inbox").await;
    assert!(!plain.headers.contains_key("content-encoding"));
    ana.headers.push(("accept-encoding", "gzip".into()));
    let mut lengths = std::collections::BTreeSet::new();
    for path in ["/c/inbox", "/c/style.css", "/c/console.js"]
        .iter()
        .cycle()
        .take(30)
    {
        let page = ana.ask("GET", path, String::new()).await;
        assert_eq!(page.headers["content-encoding"], "gzip", "{path}");
        assert_eq!(page.headers["vary"], "accept-encoding", "{path}");
        if *path == "/c/inbox" {
            assert!(page.bytes.len() < plain.bytes.len() / 2);
            lengths.insert(page.bytes.len());
        }
    }
    assert!(lengths.len() > 2, "the length tells nothing: {lengths:?}");
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ] {
        ana.headers.push((name, value.into()));
        let page = ana.ask("GET", "/c/inbox", String::new()).await;
        assert!(!page.headers.contains_key("content-encoding"), "{name}");
        ana.headers.pop();
    }
}
