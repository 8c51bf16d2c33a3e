//! A peer that vanishes in mid-range, again and again, and one day does not.

use fanal_tests::hostile::{Liar, Long};
use fanal_tests::running::{Charter, Home, Member, Ports, Process};
use serde_json::json;

use crate::ledger::{ABSENT, Ledger, says_to_all};
use crate::setting::{Chance, until};

/// Bulletins in the stream; and later.
const SIZES: [usize; 2] = [300, 400];
/// How often the peer vanishes first.
const TIMES: u64 = 12;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_peer_that_vanishes_in_mid_range_leaves_nothing_half_and_is_asked_again() {
    let chance = Chance::new("vanishing peer");
    let folder = tempfile::tempdir().unwrap();
    let home = Home::set_up(folder.path(), "ancolie", None, Ports::somewhere()).await;
    let peer = Member::invented("luz", Some(Ports::somewhere().sync));
    let absent = Member::invented(ABSENT, None);
    let charter = Charter::found(&[&home.member, &peer, &absent], &[&home.member]);
    home.join(&charter).await;
    let [first, later] = Long::streams(charter.network(), &peer, SIZES);
    let mut process = Process::start(&home).await;
    let door = home.door();
    // What lies here already is for others: the peer that vanishes and comes again gets none of it.
    let mut book = Ledger::default();
    says_to_all(&door).await;
    book.hides(&door, "before").await;
    let own = door.metric("fanal_bulletins").await;
    let held = || async { door.metric("fanal_bulletins").await - own };
    let asked = || async { door.done("sync", &json!({"peer": "luz"})).await["rounds"][0].take() };
    for at in 0..TIMES {
        let liar = Liar::listen(&peer, &peer).await;
        let thousandth = usize::try_from(chance.below(1_000)).unwrap();
        liar.say(first.breaking_at(thousandth));
        let round = asked().await;
        assert_eq!(round["failed"]["code"], "peer.unreachable", "{round}");
        // What no checkpoint covers counts for nobody. [STR-9]
        assert_eq!(held().await, 0, "half a stream is there");
        if at % 4 == 3 {
            // And once in a while the node itself goes down in between.
            process.kill();
            process = Process::start(&home).await;
        }
        assert!(liar.asked() >= 2, "it was not even asked for a range");
        liar.vanish().await;
    }
    let liar = Liar::listen(&peer, &peer).await;
    liar.say(first.whole());
    // Somebody asks: by itself the node waits long for a peer that failed twelve times. [SYN-11]
    let round = asked().await;
    assert_eq!(
        (&round["taken"], held().await),
        (&json!(SIZES[0]), SIZES[0] as u64),
        "{round}"
    );
    process.kill();
    let process = Process::start(&home).await;
    // One who was there a moment ago is called again soon, and nobody has to ask.
    liar.say(later.breaking_at(usize::try_from(chance.below(1_000)).unwrap()));
    let round = asked().await;
    assert_eq!(held().await, SIZES[0] as u64, "{round}");
    liar.say(later.whole());
    let healed = until("the rest arrives by itself", || async {
        match held().await {
            held if held == SIZES[1] as u64 => Ok(()),
            held => Err(format!("{held} of {}", SIZES[1])),
        }
    });
    let healed = healed.await;
    book.hides(&door, "after").await;
    book.holds_at(&door).await.unwrap();
    book.forbidden_to(&home, &peer, &charter).await;
    println!(
        "  vanished {TIMES} times in mid-range, then all {}; once more, and the other {} by itself after {healed:.1?}",
        SIZES[0],
        SIZES[1] - SIZES[0]
    );
    process.stop().await;
}
