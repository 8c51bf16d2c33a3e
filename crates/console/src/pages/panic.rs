//! In danger: the desk locks itself. Anybody who signed in may, and is asked for nothing but a yes.

use askama::Template;
use axum::http::{HeaderValue, header};
use fanal_desk::LockOrder;

use crate::chrome::{Fault, Frame, page};
use crate::visit::{Page, Posted, SESSION, Signed, unset_cookie};

#[derive(Template)]
#[template(path = "panic.html")]
struct PanicPage {
    f: Frame,
    desks: usize,
    locked: bool,
}

pub(crate) async fn show(who: Signed) -> Page {
    shown(&who, Vec::new()).await
}

async fn shown(who: &Signed, faults: Vec<Fault>) -> Page {
    let preview = LockOrder::default();
    let would = who.desk().lock(&who.caller, &preview).await?;
    page(&PanicPage {
        desks: would.told,
        locked: false,
        f: Frame::signed(who, "panic", who.texts().say("panic-title")).faulty(faults),
    })
}

pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    if !form.has("yes") {
        let fault = Fault::says(who.texts(), "yes", "panic-tick");
        return shown(&who, vec![fault]).await;
    }
    let order = LockOrder {
        text: None,
        confirm: true,
    };
    let locked = who.desk().lock(&who.caller, &order).await?;
    let mut response = page(&PanicPage {
        desks: locked.told,
        locked: true,
        f: Frame::signed(&who, "panic", who.texts().say("panic-locked")),
    })?;
    unset_cookie(&mut response, SESSION);
    let clear = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
    let name = header::HeaderName::from_static("clear-site-data");
    response.headers_mut().insert(name, clear);
    Ok(response)
}
