//! One coordinator's emergency stop, broken rules with their proof, and a fork that nobody lifts.

use fanal_desk::{ReportOrder, RosterChange, SuspendOrder, coordinator_card, sign_suspension};
use fanal_protocol::{
    Blob, Body, BulletinId, Code, DeskStatus, Opened, Proof, Report, SecretKey, StreamName,
};
use fanal_tests::federation::{Federation, Forger, Node, Ordering as _, says, share};

use crate::cast::{five, three};

async fn suspends(node: &Node, whom: &Node) -> Result<(), Code> {
    let order = SuspendOrder {
        desk: whom.id().clone(),
        why: "its laptop was seized".into(),
        signed: None,
        because: std::collections::BTreeMap::new(),
    };
    let caller = node.caller("coordinator").await;
    let done = node.desk().suspend_desk(&caller, &order).await;
    done.map(drop).map_err(|error| error.code())
}

fn status(whom: &Node, status: DeskStatus) -> RosterChange {
    RosterChange {
        status: [(whom.id().clone(), status)].into(),
        ..RosterChange::default()
    }
}

fn is_suspended(at: &Node, whom: &Node) -> bool {
    let (_, held) = at.desk().membership(None).unwrap();
    let now = at.desk().now();
    held.in_force(now).desk(whom.id()).unwrap().status == DeskStatus::Suspended
}

/// [ROS-18] [R18] [R17]
#[tokio::test]
async fn one_coordinator_stops_a_desk_for_three_days_and_not_longer() {
    let fed = five().await;
    let [ancolie, lumbre, qasaba, mirador, zenit] = fed.desks();
    assert_eq!(
        suspends(mirador, zenit).await,
        Err(Code::PolicyMember),
        "no coordinator"
    );
    assert_eq!(suspends(ancolie, zenit).await, Ok(()));
    // Mirador hears it from lumbre: suspensions are passed on as heartbeats are.
    lumbre.pull(ancolie).await;
    mirador.pull(lumbre).await;
    for node in [ancolie, lumbre, mirador] {
        assert!(is_suspended(node, zenit), "{}", node.id());
        assert!(node.serves(zenit).await.is_err(), "{} serves it", node.id());
        assert!(node.try_pull(zenit).await.unwrap().failed.is_some());
    }
    assert!(!is_suspended(qasaba, zenit), "it has not heard of it yet");
    let before = ancolie.shares(share("green", "meanwhile.example")).await;
    // What the page of peers says is what is acted on. [ROS-18]
    let analyst = ancolie.caller("analyst").await;
    let status = ancolie.desk().status(&analyst).await.unwrap();
    let mut peers = status.network.unwrap().peers.into_iter();
    let told = peers.find(|peer| peer.desk == *zenit.id()).unwrap();
    assert_eq!(told.status, DeskStatus::Suspended);
    let named = share("amber", "x.example").to(&["zenit"]);
    let refused = ancolie.try_share(named).await.map(drop);
    assert_eq!(refused, Err(Code::PolicyMember));
    assert!(
        !ancolie
            .previews(&share("green", "x.example"))
            .await
            .contains(zenit.id())
    );

    fed.pass_seconds(72 * 3_600 - 1).await;
    assert!(is_suspended(ancolie, zenit));
    fed.pass_seconds(1).await;
    assert!(!is_suspended(ancolie, zenit), "by time, without a word");
    assert!(!is_suspended(mirador, zenit));
    zenit.pull(ancolie).await;
    assert!(zenit.holds(before).await);
    assert_eq!(
        suspends(ancolie, zenit).await,
        Err(Code::PolicyRoster),
        "once in 30 days"
    );
    assert_eq!(
        suspends(lumbre, zenit).await,
        Ok(()),
        "another coordinator may"
    );
    fed.pass_days(28).await;
    assert_eq!(suspends(ancolie, zenit).await, Ok(()));
}

/// [ROS-18]
#[tokio::test]
async fn the_next_roster_confirms_a_suspension_or_ends_it_and_has_to_say_so() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    suspends(ancolie, qasaba).await.unwrap();
    let caller = ancolie.caller("coordinator").await;
    let unsaid = RosterChange {
        days: Some(100),
        ..RosterChange::default()
    };
    let refused = ancolie
        .desk()
        .draft_roster(&caller, &unsaid)
        .await
        .map(drop);
    assert_eq!(refused.map_err(|e| e.code()), Err(Code::UsageInvalid));
    let roster = fed.change_roster(&status(qasaba, DeskStatus::Active)).await;
    assert!(!is_suspended(ancolie, qasaba), "the threshold ended it");
    lumbre.take_roster(&roster.envelope).await;
    suspends(lumbre, qasaba).await.unwrap();
    fed.change_roster(&status(qasaba, DeskStatus::Suspended))
        .await;
    lumbre.pull(ancolie).await;
    fed.pass_days(4).await;
    for node in [ancolie, lumbre] {
        assert!(is_suspended(node, qasaba), "the threshold confirmed it");
    }
}

