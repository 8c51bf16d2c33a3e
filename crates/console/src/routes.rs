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
    GET signed "/c/" home::show;
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
    GET signed "/c/new/{id}" compose::reopen;
    GET signed "/c/new/{id}/confirm" compose::confirm;
    POST signed "/c/new/{id}/confirm" compose::send;
    GET signed "/c/drafts" drafts::show;
    POST signed "/c/drafts/{id}/forget" drafts::forget;
    GET signed "/c/import" import::show;
    POST signed "/c/import" import::take;
    GET signed "/c/asks" asks::show;
    GET signed "/c/b/{desk}/{id}" bulletin::show;
    POST signed "/c/b/{desk}/{id}" bulletin::take;
    GET signed "/c/b/{desk}/{id}/rev" revisions::show;
    GET signed "/c/b/{desk}/{id}/trace" trace::show;
    GET signed "/c/b/{desk}/{id}/brief" brief::show;
    GET signed "/c/b/{desk}/{id}/revise" revise::show;
    POST signed "/c/b/{desk}/{id}/revise" revise::take;
    GET signed "/c/withdraw/{desk}/{id}" withdraw::show;
    POST signed "/c/withdraw/{desk}/{id}" withdraw::take;
    GET signed "/c/withdrawals" withdrawals::list;
    GET signed "/c/withdrawals/{desk}/{id}" withdrawals::show;
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
    GET signed "/c/me/passkeys" passkeys::show;
    POST signed "/c/me/passkeys" passkeys::take;
    GET signed "/c/net" net::show;
    GET signed "/c/net/picture" net::picture;
    GET signed "/c/net/picture/dark" net::picture_dark;
    GET signed "/c/net/desks/{id}" net::desk::show;
    POST signed "/c/net/desks/{id}" net::desk::take;
    GET signed "/c/net/join" net::join::list;
    GET signed "/c/net/join/{id}" net::join::show;
    POST signed "/c/net/join/{id}" net::join::take;
    GET signed "/c/net/history" net::history::show;
    POST signed "/c/net/history" net::history::take;
    GET signed "/c/net/rules" net::rules::show;
    GET signed "/c/net/reports" net::reports::show;
    POST signed "/c/net/reports" net::reports::take;
    GET signed "/c/net/withdrawals" net::recalls::show;
    GET signed "/c/admin" admin::show;
    POST signed "/c/admin" admin::take;
    GET signed "/c/admin/audit" admin::audit::show;
    GET signed "/c/admin/audit/export" admin::audit::export;
    GET signed "/c/admin/notify" admin::notify::show;
    POST signed "/c/admin/notify" admin::notify::take;
    GET signed "/c/panic" panic::show;
    POST signed "/c/panic" panic::take;
};
