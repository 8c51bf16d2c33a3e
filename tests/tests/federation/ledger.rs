//! The ledger of consent, what rests on it, and a person who takes it back.

use fanal_desk::{
    ConsentOrder, ConsentShown, ConsentWithdrawal, ReviseOrder, ShareOrder, WhichConsent,
    WithdrawConsentOrder,
};
use fanal_protocol::{Claim, Code, Scope};
use fanal_store::{Answer, Road};
use fanal_tests::federation::{Federation, Node, Ordering as _, Told, federation, share};

use crate::cast::{holders, named, publishes, revise, three};

pub(crate) const SARA: &str = "alias-of-a-person";

pub(crate) fn heard(scope: &str) -> ConsentOrder {
    ConsentOrder {
        alias: SARA.into(),
        how: Some("in person".into()),
        scope: Some(scope.into()),
        risks_explained: true,
        ..ConsentOrder::default()
    }
}

fn heard_for(desks: &[&str]) -> ConsentOrder {
    ConsentOrder {
        named: Some(named(desks)),
        ..heard("named")
    }
}

pub(crate) async fn records(node: &Node, order: &ConsentOrder) -> Told<ConsentShown> {
    let caller = node.caller("analyst").await;
    let outcome = node.desk().record_consent(&caller, order).await;
    outcome.map_err(|error| error.code())
}

pub(crate) async fn takes_back(node: &Node, confirm: bool) -> Told<ConsentWithdrawal> {
    let caller = node.caller("analyst").await;
    let order = WithdrawConsentOrder {
        alias: SARA.into(),
        confirm,
        to_delete: false,
    };
    let outcome = node.desk().withdraw_consent(&caller, &order).await;
    outcome.map_err(|error| error.code())
}

pub(crate) async fn revises_consent(node: &Node, order: &ConsentOrder) -> Told<ConsentWithdrawal> {
    let caller = node.caller("analyst").await;
    let outcome = node.desk().revise_consent(&caller, order).await;
    outcome.map_err(|error| error.code())
}

/// Rests on the record, and claims nothing by itself.
pub(crate) fn resting(label: &str, content: &str) -> ShareOrder {
    ShareOrder {
        consent: None,
        consent_record: Some(SARA.into()),
        ..share(label, content)
    }
}

/// [CON-2] [CON-3]
#[tokio::test]
async fn the_claim_is_derived_from_the_record_and_is_never_wider() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    assert_eq!(
        ancolie
            .try_share(resting("green", "early.example"))
            .await
            .map(drop),
        Err(Code::NotFound)
    );
    let until = fed.now().plus_days(30);
    let order = ConsentOrder {
        until: Some(until),
        ..heard("network")
    };
    records(ancolie, &order).await.unwrap();
    assert_eq!(
        records(ancolie, &order).await.map(drop),
        Err(Code::Conflict),
        "one record of one alias"
    );
    let id = ancolie.shares(resting("green", "derived.example")).await;
    let claim = |scope| Claim::Granted {
        scope,
        attribution: false,
        until: Some(until),
    };
    fed.sync_all().await;
    let there = lumbre.shows(&id.to_string()).await.unwrap();
    assert_eq!(there.consent, Some(claim(Scope::Network)));
    let narrower = resting("amber", "narrower.example")
        .to(&["lumbre"])
        .consent("named");
    let id = ancolie.shares(narrower).await;
    let here = ancolie.shows(&id.to_string()).await.unwrap();
    assert_eq!(here.consent, Some(claim(Scope::Named)));
    let attributed = ShareOrder {
        attribution: true,
        ..resting("green", "wider.example").consent("network")
    };
    let longer = ShareOrder {
        consent_until: Some(until.plus_days(1)),
        ..resting("green", "wider.example").consent("network")
    };
    for wider in [
        resting("green", "wider.example").consent("public"),
        resting("green", "wider.example").consent("not-needed"),
        attributed,
        longer,
        resting("clear", "wider.example"),
    ] {
        let refused = ancolie.try_share(wider.clone()).await.map(drop);
        assert_eq!(
            refused,
            Err(Code::PolicyConsentScope),
            "{:?}",
            wider.consent
        );
    }
    let revised = ReviseOrder {
        consent: Some("public".into()),
        ..revise(id)
    };
    assert_eq!(
        ancolie.try_revise(revised).await.map(drop),
        Err(Code::PolicyConsentScope)
    );
}

