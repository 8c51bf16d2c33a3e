//! Pages: nothing twice, nothing missed, and a `next` that opens one door only.

use std::collections::BTreeSet;

use fanal_protocol::Label;
use fanal_tests::federation::{federation, share};
use fanal_tests::taxii::{Served, collection, public};
use serde_json::Value;

use crate::world::{served, world};

fn ids(objects: &[Value]) -> Vec<String> {
    let id = |one: &Value| one["id"].as_str().unwrap().to_owned();
    objects.iter().map(id).collect()
}

#[tokio::test]
async fn pages_of_any_size_give_everything_once_and_in_order() {
    // [TAX-10]
    let fed = federation().desk("kivu").in_memory().await;
    let kivu = fed.desk("kivu");
    let served = Served::of(kivu).await;
    let green = collection(kivu.network(), Label::Green);
    let token = Some(kivu.token("analyst"));
    assert_eq!(
        served.get(token, &format!("{green}objects/")).await.text,
        "{}"
    );
    for round in 0..3 {
        let values: Vec<String> = (0..7).map(|n| format!("a{round}x{n}.example")).collect();
        kivu.shares(share("green", &values.join("\n"))).await;
        served.catch_up().await;
    }
    let whole = ids(&served.all(token, &green, 1_000).await);
    assert!(whole.len() >= 3 * 8, "{}", whole.len());
    let distinct: BTreeSet<&String> = whole.iter().collect();
    assert_eq!(distinct.len(), whole.len());
    for limit in [1, 2, 5, 24] {
        assert_eq!(
            ids(&served.all(token, &green, limit).await),
            whole,
            "pages of {limit}"
        );
    }
    // A client that goes on from the last date instead of `next` misses nothing either.
    let (mut after, mut found) = (String::new(), Vec::new());
    loop {
        let path = format!("{green}manifest/?limit=4{after}");
        let page = served.get(token, &path).await;
        let lines = page.list("objects");
        let dates: Vec<&str> = lines
            .iter()
            .map(|line| line["date_added"].as_str().unwrap())
            .collect();
        assert!(
            dates.is_sorted_by(|one, other| one < other),
            "no two come at once"
        );
        found.extend(ids(&lines));
        after = format!("&added_after={}", page.header("x-taxii-date-added-last"));
        if page.next().is_none() {
            break;
        }
    }
    assert_eq!(found, whole);
}

#[tokio::test]
async fn what_came_keeps_its_date_through_a_restart_and_later_things_come_later() {
    // [TAX-10]
    let fed = federation().desk("kivu").await;
    let kivu = fed.desk("kivu");
    let green = collection(kivu.network(), Label::Green);
    kivu.shares(share("green", "one.example")).await;
    let path = format!("{green}manifest/?match[version]=all");
    let before = {
        let served = Served::of(kivu).await;
        let page = served.get(Some(kivu.token("analyst")), &path).await;
        page.list("objects")
    };
    kivu.start_again().await;
    kivu.shares(share("green", "two.example")).await;
    let served = Served::of(kivu).await;
    let page = served.get(Some(kivu.token("analyst")), &path).await;
    let after = page.list("objects");
    assert!(after.len() > before.len());
    assert_eq!(after[..before.len()], before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_next_is_good_for_its_caller_collection_and_question_alone() {
    // [TAX-4]
    let world = world().await;
    let (served, kivu) = (served(world.kivu()).await, world.kivu());
    let (analyst, reviewer) = (kivu.token("analyst"), kivu.token("reviewer"));
    let [green, amber, clear] =
        [Label::Green, Label::Amber, Label::Clear].map(|label| collection(kivu.network(), label));
    let first = served
        .get(Some(analyst), &format!("{green}objects/?limit=1"))
        .await;
    let next = first.next().unwrap();
    let with = |collection: &str, tail: &str| format!("{collection}{tail}&next={next}");
    let good = served
        .get(Some(analyst), &with(&green, "objects/?limit=2"))
        .await;
    assert_eq!(good.list("objects").len(), 2, "how much may change");
    for (token, path) in [
        (Some(analyst), with(&amber, "objects/?limit=1")),
        (Some(analyst), with(&clear, "objects/?limit=1")),
        (Some(analyst), with(&public(), "objects/?limit=1")),
        (Some(reviewer), with(&green, "objects/?limit=1")),
        (None, with(&public(), "objects/?limit=1")),
        (Some(analyst), with(&green, "manifest/?limit=1")),
        (
            Some(analyst),
            with(&green, "objects/?limit=1&match[type]=report"),
        ),
        (
            Some(analyst),
            with(&green, "objects/?limit=1&match[version]=all"),
        ),
        (
            Some(analyst),
            with(&green, "objects/?limit=1&added_after=2001-01-01T00:00:00Z"),
        ),
    ] {
        let answer = served.get(token, &path).await;
        assert_eq!(answer.status, 400, "{path}: {}", answer.text);
        assert!(!answer.text.contains("canary"));
    }
    // The desk's own, after a restart, is good still.
    let again = Served::of(kivu).await;
    let page = again
        .get(Some(analyst), &with(&green, "objects/?limit=1"))
        .await;
    assert_eq!(page.status, 200);
}
