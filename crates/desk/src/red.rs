//! RED on a person's own machine: written, checked, signed, sealed; opened and verified. Nothing here
//! asks a node, a database or a clock: what it needs comes in, and what it makes goes out. [RED-2] [R26]

use std::collections::{BTreeMap, BTreeSet};

use fanal_ambient::{Entropy, random};
use fanal_formats::Options;
use fanal_policy::{Facts, Privacy, RosterState, World, may_be_sealed};
use fanal_privacy::Check;
use fanal_protocol::limits::{SEALED_BYTES, SUMMARY_CHARS};
use fanal_protocol::{
    Audience, Body, Bulletin, BulletinId, BulletinKind, Claim, Code, DeskEntry, DeskId, Header,
    Kind, Label, Marking, Opened, PublicKey, Red, Scope, SecretKey, StreamName, Timestamp,
    VerifiedRoster,
};
use fanal_seal::{Identity, OpenError, Recipient};

use crate::contact::{CardShown, verified_card};
use crate::error::{Result, invalid, problem};
use crate::objects::{id_from_random, indicator_of_day};
use crate::privacy::{Finding, answers_to, findings_in};
use crate::share::{consent_of, unanswered};

/// What a person's signing key is derived for, out of their identity.
const SIGNING: &[u8] = b"fanal-person-v1 signing";

/// The key that a person signs RED with: it follows from their identity, so that there is one file to
/// keep. [RED-1]
pub fn signing_key(identity: &Identity) -> SecretKey {
    SecretKey::from_seed(&identity.derive(SIGNING))
}

/// What a person wants to write.
#[derive(Clone, Default)]
pub struct RedOrder {
    /// The text, or a STIX bundle.
    pub text: String,
    /// One line.
    pub title: String,
    /// Language, BCP 47.
    pub lang: Option<String>,
    /// What the person concerned agreed to, as people write it.
    pub consent: String,
    /// The consent ends at this moment.
    pub consent_until: Option<Timestamp>,
    /// One sentence that recipients must heed.
    pub also_please: Option<String>,
    /// Recipients destroy it then.
    pub retain_until: Option<Timestamp>,
    /// Answers to findings of the privacy check, by key.
    pub because: BTreeMap<String, String>,
    /// The cards of those whom it is for, as their desks signed them.
    pub to: Vec<String>,
}

/// Who writes, where and when.
#[derive(Clone, Copy)]
pub struct Writer<'a> {
    /// The person's identity.
    pub identity: &'a Identity,
    /// The person's own card, as this desk signed it.
    pub card: &'a str,
    /// The roster in force.
    pub roster: &'a VerifiedRoster,
    /// Now.
    pub now: Timestamp,
}

/// Sealed, one file for each desk. What was written is in it and nowhere else.
pub struct SealedRed {
    /// Its id inside, for the writer's own notes.
    pub id: BulletinId,
    /// The files.
    pub files: BTreeMap<DeskId, Vec<u8>>,
    /// Whom it is for, as it stands inside.
    pub people: BTreeSet<String>,
}

/// What was opened. No Debug: it is content.
pub struct OpenedRed {
    /// Who wrote it: `DESK/PSEUDONYM`.
    pub by: String,
    /// When, by their clock.
    pub written: Timestamp,
    /// The key that signed it, as the card inside names it.
    pub signs: PublicKey,
    /// Everybody whom it is for.
    pub people: BTreeSet<String>,
    /// What they wrote.
    pub bulletin: Bulletin,
}

