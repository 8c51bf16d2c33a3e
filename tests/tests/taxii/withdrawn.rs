//! What is taken back comes again as a revoked version that tells nothing.

use std::sync::Arc;
use std::time::Duration;

use fanal_protocol::Label;
use fanal_tests::federation::{Node, Ordering as _, federation, share};
use fanal_tests::taxii::{Answered, Served, collection, public};
use serde_json::Value;
use tokio::sync::watch;

use crate::world::taxii::keep_in_step;
use crate::world::{bundle_of, served, tree_of, world};

fn of_type<'a>(objects: &'a [Value], kind: &str) -> Vec<&'a Value> {
    objects.iter().filter(|one| one["type"] == kind).collect()
}

/// What a lab published, under the ids of the lab: an indicator of it, its malware, and how they belong together.
const OF_A_LAB: &str = r#"{"type":"bundle","id":"bundle--5c9a0f3e-6f5e-4b7a-9f0a-0a8f5d2c1b12","objects":[
    {"type":"indicator","spec_version":"2.1","id":"indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14",
    "created_by_ref":"identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5",
    "created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z",
    "indicator_types":["malicious-activity"],"valid_from":"2026-01-02T03:04:05.678Z",
    "pattern":"[domain-name:value = 'canary-lab.example']","pattern_type":"stix"},
    {"type":"malware","spec_version":"2.1","id":"malware--1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed",
    "created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z",
    "name":"Lab family","is_family":true},
    {"type":"relationship","spec_version":"2.1","id":"relationship--2a4d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed",
    "created":"2026-01-02T03:04:05.678Z","modified":"2026-01-02T03:04:05.678Z","relationship_type":"indicates",
    "source_ref":"indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14",
    "target_ref":"malware--1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"}]}"#;
const IDS_OF_A_LAB: [&str; 3] = [
    "indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14",
    "malware--1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed",
    "relationship--2a4d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed",
];

/// [TAX-6] Its readers would drop what the lab still stands by, and its id tells what was withdrawn.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_else_made_is_gone_and_never_revoked() {
    let fed = federation().desk("kivu").desk("zagreb").await;
    let [kivu, zagreb] = fed.desks();
    let order = |label: &str| share(label, OF_A_LAB).titled("From a lab");
    let published = kivu.shares(order("clear")).await;
    kivu.approves(published).await.unwrap();
    let green = kivu.shares(order("green")).await;
    fed.sync_all().await;
    let (public_of_kivu, of_zagreb) = (served(kivu).await, Served::of(zagreb).await);
    let path_of_green = collection(zagreb.network(), Label::Green);
    let token = Some(zagreb.token("analyst"));
    let before = [
        public_of_kivu.all(None, &public(), 10).await,
        of_zagreb.all(token, &path_of_green, 10).await,
    ];
    for objects in &before {
        for id in IDS_OF_A_LAB {
            assert!(objects.iter().any(|one| one["id"] == id), "{id}");
        }
    }
    kivu.withdraws(&published.to_string()).await;
    kivu.withdraws(&green.to_string()).await;
    fed.sync_all().await;
    public_of_kivu.publish(bundle_of(kivu).await).await;
    of_zagreb.catch_up().await;
    let after = [
        public_of_kivu.all(None, &public(), 10).await,
        of_zagreb.all(token, &path_of_green, 10).await,
    ];
    for (before, after) in before.iter().zip(&after) {
        let text = serde_json::to_string(after).unwrap();
        for id in IDS_OF_A_LAB {
            assert!(!text.contains(id), "{id}: {text}");
        }
        // What is this desk's to take back is taken back: the report that pointed at them.
        let report = of_type(before, "report")[0]["id"].clone();
        let gone = after.iter().find(|one| one["id"] == report).unwrap();
        assert_eq!(gone["revoked"], true);
    }
}

