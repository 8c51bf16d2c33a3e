//! The two-minute story: paste, look, confirm, send.

use fanal_desk::ProfileOrder;
use fanal_protocol::Profile;
use fanal_tests::federation::federation;
use fanal_tests::visitor::{Visitor, between};

use crate::two;

const FIND: &[(&str, &str)] = &[
    (
        "content",
        "hxxps://parcel-pay[.]example/login\nparcel-pay.example",
    ),
    ("title", "Parcel text messages"),
    ("summary", "A link asks for a card number."),
    ("lang", "en"),
    ("category", "phishing"),
    ("alert", "no"),
    ("consent", "granted"),
    ("scope", "named"),
    ("label", "TLP:AMBER"),
    ("to", "lumbre"),
    ("role", "delivery"),
];

fn with<'a>(act: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = FIND.to_vec();
    fields.push(("act", act));
    fields.extend_from_slice(more);
    fields
}

/// [CSL-7]
#[tokio::test]
async fn a_link_is_shared_with_one_desk_by_two_pages() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    ana.get("/c/new").await;
    let look = ana.post("/c/new", &with("look", &[])).await;
    assert!(look.text.contains("2 values recognised"), "{}", look.text);
    assert!(look.text.contains("parcel-pay[.]example"));
    assert!(
        look.text
            .contains("<strong>1 desk</strong>: <bdi>lumbre</bdi>"),
        "{}",
        look.text
    );
    let confirm = ana.post("/c/new", &with("continue", &[])).await;
    assert!(
        confirm.text.contains("Send to one desk"),
        "{}",
        confirm.text
    );
    assert!(confirm.text.contains("<title>TLP:AMBER –"));
    let action = between(
        &confirm.text,
        "<form method=\"post\" action=\"/c/new/",
        "\"",
    )
    .unwrap();
    let looked = between(&confirm.text, "name=\"looked\" value=\"", "\"").unwrap();
    // The button sends what its page showed, and nothing else.
    let other = ana
        .post(&format!("/c/new/{action}"), &[("looked", "x")])
        .await;
    assert!(
        other.text.contains("It changed since you looked."),
        "{}",
        other.text
    );
    let sent = ana
        .post(&format!("/c/new/{action}"), &[("looked", looked)])
        .await;
    assert_eq!(sent.status, 200, "{}", sent.text);
    assert!(sent.text.contains("It is sent."), "{}", sent.text);
    // Sent once: the sheet is gone with it.
    let again = ana.post(&format!("/c/new/{action}"), &[]).await;
    assert_eq!(again.status, 404);
    fed.sync_all().await;
    let mut lea = Visitor::signed_in(fed.desk("lumbre"), "lea", &["analyst"]).await;
    assert!(
        lea.get("/c/inbox")
            .await
            .text
            .contains("Parcel text messages")
    );
    let mut qasim = Visitor::signed_in(fed.desk("qasaba"), "qasim", &["analyst"]).await;
    assert!(
        !qasim
            .get("/c/inbox")
            .await
            .text
            .contains("Parcel text messages")
    );
}

#[tokio::test]
async fn what_is_missing_is_told_at_the_top_with_a_way_to_each_field() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    ana.get("/c/new").await;
    let page = ana.post("/c/new", &[("act", "continue")]).await;
    assert!(
        page.text.contains("4 things have to be mended"),
        "{}",
        page.text
    );
    for field in ["content", "title", "consent", "label"] {
        assert!(
            page.text.contains(&format!("<a href=\"#{field}\">")),
            "{field}"
        );
        assert!(page.text.contains(&format!("id=\"{field}\"")), "{field}");
    }
}

#[tokio::test]
async fn a_label_that_consent_forbids_is_greyed_with_the_reason() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    ana.get("/c/new").await;
    let fields = [
        ("act", "look"),
        ("content", "evil.example"),
        ("consent", "granted"),
        ("scope", "named"),
    ];
    let page = ana.post("/c/new", &fields).await;
    let row = |label: &str| {
        between(&page.text, &format!("value=\"{label}\""), "</div>")
            .unwrap()
            .to_owned()
    };
    for label in ["TLP:GREEN", "TLP:CLEAR"] {
        assert!(row(label).contains(" disabled"), "{label}: {}", row(label));
        assert!(
            row(label).contains("yes does not go that far"),
            "{}",
            row(label)
        );
    }
    assert!(
        !row("TLP:AMBER").contains(" disabled"),
        "{}",
        row("TLP:AMBER")
    );
}

