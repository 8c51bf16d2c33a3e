//! The stories of the people, by keyboard alone; page loads are counted and printed beside the ideal.

use fanal_protocol::DeskStatus;
use fanal_tests::browser::{Browser, ENTER, SPACE};
use fanal_tests::federation::share;

use crate::stage::{Stage, stage};

async fn text(browser: &Browser) -> String {
    let text = browser.ask("document.body.innerText").await;
    text.as_str().unwrap_or_default().to_owned()
}

async fn begun(stage: &Stage, browser: &mut Browser, name: &str) {
    stage.sign_in(browser, name).await;
    browser.scripts(false).await;
    browser.loads = 0;
}

fn told(story: &str, browser: &Browser, ideal: usize) {
    println!("{story}: {} page loads, ideal {ideal}", browser.loads);
    assert!(browser.loads <= ideal, "{story}: {} loads", browser.loads);
}

#[tokio::test]
async fn a1_has_anyone_seen_this_link() {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    begun(&stage, &mut browser, "ana").await;
    browser.tab_to("#text").await;
    browser.keys("hxxps://parcel-pay[.]example/login").await;
    browser.tab_to("form[action=\"/c/check\"] button").await;
    browser.keys_to_next_page(ENTER).await;
    let answer = text(&browser).await;
    assert!(answer.contains("1 of 1 known here"), "{answer}");
    assert!(answer.contains("Parcel text messages"), "{answer}");
    told("A1", &browser, 1);
}

#[tokio::test]
async fn a3_share_what_i_found_with_the_right_desks() {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    begun(&stage, &mut browser, "ana").await;
    browser.tab_to("nav a[href=\"/c/new\"]").await;
    browser.keys_to_next_page(ENTER).await;
    browser.tab_to("#content").await;
    browser.keys("quick-loan.example").await;
    browser.tab_to("#title").await;
    browser.keys("Fake loans").await;
    browser.tab_to("#c-not-needed").await;
    browser.keys(SPACE).await;
    browser.tab_to("[name=label]").await;
    // The arrows go through the labels: RED, AMBER+STRICT, AMBER, GREEN.
    browser.keys("\u{e015}\u{e015}\u{e015}").await;
    browser.tab_to("button[value=continue]").await;
    browser.keys_to_next_page(ENTER).await;
    let confirm = text(&browser).await;
    assert!(confirm.contains("Send to 2 desks"), "{confirm}");
    browser.tab_to("main button.main").await;
    browser.keys_to_next_page(ENTER).await;
    let sent = text(&browser).await;
    assert!(sent.contains("It is sent."), "{sent}");
    // One page to fill, one to confirm, and the bulletin as the answer.
    told("A3", &browser, 3);
}

#[tokio::test]
async fn a4_work_through_what_came_in() {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    begun(&stage, &mut browser, "ana").await;
    browser.tab_to("nav a[href=\"/c/inbox\"]").await;
    browser.keys_to_next_page(ENTER).await;
    browser.tab_to("button[value^=\"use:\"]").await;
    browser.keys_to_next_page(ENTER).await;
    let done = text(&browser).await;
    assert!(
        done.contains("It is noted.") && done.contains("in use"),
        "{done}"
    );
    told("A4", &browser, 2);
}

#[tokio::test]
async fn a6_seen_here_too() {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    begun(&stage, &mut browser, "ana").await;
    browser
        .go(&stage.at(&format!("/c/b/lumbre/{}", stage.received)))
        .await;
    browser.loads = 0;
    browser.tab_to("button[value=seen]").await;
    browser.keys_to_next_page(ENTER).await;
    let done = text(&browser).await;
    assert!(done.contains("has been told"), "{done}");
    told("A6", &browser, 1);
}

#[tokio::test]
async fn a7_take_it_back_all_of_it() {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    begun(&stage, &mut browser, "ana").await;
    browser
        .go(&stage.at(&format!("/c/b/ancolie/{}", stage.sent)))
        .await;
    browser.loads = 0;
    browser.tab_to("a[href^=\"/c/withdraw/\"]").await;
    browser.keys_to_next_page(ENTER).await;
    browser.tab_to("[name=reason]").await;
    browser.keys(SPACE).await;
    browser.tab_to("main button.main").await;
    browser.keys_to_next_page(ENTER).await;
    let done = text(&browser).await;
    assert!(done.contains("It is withdrawn."), "{done}");
    assert!(done.contains("have answered"), "{done}");
    told("A7", &browser, 2);
    stage.fed.sync_all().await;
    let held = stage.fed.desk("lumbre").everything().await;
    assert!(!held.contains("impostor.example"), "it is still there");
}

#[tokio::test]
async fn r1_approve_a_publication() {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    begun(&stage, &mut browser, "luz").await;
    browser.tab_to("nav a[href=\"/c/review\"]").await;
    browser.keys_to_next_page(ENTER).await;
    browser.tab_to("main .item h2 a").await;
    browser.keys_to_next_page(ENTER).await;
    let item = text(&browser).await;
    assert!(
        item.contains("What changes") && item.contains("TLP:GREEN"),
        "{item}"
    );
    browser.tab_to("button[value=approve]").await;
    browser.keys_to_next_page(ENTER).await;
    let done = text(&browser).await;
    assert!(done.contains("It is public."), "{done}");
    told("R1", &browser, 3);
}

