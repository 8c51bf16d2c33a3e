//! Sightings, questions, retention: small words that are bounded in reach and time.

use fanal_protocol::{Code, SightingVerdict};
use fanal_tests::federation::{Ordering as _, federation, share};

use crate::cast::three;

/// [STM-9] [STM-13] [R12]
#[tokio::test]
async fn who_saw_it_is_told_to_the_origin_alone_and_the_number_from_three_desks_on() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .desk("mirador")
        .desk("zenit")
        .coordinators(3)
        .threshold(2)
        .await;
    let [ancolie, lumbre, qasaba, mirador, zenit] = fed.desks();
    let id = ancolie
        .shares(share("green", "seen.example"))
        .await
        .to_string();
    fed.sync_all().await;
    for (seen, node) in (1..).zip([lumbre, qasaba]) {
        node.sights(&id, SightingVerdict::Seen).await.unwrap();
        fed.sync_all().await;
        assert_eq!(ancolie.shows(&id).await.unwrap().seen, Some(seen));
        for other in [lumbre, qasaba, mirador, zenit] {
            assert_eq!(
                other.shows(&id).await.unwrap().seen,
                None,
                "{} is told a number below three",
                other.id()
            );
        }
    }
    mirador.sights(&id, SightingVerdict::Seen).await.unwrap();
    fed.sync_all().await;
    for node in fed.all() {
        assert_eq!(
            node.shows(&id).await.unwrap().seen,
            Some(3),
            "{}",
            node.id()
        );
    }
    // Nobody but the origin was handed a sighting of another desk, and nobody's name. [STR-12] What a
    // desk said itself is handed back to it.
    for from in fed.all() {
        for to in [lumbre, qasaba, mirador, zenit]
            .into_iter()
            .filter(|to| to.id() != from.id())
        {
            let served = from.serves(to).await.unwrap();
            for line in served.text.lines() {
                let own = format!("\"origin\":\"{}\"", to.id());
                assert!(
                    !line.contains("\"kind\":\"sighting\"") || line.contains(&own),
                    "{} hands a sighting to {}: {line}",
                    from.id(),
                    to.id()
                );
            }
        }
    }
}

#[tokio::test]
async fn a_desk_that_says_it_twice_is_counted_once() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    let id = ancolie
        .shares(share("green", "seen.example"))
        .await
        .to_string();
    fed.sync_all().await;
    for _ in 0..3 {
        lumbre.sights(&id, SightingVerdict::Seen).await.unwrap();
    }
    fed.sync_all().await;
    assert_eq!(ancolie.shows(&id).await.unwrap().seen, Some(1));
    assert_eq!(lumbre.shows(&id).await.unwrap().seen, None);
}

/// [STM-8] [POL-22]
#[tokio::test]
async fn a_question_ends_at_its_moment_at_every_desk() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let ends = fed.now().plus_seconds(3_600);
    let question = share("green", "asked.example")
        .titled("Seen this?")
        .asking_until(ends);
    let id = ancolie.shares(question).await;
    fed.sync_all().await;
    assert!(lumbre.holds(id).await && qasaba.holds(id).await);
    fed.pass_seconds(3_599).await;
    fed.do_due().await;
    assert!(lumbre.holds(id).await && ancolie.holds(id).await);
    fed.pass_seconds(1).await;
    fed.do_due().await;
    for node in fed.all() {
        assert!(!node.holds(id).await, "{} still has it", node.id());
        assert_eq!(node.knows("asked.example").await, 0, "{}", node.id());
        assert!(
            !node.everything().await.contains("Seen this?"),
            "{}",
            node.id()
        );
    }
    fed.sync_all().await;
    assert!(!lumbre.holds(id).await, "it does not come back");
    let late = share("green", "late.example").asking_until(fed.now());
    assert_eq!(
        ancolie.try_share(late).await.map(drop),
        Err(Code::UsageInvalid)
    );
}

/// [POL-21]
#[tokio::test]
async fn what_was_to_be_kept_until_a_moment_is_purged_then_and_is_served_no_more() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    fed.wire.take_down(qasaba.id());
    let until = fed.now().plus_days(2);
    let id = ancolie
        .shares(share("green", "kept.example").retained_until(until))
        .await;
    fed.sync_all().await;
    assert!(lumbre.holds(id).await);
    fed.pass_days(2).await;
    let served = lumbre.serves(ancolie).await.unwrap();
    assert!(
        !served.text.contains("kept.example"),
        "not even before the job ran"
    );
    assert_eq!(lumbre.desk().keep_retention().await.unwrap(), 1);
    assert!(!lumbre.holds(id).await);
    assert_eq!(lumbre.knows("kept.example").await, 0);
    fed.wire.bring_up(qasaba.id());
    fed.sync_all().await;
    assert!(!qasaba.holds(id).await, "nobody gets it any more");
    assert!(!qasaba.everything().await.contains("kept.example"));
    assert_eq!(lumbre.desk().keep_retention().await.unwrap(), 0);
}
