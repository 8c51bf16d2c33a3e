//! The JSON API: who may call what, what a no looks like, and that no no repeats what it was told.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use std::collections::BTreeSet;

use fanal_api::{CALLS, Method};
use fanal_protocol::Code;
use fanal_tests::federation::{Answered, Federation, Node, PARTS, federation, share};
use serde_json::{Map, Value, json};

async fn one() -> Federation {
    federation().desk("ancolie").desk("lumbre").await
}

/// A no has one shape, and the status of its code. [ERR-1]
fn is_a_no(answer: &Answered) -> String {
    let body = answer.json();
    let members: BTreeSet<&str> = body
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(members, BTreeSet::from(["error", "ok"]), "{}", answer.text);
    assert_eq!(body.get("ok"), Some(&Value::Bool(false)));
    let error = body.get("error").and_then(Value::as_object).unwrap();
    let members: BTreeSet<&str> = error.keys().map(String::as_str).collect();
    assert_eq!(members, BTreeSet::from(["code", "doc", "hint", "text"]));
    let code: Code = serde_json::from_value(error.get("code").cloned().unwrap()).unwrap();
    assert_eq!(answer.status, code.status(), "{}", answer.text);
    assert!(
        error
            .get("text")
            .and_then(Value::as_str)
            .is_some_and(|text| !text.is_empty())
    );
    code.to_string()
}

