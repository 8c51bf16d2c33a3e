//! Who gets what, by which road.

use std::collections::BTreeSet;

use fanal_desk::{CheckState, Line as _, ReviseOrder, RosterAlarm, ShareOrder};
use fanal_protocol::wire::{Entry, RangeRequest};
use fanal_protocol::{Code, DeskId, StreamName, StreamRef, Timestamp};
use fanal_tests::federation::{Federation, Forger, Ordering as _, green, says, share};
use serde_json::json;

use crate::cast::{five, holders, named, three};

#[tokio::test]
async fn amber_to_one_desk_reaches_that_desk_and_no_other_by_any_road() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let order = share("amber", "amber-lure.example")
        .to(&["lumbre"])
        .titled("For one desk");
    assert_eq!(ancolie.previews(&order).await, [lumbre.id().clone()]);
    let id = ancolie.shares(order).await;
    fed.sync_all().await;

    assert!(lumbre.holds(id).await);
    assert_eq!(lumbre.knows("amber-lure.example").await, 1);
    assert!(!qasaba.holds(id).await);
    assert_eq!(qasaba.knows("amber-lure.example").await, 0);
    let held = qasaba.everything().await;
    for canary in ["amber-lure", "For one desk", &id.to_string()] {
        assert!(!held.contains(canary), "qasaba knows `{canary}`");
    }
    for peer in [ancolie, lumbre] {
        let served = peer.serves(qasaba).await.unwrap();
        let direct = StreamName::Direct(lumbre.id().clone());
        assert!(served.streams.iter().all(|stream| stream.name != direct));
        for canary in ["amber-lure", "For one desk", &id.to_string()] {
            assert!(
                !served.text.contains(canary),
                "{} tells `{canary}`",
                peer.id()
            );
        }
    }
}

/// [SYN-5] What a caller may not see is answered as what does not exist.
#[tokio::test]
async fn another_desks_stream_is_refused_as_if_it_were_not_there() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    ancolie
        .shares(share("amber", "amber-lure.example").to(&["lumbre"]))
        .await;
    fed.sync_all().await;
    for peer in [ancolie, lumbre] {
        let mut answers = BTreeSet::new();
        for (epoch, name) in [
            (1, StreamName::Direct(lumbre.id().clone())),
            (9, StreamName::Direct(lumbre.id().clone())),
            (1, StreamName::Direct("nobody".parse().unwrap())),
        ] {
            let request = RangeRequest {
                network: fed.network,
                stream: StreamRef {
                    origin: ancolie.id().clone(),
                    name,
                    epoch,
                },
                from: 0,
                to: 10,
            };
            let refused = qasaba.line().range(peer.id(), &request).await;
            answers.insert(refused.err().unwrap().code);
        }
        assert_eq!(
            answers.len(),
            1,
            "{} tells apart what is there: {answers:?}",
            peer.id()
        );
    }
}

async fn previewed_and_got(
    fed: &Federation,
    order: ShareOrder,
) -> (BTreeSet<DeskId>, BTreeSet<DeskId>) {
    let [ancolie, ..] = fed.all() else {
        return (BTreeSet::new(), BTreeSet::new());
    };
    let previewed = ancolie.previews(&order).await.into_iter().collect();
    let id = ancolie.shares(order).await;
    fed.sync_all().await;
    (previewed, holders(fed, id).await)
}

