//! No form is taken that our own page did not make.

use fanal_console::ROUTES;
use fanal_tests::federation::federation;
use fanal_tests::visitor::Visitor;

use crate::doors::filled;

// [CSL-3]
#[tokio::test]
async fn every_form_without_its_token_is_refused() {
    let fed = federation().desk("ancolie").in_memory().await;
    let node = fed.desk("ancolie");
    let mut ana = Visitor::signed_in(
        node,
        "ana",
        &["analyst", "reviewer", "coordinator", "admin"],
    )
    .await;
    let mut eve = Visitor::signed_in(node, "eve", &["analyst"]).await;
    eve.get("/c/").await;
    let audit = audited(node).await;
    let mut asked = 0;
    for route in ROUTES.iter().filter(|route| route.method == "POST") {
        let path = filled(route.path);
        for token in [None, Some(""), Some("0000"), Some(eve.token.as_str())] {
            let fields: Vec<(&str, &str)> =
                token.map(|token| ("form", token)).into_iter().collect();
            let page = ana.send_bare(&path, &fields).await;
            assert_eq!(page.status, 403, "{path} with {token:?}");
            assert!(page.text.contains("not of this session"), "{path}");
            asked += 1;
        }
        // With the right token, from another site.
        ana.get("/c/").await;
        for header in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://evil.example"),
        ] {
            let mut elsewhere = ana.clone();
            elsewhere.headers.push((header.0, header.1.to_owned()));
            let page = elsewhere.send(&path, &[]).await;
            assert_eq!(page.status, 403, "{path} with {header:?}");
            assert!(page.text.contains("another site made this form"), "{path}");
            asked += 1;
        }
    }
    assert!(asked > 50, "{asked}");
    assert_eq!(audited(node).await, audit, "something was done");
}

async fn audited(node: &fanal_tests::federation::Node) -> usize {
    let admin = node.caller("admin").await;
    node.desk().list_audit(&admin, 0).await.unwrap().len()
}

// [CSL-3]
#[tokio::test]
async fn a_sign_in_that_another_site_made_is_refused() {
    let fed = federation().desk("ancolie").in_memory().await;
    let mut ana = Visitor::at(fed.desk("ancolie"));
    fanal_tests::visitor::add_account(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let fields = [
        ("account", "ana"),
        ("password", fanal_tests::visitor::PASSWORD),
    ];
    assert_eq!(ana.send_bare("/c/sign-in", &fields).await.status, 403);
    assert!(ana.cookie("__Host-fanal").is_none());
}
