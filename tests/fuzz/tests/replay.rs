//! The seeds of every target, and seeded changes to them, on any toolchain: what real fuzzing does for
//! hours, for a moment.
#![expect(clippy::panic, reason = "tests fail loudly")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use fanal_fuzz::{Corpora, Mutator, Random, TARGETS, Target, Verdict, target};

/// Changed inputs for each target, at most.
const INPUTS: usize = 4_000;
/// Bytes of changed inputs for each target, at most: long inputs are fewer.
const BYTES: usize = 4 << 20;
/// Allocations for each target, at most: what costs much is tried less.
const STEPS: u64 = 1_000_000;

/// Runs one input; what it broke is told with the input.
fn run(target: &Target, input: &[u8]) -> (Verdict, u64) {
    let mut verdict = Ok(Verdict::Refused);
    let spent = allocation_counter::measure(|| {
        verdict = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    });
    let Ok(verdict) = verdict else {
        panic!("{}: {}", target.name, input.escape_ascii());
    };
    let length = input.len() as u64;
    assert!(
        spent.count_total <= target.cost.most_steps(length)
            && spent.bytes_max <= target.cost.most_bytes(length),
        "{}: {} allocations, {} bytes at once, for {length} bytes: {}",
        target.name,
        spent.count_total,
        spent.bytes_max,
        input.escape_ascii()
    );
    (verdict, spent.count_total)
}

fn replay(name: &str) {
    let target = target(name).unwrap_or_else(|| panic!("there is no target `{name}`"));
    let seeds = (target.seeds)(&Corpora::read());
    // What is made once and kept is not spent on an input.
    for seed in &seeds {
        let _ = (target.run)(seed);
    }
    let verdicts: Vec<Verdict> = seeds.iter().map(|seed| run(target, seed).0).collect();
    let taken = |verdict: &&Verdict| **verdict == Verdict::Taken;
    assert!(
        verdicts.iter().any(|verdict| taken(&verdict)),
        "no seed of `{name}` is taken: nothing behind the first check is tried"
    );
    // Any: the same inputs on every machine and at every run.
    let seed = 0x0f41;
    let mut mutator = Mutator::new(Random::seeded(seed), &seeds, target.words);
    let (mut inputs, mut bytes, mut steps, mut refused) = (0, 0, 0, 0);
    while inputs < INPUTS && bytes < BYTES && steps < STEPS {
        let input = mutator.next_input();
        bytes += input.len();
        inputs += 1;
        let (verdict, spent) = run(target, &input);
        steps += spent;
        refused += usize::from(verdict == Verdict::Refused);
    }
    println!(
        "{name}: {} seeds, {} taken; {inputs} changed inputs from seed {seed:#x}, {refused} refused",
        seeds.len(),
        verdicts.iter().filter(taken).count(),
    );
    assert!(refused > 0, "`{name}` takes anything");
}

macro_rules! replays {
    ($($test:ident $name:literal,)*) => {
        /// The targets that have a test here.
        const REPLAYED: &[&str] = &[$($name),*];
        $(
            #[test]
            fn $test() {
                replay($name);
            }
        )*
    };
}

replays! {
    any_json "json",
    any_envelope "envelope",
    any_statement "statement",
    any_roster "roster",
    any_chain_of_rosters "roster-chain",
    any_file_to_verify "verify",
    any_checkpoint "checkpoint",
    any_tree_and_proof "tree",
    any_tile "tile",
    any_message_of_a_peer "messages",
    any_frames "frames",
    any_range "range",
    any_entry "entry",
    any_head "head",
    any_round "round",
    any_certificate "certificate",
    any_name "names",
    any_marking "markings",
    any_slip "slip",
    any_wish_of_a_member "wish",
    any_sealed_file "age",
    any_key_to_seal_to "recipient",
    any_parcel "parcel",
    any_red "red",
    any_bundle "bundle",
    any_pattern "pattern",
    any_value "value",
    any_stix_file "file-stix",
    any_misp_file "file-misp",
    any_spyguard_list "file-spyguard",
    any_findings_on_a_device "file-device",
    any_list_of_abuse "file-abuse",
    any_warning_list "warning-list",
    any_pulses "file-otx",
    any_catalogue_of_vulnerabilities "file-kev",
    any_stalkerware_list "file-stalkerware",
    any_table "file-csv",
    any_list "file-list",
    any_text "file-text",
    any_question_of_a_taxii_client "taxii-question",
    any_next_of_a_taxii_client "taxii-next",
    any_head_of_a_taxii_request "taxii-head",
    any_envelope_for_taxii "taxii-post",
    any_certificate_of_a_taxii_client "taxii-certificate",
    any_answer_of_a_taxii_server "taxii-answer",
    any_form_for_the_console "console-form",
    any_answer_of_a_witness "witness",
    any_freshness_of_a_feed "freshness",
    any_tiles_of_a_mirror "mirror-tiles",
    any_digests_of_a_feed "feed-digests",
    any_passkey "passkey",
    any_text_in_the_privacy_check "privacy",
    any_body_of_a_call "api-body",
    any_configuration "configuration",
}

#[test]
fn every_target_is_replayed() {
    let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(names, REPLAYED);
}
