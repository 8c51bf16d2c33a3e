//! Every field of every form on every page: what is hostile goes into each, and comes back as text. Pages
//! and forms are found by their links, and held against the console's own table: a new one cannot be
//! forgotten.

use std::collections::{BTreeMap, BTreeSet};

use fanal_console::ROUTES;
use fanal_desk::{BreachOrder, ConsentOrder, ProfileOrder, SealOrder, ShareOrder};
use fanal_protocol::{Blob, Channel, Code, Profile};
use fanal_tests::federation::{Federation, Node, Ordering as _, federation, share};
use fanal_tests::forms::{FoundForm, forms_in, links_in};
use fanal_tests::strings::real_strings;
use fanal_tests::visitor::{Shown, Visitor};

use crate::hostile::{HOSTILE, assert_plain};

/// Rights of somebody who sees every page.
const ALL: &[&str] = &["analyst", "reviewer", "coordinator", "admin"];
/// Pages of one kind that are looked at.
const OF_A_KIND: usize = 5;

/// The row of the table that an address belongs to: the one with the fewest places for anything.
fn row_of(method: &str, path: &str) -> Option<&'static str> {
    let path = path.split('?').next().unwrap_or_default();
    let fits = |pattern: &str| {
        let (wanted, parts): (Vec<&str>, Vec<&str>) =
            (pattern.split('/').collect(), path.split('/').collect());
        wanted.len() == parts.len()
            && wanted
                .iter()
                .zip(&parts)
                .all(|(wanted, part)| wanted == part || wanted.starts_with('{'))
    };
    let rows = ROUTES
        .iter()
        .filter(|it| it.method == method && fits(it.path));
    rows.map(|it| it.path)
        .min_by_key(|path| path.matches('{').count())
}

/// A desk where everything that can be written has something hostile in it.
async fn hostile_world() -> (Federation, Vec<String>) {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .in_memory()
        .await;
    let [ancolie, lumbre, _] = fed.desks();
    let all = HOSTILE.join(" ");
    let short = |text: &str| text.chars().take(60).collect::<String>();
    let order = |label: &str, text: &str| ShareOrder {
        summary: Some(text.to_owned()),
        also_please: Some(text.chars().take(200).collect()),
        category: Some(short(text)),
        source: Some(short(text)),
        licence: Some(short(text)),
        ..share(label, "evil.example").titled(&short(text))
    };
    lumbre.insists(order("green", &all)).await;
    let question = ShareOrder {
        question_until: Some(fed.now().plus_days(3)),
        ..order("green", &all)
    };
    lumbre.insists(question).await;
    ancolie.insists(order("green", &all)).await;
    let withdrawn = ancolie.insists(order("green", &all)).await;
    ancolie
        .insists(order("clear", &all).consent("public"))
        .await;
    let caller = ancolie.caller("analyst").await;
    let desk = ancolie.desk();
    let sheet = ShareOrder {
        to: vec!["lumbre".into()],
        ..order("amber", &all)
    };
    let sheet = desk.keep_sheet(&caller, None, &sheet).await.unwrap();
    let mut sealed = fanal_seal::FIRST_LINE.to_vec();
    sealed.resize(4096, b'x');
    let sealed = SealOrder {
        to: ancolie.id().clone(),
        sealed: Blob(sealed),
    };
    let sender = lumbre.caller("analyst").await;
    lumbre.desk().send_sealed(&sender, &sealed).await.unwrap();
    let consent = ConsentOrder {
        alias: ALIAS.into(),
        how: Some(short(&all)),
        scope: Some("network".into()),
        risks_explained: true,
        ..ConsentOrder::default()
    };
    desk.record_consent(&caller, &consent).await.unwrap();
    fed.sync_all().await;
    let taken = fanal_desk::WithdrawOrder {
        bulletin: withdrawn.to_string(),
        reason: "error".into(),
        confirm: true,
        to_delete: false,
    };
    desk.withdraw(&caller, &taken).await.unwrap();
    fed.sync_all().await;
    let markup = "\"'><img src=x onerror=alert(1)><script>alert(1)</script>";
    says_of_itself(lumbre, markup).await;
    let breach = BreachOrder {
        since: fed.now().plus_days(-1),
        until: None,
        text: markup.into(),
        confirm: true,
        because: std::collections::BTreeMap::new(),
    };
    lumbre.desk().tell_breach(&sender, &breach).await.unwrap();
    fed.sync_all().await;
    desk.keep_notes_of_sources(&[markup]).await.unwrap();
    let why = (Code::VerifyFormat, markup.to_owned());
    desk.note_asked(markup, Err(why)).await.unwrap();
    // What is come to by a form alone.
    let apart = vec![
        "/c/".into(),
        "/c/panic".into(),
        "/c/new/knock".into(),
        "/c/me/passkeys".into(),
        "/c/notices".into(),
        "/c/withdrawals".into(),
        format!("/c/new/{sheet}/confirm"),
        format!("/c/withdrawals/ancolie/{withdrawn}"),
    ];
    (fed, apart)
}

