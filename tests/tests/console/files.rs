//! Files for tools, and sheets for paper.

use fanal_tests::federation::{Ordering as _, federation, share};
use fanal_tests::visitor::Visitor;

#[tokio::test]
async fn every_tool_of_the_page_gets_its_file() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let ancolie = fed.desk("ancolie");
    ancolie.shares(share("green", "evil.example")).await;
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let page = ana.get("/c/export").await;
    let buttons = page.text.split("name=\"format\" value=\"").skip(1);
    let formats: Vec<String> = buttons
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(formats.len(), 20, "{formats:?}");
    let note = page.text.find("Block lists are not harmless").unwrap();
    for list in ["hosts", "adguard", "rpz", "domains"] {
        let at = page.text.find(&format!("value=\"{list}\"")).unwrap();
        assert!(at > note, "{list} stands before the note");
    }
    for format in formats {
        let file = ana.send("/c/export", &[("format", &format)]).await;
        assert_eq!(file.status, 200, "{format}");
        let name = file.headers["content-disposition"].to_str().unwrap();
        assert!(
            name.starts_with("attachment; filename="),
            "{format}: {name}"
        );
        if format == "misp" {
            assert!(name.contains("misp.tar") && file.text.contains("manifest.json"));
            assert!(file.text.contains("hashes.csv") && file.text.contains("ustar"));
        }
        if ["csv", "stix", "mvt"].contains(&format.as_str()) {
            assert!(file.text.contains("evil.example"), "{format}");
        }
    }
}

#[tokio::test]
async fn the_cover_sheet_of_evidence_names_bytes_signature_and_limits() {
    let fed = federation().desk("ancolie").desk("lumbre").await;
    let lumbre = fed.desk("lumbre");
    let order = share("amber", "proof.example")
        .to(&["ancolie"])
        .titled("A proof");
    let id = lumbre.shares(order).await;
    fed.sync_all().await;
    let ancolie = fed.desk("ancolie");
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let page = ana.get(&format!("/c/b/lumbre/{id}/evidence")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("<title>TLP:AMBER –"));
    assert_eq!(page.text.matches("class=\"bar amber\"").count(), 2);
    let digest = ancolie.shows(&format!("lumbre/{id}")).await.unwrap().digest;
    let key = lumbre.desk().keys().statement.public();
    for said in [
        format!("lumbre/{id}"),
        digest.to_string(),
        key.to_string(),
        fed.network.to_string(),
        "It does not prove that what they say is true".to_owned(),
    ] {
        assert!(page.text.contains(&said), "{said}: {}", page.text);
    }
    assert!(page.text.contains("<dt>Place in its log</dt><dd>1 of 1"));
    let original = [
        ("format", "native"),
        ("bulletin", &format!("lumbre/{id}")),
        ("up_to", "TLP:AMBER"),
    ];
    let file = ana.send("/c/export", &original).await;
    assert!(file.text.contains("payload"), "{}", file.text);
    let mut root = Visitor::signed_in(ancolie, "root", &["admin"]).await;
    let page = root.get(&format!("/c/b/lumbre/{id}/evidence")).await;
    assert_eq!(page.status, 404, "{}", page.text);
    lumbre.withdraws(&format!("lumbre/{id}")).await;
    fed.sync_all().await;
    let gone = ana.get(&format!("/c/b/lumbre/{id}/evidence")).await;
    assert_eq!(gone.status, 404, "{}", gone.text);
}
