//! One's own account in a real browser: a passkey by a virtual authenticator, and what a page says where there
//! can be none. With `FANAL_SCREENS` the pages that are passed leave their pictures.

use fanal_tests::browser::{Browser, ENTER};
use fanal_tests::telephone::Telephone;
use fanal_tests::visitor::PASSWORD;
use serde_json::json;

use crate::screens::folder;
use crate::stage::{Stage, stage};

async fn text(browser: &Browser) -> String {
    let text = browser.ask("document.body.innerText").await;
    text.as_str().unwrap_or_default().to_owned()
}

/// The page by a name: browsers bind no passkey to a number.
fn at(stage: &Stage, path: &str) -> String {
    format!("http://localhost:{}{path}", stage.address.port())
}

/// Nothing is cut off and nothing scrolls sideways, wide and narrow; a picture of each, if somebody asks.
async fn is_seen(browser: &Browser, name: &str) {
    for (width, scheme) in [(1280, "light"), (320, "dark")] {
        browser.size(width, 800).await;
        browser.prefers("prefers-color-scheme", scheme).await;
        // Colours glide for a moment: a picture is taken after it.
        let rested =
            "Promise.all(document.getAnimations().map((it) => it.finished)).then(() => true)";
        assert_eq!(browser.ask(rested).await, json!(true));
        let wide = browser.ask("document.documentElement.scrollWidth").await;
        assert!(
            wide.as_u64() <= Some(u64::from(width)),
            "{name}: {wide} of {width}"
        );
        if let Some(folder) = folder() {
            let picture = browser.picture(true).await;
            std::fs::write(folder.join(format!("{name}-{width}.png")), picture).unwrap();
        }
    }
    browser.size(1280, 800).await;
}

async fn gives(browser: &mut Browser, field: &str, value: &str) {
    browser.tab_to(field).await;
    browser.keys(value).await;
    browser.keys_to_next_page(ENTER).await;
}

async fn gives_the_password(stage: &Stage, browser: &mut Browser) {
    browser.go(&at(stage, "/c/sign-in")).await;
    browser.tab_to("#account").await;
    browser.keys("ana").await;
    gives(browser, "#password", PASSWORD).await;
}

/// Sets up the second factor that a passkey stands beside.
async fn sets_up_codes(stage: &Stage, browser: &mut Browser) {
    browser.go(&at(stage, "/c/me")).await;
    browser.tab_to("button[value=begin]").await;
    browser.keys_to_next_page(ENTER).await;
    is_seen(browser, "second-factor").await;
    let drawn = browser
        .ask("document.querySelector('main img').naturalWidth")
        .await;
    assert!(drawn.as_u64() >= Some(200), "the picture is there: {drawn}");
    let secret = browser
        .ask("document.querySelector('dd .value').textContent")
        .await;
    let telephone = Telephone::with(secret.as_str().unwrap());
    let now = stage.fed.desk("ancolie").desk().now().unix();
    gives(browser, "#code", &telephone.shows(now)).await;
    assert!(text(browser).await.contains("Recovery codes"));
    is_seen(browser, "recovery-codes").await;
}

async fn adds_a_passkey(stage: &Stage, browser: &mut Browser) {
    browser.go(&at(stage, "/c/me/passkeys")).await;
    gives(browser, "#name", "blue key").await;
    is_seen(browser, "passkey-new").await;
    browser.tab_to("form[data-passkey] button.main").await;
    browser.keys_to_next_page(ENTER).await;
}

/// [ACC-9]
#[tokio::test]
async fn a_browser_makes_a_passkey_and_signs_in_with_it() {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    let key = browser.plug_in().await;
    browser.go(&at(&stage, "/c/sign-in")).await;
    is_seen(&browser, "sign-in").await;
    gives_the_password(&stage, &mut browser).await;
    sets_up_codes(&stage, &mut browser).await;
    adds_a_passkey(&stage, &mut browser).await;
    let page = text(&browser).await;
    assert!(
        page.contains("The passkey is added") && page.contains("blue key"),
        "{page}"
    );
    is_seen(&browser, "passkeys").await;
    assert_eq!(browser.keys_on(&key).await.len(), 1);
    browser.go(&at(&stage, "/c/me")).await;
    is_seen(&browser, "account").await;

    browser.tab_to("form[action=\"/c/sign-out\"] button").await;
    browser.keys_to_next_page(ENTER).await;
    gives_the_password(&stage, &mut browser).await;
    is_seen(&browser, "sign-in-second").await;
    browser.tab_to("form[data-passkey] button").await;
    browser.keys_to_next_page(ENTER).await;
    assert!(
        browser.url().await.ends_with("/c/"),
        "{}",
        text(&browser).await
    );

    // An authenticator that says no leaves the person on the page, with the code to type.
    browser.tab_to("form[action=\"/c/sign-out\"] button").await;
    browser.keys_to_next_page(ENTER).await;
    browser.unplug(&key).await;
    gives_the_password(&stage, &mut browser).await;
    assert!(text(&browser).await.contains("Code of your authenticator"));
    // Keys of RSA are not taken: Chromium remarks on that.
    let mut complaints = browser.complaints().await;
    complaints.retain(|line| !line.contains("pubKeyCredParams"));
    assert!(complaints.is_empty(), "{complaints:?}");
}

/// [ACC-9] The same authenticator with a counter of before: it may be a copy.
#[tokio::test]
async fn a_copied_authenticator_does_not_open_the_account() {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    let key = browser.plug_in().await;
    gives_the_password(&stage, &mut browser).await;
    sets_up_codes(&stage, &mut browser).await;
    adds_a_passkey(&stage, &mut browser).await;
    let copied = browser.keys_on(&key).await;
    browser.tab_to("form[action=\"/c/sign-out\"] button").await;
    browser.keys_to_next_page(ENTER).await;
    gives_the_password(&stage, &mut browser).await;
    browser.tab_to("form[data-passkey] button").await;
    browser.keys_to_next_page(ENTER).await;
    browser.tab_to("form[action=\"/c/sign-out\"] button").await;
    browser.keys_to_next_page(ENTER).await;

    browser.unplug(&key).await;
    let copy = browser.plug_in().await;
    for credential in copied {
        browser.put_key(&copy, credential).await;
    }
    gives_the_password(&stage, &mut browser).await;
    browser.tab_to("form[data-passkey] button").await;
    browser.keys_to_next_page(ENTER).await;
    let page = text(&browser).await;
    assert!(page.contains("does not count here"), "{page}");
}

/// [ACC-9] Without scripts nothing is lost, and where passkeys cannot work the page says so.
#[tokio::test]
async fn pages_say_where_there_can_be_no_passkey() {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    stage.sign_in(&mut browser, "ana").await;
    browser.go(&stage.at("/c/me/passkeys")).await;
    let page = text(&browser).await;
    assert!(page.contains("This address is a number"), "{page}");
    assert_eq!(
        browser.ask("!document.querySelector('#name')").await,
        json!(true)
    );

    gives_the_password(&stage, &mut browser).await;
    sets_up_codes(&stage, &mut browser).await;
    browser.scripts(false).await;
    browser.go(&at(&stage, "/c/me/passkeys")).await;
    gives(&mut browser, "#name", "blue key").await;
    let page = text(&browser).await;
    assert!(
        page.contains("Passkeys need a browser that runs scripts"),
        "{page}"
    );
    assert!(!page.contains("touch the key"), "{page}");
}
