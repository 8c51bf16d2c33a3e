//! The way to the desk for the command line: the running node's API, or the same calls in this process.

use std::net::SocketAddr;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use fanal_api::{Answer, Api, CALLS, Failure, Method, NETWORK_HEADER};
use fanal_protocol::{Code, Problem};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tower::ServiceExt as _;
use zeroize::Zeroizing;

use crate::home::{Home, failed};
use crate::proof::{CHALLENGE, PROOF, Question, Secret};

/// What a running node writes beside its database, so that the command line finds it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Runtime {
    /// `http://127.0.0.1:PORT`
    pub api: String,
    /// What the node proves itself with; older programs wrote nothing. [CLI-7]
    #[serde(default)]
    pub proof: Option<Secret>,
}

/// A way to the desk.
pub(crate) struct Door {
    way: Way,
    token: Zeroizing<String>,
    /// The network that was named.
    network: Option<String>,
}

#[derive(Clone)]
enum Way {
    Remote {
        base: String,
        client: reqwest::Client,
    },
    Local(axum::Router),
}

impl Door {
    /// The running node of this directory, or the desk itself if none runs.
    pub(crate) async fn open(
        home: &Home,
        token: &std::path::Path,
        network: Option<String>,
        open_desk: impl AsyncFnOnce() -> Result<Api, Problem>,
    ) -> Result<Self, Problem> {
        let named = token;
        let token = std::fs::read_to_string(named).map_err(|error| {
            failed(named, &error)
                .with_hint("run `fanal init` first, name the directory with `--dir`, or the file with `--token-file`")
        })?;
        let token = Zeroizing::new(token.trim().to_owned());
        if token.is_empty() || !token.chars().all(|c| c.is_ascii_graphic()) {
            let text = format!("`{}` holds no token", named.display());
            let hint = "a token is one word, as `fanal user token` prints it";
            return Err(Problem::new(Code::AccountUnknown, text).with_hint(hint));
        }
        if let Some(way) = running(home).await? {
            return Ok(Self {
                way,
                token,
                network,
            });
        }
        let router = fanal_api::router(open_desk().await?);
        Ok(Self {
            way: Way::Local(router),
            token,
            network,
        })
    }

    /// The same way, for whoever has this token.
    pub(crate) fn speaking(&self, token: &str) -> Self {
        Self {
            way: self.way.clone(),
            token: Zeroizing::new(token.to_owned()),
            network: self.network.clone(),
        }
    }

    /// Is this the running node?
    pub(crate) const fn is_remote(&self) -> bool {
        matches!(self.way, Way::Remote { .. })
    }

    /// Makes the call of this name.
    pub(crate) async fn call<I: Serialize, O: DeserializeOwned>(
        &self,
        name: &str,
        input: &I,
    ) -> Result<O, Problem> {
        let call = CALLS.iter().find(|call| call.name == name);
        let call =
            call.ok_or_else(|| Problem::new(Code::Broken, format!("there is no call `{name}`")))?;
        let body = match call.method {
            Method::Get => Vec::new(),
            Method::Post => serde_json::to_vec(input)
                .map_err(|e| Problem::new(Code::UsageInvalid, e.to_string()))?,
        };
        let (status, bytes) = match &self.way {
            Way::Remote { base, client } => self.over_http(client, base, call, body).await?,
            Way::Local(router) => self.in_process(router.clone(), call, body).await?,
        };
        if status.is_success() {
            let answer: Answer<O> = serde_json::from_slice(&bytes).map_err(|error| {
                Problem::new(
                    Code::Broken,
                    format!("the answer to `{name}` cannot be read: {error}"),
                )
            })?;
            return Ok(answer.data);
        }
        let failure: Result<Failure, _> = serde_json::from_slice(&bytes);
        Err(failure.map_or_else(
            |_| {
                Problem::new(
                    Code::PeerUnreachable,
                    format!("the node answered `{name}` with {status}"),
                )
            },
            Failure::into_problem,
        ))
    }

