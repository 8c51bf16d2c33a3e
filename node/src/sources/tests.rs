//! How a feed is kept: from a folder, so that what is read can be counted.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use fanal_desk::{LookUpOrder, LookUpShown};
use fanal_protocol::Problem;

use super::{in_time, why};
use crate::misp_feed::{Keeper, Place, is_feed};

const UUIDS: [&str; 3] = [
    "5a000000-0000-4000-8000-000000000001",
    "5a000000-0000-4000-8000-000000000002",
    "5a000000-0000-4000-8000-000000000003",
];

fn folder(name: &str, events: &[(&str, i64)]) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("fanal-feed-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let rows: Vec<String> = events
        .iter()
        .map(|(uuid, timestamp)| format!("\"{uuid}\":{{\"timestamp\":\"{timestamp}\"}}"))
        .collect();
    std::fs::write(dir.join("manifest.json"), format!("{{{}}}", rows.join(","))).unwrap();
    for (uuid, timestamp) in events {
        let event = format!("{{\"Event\":{{\"info\":\"at {timestamp}\"}}}}");
        std::fs::write(dir.join(format!("{uuid}.json")), event).unwrap();
    }
    dir
}

/// Notes what it is told to keep.
#[derive(Default)]
struct Noted(Mutex<Vec<LookUpOrder>>);

impl Keeper for Noted {
    async fn put(&self, order: LookUpOrder) -> Result<LookUpShown, Problem> {
        self.0.lock().unwrap().push(order);
        let shown = "{\"name\":\"x\",\"source\":null,\"licence\":null,\"format\":\"feed\",\"values\":0,\
                     \"refused\":0,\"fetched\":\"2026-11-22T00:00:00Z\",\"address\":null}";
        Ok(serde_json::from_str::<LookUpShown>(shown).unwrap())
    }
}

/// Keeps it, and gives the orders that came of it, and how many events were not taken.
async fn kept(dir: &PathBuf, held: &[(&str, &str)]) -> Result<(Vec<LookUpOrder>, usize), Problem> {
    let held: BTreeMap<String, String> = held
        .iter()
        .map(|(part, mark)| ((*part).to_owned(), (*mark).to_owned()))
        .collect();
    let noted = Noted::default();
    let place = Place::Folder(dir.clone());
    let header = LookUpOrder::default();
    let kept = place.open().await?.keep(&header, &held, &noted).await?;
    Ok((noted.0.into_inner().unwrap(), kept.refused))
}

/// [IMP-12]
#[tokio::test]
async fn of_a_feed_only_what_changed_is_read_and_what_does_not_come_stays() {
    let events = [(UUIDS[0], 10), (UUIDS[1], 20), (UUIDS[2], 30)];
    let dir = folder("changed", &events);
    std::fs::remove_file(dir.join(format!("{}.json", UUIDS[2]))).unwrap();
    let held = [(UUIDS[0], "10"), (UUIDS[1], "19"), ("gone", "1")];
    let (orders, refused) = kept(&dir, &held).await.unwrap();
    std::fs::remove_dir_all(&dir).unwrap();
    let [order] = orders.as_slice() else {
        panic!("{} orders", orders.len());
    };
    let parts: Vec<_> = order
        .parts
        .iter()
        .map(|part| (part.part.as_str(), part.mark.as_str()))
        .collect();
    assert_eq!(parts, [(UUIDS[1], "20")]);
    assert!(order.parts[0].content.contains("at 20"));
    assert_eq!(order.made_of.as_deref().unwrap(), UUIDS);
    assert_eq!((order.format.as_deref(), refused), (Some("misp"), 1));
}

/// [IMP-12] [IMP-7]
#[tokio::test]
async fn an_event_that_is_not_the_listed_one_is_not_kept() {
    let dir = folder("listed", &[(UUIDS[0], 10)]);
    let sum = "0".repeat(64);
    let manifest = format!(
        "{{\"{}\":{{\"timestamp\":\"10\",\"integrity:sha256\":\"{sum}\"}}}}",
        UUIDS[0]
    );
    std::fs::write(dir.join("manifest.json"), manifest).unwrap();
    let (orders, refused) = kept(&dir, &[]).await.unwrap();
    std::fs::remove_dir_all(&dir).unwrap();
    assert!(orders[0].parts.is_empty() && refused == 1);
}

#[test]
fn an_address_of_a_folder_or_its_index_is_a_feed() {
    for (address, is) in [
        ("https://feed.example/misp/", true),
        ("https://feed.example/misp/manifest.json", true),
        ("https://feed.example/list.txt", false),
        ("some/folder/", false),
    ] {
        assert_eq!(is_feed(address), is, "{address}");
    }
}

/// [IMP-11] Everybody at the desk sees the reason, whoever may see what came.
#[test]
fn why_a_source_failed_tells_nothing_of_what_came() {
    use fanal_protocol::Code;
    let of_content = Problem::new(Code::VerifyFormat, "row 7: `canary.example`");
    assert!(!why(&of_content).contains("canary"));
    let of_road = Problem::new(
        Code::PeerUnreachable,
        "`https://feed.example`: it answers 404",
    );
    assert!(why(&of_road).contains("404"));
}

/// [IMP-14]
#[tokio::test(start_paused = true)]
async fn a_source_that_never_ends_is_given_up_within_the_hour() {
    let never = in_time(std::future::pending::<Result<(), Problem>>());
    let hour = tokio::time::timeout(std::time::Duration::from_secs(3_601), never);
    let ended = hour.await.unwrap().unwrap_err();
    assert!(why(&ended).contains("within an hour"), "{ended}");
    assert_eq!(in_time(async { Ok(7) }).await.unwrap(), 7);
}
