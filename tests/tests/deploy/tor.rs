//! The onion services.

use std::collections::BTreeMap;

use crate::{lines, read};

#[test]
fn the_onion_services_lead_to_the_listeners_and_never_to_ops() {
    let file = read("deploy/tor/torrc.sample");
    let mut services: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut service = "";
    for line in lines(&file) {
        let (key, value) = line.split_once(' ').unwrap_or_else(|| panic!("{line}"));
        match key {
            "SocksPort" => assert_eq!(value, "127.0.0.1:9050 IsolateDestAddr IsolateDestPort"),
            "SafeLogging" => assert_eq!(value, "1"),
            "HiddenServiceDir" => service = value,
            "HiddenServiceVersion" => assert_eq!(value, "3", "{service}"),
            "HiddenServicePort" => services.entry(service).or_default().push(value),
            _ => panic!("unknown: {line}"),
        }
    }
    let found: Vec<(&str, Vec<&str>)> = services.into_iter().collect();
    assert_eq!(
        found,
        [
            ("/var/lib/tor/fanal-console/", vec!["80 127.0.0.1:9470"]),
            ("/var/lib/tor/fanal-public/", vec!["80 127.0.0.1:9480"]),
            ("/var/lib/tor/fanal-sync/", vec!["9443 127.0.0.1:9443"]),
        ]
    );
    let config = read("deploy/fanal.toml.sample");
    assert!(
        config.contains("socks5 = \"127.0.0.1:9050\""),
        "the same port"
    );
}
