//! Every page, in every pair of language, width and scripts.

use std::collections::BTreeSet;

use fanal_console::ROUTES;
use fanal_tests::browser::Browser;

use crate::stage::{Stage, stage};

/// Language, width, scripts: every pair of two of them is there.
const PAIRS: [(&str, u32, bool); 8] = [
    ("en", 320, true),
    ("en", 1280, false),
    ("fr", 320, false),
    ("fr", 1280, true),
    ("es", 320, true),
    ("es", 1280, false),
    ("ar", 320, false),
    ("ar", 1280, true),
];

/// What holds on every page; each line that does not is told.
const CHECK: &str = r#"(() => {
    const wrong = [];
    const all = (what) => Array.from(document.querySelectorAll(what));
    const html = document.documentElement;
    if (all("h1").length !== 1) wrong.push("h1: " + all("h1").length);
    if (html.scrollWidth > html.clientWidth + 1) {
        const wide = all("body *").filter((e) => e.getBoundingClientRect().right > html.clientWidth + 1
            || e.getBoundingClientRect().left < -1);
        wrong.push("scrolls sideways: " + html.scrollWidth + " > " + html.clientWidth + ": "
            + wide.slice(0, 4).map((e) => e.tagName + "." + e.className).join(" "));
    }
    for (const field of all("input:not([type=hidden]), select, textarea:not([hidden])")) {
        const named = field.labels.length > 0 || field.getAttribute("aria-label")
            || field.getAttribute("aria-labelledby");
        if (!named) wrong.push("no label: " + field.outerHTML.slice(0, 120));
    }
    for (const target of all("button, input:not([type=hidden]), select, nav a")) {
        const box = target.getBoundingClientRect();
        if (box.width > 0 && (box.height < 24 || box.width < 20))
            wrong.push("small: " + Math.round(box.width) + "x" + Math.round(box.height) + " " + target.outerHTML.slice(0, 90));
    }
    for (const link of all("a[href]")) {
        if (new URL(link.href).host !== location.host) wrong.push("leads elsewhere: " + link.href);
    }
    const ids = all("[id]").map((e) => e.id);
    for (const id of new Set(ids)) if (ids.filter((i) => i === id).length > 1) wrong.push("twice: #" + id);
    for (const one of all("[aria-describedby], [aria-labelledby]")) {
        const names = (one.getAttribute("aria-describedby") || "") + " " + (one.getAttribute("aria-labelledby") || "");
        for (const id of names.split(/\s+/).filter(Boolean))
            if (!document.getElementById(id)) wrong.push("described by nothing: #" + id);
    }
    if (!document.querySelector("main")) wrong.push("no main");
    for (const image of all("img"))
        if (!image.alt || !image.complete || image.naturalWidth === 0) wrong.push("a picture that says nothing: " + image.src);
    if (all("svg, iframe, style, [style], script:not([src])").length) wrong.push("something that a page has not");
    const bar = document.querySelector(".bar");
    if (bar && !document.title.startsWith("TLP:")) wrong.push("the title does not begin with the label");
    if (bar && document.querySelectorAll(".bar").length !== 2) wrong.push("one bar");
    return wrong;
})()"#;

async fn look(browser: &mut Browser, stage: &Stage, path: &str) -> Vec<String> {
    browser.go(&stage.at(path)).await;
    let wrong = browser.ask(CHECK).await;
    let wrong = wrong.as_array().cloned().unwrap_or_default();
    let mut wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    let is_absent = path.ends_with("nothing-here");
    let complaints = browser.complaints().await;
    // A page that is not there is told in the console as well.
    wrong.extend(
        complaints
            .into_iter()
            .filter(|line| !(is_absent && line.contains("404"))),
    );
    let ours = format!("http://{}/", stage.address);
    for url in browser.requests().await {
        if !url.starts_with(&ours) && !url.starts_with("data:") {
            wrong.push(format!("asks {url}"));
        }
    }
    wrong
}