/// [CON-2]
#[tokio::test]
async fn a_record_says_who_heard_what_and_how_and_an_uninformed_yes_goes_nowhere() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let uninformed = ConsentOrder {
        risks_explained: false,
        ..heard("network")
    };
    let nobody_named = heard("named");
    let not_said_how = ConsentOrder {
        how: None,
        ..heard("network")
    };
    let tomorrow = ConsentOrder {
        heard_on: Some(fed.now().plus_days(2)),
        ..heard("network")
    };
    let blank = ConsentOrder {
        alias: "  ".into(),
        ..heard("network")
    };
    for order in [&uninformed, &nobody_named, &not_said_how, &tomorrow, &blank] {
        let refused = records(ancolie, order).await.map(drop);
        assert_eq!(refused, Err(Code::UsageInvalid), "{order:?}");
    }
    records(ancolie, &heard_for(&["lumbre"])).await.unwrap();
    let reviewer = ancolie.caller("reviewer").await;
    let which = WhichConsent { alias: SARA.into() };
    let shown = ancolie
        .desk()
        .show_consent(&reviewer, &which)
        .await
        .unwrap();
    assert_eq!(
        (shown.state.as_str(), shown.scope, shown.heard_by.as_str()),
        ("stands", Scope::Named, "ancolie-analyst")
    );
    assert_eq!(shown.named, named(&["lumbre"]));
    let analyst = ancolie.caller("analyst").await;
    let desk = ancolie.desk();
    let wider = ConsentOrder {
        named: Some(named(&["lumbre", "qasaba"])),
        ..heard("named")
    };
    let wider = desk.widen_consent(&analyst, &wider).await.unwrap();
    assert_eq!((wider.named.len(), wider.before.len()), (2, 1));
    let less = desk.widen_consent(&analyst, &heard("desk")).await;
    assert_eq!(
        less.map(drop).map_err(|e| e.code()),
        Err(Code::UsageInvalid)
    );
    assert!(
        !ancolie.everything().await.contains(SARA),
        "not in the trail"
    );
}

/// [REC-3] The record rules at every send, whatever the signed claim says.
#[tokio::test]
async fn the_record_at_the_origin_rules_at_every_send() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    records(ancolie, &heard("network")).await.unwrap();
    let order = resting("amber", "named.example").to(&["lumbre", "qasaba"]);
    let id = ancolie.shares(order).await;
    lumbre.pull(ancolie).await;
    assert!(lumbre.holds(id).await);
    let until = fed.now().plus_days(2);
    let ends = ConsentOrder {
        until: Some(until),
        ..heard("network")
    };
    let revised = revises_consent(ancolie, &ends).await.unwrap();
    assert_eq!(
        (revised.state.as_str(), revised.reached.len()),
        ("revised", 0)
    );
    fed.pass_days(3).await;
    qasaba.pull(ancolie).await;
    assert!(
        !qasaba.holds(id).await,
        "the signed claim has no end, the record has, and it is over"
    );
    let analyst = ancolie.caller("analyst").await;
    let explained = ancolie
        .desk()
        .explain(
            &analyst,
            &fanal_desk::ExplainOrder {
                bulletin: id.to_string(),
                desk: Some(qasaba.id().clone()),
            },
        )
        .await
        .unwrap();
    assert_eq!(explained.desks[0].code, Some(Code::PolicyConsentExpired));
}

/// [REC-3]
#[tokio::test]
async fn a_record_made_smaller_takes_back_what_goes_further_and_nothing_else() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    records(ancolie, &heard("network")).await.unwrap();
    let wide = ancolie.shares(resting("green", "wide.example")).await;
    let narrow = ancolie
        .shares(resting("amber", "narrow.example").to(&["lumbre"]))
        .await;
    fed.sync_all().await;
    let smaller = heard_for(&["lumbre"]);
    let asked = revises_consent(ancolie, &smaller).await.unwrap();
    assert_eq!((asked.state.as_str(), asked.reached.len()), ("asked", 1));
    assert!(asked.reached[0].reference.ends_with(&wide.to_string()));
    assert_eq!(
        qasaba.knows("wide.example").await,
        1,
        "nothing happened yet"
    );
    let confirmed = ConsentOrder {
        confirm: true,
        ..smaller
    };
    revises_consent(ancolie, &confirmed).await.unwrap();
    fed.sync_all().await;
    for node in fed.all() {
        assert_eq!(node.knows("wide.example").await, 0, "{}", node.id());
    }
    assert!(lumbre.holds(narrow).await);
    let further = resting("amber", "more.example").to(&["qasaba"]);
    assert_eq!(
        ancolie.try_share(further).await.map(drop),
        Err(Code::PolicyConsentScope)
    );
}

