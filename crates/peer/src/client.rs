//! The client: asks one desk at a time, by the addresses and keys that the current roster gives.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use fanal_protocol::limits::{DECOMPRESSED_BYTES, HEADS, HINT_SECONDS};
use fanal_protocol::wire::{
    Entry, HEADS_PATH, HINT_PATH, HeadsAnswer, HeadsRequest, RANGE_PATH, RangeRequest, read_entries,
};
use fanal_protocol::{Address, Code, DeskEntry, DeskId, NetworkId, Problem, TlsPin, json};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Request, StatusCode};
use http_body_util::Full;
use reqwest::{Body, Client, Proxy, Response, Url};
use rustls::AlertDescription;
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::answer::JSON_TYPE;
use crate::compression::{ZSTD, decompress};
use crate::{Members, NodeIdentity, PeerError, tls, verifier};

/// TCP and TLS to a desk in the clear network.
pub(crate) const CONNECT: Duration = Duration::from_secs(10);
/// The same through Tor, where the first circuit to an onion service takes long.
pub(crate) const CONNECT_BY_TOR: Duration = Duration::from_secs(45);
/// From the request to the first byte of the answer.
const ANSWER: Duration = Duration::from_mins(1);
/// The same for a hint, that is held open.
const HINT: Duration = Duration::from_secs(HINT_SECONDS + 10);
/// Between two pieces of an answer.
const PIECE: Duration = Duration::from_secs(30);
/// An answer as a whole: 8 MB through a slow onion circuit.
const WHOLE_ANSWER: Duration = Duration::from_mins(5);
/// Unused connections end before the listener's own limit for them.
const IDLE: Duration = Duration::from_mins(1);
/// Dead lines are noticed by this.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// An answer as it comes; what is compressed is far smaller.
const ANSWER_BYTES: usize = DECOMPRESSED_BYTES;
/// A problem document: three sentences.
const PROBLEM_BYTES: usize = 16 * 1024;
/// What is kept of each of a peer's sentences.
const PROBLEM_CHARS: usize = 500;
/// Answers carry no headers of their own.
const HEADER_BYTES: u32 = 8 * 1024;

/// A SOCKS5 proxy that resolves names: Tor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tor {
    /// `HOST:PORT` of the proxy.
    pub proxy: Address,
    /// Everything goes through it, not onion addresses alone.
    pub only: bool,
}

/// Asks peers. One pool of connections per desk, rebuilt when its keys change, dropped when it is
/// out.
pub struct PeerClient {
    identity: NodeIdentity,
    members: Arc<Members>,
    tor: Option<Tor>,
    pools: Mutex<HashMap<(NetworkId, DeskId), Pools>>,
}

struct Pools {
    pins: BTreeSet<TlsPin>,
    by: HashMap<Road, Client>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Road {
    Clear,
    Tor,
}

impl Road {
    const fn connect(self) -> Duration {
        match self {
            Self::Clear => CONNECT,
            Self::Tor => CONNECT_BY_TOR,
        }
    }
}

/// What is asked, as it goes out.
struct Call {
    path: &'static str,
    body: Vec<u8>,
    patience: Duration,
}

impl Call {
    fn new(
        path: &'static str,
        request: &impl Serialize,
        patience: Duration,
    ) -> Result<Self, PeerError> {
        let body = serde_json::to_vec(request).map_err(PeerError::broken)?;
        Ok(Self {
            path,
            body,
            patience,
        })
    }
}

/// What came back with a 200.
struct Answer {
    compressed: bool,
    bytes: Vec<u8>,
}

impl PeerClient {
    /// Asks as this node, whom the current rosters name, through Tor where that is set.
    pub fn new(identity: NodeIdentity, members: Arc<Members>, tor: Option<Tor>) -> Self {
        Self {
            identity,
            members,
            tor,
            pools: Mutex::default(),
        }
    }

    /// Which checkpoints may this node see?
    pub async fn heads(
        &self,
        desk: &DeskId,
        request: &HeadsRequest,
    ) -> Result<HeadsAnswer, PeerError> {
        let call = Call::new(HEADS_PATH, request, ANSWER)?;
        read_heads(&self.ask(request.network, desk, &call).await?)
    }

    /// Like `heads`, but the desk may hold the answer until there is something new.
    pub async fn hint(
        &self,
        desk: &DeskId,
        request: &HeadsRequest,
    ) -> Result<HeadsAnswer, PeerError> {
        let call = Call::new(HINT_PATH, request, HINT)?;
        read_heads(&self.ask(request.network, desk, &call).await?)
    }

