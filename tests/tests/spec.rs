//! SPEC.md is kept: each requirement is named by a test, each citation leads somewhere, and the tables
//! are those of the code. `FANAL_BLESS=1` writes the tables anew.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use fanal_policy::{ACTS, Act, Party};
use fanal_protocol::Code;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Files of the workspace below these folders whose names end so, with their texts.
fn files(ends: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, ends: &str, found: &mut Vec<PathBuf>) {
        let entries = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        for path in entries.collect::<BTreeSet<_>>() {
            if path.is_dir() {
                walk(&path, ends, found);
            } else if path.to_string_lossy().ends_with(ends) {
                found.push(path);
            }
        }
    }
    let (root, mut found) = (root(), Vec::new());
    for room in ["protocol", "crates", "node", "tests"] {
        walk(&root.join(room), ends, &mut found);
    }
    let named = |path: PathBuf| {
        let name = path
            .strip_prefix(&root)
            .unwrap()
            .to_string_lossy()
            .into_owned();
        (
            name,
            String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned(),
        )
    };
    found.into_iter().map(named).collect()
}

/// `ENC-1`, `R7`.
fn is_tag(text: &str) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('-') {
        Some((family, n)) => {
            (3..=4).contains(&family.len())
                && family.bytes().all(|b| b.is_ascii_uppercase())
                && number(n)
        }
        None => text.strip_prefix('R').is_some_and(number),
    }
}

/// What stands in square brackets and looks like a tag.
fn tags_in(text: &str) -> BTreeSet<String> {
    let after = text
        .split('[')
        .skip(1)
        .filter_map(|rest| rest.split_once(']'));
    after
        .map(|(tag, _)| tag)
        .filter(|tag| is_tag(tag))
        .map(str::to_owned)
        .collect()
}

/// The tags of the requirements, in their order; one stands once.
fn requirements(spec: &str) -> Vec<String> {
    let begins = |line: &str| Some(line.strip_prefix("**[")?.split_once("]**")?.0.to_owned());
    let tags: Vec<String> = spec.lines().filter_map(begins).collect();
    let distinct: BTreeSet<&String> = tags.iter().collect();
    assert_eq!(distinct.len(), tags.len(), "a tag stands twice in {tags:?}");
    tags
}

/// The part of a source file that is tests.
fn tests_of<'a>(path: &str, text: &'a str) -> &'a str {
    if path.contains("/tests/") || path.ends_with("/tests.rs") || path.starts_with("tests/") {
        return text;
    }
    // By convention the module of tests is the last thing in a file.
    text.find("#[cfg(test)]\nmod ")
        .map_or("", |at| text.split_at(at).1)
}

#[test]
fn every_requirement_is_named_by_a_test() {
    let mut named = BTreeSet::new();
    for (path, text) in &files(".rs") {
        let tests = tests_of(path, text);
        named.extend(tags_in(tests));
        // Tests that go through a table name tags as texts.
        named.extend(
            tests
                .split('"')
                .filter(|text| is_tag(text))
                .map(str::to_owned),
        );
    }
    for (path, text) in files(".json")
        .iter()
        .filter(|(path, _)| path.starts_with("protocol/vectors/"))
    {
        let vector: serde_json::Value = serde_json::from_str(text).unwrap();
        named.insert(
            vector["tag"]
                .as_str()
                .unwrap_or_else(|| panic!("{path} has no tag"))
                .to_owned(),
        );
    }
    let missing: Vec<String> = requirements(&read("SPEC.md"))
        .into_iter()
        .filter(|tag| !named.contains(tag))
        .collect();
    assert!(
        missing.is_empty(),
        "{} requirements that no test names: {}",
        missing.len(),
        missing.join(" ")
    );
}