/// [ROS-18] The signer's clock makes a suspension shorter, never longer.
#[tokio::test]
async fn a_suspension_counts_from_the_earlier_of_its_own_date_and_its_coming() {
    let fed = three().await;
    let [ancolie, _, qasaba] = fed.desks();
    let key = SecretKey::from_seed(&[9; 32]);
    let card = coordinator_card("Ada, offline", None, &key);
    let change = RosterChange {
        cards: vec![card.slip],
        threshold: Some(3),
        ..RosterChange::default()
    };
    let caller = ancolie.caller("coordinator").await;
    fed.change_roster(&change).await;
    let chain = ancolie.desk().roster_chain(&caller).await.unwrap();
    let order = SuspendOrder {
        desk: qasaba.id().clone(),
        why: "x".into(),
        signed: None,
        because: std::collections::BTreeMap::new(),
    };
    let signed_at = |at, id: u8| {
        let ids = [id, id + 1].map(|n| BulletinId::from_random([n; 16]));
        let signed = sign_suspension(&chain, &order, &key, at, ids).unwrap();
        SuspendOrder {
            signed: Some(signed),
            ..order.clone()
        }
    };
    let now = fed.now();
    let ahead = ancolie
        .desk()
        .suspend_desk(&caller, &signed_at(now.plus_days(1), 1))
        .await;
    assert_eq!(ahead.map_err(|e| e.code()), Err(Code::VerifyTime));
    let over = ancolie
        .desk()
        .suspend_desk(&caller, &signed_at(now.plus_days(-3), 3))
        .await;
    assert_eq!(over.map_err(|e| e.code()), Err(Code::PolicyRoster));
    let early = signed_at(now.plus_days(-2), 5);
    let shown = ancolie.desk().suspend_desk(&caller, &early).await.unwrap();
    assert_eq!(
        (shown.until, shown.by.as_str()),
        (now.plus_days(1), "Ada, offline")
    );
    let strange = SecretKey::from_seed(&[10; 32]);
    assert!(
        sign_suspension(
            &chain,
            &order,
            &strange,
            now,
            [BulletinId::from_random([7; 16]); 2]
        )
        .is_err()
    );
}

/// [JOIN-8]
#[tokio::test]
async fn a_report_goes_to_coordinators_desks_alone_with_proof_and_without_content() {
    let fed = five().await;
    let [ancolie, lumbre, _, mirador, zenit] = fed.desks();
    // Zenit asks mirador for what it may not have; mirador notes a refusal of its own making.
    zenit.shares(share("green", "canary-report.example")).await;
    mirador.pull(zenit).await;
    let order = ReportOrder {
        desk: zenit.id().clone(),
        text: "passed AMBER on".into(),
        because: std::collections::BTreeMap::new(),
    };
    let caller = mirador.caller("coordinator").await;
    mirador.desk().report_desk(&caller, &order).await.unwrap();
    fed.sync_all().await;
    let reports = async |node: &Node| {
        let caller = node.caller("coordinator").await;
        node.desk().list_reports(&caller).await.unwrap()
    };
    for node in [ancolie, lumbre] {
        let told = reports(node).await;
        assert_eq!((told.len(), told[0].by.clone()), (1, mirador.id().clone()));
        assert_eq!(told[0].text, "passed AMBER on");
        assert!(!format!("{told:?}").contains("canary-report"));
    }
    assert!(reports(zenit).await.is_empty());
    assert!(
        !mirador
            .serves(zenit)
            .await
            .unwrap()
            .text
            .contains("passed AMBER on")
    );
}

/// [JOIN-8] [ROS-10] [ROS-19]
#[tokio::test]
async fn a_fork_is_reported_with_the_second_roster_and_no_later_roster_lifts_it() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let days = |days| RosterChange {
        days: Some(days),
        ..RosterChange::default()
    };
    let one = ancolie.draft(&days(100)).await;
    let other = ancolie.draft(&days(200)).await;
    let one = lumbre.sign(&one.envelope).await;
    let other = qasaba.sign(&other.envelope).await;
    let caller = lumbre.caller("coordinator").await;
    let refused = lumbre
        .desk()
        .take_roster(&caller, &other.envelope)
        .await
        .map(drop);
    assert_eq!(refused.map_err(|e| e.code()), Err(Code::PolicyRoster));
    let order = ReportOrder {
        desk: qasaba.id().clone(),
        text: "signed a second roster".into(),
        because: std::collections::BTreeMap::new(),
    };
    let report = lumbre.desk().report_desk(&caller, &order).await.unwrap();
    assert_eq!(report.proof, ["a second roster of one version"]);
    fed.sync_all().await;
    let caller = ancolie.caller("coordinator").await;
    let told = ancolie.desk().list_reports(&caller).await.unwrap();
    assert_eq!(told.len(), 1, "proofs move in a fork");

    ancolie.take_roster(&one.envelope).await;
    let next = ancolie.draft(&days(300)).await;
    let next = lumbre.sign(&next.envelope).await;
    assert!(next.in_force);
    let held = lumbre.desk().membership(None).unwrap().1;
    assert!(held.forked && held.roster.version() == next.version);
    let stopped = lumbre
        .try_share(share("green", "x.example"))
        .await
        .map(drop);
    assert_eq!(stopped, Err(Code::PolicyRoster));
}

