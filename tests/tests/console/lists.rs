//! Long lists that are looked through from their beginning to their end: withdrawals and the audit trail.

use fanal_tests::federation::{Ordering as _, share};
use fanal_tests::visitor::{Shown, Visitor, between};

use crate::two;

/// The withdrawals on a page, in their order.
fn withdrawals(page: &Shown) -> Vec<String> {
    let links = page.text.split("<a href=\"/c/withdrawals/").skip(1);
    let which = links.filter_map(|link| link.split('"').next());
    which.map(str::to_owned).collect()
}

fn step(page: &Shown, says: &str) -> Option<String> {
    let nav = page
        .text
        .split("aria-label=\"Pages of this list\"")
        .nth(1)?;
    let before = nav.split_once(&format!("\">{says}</a>"))?.0;
    Some(before.rsplit("href=\"").next()?.replace("&#38;", "&"))
}

/// [CSL-23] However much was shared since.
#[tokio::test]
async fn what_was_taken_back_stands_in_the_list_what_waits_first() {
    const PATH: &str = "/c/withdrawals";
    let fed = two().await;
    let node = fed.desk("ancolie");
    let mut done = Vec::new();
    for n in 0..60 {
        let id = node
            .shares(share("green", &format!("gone{n}.example")))
            .await;
        done.push(format!("ancolie/{id}"));
    }
    let first = node.shares(share("green", "first.example")).await;
    fed.sync_all().await;
    let caller = node.caller("analyst").await;
    for (n, which) in done.iter().enumerate() {
        // No more than may go at once without a second person.
        if n % 8 == 7 {
            fed.pass_seconds(3_700).await;
        }
        node.withdraws(which).await;
    }
    fed.sync_all().await;
    assert!(node.desk().list_hidden(&caller).await.unwrap().is_empty());
    fed.pass_seconds(3_700).await;
    let first = format!("ancolie/{first}");
    node.withdraws(&first).await;
    // More than any list shows at once came since.
    for n in 0..205 {
        node.shares(share("green", &format!("since{n}.example")))
            .await;
    }
    let mut ana = Visitor::signed_in(node, "ana", &["analyst"]).await;
    let page = ana.get("/c/inbox").await;
    assert!(
        page.text.contains("href=\"/c/withdrawals\""),
        "{}",
        page.text
    );
    let page = ana.get(PATH).await;
    let mut seen = withdrawals(&page);
    assert_eq!(seen.first(), Some(&first), "{}", page.text);
    assert!(page.text.contains("0 of 1"), "{}", page.text);
    assert_eq!((seen.len(), step(&page, "Newer ones")), (50, None));
    let next = ana.get(&step(&page, "Older ones").unwrap()).await;
    seen.extend(withdrawals(&next));
    assert_eq!(step(&next, "Older ones"), None, "{}", next.text);
    let back = ana.get(&step(&next, "Newer ones").unwrap()).await;
    assert_eq!(withdrawals(&back), seen[..50]);
    // The newest first, each once.
    done.push(first);
    done.reverse();
    assert_eq!(seen, done);
    // A place that is none is the first page.
    for wrong in ["x", "o5.x/y", "c", "5.ancolie/aaaa"] {
        let page = ana.get(&format!("{PATH}?way-here={wrong}")).await;
        assert_eq!(withdrawals(&page), seen[..50], "{wrong}");
    }
}

/// The acts on a page of the trail, with their numbers.
fn acts(page: &Shown) -> Vec<(u64, String)> {
    let rows = page.text.split("<tr><th scope=\"row\">").skip(1);
    let rows = rows.map(|row| {
        let number = row.split('<').next().unwrap().parse().unwrap();
        let act = between(row, "<bdi dir=\"ltr\" class=\"act\">", "<");
        (number, act.unwrap().to_owned())
    });
    rows.collect()
}

/// [CSL-23] A line is found however many others lie between.
#[tokio::test]
async fn the_audit_trail_is_looked_through_to_its_end_newest_first() {
    const PATH: &str = "/c/admin/audit";
    let fed = two().await;
    let node = fed.desk("ancolie");
    let mut adi = Visitor::signed_in(node, "adi", &["admin"]).await;
    let note = async |act: &str, times: usize| {
        let store = node.store();
        let mut unit = store.begin().await.unwrap();
        let at = node.desk().now();
        for _ in 0..times {
            unit.put_audit(at, "node", act, "-", "done").await.unwrap();
        }
        unit.commit().await.unwrap();
    };
    note("rare.old", 1).await;
    note("common", 1_200).await;
    note("rare.new", 120).await;
    let page = adi.get(PATH).await;
    let newest = acts(&page);
    assert_eq!(newest.len(), 100);
    assert!(newest.windows(2).all(|two| two[0].0 == two[1].0 + 1));
    assert_eq!(newest[0].1, "rare.new", "{}", page.text);
    // What is looked for stands behind more than a thousand others.
    let page = adi.get(&format!("{PATH}?act=rare.")).await;
    assert_eq!(acts(&page).len(), 100);
    let from = between(&page.text, "name=\"from\" value=\"", "\"><p><button>").unwrap();
    let page = adi.get(&format!("{PATH}?act=rare.&from={from}")).await;
    let rest = acts(&page);
    assert_eq!(rest.len(), 21, "{}", page.text);
    assert_eq!(rest.last().unwrap().1, "rare.old");
    assert!(!page.text.contains("Older lines"), "{}", page.text);
    // What is typed is no pattern.
    assert!(acts(&adi.get(&format!("{PATH}?act=%25")).await).is_empty());
}

/// [CSL-23] Questions too, theirs and ours each by themselves.
#[tokio::test]
async fn questions_are_turned_page_by_page() {
    let fed = two().await;
    let (ancolie, lumbre) = (fed.desk("ancolie"), fed.desk("lumbre"));
    let until = Some(fed.now().plus_days(5));
    for n in 0..45 {
        let order = fanal_desk::ShareOrder {
            question_until: until,
            ..share("green", &format!("asked{n}.example")).titled(&format!("asked-{n}-there"))
        };
        lumbre.shares(order).await;
        fed.pass_seconds(1).await;
    }
    let own = fanal_desk::ShareOrder {
        question_until: until,
        ..share("green", "ours.example").titled("asked here")
    };
    ancolie.shares(own).await;
    fed.sync_all().await;
    let mut ana = Visitor::signed_in(ancolie, "ana", &["analyst"]).await;
    let page = ana.get("/c/asks").await;
    assert_eq!(page.text.matches("-there</a>").count(), 40);
    assert!(page.text.contains("asked here"));
    let next = step(&page, "Older ones").unwrap();
    let rest = ana.get(&next).await;
    assert_eq!(rest.text.matches("-there</a>").count(), 5, "{}", rest.text);
    assert!(!rest.text.contains("asked here"));
    let which = |page: &Shown| {
        let links = page.text.split("href=\"/c/b/lumbre/").skip(1);
        let ids = links.filter_map(|link| link.split('"').next());
        ids.map(str::to_owned)
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(which(&page).union(&which(&rest)).count(), 45);
    assert!(step(&rest, "Older ones").is_none());
    let back = ana.get(&step(&rest, "Newer ones").unwrap()).await;
    assert_eq!(back.text.matches("-there</a>").count(), 40);
}
