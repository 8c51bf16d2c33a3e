//! The listener's own TLS, and accounts that sign in with a certificate.

use std::net::SocketAddr;
use std::sync::Arc;

use fanal_desk::{CertificateOrder, Collections};
use fanal_protocol::{Digest, Label};
use fanal_taxii::{Certificate, Limits, Site, Taxii};
use fanal_tests::federation::{Node, federation, sha256, share};
use fanal_tests::taxii::collection;
use rcgen::{CertifiedKey, PublicKeyData as _, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    certificate: CertificateDer<'static>,
    _folder: tempfile::TempDir,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn made() -> CertifiedKey<rcgen::KeyPair> {
    generate_simple_self_signed(["taxii.example".to_owned()]).unwrap()
}

async fn server(node: &Node) -> Server {
    let made = made();
    let (chain, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let certificate = made.cert.der().clone();
    serving(node, &chain, &key, certificate).await
}

/// With this certificate, as PEM.
pub(crate) async fn serving(
    node: &Node,
    chain: &str,
    key: &str,
    certificate: CertificateDer<'static>,
) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let files = Certificate {
        chain: folder.path().join("chain.pem"),
        key: folder.path().join("key.pem"),
    };
    std::fs::write(&files.chain, chain).unwrap();
    std::fs::write(&files.key, key).unwrap();
    let tls = files.load().unwrap();
    let collections = Arc::new(Collections::open(node.desk()).await.unwrap());
    collections.catch_up().await.unwrap();
    let nothing = b"{}".as_slice();
    let place = Arc::new(fanal_formats::Memory);
    collections.publish(nothing, place).await.unwrap();
    let site = Site {
        title: "A desk".into(),
        contact: None,
    };
    let router = Taxii::new(collections, site).router();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let task = tokio::spawn(async move {
        let never = std::future::pending();
        fanal_taxii::serve(
            listener,
            router,
            Some((files, tls)),
            Limits::default(),
            never,
        )
        .await;
    });
    Server {
        address,
        certificate,
        _folder: folder,
        task,
    }
}

impl Server {
    /// Reads with one version of TLS; the status, and whether the body has this text.
    async fn get(
        &self,
        version: &'static SupportedProtocolVersion,
        with: Option<&CertifiedKey<rcgen::KeyPair>>,
        path: &str,
    ) -> std::io::Result<String> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(roots);
        let config = match with {
            None => config.with_no_client_auth(),
            Some(own) => {
                let key = PrivatePkcs8KeyDer::from(own.signing_key.serialize_der());
                let chain = vec![own.cert.der().clone()];
                config.with_client_auth_cert(chain, key.into()).unwrap()
            }
        };
        let name = ServerName::try_from("taxii.example").unwrap();
        let stream = TcpStream::connect(self.address).await?;
        let connector = TlsConnector::from(Arc::new(config));
        let mut stream = connector.connect(name, stream).await?;
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: taxii.example\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }
}

#[tokio::test]
async fn the_listener_speaks_tls_1_2_and_1_3_with_the_certificate_of_a_file() {
    // [TAX-9]
    let fed = federation().desk("kivu").in_memory().await;
    let server = server(fed.desk("kivu")).await;
    for version in [&TLS12, &TLS13] {
        let answer = server.get(version, None, "/taxii2/").await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    // Whoever speaks no TLS gets nothing.
    let mut plain = TcpStream::connect(server.address).await.unwrap();
    plain
        .write_all(b"GET /taxii2/ HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP/1.1"));
}

#[tokio::test]
async fn a_certificate_signs_in_the_account_that_added_it_until_it_ends() {
    // [TAX-1]
    let fed = federation().desk("kivu").in_memory().await;
    let kivu = fed.desk("kivu");
    kivu.shares(share("green", "canary.example")).await;
    let server = server(kivu).await;
    let path = format!("{}objects/", collection(kivu.network(), Label::Green));
    let (own, other) = (made(), made());
    let key = Digest::from_bytes(sha256(&own.signing_key.subject_public_key_info()));
    assert_eq!(
        fanal_taxii::key_of_pem(own.cert.pem().as_bytes()).unwrap(),
        key
    );
    let order = CertificateOrder {
        key,
        purpose: "siem".into(),
        days: Some(2),
    };
    let before = server.get(&TLS13, Some(&own), &path).await.unwrap();
    assert!(before.starts_with("HTTP/1.1 401"), "{before}");
    let analyst = kivu.caller("analyst").await;
    kivu.desk().add_certificate(&analyst, &order).await.unwrap();
    for version in [&TLS12, &TLS13] {
        let answer = server.get(version, Some(&own), &path).await.unwrap();
        assert!(answer.contains("canary.example"), "{answer}");
        for stranger in [None, Some(&other)] {
            let answer = server.get(version, stranger, &path).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
        }
    }
    // It speaks for one account.
    let reviewer = kivu.caller("reviewer").await;
    assert!(
        kivu.desk()
            .add_certificate(&reviewer, &order)
            .await
            .is_err()
    );
    fed.pass_days(3).await;
    let after = server.get(&TLS13, Some(&own), &path).await.unwrap();
    assert!(after.starts_with("HTTP/1.1 401"), "{after}");
}
