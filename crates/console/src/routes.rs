//! Every address of the console: the router is made of this table, and so are the tests that walk it.

use axum::routing::{MethodRouter, get, post};

use crate::{Console, pages};

/// One address and one method.
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Where; `{...}` stands for what differs.
    pub path: &'static str,
    /// Without a session?
    pub open: bool,
    pub(crate) to: fn() -> MethodRouter<Console>,
}

/// The page that a form at this address stands on: its own, or one above it.
pub(crate) fn page_of(path: &str) -> String {
    let mut parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    while parts.len() > 2 {
        let path = parts.join("/");
        // An address of a form alone is not what stands for an id.
        let is_form = ROUTES
            .iter()
            .any(|it| it.method == "POST" && it.path == path);
        let is_page = ROUTES.iter().any(|it| {
            it.method == "GET" && !it.open && (it.path == path || !is_form && fits(it.path, &path))
        });
        if is_page {
            return path;
        }
        parts.pop();
    }
    "/c/".to_owned()
}

/// Does the address fit a pattern of the table?
fn fits(pattern: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    let all = pattern.split('/').all(|wanted| {
        parts
            .next()
            .is_some_and(|part| part == wanted || wanted.starts_with('{') && !part.is_empty())
    });
    all && parts.next().is_none()
}

macro_rules! routes {
    ($($method:ident $kind:ident $path:literal $($handler:ident)::+;)*) => {
        &[$(Route {
            method: stringify!($method),
            path: $path,
            open: routes!(@open $kind),
            to: || routes!(@to $method)(pages::$($handler)::+),
        }),*]
    };
    (@open open) => { true };
    (@open signed) => { false };
    (@to GET) => { get };
    (@to POST) => { post };
}

