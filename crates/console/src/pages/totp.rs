//! Setting up a second factor: the secret for an authenticator, as a picture and as text, and the code
//! that shows that it has it.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse as _;
use fanal_desk::{CodeOrder, TotpBegun};
use fanal_protocol::{Code, Problem};

use crate::chrome::{Fault, Frame, page, see};
use crate::pages::me::codes_page;
use crate::picture;
use crate::visit::{Page, Posted, Signed};

#[derive(Template)]
#[template(path = "totp.html")]
struct TotpPage {
    f: Frame,
    begun: Option<TotpBegun>,
}

/// Begins with a second factor, or goes on to its code, or removes it.
pub(crate) async fn take(Posted { who, form }: Posted) -> Page {
    let desk = who.desk();
    match form.one("act") {
        "begin" => {
            let begun = desk.begin_totp(&who.caller).await?;
            totp_page(&who, Some(begun), Vec::new())
        }
        "confirm" => {
            let order = CodeOrder {
                code: form.one("code").to_owned(),
            };
            match desk.confirm_totp(&who.caller, &order).await {
                Ok(codes) => codes_page(&who, codes),
                Err(error) if error.code() == Code::AccountProof => {
                    // Who did not get it into the telephone can try once more; who waited too long proves who it is.
                    let begun = desk.pending_totp(&who.caller).await?;
                    let fault = Fault::says(who.texts(), "code", "code-wrong");
                    totp_page(&who, Some(begun), vec![fault])
                }
                Err(error) => Err(error.into()),
            }
        }
        "remove" => {
            desk.remove_totp(&who.caller).await?;
            see("/c/me?done=totp-removed")
        }
        _ => Err(Problem::new(Code::UsageInvalid, "there is no such act").into()),
    }
}

/// The secret that waits for its first code, for a camera. Nobody keeps it.
pub(crate) async fn picture(who: Signed) -> Page {
    let begun = who.desk().pending_totp(&who.caller).await?;
    let file = picture::qr(&begun.uri);
    let file = file.ok_or_else(|| Problem::new(Code::Broken, "no code is as large as that"))?;
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    let kept = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(([kind, kept], file).into_response())
}

fn totp_page(who: &Signed, begun: Option<TotpBegun>, faults: Vec<Fault>) -> Page {
    page(&TotpPage {
        begun,
        f: Frame::signed(who, "me", who.texts().say("totp-title")).faulty(faults),
    })
}
