//! Calls of the API: bodies that read, and bodies that are refused.

use serde_json::{Value, json};

use super::{Road, Way};
use crate::words::{WORDS, Words};
use crate::world::ALIAS;

/// A call, by its name; its bodies are about a bulletin that somebody asks about, whether it is theirs
/// to see or not.
const fn call(name: &'static str, bodies: fn(&str) -> Vec<Value>) -> Road {
    Road {
        name,
        way: Way::Call(bodies),
    }
}

/// In the order of the API's table.
pub(super) const CALLS: &[Road] = &[
    call("sign-in", |_| {
        vec![
            json!({"account": "ancolie-analyst", "password": "a wrong password"}),
            json!({"account": 7}),
        ]
    }),
    call("second-factor", |_| {
        vec![
            json!({"token": "session_none", "code": "000000"}),
            json!({"token": 7}),
        ]
    }),
    call("sign-out", |_| vec![json!({"not": "yet"})]),
    call("token", |_| vec![json!({"purpose": "road"})]),
    call("certificate", |_| {
        vec![json!({"key": "0".repeat(64), "purpose": "road"})]
    }),
    call("session-end", |_| vec![Value::Null]),
    call("step-up", |_| {
        vec![json!({"password": "a wrong password"}), json!({})]
    }),
    call("me", |_| vec![Value::Null]),
    call("me-password", |_| {
        vec![
            json!({"old": "a wrong password", "new": "another long password"}),
            json!({"old": "x", "new": "short"}),
        ]
    }),
    call("me-totp", |_| vec![json!({"not": "yet"})]),
    call("me-totp-confirm", |_| vec![json!({"code": "000000"})]),
    call("me-totp-remove", |_| vec![Value::Null]),
    call("me-recovery", |_| vec![Value::Null]),
    call("me-sessions", |_| vec![Value::Null]),
    call("me-tokens", |_| vec![Value::Null]),
    call("me-preferences", |_| vec![Value::Null]),
    call("me-prefer", |_| {
        vec![json!({"lang": "fr"}), json!({"mail": "none"})]
    }),
    call("me-passkeys", |_| vec![Value::Null]),
    call("me-passkey-remove", |_| vec![json!({"id": "none"})]),
    call("me-mail-key", |_| vec![Value::Null]),
    call("me-mail-key-set", |_| vec![json!({"key": "none"})]),
    call("me-mail-key-remove", |_| vec![Value::Null]),
    call("notify-list", |_| vec![Value::Null]),
    call("notify-put", |_| {
        vec![json!({"name": "x", "url": "https://chat.example/"})]
    }),
    call("notify-remove", |_| vec![json!({"name": "none"})]),
    call("notify-test", |_| vec![Value::Null]),
    call("me-end", |_| vec![json!({"id": "none"})]),
    call("status", |_| vec![Value::Null]),
    call("doctor", |_| vec![Value::Null]),
    call("work", |_| vec![Value::Null]),
    call("check", |_| {
        let guess = |words: &Words| format!("guess-{}.example", words.name);
        let listed = "listed-by-others.example".to_owned();
        let values: Vec<String> = WORDS.iter().map(guess).chain([listed]).collect();
        vec![
            json!({ "values": values }),
            json!({"text": "nothing.example"}),
        ]
    }),
    call("look-ups", |_| vec![Value::Null]),
    call("look-up-add", |_| {
        vec![json!({"name": "x", "content": "evil.example"})]
    }),
    call("look-up-remove", |_| vec![json!({"name": "x"})]),
    call("source-fetch", |_| vec![json!({"name": "none"})]),
    call("warning-lists", |_| vec![Value::Null]),
    call("warning-list-add", |_| {
        vec![json!({"content": "{\"name\":\"x\",\"type\":\"string\",\"list\":[]}"})]
    }),
    call("warning-list-remove", |_| vec![json!({"name": "x"})]),
    call("share", |_| {
        vec![
            json!({"content": "road.example", "label": "green", "consent": "not-needed", "dry_run": true}),
            json!({"content": "road.example"}),
        ]
    }),
    call("send", |which| {
        vec![
            json!({ "id": which }),
            json!({ "id": which, "draft": "0".repeat(64) }),
        ]
    }),
    call("list", |_| {
        let folder = |name: &str| json!({"folder": name, "withdrawn": true, "limit": 2_000});
        vec![
            json!({"withdrawn": true}),
            folder("own"),
            folder("received"),
            folder("public"),
            json!({"origin": "ancolie"}),
            json!({"label": "amber"}),
        ]
    }),
    call("show", |which| {
        vec![
            json!({ "bulletin": which }),
            json!({ "bulletin": format!("ancolie/{which}") }),
        ]
    }),
    call("show-as", |which| {
        vec![
            json!({"bulletin": which, "desk": "lumbre"}),
            json!({"bulletin": which, "desk": "qasaba"}),
        ]
    }),
    call("stance", |which| {
        vec![json!({"bulletin": which, "stance": "use"})]
    }),
    call("sight", |which| {
        vec![json!({"bulletin": format!("nobody/{which}"), "verdict": "seen"})]
    }),
    call("sight-found", |_| {
        let guess = |words: &Words| json!({"value": format!("guess-{}.example", words.name)});
        let values: Vec<Value> = WORDS.iter().map(guess).collect();
        vec![
            json!({"values": values, "dry_run": true}),
            json!({ "values": values }),
        ]
    }),
    call("revise", |which| {
        vec![json!({"bulletin": which, "dry_run": true})]
    }),
    call("withdraw", |which| {
        vec![json!({"bulletin": which, "reason": "error"})]
    }),
    call("withdrawal", |which| vec![json!({ "bulletin": which })]),
    call("recalls", |_| vec![Value::Null]),
    call("consent-record", |_| {
        vec![
            json!({"alias": "somebody", "scope": 7}),
            json!({"alias": "somebody", "scope": "desk", "how": "in person"}),
        ]
    }),
    call("consent-show", |_| vec![json!({"alias": "nobody"})]),
    call("consent-list", |_| vec![Value::Null]),
    call("consent-widen", |_| vec![json!({"alias": "nobody"})]),
    call("consent-revise", |_| {
        vec![json!({"alias": "nobody", "scope": "desk"})]
    }),
    call("consent-withdraw", |_| vec![json!({ "alias": ALIAS })]),
    call("disclosures", |which| {
        vec![
            json!({ "bulletin": which }),
            json!({ "bulletin": format!("ancolie/{which}") }),
        ]
    }),
    call("blast-radius", |_| {
        vec![json!({"desk": "lumbre"}), json!({"desk": "zenit"})]
    }),
    call("notices", |_| vec![Value::Null]),
    call("hidden", |_| vec![Value::Null]),
    call("destroy", |_| vec![json!({})]),
    call("grant", |which| {
        vec![json!({"bulletin": which, "to": "mirador", "until": "2026-11-22T00:00:00Z"})]
    }),
    call("grant-publish", |which| {
        vec![json!({ "bulletin": format!("ancolie/{which}") })]
    }),
    call("breach", |_| {
        vec![json!({"since": "2026-11-22T00:00:00Z", "text": "x"})]
    }),
    call("hold", |which| {
        vec![json!({"bulletin": which, "why": "", "release": false})]
    }),
    call("privacy-check", |_| {
        vec![json!({"content": "ask ana@mail.example"})]
    }),
    call("privacy-words", |_| vec![Value::Null]),
    call("privacy-protect", |_| {
        vec![json!({"words": [], "label": "x"})]
    }),
    call("privacy-unprotect", |_| {
        vec![json!({"id": "aaaaaaaaaaaaaaaaaaaaaaaaaa"})]
    }),
    call("privacy-countries", |_| vec![json!({})]),
    call("panic-lock", |_| vec![json!({"text": "preview only"})]),
    call("panic-slip", |_| vec![json!({})]),
    call("panic-take-slip", |_| {
        let (network, signature) = ("0".repeat(64), "A".repeat(86));
        let slip = format!("fanal-slip-v1 {network} zenit 2027-01-01T00:00:00Z {signature}");
        vec![json!({ "slip": slip })]
    }),
    call("go-on", |_| vec![json!({})]),
    call("clock", |_| vec![json!({})]),
    call("explain", |which| {
        vec![
            json!({ "bulletin": which }),
            json!({"bulletin": which, "desk": "lumbre"}),
        ]
    }),
    call("export", |which| {
        let formats = fanal_formats::WRITERS.iter().map(|writer| writer.name);
        let all = formats
            .chain(["native", "evidence"])
            .map(|format| json!({"format": format, "up_to": "red", "full": true}));
        let one = ["native", "csv", "evidence"]
            .iter()
            .map(|format| json!({"format": format, "bulletin": which, "up_to": "red"}));
        all.chain(one).collect()
    }),
    call("reviews", |_| vec![json!({}), json!({"states": ["draft"]})]),
    call("review", |which| vec![json!({ "id": which })]),
    call("approve", |which| {
        vec![
            json!({ "id": which }),
            json!({"id": which, "draft": "0".repeat(64)}),
        ]
    }),
    call("approve-for", |which| vec![json!({ "bulletin": which })]),
    call("return", |_| {
        vec![json!({"id": "aaaaaaaaaaaaaaaaaaaaaaaaaa", "note": "no"})]
    }),
    call("sync", |_| vec![json!({})]),
    call("peer-test", |_| {
        vec![json!({"desk": "lumbre"}), json!({"desk": "qasaba"})]
    }),
    call("spread", |_| vec![Value::Null]),
    call("peer-use", |_| {
        vec![json!({"desk": "nobody", "used": false})]
    }),
    call("verify", |_| vec![json!({"content": "no file of ours"})]),
    call("roster", |_| vec![Value::Null]),
    call("roster-found", |_| vec![json!({"name": 7})]),
    call("roster-invite", |_| vec![json!({})]),
    call("roster-request", |_| {
        vec![json!({"slip": "fanal-invite:x"})]
    }),
    call("roster-vouch", |_| {
        vec![json!({"request": {"slip": "x"}, "how": "not at all"})]
    }),
    call("roster-joining", |_| vec![Value::Null]),
    call("roster-words", |_| vec![json!({})]),
    call("roster-announce", |_| vec![json!({"slip": "x"})]),
    call("roster-object", |_| {
        vec![json!({"desk": "brume", "why": "not at all"})]
    }),
    call("roster-settle", |_| {
        vec![json!({"desk": "brume", "by": "lumbre", "because": "x"})]
    }),
    call("roster-accept", |_| vec![json!({"text": "no code"})]),
    call("roster-suspend", |_| {
        vec![json!({"desk": "brume", "why": "not at all"})]
    }),
    call("keys", |_| vec![Value::Null]),
    call("key-words", |_| {
        vec![json!({"desk": "lumbre"}), json!({"desk": "brume"})]
    }),
    call("key-compared", |_| {
        vec![json!({"desk": "lumbre", "how": "not at all"})]
    }),
    call("roster-ask", |_| vec![json!({"coordinate": true})]),
    call("roster-report", |_| {
        vec![json!({"desk": "zenit", "text": "what was refused"})]
    }),
    call("roster-reports", |_| vec![Value::Null]),
    call("profile", |_| vec![json!({})]),
    call("profile-set", |_| {
        vec![json!({"profile": {"hours": "always", "nda": true}})]
    }),
    call("roster-draft", |_| vec![json!({"days": 30})]),
    call("roster-sign", |_| vec![json!({"envelope": "{}"})]),
    call("roster-take", |_| vec![json!({"envelope": ""})]),
    call("roster-history", |_| vec![Value::Null]),
    call("roster-chain", |_| vec![Value::Null]),
    call("contacts", |_| vec![Value::Null]),
    call("contact-add", |_| {
        vec![json!({"pseudonym": "sol", "key": "age1x", "to": ["lumbre"]})]
    }),
    call("contact-end", |_| vec![json!({"pseudonym": "sol"})]),
    call("sealed", |_| vec![Value::Null]),
    call("sealed-send", |_| {
        vec![json!({"to": "lumbre", "sealed": "eA=="})]
    }),
    call("sealed-fetch", |which| vec![json!({ "sealed": which })]),
    // What stands inside a parcel is searched where it is opened, in `parcels`.
    call("parcel-make", |_| {
        vec![
            json!({"desk": "lumbre", "all": true}),
            json!({"desk": "qasaba", "all": true}),
        ]
    }),
    call("parcel-take", |_| vec![json!({"parcel": "eA=="})]),
    call("refusals", |_| vec![Value::Null]),
    call("audit", |_| vec![json!({"from": 0})]),
    call("accounts", |_| vec![Value::Null]),
    call("account-add", |_| {
        vec![json!({"name": "no name", "rights": []})]
    }),
    call("account-disable", |_| vec![json!({"name": "no name"})]),
    call("account-change", |_| vec![json!({"name": "no name"})]),
    call("account-reset", |_| vec![json!({"name": "no name"})]),
    call("account-access", |_| vec![json!({"name": "no name"})]),
    call("account-end", |_| vec![json!({"name": "no name"})]),
];
