//! The public site in a real browser: every page in every pair of language, width and scripts, by the same measure as
//! the console's; what a reader's first page costs; and that the sitemap is whole.

use std::collections::BTreeSet;

use fanal_console::ROUTES;
use fanal_tests::browser::Browser;
use fanal_tests::strings::{data, real_strings};

use crate::pages::{CHECK, axe, is_long, rows_of, shape, violations};
use crate::public::{Public, public, public_saying};

/// What does not hold on a page of the public site.
async fn look(browser: &mut Browser, public: &Public, path: &str) -> Vec<String> {
    browser.go(&public.at(path)).await;
    let wrong = browser.ask(CHECK).await;
    let wrong = wrong.as_array().cloned().unwrap_or_default();
    let mut wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    // Browsers tell in their console as well that a page is not there.
    let is_there = public
        .tree
        .file(path)
        .is_some_and(|file| file.status() == 200);
    // A browser asks for an icon by itself, and says that there is none.
    let complaints = browser.complaints().await.into_iter();
    let complaints = complaints.filter(|line| !line.contains("/favicon.ico"));
    wrong.extend(complaints.filter(|line| is_there || !line.contains("status of 4")));
    for url in browser.requests().await {
        // `chrome:` is the page that the browser began with.
        let is_ours = url.starts_with(&public.at("/"));
        if !is_ours && !url.starts_with("data:") && !url.starts_with("chrome:") {
            wrong.push(format!("asks {url}"));
        }
    }
    wrong
}

