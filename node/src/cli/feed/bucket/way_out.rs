//! How requests to a bucket leave, and what signs them: our own client below `object_store`, which is given no other
//! way out, and keys that it takes from nowhere but here.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use fanal_protocol::{Code, Problem};
use http::{Method, StatusCode};
use http_body_util::BodyExt as _;
use object_store::aws::AwsCredential;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse,
    HttpResponseBody, HttpService,
};
use object_store::{ClientOptions, CredentialProvider};
use zeroize::{Zeroize as _, Zeroizing};

use crate::cli::Result;

/// A single object of some megabytes, over a slow line.
const PATIENCE: Duration = Duration::from_mins(5);

/// The way out: through Tor where the node goes through Tor, and never around it.
#[derive(Clone, Debug)]
pub(super) struct WayOut(reqwest::Client);

impl WayOut {
    pub(super) fn by(socks5: Option<SocketAddr>) -> Result<Self> {
        let wrong = |error: reqwest::Error| Problem::new(Code::Broken, error.to_string());
        drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE);
        let builder = match socks5 {
            Some(address) => {
                let proxy = reqwest::Proxy::all(format!("socks5h://{address}")).map_err(wrong)?;
                builder.proxy(proxy)
            }
            None => builder.no_proxy(),
        };
        builder.build().map(Self).map_err(wrong)
    }
}

impl HttpConnector for WayOut {
    /// The library's own options could say other proxies: they are not read.
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for WayOut {
    /// An answer that is no success ends here, as an error of the kind that is never tried again: the library would read
    /// the whole of what stands in it, and not tell its status.
    async fn call(&self, request: HttpRequest) -> std::result::Result<HttpResponse, HttpError> {
        let is_read = request.method() == Method::GET;
        let (head, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let request = http::Request::from_parts(head, body);
        let request = request.try_into().map_err(away)?;
        let answer = self.0.execute(request).await.map_err(away)?;
        let status = answer.status();
        let is_well = status == StatusCode::OK || (!is_read && status.is_success());
        if !is_well {
            return Err(HttpError::new(HttpErrorKind::Unknown, Answered(status)));
        }
        let (head, body) = http::Response::<reqwest::Body>::from(answer).into_parts();
        let body = HttpResponseBody::new(body.map_err(away));
        Ok(HttpResponse::from_parts(head, body))
    }
}

fn away(error: reqwest::Error) -> HttpError {
    HttpError::new(HttpErrorKind::Unknown, error.without_url())
}

/// The status of an answer that is no success.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answered(StatusCode);

impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}", self.0.as_u16())
    }
}

impl std::error::Error for Answered {}

/// Why a request failed.
pub(super) enum Cause<'e> {
    /// The bucket answered with this status.
    Status(u16),
    /// It was not reached, or left off.
    Away(&'e reqwest::Error),
    /// It answered as no bucket does.
    Strange,
}

impl<'e> Cause<'e> {
    pub(super) fn of(error: &'e object_store::Error) -> Self {
        let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
        while let Some(one) = next {
            if let Some(Answered(status)) = one.downcast_ref() {
                return Self::Status(status.as_u16());
            }
            if let Some(error) = one.downcast_ref() {
                return Self::Away(error);
            }
            next = one.source();
        }
        Self::Strange
    }
}

/// Who signs. The secret is wiped when the bucket is given up; what the library makes of it for each signature (a copy
/// with `AWS4` before it, and the keys of each step) it does not wipe.
#[derive(Debug)] // The library's own `Debug` leaves the secret out.
pub(super) struct Keys(Arc<AwsCredential>);

impl Keys {
    /// The library panics where an id or a region cannot stand in a header.
    pub(super) fn of(
        (key_id, mut secret): (String, Zeroizing<String>),
        region: &str,
    ) -> Result<Self> {
        for (text, what) in [(key_id.as_str(), "a key's id"), (region, "a region")] {
            if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
                let text = format!("{what} has letters, digits and signs of ASCII alone");
                return Err(Problem::new(Code::UsageInvalid, text));
            }
        }
        Ok(Self(Arc::new(AwsCredential {
            key_id,
            secret_key: std::mem::take(&mut *secret),
            token: None,
        })))
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // No request is under way any more: each borrows the bucket.
        if let Some(keys) = Arc::get_mut(&mut self.0) {
            keys.secret_key.zeroize();
        }
    }
}

#[async_trait]
impl CredentialProvider for Keys {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> object_store::Result<Arc<AwsCredential>> {
        Ok(Arc::clone(&self.0))
    }
}