/// [POL-12] [POL-13] [POL-15]
#[tokio::test]
async fn the_preview_names_exactly_those_who_get_it() {
    let fed = five().await;
    let everyone = named(&["lumbre", "mirador", "qasaba", "zenit"]);
    let group = named(&["lumbre", "qasaba"]);
    let orders = [
        (
            share("amber", "a1.example").to(&["lumbre"]),
            named(&["lumbre"]),
        ),
        (
            share("amber+strict", "a2.example").to(&["lumbre", "zenit"]),
            named(&["lumbre", "zenit"]),
        ),
        (
            share("amber", "a3.example").to(&["group:stalkerware"]),
            group.clone(),
        ),
        (
            share("amber", "a4.example").to(&["group:stalkerware", "zenit"]),
            named(&["lumbre", "qasaba", "zenit"]),
        ),
        (share("green", "g1.example"), everyone.clone()),
        (
            share("green", "g2.example").to(&["group:stalkerware"]),
            group.clone(),
        ),
        (
            share("green", "g3.example").to(&["mirador"]),
            named(&["mirador"]),
        ),
        (share("green", "g4.example").consent("network"), everyone),
        (
            share("green", "g5.example").to(&["zenit"]).consent("named"),
            named(&["zenit"]),
        ),
        (
            share("amber", "n1.example")
                .to(&["qasaba"])
                .consent("named"),
            named(&["qasaba"]),
        ),
    ];
    for (order, expected) in orders {
        let what = order.content.clone();
        let (previewed, got) = previewed_and_got(&fed, order).await;
        assert_eq!(previewed, expected, "preview of {what}");
        assert_eq!(got, expected, "{what}");
    }
}

#[tokio::test]
async fn green_is_relayed_while_its_origin_is_away_and_amber_never_is() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    fed.wire.cut(ancolie.id(), qasaba.id());
    let green = ancolie.shares(share("green", "green-lure.example")).await;
    let amber = ancolie
        .shares(share("amber", "amber-lure.example").to(&["lumbre", "qasaba"]))
        .await;
    lumbre.pull(ancolie).await;
    fed.wire.take_down(ancolie.id());
    fed.sync_all().await;

    let shown = qasaba.shows(&green.to_string()).await.unwrap();
    assert!(
        shown.provenance.contains("relayed by lumbre"),
        "{}",
        shown.provenance
    );
    assert_eq!(qasaba.knows("green-lure.example").await, 1);
    assert!(lumbre.holds(amber).await && !qasaba.holds(amber).await);
    let served = lumbre.serves(qasaba).await.unwrap();
    assert!(served.text.contains("green-lure") && !served.text.contains("amber-lure"));

    fed.wire.bring_up(ancolie.id());
    fed.wire.mend(ancolie.id(), qasaba.id());
    fed.sync_all().await;
    assert!(qasaba.holds(amber).await, "from its origin it comes");
}

/// [R13]
#[tokio::test]
async fn who_joins_a_group_later_gets_its_green_history_and_none_of_its_amber() {
    let fed = five().await;
    let [ancolie, _, _, mirador, _] = fed.desks();
    let green = ancolie
        .shares(share("green", "g.example").to(&["group:stalkerware"]))
        .await;
    let amber = ancolie
        .shares(share("amber", "a.example").to(&["group:stalkerware"]))
        .await;
    fed.sync_all().await;
    let change = fanal_desk::RosterChange {
        join_groups: [(
            mirador.id().clone(),
            ["stalkerware".parse().unwrap()].into(),
        )]
        .into(),
        ..fanal_desk::RosterChange::default()
    };
    fed.change_roster(&change).await;
    fed.sync_all().await;
    assert!(mirador.holds(green).await);
    assert!(!mirador.holds(amber).await);
    assert!(
        !ancolie
            .serves(mirador)
            .await
            .unwrap()
            .text
            .contains("a.example")
    );
}