/// What says no, and is no row of the hostile tables and no vector: a test of that name breaks it.
const REFUSED_ELSEWHERE: &[(&str, &str)] = &[
    (
        "SYN-22",
        "what_a_desk_says_beyond_the_measure_of_a_day_waits_for_the_next_and_what_it_takes_back_does_not",
    ),
    (
        "CLI-12",
        "who_joins_between_a_preview_and_the_yes_gets_nothing_by_it",
    ),
    ("IMP-18", "an_export_of_abuse_ch_is_asked_and_not_passed_on"),
    ("IMP-17", "a_cell_for_a_label_is_one_or_cannot_be_read"),
    ("IMP-7", "an_event_that_is_not_the_one_of_the_list_is_told"),
    ("IMP-13", "expressions_that_are_large_together_are_refused"),
    (
        "IMP-10",
        "what_a_person_says_of_columns_is_heeded_and_no_label_is_talked_away",
    ),
    (
        "ACC-3",
        "a_call_that_a_page_of_another_site_makes_is_refused_and_not_counted",
    ),
    (
        "CON-2",
        "a_record_says_who_heard_what_and_how_and_an_uninformed_yes_goes_nowhere",
    ),
    (
        "CON-4",
        "what_was_written_for_one_network_is_not_sent_in_another_and_a_persons_no_reaches_both",
    ),
    (
        "REC-4",
        "what_goes_further_than_a_narrowed_source_is_affirmed_or_narrowed_in_its_turn",
    ),
    (
        "REC-10",
        "a_desk_that_locks_itself_answers_nobody_and_is_sent_nothing_until_it_is_back",
    ),
    (
        "JOIN-3",
        "a_vouch_for_another_key_or_by_somebody_who_is_out_does_not_count",
    ),
    (
        "JOIN-8",
        "a_report_goes_to_coordinators_desks_alone_with_proof_and_without_content",
    ),
    ("PUB-10", "fanal_verify_refuses_a_feed_that_goes_back"),
    (
        "PUB-12",
        "a_line_that_the_witness_did_not_sign_is_not_taken_and_silence_delays_nothing",
    ),
    (
        "PUB-16",
        "fanal_verify_shows_that_a_log_grew_out_of_what_was_seen_and_refuses_another",
    ),
    (
        "TAX-5",
        "what_is_no_envelope_is_refused_and_nothing_is_kept",
    ),
    (
        "TAX-7",
        "accept_is_negotiated_and_never_asked_of_a_stranger_first",
    ),
    (
        "BAK-4",
        "files_that_do_not_fit_or_were_cut_off_are_refused_before_anything_is_touched",
    ),
    (
        "RED-3",
        "label_and_recipients_inside_are_those_of_red_to_people",
    ),
    ("RED-6", "what_is_passed_on_shows_who_wrote_it_and_for_whom"),
    (
        "RED-8",
        "a_file_that_came_by_itself_is_held_to_the_newest_card_of_its_writer",
    ),
    (
        "PAR-3",
        "a_manifest_of_another_key_type_or_content_is_refused",
    ),
    ("ACC-9", "a_copied_authenticator_does_not_open_the_account"),
    ("CLI-1", "every_exit_code_is_one_of_the_list"),
    (
        "CLI-5",
        "a_trail_that_was_changed_is_not_whole_and_the_native_export_stands_in_it",
    ),
    (
        "CSL-15",
        "a_day_that_cannot_be_read_is_told_and_never_dropped",
    ),
];

/// Tags of the requirements whose text refuses something.
fn refusing(spec: &str) -> BTreeSet<String> {
    let says_no = |line: &&str| ["refuse", "MUST NOT"].iter().any(|no| line.contains(no));
    let tag = |line: &str| Some(line.strip_prefix("**[")?.split_once("]**")?.0.to_owned());
    spec.lines().filter(says_no).filter_map(tag).collect()
}

#[test]
fn what_must_be_refused_is_tried_by_a_hostile_member_or_says_where_else() {
    use fanal_tests::hostile::{FLOODS, LAST, SLOW, STALE, attacks};
    let (floods, last, slow) = (FLOODS.iter(), LAST.iter().chain(STALE), SLOW.iter());
    let rows = attacks().into_iter().chain(floods).chain(last).chain(slow);
    let mut tried: BTreeSet<String> = rows.map(|attack| attack.tag.to_owned()).collect();
    for (path, text) in files(".json") {
        if path.starts_with("protocol/vectors/refuse/") {
            let vector: serde_json::Value = serde_json::from_str(&text).unwrap();
            // Over the wire a roster of these is refused because it is of another network, whatever else is wrong
            // with it: rows try the same flaws in rosters of the network that is attacked.
            if vector["what"] != "roster" {
                tried.extend(vector["tag"].as_str().map(str::to_owned));
            }
        }
    }
    let refusing = refusing(&read("SPEC.md"));
    assert!(refusing.len() > 30, "{refusing:?}");
    let elsewhere: BTreeSet<String> = REFUSED_ELSEWHERE
        .iter()
        .map(|(tag, _)| (*tag).to_owned())
        .collect();
    let sources = files(".rs");
    for (tag, test) in REFUSED_ELSEWHERE {
        assert!(
            refusing.contains(*tag),
            "[{tag}] refuses nothing (any more)"
        );
        assert!(
            !tried.contains(*tag),
            "[{tag}] is tried by now: take it out of the table"
        );
        let (head, tail) = (format!("fn {test}("), format!("#[test]\nfn {test}("));
        let is_there = sources.iter().any(|(path, text)| {
            let of_tests = tests_of(path, text);
            of_tests.contains(&head) || of_tests.contains(&tail)
        });
        assert!(is_there, "[{tag}]: there is no test `{test}`");
    }
    let missing: Vec<&String> = refusing
        .iter()
        .filter(|tag| !tried.contains(*tag) && !elsewhere.contains(*tag))
        .collect();
    assert!(missing.is_empty(), "nobody tries these: {missing:?}");
}

