//! The hours at which a desk publishes. [PUB-29]

use fanal_protocol::{BulletinId, Timestamp};
use fanal_tests::federation::{Federation, Node, Ordering as _, share};

use crate::cast::three;

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
