//! (b) full sync over mutual TLS against verifying as many signatures; (c) rounds by what is stored.

use std::path::Path;
use std::sync::atomic::Ordering;

use anyhow::{Result, bail, ensure};
use ed25519_dalek::{Signature, Signer as _, SigningKey};
use fanal_desk::{Round, ShareOrder};
use fanal_protocol::NetworkId;

use crate::Asked;
use crate::network::{Node, gather};
use crate::seed;
use crate::table::{Aim, Table};
use crate::watch::{Stopwatch, median, rate};

/// (b) Gives the two nodes, full.
pub(crate) async fn full(asked: &Asked, dir: &Path, table: &mut Table) -> Result<Vec<Node>> {
    let (network, nodes) = gather(dir, &["origin", "follower"], false).await?;
    let [origin, follower] = nodes.as_slice() else {
        bail!("two nodes were made")
    };
    pull(network, follower, origin).await?;
    let bulletins = asked.bulletins;
    let bytes = seed::issue(
        origin,
        0,
        bulletins,
        asked.values.div_ceil(bulletins).max(1),
    )
    .await?;
    let watch = Stopwatch::start();
    let round = pull(network, follower, origin).await?;
    let taken = watch.seconds();
    ensure!(round.taken >= bulletins, "{round:?}");
    let alone = verify_as_many(bulletins, bytes / bulletins / 4 * 3);
    table.ratio(
        'b',
        &format!("full sync of {bulletins} bulletins ({} MB), seconds; against `verify_strict` on 2 threads", bytes >> 20),
        (taken, "s"),
        (alone, "s"),
        Aim::AtMost(3.0),
    );
    table.figure(
        'b',
        "the same, as a rate",
        (rate(bulletins, taken), "bulletins/s"),
        Aim::None,
    );
    Ok(nodes)
}

/// Seconds that verifying takes on two threads.
fn verify_as_many(count: usize, length: usize) -> f64 {
    let key = SigningKey::from_bytes(&[9; 32]);
    let public = key.verifying_key();
    // A thousand different messages, each verified as often as it takes.
    let signed: Vec<(Vec<u8>, Signature)> = (0..1_000_usize)
        .map(|at| {
            let message: Vec<u8> = (0..length.div_ceil(8))
                .flat_map(|n| seed::random_at(at * length + n).to_le_bytes())
                .collect();
            let signature = key.sign(&message);
            (message, signature)
        })
        .collect();
    let half = |from: usize, to: usize| {
        let work = signed.iter().cycle().skip(from).take(to - from);
        work.filter(|(message, signature)| public.verify_strict(message, signature).is_ok())
            .count()
    };
    let watch = Stopwatch::start();
    let verified = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(0, count / 2));
        half(count / 2, count) + other.join().unwrap_or_default()
    });
    let seconds = watch.seconds();
    if verified == count { seconds } else { f64::NAN }
}

async fn pull(network: NetworkId, by: &Node, from: &Node) -> Result<Round> {
    let round = by
        .desk
        .pull(network, from.desk.id(), by.line.as_ref())
        .await?;
    ensure!(
        round.failed.is_none() && round.faults.is_empty() && round.refused == 0,
        "{round:?}"
    );
    Ok(round)
}

/// (c)
pub(crate) async fn rounds(asked: &Asked, dir: &Path, table: &mut Table) -> Result<()> {
    let sizes: &[usize] = if asked.full {
        &[1_000, 100_000, 1_000_000]
    } else {
        &[1_000, 20_000]
    };
    let (network, nodes) = gather(dir, &["teller", "listener"], true).await?;
    let [origin, follower] = nodes.as_slice() else {
        bail!("two nodes were made")
    };
    let (mut held, mut shared) = (0, 1 << 32);
    for &size in sizes {
        seed::issue(origin, held, size, 1).await?;
        held = size;
        pull(network, follower, origin).await?;
        for _ in 0..3 {
            pull(network, follower, origin).await?;
        }
        let (requests, bytes, seconds) = nothing_new(network, follower, origin).await?;
        let what = format!("a round with nothing new, {size} stored");
        table.figure(
            'c',
            &format!("{what}: requests"),
            (requests, ""),
            Aim::AtMost(1.0),
        );
        table.figure(
            'c',
            &format!("{what}: bytes on the wire"),
            (bytes, "B"),
            Aim::AtMost(1024.0),
        );
        table.figure(
            'c',
            &format!("{what}: time"),
            (seconds * 1e3, "ms"),
            Aim::None,
        );
        let (requests, bytes, seconds) = ten_new(network, follower, origin, &mut shared).await?;
        let what = format!("a round with 10 new, {size} stored");
        table.figure('c', &format!("{what}: requests"), (requests, ""), Aim::None);
        table.figure(
            'c',
            &format!("{what}: bytes on the wire"),
            (bytes, "B"),
            Aim::None,
        );
        table.figure(
            'c',
            &format!("{what}: time"),
            (seconds * 1e3, "ms"),
            Aim::None,
        );
    }
    Ok(())
}

/// Requests, bytes and seconds of a round, medians.
async fn one_round(
    network: NetworkId,
    follower: &Node,
    origin: &Node,
    readings: &mut [Vec<f64>; 3],
) -> Result<Round> {
    let before = origin.wire.load(Ordering::Relaxed);
    let watch = Stopwatch::start();
    let round = pull(network, follower, origin).await?;
    let seconds = watch.seconds();
    // What still lies in the counter's sockets (acknowledgements of the protocol) comes a little later.
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let bytes = origin.wire.load(Ordering::Relaxed) - before;
    let [requests, sizes, times] = readings;
    requests.push(f64::from(round.requests));
    sizes.push(rate(usize::try_from(bytes)?, 1.0));
    times.push(seconds);
    Ok(round)
}

async fn nothing_new(
    network: NetworkId,
    follower: &Node,
    origin: &Node,
) -> Result<(f64, f64, f64)> {
    let mut readings = <[Vec<f64>; 3]>::default();
    for _ in 0..20 {
        let round = one_round(network, follower, origin, &mut readings).await?;
        ensure!(round.unchanged, "{round:?}");
    }
    let [requests, bytes, seconds] = readings.map(|some| median(&some));
    Ok((requests, bytes, seconds))
}

async fn ten_new(
    network: NetworkId,
    follower: &Node,
    origin: &Node,
    shared: &mut usize,
) -> Result<(f64, f64, f64)> {
    let mut readings = <[Vec<f64>; 3]>::default();
    for _ in 0..5 {
        for _ in 0..10 {
            *shared += 1;
            origin.desk.share(&origin.analyst, &green(*shared)).await?;
        }
        let round = one_round(network, follower, origin, &mut readings).await?;
        ensure!(round.taken == 10, "{round:?}");
    }
    let [requests, bytes, seconds] = readings.map(|some| median(&some));
    Ok((requests, bytes, seconds))
}

/// One domain for the network.
pub(crate) fn green(at: usize) -> ShareOrder {
    ShareOrder {
        content: seed::domain(at),
        title: Some("Phishing against desks".into()),
        label: Some("green".into()),
        consent: Some("not-needed".into()),
        ..ShareOrder::default()
    }
}
