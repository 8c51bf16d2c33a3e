//! A desk that nobody can call, among nodes that run: what it shares, hears, takes back and answers goes
//! over the lines that it holds open. [SYN-14]

use std::time::Duration;

use fanal_tests::hostile::Caller;
use fanal_tests::running::{Charter, Door, Home, Member, Ports, Process};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use crate::setting::until;

/// From the moment at which a node holds the roster. [SYN-3]
const WITHIN: Duration = Duration::from_secs(1);

async fn shares(door: &Door, value: &str, label: &str, to: &[&str]) -> String {
    let consent = if to.is_empty() { "network" } else { "named" };
    let order = json!({
        "content": value, "title": value, "label": label, "to": to, "consent": consent,
    });
    let shared = door.done("share", &order).await;
    shared["bulletins"][0]["id"].as_str().unwrap().to_owned()
}

async fn hits(door: &Door, value: &str) -> Value {
    let found = door.done("check", &json!({"values": [value]})).await;
    found["hits"].clone()
}

/// Comes, or goes, by itself.
async fn becomes(door: &Door, value: &str, wanted: u64) {
    let look = async || match hits(door, value).await {
        found if found == wanted => Ok(()),
        found => Err(format!("{found} hits")),
    };
    let took = until(&format!("`{value}` {wanted} times"), look).await;
    println!("  {value}: {wanted} after {took:.1?}");
}

async fn is_taken_back(door: &Door, id: &str, desk: &str) {
    let order = json!({"bulletin": id, "reason": "consent", "confirm": true});
    door.done("withdraw", &order).await;
    let look = async || {
        let shown = door.done("withdrawal", &json!({"bulletin": id})).await;
        match shown["receipts"][desk].as_str() {
            Some("purged") => Ok(()),
            _ => Err(shown.to_string()),
        }
    };
    let took = until(&format!("the receipt of {desk}"), look).await;
    println!("  receipt of {desk} after {took:.1?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_that_nobody_can_call_takes_part_in_everything() {
    let folder = tempfile::tempdir().unwrap();
    let set_up = async |name| Home::set_up(folder.path(), name, None, Ports::somewhere()).await;
    let (ancolie, lumbre) = (set_up("ancolie").await, set_up("lumbre").await);
    let mut qasaba = set_up("qasaba").await;
    qasaba.member.address = None;
    let all = [&ancolie.member, &lumbre.member, &qasaba.member];
    let charter = Charter::found(&all, &[&ancolie.member, &lumbre.member]);
    for home in [&ancolie, &lumbre, &qasaba] {
        home.join(&charter).await;
    }
    let doors = [ancolie.door(), lumbre.door(), qasaba.door()];
    let [at_ancolie, at_lumbre, at_qasaba] = &doors;
    let (runs, hidden) = tokio::join!(Process::start(&ancolie), Process::start(&qasaba));

    // Lumbre is away. What nobody could fetch comes by the line that its desk holds, AMBER too.
    let amber = shares(at_qasaba, "amber.example", "amber", &["ancolie"]).await;
    let green = shares(at_qasaba, "green.example", "green", &[]).await;
    let answer = shares(at_ancolie, "answer.example", "green", &[]).await;
    becomes(at_ancolie, "amber.example", 1).await;
    becomes(at_ancolie, "green.example", 1).await;
    becomes(at_qasaba, "answer.example", 1).await;

    // The desk goes; a third one gets from a relay what it may have, and nothing else.
    hidden.stop().await;
    let third = Process::start(&lumbre).await;
    becomes(at_lumbre, "green.example", 1).await;
    assert_eq!(hits(at_lumbre, "amber.example").await, 0);

    // Consent taken back reaches both ways, and both ways a signed receipt comes.
    let hidden = Process::start(&qasaba).await;
    is_taken_back(at_qasaba, &amber, "ancolie").await;
    assert_eq!(hits(at_ancolie, "amber.example").await, 0);
    is_taken_back(at_qasaba, &green, "lumbre").await;
    becomes(at_lumbre, "green.example", 0).await;
    is_taken_back(at_ancolie, &answer, "qasaba").await;
    assert_eq!(hits(at_qasaba, "answer.example").await, 0);
    for process in [runs, hidden, third] {
        process.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_line_that_an_expelled_desk_holds_open_dies_within_the_second() {
    let folder = tempfile::tempdir().unwrap();
    let ancolie = Home::set_up(folder.path(), "ancolie", None, Ports::somewhere()).await;
    let [bea, zenit, stays] = ["bea", "zenit", "stays"].map(|name| Member::invented(name, None));
    let all = [&ancolie.member, &bea, &zenit, &stays];
    let mut charter = Charter::found(&all, &[&ancolie.member, &bea]);
    ancolie.join(&charter).await;
    let process = Process::start(&ancolie).await;
    let caller = |member: &Member| Caller::new(member, ancolie.ports.sync, charter.network());
    let (out, other) = (caller(&zenit), caller(&stays));
    let (mut line, others) = (out.holds_line().await, other.holds_line().await);
    assert!(timeout(WITHIN, &mut line).await.is_err(), "it is held open");

    let roster = charter.set_status("zenit", "expelled");
    let order = json!({"envelope": String::from_utf8(roster).unwrap()});
    ancolie.door().done("roster-take", &order).await;
    let held = Instant::now();
    let ended = timeout(WITHIN, line)
        .await
        .expect("the line lives on")
        .unwrap();
    println!(
        "  it ended {:.1?} after the call",
        ended.saturating_duration_since(held)
    );
    assert!(!others.is_finished(), "the line of another desk ended too");
    // Whoever calls again is a stranger.
    let again = out.holds_line().await;
    let turned_away = timeout(WITHIN * 5, again).await;
    assert!(turned_away.is_ok(), "a stranger was let in");
    others.abort();
    process.stop().await;
}
