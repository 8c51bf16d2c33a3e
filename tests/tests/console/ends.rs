//! What ends, waits or is refused at the door: sessions, tokens, forms of nobody, buttons pressed too late.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use fanal_console::ROUTES;
use fanal_desk::{CodeOrder, SecondFactor, SignIn, TokenOrder};
use fanal_protocol::Code;
use fanal_tests::federation::{Federation, Node, share};
use fanal_tests::telephone::Telephone;
use fanal_tests::visitor::{PASSWORD, Visitor, add_account, encoded};

use crate::doors::filled;

use crate::two;

fn by_password(account: &str) -> SignIn {
    SignIn {
        account: account.into(),
        password: PASSWORD.into(),
        code: None,
    }
}

/// An account with a second factor, and its telephone.
async fn enrolled(fed: &Federation, name: &str) -> Telephone {
    let desk = fed.desk("ancolie").desk();
    add_account(fed.desk("ancolie"), name, &["analyst"]).await;
    let told = desk.sign_in(&by_password(name)).await.unwrap();
    let caller = desk.session_caller(&told.token).await.unwrap();
    let begun = desk.begin_totp(&caller).await.unwrap();
    let telephone = Telephone::with(&begun.secret);
    let code = telephone.shows(fed.now().unix());
    desk.confirm_totp(&caller, &CodeOrder { code })
        .await
        .unwrap();
    fed.clock.advance(30);
    telephone
}

/// [ACC-7]
#[tokio::test]
async fn who_has_the_password_alone_ends_no_session_that_is_open() {
    let fed = two().await;
    let desk = fed.desk("ancolie").desk();
    let telephone = enrolled(&fed, "ana").await;
    let half = desk.sign_in(&by_password("ana")).await.unwrap();
    let open = desk
        .second_factor(&SecondFactor {
            token: half.token,
            code: telephone.shows(fed.now().unix()),
        })
        .await
        .unwrap();
    for _ in 0..20 {
        let thief = desk.sign_in(&by_password("ana")).await.unwrap();
        assert!(thief.second_factor);
    }
    desk.session_caller(&open.token).await.unwrap();
}

/// [ACC-7] [ACC-4]
#[tokio::test]
async fn a_second_factor_that_is_set_up_ends_what_was_opened_without_it() {
    let fed = two().await;
    let desk = fed.desk("ancolie").desk();
    add_account(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let elsewhere = desk.sign_in(&by_password("ana")).await.unwrap();
    let here = desk.sign_in(&by_password("ana")).await.unwrap();
    let caller = desk.session_caller(&here.token).await.unwrap();
    let begun = desk.begin_totp(&caller).await.unwrap();
    desk.session_caller(&elsewhere.token).await.unwrap();
    let code = Telephone::with(&begun.secret).shows(fed.now().unix());
    desk.confirm_totp(&caller, &CodeOrder { code })
        .await
        .unwrap();
    let refused = desk.session_caller(&elsewhere.token).await.map(drop);
    assert_eq!(refused.map_err(|no| no.code()), Err(Code::AccountUnknown));
    desk.session_caller(&here.token).await.unwrap();
}

/// [ACC-6]
#[tokio::test]
async fn a_token_makes_none_that_is_wider_or_lasts_longer() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let desk = node.desk();
    let owner = node.caller("analyst").await;
    let order = |days: u16, proves: bool| TokenOrder {
        purpose: "program".into(),
        days: Some(days),
        proves,
    };
    let plain = desk.issue_token(&owner, &order(30, false)).await.unwrap();
    let plain = desk.caller_by_token(&plain.token).await.unwrap();
    let told = desk.issue_token(&plain, &order(1, false)).await.map(drop);
    assert_eq!(told.map_err(|no| no.code()), Err(Code::AccountProof));
    let key = serde_json::from_value(serde_json::json!({"key": "ab".repeat(32)})).unwrap();
    let told = desk.add_certificate(&plain, &key).await.map(drop);
    assert_eq!(told.map_err(|no| no.code()), Err(Code::AccountProof));

    let proves = desk.issue_token(&owner, &order(30, true)).await.unwrap();
    let caller = desk.caller_by_token(&proves.token).await.unwrap();
    let child = desk.issue_token(&caller, &order(366, true)).await.unwrap();
    assert_eq!(child.expires, proves.expires, "it ends with what made it");
    let card = desk.add_certificate(&caller, &key).await.unwrap();
    assert!(Some(card.expires) <= proves.expires);

    let mut made = 4;
    let refused = loop {
        match desk.issue_token(&owner, &order(30, false)).await {
            Ok(_) => made += 1,
            Err(no) => break no.code(),
        }
        assert!(made < 100, "nobody counts them");
    };
    assert_eq!((made, refused), (32, Code::Conflict));
}

