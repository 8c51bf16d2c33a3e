//! What rests on what: on a person's yes, on a grant, on a source; and what moves with it.

use fanal_desk::{ConsentOrder, HoldOrder, ReviseOrder, ShareOrder, WithdrawOrder};
use fanal_protocol::{BulletinId, Code, NetworkId, Reference};
use fanal_store::{Due, DueKind};
use fanal_tests::federation::{Federation, Node, Ordering as _, Told, share};

use crate::aftermath::{hold, holds, notices, second_analyst};
use crate::cast::{five, holders, named, publishes, revise, three};
use crate::grants::{grants, takes_up};
use crate::ledger::{heard, records, resting, revises_consent, takes_back};

fn confirmed(order: ConsentOrder) -> ConsentOrder {
    ConsentOrder {
        confirm: true,
        ..order
    }
}

pub(crate) fn quoting(source: BulletinId, order: ShareOrder) -> ShareOrder {
    ShareOrder {
        refers_to: vec![format!("ancolie/{source}")],
        ..order
    }
}

/// Ancolie lets lumbre publish what rests on a person's yes, and lumbre does.
async fn published_by_grant(fed: &Federation) -> (BulletinId, BulletinId) {
    let [ancolie, lumbre, _] = fed.desks();
    records(ancolie, &heard("public")).await.unwrap();
    let order = resting("amber", "granted.example").to(&["lumbre"]);
    let id = ancolie.shares(order).await;
    fed.sync_all().await;
    grants(ancolie, "reviewer", id, "lumbre").await.unwrap();
    fed.sync_all().await;
    let copy = takes_up(lumbre, &format!("ancolie/{id}")).await.unwrap();
    let copy = copy.draft.unwrap();
    lumbre.approves(copy).await.unwrap();
    fed.sync_all().await;
    assert!(lumbre.shelf().await.contains("granted.example"));
    (id, copy)
}

/// [REC-3] [REC-8] What another desk publishes by a grant rests on the same yes.
#[tokio::test]
async fn a_smaller_yes_takes_down_what_another_desk_publishes_by_a_grant() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let (id, _) = published_by_grant(&fed).await;
    let asked = revises_consent(ancolie, &heard("network")).await.unwrap();
    assert_eq!((asked.state.as_str(), asked.reached.len()), ("asked", 1));
    assert_eq!(
        (asked.reached[0].what.as_str(), asked.reached[0].public),
        ("grant", true)
    );
    fed.sync_all().await;
    assert!(lumbre.shelf().await.contains("granted.example"), "not yet");
    revises_consent(ancolie, &confirmed(heard("network")))
        .await
        .unwrap();
    lumbre.pull(ancolie).await;
    assert!(!lumbre.shelf().await.contains("granted.example"), "at once");
    assert!(notices(lumbre).await.contains(&"grant_over".to_owned()));
    fed.sync_all().await;
    assert_eq!(qasaba.knows("granted.example").await, 0);
    assert_eq!(
        holders(&fed, id).await,
        named(&["lumbre"]),
        "the bulletin goes no further than the yes, and stays"
    );
    let again = takes_up(lumbre, &format!("ancolie/{id}")).await.map(drop);
    assert_eq!(again, Err(Code::PolicyReference));
}

/// [REC-8] A grant is of one revision.
#[tokio::test]
async fn a_revision_takes_down_what_was_published_of_the_one_before() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let (id, _) = published_by_grant(&fed).await;
    ancolie
        .revises(ReviseOrder {
            title: Some("Not what we thought".into()),
            ..revise(id)
        })
        .await;
    lumbre.pull(ancolie).await;
    assert!(!lumbre.shelf().await.contains("granted.example"));
    assert!(lumbre.holds(id).await);
    fed.sync_all().await;
    assert_eq!(qasaba.knows("granted.example").await, 0);
}