    /// Entries of a stream: those asked for from the first on, or fewer. Not verified.
    pub async fn range(
        &self,
        desk: &DeskId,
        request: &RangeRequest,
    ) -> Result<Vec<Entry>, PeerError> {
        let call = Call::new(RANGE_PATH, request, ANSWER)?;
        let answer = self.ask(request.network, desk, &call).await?;
        let wanted = request.to.saturating_sub(request.from);
        let read = tokio::task::spawn_blocking(move || read_range(&answer));
        let entries = read.await.map_err(PeerError::broken)??;
        if entries.len() as u64 > wanted {
            return Err(PeerError::misbehaved("more entries than were asked for"));
        }
        Ok(entries)
    }

    /// Changes whenever a desk without an address calls in. [SYN-14]
    pub fn arrivals(&self) -> watch::Receiver<()> {
        self.members.callers().arrivals()
    }

    /// The number of the line that this desk holds open to this node, if it does.
    pub fn called_in(&self, network: NetworkId, desk: &DeskId) -> Option<u64> {
        let membership = self.members.current();
        let entry = membership.desk(network, desk)?;
        let (number, _) = self.members.callers().line(&entry.tls)?;
        Some(number)
    }

    /// The call ends in the moment in which the desk is out or has other keys.
    async fn ask(
        &self,
        network: NetworkId,
        desk: &DeskId,
        call: &Call,
    ) -> Result<Answer, PeerError> {
        let mut changes = self.members.changes();
        let out = || PeerError::NotMember(desk.clone());
        let entry = changes
            .borrow_and_update()
            .desk(network, desk)
            .cloned()
            .ok_or_else(out)?;
        let mut answer = std::pin::pin!(self.ask_entry(network, &entry, call));
        loop {
            tokio::select! {
                biased;
                _ = changes.changed() => {
                    self.forget_former();
                    let membership = changes.borrow_and_update();
                    if membership.desk(network, desk).ok_or_else(out)?.tls != entry.tls {
                        return Err(PeerError::Unreachable { why: "its keys have just changed" });
                    }
                }
                answer = &mut answer => return answer,
            }
        }
    }

    /// Tries the addresses in their order; what the desk itself says ends the search.
    async fn ask_entry(
        &self,
        network: NetworkId,
        entry: &DeskEntry,
        call: &Call,
    ) -> Result<Answer, PeerError> {
        let (mut tried, mut skipped) = (None, None);
        for address in &entry.addresses {
            match road(self.tor.as_ref(), address, call.path) {
                Ok((road, url)) => match self.ask_address(network, entry, road, url, call).await {
                    Ok(answer) => return Ok(answer),
                    Err(Trouble::Final(error)) => return Err(error),
                    Err(Trouble::Elsewhere(error)) => tried = Some(error),
                },
                Err(error) => skipped = Some(error),
            }
        }
        match tried.or(skipped) {
            Some(error) => Err(error),
            None => self.ask_caller(entry, call).await,
        }
    }

    /// On the line that the desk holds open to this node, if it called in. [SYN-14]
    async fn ask_caller(&self, entry: &DeskEntry, call: &Call) -> Result<Answer, PeerError> {
        let broken = |why| PeerError::Unreachable { why };
        let line = self.members.callers().line(&entry.tls);
        let (_, mut asker) = line.ok_or_else(|| {
            broken("it has no address, and is not connected: it calls when it runs")
        })?;
        let request = Request::post(format!("https://{}{}", entry.id, call.path))
            .header(CONTENT_TYPE, JSON_TYPE)
            .body(Full::new(Bytes::from(call.body.clone())))
            .map_err(PeerError::broken)?;
        let response = timeout(call.patience, asker.send_request(request))
            .await
            .map_err(|_| broken("no answer in time"))?
            .map_err(|_| broken("the connection broke"))?;
        timeout(WHOLE_ANSWER, read_answer(response.map(Body::wrap).into()))
            .await
            .map_err(|_| broken("no answer in time"))?
    }

