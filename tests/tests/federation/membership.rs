//! Who is in, who goes out, and what two of three coordinators can and cannot do.

use std::collections::BTreeMap;

use fanal_desk::{
    AskOrder, Line as _, RequestOrder, RosterChange, ShareOrder, WhichKey, sign_offline,
};
use fanal_protocol::wire::{HeadsRequest, RangeRequest};
use fanal_protocol::{
    Code, DeskStatus, Envelope, KeyPurpose, ROSTER_TYPE, Reference, Roster, StreamName, StreamRef,
};
use fanal_tests::federation::{Node, Ordering as _, share};

use crate::cast::{five, three};

fn expel(node: &Node) -> RosterChange {
    RosterChange {
        status: BTreeMap::from([(node.id().clone(), DeskStatus::Expelled)]),
        ..RosterChange::default()
    }
}

/// Who keeps the roster may ask a desk in, with no right to read what is shared; others may not. [JOIN-1]
#[tokio::test]
async fn a_coordinators_invitation_is_good_and_a_reviewers_is_refused() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let brume = fed.stranger("brume", 40).await;
    let coordinator = ancolie.caller("coordinator").await;
    let invitation = ancolie.desk().invite(&coordinator).unwrap();
    let order = RequestOrder::from(&invitation);
    let caller = brume.caller("coordinator").await;
    let request = brume.desk().request_to_join(&caller, &order).await.unwrap();
    ancolie
        .desk()
        .vouch(&coordinator, &request, "met", &BTreeMap::new())
        .await
        .unwrap();
    let reviewer = ancolie.caller("reviewer").await;
    let refused = ancolie.desk().invite(&reviewer).map_err(|e| e.code());
    assert_eq!(refused.err(), Some(Code::PolicyRole));
}

/// [SYN-3] [POL-3] [POL-4] [R15]
#[tokio::test]
async fn who_is_expelled_gets_nothing_more_and_what_it_sends_is_refused() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let old = qasaba.shares(share("green", "before.example")).await;
    fed.sync_all().await;
    let expelled = fed.change_roster(&expel(qasaba)).await;
    lumbre.take_roster(&expelled.envelope).await;
    let id = ancolie.shares(share("green", "after.example")).await;
    assert!(
        !ancolie
            .previews(&share("green", "x.example"))
            .await
            .contains(qasaba.id())
    );
    let named = share("amber", "x.example").to(&["qasaba"]);
    assert_eq!(
        ancolie.try_share(named).await.map(drop),
        Err(Code::PolicyMember)
    );

    for peer in [ancolie, lumbre] {
        let round = qasaba.try_pull(peer).await.unwrap();
        assert_eq!(
            (round.taken, round.failed.map(|p| p.code)),
            (0, Some(Code::PolicyMember))
        );
        assert!(peer.serves(qasaba).await.is_err());
        let request = RangeRequest {
            network: fed.network,
            stream: StreamRef {
                origin: ancolie.id().clone(),
                name: StreamName::Green(fed.network),
                epoch: 1,
            },
            from: 0,
            to: 100,
        };
        let refused = qasaba
            .line()
            .range(peer.id(), &request)
            .await
            .err()
            .unwrap();
        assert_eq!(refused.code, Code::PolicyMember);
    }
    qasaba.shares(share("green", "revenge.example")).await;
    for peer in [ancolie, lumbre] {
        let round = peer.try_pull(qasaba).await.unwrap();
        assert_eq!(
            round.failed.map(|p| p.code),
            Some(Code::PolicyMember),
            "it is not even called"
        );
    }
    fed.sync("ancolie", "lumbre").await;
    for peer in [ancolie, lumbre] {
        assert_eq!(peer.knows("revenge.example").await, 0);
        assert_eq!(
            peer.knows("before.example").await,
            1,
            "what it shared before stays readable"
        );
        assert!(peer.shows(&old.to_string()).await.is_ok());
    }
    assert!(lumbre.holds(id).await && !qasaba.holds(id).await);
}

