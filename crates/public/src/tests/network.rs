use std::sync::Arc;

use fanal_protocol::{KeyRecord, SecretKey};

use super::shelves::*;
use crate::{NetworkDesk, NetworkItem, NetworkShelf, Published, ShelfItem, Tree, Withdrawn, build};

fn desk(name: &str, organisation: &str) -> NetworkDesk {
    NetworkDesk {
        id: name.parse().unwrap(),
        name: format!("{name} help desk"),
        organisation: organisation.to_owned(),
        keys: vec![KeyRecord {
            key: SecretKey::from_seed(&[3; 32]).public(),
            from: day("2026-01-01"),
            until: None,
            revoked: false,
        }],
    }
}

fn said(by: &str, number: u8, publication: fanal_protocol::Publication) -> NetworkItem {
    let published = Published {
        id: id(number),
        digest: digest(number),
        position: None,
        publication,
        confirmed: false,
        inactive: std::collections::BTreeSet::new(),
    };
    NetworkItem {
        origin: by.parse().unwrap(),
        item: Arc::new(ShelfItem::new(published).unwrap()),
        envelope: format!(r#"{{"payload":"{by}{number}"}}"#).into_bytes(),
    }
}

fn gone(by: &str, number: u8) -> (fanal_protocol::DeskId, Withdrawn) {
    let gone = Withdrawn {
        id: id(number),
        published: day("2026-11-20"),
        date: day("2026-11-21"),
        to_delete: Vec::new(),
    };
    (by.parse().unwrap(), gone)
}

/// Sol and mar belong to two organisations, duna to that of sol.
fn network(items: Vec<NetworkItem>) -> NetworkShelf {
    NetworkShelf {
        name: "Lanterns".to_owned(),
        desks: vec![desk("sol", "sol"), desk("mar", "mar"), desk("duna", "sol")],
        items,
        withdrawn: Vec::new(),
    }
}

fn built(network: NetworkShelf) -> Tree {
    shelf()
        .publishing(1, publication("Own", &["own.example"]))
        .with_network(network)
        .built()
}

// [PUB-14]
#[test]
fn each_entry_of_the_networks_feed_names_its_desk_and_comes_with_what_that_desk_signed() {
    let tree = built(network(vec![said(
        "sol",
        7,
        publication("Of sol", &["sol.example"]),
    )]));
    for path in [
        "/network/feed/stix.json",
        "/network/feed/mvt.stix2",
        "/network/feed/misp/manifest.json",
        "/network/feed/network.csv",
        "/network/feed/atom.xml",
        "/network/feed/feed.json",
        "/network/feed/digest.md",
        "/network/feed/digest.html",
        "/network/feed/desks.json",
        "/network/feed/",
    ] {
        assert!(text(&tree, path).contains("sol help desk"), "{path}");
    }
    assert!(text(&tree, "/network/feed/statements.jsonl").contains(r#""sol7""#));
    assert!(text(&tree, "/network/feed/desks.json").contains(&id(7).to_string()));
    // The desk's own feed is its own.
    let own: Vec<String> = files_with(&tree, "sol.example");
    assert!(
        own.iter().all(|path| path.starts_with("/network/")),
        "{own:?}"
    );
    assert!(text(&tree, "/.well-known/fanal.json").contains("/network/feed/"));
    let sums = text(&tree, "/network/feed/SHA256SUMS");
    for (path, file) in tree.iter() {
        let name = path.strip_prefix("/network/feed/").unwrap_or_default();
        if !name.is_empty() && !name.starts_with("SHA256SUMS") {
            assert!(
                sums.contains(&format!("{}  {name}\n", file.sha256())),
                "{path}"
            );
        }
    }
    // [PUB-15] Signed apart from the desk's own, so that neither stands for the other.
    let signature = text(&tree, "/network/feed/SHA256SUMS.minisig");
    assert!(signature.contains("file:network/SHA256SUMS"));
    assert!(text(&tree, "/network/feed/freshness.json").contains(r#""feed": "network""#));
}

#[test]
fn without_a_feed_of_the_network_nothing_stands_below_its_address() {
    let tree = shelf()
        .publishing(1, publication("Own", &["own.example"]))
        .built();
    assert!(tree.iter().all(|(path, _)| !path.starts_with("/network")));
    assert!(files_with(&tree, "/network/feed/").is_empty());
}

// [PUB-15]
#[test]
fn a_desk_that_copies_an_id_neither_replaces_nor_removes_what_another_published() {
    let mut shared = network(vec![
        said("sol", 7, publication("Of sol", &["sol.example"])),
        said("mar", 7, publication("Copied", &["mar.example"])),
    ]);
    shared.withdrawn = vec![gone("mar", 7)];
    let tree = built(shared);
    assert!(text(&tree, "/network/feed/stix.json").contains("sol.example"));
    assert!(!text(&tree, "/network/feed/stix.json").contains("\"revoked\": true"));
    assert!(!text(&tree, "/network/feed/changes.csv").contains("2026-11-21"));
    assert!(files_with(&tree, "mar.example").is_empty());
}

// [PUB-5] [PUB-15]
#[test]
fn a_desk_that_copies_an_id_does_not_hide_that_its_owner_took_it_back() {
    let mut shared = network(vec![
        said("sol", 7, publication("Of sol", &["sol.example"])),
        said("mar", 7, publication("Copied", &["mar.example"])),
    ]);
    shared.withdrawn = vec![gone("sol", 7)];
    let tree = built(shared);
    for word in ["sol.example", "mar.example", "Copied"] {
        assert_eq!(files_with(&tree, word), Vec::<String>::new(), "{word}");
    }
    assert!(text(&tree, "/network/feed/stix.json").contains("\"revoked\": true"));
    assert!(text(&tree, "/network/feed/changes.csv").contains("2026-11-21"));
}

// [PUB-15]
#[test]
fn a_desk_that_copies_an_objects_id_does_not_speak_for_another_desks_object() {
    let objects = |seed: &str, domain: &str, members: &str| {
        let mut one = publication("One", &[]);
        let pattern = format!("[domain-name:value = '{domain}']");
        one.objects = vec![indicator(seed, &pattern, members)];
        one
    };
    let victim = said("sol", 9, objects("same", "sol.example", ""));
    // Its id sorts first, and it says that the other desk's indicator is over.
    let hostile = said(
        "mar",
        2,
        objects("same", "harmless.example", r#","revoked":true"#),
    );
    let tree = built(network(vec![victim, hostile]));
    assert!(text(&tree, "/network/feed/stix.json").contains("sol.example"));
    assert!(text(&tree, "/network/feed/mvt.stix2").contains("sol.example"));
    assert!(text(&tree, "/network/feed/network.csv").contains("sol.example"));
}

// [PUB-4] [PUB-14]
#[test]
fn a_value_is_blocked_when_two_organisations_publish_it() {
    let mut granted = publication("Four", &["granted.example"]);
    granted.date = day("2026-11-23");
    let tree = built(network(vec![
        said(
            "sol",
            7,
            publication("One", &["both.example", "sister.example", "alone.example"]),
        ),
        said("mar", 8, publication("Two", &["both.example"])),
        said("duna", 9, publication("Three", &["sister.example"])),
        said("sol", 10, publication("Four", &["granted.example"])),
        said("mar", 11, granted),
    ]));
    let hosts = text(&tree, "/network/feed/hosts.txt");
    assert!(hosts.contains("both.example"));
    assert!(!hosts.contains("alone.example"), "one desk's word");
    assert!(!hosts.contains("sister.example"), "one organisation's word");
    assert!(!hosts.contains("granted.example"), "[REC-8] said twice");
}

// [PUB-14]
#[test]
fn what_was_taken_back_and_what_is_of_a_desk_that_is_not_in_is_nowhere() {
    let items = || {
        vec![
            said("sol", 7, publication("One", &["gone.example"])),
            said("mar", 8, publication("Two", &["left.example"])),
        ]
    };
    let before = built(network(items()));
    assert!(!files_with(&before, "gone.example").is_empty());
    assert!(!files_with(&before, "left.example").is_empty());
    let mut after = network(items());
    after.withdrawn = vec![gone("sol", 7), gone("mar", 6)];
    after.desks.retain(|desk| desk.id.as_str() != "mar");
    let told = shelf()
        .publishing(1, publication("Own", &["own.example"]))
        .with_network(after)
        .at(1_795_327_200)
        .told();
    let after = build(&told, &sign, Some(&before)).unwrap();
    for word in ["gone.example", "left.example", "mar help desk", "mar8"] {
        assert_eq!(files_with(&after, word), Vec::<String>::new(), "{word}");
    }
    // [PUB-5] What was taken back is said; what is of a desk that is out is not even that.
    let changes = text(&after, "/network/feed/changes.csv");
    assert!(changes.contains(&id(7).to_string()) && !changes.contains(&id(6).to_string()));
    assert!(text(&after, "/network/feed/stix.json").contains("\"revoked\": true"));
    let serial = |tree: &Tree| {
        let memory = tree.memory();
        let again = Tree::remembered(&memory);
        assert_eq!(again.memory(), memory);
        memory.split(' ').nth(2).unwrap().parse::<u32>().unwrap()
    };
    assert!(serial(&after) > serial(&before));
}
