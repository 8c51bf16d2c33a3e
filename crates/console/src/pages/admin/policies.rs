//! What this desk set for itself: the words that its privacy check protects, and whose identity numbers it knows;
//! beside them what always holds.

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{CountriesOrder, ProtectOrder, ProtectedShown, WhichWord};
use fanal_protocol::{BulletinId, Code, Label, Problem};
use fanal_store::Right;

use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::visit::{Page, Posted, Signed};

/// What always holds, in words: set by nobody here.
const ALWAYS: [&str; 4] = [
    "policy-second-person",
    "policy-embargo",
    "policy-privacy",
    "policy-withdraw",
];

#[derive(Template)]
#[template(path = "admin_policies.html")]
struct PoliciesPage {
    f: Frame,
    always: Vec<String>,
    retention: Vec<(String, String)>,
    words: Vec<(ProtectedShown, String)>,
    /// Two letters, and whether they are looked for.
    countries: Vec<(String, bool)>,
    /// Lets words go, and chooses countries.
    reviewer: bool,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    shown(&who, Some(query.one("done")), Vec::new()).await
}

async fn shown(who: &Signed, done: Option<&str>, faults: Vec<Fault>) -> Page {
    let (texts, desk) = (who.texts(), who.desk());
    let f = Frame::signed(who, "admin", texts.say("policies-title"));
    let mut words = Vec::new();
    let mut chosen = Vec::new();
    // What is protected is the business of who works with content.
    if f.staff {
        words = desk.protected_words(&who.caller).await?;
        let order = CountriesOrder::default();
        chosen = desk.privacy_countries(&who.caller, &order).await?.countries;
    }
    let rules = desk
        .show_roster(&who.caller)
        .await
        .map(|roster| roster.rules);
    let kept = |label| Some((label, rules.as_ref().ok()?.kept_days(label)?));
    let days: Vec<(Label, u32)> = Label::ALL.into_iter().filter_map(kept).collect();
    page(&PoliciesPage {
        always: ALWAYS.iter().map(|key| texts.say(key)).collect(),
        retention: days
            .into_iter()
            .map(|(label, days)| (label.to_string(), texts.number(days)))
            .collect(),
        words: words
            .into_iter()
            .map(|word| {
                let since = word.since.date();
                (word, since)
            })
            .collect(),
        countries: desk
            .known_countries()
            .into_iter()
            .map(|country| {
                let is_chosen = chosen.contains(&country);
                (country, is_chosen)
            })
            .collect(),
        reviewer: who.caller.rights().contains(&Right::Reviewer),
        f: f.done(done).faulty(faults),
    })
}

/// Protects words, lets one go, or chooses countries.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let desk = who.desk();
    let done = match form.one("act") {
        "protect" => {
            let lines = form.one("words").lines().map(str::trim);
            let order = ProtectOrder {
                words: lines
                    .filter(|line| !line.is_empty())
                    .map(str::to_owned)
                    .collect(),
                label: form.one("label").to_owned(),
            };
            desk.protect_words(&who.caller, &order).await.map(drop)
        }
        "let-go" => {
            let id = form.one("id").parse::<BulletinId>();
            let id = id.map_err(|_| Problem::new(Code::UsageInvalid, "there is no such word"))?;
            desk.unprotect_word(&who.caller, &WhichWord { id }).await
        }
        "countries" => {
            let countries = Some(form.all("country").map(str::to_owned).collect());
            let order = CountriesOrder { countries };
            let set = desk.privacy_countries(&who.caller, &order).await;
            set.map(drop)
        }
        _ => return Err(Problem::new(Code::UsageInvalid, "there is no such act").into()),
    };
    match done {
        Ok(()) => see("/c/admin/policies?done=policies"),
        Err(error) if [Code::UsageInvalid, Code::LimitSize].contains(&error.code()) => {
            let fault = Fault::of(who.texts(), "words", &error.problem());
            shown(&who, None, vec![fault]).await
        }
        Err(error) => Err(error.into()),
    }
}
