//! The inbox turned page by page.

use fanal_tests::federation::{Ordering as _, federation, share};
use fanal_tests::visitor::{Shown, Visitor};

/// The bulletins on a page, in their order.
fn titles(page: &Shown) -> Vec<String> {
    let items = page.text.split("<h2 id=\"title-").skip(1);
    let titles = items.filter_map(|item| item.split("dir=\"auto\">").nth(1)?.split('<').next());
    titles.map(str::to_owned).collect()
}

/// Where the link leads.
fn link(page: &Shown, says: &str) -> Option<String> {
    let nav = page
        .text
        .split("aria-label=\"Pages of this list\"")
        .nth(1)?;
    let before = nav.split(&format!("\">{says}</a>")).next()?;
    let href = before.rsplit("href=\"").next()?;
    nav.contains(&format!("\">{says}</a>"))
        .then(|| href.replace("&#38;", "&").replace("&amp;", "&"))
}

/// [CSL-23]
#[tokio::test]
async fn every_bulletin_stands_on_one_page_of_the_inbox_whatever_comes_in_meanwhile() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .in_memory()
        .await;
    let [ancolie, lumbre] = [fed.desk("ancolie"), fed.desk("lumbre")];
    let send = async |from: usize, to: usize| {
        for n in from..to {
            let order = share("green", &format!("n{n}.example")).titled(&format!("Number {n}"));
            lumbre.shares(order).await;
        }
        fed.sync_all().await;
    };
    send(0, 90).await;
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let first = ana.get("/c/inbox?state=new").await;
    let mut seen = titles(&first);
    assert_eq!(seen.len(), 40, "{}", first.text);
    assert_eq!(link(&first, "Newer ones"), None);
    // Three more come in while somebody reads.
    send(90, 93).await;
    let to_second = link(&first, "Older ones").unwrap();
    assert!(
        to_second.starts_with("/c/inbox?state=new&"),
        "the filter stays: {to_second}"
    );
    let second = ana.get(&to_second).await;
    seen.extend(titles(&second));
    let third = ana.get(&link(&second, "Older ones").unwrap()).await;
    seen.extend(titles(&third));
    assert_eq!(link(&third, "Older ones"), None, "{}", third.text);
    let mut each = seen.clone();
    each.sort();
    each.dedup();
    assert_eq!(
        (seen.len(), each.len()),
        (90, 90),
        "none twice, none left out"
    );
    // The way back leads through the same pages.
    let back = ana.get(&link(&third, "Newer ones").unwrap()).await;
    assert_eq!(titles(&back), titles(&second));
    let newest = ana.get(&link(&back, "Newer ones").unwrap()).await;
    assert_eq!(titles(&newest).len(), 40);
    assert!(newest.text.contains("Number 92"), "{}", newest.text);
    // What is looked for stands in no address: its pages are turned by a form.
    let found = ana.post("/c/inbox/search", &[("text", "number")]).await;
    assert_eq!(titles(&found).len(), 40);
    assert_eq!(link(&found, "Older ones"), None);
    let way = found
        .text
        .split("name=\"way-here\" value=\"")
        .nth(1)
        .unwrap();
    let way = way.split('"').next().unwrap().to_owned();
    let fields = [("text", "number"), ("way-here", way.as_str())];
    let more = ana.post("/c/inbox/search", &fields).await;
    assert_eq!(titles(&more).len(), 40, "{}", more.text);
    assert!(titles(&more).iter().all(|it| !titles(&found).contains(it)));
    // A place that is none is the first page.
    for wrong in ["x", "5.x/y", "~~", "9.lumbre/aaaa"] {
        let page = ana.get(&format!("/c/inbox?way-here={wrong}")).await;
        assert_eq!(titles(&page).len(), 40, "{wrong}");
        assert_eq!(link(&page, "Newer ones"), None, "{wrong}");
    }
}
