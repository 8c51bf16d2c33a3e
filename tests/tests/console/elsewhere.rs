//! A reviewer of another desk reads all that would become public, and says yes to exactly that.

use fanal_desk::ReviseOrder;
use fanal_tests::federation::{Ordering as _, share};
use fanal_tests::visitor::{Visitor, between};

use crate::two;

/// [REV-1]
#[tokio::test]
async fn a_reviewer_elsewhere_is_shown_all_and_says_yes_by_proof() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    let order = share("green", "evil.example")
        .titled("A page that asks sara.benali@mail.example for a code")
        .consent("public");
    let id = ancolie.insists(order).await;
    fed.sync_all().await;
    let path = format!("/c/b/ancolie/{id}/endorse");

    // Who is no reviewer sees no way there, and gets nowhere.
    let mut ana = Visitor::signed_in(lumbre, "ana", &["analyst"]).await;
    let page = ana.get(&format!("/c/b/ancolie/{id}")).await;
    assert!(!page.text.contains("/endorse"), "{}", page.text);
    assert_eq!(ana.get(&path).await.status, 403);

    let mut rea = Visitor::signed_in(lumbre, "rea", &["reviewer"]).await;
    let page = rea.get(&format!("/c/b/ancolie/{id}")).await;
    assert!(page.text.contains(&path), "{}", page.text);
    let page = rea.get(&path).await;
    for said in [
        "evil[.]example",
        "A page that asks",
        "sara.benali@mail.example",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert!(
        page.text.contains("Your desk’s check finds this"),
        "{}",
        page.text
    );
    let read = between(&page.text, "name=\"read\" value=\"", "\"")
        .unwrap()
        .to_owned();

    let word = [("read", read.as_str())];
    assert_eq!(ana.post(&path, &word).await.status, 403);
    assert_eq!(approvals(&fed, id).await, None);

    // The proof grows old, and what was read grows old.
    fed.clock.advance(11 * 60);
    let unproved = rea.post(&path, &[("read", &read)]).await;
    assert!(unproved.text.contains("id=\"proof\""), "{}", unproved.text);
    assert_eq!(approvals(&fed, id).await, None);
    let caller = ancolie.caller("analyst").await;
    let other = ReviseOrder {
        bulletin: format!("ancolie/{id}"),
        title: Some("Other words".into()),
        ..ReviseOrder::default()
    };
    ancolie.desk().revise(&caller, &other).await.unwrap();
    fed.sync_all().await;
    let proof = fanal_tests::visitor::PASSWORD;
    let old = rea.post(&path, &[("read", &read), ("proof", proof)]).await;
    assert!(old.text.contains("class=\"faults\""), "{}", old.text);
    assert!(old.text.contains("Other words"), "what it is now is shown");
    let read = between(&old.text, "name=\"read\" value=\"", "\"")
        .unwrap()
        .to_owned();
    let done = rea.post(&path, &[("read", &read)]).await;
    assert!(
        done.text.contains("Its desk is told that you approve it"),
        "{}",
        done.text
    );
    fed.sync_all().await;
    let wider = ReviseOrder {
        bulletin: format!("ancolie/{id}"),
        label: Some("clear".into()),
        ..ReviseOrder::default()
    };
    ancolie.desk().revise(&caller, &wider).await.unwrap();
    assert_eq!(approvals(&fed, id).await, Some("lumbre".to_owned()));

    // Nobody reviews their own desk's so.
    let mut own = Visitor::signed_in(ancolie, "rea", &["reviewer"]).await;
    assert_eq!(own.get(&path).await.status, 422);
}

/// Who approved elsewhere what waits here.
async fn approvals(
    fed: &fanal_tests::federation::Federation,
    id: fanal_protocol::BulletinId,
) -> Option<String> {
    let ancolie = fed.desk("ancolie");
    let caller = ancolie.caller("reviewer").await;
    let shown = ancolie.desk().show_review(&caller, id).await.ok()?;
    shown.approved_by.map(|desk| desk.to_string())
}
