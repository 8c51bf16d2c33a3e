//! What follows a withdrawal: derived bulletins, much at once, holds, breaches, a desk that locks
//! itself.

use fanal_desk::{HoldOrder, NewAccount, ReviseOrder, ShareOrder, WithdrawOrder};
use fanal_protocol::{BulletinId, Code, SightingVerdict};
use fanal_store::Answer;
use fanal_tests::federation::{Federation, Node, Ordering as _, Told, share};

use crate::cast::{revise, three};

pub(crate) async fn notices(node: &Node) -> Vec<String> {
    let caller = node.caller("analyst").await;
    let notices = node.desk().list_notices(&caller).await.unwrap();
    notices.into_iter().map(|notice| notice.what).collect()
}

/// lumbre writes something of ancolie's bulletin, and both are everywhere.
async fn derived(fed: &Federation, label: &str) -> (BulletinId, BulletinId) {
    let [ancolie, lumbre, _] = fed.desks();
    let source = ancolie.shares(share("green", "source.example")).await;
    fed.sync_all().await;
    let order = ShareOrder {
        refers_to: vec![format!("ancolie/{source}")],
        ..share(label, "derived.example")
    };
    let derived = lumbre.shares(order).await;
    fed.sync_all().await;
    (source, derived)
}

/// [REC-4]
#[tokio::test]
async fn what_quotes_a_withdrawn_source_stops_everywhere_and_goes_in_seven_days() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let (source, id) = derived(&fed, "green").await;
    let draft = ShareOrder {
        draft_only: true,
        refers_to: vec![format!("ancolie/{source}")],
        ..share("green", "only-a-draft.example")
    };
    lumbre.shares(draft).await;
    assert!(qasaba.holds(id).await);
    ancolie.withdraws(&source.to_string()).await;
    fed.sync_all().await;
    assert!(!qasaba.holds(id).await, "nobody sees it who knows of both");
    for node in [lumbre, qasaba] {
        let served = node.serves(ancolie).await.unwrap().text;
        assert!(!served.contains("derived.example"), "{}", node.id());
    }
    assert!(!lumbre.everything().await.contains("only-a-draft.example"));
    assert_eq!(notices(lumbre).await, ["source_gone"]);
    fed.pass_days(6).await;
    fed.do_due().await;
    assert!(lumbre.holds(id).await, "its origin has seven days");
    fed.pass_days(2).await;
    fed.do_due().await;
    fed.sync_all().await;
    assert!(!lumbre.holds(id).await);
    let done = lumbre.watches(&id.to_string()).await;
    assert_eq!(
        (done.state.as_str(), done.desks, done.answered),
        ("withdrawn", 2, 2)
    );
    assert_eq!(notices(lumbre).await, [""; 0]);
}

/// [REC-4]
#[tokio::test]
async fn another_source_stated_in_time_lets_it_move_again() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let (source, id) = derived(&fed, "green").await;
    ancolie.withdraws(&source.to_string()).await;
    fed.sync_all().await;
    let unsaid = lumbre.try_revise(ReviseOrder {
        title: Some("Ours".into()),
        ..revise(id)
    });
    assert_eq!(unsaid.await.map(drop), Err(Code::PolicyReference));
    let affirmed = ReviseOrder {
        independent_source: Some("our own log".into()),
        ..revise(id)
    };
    lumbre.revises(affirmed).await;
    fed.sync_all().await;
    assert!(qasaba.holds(id).await && ancolie.holds(id).await);
    fed.pass_days(9).await;
    fed.do_due().await;
    assert!(lumbre.holds(id).await && notices(lumbre).await.is_empty());
}

/// [REC-4]
#[tokio::test]
async fn what_quotes_a_withdrawn_source_and_comes_later_is_refused() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let source = ancolie.shares(share("green", "source.example")).await;
    fed.sync_all().await;
    fed.wire.cut(ancolie.id(), lumbre.id());
    ancolie.withdraws(&source.to_string()).await;
    qasaba.pull(ancolie).await;
    let order = ShareOrder {
        refers_to: vec![format!("ancolie/{source}")],
        ..share("green", "derived.example")
    };
    let id = lumbre.shares(order).await;
    qasaba.pull(lumbre).await;
    assert!(!qasaba.holds(id).await);
    assert_eq!(qasaba.refused_from(lumbre).await, [Code::PolicyWithdrawn]);
}

