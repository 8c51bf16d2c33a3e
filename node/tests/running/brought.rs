//! What others publish, brought in by the verb: the folder of a MISP feed, and a TAXII server that speaks TLS.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, HandshakeKind, ProtocolVersion, RootCertStore, Stream,
    SupportedProtocolVersion,
};

use crate::node::{Folder, Node};

const FIRST: &str = "5a000000-0000-4000-8000-000000000001";
const SECOND: &str = "5a000000-0000-4000-8000-000000000002";
const CHANGED: &str = "5a000000-0000-4000-8000-000000000003";

fn event(uuid: &str, kind: &str, value: &str) -> String {
    let attribute = json!({"type": kind, "value": value, "to_ids": true});
    json!({"Event": {"uuid": uuid, "info": "A wave", "timestamp": "7", "Attribute": [attribute]}})
        .to_string()
}

/// A feed of three events, of which one is not the one that its index names.
fn feed(folder: &Folder) -> String {
    let events = [
        (FIRST, "domain", "one.example"),
        (SECOND, "url", "https://two.example/login"),
        (CHANGED, "domain", "three.example"),
    ];
    let mut index = serde_json::Map::new();
    for (uuid, kind, value) in events {
        let listed = event(uuid, kind, value);
        let sum: [u8; 32] = Sha256::digest(&listed).into();
        let sum = data_encoding::HEXLOWER.encode(&sum);
        index.insert(
            uuid.to_owned(),
            json!({"timestamp": "7", "integrity:sha256": sum}),
        );
        let written = if uuid == CHANGED {
            event(uuid, kind, "planted.example")
        } else {
            listed
        };
        folder.write(&format!("{uuid}.json"), &written);
    }
    folder.write("manifest.json", &Value::from(index).to_string());
    folder.0.display().to_string()
}

/// The data of an answer to `import`, with the code that it ended with.
fn imported(node: &Node, what: &[&str]) -> (i32, Value) {
    let marked = [
        "--tlp",
        "green",
        "--consent",
        "network",
        "--title",
        "Brought",
    ];
    let (code, answer) = node.json(&[&["import"], what, &marked].concat());
    assert_eq!(answer["ok"], true, "{answer}");
    (code, answer)
}

fn is_known(node: &Node, value: &str) -> bool {
    let (code, _) = node.json(&["check", value]);
    code == 0
}

/// [IMP-2] [IMP-7]
#[test]
fn the_folder_of_a_misp_feed_becomes_a_bulletin_an_event_and_the_same_again_none() {
    let node = Node::serving();
    let folder = Folder::new();
    let feed = feed(&folder);
    // First as it would be.
    let (_, rehearsed) = imported(&node, &[&feed, "--dry-run"]);
    assert_eq!(rehearsed["data"]["shared"].as_array().unwrap().len(), 2);
    assert!(!is_known(&node, "one.example"));

    let (code, answer) = imported(&node, &[&feed]);
    let data = &answer["data"];
    assert_eq!(
        (answer["kind"].as_str(), code),
        (Some("fanal.import-feed.v1"), 8),
        "{answer}"
    );
    assert_eq!(
        (&data["events"], &data["known"]),
        (&json!(3), &json!(0)),
        "{answer}"
    );
    let shared = data["shared"].as_array().unwrap();
    let mut events: Vec<&str> = shared
        .iter()
        .map(|one| one["event"].as_str().unwrap())
        .collect();
    events.sort_unstable();
    assert_eq!(events, [FIRST, SECOND]);
    let [refused] = data["refused"].as_array().unwrap().as_slice() else {
        panic!("{answer}");
    };
    assert_eq!(refused["event"], CHANGED);
    assert!(
        refused["because"].to_string().contains("checksum"),
        "{refused}"
    );
    for (value, known) in [
        ("one.example", true),
        ("https://two.example/login", true),
        ("three.example", false),
        ("planted.example", false),
    ] {
        assert_eq!(is_known(&node, value), known, "{value}");
    }

    let (_, again) = imported(&node, &[&feed]);
    assert_eq!(again["data"]["known"], 2, "{again}");
    assert_eq!(again["data"]["shared"], json!([]), "{again}");
    // One event that is as its index says it is taken the next time, and nothing else.
    folder.write(
        &format!("{CHANGED}.json"),
        &event(CHANGED, "domain", "three.example"),
    );
    let (code, mended) = imported(&node, &[&feed]);
    assert_eq!(
        (code, mended["data"]["shared"].as_array().unwrap().len()),
        (0, 1),
        "{mended}"
    );
    assert!(is_known(&node, "three.example"));
}

/// A node whose TAXII server has a certificate of its own, and who may read it.
struct Server {
    node: Node,
    address: SocketAddr,
    /// The file with the authority of its certificate.
    authority: String,
    /// The file with the token of its account.
    login: String,
}

/// [TAX-9]
fn server() -> Server {
    let mut node = Node::set_up();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    // Another name than the certificate has: else it would have signed itself.
    let name = "Authority of a test";
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &authority).unwrap();
    node.folder.write("node/taxii.pem", &leaf.pem());
    node.folder.write("node/taxii.key", &key.serialize_pem());
    let authority = node.folder.write("authority.pem", &authority.pem());
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let file = node.dir().join("fanal.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let lines = "[taxii]\ncertificate = \"taxii.pem\"\nkey = \"taxii.key\"\n";
    let config = config
        .replace("[listen]\n", &format!("[listen]\ntaxii = \"{address}\"\n"))
        .replace("[taxii]\n", lines);
    std::fs::write(&file, config).unwrap();
    node.start();
    let (_, token) = node.json(&["user", "token", "--purpose", "itself"]);
    let token = token["data"]["token"].as_str().unwrap();
    let login = node.folder.write("login.txt", token);
    Server {
        node,
        address,
        authority,
        login,
    }
}

