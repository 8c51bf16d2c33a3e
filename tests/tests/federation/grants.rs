//! A desk lets another one publish something as its own: that, until it takes it back, and nothing else. [REC-8]

use fanal_desk::{ConsentOrder, GrantOrder, Granted, PublishGrantedOrder, ReviseOrder, ShareOrder};
use fanal_protocol::{BulletinId, Code};
use fanal_tests::federation::{Federation, Node, Ordering as _, Told, share};

use crate::aftermath::notices;
use crate::cast::{revise, three};
use crate::ledger::{heard, records, resting, revises_consent};

pub(crate) async fn grants(node: &Node, part: &str, id: BulletinId, to: &str) -> Told<Granted> {
    let caller = node.caller(part).await;
    let order = GrantOrder {
        bulletin: id.to_string(),
        to: to.parse().unwrap(),
        until: None,
    };
    let outcome = node.desk().give_grant(&caller, &order).await;
    outcome.map_err(|error| error.code())
}

pub(crate) async fn takes_up(node: &Node, which: &str) -> Told<Granted> {
    let caller = node.caller("analyst").await;
    let order = PublishGrantedOrder {
        bulletin: which.into(),
        ..PublishGrantedOrder::default()
    };
    let outcome = node.desk().publish_granted(&caller, &order).await;
    outcome.map_err(|error| error.code())
}

/// [REC-8]
#[tokio::test]
async fn what_was_granted_is_published_as_the_second_desks_own_and_goes_with_the_first_ones_word() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let order = share("amber", "granted.example")
        .to(&["lumbre"])
        .consent("public");
    let id = ancolie.shares(order).await;
    let unwilling = share("amber", "unwilling.example")
        .to(&["lumbre"])
        .consent("named");
    let unwilling = ancolie.shares(unwilling).await;
    fed.sync_all().await;
    let source = format!("ancolie/{id}");
    assert_eq!(
        takes_up(lumbre, &source).await.map(drop),
        Err(Code::PolicyReference)
    );
    for (part, id, to, code) in [
        ("analyst", id, "lumbre", Code::PolicyRole),
        ("reviewer", unwilling, "lumbre", Code::PolicyConsentScope),
        ("reviewer", id, "qasaba", Code::PolicyAudience),
    ] {
        let refused = grants(ancolie, part, id, to).await.map(drop);
        assert_eq!(refused, Err(code), "{part} {to}");
    }
    grants(ancolie, "reviewer", id, "lumbre").await.unwrap();
    fed.sync_all().await;
    assert_eq!(notices(lumbre).await, ["grant"]);
    assert_eq!(
        takes_up(qasaba, &source).await.map(drop),
        Err(Code::PolicyReference)
    );
    let copy = takes_up(lumbre, &source).await.unwrap().draft.unwrap();
    assert_eq!(lumbre.shelf().await, "", "it waits for a second person");
    lumbre.approves(copy).await.unwrap();
    let shelf = lumbre.shelf().await;
    assert!(shelf.contains("granted.example"));
    assert!(!shelf.contains("ancolie") && !shelf.contains(&id.to_string()));

    goes_with_the_first_ones_word(&fed, id).await;
}

/// ancolie takes its bulletin back: lumbre's copy is off the shelf at once, and the value nowhere in the end.
async fn goes_with_the_first_ones_word(fed: &Federation, id: BulletinId) {
    let [ancolie, lumbre, _] = fed.desks();
    ancolie.withdraws(&id.to_string()).await;
    lumbre.pull(ancolie).await;
    assert!(!lumbre.shelf().await.contains("granted.example"), "at once");
    fed.sync_all().await;
    for node in fed.all() {
        assert!(!node.everything().await.contains("granted.example"));
    }
}

/// ancolie's AMBER, that lumbre may publish and has taken up; lumbre's copy waits for its reviewer.
async fn taken_up(fed: &Federation, order: ShareOrder) -> (BulletinId, BulletinId) {
    let [ancolie, lumbre, _] = fed.desks();
    let id = ancolie
        .shares(order.to(&["lumbre"]).consent("public"))
        .await;
    fed.sync_all().await;
    grants(ancolie, "reviewer", id, "lumbre").await.unwrap();
    fed.sync_all().await;
    let copy = takes_up(lumbre, &format!("ancolie/{id}")).await.unwrap();
    (id, copy.draft.unwrap())
}

