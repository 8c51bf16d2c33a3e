//! What is written and not sent yet: pages, drafts, what waits for a reviewer or a moment. It is held to what was said
//! since, and is reached by whoever takes something back.

use fanal_desk::{ConsentOrder, ListOrder, ProtectOrder, ReviewsOrder, ShareOrder};
use fanal_protocol::{BulletinId, Claim, Code, Scope, Timestamp};
use fanal_store::DraftState;
use fanal_tests::federation::{Node, Ordering as _, share};

use crate::cast::{revise, three};
use crate::ledger::{SARA, heard, records, resting, revises_consent, takes_back};

async fn sends(node: &Node, id: BulletinId) {
    let analyst = node.caller("analyst").await;
    let shown = node.desk().show_review(&analyst, id).await.unwrap();
    let sent = node.desk().send_draft(&analyst, id, shown.draft).await;
    sent.unwrap();
}

/// What the person says since: less in everything.
fn less(until: Timestamp) -> ConsentOrder {
    ConsentOrder {
        until: Some(until),
        attribution: Some(false),
        confirm: true,
        ..heard("network")
    }
}

/// [CON-3] A name that may be said no more is not signed, whatever the draft said.
#[tokio::test]
async fn a_draft_says_no_more_of_a_persons_yes_than_the_record_when_it_is_sent() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let named = ConsentOrder {
        attribution: Some(true),
        ..heard("network")
    };
    records(ancolie, &named).await.unwrap();
    let order = ShareOrder {
        draft_only: true,
        ..resting("green", "kept.example")
    };
    let id = ancolie.shares(order).await;
    let until = fed.now().plus_days(10);
    revises_consent(ancolie, &less(until)).await.unwrap();
    sends(ancolie, id).await;
    fed.sync_all().await;
    let there = lumbre.shows(&id.to_string()).await.unwrap();
    let said = Claim::Granted {
        scope: Scope::Network,
        attribution: false,
        until: Some(until),
    };
    assert_eq!(there.consent, Some(said));
    fed.pass_days(11).await;
    fed.do_due().await;
    fed.sync_all().await;
    assert_eq!(lumbre.knows("kept.example").await, 0);
}

/// [CON-3] [REC-3] What waited for a reviewer while the person set an end is taken back then, at every desk.
#[tokio::test]
async fn what_is_published_after_a_record_got_an_end_goes_at_that_end() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    records(ancolie, &heard("public")).await.unwrap();
    let id = ancolie.shares(resting("clear", "ends.example")).await;
    let ends = ConsentOrder {
        scope: Some("public".into()),
        ..less(fed.now().plus_days(10))
    };
    revises_consent(ancolie, &ends).await.unwrap();
    ancolie.approves(id).await.unwrap();
    fed.sync_all().await;
    assert!(ancolie.shelf().await.contains("ends.example"));
    assert_eq!(lumbre.knows("ends.example").await, 1);
    fed.pass_days(11).await;
    fed.do_due().await;
    fed.sync_all().await;
    assert!(!ancolie.shelf().await.contains("ends.example"));
    assert_eq!(lumbre.knows("ends.example").await, 0);
}

/// [REC-1] [R22] A page that somebody is still writing goes with the yes that it names, and with what it is about.
#[tokio::test]
async fn a_page_that_is_being_written_goes_with_what_it_rests_on() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let analyst = ancolie.caller("analyst").await;
    let sheets = async || ancolie.desk().list_sheets(&analyst).await.unwrap().len();
    let keeps = async |order: &ShareOrder| {
        let kept = ancolie.desk().keep_sheet(&analyst, None, order).await;
        kept.unwrap();
    };
    records(ancolie, &heard("network")).await.unwrap();
    let source = lumbre.shares(share("green", "source.example")).await;
    fed.sync_all().await;
    let about = ShareOrder {
        refers_to: vec![format!("lumbre/{source}")],
        ..share("green", "about.example")
    };
    keeps(&about).await;
    keeps(&resting("green", "hers.example")).await;
    keeps(&share("green", "other.example")).await;

    let asked = takes_back(ancolie, false).await.unwrap();
    let drafts: Vec<&str> = asked.reached.iter().map(|one| one.what.as_str()).collect();
    assert_eq!((drafts, sheets().await), (vec!["draft"], 3));
    takes_back(ancolie, true).await.unwrap();
    assert_eq!(sheets().await, 2);
    assert!(!ancolie.everything().await.contains(SARA));

    lumbre.withdraws(&source.to_string()).await;
    fed.sync_all().await;
    assert_eq!(sheets().await, 1);
}

