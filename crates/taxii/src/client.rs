//! The client: fetches from the address that a person or the configuration named, and nowhere else.
//! [TAX-11]

use std::sync::Once;
use std::time::Duration;

use data_encoding::BASE64;
use http::{HeaderMap, HeaderValue, header};
use reqwest::{Client, Proxy, Response};
use serde_json::value::RawValue;
use url::Url;

use crate::MEDIA_TYPE;
use crate::answers::{self, Mark, Page, Told};

/// Bytes of one answer: a page of the largest public bundle.
const ANSWER_BYTES: usize = 64 << 20;
/// Bytes of what one call brings: the page with which it has so many is its last.
const FETCH_BYTES: usize = 32 << 20;
/// Objects that are asked for at once; a server may give fewer.
const PAGE: usize = 1_000;
/// Pages of one call: a server without end ends here.
const MOST_PAGES: usize = 10_000;
/// Time for one answer.
const TIME: Duration = Duration::from_mins(2);
const LAST: &str = "x-taxii-date-added-last";

/// Who the client says that it is. It has no Debug: it is a secret.
#[derive(Clone)]
pub enum Login {
    /// An account and its password.
    Password(String, String),
    /// A token.
    Token(String),
}

/// Why nothing was fetched.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The address is none that is called.
    #[error("{0}")]
    Address(String),
    /// Nobody answers there.
    #[error("the server does not answer: {0}")]
    Unreachable(String),
    /// It wants another account, or none of ours.
    #[error("the server asks who it is: {0}")]
    Login(u16),
    /// It answers something else.
    #[error("the server's answer is no TAXII 2.1: {0}")]
    Answer(String),
}

/// What came. It has no Debug: content does not end in logs.
pub struct Fetched {
    /// The objects, as they came.
    pub objects: Vec<Box<RawValue>>,
    /// Where to go on.
    pub mark: Mark,
    /// There is more: the limit was reached.
    pub more: bool,
}

/// A server, or a collection of one.
pub struct Server {
    client: Client,
    address: Url,
    versions: &'static str,
}

impl Server {
    /// Is it an onion service, which only Tor's proxy reaches? Asked of the host as it will be called.
    pub fn is_onion(address: &str) -> bool {
        Url::parse(address).is_ok_and(|url| is_onion(&url))
    }

    /// A server at this address: of its discovery, of a root, or of a collection. Over the clear network
    /// with TLS alone; through a proxy (`host:port` of Tor) if there is one. `authority` is one more
    /// authority for the server's certificate, as PEM.
    pub fn new(
        address: &str,
        login: Option<&Login>,
        proxy: Option<&str>,
        authority: Option<&[u8]>,
    ) -> Result<Self, Fault> {
        static PROVIDER: Once = Once::new();
        // The client insists on a TLS provider, even for plain HTTP.
        PROVIDER
            .call_once(|| drop(rustls::crypto::aws_lc_rs::default_provider().install_default()));
        let address = parsed(address)?;
        let bad = |error: reqwest::Error| Fault::Address(error.without_url().to_string());
        let mut builder = Client::builder()
            .default_headers(headers(login)?)
            .no_proxy()
            // Whoever was named answers, or nobody. [TAX-11]
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .timeout(TIME);
        if let Some(proxy) = proxy {
            // `h`: the proxy resolves the name, this machine asks nobody.
            builder = builder.proxy(Proxy::all(format!("socks5h://{proxy}")).map_err(bad)?);
        }
        if let Some(pem) = authority {
            let more = reqwest::Certificate::from_pem_bundle(pem).map_err(bad)?;
            builder = builder.tls_certs_merge(more);
        }
        Ok(Self {
            client: builder.build().map_err(bad)?,
            address,
            versions: "all",
        })
    }

    /// Asked for the newest version of each object alone: what was taken back comes as that, and no more as it was.
    #[must_use]
    pub fn of_newest_versions(self) -> Self {
        Self {
            versions: "last",
            ..self
        }
    }

    /// The collections there that this client may read.
    pub async fn collections(&self) -> Result<Vec<Told>, Fault> {
        let shown = self.get(self.address.clone()).await?;
        if self.address.path().contains("/collections/") {
            return Ok(vec![answers::collection_at(&self.address, &shown)?]);
        }
        let mut all = Vec::new();
        for root in answers::roots_of(&self.address, &shown)? {
            let told = self.get(answers::collections_below(&root)?).await?;
            all.extend(answers::collections_of(&root, &told)?);
        }
        all.retain(|told| told.can_read);
        Ok(all)
    }

    /// What came into a collection since an earlier call ended: at most about so many objects, and so many
    /// bytes that a small machine can hold them.
    pub async fn fetch(&self, from: &Told, mark: Mark, most: usize) -> Result<Fetched, Fault> {
        let objects = answers::objects_below(&self.address, &from.address)?;
        let mut fetched = Fetched {
            objects: Vec::new(),
            mark,
            more: false,
        };
        let mut bytes = 0_usize;
        for _ in 0..MOST_PAGES {
            let page = match self.page(&objects, &fetched.mark).await {
                // The server forgot its own word: everything since the date comes once more.
                Err(Refused::Bad) if fetched.mark.next.is_some() => {
                    fetched.mark.next = None;
                    fetched.mark.newest = None;
                    self.page(&objects, &fetched.mark).await
                }
                page => page,
            };
            let page = page.map_err(Fault::from)?;
            bytes += page.bytes();
            fetched.mark = page.mark_behind(fetched.mark, &fetched.objects)?;
            let has_more = page.has_more();
            fetched.objects.extend(page.into_objects());
            if !has_more {
                return Ok(fetched);
            }
            if fetched.objects.len() >= most || bytes >= FETCH_BYTES {
                fetched.more = true;
                return Ok(fetched);
            }
        }
        Err(Fault::Answer(format!(
            "it has no end after {MOST_PAGES} pages"
        )))
    }

