//! Nothing leaves before what it tells of people was answered; and a desk's own words are nowhere.

use std::collections::BTreeMap;

use fanal_desk::{
    CountriesOrder, PrivacyOrder, ProtectOrder, ReportOrder, ReviseOrder, ShareOrder, Shared,
    WhichWord,
};
use fanal_protocol::Code;
use fanal_tests::federation::{Node, Ordering as _, share};

use crate::cast::three;

fn because(key: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(key.to_owned(), "it is in the public report".to_owned())])
}

async fn previews(node: &Node, order: &ShareOrder) -> Shared {
    let dry_run = ShareOrder {
        dry_run: true,
        ..order.clone()
    };
    node.try_share(dry_run).await.unwrap()
}

async fn refused(node: &Node, order: &ShareOrder) -> Option<Code> {
    node.try_share(order.clone()).await.err()
}

async fn protects(node: &Node, words: &[&str]) {
    let order = ProtectOrder {
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        label: "case 7".into(),
    };
    let caller = node.caller("analyst").await;
    let now = node.desk().protect_words(&caller, &order).await.unwrap();
    assert_eq!((now.added, now.known), (words.len(), 0));
    let again = node.desk().protect_words(&caller, &order).await.unwrap();
    assert_eq!((again.added, again.known), (0, words.len()));
}

// [PRV-6]
#[tokio::test]
async fn a_protected_word_stays_at_its_desk_and_nobody_can_read_it_there() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    protects(ancolie, &["Inès Dupont"]).await;
    let order = ShareOrder {
        summary: Some("Sent to DUPONT, ines".into()),
        ..share("green", "evil.example")
    };
    let shown = previews(ancolie, &order).await;
    assert_eq!(shown.findings.len(), 1);
    let finding = &shown.findings[0];
    assert_eq!(
        (finding.reason.as_str(), finding.place.as_str()),
        ("protected_word", "summary")
    );
    assert_eq!(refused(ancolie, &order).await, Some(Code::PolicyPrivacy));
    let all_of_them = ShareOrder {
        because: because("protected_word"),
        ..order.clone()
    };
    assert_eq!(
        refused(ancolie, &all_of_them).await,
        Some(Code::PolicyPrivacy)
    );
    // What is listed is the label alone.
    let caller = ancolie.caller("reviewer").await;
    let listed = ancolie.desk().protected_words(&caller).await.unwrap();
    let told = serde_json::to_string(&listed).unwrap().to_lowercase();
    assert!(
        told.contains("case 7") && !told.contains("dupont"),
        "{told}"
    );
    let text = PrivacyOrder {
        content: "ask inesdupont".into(),
    };
    let checked = ancolie.desk().check_privacy(&caller, &text).await.unwrap();
    assert_eq!(checked.findings.len(), 1);
    // Another desk protects other words.
    assert_eq!(refused(fed.desk("lumbre"), &order).await, None);
    let which = WhichWord { id: listed[0].id };
    ancolie
        .desk()
        .unprotect_word(&caller, &which)
        .await
        .unwrap();
    assert_eq!(refused(ancolie, &order).await, None);
}

// [PRV-3] [PRV-4]
#[tokio::test]
async fn what_is_held_back_goes_by_its_answer_and_a_revision_is_looked_at_anew() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let order = ShareOrder {
        summary: Some("Sent by a@mail.example and b@mail.example, seen at 10.0.0.7".into()),
        ..share("green", "evil.example")
    };
    let shown = previews(ancolie, &order).await;
    assert_eq!((shown.findings.len(), shown.hints.len()), (2, 1));
    assert_eq!(refused(ancolie, &order).await, Some(Code::PolicyPrivacy));
    let first = ShareOrder {
        because: because(&shown.findings[0].key),
        ..order.clone()
    };
    assert_eq!(previews(ancolie, &first).await.findings.len(), 1);
    assert_eq!(refused(ancolie, &first).await, Some(Code::PolicyPrivacy));
    let id = ancolie
        .shares(ShareOrder {
            because: because("email"),
            ..order
        })
        .await;
    let caller = ancolie.caller("analyst").await;
    let revised = |summary: &str| ReviseOrder {
        bulletin: id.to_string(),
        summary: Some(summary.into()),
        ..ReviseOrder::default()
    };
    let same = revised("Only a@mail.example");
    ancolie.desk().revise(&caller, &same).await.unwrap();
    let other = revised("Also c@mail.example");
    let told = ancolie.desk().revise(&caller, &other).await;
    assert_eq!(
        told.map(drop).map_err(|no| no.code()),
        Err(Code::PolicyPrivacy)
    );
}

