//! Passkeys at the console: made, used, removed; and whatever should not count does not. [ACC-9]

use fanal_tests::authenticator::Authenticator;
use fanal_tests::federation::{Federation, Node, federation};
use fanal_tests::telephone::Telephone;
use fanal_tests::visitor::{PASSWORD, Shown, Visitor, between};
use serde_json::Value;

/// What visitors' browsers say: `Host: desk.example`.
const HERE: &str = "https://desk.example";

async fn one() -> Federation {
    federation().desk("ancolie").in_memory().await
}

/// What the page asks the browser.
fn asked(page: &Shown) -> Value {
    let json = between(&page.text, "data-passkey=\"", "\"");
    let json = json.unwrap_or_else(|| panic!("nothing is asked: {}", page.text));
    let json = json.replace("&#34;", "\"").replace("&quot;", "\"");
    serde_json::from_str(&json).unwrap()
}

async fn send(ana: &mut Visitor, path: &str, fields: &[(&str, String)]) -> Shown {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    ana.post(path, &fields).await
}

/// Somebody with a second factor, signed in.
async fn somebody(fed: &Federation, node: &Node, name: &str) -> (Visitor, Telephone) {
    let mut ana = Visitor::signed_in(node, name, &["analyst"]).await;
    ana.get("/c/me").await;
    let begun = ana.post("/c/me/totp", &[("act", "begin")]).await;
    let uri = between(&begun.text, &format!("totp/{name}?secret="), "<").unwrap();
    let telephone = Telephone::with(uri);
    let code = telephone.shows(fed.now().unix());
    ana.post("/c/me/totp", &[("act", "confirm"), ("code", &code)])
        .await;
    (ana, telephone)
}

/// Makes a passkey, and says what the page says then.
async fn adds(ana: &mut Visitor, key: &Authenticator) -> Shown {
    ana.get("/c/me/passkeys").await;
    let page = ana
        .post("/c/me/passkeys", &[("act", "begin"), ("name", "blue key")])
        .await;
    let mut fields = key.makes(&asked(&page));
    fields.extend([("act", "add".to_owned()), ("name", "blue key".to_owned())]);
    send(ana, "/c/me/passkeys", &fields).await
}

/// Gives the password once more; the page that asks for the second factor.
async fn half_way(ana: &mut Visitor, name: &str) -> Shown {
    ana.get("/c/sign-in").await;
    let fields = [("account", name), ("password", PASSWORD)];
    ana.send("/c/sign-in", &fields).await
}

async fn answers(ana: &mut Visitor, key: &mut Authenticator, page: &Shown) -> Shown {
    let fields = key.signs_in(&asked(page));
    send(ana, "/c/sign-in/passkey", &fields).await
}

fn is_in(page: &Shown) -> bool {
    page.status == 200 && page.text.contains("action=\"/c/sign-out\"")
}

/// [ACC-9]
#[tokio::test]
async fn somebody_adds_a_passkey_signs_in_with_it_and_removes_it() {
    for ed25519 in [false, true] {
        let fed = one().await;
        let node = fed.desk("ancolie");
        let mut key = if ed25519 {
            Authenticator::with_ed25519("a-key", HERE)
        } else {
            Authenticator::new("a-key", HERE)
        };
        let (mut ana, _) = somebody(&fed, node, "ana").await;
        let page = adds(&mut ana, &key).await;
        assert!(page.text.contains("The passkey is added"), "{}", page.text);
        assert!(page.text.contains("blue key") && page.text.contains("desk.example"));

        for _ in 0..2 {
            ana.send("/c/sign-out", &[]).await;
            let page = half_way(&mut ana, "ana").await;
            assert!(
                page.text.contains("id=\"code\""),
                "codes go on: {}",
                page.text
            );
            assert!(
                !is_in(&ana.clone().get("/c/me").await),
                "half a session is none"
            );
            let page = answers(&mut ana, &mut key, &page).await;
            assert!(is_in(&page), "{}", page.text);
            assert!(ana.cookie("__Host-fanal-half").is_none());
        }

        let page = ana.get("/c/me/passkeys").await;
        let id = between(&page.text, "name=\"id\" value=\"", "\"")
            .unwrap()
            .to_owned();
        let page = ana
            .post("/c/me/passkeys", &[("act", "remove"), ("id", &id)])
            .await;
        assert!(
            page.text.contains("The passkey is removed"),
            "{}",
            page.text
        );
        let page = half_way(&mut ana, "ana").await;
        assert!(!page.text.contains("data-passkey"), "none is asked for");
    }
}

