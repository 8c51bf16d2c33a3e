//! Who asks: a certificate that an account added, or a token. Never a password: this listener is open to
//! strangers, and what they try here must not stand before anybody's sign-in. [ACC-3]

use data_encoding::BASE64;
use fanal_desk::{Caller, Desk, DeskError, Reader};
use fanal_protocol::{Code, Digest};
use http::{HeaderMap, header};

use crate::answer::Refused;

/// The key of the certificate that a connection was opened with: its SHA-256.
#[derive(Clone, Copy)]
pub(crate) struct ClientKey(pub(crate) Digest);

/// Begins every token.
const TOKEN: &str = "fanal_";

/// The reader. Without a word, anyone; with a wrong one, nobody.
pub(crate) async fn who(
    desk: &Desk,
    headers: &HeaderMap,
    key: Option<ClientKey>,
) -> Result<Reader, Refused> {
    let mut said = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = said.next() else {
        return of_certificate(desk, key).await;
    };
    let text = value.to_str().map_err(|_| Refused::nobody())?;
    let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
    let caller = if said.next().is_some() {
        Err(Refused::nobody())
    } else if scheme.eq_ignore_ascii_case("bearer") {
        told(desk.caller_by_token(rest.trim()).await)
    } else if scheme.eq_ignore_ascii_case("basic") {
        of_basic(desk, rest.trim()).await
    } else {
        Err(Refused::nobody())
    };
    caller.map(Reader::Account)
}

/// A certificate that no account added says nothing: browsers and scanners send such.
async fn of_certificate(desk: &Desk, key: Option<ClientKey>) -> Result<Reader, Refused> {
    let Some(ClientKey(key)) = key else {
        return Ok(Reader::Public);
    };
    match desk.caller_by_certificate(key).await {
        Ok(caller) => Ok(Reader::Account(caller)),
        Err(error) if error.code() == Code::AccountUnknown => Ok(Reader::Public),
        Err(error) => Err(error.into()),
    }
}

/// A token as the password of Basic, beside the name of its account.
async fn of_basic(desk: &Desk, text: &str) -> Result<Caller, Refused> {
    let pair = BASE64.decode(text.as_bytes()).ok();
    let pair = pair.and_then(|bytes| String::from_utf8(bytes).ok());
    let pair = pair.as_deref().and_then(|pair| pair.split_once(':'));
    let (account, token) = pair.ok_or_else(Refused::nobody)?;
    if !token.starts_with(TOKEN) {
        return Err(Refused::nobody());
    }
    let caller = told(desk.caller_by_token(token).await)?;
    // A token in somebody else's name is a mistake, and is not passed over.
    if caller.account() == account {
        Ok(caller)
    } else {
        Err(Refused::nobody())
    }
}

/// Who is nobody here is told the way in.
fn told<T>(answer: Result<T, DeskError>) -> Result<T, Refused> {
    answer.map_err(|error| {
        if error.code() == Code::AccountUnknown {
            Refused::nobody()
        } else {
            error.into()
        }
    })
}
