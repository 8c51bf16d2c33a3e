//! Real indicator sets go in at one desk of the demo, and the real MVT loads what comes out, there and
//! at the desk at the other end of the network. How much of such sets the privacy check holds back.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

mod surroundings;

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use fanal_desk::ShareOrder;
use fanal_tests::federation::{federation, share};
use serde_json::Value;
use surroundings::{fanal, printed, root};

/// Loads a file as MVT does. Prints what MVT counts, what it would compare a phone with, and what it
/// could not place.
const LOAD: &str = r"
import logging, sys
from mvt.common.indicators import Indicators
logging.disable(logging.CRITICAL)
indicators = Indicators()
indicators.parse_stix2(sys.argv[1])
listed = sum(1 for kind in ('domains', 'processes', 'emails', 'file_names', 'file_paths', 'files_md5', 'files_sha1',
    'files_sha256', 'app_cert_hashes', 'app_ids', 'ios_profile_ids', 'android_property_names', 'urls')
    for _ in indicators.get_iocs(kind))
default = sum(c['count'] for c in indicators.ioc_collections if c['id'] == '0')
print(indicators.total_ioc_count, listed, default)
";

/// The sets that go in.
const SETS: [&str; 3] = ["amnesty", "mvt-indicators", "stalkerware"];

/// Three desks that went through the story, with the real sets; gone afterwards.
struct Network(tempfile::TempDir);

