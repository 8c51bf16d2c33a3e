//! What a page weighs on a slow line, with a desk's everyday data in it.

use fanal_tests::federation::{Ordering as _, federation, share};
use fanal_tests::visitor::Visitor;

/// One first window of a connection.
const PAGE_BYTES: usize = 14 << 10;
const ASSET_BYTES: usize = 10 << 10;

fn compressed(text: &str) -> usize {
    zstd::bulk::compress(text.as_bytes(), 5).unwrap().len()
}

#[tokio::test]
async fn pages_fit_into_the_first_window() {
    let fed = federation()
        .desk("ancolie")
        .desk("lumbre")
        .desk("qasaba")
        .await;
    let lumbre = fed.desk("lumbre");
    for at in 0..45 {
        let text: String = (0..30).fold(String::new(), |all, n| {
            format!("{all}host-{at}-{n}.parcel-pay-{}.example\n", at * 31 + n)
        });
        let order =
            share("green", &text).titled(&format!("Parcel text messages, wave {at} of many"));
        lumbre.shares(order).await;
    }
    fed.sync_all().await;
    let mut ana = Visitor::signed_in(fed.desk("ancolie"), "ana", &["analyst", "reviewer"]).await;
    for path in ["/c/", "/c/check", "/c/inbox", "/c/new"] {
        let page = ana.get(path).await;
        let size = compressed(&page.text);
        println!(
            "{path}: {size} bytes compressed, {} in all",
            page.text.len()
        );
        assert!(size <= PAGE_BYTES, "{path}: {size}");
    }
    for asset in ["/c/style.css", "/c/console.js"] {
        let size = ana.get(asset).await.text.len();
        println!("{asset}: {size} bytes");
        assert!(size <= ASSET_BYTES, "{asset}: {size}");
    }
}