/// [REC-1] [CON-2] Origin, peers, relays, desks that were away, the public, drafts, search.
#[tokio::test]
async fn a_person_takes_it_back_with_two_actions_and_it_is_gone_everywhere() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    records(ancolie, &heard("public")).await.unwrap();
    let green = ancolie.shares(resting("green", "gone.example")).await;
    let (clear, _) = publishes(ancolie, resting("clear", "public.example")).await;
    let draft = ShareOrder {
        draft_only: true,
        ..resting("green", "draft.example")
    };
    ancolie.shares(draft).await;
    let other = ancolie.shares(share("green", "stays.example")).await;
    lumbre.pull(ancolie).await;
    qasaba.pull(lumbre).await;
    fed.sync_all().await;
    assert!(ancolie.shelf().await.contains("public.example"));
    fed.wire.take_down(qasaba.id());

    let asked = takes_back(ancolie, false).await.unwrap();
    let what: Vec<(&str, usize, bool)> = asked
        .reached
        .iter()
        .map(|one| (one.what.as_str(), one.desks, one.public))
        .collect();
    assert_eq!(asked.state, "asked");
    assert_eq!(what.len(), 3);
    assert!(what.contains(&("draft", 0, false)) && what.contains(&("bulletin", 2, true)));
    assert_eq!(
        lumbre.knows("gone.example").await,
        1,
        "nothing happened yet"
    );

    let done = takes_back(ancolie, true).await.unwrap();
    assert_eq!((done.state.as_str(), done.hidden), ("withdrawn", false));
    fed.sync_all().await;
    fed.wire.bring_up(qasaba.id());
    fed.sync_all().await;
    for node in fed.all() {
        let held = node.everything().await;
        for word in ["gone.example", "public.example", "draft.example", SARA] {
            assert!(!held.contains(word), "{} has `{word}`", node.id());
        }
        assert_eq!(node.knows("stays.example").await, 1);
    }
    assert!(!ancolie.shelf().await.contains("public.example"));
    for id in [green, clear] {
        let done = ancolie.watches(&id.to_string()).await;
        assert_eq!((done.desks, done.answered), (2, 2), "{id}");
    }
    assert_eq!(holders(&fed, other).await.len(), 2);
    assert_eq!(
        takes_back(ancolie, true).await.map(drop),
        Err(Code::PolicyWithdrawn)
    );
    assert_eq!(
        ancolie
            .try_share(resting("green", "again.example"))
            .await
            .map(drop),
        Err(Code::PolicyConsentRefused)
    );
}

/// [CON-2]
#[tokio::test]
async fn nothing_of_a_record_is_in_what_is_served_or_on_the_disk() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, lumbre] = fed.desks();
    let order = ConsentOrder {
        how: Some("a-word-on-how-it-was-heard".into()),
        heard_by: Some("a-volunteer-by-name".into()),
        ..heard("network")
    };
    records(ancolie, &order).await.unwrap();
    ancolie.shares(resting("green", "served.example")).await;
    fed.sync_all().await;
    let served = ancolie.serves(lumbre).await.unwrap().text;
    assert!(served.contains("served.example"));
    let disk = ancolie.disk();
    for word in [SARA, "a-word-on-how-it-was-heard", "a-volunteer-by-name"] {
        assert!(!served.contains(word), "{word}");
        assert!(!disk.contains(word), "{word} lies on the disk");
    }
}

async fn ledger_of(fed: &Federation, id: &str) -> fanal_desk::Disclosed {
    let ancolie = fed.desk("ancolie");
    let caller = ancolie.caller("reviewer").await;
    ancolie.desk().show_disclosures(&caller, id).await.unwrap()
}

