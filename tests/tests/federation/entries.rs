//! A member's own entry: keys that follow on, keys that were stolen, leaving; coordinators who come and
//! go, and sign where there is no node.

use std::collections::BTreeSet;

use fanal_desk::{
    AskOrder, DeskKeys, ParcelOrder, RosterChange, RosterDraft, TakeOrder, WhichKey,
    coordinator_card, sign_offline,
};
use fanal_protocol::tree::Frontier;
use fanal_protocol::{Code, DeskStatus, Envelope, Roster, SecretKey, StreamName};
use fanal_tests::federation::{Federation, Forger, Node, green, says, share};

use crate::cast::three;

async fn asks(node: &Node, order: &AskOrder) -> String {
    let caller = node.caller("coordinator").await;
    node.desk().ask_change(&caller, order).await.unwrap().slip
}

fn rotate(which: &[WhichKey]) -> AskOrder {
    AskOrder {
        rotate: which.iter().copied().collect(),
        ..AskOrder::default()
    }
}

async fn fulfils(fed: &Federation, whom: &Node, change: RosterChange) -> RosterDraft {
    fed.sync_all().await;
    let change = RosterChange {
        fulfil: vec![whom.id().clone()],
        ..change
    };
    let roster = fed.change_roster(&change).await;
    for node in fed.all() {
        node.take_roster(&roster.envelope).await;
    }
    roster
}

fn publics(keys: &DeskKeys) -> [fanal_protocol::PublicKey; 3] {
    [&keys.statement, &keys.checkpoint, &keys.feed].map(SecretKey::public)
}

/// [PAR-2] [JOIN-7]
#[tokio::test]
async fn a_parcel_that_is_long_under_way_is_opened_by_its_key_until_that_is_retired() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let mut parcels = Vec::new();
    for maker in [ancolie, qasaba] {
        let caller = maker.caller("analyst").await;
        let order = ParcelOrder {
            desk: lumbre.id().clone(),
            all: true,
        };
        let made = maker.desk().make_parcel(&caller, &order).await.unwrap();
        parcels.push(TakeOrder {
            parcel: made.parcel,
        });
    }
    // Two weeks of overlap are not over, and the keys change twice.
    for _ in 0..2 {
        fed.clock.advance(60);
        asks(lumbre, &rotate(&[WhichKey::Sealing])).await;
        fulfils(&fed, lumbre, RosterChange::default()).await;
    }
    lumbre.start_again().await;
    assert_eq!(lumbre.desk().keys().sealing_before.len(), 2);
    let caller = lumbre.caller("analyst").await;
    let taken = lumbre.desk().take_parcel(&caller, &parcels[0]).await;
    assert_eq!(taken.unwrap().faults, Vec::<String>::new());

    fed.clock.advance(60);
    let retire = AskOrder {
        retire: true,
        ..AskOrder::default()
    };
    asks(lumbre, &retire).await;
    fulfils(&fed, lumbre, RosterChange::default()).await;
    assert!(lumbre.desk().keys().sealing_before.is_empty());
    let taken = lumbre.desk().take_parcel(&caller, &parcels[1]).await;
    assert_eq!(taken.unwrap_err().code(), Code::PolicyAudience);
}

