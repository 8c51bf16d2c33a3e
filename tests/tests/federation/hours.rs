//! When what is approved becomes public: at its hours, and after the members. [PUB-29] [PUB-31]

use fanal_desk::{ReviseOrder, RosterChange, RulesChange};
use fanal_protocol::{BulletinId, Timestamp};
use fanal_tests::federation::{Federation, Node, Ordering as _, share};

use crate::cast::{revise, three};

/// The first moment of an hour of the day, after now.
fn next(fed: &Federation, hour: i64) -> Timestamp {
    let today = fed.now().day().plus_seconds(hour * 3_600);
    if today > fed.now() {
        today
    } else {
        today.plus_days(1)
    }
}

async fn is_approved_for(node: &Node, id: BulletinId) -> Option<Timestamp> {
    let approved = node.approves(id).await.unwrap();
    assert_eq!(approved.published.is_none(), approved.not_before.is_some());
    approved.not_before
}

async fn goes_to(fed: &Federation, moment: Timestamp) {
    fed.pass_seconds(moment.unix() - fed.now().unix()).await;
    fed.do_due().await;
}

#[tokio::test]
async fn what_is_approved_becomes_public_at_the_next_hour_and_goes_at_once() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    ancolie.desk().publish_at(&[6]);
    let order = |value: &str| share("clear", value).consent("public");
    goes_to(&fed, next(&fed, 9)).await;
    let day = ancolie.shares(order("day.example")).await;
    let at = next(&fed, 6);
    assert_eq!(is_approved_for(ancolie, day).await, Some(at));
    // The members have it at once.
    fed.sync_all().await;
    assert!(lumbre.holds(day).await);
    // An embargo that ends in the night: the first hour after it.
    let night = at.plus_seconds(20 * 3_600);
    let embargoed = ancolie
        .shares(order("night.example").not_before(night))
        .await;
    let then = at.plus_days(1);
    assert_eq!(is_approved_for(ancolie, embargoed).await, Some(then));
    goes_to(&fed, at.plus_seconds(-1)).await;
    assert_eq!(ancolie.shelf().await, "");
    goes_to(&fed, at).await;
    let shelf = ancolie.shelf().await;
    assert!(shelf.contains("day.example") && !shelf.contains("night.example"));
    goes_to(&fed, night).await;
    assert!(!ancolie.shelf().await.contains("night.example"));
    // A node that was down at the hour publishes when it is back.
    goes_to(&fed, then.plus_seconds(5_000)).await;
    assert!(ancolie.shelf().await.contains("night.example"));

    // What is taken back waits for nothing.
    ancolie.withdraws(&day.to_string()).await;
    assert!(!ancolie.shelf().await.contains("day.example"));
    fed.sync_all().await;
    assert!(!lumbre.holds(day).await);

    // Taken back before its hour, it never becomes public.
    let gone = ancolie.shares(order("gone.example")).await;
    let at = is_approved_for(ancolie, gone).await.unwrap();
    ancolie.withdraws(&gone.to_string()).await;
    goes_to(&fed, at).await;
    assert!(!ancolie.shelf().await.contains("gone.example"));

    ancolie.desk().publish_at(&[]);
    let now = ancolie.shares(order("now.example")).await;
    assert_eq!(is_approved_for(ancolie, now).await, None);
    assert!(ancolie.shelf().await.contains("now.example"));
}

/// [PUB-31]
#[tokio::test]
async fn the_members_have_it_first_where_the_network_says_so() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let rules = RulesChange {
        members_first_days: Some(7),
        ..RulesChange::default()
    };
    let change = RosterChange {
        rules,
        ..RosterChange::default()
    };
    let roster = fed.change_roster(&change).await;
    for node in fed.desks::<3>() {
        node.take_roster(&roster.envelope).await;
    }
    let order = |value: &str| share("clear", value).consent("public");

    let first = ancolie.shares(order("first.example")).await;
    let at = fed.now().plus_days(7);
    assert_eq!(is_approved_for(ancolie, first).await, Some(at));
    fed.sync_all().await;
    assert!(lumbre.holds(first).await);
    // A day of the author's own counts instead, and what everybody can read already waits for nobody.
    let named = order("named.example").not_before(fed.now().day());
    let known = share("clear", "known.example").consent("not_needed:already_public");
    for now in [named, known] {
        let id = ancolie.shares(now).await;
        assert_eq!(is_approved_for(ancolie, id).await, None);
    }
    let shelf = ancolie.shelf().await;
    assert!(shelf.contains("named.example") && shelf.contains("known.example"));
    goes_to(&fed, at.plus_seconds(-1)).await;
    assert!(!ancolie.shelf().await.contains("first.example"));
    goes_to(&fed, at).await;
    assert!(ancolie.shelf().await.contains("first.example"));

    // The days count from what the members have, not from the approval; what mends a publication waits for nobody.
    let green = share("green", "green.example").consent("public");
    let green = ancolie.shares(green).await;
    let said = |id| ReviseOrder {
        label: Some("clear".into()),
        title: Some("Said anew".into()),
        ..revise(id)
    };
    ancolie.revises(said(green)).await;
    fed.pass_days(5).await;
    let approved = is_approved_for(ancolie, green).await;
    assert_eq!(approved, Some(fed.now().plus_days(2)));
    ancolie.revises(said(first)).await;
    assert_eq!(is_approved_for(ancolie, first).await, None);
}