/// A profile in which every word is markup.
async fn says_of_itself(node: &Node, markup: &str) {
    let one = || [markup.to_owned()].into();
    let profile = Profile {
        languages: one(),
        hours: Some(markup.into()),
        services: one(),
        channels: vec![Channel {
            kind: markup.into(),
            at: markup.into(),
            traits: one(),
        }],
        legal_requests: Some(markup.into()),
        ..Profile::default()
    };
    let caller = node.caller("coordinator").await;
    let order = ProfileOrder { profile };
    node.desk().set_profile(&caller, &order).await.unwrap();
}

/// Every page that can be come to by links, and every form on them, one of each kind.
async fn walked(
    visitor: &mut Visitor,
    begin: &[String],
) -> (BTreeMap<&'static str, usize>, Vec<FoundForm>) {
    let mut left = begin.to_vec();
    let mut seen = BTreeSet::new();
    let mut pages: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut forms = Forms::new();
    while let Some(path) = left.pop() {
        let row = row_of("GET", &path).unwrap_or_else(|| panic!("{path} leads nowhere"));
        let count = pages.entry(row).or_default();
        if !seen.insert(path.clone()) || *count >= OF_A_KIND {
            continue;
        }
        *count += 1;
        let page = visitor.get(&path).await;
        assert!(
            page.status < 500 || is_closed(&page),
            "{path}: {}",
            page.text
        );
        assert_plain(&path, &page.text);
        left.extend(links_in(&page.text));
        keep_forms(&mut forms, &path, &page.text);
    }
    for (path, fields) in ANSWERS {
        let page = visitor.post(path, fields).await;
        assert_plain(path, &page.text);
        keep_forms(&mut forms, path, &page.text);
    }
    (pages, forms.into_values().collect())
}

/// No road is open for notifications in these tests, and that is said.
fn is_closed(page: &Shown) -> bool {
    page.text.contains("nothing here sends notifications")
}

/// The same form is on many pages.
type Forms = BTreeMap<(&'static str, Vec<String>), FoundForm>;

fn keep_forms(forms: &mut Forms, path: &str, page: &str) {
    for form in forms_in(page) {
        let row = row_of("POST", &form.action);
        let row = row.unwrap_or_else(|| panic!("{path}: a form to {}", form.action));
        forms.entry((row, form.typed.clone())).or_insert(form);
    }
}

/// The word for a person in the ledger.
const ALIAS: &str = "lantern 7";
/// Forms whose answers have forms of their own.
const ANSWERS: &[(&str, &[(&str, &str)])] = &[
    ("/c/check", &[("text", "evil.example")]),
    ("/c/consent/show", &[("alias", ALIAS)]),
    ("/c/import", &[("text", REPORT)]),
];
/// What MVT writes of one match.
const REPORT: &str = r#"[{"level": "HIGH", "module": "sms", "event": {}, "matched_indicator":
    {"value": "evil.example", "type": "domains", "name": "Lantern"}}]"#;

