//! The one TLS of this room: 1.3, post-quantum key exchange first, never resumed.

use std::collections::BTreeSet;
use std::sync::Arc;

use fanal_protocol::TlsPin;
use fanal_protocol::wire::{ALPN, TURNED_ALPN};
use rustls::client::Resumption;
use rustls::crypto::CryptoProvider;
use rustls::crypto::aws_lc_rs::{self, kx_group};
use rustls::server::NoServerSessionStorage;
use rustls::version::TLS13;
use rustls::{ClientConfig, ServerConfig};

use crate::membership::Members;
use crate::verifier::{DeskVerifier, RosterVerifier};
use crate::{NodeIdentity, PeerError};

/// Handed to rustls by value everywhere: the process default may be anything.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    let kx_groups = vec![kx_group::X25519MLKEM768, kx_group::X25519];
    Arc::new(CryptoProvider {
        kx_groups,
        ..aws_lc_rs::default_provider()
    })
}

/// Lets in active members only.
pub(crate) fn server_config(
    identity: &NodeIdentity,
    members: Arc<Members>,
) -> Result<ServerConfig, PeerError> {
    let provider = provider();
    let verifier = Arc::new(RosterVerifier::new(members, &provider));
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])
        .map_err(PeerError::broken)?
        .with_client_cert_verifier(verifier)
        .with_single_cert(vec![identity.certificate()], identity.key().into())
        .map_err(PeerError::broken)?;
    // A resumed session never meets the verifier: a member that was put out would stay in as long
    // as its ticket lives.
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.max_early_data_size = 0;
    config.alpn_protocols = vec![ALPN.to_vec(), TURNED_ALPN.to_vec()];
    Ok(config)
}

/// Talks to the owner of one of these pins only.
pub(crate) fn client_config(
    identity: &NodeIdentity,
    pins: BTreeSet<TlsPin>,
) -> Result<ClientConfig, PeerError> {
    let provider = provider();
    let verifier = Arc::new(DeskVerifier::new(pins, &provider));
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])
        .map_err(PeerError::broken)?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_client_auth_cert(vec![identity.certificate()], identity.key().into())
        .map_err(PeerError::broken)?;
    config.resumption = Resumption::disabled();
    config.enable_early_data = false;
    // The name of the desk's host would stand in the clear in the first packet.
    config.enable_sni = false;
    // reqwest leaves a configuration that it is given alone: without this there is no HTTP/2.
    config.alpn_protocols = vec![ALPN.to_vec()];
    Ok(config)
}
