//! The switch of languages: for the account, and for this browser.

use crate::chrome::{see, way_back};
use crate::lang::Lang;
use crate::visit::{Asked, LANG, Page, set_cookie};

pub(crate) async fn take(Asked { visit, form }: Asked) -> Page {
    let lang = Lang::read(form.one("lang")).unwrap_or(visit.console.lang);
    if let Some(session) = &visit.session {
        visit
            .desk
            .set_language(&session.caller, lang.as_str())
            .await?;
    }
    let back = form.one("back");
    let to = if visit.session.is_none() {
        crate::visit::SIGN_IN
    } else {
        way_back(back)
    };
    let mut response = see(to)?;
    set_cookie(&mut response, LANG, lang.as_str());
    Ok(response)
}