/// [CLI-12]
#[tokio::test]
async fn who_joins_between_a_preview_and_the_yes_gets_nothing_by_it() {
    let fed = five().await;
    let [ancolie, _, _, mirador, _] = fed.desks();
    let order = share("amber", "a.example").to(&["group:stalkerware"]);
    let preview = |order: &ShareOrder| ShareOrder {
        dry_run: true,
        ..order.clone()
    };
    let sent = ancolie
        .shares(share("amber", "b.example").to(&["group:stalkerware"]))
        .await;
    let revision = ReviseOrder {
        bulletin: sent.to_string(),
        title: Some("Said better".into()),
        ..ReviseOrder::default()
    };
    let revision_shown = ancolie.revises(ReviseOrder {
        dry_run: true,
        ..revision.clone()
    });
    let revision_shown = revision_shown.await.outlook.digest;
    let shown = ancolie.try_share(preview(&order)).await.unwrap().outlook;
    assert!(shown.digest.is_some() && !shown.now.contains(mirador.id()));
    let join = fanal_desk::RosterChange {
        join_groups: [(
            mirador.id().clone(),
            ["stalkerware".parse().unwrap()].into(),
        )]
        .into(),
        ..fanal_desk::RosterChange::default()
    };
    fed.change_roster(&join).await;
    fed.sync_all().await;

    let as_shown = |digest| ShareOrder {
        shown: digest,
        ..order.clone()
    };
    let refused = ancolie.try_share(as_shown(shown.digest)).await;
    assert_eq!(refused.unwrap_err(), Code::Conflict);
    let revised = ReviseOrder {
        shown: revision_shown,
        ..revision
    };
    let refused = ancolie.try_revise(revised).await;
    assert_eq!(refused.unwrap_err(), Code::Conflict);
    fed.sync_all().await;
    assert_eq!(mirador.knows("a.example").await, 0);
    assert_eq!(mirador.knows("b.example").await, 0);

    let shown = ancolie.try_share(preview(&order)).await.unwrap().outlook;
    assert!(shown.now.contains(mirador.id()));
    let id = ancolie.shares(as_shown(shown.digest)).await;
    fed.sync_all().await;
    assert!(mirador.holds(id).await);
}

/// [POL-7] What waits while no coordinator is heard goes out when one is.
#[tokio::test]
async fn amber_waits_while_the_roster_is_stale_and_arrives_afterwards() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    fed.clock.advance(8 * 86_400);
    let id = ancolie
        .shares(share("green", "g.example").to(&["lumbre"]))
        .await;
    let refused = ancolie
        .try_share(share("amber", "a.example").to(&["lumbre"]))
        .await;
    let amber = refused.map(|shared| shared.bulletins[0].id.unwrap());
    lumbre.pull(ancolie).await;
    assert!(lumbre.holds(id).await, "GREEN moves");
    assert_eq!(lumbre.knows("a.example").await, 0, "AMBER waits");
    fed.pass_seconds(1).await;
    let amber = match amber {
        Ok(id) => id,
        Err(_) => {
            ancolie
                .shares(share("amber", "a.example").to(&["lumbre"]))
                .await
        }
    };
    fed.sync_all().await;
    assert!(lumbre.holds(amber).await, "what waited has come");
}

/// [ROS-14] [LIM-1] Nobody is surprised by a stale roster: three days without a coordinator are told.
#[tokio::test]
async fn days_without_a_coordinator_are_told_before_amber_has_to_wait() {
    let fed = three().await;
    let lumbre = fed.desk("lumbre");
    let (caller, held) = (
        lumbre.caller("analyst").await,
        lumbre.desk().membership(None).unwrap().1,
    );
    let heard = held.heartbeat.unwrap_or(held.roster.issued);
    let said = async |hours: i64| {
        let until = heard.plus_seconds(hours * 3_600).unix();
        fed.clock.advance(until - fed.now().unix());
        let (desk, mut words) = (lumbre.desk(), Vec::new());
        for check in desk.doctor(&caller).await.unwrap().checks {
            if check.name == "roster" && check.state == CheckState::Warning {
                words.push(check.text);
            }
        }
        let network = desk.status(&caller).await.unwrap().network.unwrap();
        let told = (network.state, network.unheard, desk.roster_alarms());
        (told, words.join("; "))
    };
    let (told, words) = said(71).await;
    assert_eq!(told, ("current".into(), false, vec![]));
    assert_eq!(words, "");
    let (told, words) = said(73).await;
    assert_eq!(told, ("current".into(), true, vec![RosterAlarm::Unheard]));
    assert!(words.contains("no coordinator was heard"), "{words}");
    let (told, words) = said(8 * 24).await;
    assert_eq!(told, ("stale".into(), false, vec![RosterAlarm::Stale]));
    assert!(words.contains("is stale"), "{words}");
}

