//! The feed of a network in the hands of the same programs: what desks say together loads as what one says. [PUB-14]

use std::path::Path;
use std::process::Command;

use crate::feed::{Feed, SAMPLE};
use crate::loading::scanned;
use crate::mvt::loaded_by_mvt;
use crate::surroundings::printed;
use crate::tools::{node, python, words};

#[test]
fn what_tells_of_the_network_loads_in_the_programs_of_its_readers() {
    let feed = Feed::with_network();
    let file = |name: &str| feed.file_of_network(name);
    let announced = |name: &str| feed.announced_by_network(name).to_string();
    assert_eq!(
        python("bundle.py", &[&file("stix.json")]),
        [announced("stix.json")]
    );
    let events = python("events.py", &[&file("misp")]);
    assert_eq!(events[0], announced("misp/manifest.json"));
    assert_eq!(events[1], "2", "withdrawn events");
    assert_eq!(
        events[2], events[3],
        "indicators, and values that are signs"
    );
    assert_eq!(
        loaded_by_mvt(&file("mvt.stix2")),
        feed.announced_by_network("mvt.stix2")
    );
    assert_eq!(
        python("watcher.py", &[&file("spyguard.json")]),
        [announced("spyguard.json"), "1".to_owned()]
    );
    let table = python("table.py", &[&file("network.csv")]);
    assert_eq!(table[0], announced("network.csv"));
    let news = python("news.py", &[&file("atom.xml"), &file("feed.json")]);
    // The page of a bulletin is at its own desk.
    assert_eq!(news, ["3", "3", "0"]);
    // Each of them names the desks.
    for name in ["stix.json", "mvt.stix2", "network.csv", "atom.xml"] {
        let text = std::fs::read_to_string(file(name)).unwrap();
        assert!(text.contains("sol help desk"), "{name}");
    }
}

/// [PUB-4] Only what desks of two organisations say is blocked: the family is one's alone.
#[test]
fn what_the_network_blocks_loads_in_the_programs_that_block() {
    let feed = Feed::with_network();
    let file = |name: &str| feed.file_of_network(name);
    let announced = |name: &str| feed.announced_by_network(name);
    for tier in ["", "-full"] {
        let names = ["adguard", "hosts", "domains"].map(|name| format!("{name}{tier}.txt"));
        let files = names.clone().map(|name| file(&name));
        let files: Vec<&Path> = files.iter().map(AsRef::as_ref).collect();
        let told = names.map(|name| announced(&name).to_string());
        assert_ne!(told[1], "0");
        assert_eq!(node("agtree.mjs", &files), told);
        let zone = format!("rpz{tier}.zone");
        let compiled = feed.folder.path().join("compiled");
        let mut check = Command::new("named-checkzone");
        check.args(["-D", "-o"]).arg(&compiled);
        check.arg("rpz.luz.example").arg(file(&zone));
        let said = printed(&mut check);
        assert!(said.trim_end().ends_with("OK"), "{said}");
        let compiled = std::fs::read_to_string(&compiled).unwrap();
        assert_eq!(compiled.matches("CNAME").count(), announced(&zone) * 2);
        assert!(compiled.contains("evil.example.rpz.luz.example."));
        assert!(!compiled.contains("family.example"), "one desk's word");
        assert!(!compiled.contains("signal.org"));
    }
    let rules = file("suricata.rules");
    let asked = ["evil.example", "a.evil.example", "notevil.example"];
    let asked: Vec<&Path> = std::iter::once(rules.as_path())
        .chain(asked.iter().map(Path::new))
        .collect();
    let said = python("rules.py", &asked);
    let told = (announced("suricata.rules") * 2).to_string();
    assert_eq!(said[..2], [told.clone(), told]);
    let spoken: Vec<&str> = said[2..]
        .iter()
        .skip(1)
        .step_by(2)
        .map(String::as_str)
        .collect();
    assert_eq!(spoken, ["1", "1", "0"]);
    let sample = feed.folder.path().join("sample");
    std::fs::write(&sample, SAMPLE).unwrap();
    for name in ["clamav.hsb", "clamav.hdb"] {
        let said = scanned(&file(name), &sample);
        let known = format!("Known viruses: {}", announced(name));
        assert!(
            said.contains(&known) && said.contains("FOUND"),
            "{name}: {said}"
        );
    }
    std::fs::write(&sample, "here is a fanal example").unwrap();
    let said = printed(Command::new("yara").arg(file("rules.yar")).arg(&sample));
    assert_eq!(words(&said)[0], "fanal_example");
}
