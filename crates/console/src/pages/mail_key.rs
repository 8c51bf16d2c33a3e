//! The OpenPGP key that one's mail is encrypted to.

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{MailKeyState, Post};
use fanal_protocol::{Code, Problem};

use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "mail_key.html")]
struct MailKeyPage {
    f: Frame,
    /// Fingerprint and end.
    good: Option<(String, Option<String>)>,
    /// Why mail does not go.
    bad: Option<String>,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    shown(&who, Some(query.one("done")), Vec::new()).await
}

fn post(who: &Signed) -> Result<&dyn Post, Problem> {
    let post = who.visit.console.post.as_deref();
    post.ok_or_else(|| Problem::new(Code::PeerUnreachable, "nothing here sends notifications"))
}

async fn shown(who: &Signed, done: Option<&str>, faults: Vec<Fault>) -> Page {
    let state = who.desk().show_mail_key(&who.caller, post(who)?).await?;
    let (good, bad) = match state {
        MailKeyState::None => (None, None),
        MailKeyState::Good(key) => {
            let ends = key.ends.map(|at| at.date());
            (Some((key.fingerprint, ends)), None)
        }
        MailKeyState::Bad(why) => (None, Some(why)),
    };
    page(&MailKeyPage {
        good,
        bad,
        f: Frame::signed(who, "me", who.texts().say("mail-key-title"))
            .done(done)
            .faulty(faults),
    })
}

/// Takes a key, or lets the one go that there is.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let desk = who.desk();
    match form.one("act") {
        "set" => {
            let set = desk.set_mail_key(&who.caller, form.one("key"), post(&who)?);
            match set.await {
                Ok(_) => see("/c/me/mail-key?done=mail-key"),
                Err(error) if [Code::UsageInvalid, Code::LimitSize].contains(&error.code()) => {
                    let fault = Fault::of(who.texts(), "key", &error.problem());
                    shown(&who, None, vec![fault]).await
                }
                Err(error) => Err(error.into()),
            }
        }
        "remove" => {
            desk.remove_mail_key(&who.caller).await?;
            see("/c/me/mail-key?done=mail-key-removed")
        }
        _ => Err(Problem::new(Code::UsageInvalid, "there is no such act").into()),
    }
}
