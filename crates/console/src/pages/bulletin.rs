//! One bulletin: label, words, values, where it comes from, who got it, what to do with it.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::{Path, RawQuery};
use fanal_desk::{BulletinShown, CheckOrder, Disclosed, SightOrder, SignedAs};
use fanal_protocol::{Claim, Code, NoBeneficiary, Scope, SightingVerdict};
use fanal_store::{Answer, Right};

use super::inbox::{done_at, stance_key, stance_of};
use super::words;
use crate::calendar::{Moment, day};
use crate::chrome::{Frame, page, see};
use crate::form::Form;
use crate::pages::knock::title_in;
use crate::texts::Texts;
use crate::visit::{Page, Posted, Signed};

/// Values of one page: the rest is in the file.
const ROWS: usize = 60;

#[derive(Template)]
#[template(path = "bulletin.html")]
struct BulletinPage {
    f: Frame,
    b: BulletinShown,
    held: bool,
    own: bool,
    address: String,
    category: String,
    stance: String,
    received: Moment,
    rows: Vec<ValueRow>,
    not_shown: usize,
    /// What to do about such an incident.
    todo: Vec<&'static str>,
    consent: Option<String>,
    provenance: String,
    signed: SignedAs,
    got: Vec<Got>,
    recalled: bool,
    may_brief: bool,
    /// A reviewer may say yes to another desk's wish to publish it.
    may_endorse: bool,
    published: Option<String>,
}

/// A desk that has it from here, or had it.
struct Got {
    desk: String,
    since: Moment,
    state: String,
}

struct ValueRow {
    raw: String,
    defanged: String,
    kind: String,
    role: String,
    family: String,
    state: &'static str,
    /// The day of the oldest bulletin with it that this account may read.
    since: String,
}

pub(crate) async fn show(
    who: Signed,
    Path((desk, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let shown = who
        .desk()
        .show_bulletin(&who.caller, &format!("{desk}/{id}"))
        .await?;
    let texts = who.texts();
    let line = &shown.line;
    let title = line.title.as_deref().map(|title| title_in(texts, title));
    let title = title.unwrap_or_else(|| texts.say("bulletin-withdrawn"));
    let frame = Frame::signed(&who, "inbox", title)
        .known_as(&line.reference)
        .labelled(line.label)
        .done(Some(query.one("done")));
    let history = match who.desk().history_of(&who.caller, &line.reference).await {
        // GREEN is for every account; how it went through the hands of this desk is for those who work with it.
        Err(error) if error.code() == Code::PolicyRole => Vec::new(),
        history => history?,
    };
    let signed = if history.is_empty() {
        SignedAs::default()
    } else {
        who.desk().signed_as(&who.caller, &line.reference).await?
    };
    let all = shown.values.len();
    let got = who
        .desk()
        .show_disclosures(&who.caller, &line.reference)
        .await;
    let got = got.map_or_else(|_| Vec::new(), |sent| got_of(texts, &sent));
    page(&BulletinPage {
        held: line.state == "held",
        own: line.origin == *who.desk().id(),
        address: format!("/c/b/{}", line.reference),
        category: line
            .category
            .as_deref()
            .map_or_else(String::new, |one| words::category(texts, one)),
        stance: texts.say(stance_key(line.stance)),
        received: day(texts, line.received),
        rows: rows(&who, &shown).await,
        todo: todo(line.category.as_deref(), shown.may_alert_perpetrator),
        not_shown: all.saturating_sub(ROWS),
        consent: shown.consent.map(|claim| claim_words(texts, claim)),
        provenance: provenance(texts, line, &history),
        signed,
        got,
        recalled: !shown.receipts.is_empty(),
        may_brief: shown.may_brief && frame.analyst,
        may_endorse: shown.consent.is_some()
            && line.origin != *who.desk().id()
            && who.caller.rights().contains(&Right::Reviewer),
        published: shown.published.as_ref().map(|id| format!("/c/b/{id}")),
        f: frame,
        b: shown,
    })
}

/// Each desk once, with the first time, and what it said when it was asked to purge it.
fn got_of(texts: &Texts, sent: &Disclosed) -> Vec<Got> {
    let mut got: Vec<Got> = Vec::new();
    for one in &sent.sent {
        let desk = one.desk.to_string();
        if got.iter().any(|known| known.desk == desk) {
            continue;
        }
        let mut recalls = sent.recalls.iter();
        let answer = recalls.rfind(|recall| recall.desk == one.desk);
        let state = answer.map_or("trace-has", |recall| answer_key(recall.answer));
        got.push(Got {
            desk,
            since: day(texts, one.at),
            state: texts.say(state),
        });
    }
    got
}

async fn rows(who: &Signed, shown: &BulletinShown) -> Vec<ValueRow> {
    let texts = who.texts();
    let values = shown.values.iter().take(ROWS);
    let order = CheckOrder {
        values: values.map(|value| value.value.clone()).collect(),
        ..CheckOrder::default()
    };
    // Who may not look values up sees no day.
    let known = who.desk().check(&who.caller, &order).await;
    let known = known.map_or_else(|_| Vec::new(), |checked| checked.known);
    let since = |value: &str| {
        let found = known.iter().filter(|one| one.raw == value);
        let days = found.flat_map(|one| one.found.iter().map(|found| &found.since));
        days.min().cloned().unwrap_or_default()
    };
    let one = |value: &fanal_desk::ValueShown| ValueRow {
        raw: value.value.clone(),
        defanged: value.defanged.clone(),
        kind: words::kind(texts, &value.kind),
        role: texts.say(words::role(value.role)),
        family: value.family.clone().unwrap_or_default(),
        state: state_key(who, shown, value),
        since: since(&value.value),
    };
    shown.values.iter().take(ROWS).map(one).collect()
}

/// The key of what a value is by now: over, as its source says; doubted, where desks called this a false positive
/// and none saw it; or active.
fn state_key(who: &Signed, shown: &BulletinShown, value: &fanal_desk::ValueShown) -> &'static str {
    if value.until.is_some_and(|until| until <= who.desk().now()) {
        "value-over"
    } else if shown.false_positive > Some(0) && shown.seen.unwrap_or_default() == 0 {
        "value-doubted"
    } else {
        "value-active"
    }
}

/// The keys of what to do about such an incident.
fn todo(category: Option<&str>, may_alert: bool) -> Vec<&'static str> {
    let mut keys = vec!["todo-look"];
    let more = match category.unwrap_or_default() {
        "phishing" | "account-takeover" | "impersonation" => Some("todo-accounts"),
        "spyware" | "malware" | "vulnerability" => Some("todo-device"),
        "stalkerware" => Some("todo-safe"),
        "harassment" | "doxxing" => Some("todo-person"),
        "site-attack" | "censorship" | "interception" => Some("todo-site"),
        "device-loss" | "data-leak" => Some("todo-loss"),
        _ => None,
    };
    keys.extend(more);
    if may_alert && more != Some("todo-safe") {
        keys.push("todo-safe");
    }
    keys
}

