//! A file is verified at the API as at the command line, whatever kind it is.

use data_encoding::BASE64;
use fanal_tests::federation::{Answered, Node, share};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::cast::three;

async fn verifies(node: &Node, order: Value) -> (u16, Value) {
    let answer: Answered = node.asks("analyst", "verify", &order).await;
    (
        answer.status,
        serde_json::from_str(&answer.text).unwrap_or_default(),
    )
}

#[tokio::test]
async fn a_chain_an_export_and_a_file_of_a_feed_are_verified_at_the_api() {
    let fed = three().await;
    let [ancolie, lumbre, _] = fed.desks();
    for value in ["one.example", "two.example"] {
        ancolie.shares(share("green", value)).await;
    }
    let told = async |name, body: Value| -> Value {
        let answer = ancolie.asks("analyst", name, &body).await;
        serde_json::from_str(&answer.text).unwrap()
    };
    let chain = told("roster-chain", json!({})).await;
    let chain = chain["data"]["envelope"].as_str().unwrap().to_owned();
    let (status, told_of_it) = verifies(lumbre, json!({ "content": chain })).await;
    assert_eq!(status, 200, "{told_of_it}");

    let export = told("export", json!({"format": "native"})).await;
    let export = export["data"]["content"].as_str().unwrap().to_owned();
    assert_eq!(export.lines().count(), 2);
    let (status, good) = verifies(lumbre, json!({ "content": export })).await;
    assert_eq!(
        (status, good["data"]["what"].as_str()),
        (200, Some("2 statements")),
        "{good}"
    );
    let second = export.lines().nth(1).unwrap();
    let forged = second.replacen("\"sig\":\"", "\"sig\":\"AA", 1);
    assert_ne!(forged, second);
    let content = format!("{}\n{forged}\n", export.lines().next().unwrap());
    let (status, no) = verifies(lumbre, json!({ "content": content })).await;
    assert_ne!(status, 200, "{no}");
    let text = no["error"]["text"].as_str().unwrap();
    assert!(text.starts_with("envelope 2: "), "{text}");

    let file = "evil.example\n";
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(file));
    let sums = format!("{digest}  domains.txt\n");
    let signature = BASE64.encode(&ancolie.desk().keys().feed.sign(sums.as_bytes()));
    let listed = |name: &str, content: &str| json!({"content": content, "listed": {"name": name, "sums": sums, "signature": signature}});
    let (status, good) = verifies(lumbre, listed("domains.txt", file)).await;
    assert_eq!(status, 200, "{good}");
    for (name, content) in [("domains.txt", "other.example\n"), ("hosts.txt", file)] {
        let (status, no) = verifies(lumbre, listed(name, content)).await;
        assert_ne!(status, 200, "{no}");
        assert_eq!(no["error"]["code"], "verify.signature");
    }
}
