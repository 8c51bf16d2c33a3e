//! The server of OASIS, medallion, beside ours: the same objects in both, and the client of OASIS that asks both
//! the same. [TAX-1]

use std::process::Command;

use fanal_protocol::Label;
use fanal_tests::federation::{Ordering as _, share};
use fanal_tests::taxii::collection;
use serde_json::Value;

use crate::real::python;
use crate::world::{served, world};

/// Asks, and says where the answers differ.
const ASK: &str = include_str!("medallion.py");
/// Objects of several types.
const OBJECTS: [(&str, &str); 4] = [
    (
        "indicator",
        r#""pattern":"[domain-name:value = 'beside.example']","pattern_type":"stix","valid_from":"2026-01-02T03:04:05.678Z""#,
    ),
    ("malware", r#""name":"Beside","is_family":true"#),
    ("campaign", r#""name":"Beside""#),
    (
        "relationship",
        r#""relationship_type":"indicates","source_ref":"indicator--00000000-0000-4000-8000-000000000000","target_ref":"malware--00000000-0000-4000-8000-000000000001""#,
    ),
];

fn bundle() -> String {
    let of = "2026-01-02T03:04:05.678Z";
    let objects = OBJECTS.iter().zip(0..).map(|((kind, more), number)| {
        format!(
            r#"{{"type":"{kind}","spec_version":"2.1","id":"{kind}--00000000-0000-4000-8000-00000000000{number}","created":"{of}","modified":"{of}",{more}}}"#
        )
    });
    let objects: Vec<String> = objects.collect();
    format!(
        r#"{{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000009","objects":[{}]}}"#,
        objects.join(",")
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn medallion_and_this_server_answer_one_client_alike() {
    let Some(python) = python() else {
        println!("left out: medallion (FANAL_TEST_VENV is not set)");
        return;
    };
    // `target/venv/bin/python` stands beside `target/venv-medallion/bin/medallion`.
    let venv = python.ancestors().nth(2).unwrap().to_str().unwrap();
    let program = format!("{venv}-medallion/bin/medallion");
    let world = Box::pin(world()).await;
    let kivu = world.kivu();
    kivu.shares(share("green", &bundle()).titled("Beside"))
        .await;
    let served = served(kivu).await;
    let path = collection(kivu.network(), Label::Green);
    let address = format!("http://{}{path}", served.address);
    let account = kivu.caller("analyst").await.account().to_owned();
    let token = kivu.token("analyst").to_owned();
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap().to_owned();
    let run = tokio::task::spawn_blocking(move || {
        let mut ask = Command::new(python);
        ask.args(["-W", "ignore", "-c", ASK])
            .args([program, place, address, account, token]);
        ask.output().unwrap()
    });
    let output = run.await.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(told["objects"].as_u64().unwrap() > 5, "{told}");
    assert!(told["asked"].as_u64().unwrap() > 80, "{told}");
    assert_eq!(
        told["differ"],
        serde_json::json!([]),
        "{:#}",
        told["differ"]
    );
}