/// [REC-3] The end of a yes is a no: at that moment, at every desk, whatever the claim says.
#[tokio::test]
async fn a_nearer_end_of_the_yes_takes_back_then_what_was_sent_before() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    records(ancolie, &heard("public")).await.unwrap();
    let id = ancolie.shares(resting("green", "ends.example")).await;
    publishes(ancolie, resting("clear", "public.example")).await;
    fed.sync_all().await;
    let of_it = lumbre.shares(quoting(id, share("green", "of-it.example")));
    let of_it = of_it.await;
    fed.sync_all().await;
    let ends = ConsentOrder {
        until: Some(fed.now().plus_days(2)),
        ..heard("public")
    };
    revises_consent(ancolie, &ends).await.unwrap();
    assert_eq!(holds(ancolie, hold(&id.to_string())).await, Ok(true));
    fed.pass_days(1).await;
    fed.do_due().await;
    fed.sync_all().await;
    assert!(lumbre.holds(id).await && qasaba.holds(of_it).await);
    fed.pass_seconds(86_401).await;
    fed.do_due().await;
    assert!(!ancolie.shelf().await.contains("public.example"));
    fed.sync_all().await;
    for node in fed.all() {
        let held = node.everything().await;
        for word in ["ends.example", "public.example"] {
            assert!(!held.contains(word), "{} has `{word}`", node.id());
        }
    }
    let done = ancolie.watches(&id.to_string()).await;
    assert_eq!(
        (done.state.as_str(), done.answered),
        ("withdrawn", 2),
        "a hold does not cover it"
    );
    assert!(!qasaba.holds(of_it).await, "nor what quotes it");
}

/// [REC-3] A yes that was widened meanwhile does not end.
#[tokio::test]
async fn a_yes_that_lasts_longer_by_then_is_not_over() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    records(ancolie, &heard("network")).await.unwrap();
    let id = ancolie.shares(resting("green", "lasts.example")).await;
    fed.sync_all().await;
    let ends = ConsentOrder {
        until: Some(fed.now().plus_days(2)),
        ..heard("network")
    };
    revises_consent(ancolie, &ends).await.unwrap();
    let later = ConsentOrder {
        until: Some(fed.now().plus_days(4)),
        ..heard("network")
    };
    let analyst = ancolie.caller("analyst").await;
    let desk = ancolie.desk();
    desk.widen_consent(&analyst, &later).await.unwrap();
    fed.pass_days(3).await;
    fed.do_due().await;
    fed.sync_all().await;
    assert!(lumbre.holds(id).await);
    fed.pass_days(2).await;
    fed.do_due().await;
    fed.sync_all().await;
    assert!(!lumbre.holds(id).await && !ancolie.holds(id).await);
}

/// [REC-3]
#[tokio::test]
async fn a_person_who_may_be_named_no_more_gets_back_what_says_that_they_may() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let named = ConsentOrder {
        attribution: Some(true),
        ..heard("network")
    };
    records(ancolie, &named).await.unwrap();
    let id = ancolie.shares(resting("green", "by-name.example")).await;
    let nameless = resting("green", "nameless.example").consent("network");
    let nameless = ancolie.shares(nameless).await;
    fed.sync_all().await;
    let no_name = ConsentOrder {
        attribution: Some(false),
        ..heard("network")
    };
    let asked = revises_consent(ancolie, &no_name).await.unwrap();
    assert_eq!(asked.reached.len(), 1);
    revises_consent(ancolie, &confirmed(no_name)).await.unwrap();
    fed.sync_all().await;
    assert!(!lumbre.holds(id).await && lumbre.holds(nameless).await);
}

/// [REC-7] [R24] Withdrawn for another reason under a hold, it is still found by the person's no.
#[tokio::test]
async fn a_no_finds_what_was_withdrawn_as_an_error_and_is_held_by_law() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    records(ancolie, &heard("network")).await.unwrap();
    let by_record = ancolie.shares(resting("green", "kept.example")).await;
    let by_hand = ancolie.shares(share("green", "by-hand.example")).await;
    fed.sync_all().await;
    for id in [by_record, by_hand] {
        assert_eq!(holds(ancolie, hold(&id.to_string())).await, Ok(true));
        withdraws_as_error(ancolie, id).await;
    }
    let state = async |id: BulletinId| ancolie.watches(&id.to_string()).await.state;
    for id in [by_record, by_hand] {
        assert_eq!(state(id).await, "hidden");
    }
    takes_back(ancolie, true).await.unwrap();
    assert_eq!(state(by_record).await, "withdrawn", "its key is gone");
    assert_eq!(
        ancolie.withdraws(&by_hand.to_string()).await.state,
        "withdrawn"
    );
    let release = HoldOrder {
        release: true,
        ..hold(&by_record.to_string())
    };
    assert_eq!(holds(ancolie, release).await, Err(Code::Conflict));
}

