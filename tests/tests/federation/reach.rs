//! Who gets what.

use std::collections::BTreeSet;

use fanal_protocol::DeskId;
use fanal_tests::federation::{Federation, Ordering as _, federation, share};

async fn three() -> Federation {
    federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .coordinators(3)
        .threshold(2)
        .await
}

#[tokio::test]
async fn amber_to_one_desk_reaches_that_desk_and_no_other_by_any_road() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let order = share("amber", "amber-lure.example")
        .to(&["lumbre"])
        .titled("For one desk");
    assert_eq!(ancolie.previews(&order).await, [lumbre.id().clone()]);
    let id = ancolie.shares(order).await;
    fed.sync_all().await;

    assert!(lumbre.holds(id).await);
    assert_eq!(lumbre.knows("amber-lure.example").await, 1);
    assert!(!qasaba.holds(id).await);
    assert_eq!(qasaba.knows("amber-lure.example").await, 0);
    let all = qasaba.everything().await;
    for canary in ["amber-lure", "For one desk", &id.to_string()] {
        assert!(!all.contains(canary), "qasaba knows `{canary}`");
    }
    let _: BTreeSet<DeskId> = BTreeSet::new();
}