/// [REC-2]
#[tokio::test]
async fn the_ledger_tells_who_was_sent_what_and_who_has_not_answered() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", "first.example")).await;
    lumbre.pull(ancolie).await;
    let sent = ledger_of(&fed, &id.to_string()).await;
    assert_eq!(sent.sent.len(), 1);
    assert_eq!(
        (&sent.sent[0].desk, sent.sent[0].revision, sent.sent[0].road),
        (lumbre.id(), 1, Some(Road::Sync))
    );
    assert_eq!(
        sent.sent[0].label.map(|l| l.to_string()).as_deref(),
        Some("TLP:GREEN")
    );
    let narrowed = ReviseOrder {
        label: Some("amber".into()),
        to: Some(vec!["lumbre".into()]),
        ..revise(id)
    };
    qasaba.pull(ancolie).await;
    fed.wire.take_down(qasaba.id());
    ancolie.revises(narrowed).await;
    fed.sync_all().await;
    let sent = ledger_of(&fed, &id.to_string()).await;
    let amber = |row: &&fanal_desk::SentShown| row.revision == 2;
    assert_eq!(sent.sent.iter().filter(amber).count(), 1, "to lumbre alone");
    let waits = |ledger: &fanal_desk::Disclosed| {
        let of = ledger.recalls.iter().find(|row| row.desk == *qasaba.id());
        of.map(|row| (row.answer, row.overdue))
    };
    assert_eq!(waits(&sent), Some((Answer::Waiting, false)));
    fed.pass_days(4).await;
    let late = ledger_of(&fed, &id.to_string()).await;
    assert_eq!(waits(&late), Some((Answer::Waiting, true)));
    assert_eq!(late.overdue, 1);
    fed.wire.bring_up(qasaba.id());
    fed.sync_all().await;
    let done = ledger_of(&fed, &id.to_string()).await;
    assert_eq!(waits(&done), Some((Answer::Purged, false)));

    let relayed = {
        let caller = lumbre.caller("analyst").await;
        let which = format!("ancolie/{id}");
        lumbre
            .desk()
            .show_disclosures(&caller, &which)
            .await
            .unwrap()
    };
    assert!(relayed.sent.iter().all(|row| row.road == Some(Road::Relay)));
}

/// [REC-2]
#[tokio::test]
async fn the_blast_radius_is_what_a_desk_was_sent_and_has_not_purged() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let gone = ancolie.shares(share("green", "gone.example")).await;
    ancolie.shares(share("green", "green.example")).await;
    ancolie
        .shares(share("amber", "amber.example").to(&["lumbre"]))
        .await;
    ancolie
        .shares(share("amber", "others.example").to(&["qasaba"]))
        .await;
    fed.sync_all().await;
    fed.wire.take_down(lumbre.id());
    ancolie.withdraws(&gone.to_string()).await;
    let radius = async || {
        let caller = ancolie.caller("analyst").await;
        let order = fanal_desk::BlastOrder {
            desk: lumbre.id().clone(),
        };
        ancolie.desk().blast_radius(&caller, &order).await.unwrap()
    };
    let before = radius().await;
    assert_eq!(before.by_label.get("TLP:GREEN"), Some(&2));
    assert_eq!(before.by_label.get("TLP:AMBER"), Some(&1));
    let asked = before.holds.iter().filter(|row| row.state == "asked");
    assert_eq!((asked.count(), before.purged), (1, 0));
    fed.wire.bring_up(lumbre.id());
    fed.sync_all().await;
    let after = radius().await;
    assert_eq!(after.by_label.get("TLP:GREEN"), Some(&1));
    assert_eq!(after.purged, 1);
}

/// [REC-3] The record rules on the shelf, too.
#[tokio::test]
async fn what_is_public_leaves_the_shelf_when_its_record_ends() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    records(ancolie, &heard("public")).await.unwrap();
    publishes(ancolie, resting("clear", "public.example")).await;
    assert!(ancolie.shelf().await.contains("public.example"));
    let before = ancolie.desk().public_fingerprint(true).await.unwrap();
    let ends = ConsentOrder {
        until: Some(fed.now().plus_days(2)),
        ..heard("public")
    };
    revises_consent(ancolie, &ends).await.unwrap();
    fed.pass_days(3).await;
    assert!(!ancolie.shelf().await.contains("public.example"));
    assert_ne!(
        ancolie.desk().public_fingerprint(true).await.unwrap(),
        before
    );
}
