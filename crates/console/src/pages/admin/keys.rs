//! The desk's keys: what each is for, since when it counts, what follows it; and asking for others.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{AskOrder, KeyShown, WhichKey};
use fanal_protocol::{Code, Problem};

use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "admin_keys.html")]
struct KeysPage {
    f: Frame,
    keys: Vec<Key>,
    /// The roster has this desk: there is somebody to ask.
    member: bool,
}

struct Key {
    word: &'static str,
    what: String,
    hint: String,
    shown: KeyShown,
    since: Option<String>,
    until: Option<String>,
    /// Each with its end.
    beside: Vec<(String, String)>,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    shown(&who, Some(query.one("done")), Vec::new()).await
}

async fn shown(who: &Signed, done: Option<&str>, faults: Vec<Fault>) -> Page {
    let texts = who.texts();
    let keys = who.desk().list_keys(&who.caller).await?;
    let keys: Vec<Key> = keys
        .into_iter()
        .map(|shown| Key {
            word: shown.which.name(),
            what: texts.say(&format!("key-{}", shown.which.name())),
            hint: texts.say(&format!("key-for-{}", shown.which.name())),
            since: shown.since.map(|at| at.date()),
            until: shown.until.map(|at| at.date()),
            beside: shown
                .beside
                .iter()
                .map(|(key, until)| {
                    let until = until.map_or_else(|| texts.say("key-no-end"), |at| at.date());
                    (key.clone(), until)
                })
                .collect(),
            shown,
        })
        .collect();
    page(&KeysPage {
        member: keys.iter().any(|key| key.shown.in_roster),
        keys,
        f: Frame::signed(who, "admin", texts.say("keys-title"))
            .done(done)
            .faulty(faults),
    })
}

/// Asks the coordinators for other keys, or to let old ones go.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let rotate: BTreeSet<WhichKey> = form.all("key").filter_map(of_word).collect();
    let order = match form.one("act") {
        "rotate" if rotate.is_empty() => {
            let fault = Fault::says(who.texts(), "key-signing", "keys-none-chosen");
            return shown(&who, None, vec![fault]).await;
        }
        "rotate" => {
            let days = form.some("days").map(|days| days.parse());
            let Ok(overlap_days) = days.transpose() else {
                let fault = Fault::says(who.texts(), "days", "keys-days-wrong");
                return shown(&who, None, vec![fault]).await;
            };
            AskOrder {
                rotate,
                overlap_days,
                ..AskOrder::default()
            }
        }
        "retire" => AskOrder {
            retire: true,
            ..AskOrder::default()
        },
        _ => return Err(Problem::new(Code::UsageInvalid, "there is no such act").into()),
    };
    match who.desk().ask_change(&who.caller, &order).await {
        Ok(_) => see("/c/admin/keys?done=keys-asked"),
        Err(error) if matches!(error.code(), Code::UsageInvalid | Code::Conflict) => {
            let fault = Fault::of(who.texts(), "key-signing", &error.problem());
            shown(&who, None, vec![fault]).await
        }
        Err(error) => Err(error.into()),
    }
}

fn of_word(text: &str) -> Option<WhichKey> {
    WhichKey::ALL.into_iter().find(|which| which.name() == text)
}