/// [REC-4] An answer outlives the question that it answers.
#[tokio::test]
async fn the_end_of_a_question_does_not_take_its_answers_along() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let until = fed.now().plus_days(2);
    let question = ancolie
        .shares(share("green", "asked.example").asking_until(until))
        .await;
    fed.sync_all().await;
    let answer = ShareOrder {
        refers_to: vec![format!("ancolie/{question}")],
        ..share("green", "answer.example")
    };
    let answer = lumbre.shares(answer).await;
    fed.sync_all().await;
    fed.pass_days(3).await;
    fed.do_due().await;
    fed.sync_all().await;
    assert!(!qasaba.holds(question).await);
    assert!(qasaba.holds(answer).await && lumbre.holds(answer).await);
    assert!(notices(lumbre).await.is_empty());
}

pub(crate) async fn second_analyst(node: &Node) -> fanal_desk::Caller {
    let admin = node.caller("admin").await;
    let second = NewAccount {
        name: "second".into(),
        rights: ["analyst".to_owned()].into(),
        password: Some("password of the second".into()),
    };
    node.desk().add_account(&admin, &second).await.unwrap();
    let token = node.desk().issue_local_token("second").await.unwrap().token;
    node.desk().caller_by_token(&token).await.unwrap()
}

/// [REC-5]
#[tokio::test]
async fn much_withdrawn_at_once_is_hidden_at_once_and_destroyed_a_day_later() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let mut ids = Vec::new();
    for n in 0..22 {
        ids.push(
            ancolie
                .shares(share("green", &format!("much-{n}.example")))
                .await,
        );
    }
    fed.sync_all().await;
    let second = second_analyst(ancolie).await;
    for (n, id) in ids.iter().enumerate() {
        if n < 11 {
            ancolie.withdraws(&id.to_string()).await;
            continue;
        }
        let order = WithdrawOrder {
            bulletin: id.to_string(),
            reason: "error".into(),
            confirm: true,
            to_delete: false,
        };
        ancolie.desk().withdraw(&second, &order).await.unwrap();
    }
    fed.sync_all().await;
    for node in fed.all() {
        assert!(!node.everything().await.contains("much-"), "{}", node.id());
        assert_eq!(node.knows("much-21.example").await, 0);
    }
    // The eleventh of one account, and what came after twenty in all, still have their keys.
    let analyst = ancolie.caller("analyst").await;
    let hidden = ancolie.desk().list_hidden(&analyst).await.unwrap();
    assert_eq!(hidden.len(), 3);
    assert_eq!(hidden.iter().filter(|one| one.yours_to_destroy).count(), 2);
    let last = ancolie.watches(&ids[21].to_string()).await;
    assert_eq!(last.state, "hidden");
    assert_eq!(
        last.receipts[lumbre.id()],
        Answer::Waiting,
        "its key is there"
    );
    let again = ancolie.try_revise(ReviseOrder {
        title: Some("back".into()),
        ..revise(ids[21])
    });
    assert!(again.await.is_err());

    let done = ancolie.desk().destroy_hidden(&analyst).await.unwrap();
    assert_eq!((done.destroyed, done.waiting), (2, 1), "not one's own");
    fed.pass_seconds(86_401).await;
    fed.do_due().await;
    fed.sync_all().await;
    assert!(
        ancolie
            .desk()
            .list_hidden(&analyst)
            .await
            .unwrap()
            .is_empty()
    );
    for id in ids {
        let done = ancolie.watches(&id.to_string()).await;
        assert_eq!((done.state.as_str(), done.answered), ("withdrawn", 2));
    }
}

