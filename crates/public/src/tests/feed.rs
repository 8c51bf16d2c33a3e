use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use fanal_protocol::Pap;
use fanal_protocol::note::VerifierKey;
use sha2::{Digest as _, Sha256};

use super::shelves::*;
use crate::files::PLACES;
use crate::pages::TOOLS;
use crate::{Broken, Published, ShelfItem, Tree};

fn one() -> Tree {
    shelf()
        .publishing(1, publication("One", &["one.example", "two.example"]))
        .built()
}

#[test]
fn every_file_of_the_feed_is_there_with_its_media_type() {
    let tree = one();
    let kind = |name: &str| tree.file(&format!("/feed/{name}")).unwrap().media_type();
    assert_eq!(kind("stix.json"), "application/stix+json;version=2.1");
    assert_eq!(kind("mvt.stix2"), "application/stix+json;version=2.1");
    assert_eq!(kind("hosts.txt"), "text/plain; charset=utf-8");
    assert_eq!(kind("domains.txt"), "text/plain; charset=utf-8");
    assert_eq!(kind("network.csv"), "text/csv; charset=utf-8");
    assert!(text(&tree, "/feed/hosts.txt").contains("0.0.0.0 one.example\n"));
    assert!(text(&tree, "/feed/network.csv").contains("two.example"));
    for name in ["stix.json", "mvt.stix2"] {
        let json: serde_json::Value =
            serde_json::from_str(&text(&tree, &format!("/feed/{name}"))).unwrap();
        assert_eq!(json["type"], "bundle");
    }
}

#[test]
fn the_index_tells_address_count_size_day_and_checksum() {
    let tree = one();
    let page = text(&tree, "/feed/");
    for place in &PLACES {
        let file = tree.file(&format!("/feed/{}", place.name)).unwrap();
        assert!(page.contains(&format!("https://luz.example/feed/{}", place.name)));
        assert!(page.contains(&file.sha256().to_string()));
        assert!(page.contains(&format!("\u{b7} {} bytes \u{b7} SHA-256", file.size())));
    }
    assert!(page.contains("2026-11-20"));
}

#[test]
fn every_file_stands_with_one_tool_and_what_blocks_behind_the_safety_note() {
    let page = text(&one(), "/feed/");
    let places: BTreeSet<&str> = PLACES.iter().map(|place| place.name).collect();
    let told: Vec<&str> = TOOLS.iter().flat_map(|tool| tool.files).copied().collect();
    assert_eq!(told.iter().copied().collect::<BTreeSet<_>>(), places);
    assert_eq!(told.len(), places.len());
    let at = |wanted: &str| {
        page.find(wanted)
            .unwrap_or_else(|| panic!("no {wanted}: {page}"))
    };
    let note = at("Before you block");
    for place in &PLACES {
        let address = at(&format!("/feed/{}\"><bdi", place.name));
        let blocks = ["hosts", "domains", "adguard", "rpz"]
            .iter()
            .any(|list| place.name.starts_with(list));
        assert_eq!(address > note, blocks, "{}", place.name);
    }
    for heading in [">MVT<", ">Pi-hole, hosts file<", ">SpyGuard, TinyCheck<"] {
        at(heading);
    }
    assert!(at("No match does not mean") < note);
}

#[test]
fn what_a_block_list_leaves_out_is_counted_with_the_reason() {
    let mut quiet = publication("Quiet", &["abuser.example"]);
    quiet.may_alert_perpetrator = true;
    let mut amber = publication("Amber", &["amber.example"]);
    amber.pap = Some(Pap::Amber);
    let tree = shelf()
        .publishing(1, quiet)
        .publishing(2, amber)
        .publishing_with(3, publication("Alone", &["alone.example"]), |published| {
            published.confirmed = false;
        })
        .built();
    for list in ["/feed/hosts.txt", "/feed/domains.txt"] {
        assert!(!text(&tree, list).contains(".example"), "{list}");
    }
    assert!(text(&tree, "/feed/network.csv").contains("abuser.example"));
    let page = text(&tree, "/feed/");
    for reason in [
        "could warn an abuser",
        "PAP level forbids",
        "nor confirmed by two desks",
    ] {
        assert!(page.contains(reason), "{reason}");
    }
}

