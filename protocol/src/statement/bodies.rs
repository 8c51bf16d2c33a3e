//! The bodies of content and of the talk about it, and the rules about their fields.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::call::Call;
use super::duties::Grant;
use super::{Body, Header, Kind};
use crate::limits::{
    ALSO_PLEASE_CHARS, AUDIENCE, OBJECTS, SOURCE_CHARS, SUMMARY_CHARS, TITLE_CHARS,
};
use crate::text::within;
use crate::{
    BulletinId, Claim, DeskId, Digest, Label, Marking, Pap, PublicKey, StreamName, Timestamp,
};

/// What a bulletin is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum BulletinKind {
    /// Tells what was found.
    #[default]
    Report,
    /// Asks; expires; answers are sightings or bulletins.
    Question,
    /// "Call me" ([`Call`]): no content at all.
    Knock,
}

/// What an indicator does in the attack; decides which lists it may enter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Role {
    /// Command and control.
    C2,
    /// Delivers: phishing or infection link.
    Delivery,
    /// The product's or vendor's website.
    Website,
    /// Sends: mail address, account.
    Sender,
    /// The file or app itself.
    Payload,
    /// Nobody said.
    Unknown,
}

/// Names another statement: (origin, id) is its identity.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reference {
    /// Whose it is.
    pub origin: DeskId,
    /// Its id.
    pub id: BulletinId,
}

/// What is shared among desks: content under one marking and one consent claim.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bulletin {
    /// Report, question or knock.
    #[serde(default)]
    pub kind: BulletinKind,
    /// One line.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = crate::limits::TITLE_CHARS), regex(pattern = r"^[^\r\n]*[^\s][^\r\n]*$")))]
    pub title: String,
    /// The incident in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::SUMMARY_CHARS)))]
    pub summary: Option<String>,
    /// Language of title and summary, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::TITLE_CHARS)))]
    pub lang: Option<String>,
    /// A word from the category list (`phishing`, `stalkerware`, ...).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::TITLE_CHARS)))]
    pub category: Option<String>,
    /// Label, audience and wishes.
    pub marking: Marking,
    /// The consent claim: a snapshot; the record at the origin rules. [R20]
    pub consent: Claim,
    /// The wish to become public, once label, consent, review and embargo allow it. [R2]
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub wishes_publication: bool,
    /// Whoever gets it should look at it before all else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
    /// Its words are hard to read: they are folded until somebody asks for them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub content_warning: bool,
    /// A question ends at this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// What it quotes or answers.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub refers_to: BTreeSet<Reference>,
    /// Where it comes from, in words, for imported material.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::SOURCE_CHARS)))]
    pub source: Option<String>,
    /// The licence of imported material.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::SOURCE_CHARS)))]
    pub licence: Option<String>,
    /// STIX 2.1 objects, byte for byte as they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>", length(max = crate::limits::OBJECTS)))]
    pub objects: Vec<Box<RawValue>>,
    /// The role of each indicator, by its STIX id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(extend("maxProperties" = crate::limits::OBJECTS)))]
    pub roles: BTreeMap<String, Role>,
}

/// What is published: a closed list of fields, nothing that tells of desks or people. [R1]
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Publication {
    /// One line.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = crate::limits::TITLE_CHARS), regex(pattern = r"^[^\r\n]*[^\s][^\r\n]*$")))]
    pub title: String,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::SUMMARY_CHARS)))]
    pub summary: Option<String>,
    /// Language of title and summary, BCP 47.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::TITLE_CHARS)))]
    pub lang: Option<String>,
    /// A word from the category list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::TITLE_CHARS)))]
    pub category: Option<String>,
    /// The day of publication, at midnight.
    pub date: Timestamp,
    /// Only as far as blocking needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pap: Option<Pap>,
    /// Not for block lists.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_alert_perpetrator: bool,
    /// Where it comes from, in words, for imported material.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::SOURCE_CHARS)))]
    pub source: Option<String>,
    /// The licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::SOURCE_CHARS)))]
    pub licence: Option<String>,
    /// STIX 2.1 objects.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>", length(max = crate::limits::OBJECTS)))]
    pub objects: Vec<Box<RawValue>>,
    /// The role of each indicator, by its STIX id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schema", schemars(extend("maxProperties" = crate::limits::OBJECTS)))]
    pub roles: BTreeMap<String, Role>,
}

/// Why something is taken back; the public hears "withdrawn" and nothing else. [R5]
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum RetractionReason {
    /// No reason is given (always so in the `clear` stream).
    Withdrawn,
    /// The person took the consent back.
    Consent,
    /// It was wrong.
    Error,
    /// Its time is over.
    Expired,
    /// It goes on with a narrower audience or label, without these recipients. [R27]
    Narrowed,
}

/// Takes every revision of one bulletin or publication back: recipients purge and answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Retraction {
    /// The id of what is taken back; the origin is this statement's own.
    pub target: BulletinId,
    /// The digests of all its statements in the streams that this goes down: a tombstone counts
    /// only if it is named here. [R10]
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub digests: BTreeSet<Digest>,
    /// Why.
    pub reason: RetractionReason,
    /// Repeat the values in the formats that delete by value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_delete: bool,
}