    async fn page(&self, objects: &Url, mark: &Mark) -> Result<Page, Refused> {
        let mut address = objects.clone();
        {
            let mut query = address.query_pairs_mut();
            query.append_pair("limit", &PAGE.to_string());
            query.append_pair("match[version]", self.versions);
            if let Some(after) = &mark.added_after {
                query.append_pair("added_after", after);
            }
            if let Some(next) = &mark.next {
                query.append_pair("next", next);
            }
        }
        let response = self.send(address).await?;
        let last = response.headers().get(LAST);
        let last = last
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let body = read(response).await?;
        Page::read(&body, last).map_err(Refused::Other)
    }

    async fn get(&self, address: Url) -> Result<Vec<u8>, Fault> {
        let response = self.send(address).await?;
        Ok(read(response).await?)
    }

    async fn send(&self, address: Url) -> Result<Response, Refused> {
        let sent = self.client.get(address).send().await;
        let response = sent.map_err(|error| Refused::Other(unreachable(error)))?;
        let status = response.status();
        match status.as_u16() {
            200 => Ok(response),
            401 | 403 => Err(Refused::Other(Fault::Login(status.as_u16()))),
            400 | 404 | 410 | 422 => Err(Refused::Bad),
            300..=399 => {
                let text = "it sends the client elsewhere, and nobody named that address";
                Err(Refused::Other(Fault::Answer(text.into())))
            }
            _ => Err(Refused::Other(Fault::Unreachable(status.to_string()))),
        }
    }
}

/// Why nobody answers, in the words of what failed first: a certificate, a name, a connection. The address stays out.
fn unreachable(error: reqwest::Error) -> Fault {
    let error = error.without_url();
    let mut first: &dyn std::error::Error = &error;
    while let Some(source) = first.source() {
        first = source;
    }
    // What follows a quoted name tells of which hosts a certificate is.
    let said = first.to_string();
    let said = said.split(['"', ';']).next().unwrap_or_default();
    Fault::Unreachable(said.trim_end().to_owned())
}

/// A no, and whether it is of the question.
enum Refused {
    Bad,
    Other(Fault),
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Bad => Self::Answer("it knows nothing of this address".into()),
            Refused::Other(fault) => fault,
        }
    }
}

/// The body, up to its limit; a server says what it likes of its length.
async fn read(mut response: Response) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    loop {
        let chunk = response
            .chunk()
            .await
            .map_err(|error| Refused::Other(unreachable(error)))?;
        let Some(chunk) = chunk else {
            return Ok(bytes);
        };
        if bytes.len() + chunk.len() > ANSWER_BYTES {
            let text = format!("an answer has more than {ANSWER_BYTES} bytes");
            return Err(Refused::Other(Fault::Answer(text)));
        }
        bytes.extend_from_slice(&chunk);
    }
}

/// `https://`, or `http://` to this machine and to onion services. A bare host is its discovery.
fn parsed(text: &str) -> Result<Url, Fault> {
    let wrong = |why: &str| Fault::Address(format!("{why}: write https://HOST/taxii2/"));
    let mut url = Url::parse(text).map_err(|_| wrong("that is no address"))?;
    let host = url.host_str().unwrap_or_default();
    let is_safe = ["localhost", "127.0.0.1", "[::1]"].contains(&host) || is_onion(&url);
    match url.scheme() {
        "https" => {}
        "http" if is_safe => {}
        _ => return Err(wrong("only https is called")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("a password has no place in an address"));
    }
    url.set_query(None);
    url.set_fragment(None);
    if url.path() == "/" {
        url.set_path("/taxii2/");
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

fn is_onion(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    host.to_ascii_lowercase().ends_with(".onion")
}

fn headers(login: Option<&Login>) -> Result<HeaderMap, Fault> {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static(MEDIA_TYPE));
    if let Some(login) = login {
        let text = match login {
            Login::Password(account, password) => {
                let pair = format!("{account}:{password}");
                format!("Basic {}", BASE64.encode(pair.as_bytes()))
            }
            Login::Token(token) => format!("Bearer {token}"),
        };
        let value = HeaderValue::from_str(&text);
        let mut value = value.map_err(|_| Fault::Address("the token is none".into()))?;
        value.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, value);
    }
    Ok(headers)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_keep_a_secret_are_called() {
        for good in [
            ("https://feed.example", "https://feed.example/taxii2/"),
            ("https://feed.example/root", "https://feed.example/root/"),
            (
                "http://127.0.0.1:9470/taxii2/?x=y#z",
                "http://127.0.0.1:9470/taxii2/",
            ),
            (
                "http://abcdefgh.onion/taxii2/",
                "http://abcdefgh.onion/taxii2/",
            ),
        ] {
            assert_eq!(parsed(good.0).unwrap().as_str(), good.1);
        }
        for bad in [
            "",
            "feed.example",
            "http://feed.example/",
            "ftp://feed.example/",
            "https://ada:secret@feed.example/",
            "file:///etc/passwd",
            "http://127.0.0.1.example/",
        ] {
            assert!(parsed(bad).is_err(), "{bad}");
        }
    }
}
