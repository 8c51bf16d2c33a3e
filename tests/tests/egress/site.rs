//! The public site, built by the node's own code from each desk's shelf: every file of its tree.

use std::collections::BTreeMap;
use std::sync::Arc;

use fanal_desk::{FoundOrder, RosterChange};
use fanal_public::Tree;
use fanal_tests::federation::{Federation, Node, Ordering as _, share};
use tokio::sync::watch;

use crate::roads::{Way, named};
use crate::words::{leaked, secrets, words_in};
use crate::world::{ORIGIN, desks, world};

#[path = "../../../node/src/shelf.rs"]
mod shelf;

pub(crate) async fn tree_of(node: &Node) -> Arc<Tree> {
    site_of(node, false).await
}

/// With the feed of the whole network, or without.
pub(crate) async fn site_of(node: &Node, network_feed: bool) -> Arc<Tree> {
    let site = shelf::Site {
        base_url: Some("https://feed.example".into()),
        title: None,
        network_feed,
        ..shelf::Site::default()
    };
    made(node, site).await
}

/// With all that a setting adds.
async fn full_site_of(node: &Node) -> Arc<Tree> {
    let site = shelf::Site {
        base_url: Some("https://feed.example".into()),
        title: Some("The feed of a desk".into()),
        contact: Some("mailto:desk@contact.example".into()),
        taxii: Some("https://taxii.example/taxii2/".into()),
        leave_to: Some("https://weather.example".into()),
        network_feed: true,
        ..shelf::Site::default()
    };
    made(node, site).await
}

/// The first site that is made.
async fn made(node: &Node, site: shelf::Site) -> Arc<Tree> {
    let (_stop, stopping) = watch::channel(false);
    let (mut tree, follow) = shelf::keep_site(node.desk(), site, stopping);
    let follow = tokio::spawn(follow);
    tree.changed().await.unwrap();
    follow.abort();
    let tree = tree.borrow();
    Arc::clone(&tree)
}

async fn publishes(desk: &fanal_desk::Desk, node: &Node, value: &str) -> String {
    let (analyst, reviewer) = (node.caller("analyst").await, node.caller("reviewer").await);
    let order = share("clear", value).titled(&format!("Warning of {value}"));
    let shared = desk.share(&analyst, &order).await.unwrap();
    let id = shared.bulletins.first().and_then(|one| one.id).unwrap();
    let read = desk.show_review(&reviewer, id).await.unwrap().draft;
    desk.approve(&reviewer, id, read).await.unwrap();
    format!("{}/{id}", node.id())
}

/// [PUB-21] [PUB-9] Promise 4: a site is of one network, and none that is empty stands in for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_in_two_networks_shows_the_site_of_one_and_never_an_empty_one() {
    let fed = desks().in_memory().await;
    let node = fed.desk(ORIGIN);
    let one = fed.network.to_string();
    publishes(
        &node.desk().in_network(&one).unwrap(),
        node,
        "first.example",
    )
    .await;
    let other = joins_another(&fed, node).await;
    assert_eq!(node.desk().networks().len(), 2);
    let hosts = |tree: &Tree| {
        let file = tree.file("/feed/network.csv").unwrap();
        String::from_utf8(file.bytes().unwrap().to_vec()).unwrap()
    };
    // It published in one of them alone: that is whose site it is.
    let of = async |named: Option<&str>| {
        let desk = node.desk().that_publishes(named).await;
        desk.map(|desk| desk.membership(None).unwrap().0.to_string())
    };
    assert_eq!(of(None).await.unwrap(), one);

    let second = node.desk().in_network(&other).unwrap();
    publishes(&second, node, "second.example").await;
    // Nobody said which, and none was made: readers are told to come back, and the administrator why.
    let undecided = of(None).await.unwrap_err();
    assert!(
        undecided.to_string().contains("several networks"),
        "{undecided}"
    );
    let named = |network: Option<&str>| shelf::Site {
        network: network.map(str::to_owned),
        ..shelf::Site::default()
    };
    let (_stop, stopping) = watch::channel(false);
    let (mut tree, follow) = shelf::keep_site(node.desk(), named(None), stopping);
    let follow = tokio::spawn(follow);
    let waited = tokio::time::timeout(std::time::Duration::from_millis(500), tree.changed()).await;
    assert!(waited.is_err() && tree.borrow().is_in_the_making());
    follow.abort();
    for (network, has, lacks) in [
        (&one, "first.example", "second.example"),
        (&other, "second.example", "first.example"),
    ] {
        let tree = made(node, named(Some(network))).await;
        assert!(hosts(&tree).contains(has) && !hosts(&tree).contains(lacks));
    }
}