#[tokio::test]
async fn c1_admit_a_desk() {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    begun(&stage, &mut browser, "luz").await;
    browser.go(&stage.at("/c/net/join")).await;
    browser.loads = 0;
    let page = stage.asks_to_join();
    browser.tab_to(&format!("main a[href=\"{page}\"]")).await;
    browser.keys_to_next_page(ENTER).await;
    let one = text(&browser).await;
    assert!(one.contains("2 of 2 vouches"), "{one}");
    assert!(one.contains("Nothing stands against it"), "{one}");
    browser.tab_to("button[value=admit]").await;
    browser.keys_to_next_page(ENTER).await;
    let done = text(&browser).await;
    assert!(done.contains("Admits Desk brume (brume)"), "{done}");
    assert!(done.contains("1 of 2 signatures"), "{done}");
    told("C1", &browser, 2);
    // Nobody is in before enough have signed; the list of its progress says how many did.
    assert_eq!(status_of(&stage, "ancolie", "brume").await, None);
    browser.go(&stage.at(&page)).await;
    let progress = text(&browser).await;
    assert!(
        progress.contains("Signatures of coordinators: 1 of 2"),
        "{progress}"
    );
    let in_force = signs_too(&stage, &mut browser, &page, "admit").await;
    assert!(in_force, "the second signature is enough");
    for desk in ["ancolie", "lumbre", "qasaba"] {
        let status = status_of(&stage, desk, "brume").await;
        assert_eq!(status, Some(DeskStatus::Active), "{desk}");
    }
}

/// What a desk is, as another has it in its roster.
async fn status_of(stage: &Stage, at: &str, desk: &str) -> Option<DeskStatus> {
    let node = stage.fed.desk(at);
    let caller = node.caller("coordinator").await;
    let roster = node.desk().show_roster(&caller).await.unwrap();
    let mut desks = roster.desks.into_iter();
    desks.find(|it| it.id.as_str() == desk).map(|it| it.status)
}

/// The act once more, and what the page hands out taken to another coordinator, who signs it.
async fn signs_too(stage: &Stage, browser: &mut Browser, page: &str, act: &str) -> bool {
    if !page.is_empty() {
        browser.go(&stage.at(page)).await;
        browser.tab_to(&format!("button[value={act}]")).await;
        browser.keys_to_next_page(ENTER).await;
    }
    let envelope = browser
        .ask("document.querySelector('#envelope').value")
        .await;
    let signed = stage
        .fed
        .desk("lumbre")
        .sign(envelope.as_str().unwrap())
        .await;
    stage.fed.sync_all().await;
    signed.in_force
}

#[tokio::test]
async fn c2_suspend_a_desk_now() {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    begun(&stage, &mut browser, "luz").await;
    browser.go(&stage.at("/c/net/desks/qasaba")).await;
    browser.loads = 0;
    browser.tab_to("#why").await;
    browser.keys("its server was seized").await;
    browser.tab_to("#suspend-name").await;
    browser.keys("qasaba").await;
    browser.tab_to("button[value=suspend]").await;
    browser.keys_to_next_page(ENTER).await;
    let done = text(&browser).await;
    assert!(done.contains("The desk is suspended"), "{done}");
    told("C2, suspending", &browser, 1);
    // It holds: what is shared now does not reach it.
    let ancolie = stage.fed.desk("ancolie");
    let order = share("green", "after-the-raid.example");
    ancolie.shares(order).await;
    stage.fed.sync_all().await;
    let held = stage.fed.desk("qasaba").everything().await;
    assert!(!held.contains("after-the-raid.example"), "it went there");
}

#[tokio::test]
async fn c2_expel_a_desk() {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    begun(&stage, &mut browser, "luz").await;
    browser.go(&stage.at("/c/net/desks/qasaba")).await;
    browser.loads = 0;
    browser.tab_to("#expel-name").await;
    browser.keys("qasaba").await;
    browser.tab_to("button[value=expel]").await;
    browser.keys_to_next_page(ENTER).await;
    let done = text(&browser).await;
    assert!(done.contains("qasaba: active becomes expelled"), "{done}");
    told("C2, expelling", &browser, 1);
    let before = status_of(&stage, "ancolie", "qasaba").await;
    assert_eq!(
        before,
        Some(DeskStatus::Active),
        "one signature is not enough"
    );
    assert!(signs_too(&stage, &mut browser, "", "").await);
    for desk in ["ancolie", "lumbre"] {
        let status = status_of(&stage, desk, "qasaba").await;
        assert_eq!(status, Some(DeskStatus::Expelled), "{desk}");
    }
    // It holds: what is shared now does not reach it.
    let order = share("green", "after-the-expulsion.example");
    stage.fed.desk("ancolie").shares(order).await;
    stage.fed.sync_all().await;
    let held = stage.fed.desk("qasaba").everything().await;
    assert!(
        !held.contains("after-the-expulsion.example"),
        "it went there"
    );
}

/// What holds a bulletin back is taken out by one key. [PRV-11]
#[tokio::test]
async fn a8_keep_only_the_domain() {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    begun(&stage, &mut browser, "ana").await;
    let path = format!("/c/new/{}/confirm", stage.sheet);
    browser.go(&stage.at(&path)).await;
    browser.loads = 0;
    browser.tab_to("button[name=way]").await;
    browser.keys_to_next_page(ENTER).await;
    let changed = text(&browser).await;
    assert!(changed.contains("It is changed."), "{changed}");
    assert!(!changed.contains("a8F3kQ92LmZp"), "{changed}");
    browser.tab_to("main button.main").await;
    browser.keys_to_next_page(ENTER).await;
    let sent = text(&browser).await;
    assert!(sent.contains("It is sent."), "{sent}");
    told("A8", &browser, 2);
}
