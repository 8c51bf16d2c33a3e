//! Who sees what: exactly what the API lets the same account list, at that moment.

use std::collections::BTreeSet;

use fanal_desk::{RosterChange, TokenOrder, WhichAccount};
use fanal_protocol::{DeskStatus, Label};
use fanal_tests::federation::{Federation, Node, Ordering as _, PARTS, federation, share};
use fanal_tests::taxii::{Served, collection, public};
use serde_json::{Value, json};

use crate::world::{LABELS, served, world};

const SHARED: [Label; 4] = [Label::Clear, Label::Green, Label::Amber, Label::AmberStrict];

fn for_a_day() -> TokenOrder {
    TokenOrder {
        days: Some(1),
        ..TokenOrder::default()
    }
}

/// The titles of reports that an account gets over TAXII.
async fn over_taxii(served: &Served, node: &Node, token: &str) -> BTreeSet<String> {
    let mut titles = BTreeSet::new();
    for label in SHARED {
        let path = collection(node.network(), label);
        for object in served.all(Some(token), &path, 3).await {
            if object["type"] == "report" && object["revoked"] != true {
                titles.insert(object["name"].as_str().unwrap().to_owned());
            }
        }
    }
    titles
}

/// The titles that the API lists for it.
async fn over_the_api(node: &Node, part: &str) -> BTreeSet<String> {
    let listed = node.asks(part, "list", &json!({})).await.json();
    let lines = listed["data"].as_array().unwrap().iter();
    let titles = lines.filter_map(|line| line["title"].as_str());
    titles.map(str::to_owned).collect()
}

// A thread beside: the node's own code gives one up while it builds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_gets_over_taxii_what_the_api_lists_for_it() {
    // [TAX-3]
    let world = world().await;
    let mut seen = BTreeSet::new();
    for name in ["kivu", "zagreb"] {
        let node = world.fed.desk(name);
        let served = Served::of(node).await;
        for (part, _) in PARTS {
            let titles = over_taxii(&served, node, node.token(part)).await;
            assert_eq!(titles, over_the_api(node, part).await, "{name} {part}");
            seen.insert(titles.len());
        }
    }
    assert!(seen.len() > 2, "everybody sees the same: {seen:?}");
}

