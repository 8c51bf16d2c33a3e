//! A network that is cut in mid-sync: one node in a namespace of its own, behind a cable.

use std::net::{IpAddr, Ipv4Addr};

use fanal_ambient::{MachineEntropy, random};
use fanal_tests::running::{Ports, Process};
use tokio::time::{Duration, sleep};

use crate::killing::Two;
use crate::ledger::Load;
use crate::setting::{Chance, run, until};

/// Cuts in one test.
const CUTS: u64 = 3;

/// A namespace, and the cable to it; gone with the test.
pub(crate) struct Cable {
    /// The name of the namespace.
    pub(crate) space: String,
    near: String,
    /// The addresses at its ends: here, and in the namespace.
    pub(crate) ends: [IpAddr; 2],
}

impl Cable {
    pub(crate) fn lay() -> Self {
        let [one, two]: [u8; 2] = random(&MachineEntropy);
        let name = format!("{}-{one}{two}", std::process::id());
        let (space, near, far) = (
            format!("fanal-{name}"),
            format!("fn{name}"),
            format!("ff{name}"),
        );
        let near = near.chars().take(15).collect::<String>();
        let far = far.chars().take(15).collect::<String>();
        // 198.18.0.0/15 is for tests of networks, and routed nowhere (RFC 2544).
        let ends = [1, 2].map(|last| IpAddr::from(Ipv4Addr::new(198, 18 + one % 2, two, last)));
        let cable = Self { space, near, ends };
        let (space, near) = (cable.space.as_str(), cable.near.as_str());
        run(&["ip", "netns", "add", space]);
        run(&[
            "ip", "link", "add", near, "type", "veth", "peer", "name", &far,
        ]);
        run(&["ip", "link", "set", &far, "netns", space]);
        run(&["ip", "addr", "add", &format!("{}/24", ends[0]), "dev", near]);
        run(&["ip", "link", "set", near, "up"]);
        run(&[
            "ip",
            "-n",
            space,
            "addr",
            "add",
            &format!("{}/24", ends[1]),
            "dev",
            &far,
        ]);
        run(&["ip", "-n", space, "link", "set", &far, "up"]);
        run(&["ip", "-n", space, "link", "set", "lo", "up"]);
        cable
    }

    fn cut(&self) {
        run(&["ip", "link", "set", &self.near, "down"]);
    }

    fn mend(&self) {
        run(&["ip", "link", "set", &self.near, "up"]);
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        for words in [
            ["link", "del", self.near.as_str()],
            ["netns", "del", self.space.as_str()],
        ] {
            let _ = std::process::Command::new("ip").args(words).status();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_that_is_cut_in_mid_sync_is_found_again() {
    let chance = Chance::new("cut network");
    let cable = Cable::lay();
    let two = Two::set_up([None, None], cable.ends.map(Ports::at)).await;
    let [near, far] = &two.homes;
    let behind = ["ip", "netns", "exec", cable.space.as_str()];
    let far_process = Process::start_in::<_, &str>(far, &behind, &[]).await;
    let near_process = Process::start(near).await;
    // The far node's people reach it over the cable too: what they do while it is cut is not known.
    let breath = Duration::from_millis(10);
    let loads = [Load::of(near, far, breath), Load::of(far, near, breath)];
    for _ in 0..CUTS {
        sleep(chance.moment(100, 900)).await;
        cable.cut();
        sleep(chance.moment(500, 2_000)).await;
        let shared = loads[0].ledger.lock().await.acknowledged();
        cable.mend();
        println!("  cut and mended; {shared} acknowledged so far by the near node");
    }
    sleep(chance.moment(100, 900)).await;
    let [first, second] = loads;
    let books = [first.end().await, second.end().await];
    for (at, book) in books.iter().enumerate() {
        let (own, peer) = (two.homes[at].door(), two.homes[1 - at].door());
        book.holds_at(&own).await.unwrap();
        let healed = until("what is for the other arrives by itself", || {
            book.arrived_at(&peer)
        })
        .await;
        println!(
            "  {}: {} acknowledged, {} unknown, refused {:?}; all at the other after {healed:.1?}",
            two.homes[at].member.id,
            book.acknowledged(),
            book.unknown,
            book.refused,
        );
    }
    near_process.stop().await;
    far_process.stop().await;
    two.close().await;
}
