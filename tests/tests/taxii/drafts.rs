//! What programs put into the tray: drafts for people, never more.

use fanal_taxii::MEDIA_TYPE;
use fanal_tests::federation::{Node, federation};
use fanal_tests::taxii::{Answered, Served, tray};
use http::{HeaderMap, header};
use serde_json::{Value, json};

const GREEN: &str = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb";
const RED: &str = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";

fn indicator(number: u32, marks: &[&str]) -> Value {
    let mut object = json!({
        "type": "indicator", "spec_version": "2.1",
        "id": format!("indicator--0b1f6a7e-4a53-4a3b-8f4c-{number:012}"),
        "created": "2026-01-02T03:04:05.678Z", "modified": "2026-01-02T03:04:05.678Z",
        "valid_from": "2026-01-02T03:04:05.678Z",
        "pattern": format!("[domain-name:value = 'posted{number}.example']"), "pattern_type": "stix",
    });
    if !marks.is_empty() {
        object["object_marking_refs"] = json!(marks);
    }
    object
}

fn envelope(objects: &[Value]) -> String {
    json!({ "objects": objects }).to_string()
}

async fn drafts(node: &Node) -> Vec<fanal_store::DraftRow> {
    let mut unit = node.store().read().await.unwrap();
    unit.drafts(None).await.unwrap()
}

fn counts(answer: &Answered) -> (u64, u64) {
    let status = answer.json();
    assert_eq!(status["status"], "complete");
    assert_eq!(status["pending_count"], 0);
    let total = status["total_count"].as_u64().unwrap();
    let [success, failure] =
        ["success_count", "failure_count"].map(|name| status[name].as_u64().unwrap());
    assert_eq!(success + failure, total);
    (success, failure)
}

#[tokio::test]
async fn objects_become_a_draft_that_goes_nowhere_by_itself() {
    // [TAX-5]
    let fed = federation().desk("kivu").desk("zagreb").in_memory().await;
    let [kivu, zagreb] = fed.desks();
    let served = Served::of(kivu).await;
    let path = format!("{}objects/", tray(kivu.network()));
    let body = envelope(&[indicator(1, &[GREEN]), indicator(2, &[GREEN])]);
    let answer = served.post(kivu.token("analyst"), &path, &body).await;
    assert_eq!(
        (answer.status, counts(&answer)),
        (202, (2, 0)),
        "{}",
        answer.text
    );
    let status = answer.json();
    assert_eq!(status["successes"][0]["id"], indicator(1, &[])["id"]);
    // Six digits of a second. Source: TAXII 2.1, 1.6.9.
    let asked = status["request_timestamp"].as_str().unwrap();
    let moment = asked
        .strip_suffix('Z')
        .and_then(|text| text.split_once('.'));
    assert_eq!(
        moment.map(|(_, fraction)| fraction.len()),
        Some(6),
        "{asked}"
    );
    assert!(fanal_desk::moment_of(asked).is_some(), "{asked}");
    assert_eq!(
        status["successes"][0]["version"],
        "2026-01-02T03:04:05.678Z"
    );
    let held = drafts(kivu).await;
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].state, fanal_store::DraftState::Draft);
    assert_eq!(held[0].author, kivu.caller("analyst").await.account());
    let text = String::from_utf8_lossy(&held[0].body).into_owned();
    assert!(text.contains("posted1.example") && text.contains("not_asked"));
    fed.sync_all().await;
    served.catch_up().await;
    assert_eq!(
        kivu.list_as("analyst", true).await.len(),
        0,
        "nothing was sent"
    );
    assert!(!zagreb.everything().await.contains("posted1"));
    // The same again is a success, and no second draft.
    let again = served.post(kivu.token("reviewer"), &path, &body).await;
    assert_eq!(again.status, 403, "a reviewer writes nothing");
    let again = served.post(kivu.token("analyst"), &path, &body).await;
    assert_eq!(counts(&again), (2, 0));
    assert_eq!(drafts(kivu).await.len(), 1);
    // One's own status can be asked for again, nobody else's.
    let root = format!(
        "/taxii2/{}/status/{}/",
        kivu.network(),
        status["id"].as_str().unwrap()
    );
    assert_eq!(
        served.get(Some(kivu.token("analyst")), &root).await.json(),
        status
    );
    assert_eq!(
        served.get(Some(kivu.token("reviewer")), &root).await.status,
        404
    );
}

/// [TAX-12]
#[tokio::test]
async fn a_status_ends_with_the_process_and_what_was_taken_lies_as_a_draft_all_the_same() {
    let fed = federation().desk("kivu").in_memory().await;
    let kivu = fed.desk("kivu");
    let path = format!("{}objects/", tray(kivu.network()));
    let body = envelope(&[indicator(1, &[GREEN])]);
    let token = kivu.token("analyst");
    let before = Served::of(kivu).await;
    let answer = before.post(token, &path, &body).await;
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let status = format!("/taxii2/{}/status/{id}/", kivu.network());
    assert_eq!(before.get(Some(token), &status).await.status, 200);
    drop(before);
    let after = Served::of(kivu).await;
    assert_eq!(after.get(Some(token), &status).await.status, 404);
    assert_eq!(drafts(kivu).await.len(), 1);
    let again = after.post(token, &path, &body).await;
    assert_eq!((again.status, counts(&again)), (202, (1, 0)));
    assert_eq!(drafts(kivu).await.len(), 1, "no second draft");
}