/// [ROS-9] [POL-5] [R16] A relay that had not heard of the expulsion passes on what came after the
/// freeze: of that only what the expelled desk took back counts.
#[tokio::test]
async fn after_the_freeze_an_expelled_desks_retractions_count_and_nothing_else_does() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let old = qasaba.shares(share("green", "before.example")).await;
    fed.sync_all().await;
    // Ancolie drafts the expulsion at a head that it holds; lumbre hears more from qasaba before it signs.
    let after = qasaba.shares(share("green", "after.example")).await;
    qasaba.withdraws(&old.to_string()).await;
    let change = expel(qasaba);
    let draft = ancolie.draft(&change).await;
    lumbre.pull(qasaba).await;
    assert!(lumbre.holds(after).await && !lumbre.holds(old).await);
    let signed = lumbre.sign(&draft.envelope).await;
    assert!(signed.in_force);
    ancolie.take_roster(&signed.envelope).await;
    let frozen = ancolie.desk().membership(None).unwrap().1;
    let freezes = &frozen.roster.desk(qasaba.id()).unwrap().freezes;
    assert_eq!(
        freezes.len(),
        1,
        "the green stream ends where ancolie held it"
    );
    assert!(ancolie.holds(old).await);

    ancolie.pull(lumbre).await;
    assert!(!ancolie.holds(after).await, "it lies behind the freeze");
    assert_eq!(ancolie.knows("after.example").await, 0);
    assert!(!ancolie.holds(old).await, "what was taken back is gone");
    assert_eq!(ancolie.knows("before.example").await, 0);
}

#[tokio::test]
async fn who_is_suspended_neither_sends_nor_gets_and_comes_back_to_all_of_it() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let suspend = |status| RosterChange {
        status: BTreeMap::from([(qasaba.id().clone(), status)]),
        ..RosterChange::default()
    };
    let roster = fed.change_roster(&suspend(DeskStatus::Suspended)).await;
    for node in [lumbre, qasaba] {
        node.take_roster(&roster.envelope).await;
    }
    let id = ancolie.shares(share("green", "meanwhile.example")).await;
    assert!(qasaba.try_pull(ancolie).await.unwrap().failed.is_some());
    assert!(
        qasaba
            .try_share(share("green", "mine.example"))
            .await
            .is_err()
    );
    let roster = fed.change_roster(&suspend(DeskStatus::Active)).await;
    for node in [lumbre, qasaba] {
        node.take_roster(&roster.envelope).await;
    }
    fed.sync_all().await;
    assert!(qasaba.holds(id).await);
}

/// [ROS-4] [ROS-5]
#[tokio::test]
async fn one_coordinators_signature_puts_no_roster_in_force() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let draft = ancolie.draft(&expel(qasaba)).await;
    assert_eq!(
        (draft.in_force, draft.old_signatures, draft.old_needed),
        (false, 1, 2)
    );
    let again = ancolie.sign(&draft.envelope).await;
    assert!(!again.in_force, "the same key twice is one");
    let version = ancolie.desk().membership(None).unwrap().1.roster.version();
    for node in [ancolie, lumbre, qasaba] {
        let caller = node.caller("coordinator").await;
        let refused = node
            .desk()
            .take_roster(&caller, &again.envelope)
            .await
            .map(drop);
        assert_eq!(
            refused.map_err(|e| e.code()),
            Err(Code::VerifySignature),
            "{}",
            node.id()
        );
        assert_eq!(
            node.desk().membership(None).unwrap().1.roster.version(),
            version
        );
    }
    fed.sync_all().await;
    assert!(lumbre.sign(&draft.envelope).await.in_force);
}

