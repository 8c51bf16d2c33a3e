//! Two processes over one database: what one of them does, the other one knows. [ROS-25]

use fanal_desk::{AskOrder, Desk, RosterChange, SuspendOrder, WhichKey};
use fanal_tests::federation::{Node, Ordering as _, share};

use crate::cast::three;

async fn suspends(process: &Desk, node: &Node, whom: &Node) {
    let order = SuspendOrder {
        desk: whom.id().clone(),
        why: "its laptop was seized".into(),
        signed: None,
        because: std::collections::BTreeMap::new(),
    };
    let caller = process.caller_by_token(node.token("coordinator")).await;
    let done = process.suspend_desk(&caller.unwrap(), &order).await;
    assert_eq!(done.unwrap().desk, *whom.id());
}

/// [ROS-25] [ROS-18]
#[tokio::test]
async fn a_suspension_that_one_process_heard_holds_in_the_other() {
    let fed = three().await;
    let [ancolie, _, qasaba] = fed.desks();
    let first = ancolie.another_process().await;
    let direct = share("amber", "x.example").to(&["qasaba"]);
    assert!(ancolie.previews(&direct).await.contains(qasaba.id()));
    suspends(&first, ancolie, qasaba).await;
    ancolie.desk().keep_in_step().await.unwrap();
    assert!(ancolie.try_share(direct).await.is_err());
}

/// [ROS-25] [SYN-3]
#[tokio::test]
async fn a_request_of_a_peer_finds_out_what_the_other_process_heard() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let direct = share("amber", "canary.example").to(&["lumbre", "qasaba"]);
    ancolie.shares(direct).await;
    let first = ancolie.another_process().await;
    suspends(&first, ancolie, qasaba).await;
    let round = qasaba.try_pull(ancolie).await;
    assert!(round.is_none_or(|round| round.failed.is_some() || round.taken == 0));
    assert_eq!(qasaba.knows("canary.example").await, 0);
    lumbre.pull(ancolie).await;
    assert_eq!(lumbre.knows("canary.example").await, 1);
}

/// [ROS-25] [ROS-20]
#[tokio::test]
async fn what_a_process_says_after_the_other_took_up_new_keys_counts() {
    let fed = three().await;
    let [ancolie, _, qasaba] = fed.desks();
    let before = qasaba.shares(share("green", "before.example")).await;
    fed.sync_all().await;
    let caller = qasaba.caller("coordinator").await;
    let rotate = AskOrder {
        rotate: [WhichKey::Signing, WhichKey::Checkpoint].into(),
        overlap_days: Some(0),
        ..AskOrder::default()
    };
    qasaba.desk().ask_change(&caller, &rotate).await.unwrap();
    fed.sync_all().await;
    let change = RosterChange {
        fulfil: vec![qasaba.id().clone()],
        ..RosterChange::default()
    };
    let roster = fed.change_roster(&change).await;
    let first = qasaba.another_process().await;
    first.take_roster(&caller, &roster.envelope).await.unwrap();
    fed.pass_seconds(60).await;
    qasaba.withdraws(&before.to_string()).await;
    qasaba.shares(share("green", "after.example")).await;
    ancolie.pull(qasaba).await;
    assert!(!ancolie.holds(before).await, "the withdrawal counts");
    assert_eq!(ancolie.knows("after.example").await, 1);
}
