//! Evidence: one file that proves a bulletin to somebody who has nothing else, and is refused once a part is not its own.

use fanal_desk::{ExportOrder, Exported, verify_file};
use fanal_protocol::Code;
use fanal_tests::federation::{Federation, Node, Ordering as _, federation, share};
use fanal_tests::visitor::Visitor;
use serde_json::Value;

use crate::three;

async fn evidence(node: &Node, reference: &str, up_to: &str) -> Result<Exported, Code> {
    let caller = node.caller("analyst").await;
    let order = ExportOrder {
        format: "evidence".into(),
        bulletin: Some(reference.to_owned()),
        up_to: Some(up_to.to_owned()),
        ..ExportOrder::default()
    };
    let exported = node.desk().export(&caller, &order).await;
    exported.map_err(|error| error.code())
}

/// Five bulletins of `lumbre` to all; the evidence of the third, from another desk.
async fn third(fed: &Federation) -> (String, Vec<String>) {
    let lumbre = fed.desk("lumbre");
    let mut all = Vec::new();
    for at in 0..5 {
        let id = lumbre
            .shares(share("green", &format!("e{at}.example")))
            .await;
        all.push(format!("lumbre/{id}"));
    }
    fed.sync_all().await;
    let made = evidence(fed.desk("ancolie"), &all[2], "green").await;
    (made.unwrap().content, all)
}

/// [CSL-27]
#[tokio::test]
async fn evidence_verifies_without_a_desk_and_says_what_it_rests_on() {
    let fed = three().await;
    let (file, all) = third(&fed).await;
    let alone = verify_file(file.as_bytes(), None).unwrap();
    assert_eq!(alone.by, "lumbre");
    let said = alone.says.join("\n");
    assert!(said.contains("entry 3 of "), "{said}");
    assert!(said.contains(&fed.network.to_string()), "{said}");
    assert!(said.contains("the file vouches for itself alone"), "{said}");
    let (_, membership) = fed.desk("qasaba").desk().membership(None).unwrap();
    let known = verify_file(file.as_bytes(), Some(&membership.roster)).unwrap();
    assert!(known.says.join("\n").contains("trusted here"), "{known:?}");

    // What was for one desk, and what is this desk's own, too; the sheet says the label first and last.
    let lumbre = fed.desk("lumbre");
    let narrow = share("amber+strict", "narrow.example").to(&["ancolie"]);
    let id = lumbre.shares(narrow).await;
    fed.sync_all().await;
    let narrow = format!("lumbre/{id}");
    let made = evidence(fed.desk("ancolie"), &narrow, "amber+strict").await;
    let made = made.unwrap();
    verify_file(made.content.as_bytes(), None).unwrap();
    let sheet = &made.beside[0].content;
    assert!(sheet.starts_with("TLP:AMBER+STRICT\n"), "{sheet}");
    assert!(sheet.ends_with("\nTLP:AMBER+STRICT\n"), "{sheet}");
    assert!(sheet.contains("direct/ancolie"), "{sheet}");
    let own = evidence(lumbre, &all[4], "green").await.unwrap();
    verify_file(own.content.as_bytes(), None).unwrap();

    // The label that was asked for holds, and so does a withdrawal.
    let wider = evidence(fed.desk("ancolie"), &narrow, "green").await;
    assert_eq!(wider.unwrap_err(), Code::UsageInvalid);
    lumbre.withdraws(&all[2]).await;
    fed.sync_all().await;
    let gone = evidence(fed.desk("ancolie"), &all[2], "green").await;
    assert!(gone.is_err(), "{gone:?}");
    let caller = fed.desk("ancolie").caller("admin").await;
    let audit = fed.desk("ancolie").desk().list_audit(&caller, 1).await;
    let acts = audit.unwrap().into_iter().map(|line| line.act);
    let made = acts.filter(|act| act == "export.evidence").count();
    assert_eq!(made, 2);
}