async fn withdraws_as_error(node: &Node, id: BulletinId) {
    let caller = node.caller("analyst").await;
    let order = WithdrawOrder {
        bulletin: id.to_string(),
        reason: "error".into(),
        confirm: true,
        to_delete: false,
    };
    node.desk().withdraw(&caller, &order).await.unwrap();
}

/// [CSL-13]
#[tokio::test]
async fn a_draft_that_changed_since_it_was_shown_is_not_sent() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let draft = ShareOrder {
        draft_only: true,
        ..share("amber", "shown.example").to(&["lumbre"])
    };
    let id = ancolie.shares(draft).await;
    let caller = ancolie.caller("analyst").await;
    let desk = ancolie.desk();
    let shown = desk.show_review(&caller, id).await.unwrap().draft;
    let other = fanal_protocol::Digest::from_bytes([7; 32]);
    let told = desk.send_draft(&caller, id, other).await;
    assert_eq!(told.map_err(|no| no.code()), Err(Code::Conflict));
    fed.sync_all().await;
    assert!(desk.send_draft(&caller, id, shown).await.is_ok());
}

/// [CSL-13] Who reads a draft reads for whom it is: a desk that came into the group meanwhile was not among them.
#[tokio::test]
async fn a_draft_whose_group_grew_since_it_was_shown_is_not_sent() {
    let fed = five().await;
    let [ancolie, _, _, mirador, zenit] = fed.desks();
    let draft = |order: ShareOrder| ShareOrder {
        draft_only: true,
        ..order
    };
    let of_group = draft(share("amber", "group.example").to(&["group:stalkerware"]));
    let of_group = ancolie.shares(of_group).await;
    let of_two = draft(share("amber", "two.example").to(&["lumbre", "zenit"]));
    let of_two = ancolie.shares(of_two).await;
    let caller = ancolie.caller("analyst").await;
    let desk = ancolie.desk();
    let shown = async |id| desk.show_review(&caller, id).await.unwrap();
    let (group_then, two_then) = (shown(of_group).await, shown(of_two).await);
    let joins = fanal_desk::RosterChange {
        join_groups: [(
            mirador.id().clone(),
            ["stalkerware".parse().unwrap()].into(),
        )]
        .into(),
        ..fanal_desk::RosterChange::default()
    };
    fed.change_roster(&joins).await;

    let told = desk.send_draft(&caller, of_group, group_then.draft).await;
    assert_eq!(told.map_err(|no| no.code()), Err(Code::Conflict));
    // What the change did not reach is as it was read.
    let told = desk.send_draft(&caller, of_two, two_then.draft).await;
    assert_eq!(told.map_err(|no| no.code()), Ok("sent".to_owned()));
    let group_now = shown(of_group).await;
    let new = |desk| group_now.outlook.now.contains(desk) && !group_then.outlook.now.contains(desk);
    assert!(new(mirador.id()) && !new(zenit.id()));
    let told = desk.send_draft(&caller, of_group, group_now.draft).await;
    assert_eq!(told.map_err(|no| no.code()), Ok("sent".to_owned()));
}

async fn sends_draft(node: &Node, id: BulletinId) -> Told<String> {
    let caller = node.caller("analyst").await;
    let read = node.desk().show_review(&caller, id).await.unwrap().draft;
    let sent = node.desk().send_draft(&caller, id, read).await;
    sent.map_err(|error| error.code())
}

