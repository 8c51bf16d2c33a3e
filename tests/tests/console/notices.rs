//! What other desks say of themselves, on a page: who has no command line learns of a breach, too.

use fanal_desk::{BreachOrder, LockOrder};
use fanal_tests::federation::share;
use fanal_tests::visitor::Visitor;

use crate::three;

/// [CSL-45]
#[tokio::test]
async fn a_breach_and_a_locked_desk_are_told_in_words_and_home_leads_there() {
    let fed = three().await;
    let (ancolie, lumbre, qasaba) = (fed.desk("ancolie"), fed.desk("lumbre"), fed.desk("qasaba"));
    let held = ancolie.shares(share("green", "held.example")).await;
    fed.sync_all().await;
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    assert!(!ana.get("/c/").await.text.contains("/c/notices"));
    let page = ana.get("/c/notices").await;
    assert!(page.text.contains("nothing to know"), "{}", page.text);

    let order = BreachOrder {
        since: fed.now().plus_days(-1),
        text: "a laptop <b>is gone</b>".into(),
        until: None,
        confirm: true,
        because: std::collections::BTreeMap::new(),
    };
    let analyst = lumbre.caller("analyst").await;
    lumbre.desk().tell_breach(&analyst, &order).await.unwrap();
    let analyst = qasaba.caller("analyst").await;
    let order = LockOrder {
        confirm: true,
        ..LockOrder::default()
    };
    qasaba.desk().lock(&analyst, &order).await.unwrap();
    ancolie.pull(lumbre).await;
    ancolie.pull(qasaba).await;

    assert!(ana.get("/c/").await.text.contains("href=\"/c/notices\""));
    let page = ana.get("/c/notices").await.text;
    for said in [
        "lumbre tells of a breach",
        "a laptop &#60;b&#62;is gone",
        &format!("href=\"/c/b/ancolie/{held}\""),
        "qasaba locked itself",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    // Who keeps accounts alone is told of neither.
    let mut eve = Visitor::signed_in(ancolie, "eve", &["admin"]).await;
    assert!(!eve.get("/c/").await.text.contains("/c/notices"));
    let refused = eve.get("/c/notices").await.text;
    assert!(!refused.contains("laptop") && !refused.contains("qasaba"));
}
