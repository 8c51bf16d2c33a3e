//! A desk that came back from a backup: what it said since then is handed back to it by its peers, and is held to
//! all that it was held to before. Over both databases.

use fanal_desk::{ConsentOrder, ReviseOrder, RosterChange, WhichConsent};
use fanal_protocol::{BulletinId, Code};
use fanal_tests::federation::{Federation, Node, Ordering as _, share};

use crate::aftermath::notices;
use crate::cast::{five_desks, on_both, revise, three_desks};
use crate::grants::{grants, takes_up};
use crate::ledger::{SARA, heard, records, resting, revises_consent, takes_back};

/// This desk joins the group, and all but `but` hear of it.
async fn joins(fed: &Federation, node: &Node, but: Option<&Node>) {
    let change = RosterChange {
        join_groups: [(node.id().clone(), ["stalkerware".parse().unwrap()].into())].into(),
        ..RosterChange::default()
    };
    let roster = fed.change_roster(&change).await.envelope;
    for node in fed.all() {
        if but.is_none_or(|but| but.id() != node.id()) {
            node.take_roster(&roster).await;
        }
    }
}

/// [STR-14] [R13] What is handed back to its origin says nothing of who was in the group when it was signed.
#[tokio::test]
async fn amber_that_comes_back_goes_to_no_later_member_of_its_group() {
    for fed in on_both(five_desks).await {
        let [_, lumbre, qasaba, mirador, _] = fed.desks();
        let saved = lumbre.saves().await;
        let order = share("amber", "a.example").to(&["group:stalkerware"]);
        let id = lumbre.shares(order).await;
        fed.sync_all().await;
        lumbre.restores(&saved).await;
        assert!(!lumbre.holds(id).await);
        fed.sync_all().await;
        assert!(lumbre.holds(id).await, "its peers hand it back");
        fed.clock.advance(60);
        joins(&fed, mirador, None).await;
        fed.sync_all().await;
        assert!(!mirador.holds(id).await);
        let served = lumbre.serves(mirador).await.unwrap();
        assert!(!served.text.contains("a.example"));
        // Who was in the group then may have it again.
        let served = lumbre.serves(qasaba).await.unwrap();
        assert!(served.text.contains("a.example"));
        fed.close().await;
    }
}

/// [STR-14] The roster was written before the bulletin, and the desk had not heard of it.
#[tokio::test]
async fn amber_that_comes_back_goes_to_no_member_of_whom_its_origin_had_not_heard() {
    for fed in on_both(five_desks).await {
        let [_, _, qasaba, mirador, _] = fed.desks();
        let saved = qasaba.saves().await;
        fed.clock.advance(60);
        joins(&fed, mirador, Some(qasaba)).await;
        fed.clock.advance(60);
        let order = share("amber", "a.example").to(&["group:stalkerware"]);
        let id = qasaba.shares(order).await;
        fed.sync_all().await;
        assert!(!mirador.holds(id).await);
        qasaba.restores(&saved).await;
        fed.sync_all().await;
        assert!(qasaba.holds(id).await && !mirador.holds(id).await);
        let served = qasaba.serves(mirador).await.unwrap();
        assert!(!served.text.contains("a.example"));
        fed.close().await;
    }
}

/// CLEAR, which the members have before it is public; published; and then ancolie is what it was before.
async fn published_and_restored(fed: &Federation, until: Option<i64>) -> BulletinId {
    let ancolie = fed.desk("ancolie");
    let saved = ancolie.saves().await;
    let mut order = share("clear", "public.example")
        .consent("public")
        .not_before(fed.now().plus_days(1));
    order.consent_until = until.map(|days| fed.now().plus_days(days));
    let id = ancolie.shares(order).await;
    ancolie.approves(id).await.unwrap();
    fed.pass_days(2).await;
    fed.do_due().await;
    assert!(ancolie.shelf().await.contains("public.example"));
    fed.sync_all().await;
    ancolie.restores(&saved).await;
    fed.sync_all().await;
    assert!(ancolie.holds(id).await);
    assert!(ancolie.shelf().await.contains("public.example"));
    id
}

async fn nowhere(fed: &Federation, value: &str) {
    for node in fed.all() {
        assert_eq!(node.knows(value).await, 0, "{}", node.id());
        assert!(!node.shelf().await.contains(value), "{}", node.id());
    }
}

/// [STR-15] [REC-1] What came back is published of what came back: one word takes back both.
#[tokio::test]
async fn a_publication_that_comes_back_goes_with_its_bulletin() {
    for fed in on_both(three_desks).await {
        let id = published_and_restored(&fed, None).await;
        let ancolie = fed.desk("ancolie");
        assert_eq!(notices(ancolie).await, ["yes_without_record"]);
        ancolie.withdraws(&id.to_string()).await;
        assert!(!ancolie.shelf().await.contains("public.example"), "at once");
        fed.sync_all().await;
        nowhere(&fed, "public.example").await;
        fed.close().await;
    }
}

