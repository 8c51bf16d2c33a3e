//! Clocks that are set back and forth, under nodes that run: libfaketime stands between a node and its
//! machine, and reads the difference from a file at every look at the clock.

use std::path::PathBuf;

use fanal_tests::running::{Home, Ports, Process};
use serde_json::json;

use crate::killing::Two;
use crate::ledger::{ABSENT, Ledger};
use crate::setting::until;

/// Where Debian and its relatives put it.
pub(crate) fn library() -> PathBuf {
    let places = ["x86_64-linux-gnu", "aarch64-linux-gnu"];
    let found = places
        .map(|place| PathBuf::from(format!("/usr/lib/{place}/faketime/libfaketimeMT.so.1")))
        .into_iter()
        .find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("no libfaketimeMT.so.1: tests/install brings it"))
}

/// A node whose clock the test sets.
struct Watch<'a> {
    home: &'a Home,
    file: PathBuf,
}

impl<'a> Watch<'a> {
    fn of(home: &'a Home) -> Self {
        let file = home.dir.join("clock");
        let watch = Self { home, file };
        watch.set("+0");
        watch
    }

    /// So far from this machine's clock from now on.
    fn set(&self, difference: &str) {
        // In one step: a node that reads half of it would see another time still.
        let next = self.file.with_extension("next");
        std::fs::write(&next, format!("{difference}\n")).unwrap();
        std::fs::rename(&next, &self.file).unwrap();
    }

    async fn start(&self) -> Process {
        let (library, file) = (library(), self.file.clone());
        let variables = [
            ("LD_PRELOAD", library.as_os_str()),
            ("FAKETIME_TIMESTAMP_FILE", file.as_os_str()),
            ("FAKETIME_NO_CACHE", "1".as_ref()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".as_ref()),
        ];
        Process::start_in::<&str, _>(self.home, &[], &variables).await
    }

    /// Shares a value with everybody; the moment that the statement claims.
    async fn share(&self, word: &str) {
        let order = json!({
            "content": value(word), "title": word, "label": "green", "consent": "network",
        });
        self.home.door().done("share", &order).await;
    }

    async fn has(&self, word: &str) -> Result<(), String> {
        let door = self.home.door();
        let told = door.call("check", &json!({"values": [value(word)]})).await;
        match told {
            Ok(told) if told["hits"] == 1 => Ok(()),
            told => Err(format!("`{word}` is not there: {told:?}")),
        }
    }
}

fn value(word: &str) -> String {
    format!("clock-{word}.example")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clocks_that_jump_lose_nothing_and_agree_again() {
    let two = Two::set_up([None, None], [Ports::somewhere(), Ports::somewhere()]).await;
    let [one, other] = [Watch::of(&two.homes[0]), Watch::of(&two.homes[1])];
    let (first, second) = (one.start().await, other.start().await);
    let arrives = async |watch: &Watch<'_>, word: &str| {
        until("what was shared arrives", || async {
            watch.has(word).await
        })
        .await
    };
    one.share("before").await;
    arrives(&other, "before").await;

    // What is for the absent desk alone goes nowhere, whatever the clock says.
    let mut book = Ledger::default();
    book.hides(&one.home.door(), "before").await;

    // Back and forth within what nodes take from each other (ten minutes): nothing is noticed.
    let mut words = vec!["before".to_owned()];
    for (at, step) in ["-300", "+300", "-3600", "+0", "-86400", "+0"]
        .into_iter()
        .enumerate()
    {
        one.set(step);
        let word = format!("step-{at}");
        book.hides(&one.home.door(), &word).await;
        one.share(&word).await;
        let took = arrives(&other, &word).await;
        println!("  the origin's clock at {step} s: arrived after {took:.1?}");
        words.push(word);
    }

    // The reader's clock falls back by two hours while it is down. Its time does not: it goes on from
    // where it was, and what the others say does not lie ahead of it. [TIM-1]
    second.stop().await;
    other.set("-7200");
    let second = other.start().await;
    book.hides(&one.home.door(), "ahead").await;
    one.share("ahead").await;
    let took = arrives(&other, "ahead").await;
    println!("  the reader's clock 2 h behind: arrived all the same, after {took:.1?}");
    other.set("+0");
    words.push("ahead".into());

    // The origin's clock leaps two hours ahead: what it says now has not come for the others, who take
    // it when their clocks are there too.
    one.set("+7200");
    book.hides(&one.home.door(), "leap").await;
    one.share("leap").await;
    until("it does not come before its time", || async {
        let shown = other.home.door().done("refusals", &json!({})).await;
        let rows = shown.as_array().unwrap().iter();
        let times = rows
            .filter(|row| row["code"] == "verify.time")
            .map(|row| row["count"].as_u64());
        match times.flatten().sum::<u64>() {
            0 => Err("nothing more is refused as verify.time".to_owned()),
            _ => Ok(()),
        }
    })
    .await;
    other.has("leap").await.unwrap_err();
    other.set("+7200");
    let took = arrives(&other, "leap").await;
    println!(
        "  the origin's clock 2 h ahead: refused, and there {took:.1?} after that time had come"
    );
    words.push("leap".into());

    // All of it is still where it was said to be, and after a restart too.
    first.stop().await;
    let first = one.start().await;
    for word in &words {
        one.has(word).await.unwrap();
        other.has(word).await.unwrap();
    }
    book.holds_at(&one.home.door()).await.unwrap();
    book.forbidden_at(&other.home.door()).await.unwrap();
    println!(
        "  {} bulletins, all at both desks; {} for {ABSENT}, at one",
        words.len(),
        book.acknowledged()
    );
    first.stop().await;
    second.stop().await;
    two.close().await;
}

/// [TIM-2]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_leaps_under_a_node_waits_for_somebody_to_confirm_it() {
    let two = Two::set_up([None, None], [Ports::somewhere(), Ports::somewhere()]).await;
    let watch = Watch::of(&two.homes[0]);
    let node = watch.start().await;
    let paused = async |wanted: bool| {
        until("the node notices", || async {
            // Whatever changes lets the node look at once; else it looks every minute.
            watch.share(&format!("look-{wanted}")).await;
            let status = watch.home.door().done("status", &json!({})).await;
            if status["clock_paused"] == wanted {
                Ok(())
            } else {
                Err(format!("{}, not {wanted}", status["clock_paused"]))
            }
        })
        .await
    };
    paused(false).await;
    watch.set("+172800");
    let took = paused(true).await;
    println!("  a leap of two days: paused after {took:.1?}");
    watch.set("+0");
    let took = paused(false).await;
    println!("  set right again: believed after {took:.1?}");
    watch.set("+172800");
    paused(true).await;
    let door = watch.home.door();
    let shown = door.done("clock", &json!({})).await;
    assert_eq!(shown["paused"], true, "asking changes nothing: {shown}");
    let shown = door.done("clock", &json!({"confirm": true})).await;
    assert_eq!(shown["paused"], false, "{shown}");
    paused(false).await;
    node.stop().await;
    two.close().await;
}