#[tokio::test]
async fn no_call_but_the_sign_in_answers_without_a_token() {
    let fed = one().await;
    let ancolie = fed.desk("ancolie");
    for call in CALLS {
        for token in [
            None,
            Some(""),
            Some("fanal_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            Some("Bearer x"),
        ] {
            let answer = ancolie.asks_with(token, call.name, String::new()).await;
            let expected = if call.open {
                (400, "usage.invalid")
            } else {
                (401, "account.unknown")
            };
            assert_eq!(
                (answer.status, is_a_no(&answer).as_str()),
                expected,
                "{}",
                call.name
            );
        }
    }
    let open: Vec<&str> = CALLS
        .iter()
        .filter(|call| call.open)
        .map(|call| call.name)
        .collect();
    assert_eq!(open, ["sign-in", "second-factor"]);
}

/// Who may: the parts that get further than their rights. Everybody who is not named gets a 403.
const RIGHTS: &[(&str, &[&str])] = &[
    ("sign-in", EVERYBODY),
    ("second-factor", EVERYBODY),
    ("sign-out", EVERYBODY),
    ("token", EVERYBODY),
    ("certificate", EVERYBODY),
    ("session-end", EVERYBODY),
    ("step-up", EVERYBODY),
    ("me", EVERYBODY),
    ("me-password", EVERYBODY),
    ("me-totp", EVERYBODY),
    ("me-totp-confirm", EVERYBODY),
    ("me-totp-remove", EVERYBODY),
    ("me-recovery", EVERYBODY),
    ("me-sessions", EVERYBODY),
    ("me-tokens", EVERYBODY),
    ("me-preferences", EVERYBODY),
    ("me-prefer", EVERYBODY),
    ("me-passkeys", EVERYBODY),
    ("me-passkey-remove", EVERYBODY),
    ("me-mail-key", EVERYBODY),
    ("me-mail-key-set", EVERYBODY),
    ("me-mail-key-remove", EVERYBODY),
    ("notify-list", &["admin"]),
    ("notify-put", &["admin"]),
    ("notify-remove", &["admin"]),
    ("notify-test", EVERYBODY),
    ("me-end", EVERYBODY),
    ("status", EVERYBODY),
    ("doctor", EVERYBODY),
    ("work", EVERYBODY),
    ("check", EVERYBODY),
    ("look-ups", STAFF),
    ("look-up-add", ANALYST),
    ("look-up-remove", ANALYST),
    ("source-fetch", ANALYST),
    ("warning-lists", STAFF),
    ("warning-list-add", ANALYST),
    ("warning-list-remove", ANALYST),
    ("share", ANALYST),
    ("send", ANALYST),
    ("list", EVERYBODY),
    ("show", EVERYBODY),
    ("show-as", STAFF),
    ("stance", ANALYST),
    ("sight", ANALYST),
    ("sight-found", ANALYST),
    ("revise", ANALYST),
    ("withdraw", ANALYST),
    ("withdrawal", STAFF),
    ("recalls", &["analyst", "reviewer", "coordinator"]),
    ("consent-record", ANALYST),
    ("consent-show", STAFF),
    ("consent-list", STAFF),
    ("consent-widen", ANALYST),
    ("consent-revise", ANALYST),
    ("consent-withdraw", ANALYST),
    ("disclosures", STAFF),
    ("blast-radius", &["analyst", "reviewer", "coordinator"]),
    ("notices", STAFF),
    ("hidden", STAFF),
    ("destroy", STAFF),
    ("grant", REVIEWER),
    ("grant-publish", ANALYST),
    ("breach", ANALYST),
    ("hold", &["reviewer"]),
    ("privacy-check", STAFF),
    ("privacy-words", STAFF),
    ("privacy-protect", STAFF),
    ("privacy-unprotect", REVIEWER),
    ("privacy-countries", STAFF),
    ("panic-lock", EVERYBODY),
    ("panic-slip", &["admin"]),
    ("panic-take-slip", STAFF),
    ("go-on", &["admin"]),
    ("clock", EVERYBODY),
    ("explain", STAFF),
    ("export", ANALYST),
    ("reviews", STAFF),
    ("review", STAFF),
    ("approve", REVIEWER),
    ("approve-for", REVIEWER),
    ("return", REVIEWER),
    ("sync", ANALYST),
    ("peer-test", ANALYST),
    ("spread", EVERYBODY),
    ("peer-use", &["analyst", "reviewer", "coordinator"]),
    ("verify", EVERYBODY),
    ("roster", EVERYBODY),
    ("roster-found", COORDINATOR),
    ("roster-invite", &["analyst", "coordinator"]),
    ("roster-request", COORDINATOR),
    ("roster-vouch", COORDINATOR),
    ("roster-joining", COORDINATOR),
    ("roster-words", COORDINATOR),
    ("roster-announce", COORDINATOR),
    ("roster-object", COORDINATOR),
    ("roster-settle", COORDINATOR),
    ("roster-accept", COORDINATOR),
    ("roster-suspend", COORDINATOR),
    ("keys", &["coordinator", "admin"]),
    ("key-words", &["analyst", "reviewer", "coordinator"]),
    ("key-compared", &["analyst", "reviewer", "coordinator"]),
    ("roster-ask", COORDINATOR),
    ("roster-report", COORDINATOR),
    ("roster-reports", COORDINATOR),
    ("profile", EVERYBODY),
    ("profile-set", COORDINATOR),
    ("roster-draft", COORDINATOR),
    ("roster-sign", COORDINATOR),
    ("roster-take", COORDINATOR),
    ("roster-history", EVERYBODY),
    ("roster-chain", EVERYBODY),
    ("contacts", STAFF),
    ("contact-add", ANALYST),
    ("contact-end", ANALYST),
    ("sealed", STAFF),
    ("sealed-send", ANALYST),
    ("sealed-fetch", STAFF),
    ("parcel-make", ANALYST),
    ("parcel-take", ANALYST),
    ("refusals", EVERYBODY),
    ("audit", &["reviewer", "coordinator", "admin"]),
    ("accounts", &["admin"]),
    ("account-add", &["admin"]),
    ("account-disable", &["admin"]),
    ("account-change", &["admin"]),
    ("account-reset", &["admin"]),
    ("account-access", &["admin"]),
    ("account-end", &["admin"]),
];
const EVERYBODY: &[&str] = &["analyst", "reviewer", "coordinator", "admin"];
const STAFF: &[&str] = &["analyst", "reviewer"];
const ANALYST: &[&str] = &["analyst"];
const REVIEWER: &[&str] = &["reviewer"];
const COORDINATOR: &[&str] = &["coordinator"];

/// A body that the call understands, and that changes little.
fn body_of(name: &str, id: &str) -> Value {
    match name {
        "sign-in" => json!({"account": "nobody", "password": "wrong"}),
        "second-factor" => json!({"token": "session_none", "code": "000000"}),
        "session-end" | "me" | "me-totp" | "me-totp-remove" | "me-recovery" | "me-sessions"
        | "me-tokens" => json!({}),
        "me-passkeys" | "me-mail-key" | "me-mail-key-remove" => json!({}),
        "me-passkey-remove" => json!({"id": "none"}),
        "me-mail-key-set" => json!({"key": "none"}),
        "me-preferences" | "me-prefer" | "notify-list" | "notify-test" => json!({}),
        "notify-put" => {
            json!({"name": "x", "url": "https://chat.example/", "secret": "0123456789abcdef"})
        }
        "notify-remove" => json!({"name": "none"}),
        "certificate" => json!({"key": "0".repeat(64)}),
        "step-up" => json!({"password": "wrong"}),
        "me-password" => json!({"old": "wrong", "new": "another long password"}),
        "me-totp-confirm" => json!({"code": "none"}),
        "me-end" => json!({"id": "none"}),
        // Last for each part, since it ends its tokens.
        "sign-out" | "status" | "doctor" | "work" | "check" | "list" | "reviews" | "roster"
        | "roster-chain" | "contacts" | "sealed" | "refusals" | "accounts" | "token" | "sync"
        | "roster-invite" | "audit" | "recalls" | "roster-history" | "spread" => json!({}),
        "share" => {
            json!({"content": "x.example", "label": "green", "consent": "not-needed", "dry_run": true})
        }
        "review" | "return" => json!({ "id": id }),
        "approve" | "send" => json!({"id": id, "draft": "0".repeat(64)}),
        "show-as" => json!({"bulletin": id, "desk": "lumbre"}),
        "show" | "withdrawal" | "explain" | "disclosures" | "grant-publish" | "hold"
        | "approve-for" => {
            json!({ "bulletin": id })
        }
        "consent-record" | "consent-widen" | "consent-revise" | "consent-show"
        | "consent-withdraw" => json!({"alias": "nobody"}),
        "blast-radius" => json!({"desk": "lumbre"}),
        "grant" => json!({"bulletin": id, "to": "lumbre"}),
        "breach" => json!({"since": "2026-11-22T00:00:00Z", "text": "x"}),
        "consent-list" | "notices" | "hidden" | "destroy" | "panic-lock" | "go-on" | "clock" => {
            json!({})
        }
        "panic-slip" => json!({}),
        "panic-take-slip" => json!({"slip": slip_of_nobody()}),
        "privacy-check" => json!({"content": "x"}),
        "privacy-protect" => json!({"words": []}),
        "privacy-unprotect" => json!({ "id": id }),
        "privacy-words" | "privacy-countries" => json!({}),
        "stance" => json!({"bulletin": id, "stance": "use"}),
        "look-ups" => json!({}),
        "look-up-add" => json!({"name": "x", "content": "evil.example"}),
        "look-up-remove" => json!({"name": "x"}),
        "source-fetch" => json!({"name": "none"}),
        "warning-lists" => json!({}),
        "warning-list-add" => {
            json!({"content": "{\"name\":\"x\",\"type\":\"string\",\"list\":[]}"})
        }
        "warning-list-remove" => json!({"name": "x"}),
        "sight" => json!({"bulletin": id, "verdict": "seen"}),
        "sight-found" => json!({"values": [{"value": "evil.example"}]}),
        "revise" => json!({"bulletin": id, "dry_run": true}),
        "withdraw" => json!({"bulletin": id, "reason": "error"}),
        "export" => json!({"format": "stix"}),
        "keys" => json!({}),
        "peer-test" | "key-words" => json!({"desk": "lumbre"}),
        "key-compared" => json!({"desk": "nobody", "how": "x"}),
        "peer-use" => json!({"desk": "nobody", "used": false}),
        "verify" => json!({"content": "x"}),
        "roster-found" => json!({"name": "Another", "another": true}),
        "roster-request" | "roster-announce" => json!({"slip": "x"}),
        "roster-joining" | "roster-words" | "roster-ask" | "roster-reports" | "profile"
        | "profile-set" => json!({}),
        "roster-object" | "roster-suspend" => json!({"desk": "nobody", "why": "x"}),
        "roster-settle" => json!({"desk": "nobody", "by": "nobody", "because": "x"}),
        "roster-accept" => json!({"text": "x"}),
        "roster-report" => json!({"desk": "nobody", "text": "x"}),
        "roster-vouch" => json!({"request": {"slip": "x"}, "how": "x"}),
        "roster-draft" => json!({"days": 30}),
        "roster-sign" | "roster-take" => json!({"envelope": ""}),
        "contact-add" => json!({"pseudonym": "sol", "key": "age1x"}),
        "contact-end" => json!({"pseudonym": "sol"}),
        "sealed-send" => json!({"to": "lumbre", "sealed": "eA=="}),
        "sealed-fetch" => json!({"sealed": "aaaa"}),
        "parcel-make" => json!({"desk": "lumbre"}),
        "parcel-take" => json!({"parcel": "eA=="}),
        "account-add" => {
            json!({"name": "new", "rights": ["analyst"], "password": "a long password"})
        }
        "account-disable" | "account-change" | "account-reset" | "account-access"
        | "account-end" => json!({"name": "new"}),
        other => json!({"say here what the call takes": other}),
    }
}

/// [ACC-3] A page of another site, open in the same browser, tries no passwords of people here.
#[tokio::test]
async fn a_call_that_a_page_of_another_site_makes_is_refused_and_not_counted() {
    let fed = one().await;
    let ancolie = fed.desk("ancolie");
    let wrong = json!({"account": "analyst", "password": "wrong"}).to_string();
    for headers in [
        [
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://evil.example"),
        ]
        .as_slice(),
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ] {
        for _ in 0..6 {
            let answer = ancolie
                .asks_by(None, "sign-in", wrong.clone(), headers)
                .await;
            assert_eq!(answer.code(), "policy.role", "{}", answer.text);
        }
    }
    // A program says nothing of the kind: its five wrong ones count, and only these.
    for _ in 0..5 {
        let answer = ancolie.asks_with(None, "sign-in", wrong.clone()).await;
        assert_eq!(answer.code(), "account.unknown", "{}", answer.text);
    }
    let answer = ancolie.asks_with(None, "sign-in", wrong).await;
    assert_eq!(answer.code(), "limit.rate", "{}", answer.text);
}

#[test]
fn the_table_of_rights_names_every_call() {
    let table: Vec<&str> = RIGHTS.iter().map(|(name, _)| *name).collect();
    let calls: Vec<&str> = CALLS.iter().map(|call| call.name).collect();
    assert_eq!(table, calls);
}

/// [ERR-1]
#[tokio::test]
async fn a_token_of_the_wrong_right_is_told_no_by_every_call() {
    let fed = one().await;
    let ancolie = fed.desk("ancolie");
    let id = ancolie
        .shares(share("green", "x.example"))
        .await
        .to_string();
    for (part, _) in PARTS {
        let order = RIGHTS.iter().filter(|(name, _)| *name != "sign-out");
        let last = RIGHTS.iter().filter(|(name, _)| *name == "sign-out");
        for (name, may) in order.chain(last) {
            let answer = ancolie.asks(part, name, &body_of(name, &id)).await;
            if may.contains(&part) {
                let open = ["sign-in", "second-factor"].contains(name);
                let role = !answer.text.contains("policy.role");
                assert!(role, "{part} may {name}: {}", answer.text);
                assert!(answer.status != 401 || open, "{part} {name}");
                assert_ne!(answer.status, 500, "{name}: {}", answer.text);
                continue;
            }
            assert_eq!(
                is_a_no(&answer),
                "policy.role",
                "{part} {name}: {}",
                answer.text
            );
            assert_eq!(answer.status, 403);
        }
        let after = ancolie.asks(part, "status", &Value::Null).await;
        assert_eq!(after.status, 401, "its tokens ended with the sign-out");
    }
}

#[tokio::test]
async fn a_yes_has_one_shape_and_nobody_on_the_way_keeps_it() {
    let fed = one().await;
    let answer = fed
        .desk("ancolie")
        .asks("analyst", "status", &Value::Null)
        .await;
    let body = answer.json();
    assert_eq!(answer.status, 200);
    assert_eq!(body.get("ok"), Some(&Value::Bool(true)));
    assert_eq!(
        body.get("kind").and_then(Value::as_str),
        Some("fanal.status.v1")
    );
    assert!(body.get("data").is_some() && body.get("warnings").is_some());
}

#[tokio::test]
async fn an_unknown_field_in_an_order_is_refused() {
    let fed = one().await;
    let ancolie = fed.desk("ancolie");
    for call in CALLS {
        let mut body = body_of(call.name, "aaaaaaaaaaaaaaaaaaaaaaaaaa");
        body.as_object_mut()
            .unwrap()
            .insert("tipo".into(), json!("x"));
        let mut right = EVERYBODY.iter();
        let answer = loop {
            let part = right.next().unwrap();
            let answer = ancolie.asks(part, call.name, &body).await;
            if answer.status != 403 {
                break answer;
            }
        };
        assert_eq!(
            (answer.status, is_a_no(&answer).as_str()),
            (400, "usage.invalid"),
            "{}: {}",
            call.name,
            answer.text
        );
    }
}

#[tokio::test]
async fn what_is_no_json_and_what_is_no_call_are_refused_in_the_same_shape() {
    let fed = one().await;
    let ancolie = fed.desk("ancolie");
    let token = ancolie.token("analyst");
    for broken in ["{", "[]", "\"x\"", "7", "{\"values\":[}", "nul"] {
        let answer = ancolie.asks_with(Some(token), "check", broken.into()).await;
        assert_eq!(
            (answer.status, is_a_no(&answer).as_str()),
            (400, "usage.invalid"),
            "{broken}"
        );
    }
}

#[test]
fn the_description_has_every_route_with_its_shapes() {
    let described = fanal_api::openapi();
    assert_eq!(
        described.get("openapi").and_then(Value::as_str),
        Some("3.1.0")
    );
    let paths = described.get("paths").and_then(Value::as_object).unwrap();
    let distinct: BTreeSet<&str> = CALLS.iter().map(|call| call.path).collect();
    assert_eq!(
        paths.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        distinct
    );
    for call in CALLS {
        let verb = match call.method {
            Method::Get => "get",
            Method::Post => "post",
        };
        let operation = paths
            .get(call.path)
            .and_then(|path| path.get(verb))
            .unwrap();
        assert_eq!(
            operation.get("operationId").and_then(Value::as_str),
            Some(call.name)
        );
        for pointer in [
            "/responses/200",
            "/responses/default",
            "/summary",
            "/security",
        ] {
            assert!(
                operation.pointer(pointer).is_some(),
                "{} has no {pointer}",
                call.name
            );
        }
    }
    let text = described.to_string();
    let schemas = described
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .unwrap();
    let references = text.split("\"#/components/schemas/").skip(1);
    for reference in references.map(|rest| rest.split('"').next().unwrap_or_default()) {
        assert!(
            schemas.contains_key(reference),
            "`{reference}` is nowhere described"
        );
    }
}

/// Fields that take a word of a list, or a name: what a person mistyped there is told back to them, and
/// no value of a bulletin belongs there.
const NAMES: &[&str] = &[
    "account",
    "bulletin",
    "category",
    "consent",
    "folder",
    "format",
    "label",
    "lang",
    "name",
    "pap",
    "reason",
    "refers_to",
    "rights",
    "role",
    "roles",
    "state",
    "to",
    "up_to",
];

const CANARY: &str = "canary-value.example";

/// The fields of a call's order, by its schema.
fn fields_of(name: &str) -> Vec<String> {
    let described = fanal_api::openapi();
    let call = fanal_tests::federation::call(name);
    let pointer = format!(
        "/paths/{}/post/requestBody/content/application~1json/schema",
        call.path.replace('/', "~1")
    );
    let Some(schema) = described.pointer(&pointer) else {
        return Vec::new();
    };
    let schema = match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => described
            .pointer(reference.trim_start_matches('#'))
            .unwrap(),
        None => schema,
    };
    let fields = schema.get("properties").and_then(Value::as_object);
    fields
        .map(|fields| fields.keys().cloned().collect())
        .unwrap_or_default()
}