    async fn ask_address(
        &self,
        network: NetworkId,
        entry: &DeskEntry,
        road: Road,
        url: Url,
        call: &Call,
    ) -> Result<Answer, Trouble> {
        let client = self.client(network, entry, road).map_err(Trouble::Final)?;
        let sent = client
            .post(url)
            .header(CONTENT_TYPE, JSON_TYPE)
            .body(call.body.clone())
            .send();
        let late = |_| {
            Trouble::Elsewhere(PeerError::Unreachable {
                why: "no answer in time",
            })
        };
        let response = timeout(road.connect() + call.patience, sent)
            .await
            .map_err(late)?
            .map_err(|error| trouble(&error))?;
        timeout(WHOLE_ANSWER, read_answer(response))
            .await
            .map_err(late)?
            .map_err(Trouble::Final)
    }

    fn client(
        &self,
        network: NetworkId,
        entry: &DeskEntry,
        road: Road,
    ) -> Result<Client, PeerError> {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        let pool = pools
            .entry((network, entry.id.clone()))
            .and_modify(|pool| pool.renew(&entry.tls))
            .or_insert_with(|| Pools {
                pins: entry.tls.clone(),
                by: HashMap::new(),
            });
        if let Some(client) = pool.by.get(&road) {
            return Ok(client.clone());
        }
        let client = self.build(entry.tls.clone(), road)?;
        pool.by.insert(road, client.clone());
        Ok(client)
    }

    fn build(&self, pins: BTreeSet<TlsPin>, road: Road) -> Result<Client, PeerError> {
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls::client_config(&self.identity, pins)?)
            // No proxy of the environment's, no redirect, no decompression that is not bounded,
            // whatever features other rooms switch on.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .referer(false)
            .https_only(true)
            .http2_prior_knowledge()
            .http2_max_header_list_size(HEADER_BYTES)
            .http2_keep_alive_interval(KEEP_ALIVE)
            .http2_keep_alive_timeout(KEEP_ALIVE)
            .connect_timeout(road.connect())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(1)
            .tcp_nodelay(true);
        if let (Road::Tor, Some(tor)) = (road, &self.tor) {
            // `h`: the proxy resolves the name, this node asks nobody.
            let proxy = Proxy::all(format!("socks5h://{}", tor.proxy)).map_err(|_| {
                PeerError::Misconfigured("the address of the SOCKS proxy is not usable")
            })?;
            builder = builder.proxy(proxy);
        }
        builder.build().map_err(PeerError::broken)
    }

    #[cfg(test)]
    pub(crate) fn pools_built(&self) -> usize {
        self.pools
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }

    /// Closes the idle connections to desks that are out.
    fn forget_former(&self) {
        let membership = self.members.current();
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        pools.retain(|(network, desk), pool| {
            membership
                .desk(*network, desk)
                .is_some_and(|entry| entry.tls == pool.pins)
        });
    }
}

/// Onion addresses, and with `only` all, go through the proxy or nowhere. [SYN-4]
pub(crate) fn road(
    tor: Option<&Tor>,
    address: &Address,
    path: &str,
) -> Result<(Road, Url), PeerError> {
    let unusable = PeerError::Unreachable {
        why: "an address of it is not usable",
    };
    let url = Url::parse(&format!("https://{address}{path}")).map_err(|_| unusable.clone())?;
    let host = url.host_str().ok_or(unusable)?;
    // `x.onion.` is the same name, and must not be asked of a resolver either.
    let onion = host.trim_end_matches('.').rsplit('.').next() == Some("onion");
    match tor {
        Some(tor) if onion || tor.only => Ok((Road::Tor, url)),
        None if onion => Err(PeerError::Misconfigured(
            "an onion address, and no SOCKS proxy is configured",
        )),
        None | Some(_) => Ok((Road::Clear, url)),
    }
}

impl Pools {
    fn renew(&mut self, pins: &BTreeSet<TlsPin>) {
        if self.pins != *pins {
            self.pins.clone_from(pins);
            self.by.clear();
        }
    }
}

/// An error, and whether another address may do better.
enum Trouble {
    Elsewhere(PeerError),
    Final(PeerError),
}

/// What a failed attempt means. The error's own text holds addresses and is not passed on.
fn trouble(error: &reqwest::Error) -> Trouble {
    if let Some(tls) = tls_error(error) {
        return Trouble::Elsewhere(if verifier::unknown_pin(tls).is_some() {
            PeerError::misbehaved(fanal_desk::OTHER_KEY)
        } else if *tls == rustls::Error::AlertReceived(AlertDescription::CertificateUnknown) {
            not_known_there()
        } else {
            PeerError::Unreachable {
                why: "the TLS handshake failed",
            }
        });
    }
    // An alert that comes after the client's side of the handshake comes as text only.
    if texts(error).any(|text| text.contains("CertificateUnknown")) {
        return Trouble::Elsewhere(not_known_there());
    }
    let why = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke"
    };
    Trouble::Elsewhere(PeerError::Unreachable { why })
}

