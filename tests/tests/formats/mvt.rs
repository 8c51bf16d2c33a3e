//! `mvt-ios` and `mvt-android` compare what they stored of a telephone with the file of the built site.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::feed::{Feed, SAMPLE};
use crate::tools::clients;

/// What a program of MVT says of a folder with one file of results, by the name that its module gives it.
fn said(program: &str, iocs: &Path, module: &str, results: &Value) -> String {
    let dump = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let file = dump.path().join(format!("{module}.json"));
    std::fs::write(file, results.to_string()).unwrap();
    let mut mvt = Command::new(clients().join("bin").join(program));
    // Nothing of this machine, nothing of the network, and no line broken in two.
    mvt.env_clear()
        .env("HOME", home.path())
        .env("COLUMNS", "2000")
        .args(["--disable-update-check", "--disable-indicator-update-check"])
        .args(["check-iocs", "--iocs"])
        .args([iocs, dump.path()]);
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