/// [JOIN-7] [ROS-13]
#[tokio::test]
async fn new_keys_are_used_once_the_roster_has_them_and_old_ones_count_through_the_overlap() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let before = lumbre.desk().keys();
    let old = lumbre.shares(share("green", "old-key.example")).await;
    let pin = lumbre.desk().tls_pin();
    let all = [
        WhichKey::Signing,
        WhichKey::Checkpoint,
        WhichKey::Feed,
        WhichKey::Tls,
        WhichKey::Sealing,
    ];
    asks(lumbre, &rotate(&all)).await;
    assert_eq!(
        publics(&lumbre.desk().keys()),
        publics(&before),
        "not before the roster has them"
    );
    let roster = fulfils(&fed, lumbre, RosterChange::default()).await;
    assert!(
        roster
            .changes
            .iter()
            .any(|c| c.starts_with("lumbre: signing keys")),
        "{:?}",
        roster.changes
    );
    let after = lumbre.desk().keys();
    for (old, new) in publics(&before).into_iter().zip(publics(&after)) {
        assert_ne!(old, new);
    }
    let new = lumbre.shares(share("green", "new-key.example")).await;
    fed.sync_all().await;
    for node in [ancolie, qasaba] {
        assert!(
            node.holds(old).await && node.holds(new).await,
            "{}",
            node.id()
        );
    }
    // The certificate of a node that runs is changed by starting it again.
    assert_eq!(lumbre.desk().tls_pin(), pin);
    lumbre.start_again().await;
    assert_ne!(lumbre.desk().tls_pin(), pin);
    lumbre.pull(ancolie).await;
    asks(
        lumbre,
        &AskOrder {
            retire: true,
            ..AskOrder::default()
        },
    )
    .await;
    fulfils(&fed, lumbre, RosterChange::default()).await;
    let held = ancolie.desk().membership(None).unwrap().1;
    let entry = held.roster.desk(lumbre.id()).unwrap();
    assert_eq!(entry.tls, [lumbre.desk().tls_pin()].into());
    assert_eq!(entry.sealing.len(), 1);
    assert_eq!(
        entry.signing.len(),
        2,
        "old keys stay, so that what they signed verifies"
    );
    let old_key = entry
        .signing
        .iter()
        .find(|record| record.until.is_some())
        .unwrap();
    assert!(old_key.counts_at(fed.now()) && !old_key.counts_at(fed.now().plus_days(14)));
}

/// [JOIN-7]
#[tokio::test]
async fn a_wish_comes_true_by_its_desks_own_key_within_a_month_and_for_its_own_entry_alone() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let slip = asks(lumbre, &rotate(&[WhichKey::Signing])).await;
    let caller = ancolie.caller("coordinator").await;
    let drafted = async |slip: String| {
        let change = RosterChange {
            wishes: vec![slip],
            ..RosterChange::default()
        };
        let draft = ancolie.desk().draft_roster(&caller, &change).await;
        draft.map_err(|error| error.code())
    };
    let (body, signature) = slip.split_once('.').unwrap();
    let mut forged = signature.to_owned();
    forged.replace_range(0..1, if signature.starts_with('A') { "B" } else { "A" });
    let forged = drafted(format!("{body}.{forged}")).await.map(drop);
    assert_eq!(forged, Err(Code::VerifySignature));
    assert!(drafted(slip.clone()).await.is_ok());
    fed.pass_days(31).await;
    assert_eq!(drafted(slip).await.map(drop), Err(Code::VerifyTime));
}

/// [JOIN-7] [ROS-11]
#[tokio::test]
async fn who_leaves_says_so_itself_and_what_it_shared_stays_readable() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = qasaba.shares(share("green", "stays.example")).await;
    let leave = AskOrder {
        leave: true,
        ..AskOrder::default()
    };
    asks(qasaba, &leave).await;
    let roster = fulfils(&fed, qasaba, RosterChange::default()).await;
    assert!(
        roster
            .changes
            .contains(&"qasaba: was active, is now left".to_owned()),
        "{:?}",
        roster.changes
    );
    let held = ancolie.desk().membership(None).unwrap().1;
    assert_eq!(
        held.roster.desk(qasaba.id()).unwrap().status,
        DeskStatus::Left
    );
    assert!(
        !held.roster.coordinators_desks().contains(qasaba.id()),
        "[ROS-15]"
    );
    assert!(ancolie.serves(qasaba).await.is_err());
    for node in [ancolie, lumbre] {
        assert!(node.holds(id).await);
        assert_eq!(node.knows("stays.example").await, 1);
    }
}