/// [CSL-27] One part that is not its own, and it is refused.
#[tokio::test]
async fn evidence_with_one_part_of_something_else_is_refused() {
    let fed = three().await;
    let (file, all) = third(&fed).await;
    let whole: Value = serde_json::from_str(&file).unwrap();
    let ancolie = fed.desk("ancolie");
    let fourth = evidence(ancolie, &all[3], "green").await.unwrap();
    let fourth: Value = serde_json::from_str(&fourth.content).unwrap();
    let narrow = share("amber", "narrow.example").to(&["ancolie"]);
    let id = fed.desk("lumbre").shares(narrow).await;
    fed.sync_all().await;
    let direct = evidence(ancolie, &format!("lumbre/{id}"), "amber").await;
    let direct: Value = serde_json::from_str(&direct.unwrap().content).unwrap();
    // Another founder, and so another network.
    let other = federation()
        .desk("maison")
        .desk("lumbre")
        .desk("ancolie")
        .await;
    let (foreign, _) = third(&other).await;
    let foreign: Value = serde_json::from_str(&foreign).unwrap();

    let with = |part: &str, value: Value| {
        let mut changed = whole.clone();
        changed[part] = value;
        changed
    };
    let flipped = |text: &Value| {
        let text = text.as_str().unwrap();
        let turned = if text.starts_with('0') { "1" } else { "0" };
        Value::from(format!("{turned}{}", text.get(1..).unwrap()))
    };
    let mut proof = whole["proof"].as_array().unwrap().clone();
    assert!(proof.len() > 1, "{proof:?}");
    proof[0] = flipped(&proof[0]);
    let mut of_another = whole["stream"].clone();
    of_another["origin"] = "qasaba".into();
    let late = whole["rosters"].as_array().unwrap()[1..].to_vec();
    let statement = whole["statement"].as_str().unwrap();
    let at = statement.find("\"payload\":\"").unwrap() + 20;
    let (before, behind) = statement.split_at(at);
    let letter = if behind.starts_with('A') { "B" } else { "A" };
    let changed = format!("{before}{letter}{}", behind.get(1..).unwrap());
    for (what, file, code) in [
        ("index", with("index", 1.into()), Code::VerifyLog),
        ("far index", with("index", u64::MAX.into()), Code::VerifyLog),
        ("proof", with("proof", proof.into()), Code::VerifyLog),
        (
            "no proof",
            with("proof", Value::Array(Vec::new())),
            Code::VerifyLog,
        ),
        (
            "statement",
            with("statement", fourth["statement"].clone()),
            Code::VerifyLog,
        ),
        (
            "byte",
            with("statement", changed.into()),
            Code::VerifySignature,
        ),
        (
            "checkpoint",
            with("checkpoint", direct["checkpoint"].clone()),
            Code::VerifySignature,
        ),
        (
            "stream",
            with("stream", direct["stream"].clone()),
            Code::VerifySignature,
        ),
        ("origin", with("stream", of_another), Code::VerifyPlace),
        (
            "rosters",
            with("rosters", foreign["rosters"].clone()),
            Code::VerifyPlace,
        ),
        (
            "late rosters",
            with("rosters", late.into()),
            Code::VerifySignature,
        ),
        (
            "version",
            with("fanal_evidence", 2.into()),
            Code::VerifyFormat,
        ),
        ("more", with("zz", 1.into()), Code::VerifyFormat),
    ] {
        let text = file.to_string();
        let answer = verify_file(text.as_bytes(), None);
        let refused = answer.map_err(|problem| problem.code);
        assert_eq!(refused.map(|_| ()), Err(code), "{what}");
    }
    let (_, elsewhere) = other.desk("ancolie").desk().membership(None).unwrap();
    let refused = verify_file(file.as_bytes(), Some(&elsewhere.roster)).unwrap_err();
    assert_eq!(refused.code, Code::VerifyPlace);

    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    ana.get(&format!("/c/b/{}/evidence", all[2])).await;
    let fields = [("format", "evidence"), ("bulletin", all[2].as_str())];
    let archive = ana.send("/c/export", &fields).await;
    let name = archive.headers["content-disposition"].to_str().unwrap();
    assert!(name.contains("evidence.tar"), "{name}");
    assert!(archive.text.contains("cover.txt") && archive.text.contains("fanal_evidence"));
}
