//! Promise 7 at a node that really runs: when it holds the roster, or one coordinator's suspension, the
//! desk's open connections end, over real sockets.
#![expect(clippy::unwrap_used, reason = "tests fail loudly")]

use std::time::Duration;

use fanal_tests::hostile::Caller;
use fanal_tests::running::{Charter, Home, Member, Ports, Process};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{Instant, timeout};

/// The beginning of every HTTP/2 connection, with settings that ask for nothing (RFC 9113, 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// From the node's answer, by which it holds the word, to the end of the connection. No benchmark: a bound of
/// what the node does, thousands of times what it takes.
const AT_ONCE: Duration = Duration::from_secs(1);
/// What would be too long even for a machine with other things to do.
const FAR_TOO_LONG: Duration = Duration::from_secs(20);

/// Opens a connection, does `then`, and waits until the node ends it; how long that took after the
/// node's answer.
async fn ended_by(caller: &Caller, then: impl AsyncFnOnce()) -> Duration {
    let mut stream = caller.dial().await.unwrap();
    stream.write_all(PREFACE).await.unwrap();
    let mut first = [0; 9];
    stream.read_exact(&mut first).await.unwrap();
    then().await;
    let begun = Instant::now();
    let mut rest = Vec::new();
    let end = timeout(FAR_TOO_LONG, stream.read_to_end(&mut rest)).await;
    // Closed or cut off: both are an end.
    drop(end.unwrap());
    begun.elapsed()
}

/// [SYN-3] [ROS-18]
#[tokio::test]
async fn open_connections_end_as_soon_as_the_node_holds_the_word_that_their_desk_is_out() {
    let folder = tempfile::tempdir().unwrap();
    let kivu = Home::set_up(folder.path(), "kivu", None, Ports::somewhere()).await;
    let luz = Member::invented("luz", None);
    let vex = Member::invented("vex", None);
    let mut charter = Charter::found(&[&kivu.member, &luz, &vex], &[&kivu.member]);
    kivu.join(&charter).await;
    let process = Process::start(&kivu).await;
    let door = kivu.door();
    let caller = |member: &Member| Caller::new(member, kivu.ports.sync, charter.network());
    let (by_luz, by_vex) = (caller(&luz), caller(&vex));

    let order = json!({"desk": "luz", "why": "its office is being searched"});
    let took = ended_by(&by_luz, async || {
        door.done("roster-suspend", &order).await;
    })
    .await;
    println!("suspended: the connection ended {took:?} after the node's answer");
    assert!(took < AT_ONCE, "suspended: {took:?}");
    assert!(!is_let_in(&by_luz).await, "nor is it let in again");
    assert!(is_let_in(&by_vex).await, "others are left alone");

    let expelled = charter.set_status("vex", "expelled");
    let order = json!({"envelope": String::from_utf8(expelled).unwrap()});
    let took = ended_by(&by_vex, async || {
        door.done("roster-take", &order).await;
    })
    .await;
    println!("expelled: the connection ended {took:?} after the node's answer");
    assert!(took < AT_ONCE, "expelled: {took:?}");
    assert!(!is_let_in(&by_vex).await);
    // The next roster did not confirm the suspension: by it luz is in again.
    assert!(is_let_in(&by_luz).await);
    process.stop().await;
}

/// In TLS 1.3 a refusal comes after the client is done: the first frame tells.
async fn is_let_in(caller: &Caller) -> bool {
    let Ok(mut stream) = caller.dial().await else {
        return false;
    };
    let mut first = [0; 9];
    let asked = async {
        stream.write_all(PREFACE).await?;
        stream.read_exact(&mut first).await
    };
    timeout(FAR_TOO_LONG, asked).await.unwrap().is_ok()
}
