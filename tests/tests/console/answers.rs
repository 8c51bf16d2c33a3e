//! What somebody has to look at before they say yes: findings in words of their own, and what changed since.

use fanal_desk::{ProtectOrder, ReviseOrder};
use fanal_tests::federation::{Ordering as _, share};
use fanal_tests::visitor::{Visitor, between};

use crate::two;

/// The name of the field for an answer.
fn answer_in(page: &str) -> String {
    let key = between(page, "name=\"because-", "\"");
    format!("because-{}", key.unwrap_or_else(|| panic!("{page}")))
}

/// [PRV-13] [PRV-10]
#[tokio::test]
async fn words_that_look_personal_are_answered_on_the_way() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let mut cora = Visitor::signed_in(node, "cora", &["coordinator", "analyst"]).await;
    let reports = async || {
        let caller = node.caller("coordinator").await;
        node.desk().list_reports(&caller).await.unwrap().len()
    };
    cora.get("/c/net/reports").await;
    let typed = [
        ("desk", "lumbre"),
        ("text", "They wrote to sara.benali@mail.example about it"),
    ];
    let asked = cora.post("/c/net/reports", &typed).await;
    assert_eq!(asked.status, 422, "{}", asked.text);
    assert!(
        asked.text.contains("sara.benali@mail.example"),
        "what it is"
    );
    assert_eq!(reports().await, 0);
    let answer = answer_in(&asked.text);
    // An empty answer is none.
    let with = |why: &'static str| {
        let mut fields: Vec<(&str, &str)> = typed.to_vec();
        fields.push((Box::leak(answer.clone().into_boxed_str()), why));
        fields
    };
    assert_eq!(cora.post("/c/net/reports", &with(" ")).await.status, 422);
    assert_eq!(reports().await, 0);
    let done = cora
        .post(
            "/c/net/reports",
            &with("It is the address of their own desk"),
        )
        .await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(reports().await, 1);

    // The reason of a suspension: the name that was typed comes along.
    let typed = [
        ("act", "suspend"),
        ("why", "Call me: +33 6 39 98 12 34"),
        ("suspend-name", "lumbre"),
    ];
    let asked = cora.post("/c/net/desks/lumbre", &typed).await;
    assert_eq!(asked.status, 422, "{}", asked.text);
    assert!(asked.text.contains("name=\"suspend-name\""));
    let answer = answer_in(&asked.text);
    let mut fields = typed.to_vec();
    fields.push((&answer, "A number that does not exist"));
    let done = cora.post("/c/net/desks/lumbre", &fields).await;
    assert!(done.text.contains("The desk is suspended"), "{}", done.text);
}

/// [PRV-13] A word that is protected since: the reviewer is shown it, and passes it with a reason only.
#[tokio::test]
async fn a_reviewer_answers_what_the_check_found_or_returns_it() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let order = share("clear", "evil.example")
        .titled("A page in the name of Ancolie Verlaine")
        .consent("public");
    let id = node.insists(order).await;
    let caller = node.caller("analyst").await;
    let protect: ProtectOrder =
        serde_json::from_value(serde_json::json!({"words": ["Verlaine"]})).unwrap();
    node.desk().protect_words(&caller, &protect).await.unwrap();
    let mut rea = Visitor::signed_in(node, "rea", &["reviewer"]).await;
    let path = format!("/c/review/{id}");
    let page = rea.get(&path).await;
    let draft = between(&page.text, "name=\"draft\" value=\"", "\"")
        .unwrap()
        .to_owned();
    let approve = [("act", "approve"), ("draft", draft.as_str())];
    let refused = rea.post(&path, &approve).await;
    assert!(refused.text.contains("name=\"because-"), "{}", refused.text);
    let state = async || {
        let caller = node.caller("analyst").await;
        node.desk()
            .show_review(&caller, id)
            .await
            .unwrap()
            .item
            .findings
    };
    assert_eq!(state().await, 1, "not passed in silence");
    let answer = answer_in(&refused.text);
    let mut fields = approve.to_vec();
    fields.push((&answer, "An invented name"));
    let done = rea.post(&path, &fields).await;
    assert!(
        done.text.contains("is public") || done.status == 200,
        "{}",
        done.text
    );
    let admin = node.caller("admin").await;
    let audit = node.desk().list_audit(&admin, 0).await.unwrap();
    let did = |act: &str| {
        audit
            .iter()
            .any(|line| line.act == act && line.who == "rea")
    };
    assert!(did("review.answer") && did("review.approve"));
}

