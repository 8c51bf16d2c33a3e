use proptest::prelude::*;

use super::{Kind, Value};

fn parse(kind: Kind, raw: &str) -> (Kind, String) {
    let value = Value::parse(kind, raw).unwrap();
    (value.kind(), value.text().to_owned())
}

fn refused(kind: Kind, raw: &str) -> &'static str {
    Value::parse(kind, raw).unwrap_err().what
}

fn guess(raw: &str) -> Option<(Kind, String)> {
    Value::guess(raw).map(|value| (value.kind(), value.text().to_owned()))
}

fn is(kind: Kind, text: &str) -> (Kind, String) {
    (kind, text.to_owned())
}

#[test]
fn a_domain_is_lower_case_ascii_without_final_dot() {
    assert_eq!(parse(Kind::DomainName, " Evil.Example. ").1, "evil.example");
    assert_eq!(
        parse(Kind::DomainName, "bücher.example").1,
        "xn--bcher-kva.example"
    );
    assert_eq!(
        parse(Kind::DomainName, "ev\u{ad}il.example").1,
        "evil.example"
    );
    assert_eq!(
        parse(Kind::DomainName, "_dmarc.evil.example").1,
        "_dmarc.evil.example"
    );
}

#[test]
fn a_domain_needs_two_labels_that_are_no_numbers() {
    assert_eq!(refused(Kind::DomainName, "domain"), "fewer than two labels");
    assert_eq!(refused(Kind::DomainName, "1.2.3"), "ends in a number");
    assert!(Value::parse(Kind::DomainName, "evil..example").is_err());
    assert!(Value::parse(Kind::DomainName, "evil example.org").is_err());
    assert!(Value::parse(Kind::DomainName, "evil.example/x").is_err());
    assert!(Value::parse(Kind::DomainName, "*.evil.example").is_err());
    assert!(Value::parse(Kind::DomainName, "").is_err());
}

#[test]
fn an_address_given_as_a_domain_becomes_an_address() {
    assert_eq!(
        parse(Kind::DomainName, "198.51.100.7"),
        (Kind::Ipv4, "198.51.100.7".to_owned())
    );
    assert_eq!(
        parse(Kind::DomainName, "2001:DB8::0:1"),
        (Kind::Ipv6, "2001:db8::1".to_owned())
    );
    assert_eq!(parse(Kind::Ipv4, "2001:db8::1").0, Kind::Ipv6);
}

#[test]
fn a_hash_goes_where_its_length_belongs() {
    assert_eq!(
        parse(Kind::CertificateMd5, &"A".repeat(40)),
        (Kind::CertificateSha1, "a".repeat(40))
    );
    assert_eq!(
        parse(Kind::CertificateSha256, &["AB"; 32].join(":")),
        (Kind::CertificateSha256, "ab".repeat(32))
    );
    assert_eq!(parse(Kind::Md5, &"b".repeat(64)).0, Kind::Sha256);
    assert_eq!(refused(Kind::Sha256, "f00"), "no hash has this length");
    assert_eq!(refused(Kind::Sha256, &"g".repeat(64)), "not hexadecimal");
}

#[test]
fn networks_are_masked_and_single_addresses_bare() {
    assert_eq!(parse(Kind::Ipv4, "198.51.100.77/24").1, "198.51.100.0/24");
    assert_eq!(parse(Kind::Ipv4, "198.51.100.1/32").1, "198.51.100.1");
    assert_eq!(
        parse(Kind::Ipv6, "2001:db8:1:2:3::/48").1,
        "2001:db8:1::/48"
    );
    assert_eq!(
        refused(Kind::Ipv4, "0.0.0.0/0"),
        "a network too wide to be an indicator"
    );
    assert!(Value::parse(Kind::Ipv4, "198.51.100.1/33").is_err());
    assert!(Value::parse(Kind::Ipv4, "198.51.100.01").is_err());
}

#[test]
fn a_url_loses_what_does_not_count() {
    assert_eq!(
        parse(Kind::Url, "HTTPS://Evil.Example:443/A?b#c").1,
        "https://evil.example/A?b"
    );
    assert_eq!(
        parse(Kind::Url, "http://evil.example.").1,
        "http://evil.example/"
    );
    assert_eq!(
        refused(Kind::Url, "javascript:alert(1)"),
        "a scheme other than http, https and ftp"
    );
    assert!(Value::parse(Kind::Url, "evil.example/x").is_err());
    assert!(Value::parse(Kind::Url, "http://localhost/x").is_err());
}

