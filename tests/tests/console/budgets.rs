//! What a page weighs on a slow line, byte for byte as it is sent, with a desk's everyday data in it, and with a real list.

use fanal_desk::{ConsentOrder, ReviseOrder, ShareOrder};
use fanal_tests::federation::{Federation, Ordering as _, federation, share};
use fanal_tests::strings::data;
use fanal_tests::visitor::{Shown, Visitor, between};

/// One first window of a connection.
const PAGE_BYTES: usize = 14 << 10;
const ASSET_BYTES: usize = 10 << 10;

/// How long an answer is on the wire, to a browser that reads gzip.
async fn weigh(visitor: &mut Visitor, path: &str, fields: Option<&[(&str, &str)]>) -> Shown {
    let packed = ("accept-encoding", "gzip, deflate".to_owned());
    visitor.headers.push(packed);
    let answer = match fields {
        Some(fields) => visitor.send(path, fields).await,
        None => visitor.ask("GET", path, String::new()).await,
    };
    visitor.headers.pop();
    assert_eq!(answer.status, 200, "{path}");
    assert_eq!(answer.headers["content-encoding"], "gzip", "{path}");
    holds(path, answer.bytes.len());
    answer
}

fn holds(path: &str, size: usize) {
    println!("{path}: {size} bytes on the wire");
    assert!(size <= PAGE_BYTES, "{path}: {size}");
}

/// Three desks, many waves of one of them, and everything that a desk has at hand.
async fn busy(values: &str) -> (Federation, Vec<String>) {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let (ancolie, lumbre) = (fed.desk("ancolie"), fed.desk("lumbre"));
    for at in 0..45 {
        let text: String = (0..30).fold(String::new(), |all, n| {
            format!("{all}host-{at}-{n}.parcel-pay-{}.example\n", at * 31 + n)
        });
        let order =
            share("green", &text).titled(&format!("Parcel text messages, wave {at} of many"));
        lumbre.shares(order).await;
    }
    let received = lumbre.insists(long(values)).await;
    // The same list, from somewhere else: it may go further than the other desk's.
    let own = ShareOrder {
        independent_source: Some("the report of the laboratory".into()),
        ..long(values).titled("The same list")
    };
    let sent = ancolie.insists(own).await;
    let gone = ancolie.shares(share("green", "old.example")).await;
    fed.sync_all().await;
    ancolie.withdraws(&format!("ancolie/{gone}")).await;
    fed.sync_all().await;
    let analyst = ancolie.caller("analyst").await;
    for at in 0..20 {
        let order = ConsentOrder {
            alias: format!("river-{at}"),
            how: Some("by phone, with the colleague who knows them".into()),
            scope: Some("network".into()),
            risks_explained: true,
            ..ConsentOrder::default()
        };
        ancolie
            .desk()
            .record_consent(&analyst, &order)
            .await
            .unwrap();
    }
    let wider = ReviseOrder {
        bulletin: format!("ancolie/{sent}"),
        label: Some("clear".into()),
        consent: Some("not-needed:no-beneficiary".into()),
        ..ReviseOrder::default()
    };
    ancolie.desk().revise(&analyst, &wider).await.unwrap();
    let bulletin = format!("/c/b/lumbre/{received}");
    let pages = vec![
        "/c/".to_owned(),
        "/c/check".into(),
        "/c/inbox".into(),
        "/c/new".into(),
        "/c/drafts".into(),
        "/c/asks".into(),
        format!("{bulletin}/trace"),
        format!("{bulletin}/rev"),
        format!("{bulletin}/brief"),
        format!("{bulletin}/evidence"),
        bulletin,
        format!("/c/b/ancolie/{sent}/revise"),
        format!("/c/withdraw/ancolie/{sent}"),
        format!("/c/withdrawals/ancolie/{gone}"),
        "/c/review".into(),
        format!("/c/review/{sent}"),
        "/c/consent".into(),
        "/c/export".into(),
        "/c/me".into(),
        "/c/net".into(),
        "/c/net/desks/lumbre".into(),
        "/c/net/desks".into(),
        "/c/net/history".into(),
        "/c/net/rules".into(),
        "/c/admin".into(),
        "/c/admin/audit".into(),
        "/c/admin/profile".into(),
        "/c/admin/sources".into(),
    ];
    (fed, pages)
}

fn long(values: &str) -> ShareOrder {
    ShareOrder {
        summary: Some(
            "Text messages announce a parcel. The link asks for a card number and for the code of the \
             bank. Look for the domains in the history; tell people that no delivery service asks for a \
             code."
                .into(),
        ),
        category: Some("spyware".into()),
        role: Some("delivery".into()),
        ..share("green", values).titled("A long list of delivery sites")
    }
}

async fn every_page_is_light(values: &str) {
    let (fed, pages) = busy(values).await;
    let rights = ["analyst", "reviewer", "coordinator", "admin"];
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &rights).await;
    for path in pages {
        weigh(&mut ana, &path, None).await;
    }
    // The token of the forms below.
    ana.get("/c/check").await;
    weigh(&mut ana, "/c/check", Some(&[("text", values)])).await;
    let fields = [
        ("content", values),
        ("title", "A long list"),
        ("consent", "not-needed"),
        ("why_not", "already-public"),
        ("label", "TLP:GREEN"),
    ];
    let with = |act| [&fields[..], &[("act", act)]].concat();
    // The composer carries what was pasted: that is the reader's own, and not the page's weight.
    let look = ana.post("/c/new", &with("look")).await;
    let pasted = between(&look.text, "<textarea id=\"content\"", "</textarea>").unwrap();
    let bare = look.text.replace(pasted, "");
    holds(
        "POST /c/new",
        fanal_picture::gzip(bare.as_bytes(), "").len(),
    );
    let confirm = ana.post("/c/new", &with("continue")).await;
    assert!(confirm.text.contains("Look once more"), "{}", confirm.text);
    let bare = fanal_picture::gzip(confirm.text.as_bytes(), "");
    holds("/c/new/ID/confirm", bare.len());
    for asset in ["/c/style.css", "/c/console.js"] {
        let size = ana.get(asset).await.text.len();
        println!("{asset}: {size} bytes");
        assert!(size <= ASSET_BYTES, "{asset}: {size}");
    }
}

#[tokio::test]
async fn pages_fit_into_the_first_window() {
    let values: String = (0..300).fold(String::new(), |all, n| {
        format!("{all}{:x}-{n}.delivery-{}.example\n", n * 7_919, n * 31)
    });
    every_page_is_light(&values).await;
}

/// The delivery domains of a real case, as they were published.
#[tokio::test]
async fn real_data_pages_fit_into_the_first_window() {
    let list = data().join("amnesty/2021-07-18_nso/domains.txt");
    let Ok(list) = std::fs::read_to_string(&list) else {
        println!("left out: no data in `{}`", list.display());
        return;
    };
    let some: Vec<&str> = list.lines().take(600).collect();
    assert!(some.len() > 100, "{}", some.len());
    every_page_is_light(&some.join("\n")).await;
}
