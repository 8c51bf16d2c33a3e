//! What grew without end. Times are for the benchmarks; here is counted.

use std::fmt::Write as _;

use fanal_desk::Line as _;
use fanal_protocol::limits::RANGE_ENTRIES;
use fanal_protocol::wire::RangeRequest;
use fanal_protocol::{StreamName, StreamRef};
use fanal_sync::VerifiedPeer;
use fanal_tests::federation::share;

use crate::cast::two;

/// Hours of sync without anything new. Here that is one request.
#[tokio::test]
async fn misp_4814_misp_10439_when_nothing_is_new_one_request_says_so() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    for number in 0..30 {
        ancolie
            .shares(share("green", &format!("v{number}.example")))
            .await;
    }
    fed.sync_all().await;
    let before = fed.wire.requests();
    assert!(lumbre.pull(ancolie).await.unchanged);
    assert_eq!(fed.wire.requests() - before, 1);
}

/// Of 29,855 attributes 11,314 arrived, and no log said so.
#[tokio::test]
async fn misp_3381_all_of_a_large_bulletin_arrives() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    let mut values = String::new();
    for number in 0..1_500 {
        writeln!(values, "host{number}.large.example").unwrap();
    }
    let shared = ancolie.try_share(share("green", &values)).await.unwrap();
    assert_eq!((shared.read, shared.refused.len()), (1_500, 0));
    fed.sync_all().await;
    let mut arrived = 0;
    for line in lumbre.list_as("analyst", false).await {
        arrived += lumbre.shows(&line.reference).await.unwrap().values.len();
    }
    assert_eq!(arrived, 1_500);
    assert_eq!(lumbre.knows("host1499.large.example").await, 1);
}

/// Answers without a limit; pages by a moment that many rows share, so that readers went round for ever.
/// Here a page goes by the number of the entry, has an end, and past the end there is nothing.
#[tokio::test]
async fn opentaxii_272_taxii_50_minemeld_400_a_page_has_a_size_and_the_last_one_is_last() {
    let fed = two().await;
    let [ancolie, lumbre] = fed.desks();
    // All in one second.
    for number in 0..5 {
        ancolie
            .shares(share("green", &format!("v{number}.example")))
            .await;
    }
    let range = async |from: u64, to: u64| {
        let request = RangeRequest {
            network: fed.network,
            stream: StreamRef {
                origin: ancolie.id().clone(),
                name: StreamName::Green(fed.network),
                epoch: 1,
            },
            from,
            to,
        };
        let got = lumbre.line().range(ancolie.id(), &request).await;
        got.map(|entries| entries.len())
    };
    let mut seen = 0;
    let mut pages = 0;
    while let Ok(count) = range(seen, seen + 2).await {
        assert!(count > 0 && count <= 2, "{count}");
        seen += u64::try_from(count).unwrap();
        pages += 1;
        assert!(pages < 20, "it goes round");
    }
    assert!(seen >= 5, "{seen}");
    assert!(range(seen, seen + 2).await.is_err());
    // Of a stream of a million entries, whatever is asked for.
    let (_, membership) = ancolie.desk().membership(None).unwrap();
    let world = membership.world(ancolie.id(), fed.now());
    let pin = lumbre.desk().tls_pin();
    let caller = VerifiedPeer::by_pin(&pin, membership.roster.roster()).unwrap();
    let request = RangeRequest {
        network: fed.network,
        stream: StreamRef {
            origin: ancolie.id().clone(),
            name: StreamName::Green(fed.network),
            epoch: 1,
        },
        from: 7,
        to: u64::MAX,
    };
    let page = fanal_sync::plan_range(&request, &caller, 1_000_000, &world).unwrap();
    assert_eq!(page, 7..7 + RANGE_ENTRIES);
}
