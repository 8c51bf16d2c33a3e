//! Every page of the console, by everybody who can sign in, about every bulletin.

use std::collections::{BTreeMap, BTreeSet};

use fanal_console::ROUTES;
use fanal_tests::federation::Node;
use fanal_tests::visitor::{Visitor, between};

use crate::roads::{Way, roads};
use crate::words::{ALL, MEMBERS, WORDS, leaked, secrets, words_in};
use crate::world::{ORIGIN, World, desks, world};

/// An address about this bulletin.
fn about(path: &str, world: &World, name: &str) -> String {
    let id = world.ids[name].to_string();
    let origin = if name == "lumbres" { "lumbre" } else { ORIGIN };
    path.replace("{desk}", origin).replace("{id}", &id)
}

/// Requests of every page: method, address, fields.
fn requests(world: &World) -> Vec<(&'static str, String, Vec<(&'static str, String)>)> {
    let mut requests = Vec::new();
    for road in roads() {
        let Way::Page(forms) = road.way else { continue };
        let (method, path) = road.name.split_once(' ').unwrap();
        let mut asked = BTreeSet::new();
        for (name, id) in &world.ids {
            for fields in forms(&id.to_string()) {
                let path = about(path, world, name);
                if asked.insert(format!("{path} {fields:?}")) {
                    requests.push((method, path, fields));
                }
            }
        }
    }
    requests
}

async fn asks(
    visitor: &mut Visitor,
    request: &(&'static str, String, Vec<(&str, String)>),
) -> String {
    let (method, path, fields) = request;
    let page = if *method == "GET" {
        visitor.ask(method, path, String::new()).await
    } else {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        if fields.iter().any(|(name, _)| *name == "form") {
            visitor.send_bare(path, &fields).await
        } else {
            visitor.send(path, &fields).await
        }
    };
    format!("{}\n{}", page.to.unwrap_or_default(), page.text)
}

fn members(world: &World) -> impl Iterator<Item = &Node> {
    let is_member = |node: &&Node| MEMBERS.contains(&node.id().as_str());
    world.fed.all().iter().filter(is_member)
}

/// What stands on no page that is asked here: on none at all, or on one whose address is that of a desk or of a
/// request and not a bulletin's. The calls of the API have all of it.
const ELSEWHERE: &[&str] = &[
    "vouch",
    "objection",
    "suspension",
    "breach",
    "lock",
    "sealed",
    "lookup",
    "purpose",
];

#[tokio::test]
async fn no_page_shows_anybody_words_that_are_not_theirs() {
    let world = world(desks().in_memory()).await;
    let requests = requests(&world);
    assert!(requests.len() > 200, "{}", requests.len());
    let secrets = secrets(&world.fed);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for node in members(&world) {
        let desk = node.id().as_str();
        for part in ALL {
            let name: &'static str = Box::leak(format!("page-{part}").into_boxed_str());
            let mut visitor = Visitor::signed_in(node, name, &[part]).await;
            let session = visitor.cookie("__Host-fanal").unwrap().to_owned();
            for request in &requests {
                let text = asks(&mut visitor, request).await;
                let found = words_in(text.as_bytes());
                let stray = |name: &str| {
                    ["alias", "hearer", "how"].contains(&name)
                        && !request.1.starts_with("/c/consent")
                };
                // What somebody typed comes back to them, and tells them nothing.
                let typed = words_in(format!("{:?}", request.2).as_bytes());
                let is_theirs = |name: &str| typed.iter().any(|words| words.name == name);
                let leaks: Vec<&str> = found
                    .iter()
                    .filter(|words| !is_theirs(words.name))
                    .filter(|words| !words.may(desk, part) || stray(words.name))
                    .map(|words| words.name)
                    .collect();
                assert!(
                    leaks.is_empty(),
                    "{desk} {part} {request:?}: {leaks:?}: {text}"
                );
                for words in found {
                    *seen.entry(words.name).or_default() += 1;
                }
                let told = secrets.found_in(text.as_bytes());
                assert!(told.is_empty(), "{request:?} tells {told:?}");
                assert!(!text.contains(&session), "{request:?} shows the session");
                // What stands in no form of ours is not shown again.
                assert!(between(&text, "value=\"session_", "\"").is_none());
            }
        }
    }
    let unseen: Vec<&str> = WORDS
        .iter()
        .filter(|words| !words.parts.is_empty() && !words.desks.is_empty())
        .map(|words| words.name)
        .filter(|name| !seen.contains_key(name) && !ELSEWHERE.contains(name))
        .collect();
    assert_eq!(unseen, [""; 0], "nobody saw these: the search is blind");
    let seen_here = ELSEWHERE.iter().filter(|name| seen.contains_key(*name));
    let seen_here: Vec<&&str> = seen_here.collect();
    assert!(
        seen_here.is_empty(),
        "no exception is needed: {seen_here:?}"
    );
}

#[tokio::test]
async fn who_is_not_signed_in_is_shown_nothing_by_any_page() {
    let world = world(desks().in_memory()).await;
    let mut nobody = Visitor::at(world.fed.desk(ORIGIN));
    let mut asked = 0;
    for request in requests(&world) {
        if request.1 != "/c/sign-in" {
            let text = asks(&mut nobody, &request).await;
            let typed = words_in(format!("{:?}", request.2).as_bytes());
            let leaks = leaked(text.as_bytes(), |words| {
                typed.iter().any(|own| own.name == words.name)
            });
            assert!(leaks.is_empty(), "{request:?}: {leaks:?}");
            asked += 1;
        }
    }
    assert!(asked > 200 && ROUTES.len() > 40, "{asked}");
}
