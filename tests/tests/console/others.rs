//! What other desks have, and what they see: by their own word, and by the policy's answer.

use fanal_tests::federation::{Federation, Ordering as _, federation, share};
use fanal_tests::visitor::{Visitor, between};

use crate::pictures::rows;
use crate::three;

async fn table(fed: &Federation, name: &str) -> Vec<Vec<String>> {
    let mut cora = Visitor::signed_in(fed.desk("ancolie"), name, &["coordinator"]).await;
    let page = cora.get("/c/net").await;
    assert_eq!(page.status, 200, "{}", page.text);
    rows(&page.text, "spread")
}

/// [CSL-25]
#[tokio::test]
async fn the_table_says_who_has_whose_newest_and_who_may_have_nothing() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    for node in [ancolie, lumbre] {
        let order = share("green", &format!("{}.example", node.id()));
        node.shares(order).await;
    }
    // What is for one desk alone is in no number of this table.
    let narrow = share("amber", "narrow.example").to(&["qasaba"]);
    lumbre.shares(narrow).await;
    fed.sync_all().await;
    fed.sync_all().await;
    let before = table(&fed, "cora").await;
    assert_eq!(before[0][0], "ancolie");
    assert_eq!(before[0][1..], ["–", "newest", "newest"], "{before:?}");
    assert_eq!(before[1][1..], ["newest", "–", "newest"], "{before:?}");
    assert_eq!(before[2][1..], ["newest", "newest", "–"], "{before:?}");

    // Two more, which one of the two comes for; each says so when it is called.
    for value in ["second.example", "third.example"] {
        ancolie.shares(share("green", value)).await;
    }
    lumbre.pull(ancolie).await;
    ancolie.pull(lumbre).await;
    ancolie.pull(qasaba).await;
    let after = table(&fed, "carla").await;
    // The worst first.
    let named = |name: &str| after.iter().find(|row| row[0] == name).unwrap();
    assert_eq!(after[0], *named("qasaba"), "{after:?}");
    assert!(
        named("qasaba").contains(&"2 behind".to_owned()),
        "{after:?}"
    );
    let late = after
        .iter()
        .flatten()
        .filter(|cell| cell.contains("behind"));
    assert_eq!(late.count(), 1, "{after:?}");

    // Who is out may have nothing, by the policy's own reason.
    let change = serde_json::from_value(serde_json::json!({"status": {"qasaba": "expelled"}}));
    fed.change_roster(&change.unwrap()).await;
    let mut cora = Visitor::signed_in(ancolie, "clara", &["coordinator"]).await;
    let page = cora.get("/c/net").await;
    let out = rows(&page.text, "spread");
    let row = out.iter().find(|row| row[0] == "qasaba").unwrap();
    let noes = row.iter().filter(|cell| cell.starts_with("no ("));
    assert_eq!(noes.count(), 2, "{out:?}");
    let own = cora.get("/c/net/desks/lumbre").await;
    assert!(own.text.contains("Who has whose newest"), "{}", own.text);
}

/// What is shared, label by label: bars that are no pictures, with their numbers in words.
#[tokio::test]
async fn the_page_says_each_labels_share_to_who_may_see_bulletins() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    for (n, label) in ["green", "green", "green", "amber"].into_iter().enumerate() {
        let order = share(label, &format!("n{n}.example"));
        let order = if label == "amber" {
            order.to(&["ancolie"])
        } else {
            order
        };
        lumbre.shares(order).await;
    }
    fed.sync_all().await;
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let page = ana.get("/c/net").await;
    let shares = rows(&page.text, "shares");
    let said = |label: &str| shares.iter().find(|row| row[0] == label).unwrap()[1..].to_vec();
    assert_eq!(said("TLP:GREEN"), ["75%", "3"], "{shares:?}");
    assert_eq!(said("TLP:AMBER"), ["25%", "1"], "{shares:?}");
    assert!(
        page.text.contains("value=\"75\" aria-label=\"TLP:GREEN\""),
        "{}",
        page.text
    );
    let mut cora = Visitor::signed_in(ancolie, "cora", &["coordinator"]).await;
    assert!(!cora.get("/c/net").await.text.contains("id=\"shares\""));
}