#[tokio::test]
async fn a_value_that_is_left_out_is_not_sent() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    ana.get("/c/new").await;
    let fields = with("continue", &[("drop", "https://parcel-pay.example/login")]);
    let confirm = ana.post("/c/new", &fields).await;
    let action = between(
        &confirm.text,
        "<form method=\"post\" action=\"/c/new/",
        "\"",
    )
    .unwrap();
    let looked = between(&confirm.text, "name=\"looked\" value=\"", "\"").unwrap();
    ana.post(&format!("/c/new/{action}"), &[("looked", looked)])
        .await;
    fed.sync_all().await;
    let mut lea = Visitor::signed_in(fed.desk("lumbre"), "lea", &["analyst"]).await;
    lea.get("/c/check").await;
    let known = lea
        .post("/c/check", &[("text", "parcel-pay.example")])
        .await;
    assert!(known.text.contains("1 of 1 known here"), "{}", known.text);
    let caller = fed.desk("lumbre").caller("analyst").await;
    let lines = fed
        .desk("lumbre")
        .desk()
        .list_bulletins(&caller, &fanal_desk::ListOrder::default())
        .await
        .unwrap();
    assert_eq!(lines[0].indicators, 1);
}

// [PRV-16]
#[tokio::test]
async fn a_value_is_marked_as_seen_at_one_person_only_beside_it() {
    let fed = federation().desk("ancolie").in_memory().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    ana.get("/c/new").await;
    let link = "https://parcel-pay.example/login";
    let page = ana.post("/c/new", &with("look", &[("once", link)])).await;
    let boxed = between(&page.text, "name=\"once\"", ">").unwrap();
    assert!(boxed.contains(link) && boxed.contains("checked"), "{boxed}");
    assert!(page.text.contains("Seen at one person only: it would tell"));
    let page = ana.post("/c/new", &with("look", &[])).await;
    let boxed = between(&page.text, "name=\"once\"", ">").unwrap();
    assert!(!boxed.contains("checked"), "{boxed}");
}

// [CSL-6]
#[tokio::test]
async fn what_is_looked_for_stands_in_no_address() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    for path in ["/c/", "/c/check", "/c/inbox"] {
        let page = ana.get(path).await;
        for form in page.text.split("<form ").skip(1) {
            let form = form.split("</form>").next().unwrap();
            let asks_by_address = form.starts_with("method=\"get\"");
            let has_text = form.contains("<textarea") || form.contains("<input id=");
            assert!(!(asks_by_address && has_text), "{path}: {form}");
        }
    }
    let page = ana.get("/c/?done=%3Cscript%3E").await;
    assert!(
        !page.text.contains("<script>"),
        "a word of no list is not shown"
    );
}

/// [CSL-22] [C3]
#[tokio::test]
async fn the_table_of_desks_and_labels_says_what_each_label_then_does() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    ana.get("/c/new").await;
    let page = ana.post("/c/new", &with("look", &[])).await;
    let table = between(&page.text, "<details id=\"matrix\">", "</details>").unwrap();
    let row = |desk: &str| {
        let row = between(table, &format!("<bdi>{desk}</bdi>"), "</tr>").unwrap();
        let cells = row.split("<td>").skip(1);
        cells
            .map(|cell| cell.contains("<strong>yes"))
            .collect::<Vec<_>>()
    };
    let labels: Vec<&str> = table
        .split("lang=\"en\">")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .collect();
    assert_eq!(labels.len(), 5, "{table}");
    // What the table says of a label is what the preview says once it is chosen.
    for (at, label) in labels.iter().enumerate() {
        let mut fields = with("look", &[]);
        let chosen = fields.iter_mut().find(|(key, _)| *key == "label").unwrap();
        chosen.1 = label;
        let page = ana.post("/c/new", &fields).await;
        let seen = between(&page.text, "<dl class=\"seen\">", "</dd>").unwrap_or_default();
        let refused = page.text.contains("It cannot be sent as it is:");
        for desk in ["lumbre", "qasaba"] {
            let sees = seen.contains(&format!("<bdi>{desk}</bdi>")) && !refused;
            assert_eq!(row(desk)[at], sees, "{label} {desk}: {seen}");
        }
    }
    // The person agreed to named desks: nobody gets it as CLEAR, and the reason stands below and beside.
    let reason = "The person’s yes does not go that far.";
    assert!(table.contains(reason), "{table}");
    assert!(page.text.matches(reason).count() >= 2, "{}", page.text);
    assert!(row("lumbre").iter().any(|sees| *sees) && row("qasaba").iter().all(|sees| !sees));
}

