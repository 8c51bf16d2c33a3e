use std::fs;

use serde::Deserialize;

use super::{
    Beyond, Check, Expression, MAX_PATTERN_DEPTH, Pattern, WhyNot, mvt_pattern_for, pattern_for,
    values,
};
use crate::samples::data;
use crate::value::{Kind, Value};

fn extracted(pattern: &str) -> (Vec<String>, Vec<String>) {
    let extracted = values(&Pattern::parse(pattern).unwrap());
    let values = extracted
        .values
        .iter()
        .map(|value| format!("{}={value}", value.kind()))
        .collect();
    (
        values,
        extracted.rest.iter().map(ToString::to_string).collect(),
    )
}

fn offset(pattern: &str) -> usize {
    Pattern::parse(pattern).unwrap_err().offset
}

#[derive(Deserialize)]
struct Cases {
    pass: Vec<String>,
    fail: Vec<FailCase>,
}

#[derive(Deserialize)]
struct FailCase {
    pattern: String,
}

#[test]
fn real_data_the_oasis_validator_and_this_reader_agree() {
    let Some(data) = data() else { return };
    let text = fs::read_to_string(data.join("stix-patterns/validator-cases-2.1.json")).unwrap();
    let cases: Cases = serde_json::from_str(&text).unwrap();
    assert_eq!((cases.pass.len(), cases.fail.len()), (37, 27));
    for pattern in cases.pass {
        assert!(
            Pattern::parse(&pattern).is_ok(),
            "{pattern}: {:?}",
            Pattern::parse(&pattern)
        );
    }
    for FailCase { pattern } in cases.fail {
        match Pattern::parse(&pattern) {
            Err(_) => {}
            // The grammar allows it; the hash is refused when values are taken out.
            Ok(read) => {
                assert_eq!(pattern, "[file:hashes.'SHA-256' = 'f00']");
                assert!(matches!(values(&read).rest[0].why, WhyNot::BadValue(_)));
            }
        }
    }
}

#[test]
fn real_data_the_examples_of_the_standard_are_read() {
    let Some(data) = data() else { return };
    let text = fs::read_to_string(data.join("stix-patterns/spec_examples.txt")).unwrap();
    let patterns: Vec<_> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    assert_eq!(patterns.len(), 23);
    for pattern in patterns {
        assert!(
            Pattern::parse(pattern).is_ok(),
            "{pattern}: {:?}",
            Pattern::parse(pattern)
        );
    }
}

#[test]
fn alternatives_give_their_values() {
    let (values, rest) = extracted(
        "[domain-name:value='Evil.example' OR (url:value IN ('http://evil.example/x', 'http://evil.example/y') \
         OR file:hashes.MD5 = 'cead3f77f6cda6ec00f57d76c9a69faa') OR domain-name:value = 'evil.example']",
    );
    assert_eq!(
        values,
        [
            "domain-name=evil.example",
            "url=http://evil.example/x",
            "url=http://evil.example/y",
            "md5=cead3f77f6cda6ec00f57d76c9a69faa"
        ]
    );
    assert!(rest.is_empty());
}

#[test]
fn every_spelling_of_a_path_gives_its_kind() {
    let sha256 = "a".repeat(64);
    for (path, kind) in [
        ("file:hashes.'SHA-256'", "sha256"),
        ("file:hashes.sha256", "sha256"),
        ("file:hashes.SHA256", "sha256"),
        ("app:cert.sha256", "cert-sha256"),
        ("x509-certificate:hashes.'SHA-256'", "cert-sha256"),
        ("app:cert.md5", "cert-sha256"),
    ] {
        assert_eq!(
            extracted(&format!("[{path} = '{sha256}']")).0,
            [format!("{kind}={sha256}")]
        );
    }
    for (path, kind) in [
        ("file:name", "file-name"),
        ("file:path", "file-path"),
        ("process:name", "process-name"),
        ("app:id", "app-id"),
        ("configuration-profile:id", "configuration-profile-id"),
        ("android-property:name", "android-property"),
    ] {
        assert_eq!(
            extracted(&format!("[{path} = 'x.y']")).0,
            [format!("{kind}=x.y")]
        );
    }
    assert_eq!(
        extracted("[ipv4-addr:value ISSUBSET '198.51.100.7/24']").0,
        ["ipv4-addr=198.51.100.0/24"]
    );
}

#[test]
fn what_gives_no_value_is_said() {
    for (pattern, said) in [
        (
            "[domain-name:value = 'a.example' AND url:value = 'x']",
            "`domain-name:value`: holds only together with other conditions (AND)",
        ),
        (
            "[domain-name:value NOT = 'a.example']",
            "`domain-name:value`: is negated",
        ),
        (
            "[domain-name:value != 'a.example']",
            "`domain-name:value`: compares by !=",
        ),
        (
            "[domain-name:value LIKE '%.example']",
            "`domain-name:value`: compares by LIKE",
        ),
        (
            "[domain-name:value MATCHES '.*']",
            "`domain-name:value`: compares by MATCHES",
        ),
        (
            "[EXISTS domain-name:value]",
            "`domain-name:value`: compares by EXISTS",
        ),
        (
            "[domain-name:value = 7]",
            "`domain-name:value`: is not compared with a text",
        ),
        (
            "[domain-name:value = 'domain']",
            "`domain-name:value`: not a `domain-name`: fewer than two labels",
        ),
        (
            "[domain-name:resolves_to_refs[*].'a-b' = 'x']",
            "`domain-name:resolves_to_refs[*].'a-b'`: is no path that is matched here",
        ),
        (
            "[domain-name:value = 'a.example'] WITHIN 5 SECONDS",
            "a WITHIN qualifier",
        ),
        (
            "[domain-name:value = 'a.example'] OR [domain-name:value = 'b.example']",
            "observations joined by OR",
        ),
    ] {
        let (values, rest) = extracted(pattern);
        assert!(values.is_empty(), "{pattern}");
        assert_eq!(rest[0], said, "{pattern}");
    }
}

