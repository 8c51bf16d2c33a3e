//! Every address of the TAXII server, by everybody who can call it.

use std::collections::{BTreeMap, BTreeSet};

use fanal_desk::Root;
use fanal_tests::federation::Node;
use fanal_tests::taxii::{Served, addresses, tray};

use crate::roads::{Way, named};
use crate::site::tree_of;
use crate::words::{ALL, MEMBERS, Words, leaked, secrets, words_in};
use crate::world::{EXPELLED, ORIGIN, World, desks, world};

/// An object that a desk holds, by its id.
const OBJECT: &str = "indicator--0b1f6a7e-4a53-4a3b-8f4c-2f0a9d5f7a14";

pub(crate) async fn served(node: &Node) -> Served {
    let served = Served::of(node).await;
    let tree = tree_of(node).await;
    let bundle = tree
        .file("/feed/stix.json")
        .map(|file| file.bytes().unwrap());
    if let Some(bundle) = bundle {
        served.publish(bundle).await;
    }
    served
}

/// Every address of every root of a desk.
pub(crate) fn paths(node: &Node) -> Vec<String> {
    let mut paths = vec!["/taxii2/".to_owned()];
    paths.extend(addresses(Root::Public, OBJECT));
    paths.extend(addresses(Root::Network(node.network()), OBJECT));
    paths
}

/// An address with a star for what differs.
fn shape(path: &str) -> String {
    let path = path.split('?').next().unwrap();
    let mut parts: Vec<&str> = path.split('/').collect();
    for at in 2..parts.len() {
        let before = parts[at - 1];
        let differs = at == 2 || ["collections", "objects", "status"].contains(&before);
        if differs && !parts[at].is_empty() {
            parts[at] = "*";
        }
    }
    parts.join("/")
}

fn members(world: &World) -> impl Iterator<Item = &Node> {
    let is_member = |node: &&Node| MEMBERS.contains(&node.id().as_str());
    world.fed.all().iter().filter(is_member)
}

// A thread beside: the node's own code gives one up while it builds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_address_of_taxii_gives_anybody_words_that_are_not_theirs() {
    let world = world(desks().in_memory()).await;
    let secrets = secrets(&world.fed);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut gone = BTreeSet::new();
    for node in members(&world) {
        let desk = node.id().as_str();
        let served = served(node).await;
        for part in ALL {
            for path in paths(node) {
                let answer = served.get(Some(node.token(part)), &path).await;
                gone.insert(shape(&path));
                let bytes = format!("{:?} {}", answer.headers, answer.text);
                let found = words_in(bytes.as_bytes());
                let may = |words: &Words| words.public || words.may(desk, part);
                let leaks: Vec<&str> = found
                    .iter()
                    .filter(|words| !may(words))
                    .map(|words| words.name)
                    .collect();
                assert!(leaks.is_empty(), "{desk} {part} {path}: {leaks:?}");
                assert_eq!(secrets.found_in(bytes.as_bytes()), [""; 0], "{path}");
                for words in found {
                    *seen.entry(words.name).or_default() += 1;
                }
            }
        }
    }
    let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
    assert_eq!(gone, named(|way| matches!(way, Way::Taxii)));
    for name in [
        "public",
        "green",
        "greengroup",
        "amber",
        "strict",
        "grouped",
        "file",
        "question",
    ] {
        assert!(
            seen.contains_key(name),
            "nobody saw `{name}`: the search is blind"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_nobody_here_gets_public_words_alone_over_taxii() {
    let world = world(desks().in_memory()).await;
    let ancolie = world.fed.desk(ORIGIN);
    let served = served(ancolie).await;
    let others = ["lumbre", EXPELLED].map(|name| world.fed.desk(name).token("analyst"));
    let callers = [
        None,
        Some("fanal_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        Some(others[0]),
        Some(others[1]),
        Some(world.stranger.token("admin")),
    ];
    let mut full = 0;
    for token in callers {
        for path in paths(ancolie) {
            let answer = served.get(token, &path).await;
            let told = format!("{:?} {}", answer.headers, answer.text);
            let leaks = leaked(told.as_bytes(), |words| words.public);
            assert!(leaks.is_empty(), "{path}: {leaks:?}");
            let is_public = path == "/taxii2/" || path.starts_with("/taxii2/public/");
            let may_be = if token.is_none() && is_public {
                200
            } else {
                401
            };
            assert!(
                [may_be, 404].contains(&answer.status),
                "{path}: {}",
                answer.status
            );
            full += usize::from(!words_in(told.as_bytes()).is_empty());
        }
        let path = format!("{}objects/", tray(ancolie.network()));
        let answer = served
            .post(token.unwrap_or("nobody"), &path, "{\"objects\":[{}]}")
            .await;
        assert_eq!(answer.status, 401);
    }
    assert!(full > 0, "nobody saw a word: the search is blind");
}