/// [REC-11]
#[tokio::test]
async fn a_kept_draft_and_a_wider_revision_are_asked_where_their_values_are_known_from() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    ancolie
        .shares(share("amber", "told.example").to(&["lumbre"]))
        .await;
    fed.sync_all().await;
    let draft = ShareOrder {
        draft_only: true,
        ..share("green", "told.example")
    };
    let id = lumbre.shares(draft.clone()).await;
    assert_eq!(sends_draft(lumbre, id).await, Err(Code::PolicyReference));
    let stated = ShareOrder {
        independent_source: Some("our own log".into()),
        ..draft
    };
    let id = lumbre.shares(stated).await;
    assert_eq!(sends_draft(lumbre, id).await, Ok("sent".into()));

    // As far as it was told, and then wider.
    ancolie
        .shares(share("amber", "narrow.example").to(&["lumbre"]))
        .await;
    fed.sync_all().await;
    let id = lumbre
        .shares(share("amber", "narrow.example").to(&["ancolie"]))
        .await;
    let wider = ReviseOrder {
        label: Some("green".into()),
        to: Some(Vec::new()),
        ..revise(id)
    };
    assert_eq!(
        lumbre.try_revise(wider.clone()).await.map(drop),
        Err(Code::PolicyReference)
    );
    let no_wider = ReviseOrder {
        title: Some("The same, said better".into()),
        ..revise(id)
    };
    assert!(lumbre.try_revise(no_wider).await.is_ok());
    let stated = ReviseOrder {
        independent_source: Some("our own log".into()),
        ..wider
    };
    assert!(lumbre.try_revise(stated).await.is_ok());
}

/// [R1] The next revision of what is public takes its place once a second person read it.
#[tokio::test]
async fn an_approved_revision_takes_the_place_of_what_was_published() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let order = share("clear", "public.example").titled("With a mistake");
    let (id, before) = publishes(ancolie, order.consent("public")).await;
    ancolie
        .revises(ReviseOrder {
            title: Some("Without it".into()),
            ..revise(id)
        })
        .await;
    assert!(
        ancolie.shelf().await.contains("With a mistake"),
        "until then"
    );
    let next = ancolie.approves(id).await.unwrap().published.unwrap();
    let shelf = ancolie.shelf().await;
    assert!(shelf.contains("Without it") && !shelf.contains("With a mistake"));
    assert!(shelf.contains(&format!("withdrawn {before}")) && next != before);
    ancolie.withdraws(&id.to_string()).await;
    assert!(!ancolie.shelf().await.contains("public.example"));
}

/// [REC-5] Narrowing counts as taking back, at the desk that does it and at those that lose it.
#[tokio::test]
async fn narrowing_much_at_once_is_hidden_at_others_and_comes_back_by_the_next_revision() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let mut ids = Vec::new();
    for n in 0..22 {
        let order = share("green", &format!("much-{n}.example"));
        ids.push(ancolie.shares(order).await);
    }
    fed.sync_all().await;
    for id in &ids {
        let narrowed = ReviseOrder {
            label: Some("amber".into()),
            to: Some(vec!["lumbre".into()]),
            ..revise(*id)
        };
        ancolie.revises(narrowed).await;
    }
    fed.sync_all().await;
    let answered = async || {
        let mut answered = 0;
        for id in &ids {
            answered += ancolie.watches(&id.to_string()).await.answered;
        }
        answered
    };
    assert!(!qasaba.everything().await.contains("much-"));
    assert_eq!(answered().await, 20, "two keys are there");
    let analyst = qasaba.caller("analyst").await;
    assert_eq!(qasaba.desk().list_hidden(&analyst).await.unwrap().len(), 2);
    assert_eq!(lumbre.knows("much-21.example").await, 1);

    // Its owner sees what happened, and gives it back.
    let back = ReviseOrder {
        label: Some("green".into()),
        to: Some(Vec::new()),
        ..revise(ids[21])
    };
    ancolie.revises(back).await;
    fed.sync_all().await;
    assert!(qasaba.holds(ids[21]).await);
    fed.pass_seconds(86_401).await;
    fed.do_due().await;
    fed.sync_all().await;
    assert!(qasaba.holds(ids[21]).await);
    assert_eq!(answered().await, 22);

    let withdrawn = ancolie.withdraws(&ids[0].to_string()).await;
    assert_eq!(withdrawn.state, "withdrawn", "an hour went by");
}