/// [REV-4] What cannot be published when its embargo ends is not lost: a person sees it again, and why.
#[tokio::test]
async fn what_is_refused_at_the_end_of_its_embargo_waits_for_a_person() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let order = share("clear", "late.example").titled("About Ximena");
    let id = ancolie
        .shares(order.not_before(fed.now().plus_days(2)))
        .await;
    let approved = ancolie.approves(id).await.unwrap();
    assert_eq!(approved.state, "approved");
    let reviewer = ancolie.caller("reviewer").await;
    let words = ProtectOrder {
        words: vec!["Ximena".into()],
        label: String::new(),
    };
    let analyst = ancolie.caller("analyst").await;
    let protected = ancolie.desk().protect_words(&analyst, &words).await;
    protected.unwrap();
    fed.pass_days(3).await;
    fed.do_due().await;
    assert!(!ancolie.shelf().await.contains("late.example"));
    let shown = ancolie.desk().show_review(&reviewer, id).await.unwrap();
    assert_eq!(shown.item.state, DraftState::Waiting);
    assert!(shown.note.is_some(), "the reason is on it");
    let order = ReviewsOrder::default();
    let listed = ancolie.desk().list_reviews(&reviewer, &order).await;
    assert_eq!(listed.unwrap().len(), 1);
    let corrected = fanal_desk::ReviseOrder {
        title: Some("About a lure".into()),
        ..revise(id)
    };
    ancolie.revises(corrected).await;
    ancolie.approves(id).await.unwrap();
    assert!(ancolie.shelf().await.contains("late.example"));
}

/// [CON-4] A next revision belongs where the first one does.
#[tokio::test]
async fn a_revision_that_waits_is_seen_and_approved_in_its_own_network_alone() {
    let (fed, _other) = crate::namesakes::two_called_ancolie(crate::namesakes::OTHER).await;
    let lumbre = fed.desk("lumbre");
    let (first, there) = crate::namesakes::both(&fed);
    let analyst = lumbre.caller("analyst").await;
    let reviewer = lumbre.caller("reviewer").await;
    let order = share("clear", "first.example");
    let shared = first.share(&analyst, &order).await.unwrap();
    let id = shared.bulletins[0].id.unwrap();
    let read = first.show_review(&reviewer, id).await.unwrap().draft;
    first.approve(&reviewer, id, read).await.unwrap();
    let again = fanal_desk::ReviseOrder {
        title: Some("Said better".into()),
        ..revise(id)
    };
    let revised = first.revise(&analyst, &again).await.unwrap();
    assert_eq!(revised.state, "waiting");
    let order = ReviewsOrder::default();
    let listed = there.list_reviews(&reviewer, &order).await.unwrap();
    assert!(listed.is_empty());
    let read = first.show_review(&reviewer, id).await.unwrap().draft;
    let refused = there.approve(&reviewer, id, read).await.map(drop);
    assert_eq!(refused.unwrap_err().code(), Code::Conflict);
    first.approve(&reviewer, id, read).await.unwrap();
    let order = ListOrder {
        folder: Some("public".into()),
        ..ListOrder::default()
    };
    let public = first.list_bulletins(&analyst, &order).await.unwrap();
    let titles: Vec<_> = public.iter().map(|line| line.title.as_deref()).collect();
    assert_eq!(titles, [Some("Said better")], "and the one before is gone");
}

