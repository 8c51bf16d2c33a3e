//! An authenticator and a browser of the tests' own, in software: they sign what they are told, also what no
//! real ones would.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a harness: what does not hold here has to stop the test"
)]

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
};
use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Which key it makes.
enum Pair {
    Es256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// One authenticator with one passkey, in a browser on one page.
pub struct Authenticator {
    pair: Pair,
    id: Vec<u8>,
    /// The page that the browser says it is on.
    pub origin: String,
    /// What it answers for; the site that was asked, if nothing is here.
    pub site: Option<String>,
    /// Who it says the passkey belongs to.
    pub owner: Option<String>,
    /// Times that it signed; it does not count while this is `None`.
    pub counter: Option<u32>,
    /// Its flags: 1 somebody was there, 4 it knows who.
    pub flags: u8,
}

impl Authenticator {
    /// With a key of ES256.
    pub fn new(id: &str, origin: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        Self::with(Pair::Es256(pair), id, origin)
    }

    /// With a key of Ed25519.
    pub fn with_ed25519(id: &str, origin: &str) -> Self {
        Self::with(
            Pair::Ed25519(Ed25519KeyPair::generate().unwrap()),
            id,
            origin,
        )
    }

    fn with(pair: Pair, id: &str, origin: &str) -> Self {
        Self {
            pair,
            id: id.as_bytes().to_vec(),
            origin: origin.to_owned(),
            site: None,
            owner: None,
            counter: Some(1),
            flags: 5,
        }
    }

    /// Answers what a page asks to make a passkey: the fields of its form.
    pub fn makes(&self, asked: &Value) -> Vec<(&'static str, String)> {
        let client = self.client("webauthn.create", asked);
        let site = asked.pointer("/rp/id").and_then(Value::as_str).unwrap();
        let mut said = self.said(site, self.flags | 0x40);
        said.extend([0; 16]);
        said.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        said.extend(&self.id);
        said.extend(self.cose());
        let mut object = vec![0xa3];
        object.extend(b"\x63fmt\x64none\x67attStmt\xa0\x68authData\x59");
        object.extend(u16::try_from(said.len()).unwrap().to_be_bytes());
        object.extend(said);
        vec![("client", of(&client)), ("object", of(&object))]
    }

    /// Answers what a page asks to sign somebody in: the fields of its form.
    pub fn signs_in(&mut self, asked: &Value) -> Vec<(&'static str, String)> {
        let client = self.client("webauthn.get", asked);
        self.counter = self.counter.map(|counter| counter + 1);
        let site = asked.pointer("/rpId").and_then(Value::as_str).unwrap();
        let said = self.said(site, self.flags);
        let signed = [said.as_slice(), Sha256::digest(&client).as_slice()].concat();
        let signature = match &self.pair {
            Pair::Es256(pair) => pair.sign(&SystemRandom::new(), &signed).unwrap(),
            Pair::Ed25519(pair) => pair.sign(&signed),
        };
        vec![
            ("id", of(&self.id)),
            ("client", of(&client)),
            ("authenticator", of(&said)),
            ("signature", of(signature.as_ref())),
            ("owner", self.owner.clone().unwrap_or_default()),
        ]
    }

    fn client(&self, kind: &str, asked: &Value) -> Vec<u8> {
        let challenge = asked.get("challenge").and_then(Value::as_str).unwrap();
        let client = serde_json::json!({
            "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false,
        });
        client.to_string().into_bytes()
    }

    fn said(&self, site: &str, flags: u8) -> Vec<u8> {
        let site = self.site.as_deref().unwrap_or(site);
        let mut said = Sha256::digest(site.as_bytes()).to_vec();
        said.push(flags);
        said.extend(self.counter.unwrap_or_default().to_be_bytes());
        said
    }

    fn cose(&self) -> Vec<u8> {
        let part = |name: u8, bytes: &[u8]| [&[name, 0x58, 32], bytes].concat();
        match &self.pair {
            Pair::Es256(pair) => {
                let (x, y) = pair.public_key().as_ref().get(1..).unwrap().split_at(32);
                [
                    vec![0xa5, 1, 2, 3, 0x26, 0x20, 1],
                    part(0x21, x),
                    part(0x22, y),
                ]
                .concat()
            }
            Pair::Ed25519(pair) => {
                let x = part(0x21, pair.public_key().as_ref());
                [vec![0xa4, 1, 1, 3, 0x27, 0x20, 6], x].concat()
            }
        }
    }
}

fn of(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}