/// [CSL-12]
#[tokio::test]
async fn a_button_after_the_session_ended_does_nothing_says_so_and_leads_back_to_its_page() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let mut ana = Visitor::signed_in(node, "ana", &["analyst", "reviewer", "admin"]).await;
    let id = node.shares(share("green", "evil.example")).await;
    ana.get("/c/").await;
    let before = audited(node).await;
    fed.clock.advance(31 * 60);
    let mut asked = 0;
    for route in ROUTES.iter().filter(|it| it.method == "POST" && !it.open) {
        let path = filled(route.path).replace("aaaaaaaaaaaaaaaaaaaaaaaaaa", &id.to_string());
        let mut late = ana.clone();
        let fields = [("yes", "1"), ("reason", "error"), ("act", "approve")];
        let page = late.send(&path, &fields).await;
        assert_eq!(page.status, 401, "{path}");
        assert!(
            page.text.contains("NOTHING was done"),
            "{path}: {}",
            page.text
        );
        asked += 1;
    }
    assert!(asked > 25, "{asked}");
    assert_eq!(audited(node).await, before, "something was done");
    assert!(!node.desk().is_locked().await.unwrap());

    let withdraw = format!("/c/withdraw/ancolie/{id}");
    let page = ana.send(&withdraw, &[("reason", "error")]).await;
    let back = format!("name=\"back\" value=\"{withdraw}\"");
    assert!(page.text.contains(&back), "{}", page.text);
    let wrong = [
        ("account", "ana"),
        ("password", "not this one"),
        ("back", &withdraw),
    ];
    let page = ana.send("/c/sign-in", &wrong).await;
    assert!(
        page.text.contains(&back),
        "the way back outlives a wrong password"
    );
    let right = [
        ("account", "ana"),
        ("password", PASSWORD),
        ("back", &withdraw),
    ];
    let page = ana.send("/c/sign-in", &right).await;
    assert_eq!(page.to.as_deref(), Some(withdraw.as_str()));
    let page = ana.get(&withdraw).await;
    assert_eq!(page.status, 200, "it is still there, and asks again");
}

async fn audited(node: &Node) -> usize {
    let admin = node.caller("admin").await;
    node.desk().list_audit(&admin, 0).await.unwrap().len()
}

/// [ACC-3] [ACC-8]
#[tokio::test]
async fn with_a_recovery_code_beside_the_password_nobody_waits() {
    let fed = two().await;
    let desk = fed.desk("ancolie").desk();
    let telephone = enrolled(&fed, "ana").await;
    let half = desk.sign_in(&by_password("ana")).await.unwrap();
    let order = SecondFactor {
        token: half.token,
        code: telephone.shows(fed.now().unix()),
    };
    let open = desk.second_factor(&order).await.unwrap();
    let caller = desk.session_caller(&open.token).await.unwrap();
    let codes = desk.renew_recovery(&caller).await.unwrap().codes;
    let mut ana = Visitor::at(fed.desk("ancolie"));
    ana.get("/c/sign-in").await;
    for _ in 0..6 {
        let wrong = [("account", "ana"), ("password", "a wrong one, surely")];
        ana.send("/c/sign-in", &wrong).await;
    }
    let right = [("account", "ana"), ("password", PASSWORD)];
    let page = ana.send("/c/sign-in", &right).await;
    assert!(
        page.text.contains("There were many attempts"),
        "{}",
        page.text
    );
    assert!(page.text.contains("name=\"code\""), "the field is there");
    let with_code = |code: &'static str| [right[0], right[1], ("code", code)];
    let page = ana.send("/c/sign-in", &with_code("none of them")).await;
    assert_eq!(page.status, 401);
    let code: &'static str = Box::leak(codes[0].clone().into_boxed_str());
    let page = ana.send("/c/sign-in", &with_code(code)).await;
    assert_eq!(page.status, 303, "{}", page.text);
    assert!(ana.cookie("__Host-fanal").is_some());
}

