//! The other side: a mail server, a web server and a proxy of the test's own, over real sockets and TLS.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufReader,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A certificate authority that nobody else knows.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn certificate(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    fn acceptor(&self) -> TlsAcceptor {
        let names = ["localhost", "mail.desk.example", "chat.desk.example"].map(str::to_owned);
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(names).unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
            )
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

async fn listening() -> (TcpListener, u16) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// A mail that a server took.
#[derive(Clone, Default)]
pub(crate) struct Mail {
    pub(crate) tls: bool,
    pub(crate) login: Option<String>,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) mail: String,
}

impl Mail {
    /// What the person reads.
    pub(crate) fn text(&self) -> String {
        let (_, body) = self.mail.split_once("\r\n\r\n").unwrap();
        let letters: String = body.split_whitespace().collect();
        let bytes = data_encoding::BASE64.decode(letters.as_bytes()).unwrap();
        String::from_utf8(bytes).unwrap()
    }
}

/// A mail server.
pub(crate) struct SmtpServer {
    pub(crate) port: u16,
    taken: Arc<Mutex<Vec<Mail>>>,
    logins: Arc<Mutex<Vec<String>>>,
}

impl SmtpServer {
    /// With STARTTLS, or without.
    pub(crate) async fn start(authority: Option<&Authority>) -> Self {
        let (listener, port) = listening().await;
        let server = Self {
            port,
            taken: Arc::default(),
            logins: Arc::default(),
        };
        let acceptor = authority.map(Authority::acceptor);
        let (taken, logins) = (Arc::clone(&server.taken), Arc::clone(&server.logins));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (acceptor, taken) = (acceptor.clone(), Arc::clone(&taken));
                let logins = Arc::clone(&logins);
                tokio::spawn(async move {
                    let mut mail = Mail::default();
                    let mut stream = BufReader::new(stream);
                    stream.write_all(b"220 test\r\n").await.unwrap();
                    if let Ended::StartTls = talk(&mut stream, &mut mail, acceptor.is_some()).await
                    {
                        let plain = stream.into_inner();
                        let Ok(secured) = acceptor.unwrap().accept(plain).await else {
                            return;
                        };
                        mail.tls = true;
                        talk(&mut BufReader::new(secured), &mut mail, false).await;
                    }
                    logins.lock().unwrap().extend(mail.login.clone());
                    if !mail.mail.is_empty() {
                        taken.lock().unwrap().push(mail);
                    }
                });
            }
        });
        server
    }

    pub(crate) fn taken(&self) -> Vec<Mail> {
        self.taken.lock().unwrap().clone()
    }

    pub(crate) fn logins(&self) -> Vec<String> {
        self.logins.lock().unwrap().clone()
    }
}

enum Ended {
    StartTls,
    Gone,
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufReader<S>,
    mail: &mut Mail,
    starttls: bool,
) -> Ended {
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return Ended::Gone;
        }
        let line = line.trim_end().to_owned();
        let verb = line.split([' ', ':']).next().unwrap_or_default();
        let answer = match verb {
            "EHLO" if starttls => "250-test\r\n250 STARTTLS\r\n",
            "EHLO" => "250-test\r\n250 AUTH LOGIN PLAIN\r\n",
            "STARTTLS" if starttls => {
                stream.write_all(b"220 go\r\n").await.unwrap();
                return Ended::StartTls;
            }
            "AUTH" => {
                let plain = line.strip_prefix("AUTH PLAIN ").unwrap();
                let plain = data_encoding::BASE64.decode(plain.as_bytes()).unwrap();
                mail.login = Some(String::from_utf8(plain).unwrap());
                "235 yes\r\n"
            }
            "MAIL" => {
                mail.from = in_angles(&line);
                "250 ok\r\n"
            }
            "RCPT" => {
                mail.to = in_angles(&line);
                "250 ok\r\n"
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await.unwrap();
                let mut text = String::new();
                while !text.ends_with("\r\n.\r\n") {
                    assert!(stream.read_line(&mut text).await.unwrap() > 0);
                }
                mail.mail = text.trim_end_matches("\r\n.\r\n").to_owned();
                "250 taken\r\n"
            }
            _ => "500 what\r\n",
        };
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return Ended::Gone;
        }
        if verb == "DATA" {
            return Ended::Gone;
        }
    }
}

fn in_angles(line: &str) -> String {
    let (_, rest) = line.split_once('<').unwrap();
    rest.trim_end_matches('>').to_owned()
}

/// A request that a web server took.
#[derive(Clone)]
pub(crate) struct Taken {
    pub(crate) method: String,
    pub(crate) path: String,
    headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Taken {
    /// All that came, headers too.
    pub(crate) fn whole(&self) -> String {
        let Self {
            method,
            path,
            headers,
            body,
        } = self;
        format!("{method} {path}\n{headers:?}\n{body}")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// A web server.
pub(crate) struct HttpServer {
    pub(crate) port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl HttpServer {
    /// Answers everything with this status.
    pub(crate) async fn start(authority: &Authority, status: u16) -> Self {
        Self::answering(authority, format!("{status} So")).await
    }

    /// Sends everybody on to another one.
    pub(crate) async fn redirecting(authority: &Authority, to: &Self) -> Self {
        let to = format!("https://localhost:{}/elsewhere", to.port);
        Self::answering(authority, format!("307 There\r\nlocation: {to}")).await
    }

    async fn answering(authority: &Authority, head: String) -> Self {
        let (listener, port) = listening().await;
        let taken: Arc<Mutex<Vec<Taken>>> = Arc::default();
        let (acceptor, kept) = (authority.acceptor(), Arc::clone(&taken));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let Ok(stream) = acceptor.accept(stream).await else {
                    continue;
                };
                let mut stream = BufReader::new(stream);
                let request = read_request(&mut stream).await;
                kept.lock().unwrap().push(request);
                let answer =
                    format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        Self { port, taken }
    }

    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }
}

async fn read_request<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Taken {
    let mut first = String::new();
    stream.read_line(&mut first).await.unwrap();
    let mut words = first.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next().unwrap(), words.next().unwrap());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length: usize = headers
        .get("content-length")
        .map_or(0, |text| text.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    Taken {
        method,
        path,
        headers,
        body: String::from_utf8(body).unwrap(),
    }
}

/// A SOCKS5 proxy that knows some names, and notes which were asked for.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    pub(crate) async fn start<const N: usize>(names: [(&'static str, u16); N]) -> Self {
        let (listener, port) = listening().await;
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let noted = Arc::clone(&asked);
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let noted = Arc::clone(&noted);
                tokio::spawn(async move {
                    let mut hello = [0; 2];
                    stream.read_exact(&mut hello).await.unwrap();
                    let mut methods = vec![0; usize::from(hello[1])];
                    stream.read_exact(&mut methods).await.unwrap();
                    stream.write_all(&[5, 0]).await.unwrap();
                    let mut head = [0; 5];
                    stream.read_exact(&mut head).await.unwrap();
                    assert_eq!(head[..4], [5, 1, 0, 3], "asked for by name");
                    let mut name = vec![0; usize::from(head[4])];
                    stream.read_exact(&mut name).await.unwrap();
                    let name = String::from_utf8(name).unwrap();
                    let port = stream.read_u16().await.unwrap();
                    noted.lock().unwrap().push(format!("{name}:{port}"));
                    let to = names.iter().find(|(known, _)| *known == name).unwrap().1;
                    let mut other = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
                    stream
                        .write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
                        .await
                        .unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut stream, &mut other).await;
                });
            }
        });
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], port)),
            asked,
        }
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}
