//! Desks that came back, and clocks that leapt.

use fanal_desk::{ClockOrder, Done, GoOnOrder};
use fanal_protocol::Code;
use fanal_tests::federation::{Ordering as _, share};
use serde_json::json;

use crate::cast::three;

/// [STR-11] [STR-12]
#[tokio::test]
async fn a_desk_that_was_moved_is_silent_until_it_heard_everybody() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let before = ancolie.shares(share("green", "before.example")).await;
    let direct = share("amber", "direct.example").to(&["lumbre"]);
    ancolie.shares(direct).await;
    fed.sync_all().await;
    ancolie.desk().say_moved("local").await.unwrap();
    ancolie.start_again().await;
    ancolie.shares(share("green", "after.example")).await;
    let silent = async |heard: usize| {
        lumbre.pull(ancolie).await;
        assert_eq!(lumbre.knows("after.example").await, 0, "after {heard}");
        let refused = ancolie
            .asks("analyst", "export", &json!({"format": "csv"}))
            .await;
        assert_eq!(refused.code(), "busy", "after {heard}");
        let status = ancolie.asks("analyst", "status", &json!({})).await.json();
        let missing = &status["data"]["network"]["returning"]["unheard"];
        assert_eq!(
            missing.as_array().map(Vec::len),
            Some(2 - heard),
            "{status:#}"
        );
    };
    silent(0).await;
    ancolie.pull(lumbre).await;
    silent(1).await;
    ancolie.pull(qasaba).await;
    lumbre.pull(ancolie).await;
    assert_eq!(lumbre.knows("after.example").await, 1);
    let status = ancolie.asks("analyst", "status", &json!({})).await.json();
    assert_eq!(status["data"]["network"]["returning"], json!(null));
    assert_eq!(status["data"]["network"]["copied"], json!(false));
    // The direct stream is closed to the desk that reads it, and to nobody else.
    let closed = async |node: &fanal_tests::federation::Node| {
        let mut unit = node.store().read().await.unwrap();
        let key = format!("epochs-closed/{}/ancolie", node.network());
        let ends = unit.setting(&key).await.unwrap().unwrap();
        serde_json::from_slice::<serde_json::Value>(&ends).unwrap()
    };
    qasaba.pull(ancolie).await;
    let green = format!("1/green/{}", ancolie.network());
    assert!(closed(lumbre).await.get("1/direct/lumbre").is_some());
    assert!(closed(qasaba).await.get("1/direct/lumbre").is_none());
    assert_eq!(closed(qasaba).await[&green], closed(lumbre).await[&green]);
    // What went out in the old epoch is taken back in the new one.
    ancolie.withdraws(&before.to_string()).await;
    fed.sync_all().await;
    assert!(!lumbre.holds(before).await && !qasaba.holds(before).await);
}

/// [STR-12]
#[tokio::test]
async fn a_person_goes_on_without_those_that_are_named() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    ancolie.shares(share("green", "before.example")).await;
    fed.sync_all().await;
    ancolie.desk().say_moved("local").await.unwrap();
    ancolie.start_again().await;
    ancolie.shares(share("green", "after.example")).await;
    ancolie.pull(lumbre).await;
    let analyst = ancolie.caller("analyst").await;
    let refused = ancolie.desk().go_on(&analyst, &GoOnOrder::default()).await;
    assert_eq!(refused.unwrap_err().code(), Code::PolicyRole);
    let caller = ancolie.caller("admin").await;
    let shown = ancolie
        .desk()
        .go_on(&caller, &GoOnOrder::default())
        .await
        .unwrap();
    assert!(!shown.goes_on && shown.unheard.len() == 1, "{shown:?}");
    lumbre.pull(ancolie).await;
    assert_eq!(lumbre.knows("after.example").await, 0, "it was only shown");
    let order = GoOnOrder { confirm: true };
    assert!(ancolie.desk().go_on(&caller, &order).await.unwrap().goes_on);
    lumbre.pull(ancolie).await;
    assert_eq!(lumbre.knows("after.example").await, 1);
}

/// Two days.
const LEAP: i64 = 172_800;

