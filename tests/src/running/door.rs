//! A desk's people at the API of their running node.

use std::net::SocketAddr;
use std::sync::Once;
use std::time::Duration;

use fanal_api::{CALLS, Failure, Method};
use fanal_protocol::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a call came to: its data, or the no. `None` where nothing came back: whether it was done is
/// then not known.
pub type Told = Result<Value, Option<Problem>>;

/// Longer than any call of these tests takes; a slow peer keeps `sync` waiting for half a minute.
const PATIENCE: Duration = Duration::from_secs(100);

/// The API and the operator's page of one node, as one account.
#[derive(Clone)]
pub struct Door {
    api: SocketAddr,
    ops: SocketAddr,
    token: String,
    client: reqwest::Client,
}

fn client() -> reqwest::Client {
    static PROVIDER: Once = Once::new();
    // The client insists on a TLS provider, even for plain HTTP.
    PROVIDER.call_once(|| drop(rustls::crypto::aws_lc_rs::default_provider().install_default()));
    reqwest::Client::builder()
        .no_proxy()
        .timeout(PATIENCE)
        .build()
        .unwrap()
}

fn read<T: DeserializeOwned>(call: &str, body: &[u8]) -> T {
    serde_json::from_slice(body).unwrap_or_else(|error| panic!("the answer to `{call}`: {error}"))
}

impl Door {
    /// The door at these addresses, with this account's token.
    pub fn new(api: SocketAddr, ops: SocketAddr, token: &str) -> Self {
        let token = token.to_owned();
        Self {
            api,
            ops,
            token,
            client: client(),
        }
    }

    /// Makes the call of this name.
    pub async fn call(&self, name: &str, input: &impl Serialize) -> Told {
        let call = CALLS.iter().find(|call| call.name == name);
        let call = call.unwrap_or_else(|| panic!("there is no call `{name}`"));
        let url = format!("http://{}{}", self.api, call.path);
        let request = match call.method {
            Method::Get => self.client.get(url),
            Method::Post => self
                .client
                .post(url)
                .body(serde_json::to_vec(input).unwrap()),
        };
        let answer = request.bearer_auth(&self.token).send().await;
        let answer = answer.map_err(|_| None)?;
        let ok = answer.status().is_success();
        let body = answer.bytes().await.map_err(|_| None)?;
        if !ok {
            let failure: Failure = read(name, &body);
            return Err(Some(failure.into_problem()));
        }
        let mut body: Value = read(name, &body);
        Ok(body["data"].take())
    }

    /// The call has to be answered well.
    pub async fn done(&self, name: &str, input: &impl Serialize) -> Value {
        let told = self.call(name, input).await;
        told.unwrap_or_else(|problem| panic!("`{name}`: {problem:?}"))
    }

    /// The status of a page for operators, if it answers.
    pub async fn look(&self, path: &str) -> Option<(u16, String)> {
        let url = format!("http://{}{path}", self.ops);
        let answer = self.client.get(url).send().await.ok()?;
        let status = answer.status().as_u16();
        Some((status, answer.text().await.ok()?))
    }

    /// The metric of this name, labels included.
    pub async fn metric(&self, name: &str) -> u64 {
        let (status, text) = self.look("/metrics").await.unwrap();
        assert_eq!(status, 200, "/metrics");
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no metric `{name}`"))
            .parse()
            .unwrap()
    }
}