/// [CON-3] Other words say nothing else of what the person agreed to.
#[tokio::test]
async fn other_words_claim_no_more_than_the_words_before() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let all = ConsentOrder {
        attribution: Some(true),
        ..heard("public")
    };
    records(ancolie, &all).await.unwrap();
    let order = resting("green", "less.example").consent("network");
    let id = ancolie.shares(order).await;
    let better = fanal_desk::ReviseOrder {
        title: Some("Said better".into()),
        ..revise(id)
    };
    ancolie.revises(better).await;
    fed.sync_all().await;
    let said = Claim::Granted {
        scope: Scope::Network,
        attribution: false,
        until: None,
    };
    let there = lumbre.shows(&id.to_string()).await.unwrap();
    assert_eq!((there.line.revision, there.consent), (2, Some(said)));
}

/// [PRV-4] Why a number stays in for one desk is no reason to tell it to everybody.
#[tokio::test]
async fn an_answer_given_for_one_desk_is_asked_again_for_more() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let order = ShareOrder {
        summary: Some("Call her at +49 151 23456789.".into()),
        ..share("amber", "called.example").to(&["lumbre"])
    };
    let id = ancolie.insists(order).await;
    let asks = async |label: &str, to: &[&str]| {
        let order = fanal_desk::ReviseOrder {
            label: Some(label.into()),
            to: Some(to.iter().map(|desk| (*desk).to_owned()).collect()),
            dry_run: true,
            ..revise(id)
        };
        ancolie.revises(order).await.findings.len()
    };
    assert_eq!(asks("amber", &["lumbre"]).await, 0);
    assert_eq!(asks("amber+strict", &["lumbre"]).await, 0);
    assert!(asks("amber", &["lumbre", "qasaba"]).await > 0);
    assert!(asks("green", &[]).await > 0);
}

/// [STM-3] What members have already is not said to them twice under one number, however often it is sent to review.
#[tokio::test]
async fn what_was_returned_and_is_sent_again_is_no_second_revision_of_that_number() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    records(ancolie, &heard("public")).await.unwrap();
    let order = resting("clear", "again.example");
    let id = ancolie
        .shares(order.not_before(fed.now().plus_days(2)))
        .await;
    let revision_there = async || {
        fed.sync_all().await;
        for peer in [lumbre, qasaba] {
            assert_eq!(peer.refused_from(ancolie).await, []);
        }
        let there = lumbre.shows(&id.to_string()).await.unwrap();
        there.line.revision
    };
    assert_eq!(revision_there().await, 1);
    returns(ancolie, id).await;
    sends(ancolie, id).await;
    assert_eq!(revision_there().await, 1);
    let better = fanal_desk::ReviseOrder {
        title: Some("Said better".into()),
        ..revise(id)
    };
    ancolie.revises(better).await;
    assert_eq!(revision_there().await, 2);
    returns(ancolie, id).await;
    sends(ancolie, id).await;
    assert_eq!(revision_there().await, 2);
    // The person sets an end meanwhile: that is something else to say.
    returns(ancolie, id).await;
    let ends = ConsentOrder {
        scope: Some("public".into()),
        ..less(fed.now().plus_days(10))
    };
    revises_consent(ancolie, &ends).await.unwrap();
    sends(ancolie, id).await;
    assert_eq!(revision_there().await, 3);
    ancolie.approves(id).await.unwrap();
    fed.pass_days(3).await;
    fed.do_due().await;
    assert!(ancolie.shelf().await.contains("again.example"));
}

async fn returns(node: &Node, id: BulletinId) {
    let reviewer = node.caller("reviewer").await;
    let done = node.desk().return_draft(&reviewer, id, "Look again.").await;
    done.unwrap();
}