/// [CSL-37] Title and lines in the reader's language; a title that says nothing yet goes nowhere.
#[tokio::test]
async fn a_template_begins_title_and_lines_but_neither_label_nor_consent() {
    let fed = two().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    for word in [
        "phishing",
        "stalkerware",
        "spyware",
        "impersonation",
        "site-attack",
    ] {
        let page = ana.get(&format!("/c/new?template={word}")).await;
        let title = between(&page.text, "name=\"title\" value=\"", "\"").unwrap();
        assert!(title.ends_with('…'), "{word}: {title}");
        let lines = between(&page.text, "name=\"summary\"", "</textarea>").unwrap();
        assert_eq!(lines.matches(':').count(), 5, "{word}: {lines}");
        assert!(lines.lines().count() >= 6, "{word}: {lines}");
        for choice in ["name=\"label\"", "name=\"consent\""] {
            let chosen = page.text.lines().filter(|line| line.contains(choice));
            assert!(
                !chosen.clone().any(|line| line.contains(" checked")),
                "{word}"
            );
            assert!(chosen.count() > 0);
        }
        let fields = [
            ("act", "continue"),
            ("content", "evil.example"),
            ("title", title),
            ("consent", "not-needed"),
            ("why_not", "no-beneficiary"),
            ("label", "TLP:GREEN"),
        ];
        let page = ana.post("/c/new", &fields).await;
        assert!(
            page.text.contains("href=\"#title\""),
            "{word}: {}",
            page.text
        );
    }
}

/// [CSL-36]
#[tokio::test]
async fn the_preview_says_who_reads_it_and_at_which_desk_it_is_night() {
    let fed = two().await;
    let lumbre = fed.desk("lumbre");
    // Another hour than this one, by a clock three hours ahead.
    let (from, to) = (
        fed.now().plus_seconds(5 * 3_600),
        fed.now().plus_seconds(6 * 3_600),
    );
    let hour =
        |at: fanal_protocol::Timestamp| at.to_string().chars().skip(11).take(5).collect::<String>();
    let order = ProfileOrder {
        profile: Profile {
            hours: Some(format!("{}-{} UTC+3", hour(from), hour(to))),
            ..Profile::default()
        },
    };
    let caller = lumbre.caller("coordinator").await;
    lumbre.desk().set_profile(&caller, &order).await.unwrap();
    fed.sync_all().await;
    let ancolie = fed.desk("ancolie");
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    Visitor::signed_in(ancolie, "rea", &["reviewer"]).await;
    Visitor::signed_in(ancolie, "cora", &["coordinator"]).await;
    Visitor::signed_in(ancolie, "root", &["admin"]).await;
    ana.get("/c/new").await;
    let there = hour(fed.now().plus_seconds(3 * 3_600));
    let night = format!("lumbre is closed now; its time and hours: <bdi>{there} (");
    let page = ana.post("/c/new", &with("look", &[])).await;
    for said in [
        "At each desk: analysts and reviewers.",
        "Here that is 4 accounts.",
        &night,
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let mut green = with("look", &[]);
    green.retain(|field| !["label", "to", "scope"].contains(&field.0));
    green.extend([("label", "TLP:GREEN"), ("scope", "network")]);
    let page = ana.post("/c/new", &green).await;
    for said in [
        "At each desk: analysts, reviewers and coordinators.",
        "Here that is 6 accounts.",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert!(!page.text.contains("is closed now"));
}
