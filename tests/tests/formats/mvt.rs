//! `mvt-ios` and `mvt-android` compare what they stored of a telephone with the file of the built site; what `mvt-ios`
//! writes of one is read as sightings.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::feed::{Feed, SAMPLE};
use crate::surroundings::{fanal, printed};
use crate::tools::{clients, python};

/// A program of MVT. Nothing of this machine, nothing of the network, and no line broken in two.
fn mvt(program: &str, home: &Path) -> Command {
    let mut mvt = Command::new(clients().join("bin").join(program));
    mvt.env_clear()
        .env("HOME", home)
        .env("COLUMNS", "2000")
        .args(["--disable-update-check", "--disable-indicator-update-check"]);
    mvt
}

/// How many indicators MVT loads of a file.
pub(crate) fn loaded_by_mvt(iocs: &Path) -> usize {
    let visits = json!([visit(1, "https://fine.example/")]);
    let text = said("mvt-ios", iocs, "safari_history", &visits);
    let told = text.split("Loaded a total of ").nth(1).unwrap();
    told.split(' ').next().unwrap().parse().unwrap()
}

/// What a program of MVT says of a folder with one file of results, by the name that its module gives it.
fn said(program: &str, iocs: &Path, module: &str, results: &Value) -> String {
    let dump = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = dump.path().join(format!("{module}.json"));
    std::fs::write(file, results.to_string()).unwrap();
    let mut mvt = mvt(program, home.path());
    mvt.args(["check-iocs", "--iocs"]).args([iocs, dump.path()]);
    let output = mvt.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).unwrap();
    assert!(
        output.status.success(),
        "{program}: {}\n{text}",
        output.status
    );
    text
}

fn assert_finds(text: &str, feed: &Feed, finds: &[&str]) {
    let loaded = format!("Loaded a total of {} unique", feed.announced("mvt.stix2"));
    assert!(text.contains(&loaded), "no `{loaded}`: {text}");
    let produced = format!("produced {} detections", finds.len());
    assert!(
        text.contains(&produced) || finds.is_empty(),
        "no `{produced}`: {text}"
    );
    assert_eq!(
        text.matches("CRITICAL ALERT").count(),
        finds.len(),
        "{text}"
    );
    for found in finds {
        let told =
            |line: &str| line.contains("CRITICAL ALERT") && line.contains(&format!("\"{found}\""));
        assert!(text.lines().any(told), "no alert of `{found}`: {text}");
    }
}

fn visit(id: u32, url: &str) -> Value {
    json!({ "url": url, "id": id, "visit_id": id, "redirect_source": null, "redirect_destination": null,
        "isodate": "2026-01-02 03:04:05.000000", "timestamp": 1.0, "safari_history_db": "History.db" })
}

#[test]
fn mvt_ios_finds_the_visit_to_a_listed_name_and_no_other() {
    let feed = Feed::published();
    let visits = json!([
        visit(1, "https://login.evil.example/a?b=c"),
        // Not `notevil.example`: of that MVT says "maybe", by a comparison of its own.
        visit(2, "https://evil.example.com/"),
    ]);
    let iocs = feed.file("mvt.stix2");
    let text = said("mvt-ios", &iocs, "safari_history", &visits);
    assert_finds(&text, &feed, &["evil.example"]);
    let clean = json!([visit(1, "https://fine.example/")]);
    let text = said("mvt-ios", &iocs, "safari_history", &clean);
    assert_finds(&text, &feed, &[]);
}

#[test]
fn mvt_android_finds_the_name_and_the_application() {
    let feed = Feed::published();
    let iocs = feed.file("mvt.stix2");
    // Messages are not asked about: this version of MVT forgets those that it stored.
    let asked = |name: &str| json!({ "hostname": name, "ip_addresses": [], "package_name": "org.example.browser" });
    let names = json!([asked("login.evil.example"), asked("evil.example.com")]);
    let text = said("mvt-android", &iocs, "dns_event", &names);
    assert_finds(&text, &feed, &["evil.example"]);

    let sample = fanal_protocol::Digest::from_bytes(fanal_tests::federation::sha256(SAMPLE));
    let package = |name: &str, sha256: &str| {
        json!({ "name": name, "installer": "com.android.vending", "system": false, "disabled": false,
            "files": [{ "path": "/data/app/base.apk", "sha256": sha256 }] })
    };
    let packages = json!([
        package("org.example.sample", &sample.to_string()),
        package("org.example.fine", &"0".repeat(64)),
    ]);
    let text = said("mvt-android", &iocs, "aqf_packages", &packages);
    assert_finds(&text, &feed, &[sample.to_string().as_str()]);
}