/// [ROS-17] [R15]
#[tokio::test]
async fn a_stolen_key_counts_up_to_a_moment_what_came_after_is_listed_and_the_desk_goes_on_anew() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let before = qasaba.shares(share("green", "before.example")).await;
    fed.sync_all().await;
    fed.pass_days(2).await;
    let moment = fed.now();
    fed.pass_days(1).await;
    let after = qasaba.shares(share("green", "after.example")).await;
    ancolie.pull(qasaba).await;
    let stolen = qasaba.desk().keys().statement.public();
    asks(qasaba, &rotate(&[WhichKey::Signing])).await;
    let change = RosterChange {
        revoke: [(stolen.to_string(), moment)].into(),
        ..RosterChange::default()
    };
    fed.sync_all().await;
    let caller = ancolie.caller("coordinator").await;
    let change = RosterChange {
        fulfil: vec![qasaba.id().clone()],
        ..change
    };
    let draft = ancolie.desk().draft_roster(&caller, &change).await.unwrap();
    let listed: BTreeSet<String> = draft.doubtful.iter().cloned().collect();
    assert_eq!(listed, BTreeSet::from([format!("qasaba/{after}")]));
    let signed = lumbre.sign(&draft.envelope).await;
    assert!(signed.in_force);
    for node in [ancolie, qasaba] {
        node.take_roster(&signed.envelope).await;
    }
    let entry = ancolie.desk().membership(None).unwrap().1.roster;
    let entry = entry.desk(qasaba.id()).unwrap();
    assert_eq!(entry.status, DeskStatus::Active);
    assert_eq!(entry.freezes.len(), 1, "{:?}", entry.freezes);
    let record = entry
        .signing
        .iter()
        .find(|record| record.key == stolen)
        .unwrap();
    assert_eq!(record.until, Some(moment));

    // A desk that never met the stolen key takes what came before, and the new epoch.
    let anew = qasaba.shares(share("green", "anew.example")).await;
    for node in [ancolie, lumbre] {
        node.pull(qasaba).await;
        assert!(
            node.holds(before).await && node.holds(anew).await,
            "{}",
            node.id()
        );
    }
}

/// [ROS-17] Whoever has the key, and gives the drafting node the last entry of before as one that it may not
/// have, keeps no entry that counts: it may be of later.
#[tokio::test]
async fn what_the_drafting_node_does_not_hold_lies_beyond_the_freeze() {
    let fed = three().await;
    let [ancolie, _, qasaba] = fed.desks();
    let (now, stream) = (fed.now(), StreamName::Green(fed.network));
    let known = says(qasaba, [1; 16], 1, stream.clone(), now, green("Before"));
    let mut line = Forger::of(qasaba, stream.clone(), std::slice::from_ref(&known), now);
    // As the forger fills what it does not hand out.
    let mut filler = [0; 32];
    filler[..8].copy_from_slice(&1_usize.to_be_bytes());
    let mut tree = Frontier::default();
    tree.push(known.digest().as_bytes());
    let before = tree.root();
    tree.push(&filler);
    (line.size, line.root) = (tree.size(), tree.root());
    let round = ancolie.desk().pull(fed.network, qasaba.id(), &line).await;
    assert_eq!(round.unwrap().failed, None);
    fed.pass_days(1).await;
    let stolen = qasaba.desk().keys().statement.public();
    let change = RosterChange {
        revoke: [(stolen.to_string(), fed.now())].into(),
        status: [(qasaba.id().clone(), DeskStatus::Expelled)].into(),
        ..RosterChange::default()
    };
    let draft = ancolie.draft(&change).await;
    let envelope = Envelope::parse(draft.envelope.as_bytes()).unwrap();
    let roster = Roster::read_unverified(envelope.payload()).unwrap();
    let freeze = roster
        .desk(qasaba.id())
        .unwrap()
        .freeze_of(&stream, 1)
        .unwrap();
    assert_eq!((freeze.size, *freeze.root.as_bytes()), (1, before));
}

