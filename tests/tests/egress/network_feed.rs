//! The feed of the whole network, built by the node's own code at one desk: who stands in it, and who never does.

use std::collections::BTreeMap;

use fanal_desk::{ProfileOrder, RosterChange, verify_file};
use fanal_protocol::{Body, DeskStatus, Profile, Publication, StreamName};
use fanal_public::Tree;
use fanal_tests::federation::{Federation, Forger, Node, Ordering as _, federation, says, share};

use crate::site::{shape, site_of};

async fn agrees(node: &Node, network_feed: bool) {
    let profile = Profile {
        network_feed,
        ..Profile::default()
    };
    let caller = node.caller("coordinator").await;
    let order = ProfileOrder { profile };
    node.desk().set_profile(&caller, &order).await.unwrap();
}

async fn publishes(node: &Node, value: &str) -> String {
    let order = share("clear", value).titled(&format!("Warning of {value}"));
    let id = node.insists(order).await;
    node.approves(id).await.unwrap().published.unwrap();
    id.to_string()
}

/// The paths of the network's feed, in every language, whose files hold the word.
fn holding(tree: &Tree, word: &str) -> Vec<String> {
    tree.iter()
        .filter(|(path, _)| path.contains("/network/"))
        .filter(|(path, file)| {
            path.contains(word) || String::from_utf8_lossy(&file.bytes().unwrap()).contains(word)
        })
        .map(|(path, _)| path.to_owned())
        .collect()
}

async fn changes_status(fed: &Federation, node: &Node, status: DeskStatus) {
    let change = RosterChange {
        status: BTreeMap::from([(node.id().clone(), status)]),
        ..RosterChange::default()
    };
    fed.change_roster(&change).await;
}

/// [PUB-14] [PUB-15] [POL-24] Promises 1, 5 and 7.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_networks_feed_has_what_was_published_by_those_who_agreed_and_nothing_else() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .desk("mirador")
        .desk("zenit")
        .in_memory()
        .coordinators(3)
        .threshold(2)
        .await;
    let [ancolie, lumbre, qasaba, mirador, zenit] = fed.desks();
    for node in [ancolie, lumbre, mirador, zenit] {
        agrees(node, true).await;
    }
    publishes(ancolie, "of-ancolie.example").await;
    let first = publishes(lumbre, "of-lumbre.example").await;
    publishes(lumbre, "stays-of-lumbre.example").await;
    publishes(qasaba, "of-qasaba.example").await;
    publishes(mirador, "of-mirador.example").await;
    publishes(zenit, "of-zenit.example").await;
    lumbre
        .shares(share("green", "green.example").titled("Green words"))
        .await;
    lumbre
        .shares(share("amber", "amber.example").to(&["ancolie"]))
        .await;
    fed.sync_all().await;
    fed.sync_all().await;

    let tree = site_of(ancolie, true).await;
    for word in [
        "of-ancolie.example",
        "of-lumbre.example",
        "of-mirador.example",
        "of-zenit.example",
    ] {
        assert!(
            holding(&tree, word).contains(&"/network/feed/stix.json".to_owned()),
            "{word}"
        );
    }
    for never in [
        "green.example",
        "Green words",
        "amber.example",
        "of-qasaba.example",
        "qasaba",
        &first,
    ] {
        assert_eq!(holding(&tree, never), Vec::<String>::new(), "{never}");
    }
    // Each statement verifies by its own desk's key in the roster, and says who that is.
    let (_, membership) = ancolie.desk().membership(None).unwrap();
    let statements = tree.file("/network/feed/statements.jsonl").unwrap();
    let statements = String::from_utf8(statements.bytes().unwrap().to_vec()).unwrap();
    let by: Vec<String> = statements
        .lines()
        .map(|line| verify_file(line.as_bytes(), Some(&membership.roster)).unwrap())
        .map(|verified| verified.by)
        .collect();
    assert_eq!(by.len(), 5);
    for desk in ["ancolie", "lumbre", "mirador", "zenit"] {
        assert!(by.iter().any(|by| by.contains(desk)), "{desk}: {by:?}");
    }
    // The same files as the desk's own, and two more.
    let shapes = |below: &str| -> std::collections::BTreeSet<String> {
        let paths = tree.iter().filter_map(|(path, _)| path.strip_prefix(below));
        paths
            .filter(|path| path.starts_with("/feed/"))
            .map(shape)
            .collect()
    };
    let mut expected = shapes("");
    expected.extend(["/feed/desks.json", "/feed/statements.jsonl"].map(str::to_owned));
    assert_eq!(shapes("/network"), expected);
    // Nobody who does not offer it has it.
    let without = site_of(ancolie, false).await;
    assert!(
        without
            .iter()
            .all(|(path, _)| !path.starts_with("/network"))
    );

    // One withdraws, one agrees no more, one leaves, one is expelled.
    lumbre.withdraws(&first).await;
    agrees(mirador, false).await;
    fed.sync_all().await;
    let before = ancolie.desk().public_fingerprint(true).await.unwrap();
    changes_status(&fed, zenit, DeskStatus::Expelled).await;
    assert_ne!(
        ancolie.desk().public_fingerprint(true).await.unwrap(),
        before
    );
    let tree = site_of(ancolie, true).await;
    for gone in [
        "of-mirador.example",
        "mirador",
        "of-zenit.example",
        "zenit",
        "Warning of of-lumbre.example",
    ] {
        assert_eq!(holding(&tree, gone), Vec::<String>::new(), "{gone}");
    }
    let left = holding(&tree, "of-lumbre.example");
    assert!(left.iter().all(|path| {
        let file = tree.file(path).unwrap();
        let text =
            String::from_utf8_lossy(&file.bytes().unwrap()).replace("stays-of-lumbre.example", "");
        !text.contains("of-lumbre.example")
    }));
    assert!(!holding(&tree, "stays-of-lumbre.example").is_empty());
    let stix = tree.file("/network/feed/stix.json").unwrap();
    assert!(String::from_utf8_lossy(&stix.bytes().unwrap()).contains("\"revoked\": true"));
}