/// [PUB-9] Nothing changed: a node that starts again makes the same site, byte for byte.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_starts_again_makes_the_same_site() {
    let fed = desks().in_memory().await;
    let node = fed.desk(ORIGIN);
    publishes(&node.desk(), node, "first.example").await;
    let all = |tree: &Tree| -> BTreeMap<String, Vec<u8>> {
        let files = tree.iter();
        files
            .map(|(path, file)| (path.to_owned(), file.bytes().unwrap().to_vec()))
            .collect()
    };
    let before = all(&*tree_of(node).await);
    fed.pass_seconds(600).await;
    let after = all(&*tree_of(node).await);
    let differ = before
        .iter()
        .filter(|(path, bytes)| after.get(*path) != Some(bytes));
    let differ: Vec<&String> = differ.map(|(path, _)| path).collect();
    assert_eq!((differ, before.len()), (Vec::new(), after.len()));
    // Later than it was fresh for, it is made anew.
    fed.pass_seconds(6 * 3_600).await;
    assert!(all(&*tree_of(node).await) != before);
}

/// [PUB-28] What its own source calls over blocks nobody any more: not on the site, from that moment, nor in what the
/// desk exports for itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_whose_time_is_over_leaves_the_lists_at_that_moment() {
    let fed = desks().in_memory().await;
    let node = fed.desk(ORIGIN);
    // A publication has days for dates: an hour before midnight.
    let until = fed.now().day().plus_days(1);
    let left = until.unix() - fed.now().unix() - 3_600;
    fed.pass_seconds(left).await;
    let indicator = |n: u32, value: &str, more: &str| {
        format!(
            r#"{{"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-00000000000{n}",
            "created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z","pattern_type":"stix",
            "pattern":"[domain-name:value = '{value}']","valid_from":"2026-01-01T00:00:00Z"{more}}}"#
        )
    };
    let ends = format!(r#","valid_until":"{until}""#);
    // A name that two indicators give counts as long as one of them does.
    let content = format!(
        r#"{{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000009","objects":[{},{},{},{}]}}"#,
        indicator(1, "ends.example", &ends),
        indicator(2, "stays.example", ""),
        indicator(3, "both.example", &ends),
        indicator(4, "both.example", ""),
    );
    let desk = node.desk();
    let (analyst, reviewer) = (node.caller("analyst").await, node.caller("reviewer").await);
    let order = fanal_desk::ShareOrder {
        pap: Some("clear".into()),
        ..share("clear", &content).titled("Some names")
    };
    let shared = desk.share(&analyst, &order).await.unwrap();
    let id = shared.bulletins.first().and_then(|one| one.id).unwrap();
    let read = desk.show_review(&reviewer, id).await.unwrap().draft;
    desk.approve(&reviewer, id, read).await.unwrap();

    let (_stop, stopping) = watch::channel(false);
    let (mut tree, follow) = shelf::keep_site(node.desk(), shelf::Site::default(), stopping);
    let follow = tokio::spawn(follow);
    let names = |tree: &Tree, file: &str| -> Vec<&'static str> {
        let file = tree.file(file).map(|file| file.bytes().unwrap());
        let text = String::from_utf8_lossy(&file.unwrap_or_default()).into_owned();
        let all = ["both.example", "ends.example", "stays.example"];
        all.into_iter().filter(|name| text.contains(name)).collect()
    };
    let lists = [
        "/feed/hosts-full.txt",
        "/feed/domains-full.txt",
        "/feed/adguard-full.txt",
        "/feed/rpz-full.zone",
        "/feed/suricata.rules",
        "/feed/network.csv",
        "/feed/mvt.stix2",
        "/feed/spyguard.json",
    ];
    let all = ["both.example", "ends.example", "stays.example"];
    let left = ["both.example", "stays.example"];
    tree.wait_for(|tree| names(tree, "/feed/network.csv") == all)
        .await
        .unwrap();
    for list in lists {
        assert_eq!(names(&tree.borrow(), list), all, "{list}");
    }
    let exported = async |format: &str| {
        let order = fanal_desk::ExportOrder {
            format: format.to_owned(),
            full: true,
            ..fanal_desk::ExportOrder::default()
        };
        node.desk().export(&analyst, &order).await.unwrap().content
    };
    for format in ["csv", "suricata", "mvt"] {
        let text = exported(format).await;
        assert!(all.iter().all(|name| text.contains(name)), "{text}");
    }
    fed.pass_seconds(3_600).await;
    let gone = tree.wait_for(|tree| names(tree, "/feed/network.csv") == left);
    let gone = tokio::time::timeout(std::time::Duration::from_secs(30), gone).await;
    drop(gone.unwrap().unwrap());
    for list in lists {
        assert_eq!(names(&tree.borrow(), list), left, "{list}");
    }
    // Its object says itself until when it counts.
    assert_eq!(names(&tree.borrow(), "/feed/stix.json"), all);
    for format in ["csv", "suricata", "mvt"] {
        let text = exported(format).await;
        assert!(left.iter().all(|name| text.contains(name)), "{text}");
        assert!(!text.contains("ends.example"), "{text}");
    }
    follow.abort();
}

