use fanal_protocol::Pap;

use super::shelves::*;

fn html_of(file: &crate::File) -> String {
    String::from_utf8(file.bytes().unwrap().to_vec()).unwrap()
}

const HOSTILE: &str = "<script>alert('x')</script>\"&\u{202e}moc.live\u{200b}";
const SHOWN: &str =
    "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;[U+202E]moc.live[U+200B]";

#[test]
fn hostile_words_of_a_bulletin_appear_as_text() {
    let mut hostile = publication(HOSTILE, &["evil.example"]);
    hostile.summary = Some(HOSTILE.to_owned());
    hostile.category = Some(HOSTILE.to_owned());
    hostile.source = Some(HOSTILE.to_owned());
    hostile.licence = Some(HOSTILE.to_owned());
    hostile.lang = Some("\"><script>".to_owned());
    hostile.objects.push(indicator(
        "f",
        &format!("[file:name = '{}']", HOSTILE.replace('\'', "\\'")),
        "",
    ));
    let tree = shelf().publishing(1, hostile).built();
    let page = text(&tree, &page_of(1));
    assert!(
        page.contains(&format!(
            r#"<h1 lang="&quot;&gt;&lt;script&gt;" dir="auto">{SHOWN}</h1>"#
        )),
        "{page}"
    );
    // Title (twice), summary, category, source, licence, a value.
    assert_eq!(page.matches(SHOWN).count(), 7, "{page}");
    assert!(
        page.contains("<bdi class=\"value\" dir=\"ltr\">&lt;script&gt;"),
        "{page}"
    );
    for (path, file) in tree
        .iter()
        .filter(|(_, file)| file.media_type().starts_with("text/html"))
    {
        let html = html_of(file);
        let html = html.as_str();
        assert!(
            !html.contains("<script") && !html.contains(['\u{202e}', '\u{200b}']),
            "{path}"
        );
    }
}

#[test]
fn hostile_words_of_a_site_appear_as_text() {
    let tree = shelf()
        .with_site(|site| {
            site.title = HOSTILE.to_owned();
            site.desk_name = HOSTILE.to_owned();
            site.contact = Some(HOSTILE.to_owned());
            site.base_url = Some(HOSTILE.to_owned());
            site.lang = HOSTILE.to_owned();
        })
        .publishing(1, publication("x", &["evil.example"]))
        .withdrawing(2, "2026-11-21")
        .built();
    for (path, file) in tree
        .iter()
        .filter(|(_, file)| file.media_type().starts_with("text/html"))
    {
        let html = html_of(file);
        let html = html.as_str();
        assert!(
            !html.contains("<script") && !html.contains('\u{202e}'),
            "{path}"
        );
        let sent = path == "/feed/digest.html" && html.contains("&lt;script&gt;");
        assert!(html.contains(SHOWN) || sent, "{path}");
    }
}