/// The test of each promise, and of each lesson: a file of its own, or a module in the folder of one.
#[test]
fn the_tests_that_the_page_of_security_names_are_there() {
    let page = read("SECURITY.md");
    let quoted = page.split('`').skip(1).step_by(2);
    let named: BTreeSet<(&str, &str)> = quoted.filter_map(|word| word.split_once("::")).collect();
    assert!(named.len() > 70, "{named:?}");
    let sources = files(".rs");
    let is_there = |(module, test): &(&str, &str)| {
        let (file, folder) = (format!("/{module}.rs"), format!("/{module}/"));
        let head = format!("fn {test}(");
        sources.iter().any(|(path, text)| {
            (path.ends_with(&file) || path.contains(&folder))
                && tests_of(path, text).contains(&head)
        })
    };
    let gone: Vec<_> = named.iter().filter(|name| !is_there(name)).collect();
    assert!(
        gone.is_empty(),
        "in SECURITY.md, and nowhere else: {gone:?}"
    );
}

#[test]
fn every_tag_that_is_cited_stands_in_the_spec() {
    let spec = read("SPEC.md");
    let mut known: BTreeSet<String> = requirements(&spec).into_iter().collect();
    let rules = spec
        .lines()
        .filter_map(|line| Some(line.strip_prefix("| [R")?.split_once(']')?.0));
    known.extend(rules.map(|number| format!("R{number}")));
    let texts = [
        files(".rs"),
        files(".md"),
        vec![("SPEC.md".into(), spec)],
        vec![("CONTRIBUTING.md".into(), read("CONTRIBUTING.md"))],
    ];
    let mut unknown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in texts.concat() {
        for tag in tags_in(&text).difference(&known) {
            unknown.entry(tag.clone()).or_default().insert(path.clone());
        }
    }
    assert!(
        unknown.is_empty(),
        "cited, but not in SPEC.md: {unknown:#?}"
    );
}

#[test]
fn the_links_of_the_spec_lead_to_files() {
    let spec = read("SPEC.md");
    let links = spec
        .split("](")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(')')?.0));
    let broken: BTreeSet<&str> = links.filter(|link| !root().join(link).exists()).collect();
    assert!(broken.is_empty(), "{broken:?}");
}

/// The text between `<!-- name -->` and `<!-- /name -->` is this; or becomes it.
fn table_is(name: &str, wanted: &str) {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let spec = read("SPEC.md");
    let (before, rest) = spec.split_once(&begin).unwrap();
    let (found, after) = rest.split_once(&end).unwrap();
    if found == wanted {
        return;
    }
    assert!(
        blessing(),
        "the table `{name}` of SPEC.md is not that of the code: run with FANAL_BLESS=1\n{wanted}"
    );
    std::fs::write(
        root().join("SPEC.md"),
        format!("{before}{begin}{wanted}{end}{after}"),
    )
    .unwrap();
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the test says it here"
)]
fn blessing() -> bool {
    std::env::var_os("FANAL_BLESS").is_some_and(|set| set == "1")
}

/// Doc comments of a source text, by the line that follows them.
fn documented(source: &str) -> impl Iterator<Item = (String, &str)> {
    let mut docs = String::new();
    source.lines().map(str::trim).filter_map(move |line| {
        if let Some(doc) = line.strip_prefix("/// ") {
            docs = format!("{docs} {doc}").trim().to_owned();
            return None;
        }
        Some((std::mem::take(&mut docs), line))
    })
}

macro_rules! limits {
    ($($name:ident)*) => {
        BTreeMap::from([$((stringify!($name), i128::try_from(fanal_protocol::limits::$name).unwrap())),*])
    };
}