/// [PUB-21] [PUB-22] Promise 5: what was published first and is withdrawn leaves the site, though the desk published in
/// another network since and nobody said whose site it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawal_reaches_the_site_though_the_desk_published_in_a_second_network_since() {
    let fed = desks().in_memory().await;
    let node = fed.desk(ORIGIN);
    let one = fed.network.to_string();
    let first = node.desk().in_network(&one).unwrap();
    let published = publishes(&first, node, "first.example").await;
    let (_stop, stopping) = watch::channel(false);
    let site = shelf::Site::default();
    let (mut tree, follow) = shelf::keep_site(node.desk(), site, stopping);
    let follow = tokio::spawn(follow);
    let has = |tree: &Tree, word: &str| {
        tree.iter().any(|(_, file)| {
            let text = String::from_utf8_lossy(&file.bytes().unwrap()).into_owned();
            text.contains(word)
        })
    };
    tree.wait_for(|tree| has(tree, "first.example"))
        .await
        .unwrap();
    let other = joins_another(&fed, node).await;
    let second = node.desk().in_network(&other).unwrap();
    publishes(&second, node, "second.example").await;
    let analyst = node.caller("analyst").await;
    let order = fanal_desk::WithdrawOrder {
        bulletin: published,
        reason: "consent".into(),
        confirm: true,
        to_delete: false,
    };
    first.withdraw(&analyst, &order).await.unwrap();
    let gone = tree.wait_for(|tree| !has(tree, "first.example"));
    let gone = tokio::time::timeout(std::time::Duration::from_secs(30), gone).await;
    assert!(!gone.unwrap().unwrap().is_in_the_making());
    assert!(!has(&tree.borrow(), "second.example"));
    follow.abort();
}

/// [ROS-25] [PUB-5] Promise 5, with several processes over one database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_process_took_back_leaves_this_ones_site() {
    let fed = desks().await;
    let node = fed.desk(ORIGIN);
    let published = publishes(&node.desk(), node, "first.example").await;
    let other = node.another_process().await;
    let (_stop, stopping) = watch::channel(false);
    let (mut tree, follow) = shelf::keep_site(node.desk(), shelf::Site::default(), stopping);
    let follow = tokio::spawn(follow);
    let has = |tree: &Tree| {
        let file = tree.file("/feed/network.csv");
        file.is_some_and(|file| {
            String::from_utf8_lossy(&file.bytes().unwrap()).contains("first.example")
        })
    };
    tree.wait_for(|tree| has(tree)).await.unwrap();
    let order = fanal_desk::WithdrawOrder {
        bulletin: published,
        reason: "consent".into(),
        confirm: true,
        to_delete: false,
    };
    let analyst = node.caller("analyst").await;
    other.withdraw(&analyst, &order).await.unwrap();
    let gone = tree.wait_for(|tree| !has(tree));
    let gone = tokio::time::timeout(std::time::Duration::from_secs(30), gone).await;
    assert!(!gone.unwrap().unwrap().is_in_the_making());
    follow.abort();
}

