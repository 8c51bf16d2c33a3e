//! Whose key is whose, and which network is spoken of.

use std::collections::BTreeSet;

use fanal_desk::{AskOrder, RosterChange, WhichKey};
use fanal_tests::federation::{Federation, Node, share};
use fanal_tests::visitor::{Visitor, between};

use crate::three;

async fn changes_its_key(fed: &Federation) {
    changes(fed, WhichKey::Signing).await;
}

async fn changes(fed: &Federation, which: WhichKey) {
    let lumbre = fed.desk("lumbre");
    let caller = lumbre.caller("coordinator").await;
    let wish = AskOrder {
        rotate: BTreeSet::from([which]),
        ..AskOrder::default()
    };
    lumbre.desk().ask_change(&caller, &wish).await.unwrap();
    fed.sync_all().await;
    let change = RosterChange {
        fulfil: vec![lumbre.id().clone()],
        ..RosterChange::default()
    };
    let roster = fed.change_roster(&change).await;
    for node in fed.all() {
        node.take_roster(&roster.envelope).await;
    }
}

const CHANGED: &str = "The key of Desk lumbre changed.";

/// [CSL-20]
#[tokio::test]
async fn a_changed_key_is_told_on_every_page_until_somebody_says_how_it_was_compared() {
    let fed = three().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    assert!(!ana.get("/c/").await.text.contains("changed."));
    changes_its_key(&fed).await;
    for path in ["/c/", "/c/inbox", "/c/new", "/c/net/desks/qasaba"] {
        let page = ana.get(path).await;
        assert!(page.text.contains(CHANGED), "{path}: {}", page.text);
    }
    // Who changed it needs no warning of itself.
    let mut lea = Visitor::signed_in(fed.desk("lumbre"), "lea", &["analyst"]).await;
    assert!(!lea.get("/c/").await.text.contains(CHANGED));
    // Both read the same words to each other.
    let page = ana.get("/c/net/desks/lumbre").await;
    let words = |page: &str| {
        let card = between(page, "<p class=\"card words\">", "</p>").unwrap();
        between(card, "lang=\"en\">", "<").unwrap().to_owned()
    };
    assert_eq!(words(&page.text).split(' ').count(), 8, "{}", page.text);
    let theirs = lea.get("/c/net/desks/ancolie").await;
    assert_eq!(words(&page.text), words(&theirs.text));
    // No click alone makes it go.
    let path = "/c/net/desks/lumbre";
    let page = ana.post(path, &[("act", "compared"), ("how", " ")]).await;
    assert!(
        page.text.contains("Say how you compared the key."),
        "{}",
        page.text
    );
    assert!(ana.get("/c/").await.text.contains(CHANGED));
    let how = "by telephone, number from their card";
    let page = ana.post(path, &[("act", "compared"), ("how", how)]).await;
    assert!(
        page.text.contains("It is noted") && page.text.contains(how),
        "{}",
        page.text
    );
    for path in ["/c/", "/c/inbox"] {
        assert!(!ana.get(path).await.text.contains(CHANGED), "{path}");
    }
    // The next change is told again.
    changes_its_key(&fed).await;
    assert!(ana.get("/c/").await.text.contains(CHANGED));
}

