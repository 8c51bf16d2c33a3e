//! What is derived from a source: how far it goes, when it stops with the source, and when it moves again.

use fanal_desk::{ReviseOrder, ShareOrder};
use fanal_protocol::{BulletinId, Code};
use fanal_tests::federation::{Federation, Ordering as _, share};

use crate::aftermath::notices;
use crate::cast::{five, publishes, revise, three};
use crate::resting::quoting;

/// [REC-11] Whatever came after it.
#[tokio::test]
async fn an_older_narrower_bulletin_is_not_hidden_by_newer_ones() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    ancolie
        .shares(share("amber", "told.example").to(&["lumbre"]))
        .await;
    fed.sync_all().await;
    for _ in 0..24 {
        fed.pass_seconds(1).await;
        lumbre
            .shares(share("amber", "told.example").to(&["ancolie"]))
            .await;
    }
    let wider = lumbre.try_share(share("green", "told.example")).await;
    assert_eq!(wider.map(drop), Err(Code::PolicyReference));
}

/// [REC-11] The smallest change of a spelling is no source of one's own.
#[tokio::test]
async fn what_is_known_in_confidence_is_not_composed_wider_by_writing_it_otherwise() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let told = "https://panel.evil.example/login/a?x=1 login.other.example \
        https://203.0.113.7/gate https://drive.google.com/file/d/evil third.example";
    ancolie
        .shares(share("amber", &told.replace(' ', "\n")).to(&["lumbre"]))
        .await;
    let wide = "known.third.example\nparent.example\nhttps://open.example/";
    qasaba.shares(share("green", wide)).await;
    ancolie
        .shares(
            share(
                "amber",
                "https://sub.parent.example/a\nhttps://open.example/b?c",
            )
            .to(&["lumbre"]),
        )
        .await;
    fed.sync_all().await;
    let previews = |content: &'static str, source: Option<&'static str>| {
        let order = ShareOrder {
            independent_source: source.map(str::to_owned),
            dry_run: source.is_some(),
            ..share("green", content)
        };
        async move { lumbre.try_share(order).await.map(drop) }
    };
    for written in [
        "https://panel.evil.example/login/a?x=1",
        "http://panel.evil.example/login/a?x=1",
        "https://panel.evil.example/login/a",
        "https://panel.evil.example/login",
        "panel.evil.example",
        "evil.example",
        "other.example",
        "www.login.other.example",
        "https://login.other.example/x",
        "203.0.113.7",
        "http://203.0.113.7/gate",
        "http://drive.google.com/file/d/evil",
        "new.third.example",
        "https://sub.parent.example/b",
    ] {
        let refused = previews(written, None).await;
        assert_eq!(refused, Err(Code::PolicyReference), "{written}");
        let stated = previews(written, Some("our own log")).await;
        assert_eq!(stated, Ok(()), "{written}");
    }
    for written in [
        "https://drive.google.com/file/d/another",
        "plain.example",
        "parent.example",
        "open.example",
        "203.0.113.8",
        // Told by others as far.
        "known.third.example",
    ] {
        assert_eq!(previews(written, None).await, Ok(()), "{written}");
    }
}

/// [REC-11] Only what is known from narrower ones alone is held back.
#[tokio::test]
async fn what_a_desk_told_first_or_others_told_as_far_needs_no_other_source() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = lumbre
        .shares(share("amber", "first.example").to(&["ancolie"]))
        .await;
    fed.sync_all().await;
    fed.pass_seconds(60).await;
    ancolie
        .shares(share("amber", "first.example").to(&["lumbre"]))
        .await;
    ancolie
        .shares(share("amber", "wide.example").to(&["lumbre"]))
        .await;
    qasaba.shares(share("green", "wide.example")).await;
    fed.sync_all().await;
    let wider = ReviseOrder {
        label: Some("green".into()),
        to: Some(Vec::new()),
        ..revise(id)
    };
    assert!(lumbre.try_revise(wider).await.is_ok(), "it told it first");
    let as_far = lumbre.try_share(share("green", "wide.example")).await;
    assert!(as_far.is_ok(), "qasaba told it as far");
    let clear = share("clear", "wide.example").consent("public");
    assert_eq!(
        lumbre.try_share(clear).await.map(drop),
        Err(Code::PolicyReference),
        "nobody told it to the public"
    );
}

/// [REC-4] What is left of a source is what counts, and its next revision says what that is.
#[tokio::test]
async fn what_a_narrowed_source_still_allows_moves_again_by_itself() {
    let fed = five().await;
    let [ancolie, lumbre, qasaba, ..] = fed.all() else {
        return;
    };
    let source = ancolie.shares(share("green", "source.example")).await;
    fed.sync_all().await;
    let order = quoting(source, share("amber", "within.example")).to(&["qasaba"]);
    let within = lumbre.shares(order).await;
    fed.sync_all().await;
    assert!(qasaba.holds(within).await);
    let narrowed = ReviseOrder {
        to: Some(vec!["group:stalkerware".into()]),
        ..revise(source)
    };
    ancolie.revises(narrowed).await;
    fed.sync_all().await;
    assert!(lumbre.holds(within).await && qasaba.holds(within).await);
    assert_eq!(notices(lumbre).await, [""; 0]);
    fed.pass_days(9).await;
    fed.do_due().await;
    fed.sync_all().await;
    assert!(lumbre.holds(within).await && qasaba.holds(within).await);
}