/// [ROS-24] Who was a coordinator then can sign it any day: it stops nobody, and people are told.
#[tokio::test]
async fn a_second_roster_of_a_version_that_is_over_stops_nobody_and_is_reported() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let days = |days| RosterChange {
        days: Some(days),
        ..RosterChange::default()
    };
    let one = ancolie.draft(&days(100)).await;
    let by_one_alone = ancolie.draft(&days(200)).await;
    let one = lumbre.sign(&one.envelope).await;
    let other = qasaba.sign(&by_one_alone.envelope).await;
    assert!(one.in_force && other.in_force && one.version == other.version);
    ancolie.take_roster(&one.envelope).await;
    let next = ancolie.draft(&days(300)).await;
    let next = lumbre.sign(&next.envelope).await;
    ancolie.take_roster(&next.envelope).await;

    let told = async |node: &Node| {
        let caller = node.caller("coordinator").await;
        let checks = node.desk().doctor(&caller).await.unwrap().checks;
        checks.iter().any(|check| check.name == "roster history")
    };
    let caller = lumbre.caller("coordinator").await;
    let take = async |envelope: &str| {
        let taken = lumbre.desk().take_roster(&caller, envelope).await;
        taken.map(drop).map_err(|error| error.code())
    };
    for known in [&one.envelope, &by_one_alone.envelope] {
        assert_eq!(take(known).await, Ok(()));
        assert!(
            !told(lumbre).await,
            "one that is held, or that one of three signed"
        );
    }
    for _ in 0..2 {
        assert_eq!(take(&other.envelope).await, Ok(()));
        assert!(told(lumbre).await && !told(ancolie).await);
    }
    let order = ReportOrder {
        desk: qasaba.id().clone(),
        text: "signed a second roster".into(),
        because: std::collections::BTreeMap::new(),
    };
    let report = lumbre.desk().report_desk(&caller, &order).await.unwrap();
    assert_eq!(report.proof, ["a second roster of one version"]);
    fed.sync("ancolie", "lumbre").await;
    assert!(told(ancolie).await, "it verified it by its own chain");
    for node in [ancolie, lumbre] {
        let held = node.desk().membership(None).unwrap().1;
        assert!(!held.forked && held.roster.version() == next.version);
        let shared = node.try_share(share("green", "moves.example")).await;
        assert_eq!(shared.map(drop), Ok(()));
    }
}

/// Lumbre reports qasaba to ancolie, with this roster.
async fn reports(fed: &Federation, log: &mut Vec<Opened>, envelope: &str) {
    let [ancolie, lumbre, qasaba] = fed.desks();
    let report = Report {
        desk: qasaba.id().clone(),
        text: "signed a second roster".into(),
        proof: [Proof::Roster {
            envelope: Blob(envelope.as_bytes().to_vec()),
        }]
        .into(),
    };
    let direct = StreamName::Direct(ancolie.id().clone());
    let salt = u8::try_from(log.len()).unwrap() + 1;
    let body = Body::Report(report);
    log.push(says(
        lumbre,
        [salt; 16],
        salt,
        direct.clone(),
        fed.now(),
        body,
    ));
    let line = Forger::of(lumbre, direct, log, fed.now());
    let desk = ancolie.desk();
    let round = desk.pull(fed.network, lumbre.id(), &line).await.unwrap();
    assert_eq!(round.taken, 1, "{round:?}");
}

/// [ROS-22]
#[tokio::test]
async fn a_second_roster_in_a_report_stops_who_hears_of_it_whichever_came_first() {
    for roster_first in [true, false] {
        let fed = three().await;
        let [ancolie, lumbre, qasaba] = fed.desks();
        let days = |days| RosterChange {
            days: Some(days),
            ..RosterChange::default()
        };
        let drafted = [100, 200].map(days);
        let one = ancolie.draft(&drafted[0]).await;
        let alone = ancolie.draft(&drafted[1]).await;
        let one = lumbre.sign(&one.envelope).await;
        let other = qasaba.sign(&alone.envelope).await;
        let mut log = Vec::new();
        let forked = || ancolie.desk().membership(None).unwrap().1.forked;
        if roster_first {
            ancolie.take_roster(&one.envelope).await;
        }
        reports(&fed, &mut log, &alone.envelope).await;
        assert!(!forked(), "one signature is none");
        reports(&fed, &mut log, &other.envelope).await;
        assert_eq!(forked(), roster_first);
        if !roster_first {
            ancolie.take_roster(&one.envelope).await;
        }
        assert!(forked());
    }
}