#[tokio::test]
async fn a_desk_is_admitted_with_two_vouches_and_not_with_one() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let brume = fed.stranger("brume", 40).await;
    let request = brume.ask_to_join(ancolie).await;
    let change = RosterChange {
        admit: vec![request.slip.clone()],
        ..RosterChange::default()
    };
    for (vouching, enough) in [(lumbre, false), (lumbre, false), (qasaba, true)] {
        let caller = vouching.caller("coordinator").await;
        vouching
            .desk()
            .vouch(
                &caller,
                &request,
                "met at a workshop",
                &std::collections::BTreeMap::new(),
            )
            .await
            .unwrap();
        fed.sync_all().await;
        let caller = ancolie.caller("coordinator").await;
        let draft = ancolie.desk().draft_roster(&caller, &change).await;
        assert_eq!(draft.is_ok(), enough, "vouch of {}", vouching.id());
        if let Err(error) = draft {
            assert_eq!(error.code(), Code::PolicyMember);
        }
    }
    fed.change_roster(&change).await;
    fed.sync_all().await;
    let caller = ancolie.caller("coordinator").await;
    let chain = ancolie.desk().roster_chain(&caller).await.unwrap();
    brume.take_roster(&chain).await;
    let id = ancolie.shares(share("green", "welcome.example")).await;
    brume.pull(ancolie).await;
    assert!(brume.holds(id).await);
    let twice = ancolie
        .desk()
        .draft_roster(&caller, &change)
        .await
        .map(drop);
    assert_eq!(
        twice.map_err(|e| e.code()),
        Err(Code::Conflict),
        "a name is given once"
    );
}

/// [ROS-12] [REC-10] A version of a day to come would outweigh all that is said until then.
#[tokio::test]
async fn a_roster_of_a_day_to_come_is_neither_signed_nor_taken_before_that_day() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let change = RosterChange {
        name: Some("Another name".into()),
        ..RosterChange::default()
    };
    let draft = ancolie.draft(&change).await;
    let draft = Envelope::parse(draft.envelope.as_bytes()).unwrap();
    let ahead = |seconds: i64| {
        let mut roster = Roster::read_unverified(draft.payload()).unwrap();
        roster.issued = fed.now().plus_seconds(seconds);
        roster.expires = fed.now().plus_days(365);
        let key = &ancolie.desk().keys().coordinator;
        let payload = roster.to_payload().unwrap();
        Envelope::sign(ROSTER_TYPE, payload, key, KeyPurpose::Coordinator)
    };
    let text = |envelope: &Envelope| String::from_utf8(envelope.to_bytes()).unwrap();
    let mut later = ahead(364 * 86_400);
    let caller = lumbre.caller("coordinator").await;
    let signed = lumbre.desk().sign_roster(&caller, &text(&later)).await;
    assert_eq!(
        signed.map(drop).map_err(|no| no.code()),
        Err(Code::VerifyTime)
    );
    let key = &lumbre.desk().keys().coordinator;
    let signed = sign_offline(&text(&later), None, key, fed.now());
    assert_eq!(
        signed.map(drop).map_err(|no| no.code()),
        Err(Code::VerifyTime)
    );
    // Two who turned sign it with another program: nobody takes it.
    later.add_signature(key, KeyPurpose::Coordinator);
    let takes = async || {
        let taken = qasaba
            .desk()
            .accept_rosters(&[later.to_bytes()], "ancolie")
            .await;
        taken.map_err(|no| no.code())
    };
    assert_eq!(takes().await, Err(Code::VerifyTime));
    let version = || qasaba.desk().membership(None).unwrap().1.roster.version();
    let before = version();
    fed.pass_days(363).await;
    assert_eq!(takes().await, Err(Code::VerifyTime));
    fed.pass_days(1).await;
    assert_eq!(
        (takes().await, version()),
        (Ok(()), before + 1),
        "its day came"
    );
}

/// [ROS-3]
#[tokio::test]
async fn an_older_roster_changes_nothing() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let caller = lumbre.caller("coordinator").await;
    let before = lumbre.desk().roster_chain(&caller).await.unwrap();
    let roster = fed.change_roster(&expel(qasaba)).await;
    lumbre.take_roster(&roster.envelope).await;
    let _ = lumbre.desk().take_roster(&caller, &before).await;
    for line in before.lines() {
        let _ = lumbre
            .desk()
            .accept_rosters(&[line.as_bytes().to_vec()], "qasaba")
            .await;
    }
    let held = lumbre.desk().membership(None).unwrap().1;
    assert_eq!(held.roster.version(), roster.version);
    assert_eq!(
        held.roster.desk(qasaba.id()).unwrap().status,
        DeskStatus::Expelled
    );
    assert!(qasaba.try_pull(lumbre).await.unwrap().failed.is_some());
    assert!(
        !held.forked
            && ancolie.desk().membership(None).unwrap().1.roster.version() == roster.version
    );
}