/// Every page in one language, at the widths and with the scripts that the table pairs with it.
async fn every_page_in(wanted: &str) {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    stage.sign_in(&mut browser, "luz").await;
    stage.speak(&mut browser, wanted).await;
    browser.requests().await;
    let mut wrong = Vec::new();
    let mut shown = 0;
    for (lang, width, scripts) in PAIRS.into_iter().filter(|(lang, ..)| *lang == wanted) {
        browser.scripts(scripts).await;
        browser.size(width, 800).await;
        for path in stage.pages() {
            for fault in look(&mut browser, &stage, &path).await {
                wrong.push(format!("{lang} {width} scripts {scripts} {path}: {fault}"));
            }
            shown += 1;
        }
    }
    println!("{shown} pages were shown");
    assert!(shown > 50, "{shown}");
    assert!(
        wrong.is_empty(),
        "{} faults:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[tokio::test]
async fn every_page_holds_in_english() {
    every_page_in("en").await;
}

#[tokio::test]
async fn every_page_holds_in_french() {
    every_page_in("fr").await;
}

#[tokio::test]
async fn every_page_holds_in_spanish() {
    every_page_in("es").await;
}

#[tokio::test]
async fn every_page_holds_in_arabic() {
    every_page_in("ar").await;
}

/// The table is what it says.
#[test]
fn every_pair_of_language_width_and_scripts_is_in_the_table() {
    for lang in ["en", "fr", "es", "ar"] {
        for width in [320, 1280] {
            assert!(PAIRS.iter().any(|row| (row.0, row.1) == (lang, width)));
        }
        for scripts in [true, false] {
            assert!(PAIRS.iter().any(|row| (row.0, row.2) == (lang, scripts)));
        }
    }
    for width in [320, 1280] {
        for scripts in [true, false] {
            assert!(PAIRS.iter().any(|row| (row.1, row.2) == (width, scripts)));
        }
    }
}

/// WCAG 2.2 AA, as far as a program can tell.
async fn axe_finds_nothing(lang: &str, scheme: &str, width: u32) {
    let axe = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../target/axe/node_modules/axe-core/axe.min.js"
    );
    let axe = std::fs::read_to_string(axe)
        .unwrap_or_else(|error| panic!("axe-core: {error}; see tests/install"));
    let stage = stage().await;
    let mut browser = Browser::open().await;
    stage.sign_in(&mut browser, "luz").await;
    let mut wrong = Vec::new();
    {
        stage.speak(&mut browser, lang).await;
        browser.size(width, 800).await;
        browser.prefers("prefers-color-scheme", scheme).await;
        for path in stage.pages() {
            browser.go(&stage.at(&path)).await;
            browser.run(&axe).await;
            let found = browser
                .ask(
                    "axe.run({ runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'] })\
                     .then((r) => r.violations.map((v) => v.id + ': ' + v.help + ': ' \
                     + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + ' ' + (n.failureSummary || '').slice(0, 200)).join(' | ')))",
                )
                .await;
            for one in found.as_array().cloned().unwrap_or_default() {
                wrong.push(format!(
                    "{lang} {scheme} {path}: {}",
                    one.as_str().unwrap_or_default()
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} violations:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[tokio::test]
async fn axe_finds_nothing_on_light_wide_english_pages() {
    axe_finds_nothing("en", "light", 1280).await;
}

#[tokio::test]
async fn axe_finds_nothing_on_dark_narrow_arabic_pages() {
    axe_finds_nothing("ar", "dark", 320).await;
}

/// The list of pages above has every page of the console.
#[tokio::test]
async fn every_page_of_the_console_is_looked_at() {
    let stage = stage().await;
    let shapes: BTreeSet<String> = stage
        .pages()
        .iter()
        .map(|path| shape(path.split('?').next().unwrap()))
        .collect();
    let pages = ROUTES
        .iter()
        .filter(|route| route.method == "GET" && !route.path.contains('.') && route.path != "/");
    let missing: Vec<&str> = pages
        .map(|route| route.path)
        // Pictures and tables to download are no pages.
        .filter(|path| {
            !path.contains("/picture") && !path.ends_with("/export") || *path == "/c/export"
        })
        .filter(|path| *path != "/c/sign-in")
        .filter(|path| !shapes.contains(&shape(path)))
        .collect();
    assert!(missing.is_empty(), "nobody looks at {missing:?}");
}

/// Ids and names replaced, so that an address fits its route.
fn shape(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        let is_id = part.starts_with('{')
            || part.len() == 26
            || ["lumbre", "ancolie", "brume"].contains(&part);
        if is_id { "*" } else { part }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// [CSL-7] A table's head and foot stand on each sheet: the label is both.
#[tokio::test]
async fn on_paper_the_label_stands_on_every_sheet() {
    const SHEET: &str = r#"(() => {
        const shown = (what) => getComputedStyle(document.querySelector(what)).display;
        const bars = Array.from(document.querySelectorAll("main > .bar"));
        const off = Array.from(document.querySelectorAll("header.top, footer, main form"))
            .filter((e) => getComputedStyle(e).display !== "none");
        return [shown("main"), ...bars.map((e) => getComputedStyle(e).display), off.length].join(" ");
    })()"#;
    let stage = stage().await;
    let mut browser = Browser::open().await;
    stage.sign_in(&mut browser, "luz").await;
    let received = format!("/c/b/lumbre/{}", stage.received);
    for path in [
        received.clone(),
        format!("{received}/brief"),
        format!("{received}/evidence"),
    ] {
        browser.go(&stage.at(&path)).await;
        let print = serde_json::json!({ "media": "print" });
        browser.tell("Emulation.setEmulatedMedia", print).await;
        let sheet = browser.ask(SHEET).await;
        assert_eq!(
            sheet, "table table-header-group table-footer-group 0",
            "{path}"
        );
        let screen = serde_json::json!({ "media": "" });
        browser.tell("Emulation.setEmulatedMedia", screen).await;
    }
}