/// Every address.
pub const ROUTES: &[Route] = routes! {
    GET open "/" assets::to_console;
    GET open "/favicon.ico" assets::no_icon;
    GET open "/c/style.css" assets::style;
    GET open "/c/console.js" assets::script;
    GET open "/c/sign-in" sign_in::show;
    POST open "/c/sign-in" sign_in::take;
    POST open "/c/sign-in/code" sign_in::take_code;
    POST open "/c/sign-in/passkey" passkeys::sign_in;
    POST signed "/c/sign-out" sign_out::take;
    POST open "/c/lang" language::take;
    POST signed "/c/network" network::take;
    GET signed "/c/" home::show;
    GET signed "/c/weeks/picture" home::picture;
    GET signed "/c/weeks/picture/dark" home::picture_dark;
    GET signed "/c/check" check::ask;
    POST signed "/c/check" check::show;
    GET signed "/c/inbox" inbox::show;
    POST signed "/c/inbox" inbox::take;
    POST signed "/c/inbox/search" inbox::search;
    GET signed "/c/new" compose::show;
    POST signed "/c/new" compose::take;
    POST signed "/c/new/begin" compose::begin;
    GET signed "/c/new/knock" knock::show;
    POST signed "/c/new/knock" knock::take;
    GET signed "/c/sealed" sealed::show;
    POST signed "/c/sealed" sealed::take;
    GET signed "/c/new/{id}" compose::reopen;
    GET signed "/c/new/{id}/confirm" compose::confirm;
    POST signed "/c/new/{id}/confirm" compose::send;
    GET signed "/c/drafts" drafts::show;
    POST signed "/c/drafts/{id}/forget" drafts::forget;
    GET signed "/c/import" import::show;
    POST signed "/c/import" import::take;
    POST signed "/c/found" found::take;
    GET signed "/c/asks" asks::show;
    GET signed "/c/b/{desk}/{id}" bulletin::show;
    POST signed "/c/b/{desk}/{id}" bulletin::take;
    GET signed "/c/b/{desk}/{id}/rev" revisions::show;
    GET signed "/c/b/{desk}/{id}/trace" trace::show;
    GET signed "/c/b/{desk}/{id}/trace/picture" trace::picture;
    GET signed "/c/b/{desk}/{id}/trace/picture/dark" trace::picture_dark;
    GET signed "/c/b/{desk}/{id}/as" shown_as::show;
    GET signed "/c/b/{desk}/{id}/brief" brief::show;
    GET signed "/c/b/{desk}/{id}/evidence" evidence::show;
    GET signed "/c/b/{desk}/{id}/endorse" endorse::show;
    POST signed "/c/b/{desk}/{id}/endorse" endorse::take;
    GET signed "/c/b/{desk}/{id}/revise" revise::show;
    POST signed "/c/b/{desk}/{id}/revise" revise::take;
    GET signed "/c/withdraw/{desk}/{id}" withdraw::show;
    POST signed "/c/withdraw/{desk}/{id}" withdraw::take;
    GET signed "/c/notices" notices::show;
    GET signed "/c/withdrawals" withdrawals::list;
    POST signed "/c/withdrawals" withdrawals::destroy;
    GET signed "/c/withdrawals/{desk}/{id}" withdrawals::show;
    GET signed "/c/withdrawals/{desk}/{id}/export" withdrawals::export;
    GET signed "/c/review" review::list;
    GET signed "/c/review/{id}" review::show;
    POST signed "/c/review/{id}" review::take;
    GET signed "/c/consent" consent::list;
    POST signed "/c/consent" consent::record;
    POST signed "/c/consent/show" consent::show;
    POST signed "/c/consent/withdraw" consent::withdraw;
    GET signed "/c/export" export::show;
    POST signed "/c/export" export::take;
    GET signed "/c/me" me::show;
    POST signed "/c/me/end" me::end;
    POST signed "/c/me" me::prefer;
    POST signed "/c/me/password" me::password;
    POST signed "/c/me/totp" totp::take;
    GET signed "/c/me/totp/picture" totp::picture;
    POST signed "/c/me/recovery" me::recovery;
    GET signed "/c/me/mail-key" mail_key::show;
    POST signed "/c/me/mail-key" mail_key::take;
    GET signed "/c/me/passkeys" passkeys::show;
    POST signed "/c/me/passkeys" passkeys::take;
    GET signed "/c/net" net::show;
    GET signed "/c/net/picture" net::picture;
    GET signed "/c/net/picture/dark" net::picture_dark;
    GET signed "/c/net/desks" net::desks::show;
    GET signed "/c/net/desks/{id}" net::desk::show;
    POST signed "/c/net/desks/{id}" net::desk::take;
    GET signed "/c/net/join" net::join::list;
    POST signed "/c/net/join" net::join::hand;
    GET signed "/c/net/join/{id}/{key}" net::join::show;
    POST signed "/c/net/join/{id}/{key}" net::join::take;
    GET signed "/c/net/groups" net::groups::show;
    POST signed "/c/net/groups" net::groups::take;
    GET signed "/c/net/history" net::history::show;
    POST signed "/c/net/history" net::history::take;
    GET signed "/c/net/rules" net::rules::show;
    POST signed "/c/net/rules" net::rules::take;
    GET signed "/c/net/reports" net::reports::show;
    POST signed "/c/net/reports" net::reports::take;
    GET signed "/c/net/withdrawals" net::recalls::show;
    GET signed "/c/admin" admin::show;
    POST signed "/c/admin" admin::take;
    GET signed "/c/admin/keys" admin::keys::show;
    POST signed "/c/admin/keys" admin::keys::take;
    GET signed "/c/admin/backups" admin::backups::show;
    GET signed "/c/admin/profile" admin::profile::show;
    POST signed "/c/admin/profile" admin::profile::take;
    GET signed "/c/admin/sources" admin::sources::show;
    POST signed "/c/admin/sources" admin::sources::take;
    GET signed "/c/admin/policies" admin::policies::show;
    POST signed "/c/admin/policies" admin::policies::take;
    GET signed "/c/admin/audit" admin::audit::show;
    GET signed "/c/admin/audit/export" admin::audit::export;
    GET signed "/c/admin/notify" admin::notify::show;
    POST signed "/c/admin/notify" admin::notify::take;
    GET signed "/c/panic" panic::show;
    POST signed "/c/panic" panic::take;
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_back_to_the_page_that_it_stands_on() {
        for (form, page) in [
            ("/c/panic", "/c/panic"),
            ("/c/withdraw/ancolie/aaaa", "/c/withdraw/ancolie/aaaa"),
            ("/c/b/ancolie/aaaa/revise", "/c/b/ancolie/aaaa/revise"),
            ("/c/new/aaaa/confirm", "/c/new/aaaa/confirm"),
            ("/c/new/begin", "/c/new"),
            ("/c/drafts/aaaa/forget", "/c/drafts"),
            ("/c/inbox/search", "/c/inbox"),
            ("/c/consent/withdraw", "/c/consent"),
            ("/c/me/password", "/c/me"),
            ("/c/sign-out", "/c/"),
            ("/c/lang", "/c/"),
        ] {
            assert_eq!(page_of(form), page, "{form}");
        }
        for route in ROUTES.iter().filter(|it| it.method == "POST") {
            let page = page_of(route.path);
            let leads = |it: &Route| it.method == "GET" && !it.open && fits(it.path, &page);
            assert!(ROUTES.iter().any(leads), "{}: {page}", route.path);
        }
    }
}