impl Server {
    fn shares(&self, value: &str) {
        let words = ["share", value, "--tlp", "green", "--consent", "network"];
        let (code, answer) = self.node.json(&words);
        assert_eq!(code, 0, "{answer}");
    }

    fn url(&self) -> String {
        format!("https://localhost:{}/taxii2/", self.address.port())
    }

    /// A client that would speak before it was answered, if it ever were let.
    fn client(&self, version: &'static SupportedProtocolVersion) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        let pem = std::fs::read(&self.authority).unwrap();
        roots
            .add(CertificateDer::from_pem_slice(&pem).unwrap())
            .unwrap();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_webpki_verifier(verifier.build().unwrap())
            .with_no_client_auth();
        config.enable_early_data = true;
        Arc::new(config)
    }

    /// Asks for the discovery: the version that was spoken, the handshake, whether words before it were let.
    fn greets(&self, config: &Arc<ClientConfig>) -> (ProtocolVersion, HandshakeKind, bool) {
        let name = ServerName::try_from("localhost").unwrap();
        let mut client = ClientConnection::new(Arc::clone(config), name).unwrap();
        let is_early = client.early_data().is_some();
        let mut tcp = TcpStream::connect(self.address).unwrap();
        let mut stream = Stream::new(&mut client, &mut tcp);
        let asked = "GET /taxii2/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        stream.write_all(asked.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(
            answer.contains("application/taxii+json;version=2.1"),
            "{answer}"
        );
        let version = client.protocol_version().unwrap();
        (version, client.handshake_kind().unwrap(), is_early)
    }
}

/// [TAX-9]
#[test]
fn a_node_with_a_certificate_for_taxii_speaks_tls_1_2_and_1_3_and_takes_no_early_data() {
    let server = server();
    for (version, spoken) in [
        (&TLS12, ProtocolVersion::TLSv1_2),
        (&TLS13, ProtocolVersion::TLSv1_3),
    ] {
        let client = server.client(version);
        assert_eq!(server.greets(&client), (spoken, HandshakeKind::Full, false));
        // Whoever comes again goes on where they were, and still speaks after the answer alone.
        assert_eq!(
            server.greets(&client),
            (spoken, HandshakeKind::Resumed, false)
        );
    }
    // Whoever speaks no TLS gets nothing.
    let mut plain = TcpStream::connect(server.address).unwrap();
    plain
        .write_all(b"GET /taxii2/ HTTP/1.1\r\nhost: x\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP/1.1"));
}

/// [TAX-11] Another desk's program asks it by the verb.
#[test]
fn import_taxii_takes_what_a_server_has_and_the_next_time_only_what_is_new() {
    let server = server();
    server.shares("one.example");
    let desk = Node::set_up();
    let url = server.url();
    let here = ["taxii", &url, "--login", &server.login];
    let trusted = [&here[..], &["--authority", &server.authority]].concat();
    // Without the authority of its certificate nobody is asked anything, and the reason is said.
    let (code, answer) = desk.json(&[&["import"], &here[..], &["--tlp", "green"]].concat());
    assert_eq!(
        (code, &answer["error"]["code"]),
        (6, &"peer.unreachable".into())
    );
    assert!(
        answer["error"]["text"]
            .as_str()
            .unwrap()
            .contains("certificate"),
        "{answer}"
    );

    let kept = || desk.dir().join("taxii.json").is_file();
    let (_, rehearsed) = imported(&desk, &[&trusted[..], &["--dry-run"]].concat());
    assert_eq!(rehearsed["data"]["kinds"]["domain-name"], 1, "{rehearsed}");
    assert!(
        !is_known(&desk, "one.example") && !kept(),
        "a rehearsal notes nothing"
    );
    let (code, answer) = imported(&desk, &trusted);
    assert_eq!(
        (code, answer["kind"].as_str()),
        (0, Some("fanal.share.v1")),
        "{answer}"
    );
    assert!(is_known(&desk, "one.example") && kept());
    let (code, again) = imported(&desk, &trusted);
    assert_eq!(
        (code, again["kind"].as_str()),
        (0, Some("fanal.import-taxii.v1")),
        "{again}"
    );

    server.shares("two.example");
    // The collections of a running node follow its desk.
    let newer = crate::node::wait_for("the newer value", || {
        let (_, newer) = imported(&desk, &trusted);
        (newer["kind"] == "fanal.share.v1").then_some(newer)
    });
    assert_eq!(newer["data"]["kinds"], json!({"domain-name": 1}), "{newer}");
    assert_eq!(
        newer["data"]["known"], 0,
        "what came before is not sent again: {newer}"
    );
    assert!(is_known(&desk, "two.example"));
    let (_, whole) = imported(&desk, &[&trusted[..], &["--again", "--dry-run"]].concat());
    assert_eq!(whole["data"]["kinds"]["domain-name"], 2, "{whole}");
    // A collection that is not there.
    let one = [
        &["import"],
        &trusted[..],
        &["--collection", FIRST, "--tlp", "green"],
    ]
    .concat();
    let (code, answer) = desk.json(&one);
    assert_eq!(
        (code, &answer["error"]["code"]),
        (4, &"not_found".into()),
        "{answer}"
    );
}
