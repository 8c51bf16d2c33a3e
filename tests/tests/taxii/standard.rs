//! The standard's MUSTs for a server. Source: TAXII 2.1 (OASIS Standard), chapters 1 to 5.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::BASE64;
use fanal_desk::Root;
use fanal_protocol::Label;
use fanal_taxii::MEDIA_TYPE;
use fanal_tests::taxii::{Answered, addresses, collection, public, tray};
use http::{HeaderMap, header};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::world::{World, bundle_of, served, world};

const INDICATOR: &str = "indicator--11111111-1111-4111-8111-111111111111";

fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
    let pair = |(name, value): &(header::HeaderName, &str)| (name.clone(), value.parse().unwrap());
    pairs.iter().map(pair).collect()
}

/// The body is the standard's error message, and says its own status.
fn assert_told(answer: &Answered, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), MEDIA_TYPE);
    let told = answer.json();
    assert_eq!(told["http_status"], status.to_string());
    assert!(!told["title"].as_str().unwrap().is_empty());
}

/// No empty list, no null, anywhere: such a member is left out.
fn assert_no_empty_lists(value: &Value, path: &str) {
    match value {
        Value::Array(list) => {
            assert!(!list.is_empty(), "{path}");
            list.iter().for_each(|one| assert_no_empty_lists(one, path));
        }
        Value::Object(members) => members
            .values()
            .for_each(|one| assert_no_empty_lists(one, path)),
        Value::Null => panic!("{path}: null"),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

// A thread beside: the node's own code gives one up while it builds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_public_root_has_the_objects_of_the_feed_byte_for_byte() {
    // [TAX-2]
    let world = world().await;
    let served = served(world.kivu()).await;
    let bundle = bundle_of(world.kivu()).await;
    let feed: Value = serde_json::from_slice(&bundle).unwrap();
    let objects = served.all(None, &public(), 2).await;
    assert_eq!(&Value::Array(objects), &feed["objects"]);
    let page = served.get(None, &format!("{}objects/", public())).await;
    let written: BTreeMap<String, Box<RawValue>> = serde_json::from_str(&page.text).unwrap();
    let written: Vec<Box<RawValue>> = serde_json::from_str(written["objects"].get()).unwrap();
    assert!(written.len() > 2);
    for object in written {
        let feed = String::from_utf8_lossy(&bundle);
        assert!(feed.contains(object.get()), "the very bytes: {object}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_knows_one_address_finds_everything() {
    let world = world().await;
    let (served, kivu) = (served(world.kivu()).await, world.kivu());
    let strangers = served.get(None, "/taxii2/").await.json();
    assert_eq!(
        strangers["api_roots"],
        serde_json::json!(["/taxii2/public/"])
    );
    assert_eq!(strangers["default"], "/taxii2/public/");
    let discovery = served
        .get(Some(kivu.token("analyst")), "/taxii2/")
        .await
        .json();
    let roots = discovery["api_roots"].as_array().unwrap();
    assert_eq!(roots.len(), 2);
    assert!(roots.contains(&discovery["default"]));
    for root in roots {
        let root = root.as_str().unwrap();
        assert!(root.starts_with('/') && root.ends_with('/') && !root.contains("//"));
        let shown = served.get(Some(kivu.token("analyst")), root).await.json();
        assert_eq!(shown["versions"], serde_json::json!([MEDIA_TYPE]));
        assert!(shown["max_content_length"].as_u64().unwrap() > 1 << 20);
        let path = format!("{root}collections/");
        let first = served.get(Some(kivu.token("analyst")), &path).await;
        let again = served.get(Some(kivu.token("analyst")), &path).await;
        assert_eq!(first.text, again.text, "the order of collections stays");
        for one in first.list("collections") {
            let id = one["id"].as_str().unwrap();
            assert_eq!(
                (id.len(), id.as_bytes()[14]),
                (36, b'4'),
                "{id} is a UUID v4"
            );
            let by_id = served
                .get(Some(kivu.token("analyst")), &format!("{path}{id}/"))
                .await;
            assert_eq!(by_id.json(), one);
            let alias = one["alias"].as_str().unwrap();
            let by_alias = served
                .get(Some(kivu.token("analyst")), &format!("{path}{alias}/"))
                .await;
            assert_eq!(by_alias.json(), one);
            assert!(one["can_read"].is_boolean() && one["can_write"].is_boolean());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_says_its_media_type_and_has_no_empty_list() {
    // [TAX-7] [TAX-10]
    let world = world().await;
    let (served, kivu) = (served(world.kivu()).await, world.kivu());
    let mut asked = 0;
    for token in [None, Some("analyst"), Some("coordinator"), Some("admin")] {
        let token = token.map(|part| kivu.token(part));
        for root in [Root::Public, Root::Network(kivu.network())] {
            for path in addresses(root, INDICATOR) {
                let answer = served.get(token, &path).await;
                assert!(
                    [200, 401, 403, 404].contains(&answer.status),
                    "{path}: {}",
                    answer.status
                );
                assert_eq!(answer.header("content-type"), MEDIA_TYPE, "{path}");
                assert_eq!(answer.header("x-content-type-options"), "nosniff");
                assert_eq!(answer.header("cache-control"), "no-store");
                assert_no_empty_lists(&answer.json(), &path);
                let dated = path.contains("/manifest/") || path.contains("/objects/");
                if answer.status == 200 && dated {
                    for name in ["x-taxii-date-added-first", "x-taxii-date-added-last"] {
                        let moment = answer.header(name);
                        assert!(
                            moment.len() == 27 && moment.ends_with('Z'),
                            "{path}: `{moment}`"
                        );
                    }
                }
                asked += 1;
            }
        }
    }
    assert!(asked > 100, "{asked}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accept_is_negotiated_and_never_asked_of_a_stranger_first() {
    // [TAX-7]
    let world = world().await;
    let served = served(world.kivu()).await;
    let path = format!("{}objects/", public());
    for fits in [MEDIA_TYPE, "application/taxii+json", "text/html, */*;q=0.1"] {
        let answer = served
            .asks("GET", &path, headers(&[(header::ACCEPT, fits)]), "")
            .await;
        assert_eq!(answer.status, 200, "{fits}");
    }
    for no in ["application/json", "application/taxii+json;version=2.0"] {
        let answer = served
            .asks("GET", &path, headers(&[(header::ACCEPT, no)]), "")
            .await;
        assert_told(&answer, 406);
    }
    let private = collection(world.kivu().network(), Label::Green);
    let wrong = headers(&[(header::ACCEPT, "text/html")]);
    let answer = served.asks("GET", &private, wrong, "").await;
    assert_told(&answer, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_nobody_is_told_how_to_sign_in_and_nothing_else() {
    // [TAX-1]
    let world = world().await;
    let (served, kivu) = (served(world.kivu()).await, world.kivu());
    let path = collection(kivu.network(), Label::Green);
    let basic = |pair: &str| format!("Basic {}", BASE64.encode(pair.as_bytes()));
    let good = kivu.token("analyst");
    for wrong in [
        "Bearer nonsense".to_owned(),
        "Bearer".to_owned(),
        "Digest x".to_owned(),
        "Basic !".to_owned(),
        basic("analyst"),
        basic("analyst:wrong password here"),
        basic(&format!("reviewer:{good}")),
    ] {
        for path in ["/taxii2/", &path] {
            let asked = headers(&[(header::AUTHORIZATION, &wrong)]);
            let answer = served.asks("GET", path, asked, "").await;
            assert_told(&answer, 401);
            let ways = answer.header("www-authenticate");
            assert!(ways.contains("Basic") && ways.contains("Bearer"), "{ways}");
        }
    }
    for right in [
        format!("Bearer {good}"),
        format!("bearer {good}"),
        basic(&format!(
            "{}:{good}",
            kivu.caller("analyst").await.account()
        )),
    ] {
        let asked = headers(&[(header::AUTHORIZATION, &right)]);
        assert_eq!(
            served.asks("GET", &path, asked, "").await.status,
            200,
            "{right}"
        );
    }
    // A network that there is, and one that there is not, are the same to a stranger.
    let there = served.get(None, &path).await;
    let other = path.replace(&kivu.network().to_string(), &"a".repeat(64));
    let not_there = served.get(None, &other).await;
    assert_eq!((there.status, there.text), (401, not_there.text));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_opens_nothing_and_a_token_does_until_its_account_is_disabled() {
    // [TAX-1]
    let world = world().await;
    let (served, kivu) = (served(world.kivu()).await, world.kivu());
    let admin = kivu.caller("admin").await;
    let new = fanal_desk::NewAccount {
        name: "siem".into(),
        rights: ["analyst".to_owned()].into(),
        password: Some("a long password for it".into()),
    };
    kivu.desk().add_account(&admin, &new).await.unwrap();
    let path = format!("{}objects/", collection(kivu.network(), Label::Amber));
    let password = format!("Basic {}", BASE64.encode(b"siem:a long password for it"));
    let asked = headers(&[(header::AUTHORIZATION, &password)]);
    assert_told(&served.asks("GET", &path, asked, "").await, 401);
    let token = kivu.desk().issue_local_token("siem").await.unwrap().token;
    let said = format!(
        "Basic {}",
        BASE64.encode(format!("siem:{token}").as_bytes())
    );
    let asked = || headers(&[(header::AUTHORIZATION, &said)]);
    for _ in 0..3 {
        let page = served.asks("GET", &path, asked(), "").await;
        assert!(!page.list("objects").is_empty());
    }
    let which = fanal_desk::WhichAccount {
        name: "siem".into(),
    };
    kivu.desk().disable_account(&admin, &which).await.unwrap();
    assert_told(&served.asks("GET", &path, asked(), "").await, 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_asked_wrongly_is_a_fault_of_the_client_and_never_ours() {
    // [TAX-8]
    let world = world().await;
    let (served, kivu) = (served(world.kivu()).await, world.kivu());
    let green = collection(kivu.network(), Label::Green);
    for query in [
        "limit=0",
        "limit=-1",
        "limit=many",
        "added_after=yesterday",
        "next=nonsense",
        "next=",
        "next=%FF%FE",
        "match[version]=newest",
        "match[version]=all,last",
        "match[type]=",
        "match[colour]=red",
        "limit=1&limit=2",
        "match[spec_version]=two",
    ] {
        for tail in ["objects", "manifest"] {
            let path = format!("{green}{tail}/?{query}");
            assert_told(&served.get(Some(kivu.token("analyst")), &path).await, 400);
        }
    }
    for path in [
        "/",
        "/taxii2",
        "/taxii2/public",
        "/taxii2/nothing/",
        "/api/v1/status",
        &format!("{green}object/{INDICATOR}/"),
        &format!("{green}objects/{INDICATOR}/"),
        &format!("{green}objects/{INDICATOR}/versions/"),
        &format!("{green}objects"),
        &format!("/taxii2/{}/collections/nothing/", kivu.network()),
        &format!("/taxii2/{}/status/nothing/", kivu.network()),
    ] {
        assert_told(&served.get(Some(kivu.token("analyst")), path).await, 404);
    }
    let object = format!("{green}objects/{INDICATOR}/");
    let post = tray(kivu.network());
    for (method, path, status) in [
        ("DELETE", "/taxii2/", 405),
        ("POST", "/taxii2/public/", 405),
        ("PUT", object.as_str(), 405),
        ("PATCH", &format!("{green}objects/"), 405),
        ("DELETE", &format!("{green}manifest/"), 405),
        ("POST", &format!("{green}objects/"), 403),
        ("DELETE", object.as_str(), 403),
        ("GET", &format!("{post}objects/"), 403),
        ("GET", &format!("{post}manifest/"), 403),
        ("DELETE", &format!("{post}objects/{INDICATOR}/"), 403),
    ] {
        let said = format!("Bearer {}", kivu.token("analyst"));
        let answer = served
            .asks(method, path, headers(&[(header::AUTHORIZATION, &said)]), "")
            .await;
        assert_told(&answer, status);
        assert_eq!(
            status == 405,
            !answer.header("allow").is_empty(),
            "{method} {path}"
        );
    }
    // Neither to read nor to write: it is not there. Source: TAXII 2.1, 5.7.
    let said = format!("Bearer {}", kivu.token("coordinator"));
    let path = format!("{post}objects/{INDICATOR}/");
    let answer = served
        .asks(
            "DELETE",
            &path,
            headers(&[(header::AUTHORIZATION, &said)]),
            "",
        )
        .await;
    assert_told(&answer, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_let_through_what_they_name() {
    let World { fed, .. } = world().await;
    let kivu = fed.desk("kivu");
    let served = served(kivu).await;
    let token = Some(kivu.token("analyst"));
    let green = collection(kivu.network(), Label::Green);
    let all = served.all(token, &green, 100).await;
    let types: BTreeSet<&str> = all
        .iter()
        .map(|one| one["type"].as_str().unwrap())
        .collect();
    assert!(
        types.contains("indicator") && types.contains("report") && types.len() > 2,
        "{types:?}"
    );
    let ids = async |query: &str| -> BTreeSet<String> {
        let page = served.get(token, &format!("{green}objects/?{query}")).await;
        let objects = page.list("objects");
        objects
            .iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let everything = ids("").await;
    assert_eq!(everything.len(), all.len());
    for kind in &types {
        let found = ids(&format!("match[type]={kind}")).await;
        let expected: BTreeSet<String> = everything
            .iter()
            .filter(|id| id.starts_with(&format!("{kind}--")))
            .cloned()
            .collect();
        assert_eq!(found, expected);
        for id in &found {
            assert_eq!(
                ids(&format!("match[id]={id}")).await,
                BTreeSet::from([id.clone()])
            );
            assert_eq!(
                ids(&format!("match[id]={id}&match[type]=tool")).await.len(),
                0
            );
        }
    }
    assert_eq!(
        ids("match[type]=indicator,report&match[version]=all")
            .await
            .len(),
        2
    );
    assert_eq!(
        ids("match[type]=sighting").await.len(),
        0,
        "a type that is not there is no fault"
    );
    assert_eq!(ids("match[spec_version]=2.0").await.len(), 0);
    assert_eq!(ids("match[spec_version]=2.0,2.1").await, everything);
    assert_eq!(ids("added_after=2100-01-01T00:00:00Z").await.len(), 0);
    let one = all.iter().find(|one| one["type"] == "indicator").unwrap();
    let (id, version) = (
        one["id"].as_str().unwrap(),
        one["modified"].as_str().unwrap(),
    );
    assert_eq!(
        ids(&format!("match[version]={version}&match[id]={id}"))
            .await
            .len(),
        1
    );
    let versions = served
        .get(token, &format!("{green}objects/{id}/versions/"))
        .await;
    assert_eq!(
        versions.list("versions"),
        [Value::from(version)],
        "as it is written"
    );
    let object = served.get(token, &format!("{green}objects/{id}/")).await;
    assert_eq!(object.list("objects"), [one.clone()]);
    let other = served
        .get(
            token,
            &format!("{green}objects/{id}/?match[version]=2001-01-01T00:00:00Z"),
        )
        .await;
    assert_eq!(other.text, "{}", "it is there, in another version");
    let manifest = served
        .get(token, &format!("{green}manifest/?match[id]={id}"))
        .await;
    let [line] = &manifest.list("objects")[..] else {
        panic!("one line")
    };
    assert_eq!(line["version"], version);
    assert_eq!(
        line["date_added"],
        manifest.header("x-taxii-date-added-first")
    );
    assert_eq!(line["media_type"], "application/stix+json;version=2.1");
}