    async fn over_http(
        &self,
        client: &reqwest::Client,
        base: &str,
        call: &fanal_api::Call,
        body: Vec<u8>,
    ) -> Result<(StatusCode, Vec<u8>), Problem> {
        let unreachable = |error: reqwest::Error| {
            Problem::new(
                Code::PeerUnreachable,
                format!("the node does not answer: {}", error.without_url()),
            )
        };
        let url = format!("{base}{}", call.path);
        let mut request = match call.method {
            Method::Get => client.get(url),
            Method::Post => client.post(url).body(body),
        };
        if let Some(network) = &self.network {
            request = request.header(NETWORK_HEADER, network.as_bytes());
        }
        let answer = request
            .bearer_auth(self.token.as_str())
            .send()
            .await
            .map_err(unreachable)?;
        let status = answer.status();
        Ok((status, answer.bytes().await.map_err(unreachable)?.to_vec()))
    }

    async fn in_process(
        &self,
        router: axum::Router,
        call: &fanal_api::Call,
        body: Vec<u8>,
    ) -> Result<(StatusCode, Vec<u8>), Problem> {
        let broken = |what: String| Problem::new(Code::Broken, what);
        let method = match call.method {
            Method::Get => axum::http::Method::GET,
            Method::Post => axum::http::Method::POST,
        };
        let mut request = Request::builder().method(method).uri(call.path);
        if let Some(network) = &self.network {
            request = request.header(NETWORK_HEADER, network.as_bytes());
        }
        let request = request
            .header(
                header::AUTHORIZATION,
                format!("Bearer {}", self.token.as_str()),
            )
            .body(Body::from(body))
            .map_err(|error| broken(error.to_string()))?;
        let answer = router
            .oneshot(request)
            .await
            .map_err(|error| broken(error.to_string()))?;
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), usize::MAX)
            .await
            .map_err(|error| broken(error.to_string()))?;
        Ok((status, bytes.to_vec()))
    }
}

/// Does anything answer where the node of this directory said that it is?
pub(crate) async fn is_running(home: &Home) -> bool {
    match runtime(home) {
        Some(runtime) => ask(&runtime, &Question::new()).await.is_some(),
        None => false,
    }
}

/// Where the node of this folder wrote that its API is. Whether it is still there says [`is_running`] alone.
pub(crate) fn address(home: &Home) -> Option<SocketAddr> {
    runtime(home)?.api.strip_prefix("http://")?.parse().ok()
}

fn runtime(home: &Home) -> Option<Runtime> {
    let text = std::fs::read(home.runtime()).ok()?;
    serde_json::from_slice(&text).ok()
}

/// Asks without a token: who answers, and with which proof.
async fn ask(runtime: &Runtime, question: &Question) -> Option<(reqwest::Client, String)> {
    let client = crate::local::client().ok()?;
    let asked = client.get(format!("{}/api/v1/openapi.json", runtime.api));
    let answer = asked.header(CHALLENGE, question.text()).send().await.ok()?;
    let proof = answer.headers().get(PROOF);
    let proof = proof.and_then(|proof| proof.to_str().ok());
    let proof = proof.unwrap_or_default().to_owned();
    Some((client, proof))
}

/// The running node, if who answers at the address that it wrote is that node. A port that somebody else has taken
/// since is told nothing, and no node runs here. [CLI-7]
async fn running(home: &Home) -> Result<Option<Way>, Problem> {
    let Some(runtime) = runtime(home) else {
        return Ok(None);
    };
    let question = Question::new();
    let Some((client, proof)) = ask(&runtime, &question).await else {
        return Ok(None);
    };
    let Some(secret) = &runtime.proof else {
        let text = format!(
            "who answers at {} cannot prove to be the node of this folder: `{}` holds no secret",
            runtime.api,
            home.runtime().display()
        );
        return Err(Problem::new(Code::Misconfigured, text).with_hint(
            "if an older program started the node, start it again; if no node runs, delete that file",
        ));
    };
    if !question.is_answered(secret, &runtime.api, &proof) {
        return Ok(None);
    }
    Ok(Some(Way::Remote {
        base: runtime.api,
        client,
    }))
}
