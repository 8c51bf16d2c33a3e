//! Who is at the other end: the SHA-256 of its public key, and proof that it has the private one.
//!
//! Names, dates and issuers in certificates are not looked at.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use fanal_protocol::TlsPin;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, OtherError,
    PeerIncompatible, SignatureScheme,
};

use crate::membership::Members;

/// The key is not one that was asked for. Travels inside [`rustls::Error`].
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the key `{0}` is not pinned")]
pub(crate) struct UnknownPin(pub(crate) TlsPin);

impl From<UnknownPin> for Error {
    fn from(unknown: UnknownPin) -> Self {
        CertificateError::Other(OtherError(Arc::new(unknown))).into()
    }
}

/// Finds the unknown pin in what a handshake ended with.
pub(crate) fn unknown_pin(error: &Error) -> Option<TlsPin> {
    let Error::InvalidCertificate(CertificateError::Other(OtherError(inner))) = error else {
        return None;
    };
    inner.downcast_ref::<UnknownPin>().map(|unknown| unknown.0)
}

/// The pin of a certificate: of the key in it, whatever else it says.
pub fn pin_of(certificate: &CertificateDer<'_>) -> Result<TlsPin, Error> {
    let parsed =
        webpki::EndEntityCert::try_from(certificate).map_err(|_| CertificateError::BadEncoding)?;
    Ok(TlsPin::of_spki(parsed.subject_public_key_info().as_ref()))
}

/// Lets in whoever is an active member at this moment.
pub(crate) struct RosterVerifier {
    members: Arc<Members>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl RosterVerifier {
    pub(crate) fn new(members: Arc<Members>, provider: &CryptoProvider) -> Self {
        Self {
            members,
            algorithms: provider.signature_verification_algorithms,
        }
    }
}

impl fmt::Debug for RosterVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RosterVerifier")
    }
}

impl ClientCertVerifier for RosterVerifier {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let pin = pin_of(end_entity)?;
        if self.members.current().has(&pin) {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(UnknownPin(pin).into())
        }
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(PeerIncompatible::Tls12NotOffered.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Talks to this one desk.
pub(crate) struct DeskVerifier {
    pins: BTreeSet<TlsPin>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl DeskVerifier {
    pub(crate) const fn new(pins: BTreeSet<TlsPin>, provider: &CryptoProvider) -> Self {
        Self {
            pins,
            algorithms: provider.signature_verification_algorithms,
        }
    }
}

impl fmt::Debug for DeskVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeskVerifier")
    }
}

impl ServerCertVerifier for DeskVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let pin = pin_of(end_entity)?;
        if self.pins.contains(&pin) {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(UnknownPin(pin).into())
        }
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(PeerIncompatible::Tls12NotOffered.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