/// [SYN-10] The position stands, the content does not, and the origin hears of it. What is refused is
/// never silent.
#[tokio::test]
async fn a_refused_entry_keeps_its_position_and_its_refusal_is_told() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    // Signed by a clock that is far ahead of the reader's.
    fed.clock.advance(7_200);
    let id = ancolie.shares(share("green", "early.example")).await;
    fed.clock.advance(-7_200);
    // A process does not go back behind what it has seen: only a new one believes the clock.
    ancolie.start_again().await;
    let after = ancolie.shares(share("green", "late.example")).await;
    ancolie.desk().refresh_checkpoints().await.unwrap();
    let round = lumbre.try_pull(ancolie).await.unwrap();
    assert_eq!(
        (round.failed, round.refused >= 1),
        (None, true),
        "{:?}",
        round.faults
    );
    assert!(!lumbre.holds(id).await && lumbre.holds(after).await);
    assert!(
        lumbre
            .refused_from(ancolie)
            .await
            .contains(&Code::VerifyTime)
    );
    let served = lumbre.serves(qasaba).await.unwrap();
    let green = StreamName::Green(fed.network);
    let theirs = served
        .entries
        .iter()
        .filter(|(stream, _)| stream.origin == *ancolie.id() && stream.name == green);
    let kinds: Vec<bool> = theirs
        .map(|(_, entry)| matches!(entry, Entry::NotHeld(_)))
        .collect();
    assert_eq!(
        kinds.iter().filter(|not_held| **not_held).count(),
        1,
        "its position stands: {kinds:?}"
    );
    assert!(!served.text.contains("early.example"));
    ancolie.pull(lumbre).await;
    let caller = ancolie.caller("analyst").await;
    let told = ancolie.desk().list_refusals(&caller).await.unwrap();
    assert!(
        told.iter()
            .any(|row| row.direction == "received" && row.code == Code::VerifyTime)
    );
    // The words of rules name streams, and so desks and groups: they are for staff.
    let coordinator = ancolie.caller("coordinator").await;
    let told = ancolie.desk().list_refusals(&coordinator).await.unwrap();
    assert!(!told.is_empty());
    for row in told {
        assert_eq!((row.stream, row.text.as_str()), (None, ""));
    }
}

/// [SYN-15] A quiet desk is known to be there, and who is told an old state by a relay that stopped sees
/// that it is old.
#[tokio::test]
async fn days_without_news_are_told_by_relays_and_a_relay_that_stopped_does_not_look_fresh() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    ancolie.shares(share("green", "only-news.example")).await;
    lumbre.shares(share("green", "other-news.example")).await;
    fed.sync_all().await;
    let signed = async |of: &str| {
        let status = qasaba.asks("analyst", "status", &json!({})).await.json();
        let peers = status["data"]["network"]["peers"].as_array().unwrap();
        let peer = peers.iter().find(|peer| peer["desk"] == of).unwrap();
        let at: Timestamp = serde_json::from_value(peer["signed"].clone()).unwrap();
        (at, peer["unheard"] == true)
    };
    // Qasaba hears lumbre alone. No heart beats and nothing is said: time alone is news.
    for _ in 0..2 {
        fed.clock.advance(86_400);
        for node in [ancolie, lumbre] {
            node.desk().refresh_checkpoints().await.unwrap();
        }
        lumbre.pull(ancolie).await;
        let round = qasaba.pull(lumbre).await;
        assert_eq!((round.taken, round.unchanged), (0, false));
        assert_eq!(signed("ancolie").await, (fed.now(), false));
        // Within the day a quiet round is one request, though heads were signed anew.
        fed.clock.advance(60);
        lumbre.desk().refresh_checkpoints().await.unwrap();
        let again = qasaba.pull(lumbre).await;
        assert_eq!((again.requests, again.unchanged), (1, true));
    }
    // From here on lumbre tells of ancolie what it told before; every round comes to its end.
    let last = signed("ancolie").await.0;
    for silent in [false, true] {
        fed.clock.advance(86_400);
        lumbre.desk().refresh_checkpoints().await.unwrap();
        ancolie.desk().refresh_checkpoints().await.unwrap();
        qasaba.pull(lumbre).await;
        assert_eq!(signed("ancolie").await, (last, silent));
    }
    assert_eq!(signed("lumbre").await, (fed.now(), false));
}

