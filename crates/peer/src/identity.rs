//! This node's TLS key and the certificate around it; both follow from 32 secret bytes.

use fanal_protocol::TlsPin;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, KeyPair, PublicKeyData as _, SerialNumber,
};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use zeroize::Zeroizing;

use crate::PeerError;

/// The subject of every node's certificate: it names nobody.
const SUBJECT: &str = "fanal";
/// Dates are not looked at, pins are; these never need anybody's attention.
const FIRST_YEAR: i32 = 1975;
const LAST_YEAR: i32 = 2999;
/// PKCS#8 v1 of an Ed25519 key up to the 32 bytes of the key (RFC 8410 section 7).
const PKCS8_HEAD: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// An Ed25519 key for TLS and nothing else. No Debug; the seed is wiped when dropped.
#[derive(Clone)]
pub struct NodeIdentity {
    seed: Zeroizing<[u8; 32]>,
    certificate: CertificateDer<'static>,
    pin: TlsPin,
}

impl NodeIdentity {
    /// The identity of these 32 bytes, fresh from the entropy source or kept from before: the same
    /// bytes give the same key, certificate and pin.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, PeerError> {
        let key = KeyPair::try_from(pkcs8(seed).as_slice()).map_err(PeerError::broken)?;
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, SUBJECT);
        params.not_before = rcgen::date_time_ymd(FIRST_YEAR, 1, 1);
        params.not_after = rcgen::date_time_ymd(LAST_YEAR, 12, 31);
        params.serial_number = Some(SerialNumber::from(1));
        let certificate = params.self_signed(&key).map_err(PeerError::broken)?;
        Ok(Self {
            seed: Zeroizing::new(*seed),
            certificate: certificate.der().clone(),
            pin: TlsPin::of_spki(&key.subject_public_key_info()),
        })
    }

    /// What stands in the roster: SHA-256 of the `SubjectPublicKeyInfo`.
    pub const fn pin(&self) -> TlsPin {
        self.pin
    }

    /// The seed, to be sealed at rest.
    pub fn to_secret_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.seed.clone()
    }

    pub(crate) fn certificate(&self) -> CertificateDer<'static> {
        self.certificate.clone()
    }

    pub(crate) fn key(&self) -> PrivatePkcs8KeyDer<'static> {
        PrivatePkcs8KeyDer::from(pkcs8(&self.seed).to_vec())
    }
}

fn pkcs8(seed: &[u8; 32]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([PKCS8_HEAD.as_slice(), seed].concat())
}