/// [ROS-10] [POL-6]
#[tokio::test]
async fn two_rosters_of_one_version_stop_everything_but_retractions() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", "gone.example")).await;
    let stays = ancolie.shares(share("green", "stays.example")).await;
    fed.sync_all().await;
    let days = |days| RosterChange {
        days: Some(days),
        ..RosterChange::default()
    };
    let one = ancolie.draft(&days(100)).await;
    let other = ancolie.draft(&days(200)).await;
    let one = lumbre.sign(&one.envelope).await;
    // A second version 3, signed by coordinators of version 2 who do not hold the first one.
    let other = qasaba.sign(&other.envelope).await;
    assert!(one.in_force && other.in_force && one.version == other.version);
    for (node, rival) in [(lumbre, &other), (qasaba, &one)] {
        let caller = node.caller("coordinator").await;
        let refused = node
            .desk()
            .take_roster(&caller, &rival.envelope)
            .await
            .map(drop);
        assert_eq!(refused.map_err(|e| e.code()), Err(Code::PolicyRoster));
        assert!(
            node.desk().membership(None).unwrap().1.forked,
            "{} keeps the proof",
            node.id()
        );
    }
    ancolie.take_roster(&one.envelope).await;
    let caller = ancolie.caller("coordinator").await;
    let refused = ancolie
        .desk()
        .take_roster(&caller, &other.envelope)
        .await
        .map(drop);
    assert!(refused.is_err());
    assert_eq!(
        ancolie
            .try_share(share("green", "new.example"))
            .await
            .map(drop),
        Err(Code::PolicyRoster)
    );
    assert!(
        !ancolie
            .serves(lumbre)
            .await
            .unwrap()
            .text
            .contains("stays.example"),
        "GREEN moves no more"
    );

    ancolie.withdraws(&id.to_string()).await;
    fed.sync_all().await;
    for node in fed.all() {
        assert!(!node.holds(id).await, "{} purged it", node.id());
        assert!(node.holds(stays).await, "{} keeps what it has", node.id());
    }
    assert_eq!(
        ancolie.watches(&id.to_string()).await.answered,
        2,
        "receipts move too"
    );
}

#[tokio::test]
async fn an_expired_roster_moves_retractions_alone() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let id = ancolie.shares(share("green", "gone.example")).await;
    fed.sync_all().await;
    fed.pass_days(366).await;
    assert_eq!(
        ancolie
            .try_share(share("green", "new.example"))
            .await
            .map(drop),
        Err(Code::PolicyRoster)
    );
    ancolie.withdraws(&id.to_string()).await;
    fed.sync_all().await;
    assert!(!lumbre.holds(id).await);
    assert_eq!(ancolie.watches(&id.to_string()).await.answered, 2);
}

/// [R18] Nobody who is not a member is told anything, not even that something is there.
#[tokio::test]
async fn a_stranger_is_told_nothing() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    ancolie.shares(share("green", "inside.example")).await;
    let eve = fed.stranger("eve", 66).await;
    let request = HeadsRequest {
        network: fed.network,
        known: None,
        roster: 0,
    };
    let refused = eve
        .line()
        .heads(ancolie.id(), &request)
        .await
        .err()
        .unwrap();
    assert_eq!(refused.code, Code::PolicyMember);
}

/// [ROS-9] [R15] What a group relays ends as what everybody relays does.
#[tokio::test]
async fn the_groups_stream_of_an_expelled_desk_ends_too() {
    let fed = five().await;
    let [ancolie, lumbre, qasaba, ..] = fed.all() else {
        return;
    };
    let to_group = |value: &str| share("green", value).to(&["group:stalkerware"]);
    qasaba.shares(to_group("before.example")).await;
    fed.sync_all().await;
    // Lumbre has it already; ancolie, whose head the roster names, must not take it from there.
    qasaba.shares(to_group("late.example")).await;
    lumbre.pull(qasaba).await;
    assert_eq!(lumbre.knows("late.example").await, 1);
    let expelled = fed.change_roster(&expel(qasaba)).await;
    lumbre.take_roster(&expelled.envelope).await;
    ancolie.pull(lumbre).await;
    assert_eq!(ancolie.knows("late.example").await, 0);
    assert_eq!(ancolie.knows("before.example").await, 1);
    let (_, held) = ancolie.desk().membership(None).unwrap();
    let frozen = &held.roster.desk(qasaba.id()).unwrap().freezes;
    let name = StreamName::GroupGreen("stalkerware".parse().unwrap());
    assert!(frozen.iter().any(|freeze| freeze.stream == name));
}

