//! TLS to servers of others: the authorities of this machine, and one of the desk's own if it has one.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;
use rustls_platform_verifier::Verifier;

use crate::{Misconfigured, Roads};

pub(crate) fn config(roads: &Roads) -> Result<ClientConfig, Misconfigured> {
    let broken = |error: rustls::Error| Misconfigured(format!("TLS cannot be set up: {error}"));
    let provider = Arc::new(aws_lc_rs::default_provider());
    let extra = roads.authority.clone();
    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(&provider)).map_err(broken)?;
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(broken)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}