/// [REC-4] [REC-8] "It is over" is a word like any other: what was published of it goes, and nothing that quotes it
/// goes further than it did.
#[tokio::test]
async fn what_was_granted_goes_when_the_first_desk_says_that_it_is_over() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let (id, copy) = taken_up(&fed, share("amber", "granted.example")).await;
    lumbre.approves(copy).await.unwrap();
    assert!(lumbre.shelf().await.contains("granted.example"));
    let quoting = ShareOrder {
        refers_to: vec![format!("ancolie/{id}")],
        ..share("amber", "quoting.example").to(&["ancolie"])
    };
    let quoting = lumbre.shares(quoting).await;
    fed.sync_all().await;
    assert!(ancolie.shows(&format!("lumbre/{quoting}")).await.is_ok());
    ancolie.withdraws_as(&id.to_string(), "expired").await;
    fed.sync_all().await;
    assert!(!lumbre.shelf().await.contains("granted.example"));
    for node in fed.all() {
        assert!(!node.everything().await.contains("granted.example"));
    }
    let quoting = format!("lumbre/{quoting}");
    assert!(ancolie.shows(&quoting).await.is_err(), "its source went");
}

/// [REC-8] An embargo lets members have it sooner only where it is theirs to have.
#[tokio::test]
async fn what_was_granted_under_an_embargo_reaches_nobody_before_it_is_public() {
    let fed = three().await;
    let [_, lumbre, qasaba] = fed.desks();
    let order = share("amber", "granted.example").not_before(fed.now().plus_days(2));
    let (_, copy) = taken_up(&fed, order).await;
    fed.sync_all().await;
    assert_eq!(qasaba.knows("granted.example").await, 0, "GREEN to nobody");
    lumbre.approves(copy).await.unwrap();
    fed.sync_all().await;
    assert_eq!(qasaba.knows("granted.example").await, 0);
    assert_eq!(lumbre.shelf().await, "", "the embargo lasts");
    fed.pass_days(3).await;
    fed.do_due().await;
    assert!(lumbre.shelf().await.contains("granted.example"));
}

/// [REC-8] The words, the embargo and the reach are those that the first desk's people read and granted.
#[tokio::test]
async fn what_was_granted_is_published_as_it_was_granted_or_not_at_all() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let order = share("amber", "granted.example").not_before(fed.now().plus_days(2));
    let (id, copy) = taken_up(&fed, order).await;
    let sooner = ReviseOrder {
        not_before: Some(fed.now().plus_seconds(1)),
        ..revise(copy)
    };
    let reworded = ReviseOrder {
        title: Some("Other words".into()),
        ..revise(copy)
    };
    let wider = ReviseOrder {
        label: Some("green".into()),
        ..revise(copy)
    };
    for order in [sooner, reworded, wider] {
        let refused = lumbre.try_revise(order).await.map(drop);
        assert_eq!(refused, Err(Code::PolicyReference));
    }
    let reviewer = lumbre.caller("reviewer").await;
    let shown = lumbre.desk().show_review(&reviewer, copy).await.unwrap();
    assert_eq!(shown.granted_by, Some(ancolie.desk().id().clone()));
    lumbre.approves(copy).await.unwrap();
    fed.pass_days(3).await;
    fed.do_due().await;
    assert!(lumbre.shelf().await.contains("granted.example"));
    goes_with_the_first_ones_word(&fed, id).await;
}

/// [REC-8] [R22] It rests on the first desk's word whatever else it quotes.
#[tokio::test]
async fn what_was_granted_and_quotes_others_goes_with_the_first_desks_word() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let quoted = ancolie
        .shares(share("clear", "quoted.example").consent("public"))
        .await;
    ancolie.approves(quoted).await.unwrap();
    fed.sync_all().await;
    let public = ancolie.list_as("analyst", false).await;
    let public = public
        .iter()
        .find(|line| line.kind == "publication")
        .unwrap();
    let order = ShareOrder {
        refers_to: vec![public.reference.clone()],
        ..share("amber", "granted.example")
    };
    let (id, copy) = taken_up(&fed, order).await;
    lumbre.approves(copy).await.unwrap();
    assert!(lumbre.shelf().await.contains("granted.example"));
    goes_with_the_first_ones_word(&fed, id).await;
}

/// [REC-8] The word that was signed last counts, in whatever order two words come: a desk that was moved closes its old
/// epoch after the new one has begun.
#[tokio::test]
async fn a_right_that_comes_after_its_end_is_none() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    records(ancolie, &heard("public")).await.unwrap();
    let order = resting("amber", "granted.example").to(&["lumbre"]);
    let id = ancolie.shares(order).await;
    fed.sync_all().await;
    grants(ancolie, "reviewer", id, "lumbre").await.unwrap();
    fed.pass_seconds(60).await;
    ancolie.desk().say_moved("local").await.unwrap();
    ancolie.start_again().await;
    for peer in [lumbre, qasaba] {
        ancolie.pull(peer).await;
    }
    let less = ConsentOrder {
        confirm: true,
        ..heard("network")
    };
    let done = revises_consent(ancolie, &less).await.unwrap();
    assert_eq!(done.reached[0].what, "grant");
    for _ in 0..3 {
        lumbre.pull(ancolie).await;
    }
    let refused = takes_up(lumbre, &format!("ancolie/{id}")).await.map(drop);
    assert_eq!(refused, Err(Code::PolicyReference));
}
