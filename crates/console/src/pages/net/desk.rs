//! One desk of the network; suspending it or putting it out is one page, and its name is typed. [C2]

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, RawQuery};
use fanal_desk::{
    Compared, DeskShown, RosterChange, RosterDraft, SuspendOrder, ToldCode, UseOrder,
};
use fanal_protocol::{Code, DeskId, DeskStatus, Problem, PublicKey};

use crate::calendar::{Moment, day};
use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::pages::net::spread::{Cell, Table};
use crate::pages::net::status_words;
use crate::pages::profile::Said;
use crate::texts::Texts;
use crate::told;
use crate::visit::{Page, Posted, Signed, Stop};

#[derive(Template)]
#[template(path = "net_desk.html")]
struct DeskPage {
    f: Frame,
    desk: DeskShown,
    status: String,
    active: bool,
    /// It is suspended, by a roster or for a while.
    stopped: bool,
    /// By one coordinator's word, or because it locked itself: a roster has to settle it.
    unsettled: bool,
    own: bool,
    said: Said,
    groups: Vec<String>,
    /// Who, when and how.
    vouched_by: Vec<(String, Moment, String)>,
    words: Vec<String>,
    digits: Vec<String>,
    /// What it signs statements with.
    keys: Vec<PublicKey>,
    asks: Vec<String>,
    /// The same by its digest: the button counts for these and no others.
    wish: String,
    /// It offers a key to coordinate with.
    offers: bool,
    /// Signatures that a roster would need with one more coordinator: more than half.
    threshold: String,
    names_code: bool,
    compared: Option<(Compared, Moment)>,
    /// Who stopped using it here, and when.
    unused: Option<(String, Moment)>,
    changed: bool,
    /// Its words were last compared too long ago.
    again: bool,
    spread: Table,
}

#[derive(Template)]
#[template(path = "net_draft.html")]
struct DraftPage {
    f: Frame,
    draft: RosterDraft,
    changes: Vec<String>,
    signatures: String,
    /// Parts that a new code of practice does not seem to have.
    lacks: Vec<String>,
}

pub(crate) async fn show(who: Signed, Path(id): Path<String>, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    shown(&who, &id, Some(query.one("done")), Vec::new()).await
}

async fn shown(who: &Signed, id: &str, done: Option<&str>, faults: Vec<Fault>) -> Page {
    let Found {
        desk,
        unsettled,
        threshold,
        names_code,
    } = found(who, id).await?;
    let texts = who.texts();
    let own = desk.id == *who.desk().id();
    let profiles = who.desk().show_profiles(&who.caller, Some(&desk.id));
    let profile = profiles.await?;
    let said = profile.first().map(|profile| Said::of(texts, profile));
    let (words, digits) = if own {
        Default::default()
    } else {
        let words = who.desk().words_with(&who.caller, &desk.id).await;
        words.map_or_else(|_| Default::default(), |it| (it.words, it.digits))
    };
    let again = who.desk().keys_to_compare(&who.caller).await?;
    let compared = who.desk().key_compared(&who.caller, &desk.id).await?;
    let unused = who.desk().stopped_using(&who.caller, &desk.id).await?;
    let mut changes = who.visit.key_changes.iter();
    let spread = who.desk().spread(&who.caller).await?;
    let spread = spread.iter().find(|one| one.desk == desk.id);
    page(&DeskPage {
        status: status_words(who.texts(), desk.status),
        active: desk.status == DeskStatus::Active && !unsettled,
        stopped: desk.status == DeskStatus::Suspended || unsettled,
        unsettled,
        own,
        said: said.unwrap_or_default(),
        wish: wish_of(&desk),
        offers: offers(&desk),
        threshold: threshold.to_string(),
        names_code,
        words,
        digits,
        again: again.contains(&desk.id),
        keys: signing_keys(who, &desk.id)?,
        spread: spread.map_or_else(Table::default, |one| Table::of_desk(texts, one)),
        asks: told::all(texts, &desk.asks_told),
        compared: compared.map(|it| (it.clone(), day(texts, it.at))),
        unused: unused.map(|it| (it.by, day(texts, it.at))),
        changed: changes.any(|change| change.desk == desk.id),
        groups: desk.groups.iter().map(ToString::to_string).collect(),
        vouched_by: vouches(texts, &desk),
        f: Frame::signed(who, "net", desk.name.clone())
            .done(done)
            .faulty(faults),
        desk,
    })
}

/// Who vouched for it, when, and how the two know each other.
pub(crate) fn vouches(texts: &Texts, desk: &DeskShown) -> Vec<(String, Moment, String)> {
    let one = |vouch: &fanal_desk::VouchedShown| {
        let how = vouch.how.clone().unwrap_or_default();
        (vouch.by.to_string(), day(texts, vouch.at), how)
    };
    desk.vouches.iter().map(one).collect()
}

/// The keys that its statements are believed by now. [ENC-14]
fn signing_keys(who: &Signed, desk: &DeskId) -> Result<Vec<PublicKey>, Stop> {
    let (_, membership) = who.desk().membership(None)?;
    let now = who.desk().now();
    let entry = membership.in_force(now).desk(desk);
    let keys = entry.into_iter().flat_map(|entry| &entry.signing);
    let keys = keys.filter(|record| record.until.is_none_or(|until| now < until));
    Ok(keys.map(|record| record.key).collect())
}

/// A desk of the roster, and what its page needs to know of that.
struct Found {
    desk: DeskShown,
    /// It is suspended for a while only.
    unsettled: bool,
    /// How many would sign with one more coordinator.
    threshold: usize,
    /// The rules name a code of practice.
    names_code: bool,
}

