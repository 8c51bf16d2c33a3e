//! Every page, in every pair of language, width and scripts.

use std::collections::BTreeSet;

use fanal_console::ROUTES;
use fanal_tests::browser::{Browser, ENTER};
use fanal_tests::telephone::Telephone;
use fanal_tests::visitor::PASSWORD;

use crate::stage::{Stage, stage};

/// Language, width, scripts: every pair of two of them is there.
pub(crate) const PAIRS: [(&str, u32, bool); 8] = [
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
pub(crate) const CHECK: &str = r#"(() => {
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
        const leaves = link.matches(".leave a[rel=noreferrer]");
        if (!leaves && new URL(link.href).host !== location.host) wrong.push("leads elsewhere: " + link.href);
    }
    const ids = all("[id]").map((e) => e.id);
    for (const id of new Set(ids)) if (ids.filter((i) => i === id).length > 1) wrong.push("twice: #" + id);
    for (const one of all("[aria-describedby], [aria-labelledby]")) {
        const names = (one.getAttribute("aria-describedby") || "") + " " + (one.getAttribute("aria-labelledby") || "");
        for (const id of names.split(/\s+/).filter(Boolean))
            if (!document.getElementById(id)) wrong.push("described by nothing: #" + id);
    }
    for (const cell of all(".wide td")) {
        const head = cell.closest("table").tHead;
        const lost = head && getComputedStyle(head).display === "none" && !cell.dataset.t;
        if (lost && cell.getBoundingClientRect().width > 0)
            wrong.push("a cell without its column's name: " + cell.outerHTML.slice(0, 120));
    }
    const first = document.querySelector("h1");
    if (first && first.getBoundingClientRect().top > innerHeight / 2)
        wrong.push("the heading is at " + Math.round(first.getBoundingClientRect().top));
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
    look_here(browser, stage, path.ends_with("nothing-here")).await
}

/// The page that is there; `is_refusal` is one that says no, which browsers tell in their console as well.
async fn look_here(browser: &mut Browser, stage: &Stage, is_refusal: bool) -> Vec<String> {
    let wrong = browser.ask(CHECK).await;
    let wrong = wrong.as_array().cloned().unwrap_or_default();
    let mut wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    let complaints = browser.complaints().await;
    wrong.extend(
        complaints
            .into_iter()
            .filter(|line| !(is_refusal && line.contains("status of 4"))),
    );
    for url in browser.requests().await {
        if !stage.is_ours(&url) && !url.starts_with("data:") {
            wrong.push(format!("asks {url}"));
        }
    }
    wrong
}

/// Rows of the table; `tests/soak` asks for every width with and without scripts, and for axe on each page.
pub(crate) fn rows_of(lang: &str) -> Vec<(u32, bool)> {
    if is_long() {
        return vec![(320, true), (320, false), (1280, true), (1280, false)];
    }
    let rows = PAIRS.into_iter().filter(|row| row.0 == lang);
    rows.map(|(_, width, scripts)| (width, scripts)).collect()
}

/// The long form: `FANAL_BROWSER=all`.
#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests says it here"
)]
pub(crate) fn is_long() -> bool {
    std::env::var_os("FANAL_BROWSER").is_some_and(|value| value == "all")
}