/// Writes, checks, signs and seals. A finding of the privacy check without an answer stops it.
pub fn seal_red(order: &RedOrder, writer: &Writer<'_>, chance: &dyn Entropy) -> Result<SealedRed> {
    let network = writer.roster.network();
    let roster = writer.roster.roster();
    let (me, own) = verified_card(writer.card.as_bytes(), roster, network, writer.now)?;
    let key = signing_key(writer.identity);
    if own.signs != Some(key.public()) {
        return Err(invalid(format!(
            "the card of `{me}/{}` names another signing key than this identity has",
            own.pseudonym
        )));
    }
    let mut recipients: BTreeMap<DeskId, Vec<Recipient>> = BTreeMap::new();
    let mut people = BTreeSet::new();
    for card in &order.to {
        let (desk, card) = verified_card(card.as_bytes(), roster, network, writer.now)?;
        let person = format!("{desk}/{}", card.pseudonym);
        let key = card.key.as_deref().unwrap_or_default().parse();
        let key = key.map_err(|_| {
            invalid(format!(
                "the key of `{person}` is none that RED is sealed to"
            ))
        })?;
        recipients.entry(desk).or_default().push(key);
        people.insert(person);
    }
    if recipients.is_empty() {
        return Err(invalid("name the people whom it is for, as DESK/PSEUDONYM"));
    }
    let bulletin = write(order, recipients.keys(), &people, writer.now, chance)?;
    let findings = open_findings(&bulletin, &order.because);
    if !findings.is_empty() {
        return Err(unanswered(&findings));
    }
    let header = Header {
        network,
        kind: Kind::Bulletin,
        origin: me.clone(),
        id: BulletinId::from_random(random(chance)),
        revision: 1,
        previous: None,
        streams: recipients.keys().cloned().map(StreamName::Direct).collect(),
        epoch: 1,
        issued: writer.now,
        salt: BulletinId::from_random(random(chance)),
    };
    judge(&header, &bulletin, &me, writer)?;
    let id = header.id;
    let signed = Red::sign(header, bulletin, &key)?;
    let content = [
        signed.as_slice(),
        b"\n",
        writer.card.trim().as_bytes(),
        b"\n",
    ]
    .concat();
    let content = zeroize::Zeroizing::new(content);
    let files = recipients
        .into_iter()
        .map(|(desk, keys)| {
            let file = fanal_seal::seal_padded(&content, &keys, SEALED_BYTES, chance)
                .map_err(|error| problem(Code::LimitSize, error.to_string()))?;
            Ok((desk, file))
        })
        .collect::<Result<_>>()?;
    Ok(SealedRed { id, files, people })
}

/// The findings of the privacy check that have no answer.
fn open_findings(bulletin: &Bulletin, because: &BTreeMap<String, String>) -> Vec<Finding> {
    let mut findings = findings_in(bulletin, &Check::default());
    let answers = answers_to(&findings, because);
    findings
        .retain(|finding| finding.holds_back(Label::Red) && !answers.contains_key(&finding.key));
    findings
}

/// The same rules as for every bulletin, asked here: no node can ask them. [RED-4]
fn judge(header: &Header, bulletin: &Bulletin, me: &DeskId, writer: &Writer<'_>) -> Result<()> {
    let mut facts = Facts::of(header, &Body::Bulletin(Box::new(bulletin.clone())));
    facts.privacy = Privacy::Answered;
    if matches!(
        bulletin.consent,
        Claim::Granted {
            scope: Scope::Named,
            ..
        }
    ) {
        facts.named_consent = Some(bulletin.marking.audience.desks.clone());
    }
    let state = if writer.roster.roster().expires <= writer.now {
        RosterState::Expired
    } else {
        // Whether a coordinator was heard lately is the node's to know: it is asked when it sends.
        RosterState::Current
    };
    let world = World {
        roster: writer.roster.roster(),
        network: writer.roster.network(),
        state,
        me,
        now: writer.now,
    };
    may_be_sealed(&facts, &world).map_err(crate::error::DeskError::from)
}

/// A STIX bundle is taken as it is; any other text is the summary, and values in it are indicators.
fn write<'a>(
    order: &RedOrder,
    desks: impl Iterator<Item = &'a DeskId>,
    people: &BTreeSet<String>,
    now: Timestamp,
    chance: &dyn Entropy,
) -> Result<Bulletin> {
    let marking = Marking {
        audience: Audience {
            desks: desks.cloned().collect(),
            people: people.iter().map(|person| person.as_str().into()).collect(),
            ..Audience::default()
        },
        also_please: order.also_please.clone().map(String::into_boxed_str),
        retain_until: order.retain_until,
        ..Marking::of(Label::Red)
    };
    let mut bulletin = Bulletin {
        kind: BulletinKind::Report,
        title: order.title.clone(),
        summary: None,
        lang: order.lang.clone(),
        category: None,
        marking,
        consent: consent_of(&order.consent, false, order.consent_until)?,
        wishes_publication: false,
        urgent: false,
        content_warning: false,
        expires: None,
        refers_to: BTreeSet::new(),
        source: None,
        licence: None,
        objects: Vec::new(),
        roles: BTreeMap::new(),
    };
    let text = order.text.trim();
    if text.is_empty() {
        return Err(invalid("there is nothing in it"));
    }
    let reading = fanal_formats::read(None, text.as_bytes(), &Options::default()).ok();
    if let Some(reading) = &reading
        && !reading.objects.is_empty()
    {
        bulletin.objects.clone_from(&reading.objects);
        return Ok(bulletin);
    }
    if text.chars().count() > SUMMARY_CHARS {
        let text = format!("more than {SUMMARY_CHARS} characters of text: divide it");
        return Err(problem(Code::LimitSize, text));
    }
    bulletin.summary = Some(text.to_owned());
    for found in reading.iter().flat_map(|reading| &reading.indicators) {
        let id = id_from_random(random(chance), "indicator");
        bulletin.objects.push(indicator_of_day(now, &id, found)?);
        bulletin.roles.extend(found.role.map(|role| (id, role)));
    }
    Ok(bulletin)
}

