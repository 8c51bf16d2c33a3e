//! Who is here, in which language, and where: looked at once for every request, before any page.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use axum::body::{Body, HttpBody as _};
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use data_encoding::HEXLOWER;
use fanal_ambient::random;
use fanal_desk::{Caller, Desk, DeskError, KeyChange, StepUp};
use fanal_protocol::{Code, NetworkId, Problem};
use zeroize::Zeroizing;

use crate::form::Form;
use crate::lang::Lang;
use crate::spelling::Spelling;
use crate::texts::Texts;
use crate::{Console, csrf, headers, packed, pages};

/// The session. `__Host-`: no other host, path or plain-text neighbour can set it.
pub(crate) const SESSION: &str = "__Host-fanal";
/// Held before anybody signs in, so that the form to sign in has a token too.
pub(crate) const DOOR: &str = "__Host-fanal-door";
/// Held between the password and the second factor.
pub(crate) const HALF: &str = "__Host-fanal-half";
/// The language that was chosen on this machine.
pub(crate) const LANG: &str = "__Host-fanal-lang";

/// The network that is spoken of on this machine, where the desk is in several. [CSL-21]
pub(crate) const NETWORK: &str = "__Host-fanal-network";

/// Where people sign in.
pub(crate) const SIGN_IN: &str = "/c/sign-in";

/// Bytes of a form that are read before its token is looked at, which stands first in it. [CSL-11]
const HEAD_BYTES: usize = 8 << 10;
/// Bytes of a form of a stranger: to sign in takes a few hundred.
const STRANGER_BYTES: usize = 16 << 10;
/// Bytes of a form of a session that ended by itself: a draft that outlived it fits.
const ENDED_BYTES: usize = 512 << 10;

/// Somebody who signed in.
pub(crate) struct Session {
    pub(crate) token: Zeroizing<String>,
    pub(crate) caller: Caller,
}

/// What a request is about besides its page.
pub(crate) struct Visit {
    pub(crate) console: Console,
    pub(crate) desk: Desk,
    pub(crate) texts: &'static Texts,
    pub(crate) session: Option<Session>,
    /// There was a session, and it is over: its cookie.
    ended: Option<String>,
    /// It ended by itself, and not long ago: a form of it may bring a draft along.
    was_here: bool,
    /// The cookie that the form's token is made of.
    secret: String,
    /// No cookie came along.
    bare: bool,
    /// Where this is, for the way back.
    pub(crate) path: String,
    from_elsewhere: bool,
    /// The form that came, for the page that asks for a proof and brings it along.
    asked: OnceLock<Form>,
    /// What the second factor is given with, if a password was.
    pub(crate) half: Option<String>,
    /// Keys of other desks that changed, and that nobody here compared. [CSL-20]
    pub(crate) key_changes: Vec<KeyChange>,
}

impl Visit {
    /// The token of the forms on this page.
    pub(crate) fn form_token(&self) -> String {
        csrf::token(&self.secret)
    }

    async fn of(console: &Console, parts: &Parts) -> Self {
        let headers = &parts.headers;
        let mut visit = Self {
            desk: console.desk.clone(),
            texts: Texts::of(lang_of(console, headers)),
            session: None,
            ended: None,
            was_here: false,
            secret: String::new(),
            bare: false,
            path: parts.uri.path().to_owned(),
            from_elsewhere: csrf::is_from_elsewhere(headers),
            asked: OnceLock::new(),
            half: cookie(headers, HALF).map(str::to_owned),
            console: console.clone(),
            key_changes: Vec::new(),
        };
        if parts.method == Method::GET
            && let Some(path) = parts.uri.path_and_query()
        {
            visit.path = path.to_string();
        }
        if let Some(token) = cookie(headers, SESSION) {
            visit.sit_down(token).await;
            visit.choose_network(cookie(headers, NETWORK));
            visit.look_for_changed_keys().await;
        }
        if visit.session.is_none() {
            let door = cookie(headers, DOOR);
            visit.bare = door.is_none();
            visit.secret = door.map_or_else(
                || HEXLOWER.encode(&random::<16>(console.entropy.as_ref())),
                str::to_owned,
            );
        }
        visit
    }