fn not_known_there() -> PeerError {
    let text = "the desk does not know this node's key";
    PeerError::Refused(
        Problem::new(Code::PolicyMember, text)
            .with_hint("its roster may be older, or newer, than ours"),
    )
}

type Chain<'a> = Option<&'a (dyn std::error::Error + 'static)>;

fn causes<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error) as Chain<'a>, |error| {
        // An io::Error hides what it carries from `source`.
        let carried = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        carried
            .map(|inner| inner as &(dyn std::error::Error + 'static))
            .or_else(|| error.source())
    })
}

fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

fn texts(error: &reqwest::Error) -> impl Iterator<Item = String> {
    causes(error).map(ToString::to_string)
}

async fn read_answer(response: Response) -> Result<Answer, PeerError> {
    let status = response.status();
    if status != StatusCode::OK {
        let body = read_body(response, PROBLEM_BYTES).await?;
        return Err(read_problem(status, &body));
    }
    let compressed = is_compressed(response.headers())?;
    Ok(Answer {
        compressed,
        bytes: read_body(response, ANSWER_BYTES).await?,
    })
}

fn is_compressed(headers: &HeaderMap) -> Result<bool, PeerError> {
    match headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None => Ok(false),
        Some(found) if found == ZSTD.as_bytes() => Ok(true),
        Some(_) => Err(PeerError::misbehaved(
            "an encoding that the protocol does not have",
        )),
    }
}

/// Bounded as it comes, whatever its header claims.
async fn read_body(mut response: Response, limit: usize) -> Result<Vec<u8>, PeerError> {
    let too_long = || PeerError::misbehaved(format!("an answer of more than {limit} bytes"));
    if response
        .content_length()
        .is_some_and(|claimed| claimed > limit as u64)
    {
        return Err(too_long());
    }
    let mut body = Vec::new();
    loop {
        let piece = timeout(PIECE, response.chunk()).await;
        let broke = PeerError::Unreachable {
            why: "the connection broke",
        };
        let Some(piece) = piece
            .map_err(|_| PeerError::Unreachable {
                why: "no answer in time",
            })?
            .map_err(|_| broke)?
        else {
            return Ok(body);
        };
        if body.len() + piece.len() > limit {
            return Err(too_long());
        }
        body.extend_from_slice(&piece);
    }
}

fn read_problem(status: StatusCode, body: &[u8]) -> PeerError {
    match json::read::<Problem>(body) {
        Ok(problem) => PeerError::Refused(Problem {
            code: problem.code,
            text: plain(&problem.text),
            hint: problem.hint.as_deref().map(plain),
        }),
        Err(_) => PeerError::misbehaved(format!(
            "status {} without a problem document",
            status.as_u16()
        )),
    }
}

/// A peer's sentence, fit for a terminal and a page.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control())
        .take(PROBLEM_CHARS)
        .collect()
}

fn read_heads(answer: &Answer) -> Result<HeadsAnswer, PeerError> {
    if answer.compressed {
        return Err(PeerError::misbehaved("only ranges are compressed"));
    }
    let heads: HeadsAnswer = json::read(&answer.bytes)
        .map_err(|_| PeerError::misbehaved("an answer that is not what the call gives"))?;
    if heads.heads.len() > HEADS {
        return Err(PeerError::misbehaved(format!("more than {HEADS} streams")));
    }
    Ok(heads)
}

fn read_range(answer: &Answer) -> Result<Vec<Entry>, PeerError> {
    read_range_body(&answer.bytes, answer.compressed)
}

/// The entries in the body of a range, which may be compressed: bounded first, then read.
pub fn read_range_body(body: &[u8], compressed: bool) -> Result<Vec<Entry>, PeerError> {
    let refused = |what: &dyn std::fmt::Display| PeerError::misbehaved(what.to_string());
    let entries = if compressed {
        read_entries(&decompress(body).map_err(|e| refused(&e))?)
    } else {
        read_entries(body)
    };
    entries.map_err(|e| refused(&e))
}