async fn says_nothing_back(node: &Node, name: &str, body: &Value) {
    for (part, _) in PARTS {
        let answer = node.asks(part, name, body).await;
        if answer.status != 200 {
            assert!(
                !answer.text.contains("canary"),
                "{name} {body}: {}",
                answer.text
            );
        }
    }
}

/// [ERR-2] Whatever is sent in whichever field, in whichever wrong shape.
#[tokio::test]
async fn no_no_repeats_the_values_that_were_sent() {
    let fed = one().await;
    let ancolie = fed.desk("ancolie");
    let id = ancolie
        .shares(share("green", "x.example"))
        .await
        .to_string();
    for call in CALLS.iter().filter(|call| call.name != "sign-out") {
        for field in fields_of(call.name) {
            for wrong in [
                json!(CANARY),
                json!([CANARY]),
                json!({ "x": CANARY }),
                json!([{ "x": CANARY }]),
            ] {
                let mut body = body_of(call.name, &id);
                let flat = wrong.is_string()
                    || wrong == json!([CANARY])
                    || wrong == json!({ "x": CANARY });
                if flat && NAMES.contains(&field.as_str()) {
                    continue;
                }
                body.as_object_mut().unwrap().insert(field.clone(), wrong);
                says_nothing_back(ancolie, call.name, &body).await;
            }
        }
        says_nothing_back(ancolie, call.name, &json!(CANARY)).await;
        says_nothing_back(ancolie, call.name, &json!([CANARY])).await;
    }
    let mut unlabelled = Map::new();
    for field in [
        "content",
        "title",
        "summary",
        "also_please",
        "source",
        "licence",
    ] {
        unlabelled.insert(field.into(), json!(CANARY));
        says_nothing_back(ancolie, "share", &Value::Object(unlabelled.clone())).await;
    }
    for token in [Some(CANARY), None] {
        let answer = ancolie
            .asks_with(token, "check", json!({"values": [CANARY]}).to_string())
            .await;
        assert!(answer.status == 401 && !answer.text.contains("canary"));
    }
    let broken = format!("{{\"values\": [\"{CANARY}\"");
    let answer = ancolie
        .asks_with(Some(ancolie.token("analyst")), "check", broken)
        .await;
    assert!(
        answer.status == 400 && !answer.text.contains("canary"),
        "{}",
        answer.text
    );
}