/// [CSL-13]
#[tokio::test]
async fn a_revision_is_sent_of_what_was_looked_at_and_of_nothing_newer() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let id = node
        .shares(share("amber", "evil.example").to(&["lumbre"]))
        .await;
    let mut ana = Visitor::signed_in(node, "ana", &["analyst"]).await;
    let path = format!("/c/b/ancolie/{id}/revise");
    ana.get(&path).await;
    let typed = [
        ("title", "Another title"),
        ("label", "TLP:AMBER"),
        ("to", "lumbre"),
        ("alert", "no"),
    ];
    let with = |act: &'static str, looked: &str| {
        let mut fields: Vec<(&str, String)> = typed
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        fields.push(("act", act.to_owned()));
        fields.push(("looked", looked.to_owned()));
        fields
    };
    let send = async |ana: &mut Visitor, act: &'static str, looked: &str| {
        let fields = with(act, looked);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        ana.post(&path, &fields).await
    };
    let looked = send(&mut ana, "look", "").await;
    let shown = between(&looked.text, "name=\"looked\" value=\"", "\"")
        .unwrap()
        .to_owned();
    assert_eq!(shown.len(), 64, "{}", looked.text);
    // A colleague is quicker.
    let caller = node.caller("analyst").await;
    let theirs = ReviseOrder {
        bulletin: format!("ancolie/{id}"),
        summary: Some("A colleague wrote this".into()),
        ..ReviseOrder::default()
    };
    node.desk().revise(&caller, &theirs).await.unwrap();
    let page = send(&mut ana, "send", &shown).await;
    assert!(
        page.text.contains("It changed since you looked."),
        "{}",
        page.text
    );
    let shown = between(&page.text, "name=\"looked\" value=\"", "\"")
        .unwrap()
        .to_owned();
    let sent = send(&mut ana, "send", &shown).await;
    assert!(sent.text.contains("Another title"), "{}", sent.text);
}

/// [CSL-15] An embargo that was typed in another way is not none.
#[tokio::test]
async fn a_day_that_cannot_be_read_is_told_and_never_dropped() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let mut ana = Visitor::signed_in(node, "ana", &["analyst"]).await;
    ana.get("/c/new").await;
    for name in [
        "not_before",
        "retain_until",
        "consent_until",
        "question_until",
    ] {
        for wrong in ["31/12/2030", "tomorrow", "2030-13-01", "٢٠٣٠-١٢-٣١"] {
            for act in ["continue", "draft"] {
                let fields = [
                    ("act", act),
                    ("content", "evil.example"),
                    ("title", "A page"),
                    ("consent", "granted"),
                    ("scope", "public"),
                    ("label", "TLP:CLEAR"),
                    ("alert", "no"),
                    (name, wrong),
                ];
                let page = ana.post("/c/new", &fields).await;
                let says = page.text.contains(&format!("href=\"#{name}\""));
                assert!(says, "{name} {wrong} {act}: {}", page.text);
            }
        }
    }
    let caller = node.caller("analyst").await;
    assert!(node.desk().list_sheets(&caller).await.unwrap().is_empty());
    for name in ["until", "heard_on"] {
        let fields = [
            ("alias", "lantern 7"),
            ("how", "by phone"),
            ("scope", "network"),
            ("risks", "1"),
            (name, "31/12/2030"),
        ];
        let page = ana.post("/c/consent", &fields).await;
        assert!(
            page.text.contains(&format!("href=\"#{name}\"")),
            "{}",
            page.text
        );
    }
    assert!(node.desk().list_consents(&caller).await.unwrap().is_empty());
}

