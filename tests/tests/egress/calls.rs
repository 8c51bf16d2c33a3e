//! Every call of the API, by everybody who can call: people of each desk by their part, nobody,
//! strangers with a token of elsewhere, and people who were put out.

use std::collections::{BTreeMap, BTreeSet};

use fanal_tests::federation::Node;
use serde_json::{Value, json};

use crate::roads::{Way, roads};
use crate::words::{ALL, MEMBERS, WORDS, Words, leaked, secrets, words_in};
use crate::world::{EXPELLED, ORIGIN, World, desks, world};

/// The bodies of each call about each bulletin; what does not ask about one is asked once.
fn requests(world: &World) -> Vec<(&'static str, Value)> {
    let mut requests = Vec::new();
    for road in roads() {
        let Way::Call(bodies) = road.way else {
            continue;
        };
        let mut asked = Vec::new();
        for id in world.ids.values() {
            for body in bodies(&id.to_string()) {
                if !asked.contains(&body) {
                    asked.push(body);
                }
            }
        }
        requests.extend(asked.into_iter().map(|body| (road.name, body)));
    }
    requests
}

/// [CON-2] What the ledger of consent says of a person, and another call tells.
fn strays(words: &Words, call: &str) -> bool {
    ["alias", "hearer", "how"].contains(&words.name) && !call.starts_with("consent-")
}

fn members(world: &World) -> impl Iterator<Item = &Node> {
    let is_member = |node: &&Node| MEMBERS.contains(&node.id().as_str());
    world.fed.all().iter().filter(is_member)
}

/// Each word that somebody may read was read: else the search looked where nothing was. Fields that this
/// program does not know are in no answer; other roads have them.
fn assert_seen(seen: &BTreeMap<&str, usize>) {
    for words in WORDS.iter().filter(|words| !words.parts.is_empty()) {
        let blind = ["unknown", "private"].contains(&words.name) || seen.contains_key(words.name);
        assert!(
            blind || words.desks.is_empty(),
            "nobody saw `{}`: the search is blind",
            words.name
        );
    }
}

#[tokio::test]
async fn no_call_by_anybody_gives_words_that_are_not_theirs() {
    let world = world(desks().in_memory()).await;
    let requests = requests(&world);
    let secrets = secrets(&world.fed);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for node in members(&world) {
        let desk = node.id().as_str();
        for part in ALL {
            let mut told_before = BTreeSet::new();
            for (name, body) in &requests {
                let answer = node.asks(part, name, body).await;
                // The same no many times over.
                if !told_before.insert(answer.text.clone()) {
                    continue;
                }
                let found = words_in(answer.text.as_bytes());
                let leaks: Vec<&str> = found
                    .iter()
                    .filter(|words| !words.may(desk, part) || strays(words, name))
                    .map(|words| words.name)
                    .collect();
                assert!(
                    leaks.is_empty(),
                    "{desk} {part} {name} {body}: {leaks:?}: {}",
                    answer.text
                );
                for words in found {
                    *seen.entry(words.name).or_default() += 1;
                }
                let told = secrets.found_in(answer.text.as_bytes());
                assert!(told.is_empty(), "{name} tells {told:?}");
            }
        }
    }
    assert_seen(&seen);
}

#[tokio::test]
async fn who_is_nobody_here_is_told_nothing_by_any_call() {
    let world = world(desks().in_memory()).await;
    let amber = world.ids["amber"].to_string();
    let ancolie = world.fed.desk(ORIGIN);
    let lumbre = world.fed.desk("lumbre").token("analyst").to_owned();
    let expelled = world.fed.desk(EXPELLED).token("analyst").to_owned();
    let stranger = world.stranger.token("admin").to_owned();
    let left = token_of_somebody_who_left(ancolie).await;
    let nobody = [
        None,
        Some("fanal_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        Some(lumbre.as_str()),
        Some(expelled.as_str()),
        Some(stranger.as_str()),
        Some(left.as_str()),
    ];
    let mut asked = 0;
    for road in roads() {
        let Way::Call(bodies) = road.way else {
            continue;
        };
        for body in bodies(&amber) {
            for token in nobody {
                let answer = ancolie.asks_with(token, road.name, body.to_string()).await;
                assert!(
                    [400, 401, 404, 429].contains(&answer.status),
                    "{}: {}",
                    road.name,
                    answer.status
                );
                let leaks = leaked(answer.text.as_bytes(), |_| false);
                assert!(leaks.is_empty(), "{}: {leaks:?}", road.name);
                assert!(!answer.text.contains(&amber), "{}", road.name);
                asked += 1;
            }
        }
    }
    assert!(asked > 200, "{asked}");
}

async fn token_of_somebody_who_left(node: &Node) -> String {
    let admin = node.caller("admin").await;
    let new = fanal_desk::NewAccount {
        name: "somebody".into(),
        rights: ["analyst".to_owned()].into(),
        password: Some("a password that was good".into()),
    };
    node.desk().add_account(&admin, &new).await.unwrap();
    let token = node.desk().issue_local_token("somebody").await.unwrap();
    let which = fanal_desk::WhichAccount {
        name: "somebody".into(),
    };
    node.desk().disable_account(&admin, &which).await.unwrap();
    token.token
}

/// Whoever knows a value already learns from a look-up nothing that is not theirs: the answer is that of
/// a value that nobody ever saw.
#[tokio::test]
async fn a_look_up_is_no_way_to_learn_of_what_is_not_ones_own() {
    let world = world(desks().in_memory()).await;
    let mut hits = 0;
    for node in members(&world) {
        for part in ALL {
            for words in WORDS {
                let value = format!("canary-{}-value.example", words.name);
                let answer = node
                    .asks(part, "check", &json!({ "values": [value] }))
                    .await;
                let unknown = format!("canary-{}-other.example", words.name);
                let other = node
                    .asks(part, "check", &json!({ "values": [unknown] }))
                    .await;
                if words.public || words.may(node.id().as_str(), part) {
                    hits += answer.json()["data"]["hits"].as_u64().unwrap();
                } else {
                    assert_eq!(answer.text, other.text, "{} {part} {value}", node.id());
                }
            }
        }
    }
    assert!(hits > 30, "{hits}");
}

/// What an expelled desk holds is what it had, and no more.
#[tokio::test]
async fn an_expelled_desk_has_what_it_had() {
    let world = world(desks().in_memory()).await;
    let held = world.fed.desk(EXPELLED).everything().await;
    let had = |words: &Words| crate::words::HAD_BEFORE.contains(&words.name);
    assert_eq!(leaked(held.as_bytes(), had), [""; 0]);
    assert!(!words_in(held.as_bytes()).is_empty(), "it had something");
}
