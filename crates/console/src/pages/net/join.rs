//! Who asks to join: what each has, what each lacks, and the acts that bring it further. [C1]

use askama::Template;
use axum::extract::{Path, RawQuery};
use fanal_desk::{JoiningShown, ObjectOrder, RosterChange, SettleOrder, Slip, WordsOrder};
use fanal_protocol::{Code, Problem};

use crate::calendar::{Moment, day};
use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::pages::net::desk::draft_page;
use crate::told;
use crate::visit::{Page, Posted, Signed, Stop};

#[derive(Template)]
#[template(path = "net_join.html")]
struct ListPage {
    f: Frame,
    asking: Vec<Asking>,
    /// A line of text to hand over, with the key of what it is.
    slip: Option<(&'static str, String)>,
    in_network: bool,
}

/// One who asks: a name may be asked for by several, each with a key of its own.
struct Asking {
    id: String,
    key: String,
    /// How the key begins, where the name is asked for twice.
    begins: Option<String>,
    name: String,
    state: String,
}

/// Letters of a key that tell two of one name apart for people.
const KEY_LETTERS: usize = 8;

#[derive(Template)]
#[template(path = "net_join_one.html")]
struct OnePage {
    f: Frame,
    id: String,
    key: String,
    made_known_by: String,
    words: Vec<String>,
    digits: Vec<String>,
    /// Who, how, why it does not count, when.
    vouches: Vec<(String, String, Option<String>, Moment)>,
    needed: String,
    objections: Vec<(String, String, Option<String>)>,
    window: Option<Moment>,
    accepts_code: bool,
    lacks: Vec<String>,
    /// When its key was compared, by whom; and how.
    compared: Option<(String, String)>,
    /// How many coordinators signed a draft with it.
    drafted: Option<String>,
}

pub(crate) async fn list(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    listed(&who, Some(query.one("done")), None, Vec::new()).await
}

async fn listed(
    who: &Signed,
    done: Option<&str>,
    slip: Option<(&'static str, String)>,
    faults: Vec<Fault>,
) -> Page {
    let texts = who.texts();
    let in_network = who.desk().membership(None).is_ok();
    let joining = if in_network {
        who.desk().list_joining(&who.caller).await?
    } else {
        Vec::new()
    };
    let asking = joining.iter().map(|one| {
        let state = if one.lacks.is_empty() {
            texts.say("join-ready")
        } else {
            texts.count("join-lacks", one.lacks.len())
        };
        let namesakes = joining.iter().filter(|other| other.desk == one.desk);
        let key = one.key.to_string();
        Asking {
            id: one.desk.to_string(),
            begins: (namesakes.count() > 1).then(|| key.chars().take(KEY_LETTERS).collect()),
            key,
            name: one.name.clone(),
            state,
        }
    });
    page(&ListPage {
        asking: asking.collect(),
        slip,
        in_network,
        f: Frame::signed(who, "net", texts.say("join-title"))
            .done(done)
            .faulty(faults),
    })
}

/// Hands out an invitation, takes one, or takes the request that answered one.
pub(crate) async fn hand(Posted { who, form }: Posted) -> Page {
    let desk = who.desk();
    let pasted = |field: &str| Slip {
        slip: form.one(field).split_whitespace().collect(),
    };
    let answer = match form.one("act") {
        "invite" => desk
            .invite(&who.caller)
            .map(|slip| ("join-invitation", slip.slip)),
        "request" => desk
            .request_to_join(&who.caller, &(&pasted("invitation")).into())
            .await
            .map(|slip| ("join-request", slip.slip)),
        "announce" => {
            let request = pasted("request");
            match desk.announce_request(&who.caller, &request).await {
                Ok(()) => return see("/c/net/join?done=announced"),
                Err(error) => Err(error),
            }
        }
        _ => return Err(Problem::new(Code::UsageInvalid, "there is no such act").into()),
    };
    match answer {
        Ok(slip) => listed(&who, None, Some(slip), Vec::new()).await,
        Err(error) if error.code() == Code::AccountProof => Err(error.into()),
        Err(error) => {
            let field = if form.has("invitation") {
                "invitation"
            } else {
                "request"
            };
            let fault = Fault::of(who.texts(), field, &error.problem());
            listed(&who, None, None, vec![fault]).await
        }
    }
}

/// By name and key: what was read about one is never done to another of its name. [CSL-13]
async fn found(who: &Signed, id: &str, key: &str) -> Result<Option<JoiningShown>, Stop> {
    let joining = who.desk().list_joining(&who.caller).await?;
    let is_meant = |one: &JoiningShown| one.desk.as_str() == id && one.key.to_string() == key;
    Ok(joining.into_iter().find(is_meant))
}

pub(crate) async fn show(
    who: Signed,
    Path((id, key)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let texts = who.texts();
    let absent = || Problem::new(Code::NotFound, "nobody of that name and key asks to join");
    let one = found(&who, &id, &key).await?.ok_or_else(absent)?;
    let roster = who.desk().show_roster(&who.caller).await?;
    let order = WordsOrder {
        request: one.request.clone(),
    };
    // Words are there for the desk that invited it; others have none to compare.
    let words = who.desk().check_words(&who.caller, &order).await;
    let (words, digits) = words.map_or_else(|_| Default::default(), |it| (it.words, it.digits));
    let counted = one
        .vouches
        .iter()
        .filter(|it| it.not_counted.is_none())
        .count();
    page(&OnePage {
        id: one.desk.to_string(),
        key: one.key.to_string(),
        made_known_by: one.made_known_by.to_string(),
        words,
        digits,
        vouches: one
            .vouches
            .iter()
            .map(|it| {
                let not = it.not_counted_told.as_ref();
                let not = not.map(|not| told::told(texts, not));
                (it.by.to_string(), it.how.clone(), not, day(texts, it.at))
            })
            .collect(),
        needed: texts.of_all("vouches-of", counted, usize::from(roster.rules.vouches)),
        objections: one
            .objections
            .iter()
            .map(|it| (it.by.to_string(), it.why.clone(), it.settled.clone()))
            .collect(),
        window: one.window_ends.map(|at| day(texts, at)),
        accepts_code: one.accepts_code,
        lacks: told::all(texts, &one.lacks_told),
        compared: one.compared.as_ref().map(|it| {
            let day = it.at.date();
            let said = texts.with_two("join-compared", ("day", &day), ("by", &it.by));
            (said, it.how.clone())
        }),
        drafted: one
            .drafted
            .as_ref()
            .map(|it| texts.of_all("join-drafted", it.signed, usize::from(it.needed))),
        f: Frame::signed(&who, "net", one.name).done(Some(query.one("done"))),
    })
}

pub(crate) async fn take(
    Path((id, key)): Path<(String, String)>,
    Posted { who, form }: Posted,
) -> Page {
    let Some(one) = found(&who, &id, &key).await? else {
        let gone = Fault::says(who.texts(), "asking", "changed-look-again");
        return listed(&who, None, None, vec![gone]).await;
    };
    let desk = who.desk();
    let absent = || Problem::new(Code::NotFound, "its request is not here");
    let request: Slip = one.request.ok_or_else(absent)?;
    match form.one("act") {
        "vouch" => {
            let how = form.one("how").trim();
            desk.vouch(&who.caller, &request, how, &form.answers())
                .await?;
            see("/c/net/join?done=vouched")
        }
        "compared" => {
            let how = form.one("how-compared");
            desk.compare_applicant(&who.caller, &one.desk, one.key, how)
                .await?;
            see(&format!("/c/net/join/{id}/{key}?done=compared"))
        }
        "object" => {
            let order = ObjectOrder {
                because: form.answers(),
                desk: one.desk,
                key: Some(one.key),
                why: form.one("why").trim().to_owned(),
            };
            desk.object(&who.caller, &order).await?;
            see("/c/net/join?done=objected")
        }
        "settle" => {
            let by = form.one("by").parse();
            let order = SettleOrder {
                desk: one.desk,
                key: Some(one.key),
                by: by.map_err(|_| Problem::new(Code::UsageInvalid, "that is no desk"))?,
                because: form.one("because").trim().to_owned(),
            };
            desk.settle_objection(&who.caller, &order).await?;
            see(&format!("/c/net/join/{id}/{key}"))
        }
        "announce" => {
            desk.announce_request(&who.caller, &request).await?;
            see("/c/net/join?done=announced")
        }
        "admit" => {
            let change = RosterChange {
                admit: vec![request.slip],
                ..RosterChange::default()
            };
            let draft = desk.draft_roster(&who.caller, &change).await?;
            draft_page(&who, draft)
        }
        _ => Err(Problem::new(Code::UsageInvalid, "there is no such act").into()),
    }
}
