//! What anybody sends to the listeners beside the one for peers: forms of the console, requests of TAXII.

use data_encoding::BASE64;
use fanal_console::Spelling;
use fanal_taxii::{Part, Resource, accepts, claim_of, is_taxii, key_of_pem, objects_of, resource};
use rustls::pki_types::CertificateDer;

use super::wire;
use crate::{Corpora, Verdict};

/// The name of the field that is looked for before the whole body came.
const FIRST: &str = "form";

/// A content type, a line, a body: no more fields than a form has, and no more in them than came.
pub(super) fn console_form(bytes: &[u8]) -> Verdict {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let Some((kind, body)) = end.map(|end| (&bytes[..end], &bytes[end + 1..])) else {
        return Verdict::Refused;
    };
    let spelling = Spelling::of(&String::from_utf8_lossy(kind));
    let early = spelling.first(&body[..body.len() / 2], FIRST);
    assert!(early.len() <= 3 * body.len());
    let Ok(form) = spelling.form(body) else {
        return Verdict::Refused;
    };
    let fields = form.fields();
    assert!(fields.len() <= 20_000);
    let size = |(name, value): &(String, String)| name.len() + value.len();
    let told: usize = fields.iter().map(size).sum();
    // A byte that is no text becomes three, and a file says its name twice.
    assert!(told <= 6 * body.len() + 16 * fields.len(), "{told} bytes");
    Verdict::of(!fields.is_empty())
}

pub(super) fn console_form_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    const PARTS: &str = "multipart/form-data; boundary=x\n--x\r\nContent-Disposition: form-data; name=\"form\"\r\n\r\n\
        abc\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\a\\list.csv\"\r\nContent-Type: \
        text/csv\r\n\r\na,b\r\n1,2\r\n\r\n--x--\r\n";
    const PAIRS: &str = "application/x-www-form-urlencoded\nform=abc&account=ana&password=a+b%20c%0d%0ad&because-1=%F0%9F";
    let mut seeds = [PARTS, PAIRS].map(|text| text.as_bytes().to_vec()).to_vec();
    // A file in UTF-16, and one that is none of text.
    for content in [b"\xff\xfea\0,\0b\0".as_slice(), b"\x00\x01PK\x03\x04"] {
        let head = b"multipart/form-data; boundary=\"b\"\n--b\r\ncontent-disposition: form-data; filename=a/b; name=f\r\n\r\n";
        seeds.push([head, content, b"\r\n--b--"].concat());
    }
    seeds
}

