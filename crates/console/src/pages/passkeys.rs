//! Passkeys: one's own, a new one, and signing in with one. The script only carries what the browser and the
//! authenticator say to each other; without it nothing is lost.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::{HeaderMap, header};
use fanal_desk::{PasskeyAsked, PasskeyShown, PasskeyWanted};
use fanal_passkey::{ALGORITHMS, Assertion, Attestation, Bytes, NoPlace, Place};
use fanal_protocol::{Code, Problem};
use serde_json::{Value, json};

use crate::chrome::{Fault, Frame, page, see};
use crate::form::Form;
use crate::pages::sign_in;
use crate::visit::{Asked, Page, Posted, Signed, Visit};

/// What browsers wait for a person, in milliseconds.
const PATIENCE: u32 = 5 * 60 * 1_000;

#[derive(Template)]
#[template(path = "passkeys.html")]
struct PasskeysPage {
    f: Frame,
    keys: Vec<Key>,
    /// There is a second factor, beside which a passkey may stand.
    factor: bool,
    /// Why there can be none at this address.
    not_here: Option<&'static str>,
    /// What the browser is asked, and the name that was typed.
    asked: Option<(String, String)>,
    name: String,
}

struct Key {
    shown: PasskeyShown,
    made: String,
    used: String,
}

/// Where the browser says that it is.
fn place_of(headers: &HeaderMap) -> Result<Place, NoPlace> {
    let host = headers.get(header::HOST);
    Place::of(host.and_then(|host| host.to_str().ok()).unwrap_or_default())
}

pub(crate) async fn show(who: Signed, headers: HeaderMap, RawQuery(query): RawQuery) -> Page {
    let query = Form::read(query.unwrap_or_default().as_bytes());
    let done = Some(query.one("done"));
    shown(&who, &headers, done, None, Vec::new()).await
}

async fn shown(
    who: &Signed,
    headers: &HeaderMap,
    done: Option<&str>,
    asked: Option<(String, String)>,
    faults: Vec<Fault>,
) -> Page {
    let texts = who.texts();
    let keys = who.desk().list_passkeys(&who.caller).await?;
    let keys = keys.into_iter().map(|shown| Key {
        made: shown.made.date(),
        used: shown
            .used
            .map_or_else(|| texts.say("never"), |at| at.date()),
        shown,
    });
    page(&PasskeysPage {
        keys: keys.collect(),
        factor: who.desk().show_me(&who.caller).await?.second_factor,
        not_here: place_of(headers).err().map(|why| match why {
            NoPlace::Number => "passkey-number",
            NoPlace::Unknown => "passkey-unknown",
        }),
        name: asked.as_ref().map_or_else(String::new, |it| it.1.clone()),
        asked,
        f: Frame::signed(who, "me", texts.say("passkeys"))
            .done(done)
            .faulty(faults),
    })
}

/// Begins with a new one, takes it, or removes one.
pub(crate) async fn take(headers: HeaderMap, Posted { who, form }: Posted) -> Page {
    let desk = who.desk();
    let name = form.one("name").trim().to_owned();
    let place = || {
        let no = |_| Problem::new(Code::UsageInvalid, "there are no passkeys at this address");
        place_of(&headers).map_err(no)
    };
    match form.one("act") {
        "begin" if name.is_empty() => {
            let fault = Fault::says(who.texts(), "name", "passkey-name-none");
            shown(&who, &headers, None, None, vec![fault]).await
        }
        "begin" => {
            let asked = desk.begin_passkey(&who.caller, &place()?).await?;
            let asked = Some((to_make(&asked).to_string(), name));
            shown(&who, &headers, None, asked, Vec::new()).await
        }
        "add" => {
            let answer = Attestation {
                client: part(&form, "client")?,
                object: part(&form, "object")?,
            };
            let place = place()?;
            match desk.add_passkey(&who.caller, &place, &name, &answer).await {
                Ok(_) => see("/c/me/passkeys?done=passkey"),
                Err(error) if error.code() != Code::AccountProof => {
                    let fault = Fault::of(who.texts(), "name", &error.problem());
                    shown(&who, &headers, None, None, vec![fault]).await
                }
                Err(error) => Err(error.into()),
            }
        }
        "remove" => {
            desk.remove_passkey(&who.caller, form.one("id")).await?;
            see("/c/me/passkeys?done=passkey-removed")
        }
        _ => Err(Problem::new(Code::UsageInvalid, "there is no such act").into()),
    }
}

/// Signs in with one, after the password.
pub(crate) async fn sign_in(headers: HeaderMap, Asked { visit, form }: Asked) -> Page {
    let owner = form.some("owner").and_then(|text| Bytes::read(&text));
    let answer = Assertion {
        id: part(&form, "id")?,
        client: part(&form, "client")?,
        authenticator: part(&form, "authenticator")?,
        signature: part(&form, "signature")?,
        owner: owner.filter(|owner| !owner.0.is_empty()),
    };
    let half = visit.half.clone().unwrap_or_default();
    match visit.desk.second_factor_by_passkey(&half, &answer).await {
        Ok(told) => sign_in::inside(&visit, &form, &told).await,
        // Why is told to nobody who may have come with somebody's password.
        Err(_) => {
            let fault = Fault::says(visit.texts, "code", "passkey-wrong");
            sign_in::half_way(&visit, &form, &headers, vec![fault]).await
        }
    }
}

/// What a browser is asked at the sign-in, if this account has a passkey for this place.
pub(crate) async fn wanted(visit: &Visit, token: &str, headers: &HeaderMap) -> Option<String> {
    let place = place_of(headers).ok()?;
    let wanted = visit.desk.want_passkey(token, &place).await.ok()??;
    Some(to_sign_in(&wanted).to_string())
}

fn part(form: &Form, name: &str) -> Result<Bytes, Problem> {
    let read = Bytes::read(form.one(name)).filter(|part| !part.0.is_empty());
    read.ok_or_else(|| Problem::new(Code::UsageInvalid, format!("`{name}` cannot be read")))
}

/// For `navigator.credentials.create`; bytes as base64url.
fn to_make(asked: &PasskeyAsked) -> Value {
    let kinds = ALGORITHMS.map(|alg| json!({ "type": "public-key", "alg": alg }));
    json!({
        "challenge": asked.challenge,
        "rp": { "id": asked.site, "name": asked.site },
        "user": { "id": asked.owner, "name": asked.account, "displayName": asked.account },
        "pubKeyCredParams": kinds,
        "excludeCredentials": listed(&asked.known),
        "authenticatorSelection": { "residentKey": "discouraged", "userVerification": "preferred" },
        "attestation": "none",
        "timeout": PATIENCE,
    })
}

/// For `navigator.credentials.get`.
fn to_sign_in(wanted: &PasskeyWanted) -> Value {
    json!({
        "challenge": wanted.challenge,
        "rpId": wanted.site,
        "allowCredentials": listed(&wanted.known),
        "userVerification": "preferred",
        "timeout": PATIENCE,
    })
}

fn listed(known: &[Bytes]) -> Vec<Value> {
    let one = |id: &Bytes| json!({ "type": "public-key", "id": id });
    known.iter().map(one).collect()
}