/// [ACC-9] The step-up comes first, and a second factor that works without scripts.
#[tokio::test]
async fn a_passkey_is_added_only_by_proof_and_beside_a_second_factor() {
    let fed = one().await;
    let node = fed.desk("ancolie");
    let mut bo = Visitor::signed_in(node, "bo", &["analyst"]).await;
    let page = bo.get("/c/me/passkeys").await;
    assert!(page.text.contains("Set up a second factor first"));
    let begin = [("act", "begin"), ("name", "blue key")];
    let page = bo.post("/c/me/passkeys", &begin).await;
    assert_eq!(page.status, 409, "{}", page.text);

    let (mut ana, _) = somebody(&fed, node, "ana").await;
    ana.get("/c/me/passkeys").await;
    fed.clock.advance(11 * 60);
    let page = ana.post("/c/me/passkeys", &begin).await;
    assert!(page.text.contains("name=\"step-up\""), "{}", page.text);
    assert!(!page.text.contains("data-passkey"));
    let proved = [&begin[..], &[("step-up", "1"), ("proof", PASSWORD)]].concat();
    let page = ana.post("/c/me/passkeys", &proved).await;
    assert_eq!(asked(&page)["rp"]["id"], "desk.example");

    // At a number there is no passkey, and the page says so.
    ana.host = "127.0.0.1:9470".into();
    let page = ana.get("/c/me/passkeys").await;
    assert!(
        page.text.contains("This address is a number"),
        "{}",
        page.text
    );
    let page = ana.post("/c/me/passkeys", &begin).await;
    assert_eq!(page.status, 400, "{}", page.text);
}

/// [ACC-9] What a browser or an authenticator may say that was made for something else.
#[tokio::test]
async fn answers_of_another_page_site_challenge_or_authenticator_open_nothing() {
    let fed = one().await;
    let node = fed.desk("ancolie");
    let mut key = Authenticator::new("a-key", HERE);
    let (mut ana, _) = somebody(&fed, node, "ana").await;

    // Made on another page, or for another site.
    let there = Authenticator::new("a-key", "https://desk.example.evil.example");
    let page = adds(&mut ana, &there).await;
    assert!(!page.text.contains("is added"), "{}", page.text);
    let mut there = Authenticator::new("a-key", HERE);
    there.site = Some("evil.example".into());
    let page = adds(&mut ana, &there).await;
    assert!(!page.text.contains("is added"), "{}", page.text);
    assert!(adds(&mut ana, &key).await.text.contains("is added"));
    // The same id once more, with another key: by nobody.
    let again = Authenticator::new("a-key", HERE);
    assert!(!adds(&mut ana, &again).await.text.contains("is added"));
    ana.send("/c/sign-out", &[]).await;

    let honest = |key: &mut Authenticator| {
        key.origin = HERE.to_owned();
        key.site = None;
        key.flags = 5;
        key.owner = None;
    };
    let lies: [(&str, fn(&mut Authenticator)); 6] = [
        ("page", |key| key.origin = "https://evil.example".to_owned()),
        ("not encrypted", |key| {
            key.origin = "http://desk.example".to_owned()
        }),
        ("site", |key| key.site = Some("evil.example".to_owned())),
        ("nobody there", |key| key.flags = 4),
        ("not verified", |key| key.flags = 1),
        ("owner", |key| key.owner = Some("AAAA".to_owned())),
    ];
    for (name, lie) in lies {
        lie(&mut key);
        let page = half_way(&mut ana, "ana").await;
        let page = answers(&mut ana, &mut key, &page).await;
        assert_eq!(page.status, 401, "{name}");
        assert!(
            page.text.contains("does not count here"),
            "{name}: {}",
            page.text
        );
        honest(&mut key);
        // One that counts, so that nobody waits for what failed.
        let page = half_way(&mut ana, "ana").await;
        assert!(is_in(&answers(&mut ana, &mut key, &page).await), "{name}");
        ana.send("/c/sign-out", &[]).await;
    }

    // An answer counts once, for the sign-in that it was given in.
    let page = half_way(&mut ana, "ana").await;
    let fields = key.signs_in(&asked(&page));
    let mut thief = ana.another();
    half_way(&mut thief, "ana").await;
    assert!(!is_in(
        &send(&mut thief, "/c/sign-in/passkey", &fields).await
    ));
    assert!(is_in(&send(&mut ana, "/c/sign-in/passkey", &fields).await));
    ana.send("/c/sign-out", &[]).await;
    half_way(&mut ana, "ana").await;
    assert!(!is_in(&send(&mut ana, "/c/sign-in/passkey", &fields).await));
    // Nor after five minutes.
    let page = half_way(&mut ana, "ana").await;
    fed.clock.advance(301);
    assert!(!is_in(&answers(&mut ana, &mut key, &page).await));
}

