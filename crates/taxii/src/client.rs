//! The client: fetches from the address that a person or the configuration named, and nowhere else.
//! [TAX-11]

use std::sync::Once;
use std::time::Duration;

use data_encoding::BASE64;
use http::{HeaderMap, HeaderValue, header};
use reqwest::{Client, Proxy, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use url::Url;

use crate::MEDIA_TYPE;

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

/// A collection as its server tells it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Told {
    /// Its id.
    pub id: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// May this client read in it?
    #[serde(default)]
    pub can_read: bool,
    /// Where it is.
    #[serde(skip)]
    pub address: String,
}

/// Where an earlier call ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Mark {
    /// Everything up to this date came.
    #[serde(default)]
    pub added_after: Option<String>,
    /// In the midst of what came after it: the server's own word for where.
    #[serde(default)]
    pub next: Option<String>,
    /// The newest date that came so far.
    #[serde(default)]
    pub newest: Option<String>,
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

#[derive(Deserialize)]
struct Roots {
    #[serde(default)]
    api_roots: Vec<String>,
    #[serde(default)]
    versions: Vec<String>,
}

#[derive(Deserialize)]
struct Collections {
    #[serde(default)]
    collections: Vec<Told>,
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    more: bool,
    #[serde(default)]
    next: Option<String>,
    #[serde(default)]
    objects: Vec<Box<RawValue>>,
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
        if self.address.path().contains("/collections/") {
            let mut one: Told = self.get(self.address.clone()).await?;
            one.address = self.address.to_string();
            return Ok(vec![one]);
        }
        let shown: Roots = self.get(self.address.clone()).await?;
        let mut all = Vec::new();
        if !shown.versions.is_empty() {
            all.extend(self.collections_of(&self.address).await?);
        }
        for root in shown.api_roots {
            let root = self.beside(&root)?;
            all.extend(self.collections_of(&root).await?);
        }
        all.retain(|told| told.can_read);
        Ok(all)
    }

    async fn collections_of(&self, root: &Url) -> Result<Vec<Told>, Fault> {
        let list = joined(root, "collections/")?;
        let mut told: Collections = self.get(list.clone()).await?;
        for one in &mut told.collections {
            if !is_name(&one.id) {
                return Err(Fault::Answer("a collection's id is none".into()));
            }
            one.address = joined(&list, &format!("{}/", one.id))?.to_string();
        }
        Ok(told.collections)
    }

    /// What came into a collection since an earlier call ended: at most about so many objects, and so many
    /// bytes that a small machine can hold them.
    pub async fn fetch(&self, from: &Told, mark: Mark, most: usize) -> Result<Fetched, Fault> {
        let objects = joined(&self.beside(&from.address)?, "objects/")?;
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
            let (page, last) = page.map_err(Fault::from)?;
            let before = fetched.mark.clone();
            bytes += page
                .objects
                .iter()
                .map(|raw| raw.get().len())
                .sum::<usize>();
            fetched.objects.extend(page.objects);
            fetched.mark.newest = last.or(fetched.mark.newest.take());
            if !page.more {
                fetched.mark = Mark {
                    added_after: fetched.mark.newest.take().or(before.added_after),
                    ..Mark::default()
                };
                return Ok(fetched);
            }
            match page.next.filter(|next| !next.is_empty()) {
                Some(next) => fetched.mark.next = Some(next),
                // Without its word, the date of the last object says where to go on.
                None => {
                    fetched.mark = Mark {
                        added_after: fetched.mark.newest.take(),
                        ..Mark::default()
                    }
                }
            }
            if fetched.mark == before {
                let text = "it says that there is more, and gives the same page again";
                return Err(Fault::Answer(text.into()));
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

    async fn page(
        &self,
        objects: &Url,
        mark: &Mark,
    ) -> Result<(Envelope, Option<String>), Refused> {
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
        let envelope: Envelope = read(response).await?;
        let last = last.filter(|_| !envelope.objects.is_empty());
        Ok((envelope, last))
    }

    async fn get<T: DeserializeOwned>(&self, address: Url) -> Result<T, Fault> {
        let response = self.send(address).await?;
        Ok(read(response).await?)
    }

    async fn send(&self, address: Url) -> Result<Response, Refused> {
        let sent = self.client.get(address).send().await;
        let response = sent
            .map_err(|error| Refused::Other(Fault::Unreachable(error.without_url().to_string())))?;
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

    /// An address that the server names: its own, or none.
    fn beside(&self, named: &str) -> Result<Url, Fault> {
        let url = self.address.join(named);
        let url = url.map_err(|_| Fault::Answer("it names an address that is none".into()))?;
        if url.origin() != self.address.origin() {
            let text = "it names another server: name that one yourself, if you trust it";
            return Err(Fault::Answer(text.into()));
        }
        Ok(url)
    }
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
async fn read<T: DeserializeOwned>(mut response: Response) -> Result<T, Refused> {
    let mut bytes = Vec::new();
    loop {
        let chunk = response
            .chunk()
            .await
            .map_err(|error| Refused::Other(Fault::Unreachable(error.without_url().to_string())))?;
        let Some(chunk) = chunk else {
            break;
        };
        if bytes.len() + chunk.len() > ANSWER_BYTES {
            let text = format!("an answer has more than {ANSWER_BYTES} bytes");
            return Err(Refused::Other(Fault::Answer(text)));
        }
        bytes.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&bytes).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Refused::Other(Fault::Answer(place))
    })
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

fn joined(url: &Url, tail: &str) -> Result<Url, Fault> {
    url.join(tail)
        .map_err(|_| Fault::Answer("it names an address that is none".into()))
}

/// Nothing that leads elsewhere when it stands in an address.
fn is_name(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=100).contains(&id.len()) && id.bytes().all(plain)
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

    #[test]
    fn an_id_of_a_collection_leads_nowhere_else() {
        assert!(is_name("91a7b528-80eb-42ed-a74d-c6fbd5a26116"));
        for bad in ["", "..", "a/b", "a?b", "http:", "%2e%2e", &"x".repeat(101)] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