/// [REC-6] What may warn somebody is in no public list from the moment that it is said.
#[tokio::test]
async fn what_may_alert_somebody_leaves_the_public_before_a_second_person_looks() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let id = ancolie.shares(share("clear", "alerts.example")).await;
    ancolie.approves(id).await.unwrap();
    assert!(ancolie.shelf().await.contains("alerts.example"));
    let alerts = fanal_desk::ReviseOrder {
        may_alert_perpetrator: Some(true),
        ..revise(id)
    };
    ancolie.revises(alerts).await;
    assert!(!ancolie.shelf().await.contains("alerts.example"));
    ancolie.approves(id).await.unwrap();
    assert!(ancolie.shelf().await.contains("alerts.example"));
}

/// [CON-2] One person, one record, whoever typed the alias; and a smaller yes needs no list of desks.
#[tokio::test]
async fn a_record_is_found_in_capitals_too_and_is_made_smaller_by_its_scope_alone() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let named = ConsentOrder {
        named: Some(crate::cast::named(&["lumbre"])),
        ..heard("named")
    };
    records(ancolie, &named).await.unwrap();
    let shouted = ConsentOrder {
        alias: SARA.to_uppercase(),
        ..heard("network")
    };
    let twice = records(ancolie, &shouted).await.map(drop);
    assert_eq!(twice, Err(Code::Conflict));
    // One keyboard writes an accent as one character, another as a letter and a mark.
    let accents = ["Am\u{e9}lie", "AME\u{301}LIE", "am\u{c9}lie"];
    let written = accents.map(|alias| ConsentOrder {
        alias: alias.into(),
        ..heard("desk")
    });
    let [first, marked, mixed] = &written;
    records(ancolie, first).await.unwrap();
    for other in [marked, mixed] {
        let twice = records(ancolie, other).await.map(drop);
        assert_eq!(twice, Err(Code::Conflict));
    }
    let id = ancolie
        .shares(resting("amber", "named.example").to(&["lumbre"]))
        .await;
    fed.sync_all().await;
    let desk_alone = ConsentOrder {
        confirm: true,
        alias: SARA.to_uppercase(),
        ..heard("desk")
    };
    let done = revises_consent(ancolie, &desk_alone).await.unwrap();
    assert_eq!(done.state, "revised");
    fed.sync_all().await;
    assert!(!fed.desk("lumbre").holds(id).await);
}

/// [CON-4] A record that an older program wrote without its network is taken back as any other.
#[tokio::test]
async fn what_was_written_without_its_network_is_of_the_one_that_has_it() {
    let (fed, _other) = crate::namesakes::two_called_ancolie(crate::namesakes::OTHER).await;
    let lumbre = fed.desk("lumbre");
    let (first, there) = crate::namesakes::both(&fed);
    let analyst = lumbre.caller("analyst").await;
    let order = share("green", "older.example");
    let shared = first.share(&analyst, &order).await.unwrap();
    let id = shared.bulletins[0].id.unwrap();
    let mut unit = lumbre.store().begin().await.unwrap();
    let mut row = unit.draft(id).await.unwrap().unwrap();
    let mut body: serde_json::Value = serde_json::from_slice(&row.body).unwrap();
    assert!(body.as_object_mut().unwrap().remove("network").is_some());
    row.body = serde_json::to_vec(&body).unwrap();
    unit.put_draft(&row).await.unwrap();
    unit.commit().await.unwrap();
    let order = fanal_desk::WithdrawOrder {
        bulletin: format!("lumbre/{id}"),
        reason: "consent".into(),
        confirm: true,
        to_delete: false,
    };
    let elsewhere = there.withdraw(&analyst, &order).await;
    assert!(elsewhere.is_err());
    first.withdraw(&analyst, &order).await.unwrap();
    let all = ListOrder::default();
    let left = first.list_bulletins(&analyst, &all).await.unwrap();
    assert!(left.is_empty());
}