// A thread beside: the node's own code gives one up while it builds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawn_publication_comes_again_revoked_and_says_nothing() {
    // [TAX-6]
    let world = world().await;
    let kivu = world.kivu();
    let served = served(kivu).await;
    let before = served.get(None, &format!("{}objects/", public())).await;
    let objects = before.list("objects");
    let last = before.header("x-taxii-date-added-last").to_owned();
    let (indicator, report) = (of_type(&objects, "indicator"), of_type(&objects, "report"));
    let [indicator, report] =
        [indicator[0], report[0]].map(|one| one["id"].as_str().unwrap().to_owned());
    world.fed.pass_days(1).await;
    kivu.withdraws(&world.published.to_string()).await;
    served.publish(bundle_of(kivu).await).await;
    // [TAX-14] [SR-4] The moment is nobody's business: whole hours, counted on.
    let manifest = format!("{}manifest/?match[version]=all", public());
    let manifest = served.get(None, &manifest).await.list("objects");
    assert!(manifest.len() > 2);
    for line in &manifest {
        let added = line["date_added"].as_str().unwrap();
        assert!(added.contains(":00:00.00"), "{added}");
    }
    // A client that polls hears of it.
    let news = served
        .get(None, &format!("{}objects/?added_after={last}", public()))
        .await;
    assert!(!news.text.contains("canary"), "{}", news.text);
    let news = news.list("objects");
    for id in [&indicator, &report] {
        let found: Vec<&Value> = news.iter().filter(|one| one["id"] == id.as_str()).collect();
        let [object] = found[..] else {
            panic!("{id}: {news:?}")
        };
        assert_eq!(object["revoked"], true);
        let old = objects.iter().find(|one| one["id"] == id.as_str()).unwrap();
        assert_eq!(object["created"], old["created"]);
        assert!(object["modified"].as_str().unwrap() > old["modified"].as_str().unwrap());
        let path = format!("{}objects/{id}/", public());
        assert_eq!(
            served.get(None, &path).await.list("objects"),
            [object.clone()]
        );
        let versions = served.get(None, &format!("{path}versions/")).await;
        assert_eq!(
            versions.list("versions"),
            [object["modified"].clone()],
            "the old one is gone"
        );
    }
    let whole = served
        .get(None, &format!("{}objects/?match[version]=all", public()))
        .await;
    assert!(!whole.text.contains("canary"), "{}", whole.text);
    // And after a restart.
    let again = Served::of(kivu).await;
    again.publish(bundle_of(kivu).await).await;
    let page = again
        .get(None, &format!("{}objects/?match[version]=all", public()))
        .await;
    let by_id = |page: &str| {
        let page: Value = serde_json::from_str(page).unwrap();
        let mut all = page["objects"].as_array().unwrap().clone();
        all.sort_by_key(|one| one["id"].to_string());
        all
    };
    assert_eq!(by_id(&page.text), by_id(&whole.text));
}

/// Asks for the public objects until the answer is so, for ten seconds at most.
pub(crate) async fn until(served: &Served, is_so: impl Fn(&Answered) -> bool) -> Answered {
    let path = format!("{}objects/", public());
    let so = async {
        loop {
            let page = served.get(None, &path).await;
            if is_so(&page) {
                return page;
            }
            tokio::task::yield_now().await;
        }
    };
    let so = tokio::time::timeout(Duration::from_secs(10), so);
    so.await.unwrap()
}

