//! One value as MISP's attribute: type, category, and whether tools may act on it. Apps are objects of the template
//! `android-app`.

use std::collections::BTreeMap;

use fanal_protocol::Role;
use fanal_stix::Kind;
use serde::Serialize;

use super::super::{Item, LeftOut, Listed, Tally, sorted_values};
use super::{block, role_word, uuid_of};
use crate::guard::guarded;
use crate::shown::one_line;

#[derive(Serialize)]
pub(super) struct Attribute {
    uuid: String,
    #[serde(rename = "type")]
    kind: &'static str,
    category: &'static str,
    pub(super) value: String,
    to_ids: bool,
    timestamp: String,
    /// As its event.
    distribution: &'static str,
    comment: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    object_relation: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct Object {
    uuid: String,
    name: &'static str,
    #[serde(rename = "meta-category")]
    meta_category: &'static str,
    description: &'static str,
    template_uuid: &'static str,
    template_version: &'static str,
    timestamp: String,
    distribution: &'static str,
    comment: String,
    #[serde(rename = "Attribute")]
    attributes: Vec<Attribute>,
}

impl Object {
    /// Its app's id: the name beside it is no indicator.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        let ids = self.attributes.iter();
        ids.filter(|attribute| attribute.object_relation == Some(APP_ID))
            .map(|attribute| attribute.value.as_str())
    }
}

/// Where the template has the app's id.
const APP_ID: &str = "appid";

/// Every value of the item: MISP has a place for each, if need be as text. Each once: MISP refuses a repeat within an
/// event.
pub(super) fn of(item: &Item<'_>, stamp: &str, tally: &mut Tally) -> (Vec<Attribute>, Vec<Object>) {
    let mut attributes: BTreeMap<(&'static str, &str), Attribute> = BTreeMap::new();
    let mut apps: BTreeMap<&str, Object> = BTreeMap::new();
    for listed in sorted_values(item) {
        let value = listed.value.text();
        let place = place(listed);
        let is_repeated = match place {
            Place::App => apps.contains_key(value),
            Place::Attribute(kind, _) => attributes.contains_key(&(kind, value)),
        };
        match place {
            _ if is_repeated => tally.add(LeftOut::Repeated),
            Place::App => {
                apps.insert(value, app(item, listed, stamp));
            }
            Place::Attribute(kind, category) => {
                let attribute = attribute(item, listed, (kind, category), stamp);
                attributes.insert((kind, value), attribute);
            }
        }
    }
    (
        attributes.into_values().collect(),
        apps.into_values().collect(),
    )
}

fn attribute(
    item: &Item<'_>,
    listed: &Listed,
    (kind, category): (&'static str, &'static str),
    stamp: &str,
) -> Attribute {
    let value = listed.value.text();
    Attribute {
        uuid: uuid_of("misp-attribute", &[&item.id.to_string(), kind, value]).to_string(),
        kind,
        category,
        value: value.to_owned(),
        to_ids: may_act_on(item, listed, kind),
        timestamp: stamp.to_owned(),
        distribution: "5",
        comment: comment(item, listed, kind),
        object_relation: None,
    }
}

fn app(item: &Item<'_>, listed: &Listed, stamp: &str) -> Object {
    let id = Attribute {
        object_relation: Some(APP_ID),
        ..attribute(item, listed, ("text", "Payload delivery"), stamp)
    };
    // The template does without a name, misp-stix does not.
    let name = listed.name.as_deref().map(one_line);
    let name = name.filter(|name| !name.is_empty());
    let name = Attribute {
        uuid: uuid_of("misp-app-name", &[&id.uuid]).to_string(),
        value: name.unwrap_or_else(|| id.value.clone()),
        object_relation: Some("name"),
        comment: String::new(),
        ..attribute(item, listed, ("text", "Payload delivery"), stamp)
    };
    Object {
        uuid: uuid_of("misp-app", &[&id.uuid]).to_string(),
        name: "android-app",
        meta_category: "file",
        description: "Indicators related to an Android app",
        template_uuid: "92836f23-4730-4eae-82ac-9f00d5299735",
        template_version: "2",
        timestamp: stamp.to_owned(),
        distribution: "5",
        comment: String::new(),
        attributes: vec![id, name],
    }
}

/// `to_ids` makes block lists and alarms at other people's: never for what may alert a perpetrator, what PAP keeps
/// from blocking, a site that people need, or what is no indicator in MISP.
fn may_act_on(item: &Item<'_>, listed: &Listed, kind: &str) -> bool {
    let is_common =
        listed.value.kind() == Kind::DomainName && guarded(listed.value.text()).is_some();
    kind != "text" && !is_common && block::veto(item).is_none()
}

fn comment(item: &Item<'_>, listed: &Listed, kind: &str) -> String {
    let role = format!("role: {}", role_word(listed.role));
    let name = listed.name.as_deref().map(one_line);
    let kind = (kind == "text").then(|| listed.value.kind().to_string());
    let alert = item
        .may_alert_perpetrator
        .then(|| "for detection only: blocking could warn an abuser".to_owned());
    let please = item
        .also_please
        .map(|please| format!("also please: {}", one_line(please)));
    let parts: Vec<String> = std::iter::once(role)
        .chain(name)
        .chain(kind)
        .chain(alert)
        .chain(please)
        .collect();
    parts.join("; ")
}

#[derive(Clone, Copy)]
enum Place {
    App,
    Attribute(&'static str, &'static str),
}

/// MISP's type, and a category that takes it (its `describeTypes`).
fn place(listed: &Listed) -> Place {
    let network = |kind| Place::Attribute(kind, "Network activity");
    let payload = |kind| Place::Attribute(kind, "Payload delivery");
    match listed.value.kind() {
        Kind::DomainName => network("domain"),
        Kind::Url => network("url"),
        Kind::Ipv4 | Kind::Ipv6 => network("ip-dst"),
        Kind::EmailAddress if listed.role == Role::Sender => payload("email-src"),
        Kind::EmailAddress => payload("email"),
        Kind::Md5 => payload("md5"),
        Kind::Sha1 => payload("sha1"),
        Kind::Sha256 => payload("sha256"),
        Kind::Sha512 => payload("sha512"),
        Kind::CertificateMd5 => network("x509-fingerprint-md5"),
        Kind::CertificateSha1 => network("x509-fingerprint-sha1"),
        Kind::CertificateSha256 => network("x509-fingerprint-sha256"),
        Kind::FileName | Kind::FilePath => payload("filename"),
        Kind::AppId => Place::App,
        Kind::ProcessName | Kind::ConfigurationProfileId | Kind::AndroidProperty => {
            Place::Attribute("text", "Artifacts dropped")
        }
    }
}
