//! A real client walks the server: `taxii2-client` of OASIS, from PyPI, as others run it.

use std::path::{Path, PathBuf};
use std::process::Command;

use fanal_protocol::Label;
use fanal_tests::taxii::collection;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use serde_json::Value;

use crate::certificates::serving;
use crate::world::{served, world};

/// Discovers, pages through every collection two at a time, looks at each object by itself, and puts
/// an object into the tray.
const WALK: &str = r#"
import json, sys, uuid
from taxii2client.v21 import Server, as_pages
url, user, token = sys.argv[1:4]
server = Server(url, user=user, password=token, verify=sys.argv[4] if len(sys.argv) > 4 else True)
told = {"title": server.title, "roots": [], "default": server.default.url}
for root in server.api_roots:
    shown = {"title": root.title, "versions": root.versions, "collections": []}
    for collection in root.collections:
        one = {"title": collection.title, "id": collection.id, "objects": [], "manifest": [], "versions": 0}
        if collection.can_read:
            for page in as_pages(collection.get_objects, per_request=2):
                one["objects"] += [o["id"] for o in page.get("objects", [])]
            for page in as_pages(collection.get_manifest, per_request=2):
                one["manifest"] += [o["id"] for o in page.get("objects", [])]
            for id in one["objects"]:
                got = collection.get_object(id)
                assert [o["id"] for o in got["objects"]] == [id], got
                one["versions"] += len(collection.object_versions(id)["versions"])
            if one["objects"]:
                only = collection.get_objects(type="indicator", version="all")
                one["indicators"] = len(only.get("objects", []))
        if collection.can_write:
            now = "2026-01-02T03:04:05.678Z"
            status = collection.add_objects({"objects": [{"type": "indicator", "spec_version": "2.1",
                "id": "indicator--" + str(uuid.uuid4()), "created": now, "modified": now, "valid_from": now,
                "pattern": "[domain-name:value = 'written.example']", "pattern_type": "stix"}]})
            one["posted"] = [status.status, status.success_count, status.failure_count]
            status.refresh()
            one["again"] = status.status
        shown["collections"].append(one)
    told["roots"].append(shown)
print(json.dumps(told))
"#;

#[expect(
    clippy::disallowed_methods,
    reason = "where the real tools lie is the machine's affair"
)]
pub(crate) fn python() -> Option<PathBuf> {
    let folder = std::env::var("FANAL_TEST_VENV").ok().map(PathBuf::from);
    let in_ci = std::env::var("CI").as_deref() == Ok("true");
    assert!(folder.is_some() || !in_ci, "this test must run in CI");
    let python = folder?.join("bin/python");
    assert!(python.is_file(), "no interpreter at `{}`", python.display());
    Some(python)
}

// A thread beside: the node's own code gives one up while it builds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_client_walks_everything_and_writes_a_draft() {
    let Some(python) = python() else {
        println!("left out: a real client (FANAL_TEST_VENV is not set)");
        return;
    };
    let world = world().await;
    let (served, kivu) = (served(world.kivu()).await, world.kivu());
    let address = format!("http://{}/taxii2/", served.address);
    let account = kivu.caller("analyst").await.account().to_owned();
    let token = kivu.token("analyst").to_owned();
    let run = tokio::task::spawn_blocking(move || {
        let mut walk = Command::new(python);
        walk.args(["-W", "ignore", "-c", WALK])
            .args([address, account, token]);
        walk.output().unwrap()
    });
    let output = run.await.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let roots = told["roots"].as_array().unwrap();
    assert_eq!(roots.len(), 2, "{told}");
    let all: Vec<&Value> = roots
        .iter()
        .flat_map(|root| root["collections"].as_array().unwrap())
        .collect();
    assert_eq!(all.len(), 6, "{told}");
    for one in &all {
        assert_eq!(one["objects"], one["manifest"], "{one}");
        let objects = one["objects"].as_array().unwrap();
        if one["posted"].is_null() {
            assert!(objects.len() > 2, "{one}");
            assert_eq!(one["versions"], objects.len(), "{one}");
            assert_eq!(one["indicators"], 1, "{one}");
        } else {
            assert_eq!(one["posted"], serde_json::json!(["complete", 1, 0]));
            assert_eq!(one["again"], "complete");
        }
    }
    let green = served
        .all(
            Some(kivu.token("analyst")),
            &collection(kivu.network(), Label::Green),
            100,
        )
        .await;
    let ids: Vec<&Value> = green.iter().map(|one| &one["id"]).collect();
    let walked = all.iter().find(|one| one["title"] == "TLP:GREEN").unwrap();
    assert_eq!(
        walked["objects"]
            .as_array()
            .unwrap()
            .iter()
            .collect::<Vec<_>>(),
        ids
    );
}

/// An authority, and a certificate of it for this machine.
fn authority() -> (
    String,
    CertifiedIssuer<'static, KeyPair>,
    KeyPair,
    CertificateParams,
) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    // Another name than the certificate has: else it would have signed itself.
    let name = "Authority of a test";
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let mut leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    leaf.use_authority_key_identifier_extension = true;
    (
        authority.pem(),
        authority,
        KeyPair::generate().unwrap(),
        leaf,
    )
}

// [TAX-9] The client verifies as it always does, and is told of the authority alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_client_walks_it_over_tls_with_the_authority_of_the_certificate_and_not_without() {
    let Some(python) = python() else {
        println!("left out: a real client over TLS (FANAL_TEST_VENV is not set)");
        return;
    };
    let world = world().await;
    let kivu = world.kivu();
    let (authority_pem, authority, key, leaf) = authority();
    let certificate = leaf.signed_by(&key, &authority).unwrap();
    let (chain, key) = (certificate.pem(), key.serialize_pem());
    let server = serving(kivu, &chain, &key, certificate.der().clone()).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authority.pem");
    std::fs::write(&file, authority_pem).unwrap();
    let address = format!("https://localhost:{}/taxii2/", server.address.port());
    let account = kivu.caller("analyst").await.account().to_owned();
    let token = kivu.token("analyst").to_owned();
    let run = tokio::task::spawn_blocking(move || {
        let walk = |more: Option<&Path>| {
            let mut walk = Command::new(&python);
            walk.args(["-W", "ignore", "-c", WALK]);
            walk.args([&address, &account, &token]).args(more);
            // What these name goes before what the client is told, in the library that it uses.
            walk.env_remove("REQUESTS_CA_BUNDLE")
                .env_remove("CURL_CA_BUNDLE");
            walk.output().unwrap()
        };
        (walk(Some(&file)), walk(None))
    });
    let (trusting, others) = run.await.unwrap();
    let errors = String::from_utf8_lossy(&trusting.stderr);
    assert!(trusting.status.success(), "{errors}");
    let told: Value = serde_json::from_slice(&trusting.stdout).unwrap();
    let collections = told["roots"][1]["collections"].as_array().unwrap();
    let green = collections.iter().find(|one| one["title"] == "TLP:GREEN");
    assert!(
        green.unwrap()["objects"].as_array().unwrap().len() > 2,
        "{told}"
    );
    let errors = String::from_utf8_lossy(&others.stderr);
    assert!(
        !others.status.success() && errors.contains("CERTIFICATE_VERIFY_FAILED"),
        "{errors}"
    );
}