/// [STR-15] [REC-3]
#[tokio::test]
async fn a_publication_that_comes_back_ends_with_the_yes_in_its_bulletin() {
    for fed in on_both(three_desks).await {
        published_and_restored(&fed, Some(5)).await;
        fed.pass_days(4).await;
        fed.do_due().await;
        assert!(!fed.desk("ancolie").shelf().await.contains("public.example"));
        fed.sync_all().await;
        nowhere(&fed, "public.example").await;
        fed.close().await;
    }
}

/// [STR-15] [REC-8] The record of what another desk let this one publish was in no stream.
#[tokio::test]
async fn what_was_published_by_a_grant_and_comes_back_goes_with_the_first_desks_word() {
    for fed in on_both(three_desks).await {
        let [ancolie, lumbre, _] = fed.desks();
        let order = share("amber", "granted.example").to(&["lumbre"]);
        let id = ancolie.shares(order.consent("public")).await;
        fed.sync_all().await;
        let saved = lumbre.saves().await;
        grants(ancolie, "reviewer", id, "lumbre").await.unwrap();
        fed.sync_all().await;
        let copy = takes_up(lumbre, &format!("ancolie/{id}")).await.unwrap();
        lumbre.approves(copy.draft.unwrap()).await.unwrap();
        fed.sync_all().await;
        lumbre.restores(&saved).await;
        fed.sync_all().await;
        assert!(lumbre.shelf().await.contains("granted.example"));
        ancolie.withdraws(&id.to_string()).await;
        fed.sync_all().await;
        nowhere(&fed, "granted.example").await;
        fed.close().await;
    }
}

/// [STR-15] Approved at once, the bulletin was in no stream: nobody knows what its publication rests on.
#[tokio::test]
async fn a_publication_that_comes_back_alone_is_not_shown_and_goes_in_seven_days() {
    for fed in on_both(three_desks).await {
        let [ancolie, lumbre, _] = fed.desks();
        let saved = ancolie.saves().await;
        let order = share("clear", "alone.example").consent("public");
        let id = ancolie.shares(order).await;
        let public = ancolie.approves(id).await.unwrap().published.unwrap();
        fed.sync_all().await;
        ancolie.restores(&saved).await;
        fed.sync_all().await;
        assert!(ancolie.holds(public).await, "its people can read it");
        assert!(!ancolie.shelf().await.contains("alone.example"));
        assert_eq!(notices(ancolie).await, ["publication_alone"]);
        fed.pass_days(6).await;
        fed.do_due().await;
        fed.sync_all().await;
        assert_eq!(lumbre.knows("alone.example").await, 1);
        fed.pass_days(2).await;
        fed.do_due().await;
        fed.sync_all().await;
        nowhere(&fed, "alone.example").await;
        assert!(notices(ancolie).await.is_empty());
        fed.close().await;
    }
}

async fn state_of_record(node: &Node) -> String {
    let which = WhichConsent { alias: SARA.into() };
    let analyst = node.caller("analyst").await;
    let shown = node.desk().show_consent(&analyst, &which).await.unwrap();
    shown.state
}

/// [STR-16] [REC-1] The ledger of the backup says yes, and what comes back says no.
#[tokio::test]
async fn a_yes_that_was_taken_back_after_the_backup_is_no_yes_after_the_restore() {
    for fed in on_both(three_desks).await {
        let ancolie = fed.desk("ancolie");
        records(ancolie, &heard("network")).await.unwrap();
        ancolie.shares(resting("green", "gone.example")).await;
        fed.sync_all().await;
        let saved = ancolie.saves().await;
        takes_back(ancolie, true).await.unwrap();
        fed.sync_all().await;
        ancolie.restores(&saved).await;
        assert_eq!(state_of_record(ancolie).await, "stands");
        fed.sync_all().await;
        nowhere(&fed, "gone.example").await;
        assert_eq!(state_of_record(ancolie).await, "doubted");
        assert_eq!(notices(ancolie).await, ["consent_doubted"]);
        let refused = ancolie.try_share(resting("green", "new.example")).await;
        assert_eq!(refused.map(drop), Err(Code::PolicyConsentRefused));
        // The person was asked, and says what they agree to.
        revises_consent(ancolie, &heard("network")).await.unwrap();
        assert_eq!(state_of_record(ancolie).await, "stands");
        assert!(notices(ancolie).await.is_empty());
        ancolie.shares(resting("green", "new.example")).await;
        fed.close().await;
    }
}

