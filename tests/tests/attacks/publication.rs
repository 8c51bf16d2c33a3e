//! What was revised, narrowed, ended or withdrawn is served no more; nobody approves unseen.

use fanal_desk::{ReviseOrder, WithdrawOrder};
use fanal_tests::federation::{Ordering as _, federation, share};

use crate::{VALUE, days};

#[tokio::test]
async fn narrowed_is_served_no_more() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let [ancolie, _lumbre, qasaba] = fed.desks();
    let id = ancolie.shares(share("green", VALUE)).await;
    ancolie
        .revises(ReviseOrder {
            bulletin: id.to_string(),
            label: Some("amber".into()),
            to: Some(vec!["lumbre".into()]),
            ..ReviseOrder::default()
        })
        .await;
    let served = ancolie.serves(qasaba).await.unwrap();
    assert!(
        !served.text.contains(VALUE),
        "the old GREEN revision is still served"
    );
}

#[tokio::test]
async fn text_that_was_revised_out_is_served_no_more() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, lumbre] = fed.desks();
    let id = ancolie
        .shares(share("green", VALUE).titled("Sent to Sara by mistake"))
        .await;
    ancolie
        .revises(ReviseOrder {
            bulletin: id.to_string(),
            title: Some("A phishing page".into()),
            ..ReviseOrder::default()
        })
        .await;
    let served = ancolie.serves(lumbre).await.unwrap();
    assert!(
        !served.text.contains("Sara"),
        "the superseded revision is still served"
    );
}

#[tokio::test]
async fn what_waits_for_review_can_be_taken_back() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, _] = fed.desks();
    let id = ancolie
        .shares(share("clear", VALUE).consent("public"))
        .await;
    let caller = ancolie.caller("analyst").await;
    let order = WithdrawOrder {
        bulletin: id.to_string(),
        reason: "consent".into(),
        confirm: true,
        to_delete: false,
    };
    let told = ancolie
        .desk()
        .withdraw(&caller, &order)
        .await
        .map(drop)
        .map_err(|e| e.code());
    let approved = ancolie.approves(id).await;
    assert!(
        told.is_ok() && approved.is_err() && !ancolie.shelf().await.contains(VALUE),
        "withdrawal: {told:?}; approved afterwards: {}; public: {}",
        approved.is_ok(),
        ancolie.shelf().await.contains(VALUE)
    );
}

#[tokio::test]
async fn a_consent_that_ended_ends_the_publication() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, _] = fed.desks();
    let mut order = share("clear", VALUE).consent("public");
    order.consent_until = Some(days(&fed, 1));
    let id = ancolie.shares(order).await;
    ancolie.approves(id).await.unwrap();
    let before = ancolie.desk().public_fingerprint(true).await.unwrap();
    fed.pass_days(2).await;
    ancolie.desk().do_due().await.unwrap();
    let after = ancolie.desk().public_fingerprint(true).await.unwrap();
    assert!(
        !ancolie.shelf().await.contains(VALUE),
        "on the shelf after the consent ended"
    );
    assert_ne!(before, after, "the site would not be built anew");
}

#[tokio::test]
async fn what_is_kept_no_more_is_public_no_more_and_can_be_withdrawn() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, lumbre] = fed.desks();
    let order = share("clear", VALUE)
        .consent("public")
        .not_before(days(&fed, 1))
        .retained_until(days(&fed, 3));
    let id = ancolie.shares(order).await;
    ancolie.approves(id).await.unwrap();
    fed.pass_days(2).await;
    ancolie.desk().do_due().await.unwrap();
    fed.sync_all().await;
    assert!(ancolie.shelf().await.contains(VALUE));
    fed.pass_days(2).await;
    ancolie.desk().keep_retention().await.unwrap();
    let caller = ancolie.caller("analyst").await;
    let review = ancolie.desk().show_review(&caller, id).await;
    let shelf = ancolie.shelf().await.contains(VALUE);
    let order = WithdrawOrder {
        bulletin: id.to_string(),
        reason: "consent".into(),
        confirm: true,
        to_delete: false,
    };
    let told = ancolie
        .desk()
        .withdraw(&caller, &order)
        .await
        .map(drop)
        .map_err(|e| e.to_string());
    let _ = lumbre;
    assert!(
        review.is_err() && !shelf && told.is_ok(),
        "record with content: {}; on the shelf: {shelf}; withdrawal: {told:?}",
        review.is_ok()
    );
}

#[tokio::test]
async fn relabelled_is_public_no_more() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, _] = fed.desks();
    let id = ancolie
        .shares(share("clear", VALUE).consent("public"))
        .await;
    ancolie.approves(id).await.unwrap();
    ancolie
        .revises(ReviseOrder {
            bulletin: id.to_string(),
            label: Some("amber".into()),
            to: Some(vec!["lumbre".into()]),
            consent: Some("named".into()),
            ..ReviseOrder::default()
        })
        .await;
    assert!(
        !ancolie.shelf().await.contains(VALUE),
        "AMBER by now, and public still"
    );
}

#[tokio::test]
async fn an_approval_is_of_what_was_read() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, _] = fed.desks();
    let id = ancolie
        .shares(share("clear", VALUE).consent("public"))
        .await;
    let reviewer = ancolie.caller("reviewer").await;
    let read = ancolie.desk().show_review(&reviewer, id).await.unwrap();
    ancolie
        .revises(ReviseOrder {
            bulletin: id.to_string(),
            title: Some("Sara Haddad was attacked".into()),
            ..ReviseOrder::default()
        })
        .await;
    // The reviewer approves the page that is still open.
    let approved = ancolie.desk().approve(&reviewer, id, read.draft).await;
    assert!(
        approved.is_err() || !ancolie.shelf().await.contains("Sara"),
        "read `{}`, published another text",
        read.item.title
    );
}

#[tokio::test]
async fn what_had_to_wait_comes_later() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let [ancolie, lumbre] = fed.desks();
    let id = ancolie.shares(share("amber", VALUE).to(&["lumbre"])).await;
    // Nobody was heard for long: AMBER waits.
    fed.clock.advance(8 * 86_400);
    lumbre.pull(ancolie).await;
    assert!(!lumbre.holds(id).await);
    fed.pass_seconds(60).await;
    fed.sync_all().await;
    assert!(
        lumbre.holds(id).await,
        "what waited for the heartbeat never comes"
    );
}