#[test]
fn an_email_address_is_lower_case() {
    assert_eq!(
        parse(Kind::EmailAddress, "mailto:Bad.Person@Evil.Example").1,
        "bad.person@evil.example"
    );
    assert!(Value::parse(Kind::EmailAddress, "nobody").is_err());
    assert!(Value::parse(Kind::EmailAddress, "@evil.example").is_err());
}

#[test]
fn an_app_id_keeps_its_case() {
    assert_eq!(parse(Kind::AppId, " com.Example.App ").1, "com.Example.App");
    assert!(Value::parse(Kind::AppId, "two words").is_err());
}

#[test]
fn a_value_is_guessed_from_its_form() {
    assert_eq!(
        guess("hxxps://evil[.]example[.]org/x"),
        Some(is(Kind::Url, "https://evil.example.org/x"))
    );
    assert_eq!(guess("evil[.]org"), Some(is(Kind::DomainName, "evil.org")));
    assert_eq!(guess("bit.ly/x"), Some(is(Kind::Url, "http://bit.ly/x")));
    assert_eq!(
        guess("evil.org:8080"),
        Some(is(Kind::Url, "http://evil.org:8080/"))
    );
    assert_eq!(
        guess("198.51.100[.]7"),
        Some(is(Kind::Ipv4, "198.51.100.7"))
    );
    assert_eq!(
        guess("198.51.100.7/24"),
        Some(is(Kind::Ipv4, "198.51.100.0/24"))
    );
    assert_eq!(guess("[2001:db8::1]"), Some(is(Kind::Ipv6, "2001:db8::1")));
    assert_eq!(
        guess("a[at]evil[dot]org"),
        Some(is(Kind::EmailAddress, "a@evil.org"))
    );
    assert_eq!(guess(&"0".repeat(64)).unwrap().0, Kind::Sha256);
}

#[test]
fn what_may_be_something_else_is_not_guessed() {
    for raw in [
        "com.android.settingsd",
        "domain",
        "co.uk",
        "a sentence. Really",
        "",
        "Tactic ",
        "C:\\Windows\\x.exe",
    ] {
        assert_eq!(guess(raw), None, "{raw}");
    }
}

#[test]
fn defanged_spellings_are_undone() {
    for raw in [
        "hxxps://a.evil.example/x",
        "hXXps[://]a[.]evil(.)example/x",
        "h**ps[:]//a{.}evil[dot]example/x",
        "\u{200b}https://a.ev\u{ad}il.example/x\u{feff}",
        "https://a dot evil dot example/x",
    ] {
        assert_eq!(Value::refanged(raw), "https://a.evil.example/x", "{raw}");
    }
    assert_eq!(
        Value::refanged("see evil dot example now"),
        "see evil dot example now"
    );
}

#[test]
fn what_is_defanged_reads_back() {
    for (kind, text, shown) in [
        (
            Kind::Url,
            "https://a.evil.example:81/x.php?y=z.w",
            "hxxps://a[.]evil[.]example:81/x.php?y=z.w",
        ),
        (
            Kind::Url,
            "ftp://198.51.100.7/x",
            "fxp://198[.]51[.]100[.]7/x",
        ),
        (
            Kind::Url,
            "http://[2001:db8::1]/x",
            "hxxp://[2001[:]db8[:][:]1]/x",
        ),
        (Kind::DomainName, "evil.example", "evil[.]example"),
        (Kind::Ipv6, "2001:db8::1", "2001[:]db8[:][:]1"),
        (
            Kind::EmailAddress,
            "a.b@evil.example",
            "a[.]b[@]evil[.]example",
        ),
        (Kind::FileName, "x.exe", "x.exe"),
    ] {
        let value = Value::parse(kind, text).unwrap();
        assert_eq!(value.defanged(), shown);
        assert_eq!(Value::refanged(shown), text);
    }
}

/// Whether a check of `asked` finds an indicator of `stored`.
fn meets(asked: (Kind, &str), stored: (Kind, &str)) -> bool {
    let probe = Value::parse(asked.0, asked.1).unwrap().probe_keys();
    let index = Value::parse(stored.0, stored.1).unwrap().index_keys();
    index.iter().any(|key| probe.contains(key))
}

