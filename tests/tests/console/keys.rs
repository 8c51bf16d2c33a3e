//! Keys in words: the same wherever a key stands, and the one that signed a bulletin among them.

use fanal_tests::federation::share;
use fanal_tests::visitor::Visitor;

use crate::two;

/// [ENC-14]
#[tokio::test]
async fn a_bulletin_names_the_key_that_signed_it_as_its_desk_does_and_its_place_in_the_log() {
    let fed = two().await;
    let lumbre = fed.desk("lumbre");
    lumbre.shares(share("green", "first.example")).await;
    let id = lumbre.shares(share("green", "second.example")).await;
    fed.sync_all().await;
    let words = lumbre.desk().keys().statement.public().in_words();
    assert_eq!(words.split(' ').count(), 12);

    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let page = ana.get(&format!("/c/b/lumbre/{id}")).await;
    let from = page.text.split("id=\"from\"").nth(1).unwrap();
    let from = from.split("</section>").next().unwrap();
    assert!(from.contains(&words), "{from}");
    assert!(
        from.contains("In the log of that desk it is entry 2."),
        "{from}"
    );
    let page = ana.get("/c/net/desks/lumbre").await;
    assert!(page.text.contains(&words), "{}", page.text);
    let mut root = Visitor::signed_in(lumbre, "root", &["admin"]).await;
    let page = root.get("/c/admin/keys").await;
    assert!(page.text.contains(&words), "{}", page.text);

    // How it came here is for those who work with it.
    let mut cora = Visitor::signed_in(fed.desk("ancolie"), "cora", &["coordinator"]).await;
    let page = cora.get(&format!("/c/b/lumbre/{id}")).await;
    assert!(page.status == 200 && !page.text.contains(&words));
}