/// What was seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SightingVerdict {
    /// Seen at this desk.
    Seen,
    /// It was a false positive.
    FalsePositive,
    /// It is over.
    Expired,
}

/// A sighting, signed to the bulletin's origin alone. [R12]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sighting {
    /// Of which bulletin.
    pub target: Reference,
    /// The STIX id of the indicator, if of one only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = crate::limits::TITLE_CHARS)))]
    pub object: Option<String>,
    /// What was seen.
    pub verdict: SightingVerdict,
    /// May the origin say who?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub named: bool,
}

/// How many desks saw it; made by the origin once three have. [R12]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SightingCount {
    /// Of which bulletin of the origin's.
    pub target: BulletinId,
    /// Desks that saw it.
    pub seen: u32,
    /// Desks that call it a false positive.
    pub false_positive: u32,
}

/// How a desk answers a retraction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ReceiptState {
    /// The content is gone.
    Purged,
    /// It was never here.
    NotHeld,
}

/// A signed answer to a retraction, to its origin alone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Receipt {
    /// The retraction's digest.
    pub retraction: Digest,
    /// What was taken back.
    pub target: BulletinId,
    /// What became of it here.
    pub state: ReceiptState,
}

/// A signed no: to the origin, and to the peer that sent the bytes. [R11]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Refusal {
    /// SHA-256 of the bytes that came.
    pub of: Digest,
    /// Who sent them.
    pub sender: DeskId,
    /// The stream that they came in.
    pub stream: StreamName,
    /// The code of the reason.
    pub code: crate::Code,
    /// The version of the roster by which it was judged.
    pub roster: u64,
}

/// A reviewer elsewhere approves the exact draft. [R21]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Approval {
    /// SHA-256 of what may become public of it. [REV-2]
    pub draft: Digest,
    /// Whose draft.
    pub author: DeskId,
}

/// A coordinator's node is alive, and this is the newest roster that it knows. [R18]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Heartbeat {
    /// The coordinator's desk-independent key, as the roster delegates it.
    pub key: PublicKey,
    /// Version of the roster.
    pub version: u64,
    /// Its digest.
    pub digest: Digest,
}

/// Rules about fields that types cannot say. [STM-5] to [STM-15]
pub(super) fn check(header: &Header, body: &Body) -> Result<(), String> {
    match body {
        Body::Bulletin(bulletin) => check_bulletin(bulletin),
        Body::Publication(publication) => check_publication(header, publication),
        Body::Retraction(retraction) => check_retraction(header, retraction),
        Body::Sighting(sighting) => check_sighting(header, sighting),
        Body::Receipt(_) => only_direct(header, 1),
        Body::Refusal(_) => only_direct(header, 2),
        // Saturating: both numbers come from a peer.
        Body::SightingCount(count) if count.seen.saturating_add(count.false_positive) < 3 => {
            Err("fewer than three desks".into())
        }
        Body::Grant(_) => Grant::check(header),
        Body::Notice(notice) => notice.check(header),
        Body::Report(report) => report.check(header),
        Body::Sealed(sealed) => sealed.check(header),
        Body::Request(request) => request.check(header),
        Body::Vouch(vouch) => vouch.check(header),
        Body::Acceptance(_) => to_all(header),
        Body::Objection(objection) => objection.check(header),
        Body::Suspension(suspension) => suspension.check(),
        Body::Profile(profile) => profile.check(header),
        Body::ContactCard(card) => card.check(header),
        Body::SightingCount(_) | Body::Approval(_) | Body::Heartbeat(_) => Ok(()),
    }
}

fn check_bulletin(bulletin: &Bulletin) -> Result<(), String> {
    check_text(&bulletin.title, bulletin.summary.as_deref())?;
    check_words(
        [
            &bulletin.lang,
            &bulletin.category,
            &bulletin.source,
            &bulletin.licence,
        ]
        .map(Option::as_deref),
    )?;
    check_objects(&bulletin.objects, &bulletin.roles)?;
    let marking = &bulletin.marking;
    if let Some(text) = &marking.also_please {
        within("also_please", text, ALSO_PLEASE_CHARS)?;
    }
    let audience = &marking.audience;
    if audience.desks.len() + audience.groups.len() + audience.people.len() > AUDIENCE {
        return Err(format!("audience names more than {AUDIENCE}"));
    }
    if bulletin.kind == BulletinKind::Question && bulletin.expires.is_none() {
        return Err("a question has to say when it `expires`".into());
    }
    if bulletin.kind == BulletinKind::Knock {
        check_knock(bulletin)?;
    }
    audience
        .people
        .iter()
        .try_for_each(|person| within("people", person, TITLE_CHARS))?;
    if !audience.people.is_empty() && marking.label != Label::Red {
        return Err("only TLP:RED names people".into());
    }
    Ok(())
}

