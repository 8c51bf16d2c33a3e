//! Pages of the console: what stands in each form, so that it reads or is refused and nothing changes.

use super::{Road, Way};

type Fields = Vec<(&'static str, String)>;

/// A page, by its method and address; its forms are about a bulletin, whether it is theirs or not.
const fn page(name: &'static str, forms: fn(&str) -> Vec<Fields>) -> Road {
    Road {
        name,
        way: Way::Page(forms),
    }
}

const fn seen(name: &'static str) -> Road {
    page(name, |_| vec![Vec::new()])
}

fn act(act: &str) -> Fields {
    vec![("act", act.to_owned())]
}

fn composed(what: &str) -> Fields {
    vec![
        ("act", what.to_owned()),
        ("content", "guess-amber.example".into()),
        ("title", "A guess".into()),
        ("consent", "granted".into()),
        ("scope", "network".into()),
        ("label", "TLP:GREEN".into()),
    ]
}

/// In the order of the console's table.
pub(super) const PAGES: &[Road] = &[
    seen("GET /"),
    seen("GET /favicon.ico"),
    seen("GET /c/style.css"),
    seen("GET /c/console.js"),
    seen("GET /c/sign-in"),
    page("POST /c/sign-in", |_| {
        vec![vec![
            ("account", "nobody".into()),
            ("password", "a wrong password".into()),
        ]]
    }),
    page("POST /c/sign-in/code", |_| {
        vec![vec![("code", "000000".into())]]
    }),
    page("POST /c/sign-in/passkey", |_| {
        vec![vec![("id", "AAAA".into()), ("client", "AAAA".into())]]
    }),
    // Without the token: it ends nothing.
    page("POST /c/sign-out", |_| vec![vec![("form", "none".into())]]),
    page("POST /c/lang", |_| vec![vec![("lang", "en".into())]]),
    page("POST /c/network", |_| {
        vec![vec![("network", "none".into())]]
    }),
    seen("GET /c/"),
    seen("GET /c/weeks/picture"),
    seen("GET /c/weeks/picture/dark"),
    seen("GET /c/check"),
    page("POST /c/check", |id| {
        vec![
            vec![(
                "text",
                "guess-amber.example listed-by-others.example".into(),
            )],
            vec![("text", id.to_owned())],
        ]
    }),
    seen("GET /c/inbox"),
    page("POST /c/inbox", |id| {
        vec![vec![("act", format!("nothing:{id}"))]]
    }),
    page("POST /c/inbox/search", |_| {
        ["received", "own", "public", "all"]
            .map(|folder| vec![("folder", folder.to_owned()), ("text", String::new())])
            .into()
    }),
    seen("GET /c/new"),
    page("POST /c/new", |_| {
        vec![composed("look"), act("continue"), act("look")]
    }),
    page("POST /c/new/begin", |_| {
        vec![vec![("content", "guess-amber.example".into())]]
    }),
    seen("GET /c/new/knock"),
    page("POST /c/new/knock", |_| vec![Vec::new()]),
    seen("GET /c/sealed"),
    page("POST /c/sealed", |id| vec![vec![("sealed", id.to_owned())]]),
    seen("GET /c/new/{id}"),
    seen("GET /c/new/{id}/confirm"),
    page("POST /c/new/{id}/confirm", |_| vec![Vec::new()]),
    seen("GET /c/drafts"),
    page("POST /c/drafts/{id}/forget", |_| vec![Vec::new()]),
    seen("GET /c/import"),
    page("POST /c/import", |_| vec![Vec::new()]),
    page("POST /c/found", |_| vec![Vec::new()]),
    seen("GET /c/asks"),
    seen("GET /c/b/{desk}/{id}"),
    page("POST /c/b/{desk}/{id}", |_| vec![act("nothing")]),
    seen("GET /c/b/{desk}/{id}/rev"),
    seen("GET /c/b/{desk}/{id}/trace"),
    seen("GET /c/b/{desk}/{id}/trace/picture"),
    seen("GET /c/b/{desk}/{id}/trace/picture/dark"),
    seen("GET /c/b/{desk}/{id}/as"),
    seen("GET /c/b/{desk}/{id}/brief"),
    seen("GET /c/b/{desk}/{id}/evidence"),
    seen("GET /c/b/{desk}/{id}/endorse"),
    page("POST /c/b/{desk}/{id}/endorse", |_| {
        vec![vec![("read", "x".into())]]
    }),
    seen("GET /c/b/{desk}/{id}/revise"),
    page("POST /c/b/{desk}/{id}/revise", |_| {
        vec![vec![("act", "look".into()), ("title", "Another".into())]]
    }),
    seen("GET /c/withdraw/{desk}/{id}"),
    page("POST /c/withdraw/{desk}/{id}", |_| vec![Vec::new()]),
    seen("GET /c/notices"),
    seen("GET /c/withdrawals"),
    // Of another list than the one that is there: nothing is destroyed.
    page("POST /c/withdrawals", |_| vec![vec![("which", "x".into())]]),
    seen("GET /c/withdrawals/{desk}/{id}"),
    seen("GET /c/withdrawals/{desk}/{id}/export"),
    seen("GET /c/review"),
    seen("GET /c/review/{id}"),
    page("POST /c/review/{id}", |_| {
        vec![
            act("return"),
            vec![("act", "approve".into()), ("draft", "x".into())],
        ]
    }),
    seen("GET /c/consent"),
    page("POST /c/consent", |_| vec![vec![("alias", String::new())]]),
    page("POST /c/consent/show", |_| {
        vec![
            vec![("alias", crate::world::ALIAS.to_owned())],
            vec![("alias", "nobody".into())],
        ]
    }),
    page("POST /c/consent/withdraw", |_| {
        vec![vec![("alias", crate::world::ALIAS.to_owned())]]
    }),
    seen("GET /c/export"),
    page("POST /c/export", |id| {
        let file = |format: &str, bulletin: &str| {
            vec![
                ("format", format.to_owned()),
                ("bulletin", bulletin.to_owned()),
                ("up_to", "TLP:AMBER+STRICT".into()),
            ]
        };
        vec![
            file("stix", id),
            file("csv", ""),
            file("native", ""),
            file("evidence", id),
            file("none", ""),
        ]
    }),
    seen("GET /c/me"),
    page("POST /c/me/end", |_| vec![vec![("id", "none".into())]]),
    page("POST /c/me", |_| vec![vec![("from", "x".into())]]),
    page("POST /c/me/password", |_| {
        vec![vec![("old", "x".into()), ("new", "y".into())]]
    }),
    page("POST /c/me/totp", |_| vec![act("confirm"), act("none")]),
    seen("GET /c/me/totp/picture"),
    page("POST /c/me/recovery", |_| vec![Vec::new()]),
    seen("GET /c/me/mail-key"),
    page("POST /c/me/mail-key", |_| vec![act("set"), act("none")]),
    seen("GET /c/me/passkeys"),
    page("POST /c/me/passkeys", |_| vec![act("begin"), act("none")]),
    seen("GET /c/net"),
    seen("GET /c/net/picture"),
    seen("GET /c/net/picture/dark"),
    seen("GET /c/net/desks"),
    seen("GET /c/net/desks/{id}"),
    page("POST /c/net/desks/{id}", |_| {
        vec![
            [act("suspend"), vec![("suspend-name", "x".into())]].concat(),
            [act("expel"), vec![("expel-name", "x".into())]].concat(),
        ]
    }),
    seen("GET /c/net/join"),
    page("POST /c/net/join", |_| {
        vec![
            act("invite"),
            [act("announce"), vec![("request", "none".into())]].concat(),
            [act("request"), vec![("invitation", "none".into())]].concat(),
        ]
    }),
    seen("GET /c/net/join/{id}/{key}"),
    page("POST /c/net/join/{id}/{key}", |_| vec![act("none")]),
    seen("GET /c/net/groups"),
    page("POST /c/net/groups", |_| {
        vec![vec![("group", "guess".into()), ("member", "lumbre".into())]]
    }),
    seen("GET /c/net/history"),
    page("POST /c/net/history", |_| {
        vec![
            act("take"),
            [act("sign"), vec![("envelope", "x".into())]].concat(),
        ]
    }),
    seen("GET /c/net/rules"),
    page("POST /c/net/rules", |_| {
        vec![
            [act("accept"), vec![("code", "x".into())]].concat(),
            [act("draft"), vec![("version", "0".into())]].concat(),
        ]
    }),
    seen("GET /c/net/reports"),
    page("POST /c/net/reports", |_| {
        vec![vec![("desk", "no desk".into())]]
    }),
    seen("GET /c/net/withdrawals"),
    seen("GET /c/admin"),
    page("POST /c/admin", |_| vec![act("none"), act("add")]),
    seen("GET /c/admin/keys"),
    page("POST /c/admin/keys", |_| vec![act("rotate"), act("none")]),
    seen("GET /c/admin/backups"),
    seen("GET /c/admin/profile"),
    // A day that is none: nothing is told.
    page("POST /c/admin/profile", |_| {
        vec![
            [
                act("tell"),
                vec![("agreed", "1".into()), ("since", "x".into())],
            ]
            .concat(),
            act("leave"),
            act("none"),
        ]
    }),
    seen("GET /c/admin/sources"),
    page("POST /c/admin/sources", |_| {
        vec![vec![("name", "none".into())]]
    }),
    seen("GET /c/admin/policies"),
    page("POST /c/admin/policies", |_| {
        vec![act("let-go"), act("none")]
    }),
    seen("GET /c/admin/audit"),
    seen("GET /c/admin/audit/export"),
    seen("GET /c/admin/notify"),
    page("POST /c/admin/notify", |_| vec![act("none")]),
    seen("GET /c/panic"),
    // Not ticked: it locks nothing.
    page("POST /c/panic", |_| vec![Vec::new()]),
];
