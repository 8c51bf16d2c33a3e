//! What quotes another's bulletin goes no further than it.

use fanal_tests::federation::{Ordering as _, federation, share};

use crate::VALUE;

#[tokio::test]
async fn what_quotes_a_withdrawn_bulletin_stops() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let source = ancolie.shares(share("green", VALUE)).await;
    fed.sync_all().await;
    let mut order = share("green", "derived-lantern.net");
    order.refers_to = vec![format!("ancolie/{source}")];
    lumbre.shares(order).await;
    ancolie.withdraws(&source.to_string()).await;
    lumbre.pull(ancolie).await;
    let served = lumbre.serves(qasaba).await.unwrap();
    assert!(
        !served.text.contains("derived-lantern"),
        "derived content still moves"
    );
}

#[tokio::test]
async fn values_of_others_narrower_bulletins_are_not_composed_wider() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let [ancolie, lumbre, _] = fed.desks();
    ancolie.shares(share("amber", VALUE).to(&["lumbre"])).await;
    fed.sync_all().await;
    assert_eq!(lumbre.knows(VALUE).await, 1);
    assert!(
        lumbre.try_share(share("green", VALUE)).await.is_err(),
        "AMBER became GREEN by pasting it"
    );
}
