//! Leaks to the wrong audience.

use fanal_desk::{Line as _, ListOrder, ShareOrder};
use fanal_protocol::wire::{HeadsRequest, RangeRequest};
use fanal_protocol::{Code, DeskStatus, StreamName, StreamRef, json};
use fanal_store::Stance;
use fanal_tests::federation::{Ordering as _, share};
use serde_json::Value;

use crate::cast::{changes, group, grouped, is_served, names, puts, revise, three};

/// Desks told their names where they did not mean to, and nobody could enforce that they let another publish for
/// them. Here a grant does it: what the public and the network see is the second desk's, and nothing of the first.
#[tokio::test]
async fn misp_8767_who_lets_another_publish_for_it_is_not_told_of() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let order = share("amber", "delegated.example")
        .to(&["lumbre"])
        .consent("public");
    let id = ancolie.shares(order).await;
    fed.sync_all().await;
    let reviewer = ancolie.caller("reviewer").await;
    let grant = fanal_desk::GrantOrder {
        bulletin: id.to_string(),
        to: lumbre.id().clone(),
        until: None,
    };
    ancolie.desk().give_grant(&reviewer, &grant).await.unwrap();
    fed.sync_all().await;
    let analyst = lumbre.caller("analyst").await;
    let take = fanal_desk::PublishGrantedOrder {
        bulletin: format!("ancolie/{id}"),
        ..fanal_desk::PublishGrantedOrder::default()
    };
    let copy = lumbre.desk().publish_granted(&analyst, &take).await;
    let copy = copy.unwrap().draft.unwrap();
    lumbre.approves(copy).await.unwrap();
    fed.sync_all().await;
    let public = lumbre.shelf().await;
    assert!(public.contains("delegated.example"));
    assert_eq!(ancolie.shelf().await, "");
    let to_others = lumbre.serves(fed.desk("qasaba")).await.unwrap().text;
    let said = to_others
        .lines()
        .find(|line| line.contains("delegated.example"));
    for text in [public.as_str(), said.unwrap()] {
        assert!(
            !text.contains("ancolie") && !text.contains(&id.to_string()),
            "{text}"
        );
    }
}

/// Rules for pushing did not hold for who pulled. Here there is one road, and its origin decides at
/// every request, whatever is asked for by name.
#[tokio::test]
async fn misp_3416_who_asks_gets_no_more_than_who_is_sent() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    ancolie
        .shares(share("amber", "amber.example").to(&["lumbre"]))
        .await;
    ancolie
        .shares(share("amber+strict", "strict.example").to(&["lumbre"]))
        .await;
    fed.sync_all().await;
    for from in [ancolie, lumbre] {
        for name in [
            StreamName::Direct(lumbre.id().clone()),
            StreamName::Green(fed.network),
            StreamName::Clear,
        ] {
            let request = RangeRequest {
                network: fed.network,
                stream: StreamRef {
                    origin: ancolie.id().clone(),
                    name,
                    epoch: 1,
                },
                from: 0,
                to: 100,
            };
            let public = matches!(
                request.stream.name,
                StreamName::Green(_) | StreamName::Clear
            );
            let got = qasaba.line().range(from.id(), &request).await;
            assert!(
                public || got.is_err(),
                "{}: {:?}",
                from.id(),
                request.stream.name
            );
        }
    }
    assert!(!is_served(&fed, qasaba, "amber.example").await);
    assert!(!is_served(&fed, qasaba, "strict.example").await);
    assert!(
        ancolie
            .serves(lumbre)
            .await
            .unwrap()
            .text
            .contains("amber.example")
    );
}

/// A member that was put out went on receiving through a third node that did not know. Here the third
/// node knows from its next contact with anybody, and relays nothing narrower than GREEN before.
#[tokio::test]
async fn misp_10899_a_removed_member_gets_nothing() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let out = fed.change_roster(&puts(qasaba, DeskStatus::Expelled)).await;
    lumbre.take_roster(&out.envelope).await;
    ancolie.shares(share("green", "after.example")).await;
    ancolie
        .shares(share("amber", "named.example").to(&["lumbre"]))
        .await;
    fed.sync("ancolie", "lumbre").await;
    for from in [ancolie, lumbre] {
        assert_eq!(
            from.serves(qasaba).await.err().map(|no| no.code),
            Some(Code::PolicyMember)
        );
    }
    fed.sync_all().await;
    assert_eq!(qasaba.knows("after.example").await, 0);
    assert_eq!(qasaba.knows("named.example").await, 0);
    assert_eq!(lumbre.knows("after.example").await, 1);
}