/// Waits until status says of the public collection that it is behind, or that it is not.
pub(crate) async fn says_that_it_is(node: &Node, behind: bool) {
    let caller = node.caller("analyst").await;
    let so = async {
        loop {
            let status = node.desk().status(&caller).await.unwrap();
            if status
                .copies
                .values()
                .any(|copy| copy.behind.is_some() == behind)
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), so)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_that_is_taken_down_takes_the_public_collection_with_it() {
    // [TAX-13]
    let world = world().await;
    let served = Served::of(world.kivu()).await;
    let tree = tree_of(world.kivu()).await;
    let (site, follows) = watch::channel(Arc::clone(&tree));
    let (_stop, stopping) = watch::channel(false);
    let collections = Arc::clone(&served.collections);
    let following = tokio::spawn(keep_in_step(collections, follows, stopping));
    let has_it = |page: &Answered| page.text.contains("canary-clear");
    until(&served, has_it).await;
    site.send_replace(Arc::new(tree.taken_down()));
    let gone = until(&served, |page| page.status == 503).await;
    assert!(!has_it(&gone) && !gone.header("retry-after").is_empty());
    says_that_it_is(world.kivu(), true).await;
    site.send_replace(tree);
    until(&served, has_it).await;
    says_that_it_is(world.kivu(), false).await;
    following.abort();
}

#[tokio::test]
async fn a_desk_that_purged_a_bulletin_tells_its_programs() {
    // [TAX-6]
    let fed = federation().desk("kivu").desk("zagreb").await;
    let [kivu, zagreb] = fed.desks();
    let id = kivu
        .shares(share("amber", "canary-value.example").to(&["zagreb"]))
        .await;
    fed.sync_all().await;
    let served = Served::of(zagreb).await;
    let amber = collection(zagreb.network(), Label::Amber);
    let token = Some(zagreb.token("analyst"));
    let before = served.all(token, &amber, 10).await;
    let indicator = of_type(&before, "indicator")[0]["id"].clone();
    kivu.withdraws(&id.to_string()).await;
    fed.sync_all().await;
    served.catch_up().await;
    let after = served.all(token, &amber, 10).await;
    assert!(!serde_json::to_string(&after).unwrap().contains("canary"));
    let gone = after.iter().find(|one| one["id"] == indicator).unwrap();
    assert_eq!(gone["revoked"], true);
    // As in lists, those who could not read it are not told of it either.
    let path = format!("{amber}objects/");
    let page = served.get(Some(zagreb.token("coordinator")), &path).await;
    assert_eq!(page.text, "{}");
    assert!(!zagreb.disk().contains("canary"));
    // A desk that was off meanwhile finds it out at its start.
    let again = Served::of(zagreb).await;
    assert_eq!(again.all(token, &amber, 10).await, after);
}

/// [STR-12] [TAX-3]
#[tokio::test]
async fn a_desk_that_came_back_gives_programs_nothing_before_it_heard_everybody() {
    let fed = federation().desk("kivu").desk("zagreb").await;
    let [kivu, zagreb] = fed.desks();
    zagreb.shares(share("green", "canary-value.example")).await;
    fed.sync_all().await;
    let green = collection(kivu.network(), Label::Green);
    let token = Some(kivu.token("analyst"));
    let before = Served::of(kivu).await.all(token, &green, 10).await;
    assert!(serde_json::to_string(&before).unwrap().contains("canary"));
    kivu.desk().say_moved("local").await.unwrap();
    kivu.start_again().await;
    let served = Served::of(kivu).await;
    for path in ["objects/", "manifest/"] {
        let page = served.get(token, &format!("{green}{path}")).await;
        assert_eq!(page.status, 503, "{}", page.text);
        assert!(!page.header("retry-after").is_empty());
        assert!(!page.text.contains("canary"));
    }
    kivu.pull(zagreb).await;
    assert_eq!(served.all(token, &green, 10).await, before);
}

#[tokio::test]
async fn an_object_that_another_bulletin_still_has_is_not_revoked() {
    // [TAX-6]
    let fed = federation().desk("kivu").in_memory().await;
    let kivu = fed.desk("kivu");
    let indicator = |title: &str| {
        let content = r#"{"type":"bundle","id":"bundle--5c9a0f3e-6f5e-4b7a-9f0a-0a8f5d2c1b12","objects":[
            {"type":"indicator","spec_version":"2.1","id":"indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14",
            "created":"2026-01-02T00:00:00.000Z","modified":"2026-01-02T00:00:00.000Z",
            "indicator_types":["malicious-activity"],
            "valid_from":"2026-01-02T00:00:00.000Z","pattern":"[domain-name:value = 'one.example']",
            "pattern_type":"stix"}]}"#;
        share("green", content).titled(title)
    };
    let first = kivu.shares(indicator("first")).await;
    let second = kivu.shares(indicator("second")).await;
    let served = Served::of(kivu).await;
    let green = collection(kivu.network(), Label::Green);
    let path = format!(
        "{green}objects/indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14/?match[version]=all"
    );
    let token = Some(kivu.token("analyst"));
    let before = served.get(token, &path).await.list("objects");
    assert_eq!(before.len(), 1, "one version is one object, whoever has it");
    kivu.withdraws(&first.to_string()).await;
    served.catch_up().await;
    assert_eq!(served.get(token, &path).await.list("objects"), before);
    kivu.withdraws(&second.to_string()).await;
    served.catch_up().await;
    let gone = served.get(token, &path).await.list("objects");
    assert_eq!((gone.len(), &gone[0]["revoked"]), (1, &Value::Bool(true)));
    // Shared again, it is back, later than its withdrawal, and the withdrawal is no more.
    kivu.shares(indicator("third")).await;
    served.catch_up().await;
    assert_eq!(served.get(token, &path).await.list("objects"), before);
}
