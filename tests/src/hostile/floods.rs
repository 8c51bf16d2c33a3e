//! A member comes in thousands: connections, requests, entries that are all refused.

use fanal_protocol::Code;
use fanal_protocol::limits::{REFUSALS_PER_HOUR, REQUESTS_PER_MINUTE};
use fanal_protocol::wire::HEADS_PATH;

use super::attack::{Attack, Mark, attack};
use super::caller::is_let_in;
use super::doors::{open_connection, silent_connections};
use super::forging::{bulletin, signed};

/// How many at a time; `FANAL_FLOOD` multiplies it.
const SILENT: usize = 2_000;
const HANDSHAKES: usize = 200;
const REFUSED: usize = 1_500;

#[expect(clippy::disallowed_methods, reason = "the setting of these tests")]
fn times() -> usize {
    std::env::var("FANAL_FLOOD").map_or(1, |times| {
        times
            .parse()
            .unwrap_or_else(|_| panic!("FANAL_FLOOD=`{times}` is no number"))
    })
}

pub(super) const ATTACKS: &[Attack] = &[
    attack!(
        "nyx opens silent connections by the thousand",
        "SYN-7",
        Mark::TurnedAway("bad_handshake"),
        |siege| {
            // Who is in stays in, and gets answers all the while.
            let mut inside = open_connection(&siege.caller(&siege.luz)).await;
            let luz = siege.caller(&siege.luz);
            assert_eq!(luz.ask(HEADS_PATH, &luz.heads()).await.unwrap().0, 200);
            for _ in 0..times() {
                let open = silent_connections(siege, SILENT).await;
                println!("    {} silent connections at once", open.len());
                assert!(open.len() * 2 > SILENT, "the system took {}", open.len());
                // And whoever comes now comes in: nobody waits behind those who say nothing.
                drop(open_connection(&siege.caller(&siege.vex)).await);
                assert_eq!(luz.ask(HEADS_PATH, &luz.heads()).await.unwrap().0, 200);
                siege.lives().await.unwrap();
            }
            tokio::io::AsyncWriteExt::shutdown(&mut inside)
                .await
                .unwrap();
        }
    ),
    attack!(
        "nyx connects anew without end",
        "SYN-7",
        Mark::TurnedAway("rate"),
        |siege| {
            let nyx = siege.caller(&siege.nyx);
            let (mut inside, mut out) = (0, 0);
            // A connection costs as much as a request: after its minute's measure nobody comes in.
            let most = usize::try_from(REQUESTS_PER_MINUTE).unwrap() * 2 + HANDSHAKES * times();
            while out < HANDSHAKES && inside + out < most {
                let came_in = match nyx.dial().await {
                    Ok(mut stream) => is_let_in(&mut stream).await,
                    Err(_) => false,
                };
                *(if came_in { &mut inside } else { &mut out }) += 1;
            }
            println!("    {inside} connections let in, {out} not");
            assert!(out >= HANDSHAKES, "{inside} were let in");
        }
    ),
    attack!(
        "nyx asks more often than it may",
        "SYN-7",
        Mark::TurnedAway("rate"),
        |siege| {
            // The minute is used up, and a new connection does not refill it.
            siege.awaits_a_place_of(&siege.nyx).await;
            let nyx = siege.caller(&siege.nyx);
            let most = 2 * usize::try_from(REQUESTS_PER_MINUTE).unwrap() * times();
            let mut codes = std::collections::BTreeMap::new();
            for _ in 0..most {
                let status = nyx
                    .ask(HEADS_PATH, &nyx.heads())
                    .await
                    .map_or(0, |(status, _)| status);
                *codes.entry(status).or_insert(0_usize) += 1;
                if codes.get(&429).is_some_and(|count| *count > 100) {
                    break;
                }
            }
            println!("    answers by status: {codes:?}");
            assert!(codes.contains_key(&429), "{codes:?}");
        }
    ),
    attack!(
        "luz sends entries by the thousand that are all refused",
        "SYN-10",
        Mark::Refusal(Code::PolicyLabel),
        |siege| {
            for _ in 0..times() {
                let before = siege.refusals_signed().await;
                let stream = siege.green();
                let envelopes: Vec<Vec<u8>> = (0..REFUSED)
                    .map(|at| {
                        let said = siege.says(
                            &stream,
                            "bulletin",
                            bulletin(&format!("AMBER {at}"), "TLP:AMBER", &["kivu"]),
                        );
                        signed(&said, &siege.luz.statement)
                    })
                    .collect();
                let round = siege.offer(&stream, &envelopes).await;
                let signed = siege.refusals_signed().await - before;
                println!(
                    "    {} refused in a round, {signed} refusals signed for them",
                    round["refused"]
                );
                assert!(signed <= u64::from(REFUSALS_PER_HOUR), "{signed} signed");
            }
        }
    ),
];
