//! What was made for one person tells whoever made it who reported. [PRV-16]

use std::collections::BTreeMap;

use fanal_desk::{Caller, ReviseOrder, ShareOrder};
use fanal_protocol::{BulletinId, Code};
use fanal_tests::federation::{Node, Ordering as _, Told, share};

use crate::cast::three;
use crate::elsewhere::{alone, approves_for, asks_to_publish, publishes};

const LINK: &str = "https://parcel.example/a8F3kQ92LmZp";

fn because(key: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(key.to_owned(), "the whole campaign has this one".to_owned())])
}

/// A domain that a person of the desk says was seen at one person only.
fn once(label: &str) -> ShareOrder {
    ShareOrder {
        seen_once: ["once.example".to_owned()].into(),
        ..share(label, "once.example").consent("public")
    }
}

async fn answers(node: &Node, caller: &Caller, id: BulletinId, key: &str) -> Told<()> {
    let shown = node.desk().show_review(caller, id).await.unwrap();
    let desk = node.desk();
    let why = because(key);
    let done = desk.answer_findings(caller, id, shown.draft, &why);
    done.await.map_err(|error| error.code())
}

#[tokio::test]
async fn what_was_made_for_one_person_becomes_public_by_two_answers() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let link = share("clear", LINK).consent("public");
    for (order, reason) in [(once("clear"), "seen_once"), (link, "one_time_link")] {
        let refused = ancolie.try_share(order.clone()).await;
        assert_eq!(refused.err(), Some(Code::PolicyPrivacy), "{reason}");
        let answered = ShareOrder {
            because: because(reason),
            ..order
        };
        let id = ancolie.shares(answered).await;
        assert_eq!(ancolie.approves(id).await.err(), Some(Code::PolicyPrivacy));
        let reviewer = ancolie.caller("reviewer").await;
        let shown = ancolie.desk().show_review(&reviewer, id).await.unwrap();
        let open: Vec<&str> = shown.findings.iter().map(|it| it.reason.as_str()).collect();
        assert_eq!(open, [reason]);
        assert_eq!(shown.item.findings, 1);
        answers(ancolie, &reviewer, id, reason).await.unwrap();
        assert_eq!(ancolie.approves(id).await.unwrap().state, "published");
    }
    let shelf = ancolie.shelf().await;
    assert!(shelf.contains("once.example") && shelf.contains("a8F3kQ92LmZp"));
    // The mark is this desk's own.
    fed.sync_all().await;
    assert!(!lumbre.everything().await.contains("seen_once"));
}

#[tokio::test]
async fn below_clear_the_mark_is_a_hint_and_the_domain_is_offered() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    let marked = |value: &str| ShareOrder {
        seen_once: [value.to_owned()].into(),
        dry_run: true,
        ..share("green", value)
    };
    for (value, instead) in [
        ("https://parcel.example/track/me", "parcel.example"),
        ("it@parcel.example", "parcel.example"),
    ] {
        let order = ShareOrder {
            role: Some("sender".into()),
            ..marked(value)
        };
        let shown = ancolie.try_share(order).await.unwrap();
        assert!(shown.findings.is_empty(), "{value}");
        let hint = shown.hints.iter().find(|it| it.reason == "seen_once");
        let hint = hint.unwrap();
        assert!(hint.hint.contains("embargo"));
        let ways = hint.remedies.iter();
        let ways: Vec<Option<&str>> = ways.map(|way| way.with.as_deref()).collect();
        assert!(ways.contains(&Some(instead)), "{value}: {ways:?}");
    }
    let sent = ancolie.try_share(once("green")).await.unwrap();
    assert_eq!(sent.bulletins[0].state, "sent");
}

/// Of the mark no other desk knows: its reviewer's yes is no answer to it. What that desk's own check shows its
/// reviewer, they said yes to.
#[tokio::test]
async fn who_wrote_it_gives_no_second_answer_and_another_desk_only_to_what_it_was_shown() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let author = alone(ancolie).await;
    let link = ShareOrder {
        because: because("one_time_link"),
        ..share("green", LINK).consent("public")
    };
    for (order, reason, then) in [
        (once("green"), "seen_once", Err(Code::PolicyPrivacy)),
        (link, "one_time_link", Ok(())),
    ] {
        let shared = ancolie.desk().share(&author, &order).await.unwrap();
        let id = shared.bulletins[0].id.unwrap();
        fed.sync_all().await;
        let order = ReviseOrder {
            because: because(reason),
            ..crate::cast::revise(id)
        };
        asks_to_publish(ancolie, &author, order).await;
        answers(ancolie, &author, id, reason).await.unwrap();
        assert_eq!(
            publishes(ancolie, &author, id).await,
            Err(Code::PolicyReview)
        );
        approves_for(lumbre, "reviewer", id).await.unwrap();
        fed.sync_all().await;
        assert_eq!(publishes(ancolie, &author, id).await, then, "{reason}");
    }
}
