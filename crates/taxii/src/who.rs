//! Who asks: a certificate that an account added, or a token. Never a password: this listener is open to
//! strangers, and what they try here must not stand before anybody's sign-in. [ACC-3]

use data_encoding::BASE64;
use fanal_desk::{Desk, DeskError, Reader};
use fanal_protocol::{Code, Digest};
use http::{HeaderMap, header};

use crate::answer::Refused;

/// The key of the certificate that a connection was opened with: its SHA-256.
#[derive(Clone, Copy)]
pub(crate) struct ClientKey(pub(crate) Digest);

/// What a caller claims. It has no Debug: it is a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whose token it is, if that is said.
    pub account: Option<String>,
    /// The token.
    pub token: String,
}

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
    let claim = claim_of(text).filter(|_| said.next().is_none());
    let claim = claim.ok_or_else(Refused::nobody)?;
    let caller = told(desk.caller_by_token(&claim.token).await)?;
    // A token in somebody else's name is a mistake, and is not passed over.
    if claim.account.is_some_and(|name| name != caller.account()) {
        return Err(Refused::nobody());
    }
    Ok(Reader::Account(caller))
}

/// What the header `Authorization` claims: a bearer's token, or one as the password of Basic, beside the name of its
/// account. None, if it claims anything else.
pub fn claim_of(authorization: &str) -> Option<Claim> {
    let (scheme, rest) = authorization.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Claim {
            account: None,
            token: rest.trim().to_owned(),
        });
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = BASE64.decode(rest.trim().as_bytes()).ok()?;
    let pair = String::from_utf8(pair).ok()?;
    let (account, token) = pair.split_once(':')?;
    token.starts_with(TOKEN).then(|| Claim {
        account: Some(account.to_owned()),
        token: token.to_owned(),
    })
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