/// [CSL-25] Of the desks that are in.
#[tokio::test]
async fn the_page_says_how_many_desks_took_the_newest_roster_and_which_did_not() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    for node in [ancolie, lumbre, qasaba] {
        let order = share("green", &format!("{}.example", node.id()));
        node.shares(order).await;
    }
    fed.sync_all().await;
    let mut cora = Visitor::signed_in(ancolie, "cora", &["coordinator"]).await;
    let mut taken = async || {
        let page = cora.get("/c/net").await;
        between(&page.text, "<dd id=\"taken\">", "</dd>")
            .unwrap()
            .to_owned()
    };
    assert_eq!(taken().await, "3 of 3 desks");
    // Who is expelled is not waited for.
    let change = serde_json::json!({"status": {"qasaba": "expelled"}});
    let change = serde_json::from_value(change).unwrap();
    fed.change_roster(&change).await;
    let said = taken().await;
    assert!(said.starts_with("1 of 2 desks. Not yet"), "{said}");
    assert!(
        said.contains("<bdi>lumbre</bdi>") && !said.contains("qasaba"),
        "{said}"
    );
    lumbre.pull(ancolie).await;
    ancolie.pull(lumbre).await;
    assert_eq!(taken().await, "2 of 2 desks");
}

/// A table of desks: does each see it, as the console of this desk says and as its own does?
async fn same_as_there(fed: &Federation, from: &str, reference: &str, value: &str) {
    let mut here = Visitor::signed_in(fed.desk(from), &format!("a-{value}"), &["analyst"]).await;
    for other in fed.all().iter().filter(|node| node.id().as_str() != from) {
        let path = format!("/c/b/{reference}/as?desk={}", other.id());
        let page = here.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let said = page.text.contains(&value.replace('.', "[.]"));
        let nothing = page.text.contains("This desk sees nothing of it.");
        assert_ne!(said, nothing, "{}: {}", other.id(), page.text);
        let there = other.shows(reference).await;
        assert_eq!(said, there.is_ok(), "{reference} at {}", other.id());
    }
}

/// [CSL-26]
#[tokio::test]
async fn what_is_shown_as_another_desk_is_what_that_desk_sees() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .desk("maison")
        .group("helplines", &["ancolie", "maison"])
        .await;
    let ancolie = fed.desk("ancolie");
    let all = [
        ("green", "all.example", vec![]),
        ("amber", "one.example", vec!["lumbre"]),
        ("amber+strict", "two.example", vec!["lumbre", "qasaba"]),
        ("amber", "group.example", vec!["group:helplines"]),
        ("green", "few.example", vec!["qasaba"]),
    ];
    let mut shared = Vec::new();
    for (label, value, to) in all {
        let id = ancolie.shares(share(label, value).to(&to)).await;
        shared.push((format!("ancolie/{id}"), value));
    }
    fed.sync_all().await;
    fed.sync_all().await;
    for (reference, value) in &shared {
        same_as_there(&fed, "ancolie", reference, value).await;
    }
    // Who got it sees the same of the others: the audience is signed, and the policy is one.
    same_as_there(&fed, "qasaba", &shared[2].0, shared[2].1).await;
    same_as_there(&fed, "lumbre", &shared[0].0, shared[0].1).await;

    // Nothing that only this desk knows, and nothing to who may not read it.
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let page = ana
        .get(&format!("/c/b/{}/as?desk=qasaba", shared[1].0))
        .await;
    assert!(page.text.contains("sees nothing of it."), "{}", page.text);
    assert!(!page.text.contains("one[.]example"), "{}", page.text);
    let nobody = format!("/c/b/{}/as?desk=nobody", shared[1].0);
    assert_eq!(ana.get(&nobody).await.status, 404);
    let here = format!("/c/b/{}/as?desk=ancolie", shared[1].0);
    assert_eq!(ana.get(&here).await.status, 400);
    let mut cora = Visitor::signed_in(ancolie, "cora", &["coordinator"]).await;
    let hidden = cora
        .get(&format!("/c/b/{}/as?desk=lumbre", shared[1].0))
        .await;
    assert!(matches!(hidden.status, 403 | 404), "{}", hidden.text);
    let mut quim = Visitor::signed_in(fed.desk("qasaba"), "quim", &["analyst"]).await;
    let hidden = quim
        .get(&format!("/c/b/{}/as?desk=lumbre", shared[1].0))
        .await;
    assert_eq!(hidden.status, 404, "{}", hidden.text);
}