/// Another network, which this desk is admitted to: its id.
async fn joins_another(fed: &Federation, node: &Node) -> String {
    let kivu = fed.stranger("kivu", 92).await;
    let founder = kivu.caller("coordinator").await;
    let order = FoundOrder {
        name: "Other network".into(),
        ..FoundOrder::default()
    };
    kivu.desk().found_network(&founder, &order).await.unwrap();
    let request = node.ask_to_join(&kivu).await;
    let because = BTreeMap::new();
    let vouched = kivu.desk().vouch(&founder, &request, "met", &because).await;
    vouched.unwrap();
    let change = RosterChange {
        admit: vec![request.slip.clone()],
        ..RosterChange::default()
    };
    assert!(kivu.draft(&change).await.in_force);
    let chain = kivu.desk().roster_chain(&founder).await.unwrap();
    let caller = node.caller("coordinator").await;
    node.desk().take_roster(&caller, &chain).await.unwrap();
    kivu.desk().networks().remove(0).0.to_string()
}

/// [SR-12] What tells of people, audience, consent and review; groups; and what is derived from them.
const PRIVATE: &[&str] = &[
    "-heed",
    "consent",
    "-analyst",
    "-reviewer",
    "stalkerware",
    "audience",
    "sighting",
    "approved",
    "sent_to",
    "receipt",
    "revision",
];

/// An address with a star for what differs: the id of a publication, the place of a tile; and one word for all
/// languages but the site's own.
pub(crate) fn shape(path: &str) -> String {
    for below in ["/fr", "/es", "/ar"] {
        if let Some(rest) = path
            .strip_prefix(below)
            .filter(|rest| rest.starts_with('/'))
        {
            return format!("/LANG{}", shape(rest));
        }
    }
    if let Some(rest) = path.strip_prefix("/network/") {
        return format!("/network{}", shape(&format!("/{rest}")));
    }
    if ["/feed/misp/manifest.json", "/feed/misp/hashes.csv"].contains(&path) {
        return path.to_owned();
    }
    // A log of an epoch that is over stands below its number.
    if let Some((epoch, rest)) = path
        .strip_prefix("/log/")
        .and_then(|rest| rest.split_once('/'))
        && epoch.parse::<u32>().is_ok()
    {
        let rest = if rest.starts_with("tile/") {
            "tile/*"
        } else {
            rest
        };
        return format!("/log/*/{rest}");
    }
    for folder in ["/b/", "/feed/b/", "/feed/misp/", "/log/tile/"] {
        if path
            .strip_prefix(folder)
            .is_some_and(|rest| !rest.is_empty())
        {
            return format!("{folder}*");
        }
    }
    path.to_owned()
}

/// It published, was moved, heard everybody, and published in its new epoch.
async fn comes_back(fed: &Federation, name: &str) {
    let node = fed.desk(name);
    publishes(&node.desk(), node, "canary-public-before.example").await;
    node.desk().say_moved("local").await.unwrap();
    node.start_again().await;
    for peer in fed.all().iter().filter(|peer| peer.id() != node.id()) {
        node.try_pull(peer).await;
    }
    publishes(&node.desk(), node, "canary-public-after.example").await;
}

/// [STR-17] [SR-4] The second would be that of the publication; a day later nobody's head looks old all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_checkpoint_tells_its_hour_and_not_its_second() {
    let fed = desks().await;
    let (node, other) = (fed.desk("lumbre"), fed.desk("ancolie"));
    for (days, seconds) in [(1, 1_234), (0, 60), (1, 0)] {
        fed.pass_days(days).await;
        fed.pass_seconds(seconds).await;
        publishes(&node.desk(), node, &format!("in-{days}-{seconds}.example")).await;
        let tree = tree_of(node).await;
        let checkpoint = tree.file("/log/checkpoint").unwrap().bytes().unwrap();
        let text = String::from_utf8_lossy(&checkpoint).into_owned();
        let line = text.lines().find_map(|line| line.strip_prefix("time "));
        let time: i64 = line.unwrap().parse().unwrap();
        assert_eq!(time % 3_600, 0, "{text}");
        assert!((0..3_600).contains(&(fed.now().unix() - time)), "{text}");
        let round = other.pull(node).await;
        assert_eq!((round.failed, round.refused), (None, 0));
        assert!(round.taken > 0, "it is news to who reads the log");
    }
}