/// [STR-16] Whether all was taken back or a part, nobody knows: the rest stops, and goes by a person's word.
#[tokio::test]
async fn what_rests_on_a_record_in_doubt_stops_until_a_person_says_more() {
    for fed in on_both(three_desks).await {
        let [ancolie, lumbre, _] = fed.desks();
        records(ancolie, &heard("network")).await.unwrap();
        let gone = ancolie.shares(resting("green", "gone.example")).await;
        ancolie.shares(resting("green", "rest.example")).await;
        fed.sync_all().await;
        let saved = ancolie.saves().await;
        ancolie.withdraws(&gone.to_string()).await;
        fed.sync_all().await;
        ancolie.restores(&saved).await;
        fed.sync_all().await;
        let served = ancolie.serves(lumbre).await.unwrap();
        assert!(!served.text.contains("rest.example"));
        assert_eq!(lumbre.knows("rest.example").await, 1);
        takes_back(ancolie, true).await.unwrap();
        fed.sync_all().await;
        nowhere(&fed, "rest.example").await;
        fed.close().await;
    }
}

/// [STR-16] What is not in the backup at all, and was taken back for a person's sake, is told.
#[tokio::test]
async fn a_withdrawal_of_which_no_record_is_known_is_told() {
    for fed in on_both(three_desks).await {
        let ancolie = fed.desk("ancolie");
        let saved = ancolie.saves().await;
        records(ancolie, &heard("network")).await.unwrap();
        ancolie.shares(resting("green", "gone.example")).await;
        fed.sync_all().await;
        takes_back(ancolie, true).await.unwrap();
        fed.sync_all().await;
        ancolie.restores(&saved).await;
        fed.sync_all().await;
        assert_eq!(notices(ancolie).await, ["withdrawn_since"]);
        fed.close().await;
    }
}

/// [STR-16] [REC-3] Of the grant nothing is in the backup.
#[tokio::test]
async fn a_smaller_yes_ends_a_grant_that_came_back() {
    for fed in on_both(three_desks).await {
        let [ancolie, lumbre, _] = fed.desks();
        records(ancolie, &heard("public")).await.unwrap();
        let order = resting("amber", "granted.example").to(&["lumbre"]);
        let id = ancolie.shares(order).await;
        fed.sync_all().await;
        let saved = ancolie.saves().await;
        grants(ancolie, "reviewer", id, "lumbre").await.unwrap();
        fed.sync_all().await;
        let copy = takes_up(lumbre, &format!("ancolie/{id}")).await.unwrap();
        lumbre.approves(copy.draft.unwrap()).await.unwrap();
        fed.sync_all().await;
        ancolie.restores(&saved).await;
        fed.sync_all().await;
        assert!(lumbre.shelf().await.contains("granted.example"));
        let smaller = ConsentOrder {
            confirm: true,
            ..heard("network")
        };
        revises_consent(ancolie, &smaller).await.unwrap();
        fed.sync_all().await;
        assert!(!lumbre.shelf().await.contains("granted.example"));
        assert!(ancolie.holds(id).await, "the bulletin stays within the yes");
        fed.close().await;
    }
}

/// [STR-16] [CON-2] What rests on a record of the backup, and came later, is found again by a person alone.
#[tokio::test]
async fn what_comes_back_without_its_record_is_named_until_a_person_says_whose_yes_it_is() {
    for fed in on_both(three_desks).await {
        let ancolie = fed.desk("ancolie");
        records(ancolie, &heard("network")).await.unwrap();
        let saved = ancolie.saves().await;
        let id = ancolie.shares(resting("green", "later.example")).await;
        let nobodys = share("green", "nobodys.example");
        ancolie.shares(nobodys).await;
        let unwritten = share("green", "unwritten.example").consent("network");
        let unwritten = ancolie.shares(unwritten).await;
        fed.sync_all().await;
        ancolie.restores(&saved).await;
        fed.sync_all().await;
        assert_eq!(notices(ancolie).await, ["yes_without_record"]);
        // Of a yes that nobody ever wrote down it is said anew.
        let anew = ReviseOrder {
            consent: Some("network".into()),
            ..revise(unwritten)
        };
        ancolie.revises(anew).await;
        let asked = takes_back(ancolie, false).await.unwrap();
        assert_eq!(asked.without_record, [format!("ancolie/{id}")]);
        assert!(asked.reached.is_empty());
        let less = revises_consent(ancolie, &heard("desk")).await.unwrap();
        assert_eq!(
            (less.state.as_str(), less.without_record.len()),
            ("asked", 1)
        );
        let named = ReviseOrder {
            consent_record: Some(SARA.into()),
            ..revise(id)
        };
        ancolie.revises(named).await;
        assert!(notices(ancolie).await.is_empty());
        let done = takes_back(ancolie, true).await.unwrap();
        assert_eq!((done.reached.len(), done.without_record.len()), (1, 0));
        fed.sync_all().await;
        nowhere(&fed, "later.example").await;
        assert_eq!(ancolie.knows("nobodys.example").await, 1);
        fed.close().await;
    }
}
