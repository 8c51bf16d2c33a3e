//! What a node says of its own health: each check can fail, and says when it does. [CLI-8]

use std::collections::BTreeSet;

use fanal_desk::{Check, CheckState, ProfileOrder, SyncOrder, WorkStep};
use fanal_protocol::{Channel, Profile};
use fanal_tests::federation::{Node, federation, share};

use crate::cast::three;

/// The checks of this name, as anybody of the desk is told them.
async fn told(node: &Node, name: &str) -> Vec<Check> {
    let caller = node.caller("analyst").await;
    let checks = node.desk().doctor(&caller).await.unwrap().checks;
    checks.into_iter().filter(|it| it.name == name).collect()
}

async fn state(node: &Node, name: &str) -> CheckState {
    let checks = told(node, name).await;
    assert_eq!(checks.len(), 1, "{name}: {checks:?}");
    checks.into_iter().map(|check| check.state).next().unwrap()
}

/// Two desks that only call out never meet, and both say so; one address is enough, and then neither does.
#[tokio::test]
async fn where_no_desk_can_be_called_each_says_that_nothing_moves() {
    let deaf = federation().desk("ancolie").desk("lumbre");
    let deaf = deaf.at("ancolie", "").at("lumbre", "").await;
    for node in deaf.all() {
        assert_eq!(state(node, "lines").await, CheckState::Warning);
    }
    let one = federation().desk("ancolie").desk("lumbre");
    let one = one.at("lumbre", "").await;
    for node in one.all() {
        assert!(told(node, "lines").await.is_empty());
    }
}

/// A profile without a channel that is encrypted, or without one for everybody, is worth a word.
#[tokio::test]
async fn a_desk_that_cannot_be_reached_well_is_advised() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    assert_eq!(told(ancolie, "contact").await.len(), 2);
    let channel = |kind: &str, traits: &str| Channel {
        kind: kind.to_owned(),
        at: "+33 1 00".to_owned(),
        traits: [traits.to_owned()].into(),
    };
    let set = async |channels: Vec<Channel>| {
        let order = ProfileOrder {
            profile: Profile {
                channels,
                ..Profile::default()
            },
        };
        let caller = ancolie.caller("coordinator").await;
        ancolie.desk().set_profile(&caller, &order).await.unwrap();
    };
    let signal = channel("signal", "end_to_end");
    set(vec![signal.clone()]).await;
    let lacking = told(ancolie, "contact").await;
    assert_eq!(lacking.len(), 1);
    assert!(
        lacking
            .iter()
            .all(|it| it.text.contains("without an account"))
    );
    set(vec![signal, channel("phone", "no_account_needed")]).await;
    assert_eq!(state(ancolie, "contact").await, CheckState::Good);
}

/// What is over goes by a job; where that has not run for days, somebody should know.
#[tokio::test]
async fn a_retention_that_stopped_is_told() {
    let fed = three().await;
    let ancolie = fed.desk("ancolie");
    assert_eq!(state(ancolie, "retention").await, CheckState::Skipped);
    ancolie.desk().keep_retention().await.unwrap();
    assert_eq!(state(ancolie, "retention").await, CheckState::Good);
    fed.clock.advance(3 * 86_400);
    assert_eq!(state(ancolie, "retention").await, CheckState::Warning);
    // Where it never ran, that is told as soon as it should have.
    assert_eq!(
        state(fed.desk("lumbre"), "retention").await,
        CheckState::Warning
    );
}

/// What watches from outside gets names and states, and no text: what the texts name is a desk's own affair.
#[tokio::test]
async fn what_is_counted_for_outside_names_no_desk() {
    let fed = three().await;
    let counted = fed.desk("ancolie").desk().checks().await.unwrap();
    assert_eq!(
        counted.get(&("own entry".to_owned(), CheckState::Good)),
        Some(&1)
    );
    let peers: u64 = counted
        .iter()
        .filter(|((name, _), _)| name == "peer")
        .map(|it| it.1)
        .sum();
    assert_eq!(peers, 2);
    for (name, _) in counted.keys() {
        assert!(
            !["ancolie", "lumbre", "qasaba"]
                .iter()
                .any(|desk| name.contains(desk)),
            "{name}"
        );
    }
}

/// [CLI-13] Whoever asked is told how far it is while it goes on, nobody else is, and afterwards nothing is.
#[tokio::test]
async fn a_long_call_says_how_far_it_is_to_its_own_account_alone() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    for number in 0..300 {
        let value = format!("number-{number}.example");
        ancolie.shares(share("green", &value)).await;
    }
    let (asks, other) = (
        lumbre.caller("analyst").await,
        lumbre.caller("reviewer").await,
    );
    let (desk, line) = (lumbre.desk(), lumbre.line());
    let order = SyncOrder {
        peer: Some("ancolie".parse().unwrap()),
    };
    let mut seen = BTreeSet::new();
    let mut round = std::pin::pin!(desk.sync_now(&asks, &order, &line));
    let synced = loop {
        tokio::select! {
            biased;
            synced = &mut round => break synced.unwrap(),
            () = tokio::task::yield_now() => {
                assert!(desk.show_work(&other).is_empty());
                for work in desk.show_work(&asks) {
                    assert_eq!((work.step, work.of), (WorkStep::Statements, None));
                    assert_eq!(work.desk.unwrap().as_str(), "ancolie");
                    seen.insert(work.done);
                }
            }
        }
    };
    let taken: usize = synced.rounds.iter().map(|round| round.taken).sum();
    assert!(taken >= 300, "{taken}");
    let (first, last) = (seen.first().copied(), seen.last().copied());
    assert!(
        first > Some(0) && last <= Some(taken),
        "{seen:?} of {taken}"
    );
    assert!(desk.show_work(&asks).is_empty());
}