/// [REC-6]
#[tokio::test]
async fn wishes_of_the_origin_bind_every_desk_that_has_it() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let until = fed.now().plus_days(5);
    let order = ShareOrder {
        also_please: Some("Call before you block".into()),
        may_alert_perpetrator: true,
        ..share("green", "wished.example").retained_until(until)
    };
    let id = ancolie.shares(order).await;
    lumbre.pull(ancolie).await;
    qasaba.pull(lumbre).await;
    for node in [lumbre, qasaba] {
        let shown = node.shows(&id.to_string()).await.unwrap();
        assert_eq!(shown.also_please.as_deref(), Some("Call before you block"));
        assert!(shown.may_alert_perpetrator);
        node.takes_stance(&id.to_string(), fanal_store::Stance::Use)
            .await;
        for format in ["hosts", "domains"] {
            assert!(!node.exports(format).await.contains("wished.example"));
        }
        assert!(node.exports("csv").await.contains("wished.example"));
        for format in ["stix", "misp", "briefing"] {
            let file = node.exports(format).await;
            assert!(file.contains("Call before you block"), "{format}: {file}");
        }
    }
    fed.pass_days(6).await;
    for node in fed.all() {
        node.desk().keep_retention().await.unwrap();
        assert!(!node.holds(id).await && node.knows("wished.example").await == 0);
    }
}

pub(crate) async fn holds(node: &Node, order: HoldOrder) -> Told<bool> {
    let caller = node.caller("reviewer").await;
    let outcome = node.desk().hold(&caller, &order).await;
    outcome
        .map(|shown| shown.held)
        .map_err(|error| error.code())
}

pub(crate) fn hold(id: &str) -> HoldOrder {
    HoldOrder {
        bulletin: id.into(),
        why: "asked for by a court".into(),
        release: false,
    }
}

/// [REC-7]
#[tokio::test]
async fn a_hold_covers_ones_own_against_time_and_no_consent_and_nobody_elses() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let until = fed.now().plus_days(5);
    let kept = share("green", "kept.example").retained_until(until);
    let kept = ancolie.shares(kept).await;
    let wrong = ancolie.shares(share("green", "wrong.example")).await;
    let person = ancolie.shares(share("green", "person.example")).await;
    fed.sync_all().await;
    for id in [kept, wrong, person] {
        assert_eq!(holds(ancolie, hold(&id.to_string())).await, Ok(true));
        let theirs = hold(&format!("ancolie/{id}"));
        assert_eq!(holds(lumbre, theirs).await, Err(Code::PolicyOrigin));
    }
    let analyst = ancolie.caller("analyst").await;
    let error = WithdrawOrder {
        bulletin: wrong.to_string(),
        reason: "error".into(),
        confirm: true,
        to_delete: false,
    };
    ancolie.desk().withdraw(&analyst, &error).await.unwrap();
    ancolie.withdraws(&person.to_string()).await;
    fed.sync_all().await;
    assert!(!lumbre.holds(wrong).await && !ancolie.holds(wrong).await);
    let state = async |id: BulletinId| ancolie.watches(&id.to_string()).await.state;
    assert_eq!(state(wrong).await, "hidden", "its key is kept by law");
    assert_eq!(state(person).await, "withdrawn", "a person goes first");
    fed.pass_days(9).await;
    fed.do_due().await;
    let next = ancolie.desk().next_due().await.unwrap();
    assert!(
        next.is_none_or(|at| at > fed.now()),
        "nobody is woken without end"
    );
    for node in fed.all() {
        node.desk().keep_retention().await.unwrap();
    }
    assert_eq!(state(wrong).await, "hidden");
    let rows = ancolie.list_as("analyst", true).await;
    let line = rows
        .iter()
        .find(|line| line.reference.ends_with(&kept.to_string()));
    assert!(
        line.is_none_or(|line| line.state != "withdrawn"),
        "not purged by its time"
    );
    let release = HoldOrder {
        release: true,
        ..hold(&wrong.to_string())
    };
    assert_eq!(holds(ancolie, release).await, Ok(false));
    assert_eq!(state(wrong).await, "withdrawn");
}

