//! Signing in: a password, then a second factor where the account has one. What was typed into a form
//! whose session had ended comes along.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use fanal_desk::{SecondFactor, SignIn, SignedIn};
use fanal_protocol::{Code, Problem};

use crate::chrome::{Fault, Frame, page, page_with, see, way_back};
use crate::form::Form;
use crate::pages::{compose, passkeys};
use crate::routes::page_of;
use crate::visit::{
    Anybody, Asked, DOOR, HALF, Page, SESSION, SIGN_IN, Visit, set_cookie, unset_cookie,
};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    f: Frame,
    account: String,
    /// The second factor is asked for.
    half: bool,
    /// What was typed before the session ended.
    kept: Vec<(String, String)>,
    /// What the browser is asked, where a passkey would do.
    passkey: Option<String>,
}

/// The prefix of fields that come along.
const KEPT: &str = "kept-";

fn around(visit: &Visit) -> Frame {
    Frame::of(visit, visit.texts.say("sign-in-title"))
}

pub(crate) async fn show(Anybody(visit): Anybody, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    page(&SignInPage {
        f: around(&visit).done(Some(query.one("done"))),
        account: String::new(),
        half: false,
        kept: Vec::new(),
        passkey: None,
    })
}

/// The sign-in, with what was typed into a form whose session is over.
pub(crate) fn keeping(visit: &Visit, form: &Form) -> Response {
    // The composer's alone: a password that was typed into another form is in no page.
    let is_writing = form.has("content");
    let fields = form.fields().iter().filter(|_| is_writing);
    let kept = fields.filter(|(name, _)| compose::is_a_field(name));
    // Somebody pressed a button and has to know that it did nothing: they come back to its page, and press
    // it again, or do not. [CSL-12]
    let nothing = Fault::says(visit.texts, "account", "nothing-done");
    let page = SignInPage {
        f: Frame {
            path: page_of(&visit.path),
            ..around(visit).faulty(vec![nothing])
        },
        account: String::new(),
        half: false,
        kept: kept.cloned().collect(),
        passkey: None,
    };
    page_with(StatusCode::UNAUTHORIZED, &page)
        .unwrap_or_else(|_| StatusCode::UNAUTHORIZED.into_response())
}

/// Where somebody goes who signed in: to the page that they were at, never to the sign-in again.
fn back(form: &Form) -> &str {
    match way_back(form.one("back")) {
        to if to.starts_with(SIGN_IN) => "/c/",
        to => to,
    }
}

fn kept(form: &Form) -> Vec<(String, String)> {
    form.beginning(KEPT)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The password.
pub(crate) async fn take(headers: HeaderMap, Asked { visit, form }: Asked) -> Page {
    let order = SignIn {
        account: form.one("account").trim().to_owned(),
        password: form.one("password").to_owned(),
        code: form.some("code"),
    };
    match visit.desk.sign_in(&order).await {
        Ok(told) if told.second_factor => {
            let passkey = passkeys::wanted(&visit, &told.token, &headers).await;
            let mut response = half_page(&visit, &form, Vec::new(), passkey)?;
            set_cookie(&mut response, HALF, &told.token);
            Ok(response)
        }
        Ok(told) => inside(&visit, &form, &told).await,
        Err(error) => again(&visit, &form, &order.account, &error.problem()),
    }
}

/// The second factor.
pub(crate) async fn take_code(headers: HeaderMap, Asked { visit, form }: Asked) -> Page {
    let order = SecondFactor {
        token: visit.half.clone().unwrap_or_default(),
        code: form.one("code").trim().to_owned(),
    };
    match visit.desk.second_factor(&order).await {
        Ok(told) => inside(&visit, &form, &told).await,
        Err(error) => {
            let fault = if error.code() == Code::LimitRate {
                Fault::says(visit.texts, "code", "sign-in-later")
            } else {
                Fault::says(visit.texts, "code", "sign-in-code-wrong")
            };
            half_way(&visit, &form, &headers, vec![fault]).await
        }
    }
}

/// The second factor is asked for once more.
pub(crate) async fn half_way(
    visit: &Visit,
    form: &Form,
    headers: &HeaderMap,
    faults: Vec<Fault>,
) -> Page {
    let token = visit.half.as_deref().unwrap_or_default();
    let passkey = passkeys::wanted(visit, token, headers).await;
    half_page(visit, form, faults, passkey)
}

fn half_page(visit: &Visit, form: &Form, faults: Vec<Fault>, passkey: Option<String>) -> Page {
    let status = if faults.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNAUTHORIZED
    };
    let page = SignInPage {
        f: Frame {
            path: back(form).to_owned(),
            ..around(visit).faulty(faults)
        },
        account: String::new(),
        half: true,
        kept: kept(form),
        passkey,
    };
    page_with(status, &page)
}

pub(crate) async fn inside(visit: &Visit, form: &Form, told: &SignedIn) -> Page {
    let kept = kept(form);
    let to = if kept.is_empty() {
        back(form).to_owned()
    } else {
        let caller = visit.desk.session_caller(&told.token).await?;
        compose::keep_what_was_typed(&visit.desk, &caller, &Form::of(kept)).await?
    };
    let mut response = see(&to)?;
    set_cookie(&mut response, SESSION, &told.token);
    unset_cookie(&mut response, DOOR);
    unset_cookie(&mut response, HALF);
    Ok(response)
}

fn again(visit: &Visit, form: &Form, account: &str, problem: &Problem) -> Page {
    let texts = visit.texts;
    let fault = if problem.code == Code::AccountUnknown && form.some("code").is_some() {
        Fault::says(texts, "account", "sign-in-wrong-code")
    } else if problem.code == Code::AccountUnknown {
        Fault::says(texts, "account", "sign-in-wrong")
    } else if problem.code == Code::LimitRate {
        Fault::says(texts, "account", "sign-in-later")
    } else {
        Fault::of(texts, "account", problem)
    };
    let page = SignInPage {
        f: Frame {
            path: back(form).to_owned(),
            ..around(visit).faulty(vec![fault])
        },
        account: account.to_owned(),
        half: false,
        kept: kept(form),
        passkey: None,
    };
    page_with(StatusCode::UNAUTHORIZED, &page)
}
