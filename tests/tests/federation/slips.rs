//! A slip, made beforehand, by which a member locks a desk whose people cannot. [REC-17]

use fanal_desk::{RosterChange, SlipMade, SlipOrder, SlipTaken};
use fanal_protocol::{Body, Code, DeskStatus, Notice, Slip, StreamName, Timestamp};
use fanal_tests::federation::{Federation, Forger, Node, says, share};

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

    // What is changed counts for nothing.
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

/// A member tells of a slip in a notice that says to be of that moment.
async fn is_told(fed: &Federation, by: &Node, to: &Node, slip: Slip, issued: Timestamp) {
    let green = StreamName::Green(fed.network);
    let body = Body::Notice(Notice::Slip { slip });
    let said = says(by, [9; 16], 1, green.clone(), issued, body);
    let line = Forger::of(by, green, &[said], fed.now());
    let round = to.desk().pull(fed.network, by.id(), &line).await.unwrap();
    assert_eq!((round.failed, round.taken), (None, 1));
}

async fn is_locked_for(lumbre: &Node, at: &Node) -> bool {
    let to_all = at.previews(&share("green", "after.example")).await;
    !to_all.contains(lumbre.id())
}

/// [REC-17] A member can say what it likes of a slip: only the desk's own key makes one, and not for ever.
#[tokio::test]
async fn a_slip_that_a_member_made_up_or_that_is_long_over_locks_nobody() {
    for (whose, days_later, locks) in [
        ("qasaba", 0, false),
        ("lumbre", 0, true),
        ("lumbre", 35, false),
    ] {
        let fed = three().await;
        let [ancolie, lumbre, qasaba] = fed.desks();
        let until = fed.now().plus_days(2);
        let issued = fed.now();
        let key = &fed.desk(whose).desk().keys().statement;
        let slip = Slip::sign(fed.network, lumbre.id().clone(), until, key);
        fed.pass_days(days_later).await;
        fed.sync_all().await;
        is_told(&fed, qasaba, ancolie, slip, issued).await;
        assert_eq!(
            is_locked_for(lumbre, ancolie).await,
            locks,
            "{whose}, {days_later}"
        );
        assert_eq!(notices(ancolie).await.len(), usize::from(locks));
    }
}

/// [REC-17] [R9] Nobody says it a second time: what a desk said of a slip comes back to it with its own log.
#[tokio::test]
async fn a_desk_that_took_a_slip_does_not_forget_it_when_it_is_restored() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let saved = ancolie.saves().await;
    let until = fed.now().plus_days(9);
    let key = &lumbre.desk().keys().statement;
    let slip = Slip::sign(fed.network, lumbre.id().clone(), until, key);
    let analyst = ancolie.caller("analyst").await;
    let taken = SlipTaken {
        slip,
        confirm: true,
    };
    ancolie.desk().take_slip(&analyst, &taken).await.unwrap();
    qasaba.pull(ancolie).await;
    ancolie.restores(&saved).await;
    assert!(
        !is_locked_for(lumbre, ancolie).await,
        "the backup knows of nothing"
    );
    fed.sync_all().await;
    assert!(is_locked_for(lumbre, ancolie).await);
}