/// [CSL-20] Another TLS key is told as loudly, and the words are the same at both while the old one goes and the new
/// one comes.
#[tokio::test]
async fn another_tls_key_is_told_on_every_page_with_words_that_are_the_same_at_both() {
    const OTHER: &str = "The machine of Desk lumbre has another TLS key.";
    let fed = three().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let ours = fed.desk("ancolie");
    let same = async |moment: &str| {
        let words = async |at: &Node, of: &Node| {
            let caller = at.caller("analyst").await;
            at.desk().words_with(&caller, of.id()).await.unwrap().words
        };
        let lumbre = fed.desk("lumbre");
        let both = (words(ours, lumbre).await, words(lumbre, ours).await);
        assert_eq!(both.0, both.1, "{moment}");
        both.0
    };
    let before = same("before").await;
    changes(&fed, WhichKey::Tls).await;
    for path in ["/c/", "/c/inbox", "/c/net/desks/qasaba"] {
        let page = ana.get(path).await;
        assert!(page.text.contains(OTHER), "{path}: {}", page.text);
        assert!(!page.text.contains(CHANGED), "{path}: {}", page.text);
    }
    assert_ne!(same("both pins are listed").await, before);
    fed.desk("lumbre").start_again().await;
    same("the new one is in use").await;
    let path = "/c/net/desks/lumbre";
    let said = [("act", "compared"), ("how", "by telephone")];
    ana.post(path, &said).await;
    assert!(!ana.get("/c/").await.text.contains(OTHER));
    // That a signing key changed is not hidden by a TLS key that changes after it.
    changes_its_key(&fed).await;
    changes(&fed, WhichKey::Tls).await;
    assert!(ana.get("/c/").await.text.contains(CHANGED));
}

/// The second desk joins another network too.
async fn joins_another(fed: &Federation) -> Node {
    fed.second_network("Other network", ("kivu", 71), fed.desk("lumbre"))
        .await
}

/// [CSL-21]
#[tokio::test]
async fn a_desk_in_two_networks_says_in_which_it_speaks_and_can_choose() {
    let fed = three().await;
    let lumbre = fed.desk("lumbre");
    let mut lea = Visitor::signed_in(lumbre, "lea", &["analyst"]).await;
    assert!(
        !lea.get("/c/").await.text.contains("/c/network"),
        "one is no choice"
    );
    joins_another(&fed).await;

    let home = lea.get("/c/").await;
    assert_eq!(home.status, 200, "{}", home.text);
    let other = lumbre.desk().in_network("Other network").unwrap();
    let mine = lumbre.desk().in_network(&fed.network.to_string()).unwrap();
    let analyst = lumbre.caller("analyst").await;
    mine.share(&analyst, &share("green", "first.example"))
        .await
        .unwrap();
    other
        .share(&analyst, &share("green", "second.example"))
        .await
        .unwrap();
    let networks = lumbre.desk().networks();
    assert_eq!(networks.len(), 2);
    for (id, name, _) in networks {
        let to = [
            ("network", id.to_string()),
            ("back", "/c/inbox?folder=own".into()),
        ];
        let to: Vec<(&str, &str)> = to.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let page = lea.post("/c/network", &to).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let chosen = format!("value=\"{id}\" aria-current=\"true\"");
        assert!(page.text.contains(&chosen), "{name}: {}", page.text);
        let values = lea
            .post("/c/check", &[("text", "first.example second.example")])
            .await;
        assert!(
            values.text.contains("1 of 2 known here"),
            "{name}: {}",
            values.text
        );
    }
    let page = lea.post("/c/network", &[("network", "none")]).await;
    assert_eq!(page.status, 404);
}

/// [CSL-21] A form of a page of before, of the other network.
#[tokio::test]
async fn a_button_of_one_network_does_nothing_in_another() {
    let fed = three().await;
    let lumbre = fed.desk("lumbre");
    joins_another(&fed).await;
    let mut lea = Visitor::signed_in(lumbre, "lea", &["analyst"]).await;
    let [(one, ..), (other, ..)] = lumbre.desk().networks().try_into().unwrap();
    for network in [one, other] {
        let page = lea
            .post("/c/network", &[("network", &network.to_string())])
            .await;
        assert_eq!(page.status, 200, "{}", page.text);
    }
    // The page is shown in `other`; then somebody chooses `one` in another tab.
    let shown = lea.get("/c/check").await;
    let token = between(&shown.text, "name=\"form\" value=\"", "\"").unwrap();
    lea.post("/c/network", &[("network", &one.to_string())])
        .await;
    let late = lea
        .send_bare("/c/check", &[("form", token), ("text", "first.example")])
        .await;
    assert_eq!(late.status, 409, "{}", late.text);
    assert!(late.text.contains("nothing was done"), "{}", late.text);
}

