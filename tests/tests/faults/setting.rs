//! What the environment says, chance that can be had again, and commands of the system.

use std::process::Command;
use std::time::Duration;

use fanal_ambient::{Entropy as _, MachineEntropy, SeededEntropy, random};
use tokio::time::{Instant, sleep};

/// For what has to come by itself: a peer that was away is called again after half a minute, or two.
const HEALS: Duration = Duration::from_secs(150);

#[expect(clippy::disallowed_methods, reason = "the setting of these tests")]
pub(crate) fn number(name: &str, otherwise: u64) -> u64 {
    match std::env::var(name) {
        Err(_) => otherwise,
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name}=`{text}` is no number")),
    }
}

/// Chance, from a seed that is printed.
pub(crate) struct Chance(SeededEntropy);

impl Chance {
    pub(crate) fn new(what: &str) -> Self {
        let seed = number(
            "FANAL_SEED",
            u64::from(u32::from_be_bytes(random(&MachineEntropy))),
        );
        println!("{what}: FANAL_SEED={seed}");
        Self(SeededEntropy::from_seed(seed))
    }

    /// A number below this one.
    pub(crate) fn below(&self, end: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % end
    }

    /// A time between these, in milliseconds.
    pub(crate) fn moment(&self, from: u64, to: u64) -> Duration {
        Duration::from_millis(from + self.below(to - from))
    }
}

/// A command of the system; it has to end well.
pub(crate) fn run(words: &[&str]) {
    let output = Command::new(words[0]).args(&words[1..]).output();
    let output = output.unwrap_or_else(|error| panic!("`{}`: {error}", words.join(" ")));
    assert!(
        output.status.success(),
        "`{}` needs root, as all of these tests do: {}",
        words.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Waits until it is so; how long that took.
pub(crate) async fn until<F: Future<Output = Result<(), String>>>(
    what: &str,
    mut look: impl FnMut() -> F,
) -> Duration {
    let begun = Instant::now();
    loop {
        match look().await {
            Ok(()) => return begun.elapsed(),
            Err(why) => assert!(begun.elapsed() < HEALS, "{what}: {why}"),
        }
        sleep(Duration::from_millis(100)).await;
    }
}
