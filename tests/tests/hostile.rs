//! A hostile member against a node that really runs: every row of the tables, every vector that is
//! refused, over real sockets. The node refuses, shows it, keeps what it had, and goes on.

use std::panic::AssertUnwindSafe;
use std::task::{Context, Poll};

use fanal_tests::hostile::{
    Attack, Deed, FLOODS, LAST, PLANTED, SLOW, STALE, Siege, attacks, vectors,
};
use tokio::time::Instant;

/// What a node may take in all: a debug build, against the 512 MB of the smallest machine.
const MEMORY_MIB: u64 = 512;

/// One attack after the other; what failed, each with its name.
async fn try_all(siege: &Siege, attacks: impl IntoIterator<Item = &Attack>) -> Vec<String> {
    let mut failed = Vec::new();
    for attack in attacks {
        siege.mark().await;
        let told = match caught((attack.act)(siege)).await {
            Ok(()) => siege.check(attack).await,
            Err(what) => Err(what),
        };
        match told {
            Ok(()) => println!("  refused [{}] {}", attack.tag, attack.name),
            Err(what) => {
                println!("  NOT REFUSED [{}] {}: {what}", attack.tag, attack.name);
                failed.push(format!("[{}] {}: {what}", attack.tag, attack.name));
            }
        }
    }
    failed
}

/// A row whose own claims do not hold is one failure among others, and hides none of them.
async fn caught(mut deed: Deed<'_>) -> Result<(), String> {
    let one = move |context: &mut Context<'_>| {
        let step = AssertUnwindSafe(|| deed.as_mut().poll(context));
        match std::panic::catch_unwind(step) {
            Ok(polled) => polled.map(Ok),
            Err(_) => Poll::Ready(Err("see the panic above".to_owned())),
        }
    };
    std::future::poll_fn(one).await
}

async fn ends_well(siege: Siege, failed: Vec<String>) {
    siege.shows_what_it_turned_away().await;
    let memory = siege.most_memory().await;
    println!("the node took {memory} MiB at most");
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    assert!(memory < MEMORY_MIB, "{memory} MiB");
    siege.lift().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_a_member_tries_is_refused_and_shown_and_changes_nothing() {
    let siege = Siege::lay().await;
    siege.works("before").await.unwrap();
    let begun = Instant::now();
    let rows = attacks();
    println!("{} attacks", rows.len());
    let failed = try_all(&siege, rows).await;
    println!("{:?}", begun.elapsed());
    siege.works("after").await.unwrap();
    ends_well(siege, failed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_gets_in_and_what_brings_the_node_down_would_be_noticed() {
    let siege = Siege::lay().await;
    siege.mark().await;
    let (honest, kill): (&[Attack], _) = PLANTED;
    for planted in honest {
        (planted.act)(&siege).await;
        let told = siege.check(planted).await.unwrap_err();
        println!("  noticed: {}: {told}", planted.name);
    }
    (kill.act)(&siege).await;
    let told = siege.lives().await.unwrap_err();
    assert!(told.contains("the node is dead"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_vector_that_is_refused_is_refused_over_the_wire() {
    let siege = Siege::lay().await;
    let (mut failed, mut sent) = (Vec::new(), 0);
    let all = vectors();
    siege.mark().await;
    for vector in &all {
        match vector.send(&siege).await {
            Ok(ways) => sent += ways,
            Err(what) => failed.push(what),
        }
    }
    println!("{} vectors, sent in {sent} ways", all.len());
    assert!(sent > all.len(), "none was signed anew");
    siege.changed_nothing().await.unwrap();
    siege.lives().await.unwrap();
    siege.works("after").await.unwrap();
    ends_well(siege, failed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_its_time_is_let_go() {
    let siege = Siege::lay().await;
    siege.mark().await;
    let all = SLOW.iter().map(|attack| (attack.act)(&siege));
    join_all(all).await;
    let mut failed = Vec::new();
    for attack in SLOW {
        match siege.check(attack).await {
            Ok(()) => println!("  let go [{}] {}", attack.tag, attack.name),
            Err(what) => failed.push(format!("[{}] {}: {what}", attack.tag, attack.name)),
        }
    }
    siege.works("after").await.unwrap();
    ends_well(siege, failed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_anything_do_not_bring_the_node_down() {
    let siege = Siege::lay().await;
    siege.works("before").await.unwrap();
    let failed = try_all(&siege, FLOODS).await;
    siege.works("after").await.unwrap();
    ends_well(siege, failed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_out_stays_out_and_a_roster_that_is_over_ends_the_traffic() {
    let siege = Siege::lay().await;
    siege.works("before").await.unwrap();
    let failed = try_all(&siege, LAST).await;
    ends_well(siege, failed).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_has_to_wait_waits_while_a_newer_roster_is_held_back() {
    let siege = Siege::lay().await;
    siege.works("before").await.unwrap();
    let failed = try_all(&siege, STALE).await;
    ends_well(siege, failed).await;
}

/// Beside each other, in this task.
async fn join_all<F: Future<Output = ()>>(all: impl Iterator<Item = F>) {
    let mut all: Vec<_> = all.map(Box::pin).collect();
    std::future::poll_fn(|context| {
        all.retain_mut(|one| one.as_mut().poll(context).is_pending());
        if all.is_empty() {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}
