//! For how long content is kept: as the network says, and no longer than the program does. [REC-6]

use std::collections::BTreeMap;

use fanal_desk::{RosterChange, RulesChange};
use fanal_protocol::limits::{KEPT_DAYS_AMBER, KEPT_DAYS_GREEN};
use fanal_protocol::{BulletinId, Label, Reference, Timestamp};
use fanal_tests::federation::{Federation, Node, Ordering as _, share};

use crate::cast::three;

async fn rules(fed: &Federation, kept: &[(Label, u32)]) {
    let rules = RulesChange {
        retention_days: kept.iter().copied().collect::<BTreeMap<_, _>>(),
        ..RulesChange::default()
    };
    let change = RosterChange {
        rules,
        ..RosterChange::default()
    };
    fed.change_roster(&change).await;
    fed.sync_all().await;
}

async fn kept_until(node: &Node, origin: &Node, id: BulletinId) -> Option<Timestamp> {
    let mut unit = node.store().read().await.unwrap();
    let reference = Reference {
        origin: origin.id().clone(),
        id,
    };
    let row = unit.bulletin(node.network(), &reference).await;
    row.unwrap().unwrap().retain_until
}

/// A roster that says "for a hundred years", or says nothing, is good; content goes sooner all the same.
#[tokio::test]
async fn no_rules_of_a_network_keep_content_longer_than_the_program_does() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    rules(&fed, &[(Label::Amber, 36_500), (Label::Green, 0)]).await;
    let amber = share("amber", "amber.example").to(&["ancolie"]);
    let amber = lumbre.shares(amber).await;
    let green = lumbre.shares(share("green", "green.example")).await;
    fed.sync("ancolie", "lumbre").await;
    let days = |days: u32| Some(fed.now().plus_days(i64::from(days)));
    for node in [ancolie, lumbre] {
        let until = kept_until(node, lumbre, amber).await;
        assert_eq!(until, days(KEPT_DAYS_AMBER));
        let until = kept_until(node, lumbre, green).await;
        assert_eq!(until, days(KEPT_DAYS_GREEN));
    }
}

/// What came under rules that kept it longer goes when the rules of now say so.
#[tokio::test]
async fn what_came_under_longer_rules_goes_by_those_of_now() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    rules(&fed, &[(Label::Green, 0)]).await;
    let old = lumbre.shares(share("green", "old.example")).await;
    fed.sync("ancolie", "lumbre").await;
    fed.pass_days(3).await;
    let new = lumbre.shares(share("green", "new.example")).await;
    fed.sync_all().await;
    rules(&fed, &[(Label::Green, 2)]).await;
    let purged = ancolie.desk().keep_retention().await.unwrap();
    assert_eq!(purged, 1);
    assert!(!ancolie.holds(old).await);
    assert!(ancolie.holds(new).await);
    assert!(!ancolie.everything().await.contains("old.example"));
}