/// [TIM-1] [TIM-2]
#[tokio::test]
async fn a_leap_publishes_nothing_and_ends_nothing_until_peers_confirm_it() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    for node in [lumbre, qasaba] {
        node.shares(share("green", &format!("{}.example", node.id())))
            .await;
    }
    fed.sync_all().await;
    let order = share("clear", "embargoed.example")
        .consent("public")
        .not_before(fed.now().plus_seconds(7_200));
    let id = ancolie.shares(order).await;
    ancolie.approves(id).await.unwrap();
    let desk = ancolie.desk();
    desk.look_at_clock().await.unwrap();
    let mark = desk.now();
    fed.clock.advance(LEAP);
    desk.look_at_clock().await.unwrap();
    assert!(desk.is_clock_paused());
    assert_eq!(desk.do_due().await.unwrap(), Done::default());
    assert!(!ancolie.shelf().await.contains("embargoed.example"));
    // Set right again it is believed at once, and no moment before the mark comes back.
    fed.clock.advance(-LEAP - 60);
    desk.look_at_clock().await.unwrap();
    assert!(!desk.is_clock_paused());
    assert_eq!(desk.now(), mark);
    ancolie.start_again().await;
    let desk = ancolie.desk();
    assert_eq!(desk.now(), mark, "the mark is stored");
    // One peer is not half of two that say so; two are.
    fed.clock.advance(LEAP);
    desk.look_at_clock().await.unwrap();
    for (node, is_enough) in [(lumbre, false), (qasaba, true)] {
        node.desk().refresh_checkpoints().await.unwrap();
        ancolie.pull(node).await;
        desk.look_at_clock().await.unwrap();
        assert_eq!(desk.is_clock_paused(), !is_enough, "{}", node.id());
    }
    assert_eq!(desk.do_due().await.unwrap().published, 1);
    assert!(ancolie.shelf().await.contains("embargoed.example"));
    // A person's word does it too.
    fed.clock.advance(LEAP);
    desk.look_at_clock().await.unwrap();
    assert!(desk.is_clock_paused());
    let admin = ancolie.caller("admin").await;
    let shown = desk
        .clock(&admin, &ClockOrder { confirm: true })
        .await
        .unwrap();
    assert!(!shown.paused && shown.mark == shown.shown, "{shown:?}");
    assert!(!desk.is_clock_paused());
}

/// Ten years.
const DECADE: i64 = 10 * 365 * 86_400;

/// [TIM-2] Nothing is deleted by the word of a clock that nobody confirmed: what is past its time by that clock is
/// shown to nobody meanwhile, and all of it is there again once the clock is right.
#[tokio::test]
async fn a_clock_that_leaps_years_ahead_deletes_nothing() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let kept = fed.now().plus_days(20);
    let orders = [
        share("green", "network-says-when.example"),
        share("amber", "desk-says-when.example")
            .to(&["lumbre"])
            .retained_until(kept),
        share("green", "question.example").asking_until(fed.now().plus_days(5)),
    ];
    let mut ids = Vec::new();
    for order in orders {
        ids.push(ancolie.shares(order).await);
    }
    fed.sync_all().await;
    for node in [ancolie, lumbre] {
        node.desk().look_at_clock().await.unwrap();
    }
    fed.clock.advance(DECADE);
    for node in [ancolie, lumbre] {
        // At the moment of the leap, and once more after a restart, which believes the clock no more.
        for again in [false, true] {
            if again {
                node.start_again().await;
            }
            let desk = node.desk();
            desk.look_at_clock().await.unwrap();
            assert!(desk.is_clock_paused(), "{} {again}", node.id());
            assert_eq!(desk.do_due().await.unwrap(), Done::default());
            assert_eq!(desk.keep_retention().await.unwrap(), 0);
        }
        // The origin keeps its own as long as it likes. [POL-21]
        let hidden = node.shows(&ids[1].to_string()).await.is_err();
        assert_eq!(hidden, node.id() == lumbre.id(), "{}", node.id());
    }
    fed.clock.advance(-DECADE);
    for node in [ancolie, lumbre] {
        let desk = node.desk();
        desk.look_at_clock().await.unwrap();
        assert!(!desk.is_clock_paused());
        desk.do_due().await.unwrap();
        desk.keep_retention().await.unwrap();
        for id in &ids {
            assert!(
                node.shows(&id.to_string()).await.is_ok(),
                "{} lost {id}",
                node.id()
            );
        }
        assert_eq!(node.knows("network-says-when.example").await, 1);
    }
    // The same leap, confirmed by a person, does end what is past its time: the test can fail.
    fed.clock.advance(DECADE);
    let admin = lumbre.caller("admin").await;
    let confirm = ClockOrder { confirm: true };
    lumbre.desk().clock(&admin, &confirm).await.unwrap();
    lumbre.desk().keep_retention().await.unwrap();
    assert!(!lumbre.holds(ids[1]).await);
}

/// [BAK-6]
#[tokio::test]
async fn what_ends_within_thirty_days_is_told_and_nothing_else() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let ends = async || {
        let status = ancolie.asks("analyst", "status", &json!({})).await.json();
        assert_eq!(status["data"]["backups"]["newest"], json!(null));
        assert_eq!(status["data"]["backups"]["recovery_key"], json!(false));
        status["data"]["network"]["ends"].clone()
    };
    assert_eq!(ends().await, json!([]));
    let (_, membership) = ancolie.desk().membership(None).unwrap();
    let left = membership.roster.expires.unix() - fed.now().unix();
    fed.clock.advance(left - 7 * 86_400 + 60);
    let told = ends().await;
    assert_eq!(told.as_array().map(Vec::len), Some(1), "{told:#}");
    assert_eq!(
        (&told[0]["what"], &told[0]["days"]),
        (&json!("roster"), &json!(6))
    );
}
