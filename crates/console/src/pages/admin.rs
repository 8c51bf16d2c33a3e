//! The desk's administration: accounts, and the ways to the rest. It shows no content.

pub(crate) mod audit;
pub(crate) mod backups;
pub(crate) mod keys;
pub(crate) mod notify;
pub(crate) mod policies;
pub(crate) mod profile;
pub(crate) mod sources;

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{AccountShown, ChangeAccount, NewAccount, WhichAccount};
use fanal_protocol::{Code, Problem};

use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::visit::{Page, Posted, Signed};

/// The rights, as the API names them.
pub(crate) const RIGHTS: [&str; 4] = ["analyst", "reviewer", "coordinator", "admin"];

/// A right of an account, as a box to be ticked.
struct Tick {
    value: &'static str,
    words: String,
    on: bool,
}

struct Account {
    shown: AccountShown,
    ticks: Vec<Tick>,
}

#[derive(Template)]
#[template(path = "admin.html")]
struct AdminPage {
    f: Frame,
    accounts: Vec<Account>,
    ticks: Vec<Tick>,
    /// An account and its password, told once.
    told: Option<(String, String)>,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    shown(&who, Some(query.one("done")), None, Vec::new()).await
}

async fn shown(
    who: &Signed,
    done: Option<&str>,
    told: Option<(String, String)>,
    faults: Vec<Fault>,
) -> Page {
    let texts = who.texts();
    let accounts = who.desk().list_accounts(&who.caller).await?;
    let accounts = accounts.into_iter().map(|shown| Account {
        ticks: ticks(who, &shown.rights),
        shown,
    });
    page(&AdminPage {
        accounts: accounts.collect(),
        ticks: ticks(who, &[]),
        told,
        f: Frame::signed(who, "admin", texts.say("admin-title"))
            .done(done)
            .faulty(faults),
    })
}

fn ticks(who: &Signed, rights: &[String]) -> Vec<Tick> {
    let tick = |value: &'static str| Tick {
        value,
        words: who.texts().say(&format!("right-{value}")),
        on: rights.iter().any(|right| right == value),
    };
    RIGHTS.into_iter().map(tick).collect()
}

pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let desk = who.desk();
    let name = form.one("name").trim().to_owned();
    let rights: BTreeSet<String> = form.all("right").map(str::to_owned).collect();
    let done = match form.one("act") {
        "add" => {
            let new = NewAccount {
                name,
                rights,
                password: None,
            };
            desk.add_account(&who.caller, &new).await
        }
        "rights" => {
            let order = ChangeAccount {
                name,
                rights: Some(rights),
                disabled: None,
            };
            desk.change_account(&who.caller, &order).await
        }
        act @ ("disable" | "enable") => {
            let order = ChangeAccount {
                name,
                rights: None,
                disabled: Some(act == "disable"),
            };
            desk.change_account(&who.caller, &order).await
        }
        "reset" => {
            desk.reset_account(&who.caller, &WhichAccount { name })
                .await
        }
        _ => return Err(Problem::new(Code::UsageInvalid, "there is no such act").into()),
    };
    match done {
        Ok(AccountShown {
            name,
            password: Some(password),
            ..
        }) => shown(&who, None, Some((name, password)), Vec::new()).await,
        Ok(_) => see("/c/admin?done=account"),
        Err(error) if [Code::UsageInvalid, Code::Conflict].contains(&error.code()) => {
            let fault = Fault::of(who.texts(), "name", &error.problem());
            shown(&who, None, None, vec![fault]).await
        }
        Err(error) => Err(error.into()),
    }
}
