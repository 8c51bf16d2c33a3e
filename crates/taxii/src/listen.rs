//! The listener: TLS 1.2 and 1.3 with a certificate file, or plain for a proxy. What a stranger can hold
//! is bounded: connections, time, bytes of a request.
//!
//! [TAX-9] The standard asks for TLS 1.2 and forbids early data; nodes speak among themselves on
//! another listener, in 1.3 alone.

use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use fanal_protocol::Digest;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls12_signature,
    verify_tls13_signature,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::version::{TLS12, TLS13};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig,
    SignatureScheme,
};
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use crate::who::ClientKey;

/// Bytes of a request's head: a long list of ids fits.
const REQUEST_HEAD_BYTES: usize = 32 << 10;
/// Headers of a request.
const REQUEST_HEADERS: usize = 64;
/// After an error to accept, others get the time to end.
const AFTER_FAULT: Duration = Duration::from_millis(100);
/// How often the certificate's files are looked at: whoever renews it restarts nothing.
const LOOK_AGAIN: Duration = Duration::from_mins(10);

/// What strangers may hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Connections open at once; more wait in the system's queue.
    pub connections: usize,
    /// Time for a handshake, and for the head of a request.
    pub head: Duration,
    /// Time for a connection in all.
    pub connection: Duration,
    /// Time for answers under way when the node stops.
    pub farewell: Duration,
}

impl Default for Limits {
    /// 512 connections, 15 s, 15 min, 10 s.
    fn default() -> Self {
        Self {
            connections: 512,
            head: Duration::from_secs(15),
            connection: Duration::from_mins(15),
            farewell: Duration::from_secs(10),
        }
    }
}

/// Where the certificate and its key lie, as PEM.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Certificate {
    /// The certificate, and those between it and its authority.
    pub chain: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadCertificate {
    /// A file that is not there, not readable, or no PEM.
    #[error("`{0}`: {1}")]
    File(String, String),
    /// They do not fit together.
    #[error("certificate and key: {0}")]
    Unfit(String),
}

impl Certificate {
    /// Reads both files; whether they fit is known before anybody is let in.
    pub fn load(&self) -> Result<TlsAcceptor, BadCertificate> {
        let bad = |path: &PathBuf, error: rustls::pki_types::pem::Error| {
            BadCertificate::File(path.display().to_string(), error.to_string())
        };
        let chain = CertificateDer::pem_file_iter(&self.chain)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| bad(&self.chain, error))?;
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|e| bad(&self.key, e))?;
        let unfit = |error: Error| BadCertificate::Unfit(error.to_string());
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[&TLS13, &TLS12])
            .map_err(unfit)?
            .with_client_cert_verifier(Arc::new(AnyKey::new(&provider)))
            .with_single_cert(chain, key)
            .map_err(unfit)?;
        config.max_early_data_size = 0;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

/// Serves until `shutdown` resolves, then lets answers under way finish. Without a certificate: plain,
/// for a proxy on this machine.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    certificate: Option<(Certificate, TlsAcceptor)>,
    limits: Limits,
    shutdown: impl Future<Output = ()>,
) {
    let http = configured(limits);
    let open = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    let mut tls = certificate;
    let mut looked = Instant::now();
    loop {
        let (stream, place) = tokio::select! {
            biased;
            () = &mut shutdown => break,
            accepted = accept(&listener, &open) => accepted,
        };
        if looked.elapsed() > LOOK_AGAIN {
            looked = Instant::now();
            look_again(&mut tls);
        }
        let (router, http, watcher) = (router.clone(), http.clone(), graceful.watcher());
        let acceptor = tls.as_ref().map(|(_, acceptor)| acceptor.clone());
        tokio::spawn(async move {
            let talk = async {
                let Some(acceptor) = acceptor else {
                    let connection = connection(&http, stream, router, None);
                    // How it ended concerns nobody: an error here is a client who left.
                    let _ = watcher.watch(connection).await;
                    return;
                };
                let Ok(Ok(stream)) = timeout(limits.head, acceptor.accept(stream)).await else {
                    return;
                };
                let shown = stream.get_ref().1.peer_certificates();
                let key = shown.and_then(|chain| key_of(chain.first()?).ok());
                let connection = connection(&http, stream, router, key);
                let _ = watcher.watch(connection).await;
            };
            let _ = timeout(limits.connection, talk).await;
            drop(place);
        });
    }
    drop(listener);
    if timeout(limits.farewell, graceful.shutdown()).await.is_err() {
        tracing::info!("TAXII: some answers were cut off at shutdown");
    }
}

/// A certificate that was renewed is taken; one that is broken leaves the one before.
fn look_again(tls: &mut Option<(Certificate, TlsAcceptor)>) {
    let Some((certificate, acceptor)) = tls else {
        return;
    };
    match certificate.load() {
        Ok(newer) => *acceptor = newer,
        Err(error) => tracing::error!(%error, "TAXII goes on with the certificate that it has"),
    }
}

fn connection<S>(
    http: &http1::Builder,
    stream: S,
    router: Router,
    key: Option<ClientKey>,
) -> impl hyper_util::server::graceful::GracefulConnection
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        if let Some(key) = key {
            request.extensions_mut().insert(key);
        }
        router.clone().oneshot(request)
    });
    http.serve_connection(TokioIo::new(stream), service)
}

fn configured(limits: Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_headers(REQUEST_HEADERS)
        .max_buf_size(REQUEST_HEAD_BYTES)
        .pipeline_flush(true);
    http
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    open: &Arc<Semaphore>,
) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed: without a place nobody gets here.
    let place = Arc::clone(open).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // A small answer leaves at once; if the system cannot, it leaves a little later.
                let _ = stream.set_nodelay(true);
                return (stream, place);
            }
            Err(error) => {
                tracing::warn!(%error, "TAXII: cannot accept connections");
                sleep(AFTER_FAULT).await;
            }
        }
    }
}

/// The SHA-256 of the key in a certificate, whatever else it says.
fn key_of(certificate: &CertificateDer<'_>) -> Result<ClientKey, Error> {
    let parsed =
        webpki::EndEntityCert::try_from(certificate).map_err(|_| CertificateError::BadEncoding)?;
    let spki = parsed.subject_public_key_info();
    Ok(ClientKey(Digest::from_bytes(
        Sha256::digest(spki.as_ref()).into(),
    )))
}

/// The SHA-256 of the key in a certificate that is written as PEM: what an account adds.
pub fn key_of_pem(pem: &[u8]) -> Result<Digest, BadCertificate> {
    let certificate = CertificateDer::from_pem_slice(pem)
        .map_err(|_| BadCertificate::Unfit("this is no certificate as PEM".into()))?;
    let ClientKey(key) =
        key_of(&certificate).map_err(|error| BadCertificate::Unfit(error.to_string()))?;
    Ok(key)
}

/// Takes any certificate whose key the client has: which account it is, the desk knows. Names, dates and
/// issuers are not looked at; the account's own end is.
struct AnyKey {
    algorithms: WebPkiSupportedAlgorithms,
}

impl AnyKey {
    const fn new(provider: &CryptoProvider) -> Self {
        Self {
            algorithms: provider.signature_verification_algorithms,
        }
    }
}

impl fmt::Debug for AnyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyKey")
    }
}

impl ClientCertVerifier for AnyKey {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        key_of(end_entity).map(|_| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