/// The same by a node that has not heard of it yet: one call to any other, and it has.
#[tokio::test]
async fn misp_10899_a_relay_hears_of_a_removal_with_its_next_call() {
    let fed = fanal_tests::federation::federation()
        .in_memory()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .desk("mirador")
        .coordinators(2)
        .await;
    let [ancolie, lumbre, qasaba, mirador] = fed.desks();
    let out = fed.change_roster(&puts(qasaba, DeskStatus::Expelled)).await;
    lumbre.take_roster(&out.envelope).await;
    assert!(mirador.serves(qasaba).await.is_ok(), "it does not know yet");
    ancolie.shares(share("green", "after.example")).await;
    mirador.pull(ancolie).await;
    assert_eq!(mirador.knows("after.example").await, 1);
    assert!(
        mirador.serves(qasaba).await.is_err(),
        "what is new and who is out come together"
    );
    assert_eq!(qasaba.knows("after.example").await, 0);
}

#[tokio::test]
async fn misp_7715_who_left_a_group_gets_its_next_bulletins_from_nobody() {
    let fed = grouped().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    changes(&fed, &group(qasaba, "stalkerware", true)).await;
    let before = share("amber", "before.example").to(&["group:stalkerware"]);
    ancolie.shares(before).await;
    fed.sync_all().await;
    assert_eq!(qasaba.knows("before.example").await, 1);
    changes(&fed, &group(qasaba, "stalkerware", false)).await;
    for (label, value) in [("amber", "amber.example"), ("green", "green.example")] {
        let order = share(label, value).to(&["group:stalkerware"]);
        assert_eq!(names(&ancolie.previews(&order).await), ["lumbre"].into());
        ancolie.shares(order).await;
        fed.sync_all().await;
        assert_eq!(lumbre.knows(value).await, 1);
        assert_eq!(qasaba.knows(value).await, 0);
        assert!(!is_served(&fed, qasaba, value).await);
    }
}

/// Members that were added stayed unknown on the copies of others. Here one signed roster says who is
/// in, and everybody's next sending goes by it.
#[tokio::test]
async fn misp_7408_misp_7315_an_added_member_is_one_for_everybody() {
    let fed = grouped().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let order = |value| share("amber", value).to(&["group:stalkerware"]);
    ancolie.shares(order("one.example")).await;
    fed.sync_all().await;
    changes(&fed, &group(qasaba, "stalkerware", true)).await;
    for node in fed.all() {
        let caller = node.caller("analyst").await;
        let roster = node.desk().show_roster(&caller).await.unwrap();
        let is_in = |desk: &&fanal_desk::DeskShown| !desk.groups.is_empty();
        assert_eq!(
            roster.desks.iter().filter(is_in).count(),
            3,
            "{}",
            node.id()
        );
    }
    lumbre.shares(order("two.example")).await;
    fed.sync_all().await;
    assert_eq!(qasaba.knows("two.example").await, 1);
    assert_eq!(
        qasaba.knows("one.example").await,
        0,
        "AMBER history is not for who comes later"
    );
}

/// Sync worked for administrators only, so that partners were given the administrator's rights. Here
/// a desk syncs by its key, and an administrator's account reads nothing at all.
#[tokio::test]
async fn misp_1721_misp_2025_neither_sync_nor_administration_is_a_way_to_read() {
    let fed = grouped().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie
        .shares(share("amber", "a.example").to(&["group:stalkerware"]))
        .await;
    fed.sync_all().await;
    assert!(lumbre.holds(id).await && !qasaba.holds(id).await);
    for node in fed.all() {
        assert_eq!(node.list_as("admin", true).await.len(), 0, "{}", node.id());
    }
    let admin = lumbre.caller("admin").await;
    let shown = lumbre
        .desk()
        .show_bulletin(&admin, &format!("ancolie/{id}"))
        .await;
    assert_eq!(shown.err().map(|no| no.code()), Some(Code::NotFound));
}