/// [REC-4]
#[tokio::test]
async fn what_goes_further_than_a_narrowed_source_is_affirmed_or_narrowed_in_its_turn() {
    let fed = five().await;
    let [ancolie, lumbre, qasaba, mirador, _] = fed.all() else {
        return;
    };
    let source = ancolie.shares(share("green", "source.example")).await;
    fed.sync_all().await;
    let affirmed = quoting(source, share("green", "affirmed.example"));
    let affirmed = lumbre.shares(affirmed).await;
    let narrowed = quoting(source, share("green", "narrowed.example"));
    let narrowed = lumbre.shares(narrowed).await;
    fed.sync_all().await;
    let group = || Some(vec!["group:stalkerware".to_owned()]);
    ancolie
        .revises(ReviseOrder {
            to: group(),
            ..revise(source)
        })
        .await;
    fed.sync_all().await;
    assert_eq!(notices(lumbre).await, ["source_gone"; 2]);
    assert!(!mirador.holds(affirmed).await && !mirador.holds(narrowed).await);
    lumbre
        .revises(ReviseOrder {
            independent_source: Some("our own log".into()),
            ..revise(affirmed)
        })
        .await;
    lumbre
        .revises(ReviseOrder {
            to: group(),
            ..revise(narrowed)
        })
        .await;
    assert_eq!(notices(lumbre).await, [""; 0]);
    fed.sync_all().await;
    assert!(mirador.holds(affirmed).await && !mirador.holds(narrowed).await);
    assert!(qasaba.holds(affirmed).await && qasaba.holds(narrowed).await);
    fed.pass_days(9).await;
    fed.do_due().await;
    assert!(lumbre.holds(affirmed).await && lumbre.holds(narrowed).await);
}

/// [REC-4] What quotes what quotes a source stops with it, and moves with it again.
#[tokio::test]
async fn what_is_derived_from_a_derived_bulletin_stops_with_it_and_moves_again() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let source = ancolie.shares(share("green", "source.example")).await;
    fed.sync_all().await;
    let once = lumbre
        .shares(quoting(source, share("green", "once.example")))
        .await;
    fed.sync_all().await;
    let order = ShareOrder {
        refers_to: vec![format!("lumbre/{once}")],
        ..share("green", "twice.example")
    };
    let twice = qasaba.shares(order).await;
    fed.sync_all().await;
    assert!(ancolie.holds(twice).await);
    ancolie.withdraws(&source.to_string()).await;
    qasaba.pull(ancolie).await;
    assert_eq!(notices(qasaba).await, ["source_gone"]);
    assert!(!ancolie.holds(twice).await, "not where it was withdrawn");
    let served = qasaba.serves(lumbre).await.unwrap().text;
    assert!(!served.contains("twice.example"), "it stops at once");
    fed.sync_all().await;
    lumbre
        .revises(ReviseOrder {
            independent_source: Some("our own log".into()),
            ..revise(once)
        })
        .await;
    fed.sync_all().await;
    assert_eq!(notices(qasaba).await, [""; 0]);
    for node in [ancolie, lumbre] {
        assert!(node.holds(twice).await, "{}", node.id());
    }
    fed.pass_days(9).await;
    fed.do_due().await;
    assert!(qasaba.holds(twice).await);
}

/// [REC-4] [R21] Nothing comes back to the public without a second person.
#[tokio::test]
async fn what_was_public_comes_back_after_an_affirmation_by_a_second_person_alone() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let (source, _) = published_source(&fed).await;
    let public = format!("ancolie/{source}");
    let order = ShareOrder {
        refers_to: vec![public],
        ..share("clear", "derived.example").consent("public")
    };
    let (id, before) = publishes(lumbre, order).await;
    assert!(lumbre.shelf().await.contains("derived.example"));
    ancolie.withdraws(&source.to_string()).await;
    fed.sync_all().await;
    assert!(!lumbre.shelf().await.contains("derived.example"));
    let affirmed = lumbre
        .revises(ReviseOrder {
            independent_source: Some("our own log".into()),
            ..revise(id)
        })
        .await;
    assert_eq!(affirmed.state, "waiting");
    assert!(
        !lumbre.shelf().await.contains("derived.example"),
        "one person's word"
    );
    let again = lumbre.approves(id).await.unwrap().published.unwrap();
    assert_ne!(before, again);
    let shelf = lumbre.shelf().await;
    assert!(shelf.contains("derived.example") && shelf.contains(&format!("withdrawn {before}")));
}

/// A publication of ancolie, held everywhere.
async fn published_source(fed: &Federation) -> (BulletinId, BulletinId) {
    let ancolie = fed.desk("ancolie");
    let (record, public) =
        publishes(ancolie, share("clear", "source.example").consent("public")).await;
    fed.sync_all().await;
    (public, record)
}