/// [CON-1] The end of a yes holds for a revision that says nothing of it.
#[tokio::test]
async fn a_revision_that_says_the_scope_again_keeps_the_end() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let until = fed.now().plus_days(40);
    let order = fanal_desk::ShareOrder {
        consent_until: Some(until),
        ..share("green", "evil.example").consent("network")
    };
    let id = node.shares(order).await;
    let caller = node.caller("analyst").await;
    let order = ReviseOrder {
        bulletin: format!("ancolie/{id}"),
        consent: Some("network".into()),
        ..ReviseOrder::default()
    };
    node.desk().revise(&caller, &order).await.unwrap();
    let shown = node
        .desk()
        .show_bulletin(&caller, &format!("ancolie/{id}"))
        .await
        .unwrap();
    let kept = matches!(
        shown.consent,
        Some(fanal_protocol::Claim::Granted { until: Some(end), .. }) if end == until
    );
    assert!(kept, "{:?}", shown.consent);
}

/// [CSL-16]
#[tokio::test]
async fn no_number_tells_of_what_an_account_may_not_read() {
    let fed = two().await;
    let [ancolie, lumbre] = [fed.desk("ancolie"), fed.desk("lumbre")];
    let status = async |part: &str| {
        let caller = ancolie.caller(part).await;
        let status = ancolie.desk().status(&caller).await.unwrap();
        (
            status.bulletins,
            status.values,
            status.inbox,
            status.reviews,
            status.open_withdrawals,
        )
    };
    let before = [status("admin").await, status("coordinator").await];
    lumbre
        .shares(share("amber", "evil.example").to(&["ancolie"]))
        .await;
    let own = ancolie
        .shares(share("amber", "own.example").to(&["lumbre"]))
        .await;
    ancolie
        .shares(share("clear", "soon.example").consent("public"))
        .await;
    fed.sync_all().await;
    let analyst = ancolie.caller("analyst").await;
    let order = fanal_desk::WithdrawOrder {
        bulletin: own.to_string(),
        reason: "error".into(),
        confirm: true,
        to_delete: false,
    };
    ancolie.desk().withdraw(&analyst, &order).await.unwrap();
    assert_eq!([status("admin").await, status("coordinator").await], before);
    let staff = status("analyst").await;
    assert!(staff.0 > 0 && staff.1 > 0 && staff.2 == 1 && staff.3 == 1 && staff.4 == 1);
    let recalls = async |part: &str| {
        let caller = ancolie.caller(part).await;
        ancolie.desk().list_recalls(&caller).await.unwrap().len()
    };
    assert_eq!(
        (recalls("coordinator").await, recalls("analyst").await),
        (0, 1)
    );
}

/// The button that says so: what it sends.
fn way_in(page: &str, says: &str) -> String {
    let buttons = page.split("<button name=\"way\" value=\"").skip(1);
    let found = buttons
        .filter_map(|rest| Some((rest.split_once('"')?.0, rest.split_once("</button>")?.0)))
        .find(|(_, inside)| inside.contains(says));
    let found = found.unwrap_or_else(|| panic!("no button {says}: {page}"));
    found.0.to_owned()
}

