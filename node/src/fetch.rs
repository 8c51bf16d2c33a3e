//! The only door to addresses that a person or the configuration named: lists to look up, feeds to import. Nothing
//! comes here because a peer, a paste or a file said so. [IMP-6]

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use fanal_peer::Tor;
use fanal_protocol::{Code, Problem};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Proxy, Url};

use crate::config::Config;

/// Through Tor the first circuit takes long.
const CONNECT: Duration = Duration::from_secs(45);
/// Between two pieces.
const PIECE: Duration = Duration::from_secs(30);
/// A file as a whole: 64 MB through a slow circuit.
const WHOLE: Duration = Duration::from_mins(15);

/// How this machine gets out.
#[derive(Clone, Default)]
pub(crate) struct Fetch {
    /// Tor's SOCKS port.
    socks5: Option<String>,
    tor_only: bool,
    /// What the publisher wants to be told.
    header: Option<(HeaderName, HeaderValue)>,
    /// Tests fetch from this machine, with certificates of their own.
    of_tests: Option<Certificate>,
}

impl Fetch {
    /// By the roads that peers are reached by.
    pub(crate) fn of(config: &Config) -> Self {
        Self {
            socks5: config.sync.socks5.map(|proxy| proxy.to_string()),
            tor_only: config.sync.tor_only,
            header: None,
            of_tests: None,
        }
    }

    /// The same, of a node that runs.
    pub(crate) fn by(tor: Option<&Tor>) -> Self {
        Self {
            socks5: tor.map(|tor| tor.proxy.to_string()),
            tor_only: tor.is_some_and(|tor| tor.only),
            header: None,
            of_tests: None,
        }
    }

    /// The same, telling a publisher the header that stands in a file, `NAME: VALUE`: the key of an account there. It
    /// goes to the address that is asked, and nothing follows from there to elsewhere.
    pub(crate) fn telling(&self, file: &Path) -> Result<Self, Problem> {
        let wrong = |why: &str| {
            let text = format!("{}: {why}", file.display());
            let problem = Problem::new(Code::Misconfigured, text);
            problem
                .with_hint("one line, as `Auth-Key: ...`: `Auth-Key`, `Authorization` or `X-...`")
        };
        let text = std::fs::read_to_string(file).map_err(|error| wrong(&error.to_string()))?;
        let (name, value) = text
            .trim()
            .split_once(':')
            .ok_or_else(|| wrong("it holds no header"))?;
        let name: HeaderName = name.parse().map_err(|_| wrong("it names no header"))?;
        let is_known = ["auth-key", "authorization"].contains(&name.as_str());
        if !is_known && !name.as_str().starts_with("x-") {
            return Err(wrong(
                "it names a header that says something else than a key",
            ));
        }
        let mut value: HeaderValue = value
            .trim()
            .parse()
            .map_err(|_| wrong("what it holds cannot stand in a header"))?;
        value.set_sensitive(true);
        Ok(Self {
            header: Some((name, value)),
            ..self.clone()
        })
    }

    /// The text at an address.
    pub(crate) async fn text(&self, address: &str) -> Result<String, Problem> {
        let bytes = self.get(address, fanal_formats::MAX_INPUT_BYTES).await?;
        let (text, _) = fanal_formats::text_of(&bytes).map_err(|fault| {
            Problem::new(Code::VerifyFormat, format!("what was fetched: {fault}"))
                .with_hint("if it is an archive, fetch and unpack it yourself")
        })?;
        Ok(text)
    }

    /// The proxy by which a server is called, if it is called by one.
    pub(crate) fn proxy(&self, is_onion: bool) -> Result<Option<&str>, Problem> {
        let by_proxy = is_onion || self.tor_only;
        if by_proxy && self.socks5.is_none() {
            let text = "this address is reached through Tor alone: set `sync.socks5`";
            return Err(Problem::new(Code::Misconfigured, text));
        }
        Ok(self.socks5.as_deref().filter(|_| by_proxy))
    }

    /// Does this word name a place in the net, and not a file?
    pub(crate) fn is_address(word: &str) -> bool {
        word.starts_with("https://") || word.starts_with("http://")
    }

