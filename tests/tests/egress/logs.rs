//! What the program writes to its log, at the level that tells most: ids, counts and durations, never
//! content, people, addresses or search words.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use fanal_tests::taxii::tray;
use fanal_tests::visitor::Visitor;
use serde_json::json;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::pages::{Request, asks, requests};
use crate::roads::{Way, roads};
use crate::taxii::{paths, served};
use crate::words::{ALL, leaked, secrets};
use crate::world::{ORIGIN, World, bundle, desks, world};

/// Keeps every line.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn bytes(&self) -> Vec<u8> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Every page about one bulletin, by who may most.
async fn reads_pages(world: &World) {
    let ancolie = world.fed.desk(ORIGIN);
    let amber = world.ids["amber"].to_string();
    let others = world.ids.values().map(ToString::to_string);
    let others: Vec<String> = others.filter(|id| *id != amber).collect();
    let is_of_amber = |request: &&Request| {
        let text = format!("{} {:?}", request.1, request.2);
        !others.iter().any(|id| text.contains(id))
    };
    let all = requests(world).await;
    for part in ["reviewer", "admin"] {
        let mut visitor = Visitor::signed_in(ancolie, &format!("page-{part}"), &[part]).await;
        for request in all.iter().filter(is_of_amber) {
            asks(&mut visitor, request).await;
        }
    }
}

/// Every address of TAXII, by everybody who has a token, and by nobody; and what a program puts into the tray.
async fn walks_taxii(world: &World) {
    let ancolie = world.fed.desk(ORIGIN);
    let served = served(ancolie).await;
    let mut found = 0;
    for part in ALL {
        let token = ancolie.token(part);
        for path in paths(ancolie) {
            served.get(None, &path).await;
            let filtered = format!("{path}?match[id]=indicator--canary-amber-id");
            served.get(Some(token), &filtered).await;
            let page = served.get(Some(token), &path).await;
            found += usize::from(page.text.contains("canary-"));
        }
        let path = format!("{}objects/", tray(ancolie.network()));
        let objects = bundle("draft", "private");
        served.post(token, &path, &objects).await;
    }
    assert!(found > 0, "nobody saw a word over TAXII");
}

/// Also what other crates say below us: their lines end in the same file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_log_line_tells_of_content_or_people() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(lines.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let world = world(desks()).await;
    let ancolie = world.fed.desk(ORIGIN);
    // Before the calls, of which some end tokens and count wrong passwords.
    walks_taxii(&world).await;
    reads_pages(&world).await;
    for part in ALL {
        for road in roads() {
            let Way::Call(bodies) = road.way else {
                continue;
            };
            for body in bodies(&world.ids["amber"].to_string()) {
                ancolie.asks(part, road.name, &body).await;
            }
        }
        // A search word is nobody's business.
        let body = json!({"values": ["canary-amber-value.example", "searched-word.example"]});
        ancolie.asks(part, "check", &body).await;
    }
    world.fed.pass_days(40).await;
    world.fed.do_due().await;
    let log = lines.bytes();
    let text = String::from_utf8_lossy(&log);
    assert!(
        text.contains("fanal_desk") && text.contains("roster in force"),
        "the log is empty"
    );
    assert_eq!(leaked(&log, |_| false), [""; 0]);
    let secrets = secrets(&world.fed);
    assert_eq!(secrets.found_in(&log), [""; 0]);
    for told in [
        "searched-word",
        "-analyst",
        "-reviewer",
        "-admin",
        "Desk ancolie",
        "127.0.0.1",
    ] {
        // Where this test's own client called is no caller's address.
        let mut lines = text
            .lines()
            .filter(|line| told != "127.0.0.1" || !line.contains(" hyper_util::client::"));
        let line = lines.find(|line| line.contains(told));
        assert_eq!(line, None, "`{told}` is in the log");
    }
}