/// [REC-7] Promise 5: whoever was promised an end gets it, in public first of all.
#[tokio::test]
async fn a_hold_keeps_nothing_in_public_past_its_time() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let until = fed.now().plus_days(5);
    let order = share("green", "ended.example").consent("public");
    let kept = ancolie.shares(order.retained_until(until)).await;
    let widened = ReviseOrder {
        label: Some("clear".into()),
        ..revise(kept)
    };
    ancolie.revises(widened).await;
    let published = ancolie.approves(kept).await.unwrap().published.unwrap();
    fed.sync_all().await;
    assert!(lumbre.holds(published).await);
    assert_eq!(holds(ancolie, hold(&kept.to_string())).await, Ok(true));
    fed.pass_days(6).await;
    fed.do_due().await;
    for node in fed.all() {
        node.desk().keep_retention().await.unwrap();
    }
    fed.sync_all().await;
    assert!(!lumbre.holds(published).await);
    let shown = ancolie.desk().published().await.unwrap().unwrap();
    assert!(shown.items.is_empty());
    assert_eq!(shown.withdrawn.len(), 1, "who keeps copies is told");
    assert!(ancolie.holds(kept).await, "its own record is kept by law");
}

#[tokio::test]
async fn counts_of_sightings_are_signed_so_often_in_an_hour_and_the_last_is_told_after_it() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", "seen.example")).await;
    fed.sync_all().await;
    let which = format!("ancolie/{id}");
    for node in fed.all() {
        node.sights(&which, SightingVerdict::Seen).await.unwrap();
    }
    fed.sync_all().await;
    let size = async || {
        let served = ancolie.serves(qasaba).await.unwrap();
        served.entries.len()
    };
    let before = size().await;
    for n in 0..24 {
        let verdict = if n % 2 == 0 {
            SightingVerdict::FalsePositive
        } else {
            SightingVerdict::Seen
        };
        lumbre.sights(&which, verdict).await.unwrap();
        ancolie.pull(lumbre).await;
    }
    assert!(
        size().await <= before + 6,
        "{} after {before}",
        size().await
    );
    lumbre
        .sights(&which, SightingVerdict::FalsePositive)
        .await
        .unwrap();
    ancolie.pull(lumbre).await;
    fed.pass_seconds(3_601).await;
    fed.do_due().await;
    fed.sync_all().await;
    let shown = qasaba.shows(&which).await.unwrap();
    assert_eq!((shown.seen, shown.false_positive), (Some(2), Some(1)));
}

/// [REC-4]
#[tokio::test]
async fn what_quotes_ones_own_withdrawn_bulletin_is_sent_to_nobody_more() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let source = ancolie.shares(share("green", "source.example")).await;
    let order = ShareOrder {
        refers_to: vec![format!("ancolie/{source}")],
        ..share("green", "quoting.example")
    };
    ancolie.shares(order).await;
    let served = ancolie.serves(lumbre).await.unwrap().text;
    assert!(served.contains("quoting.example"));
    ancolie.withdraws(&source.to_string()).await;
    let served = ancolie.serves(lumbre).await.unwrap().text;
    assert!(!served.contains("quoting.example"));
}

/// [REC-5] [REC-7]
#[tokio::test]
async fn letting_a_hold_go_is_no_way_around_the_second_person() {
    let fed = three().await;
    let [ancolie, _, _] = fed.desks();
    let mut ids = Vec::new();
    for n in 0..12 {
        let id = ancolie
            .shares(share("green", &format!("held-{n}.example")))
            .await;
        assert_eq!(holds(ancolie, hold(&id.to_string())).await, Ok(true));
        ids.push(id);
    }
    let analyst = ancolie.caller("analyst").await;
    for id in &ids {
        let order = WithdrawOrder {
            bulletin: id.to_string(),
            reason: "error".into(),
            confirm: true,
            to_delete: false,
        };
        ancolie.desk().withdraw(&analyst, &order).await.unwrap();
    }
    let last = ids.last().unwrap();
    let release = HoldOrder {
        release: true,
        ..hold(&last.to_string())
    };
    assert_eq!(holds(ancolie, release).await, Ok(false));
    let state = async || ancolie.watches(&last.to_string()).await.state;
    assert_eq!(state().await, "hidden", "a day, or a second person");
    fed.pass_seconds(86_401).await;
    fed.do_due().await;
    assert_eq!(state().await, "withdrawn");
}