/// [PUB-17] [PUB-20]
#[tokio::test]
async fn every_public_page_holds_in_every_language() {
    let public = public().await;
    let mut browser = Browser::open().await;
    // What the browser's own first page asked for.
    browser.requests().await;
    let mut wrong = Vec::new();
    let mut shown = 0;
    let axe = is_long().then(axe);
    let rows =
        ["en", "fr", "es", "ar"].map(|lang| rows_of(lang).into_iter().map(move |row| (lang, row)));
    for (lang, (width, scripts)) in rows.into_iter().flatten() {
        browser.scripts(scripts).await;
        browser.size(width, 800).await;
        for path in Public::pages(lang) {
            let mut faults = look(&mut browser, &public, &path).await;
            let spoken = browser.ask("document.documentElement.lang").await;
            assert_eq!(spoken, lang, "{path}");
            if let Some(axe) = axe.as_deref().filter(|_| scripts) {
                for scheme in ["light", "dark"] {
                    browser.prefers("prefers-color-scheme", scheme).await;
                    faults.extend(violations(&browser, axe).await);
                }
            }
            for fault in faults {
                wrong.push(format!("{lang} {width} scripts {scripts} {path}: {fault}"));
            }
            shown += 1;
        }
    }
    println!("{shown} pages were shown");
    assert!(shown > 100, "{shown}");
    assert!(
        wrong.is_empty(),
        "{} faults:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Elements that no template of the site has below its heading: what somebody wrote became one of them.
const MADE_OF_WORDS: &str = "Array.from(document.querySelectorAll('main script, main img, main iframe, main style, \
     main form, main svg, main object, main [onclick], main [onerror]')).map((e) => e.outerHTML.slice(0, 120))";

/// What people wrote into public events stands on the pages as text: the heading reads as it was written, nothing of
/// it became an element, and no line is wider than the page. [PUB-17]
#[tokio::test]
async fn real_data_of_misp_events_is_text_on_the_public_pages() {
    let strings = real_strings();
    if strings.is_empty() {
        println!("left out: no data in `{}`", data().display());
        return;
    }
    let (markup, rest): (Vec<&str>, Vec<&str>) = strings
        .iter()
        .map(String::as_str)
        .partition(|text| text.contains('<'));
    let step = (rest.len() / 25).max(1);
    let chosen = markup
        .into_iter()
        .take(25)
        .chain(rest.into_iter().step_by(step));
    let chosen: Vec<&str> = chosen.take(50).collect();
    assert!(chosen.len() > 20, "{}", chosen.len());
    let (public, pages) = public_saying(&chosen).await;
    let mut browser = Browser::open().await;
    browser.requests().await;
    browser.size(320, 800).await;
    let mut wrong = Vec::new();
    for (path, text) in pages.iter().zip(&chosen) {
        wrong.extend(look(&mut browser, &public, path).await);
        let made = browser.ask(MADE_OF_WORDS).await;
        wrong.extend(made.as_array().unwrap().iter().map(ToString::to_string));
        let heading = browser
            .ask("document.querySelector('h1').textContent")
            .await;
        let letters = |text: &str| {
            text.chars()
                .filter(char::is_ascii_alphanumeric)
                .collect::<String>()
        };
        let heading = letters(heading.as_str().unwrap());
        let begins: String = letters(text).chars().take(60).collect();
        assert!(heading.starts_with(&begins), "{path}: {heading}: {text}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn axe_finds_nothing(lang: &str, scheme: &str, width: u32) {
    let (axe, public) = (axe(), public().await);
    let mut browser = Browser::open().await;
    browser.size(width, 800).await;
    browser.prefers("prefers-color-scheme", scheme).await;
    let mut wrong = Vec::new();
    for path in Public::pages(lang) {
        browser.go(&public.at(&path)).await;
        let found = violations(&browser, &axe).await;
        wrong.extend(
            found
                .into_iter()
                .map(|one| format!("{lang} {scheme} {path}: {one}")),
        );
    }
    assert!(
        wrong.is_empty(),
        "{} violations:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[tokio::test]
async fn axe_finds_nothing_on_light_wide_english_public_pages() {
    axe_finds_nothing("en", "light", 1280).await;
}

#[tokio::test]
async fn axe_finds_nothing_on_dark_narrow_arabic_public_pages() {
    axe_finds_nothing("ar", "dark", 320).await;
}

/// What one page may take, packed: it comes with the first window.
const PAGE_BYTES: usize = 14 << 10;
/// What the first page may take with all that it asks for, packed.
const INDEX_BYTES: usize = 30 << 10;

/// The budgets of the pages: every page with realistic content, and the first with all that a browser asks for.
#[tokio::test]
async fn the_first_page_takes_less_than_thirty_kilobytes_in_all() {
    let public = public().await;
    let packed = |path: &str| {
        let file = public.tree.file(path).unwrap_or_else(|| panic!("{path}"));
        file.zstd_size().unwrap_or(file.size())
    };
    for (path, file) in public.tree.iter() {
        if file.is_page(path) {
            assert!(packed(path) <= PAGE_BYTES, "{path}: {} bytes", packed(path));
        }
    }
    let mut browser = Browser::open().await;
    for lang in ["/", "/fr/", "/es/", "/ar/"] {
        browser.requests().await;
        browser.go(&public.at(lang)).await;
        let asked = browser.requests().await;
        let paths: BTreeSet<&str> = asked
            .iter()
            .filter_map(|url| url.strip_prefix(&public.at("")))
            // A browser asks for this by itself, and is told that there is none.
            .filter(|path| *path != "/favicon.ico")
            .collect();
        assert!(
            paths.contains(lang) && paths.contains("/style.css"),
            "{paths:?}"
        );
        let all: usize = paths.iter().map(|path| packed(path)).sum();
        println!("{lang}: {all} bytes in {} files", paths.len());
        assert!(all < INDEX_BYTES, "{lang}: {all} bytes");
    }
}

/// The sitemap that the users were promised, and where each of its addresses is; `-` for what no reader gets.
const SITEMAP: &[(&str, &str)] = &[
    ("/", "public /"),
    ("/b/ID", "public /b/*"),
    ("/feed/", "public /feed/"),
    ("/feed/...", "public /feed/stix.json"),
    ("/verify", "public /verify"),
    ("/about", "public /about"),
    ("/contact", "public /contact"),
    ("/withdrawn", "public /withdrawn"),
    ("/status", "public /status"),
    ("/healthz", "-"),
    ("/readyz", "-"),
    ("/metrics", "-"),
    ("/c/", "console /c/"),
    ("/c/check", "console /c/check"),
    ("/c/inbox", "console /c/inbox"),
    ("/c/b/ID", "console /c/b/*/*"),
    ("/c/b/ID/rev", "console /c/b/*/*/rev"),
    ("/c/b/ID/trace", "console /c/b/*/*/trace"),
    ("/c/b/ID/brief", "console /c/b/*/*/brief"),
    ("/c/new", "console /c/new"),
    ("/c/new/ID/confirm", "console /c/new/*/confirm"),
    ("/c/drafts", "console /c/drafts"),
    ("/c/import", "console /c/import"),
    ("/c/asks", "console /c/asks"),
    ("/c/withdraw/ID", "console /c/withdraw/*/*"),
    ("/c/withdrawals", "console /c/withdrawals"),
    ("/c/withdrawals/ID", "console /c/withdrawals/*/*"),
    ("/c/consent", "console /c/consent"),
    ("/c/export", "console /c/export"),
    ("/c/me", "console /c/me"),
    ("/c/review", "console /c/review"),
    ("/c/review/ID", "console /c/review/*"),
    ("/c/net", "console /c/net"),
    ("/c/net/desks", "console /c/net/desks"),
    ("/c/net/desks/ID", "console /c/net/desks/*"),
    ("/c/net/join", "console /c/net/join"),
    ("/c/net/join/ID", "console /c/net/join/*/*"),
    ("/c/net/groups", "console /c/net/groups"),
    ("/c/net/rules", "console /c/net/rules"),
    ("/c/net/reports", "console /c/net/reports"),
    ("/c/net/history", "console /c/net/history"),
    ("/c/net/withdrawals", "console /c/net/withdrawals"),
    // Accounts, roles.
    ("/c/admin", "console /c/admin"),
    // Retention, policies.
    ("/c/admin policies", "console /c/admin/policies"),
    ("/c/admin notifications", "console /c/admin/notify"),
    ("/c/admin audit", "console /c/admin/audit"),
    ("/c/admin backups", "console /c/admin/backups"),
    ("/c/admin keys", "console /c/admin/keys"),
    // What others read about this desk, and what it reads regularly.
    ("/c/admin profile", "console /c/admin/profile"),
    ("/c/admin sources", "console /c/admin/sources"),
];

#[tokio::test]
async fn every_address_of_the_sitemap_is_there() {
    let public = public().await;
    let site: BTreeSet<String> = public
        .tree
        .iter()
        .map(|(path, _)| format!("public {}", shape(path)))
        .collect();
    let console = ROUTES.iter().filter(|route| route.method == "GET");
    let console: BTreeSet<String> = console
        .map(|route| format!("console {}", shape(route.path)))
        .collect();
    for (address, place) in SITEMAP {
        if *place == "-" {
            let is_there = [format!("public {address}"), format!("console {address}")];
            assert!(
                is_there
                    .iter()
                    .all(|one| !site.contains(one) && !console.contains(one)),
                "{address} is not for readers"
            );
        } else {
            let is_there = site.contains(*place) || console.contains(*place);
            assert!(is_there, "{address}: no {place}");
        }
    }
    // Every public page is one of the sitemap, or a page for mirrors of it.
    let known: BTreeSet<&str> = SITEMAP.iter().map(|(_, place)| *place).collect();
    for (path, file) in public.tree.iter().filter(|(path, file)| file.is_page(path)) {
        let page = ["/fr", "/es", "/ar"]
            .iter()
            .find_map(|below| {
                path.strip_prefix(below)
                    .filter(|rest| rest.starts_with('/'))
            })
            .unwrap_or(path);
        let is_more = ["/b/", "/network/feed/"].contains(&page);
        let place = format!("public {}", shape(page));
        assert!(is_more || known.contains(place.as_str()), "{path}");
        assert!(file.size() > 0);
    }
}
