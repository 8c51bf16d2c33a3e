//! What was read becomes bulletins: one, or as many as the limits ask for.

use std::collections::{BTreeMap, BTreeSet};

use fanal_formats::{Found, Reading};
use fanal_protocol::{
    Bulletin, BulletinKind, Call, Claim, Label, Marking, NoBeneficiary, Pap, Role, Timestamp,
    limits::{OBJECTS, STATEMENT_BYTES},
};
use fanal_stix::Kind;
use fanal_store::Unit;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::ShareOrder;
use super::words::{audience_of, claim_of, reference_of, role_of};
use crate::desk::Desk;
use crate::error::{Result, invalid};

/// Puts what was read into bulletins: one, or as many as the limits ask for. Its objects go into them: a large file
/// stands in memory once.
pub(super) fn compose(
    desk: &Desk,
    unit: &dyn Unit,
    order: &ShareOrder,
    reading: &mut Reading,
    label: Label,
    by_record: Option<Claim>,
) -> Result<Vec<Bulletin>> {
    let claim = claim_of(order, by_record)?;
    let pap = match &order.pap {
        Some(text) => {
            Some(Pap::read(text).ok_or_else(|| invalid(format!("`{text}` is no PAP level")))?)
        }
        None => None,
    };
    // What the source permits can only be narrowed.
    let pap = pap.max(reading.pap);
    let marking = Marking {
        label,
        audience: audience_of(&order.to)?,
        pap,
        also_please: order.also_please.clone().map(String::into_boxed_str),
        not_before: order.not_before,
        retain_until: order
            .retain_until
            .or_else(|| end_of_knock(order, desk.now())),
        may_alert_perpetrator: order.may_alert_perpetrator,
    };
    let bare = Bulletin {
        kind: match (order.knock, order.question_until) {
            (true, _) => BulletinKind::Knock,
            (false, Some(_)) => BulletinKind::Question,
            (false, None) => BulletinKind::Report,
        },
        title: order
            .title
            .clone()
            .unwrap_or_else(|| title_of(order, reading)),
        summary: order.summary.clone(),
        lang: order.lang.clone().filter(|_| !order.knock),
        category: order
            .category
            .clone()
            .or_else(|| reading.suggested_category.map(str::to_owned)),
        marking,
        consent: claim,
        wishes_publication: false,
        urgent: order.urgent,
        content_warning: order.content_warning,
        expires: order.question_until,
        refers_to: order
            .refers_to
            .iter()
            .map(|text| reference_of(text))
            .collect::<Result<_>>()?,
        source: order
            .source
            .clone()
            .or_else(|| suggested_source(claim, reading)),
        licence: order.licence.clone(),
        objects: Vec::new(),
        roles: BTreeMap::new(),
    };
    let (objects, roles) = objects_of(desk, unit, order, reading, claim)?;
    let parts = in_parts(objects);
    let count = parts.len();
    Ok(parts
        .into_iter()
        .enumerate()
        .map(|(at, objects)| {
            let mut bulletin = bare.clone();
            if count > 1 {
                bulletin.title = format!("{} ({} of {count})", bare.title, at + 1);
            }
            bulletin.roles = objects
                .iter()
                .filter_map(|(id, _)| Some((id.clone(), *roles.get(id)?)))
                .collect();
            bulletin.objects = objects.into_iter().map(|(_, raw)| raw).collect();
            bulletin
        })
        .collect())
}

/// Bytes of objects in one bulletin: room for its other fields stays.
const PART_BYTES: usize = STATEMENT_BYTES / 2;
/// Days after its moment for which a knock is kept. [STM-8]
const KNOCK_DAYS: i64 = 30;

fn in_parts(objects: Vec<(String, Box<RawValue>)>) -> Vec<Vec<(String, Box<RawValue>)>> {
    let mut parts = vec![Vec::new()];
    let mut bytes = 0;
    for object in objects {
        let length = object.1.get().len();
        let full = parts.last().is_some_and(|part| part.len() >= OBJECTS);
        if full || (bytes > 0 && bytes + length > PART_BYTES) {
            parts.push(Vec::new());
            bytes = 0;
        }
        bytes += length;
        if let Some(part) = parts.last_mut() {
            part.push(object);
        }
    }
    parts
}