/// The file is the site's own: what the site serves at the address is what was loaded.
#[test]
fn what_mvt_loads_is_what_the_site_serves() {
    let feed = Feed::published();
    let served = feed.tree.file("/feed/mvt.stix2").unwrap();
    let loaded = std::fs::read(feed.file("mvt.stix2")).unwrap();
    assert!(served.bytes().unwrap() == loaded.as_slice());
    assert!(feed.announced("mvt.stix2") > 8);
}

/// The command line at a desk in this folder: the data of its answer.
fn at_desk(desk: &Path, words: &[&str]) -> Value {
    let mut program = fanal();
    program.arg("--dir").arg(desk).args(words).arg("--json");
    let answer: Value = serde_json::from_str(&printed(&mut program)).unwrap();
    answer["data"].clone()
}

/// [IMP-3] From a desk's export over a telephone (its files are made here) to what is told to the origin.
#[test]
fn what_mvt_itself_writes_of_a_telephone_is_read_as_sightings_and_nothing_else_of_it() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = |name: &str| folder.path().join(name);
    let text = |name: &str| path(name).display().to_string();
    let desk = path("desk");
    let answers = "desk = \"Lumbre\"\nlang = \"en\"\nfound = \"Prueba\"\naccount = \"ana\"\n";
    std::fs::write(path("init.toml"), answers).unwrap();
    std::fs::write(path("processes.txt"), "lanternd\n").unwrap();
    at_desk(&desk, &["init", "--from", &text("init.toml")]);
    let marked = [
        "--tlp",
        "green",
        "--consent",
        "network",
        "--title",
        "Lantern",
    ];
    let values = ["share", "evil.example", "https://lure.example/a"];
    at_desk(&desk, &[&values[..], &marked].concat());
    let listed = text("processes.txt");
    let process = ["import", &listed, "--kind", "process-name"];
    at_desk(&desk, &[&process[..], &marked].concat());
    at_desk(&desk, &["export", "mvt", "-o", &text("iocs.stix2")]);

    let dump = path("dump");
    let visits = [
        "https://login.evil.example/canary?canary=1",
        "https://lure.example/a",
        "https://clinic.canary.example/",
    ];
    let visits = visits.iter().map(Path::new);
    python(
        "telephone.py",
        &std::iter::once(dump.as_path())
            .chain(visits)
            .collect::<Vec<_>>(),
    );
    std::fs::create_dir_all(dump.join("private/var/db")).unwrap();
    std::fs::write(dump.join("private/var/db/lanternd"), "canary").unwrap();
    let mut check = mvt("mvt-ios", folder.path());
    check
        .args(["check-fs", "--iocs", &text("iocs.stix2")])
        .args(["--output", &text("out")])
        .arg(&dump);
    printed(&mut check);
    let written = std::fs::read_to_string(path("out/alerts.json")).unwrap();
    assert!(written.contains("canary"), "{written}");

    let told = at_desk(&desk, &["sight", "import", &text("out/alerts.json")]);
    let values = |told: &Value| -> Vec<String> {
        let bulletins = told["told"].as_array().unwrap().iter();
        let values = bulletins.flat_map(|one| one["values"].as_array().unwrap());
        let mut values: Vec<String> = values.map(|one| one.as_str().unwrap().to_owned()).collect();
        values.sort_unstable();
        values
    };
    assert_eq!(
        values(&told),
        ["evil[.]example", "hxxps://lure[.]example/a", "lanternd"]
    );
    assert_eq!(
        (&told["looked_up"], &told["unread"]),
        (&json!(3), &json!(0)),
        "{told}"
    );
    assert!(!told.to_string().contains("canary"), "{told}");
    // What one module detected is a file of its own; `fanal import` takes it for what it is.
    let detected = text("out/safari_history_detected.json");
    let told = at_desk(&desk, &["import", &detected]);
    assert_eq!(
        values(&told),
        ["evil[.]example", "hxxps://lure[.]example/a"]
    );
}