#[tokio::test]
async fn what_asks_to_be_public_answers_more() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let order = ShareOrder {
        summary: Some("Seen at 10.0.0.7".into()),
        ..share("clear", "evil.example")
    };
    let shown = previews(ancolie, &order).await;
    assert_eq!(shown.findings.len(), 1);
    assert_eq!(shown.findings[0].weight, "before_clear");
    assert_eq!(refused(ancolie, &order).await, Some(Code::PolicyPrivacy));
    let answered = ShareOrder {
        because: because("private_address"),
        ..order
    };
    assert_eq!(refused(ancolie, &answered).await, None);
}

// [PRV-10]
#[tokio::test]
async fn words_beside_bulletins_are_looked_at_too() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let caller = ancolie.caller("coordinator").await;
    let report = |because| ReportOrder {
        desk: fed.desk("qasaba").id().clone(),
        text: "It told +33 6 39 98 12 34 of a bulletin".into(),
        because,
    };
    let told = ancolie
        .desk()
        .report_desk(&caller, &report(BTreeMap::new()))
        .await;
    assert_eq!(
        told.map(drop).map_err(|no| no.code()),
        Err(Code::PolicyPrivacy)
    );
    let answered = report(because("phone"));
    ancolie
        .desk()
        .report_desk(&caller, &answered)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_desk_says_whose_identity_numbers_it_looks_for() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let reviewer = ancolie.caller("reviewer").await;
    let set = |countries: &[&str]| CountriesOrder {
        countries: Some(countries.iter().map(|two| (*two).to_owned()).collect()),
    };
    let found = async || {
        let order = PrivacyOrder {
            content: "ref 12345678Z".into(),
        };
        let checked = ancolie
            .desk()
            .check_privacy(&reviewer, &order)
            .await
            .unwrap();
        checked.findings.len()
    };
    assert_eq!(found().await, 1);
    let told = ancolie
        .desk()
        .privacy_countries(&reviewer, &set(&["fr"]))
        .await;
    assert_eq!(told.unwrap().countries, ["fr"]);
    assert_eq!(found().await, 0);
    let unknown = ancolie
        .desk()
        .privacy_countries(&reviewer, &set(&["zz"]))
        .await;
    assert!(unknown.is_err());
    ancolie
        .desk()
        .privacy_countries(&reviewer, &set(&[]))
        .await
        .unwrap();
    assert_eq!(found().await, 1);
}

/// [IMP-1] [PRV-1]
#[tokio::test]
async fn a_file_is_believed_whose_address_it_is_only_of_what_a_person_says_is_public() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let event = r#"{"Event":{"info":"x","Attribute":[
        {"type":"email-src","value":"bank@phish.com","to_ids":true}]}}"#;
    let order = |claim: &str, event: &str| ShareOrder {
        role: None,
        title: None,
        source: Some("Example Lab, 2026".into()),
        ..share("green", event).consent(claim)
    };
    for claim in [
        "network",
        "not-needed:vendor-report",
        "not-needed:no-beneficiary",
    ] {
        let refused = ancolie.try_share(order(claim, event)).await.err();
        assert_eq!(refused, Some(Code::PolicyPrivacy), "{claim}");
    }
    let public = "not-needed:already-public";
    let refused = ancolie.try_share(order(public, event)).await.err();
    assert_eq!(refused, None);
    // In a title, in a link, and where nobody calls it a sender's, it is held as before.
    for (from, to) in [
        (r#""info":"x""#, r#""info":"asked sara@private.org""#),
        (r#""email-src""#, r#""email""#),
        (
            r#""type":"email-src","value":"bank@phish.com""#,
            r#""type":"url","value":"https://phish.com/?to=sara@private.org""#,
        ),
    ] {
        let refused = ancolie.try_share(order(public, &event.replace(from, to)));
        assert_eq!(refused.await.err(), Some(Code::PolicyPrivacy), "{to}");
    }
}