/// [PRV-11] [PRV-13] In words that leave beside bulletins.
#[tokio::test]
async fn one_button_takes_out_of_a_report_what_looks_personal_and_sends_nothing_yet() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let mut cora = Visitor::signed_in(node, "cora", &["coordinator", "analyst"]).await;
    let reports = async || {
        let caller = node.caller("coordinator").await;
        node.desk().list_reports(&caller).await.unwrap()
    };
    cora.get("/c/net/reports").await;
    cora.post("/c/lang", &[("lang", "es"), ("back", "/c/net/reports")])
        .await;
    let typed = [
        ("desk", "lumbre"),
        ("text", "They wrote to sara.benali@mail.example about it"),
    ];
    let asked = cora.post("/c/net/reports", &typed).await;
    assert_eq!(asked.status, 422, "{}", asked.text);
    // In the reader's language: what it is, and its ways out.
    assert!(
        asked.text.contains("Una dirección de correo"),
        "{}",
        asked.text
    );
    let way = way_in(&asked.text, "Quitarlo");
    let mut fields = typed.to_vec();
    fields.extend([("answering", "1"), ("way", way.as_str())]);
    let mended = cora.post("/c/net/reports", &fields).await;
    assert_eq!(mended.status, 422, "{}", mended.text);
    assert!(!mended.text.contains("sara.benali"), "{}", mended.text);
    assert!(
        mended.text.contains("They wrote to  about it"),
        "{}",
        mended.text
    );
    assert!(mended.text.contains("name=\"desk\""), "all that was typed");
    assert_eq!(reports().await.len(), 0, "nothing is sent by that button");
    let typed = [("desk", "lumbre"), ("text", "They wrote to  about it")];
    let done = cora.post("/c/net/reports", &typed).await;
    assert_eq!(done.status, 200, "{}", done.text);
    assert_eq!(reports().await.len(), 1);
    // A way that is none changes nothing, and sends nothing.
    for way in ["", "email:x", "no-such:0"] {
        let fields = [("answering", "1"), ("way", way), ("desk", "lumbre")];
        let page = cora.post("/c/net/reports", &fields).await;
        assert_ne!(page.status, 200, "{way}: {}", page.text);
    }
    assert_eq!(reports().await.len(), 1);
}

/// [PRV-11] [PRV-2]
#[tokio::test]
async fn a_revision_is_mended_by_one_button_too_and_told_in_the_readers_language() {
    let fed = two().await;
    let node = fed.desk("ancolie");
    let id = node
        .shares(share("amber", "evil.example").to(&["lumbre"]))
        .await;
    let mut ana = Visitor::signed_in(node, "ana", &["analyst"]).await;
    let path = format!("/c/b/ancolie/{id}/revise");
    ana.get(&path).await;
    ana.post("/c/lang", &[("lang", "fr"), ("back", path.as_str())])
        .await;
    let typed = [
        ("title", "Parcel messages"),
        ("summary", "Ask them at +33 6 39 98 12 34, they know"),
        ("label", "TLP:AMBER"),
        ("to", "lumbre"),
        ("alert", "no"),
    ];
    let with = |more: &[(&'static str, String)]| {
        let own = typed.iter().map(|(name, text)| (*name, (*text).to_owned()));
        own.chain(more.iter().cloned()).collect::<Vec<_>>()
    };
    let post = async |ana: &mut Visitor, more: &[(&'static str, String)]| {
        let fields = with(more);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        ana.post(&path, &fields).await
    };
    let looked = post(&mut ana, &[("act", "look".into())]).await;
    assert!(
        looked.text.contains("Un numéro de téléphone"),
        "{}",
        looked.text
    );
    assert!(
        !looked.text.contains("a telephone number"),
        "{}",
        looked.text
    );
    let way = way_in(&looked.text, "L’enlever");
    let mended = post(&mut ana, &[("way", way)]).await;
    assert!(!mended.text.contains("39 98"), "{}", mended.text);
    assert!(mended.text.contains("Ask them at"), "{}", mended.text);
    assert!(!mended.text.contains("name=\"way\""), "{}", mended.text);
    // It was not sent by that button, and what is sent is what was mended.
    let caller = node.caller("analyst").await;
    let reference = format!("ancolie/{id}");
    let shown = node.desk().show_bulletin(&caller, &reference).await;
    assert_eq!(shown.unwrap().line.revision, 1);
}