/// [LIM-1]
#[test]
fn the_limits_of_the_spec_are_those_of_the_code() {
    let mut values = limits! {
        STATEMENT_BYTES ENVELOPE_BYTES ROSTER_BYTES JSON_DEPTH OBJECTS TITLE_CHARS CALLED_CHARS SUMMARY_CHARS SOURCE_CHARS
        ALSO_PLEASE_CHARS AUDIENCE DESKS TLS_PINS COORDINATORS SIGNATURES RANGE_ENTRIES RANGE_BYTES
        DECOMPRESSED_BYTES HEADS EPOCHS REQUEST_BYTES REQUESTS_PER_MINUTE CONNECTIONS_PER_PEER REFUSALS_PER_HOUR
        CONTENT_BYTES_PER_DAY CLOCK_AHEAD_SECONDS HINT_SECONDS HEARTBEAT_WARN_HOURS SILENT_HOURS SUSPENSION_HOURS SUSPENSION_ONCE_IN_DAYS
        SUSPENSIONS_OF_ONE SLIP_BYTES LANGUAGES CHANNELS SEALING_KEY_CHARS PROOFS CLOSED_STREAMS
        RETRACTED KEPT_DAYS_GREEN KEPT_DAYS_AMBER
    };
    let mut table = "| limit | value | what, and why |\n|---|---:|---|\n".to_owned();
    let source = read("protocol/src/limits.rs");
    for (reason, line) in documented(&source) {
        let Some((name, _)) = line
            .strip_prefix("pub const ")
            .and_then(|rest| rest.split_once(':'))
        else {
            continue;
        };
        let range = match name {
            "SEALED_BYTES" => Some(fanal_protocol::limits::SEALED_BYTES),
            "PARCEL_BYTES" => Some(fanal_protocol::limits::PARCEL_BYTES),
            _ => None,
        };
        let value = if let Some(sizes) = range {
            format!("{} to {}", sizes.start(), sizes.end())
        } else {
            let value = values.remove(name);
            let value = value.unwrap_or_else(|| panic!("add `{name}` to the list above"));
            value.to_string()
        };
        assert!(!reason.is_empty(), "`{name}` has no reason");
        writeln!(table, "| `{name}` | {value} | {reason} |").unwrap();
    }
    assert!(values.is_empty(), "no such limits: {values:?}");
    table_is("limits", &table);
}

/// [ERR-1]
#[test]
fn the_codes_of_the_spec_are_those_of_the_code() {
    let mut table = "| code | status | exit | meaning |\n|---|---:|---:|---|\n".to_owned();
    let source = read("protocol/src/problem.rs");
    let meanings: BTreeMap<&str, String> = documented(&source)
        .filter_map(|(docs, line)| Some((line.split_once(" = \"")?.1.split_once('"')?.0, docs)))
        .collect();
    for code in Code::ALL {
        let meaning = meanings
            .get(code.as_str())
            .unwrap_or_else(|| panic!("`{code}` has no meaning"));
        writeln!(
            table,
            // An error's `doc` leads to its line.
            "| <a id=\"{code}\"></a>`{code}` | {} | {} | {meaning} |",
            code.status(),
            code.exit()
        )
        .unwrap();
    }
    table_is("codes", &table);
}

/// [CLI-1] A code ends a command in a way that the list of exit codes knows.
#[test]
fn every_exit_code_is_one_of_the_list() {
    let spec = read("SPEC.md");
    let line = spec
        .lines()
        .find(|line| line.starts_with("**[CLI-1]**"))
        .unwrap();
    let listed: BTreeSet<u8> = line
        .split([':', ';'])
        .filter_map(|part| part.trim().split(' ').next()?.parse().ok())
        .collect();
    assert_eq!(listed, BTreeSet::from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 75]));
    for code in Code::ALL {
        assert!(listed.contains(&code.exit()), "{code}");
        assert!((400..600).contains(&code.status()), "{code}");
    }
}

/// [ROS-14]
#[test]
fn the_table_of_states_and_acts_is_that_of_the_policy() {
    let acts = [
        Act::Send,
        Act::Receive,
        Act::Relay,
        Act::Retract,
        Act::Review,
        Act::Vouch,
        Act::Publish,
    ];
    let mut table = "```acts\n".to_owned();
    let mut row = |head: String, cells: Vec<String>| {
        write!(table, "{head:<24}").unwrap();
        let line: String = cells.iter().map(|cell| format!("{cell:<13}")).collect();
        writeln!(table, "{}", line.trim_end()).unwrap();
    };
    row(String::new(), acts.map(|act| act.to_string()).into());
    for line in ACTS {
        let head = match line.party {
            Party::Desk(standing) => format!("desk {standing}"),
            Party::Roster(state) => format!("roster {state}"),
        };
        row(head, acts.map(|act| line.of(act).to_string()).into());
    }
    table_is("acts", &format!("{table}```\n"));
}

#[test]
fn the_rules_of_the_spec_are_those_that_decide() {
    let rules: Vec<String> = fanal_policy::rules()
        .map(|(tag, says)| format!("**[{tag}]** {says}\n"))
        .collect();
    table_is("rules", &rules.join("\n"));
}
