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
    let digits = lumbre.desk().keys().statement.public().in_digits();
    assert_eq!(words.split(' ').count(), 12);

    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst"]).await;
    let page = ana.get(&format!("/c/b/lumbre/{id}")).await;
    let from = page.text.split("id=\"from\"").nth(1).unwrap();
    let from = from.split("</section>").next().unwrap();
    assert!(from.contains(&words), "{from}");
    assert!(from.contains(&digits), "{from}");
    assert!(
        from.contains("In the log of that desk it is entry 2."),
        "{from}"
    );
    let page = ana.get("/c/net/desks/lumbre").await;
    assert!(page.text.contains(&words), "{}", page.text);
    assert!(page.text.contains(&digits), "{}", page.text);
    let mut root = Visitor::signed_in(lumbre, "root", &["admin"]).await;
    let page = root.get("/c/admin/keys").await;
    assert!(page.text.contains(&words), "{}", page.text);
    assert!(page.text.contains(&digits), "{}", page.text);

    // How it came here is for those who work with it.
    let mut cora = Visitor::signed_in(fed.desk("ancolie"), "cora", &["coordinator"]).await;
    let page = cora.get(&format!("/c/b/lumbre/{id}")).await;
    assert!(page.status == 200 && !page.text.contains(&words));
}

/// [CSL-41] Who compared a key may be gone after a year, and what was compared before a change was another key.
#[tokio::test]
async fn words_that_were_compared_a_year_ago_are_to_be_compared_again() {
    const AGAIN: &str = "Check its words again";
    let fed = two().await;
    let ancolie = fed.desk("ancolie");
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let admin = ancolie.caller("admin").await;
    let advised = async || {
        let found = ancolie.desk().doctor(&admin).await.unwrap().checks;
        let mut found = found.into_iter().filter(|check| check.name == "keys");
        found.any(|check| check.text.contains("the words of lumbre"))
    };
    let pages = ["/c/net", "/c/net/desks", "/c/net/desks/lumbre"];
    // Nobody compared them yet, and nothing changed: that is told in other words.
    for path in pages {
        let page = ana.get(path).await;
        assert!(!page.text.contains(AGAIN), "{path}: {}", page.text);
    }
    let caller = ancolie.caller("analyst").await;
    let lumbre = "lumbre".parse().unwrap();
    let compare = async || {
        let desk = ancolie.desk();
        desk.compare_key(&caller, &lumbre, "by telephone").await
    };
    compare().await.unwrap();
    fed.clock.advance(365 * 86_400 - 60);
    assert!(!advised().await);
    fed.clock.advance(120);
    assert!(advised().await);
    let mut ana = Visitor::signed_in(ancolie, "ada", &["analyst"]).await;
    for path in pages {
        let page = ana.get(path).await;
        assert!(page.text.contains(AGAIN), "{path}: {}", page.text);
    }
    compare().await.unwrap();
    assert!(!advised().await);
    let page = ana.get("/c/net/desks").await;
    assert!(!page.text.contains(AGAIN), "{}", page.text);
}
