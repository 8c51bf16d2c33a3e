//! One's own account: what it may do, and where it is signed in.

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{
    Me, PasswordOrder, Preferences, Quiet, RecoveryCodes, TokenShown, When, WhichSession,
};
use fanal_protocol::Code;
use fanal_store::Right;

use crate::calendar::{Moment, ago, moment};
use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::pages::words::{Choice, choices};
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    f: Frame,
    me: Me,
    rights: Vec<String>,
    sessions: Vec<Session>,
    version: &'static str,
    id: String,
    mail: String,
    whens: Vec<Choice>,
    from: String,
    to: String,
    clocks: Vec<Choice>,
    urgent: bool,
    tokens: Vec<Token>,
}

/// A token of a program, as its person sees it.
struct Token {
    id: String,
    what: String,
    ends: String,
}

#[derive(Template)]
#[template(path = "codes.html")]
struct CodesPage {
    f: Frame,
    codes: Vec<String>,
}

struct Session {
    id: String,
    made: Moment,
    seen: String,
    this: bool,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    shown(&who, Some(query.one("done")), Vec::new()).await
}

async fn shown(who: &Signed, done: Option<&str>, faults: Vec<Fault>) -> Page {
    let texts = who.texts();
    let wishes = who.desk().show_preferences(&who.caller).await?;
    let tokens = who.desk().list_tokens(&who.caller).await?;
    let hour = |hour: fn(Quiet) -> u8| {
        wishes
            .quiet
            .map_or_else(String::new, |it| hour(it).to_string())
    };
    let rights = who.caller.rights().iter().map(|right| {
        texts.say(match right {
            Right::Analyst => "right-analyst",
            Right::Reviewer => "right-reviewer",
            Right::Coordinator => "right-coordinator",
            Right::Admin => "right-admin",
        })
    });
    let sessions = who.desk().list_sessions(&who.caller).await?;
    page(&MePage {
        me: who.desk().show_me(&who.caller).await?,
        rights: rights.collect(),
        sessions: sessions
            .into_iter()
            .map(|session| Session {
                id: session.id,
                made: moment(texts, session.made),
                seen: ago(texts, session.seen, who.desk().now()),
                this: session.this,
            })
            .collect(),
        version: env!("CARGO_PKG_VERSION"),
        id: who.desk().id().to_string(),
        mail: wishes.mail.clone().unwrap_or_default(),
        whens: choices(
            texts,
            "when",
            &["now", "daily", "never"],
            when_word(wishes.when),
        ),
        from: hour(|quiet| quiet.from),
        to: hour(|quiet| quiet.to),
        clocks: clocks(wishes.quiet.map_or(0, |quiet| quiet.ahead)),
        urgent: wishes.urgent,
        tokens: tokens.iter().map(|row| token(who, row)).collect(),
        f: Frame::signed(who, "me", texts.say("me-title"))
            .done(done)
            .faulty(faults),
    })
}

/// Ends one session, or all others.
pub(crate) async fn end(Posted { who, form }: Posted) -> Page {
    let which = WhichSession {
        id: form.one("id").to_owned(),
    };
    who.desk().end_one(&who.caller, &which).await?;
    see("/c/me?done=everywhere")
}

fn token(who: &Signed, row: &TokenShown) -> Token {
    let texts = who.texts();
    let key = if row.proves { "token-proves" } else { "token" };
    let ends = row
        .expires
        .map_or_else(|| texts.say("never"), |at| at.date());
    Token {
        id: row.id.clone(),
        what: format!("{} {}", texts.say(key), row.purpose),
        ends,
    }
}

const fn when_word(when: When) -> &'static str {
    match when {
        When::Now => "now",
        When::Daily => "daily",
        When::Never => "never",
    }
}

/// Clocks that are not at a whole hour from UTC, in minutes.
const BETWEEN: [i16; 11] = [-570, -210, 210, 270, 330, 345, 390, 525, 570, 630, 765];

/// How far the person's clock is from UTC; 0 if it is not said.
fn ahead_of(form: &Form) -> Result<i16, std::num::ParseIntError> {
    form.some("ahead").map_or(Ok(0), |text| text.parse())
}

/// How far a clock can be from UTC: no names, which are places.
fn clocks(chosen: i16) -> Vec<Choice> {
    let mut all: Vec<i16> = (-12..=14).map(|hours| hours * 60).collect();
    all.extend(BETWEEN);
    if !all.contains(&chosen) {
        all.push(chosen);
    }
    all.sort_unstable();
    let written = |ahead: i16| {
        let sign = if ahead < 0 { '\u{2212}' } else { '+' };
        let minutes = ahead.unsigned_abs();
        format!("UTC{sign}{}:{:02}", minutes / 60, minutes % 60)
    };
    all.into_iter()
        .map(|ahead| Choice {
            value: ahead.to_string(),
            words: written(ahead),
            chosen: ahead == chosen,
        })
        .collect()
}

/// Where and when one is told.
pub(crate) async fn prefer(Posted { who, form }: Posted) -> Page {
    let before = who.desk().show_preferences(&who.caller).await?;
    let quiet = match (form.some("from"), form.some("to")) {
        (Some(from), Some(to)) => match (from.parse(), to.parse(), ahead_of(&form)) {
            (Ok(from), Ok(to), Ok(ahead)) => Some(Quiet { from, to, ahead }),
            (_, _, _) => {
                let fault = Fault::says(who.texts(), "from", "quiet-wrong");
                return shown(&who, None, vec![fault]).await;
            }
        },
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            let fault = Fault::says(who.texts(), "from", "quiet-wrong");
            return shown(&who, None, vec![fault]).await;
        }
    };
    let wishes = Preferences {
        mail: form.some("mail"),
        when: match form.one("when") {
            "daily" => When::Daily,
            "never" => When::Never,
            _ => When::Now,
        },
        quiet,
        urgent: form.has("urgent"),
        ..before
    };
    match who.desk().set_preferences(&who.caller, &wishes).await {
        Ok(_) => see("/c/me?done=preferred"),
        Err(error) => {
            let fault = Fault::of(who.texts(), "mail", &error.problem());
            shown(&who, None, vec![fault]).await
        }
    }
}

/// Another password.
pub(crate) async fn password(Posted { who, form }: Posted) -> Page {
    let texts = who.texts();
    let order = PasswordOrder {
        old: form.one("old").to_owned(),
        new: form.one("new").to_owned(),
    };
    let fault = if order.new == form.one("again") {
        match who.desk().change_password(&who.caller, &order).await {
            Ok(_) => return see("/c/me?done=password"),
            Err(error) => {
                let problem = error.problem();
                if problem.code == Code::AccountProof {
                    Fault::says(texts, "old", "password-wrong")
                } else if problem.code == Code::UsageInvalid {
                    Fault::says(texts, "new", "password-short")
                } else {
                    Fault::of(texts, "old", &problem)
                }
            }
        }
    } else {
        Fault::says(texts, "new", "password-differs")
    };
    shown(&who, None, vec![fault]).await
}

/// Other recovery codes.
pub(crate) async fn recovery(Posted { who, .. }: Posted) -> Page {
    let codes = who.desk().renew_recovery(&who.caller).await?;
    codes_page(&who, codes)
}

pub(super) fn codes_page(who: &Signed, codes: RecoveryCodes) -> Page {
    page(&CodesPage {
        codes: codes.codes,
        f: Frame::signed(who, "me", who.texts().say("codes-title")),
    })
}