/// An empty group was published to all. Here nobody is nobody.
#[tokio::test]
async fn misp_4200_an_empty_audience_is_nobody() {
    let fed = grouped().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    for label in ["amber", "amber+strict", "red"] {
        let refused = ancolie.try_share(share(label, "x.example")).await;
        assert!(refused.is_err(), "{label} for nobody");
    }
    changes(&fed, &group(lumbre, "stalkerware", false)).await;
    for label in ["amber", "green"] {
        let order = share(label, "x.example").to(&["group:stalkerware"]);
        assert_eq!(ancolie.previews(&order).await, []);
        let _ = ancolie.try_share(order).await;
        let unknown = share(label, "x.example").to(&["group:nosuchgroup"]);
        assert_ne!(
            ancolie.try_share(unknown).await.map(drop),
            Ok(()),
            "{label}"
        );
    }
    fed.sync_all().await;
    for node in [lumbre, qasaba] {
        assert_eq!(node.knows("x.example").await, 0, "{}", node.id());
    }
}

/// Ids that are numbers on the wire: groups met others of the same number. Here nothing that names
/// anything is a number.
#[tokio::test]
async fn misp_3380_what_names_something_is_no_number() {
    let fed = grouped().await;
    let [ancolie, lumbre, _] = fed.desks();
    ancolie
        .shares(share("amber", "a.example").to(&["group:stalkerware"]))
        .await;
    ancolie.shares(share("green", "g.example")).await;
    let served = ancolie.serves(lumbre).await.unwrap();
    let mut looked_at = 0;
    for line in served.text.lines().filter(|line| line.starts_with('{')) {
        let Ok(value) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        looked_at += 1;
        no_number_names(&value);
    }
    assert!(looked_at > 2, "{looked_at}");
    assert!(served.text.contains("\"stalkerware\""));
}

fn no_number_names(value: &Value) {
    const COUNTS: [&str; 6] = ["v", "revision", "epoch", "from", "to", "roster"];
    if let Value::Object(members) = value {
        for (name, member) in members {
            let counts = COUNTS.contains(&name.as_str());
            assert!(
                counts || !member.is_number(),
                "`{name}` is a number: {value}"
            );
            no_number_names(member);
        }
    }
    if let Value::Array(items) = value {
        for item in items {
            assert!(!item.is_number(), "a list of numbers: {value}");
            no_number_names(item);
        }
    }
}

/// Tags of this instance alone were collected by others, and became everybody's. What this desk does
/// with a bulletin changes nothing of what it serves.
#[tokio::test]
async fn misp_6836_misp_5588_misp_9755_marks_of_this_desk_stay_at_this_desk() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", "g.example")).await;
    fed.sync_all().await;
    let before = lumbre.serves(qasaba).await.unwrap().text;
    for stance in [Stance::Use, Stance::Watch, Stance::Dismissed] {
        lumbre.takes_stance(&format!("ancolie/{id}"), stance).await;
        assert_eq!(
            lumbre.serves(qasaba).await.unwrap().text,
            before,
            "{stance:?}"
        );
        assert!(
            qasaba.pull(lumbre).await.unchanged,
            "{stance:?} is news to nobody"
        );
    }
}

/// Filters let through what a passed object refers to. Here each object has its own decision.
#[tokio::test]
async fn octi_17576_octi_16814_what_is_referred_to_does_not_come_along() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let hidden = share("amber", "hidden.example")
        .titled("A hidden title")
        .to(&["lumbre"]);
    let hidden = ancolie.shares(hidden).await;
    let wider = ShareOrder {
        refers_to: vec![format!("ancolie/{hidden}")],
        ..share("green", "wider.example")
    };
    let wider = ancolie.shares(wider).await;
    fed.sync_all().await;
    assert!(qasaba.holds(wider).await && !qasaba.holds(hidden).await);
    assert!(!is_served(&fed, qasaba, "hidden.example").await);
    assert!(!is_served(&fed, qasaba, "A hidden title").await);
    assert!(lumbre.holds(hidden).await);
    // Nor does anybody widen another's bulletin by quoting it.
    let quoting = ShareOrder {
        refers_to: vec![format!("ancolie/{hidden}")],
        ..share("green", "quoting.example")
    };
    assert!(lumbre.try_share(quoting).await.is_err());
}