// [REC-11]
#[test]
fn what_stands_above_a_value_is_told_by_keys_that_no_check_asks_for() {
    let below = |kind, text| -> Vec<String> {
        let keys = Value::parse(kind, text).unwrap().below_keys();
        keys.into_iter().map(|(_, text)| text).collect()
    };
    let url = "https://a.b.evil.example/x/y?z";
    let names = ["*.a.b.evil.example", "*.evil.example", "*.b.evil.example"];
    assert_eq!(below(Kind::Url, url), names);
    assert_eq!(below(Kind::DomainName, "a.b.evil.example"), names[1..]);
    assert_eq!(below(Kind::Url, "http://203.0.113.7/x"), ["*.203.0.113.7"]);
    for (kind, text) in [
        (Kind::DomainName, "evil.example"),
        (Kind::Ipv4, "203.0.113.0/24"),
        (Kind::EmailAddress, "x@evil.example"),
        (Kind::FileName, "evil.example"),
    ] {
        assert!(below(kind, text).is_empty(), "{text}");
    }
    let deep = "a.".repeat(100) + "evil.example";
    assert_eq!(below(Kind::Url, &format!("https://{deep}/")).len(), 9);
    let above = |kind, text| Value::parse(kind, text).unwrap().as_above();
    let asked = Some((Kind::DomainName, "*.evil.example".to_owned()));
    assert_eq!(above(Kind::DomainName, "evil.example"), asked);
    assert_eq!(above(Kind::Url, "ftp://evil.example/x"), asked);
    assert_eq!(above(Kind::Ipv4, "203.0.113.0/24"), None);
}

#[test]
fn a_checked_url_meets_its_prefixes_and_its_domains() {
    let asked = (Kind::Url, "https://a.b.evil.example/x/y?z");
    for stored in [
        (Kind::Url, "https://a.b.evil.example/x/y?z"),
        (Kind::Url, "https://a.b.evil.example/x/y"),
        (Kind::Url, "https://a.b.evil.example/x"),
        (Kind::Url, "https://a.b.evil.example/x/"),
        (Kind::Url, "http://a.b.evil.example/x"),
        (Kind::Url, "https://a.b.evil.example/"),
        (Kind::DomainName, "a.b.evil.example"),
        (Kind::DomainName, "evil.example"),
    ] {
        assert!(meets(asked, stored), "{stored:?}");
    }
    for stored in [
        (Kind::Url, "https://a.b.evil.example/x/yy"),
        (Kind::Url, "https://b.evil.example/x"),
        (Kind::Url, "https://a.b.evil.example:444/x"),
        (Kind::DomainName, "c.evil.example"),
    ] {
        assert!(!meets(asked, stored), "{stored:?}");
    }
    assert!(meets(
        (Kind::Url, "https://safe.example@evil.example/x/y"),
        (Kind::Url, "https://evil.example/x")
    ));
    assert!(meets(
        (Kind::Url, "http://198.51.100.7/x"),
        (Kind::Ipv4, "198.51.100.0/24")
    ));
}

#[test]
fn a_checked_domain_meets_its_parents_but_no_public_suffix() {
    assert!(meets(
        (Kind::DomainName, "a.b.evil.co.uk"),
        (Kind::DomainName, "evil.co.uk")
    ));
    assert!(!meets(
        (Kind::DomainName, "a.b.evil.co.uk"),
        (Kind::DomainName, "co.uk")
    ));
    assert!(!meets(
        (Kind::DomainName, "mine.github.io"),
        (Kind::DomainName, "github.io")
    ));
    assert!(meets(
        (Kind::DomainName, "github.io"),
        (Kind::DomainName, "github.io")
    ));
    assert!(meets(
        (Kind::EmailAddress, "x@mail.evil.example"),
        (Kind::DomainName, "evil.example")
    ));
}