/// [ROS-5] [ROS-15]
#[tokio::test]
async fn a_coordinator_is_replaced_and_the_new_one_signs_on_a_machine_without_a_node() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let key = SecretKey::from_seed(&[9; 32]);
    let card = coordinator_card("Ada", Some(qasaba.id().clone()), &key);
    let change = RosterChange {
        cards: vec![card.slip.clone()],
        remove_coordinators: vec!["qasaba coordinator".into()],
        ..RosterChange::default()
    };
    let roster = fed.change_roster(&change).await;
    assert!(
        roster
            .changes
            .iter()
            .any(|c| c.starts_with("adds coordinator Ada"))
    );
    assert!(
        roster
            .changes
            .iter()
            .any(|c| c.starts_with("removes coordinator qasaba"))
    );
    for node in fed.all() {
        node.take_roster(&roster.envelope).await;
    }
    let caller = ancolie.caller("coordinator").await;
    let chain = ancolie.desk().roster_chain(&caller).await.unwrap();
    let days = RosterChange {
        days: Some(30),
        ..RosterChange::default()
    };
    let draft = ancolie.draft(&days).await;
    // Who was removed signs nothing more.
    assert!(!qasaba.sign(&draft.envelope).await.in_force);
    let signed = sign_offline(&draft.envelope, Some(&chain), &key, fed.now()).unwrap();
    assert_eq!((signed.old_signatures, signed.in_force), (2, true));
    let blind = sign_offline(&draft.envelope, None, &key, fed.now()).unwrap();
    assert!(!blind.in_force && blind.changes[0].contains("chain"));
    let strange = SecretKey::from_seed(&[10; 32]);
    let refused = sign_offline(&draft.envelope, Some(&chain), &strange, fed.now()).map(drop);
    assert_eq!(refused.map_err(|e| e.code()), Err(Code::PolicyMember));
    lumbre.take_roster(&signed.envelope).await;

    let mut forged = RosterChange::default();
    let (body, _) = card.slip.split_once('.').unwrap();
    forged.cards.push(format!("{body}.AAAA"));
    let refused = lumbre
        .desk()
        .draft_roster(&lumbre.caller("coordinator").await, &forged)
        .await;
    assert_eq!(
        refused.map(drop).map_err(|e| e.code()),
        Err(Code::VerifySignature)
    );
}

/// [JOIN-7] A member's own key becomes a coordinator's, and a coordinator's key follows on.
#[tokio::test]
async fn a_member_offers_to_coordinate_and_a_coordinators_keys_follow_on() {
    let fed = fanal_tests::federation::federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .coordinators(2)
        .threshold(2)
        .await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let offer = AskOrder {
        coordinate: true,
        ..AskOrder::default()
    };
    asks(qasaba, &offer).await;
    let change = RosterChange {
        coordinators: vec![qasaba.id().clone()],
        ..RosterChange::default()
    };
    fulfils(&fed, qasaba, change.clone()).await;
    let old = qasaba.desk().keys().coordinator_public();
    let keys = |node: &Node| -> Vec<_> {
        let held = node.desk().membership(None).unwrap().1;
        held.roster.coordinators.iter().map(|c| c.key).collect()
    };
    assert!(keys(ancolie).contains(&old) && keys(ancolie).len() == 3);
    asks(
        qasaba,
        &rotate(&[WhichKey::Coordinator, WhichKey::Heartbeat]),
    )
    .await;
    fulfils(&fed, qasaba, change).await;
    let new = qasaba.desk().keys().coordinator_public();
    assert_ne!(old, new);
    assert!(keys(lumbre).contains(&new) && !keys(lumbre).contains(&old));
    assert!(
        qasaba.desk().beat_heart(fed.network).await.unwrap(),
        "with its new heartbeat key"
    );
}

/// [JOIN-7]
#[tokio::test]
async fn a_second_wish_is_no_oversight_and_an_old_pin_goes_once_the_new_one_is_in_use() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let caller = lumbre.caller("coordinator").await;
    let tries = async |order: &AskOrder| {
        let asked = lumbre.desk().ask_change(&caller, order).await;
        asked.map_err(|error| error.problem())
    };
    let moved = AskOrder {
        addresses: Some(vec!["moved.example:9443".parse().unwrap()]),
        ..AskOrder::default()
    };
    tries(&moved).await.unwrap();
    let second = rotate(&[WhichKey::Tls]);
    let refused = tries(&second).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
    assert!(refused.text.contains("moved.example"), "{refused}");
    let instead = AskOrder {
        replace: true,
        ..second
    };
    tries(&instead).await.unwrap();
    fulfils(&fed, lumbre, RosterChange::default()).await;
    let pins = || {
        let held = ancolie.desk().membership(None).unwrap().1;
        held.roster.desk(lumbre.id()).unwrap().tls.clone()
    };
    assert_eq!(pins().len(), 2, "the old one and the new one");

    let retire = AskOrder {
        retire: true,
        ..AskOrder::default()
    };
    let old = lumbre.desk().tls_pin();
    let refused = tries(&retire).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict, "the new one would be gone");
    lumbre.start_again().await;
    let new = lumbre.desk().tls_pin();
    assert_ne!(old, new);
    tries(&retire).await.unwrap();
    fulfils(&fed, lumbre, RosterChange::default()).await;
    assert_eq!(pins(), [new].into());
}