/// What one may not read could be told from lists and numbers. At a desk that does not get it, nothing
/// changes at all.
#[tokio::test]
async fn octi_11496_no_list_and_no_number_hints_at_what_one_may_not_read() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    ancolie.shares(share("green", "g.example")).await;
    fed.sync_all().await;
    let look = async || {
        let mut seen = Vec::new();
        for part in ["analyst", "coordinator"] {
            let caller = qasaba.caller(part).await;
            let status = qasaba.desk().status(&caller).await.unwrap();
            let listed = qasaba.list_as(part, true).await.len();
            seen.push((status.bulletins, status.values, status.inbox, listed));
        }
        seen
    };
    // [CSL-16] What a coordinator is told of who holds what is of what goes to all.
    let held = async || {
        let caller = ancolie.caller("coordinator").await;
        let order = fanal_desk::BlastOrder {
            desk: lumbre.id().clone(),
        };
        let radius = ancolie.desk().blast_radius(&caller, &order).await.unwrap();
        serde_json::to_string(&radius).unwrap()
    };
    let held_before = held().await;
    let before = look().await;
    let id = ancolie
        .shares(share("amber", "a.example").to(&["lumbre"]))
        .await;
    lumbre.pull(ancolie).await;
    lumbre
        .sights(
            &format!("ancolie/{id}"),
            fanal_protocol::SightingVerdict::Seen,
        )
        .await
        .unwrap();
    ancolie
        .revises(fanal_desk::ReviseOrder {
            summary: Some("more".into()),
            ..revise(id)
        })
        .await;
    assert_eq!(held().await, held_before);
    ancolie.withdraws(&id.to_string()).await;
    fed.sync_all().await;
    assert_eq!(look().await, before);
    assert_eq!(held().await, held_before);
}

/// A filter that excludes showed more than no filter. Here filters choose among what one may see.
#[tokio::test]
async fn octi_4142_a_filter_only_narrows() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    ancolie
        .shares(share("amber", "a.example").to(&["lumbre"]))
        .await;
    ancolie.shares(share("green", "g.example")).await;
    lumbre.shares(share("green", "l.example")).await;
    fed.sync_all().await;
    for part in ["analyst", "coordinator", "admin"] {
        let caller = lumbre.caller(part).await;
        let list = async |order: ListOrder| {
            let lines = lumbre.desk().list_bulletins(&caller, &order).await.unwrap();
            lines
                .into_iter()
                .map(|line| line.reference)
                .collect::<std::collections::BTreeSet<_>>()
        };
        let all = list(ListOrder::default()).await;
        let folder = |name: &str| ListOrder {
            folder: Some(name.into()),
            ..ListOrder::default()
        };
        let label = |name: &str| ListOrder {
            label: Some(name.into()),
            ..ListOrder::default()
        };
        let orders = [
            folder("own"),
            folder("received"),
            folder("public"),
            label("amber"),
            label("green"),
            ListOrder {
                origin: Some("ancolie".parse().unwrap()),
                ..ListOrder::default()
            },
            ListOrder {
                state: Some("new".into()),
                ..ListOrder::default()
            },
            ListOrder {
                withdrawn: true,
                ..ListOrder::default()
            },
        ];
        for order in orders {
            assert!(
                list(order.clone()).await.is_subset(&all),
                "{part}: {order:?}"
            );
        }
    }
}

/// Members of a group cannot be hidden from each other here either: it is said before sending, and two
/// bulletins are the way to tell two desks without telling them of each other. [STM-17] [R14]
#[tokio::test]
async fn misp_1668_who_learns_of_whom_is_said_before() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let both = share("amber", "both.example").to(&["lumbre", "qasaba"]);
    let preview = ShareOrder {
        dry_run: true,
        ..both
    };
    let said = ancolie.try_share(preview).await.unwrap().outlook.notes;
    assert!(
        said.iter().any(|note| note.contains("learn of each other")),
        "{said:?}"
    );
    for (to, value) in [("lumbre", "one.example"), ("qasaba", "two.example")] {
        ancolie.shares(share("amber", value).to(&[to])).await;
    }
    fed.sync_all().await;
    for (node, other, value) in [
        (lumbre, "qasaba", "one.example"),
        (qasaba, "lumbre", "two.example"),
    ] {
        let served = ancolie.serves(node).await.unwrap();
        let own = served
            .text
            .lines()
            .find(|line| line.contains(value))
            .unwrap();
        assert!(!own.contains(other), "{own}");
    }
}

/// Filters of who pulls stopped working, and everything came. Here a request has no place for a filter:
/// its origin decides.
#[test]
fn misp_7749_misp_5594_misp_5730_a_request_has_no_filter_to_fail() {
    let plain = format!("\"network\":\"{}\",\"roster\":0", "0".repeat(64));
    let read = |text: String| json::read::<HeadsRequest>(text.as_bytes()).is_ok();
    assert!(read(format!("{{{plain}}}")));
    for extra in ["filter", "tags", "labels", "all", "full", "as"] {
        assert!(
            !read(format!("{{{plain},\"{extra}\":\"everything\"}}")),
            "{extra}"
        );
    }
}
