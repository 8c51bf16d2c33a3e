//! A desk's TAXII server on a real socket, and a client that sends what it is told, right or wrong.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::indexing_slicing,
    reason = "a harness: what does not hold here has to stop the test"
)]

use std::io::Cursor;
use std::net::SocketAddr;
use std::sync::{Arc, Once};

use bytes::Bytes;
use fanal_desk::{CollectionName, Collections, Root};
use fanal_formats::{Memory, Scratch};
use fanal_protocol::{Label, NetworkId};
use fanal_taxii::{Limits, MEDIA_TYPE, Site, Taxii};
use http::{HeaderMap, header};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::federation::Node;

/// A server; it ends with the test.
pub struct Served {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it serves.
    pub collections: Arc<Collections>,
    client: reqwest::Client,
    task: JoinHandle<()>,
}

/// What came back.
pub struct Answered {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as it is.
    pub text: String,
}

impl Answered {
    /// The body.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    /// A header; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// The objects or versions of a page, or none.
    pub fn list(&self, name: &str) -> Vec<Value> {
        assert_eq!(self.status, 200, "{}", self.text);
        let list = self.json().get(name).cloned();
        list.map_or_else(Vec::new, |list| list.as_array().unwrap().clone())
    }

    /// Where to go on.
    pub fn next(&self) -> Option<String> {
        let json = self.json();
        assert_eq!(json.get("more").is_some(), json.get("next").is_some());
        json.get("next")
            .map(|next| next.as_str().unwrap().to_owned())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Served {
    /// Of a desk; everything that it holds is in the collections, nothing is published.
    pub async fn of(node: &Node) -> Self {
        static PROVIDER: Once = Once::new();
        // The client insists on a TLS provider, even for plain HTTP.
        PROVIDER
            .call_once(|| drop(rustls::crypto::aws_lc_rs::default_provider().install_default()));
        let collections = Arc::new(Collections::open(node.desk()).await.unwrap());
        let site = Site {
            title: "A desk".into(),
            contact: None,
        };
        let router = Taxii::new(Arc::clone(&collections), site).router();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let never = std::future::pending();
        let task = tokio::spawn(async move {
            fanal_taxii::serve(listener, router, None, Limits::default(), never).await;
        });
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        let served = Self {
            address,
            collections,
            client: client.build().unwrap(),
            task,
        };
        served.catch_up().await;
        served.publish(Bytes::from_static(b"{}")).await;
        served
    }

    /// Brings the collections up to date.
    pub async fn catch_up(&self) {
        self.collections.catch_up().await.unwrap();
    }

    /// This is published now.
    pub async fn publish(&self, bundle: Bytes) {
        self.publish_at(bundle, Memory).await;
    }

    /// The same, its objects put away there.
    pub async fn publish_at(&self, bundle: Bytes, place: impl Scratch + 'static) {
        let bundle = Cursor::new(bundle);
        let published = self.collections.publish(bundle, Arc::new(place));
        published.await.unwrap();
    }

    /// Reads, as whoever has this token.
    pub async fn get(&self, token: Option<&str>, path: &str) -> Answered {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, MEDIA_TYPE.parse().unwrap());
        if let Some(token) = token {
            let value = format!("Bearer {token}").parse().unwrap();
            headers.insert(header::AUTHORIZATION, value);
        }
        self.asks("GET", path, headers, "").await
    }

    /// Puts objects into the tray of drafts.
    pub async fn post(&self, token: &str, path: &str, body: &str) -> Answered {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, MEDIA_TYPE.parse().unwrap());
        headers.insert(header::CONTENT_TYPE, MEDIA_TYPE.parse().unwrap());
        let value = format!("Bearer {token}").parse().unwrap();
        headers.insert(header::AUTHORIZATION, value);
        self.asks("POST", path, headers, body).await
    }

    /// Sends exactly this.
    pub async fn asks(&self, method: &str, path: &str, headers: HeaderMap, body: &str) -> Answered {
        let url = format!("http://{}{path}", self.address);
        let request = self
            .client
            .request(method.parse().unwrap(), url)
            .headers(headers)
            .body(body.to_owned());
        let answer = request.send().await.unwrap();
        Answered {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            text: answer.text().await.unwrap(),
        }
    }

    /// Every object of a collection, page by page.
    pub async fn all(&self, token: Option<&str>, collection: &str, limit: usize) -> Vec<Value> {
        let mut all = Vec::new();
        let mut next: Option<String> = None;
        loop {
            let tail = next.map_or_else(String::new, |next| format!("&next={next}"));
            let path = format!("{collection}objects/?limit={limit}{tail}");
            let page = self.get(token, &path).await;
            let objects = page.list("objects");
            assert!(objects.len() <= limit);
            all.extend(objects);
            next = page.next();
            if next.is_none() {
                return all;
            }
        }
    }
}

/// Where the collection of a label is.
pub fn collection(network: NetworkId, label: Label) -> String {
    let name = CollectionName::Held(network, label);
    format!("/taxii2/{network}/collections/{}/", name.id())
}

/// Where drafts go.
pub fn tray(network: NetworkId) -> String {
    let name = CollectionName::Drafts(network);
    format!("/taxii2/{network}/collections/{}/", name.id())
}

/// Where what is published is.
pub fn public() -> String {
    format!(
        "/taxii2/public/collections/{}/",
        CollectionName::Public.id()
    )
}

/// Every address of a root, with this object.
pub fn addresses(root: Root, object: &str) -> Vec<String> {
    let named = match root {
        Root::Public => "public".to_owned(),
        Root::Network(network) => network.to_string(),
    };
    let root_path = format!("/taxii2/{named}/");
    let mut paths = vec![
        root_path.clone(),
        format!("{root_path}collections/"),
        format!("{root_path}status/11111111-1111-4111-8111-111111111111/"),
    ];
    for name in CollectionName::of(root) {
        let path = format!("{root_path}collections/{}/", name.id());
        for tail in ["", "manifest/", "objects/", "objects/?match[version]=all"] {
            paths.push(format!("{path}{tail}"));
        }
        paths.push(format!("{path}objects/{object}/"));
        paths.push(format!("{path}objects/{object}/versions/"));
    }
    paths
}