/// Does the newest card of its writer that is known here name the key that signed it? None is known: nobody can say.
///
/// Asked of a file that came by itself: no desk vouches for the moment that it names, and whoever kept an old card, or
/// took an identity, could write under any. [RED-8]
pub fn writer_still_signs(opened: &OpenedRed, cards: &[CardShown]) -> Result<bool> {
    let of_writer = |card: &&CardShown| format!("{}/{}", card.desk, card.pseudonym) == opened.by;
    let Some(card) = cards
        .iter()
        .filter(of_writer)
        .max_by_key(|card| card.revision)
    else {
        return Ok(false);
    };
    if card.signs == Some(opened.signs) && card.key.is_some() {
        return Ok(true);
    }
    let text = format!(
        "the card of `{}` has ended or names another key since: ask them whether they wrote it",
        opened.by
    );
    Err(problem(Code::VerifySignature, text))
}

/// The age file in a sealed statement, and who sent it, by the roster.
pub fn read_sealed(envelope: &[u8], roster: &VerifiedRoster) -> Result<(DeskId, Vec<u8>)> {
    let no = |text: &str| problem(Code::VerifySignature, text);
    let origin =
        fanal_protocol::claimed_origin(envelope).ok_or_else(|| no("it names no origin"))?;
    let keys = roster.desk(&origin).map(DeskEntry::statement_keys);
    let keys = keys.ok_or_else(|| no("its origin stands in no roster here"))?;
    let opened = Opened::open(envelope, &origin, &keys)
        .map_err(|_| no("it does not verify with the keys of its origin"))?;
    let Body::Sealed(sealed) = opened.into_body() else {
        return Err(invalid(
            "this is a statement of another kind: nothing is sealed in it",
        ));
    };
    Ok((origin, sealed.sealed.0))
}

/// Opens a file and verifies who wrote it and for whom: by the roster, then by the card inside, then
/// by the person's own signature.
///
/// `sender` is the desk that signed the statement around it, if it came in one; `me` is the desk of
/// whoever opens it, if it is known.
pub fn open_red(
    file: &[u8],
    with: &[Identity],
    roster: &VerifiedRoster,
    sender: Option<&DeskId>,
    me: Option<&DeskId>,
) -> Result<OpenedRed> {
    let content = fanal_seal::open(file, with).map_err(|error| {
        let code = match error {
            OpenError::NotForUs => Code::NotFound,
            OpenError::Malformed(_) => Code::VerifyFormat,
            OpenError::HeaderChanged | OpenError::ContentChanged => Code::VerifySignature,
        };
        problem(code, error.to_string())
    })?;
    let broken = || problem(Code::VerifyFormat, "what was sealed is no RED of ours");
    let mut lines = content
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let (Some(signed), Some(card), None) = (lines.next(), lines.next(), lines.next()) else {
        return Err(broken());
    };
    let claimed = fanal_protocol::claimed_origin(signed).ok_or_else(broken)?;
    // The card had to be good when it was written; the moment is inside what its key signed, and the
    // card's own end is checked against it below.
    let (desk, card) = verified_card(
        card,
        roster.roster(),
        roster.network(),
        Timestamp::from_unix(0),
    )?;
    let key = card.signs.filter(|_| desk == claimed);
    let key = key.ok_or_else(|| {
        problem(
            Code::VerifySignature,
            "the card inside does not belong to its signature",
        )
    })?;
    let red = Red::open(signed, &desk, key)
        .map_err(|error| problem(Code::VerifySignature, error.to_string()))?;
    let header = red.header();
    let is_late = card.until.is_some_and(|end| end <= header.issued);
    if header.network != roster.network() || is_late {
        return Err(problem(
            Code::VerifySignature,
            "it was written in another network, or by a card that was over",
        ));
    }
    let audience = &red.bulletin().marking.audience;
    let people = audience.people.iter().map(ToString::to_string).collect();
    let by = format!("{desk}/{}", card.pseudonym);
    // Sealing says nothing of who sealed: a recipient could seal it to others. What they cannot change
    // is who wrote it and for whom. [RED-3]
    if let Some(sender) = sender.filter(|sender| **sender != desk) {
        let text = format!("`{by}` wrote it, and `{sender}` passed it on, which nobody may");
        return Err(problem(Code::VerifyPlace, text));
    }
    if let Some(me) = me.filter(|me| !audience.desks.contains(*me)) {
        let text = format!("`{by}` wrote it for others than `{me}`: somebody passed it on");
        return Err(problem(Code::VerifyPlace, text));
    }
    Ok(OpenedRed {
        by,
        written: header.issued,
        signs: key,
        people,
        bulletin: red.bulletin().clone(),
    })
}