#[test]
fn what_goes_beyond_one_observation_is_kept_as_text() {
    for (pattern, because) in [
        ("[a:b=1] AND [a:b=2]", Beyond::And),
        ("[a:b=1] FOLLOWEDBY [a:b=2]", Beyond::FollowedBy),
        ("[a:b=1] REPEATS 5 TIMES", Beyond::Repeats),
        (
            "([a:b=1]) START t'2016-06-01T00:00:00Z' STOP t'2016-07-01T00:00:00Z'",
            Beyond::StartStop,
        ),
    ] {
        assert_eq!(
            Pattern::parse(pattern),
            Ok(Pattern::Beyond {
                text: pattern.to_owned(),
                because
            })
        );
    }
    assert!(matches!(
        Pattern::parse("([a:b=1])"),
        Ok(Pattern::Single(_))
    ));
}

#[test]
fn and_binds_before_or() {
    let Ok(Pattern::Single(Expression::Or(parts))) = Pattern::parse("[a:b=1 OR a:c=2 AND a:d=3]")
    else {
        panic!("no alternatives")
    };
    assert!(matches!(
        parts.as_slice(),
        [Expression::Test(_), Expression::And(_)]
    ));
}

#[test]
fn escapes_comments_and_literals_are_read() {
    let pattern = r"[file:name = 'it\'s C:\\x' /* why */ OR file:name IN (1, -2, 7.5, true, h'ffd8', b'aGk=', t'2024-01-01T00:00:60Z')] // end";
    let Ok(Pattern::Single(Expression::Or(parts))) = Pattern::parse(pattern) else {
        panic!("not read")
    };
    let [Expression::Test(first), Expression::Test(second)] = parts.as_slice() else {
        panic!("not two tests")
    };
    assert_eq!(
        first.check,
        Check::Compare(
            super::Comparator::Equal,
            super::Literal::Text(r"it's C:\x".to_owned())
        )
    );
    assert!(matches!(&second.check, Check::In(literals) if literals.len() == 7));
}

#[test]
fn a_fault_says_where() {
    assert_eq!(offset("file:size = 1"), 0);
    assert_eq!(offset("[file:size = ]"), 13);
    assert_eq!(offset("[file:size = 1] x"), 16);
    assert_eq!(offset(r"[file:name = 'a\b']"), 15);
    assert_eq!(offset("[file:name = 'a"), 13);
    assert_eq!(offset("[file:hashes.SHA-256 = 'a']"), 13);
}

#[test]
fn nesting_ends_where_it_is_said() {
    let nested = |depth| format!("[{}a:b=1{}]", "(".repeat(depth), ")".repeat(depth));
    assert!(Pattern::parse(&nested(MAX_PATTERN_DEPTH)).is_ok());
    assert_eq!(
        Pattern::parse(&nested(MAX_PATTERN_DEPTH + 1))
            .unwrap_err()
            .what,
        "nested too deep"
    );
    let observed = format!("{}[a:b=1]{}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(
        Pattern::parse(&observed).unwrap_err().what,
        "nested too deep"
    );
    let chain = vec!["a:b=1"; 20_000].join(" OR ");
    assert!(Pattern::parse(&format!("[{chain}]")).is_ok());
}

fn value(kind: Kind, text: &str) -> Value {
    Value::parse(kind, text).unwrap()
}

#[test]
fn the_standard_form_is_written() {
    assert_eq!(
        pattern_for(&value(Kind::DomainName, "evil.example")),
        "[domain-name:value = 'evil.example']"
    );
    let hash = "a".repeat(64);
    assert_eq!(
        pattern_for(&value(Kind::Sha256, &hash)),
        format!("[file:hashes.'SHA-256' = '{hash}']")
    );
    assert_eq!(
        pattern_for(&value(Kind::FilePath, r"C:\it's")),
        r"[file:path = 'C:\\it\'s']"
    );
}

#[test]
fn mvt_gets_only_what_it_can_read() {
    let mvt = |kind, text| mvt_pattern_for(&value(kind, text));
    assert_eq!(
        mvt(Kind::DomainName, "evil.example").unwrap(),
        "[domain-name:value='evil.example']"
    );
    let hash = "a".repeat(64);
    assert_eq!(
        mvt(Kind::Sha256, &hash).unwrap(),
        format!("[file:hashes.sha256='{hash}']")
    );
    assert_eq!(
        mvt(Kind::CertificateSha256, &hash).unwrap(),
        format!("[app:cert.sha256='{hash}']")
    );
    assert!(mvt(Kind::Url, "https://evil.example/x?y").is_some());
    for (kind, text) in [
        (Kind::Url, "https://evil.example/x?y=z"),
        (Kind::Ipv6, "2001:db8::1"),
        (Kind::Ipv4, "198.51.100.0/24"),
        (Kind::FileName, "it's"),
        (Kind::FilePath, r"C:\x"),
        (Kind::Sha512, &"a".repeat(128)),
    ] {
        assert_eq!(mvt(kind, text), None, "{text}");
    }
}
