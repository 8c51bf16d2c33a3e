use fanal_stix::{Kind, Value};

use super::*;

fn list(kind: &str, entries: &[&str], attributes: &[&str]) -> WarningList {
    let json = serde_json::json!({
        "name": "A list", "version": 3, "description": "d", "type": kind, "list": entries,
        "matching_attributes": attributes,
    });
    WarningList::parse(json.to_string().as_bytes()).unwrap()
}

fn hits(list: &WarningList, value: &str) -> bool {
    // A public suffix is guessed by nobody.
    let value = Value::guess(value).or_else(|| Value::parse(Kind::DomainName, value).ok());
    list.hit(&value.unwrap()).is_some()
}

/// [IMP-5]
#[test]
fn each_kind_of_list_meets_what_it_means_and_no_more() {
    let exact = list(
        "string",
        &["signal.org", ".google.com"],
        &["domain", "hostname"],
    );
    for (value, met) in [
        ("signal.org", true),
        ("chat.signal.org", false),
        ("notsignal.org", false),
        ("mail.google.com", true),
        ("google.com", true),
    ] {
        assert_eq!(hits(&exact, value), met, "{value}");
    }
    let names = list(
        "hostname",
        &["duckdns.org", ".appspot.com"],
        &["domain", "hostname", "url"],
    );
    for (value, met) in [
        ("duckdns.org", true),
        ("evil.duckdns.org", true),
        ("notduckdns.org", false),
        ("http://x.appspot.com/a", true),
        ("duckdns.org.evil.com", false),
    ] {
        assert_eq!(hits(&names, value), met, "{value}");
    }
    let parts = list(
        "substring",
        &["mailinator.", "a.b"],
        &["email-src", "domain"],
    );
    for (value, met) in [
        ("x@mailinator.com", true),
        ("mymailinator.net", true),
        ("axb.com", false),
    ] {
        assert_eq!(hits(&parts, value), met, "{value}");
    }
    let networks = list(
        "cidr",
        &["198.51.100.0/24", "203.0.113.7", "2001:db8::/32"],
        &["ip-dst", "domain|ip"],
    );
    for (value, met) in [
        ("198.51.100.9", true),
        ("198.51.101.9", false),
        ("203.0.113.7", true),
        ("203.0.113.8", false),
        ("2001:db8::7", true),
        ("2001:db9::7", false),
        ("198.51.100.0/25", true),
        ("198.51.0.0/16", false),
    ] {
        assert_eq!(hits(&networks, value), met, "{value}");
    }
    let regex = list("regex", &[r"/^(noc|abuse)\@.*\..*$/i"], &["email-src"]);
    for (value, met) in [("ABUSE@x.example", true), ("abuser@x.example", false)] {
        let value = Value::parse(Kind::EmailAddress, value).unwrap();
        assert_eq!(regex.hit(&value).is_some(), met, "{value}");
    }
}

#[test]
fn a_list_speaks_of_the_types_that_it_names() {
    let addresses = list("string", &["signal.org"], &["ip-dst"]);
    assert!(!hits(&addresses, "signal.org"));
    let phones = list("regex", &["/555/g"], &["phone-number"]);
    assert!(!phones.applies() && phones.len() == 1);
    assert!(hits(&list("string", &["SIGNAL.org."], &[]), "signal.org"));
}

#[test]
fn expressions_are_translated_or_refused_with_the_reason() {
    let mixed = list(
        "regex",
        &[
            "/a\\/b/",
            "#x#imsxUguD",
            "{^y$}i",
            "/(?=a)b/",
            r"/(a)\1/",
            "/a/e",
            "abc",
            "/a",
            "",
            "/(/",
        ],
        &["url"],
    );
    assert_eq!((mixed.len(), mixed.refused().len()), (3, 7));
    assert!(
        mixed
            .refused()
            .iter()
            .any(|why| why.contains("look-around"))
    );
    assert!(
        mixed
            .refused()
            .iter()
            .any(|why| why.contains("the flag `e`"))
    );
    assert!(hits(&mixed, "http://h.com/a/b"));
    let value = Value::guess("http://h.com/a/b").unwrap();
    assert_eq!(mixed.hit(&value), Some("/a\\/b/".to_owned()));
    // Flags may come twice, and count for their own expression alone.
    let flags = list("regex", &["/UPPER/ii", "/x y/x", "/^low/"], &["url"]);
    assert_eq!((flags.len(), flags.refused().len()), (3, 0));
    assert!(hits(&flags, "http://h.com/upper") && hits(&flags, "http://h.com/xy"));
    assert!(!hits(&flags, "http://h.com/low"));
}

/// [IMP-13] The bound is of all expressions together, and is met before the memory is taken.
#[test]
fn expressions_that_are_large_together_are_refused() {
    let refused = |entries: &[String]| {
        let json = serde_json::json!({"name": "A list", "type": "regex", "list": entries});
        WarningList::parse(json.to_string().as_bytes()).err()
    };
    let one = "/(((a{1,100}){1,100}){1,100}){1,100}/".to_owned();
    assert_eq!(refused(&[one]), Some(BadWarningList::TooLargeCompiled));
    let many = vec![r"/\pL{9}/".to_owned(); 5_000];
    assert_eq!(refused(&many), Some(BadWarningList::TooLargeCompiled));
    let words: Vec<String> = (0..5_000).map(|at| format!("/^a{at}\\.b$/i")).collect();
    assert_eq!(refused(&words), None);
}

#[test]
fn what_is_no_list_is_refused() {
    for json in [
        "",
        "[]",
        "{}",
        r#"{"name": "x", "type": "bloom", "list": []}"#,
        r#"{"name": "x", "type": "string", "list": 7}"#,
    ] {
        assert!(WarningList::parse(json.as_bytes()).is_err(), "{json}");
    }
}