#[test]
fn a_checked_address_meets_the_networks_around_it() {
    for length in 8..=32 {
        assert!(
            meets(
                (Kind::Ipv4, "198.51.100.7"),
                (Kind::Ipv4, &format!("198.51.100.7/{length}"))
            ),
            "{length}"
        );
    }
    for length in 16..=128 {
        assert!(
            meets(
                (Kind::Ipv6, "2001:db8:1:2:3:4:5:6"),
                (Kind::Ipv6, &format!("2001:db8:1:2:3:4:5:6/{length}"))
            ),
            "{length}"
        );
    }
    assert!(!meets(
        (Kind::Ipv4, "198.51.101.7"),
        (Kind::Ipv4, "198.51.100.0/24")
    ));
    assert!(!meets(
        (Kind::Ipv6, "2001:db8:8::1"),
        (Kind::Ipv6, "2001:db8::/45")
    ));
    assert!(meets(
        (Kind::Ipv6, "2001:db8:7::1"),
        (Kind::Ipv6, "2001:db8::/45")
    ));
}

#[test]
fn kinds_have_stable_names_that_read_back() {
    for kind in Kind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
    }
    assert!("domain".parse::<Kind>().is_err());
}

#[test]
fn a_value_from_json_is_normalised_or_refused() {
    let value: Value =
        serde_json::from_str(r#"{"kind":"domain-name","text":"EVIL.example"}"#).unwrap();
    assert_eq!(
        serde_json::to_string(&value).unwrap(),
        r#"{"kind":"domain-name","text":"evil.example"}"#
    );
    assert!(serde_json::from_str::<Value>(r#"{"kind":"md5","text":"x"}"#).is_err());
}

/// Text that often is a value: pieces of real ones in any order, and any text at all.
fn raw() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9._-]{1,12}(\\.[a-zA-Z0-9_-]{1,8}){0,12}\\.(com|org|co.uk|example|рф)\\.?",
        "(http|HTTPS|ftp)://([a-z]{1,5}(:[a-z]{0,3})?@)?[a-zA-Z0-9.-]{1,14}\\.(com|org)(:[0-9]{1,5})?(/[ -~]{0,12}){0,14}",
        "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}(/[0-9]{1,2})?",
        "[0-9a-f]{1,4}(:[0-9a-f]{1,4}){7}(/[0-9]{1,3})?",
        "[^@]{1,9}@[a-z]{1,9}\\.[a-z]{2,3}",
        "[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{128}",
        "\\PC{0,24}",
    ]
}

fn value() -> impl Strategy<Value = Value> {
    (proptest::sample::select(Kind::ALL.to_vec()), raw())
        .prop_filter_map("no value", |(kind, raw)| Value::parse(kind, &raw).ok())
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 1_000_000, max_local_rejects: 1_000_000, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn reading_a_normal_form_changes_nothing(value in value()) {
        prop_assert_eq!(Value::parse(value.kind(), value.text()), Ok(value.clone()));
    }

    #[test]
    fn keys_are_distinct_bounded_normal_and_begin_with_the_value(value in value()) {
        for (keys, bound) in [(value.probe_keys(), 100), (value.index_keys(), 9)] {
            prop_assert_eq!(&keys[0], &(value.kind(), value.text().to_owned()));
            prop_assert!(keys.len() <= bound, "{}", keys.len());
            let distinct: std::collections::HashSet<_> = keys.iter().collect();
            prop_assert_eq!(distinct.len(), keys.len());
            for (kind, text) in &keys {
                prop_assert_eq!(Value::parse(*kind, text).map(|v| (v.kind(), v.text().to_owned())), Ok((*kind, text.clone())));
            }
        }
    }

    #[test]
    fn a_pattern_written_for_a_value_gives_the_value_back(value in value()) {
        let written = crate::pattern_for(&value);
        let read = crate::values(&crate::Pattern::parse(&written).unwrap());
        prop_assert_eq!(read.values, vec![value]);
        prop_assert!(read.rest.is_empty());
    }

    #[test]
    fn no_text_makes_a_reader_fail_otherwise_than_by_refusing(text in "\\PC{0,60}") {
        let _ = Value::guess(&text);
        let _ = crate::Pattern::parse(&text);
        let _ = crate::read_bundle(text.as_bytes());
    }

    #[test]
    fn a_defanged_value_reads_back(value in value()) {
        if matches!(value.kind(), Kind::DomainName | Kind::Ipv4 | Kind::Ipv6) {
            prop_assert_eq!(Value::refanged(&value.defanged()), value.text());
        }
    }
}