/// [POL-23] Ids are made by whoever signs: that two of them begin alike tells nobody that they are here.
#[tokio::test]
async fn a_beginning_that_several_ids_share_tells_nothing_to_who_may_read_none_of_them() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let stream = StreamName::Green(fed.network);
    let mut other = [7; 16];
    other[15] = 8;
    let entries = [[7; 16], other].map(|id| {
        says(
            lumbre,
            id,
            id[15],
            stream.clone(),
            fed.now(),
            green("Alike"),
        )
    });
    let which: String = entries[0].header().id.to_string().chars().take(6).collect();
    let line = Forger::of(lumbre, stream, &entries, fed.now());
    let round = ancolie.desk().pull(fed.network, lumbre.id(), &line).await;
    assert_eq!(round.unwrap().taken, 2);

    let shown = async |part: &str| {
        let caller = ancolie.caller(part).await;
        let shown = ancolie.desk().show_bulletin(&caller, &which).await;
        shown.map(drop).map_err(|no| no.code())
    };
    assert_eq!(shown("analyst").await, Err(Code::Conflict));
    assert_eq!(shown("admin").await, Err(Code::NotFound));
    // Nor does one that only one id has.
    let which = entries[0].header().id.to_string();
    let caller = ancolie.caller("admin").await;
    let alone = ancolie.desk().show_bulletin(&caller, &which).await;
    assert_eq!(alone.map(drop).map_err(|no| no.code()), Err(Code::NotFound));
}

/// [STM-9] [SYN-10] What a relay passed on and was refused is told to the relay and to the origin, and to no
/// other desk.
#[tokio::test]
async fn a_refusal_is_told_to_the_relay_and_to_the_origin_and_to_nobody_else() {
    let fed = five().await;
    let [ancolie, lumbre, qasaba, mirador, zenit] = fed.desks();
    // Both saw a clock that ran ahead, qasaba did not.
    fed.clock.advance(7_200);
    let id = ancolie.shares(share("green", "early.example")).await;
    lumbre.pull(ancolie).await;
    fed.clock.advance(-7_200);
    for node in [ancolie, lumbre] {
        node.start_again().await;
    }
    let after = ancolie.shares(share("green", "late.example")).await;
    ancolie.desk().refresh_checkpoints().await.unwrap();
    lumbre.pull(ancolie).await;
    let round = qasaba.try_pull(lumbre).await.unwrap();
    assert_eq!(round.refused, 1, "{round:?}");
    assert!(lumbre.holds(id).await && !qasaba.holds(id).await);
    assert!(qasaba.holds(after).await);
    let refused = qasaba.refused_from(lumbre).await;
    assert!(refused.contains(&Code::VerifyTime), "{refused:?}");
    for (node, wanted) in [(ancolie, 1), (lumbre, 1), (mirador, 0), (zenit, 0)] {
        node.pull(qasaba).await;
        let caller = node.caller("analyst").await;
        let rows = node.desk().list_refusals(&caller).await.unwrap();
        let told = rows.iter().filter(|row| {
            row.direction == "received"
                && row.peer.as_ref() == Some(qasaba.id())
                && row.code == Code::VerifyTime
        });
        assert_eq!(told.count(), wanted, "{}: {rows:?}", node.id());
    }
}