    async fn sit_down(&mut self, token: &str) {
        match self.desk.session_caller(token).await {
            Ok(caller) => {
                if let Ok(Some(lang)) = self.desk.language_of(&caller).await
                    && let Some(lang) = Lang::read(&lang)
                {
                    self.texts = Texts::of(lang);
                }
                token.clone_into(&mut self.secret);
                let token = Zeroizing::new(token.to_owned());
                self.session = Some(Session { token, caller });
            }
            Err(_) => {
                self.was_here = self.desk.was_session(token).await.unwrap_or(false);
                self.ended = Some(token.to_owned());
            }
        }
    }

    /// Is the form of a page that this very browser was shown? [CSL-3]
    fn must_be_ours(&self, token: &str) -> Result<(), Problem> {
        let networks = self.desk.networks();
        let in_any = |session: &str| {
            let of = |(id, ..): &(NetworkId, _, _)| csrf::is_ours(&secret_in(session, *id), token);
            networks.iter().any(of)
        };
        let of_before = |ended: &String| csrf::is_ours(ended, token) || in_any(ended);
        if csrf::is_ours(&self.secret, token) || self.ended.as_ref().is_some_and(of_before) {
            return Ok(());
        }
        // [CSL-21] In another network the same names are other desks.
        if self.session.as_ref().is_some_and(|it| in_any(&it.token)) {
            let text = "this page is of another of your networks, and nothing was done";
            return Err(Problem::new(Code::Conflict, text).with_hint("open the page again"));
        }
        let text = "this form is not of this session";
        Err(Problem::new(Code::AccountUnknown, text))
    }

    /// How much of a form is read.
    const fn most_bytes(&self) -> usize {
        match (&self.session, self.was_here) {
            (Some(_), _) => crate::BODY_BYTES,
            (None, true) => ENDED_BYTES,
            (None, false) => STRANGER_BYTES,
        }
    }
}

impl Visit {
    /// The network that was chosen, or the first; where there is one only, that one.
    fn choose_network(&mut self, chosen: Option<&str>) {
        let networks = self.desk.networks();
        if self.session.is_none() || networks.len() < 2 {
            return;
        }
        // An id, as the page of networks sets it: no name, which is its founder's to choose.
        let chosen = chosen.filter(|id| id.parse::<NetworkId>().is_ok());
        let named = chosen.and_then(|id| self.desk.in_network(id).ok());
        let first = networks.first().map(|(id, ..)| id.to_string());
        let first = first.and_then(|id| self.desk.in_network(&id).ok());
        if let Some(desk) = named.or(first) {
            self.desk = desk;
        }
        // A page of one network has no buttons in another.
        if let (Some(session), Ok((network, _))) = (&self.session, self.desk.membership(None)) {
            self.secret = secret_in(&session.token, network);
        }
    }

    async fn look_for_changed_keys(&mut self) {
        let Some(session) = &self.session else { return };
        match self.desk.key_changes(&session.caller).await {
            Ok(changes) => self.key_changes = changes,
            Err(error) => {
                let code = error.code();
                tracing::error!(%code, "nobody knows whether a key changed");
            }
        }
    }
}

/// What the forms of a session are bound to, where its desk is in several networks.
fn secret_in(session: &str, network: NetworkId) -> String {
    format!("{session} {network}")
}

fn lang_of(console: &Console, headers: &HeaderMap) -> Lang {
    cookie(headers, LANG)
        .and_then(Lang::read)
        .or_else(|| Lang::accepted(headers))
        .unwrap_or(console.lang)
}

pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).into_iter();
    let texts = lines.filter_map(|line| line.to_str().ok());
    texts
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// Sets a cookie: this host alone, no script, no other site, gone with the browser's session.
pub(crate) fn set_cookie(response: &mut Response, name: &str, value: &str) {
    let text = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict");
    append_cookie(response, &text);
}