    /// The bytes at an address: at most so many, from there and from nowhere else.
    pub(crate) async fn get(&self, address: &str, most: usize) -> Result<Vec<u8>, Problem> {
        let url = self.checked(address)?;
        let client = self.client(&url).await?;
        let lost = |error: reqwest::Error| {
            let why = if error.is_timeout() {
                "no answer in time"
            } else if error.is_connect() {
                "no connection, or none that can be trusted"
            } else {
                "the answer broke off"
            };
            unreachable(&url, why)
        };
        let mut request = client.get(url.clone());
        if let Some((name, value)) = &self.header {
            request = request.header(name, value);
        }
        let mut answer = request.send().await.map_err(lost)?;
        let status = answer.status();
        if status.is_redirection() {
            let text = format!("`{}` sends elsewhere: nothing follows it", place(&url));
            let problem = Problem::new(Code::PeerUnreachable, text);
            return Err(problem.with_hint("if the new place is right, name it yourself"));
        }
        if !status.is_success() {
            return Err(unreachable(
                &url,
                &format!("it answers {}", status.as_u16()),
            ));
        }
        let mut bytes = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(lost)? {
            if bytes.len() + piece.len() > most {
                let text = format!("`{}`: more than {} MiB", place(&url), most >> 20);
                return Err(Problem::new(Code::LimitSize, text));
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }

    fn checked(&self, address: &str) -> Result<Url, Problem> {
        let bad = |why: &str| Problem::new(Code::UsageInvalid, format!("this address: {why}"));
        let url = Url::parse(address).map_err(|_| bad("it cannot be read"))?;
        let host = url.host_str().ok_or_else(|| bad("it names no host"))?;
        let is_onion = is_onion(host);
        match url.scheme() {
            "https" => {}
            "http" if is_onion => {}
            _ => return Err(bad("only https (or an onion address) is fetched")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(bad("no name and password belong in it"));
        }
        if (is_onion || self.tor_only) && self.socks5.is_none() {
            let problem = bad("it is reached through Tor alone, and no proxy is set");
            return Err(problem.with_hint("set `sync.socks5` in fanal.toml"));
        }
        let literal = host.trim_matches(['[', ']']).parse::<IpAddr>();
        if literal.is_ok_and(|literal| self.is_closed(&literal)) {
            return Err(private());
        }
        Ok(url)
    }

    /// A client for this one address. Where this machine resolves the name, it connects to what was looked at, so
    /// that a name cannot point inside a moment later.
    async fn client(&self, url: &Url) -> Result<Client, Problem> {
        crate::local::use_provider();
        let host = url.host_str().unwrap_or_default();
        let mut builder = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .referer(false)
            .connect_timeout(CONNECT)
            .read_timeout(PIECE)
            .timeout(WHOLE);
        let proxy = self.socks5.as_ref();
        match proxy.filter(|_| self.tor_only || is_onion(host)) {
            Some(proxy) => {
                // `h`: the proxy resolves the name, this node asks nobody.
                let proxy = Proxy::all(format!("socks5h://{proxy}")).map_err(broken)?;
                builder = builder.proxy(proxy);
            }
            None => builder = builder.resolve_to_addrs(host, &self.resolved(url).await?),
        }
        if let Some(certificate) = &self.of_tests {
            builder = builder.tls_certs_only([certificate.clone()]);
        }
        builder.build().map_err(broken)
    }

    async fn resolved(&self, url: &Url) -> Result<Vec<SocketAddr>, Problem> {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let port = url.port_or_known_default().unwrap_or(443);
        let found = tokio::net::lookup_host((host, port)).await;
        let found: Vec<SocketAddr> = found
            .map_err(|_| unreachable(url, "the name is not known"))?
            .collect();
        if found.is_empty() {
            return Err(unreachable(url, "the name is not known"));
        }
        if found.iter().any(|found| self.is_closed(&found.ip())) {
            return Err(private());
        }
        Ok(found)
    }

    fn is_closed(&self, address: &IpAddr) -> bool {
        self.of_tests.is_none() && fanal_formats::is_private_address(address)
    }
}

fn is_onion(host: &str) -> bool {
    // A name may be written with the dot of the root.
    host.trim_end_matches('.')
        .to_ascii_lowercase()
        .ends_with(".onion")
}

fn private() -> Problem {
    let text = "this address lies in a private network: nothing is fetched from there";
    Problem::new(Code::UsageInvalid, text).with_hint("bring the file itself")
}

/// Scheme and host: what stands behind them may be a key.
fn place(url: &Url) -> String {
    format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default())
}

fn unreachable(url: &Url, why: &str) -> Problem {
    Problem::new(Code::PeerUnreachable, format!("`{}`: {why}", place(url)))
}

fn broken(error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::Broken, error.to_string())
}

#[cfg(test)]
mod tests;