/// Every page in one language, at the widths and with the scripts that the table pairs with it; then those that
/// answer a form, and those around the sign-in.
async fn every_page_in(wanted: &str) {
    let stage = stage().await;
    let mut browser = Browser::open().await;
    stage.sign_in(&mut browser, "luz").await;
    stage.speak(&mut browser, wanted).await;
    browser.requests().await;
    let axe = is_long().then(axe);
    let mut walk = Walk {
        lang: wanted,
        axe,
        wrong: Vec::new(),
        shown: 0,
    };
    let rows = rows_of(wanted);
    for (width, scripts) in &rows {
        browser.scripts(*scripts).await;
        browser.size(*width, 800).await;
        for path in stage.pages() {
            let faults = look(&mut browser, &stage, &path).await;
            walk.note(&mut browser, (*width, *scripts), &path, faults)
                .await;
        }
        for answer in stage.answers() {
            stage.post(&mut browser, &answer).await;
            let is_refusal = answer.is_refusal;
            let faults = look_here(&mut browser, &stage, is_refusal).await;
            let at = (*width, *scripts);
            walk.note(&mut browser, at, answer.says, faults).await;
            let text = browser
                .ask("document.querySelector('main').innerHTML")
                .await;
            let text = text.as_str().unwrap_or_default();
            assert!(text.contains(answer.has), "{}: {text}", answer.says);
        }
    }
    around_the_sign_in(&stage, &mut browser, &mut walk, &rows).await;
    println!("{} pages were shown", walk.shown);
    assert!(walk.shown > 120, "{}", walk.shown);
    assert!(
        walk.wrong.is_empty(),
        "{} faults:\n{}",
        walk.wrong.len(),
        walk.wrong.join("\n")
    );
}

/// What was seen on the way.
struct Walk<'a> {
    lang: &'a str,
    axe: Option<String>,
    wrong: Vec<String>,
    shown: usize,
}

impl Walk<'_> {
    /// Notes what is wrong with the page that is there, with what axe says where it is asked.
    async fn note(
        &mut self,
        browser: &mut Browser,
        (width, scripts): (u32, bool),
        name: &str,
        mut faults: Vec<String>,
    ) {
        if let Some(axe) = &self.axe {
            // The page came without them; axe is one itself.
            browser.scripts(true).await;
            faults.extend(violations(browser, axe).await);
            browser.scripts(scripts).await;
            browser.complaints().await;
        }
        let lang = self.lang;
        let told = faults.into_iter();
        self.wrong
            .extend(told.map(|fault| format!("{lang} {width} scripts {scripts} {name}: {fault}")));
        self.shown += 1;
    }

    /// The page that is there, at every width.
    async fn look_at_widths(
        &mut self,
        browser: &mut Browser,
        stage: &Stage,
        rows: &[(u32, bool)],
        name: &str,
    ) {
        for (width, _) in rows {
            browser.size(*width, 800).await;
            let faults = look_here(browser, stage, true).await;
            self.note(browser, (*width, true), name, faults).await;
        }
    }
}

/// The proof that is asked for once more, the roster that waits for signatures, the second factor with its recovery
/// codes, and the sign-in itself.
async fn around_the_sign_in(
    stage: &Stage,
    browser: &mut Browser,
    walk: &mut Walk<'_>,
    rows: &[(u32, bool)],
) {
    let lang = walk.lang;
    browser.scripts(true).await;
    stage.post(browser, &stage.expulsion()).await;
    assert!(has(browser, "#envelope").await, "a draft that waits");
    walk.look_at_widths(browser, stage, rows, "roster draft")
        .await;
    stage.fed.clock.advance(11 * 60);
    stage.post(browser, &stage.expulsion()).await;
    assert!(has(browser, "[name=step-up]").await, "the step-up");
    walk.look_at_widths(browser, stage, rows, "step-up").await;
    stage.sign_out(browser).await;
    assert!(has(browser, "#account").await, "the sign-in");
    walk.look_at_widths(browser, stage, rows, "sign-in").await;

    stage.sign_in(browser, "ana").await;
    stage.speak(browser, lang).await;
    browser.go(&stage.at("/c/me")).await;
    browser.tab_to("button[value=begin]").await;
    browser.keys_to_next_page(ENTER).await;
    walk.look_at_widths(browser, stage, rows, "second factor, to be set up")
        .await;
    let secret = browser
        .ask("document.querySelector('dd .value').textContent")
        .await;
    let telephone = Telephone::with(secret.as_str().unwrap());
    let now = || stage.fed.desk("ancolie").desk().now().unix();
    browser.tab_to("#code").await;
    browser.keys(&telephone.shows(now())).await;
    browser.keys_to_next_page(ENTER).await;
    let codes = browser
        .ask("document.querySelectorAll('main li').length")
        .await;
    assert!(codes.as_u64() >= Some(8), "recovery codes: {codes}");
    walk.look_at_widths(browser, stage, rows, "recovery codes")
        .await;
    stage.sign_out(browser).await;
    browser.tab_to("#account").await;
    browser.keys("ana").await;
    browser.tab_to("#password").await;
    browser.keys(PASSWORD).await;
    browser.keys_to_next_page(ENTER).await;
    assert!(has(browser, "#code").await, "the second factor");
    walk.look_at_widths(browser, stage, rows, "second factor")
        .await;
    browser.tab_to("#code").await;
    browser.keys("000000").await;
    browser.keys_to_next_page(ENTER).await;
    assert!(has(browser, ".faults").await, "a wrong code");
    walk.look_at_widths(browser, stage, rows, "second factor, wrong")
        .await;
}

