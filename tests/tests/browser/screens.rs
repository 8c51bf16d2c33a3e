//! Pictures of the key screens in the four languages: `tests/screens` asks for them.

use std::path::PathBuf;

use fanal_tests::browser::Browser;

use crate::public::{Public, public};
use crate::stage::stage;

#[expect(clippy::disallowed_methods, reason = "the setting of these tests")]
pub(crate) fn folder() -> Option<PathBuf> {
    std::env::var_os("FANAL_SCREENS").map(PathBuf::from)
}

/// The key screens of one language each take a picture: never empty, and kept if somebody asks.
#[tokio::test]
async fn the_key_screens_have_their_pictures() {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    // Somebody who did not sign in.
    let mut outside = Browser::open().await;
    stage.sign_in(&mut browser, "luz").await;
    let received = format!("/c/b/lumbre/{}", stage.received);
    let screens = [
        ("home", "/c/".to_owned()),
        ("inbox", "/c/inbox".into()),
        ("composer", format!("/c/new/{}", stage.sheet)),
        ("confirm", format!("/c/new/{}/confirm", stage.sheet)),
        ("bulletin", received.clone()),
        ("hard", format!("/c/b/lumbre/{}", stage.hard)),
        ("endorse", format!("{received}/endorse")),
        ("import", "/c/import".into()),
        ("history", "/c/net/history".into()),
        ("groups", "/c/net/groups".into()),
        ("review", format!("/c/review/{}", stage.waiting)),
        ("withdraw", format!("/c/withdraw/ancolie/{}", stage.sent)),
        (
            "progress",
            format!("/c/withdrawals/ancolie/{}", stage.withdrawn),
        ),
        ("consent", "/c/consent".into()),
        ("export", "/c/export".into()),
        ("brief", format!("{received}/brief")),
        ("evidence", format!("{received}/evidence")),
        ("trace", format!("/c/b/ancolie/{}/trace", stage.sent)),
        ("network", "/c/net".into()),
        (
            "shown-as",
            format!("/c/b/ancolie/{}/as?desk=lumbre", stage.sent),
        ),
        ("desk", "/c/net/desks/lumbre".into()),
        ("desks", "/c/net/desks".into()),
        ("rules", "/c/net/rules".into()),
        ("profile", "/c/admin/profile".into()),
        ("sources", "/c/admin/sources".into()),
        ("join", stage.asks_to_join()),
        ("me", "/c/me".into()),
        ("knock", "/c/new/knock".into()),
        ("sealed", "/c/sealed".into()),
    ];
    let kept = folder();
    let langs: &[&str] = if kept.is_some() {
        &["en", "fr", "es", "ar"]
    } else {
        &["ar"]
    };
    for lang in langs {
        stage.speak(&mut browser, lang).await;
        stage.speak(&mut outside, lang).await;
        for sheet in ["brief", "evidence"] {
            browser.size(794, 1123).await;
            let print = serde_json::json!({ "media": "print" });
            browser.tell("Emulation.setEmulatedMedia", print).await;
            browser.go(&stage.at(&format!("{received}/{sheet}"))).await;
            // As high as it is: a window that scrolls has a bar at the side where lines begin in Arabic.
            let high = browser.ask("document.documentElement.scrollHeight").await;
            let high = u32::try_from(high.as_u64().unwrap()).unwrap();
            browser.size(794, high + 100).await;
            keep_printed(&browser, &kept, &format!("paper-{sheet}-{lang}")).await;
            let name = format!("paper-{sheet}-{lang}");
            kept_as(&browser.picture(false).await, &kept, &name);
            let screen = serde_json::json!({ "media": "" });
            browser.tell("Emulation.setEmulatedMedia", screen).await;
        }
        for (width, scheme) in [(1280, "light"), (320, "dark")] {
            browser.size(width, 900).await;
            browser.prefers("prefers-color-scheme", scheme).await;
            for (name, path) in &screens {
                browser.go(&stage.at(path)).await;
                keep(&browser, &kept, &format!("{name}-{lang}-{width}")).await;
            }
            outside.size(width, 900).await;
            outside.prefers("prefers-color-scheme", scheme).await;
            outside.go(&stage.at("/c/sign-in")).await;
            keep(&outside, &kept, &format!("sign-in-{lang}-{width}")).await;
            for answer in stage.answers() {
                stage.post(&mut browser, &answer).await;
                let name = answer.says.replace([' ', ','], "-");
                keep(&browser, &kept, &format!("answer-{name}-{lang}-{width}")).await;
            }
        }
    }
}

/// The public site, each page in a picture: wide and light, narrow and dark.
#[tokio::test]
async fn the_public_pages_have_their_pictures() {
    let public = public().await;
    let mut browser = Browser::open().await;
    let kept = folder();
    let langs: &[&str] = if kept.is_some() {
        &["en", "fr", "es", "ar"]
    } else {
        &["ar"]
    };
    for lang in langs {
        for (nth, path) in Public::pages(lang).iter().enumerate() {
            for (width, scheme) in [(1280, "light"), (320, "dark")] {
                browser.size(width, 900).await;
                browser.prefers("prefers-color-scheme", scheme).await;
                browser.go(&public.at(path)).await;
                let picture = browser.picture(true).await;
                assert!(
                    picture.starts_with(b"\x89PNG") && picture.len() > 4_000,
                    "{path}"
                );
                if let Some(folder) = &kept {
                    let name = path.trim_matches('/').replace('/', "-");
                    let file = folder.join(format!("site-{nth:02}-{name}-{lang}-{width}.png"));
                    std::fs::write(file, picture).unwrap();
                }
            }
        }
    }
}

/// The sheets themselves, as the browser prints them, kept if somebody asks.
async fn keep_printed(browser: &Browser, folder: &Option<PathBuf>, name: &str) {
    let wanted = serde_json::json!({ "printBackground": true, "preferCSSPageSize": true });
    let file = browser.tell("Page.printToPDF", wanted).await;
    let data = file
        .get("data")
        .and_then(serde_json::Value::as_str)
        .unwrap();
    let bytes = data_encoding::BASE64.decode(data.as_bytes()).unwrap();
    assert!(bytes.starts_with(b"%PDF-"), "{name}");
    if let Some(folder) = folder {
        std::fs::write(folder.join(format!("{name}.pdf")), bytes).unwrap();
    }
}

/// The picture of the page that is there, kept if somebody asks.
async fn keep(browser: &Browser, folder: &Option<PathBuf>, name: &str) {
    kept_as(&browser.picture(true).await, folder, name);
}

fn kept_as(picture: &[u8], folder: &Option<PathBuf>, name: &str) {
    let is_picture = picture.starts_with(b"\x89PNG") && picture.len() > 4_000;
    assert!(is_picture, "{name}");
    if let Some(folder) = folder {
        std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
    }
}
