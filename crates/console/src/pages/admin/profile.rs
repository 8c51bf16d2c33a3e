//! What this desk says of itself to all members, and what it asks the roster to say of it.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{About, AskOrder, DeskProfile, ProfileOrder};
use fanal_protocol::limits::CHANNELS;
use fanal_protocol::{Channel, Code, Problem, Profile};

use crate::calendar::read_day;
use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::pages::profile::{LANGUAGES, Said, TRAITS};
use crate::told;
use crate::visit::{Page, Posted, Signed, Stop};

/// Rows for channels, at the least; beside those that are there, one is empty.
const ROWS: usize = 3;

#[derive(Template)]
#[template(path = "admin_profile.html")]
struct ProfilePage {
    f: Frame,
    /// There is somebody to tell.
    in_network: bool,
    said: Option<Said>,
    sheet: Sheet,
    wish: Wish,
    /// What was asked for, and is not in the roster yet.
    asked: Vec<String>,
    /// Its short name, which is typed to leave.
    id: String,
}

/// The form of the profile.
#[derive(Default)]
struct Sheet {
    /// Code, name, ticked.
    languages: Vec<(&'static str, &'static str, bool)>,
    others: String,
    hours: String,
    services: String,
    channels: Vec<Row>,
    agreed: bool,
    since: String,
    legal_requests: String,
    network_feed: bool,
}

/// One channel in the form.
#[derive(Clone, Default)]
struct Row {
    kind: String,
    at: String,
    /// Word, words, ticked.
    traits: Vec<(&'static str, String, bool)>,
    /// Traits that this page has no words for: kept as they are.
    others: String,
}

/// The form of the roster's entry.
#[derive(Default)]
struct Wish {
    name: String,
    jurisdiction: String,
    duty: String,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let done = query.one("done").to_owned();
    shown(&who, Some(&done), None, None, Vec::new()).await
}

async fn shown(
    who: &Signed,
    done: Option<&str>,
    typed: Option<(Profile, String)>,
    wished: Option<Wish>,
    faults: Vec<Fault>,
) -> Page {
    let texts = who.texts();
    let f = Frame::signed(who, "admin", texts.say("profile-title"))
        .done(done)
        .faulty(faults);
    let id = who.desk().id().to_string();
    if who.desk().membership(None).is_err() {
        return page(&ProfilePage {
            f,
            id,
            in_network: false,
            said: None,
            sheet: Sheet::default(),
            wish: Wish::default(),
            asked: Vec::new(),
        });
    }
    let own = own(who).await?;
    let roster = who.desk().show_roster(&who.caller).await?;
    let mut desks = roster.desks.iter();
    let entry = desks.find(|desk| desk.id == own.desk);
    let (profile, since) = typed.unwrap_or_else(|| {
        let profile = own.profile.clone().unwrap_or_default();
        let since = profile.nda_since.map_or_else(String::new, |at| at.date());
        (profile, since)
    });
    page(&ProfilePage {
        in_network: true,
        said: Some(Said::of(texts, &own)),
        sheet: Sheet::of(who, profile, since),
        wish: wished.unwrap_or_else(|| Wish::of(&own)),
        asked: entry.map_or_else(Vec::new, |entry| told::all(texts, &entry.asks_told)),
        id,
        f,
    })
}

async fn own(who: &Signed) -> Result<DeskProfile, Stop> {
    let desk = who.desk();
    let found = desk.show_profiles(&who.caller, Some(desk.id())).await?;
    let absent = || Problem::new(Code::NotFound, "this desk is not in the roster");
    Ok(found.into_iter().next().ok_or_else(absent)?)
}

impl Sheet {
    fn of(who: &Signed, profile: Profile, since: String) -> Self {
        let known = |code: &str| LANGUAGES.iter().any(|(known, _)| *known == code);
        let said = &profile.languages;
        let others = said.iter().filter(|code| !known(code));
        let others: Vec<&str> = others.map(String::as_str).collect();
        let services: Vec<&str> = profile.services.iter().map(String::as_str).collect();
        let mut channels: Vec<Row> = profile
            .channels
            .iter()
            .map(|one| Row::of(who, one))
            .collect();
        let empty = Channel {
            kind: String::new(),
            at: String::new(),
            traits: BTreeSet::new(),
        };
        let room = ROWS.max(channels.len() + 1).min(CHANNELS);
        channels.resize(room.max(channels.len()), Row::of(who, &empty));
        Self {
            languages: LANGUAGES
                .iter()
                .map(|(code, name)| (*code, *name, said.contains(*code)))
                .collect(),
            others: others.join(", "),
            services: services.join("\n"),
            hours: profile.hours.unwrap_or_default(),
            channels,
            agreed: profile.nda,
            since,
            legal_requests: profile.legal_requests.unwrap_or_default(),
            network_feed: profile.network_feed,
        }
    }
}

impl Row {
    fn of(who: &Signed, channel: &Channel) -> Self {
        let known = |word: &str| TRAITS.iter().any(|(known, _)| *known == word);
        let others = channel.traits.iter().filter(|word| !known(word));
        let others: Vec<&str> = others.map(String::as_str).collect();
        let tick = |(word, key): &(&'static str, &str)| {
            let is_on = channel.traits.contains(*word);
            (*word, who.texts().say(key), is_on)
        };
        Self {
            kind: channel.kind.clone(),
            at: channel.at.clone(),
            traits: TRAITS.iter().map(tick).collect(),
            others: others.join(","),
        }
    }
}

impl Wish {
    fn of(own: &DeskProfile) -> Self {
        Self {
            name: own.name.clone(),
            jurisdiction: own.jurisdiction.clone().unwrap_or_default(),
            duty: own.mandatory_reporting.clone().unwrap_or_default(),
        }
    }
}

/// Tells all members, or asks the coordinators.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    match form.one("act") {
        "tell" => tell(&who, &form).await,
        "ask" => ask(&who, &form).await,
        "leave" => leave(&who, &form).await,
        _ => Err(Problem::new(Code::UsageInvalid, "there is no such act").into()),
    }
}