/// [SYN-23]
#[tokio::test]
async fn a_desk_that_is_not_used_is_not_in_the_feed_of_the_network() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let [ancolie, lumbre] = fed.desks();
    for node in [ancolie, lumbre] {
        agrees(node, true).await;
    }
    publishes(lumbre, "of-lumbre.example").await;
    fed.sync_all().await;
    fed.sync_all().await;
    let desk = ancolie.desk();
    let items = async || desk.network_feed().await.unwrap().unwrap().items.len();
    assert_eq!(items().await, 1);
    let analyst = ancolie.caller("analyst").await;
    let order = fanal_desk::UseOrder {
        desk: lumbre.id().clone(),
        used: false,
    };
    desk.use_desk(&analyst, &order).await.unwrap();
    assert_eq!(items().await, 0);
}

/// [PUB-5] [PUB-15]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_that_copies_an_id_does_not_hide_that_its_owner_took_it_back() {
    let fed = federation()
        .desk("ancolie")
        .desk("eve")
        .desk("lumbre")
        .in_memory()
        .await;
    let [ancolie, eve, lumbre] = fed.desks();
    for node in [ancolie, eve, lumbre] {
        agrees(node, true).await;
    }
    let shared = publishes(lumbre, "of-lumbre.example").await;
    fed.sync_all().await;
    fed.sync_all().await;
    let desk = ancolie.desk();
    let feed = desk.network_feed().await.unwrap().unwrap();
    assert_eq!(feed.items.len(), 1);
    let id = feed.items[0].item.id;
    fed.pass_days(1).await;
    let copy = Body::Publication(Box::new(Publication {
        title: "Copied".into(),
        summary: None,
        lang: None,
        category: None,
        date: fed.now().day(),
        pap: None,
        may_alert_perpetrator: false,
        source: None,
        licence: None,
        objects: Vec::new(),
        roles: BTreeMap::new(),
    }));
    let today = fed.now().day();
    let copy = says(eve, *id.as_bytes(), 1, StreamName::Clear, today, copy);
    let line = Forger::of(eve, StreamName::Clear, &[copy], fed.now());
    desk.pull(fed.network, eve.id(), &line).await.unwrap();
    let feed = desk.network_feed().await.unwrap().unwrap();
    let live: Vec<&str> = feed.items.iter().map(|one| one.origin.as_str()).collect();
    assert_eq!(live, ["lumbre"]);

    lumbre.withdraws(&shared).await;
    ancolie.pull(lumbre).await;
    let feed = desk.network_feed().await.unwrap().unwrap();
    assert!(feed.items.is_empty());
    let gone: Vec<&str> = feed
        .withdrawn
        .iter()
        .map(|(desk, _)| desk.as_str())
        .collect();
    assert_eq!(gone, ["lumbre"]);
    // A desk that publishes nothing has no site.
    publishes(ancolie, "of-ancolie.example").await;
    let tree = site_of(ancolie, true).await;
    assert_eq!(holding(&tree, "Copied"), Vec::<String>::new());
    let changes = tree.file("/network/feed/changes.csv").unwrap();
    assert!(String::from_utf8_lossy(&changes.bytes().unwrap()).contains(&id.to_string()));
}