/// [ROS-20] [R16] Its own no would need the keys that are gone.
#[tokio::test]
async fn the_threshold_takes_back_for_a_desk_that_lost_its_keys() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = qasaba.shares(share("green", "lost.example")).await;
    let stays = qasaba.shares(share("green", "stays.example")).await;
    lumbre.pull(qasaba).await;
    let of_it = ShareOrder {
        refers_to: vec![format!("qasaba/{id}")],
        ..share("green", "of-it.example")
    };
    let of_it = lumbre.shares(of_it).await;
    ancolie.pull(lumbre).await;
    assert!(ancolie.holds(id).await && ancolie.holds(of_it).await);
    let mut change = RosterChange {
        retract: [Reference {
            origin: qasaba.id().clone(),
            id,
        }]
        .into(),
        ..RosterChange::default()
    };
    let caller = ancolie.caller("coordinator").await;
    let has_keys = ancolie.desk().draft_roster(&caller, &change).await;
    let has_keys = has_keys.map(drop).map_err(|error| error.code());
    assert_eq!(has_keys, Err(Code::UsageInvalid));

    fed.pass_seconds(60).await;
    let (_, held) = ancolie.desk().membership(None).unwrap();
    let keys = &held.roster.desk(qasaba.id()).unwrap().signing;
    change.revoke = keys
        .iter()
        .map(|one| (one.key.to_string(), fed.now()))
        .collect();
    let draft = fed.change_roster(&change).await;
    let said = |one: &String| one.contains(&id.to_string());
    assert!(draft.changes.iter().any(said), "{:?}", draft.changes);
    lumbre.take_roster(&draft.envelope).await;
    for node in [ancolie, lumbre] {
        assert!(!node.everything().await.contains("lost.example"));
        assert!(node.holds(stays).await, "and nothing else went");
    }
    assert!(!ancolie.holds(of_it).await, "what quotes it stops");
    let caller = lumbre.caller("analyst").await;
    let notices = lumbre.desk().list_notices(&caller).await.unwrap();
    assert_eq!(notices[0].what, "source_gone");
}

/// [ROS-23]
#[tokio::test]
async fn a_suspended_desk_takes_up_the_key_that_the_roster_has_and_a_key_is_named_by_its_beginning()
{
    let fed = three().await;
    let [ancolie, _, qasaba] = fed.desks();
    let caller = qasaba.caller("coordinator").await;
    let rotate = AskOrder {
        rotate: [WhichKey::Tls].into(),
        ..AskOrder::default()
    };
    qasaba.desk().ask_change(&caller, &rotate).await.unwrap();
    fed.sync_all().await;
    let change = RosterChange {
        fulfil: vec![qasaba.id().clone()],
        status: [(qasaba.id().clone(), DeskStatus::Suspended)].into(),
        ..RosterChange::default()
    };
    let roster = fed.change_roster(&change).await;
    qasaba.take_roster(&roster.envelope).await;
    let before = qasaba.desk().tls_pin();
    qasaba.start_again().await;
    let now = qasaba.desk().tls_pin();
    assert_ne!(now, before);
    let held = ancolie.desk().membership(None).unwrap().1;
    assert!(held.roster.desk(qasaba.id()).unwrap().tls.contains(&now));

    let key = qasaba.desk().keys().statement.public().to_string();
    let caller = ancolie.caller("coordinator").await;
    for (name, expected) in [
        (key.get(..7).unwrap(), Some(Code::UsageInvalid)),
        ("00000000", Some(Code::NotFound)),
        (key.get(..8).unwrap(), None),
        (key.as_str(), None),
    ] {
        let change = RosterChange {
            revoke: [(name.to_owned(), fed.now())].into(),
            ..RosterChange::default()
        };
        let drafted = ancolie.desk().draft_roster(&caller, &change).await;
        assert_eq!(drafted.err().map(|error| error.code()), expected, "{name}");
    }
}