/// What the file says of itself, else how much is in it. Never the file's name: people call files after people, and
/// nobody typed it here. [IMP-1]
/// A knock says nothing that is worth more than a few days.
fn end_of_knock(order: &ShareOrder, now: Timestamp) -> Option<Timestamp> {
    let call = order.title.as_deref().map(str::parse::<Call>);
    let before = call.and_then(Result::ok).and_then(|call| call.before);
    order
        .knock
        .then(|| before.unwrap_or(now).max(now).plus_days(KNOCK_DAYS))
}

fn title_of(order: &ShareOrder, reading: &Reading) -> String {
    if order.knock {
        return Call::default().to_string();
    }
    let title = match (&reading.suggested_title, order.question_until) {
        (Some(title), _) => title.clone(),
        (None, Some(_)) => "Seen this?".to_owned(),
        (None, None) => counted(&reading.indicators),
    };
    title
        .chars()
        .filter(|c| !c.is_control())
        .take(100)
        .collect()
}

/// `3 values`; `1 domain name`.
fn counted(indicators: &[Found]) -> String {
    match indicators {
        [one] => format!("1 {}", in_words(one.value.kind())),
        several => format!("{} values", several.len()),
    }
}

const fn in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::DomainName => "domain name",
        Kind::Url => "link",
        Kind::Ipv4 | Kind::Ipv6 => "IP address",
        Kind::EmailAddress => "e-mail address",
        Kind::Md5 | Kind::Sha1 | Kind::Sha256 | Kind::Sha512 => "file hash",
        Kind::AppId => "app",
        Kind::CertificateMd5 | Kind::CertificateSha1 | Kind::CertificateSha256 => "certificate",
        Kind::ProcessName => "process name",
        Kind::FileName => "file name",
        Kind::FilePath => "file path",
        Kind::ConfigurationProfileId => "configuration profile",
        Kind::AndroidProperty => "system property",
    }
}

/// Who made a file is told along with it only where the file is somebody's public report: else the
/// name in it may be a person's, and nobody typed it here. [R1]
fn suggested_source(claim: Claim, reading: &Reading) -> Option<String> {
    let is_a_report = matches!(
        claim,
        Claim::NotNeeded {
            because: NoBeneficiary::AlreadyPublic | NoBeneficiary::VendorReport
        }
    );
    reading.suggested_source.clone().filter(|_| is_a_report)
}

/// The id of an object that was read before.
fn id_of(raw: &RawValue) -> Result<String> {
    #[derive(Deserialize)]
    struct Named {
        id: String,
    }
    let named: Named =
        serde_json::from_str(raw.get()).map_err(|error| invalid(error.to_string()))?;
    Ok(named.id)
}

type Objects = (Vec<(String, Box<RawValue>)>, BTreeMap<String, Role>);

/// The STIX objects: the file's own, byte for byte, or new ones for values that were read.
fn objects_of(
    desk: &Desk,
    unit: &dyn Unit,
    order: &ShareOrder,
    reading: &mut Reading,
    claim: Claim,
) -> Result<Objects> {
    let default = order.role.as_deref().map(role_of).transpose()?;
    let named = order
        .roles
        .iter()
        .map(|(value, role)| Ok((value.clone(), role_of(role)?)))
        .collect::<Result<BTreeMap<_, _>>>()?;
    // [IMP-1] A person says that all of it is public already; then the file is believed whose addresses they are.
    let public = Claim::NotNeeded {
        because: NoBeneficiary::AlreadyPublic,
    };
    let mut senders = std::mem::take(&mut reading.said_senders);
    senders.retain(|_| claim == public);
    let role_for = |found: &Found| {
        let sender = senders.contains(&found.value).then_some(Role::Sender);
        let named = named.get(found.value.text()).copied();
        named.or(found.role).or(sender).or(default)
    };
    let mut roles = BTreeMap::new();
    let mut objects = Vec::new();
    if reading.objects.is_empty() {
        for found in &reading.indicators {
            let id = crate::objects::new_id(desk, unit, "indicator");
            objects.push((id.clone(), crate::objects::indicator(desk, &id, found)?));
            roles.extend(role_for(found).map(|role| (id, role)));
        }
        let mut named: BTreeSet<String> = BTreeSet::new();
        for found in &reading.context {
            let observable = crate::objects::observable(found)?;
            objects.extend(observable.filter(|(id, _)| named.insert(id.clone())));
        }
        return Ok((objects, roles));
    }
    for raw in std::mem::take(&mut reading.objects) {
        objects.push((id_of(&raw)?, raw));
    }
    for found in &reading.indicators {
        if let (Some(id), Some(role)) = (&found.object_id, role_for(found)) {
            roles.insert(id.clone(), role);
        }
    }
    Ok((objects, roles))
}
