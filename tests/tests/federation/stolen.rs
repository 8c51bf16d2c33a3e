//! Whoever stole a desk's keys signs with any date: what those keys may still speak for, once a roster
//! ended them. [R15]

use std::collections::BTreeSet;

use fanal_desk::{AskOrder, RosterChange, WhichKey};
use fanal_protocol::wire::Entry;
use fanal_protocol::{
    Body, BulletinId, Digest, Opened, Retraction, RetractionReason, StreamName, StreamRef,
};
use fanal_tests::federation::{Federation, Forger, Node, green, says, says_in, share};

use crate::cast::three;

/// What whoever has the keys of a desk at this moment signs in its name, to be used later: a bulletin in
/// an epoch that the desk never opened, and the bulletin's retraction, in a stream that it never wrote
/// to, in that epoch, and as the next entry of its own log.
struct Loot {
    bulletin: BulletinId,
    lines: Vec<Forger>,
}

const LOOT: [u8; 16] = [0x66; 16];

async fn loot(fed: &Federation, robbed: &Node, own: BulletinId) -> Loot {
    let name = StreamName::Green(fed.network);
    let now = fed.now();
    let (log, digests) = own_log(fed, robbed, &name).await;
    let back = || {
        Body::Retraction(Retraction {
            target: own,
            digests: digests.clone(),
            reason: RetractionReason::Withdrawn,
            to_delete: false,
        })
    };
    let lie = says_in(robbed, 2, (LOOT, 1), name.clone(), now, green("A lie"));
    let back_elsewhere = says(robbed, [2; 16], 2, StreamName::Clear, now.day(), back());
    let back_later = says_in(robbed, 2, ([3; 16], 3), name.clone(), now, back());
    let mut longer = log;
    longer.push(says(robbed, [4; 16], 4, name.clone(), now, back()));
    let lines = vec![
        Forger::of(robbed, StreamName::Clear, &[back_elsewhere], now),
        Forger::of(robbed, name.clone(), &[lie, back_later], now).in_epoch(2),
        Forger::of(robbed, name, &longer, now),
    ];
    Loot {
        bulletin: BulletinId::from_random(LOOT),
        lines,
    }
}

/// The desk's own log of that name, and the digests in it.
async fn own_log(
    fed: &Federation,
    desk: &Node,
    name: &StreamName,
) -> (Vec<Opened>, BTreeSet<Digest>) {
    let stream = StreamRef {
        origin: desk.id().clone(),
        name: name.clone(),
        epoch: 1,
    };
    let reader = fed.all().iter().find(|node| node.id() != desk.id());
    let served = desk.serves(reader.unwrap()).await.unwrap();
    let key = desk.desk().keys().statement.public();
    let open = |(at, entry): (StreamRef, Entry)| match entry {
        Entry::Envelope(bytes) if at == stream => {
            Some(Opened::open(&bytes, desk.id(), &[key]).unwrap())
        }
        Entry::Envelope(_) | Entry::Tombstone { .. } | Entry::NotHeld(_) => None,
    };
    let log: Vec<Opened> = served.entries.into_iter().filter_map(open).collect();
    let digests = log.iter().map(Opened::digest).collect();
    (log, digests)
}

/// A member relays what the thief signed: nothing of it is taken, nothing is purged, and the robbed desk
/// is accused of nothing.
async fn is_worth_nothing(fed: &Federation, loot: &Loot, own: BulletinId) {
    let [ancolie, lumbre, _] = fed.desks();
    let (desk, caller) = (ancolie.desk(), ancolie.caller("analyst").await);
    let before = desk.list_refusals(&caller).await.unwrap().len();
    for line in &loot.lines {
        let round = desk.pull(fed.network, lumbre.id(), line).await.unwrap();
        let name = &line.stream;
        assert_eq!((round.taken, &round.faults), (0, &Vec::new()), "{name}");
    }
    assert!(ancolie.holds(own).await, "purged by a thief");
    assert!(!ancolie.holds(loot.bulletin).await);
    let after = desk.list_refusals(&caller).await.unwrap().len();
    assert_eq!(after, before);
}

/// [ROS-21] [R15]
#[tokio::test]
async fn who_stole_keys_adds_nothing_by_dating_back_once_a_roster_revoked_them() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let own = qasaba.shares(share("green", "own.example")).await;
    fed.sync_all().await;
    let loot = loot(&fed, qasaba, own).await;
    fed.pass_days(1).await;
    let keys = qasaba.desk().keys();
    let caller = qasaba.caller("coordinator").await;
    let rotate = AskOrder {
        rotate: [WhichKey::Signing, WhichKey::Checkpoint].into(),
        ..AskOrder::default()
    };
    qasaba.desk().ask_change(&caller, &rotate).await.unwrap();
    fed.sync_all().await;
    let moment = fed.now();
    let change = RosterChange {
        fulfil: vec![qasaba.id().clone()],
        revoke: [&keys.statement, &keys.checkpoint]
            .map(|key| (key.public().to_string(), moment))
            .into(),
        ..RosterChange::default()
    };
    let roster = fed.change_roster(&change).await;
    for node in [lumbre, qasaba] {
        node.take_roster(&roster.envelope).await;
    }
    assert!(roster.changes.iter().any(|text| text.contains("revoked")));
    is_worth_nothing(&fed, &loot, own).await;
    let anew = qasaba.shares(share("green", "anew.example")).await;
    ancolie.pull(qasaba).await;
    assert!(ancolie.holds(anew).await, "the desk goes on");
}

/// [ROS-21] [ROS-17]
#[tokio::test]
async fn keys_that_a_member_lost_are_frozen_like_stolen_ones_and_it_goes_on_in_a_new_epoch() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let own = qasaba.shares(share("green", "own.example")).await;
    fed.sync_all().await;
    let loot = loot(&fed, qasaba, own).await;
    fed.pass_days(1).await;
    let machine = fed.new_machine("qasaba", 77).await;
    let change = RosterChange {
        rekey: vec![machine.ask_to_join(ancolie).await.slip],
        ..RosterChange::default()
    };
    let roster = fed.change_roster(&change).await;
    lumbre.take_roster(&roster.envelope).await;
    is_worth_nothing(&fed, &loot, own).await;
    let entry = ancolie.desk().membership(None).unwrap().1.roster;
    let entry = entry.desk(qasaba.id()).unwrap();
    assert!(
        entry.freezes.iter().any(|freeze| freeze.size == 1),
        "its green log"
    );
    let caller = ancolie.caller("coordinator").await;
    let chain = ancolie.desk().roster_chain(&caller).await.unwrap();
    machine.take_roster(&chain).await;
    for peer in [ancolie, lumbre] {
        machine.pull(peer).await;
    }
    let anew = machine.shares(share("green", "anew.example")).await;
    ancolie.pull(&machine).await;
    assert!(ancolie.holds(anew).await, "the desk goes on");
}
