//! Real warning lists: every one loads, and what of it cannot be used is said.
#![expect(clippy::panic, reason = "tests fail loudly")]

mod data;

use fanal_formats::{Options, WarningList, read};
use fanal_stix::{Kind, Value};

const LISTS: [&str; 47] = [
    "akamai",
    "alexa",
    "amazon-aws",
    "apple",
    "automated-malware-analysis",
    "bank-website",
    "captive-portals",
    "cisco_top1000",
    "cloudflare",
    "cloudflare-top10k",
    "cloudflare-top1k",
    "common-contact-emails",
    "common-ioc-false-positive",
    "covid",
    "disposable-email",
    "eicar.com",
    "empty-hashes",
    "fastly",
    "google",
    "google-gcp",
    "ipv6-linklocal",
    "link-in-bio",
    "lots-project",
    "microsoft-office365",
    "mozilla-CA",
    "multicast",
    "parking-domain",
    "parking-domain-ns",
    "phone_numbers",
    "public-dns-v4",
    "public-dns-v6",
    "public-ipfs-gateways",
    "rfc1918",
    "rfc3849",
    "rfc5735",
    "rfc6598",
    "rfc6761",
    "second-level-tlds",
    "security-provider-blogpost",
    "sinkholes",
    "smtp-receiving-ips",
    "telegram-ips",
    "tlds",
    "tranco10k",
    "url-shortener",
    "whats-my-ip",
    "wikimedia",
];

#[test]
fn real_data_every_warning_list_loads_in_full() {
    let test = "real_data_every_warning_list_loads_in_full";
    let mut entries = 0;
    for name in LISTS {
        let Some(bytes) = data::bytes(test, &format!("warninglists/lists/{name}/list.json")) else {
            return;
        };
        let list = WarningList::parse(&bytes).unwrap();
        assert!(list.refused().is_empty(), "{name}: {:?}", list.refused());
        assert_eq!(list.applies(), name != "phone_numbers", "{name}");
        entries += list.len();
    }
    println!("{entries} entries of {} lists", LISTS.len());
    assert!(entries > 45_000, "{entries}");
}

#[test]
fn real_data_warning_lists_meet_what_their_readme_says() {
    let test = "real_data_warning_lists_meet_what_their_readme_says";
    let list = |name: &str| {
        let bytes = data::bytes(test, &format!("warninglists/lists/{name}/list.json"))?;
        Some(WarningList::parse(&bytes).unwrap())
    };
    for (name, kind, value, met) in [
        (
            "disposable-email",
            Kind::DomainName,
            "exploreemail.net",
            true,
        ),
        ("google", Kind::DomainName, "mail.google.com", true),
        ("google", Kind::DomainName, "evil-google.com", false),
        ("whats-my-ip", Kind::DomainName, "www.ip138.com", true),
        ("rfc1918", Kind::Ipv4, "10.1.2.3", true),
        ("cloudflare", Kind::Ipv4, "104.16.1.1", true),
        ("tlds", Kind::DomainName, "evil.com", false),
        (
            "common-contact-emails",
            Kind::EmailAddress,
            "abuse@host.com",
            true,
        ),
    ] {
        let Some(list) = list(name) else {
            return;
        };
        let value = Value::parse(kind, value).unwrap();
        assert_eq!(list.hit(&value).is_some(), met, "{name}: {value}");
    }
}

/// 46 of its domains lie below names of a list of popular sites: a warning, and no verdict.
#[test]
fn real_data_warnings_on_the_stalkerware_list_are_counted() {
    let test = "real_data_warnings_on_the_stalkerware_list_are_counted";
    let (Some(bytes), Some(list)) = (
        data::bytes(test, "stalkerware/generated/stalkerware.stix2"),
        data::bytes(test, "warninglists/lists/tranco10k/list.json"),
    ) else {
        return;
    };
    let list = WarningList::parse(&list).unwrap();
    let reading = read(None, &bytes, &Options::default()).unwrap();
    let domains = reading
        .indicators
        .iter()
        .filter(|found| found.value.kind() == Kind::DomainName);
    let (mut all, mut warned) = (0, 0);
    for found in domains {
        all += 1;
        warned += usize::from(list.hit(&found.value).is_some());
    }
    println!("{warned} of {all} domains");
    assert_eq!((warned, all), (46, 533));
}