// [PUB-7]
#[test]
fn the_checksums_are_those_of_the_files() {
    let tree = one();
    let sums = text(&tree, "/feed/SHA256SUMS");
    let of_feed = tree
        .iter()
        .filter(|(path, _)| path.starts_with("/feed/") && *path != "/feed/");
    let signed = |path: &str| path.contains("SHA256SUMS");
    let listed = of_feed.filter(|(path, _)| !signed(path)).count();
    assert_eq!(sums.lines().count(), listed);
    assert!(listed > PLACES.len());
    for line in sums.lines() {
        let (hex, name) = line.split_once("  ").unwrap();
        let file = tree.file(&format!("/feed/{name}")).unwrap();
        let digest =
            fanal_protocol::Digest::from_bytes(Sha256::digest(file.bytes().unwrap()).into());
        assert_eq!(hex, digest.to_string());
    }
}

// [PUB-7]
#[test]
fn the_signature_of_the_checksums_verifies_with_the_feed_key() {
    let tree = one();
    let sums = tree.file("/feed/SHA256SUMS").unwrap().bytes().unwrap();
    let signature = BASE64
        .decode(text(&tree, "/feed/SHA256SUMS.sig").trim_end())
        .unwrap();
    assert!(
        feed_key()
            .public()
            .verifies(&sums, &signature.try_into().unwrap())
    );
}

/// As minisign's own verification goes: key id, signature of the file, signature of that and the trusted comment.
#[test]
fn the_signature_for_minisign_verifies_as_minisign_does_it() {
    let tree = one();
    let described: serde_json::Value =
        serde_json::from_str(&text(&tree, "/.well-known/fanal.json")).unwrap();
    let key = BASE64
        .decode(described["keys"]["feed"]["minisign"].as_str().unwrap())
        .unwrap();
    assert_eq!((key.len(), &key[..2]), (42, b"Ed".as_slice()));
    assert_eq!(&key[10..], feed_key().public().as_bytes());

    let minisig = text(&tree, "/feed/SHA256SUMS.minisig");
    let lines: Vec<&str> = minisig.lines().collect();
    let [untrusted, signature, trusted, global] = lines.as_slice() else {
        panic!("{} lines", lines.len());
    };
    assert!(untrusted.starts_with("untrusted comment: "));
    let signature = BASE64.decode(signature).unwrap();
    assert_eq!((signature.len(), &signature[..2]), (74, b"Ed".as_slice()));
    assert_eq!(&signature[2..10], &key[2..10]);
    let sums = tree.file("/feed/SHA256SUMS").unwrap().bytes().unwrap();
    let by_feed = |message: &[u8], signature: &[u8]| {
        feed_key()
            .public()
            .verifies(message, &signature.try_into().unwrap())
    };
    assert!(by_feed(&sums, &signature[10..]));
    let trusted = trusted.strip_prefix("trusted comment: ").unwrap();
    assert!(trusted.contains("date:2026-11-20\tlog:1"));
    let global = BASE64.decode(global).unwrap();
    assert!(by_feed(
        &[&signature[10..], trusted.as_bytes()].concat(),
        &global
    ));
}

#[test]
fn the_page_shows_the_keys_as_the_tools_take_them() {
    let tree = one();
    let page = text(&tree, "/verify");
    assert!(page.contains(&format!(
        "-P {}",
        crate::sums::minisign_key(&feed_key().public())
    )));
    assert!(page.contains("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA"));
    assert!(page.contains("https://luz.example/feed/SHA256SUMS"));
    assert!(page.contains(&feed_key().public().to_string()));
    // [ENC-14]
    for key in [feed_key(), checkpoint_key()] {
        assert!(page.contains(&key.public().in_words()), "{page}");
        assert!(page.contains(&key.public().in_digits()), "{page}");
    }
    let since = format!(
        "--since older-checkpoint --key {}",
        checkpoint_key().public()
    );
    assert!(page.contains(&since), "{page}");
}