async fn found(who: &Signed, id: &str) -> Result<Found, Stop> {
    let roster = who.desk().show_roster(&who.caller).await?;
    let found = roster.desks.into_iter().find(|desk| desk.id.as_str() == id);
    let absent = || Problem::new(Code::NotFound, "no such desk in the roster");
    let desk = found.ok_or_else(absent)?;
    let mut suspensions = roster.suspensions.iter();
    let is_suspended = suspensions.any(|one| one.desk == desk.id);
    let unsettled = is_suspended || roster.locked.contains_key(&desk.id);
    let half = usize::midpoint(roster.coordinators.len(), 1) + 1;
    let threshold = usize::from(roster.threshold).max(half);
    Ok(Found {
        desk,
        unsettled,
        threshold,
        names_code: roster.rules.code_of_practice.is_some(),
    })
}

fn offers(desk: &DeskShown) -> bool {
    let code = ToldCode::OffersToCoordinate.as_str();
    desk.asks_told.iter().any(|one| one.code == code)
}

/// What it asks for, by its digest: what stands on the page may be words of others.
fn wish_of(desk: &DeskShown) -> String {
    fanal_desk::digest_of_code(&desk.asks.join("\n")).to_string()
}

/// Suspends at once, or drafts a roster without it, once its name is typed; or drafts one that takes it back, or
/// does what it asks for.
pub(crate) async fn take(Path(id): Path<String>, Posted { who, form }: Posted) -> Page {
    let Found { desk, .. } = found(&who, &id).await?;
    let act = form.one("act");
    let typed = |field: &str| form.one(field).trim() == desk.id.as_str();
    if act == "suspend" && !typed("suspend-name") {
        let fault = Fault::says(who.texts(), "suspend-name", "type-the-name");
        return shown(&who, &id, None, vec![fault]).await;
    }
    if ["readmit", "stay"].contains(&act) && !typed("settle-name") {
        let fault = Fault::says(who.texts(), "settle-name", "type-the-name");
        return shown(&who, &id, None, vec![fault]).await;
    }
    if act == "fulfil" && form.one("wish") != wish_of(&desk) {
        // [CSL-13]
        let fault = Fault::says(who.texts(), "asks", "changed-look-again");
        return shown(&who, &id, None, vec![fault]).await;
    }
    if act == "expel" && !typed("expel-name") {
        let fault = Fault::says(who.texts(), "expel-name", "type-the-name");
        return shown(&who, &id, None, vec![fault]).await;
    }
    match act {
        "suspend" => {
            let order = SuspendOrder {
                because: form.answers(),
                desk: desk.id,
                why: form.one("why").trim().to_owned(),
                signed: None,
            };
            who.desk().suspend_desk(&who.caller, &order).await?;
            see("/c/net?done=suspended")
        }
        "expel" => settle(&who, desk.id, DeskStatus::Expelled).await,
        "readmit" => settle(&who, desk.id, DeskStatus::Active).await,
        "stay" => settle(&who, desk.id, DeskStatus::Suspended).await,
        "fulfil" => fulfil(&who, &id, desk.id, &form).await,
        "stop-using" | "use-again" => {
            let used = act == "use-again";
            let order = UseOrder {
                desk: desk.id,
                used,
            };
            who.desk().use_desk(&who.caller, &order).await?;
            let done = if used { "used-again" } else { "unused" };
            see(&format!("/c/net/desks/{id}?done={done}"))
        }
        "compared" => {
            let how = form.one("how");
            if how.trim().is_empty() {
                let fault = Fault::says(who.texts(), "how", "key-how-missing");
                return shown(&who, &id, None, vec![fault]).await;
            }
            who.desk().compare_key(&who.caller, &desk.id, how).await?;
            see(&format!("/c/net/desks/{id}?done=compared"))
        }
        _ => Err(Problem::new(Code::UsageInvalid, "there is no such act").into()),
    }
}

/// Drafts a roster that does what the desk asks for, and takes its key to coordinate with if that is ticked.
async fn fulfil(who: &Signed, id: &str, desk: DeskId, form: &Form) -> Page {
    let mut change = RosterChange {
        fulfil: vec![desk.clone()],
        ..RosterChange::default()
    };
    if form.has("coordinate") {
        let Ok(threshold) = form.one("threshold").trim().parse() else {
            let fault = Fault::says(who.texts(), "threshold", "rule-number");
            return shown(who, id, None, vec![fault]).await;
        };
        change.coordinators.push(desk);
        change.threshold = Some(threshold);
    }
    match who.desk().draft_roster(&who.caller, &change).await {
        Ok(draft) => draft_page(who, draft),
        Err(error) if [Code::UsageInvalid, Code::VerifyFormat].contains(&error.code()) => {
            let fault = Fault::of(who.texts(), "asks", &error.problem());
            shown(who, id, None, vec![fault]).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn settle(who: &Signed, desk: DeskId, status: DeskStatus) -> Page {
    let change = RosterChange {
        status: BTreeMap::from([(desk, status)]),
        ..RosterChange::default()
    };
    let draft = who.desk().draft_roster(&who.caller, &change).await?;
    draft_page(who, draft)
}

/// A roster that is in force, or that others have to sign yet.
pub(crate) fn draft_page(who: &Signed, draft: RosterDraft) -> Page {
    draft_page_with(who, draft, Vec::new())
}

/// The same, with what a new code of practice does not seem to have.
pub(crate) fn draft_page_with(who: &Signed, draft: RosterDraft, lacks: Vec<String>) -> Page {
    let texts = who.texts();
    page(&DraftPage {
        signatures: texts.of_all(
            "signatures-of",
            draft.old_signatures,
            usize::from(draft.old_needed),
        ),
        changes: told::all(texts, &draft.told),
        lacks,
        f: Frame::signed(who, "net", texts.say("draft-title")),
        draft,
    })
}