/// [REC-5] What ends by its time within a day is a withdrawal by another name.
#[tokio::test]
async fn shortening_much_at_once_leaves_a_day() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let mut ids = Vec::new();
    for n in 0..12 {
        let order = share("green", &format!("short-{n}.example"));
        ids.push(ancolie.shares(order).await);
    }
    fed.sync_all().await;
    let until = |id: BulletinId, seconds: i64| ReviseOrder {
        retain_until: Some(fed.now().plus_seconds(seconds)),
        ..revise(id)
    };
    for id in ids.iter().take(10) {
        ancolie.revises(until(*id, 60)).await;
    }
    let eleventh = ancolie.try_revise(until(ids[10], 60)).await;
    assert_eq!(eleventh.map(drop), Err(Code::Conflict));
    assert!(ancolie.try_revise(until(ids[10], 86_400)).await.is_ok());
    let twelfth = ancolie.withdraws(&ids[11].to_string()).await;
    assert_eq!(twelfth.state, "hidden", "they are counted together");
    let second = second_analyst(ancolie).await;
    let desk = ancolie.desk();
    let order = until(ids[10], 60);
    assert!(
        desk.revise(&second, &order).await.is_ok(),
        "not one account"
    );
    fed.sync_all().await;
    assert!(lumbre.holds(ids[10]).await);
}

/// Breach notices of one member push nobody else's off the page.
#[tokio::test]
async fn one_desks_notices_push_out_nobody_elses() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    ancolie
        .shares(share("amber", "held.example").to(&["lumbre", "qasaba"]))
        .await;
    fed.sync_all().await;
    let tells = async |node: &Node, text: String| {
        let caller = node.caller("analyst").await;
        let order = fanal_desk::BreachOrder {
            since: fed.now().plus_days(-1),
            until: None,
            text,
            confirm: true,
            because: std::collections::BTreeMap::new(),
        };
        node.desk().tell_breach(&caller, &order).await.unwrap();
    };
    tells(qasaba, "A laptop was taken".into()).await;
    ancolie.pull(qasaba).await;
    for n in 0..205 {
        tells(lumbre, format!("noise {n}")).await;
    }
    fed.sync_all().await;
    let analyst = ancolie.caller("analyst").await;
    let notices = ancolie.desk().list_notices(&analyst).await.unwrap();
    let said = |text: &str| {
        let is = |one: &&fanal_desk::NoticeShown| one.text.as_deref() == Some(text);
        notices.iter().filter(is).count()
    };
    assert_eq!(said("A laptop was taken"), 1);
    assert_eq!((said("noise 204"), said("noise 0")), (1, 0));
    assert_eq!(notices.len(), 21);
}

/// What has to go stays due, whatever stood against it once.
#[tokio::test]
async fn what_has_to_go_stays_due_when_it_could_not_be_done() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let elsewhere = "09".repeat(32).parse::<NetworkId>().unwrap();
    let reference = Reference {
        origin: ancolie.id().clone(),
        id: BulletinId::from_random([1; 16]),
    };
    let kinds = [DueKind::Source, DueKind::Destroy, DueKind::Expire];
    let mut unit = ancolie.store().begin().await.unwrap();
    for kind in kinds {
        let due = Due {
            at: fed.now(),
            kind,
            reference: reference.clone(),
        };
        unit.put_due(elsewhere, &due).await.unwrap();
    }
    unit.commit().await.unwrap();
    assert_eq!(ancolie.desk().do_due().await.unwrap().waiting, 3);
    let mut unit = ancolie.store().read().await.unwrap();
    let later = fed.now().plus_days(1);
    let due = unit.due_by(later).await.unwrap();
    for kind in kinds {
        let of_kind = due.iter().find(|(_, due)| due.kind == kind);
        let (_, due) = of_kind.unwrap_or_else(|| panic!("{kind:?} was dropped"));
        assert!(due.at > fed.now(), "and wakes nobody without end");
    }
}