/// What desks do in an order that nobody chose; the seed is in the message.
async fn lives_a_week(fed: &Federation, seed: u64) {
    let mut dice = seed;
    let mut roll = |sides: usize| {
        // `SplitMix64`: the same on every machine.
        dice = dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (dice ^ (dice >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^= mixed >> 27;
        usize::try_from(mixed % sides as u64).unwrap()
    };
    let names = ["kivu", "zagreb", "lima"];
    let mut shared = Vec::new();
    for step in 0..14 {
        let who = names[roll(3)];
        let node = fed.desk(who);
        match roll(6) {
            0..=2 => {
                let label = LABELS[roll(4)];
                let order = share(label, &format!("s{seed}-{step}.example"))
                    .titled(&format!("of {who}, step {step} of seed {seed}"));
                let other = names[roll(3)];
                let is_narrow = label.starts_with("amber") || roll(3) == 0;
                let order = if is_narrow && other != who {
                    order.to(&[other])
                } else {
                    order
                };
                // What policy refuses (AMBER to nobody) is shared nowhere.
                if let Ok(told) = node.try_share(order).await {
                    let sent = told.bulletins.iter().filter(|one| one.state == "sent");
                    let ids = sent.filter_map(|one| one.id);
                    shared.extend(ids.map(|id| (who, id.to_string())));
                }
            }
            3 if !shared.is_empty() => {
                let (who, id) = shared.swap_remove(roll(shared.len()));
                fed.desk(who).withdraws(&id).await;
            }
            4 => fed.pass_days(1).await,
            _ => fed.sync_all().await,
        }
    }
    fed.sync_all().await;
}

/// [TAX-3] Whatever happened in whatever order: what a member root serves to an account is what the API lists for
/// it, and each of these has the permit to be shown to it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_any_week_taxii_serves_what_policy_lets_each_account_see() {
    for seed in 1..=4 {
        let fed = federation()
            .desk("kivu")
            .desk("zagreb")
            .desk("lima")
            .in_memory()
            .await;
        lives_a_week(&fed, seed).await;
        let mut all = 0;
        for node in fed.all() {
            let served = Served::of(node).await;
            for (part, _) in PARTS {
                let titles = over_taxii(&served, node, node.token(part)).await;
                let who = format!("seed {seed}: {} {part}", node.id());
                assert_eq!(titles, over_the_api(node, part).await, "{who}");
                all += titles.len();
            }
        }
        assert!(all > 0, "seed {seed}: a week in which nothing was shared");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anyone_gets_what_is_published_and_nothing_else() {
    // [TAX-2]
    let world = world().await;
    let served = served(world.kivu()).await;
    let page = served.get(None, &format!("{}objects/", public())).await;
    assert!(page.text.contains("canary-clear"));
    for label in LABELS {
        let name = label.replace('+', "-");
        assert_eq!(
            page.text.contains(&format!("canary-{name}.example")),
            label == "clear"
        );
        assert_eq!(
            page.text.contains(&format!("canary {name}")),
            label == "clear"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_ended_gets_nothing_from_the_next_request_on() {
    // [TAX-1]
    let world = world().await;
    let (served, kivu) = (served(world.kivu()).await, world.kivu());
    let path = format!("{}objects/", collection(kivu.network(), Label::Amber));
    let reviewer = kivu.caller("reviewer").await;
    let token = kivu
        .desk()
        .issue_token(&reviewer, &for_a_day())
        .await
        .unwrap()
        .token;
    let page = served.get(Some(&token), &format!("{path}?limit=1")).await;
    let next = page.next().unwrap();
    world.fed.pass_days(2).await;
    let ended = served
        .get(Some(&token), &format!("{path}?limit=1&next={next}"))
        .await;
    assert_eq!((ended.status, ended.text.contains("canary")), (401, false));
    let token = kivu
        .desk()
        .issue_token(&reviewer, &for_a_day())
        .await
        .unwrap()
        .token;
    assert_eq!(served.get(Some(&token), &path).await.status, 200);
    kivu.desk().sign_out(&reviewer).await.unwrap();
    assert_eq!(served.get(Some(&token), &path).await.status, 401);
}

/// The index is a moment old, the policy's answer is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_taken_back_is_not_served_before_the_index_knows() {
    // [TAX-3]
    let world = world().await;
    let kivu = world.kivu();
    let served = served(kivu).await;
    let token = Some(kivu.token("analyst"));
    let path = format!("{}objects/", collection(kivu.network(), Label::Green));
    let id = kivu.shares(share("green", "canary-late.example")).await;
    assert!(!served.get(token, &path).await.text.contains("canary-late"));
    served.catch_up().await;
    assert!(served.get(token, &path).await.text.contains("canary-late"));
    kivu.withdraws(&id.to_string()).await;
    let page = served.get(token, &path).await;
    assert_eq!(page.status, 200);
    assert!(
        !page.text.contains("canary-late"),
        "no catching up was needed"
    );
}

/// [SYN-23] Tools have nothing of a desk that is not used, from that moment on, and lose what they had of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_desk_says_that_is_not_used_is_served_no_more_and_told_as_gone() {
    let world = world().await;
    let (kivu, zagreb) = (world.kivu(), world.fed.desk("zagreb"));
    zagreb.shares(share("green", "canary-poison.example")).await;
    world.fed.sync("kivu", "zagreb").await;
    let served = served(kivu).await;
    let token = Some(kivu.token("analyst"));
    let path = collection(kivu.network(), Label::Green);
    let has = async || {
        let all = served.all(token, &path, 100).await;
        let is = |object: &&Value| object.to_string().contains("canary-poison");
        all.iter().filter(is).count() > 0
    };
    assert!(has().await);
    let analyst = kivu.caller("analyst").await;
    let used = async |used: bool| {
        let desk = zagreb.id().clone();
        let order = fanal_desk::UseOrder { desk, used };
        kivu.desk().use_desk(&analyst, &order).await.unwrap();
    };
    used(false).await;
    assert!(!has().await, "no catching up was needed");
    served.catch_up().await;
    assert!(!has().await);
    let all = served.all(token, &path, 100).await;
    assert!(all.iter().any(|object| object["revoked"] == true));
    used(true).await;
    served.catch_up().await;
    assert!(has().await);
}

/// A node has accounts of its own alone. What was given to a person of another desk ends by hand, and then its
/// sessions and tokens with it; by the roster ends what the desk itself is served.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expelled_desk_is_served_nothing_and_an_account_given_to_its_person_ends_by_hand() {
    // [TAX-1]
    let world = world().await;
    let (kivu, zagreb) = (world.kivu(), world.fed.desk("zagreb"));
    let served = served(kivu).await;
    // Kivu's account `analyst` is that of somebody at zagreb.
    let path = format!("{}objects/", collection(kivu.network(), Label::Amber));
    let fetched = async |token: &str| {
        let answer = served.get(Some(token), &path).await;
        (answer.status, answer.text.contains("canary"))
    };
    assert_eq!(fetched(kivu.token("analyst")).await, (200, true));
    assert!(kivu.serves(zagreb).await.is_ok());
    let out = RosterChange {
        status: [("zagreb".parse().unwrap(), DeskStatus::Expelled)].into(),
        ..RosterChange::default()
    };
    let roster = world.fed.change_roster(&out).await;
    kivu.take_roster(&roster.envelope).await;
    assert!(kivu.serves(zagreb).await.is_err());
    assert_eq!(fetched(kivu.token("analyst")).await, (200, true));
    let admin = kivu.caller("admin").await;
    let analyst = WhichAccount {
        name: "kivu-analyst".into(),
    };
    kivu.desk().disable_account(&admin, &analyst).await.unwrap();
    assert_eq!(fetched(kivu.token("analyst")).await, (401, false));
    // A token of zagreb's own is nobody's here; at home it has what it had.
    assert_eq!(fetched(zagreb.token("analyst")).await, (401, false));
    let at_home = Served::of(zagreb).await;
    let titles = over_taxii(&at_home, zagreb, zagreb.token("analyst")).await;
    assert_eq!(titles, over_the_api(zagreb, "analyst").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_object_carries_the_label_of_its_collection() {
    let world = world().await;
    let (served, kivu) = (served(world.kivu()).await, world.kivu());
    for label in SHARED {
        let path = collection(kivu.network(), label);
        let objects = served.all(Some(kivu.token("analyst")), &path, 100).await;
        assert!(objects.len() > 1, "{label}");
        let marking = fanal_stix_marking(label);
        for object in objects {
            if object["type"] == "marking-definition" {
                continue;
            }
            let marks: Vec<&str> = object["object_marking_refs"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            assert!(marks.contains(&marking), "{label}: {object}");
        }
    }
}

/// The marking definitions of TLP 2.0. Source: FIRST, TLP 2.0 for STIX 2.1.
const fn fanal_stix_marking(label: Label) -> &'static str {
    match label {
        Label::Clear => "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
        Label::Green => "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
        Label::Amber => "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
        Label::AmberStrict => "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
        Label::Red => "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
    }
}