// [CLI-4]
#[tokio::test]
async fn a_token_for_a_program_ends_and_is_refused_from_then_on() {
    let fed = one().await;
    let ancolie = fed.desk("ancolie");
    for (days, lives) in [(None, 90), (Some(1), 1), (Some(366), 366)] {
        let body = days.map_or(json!({}), |days| json!({ "days": days }));
        let told = ancolie.asks("analyst", "token", &body).await.json();
        let expires = told.pointer("/data/expires").cloned().unwrap();
        assert_eq!(expires, json!(fed.now().plus_days(lives).to_string()));
        let token = told.pointer("/data/token").and_then(Value::as_str).unwrap();
        let asks = async || {
            ancolie
                .asks_with(Some(token), "status", String::new())
                .await
                .status
        };
        assert_eq!(asks().await, 200);
        fed.pass_days(lives - 1).await;
        assert_eq!(asks().await, 200);
        fed.pass_days(1).await;
        assert_eq!(asks().await, 401);
    }
    for days in [0, 367] {
        let answer = ancolie
            .asks("analyst", "token", &json!({ "days": days }))
            .await;
        assert_eq!(is_a_no(&answer), "usage.invalid", "{days} days");
    }
}

fn slip_of_nobody() -> String {
    let (network, signature) = ("0".repeat(64), "A".repeat(86));
    format!("fanal-slip-v1 {network} nobody 2027-01-01T00:00:00Z {signature}")
}