/// [ACC-9]
#[tokio::test]
async fn a_counter_that_goes_back_is_refused_and_written_down() {
    let fed = one().await;
    let node = fed.desk("ancolie");
    let mut key = Authenticator::new("a-key", HERE);
    let (mut ana, _) = somebody(&fed, node, "ana").await;
    adds(&mut ana, &key).await;
    ana.send("/c/sign-out", &[]).await;
    key.counter = Some(41);
    let page = half_way(&mut ana, "ana").await;
    assert!(is_in(&answers(&mut ana, &mut key, &page).await));
    ana.send("/c/sign-out", &[]).await;
    for counter in [Some(41), Some(7), None] {
        // It counts one more while it signs: 42 again, then 8, then none at all.
        key.counter = counter;
        let page = half_way(&mut ana, "ana").await;
        let page = answers(&mut ana, &mut key, &page).await;
        assert!(!is_in(&page), "{counter:?}");
    }
    let mut adi = Visitor::signed_in(node, "adi", &["admin"]).await;
    let page = adi.get("/c/admin/audit?act=account.passkey").await;
    assert_eq!(
        page.text.matches("account.passkey_copied").count(),
        3,
        "{}",
        page.text
    );
    key.counter = Some(43);
    let page = half_way(&mut ana, "ana").await;
    assert!(is_in(&answers(&mut ana, &mut key, &page).await));
}

/// [ACC-9]
#[tokio::test]
async fn somebody_elses_passkey_opens_no_account_and_a_reset_takes_passkeys_along() {
    let fed = one().await;
    let node = fed.desk("ancolie");
    let (mut anas, mut bos) = (
        Authenticator::new("anas", HERE),
        Authenticator::new("bos", HERE),
    );
    let (mut ana, _) = somebody(&fed, node, "ana").await;
    let (mut bo, _) = somebody(&fed, node, "bo").await;
    assert!(adds(&mut ana, &anas).await.text.contains("is added"));
    assert!(adds(&mut bo, &bos).await.text.contains("is added"));
    // Bo makes a key with the id of Ana's: it is known already.
    let copy = Authenticator::new("anas", HERE);
    assert!(!adds(&mut bo, &copy).await.text.contains("is added"));
    ana.send("/c/sign-out", &[]).await;

    let page = half_way(&mut ana, "ana").await;
    let listed = asked(&page)["allowCredentials"].as_array().unwrap().len();
    assert_eq!(listed, 1, "hers, and nobody else's");
    assert!(!is_in(&answers(&mut ana, &mut bos, &page).await));
    let page = half_way(&mut ana, "ana").await;
    assert!(is_in(&answers(&mut ana, &mut anas, &page).await));
    ana.send("/c/sign-out", &[]).await;

    let mut adi = Visitor::signed_in(node, "adi", &["admin"]).await;
    adi.get("/c/admin").await;
    let page = adi
        .post("/c/admin", &[("act", "reset"), ("name", "ana")])
        .await;
    let told = between(
        &page.text,
        "<bdi>ana</bdi>: <bdi class=\"value\" dir=\"ltr\">",
        "<",
    );
    let password = told.unwrap().to_owned();
    ana.get("/c/sign-in").await;
    let page = ana
        .post("/c/sign-in", &[("account", "ana"), ("password", &password)])
        .await;
    assert!(is_in(&page), "{}", page.text);
    assert!(
        ana.get("/c/me/passkeys")
            .await
            .text
            .contains("You have none")
    );
}

/// [ACC-9] With the second factor go the passkeys that stood beside it.
#[tokio::test]
async fn who_gives_up_the_second_factor_gives_up_the_passkeys() {
    let fed = one().await;
    let (mut ana, _) = somebody(&fed, fed.desk("ancolie"), "ana").await;
    adds(&mut ana, &Authenticator::new("a-key", HERE)).await;
    ana.get("/c/me").await;
    ana.post("/c/me/totp", &[("act", "remove")]).await;
    assert!(
        ana.get("/c/me/passkeys")
            .await
            .text
            .contains("You have none")
    );
    ana.send("/c/sign-out", &[]).await;
    assert!(is_in(&ana.sign_in("ana").await));
}