/// [PUB-25] Whoever kept a checkpoint from before can hold it against the log of that epoch.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_that_came_back_still_shows_the_log_of_the_epoch_before() {
    let fed = desks().await;
    let node = fed.desk("lumbre");
    publishes(&node.desk(), node, "first.example").await;
    let read = |tree: &Tree, path: &str| tree.file(path).map(|file| file.bytes().unwrap().to_vec());
    let before = tree_of(node).await;
    let kept = read(&before, "/log/checkpoint").unwrap();
    let tile = read(&before, "/log/tile/0/000.p/1").unwrap();
    assert!(
        read(&before, "/log/1/checkpoint").is_none(),
        "nothing is over yet"
    );
    fed.sync_all().await;
    comes_back(&fed, "lumbre").await;
    let after = tree_of(node).await;
    let newer = read(&after, "/log/checkpoint").unwrap();
    let (first, second) = (first_line(&kept), first_line(&newer));
    assert_ne!(first, second, "another log, by its name");
    assert_eq!(
        first_line(&read(&after, "/log/1/checkpoint").unwrap()),
        first
    );
    // What the older log had stands in the one that is over, at its place.
    let over = read(&after, "/log/1/tile/0/000.p/2").unwrap();
    assert_eq!(over[..32], tile[..]);
    assert!(read(&after, "/log/tile/0/000.p/1").is_some_and(|tile| tile[..] != over[..32]));
}

fn first_line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .lines()
        .next()
        .unwrap()
        .to_owned()
}

/// [SR-10] [SR-14] Of each desk, with its embargoed, waiting and withdrawn bulletins beside.
// A thread beside: the node's own code gives one up while it builds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_site_has_public_words_alone() {
    let world = world(desks()).await;
    comes_back(&world.fed, "lumbre").await;
    let secrets = secrets(&world.fed);
    let ids: Vec<String> = world.ids.values().map(ToString::to_string).collect();
    let mut shapes = BTreeMap::new();
    for node in world.fed.all() {
        let mut trees = vec![full_site_of(node).await];
        // Also without any setting.
        if node.id().as_str() == ORIGIN {
            trees.push(tree_of(node).await);
        }
        for (path, file) in trees.iter().flat_map(|tree| tree.iter()) {
            let packed = file.zstd().unwrap().unwrap_or_default();
            let plain = file.bytes().unwrap();
            let bytes = [path.as_bytes(), b"\n", &plain, &packed].concat();
            let leaks = leaked(&bytes, |words| words.public);
            assert!(leaks.is_empty(), "{} {path}: {leaks:?}", node.id());
            assert_eq!(secrets.found_in(&bytes), [""; 0], "{path}");
            let text = String::from_utf8_lossy(&plain);
            let others = world
                .fed
                .all()
                .iter()
                .filter(|other| other.id() != node.id());
            let told = PRIVATE.iter().copied();
            // The feed of the network names the desks that agreed to stand in it.
            let is_of_all = shape(path).contains("/network/");
            let others = others.map(|other| other.id().as_str());
            let others = others.filter(|id| !is_of_all || !["ancolie", "lumbre"].contains(id));
            for private in told.chain(others) {
                assert!(!text.contains(private), "{} {path}: {private}", node.id());
            }
            // [SR-4] Days, not times.
            for time in ["08:13", "03:04:05", ".678Z"] {
                assert!(!text.contains(time), "{} {path}: {time}", node.id());
            }
            let id = ids.iter().find(|id| text.contains(id.as_str()));
            assert_eq!(id, None, "{path}: no id of a bulletin is public");
            let has_words = !words_in(&bytes).is_empty();
            *shapes.entry(shape(path)).or_insert(false) |= has_words;
        }
    }
    let found: Vec<&str> = shapes.keys().map(String::as_str).collect();
    assert_eq!(
        found,
        named(|way| matches!(way, Way::File)),
        "files of the site"
    );
    for full in [
        "/",
        "/b/*",
        "/feed/stix.json",
        "/feed/mvt.stix2",
        "/feed/network.csv",
        "/network/feed/stix.json",
        "/network/feed/statements.jsonl",
    ] {
        assert!(
            shapes[full],
            "{full} has no public word: the search is blind"
        );
    }
    let shelf = world.fed.desk(ORIGIN).shelf().await;
    assert_eq!(leaked(shelf.as_bytes(), |words| words.public), [""; 0]);
}