impl Network {
    fn after_the_demo(data: &Path) -> Self {
        let network = Self(tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap());
        let sets = network.path().join("sets");
        std::fs::create_dir_all(&sets).unwrap();
        for set in SETS {
            symlink(data.join(set).canonicalize().unwrap(), sets.join(set)).unwrap();
        }
        let mut demo = fanal();
        demo.args(["demo", "--once", "--keep", "--data"]).arg(sets);
        printed(demo.arg("--dir").arg(network.path().join("desks")));
        network
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// The `data` of an answer.
    fn ask(&self, desk: &str, words: &[&str]) -> Value {
        let mut command = fanal();
        command
            .arg("--dir")
            .arg(self.path().join("desks").join(desk))
            .args(words)
            .arg("--json");
        let answer: Value = serde_json::from_str(&printed(&mut command)).unwrap();
        answer["data"].clone()
    }

    /// What a desk lists of the first desk's CLEAR bulletins: reference and number of values.
    fn clear_of_ancolie(&self, desk: &str) -> BTreeSet<(String, u64)> {
        let words = [
            "inbox", "list", "--origin", "ancolie", "--tlp", "clear", "--limit", "500",
        ];
        let lines = self.ask(desk, &words);
        let line = |line: &Value| {
            let reference = line["reference"].as_str().unwrap().to_owned();
            (reference, line["indicators"].as_u64().unwrap())
        };
        lines.as_array().unwrap().iter().map(line).collect()
    }

    /// Exports all that is public for MVT: the file, and the number that the export announces. Each value that the
    /// bulletins hold is announced, or left out for a reason that is told: none is lost between the two.
    fn export(&self, desk: &str) -> (PathBuf, u64) {
        let file = self.path().join(format!("{desk}.stix2"));
        let path = file.display().to_string();
        let told = self.ask(
            desk,
            &["export", "mvt", "--up-to", "clear", "--output", &path],
        );
        let announced = told["announced"].as_u64().unwrap();
        let reasons = told["left_out"].as_array().unwrap();
        let left_out: u64 = reasons.iter().map(|it| it[1].as_u64().unwrap()).sum();
        let held: u64 = self.clear_of_ancolie(desk).iter().map(|it| it.1).sum();
        assert_eq!(announced + left_out, held, "{desk}: {}", told["left_out"]);
        (file, announced)
    }
}

/// The folder of real data: `FANAL_DATA`, or `shared/data` beside the workspace. Without it: says
/// which test is left out, or, where `CI=true`, fails.
fn real_data(test: &str) -> Option<PathBuf> {
    let beside = || root().join("../shared/data");
    let folder = variable("FANAL_DATA").map_or_else(beside, PathBuf::from);
    present(
        test,
        folder.is_dir(),
        &format!("no data in `{}`", folder.display()),
    )
    .then_some(folder)
}

/// The interpreter of `FANAL_TEST_VENV`. Set but broken: fails. Not set: as for the data.
fn python(test: &str) -> Option<PathBuf> {
    let folder = variable("FANAL_TEST_VENV");
    if !present(test, folder.is_some(), "FANAL_TEST_VENV is not set") {
        return None;
    }
    let python = PathBuf::from(folder?).join("bin/python");
    assert!(python.is_file(), "no interpreter at `{}`", python.display());
    Some(python)
}

fn present(test: &str, there: bool, otherwise: &str) -> bool {
    let in_ci = variable("CI").as_deref() == Some("true");
    assert!(there || !in_ci, "{otherwise}: {test} must run in CI");
    if !there {
        println!("left out: {test} ({otherwise})");
    }
    there
}

#[expect(
    clippy::disallowed_methods,
    reason = "where the data and the real tools lie is the machine's affair"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn assert_mvt_loads(python: &Path, file: &Path, announced: u64) {
    let mut mvt = std::process::Command::new(python);
    let counted = printed(mvt.arg("-c").arg(LOAD).arg(file));
    assert_eq!(
        counted.trim(),
        format!("{announced} {announced} 0"),
        "{}",
        file.display()
    );
}

/// Every pattern of a file.
fn patterns(file: &Path) -> BTreeSet<String> {
    let bundle: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let objects = bundle["objects"].as_array().unwrap().iter();
    objects
        .filter_map(|object| Some(object["pattern"].as_str()?.to_owned()))
        .collect()
}

#[test]
fn real_data_goes_through_the_network_and_into_mvt_whole() {
    let test = "real_data_goes_through_the_network_and_into_mvt_whole";
    let (Some(data), Some(python)) = (real_data(test), python(test)) else {
        return;
    };
    let network = Network::after_the_demo(&data);

    let shared = network.clear_of_ancolie("ancolie");
    assert!(shared.len() > 5, "{shared:?}");
    for desk in ["lumbre", "qasaba"] {
        assert_eq!(network.clear_of_ancolie(desk), shared, "{desk}");
    }
    let values = |desk| network.ask(desk, &["status"])["values"].as_u64().unwrap();
    assert_eq!(values("lumbre"), values("qasaba"));

    let (sent, announced) = network.export("ancolie");
    assert!(announced > 5_000, "{announced}");
    assert_mvt_loads(&python, &sent, announced);

    // The third desk did not look at anything yet: what it does not mark "use" is in no file.
    let references: Vec<&str> = shared
        .iter()
        .map(|(reference, _)| reference.as_str())
        .collect();
    network.ask(
        "qasaba",
        &[&["inbox", "use"], references.as_slice()].concat(),
    );
    let (received, again) = network.export("qasaba");
    assert_eq!(again, announced);
    assert_mvt_loads(&python, &received, again);
    assert_eq!(patterns(&received), patterns(&sent));
}

/// [IMP-2] [IMP-7] The folder of a publisher's feed by the verb: its index, its events, and the digests of its values.
#[test]
fn real_data_a_published_misp_feed_becomes_a_bulletin_an_event() {
    let Some(data) = real_data("real_data_a_published_misp_feed_becomes_a_bulletin_an_event")
    else {
        return;
    };
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let answers = "desk = \"Lumbre\"\nlang = \"en\"\nfound = \"Prueba\"\naccount = \"ana\"\n";
    let init = folder.path().join("init.toml");
    std::fs::write(&init, answers).unwrap();
    let ask = |words: &[&str]| -> Value {
        let mut command = fanal();
        command.arg("--dir").arg(folder.path().join("desk"));
        let answer = printed(command.args(words).arg("--json"));
        serde_json::from_str::<Value>(&answer).unwrap()["data"].clone()
    };
    ask(&["init", "--from", &init.display().to_string()]);
    let feed = data.join("misp-feed").display().to_string();
    // Its publisher calls none of its values a sign.
    let import = [
        "import",
        &feed,
        "--take-context",
        "--tlp",
        "green",
        "--source",
        "ESET",
    ];
    let import = [&import[..], &["--consent", "not-needed:already-public"]].concat();
    let taken = ask(&import);
    assert_eq!(
        (&taken["events"], &taken["refused"]),
        (&9.into(), &Value::Array(Vec::new()))
    );
    let shared = taken["shared"].as_array().unwrap().iter();
    let bulletins = shared.flat_map(|one| one["outcome"]["bulletins"].as_array().unwrap());
    let values = bulletins.map(|one| one["indicators"].as_u64().unwrap());
    assert_eq!((values.clone().count(), values.sum::<u64>()), (9, 54));
    assert_eq!(ask(&["status"])["values"], 54);
    let again = ask(&import);
    assert_eq!(
        (&again["known"], &again["shared"]),
        (&9.into(), &Value::Array(Vec::new()))
    );
}

/// Every published set that is there, with all that is in it.
const PUBLISHED: [&str; 9] = [
    "amnesty",
    "mvt-indicators",
    "stalkerware",
    "misp-events",
    "misp-feed",
    "csv-lists",
    "targetedthreats",
    "citizenlab-nc",
    "stix-examples/unit42-2.0",
];

/// Of so many indicators one may be held back wrongly.
const ONE_IN: usize = 200;

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// [PRV-8] Over whole bulletins as somebody would publish them: the values, and every text of the objects that go
/// along. An e-mail address waits for a person to say that it is the attacker's, and is counted apart. [IMP-1]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn real_data_is_held_back_less_than_once_in_200_indicators() {
    let Some(data) = real_data("real_data_is_held_back_less_than_once_in_200_indicators") else {
        return;
    };
    let fed = federation().desk("kivu").in_memory().await;
    let kivu = fed.desk("kivu");
    let (mut values, mut addresses) = (0, 0);
    let mut held = BTreeMap::<String, usize>::new();
    for set in PUBLISHED {
        let mut files = Vec::new();
        files_below(&data.join(set), &mut files);
        files.sort();
        for path in files {
            let name = path.strip_prefix(&data).unwrap().display().to_string();
            let text = fanal_desk::text_of_file(&std::fs::read(&path).unwrap());
            let Some(content) = text else { continue };
            let order = ShareOrder {
                consent: Some("not-needed:already-public".to_owned()),
                source: Some("whoever published it".to_owned()),
                role: None,
                file_name: Some(name.clone()),
                take_context: true,
                dry_run: true,
                ..share("clear", &content)
            };
            // What is no list, or says a narrower label, would not be published.
            let Ok(shared) = kivu.try_share(order).await else {
                continue;
            };
            let bulletins = shared.bulletins.iter();
            values += bulletins.map(|one| one.indicators).sum::<usize>();
            for finding in &shared.findings {
                if variable("FANAL_SHOWS").is_some() {
                    let (place, also) = (&finding.place, finding.also);
                    println!("{name} {} {place} +{also} {}", finding.reason, finding.text);
                }
                let times = 1 + finding.also;
                if finding.reason == "email" && finding.place.starts_with("indicator") {
                    addresses += times;
                } else {
                    *held.entry(finding.reason.clone()).or_default() += times;
                }
            }
        }
    }
    let others: usize = held.values().sum();
    println!(
        "{values} indicators; held back {others}, one in {}: {held:?}; and {addresses} e-mail addresses",
        values / others.max(1)
    );
    assert!(values > 25_000, "the sets are not there in full: {values}");
    assert!(addresses > 0, "nobody said whose they are");
    assert!((others + addresses) * ONE_IN < values, "it cries wolf");
}
