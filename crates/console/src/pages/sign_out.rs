//! Leaving: the browser forgets what it saw here.

use crate::chrome::see;
use crate::headers::forget_everything;
use crate::visit::{Page, Posted, SESSION, unset_cookie};

pub(crate) async fn take(Posted { who, .. }: Posted) -> Page {
    who.desk().end_session(&who.caller).await?;
    let mut response = see("/c/sign-in?done=out")?;
    unset_cookie(&mut response, SESSION);
    forget_everything(response.headers_mut());
    Ok(response)
}
