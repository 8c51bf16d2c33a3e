use std::fs;

use serde_json::json;

use super::{sco_id, sco_id_of};
use crate::samples::data;
use crate::value::{Kind, Value};

fn id(kind: Kind, text: &str) -> Option<String> {
    sco_id_of(&Value::parse(kind, text).unwrap())
}

#[test]
fn the_vectors_of_the_errata_come_out() {
    assert_eq!(
        id(Kind::Ipv4, "198.51.100.3").unwrap(),
        "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"
    );
    assert_eq!(
        id(Kind::DomainName, "example.com").unwrap(),
        "domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7"
    );
}

#[test]
fn the_ids_of_published_observables_come_out() {
    let key = json!({ "key": r"HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Services\WSALG2" });
    let id = sco_id("windows-registry-key", &key).unwrap();
    assert_eq!(
        id,
        "windows-registry-key--16b80d14-d574-5620-abad-10ff304b1c26"
    );
    let hashes = json!({ "MD5": "1717b7fff97d37a1e1a0029d83492de1" });
    let id = sco_id("file", &json!({ "hashes": hashes, "name": "resume.pdf" })).unwrap();
    assert_eq!(id, "file--364fe3e5-b1f4-5ba3-b951-ee5983b3538d");
}

#[test]
fn equal_properties_give_equal_ids_whatever_their_order() {
    let one = sco_id("software", &json!({ "name": "x", "vendor": "y" }));
    let other: serde_json::Value = serde_json::from_str(r#"{"vendor":"y","name":"x"}"#).unwrap();
    assert_eq!(one, sco_id("software", &other));
    assert_ne!(one, sco_id("software", &json!({ "name": "x" })));
}

#[test]
fn a_process_has_no_deterministic_id() {
    assert_eq!(id(Kind::ProcessName, "bh"), None);
    assert!(
        id(Kind::Md5, &"0".repeat(32))
            .unwrap()
            .starts_with("file--")
    );
}

#[test]
fn real_data_canonical_json_matches_the_vectors_of_its_standard() {
    let Some(data) = data() else { return };
    let mut read = 0;
    for entry in fs::read_dir(data.join("vectors/jcs/input")).unwrap() {
        let input = entry.unwrap().path();
        let value: serde_json::Value = serde_json::from_slice(&fs::read(&input).unwrap()).unwrap();
        let wanted = fs::read(
            data.join("vectors/jcs/output")
                .join(input.file_name().unwrap()),
        )
        .unwrap();
        assert_eq!(
            serde_json_canonicalizer::to_vec(&value).unwrap(),
            wanted,
            "{}",
            input.display()
        );
        read += 1;
    }
    assert_eq!(read, 6);
}

#[test]
fn real_data_canonical_numbers_match_the_vectors_of_their_standard() {
    let Some(data) = data() else { return };
    let text = fs::read_to_string(data.join("vectors/jcs/es6-numbers-1000.txt")).unwrap();
    let mut read = 0;
    for line in text.lines() {
        let (bits, wanted) = line.split_once(',').unwrap();
        let number = f64::from_bits(u64::from_str_radix(bits, 16).unwrap());
        assert_eq!(
            serde_json_canonicalizer::to_string(&number).unwrap(),
            wanted,
            "{bits}"
        );
        read += 1;
    }
    assert_eq!(read, 1000);
}