async fn tell(who: &Signed, form: &Form) -> Page {
    let profile = profile_of(form);
    let since = form.one("since").trim().to_owned();
    let refused = |fault: Fault| {
        let typed = (profile.clone(), since.clone());
        shown(who, None, Some(typed), None, vec![fault])
    };
    // [CSL-15] What is no day is not taken for no day.
    if profile.nda && !since.is_empty() && profile.nda_since.is_none() {
        return refused(Fault::says(who.texts(), "since", "no-day")).await;
    }
    let order = ProfileOrder {
        profile: profile.clone(),
    };
    match who.desk().set_profile(&who.caller, &order).await {
        Ok(_) => see("/c/admin/profile?done=profile"),
        Err(error) if is_of_words(error.code()) => {
            refused(Fault::of(who.texts(), "hours", &error.problem())).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Something in the form is to be mended; all else is told by the page of problems, or asks for a proof.
fn is_of_words(code: Code) -> bool {
    matches!(
        code,
        Code::UsageInvalid | Code::Conflict | Code::VerifyFormat | Code::LimitSize
    )
}

/// The profile as it was typed.
fn profile_of(form: &Form) -> Profile {
    let typed = form.one("others").split([',', ';', ' ', '\n']);
    let ticked = form.all("language");
    let languages = typed.chain(ticked).map(str::trim);
    let services = form.one("services").lines().map(one_line);
    let nda = form.has("agreed");
    Profile {
        languages: languages
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect(),
        hours: form.some("hours"),
        services: services.filter(|it| !it.is_empty()).collect(),
        channels: (0..CHANNELS)
            .filter_map(|at| channel_of(form, at))
            .collect(),
        nda,
        nda_since: read_day(form.one("since")).filter(|_| nda),
        legal_requests: form.some("legal_requests").map(|text| one_line(&text)),
        network_feed: form.has("network_feed"),
    }
}

/// One row; none, if its address is empty.
fn channel_of(form: &Form, at: usize) -> Option<Channel> {
    let others = form.one(&format!("traits-{at}")).split(',').map(str::trim);
    let traits = others.filter(|word| !word.is_empty()).map(str::to_owned);
    let ticked = format!("trait-{at}");
    Some(Channel {
        at: form.some(&format!("at-{at}"))?,
        kind: form.one(&format!("kind-{at}")).trim().to_owned(),
        traits: form.all(&ticked).map(str::to_owned).chain(traits).collect(),
    })
}

/// Statements have one line for each of these.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

async fn ask(who: &Signed, form: &Form) -> Page {
    let was = Wish::of(&own(who).await?);
    let wish = Wish {
        name: one_line(form.one("name")),
        jurisdiction: form.one("jurisdiction").trim().to_uppercase(),
        duty: one_line(form.one("duty")),
    };
    let changed = |new: &str, old: &str| (new != old).then(|| new.to_owned());
    let order = AskOrder {
        name: changed(&wish.name, &was.name),
        about: About {
            parent: None,
            jurisdiction: changed(&wish.jurisdiction, &was.jurisdiction),
            mandatory_reporting: changed(&wish.duty, &was.duty),
        },
        coordinate: form.has("coordinate"),
        replace: form.has("replace"),
        ..AskOrder::default()
    };
    asked(who, &order, wish, "name").await
}

async fn leave(who: &Signed, form: &Form) -> Page {
    let wish = Wish::of(&own(who).await?);
    if form.one("leave-name").trim() != who.desk().id().as_str() {
        let fault = Fault::says(who.texts(), "leave-name", "type-the-name");
        return shown(who, None, None, Some(wish), vec![fault]).await;
    }
    let order = AskOrder {
        leave: true,
        replace: true,
        ..AskOrder::default()
    };
    asked(who, &order, wish, "leave-name").await
}

async fn asked(who: &Signed, order: &AskOrder, wish: Wish, field: &'static str) -> Page {
    match who.desk().ask_change(&who.caller, order).await {
        Ok(_) => see("/c/admin/profile?done=keys-asked"),
        Err(error) if is_of_words(error.code()) => {
            let fault = Fault::of(who.texts(), field, &error.problem());
            shown(who, None, None, Some(wish), vec![fault]).await
        }
        Err(error) => Err(error.into()),
    }
}
