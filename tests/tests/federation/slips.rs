//! A slip, made beforehand, by which a member locks a desk whose people cannot. [REC-17]

use fanal_desk::{RosterChange, SlipMade, SlipOrder, SlipTaken};
use fanal_protocol::{Body, Code, DeskStatus, Notice, StreamName};
use fanal_tests::federation::{Forger, says, share};

use crate::aftermath::notices;
use crate::cast::three;

/// [REC-17]
#[tokio::test]
async fn a_slip_locks_a_desk_whose_people_cannot_at_every_member_until_a_roster_lets_it_in() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let admin = lumbre.caller("admin").await;
    let (desk, order) = (lumbre.desk(), SlipOrder::default());
    let made = desk.make_slips(&admin, &order).await.unwrap();
    let [SlipMade { slip, .. }] = made.as_slice() else {
        panic!("one network, one slip");
    };
    fed.pass_days(30).await;
    fed.sync_all().await;
    let analyst = ancolie.caller("analyst").await;
    let take = async |slip: &str, confirm| {
        let slip = slip.parse().unwrap();
        let taken = SlipTaken { slip, confirm };
        ancolie.desk().take_slip(&analyst, &taken).await
    };
    let line = slip.to_string();

    // What is changed, of nobody, or over counts for nothing.
    for (was, becomes) in [
        (" lumbre ", " qasaba "),
        (" lumbre ", " nobody "),
        ("2027-", "2028-"),
    ] {
        let changed = line.replacen(was, becomes, 1);
        assert_ne!(changed, line);
        let refused = take(&changed, true).await.map(drop);
        assert_eq!(refused.map_err(|e| e.code()), Err(Code::UsageInvalid));
    }
    // Without the second action nothing happens.
    assert!(!take(&line, false).await.unwrap().suspended);
    qasaba.pull(ancolie).await;
    assert!(notices(qasaba).await.is_empty());

    assert!(take(&line, true).await.unwrap().suspended);
    assert!(take(&line, true).await.unwrap().suspended, "said once");
    qasaba.pull(ancolie).await;
    for node in [ancolie, qasaba] {
        assert_eq!(notices(node).await, ["slip"], "{}", node.id());
        let to_all = node.previews(&share("green", "after.example")).await;
        assert!(!to_all.contains(lumbre.id()), "{}", node.id());
    }
    let id = ancolie.shares(share("green", "after.example")).await;
    lumbre.pull(ancolie).await;
    assert!(!lumbre.holds(id).await, "it is sent nothing");

    // Only a later roster lets it in.
    let back = RosterChange {
        status: [(lumbre.id().clone(), DeskStatus::Active)].into(),
        ..RosterChange::default()
    };
    fed.pass_days(1).await;
    let roster = fed.change_roster(&back).await;
    for node in [ancolie, lumbre, qasaba] {
        node.take_roster(&roster.envelope).await;
    }
    lumbre.pull(ancolie).await;
    assert!(lumbre.holds(id).await);
}

/// [REC-17] A member can say what it likes of a slip: only the desk's own key makes one.
#[tokio::test]
async fn a_slip_that_a_member_made_up_locks_nobody() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let until = fed.now().plus_days(9);
    let forged = fanal_protocol::Slip::sign(
        fed.network,
        lumbre.id().clone(),
        until,
        &qasaba.desk().keys().statement,
    );
    let green = StreamName::Green(fed.network);
    let body = Body::Notice(Notice::Slip { slip: forged });
    let said = says(qasaba, [9; 16], 1, green.clone(), fed.now(), body);
    let line = Forger::of(qasaba, green, &[said], fed.now());
    let round = ancolie.desk().pull(fed.network, qasaba.id(), &line).await;
    assert_eq!(round.unwrap().failed, None);
    assert!(notices(ancolie).await.is_empty());
    let to_all = ancolie.previews(&share("green", "after.example")).await;
    assert!(to_all.contains(lumbre.id()));
}