/// A body that counts what was read of it.
struct Counted {
    chunks: Vec<Bytes>,
    read: Arc<AtomicUsize>,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<hyper::body::Frame<Bytes>, Self::Error>>> {
        let chunk = self.chunks.pop();
        if let Some(chunk) = &chunk {
            self.read.fetch_add(chunk.len(), Ordering::SeqCst);
        }
        Poll::Ready(chunk.map(|chunk| Ok(hyper::body::Frame::data(chunk))))
    }
}

/// [CSL-11]
#[tokio::test]
async fn no_more_than_the_head_of_a_form_is_read_before_its_token() {
    let fed = two().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    ana.get("/c/new").await;
    let mut nobody = ana.another();
    nobody.get("/c/sign-in").await;
    let large = "x".repeat(200 << 10);
    let token = ana.token.clone();
    let theirs = nobody.token.clone();
    let fields = |token: &str| encoded(&[("form", token), ("content", &large)]);
    // Behind what is large, no token is looked for.
    let behind = encoded(&[("content", &large), ("form", &token)]);
    for (visitor, path, body, status, most) in [
        (&ana, "/c/new", fields("0000"), 403, 12 << 10),
        (&ana, "/c/new", behind, 403, 12 << 10),
        (&nobody, "/c/new", fields("0000"), 403, 12 << 10),
        (&nobody, "/c/sign-in", fields("0000"), 403, 12 << 10),
        (&nobody, "/c/sign-in", fields(&theirs), 413, 20 << 10),
        (&ana, "/c/new", fields(&token), 200, usize::MAX),
    ] {
        let read = Arc::new(AtomicUsize::new(0));
        let chunks = body.as_bytes().chunks(4_096).map(Bytes::copy_from_slice);
        let mut chunks: Vec<Bytes> = chunks.collect();
        chunks.reverse();
        let counted = Counted {
            chunks,
            read: Arc::clone(&read),
        };
        let page = visitor
            .clone()
            .ask_with("POST", path, Body::new(counted))
            .await;
        assert_eq!(page.status, status, "{path}");
        let read = read.load(Ordering::SeqCst);
        assert!(read <= most, "{path}: {read} bytes were read");
    }
}

/// [CSL-11] [CSL-2]
#[tokio::test]
async fn a_long_draft_outlives_a_session_that_ended_by_itself_and_no_cookie_is_made_up() {
    let fed = two().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    ana.get("/c/new").await;
    let long = "evil.example\n".repeat(8_000);
    fed.clock.advance(31 * 60);
    let page = ana
        .send("/c/new", &[("act", "draft"), ("content", &long)])
        .await;
    assert_eq!(page.status, 401);
    assert!(page.text.contains("What you wrote is kept"));
    // Somebody else signs in meanwhile: what is left of the session is not swept away.
    let mut bea = Visitor::signed_in(fed.desk("ancolie"), "bea", &["analyst"]).await;
    bea.get("/c/").await;
    let kept = [
        ("account", "ana"),
        ("password", PASSWORD),
        ("kept-content", &long),
    ];
    let page = ana.send("/c/sign-in", &kept).await;
    assert!(page.to.is_some_and(|to| to.starts_with("/c/new/")));

    let mut nobody = Visitor::at(fed.desk("ancolie"));
    nobody
        .headers
        .push(("cookie", "__Host-fanal=session_made_up".into()));
    let token = {
        use sha2::{Digest as _, Sha256};
        let mut hash = Sha256::new();
        hash.update(b"fanal console form\0session_made_up");
        data_encoding::HEXLOWER.encode(&hash.finalize())
    };
    nobody.token = token;
    let page = nobody.send("/c/new", &[("content", &long)]).await;
    assert_eq!(page.status, 413, "no session had this cookie");
}