#[test]
fn values_are_no_links_and_cannot_turn_their_row_around() {
    let tree = shelf()
        .publishing(1, publication("Fake login", &["evil.example"]))
        .built();
    let page = text(&tree, &page_of(1));
    assert!(
        page.contains(r#"<th scope="row"><bdi class="value" dir="ltr">evil[.]example</bdi></th>"#),
        "{page}"
    );
    assert!(!page.contains("evil.example"));
    assert!(page.contains("1 value<"));
    assert!(page.contains("command and control"));
}

#[test]
fn a_bulletin_shows_label_day_language_and_place_in_the_log() {
    let mut french = publication("Faux site", &["evil.example"]);
    french.lang = Some("fr".to_owned());
    french.pap = Some(Pap::Amber);
    french.may_alert_perpetrator = true;
    let tree = shelf()
        .publishing(2, publication("Otro", &["other.example"]))
        .publishing(1, french)
        .built();
    let page = text(&tree, &page_of(1));
    for wanted in [
        r#"<h1 lang="fr" dir="auto">Faux site</h1>"#,
        r#"<bdi class="pill" dir="ltr" lang="en">TLP:CLEAR</bdi> public"#,
        r#"Friday <time dir="ltr" datetime="2026-11-20">2026-11-20</time>"#,
        "PAP:AMBER",
        "For detection only",
        "entry 1, counted from 0",
        &digest(1).to_string(),
    ] {
        assert!(page.contains(wanted), "{wanted}\n{page}");
    }
    assert!(text(&tree, &page_of(2)).contains(r#"<h1 lang="de" dir="auto">Otro</h1>"#));
}

#[test]
fn a_long_bulletin_shows_its_first_values_and_says_so() {
    let names: Vec<String> = (0..501).map(|n| format!("evil{n}.example")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let tree = shelf().publishing(1, publication("Many", &names)).built();
    let page = text(&tree, &page_of(1));
    assert!(page.contains("The first 500 of 501 values"));
    assert_eq!(page.matches("<tr><th scope=\"row\">").count(), 500);
    assert!(text(&tree, "/feed/hosts.txt").contains("evil500.example"));
}

#[test]
fn every_page_is_whole_and_takes_nothing_from_elsewhere() {
    let tree = shelf()
        .publishing(1, publication("x", &["evil.example"]))
        .withdrawing(2, "2026-11-21")
        .built();
    // The newsletter is made to be sent, not one of the site's pages.
    let pages = tree.iter().filter(|(path, file)| file.is_page(path));
    let mut count = 0;
    for (path, file) in pages.chain(doors(&tree)) {
        let html = html_of(file);
        let html = html.as_str();
        count += 1;
        let language = [
            "en\" dir=\"ltr",
            "fr\" dir=\"ltr",
            "es\" dir=\"ltr",
            "ar\" dir=\"rtl",
        ]
        .iter()
        .find(|lang| html.starts_with(&format!("<!doctype html>\n<html lang=\"{lang}\">")));
        assert!(language.is_some(), "{path}");
        assert!(html.ends_with("</html>\n"), "{path}");
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        assert_eq!(html.matches("<main id=\"main\">").count(), 1, "{path}");
        for forbidden in ["<script", "style=", "<style", " on"] {
            let in_tag = html.split('<').filter_map(|rest| rest.split('>').next());
            assert!(
                !in_tag
                    .map(|tag| format!("<{tag}"))
                    .any(|tag| tag.contains(forbidden) && tag != "<h1>"),
                "{path} {forbidden}"
            );
        }
        // The picture of the weeks, and no other.
        for rest in html
            .split("src=\"")
            .skip(1)
            .chain(html.split("srcset=\"").skip(1))
        {
            assert!(
                rest.starts_with("/weeks.png\"") || rest.starts_with("/weeks-dark.png\""),
                "{path}"
            );
        }
        for (_, rest) in html
            .match_indices("href=\"")
            .map(|(at, _)| html.split_at(at + 6))
        {
            assert!(rest.starts_with('/') || rest.starts_with('#'), "{path}");
        }
        balanced(path, html);
    }
    assert_eq!(count, 12 * 4);
}

/// Every element that is opened is closed, in order.
fn balanced(path: &str, html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in html
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
    {
        let name = tag.split_whitespace().next().unwrap();
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{path}"),
            None if ["!doctype", "meta", "link", "br", "img", "source"].contains(&name) => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "{path} {open:?}");
}

#[test]
fn the_home_page_lists_the_newest_twenty_and_the_rest_is_a_click_away() {
    let mut story = shelf();
    for number in 1..=25 {
        let mut one = publication(&format!("Title {number:02}."), &[]);
        one.date = day(&format!("2026-10-{number:02}"));
        story = story.publishing(number, one);
    }
    let tree = story.built();
    let home = text(&tree, "/");
    assert!(
        home.contains("Title 25.") && home.contains("Title 06.") && !home.contains("Title 05.")
    );
    assert!(home.find("Title 25.") < home.find("Title 24."));
    assert!(text(&tree, "/b/").contains("Title 01."));
}

#[test]
fn an_empty_shelf_makes_a_site_too() {
    let tree = shelf().built();
    assert!(text(&tree, "/").contains("Nothing is published yet"));
    assert!(text(&tree, "/withdrawn").contains("Nothing is withdrawn"));
    assert_eq!(
        tree.iter()
            .filter(|(path, _)| path.starts_with("/log/"))
            .count(),
        1
    );
}

#[test]
fn pages_and_style_fit_the_budget() {
    let mut story = shelf();
    for number in 1..=25 {
        story = story.publishing(
            number,
            publication(
                "A title of ordinary length for a warning",
                &["evil.example"],
            ),
        );
    }
    let tree = story.built();
    assert!(tree.file("/style.css").unwrap().size() <= 10 << 10);
    for path in [
        "/",
        "/feed/",
        "/verify",
        "/b/",
        "/about",
        "/contact",
        "/status",
        &page_of(1),
    ] {
        let packed = tree.file(path).unwrap().zstd_size().unwrap();
        assert!(packed <= 14 << 10, "{path} {packed}");
    }
}

fn channel(kind: &str, at: &str, traits: &[&str]) -> crate::Channel {
    crate::Channel {
        kind: kind.to_owned(),
        at: at.to_owned(),
        traits: traits.iter().map(|word| (*word).to_owned()).collect(),
    }
}

// [PUB-18]
#[test]
fn the_contact_page_says_what_the_desk_says_to_everybody_and_nothing_of_a_desk_that_says_nothing() {
    let tree = shelf()
        .with_site(|site| {
            site.reach.languages = ["ar", "fr"].map(str::to_owned).into();
            site.reach.hours = Some(HOSTILE.to_owned());
            site.reach.channels = vec![channel("signal", "+00 0 0000", &["end_to_end", HOSTILE])];
        })
        .built();
    let page = text(&tree, "/contact");
    for wanted in [
        "help@luz.example",
        "ar, fr",
        "+00 0 0000",
        "encrypted from end to end",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    assert_eq!(page.matches(SHOWN).count(), 2, "{page}");
    assert!(text(&tree, "/fr/contact").contains("chiffré de bout en bout"));
    assert!(page.contains(&feed_key().public().to_string()));
    let quiet = shelf().with_site(|site| site.contact = None).built();
    let page = text(&quiet, "/contact");
    assert!(page.contains("names no way to reach it"), "{page}");
    assert!(!page.contains("<table") && !page.contains("security.txt"));
}

// [PUB-30]
#[test]
fn about_names_the_code_of_practice_and_whom_to_tell_if_the_rules_do() {
    let plain = text(&shelf().built(), "/about");
    assert!(!plain.contains("Code of practice"), "{plain}");
    let code = fanal_protocol::Digest::from_bytes([5; 32]);
    let with = |accepted| {
        let site = shelf().with_site(|site| site.code = Some((code, accepted)));
        site.built()
    };
    let tree = with(Some("2026-10-12T09:00:00Z".parse().unwrap()));
    let page = text(&tree, "/about");
    for wanted in [
        "Code of practice",
        &code.to_string(),
        "Version 7 of the network’s rules names it.",
        "accepted it on Monday <time dir=\"ltr\" datetime=\"2026-10-12\">",
        "Did a desk do what it should not?",
        "href=\"/contact\"",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    assert!(text(&tree, "/fr/about").contains("Code de conduite"));
    let unsaid = text(&with(None), "/about");
    assert!(unsaid.contains(&code.to_string()) && !unsaid.contains("accepted it on"));
}

// [PUB-18]
#[test]
fn security_txt_is_there_if_the_contact_is_an_address() {
    let file = |contact: Option<&str>| {
        let tree = shelf().with_site(|site| site.contact = contact.map(str::to_owned));
        let tree = tree.built();
        let linked = text(&tree, "/contact").contains("/.well-known/security.txt");
        let file = tree
            .file("/.well-known/security.txt")
            .map(|_| text(&tree, "/.well-known/security.txt"));
        assert_eq!(file.is_some(), linked);
        file
    };
    assert_eq!(
        file(Some("help@luz.example")).unwrap(),
        "Contact: mailto:help@luz.example\nExpires: 2027-05-01T00:00:00Z\nPreferred-Languages: en\n\
         Canonical: https://luz.example/.well-known/security.txt\n"
    );
    assert!(
        file(Some("https://luz.example/report"))
            .unwrap()
            .starts_with("Contact: https://luz.example/report\n")
    );
    for line in [
        "Signal: luz.01",
        "a\nContact: mailto:b@c.example",
        "@luz.example",
        "luz@",
        "a?b@c.example",
        "http://luz.example",
    ] {
        assert_eq!(file(Some(line)), None, "{line}");
    }
    assert_eq!(file(None), None);
}

// [PUB-18]
#[test]
fn the_status_page_says_hours_and_numbers_that_are_public_already() {
    let tree = shelf()
        .publishing(1, publication("x", &["evil.example"]))
        .publishing(2, publication("y", &[]))
        .withdrawing(3, "2026-11-21")
        .at(1_795_323_600 + 1_234)
        .built();
    let page = text(&tree, "/status");
    let freshness: serde_json::Value =
        serde_json::from_str(&text(&tree, "/feed/freshness.json")).unwrap();
    for member in ["made", "valid_until"] {
        let at = freshness[member].as_str().unwrap();
        assert!(page.contains(&format!("datetime=\"{at}\"")), "{at}: {page}");
    }
    for (key, count) in [
        ("Bulletins", 2),
        ("Withdrawn", 1),
        ("Entries of the log", 3),
    ] {
        assert!(
            page.contains(&format!("<dt>{key}</dt><dd>{count}</dd>")),
            "{key}: {page}"
        );
    }
    assert!(text(&tree, "/ar/status").contains("<dd>٢</dd>"));
}

// [PUB-20]
#[test]
fn every_page_has_the_way_out_that_the_operator_named_and_none_without_it() {
    let built = |leave_to: Option<&str>| {
        let story = shelf().publishing(1, publication("x", &["evil.example"]));
        let leave_to = leave_to.map(str::to_owned);
        story.with_site(|site| site.leave_to = leave_to).built()
    };
    let tree = built(Some("https://neutral.example/"));
    let link = r#"<a rel="noreferrer" href="https://neutral.example/">"#;
    for (path, file) in tree.iter().filter(|(path, file)| file.is_page(path)) {
        assert_eq!(html_of(file).matches(link).count(), 1, "{path}");
    }
    assert!(text(&tree, "/fr/").contains("Quitter cette page"));
    assert!(!text(&built(None), "/").contains("class=\"leave\""));
}