async fn has(browser: &Browser, what: &str) -> bool {
    let found = browser
        .ask(&format!("!!document.querySelector({what:?})"))
        .await;
    found == serde_json::json!(true)
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

pub(crate) fn axe() -> String {
    let axe = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../target/axe/node_modules/axe-core/axe.min.js"
    );
    std::fs::read_to_string(axe)
        .unwrap_or_else(|error| panic!("axe-core: {error}; see tests/install"))
}

/// What axe has against the page that is there.
pub(crate) async fn violations(browser: &Browser, axe: &str) -> Vec<String> {
    browser.run(axe).await;
    let found = browser
        .ask(
            "axe.run({ runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'] })\
             .then((r) => r.violations.map((v) => v.id + ': ' + v.help + ': ' \
             + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + ' ' + (n.failureSummary || '').slice(0, 200)).join(' | ')))",
        )
        .await;
    let found = found.as_array().cloned();
    let found = found.unwrap_or_else(|| panic!("axe said nothing"));
    let words = found.iter().map(|one| one.as_str().unwrap_or_default());
    words.map(str::to_owned).collect()
}

/// WCAG 2.2 AA, as far as a program can tell: every page, and those that answer a form.
async fn axe_finds_nothing(lang: &str, scheme: &str, width: u32) {
    let axe = axe();
    let stage = stage().await;
    let mut browser = Browser::open().await;
    browser.go(&stage.at("/c/sign-in")).await;
    let mut wrong = violations(&browser, &axe).await;
    stage.sign_in(&mut browser, "luz").await;
    stage.speak(&mut browser, lang).await;
    browser.size(width, 800).await;
    browser.prefers("prefers-color-scheme", scheme).await;
    let told = |name: &str, found: Vec<String>| {
        let found = found.into_iter();
        let lines = found.map(|one| format!("{lang} {scheme} {name}: {one}"));
        lines.collect::<Vec<_>>()
    };
    for path in stage.pages() {
        browser.go(&stage.at(&path)).await;
        let found = violations(&browser, &axe).await;
        wrong.extend(told(&path, found));
    }
    for answer in stage.answers() {
        stage.post(&mut browser, &answer).await;
        let found = violations(&browser, &axe).await;
        wrong.extend(told(answer.says, found));
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
async fn axe_finds_nothing_on_dark_wide_french_pages() {
    axe_finds_nothing("fr", "dark", 1280).await;
}

#[tokio::test]
async fn axe_finds_nothing_on_light_narrow_spanish_pages() {
    axe_finds_nothing("es", "light", 320).await;
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
        // Looked at by whoever is not signed in: `around_the_sign_in`.
        .filter(|path| *path != "/c/sign-in")
        .filter(|path| !shapes.contains(&shape(path)))
        .collect();
    assert!(missing.is_empty(), "nobody looks at {missing:?}");
}

/// Ids and names replaced, so that an address fits its route.
pub(crate) fn shape(path: &str) -> String {
    let parts = path.split('/').map(|part| {
        let is_id = part.starts_with('{')
            || [26, 64].contains(&part.len())
            || ["lumbre", "ancolie", "brume"].contains(&part);
        if is_id { "*" } else { part }
    });
    parts.collect::<Vec<_>>().join("/")
}
