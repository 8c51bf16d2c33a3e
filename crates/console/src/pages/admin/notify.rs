//! Webhooks that are told that there is something, and a test of the roads.

use askama::Template;
use axum::extract::RawQuery;
use fanal_desk::{Hook, HookShown, NotifyTested, Post, Shape, WhichHook};
use fanal_protocol::{Code, Problem};

use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::pages::words::{Choice, choices};
use crate::visit::{Page, Posted, Signed, Stop};

#[derive(Template)]
#[template(path = "admin_notify.html")]
struct NotifyPage {
    f: Frame,
    hooks: Vec<(HookShown, String)>,
    shapes: Vec<Choice>,
    tested: Vec<NotifyTested>,
}

pub(crate) async fn show(who: Signed, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    shown(&who, Some(query.one("done")), Vec::new(), Vec::new()).await
}

async fn shown(
    who: &Signed,
    done: Option<&str>,
    tested: Vec<NotifyTested>,
    faults: Vec<Fault>,
) -> Page {
    let texts = who.texts();
    let hooks = who.desk().list_hooks(&who.caller).await?;
    let hooks = hooks.into_iter().map(|hook| {
        let shape = texts.say(&format!("shape-{}", word(hook.shape)));
        (hook, shape)
    });
    page(&NotifyPage {
        hooks: hooks.collect(),
        shapes: choices(texts, "shape", &["plain", "mattermost", "matrix"], "plain"),
        tested,
        f: Frame::signed(who, "admin", texts.say("notify-title"))
            .done(done)
            .faulty(faults),
    })
}

const fn word(shape: Shape) -> &'static str {
    match shape {
        Shape::Plain => "plain",
        Shape::Mattermost => "mattermost",
        Shape::Matrix => "matrix",
    }
}

fn post(who: &Signed) -> Result<&dyn Post, Stop> {
    let post = who.visit.console.post.as_deref();
    let none = || Problem::new(Code::PeerUnreachable, "nothing here sends notifications");
    Ok(post.ok_or_else(none)?)
}

pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let desk = who.desk();
    match form.one("act") {
        "add" => {
            let hook = Hook {
                name: form.one("name").trim().to_owned(),
                url: form.one("url").trim().to_owned(),
                shape: match form.one("shape") {
                    "mattermost" => Shape::Mattermost,
                    "matrix" => Shape::Matrix,
                    _ => Shape::Plain,
                },
                secret: form.one("secret").trim().to_owned(),
            };
            match desk.put_hook(&who.caller, &hook, post(&who)?).await {
                Ok(_) => see("/c/admin/notify?done=hook"),
                Err(error) if error.code() == Code::UsageInvalid => {
                    let fault = Fault::of(who.texts(), "url", &error.problem());
                    shown(&who, None, Vec::new(), vec![fault]).await
                }
                Err(error) => Err(error.into()),
            }
        }
        "remove" => {
            let which = WhichHook {
                name: form.one("name").to_owned(),
            };
            desk.remove_hook(&who.caller, &which).await?;
            see("/c/admin/notify?done=hook-removed")
        }
        "test" => {
            let tested = desk.test_notify(&who.caller, post(&who)?).await?;
            shown(&who, None, tested, Vec::new()).await
        }
        _ => Err(Problem::new(Code::UsageInvalid, "there is no such act").into()),
    }
}