/// What the person agreed to, in words.
pub(crate) fn claim_words(texts: &Texts, claim: Claim) -> String {
    let key = match claim {
        Claim::Refused => "claim-refused",
        Claim::NotAsked => "claim-not-asked",
        Claim::Granted { scope, .. } => match scope {
            Scope::Desk => "claim-desk",
            Scope::Named => "claim-named",
            Scope::Network => "claim-network",
            Scope::Public => "claim-public",
        },
        Claim::NotNeeded { because } => match because {
            NoBeneficiary::NoBeneficiary => "why-not-no-beneficiary",
            NoBeneficiary::OwnInfrastructure => "why-not-own-infrastructure",
            NoBeneficiary::AlreadyPublic => "why-not-already-public",
            NoBeneficiary::VendorReport => "why-not-vendor-report",
        },
    };
    let mut said = texts.say(key);
    if let Claim::Granted {
        until: Some(until), ..
    } = claim
    {
        // Writing into a string cannot fail.
        let _ = write!(said, " ({})", texts.day(&until.date()));
    }
    said
}

/// Signed by whom, how it came, which revision.
fn provenance(
    texts: &Texts,
    line: &fanal_desk::ListLine,
    history: &[fanal_desk::RevisionShown],
) -> String {
    let Some(newest) = history.last() else {
        return String::new();
    };
    let signed = texts.with("from-signed", "desk", &line.origin);
    let way = match &newest.sender {
        None => texts.say("from-here"),
        Some(sender) if *sender == line.origin => texts.say("from-itself"),
        Some(sender) => texts.with("from-relay", "desk", sender),
    };
    let of = texts.of_all(
        "from-revision",
        usize::try_from(newest.revision).unwrap_or(0),
        history.len(),
    );
    let here = texts.with("from-accepted", "day", newest.received.date());
    let issued = texts.day(&newest.issued.date());
    format!("{signed} {issued}. {way} {of} {here}")
}

/// An act on the page: a stance, a sighting, or a question about it.
pub(crate) async fn take(
    Path((desk, id)): Path<(String, String)>,
    Posted { who, form }: Posted,
) -> Page {
    let reference = format!("{desk}/{id}");
    let address = format!("/c/b/{reference}");
    let act = form.one("act");
    if let Some(stance) = stance_of(act) {
        who.desk()
            .take_stance(&who.caller, &reference, stance)
            .await?;
        return see(&done_at(&address, "stance"));
    }
    let verdict = match act {
        "seen" => SightingVerdict::Seen,
        "false" => SightingVerdict::FalsePositive,
        "ask" => return see(&format!("/c/new?about={reference}&question=1")),
        _ => return see(&address),
    };
    let order = SightOrder {
        bulletin: reference,
        verdict,
        value: None,
        named: form.has("named"),
    };
    who.desk().sight(&who.caller, &order).await?;
    see(&done_at(&address, "sighted"))
}

/// The key of what a desk answered.
pub(crate) const fn answer_key(answer: Answer) -> &'static str {
    match answer {
        Answer::Waiting => "answer-waiting",
        Answer::Purged => "answer-purged",
        Answer::NotHeld => "answer-not-held",
        Answer::Refused => "answer-refused",
    }
}
