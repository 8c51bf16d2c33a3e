use std::collections::BTreeSet;

use fanal_texts::Lang;

use super::shelves::*;
use crate::Tree;

fn story(lang: &str) -> Story {
    shelf()
        .with_site(|site| site.lang = lang.to_owned())
        .publishing(1, publication("Uno", &["one.example"]))
        .withdrawing(2, "2026-11-21")
}

fn pages(tree: &Tree) -> BTreeSet<String> {
    let pages = tree.iter().filter(|(path, file)| file.is_page(path));
    pages.map(|(path, _)| path.to_owned()).collect()
}

fn says(page: &str) -> &str {
    let lang = page.split("<html lang=\"").nth(1).unwrap();
    lang.split('"').next().unwrap()
}

/// The addresses that a page leads to, but for the switch to its other languages.
fn links(page: &str) -> Vec<String> {
    let is_switch = |tag: &str| tag.contains("hreflang=");
    let tags = page.split('<').filter_map(|rest| rest.split('>').next());
    let tags = tags.filter(|tag| tag.starts_with("a ") && !is_switch(tag));
    let hrefs = tags.filter_map(|tag| tag.split("href=\"").nth(1)?.split('"').next());
    hrefs.map(str::to_owned).collect()
}

// [PUB-17]
#[test]
fn fixed_addresses_speak_the_language_of_the_site_and_each_other_one_has_its_own() {
    for (own, others) in [
        ("en", ["fr", "es", "ar"]),
        ("es", ["en", "fr", "ar"]),
        ("ar-LB", ["en", "fr", "es"]),
        // None of ours.
        ("de", ["fr", "es", "ar"]),
    ] {
        let tree = story(own).built();
        let all = pages(&tree);
        let is_other = |path: &&String| {
            others
                .iter()
                .any(|lang| path.starts_with(&format!("/{lang}/")))
        };
        let fixed: BTreeSet<&String> = all.iter().filter(|path| !is_other(path)).collect();
        let spoken = Lang::read(own).unwrap_or_default().as_str();
        for path in &fixed {
            assert_eq!(says(&text(&tree, path)), spoken, "{path}");
            for lang in others {
                let path = format!("/{lang}{path}");
                assert_eq!(says(&text(&tree, &path)), lang, "{path}");
            }
        }
        assert_eq!(all.len(), fixed.len() * 4);
    }
}

// [PUB-17]
#[test]
fn every_page_leads_to_itself_in_every_language_and_stays_in_its_own_otherwise() {
    let tree = story("en").built();
    let all = pages(&tree);
    for path in &all {
        let page = text(&tree, path);
        let lang = says(&page);
        let plain = path
            .strip_prefix(&format!("/{lang}"))
            .filter(|_| lang != "en");
        let plain = plain.unwrap_or(path);
        for (other, below) in [("en", ""), ("fr", "/fr"), ("es", "/es"), ("ar", "/ar")] {
            let alternate =
                format!("<link rel=\"alternate\" hreflang=\"{other}\" href=\"{below}{plain}\">");
            assert!(page.contains(&alternate), "{path}: {alternate}");
            assert!(
                page.contains(&format!(
                    "<li><a href=\"{below}{plain}\" hreflang=\"{other}\""
                )),
                "{path}"
            );
        }
        for link in links(&page) {
            let target = link.split('#').next().unwrap();
            if target.is_empty() {
                assert!(
                    page.contains(&format!("id=\"{}\"", link.trim_start_matches('#'))),
                    "{path}: {link}"
                );
                continue;
            }
            assert!(tree.file(target).is_some(), "{path} leads to {link}");
            let is_in_own = lang == "en" || target.starts_with(&format!("/{lang}/"));
            assert!(
                is_in_own || !all.contains(target),
                "{path} leaves its language: {link}"
            );
        }
    }
}

// [PUB-17]
#[test]
fn days_numbers_and_counts_are_those_of_the_language() {
    let tree = story("en").built();
    for (path, wanted) in [
        ("/fr", "vendredi <time dir=\"ltr\" datetime=\"2026-11-20\">"),
        ("/es", "viernes <time dir=\"ltr\" datetime=\"2026-11-20\">"),
        ("/ar", "الجمعة <time dir=\"ltr\" datetime=\"2026-11-20\">"),
    ] {
        assert!(
            text(&tree, &format!("{path}{}", page_of(1))).contains(wanted),
            "{path}"
        );
    }
    assert!(text(&tree, &format!("/fr{}", page_of(1))).contains("1 valeur<"));
    assert!(text(&tree, &format!("/ar{}", page_of(1))).contains("قيمة واحدة"));
    assert!(text(&tree, "/ar/verify").contains("الإصدار ٧"));
    // What is copied stays as programs read it.
    assert!(
        text(&tree, "/ar/verify").contains(
            &text(&tree, "/verify")
                .split("<code>")
                .nth(1)
                .unwrap()
                .get(..40)
                .unwrap()
        )
    );
}

// [PUB-17]
#[test]
fn what_is_not_there_is_said_in_the_language_of_its_address() {
    let tree = story("en").built();
    let door = |path: &str| {
        let door = tree.door(path).unwrap();
        let page = String::from_utf8(door.not_found.bytes().unwrap().to_vec()).unwrap();
        says(&page).to_owned()
    };
    for (path, lang) in [
        ("/none", "en"),
        ("/fr/none", "fr"),
        ("/ar/b/none", "ar"),
        ("/es", "es"),
        ("/fra/none", "en"),
        ("/french", "en"),
    ] {
        assert_eq!(door(path), lang, "{path}");
    }
    assert_eq!(
        tree.file(&format!("/fr{}", page_of(2))).unwrap().status(),
        410
    );
}

#[test]
fn pages_are_kept_packed_alone_and_read_the_same() {
    let tree = story("en").built();
    for path in pages(&tree) {
        let file = tree.file(&path).unwrap();
        let packed = file
            .zstd()
            .unwrap()
            .unwrap_or_else(|| panic!("{path} is not packed"));
        let bytes = zstd::bulk::decompress(&packed, 1 << 20).unwrap();
        assert_eq!(
            (bytes.len(), file.bytes().unwrap().to_vec()),
            (file.size(), bytes),
            "{path}"
        );
        assert!(file.is_kept_packed_alone(), "{path}");
    }
}