/// Nothing but whom to call, how and before when, and a marking without words of its own.
fn check_knock(b: &Bulletin) -> Result<(), String> {
    if b.title.parse::<Call>().is_err() {
        return Err("a knock says `Please call us` (for whom, by what, before when)".into());
    }
    let texts = [&b.summary, &b.lang, &b.category, &b.source, &b.licence];
    let has_content = texts.into_iter().any(Option::is_some)
        || b.expires.is_some()
        || b.wishes_publication
        || b.content_warning
        || b.marking.also_please.is_some()
        || b.marking.not_before.is_some()
        || !b.marking.audience.people.is_empty()
        || !(b.objects.is_empty() && b.roles.is_empty() && b.refers_to.is_empty());
    if has_content {
        return Err("a knock carries no content".into());
    }
    Ok(())
}

fn check_publication(header: &Header, publication: &Publication) -> Result<(), String> {
    check_text(&publication.title, publication.summary.as_deref())?;
    let words = [
        &publication.lang,
        &publication.category,
        &publication.source,
        &publication.licence,
    ];
    check_words(words.map(Option::as_deref))?;
    check_objects(&publication.objects, &publication.roles)?;
    if header
        .streams
        .iter()
        .any(|stream| *stream != StreamName::Clear)
        || header.revision != 1
    {
        return Err("a publication goes down `clear` alone, in one revision".into());
    }
    if publication.date != publication.date.day() || header.issued != header.issued.day() {
        return Err("times in a publication are days".into());
    }
    Ok(())
}

fn check_retraction(header: &Header, retraction: &Retraction) -> Result<(), String> {
    if retraction.digests.is_empty() {
        return Err("it names no digest".into());
    }
    let public = header.streams.contains(&StreamName::Clear);
    if public && retraction.reason != RetractionReason::Withdrawn {
        return Err("a public retraction gives no reason".into());
    }
    Ok(())
}

/// [STM-12] The public stream tells nothing of desks: neither another kind nor another stream beside it.
pub(super) fn check_clear(header: &Header) -> Result<(), String> {
    if !header.streams.contains(&StreamName::Clear) {
        return Ok(());
    }
    if !matches!(header.kind, Kind::Publication | Kind::Retraction) {
        return Err("only publications and retractions go down `clear`".into());
    }
    if header.streams.len() > 1 {
        return Err("what goes down `clear` goes down no other stream".into());
    }
    Ok(())
}

/// [STM-9] To the origin of what was seen, and to nobody else.
fn check_sighting(header: &Header, sighting: &Sighting) -> Result<(), String> {
    if let Some(object) = &sighting.object {
        within("object", object, TITLE_CHARS)?;
    }
    let origin = StreamName::Direct(sighting.target.origin.clone());
    if header.streams.iter().any(|stream| *stream != origin) {
        return Err(format!("goes down `{origin}` alone"));
    }
    Ok(())
}

/// [STM-9] To so many desks at most, each by itself.
pub(super) fn only_direct(header: &Header, most: usize) -> Result<(), String> {
    let direct = header
        .streams
        .iter()
        .all(|stream| matches!(stream, StreamName::Direct(_)));
    if direct && header.streams.len() <= most {
        Ok(())
    } else {
        Err(format!(
            "goes down {most} direct streams at most, and no other"
        ))
    }
}

/// [STM-14] To every member: whoever told some of them alone would choose who may object.
pub(super) fn to_all(header: &Header) -> Result<(), String> {
    let is_green = |stream: &StreamName| matches!(stream, StreamName::Green(_));
    if header.streams.iter().all(is_green) {
        Ok(())
    } else {
        Err("is for all members: it goes down the green stream of the network alone".into())
    }
}

fn check_text(title: &str, summary: Option<&str>) -> Result<(), String> {
    within("title", title, TITLE_CHARS)?;
    if title.trim().is_empty() || title.contains(['\n', '\r']) {
        return Err("title is empty or has more than one line".into());
    }
    within("summary", summary.unwrap_or_default(), SUMMARY_CHARS)
}

/// The short texts beside title and summary: lang, category, source, licence.
fn check_words([lang, category, source, licence]: [Option<&str>; 4]) -> Result<(), String> {
    within("lang", lang.unwrap_or_default(), TITLE_CHARS)?;
    within("category", category.unwrap_or_default(), TITLE_CHARS)?;
    within("source", source.unwrap_or_default(), SOURCE_CHARS)?;
    within("licence", licence.unwrap_or_default(), SOURCE_CHARS)
}

fn check_objects(objects: &[Box<RawValue>], roles: &BTreeMap<String, Role>) -> Result<(), String> {
    if objects.len() > OBJECTS || roles.len() > OBJECTS {
        return Err(format!(
            "{} objects and {} roles, at most {OBJECTS} of each",
            objects.len(),
            roles.len()
        ));
    }
    match objects
        .iter()
        .position(|object| !object.get().starts_with('{'))
    {
        Some(at) => Err(format!("objects[{at}] is not an object")),
        None => Ok(()),
    }
}