/// Rows that no link or form of somebody who is signed in leads to, and why.
const APART: &[(&str, &str)] = &[
    ("POST /c/network", "is there for a desk in several networks"),
    (
        "POST /c/withdrawals",
        "has no field, and is there after withdrawals in haste",
    ),
    ("POST /c/me/mail-key", "is there where the node sends mail"),
    ("POST /c/me/passkeys", "is there with a second factor"),
    ("GET /", "leads to the console"),
    ("GET /favicon.ico", "is none"),
    ("GET /c/style.css", "is no page"),
    ("GET /c/console.js", "is no page"),
    (
        "POST /c/me/recovery",
        "has no field, and is there with a second factor",
    ),
    ("GET /c/sign-in", "is for who is not signed in"),
    ("POST /c/sign-in", "is for who is not signed in"),
    ("POST /c/sign-in/code", "comes after the password"),
    ("POST /c/sign-in/passkey", "comes after the password"),
    (
        "GET /c/net/join/{id}/{key}",
        "is there while somebody asks to join",
    ),
    (
        "POST /c/net/join/{id}/{key}",
        "is there while somebody asks to join",
    ),
];

/// [CSL-5] [CSL-3]
#[tokio::test]
async fn whatever_is_typed_into_any_field_comes_back_as_text() {
    let (fed, begin) = hostile_world().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", ALL).await;
    let (pages, forms) = walked(&mut ana, &begin).await;
    let reached: BTreeSet<String> = pages
        .keys()
        .map(|path| format!("GET {path}"))
        .chain(
            forms
                .iter()
                .filter_map(|form| row_of("POST", &form.action).map(|path| format!("POST {path}"))),
        )
        .collect();
    let is_picture = |name: &str| name.starts_with("GET ") && name.contains("/picture");
    let apart = |name: &str| is_picture(name) || APART.iter().any(|(row, _)| *row == name);
    let forgotten: Vec<String> = ROUTES
        .iter()
        .map(|route| format!("{} {}", route.method, route.path))
        .filter(|name| !reached.contains(name) && !apart(name))
        .collect();
    assert!(forgotten.is_empty(), "nothing leads to {forgotten:?}");

    let mut strings: Vec<String> = HOSTILE.iter().map(|text| (*text).to_owned()).collect();
    strings.push(HOSTILE.join(" "));
    strings.push("a\u{202e}b\u{200b}c\u{feff}".into());
    strings.extend(real_strings().into_iter().take(6));
    let (mut sent, mut seen) = (0, 0);
    for form in &forms {
        // These end what the others need: a session, a desk that is open.
        let ends = ["/c/sign-out", "/c/panic", "/c/me/end"].contains(&form.action.as_str());
        if ends || form.fixed.iter().any(|(_, value)| value == "ana") {
            continue;
        }
        assert!(
            form.fixed.first().is_some_and(|(name, _)| name == "form"),
            "{}: its token does not stand first",
            form.action
        );
        for (round, text) in strings.iter().enumerate() {
            let button = form.buttons.get(round % form.buttons.len().max(1));
            let mut fields: Vec<(&str, &str)> = form
                .fixed
                .iter()
                .filter(|(name, _)| name != "form")
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            fields.extend(form.typed.iter().map(|name| (name.as_str(), text.as_str())));
            fields.extend(button.map(|(name, value)| (name.as_str(), value.as_str())));
            let page = ana.post(&form.action, &fields).await;
            assert!(
                page.status < 500 || is_closed(&page),
                "{} {fields:?}: {}",
                form.action,
                page.text
            );
            if page.headers["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/html")
            {
                assert_plain(&form.action, &page.text);
            }
            sent += 1;
            seen += usize::from(page.text.contains("alert(1)"));
        }
    }
    println!(
        "{} pages, {} forms, {sent} sent, {seen} came back",
        pages.len(),
        forms.len()
    );
    assert!(
        forms.len() > 30 && sent > 300 && seen > 30,
        "{sent} {seen}: the search is blind"
    );
    walked(&mut ana, &begin).await;
}
