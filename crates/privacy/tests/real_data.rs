//! Published indicators are nobody's private data: the check must not cry wolf over them.
#![expect(clippy::panic, reason = "tests fail loudly")]

mod data;

use std::collections::BTreeMap;

use fanal_formats::{Options, read};
use fanal_privacy::{Check, Reason, Weight};
use fanal_protocol::Role;

/// Where indicators of others lie; each folder with all that is in it.
const SETS: &[&str] = &[
    "amnesty",
    "mvt-indicators",
    "stalkerware",
    "misp-events",
    "misp-feed",
    "csv-lists",
    "targetedthreats",
];

/// One in so many may be held back wrongly.
const ONE_IN: usize = 200;

// [PRV-8]
#[test]
fn real_data_indicators_are_not_held_back() {
    let mut values = 0;
    let mut held: BTreeMap<Reason, usize> = BTreeMap::new();
    let mut before_clear: BTreeMap<Reason, usize> = BTreeMap::new();
    for set in SETS {
        let Some(files) = data::files("real_data_indicators_are_not_held_back", set) else {
            return;
        };
        for (path, bytes) in files {
            let options = Options {
                file_name: Some(&path),
                ..Options::default()
            };
            let Ok(reading) = read(None, &bytes, &options) else {
                continue;
            };
            for found in &reading.indicators {
                values += 1;
                let sender = found.role == Some(Role::Sender);
                let findings =
                    Check::default().value(found.value.kind(), found.value.text(), sender);
                let Some(worst) = findings
                    .iter()
                    .max_by_key(|finding| finding.reason.weight())
                else {
                    continue;
                };
                if data::variable("FANAL_SHOWS").is_some() {
                    println!("{path} {} {}", worst.reason, found.value.text());
                }
                match worst.reason.weight() {
                    Weight::Always => *held.entry(worst.reason).or_default() += 1,
                    Weight::BeforeClear => *before_clear.entry(worst.reason).or_default() += 1,
                    Weight::Hint => {}
                }
            }
        }
    }
    let held_back: usize = held.values().sum();
    let more: usize = before_clear.values().sum();
    println!(
        "{values} indicators; held back {held_back}: {held:?}; before CLEAR {more} more: {before_clear:?}"
    );
    assert!(values > 10_000, "the sets are not there in full");
    assert!((held_back + more) * ONE_IN < values, "it cries wolf");
}