/// The words on the public shelf of a desk that speaks in one network.
async fn shelf(desk: &fanal_desk::Desk) -> String {
    let published = desk.published().await.unwrap().unwrap();
    let items = published.items.iter();
    items
        .map(|item| serde_json::to_string(&item.publication).unwrap())
        .collect()
}

/// [CON-4]
#[tokio::test]
async fn what_was_written_for_one_network_is_not_sent_in_another_and_a_persons_no_reaches_both() {
    let fed = three().await;
    let lumbre = fed.desk("lumbre");
    joins_another(&fed).await;
    let other = lumbre.desk().in_network("Other network").unwrap();
    let mine = lumbre.desk().in_network(&fed.network.to_string()).unwrap();
    let analyst = lumbre.caller("analyst").await;
    let reviewer = lumbre.caller("reviewer").await;
    let yes = fanal_desk::ConsentOrder {
        alias: "of a person".into(),
        how: Some("in person".into()),
        scope: Some("public".into()),
        risks_explained: true,
        ..fanal_desk::ConsentOrder::default()
    };
    mine.record_consent(&analyst, &yes).await.unwrap();
    let resting = |label: &str, value: &str| fanal_desk::ShareOrder {
        consent: None,
        consent_record: Some("of a person".into()),
        ..share(label, value)
    };
    // Kept as a draft, waiting for review, and sent: all for the other network.
    let draft = fanal_desk::ShareOrder {
        draft_only: true,
        ..resting("green", "draft.example")
    };
    let ids = [
        other.share(&analyst, &draft).await.unwrap(),
        other
            .share(&analyst, &resting("clear", "public.example"))
            .await
            .unwrap(),
        other
            .share(&analyst, &resting("green", "sent.example"))
            .await
            .unwrap(),
    ]
    .map(|shared| shared.bulletins[0].id.unwrap());
    let [draft, waiting, sent] = ids;
    let all = fanal_desk::ReviewsOrder::default();
    assert_eq!(mine.list_reviews(&reviewer, &all).await.unwrap().len(), 0);
    assert_eq!(other.list_reviews(&reviewer, &all).await.unwrap().len(), 2);
    let read = async |id| other.show_review(&reviewer, id).await.unwrap().draft;
    let refused = [
        mine.show_review(&reviewer, waiting).await.err(),
        mine.approve(&reviewer, waiting, read(waiting).await)
            .await
            .err(),
        mine.send_draft(&analyst, draft, read(draft).await)
            .await
            .err(),
        mine.return_draft(&reviewer, waiting, "not here")
            .await
            .err(),
    ];
    for error in refused {
        let problem = error.unwrap().problem();
        assert!(
            problem.text.contains("another of your desk's networks"),
            "{problem:?}"
        );
    }
    let order = fanal_desk::WithdrawOrder {
        bulletin: format!("lumbre/{sent}"),
        reason: "error".into(),
        confirm: true,
        to_delete: false,
    };
    assert!(mine.withdraw(&analyst, &order).await.is_err());
    // Approved where it belongs; then the person's no, with the other network chosen.
    let shown = other
        .approve(&reviewer, waiting, read(waiting).await)
        .await
        .unwrap();
    assert!(shown.published.is_some());
    assert!(shelf(&other).await.contains("public.example"));
    let no = fanal_desk::WithdrawConsentOrder {
        alias: "of a person".into(),
        confirm: true,
        to_delete: false,
    };
    let gone = mine.withdraw_consent(&analyst, &no).await.unwrap();
    assert_eq!(gone.reached.len(), 3, "{gone:?}");
    assert!(!shelf(&other).await.contains("public.example"));
}
