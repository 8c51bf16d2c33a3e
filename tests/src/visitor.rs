//! Somebody at the console: keeps cookies as a browser does, finds the token of the form on the page,
//! follows the way after an act. The real router; no socket.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a harness: what does not hold here has to stop the test"
)]

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use fanal_ambient::MachineEntropy;
use fanal_console::{Console, Lang, router};
use fanal_desk::NewAccount;
use http::{HeaderMap, Request, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::federation::Node;

/// The password of everybody who visits.
pub const PASSWORD: &str = "a lantern at the harbour";

/// Somebody at the console of one desk.
#[derive(Clone)]
pub struct Visitor {
    router: Router,
    cookies: BTreeMap<String, String>,
    /// The host that it asks for.
    pub host: String,
    /// Said with every request.
    pub headers: Vec<(&'static str, String)>,
    /// The token of the last page that had one.
    pub token: String,
    /// Pages that were loaded.
    pub loads: usize,
}

/// A page.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its text.
    pub text: String,
    /// What it is made of.
    pub bytes: Vec<u8>,
    /// Where it leads, if it does not show anything.
    pub to: Option<String>,
}

impl Visitor {
    /// At the console of this desk, not signed in.
    pub fn at(node: &Node) -> Self {
        Self::of(Console::new(
            node.desk(),
            Arc::new(MachineEntropy),
            Lang::En,
        ))
    }

    /// Somebody at this console, not signed in.
    pub fn of(console: Console) -> Self {
        Self {
            router: router(console),
            cookies: BTreeMap::new(),
            host: "desk.example".into(),
            headers: Vec::new(),
            token: String::new(),
            loads: 0,
        }
    }

    /// The same console, seen by somebody else.
    #[must_use]
    pub fn another(&self) -> Self {
        Self {
            cookies: BTreeMap::new(),
            token: String::new(),
            loads: 0,
            ..self.clone()
        }
    }

    /// A new account with these rights, signed in.
    pub async fn signed_in(node: &Node, name: &str, rights: &[&str]) -> Self {
        let mut visitor = Self::at(node);
        add_account(node, name, rights).await;
        let page = visitor.sign_in(name).await;
        assert_eq!(page.status, 200, "{}", page.text);
        visitor
    }

    /// Signs in, and comes home.
    pub async fn sign_in(&mut self, name: &str) -> Shown {
        self.sign_in_with(name, PASSWORD).await
    }

    /// The same with another password.
    pub async fn sign_in_with(&mut self, name: &str, password: &str) -> Shown {
        self.get("/c/sign-in").await;
        self.post("/c/sign-in", &[("account", name), ("password", password)])
            .await
    }

    /// Asks for a page, and goes where it leads.
    pub async fn get(&mut self, path: &str) -> Shown {
        let mut page = self.ask("GET", path, String::new()).await;
        while let Some(to) = page.to.clone() {
            page = self.ask("GET", &to, String::new()).await;
        }
        page
    }

    /// Sends a form with the token of the last page, and goes where the answer leads.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let page = self.send(path, fields).await;
        match page.to.clone() {
            Some(to) => self.get(&to).await,
            None => page,
        }
    }

    /// Sends a form with the token of the last page; the answer itself.
    pub async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let token = self.token.clone();
        let mut all = vec![("form", token.as_str())];
        all.extend_from_slice(fields);
        self.send_bare(path, &all).await
    }

    /// Sends these fields and no token.
    pub async fn send_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        let body = encoded(fields);
        self.ask("POST", path, body).await
    }

    /// One request.
    pub async fn ask(&mut self, method: &str, path: &str, body: String) -> Shown {
        self.ask_with(method, path, Body::from(body)).await
    }

    /// One request with a body that comes as it likes.
    pub async fn ask_with(&mut self, method: &str, path: &str, body: Body) -> Shown {
        self.loads += 1;
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.host);
        if self.headers.iter().all(|(name, _)| *name != "content-type") {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        let request = request.body(body).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let page = Shown {
            status: parts.status.as_u16(),
            to: parts
                .headers
                .get(header::LOCATION)
                .map(|to| to.to_str().unwrap().to_owned()),
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.into(),
        };
        self.keep_cookies(&page);
        if let Some(token) = between(&page.text, "name=\"form\" value=\"", "\"") {
            token.clone_into(&mut self.token);
        }
        page
    }

    fn keep_cookies(&mut self, page: &Shown) {
        for line in page.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (pair, rest) = line.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// A cookie that it holds.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }
}

/// A new account of this desk, with the password of everybody.
pub async fn add_account(node: &Node, name: &str, rights: &[&str]) {
    let admin = node.caller("admin").await;
    let new = NewAccount {
        name: name.into(),
        rights: rights.iter().map(|right| (*right).to_owned()).collect(),
        password: Some(PASSWORD.into()),
    };
    node.desk().add_account(&admin, &new).await.unwrap();
}

/// What stands between two signs, the first time.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0)
}

/// `application/x-www-form-urlencoded`.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                    char::from(byte).to_string()
                }
                b' ' => "+".to_owned(),
                byte => format!("%{byte:02X}"),
            })
            .collect()
    };
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}