/// Removes a cookie.
pub(crate) fn unset_cookie(response: &mut Response, name: &str) {
    let text = format!("{name}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    append_cookie(response, &text);
}

fn append_cookie(response: &mut Response, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Around every page: who is here; afterwards, what could not be done in words, and the headers.
pub(crate) async fn attend(
    State(console): State<Console>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let packs = packed::is_asked(&parts.headers);
    let visit = Arc::new(Visit::of(&console, &parts).await);
    parts.extensions.insert(Arc::clone(&visit));
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(Stopped(problem)) = response.extensions_mut().remove::<Stopped>() {
        response = match visit.asked.get() {
            // [ACC-5] The act waits for the proof, with all that was typed.
            Some(form) if problem.code == Code::AccountProof => {
                pages::step_up::show(&visit, form, None)
            }
            // [PRV-13] Words that wait for an answer: it is given on the way.
            Some(form) if problem.code == Code::PolicyPrivacy => {
                let asked = match Signed::of(Arc::clone(&visit)) {
                    Some(who) => pages::answer::show(&who, form, &problem).await,
                    None => None,
                };
                asked.unwrap_or_else(|| pages::problem::show(&visit, &problem))
            }
            Some(_) | None => pages::problem::show(&visit, &problem),
        };
    }
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        let problem = Problem::new(Code::UsageInvalid, "this address takes another method");
        response = pages::problem::show(&visit, &problem);
    }
    if visit.session.is_none() && visit.bare {
        set_cookie(&mut response, DOOR, &visit.secret);
    }
    headers::put(&mut response);
    if packs {
        response = packed::pack(response, &*visit.console.entropy).await;
    }
    response
}

/// Why a page did not do it; told in the reader's language around every page.
#[derive(Clone)]
pub(crate) struct Stopped(pub(crate) Problem);

/// A page that could not be shown, or an act that was not done.
pub(crate) enum Stop {
    /// A problem, to be told.
    Problem(Problem),
    /// Another answer: mostly the way to the sign-in.
    Answer(Box<Response>),
}

impl From<DeskError> for Stop {
    fn from(error: DeskError) -> Self {
        if let DeskError::Store(cause) = &error {
            tracing::error!(%cause, "the database did not answer a page");
        }
        Self::Problem(error.problem())
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl axum::response::IntoResponse for Stop {
    fn into_response(self) -> Response {
        match self {
            Self::Problem(problem) => {
                let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
                response.extensions_mut().insert(Stopped(problem));
                response
            }
            Self::Answer(response) => *response,
        }
    }
}

/// What a handler answers.
pub(crate) type Page = Result<Response, Stop>;

/// Anybody, signed in or not.
pub(crate) struct Anybody(pub(crate) Arc<Visit>);

impl<S: Sync> FromRequestParts<S> for Anybody {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Stop> {
        let visit = parts.extensions.get::<Arc<Visit>>();
        let missing = || Problem::new(Code::Broken, "nobody looked who is here");
        Ok(Self(Arc::clone(visit.ok_or_else(missing)?)))
    }
}

/// Somebody who signed in: taking it is the check.
pub(crate) struct Signed {
    pub(crate) visit: Arc<Visit>,
    pub(crate) caller: Caller,
}

impl Signed {
    fn of(visit: Arc<Visit>) -> Option<Self> {
        let caller = visit.session.as_ref()?.caller.clone();
        Some(Self { visit, caller })
    }

    /// The desk.
    pub(crate) fn desk(&self) -> &Desk {
        &self.visit.desk
    }

    /// Proves once more that it is them, where the form brings a password or a code along. [ACC-5]
    pub(crate) async fn prove(&mut self, form: &Form) -> Result<(), DeskError> {
        let given = form.some("proof");
        let (Some(given), Some(session)) = (given, &self.visit.session) else {
            return Ok(());
        };
        let is_code = given.len() == 6 && given.bytes().all(|byte| byte.is_ascii_digit());
        let (password, code) = if is_code {
            (None, Some(given))
        } else {
            (Some(form.one("proof").to_owned()), None)
        };
        let desk = &self.visit.desk;
        desk.step_up(&self.caller, &StepUp { password, code })
            .await?;
        self.caller = desk.session_caller(&session.token).await?;
        Ok(())
    }

    /// The texts in the reader's language.
    pub(crate) fn texts(&self) -> &'static Texts {
        self.visit.texts
    }
}

impl<S: Sync> FromRequestParts<S> for Signed {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Stop> {
        let Anybody(visit) = Anybody::from_request_parts(parts, state).await?;
        let ended = visit.ended.is_some();
        Self::of(visit).ok_or_else(|| to_sign_in(ended))
    }
}

fn to_sign_in(ended: bool) -> Stop {
    let to = if ended {
        "/c/sign-in?done=ended"
    } else {
        SIGN_IN
    };
    Stop::Answer(Box::new(Redirect::to(to).into_response()))
}

/// A form of somebody who signed in, made on one of our own pages.
pub(crate) struct Posted {
    pub(crate) who: Signed,
    pub(crate) form: Form,
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Stop;

    async fn from_request(request: Request, state: &S) -> Result<Self, Stop> {
        let Asked { visit, form } = Asked::from_request(request, state).await?;
        match Signed::of(Arc::clone(&visit)) {
            Some(mut who) => {
                if form.has(pages::step_up::MARK)
                    && let Err(error) = who.prove(&form).await
                {
                    let problem = error.problem();
                    let page = pages::step_up::show(&visit, &form, Some(&problem));
                    return Err(Stop::Answer(Box::new(page)));
                }
                // [PRV-11] A button of the page that asks what becomes of words: nothing is sent by it.
                if form.has(pages::answer::MARK) && form.has("way") {
                    let mended = pages::answer::mend(&who, &form).await;
                    return Err(mended.map_or_else(Stop::from, |it| Stop::Answer(Box::new(it))));
                }
                // The first form that came stays: there is one in a request.
                let _ = visit.asked.set(form.clone());
                Ok(Self { who, form })
            }
            // What was typed is not lost with the session: it comes along to the sign-in.
            None => Err(Stop::Answer(Box::new(pages::sign_in::keeping(
                &visit, &form,
            )))),
        }
    }
}

/// A form of anybody, made on one of our own pages.
pub(crate) struct Asked {
    pub(crate) visit: Arc<Visit>,
    pub(crate) form: Form,
}

impl<S: Send + Sync> FromRequest<S> for Asked {
    type Rejection = Stop;

    async fn from_request(request: Request, state: &S) -> Result<Self, Stop> {
        let (mut parts, body) = request.into_parts();
        let Anybody(visit) = Anybody::from_request_parts(&mut parts, state).await?;
        if visit.from_elsewhere {
            return Err(Problem::new(Code::AccountUnknown, "another site made this form").into());
        }
        let kind = parts.headers.get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let spelling = Spelling::of(kind);
        let length = parts.headers.get(header::CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
        let bytes = body_of(&visit, &spelling, length, body).await?;
        let form = spelling.form(&bytes)?;
        Ok(Self { visit, form })
    }
}

/// The body, of which no more than its head is read before it shows its token. [CSL-11]
async fn body_of(
    visit: &Visit,
    spelling: &Spelling,
    length: Option<usize>,
    mut body: Body,
) -> Result<Vec<u8>, Problem> {
    let limit = visit.most_bytes();
    let too_large = || {
        let text = format!("the form is larger than {limit} bytes");
        Problem::new(Code::LimitSize, text)
    };
    if length.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    let shows_its_token = |head: &[u8]| visit.must_be_ours(&spelling.first(head, csrf::FIELD));
    let mut bytes = Vec::new();
    let mut is_ours = false;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let cut = |_| Problem::new(Code::UsageInvalid, "the form did not come whole");
        let Ok(data) = frame.map_err(cut)?.into_data() else {
            continue;
        };
        bytes.extend_from_slice(&data);
        if bytes.len() > limit {
            return Err(too_large());
        }
        if !is_ours && let Some(head) = bytes.get(..HEAD_BYTES) {
            shows_its_token(head)?;
            is_ours = true;
        }
    }
    if !is_ours {
        shows_its_token(&bytes)?;
    }
    Ok(bytes)
}