#[tokio::test]
async fn what_says_no_label_is_drafted_under_the_strictest() {
    // [TAX-5]
    let fed = federation().desk("kivu").in_memory().await;
    let kivu = fed.desk("kivu");
    let served = Served::of(kivu).await;
    let path = format!("{}objects/", tray(kivu.network()));
    let answer = served
        .post(
            kivu.token("analyst"),
            &path,
            &envelope(&[indicator(1, &[])]),
        )
        .await;
    assert_eq!(counts(&answer), (1, 0), "{}", answer.text);
    let text = String::from_utf8_lossy(&drafts(kivu).await[0].body).into_owned();
    assert!(text.contains("TLP:AMBER+STRICT"), "{text}");
    let red = served
        .post(
            kivu.token("analyst"),
            &path,
            &envelope(&[indicator(2, &[RED])]),
        )
        .await;
    assert_eq!((red.status, counts(&red)), (202, (0, 1)));
    assert!(red.text.contains("TLP:RED"));
    let unknown = "marking-definition--11111111-1111-4111-8111-111111111111";
    let odd = served
        .post(
            kivu.token("analyst"),
            &path,
            &envelope(&[indicator(3, &[unknown])]),
        )
        .await;
    assert_eq!(
        counts(&odd),
        (0, 1),
        "an unknown marking means it stays: {}",
        odd.text
    );
    assert_eq!(drafts(kivu).await.len(), 1);
}

#[tokio::test]
async fn of_several_objects_each_is_told_what_became_of_it() {
    let fed = federation().desk("kivu").in_memory().await;
    let kivu = fed.desk("kivu");
    let served = Served::of(kivu).await;
    let path = format!("{}objects/", tray(kivu.network()));
    let broken = json!({ "type": "indicator", "id": "indicator--nonsense" });
    let body = envelope(&[indicator(1, &[]), broken, indicator(1, &[]), json!(7)]);
    let answer = served.post(kivu.token("analyst"), &path, &body).await;
    assert_eq!(counts(&answer), (2, 2), "{}", answer.text);
    let failures = answer.json()["failures"].clone();
    assert!(
        failures
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["message"].is_string())
    );
    assert_eq!(drafts(kivu).await.len(), 1);
}

#[tokio::test]
async fn a_body_within_the_length_that_is_told_is_never_refused_for_its_count() {
    // [TAX-12]
    let fed = federation().desk("kivu").in_memory().await;
    let kivu = fed.desk("kivu");
    let served = Served::of(kivu).await;
    let path = format!("{}objects/", tray(kivu.network()));
    let token = kivu.token("analyst");
    let mut objects = vec![json!({}); 120_000];
    objects.push(indicator(1, &[]));
    let answer = served.post(token, &path, &envelope(&objects)).await;
    assert_eq!(answer.status, 202, "{:.200}", answer.text);
    assert_eq!(counts(&answer), (1, 120_000));
    assert_eq!(answer.json()["successes"][0]["id"], indicator(1, &[])["id"]);
    assert_eq!(drafts(kivu).await.len(), 1);
    // As many objects of STIX as fit are not too many; what cannot be STIX is no matter of length.
    let smallest = r#"{"type":"url","id":"url--00000000-0000-4000-8000-000000000000"},"#;
    let too_many = "0,".repeat(fanal_taxii::BODY_BYTES / smallest.len() + 1);
    let body = format!(r#"{{"objects":[{}0]}}"#, too_many);
    assert!(body.len() < fanal_taxii::BODY_BYTES / 10);
    assert_eq!(served.post(token, &path, &body).await.status, 422);
}

#[tokio::test]
async fn what_is_no_envelope_is_refused_and_nothing_is_kept() {
    // [TAX-7] [TAX-8]
    let fed = federation().desk("kivu").in_memory().await;
    let kivu = fed.desk("kivu");
    let served = Served::of(kivu).await;
    let path = format!("{}objects/", tray(kivu.network()));
    for (body, status) in [
        ("", 400),
        ("{", 400),
        ("[]", 422),
        ("{\"objects\":7}", 400),
        ("{}", 422),
        ("{\"objects\":[]}", 422),
        ("\u{0}", 400),
    ] {
        let answer = served.post(kivu.token("analyst"), &path, body).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text);
        assert_eq!(answer.header("content-type"), MEDIA_TYPE);
    }
    let mut headers = HeaderMap::new();
    let said = format!("Bearer {}", kivu.token("analyst"));
    headers.insert(header::AUTHORIZATION, said.parse().unwrap());
    let good = envelope(&[indicator(1, &[])]);
    for (kind, status) in [
        ("application/json", 415),
        ("application/taxii+json;version=2.0", 415),
        ("application/taxii+json", 202),
    ] {
        headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        let answer = served.asks("POST", &path, headers.clone(), &good).await;
        assert_eq!(answer.status, status, "{kind}: {}", answer.text);
    }
    let large = format!(
        "{{\"objects\":[],\"x\":\"{}\"}}",
        "x".repeat(fanal_taxii::BODY_BYTES)
    );
    let answer = served.post(kivu.token("analyst"), &path, &large).await;
    assert_eq!(answer.status, 413, "{}", answer.text);
    // Nobody, and those who may not draft.
    for token in ["nonsense", kivu.token("coordinator"), kivu.token("admin")] {
        let answer = served
            .post(token, &path, &envelope(&[indicator(9, &[])]))
            .await;
        assert!([401, 403].contains(&answer.status), "{}", answer.status);
    }
    assert_eq!(drafts(kivu).await.len(), 1);
}