/// [ROS-18]
#[tokio::test]
async fn a_draft_says_what_it_changes_and_what_it_does_not() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let caller = ancolie.caller("coordinator").await;
    let again = RosterChange {
        status: [(lumbre.id().clone(), DeskStatus::Active)].into(),
        ..RosterChange::default()
    };
    let idle = ancolie.desk().draft_roster(&caller, &again).await.unwrap();
    let says_so = "lumbre: is active already, nothing changes".to_owned();
    assert!(idle.changes.contains(&says_so), "{:?}", idle.changes);
    let renewal = RosterChange {
        days: Some(100),
        ..RosterChange::default()
    };
    let draft = ancolie.draft(&renewal).await;
    let until = fed.now().plus_days(100);
    assert_eq!(draft.changes, [format!("good until {until}")]);
}

/// [JOIN-7]
#[tokio::test]
async fn a_new_address_is_asked_for_and_stays_through_later_wishes() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let told = || {
        let held = ancolie.desk().membership(None).unwrap().1;
        let entry = held.roster.desk(lumbre.id()).unwrap().clone();
        let addresses = entry.addresses.iter().map(ToString::to_string);
        (entry.name, addresses.collect::<Vec<_>>())
    };
    let moved = AskOrder {
        name: Some("Lumbre in another place".into()),
        addresses: Some(vec!["moved.example:9443".parse().unwrap()]),
        ..AskOrder::default()
    };
    asks(lumbre, &moved).await;
    fulfils(&fed, lumbre, RosterChange::default()).await;
    let there = vec!["moved.example:9443".to_owned()];
    assert_eq!(told(), ("Lumbre in another place".into(), there.clone()));
    asks(lumbre, &rotate(&[WhichKey::Signing])).await;
    fulfils(&fed, lumbre, RosterChange::default()).await;
    assert_eq!(told().1, there, "a later wish leaves it where it is");
    let hidden = AskOrder {
        addresses: Some(Vec::new()),
        ..AskOrder::default()
    };
    asks(lumbre, &hidden).await;
    fulfils(&fed, lumbre, RosterChange::default()).await;
    assert_eq!(told().1, Vec::<String>::new());
}

/// [JOIN-7] Whoever kept an older wish does not bring back what a newer one took away.
#[tokio::test]
async fn of_the_wishes_of_a_desk_the_newest_counts_whoever_passes_an_older_one_on() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let at = |address: &str| AskOrder {
        addresses: Some(vec![address.parse().unwrap()]),
        replace: true,
        ..AskOrder::default()
    };
    let older = asks(lumbre, &at("old.example:7780")).await;
    fed.pass_seconds(60).await;
    asks(lumbre, &at("new.example:7780")).await;
    fed.sync_all().await;
    let now = fed.now();
    let stream = fanal_protocol::StreamName::Green(fed.network);
    let again = fanal_protocol::Body::Request(fanal_protocol::Request {
        slip: older.clone(),
    });
    let again = fanal_tests::federation::says(qasaba, [7; 16], 7, stream.clone(), now, again);
    let line = fanal_tests::federation::Forger::of(qasaba, stream, &[again], now);
    let round = ancolie.desk().pull(fed.network, qasaba.id(), &line).await;
    assert_eq!(round.unwrap().failed, None);
    let caller = ancolie.caller("coordinator").await;
    let by_hand = RosterChange {
        wishes: vec![older],
        ..RosterChange::default()
    };
    let refused = ancolie.desk().draft_roster(&caller, &by_hand).await;
    assert_eq!(refused.unwrap_err().code(), Code::VerifyRevision);
    // No more rounds: the forged line is another history than the one that the member's own node has.
    let change = RosterChange {
        fulfil: vec![lumbre.id().clone()],
        ..RosterChange::default()
    };
    let roster = fed.change_roster(&change).await;
    ancolie.take_roster(&roster.envelope).await;
    let roster = ancolie.desk().membership(None).unwrap().1.roster;
    let addresses = &roster.desk(lumbre.id()).unwrap().addresses;
    assert_eq!(addresses, &["new.example:7780".parse().unwrap()]);
}