/// An envelope that is taken has objects, each of them JSON; together they are an envelope again.
pub(super) fn taxii_post(bytes: &[u8]) -> Verdict {
    let objects = match objects_of(bytes) {
        Ok(objects) => objects,
        Err((status, title)) => {
            assert!(status.is_client_error());
            assert!(!title.is_empty() && title.len() < 200);
            return Verdict::Refused;
        }
    };
    assert!((1..=bytes.len()).contains(&objects.len()));
    let raws: Vec<&str> = objects.iter().map(|raw| raw.get()).collect();
    let written = format!(r#"{{"objects":[{}]}}"#, raws.join(","));
    let again = objects_of(written.as_bytes()).expect("what was read is read again");
    let again: Vec<&str> = again.iter().map(|raw| raw.get()).collect();
    assert_eq!(again, raws);
    Verdict::Taken
}

pub(super) fn taxii_post_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    [
        r#"{"objects":[{"type":"url","id":"url--4b5f0f0c-6d27-4b4d-9c0d-1c1c5a1f1a11","value":"http://evil.example/"}]}"#,
        r#"{"more":false,"objects":[{"a":[[[{}]]]},1,null,"x"],"next":"x"}"#,
        r#"{"objects":[]}"#,
        r#"{"objects":[{}],"objects":[{}]}"#,
        "{}",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into()
}

/// The path of a resource, as the standard writes it.
fn path_of(resource: Resource<'_>) -> String {
    match resource {
        Resource::Discovery => "/taxii2/".to_owned(),
        Resource::Root(root) => format!("/taxii2/{root}/"),
        Resource::Status(root, id) => format!("/taxii2/{root}/status/{id}/"),
        Resource::Collections(root) => format!("/taxii2/{root}/collections/"),
        Resource::Collection(root, id, part) => {
            let part = match part {
                Part::Itself => String::new(),
                Part::Manifest => "manifest/".to_owned(),
                Part::Objects => "objects/".to_owned(),
                Part::Object(object) => format!("objects/{object}/"),
                Part::Versions(object) => format!("objects/{object}/versions/"),
            };
            format!("/taxii2/{root}/collections/{id}/{part}")
        }
    }
}

/// A path, `Authorization`, `Accept` and `Content-Type`, one a line: a resource has one path, and a claim says what it
/// was made of.
pub(super) fn taxii_head(bytes: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let (path, authorization, accept, kind) = (next(), next(), next(), next());
    let found = resource(path);
    if let Some(found) = found {
        assert_eq!(path_of(found), path, "one resource, two paths");
    }
    let claim = claim_of(authorization);
    if let Some(claim) = &claim {
        let rest = authorization
            .split_once(' ')
            .map_or("", |(_, rest)| rest.trim());
        match &claim.account {
            None => assert_eq!(claim.token, rest),
            Some(account) => {
                let pair = format!("{account}:{}", claim.token);
                assert_eq!(BASE64.encode(pair.as_bytes()), rest);
                // No password is tried here. [ACC-3]
                assert!(claim.token.starts_with("fanal_"));
            }
        }
    }
    let is_sent = is_taxii(kind);
    if is_sent && !kind.contains(['q', 'Q']) {
        assert!(accepts(kind), "sent, and not read: {kind}");
    }
    let is_read = accept.split(',').any(|range| accepts(range.trim()));
    Verdict::of(found.is_some() || claim.is_some() || is_sent || is_read)
}

pub(super) fn taxii_head_seeds(_: &Corpora) -> Vec<Vec<u8>> {
    let basic = BASE64.encode(b"ana:fanal_abcdefghijklmnop");
    let password = BASE64.encode(b"ana:correct horse");
    let kind = "application/taxii+json;version=2.1";
    [
        format!("/taxii2/\nBearer fanal_abc\n{kind}\n{kind}"),
        format!("/taxii2/r/collections/c/objects/tool--1/versions/\nBasic {basic}\n*/*;q=0.1, text/html\n{kind}"),
        format!("/taxii2/r/status/7/\nbasic {password}\napplication/taxii+json; Version=\"2.0\"\ntext/plain"),
        "/taxii2/r/collections/c/manifest/\n\napplication/*;q=0\n".to_owned(),
        "/taxii2//\nDigest x\n\n".to_owned(),
    ]
    .map(String::into_bytes)
    .into()
}

/// A certificate as an account adds it, and as a client shows it: one key or none.
pub(super) fn taxii_certificate(bytes: &[u8]) -> Verdict {
    let text = key_of_pem(bytes).ok();
    let shown = key_of_pem(&pem(bytes)).ok();
    if shown.is_some() {
        let pin = fanal_peer::pin_of(&CertificateDer::from(bytes));
        assert!(pin.is_ok(), "a key for TAXII, and none for a peer");
    }
    Verdict::of(text.is_some() || shown.is_some())
}

fn pem(der: &[u8]) -> Vec<u8> {
    let mut text = "-----BEGIN CERTIFICATE-----\n".to_owned();
    for line in BASE64.encode(der).as_bytes().chunks(64) {
        text.push_str(&String::from_utf8_lossy(line));
        text.push('\n');
    }
    text.push_str("-----END CERTIFICATE-----\n");
    text.into_bytes()
}

pub(super) fn taxii_certificate_seeds(corpora: &Corpora) -> Vec<Vec<u8>> {
    let mut seeds = wire::certificate_seeds(corpora);
    let written: Vec<Vec<u8>> = seeds.iter().map(|der| pem(der)).collect();
    let both = written.concat();
    seeds.extend(written);
    seeds.push(both);
    seeds.push(b"-----BEGIN CERTIFICATE-----\nAAAA\n".to_vec());
    seeds
}