#[test]
fn fanal_json_names_network_roster_keys_and_addresses_that_exist() {
    let tree = one();
    let json: serde_json::Value =
        serde_json::from_str(&text(&tree, "/.well-known/fanal.json")).unwrap();
    assert_eq!(json["network"], digest(9).to_string());
    assert_eq!(json["roster"]["version"], 7);
    assert_eq!(json["desk"]["id"], "luz");
    let vkey: VerifierKey = json["keys"]["checkpoint"]["vkey"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(vkey.key(), &checkpoint_key().public());
    assert_eq!(
        vkey.name().as_str(),
        json["log"]["origin"].as_str().unwrap()
    );
    let files = json["feed"]["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| &file["address"]);
    let fixed = [
        &json["feed"]["index"],
        &json["feed"]["sums"],
        &json["feed"]["signature"],
        &json["feed"]["minisign"],
        &json["log"]["checkpoint"],
        &json["withdrawn"],
    ];
    for address in files.chain(fixed) {
        assert!(tree.file(address.as_str().unwrap()).is_some(), "{address}");
    }
}

#[test]
fn values_whose_time_is_over_stay_out_of_lists_and_tables() {
    let mut mixed = publication("Mixed", &["fresh.example"]);
    let over = indicator("stale", "[domain-name:value = 'stale.example']", "");
    let over_id = serde_json::from_str::<serde_json::Value>(over.get()).unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    mixed.objects.push(over);
    let tree = shelf()
        .publishing_with(1, mixed, |published| {
            published.inactive = BTreeSet::from([over_id]);
        })
        .built();
    for path in ["/feed/hosts.txt", "/feed/network.csv", "/feed/mvt.stix2"] {
        assert!(
            text(&tree, path).contains("fresh.example") && !text(&tree, path).contains("stale"),
            "{path}"
        );
    }
    assert!(!text(&tree, &page_of(1)).contains("stale"));
}

fn read_with(object: Box<serde_json::value::RawValue>) -> Option<Broken> {
    let mut publication = publication("x", &["evil.example"]);
    publication.objects.push(object);
    let published = Published {
        id: id(1),
        digest: digest(1),
        position: None,
        publication,
        confirmed: true,
        inactive: BTreeSet::new(),
    };
    ShelfItem::new(published).err()
}

#[test]
fn an_object_with_a_stricter_label_cannot_come_on_the_shelf() {
    // TLP 2.0 AMBER, TLP 1.0 green, and a marking that nobody knows.
    for marking in [
        "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
        "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
        "marking-definition--11111111-1111-4111-8111-111111111111",
    ] {
        let members = format!(r#","object_marking_refs":["{marking}"]"#);
        let object = indicator("m", "[domain-name:value = 'marked.example']", &members);
        assert_eq!(
            read_with(object),
            Some(Broken::NotClear(id(1))),
            "{marking}"
        );
    }
    let clear =
        r#","object_marking_refs":["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"]"#;
    assert_eq!(
        read_with(indicator(
            "m",
            "[domain-name:value = 'marked.example']",
            clear
        )),
        None
    );
}

#[test]
fn a_stricter_label_is_seen_under_the_id_of_another_object_too() {
    let red =
        r#","object_marking_refs":["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]"#;
    let pattern = "[domain-name:value = 'evil.example']";
    // Contradicts the unmarked object: a reader keeps neither. Older than it: a reader keeps the unmarked one.
    let twin = indicator("evil.example", pattern, red);
    let older = twin
        .get()
        .replace(r#""modified":"2026"#, r#""modified":"2025"#);
    assert_ne!(older, twin.get());
    for object in [
        twin,
        serde_json::value::RawValue::from_string(older).unwrap(),
    ] {
        assert_eq!(read_with(object), Some(Broken::NotClear(id(1))));
    }
}

// [PUB-19]
#[test]
fn taxii_is_named_where_the_node_serves_it_and_nowhere_else() {
    let taxii = crate::Taxii {
        discovery: "https://luz.example/taxii2/".to_owned(),
        collection: "11111111-1111-4111-8111-111111111111".to_owned(),
    };
    let tree = shelf().with_site(|site| site.taxii = Some(taxii)).built();
    for path in ["/feed/", "/ar/feed/"] {
        let page = text(&tree, path);
        for wanted in [
            "https://luz.example/taxii2/<",
            "https://luz.example/taxii2/public/",
            "11111111-1111-4111-8111-111111111111",
        ] {
            assert_eq!(page.matches(wanted).count(), 1, "{path} {wanted}");
        }
    }
    let json: serde_json::Value =
        serde_json::from_str(&text(&tree, "/.well-known/fanal.json")).unwrap();
    assert_eq!(
        json["taxii"]["api_root"],
        "https://luz.example/taxii2/public/"
    );
    assert_eq!(files_with(&one(), "taxii"), Vec::<String>::new());
}
