//! Synthetic bulletins, and bulletins made of published lists.

use fanal_formats::{Issuer, Item, Listed, Options, Reading, Settings, Tier, read};
use fanal_protocol::{BulletinId, Label, Pap, Role, Timestamp};
use fanal_stix::{Kind, Value};

/// 2026-11-20.
const DAY: Timestamp = Timestamp::from_unix(1_795_132_800);

pub(crate) fn settings() -> Settings<'static> {
    Settings {
        title: "Example network, public",
        date: DAY,
        tier: Tier::Strict,
        byte_order_mark: false,
        issuer: Issuer {
            id: "fanal/v1/example/luz",
            name: "Luz help desk",
            base_url: Some("https://luz.example"),
            contact: Some("help@luz.example"),
            lang: "en",
        },
        serial: 1_795_132_801,
        withdrawn: &[],
        vetoed: &[],
        agreed_on: &[],
    }
}

pub(crate) fn listed(kind: Kind, text: &str, role: Role) -> Listed {
    Listed {
        value: Value::parse(kind, text).unwrap(),
        role,
        name: None,
        object_id: None,
    }
}

pub(crate) fn item(number: u8, indicators: Vec<Listed>) -> Item<'static> {
    Item {
        id: BulletinId::from_random([number; 16]),
        title: "Fake bank page",
        summary: Some("Sent by SMS."),
        date: DAY,
        source: None,
        licence: Some("CC BY 4.0"),
        category: Some("phishing"),
        lang: None,
        pap: Some(Pap::Clear),
        may_alert_perpetrator: false,
        also_please: None,
        label: Label::Clear,
        indicators,
        objects: &[],
        confirmed: true,
        by: None,
    }
}

/// One value of every kind, repeats, what MVT cannot read, two names.
pub(crate) fn items() -> Vec<Item<'static>> {
    let named = |mut listed: Listed, name: &str| {
        listed.name = Some(name.to_owned());
        listed
    };
    let first = vec![
        listed(Kind::DomainName, "evil.example", Role::C2),
        listed(Kind::DomainName, "bücher.example", Role::Delivery),
        listed(Kind::DomainName, "shop.example", Role::Website),
        listed(Kind::Url, "https://evil.example/login?id=1", Role::Delivery),
        listed(Kind::Url, "https://evil.example/login", Role::Delivery),
        listed(Kind::Ipv4, "203.0.113.7", Role::C2),
        listed(Kind::Ipv4, "203.0.113.0/24", Role::C2),
        listed(Kind::Ipv6, "2001:db8::7", Role::C2),
        listed(Kind::EmailAddress, "bank@phish.example", Role::Sender),
        listed(Kind::Md5, &"a".repeat(32), Role::Payload),
        listed(Kind::Sha1, &"b".repeat(40), Role::Payload),
        listed(Kind::Sha256, &"c".repeat(64), Role::Payload),
        listed(Kind::Sha512, &"d".repeat(128), Role::Payload),
    ];
    let second = vec![
        named(
            listed(Kind::AppId, "com.example.spy", Role::Payload),
            "ExampleSpy",
        ),
        named(
            listed(Kind::CertificateMd5, &"a".repeat(32), Role::Payload),
            "ExampleSpy",
        ),
        named(
            listed(Kind::CertificateSha1, &"b".repeat(40), Role::Payload),
            "ExampleSpy",
        ),
        named(
            listed(Kind::CertificateSha256, &"c".repeat(64), Role::Payload),
            "ExampleSpy",
        ),
        named(
            listed(Kind::ProcessName, "=spyd", Role::Payload),
            "ExampleSpy",
        ),
        named(listed(Kind::ProcessName, "spyd", Role::Payload), "OtherSpy"),
        named(
            listed(Kind::FileName, "it's.apk", Role::Payload),
            "OtherSpy",
        ),
        named(
            listed(Kind::FileName, "loader.apk", Role::Payload),
            "OtherSpy",
        ),
        named(
            listed(Kind::FilePath, "/data/local/tmp/[wd]", Role::Payload),
            "OtherSpy",
        ),
        listed(
            Kind::ConfigurationProfileId,
            "76DAB334-7E17-475D-A5D6-0794EB5818A5",
            Role::Payload,
        ),
        listed(Kind::AndroidProperty, "sys.spy", Role::Payload),
        listed(Kind::DomainName, "evil.example", Role::C2),
    ];
    vec![item(2, second), item(1, first)]
}

/// A published list as this node reads it.
pub(crate) fn file(test: &str, path: &str) -> Option<Reading> {
    let bytes = crate::data::bytes(test, path)?;
    let options = Options {
        file_name: Some(path),
        ..Options::default()
    };
    Some(read(None, &bytes, &options).unwrap_or_else(|fault| panic!("{path}: {fault}")))
}

/// A reading as a bulletin that the desk marked "use".
pub(crate) fn item_of(reading: &Reading) -> Item<'_> {
    let listed = reading.indicators.iter().map(|found| Listed {
        value: found.value.clone(),
        role: found.role.unwrap_or(Role::Unknown),
        name: found.name.clone(),
        object_id: found.object_id.clone(),
    });
    Item {
        objects: &reading.objects,
        ..item(3, listed.collect())
    }
}
